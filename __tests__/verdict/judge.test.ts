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
      file: 'w.yaml',
      line: 3,
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

describe('what else accepts', () => {
  const finding = compared('error', 'new');
  const comment = waiver({ id: 'c', file: 'a.yaml', line: 7 });
  const inline = new Map([[finding.fingerprint, [comment]]]);

  test('a comment accepts what it was found to be about, while it counts', () => {
    const outcome = (more: Partial<Waiver>) =>
      judge({
        ...base,
        compared: [finding],
        inline: new Map([[finding.fingerprint, [{ ...comment, ...more }]]]),
      });
    expect(outcome({}).findings[0]?.waiver).toMatchObject({ id: 'c', file: 'a.yaml', line: 7 });
    expect(outcome({ expires: '2026-05-31' }).outcome).toBe('fail');
  });

  test('a comment that has run out is a finding at its line', () => {
    const { findings } = judge({ ...base, comments: [{ ...comment, expires: '2026-05-31' }] });
    expect(findings).toMatchObject([{ guardrail: 'waiver-expired', location: { file: 'a.yaml', line: 7 } }]);
  });

  test('waivers by field', () => {
    const at = { ...finding, finding: { ...finding.finding, field: 'spec.containers[name=app].image' } };
    const outcome = (field: string) =>
      judge({ ...base, compared: [at], waivers: [waiver({ field })] }).outcome;
    expect([outcome('spec.*.image'), outcome('spec.*.command')]).toEqual(['pass', 'fail']);
  });

  test('waivers by the file a resource comes from', () => {
    const outcome = (source: string, from?: string) => {
      const { finding, ...rest } = compared('error', 'new');
      const about = { ...rest, finding: { ...finding, ...(from === undefined ? {} : { source: from }) } };
      return judge({ ...base, compared: [about], waivers: [waiver({ source })] }).outcome;
    };
    expect(outcome('deploy/**', 'deploy/db/a.yaml')).toBe('pass');
    expect(outcome('deploy/*.yaml', 'deploy/db/a.yaml')).toBe('fail');
    expect(outcome('**/a.yaml', 'deploy/db/a.yaml')).toBe('pass');
    expect(outcome('deploy/**')).toBe('fail');
  });

  test('waivers of several guardrails', () => {
    const outcome = (guardrail: string) =>
      judge({ ...base, compared: [finding], waivers: [waiver({ guardrail })] }).outcome;
    expect([outcome('g*'), outcome('h*')]).toEqual(['pass', 'fail']);
  });

  test('waivers that accept nothing, or nothing of their own, are named; not when only a part was judged', () => {
    const unused = waiver({ id: 'u', resource: { name: 'gone' }, line: 9 });
    const double = waiver({ id: 'd', line: 20 });
    const input = { ...base, compared: [finding], waivers: [waiver({}), double, unused], whole: true };
    expect(judge(input).problems).toEqual([
      {
        code: 'waiver-overlap',
        message: 'the waiver of g accepts only what the one in w.yaml:3 accepts already',
        hint: 'keep one of them',
        file: 'w.yaml',
        line: 20,
        gates: false,
      },
      {
        code: 'waiver-unused',
        message: 'the waiver of g accepts nothing: there is no such finding',
        hint: 'remove it',
        file: 'w.yaml',
        line: 9,
        gates: false,
      },
    ]);
    expect(judge({ ...input, whole: false }).problems.map(p => p.code)).toEqual(['waiver-overlap']);
    expect(judge({ ...input, inline, waivers: [], comments: [comment] }).problems).toEqual([]);
  });

  test('what was fixed needs no waiver any more', () => {
    const fixed = [compared('error', 'fixed')];
    expect(judge({ ...base, compared: fixed, waivers: [waiver({})], whole: true }).problems).toMatchObject([
      { code: 'waiver-unused' },
    ]);
  });
});

describe('the baseline', () => {
  const known = compared('error', 'unchanged');
  const entries = (...all: [string, number][]) => ({ file: 'b.yaml', entries: new Map(all) });
  const baseline = entries([known.fingerprint, 2]);

  test('what it holds does not block, where all of it would', () => {
    const input = { ...base, hasBase: false, compared: [known, compared('error', 'unchanged', 'other')] };
    expect(judge(input).counts.blocking).toBe(2);
    const { findings, counts } = judge({ ...input, baseline });
    expect(findings.map(f => [f.fingerprint, f.blocking, f.baselined])).toEqual([
      ['error-unchanged-other', true, undefined],
      [known.fingerprint, false, true],
    ]);
    expect(counts.blocking).toBe(1);
  });

  test('what was fixed and is back is new', () => {
    const back = { ...known, state: 'new' as const };
    expect(judge({ ...base, compared: [back], baseline }).outcome).toBe('fail');
  });

  test('a change may only take entries out', () => {
    const change = (before: typeof baseline | undefined, after: typeof baseline | undefined) =>
      judge({ ...base, baselineChange: { before, after } }).findings;
    expect(change(baseline, entries())).toEqual([]);
    expect(change(baseline, undefined)).toEqual([]);
    expect(change(baseline, baseline)).toEqual([]);
    const grown = entries([known.fingerprint, 2], ['x', 9], ['y', 5]);
    expect(change(baseline, grown)).toMatchObject([
      {
        guardrail: 'baseline-grown',
        severity: 'warning',
        state: 'new',
        message: 'This change lets the baseline accept 2 more findings: nobody answers for them.',
        location: { file: 'b.yaml', line: 5 },
        blocking: false,
      },
    ]);
    expect(change(undefined, baseline)).toHaveLength(1);
    expect(
      judge({
        ...base,
        baselineChange: { before: baseline, after: grown },
        gate: { failOn: 'warning', scope: 'auto' },
      }).outcome,
    ).toBe('fail');
  });
});
