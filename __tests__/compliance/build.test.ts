import { describe, expect, test } from '@jest/globals';
import { overTargets } from '../../src/compliance/build.ts';
import { atTheEnd } from '../../src/compliance/controls.ts';

const satisfied = { target: 'a', outcome: 'satisfied', reason: 'found nothing' } as const;
const nothing = { target: 'b', outcome: 'not-evaluated', reason: 'there is nothing', nothing: true } as const;
const off = { target: 'c', outcome: 'not-evaluated', reason: 'replicas did not run: off' } as const;
const broken = { target: 'd', outcome: 'not-satisfied', reason: 'findings of replicas: 1 open' } as const;

describe('a control over the targets of a build', () => {
  test('is satisfied where one target shows it and the others have nothing of the kind', () => {
    expect(overTargets([satisfied, nothing], false)).toEqual({
      outcome: 'satisfied',
      reason: 'a: found nothing',
    });
  });

  test('is never satisfied where something was not looked at', () => {
    expect(overTargets([satisfied, off], false)).toEqual({
      outcome: 'not-evaluated',
      reason: 'c: replicas did not run: off',
    });
    expect(overTargets([satisfied, nothing], true)).toEqual({
      outcome: 'not-evaluated',
      reason: 'the run was limited to some paths',
    });
    expect(overTargets([nothing], false)).toEqual({
      outcome: 'not-evaluated',
      reason: 'no target has anything that its guardrails judge',
      nothing: true,
    });
    expect(overTargets([nothing], true).nothing).toBeUndefined();
    expect(overTargets([], false)).toMatchObject({ outcome: 'not-evaluated', reason: 'there was no target' });
  });

  test('is not satisfied where any target breaks it, whatever the others say', () => {
    expect(overTargets([satisfied, off, nothing, broken, { ...broken, target: 'e' }], true)).toEqual({
      outcome: 'not-satisfied',
      reason: 'd and 1 more: findings of replicas: 1 open',
    });
  });
});

test('at the end a control is satisfied where some line shows it and no other one hides it', () => {
  const of = (outcome: 'satisfied' | 'not-satisfied' | 'not-evaluated') => ({ outcome, reason: '' });
  const none = { ...of('not-evaluated'), nothing: true as const };
  expect(atTheEnd([of('satisfied'), none])).toBe('satisfied');
  expect(atTheEnd([of('satisfied'), of('not-evaluated')])).toBe('not-evaluated');
  expect(atTheEnd([of('satisfied'), of('not-evaluated'), of('not-satisfied')])).toBe('not-satisfied');
  expect(atTheEnd([none])).toBe('not-evaluated');
  expect(atTheEnd([])).toBe('not-evaluated');
});
