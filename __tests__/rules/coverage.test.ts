import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { coverageFiles } from '../../src/generated.ts';
import { coverageProblems, loadPack, readCoverage, renderCoveragePage } from '../../src/guardrails/index.ts';

const { guardrails } = loadPack(join(process.cwd(), 'rules'));

test('every row of the table is accounted for once, by guardrails and parameters that exist', () => {
  expect(coverageProblems(readCoverage(coverageFiles()), guardrails)).toEqual([]);
});

test('rows that are missing, twice, or name what does not exist are found', () => {
  const others = Array.from({ length: 243 }, (_, index) => index + 2).map(
    row => `- {row: ${row}, capability: x, not-applicable: z}`,
  );
  const rows = readCoverage({
    a: '- {row: 2, capability: x, guardrails: [no-such, image-tag]}\n- {row: 2, capability: x, parameter: image-tag.none}',
    b: others.join('\n'),
  });
  expect(coverageProblems(rows, guardrails)).toEqual([
    'row 1 is there 0 times',
    'row 2 is there 3 times',
    'row 2: there is no guardrail no-such',
    'row 2: there is no parameter image-tag.none',
  ]);
});

describe('a row that is not written as it should be', () => {
  test.each([
    ['- {row: 245, capability: x, issue: rbac}'],
    ['- {row: 1, capability: x, issue: unknown}'],
    ['- {row: 1, capability: x, issue: rbac, guardrails: [a]}'],
    ['- {row: 1, capability: x}'],
    ['- {row: 1, capability: x, parameter: a}'],
    ['row: 1'],
    ['- {row'],
  ])('%s', text => {
    expect(() => readCoverage({ network: text })).toThrow('data/coverage/network.yaml');
  });
});

test('the page counts, and links to the guardrails', () => {
  const rows = readCoverage({
    'api-versions': '- {row: 3, capability: Old versions, issue: schema}',
    images: [
      '- {row: 1, capability: Tags, guardrails: [image-tag]}',
      '- {row: 2, capability: "A | B", parameter: image-registry.allow}',
      '- {row: 4, capability: Nodes, not-applicable: no manifest shows it}',
    ].join('\n'),
  });
  const page = renderCoveragePage(rows, guardrails);
  expect(page).toContain('| [Images](#images) | 3 | 1 | 1 | 0 | 1 |\n');
  expect(page).toContain('| [API versions](#api-versions) | 1 | 0 | 0 | 1 | 0 |\n');
  expect(page).toContain('| **all** | **4** | **1** | **1** | **1** | **1** |');
  expect(page).toContain('## Images\n\n2 of 3 rows are judged by guardrails.');
  expect(page).toContain('| 1 | Tags | [image-tag](images/image-tag.md) |');
  expect(page).toContain('| 2 | A \\| B | parameter `allow` of [image-registry](images/image-registry.md) |');
  expect(page).toContain('| 3 | Old versions | *Schemas of Kubernetes and of custom resources* |');
  expect(page).toContain('| 4 | Nodes | not applicable: no manifest shows it |');
});
