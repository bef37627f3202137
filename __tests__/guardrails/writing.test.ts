import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { evaluateSet } from '../../src/evaluating.ts';
import { evaluate, loadCustom, runExample } from '../../src/guardrails/index.ts';
import { memoryTree } from '../../src/repository/index.ts';
import { setOf } from './support.ts';

const page = readFileSync('docs/writing-guardrails.md', 'utf8');
const rule = /```yaml\n# (policies\/[a-z-]+\.yaml)\n([\s\S]*?)```/.exec(page);

test('the guardrail of docs/writing-guardrails.md loads, and its examples hold', () => {
  const { guardrails, problems } = loadCustom(memoryTree({ [rule?.[1] ?? '']: rule?.[2] ?? '' }), 'policies');
  expect(problems).toEqual([]);
  const [guardrail] = guardrails;
  if (guardrail === undefined) throw new Error('no guardrail was loaded');
  for (const example of guardrail.examples.fail) {
    const { found, expected, findings } = runExample(guardrail, example, evaluate);
    expect(found).toEqual(expected);
    expect(findings[0]?.message).toBe(
      'Deployment web has no label team: at night nobody knows whom to call.',
    );
  }
  for (const example of guardrail.examples.pass) {
    expect(runExample(guardrail, example, evaluate)).toMatchObject({ findings: [], problems: [] });
  }
});

test('so does the one on change', () => {
  const [, file = '', text = ''] =
    /```yaml\n# (policies\/topic-partitions\.yaml)\n([\s\S]*?)```/.exec(page) ?? [];
  const { guardrails, problems } = loadCustom(memoryTree({ [file]: text }), 'policies');
  expect(problems).toEqual([]);
  const [guardrail] = guardrails;
  if (guardrail === undefined) throw new Error('no guardrail was loaded');
  const results = [...guardrail.examples.fail, ...guardrail.examples.pass].map(example =>
    runExample(guardrail, example, evaluateSet),
  );
  expect(results.map(({ found }) => found)).toEqual([['manifest:5'], []]);
  expect(results.flatMap(each => each.problems)).toEqual([]);
});

test('its helpers load, and do what is said', () => {
  const [helpers, user] = [
    ...page.matchAll(/```yaml\n# (policies\/(?:helpers|no-node-data)\.yaml)\n([\s\S]*?)```/g),
  ];
  const whole = `id: no-node-data\ntitle: t\nseverity: info\nmessage: m\nrationale: r\nremediation: r\n${user?.[2]}`;
  const files = { [helpers?.[1] ?? '']: helpers?.[2] ?? '', [user?.[1] ?? '']: whole };
  const { guardrails, problems } = loadCustom(memoryTree(files), 'policies');
  expect(problems).toEqual([]);
  const active = guardrails.map(guardrail => ({ guardrail, severity: guardrail.severity, parameters: {} }));
  const volumes = '[{name: a, hostPath: {path: /var/lib/x}}, {name: b, hostPath: {path: /var}}, {name: c}]';
  const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [], volumes: ${volumes}}\n`;
  const { findings } = evaluate(setOf(pod), active, { kubernetes: '1.34' });
  expect(findings.map(({ path }) => path)).toEqual([['spec', 'volumes', 0]]);
});
