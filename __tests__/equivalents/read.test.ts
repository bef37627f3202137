import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { findCheck, TOOLS, toolOf } from '../../src/equivalents/index.ts';
import { equivalentsProblems, readEquivalents } from '../../src/equivalents/read.ts';
import { coverageFiles, readTools } from '../../src/generated.ts';
import { loadPack, readCoverage } from '../../src/guardrails/index.ts';

const { guardrails } = loadPack(join(process.cwd(), 'rules'));
const rows = readCoverage(coverageFiles());
const read = (checks: string) => readEquivalents('trivy', `tool: Trivy\nchecks:\n${checks}`, rows);

describe.each(readTools().map(tool => [tool.name, tool] as const))('%s', (_name, tool) => {
  test('names guardrails and parameters that exist', () => {
    expect(equivalentsProblems(tool, guardrails)).toEqual([]);
  });

  test('has an outcome for every check', () => {
    const without = [...tool.checks.values()].filter(({ parts, none }) => parts.length === 0 && !none);
    expect(without).toEqual([]);
  });

  test('is what the code reads', () => {
    expect([...toolOf(tool.id).checks.values()]).toEqual([...tool.checks.values()]);
  });
});

test('as many checks as the lists of the tools have', () => {
  expect(TOOLS.map(id => [id, toolOf(id).checks.size])).toEqual([
    ['kube-linter', 63],
    ['trivy', 171],
    ['checkov', 119],
    ['kubescape', 281],
    ['polaris', 44],
  ]);
});

test('a row of the coverage answers for its checks', () => {
  const tool = read(
    '  - {id: KSV-0117, row: 109}\n  - {id: KSV-0118, row: 117}\n  - {id: KSV-0119, row: 235}\n',
  );
  expect([...tool.checks.values()]).toEqual([
    {
      id: 'KSV-0117',
      parts: [{ guardrail: 'volume-claim-annotations' }],
      strength: 'narrower',
      remark: 'once the parameter `required` is given',
    },
    expect.objectContaining({ id: 'KSV-0118' }),
    expect.objectContaining({ id: 'KSV-0119', strength: 'wider' }),
  ]);
});

describe('what is not written as it should be', () => {
  test.each([
    ['  - {id: B, none: x}\n  - {id: A, none: x}', 'A stands after B; checks are sorted, each once'],
    ['  - {id: A, none: x}\n  - {id: A, none: x}', 'A stands after A; checks are sorted, each once'],
    ['  - {id: A10, none: x}\n  - {id: A9, none: x}', 'A9 stands after A10'],
    ['  - {id: A}', 'must have exactly one of guardrails, row, none'],
    ['  - {id: A, none: x, row: 1}', 'must have exactly one of guardrails, row, none'],
    ['  - {id: A, guardrails: [image-tag], strength: wider}', 'strength and remark belong together'],
    ['  - {id: A, none: x, strength: wider, remark: so}', 'strength is for guardrails'],
    ['  - {id: A, row: 999}', 'A: there is no row 999'],
    ['  - {id: A, guardrail: [image-tag]}', 'Unrecognized key: "guardrail"'],
    ['  - {', 'data/equivalents/trivy.yaml:3:'],
  ])('%s', (checks, message) => {
    expect(() => read(checks)).toThrow(message);
    expect(() => read(checks)).toThrow('data/equivalents/trivy.yaml');
  });

  test('guardrails and parameters that do not exist', () => {
    const tool = read(
      '  - {id: A, guardrails: [no-such, {id: image-tag, parameters: {none: 1}}]}\n  - {id: B, none: x, see: [nor-this]}\n',
    );
    expect(equivalentsProblems(tool, guardrails)).toEqual([
      'trivy A: there is no guardrail no-such',
      'trivy A: there is no parameter image-tag.none',
      'trivy B: there is no guardrail nor-this',
    ]);
  });
});

describe('a check by any of its names', () => {
  test.each([
    ['trivy', 'KSV017', 'KSV-0017'],
    ['trivy', 'AVD-KSV-0017', 'KSV-0017'],
    ['trivy', 'ksv-0017', 'KSV-0017'],
    ['trivy', 'AVD-KSV-01010', 'KSV-01010'],
    ['trivy', 'KSV110', 'KSV-0110'],
    ['trivy', 'CVE-2024-1', undefined],
    ['kubescape', 'c-0057', 'C-0057'],
    ['kubescape', 'Privileged container', 'C-0057'],
    ['checkov', 'CKV_K8S_16', 'CKV_K8S_16'],
    ['checkov', 'BC_K8S_16', undefined],
    ['kube-linter', 'Privileged-Container', undefined],
    ['polaris', 'hostIPCSet', 'hostIPCSet'],
  ] as const)('%s %s', (tool, named, id) => {
    expect(findCheck(toolOf(tool), named)?.id).toBe(id);
  });
});
