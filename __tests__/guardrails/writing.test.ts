import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { evaluate, loadCustom, runExample } from '../../src/guardrails/index.ts';
import { memoryTree } from '../../src/repository/index.ts';

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
