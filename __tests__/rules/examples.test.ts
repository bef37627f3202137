import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { evaluateSet } from '../../src/evaluating.ts';
import { isOnChange, loadPack, runExample } from '../../src/guardrails/index.ts';

const { guardrails, problems } = loadPack(join(process.cwd(), 'rules'));

test('every rule file of the pack loads', () => {
  expect(problems).toEqual([]);
  expect(guardrails.length).toBeGreaterThanOrEqual(25);
});

test('guardrails that are said to tell the same exist, and judge a state', () => {
  const onState = new Set(
    guardrails
      .filter(({ check }) => check.by === 'analyzer' || !isOnChange(check))
      .map(guardrail => guardrail.id),
  );
  const named = guardrails.flatMap(({ id, check }) => {
    if (check.by === 'analyzer' || check.toldBy === undefined) return [];
    const texts = [...check.toldBy, ...(check.each?.match(/"by": [^,]*/g) ?? [])];
    return texts.flatMap(text => text.match(/\b[a-z]+(?:-[a-z]+)+\b/g) ?? []).map(name => ({ id, name }));
  });
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter(({ name }) => !onState.has(name))).toEqual([]);
});

describe.each(guardrails.map(guardrail => [guardrail.id, guardrail] as const))('%s', (_, guardrail) => {
  const { fail, pass } = guardrail.examples;

  test('has everything a guardrail of the pack needs', () => {
    expect(fail.length).toBeGreaterThanOrEqual(2);
    expect(pass.length).toBeGreaterThanOrEqual(2);
    expect(guardrail.notWhen).toBeTruthy();
    expect(guardrail.since).toMatch(/^\d+\.\d+\.\d+$/);
    expect(guardrail.references.length).toBeGreaterThan(0);
    expect(Object.keys(guardrail.controls).length).toBeGreaterThan(0);
  });

  test.each(fail.map(example => [example.name, example] as const))('fails: %s', (_name, example) => {
    const result = runExample(guardrail, example, evaluateSet);
    expect(result.problems).toEqual([]);
    expect(result.expected.length).toBeGreaterThan(0);
    expect(result.found).toEqual(result.expected);
    for (const { message } of result.findings) {
      expect(message).not.toMatch(/undefined|!/);
      // Only what the manifest says itself may look like a hole.
      if (!example.manifest.includes('{{')) expect(message).not.toMatch(/\{\{|\}\}/);
      expect(message).toMatch(/[.)]$/);
      expect(message.length).toBeLessThan(320);
    }
  });

  test.each(pass.map(example => [example.name, example] as const))('passes: %s', (_name, example) => {
    const result = runExample(guardrail, example, evaluateSet);
    expect(result.problems).toEqual([]);
    expect(result.expected).toEqual([]);
    expect(result.findings.map(finding => finding.message)).toEqual([]);
  });
});
