import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Compared } from '../../src/changes/index.ts';
import type { Waiver } from '../../src/config/index.ts';
import type { Severity } from '../../src/findings.ts';
import { judge, matchesPattern } from '../../src/verdict/index.ts';

function compared(severity: Severity, state: Compared['state'], name = 'web'): Compared {
  return {
    fingerprint: `${severity}-${state}-${name}`,
    state,
    renderings: [{ target: 'helm:a', environment: 'prod', documentIndex: 0 }],
    finding: {
      guardrail: 'g',
      severity,
      resource: { group: 'apps', kind: 'Deployment', namespace: 'shop', name },
      apiVersion: 'apps/v1',
      path: [],
      field: '',
      message: 'm',
      side: 'present',
      rendering: { target: 'helm:a', environment: 'prod', documentIndex: 0 },
    },
  };
}

function waiver(more: Partial<Waiver>): Waiver {
  return { id: 'w', guardrail: 'g', owner: 'o', reason: 'r', file: 'w.yaml', line: 3, ...more };
}

const base = {
  compared: [] as readonly Compared[],
  waivers: [] as readonly Waiver[],
  problems: [],
  gate: { failOn: 'error', scope: 'auto' } as const,
  hasBase: true,
  today: '2026-06-01',
};
const gating = { code: 'x', message: 'x', gates: true };

describe('the gate', () => {
  test('with a base only what is new blocks, without one everything does', () => {
    const findings = [compared('error', 'unchanged'), compared('warning', 'new')];
    expect(judge({ ...base, compared: findings })).toMatchObject({
      outcome: 'pass',
      exitCode: 0,
      summary: 'nothing new blocks this change',
    });
    expect(judge({ ...base, compared: findings, hasBase: false })).toMatchObject({
      outcome: 'fail',
      exitCode: 1,
      summary: '1 error blocks this change',
    });
  });

  test('fail-on lowers or lifts the bar', () => {
    const findings = [compared('warning', 'new')];
    const outcome = (failOn: 'error' | 'warning' | 'info' | 'never') =>
      judge({ ...base, compared: findings, gate: { failOn, scope: 'new' } }).outcome;
    expect([outcome('error'), outcome('warning'), outcome('info'), outcome('never')]).toEqual([
      'pass',
      'fail',
      'fail',
      'pass',
    ]);
  });

  test('what was not evaluated is never a pass; a failing guardrail is the first thing to act on', () => {
    expect(judge({ ...base, problems: [gating] })).toMatchObject({
      outcome: 'incomplete',
      exitCode: 2,
      summary: '1 input could not be evaluated',
    });
    expect(judge({ ...base, problems: [gating], compared: [compared('error', 'new')] })).toMatchObject({
      outcome: 'fail',
      exitCode: 1,
      summary: '1 new error blocks this change, and 1 input could not be evaluated',
    });
    expect(judge({ ...base, problems: [{ ...gating, gates: false }] }).outcome).toBe('pass');
  });

  test('fixed findings are counted and block nobody', () => {
    const { outcome, counts } = judge({ ...base, compared: [compared('error', 'fixed')] });
    expect(outcome).toBe('pass');
    expect(counts.fixed).toEqual({ error: 1, warning: 0, info: 0 });
  });

  test('the worst comes first', () => {
    const { findings } = judge({
      ...base,
      compared: [
        compared('info', 'new'),
        compared('error', 'fixed'),
        compared('error', 'unchanged'),
        compared('error', 'new'),
      ],
    });
    expect(findings.map(f => `${f.severity} ${f.state}`)).toEqual([
      'error new',
      'info new',
      'error unchanged',
      'error fixed',
    ]);
  });
});

describe('waivers', () => {
  const outcome = (w: Partial<Waiver>) =>
    judge({ ...base, compared: [compared('error', 'new')], waivers: [waiver(w)] });

  test('accept what they name, and the finding stays on record with who accepted it', () => {
    const {
      findings,
      counts,
      outcome: result,
    } = outcome({ resource: { kind: 'Deployment', name: 'w*' }, expires: '2026-06-01', ticket: 'T-1' });
    expect(result).toBe('pass');
    expect(findings[0]?.waiver).toEqual({
      id: 'w',
      owner: 'o',
      reason: 'r',
      expires: '2026-06-01',
      ticket: 'T-1',
    });
    expect(counts).toMatchObject({ waived: { error: 1 }, new: { error: 0 }, blocking: 0 });
  });

  test.each<[string, Partial<Waiver>]>([
    ['another guardrail', { guardrail: 'h' }],
    ['another name', { resource: { name: 'db' } }],
    ['another namespace', { resource: { namespace: 'kube-system' } }],
    ['another environment', { environment: 'staging' }],
    ['another fingerprint', { fingerprint: '0'.repeat(32) }],
    ['a day that has passed', { expires: '2026-05-31' }],
  ])('do not accept %s', (_, w) => {
    expect(outcome(w).outcome).toBe('fail');
  });

  test('a waiver that ran out is a finding of its own, at its line', () => {
    const { findings } = outcome({ expires: '2026-05-31' });
    expect(findings.find(f => f.guardrail === 'waiver-expired')).toMatchObject({
      severity: 'warning',
      message: 'The waiver of g by o ran out on 2026-05-31: what it accepted counts again.',
      location: { kind: 'manifest', file: 'w.yaml', line: 3 },
      blocking: false,
    });
  });

  test('patterns match as a regular expression would', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 12 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '-', '*'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (p, t) => {
        expect(matchesPattern(p, t)).toBe(new RegExp(`^${p.replaceAll('*', '.*')}$`).test(t));
      }),
      { numRuns: 2000 },
    );
  });
});
