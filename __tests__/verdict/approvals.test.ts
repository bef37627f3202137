import { describe, expect, test } from '@jest/globals';
import type { Compared } from '../../src/changes/index.ts';
import type { Approver } from '../../src/findings.ts';
import { type ApproversKnown, type Call, judge } from '../../src/verdict/index.ts';

const RULES = [
  { for: ['rbac.escalation', 'rbac.cluster-scope'], from: ['alice', 'acme/security'], count: 1 },
  { for: ['image-*'], from: ['bob', 'carol', 'dave'], count: 2 },
];
const ALICE = approver('Alice');
const WIDE: Call = {
  kind: 'rbac.cluster-scope',
  text: 'ServiceAccount shop/bot gains get pods in all namespaces',
};

function approver(login: string, ...teams: string[]): Approver {
  return { login, at: '2026-11-20T09:12:00Z', commit: 'a'.repeat(40), teams };
}

function compared(guardrail: string, state: Compared['state'] = 'new'): Compared {
  return {
    fingerprint: guardrail.padEnd(32, '0'),
    state,
    renderings: [{ target: 'manifests:', environment: 'default', documentIndex: 0 }],
    finding: {
      guardrail,
      severity: 'warning',
      resource: { group: '', kind: 'Pod', namespace: 'shop', name: 'web' },
      apiVersion: 'v1',
      path: ['spec'],
      field: 'spec',
      message: `${guardrail} speaks.`,
      side: 'present',
      rendering: { target: 'manifests:', environment: 'default', documentIndex: 0 },
    },
  };
}

function judged(
  found: readonly Compared[],
  approvers: ApproversKnown,
  calls: readonly Call[] = [],
  failOn: 'error' | 'warning' | 'never' = 'error',
) {
  return judge({
    compared: found,
    waivers: [],
    problems: [],
    approvals: { rules: RULES, approvers, calls },
    gate: { failOn, scope: 'auto' },
    hasBase: true,
    today: '2026-11-21',
  });
}

describe('what needs an approval', () => {
  test('a kind of change waits for one of those named, whatever the severities', () => {
    const { outcome, exitCode, summary, approvals } = judged([], [], [WIDE]);
    expect([outcome, exitCode]).toEqual(['fail', 1]);
    expect(summary).toBe('this change waits for the approval of alice or acme/security');
    expect(approvals).toEqual([{ ...RULES[0], because: [WIDE.text], given: [], state: 'waiting' }]);
  });

  test('a login counts in any case, a team through its member', () => {
    for (const who of [ALICE, approver('eve', 'acme/security')]) {
      const { outcome, approvals } = judged([], [who], [WIDE]);
      expect(outcome).toBe('pass');
      expect(approvals[0]).toMatchObject({ state: 'given', given: [who] });
    }
  });

  test('somebody nobody asked changes nothing', () => {
    expect(judged([], [approver('mallory')], [WIDE]).approvals[0]).toMatchObject({
      state: 'waiting',
      given: [],
    });
  });

  test('as many have to agree as the rule says', () => {
    const one = judged([compared('image-tag')], [approver('bob')]);
    expect(one.approvals[0]).toMatchObject({ state: 'waiting', given: [{ login: 'bob' }] });
    expect(one.summary).toBe(
      '1 new warning blocks this change, and it waits for the approval of 2 of bob, carol, dave',
    );
    const two = judged([compared('image-tag')], [approver('bob'), approver('dave')]);
    expect(two.outcome).toBe('pass');
    expect(two.findings[0]?.approved?.map(({ login }) => login)).toEqual(['bob', 'dave']);
  });

  test('an approved finding no longer fails the gate, others of its severity do', () => {
    const both = [compared('image-tag'), compared('run-as-non-root')];
    const { findings, outcome } = judged(both, [approver('bob'), approver('carol')], [], 'warning');
    expect(outcome).toBe('fail');
    expect(findings.map(f => [f.guardrail, f.blocking])).toEqual([
      ['run-as-non-root', true],
      ['image-tag', false],
    ]);
  });

  test('who agrees to an escalation agrees to the finding that tells of it', () => {
    const found = [compared('rbac-path-opened')];
    expect(judged(found, []).findings[0]).toMatchObject({ blocking: true });
    const { findings, approvals } = judged(found, [ALICE], [], 'warning');
    expect(findings[0]).toMatchObject({ blocking: false, approved: [ALICE] });
    expect(approvals[0]).toMatchObject({ because: ['rbac-path-opened speaks.'], state: 'given' });
  });

  test('what was there before needs nobody', () => {
    expect(judged([compared('image-tag', 'unchanged')], []).approvals).toEqual([]);
  });

  test('where nobody can be asked severities decide, and the need is told', () => {
    const { outcome, approvals } = judged([compared('image-tag')], 'nobody-asked', [WIDE]);
    expect(outcome).toBe('pass');
    expect(approvals.map(({ state }) => state)).toEqual(['unknown', 'unknown']);
  });

  test('a merge queue takes what passed with its approvals', () => {
    const { outcome, findings } = judged([compared('image-tag')], 'asked-before', [WIDE], 'warning');
    expect(outcome).toBe('pass');
    expect(findings[0]).toMatchObject({ approved: [], blocking: false });
  });

  test('a gate that never fails does not wait', () => {
    expect(judged([compared('image-tag')], [], [WIDE], 'never').outcome).toBe('pass');
  });
});
