import { describe, expect, test } from '@jest/globals';
import { type Build, FindingIndex } from '../../src/compliance/build.ts';
import { changesOf } from '../../src/compliance/changes.ts';
import { coverageOf } from '../../src/compliance/coverage.ts';
import { exceptionsOf } from '../../src/compliance/exceptions.ts';
import { linesOf } from '../../src/compliance/lines.ts';
import { episodesOf, repairOf } from '../../src/compliance/repair.ts';
import { monthsOf, trendOf } from '../../src/compliance/trend.ts';
import type { LedgerEntry } from '../../src/evidence/index.ts';
import { built, digestOf, SHOP_ADDRESS } from './builds.ts';

/** Findings 0, 1 and 2 of two guardrails. */
function index(): FindingIndex {
  const findings = new FindingIndex();
  for (const [fingerprint, guardrail, severity] of [
    ['a', 'privileged-container', 'error'],
    ['b', 'replicas', 'warning'],
    ['c', 'gone-guardrail', 'info'],
  ] as const) {
    const resource = { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'web' };
    const finding = { fingerprint, guardrail, severity, message: 'It is so.', resource };
    findings.number(finding as Parameters<FindingIndex['number']>[0], '2026-04-01T09:00:00Z');
  }
  return findings;
}
const having = (n: number, day: string, present: number[], more: Parameters<typeof built>[2] = {}) =>
  built(n, day, { present: Uint32Array.from(present), ...more });
const repair = (builds: Build[], findings = index()) => {
  const lines = linesOf(builds);
  return repairOf(episodesOf(lines, findings), lines, builds, findings);
};

describe('time to fix', () => {
  test('is from the first build of a branch with a finding to the first without it', () => {
    const builds = [
      having(1, '2026-04-01', []),
      having(2, '2026-04-02', [0]),
      having(3, '2026-04-03', [0, 1]),
      having(4, '2026-04-05', [1]),
      having(5, '2026-04-09', []),
    ];
    expect(repair(builds)).toMatchObject({
      all: { fixed: 2, meanHours: 108, medianHours: 108, longestHours: 144, older: 0, open: 0 },
      bySeverity: {
        error: { fixed: 1, meanHours: 72 },
        warning: { fixed: 1, meanHours: 144 },
        info: { fixed: 0, meanHours: null },
      },
      longestOpen: [],
    });
  });

  test('is not claimed of what was there from the first build on', () => {
    const builds = [having(1, '2026-04-01', [0, 1]), having(2, '2026-04-02', [1])];
    expect(repair(builds)).toMatchObject({
      all: { fixed: 0, meanHours: null, older: 1, open: 1 },
      longestOpen: [
        {
          guardrail: 'replicas',
          line: 'acme/shop, main',
          since: '2026-04-01T09:00:00Z',
          fromStart: true,
          accepted: false,
          what: 'Deployment shop/web: It is so.',
        },
      ],
    });
  });

  test('does not end where nobody looked: incomplete or limited builds, guardrails that were off or are gone', () => {
    const start = [having(1, '2026-04-01', []), having(2, '2026-04-02', [0, 1, 2])];
    const open = (build: Build) => repair([...start, build]).all.open;
    expect(open(having(3, '2026-04-03', [], { row: { outcome: 'incomplete' } }))).toBe(3);
    expect(open(having(3, '2026-04-03', [], { row: { limited: true } }))).toBe(3);
    // The third one's guardrail is not known to that version.
    expect(open(having(3, '2026-04-03', []))).toBe(1);
    expect(open(having(3, '2026-04-03', [], { idle: new Map([['replicas', 'off']]) }))).toBe(2);
  });

  test('counts a finding that comes back twice', () => {
    const builds = [[], [0], [], [0], []].map((present, i) => having(i + 1, `2026-04-0${i + 1}`, present));
    expect(repair(builds).all).toMatchObject({ fixed: 2, meanHours: 24, open: 0 });
  });

  test('is not known from pull requests alone; what they stopped is', () => {
    const proposal = (n: number, day: string, present: number[]) =>
      having(n, day, present, { fresh: present, row: { pullRequest: n, event: 'pull_request' } });
    const builds = [proposal(1, '2026-04-01', [0]), proposal(2, '2026-04-02', [])];
    expect(linesOf(builds)).toMatchObject([{ id: 'acme/shop, pull requests', kind: 'pull-requests' }]);
    expect(repair(builds)).toMatchObject({ all: { fixed: 0, open: 0 }, stoppedBefore: 0 });
    const merged = [having(3, '2026-04-03', [1]), proposal(4, '2026-04-04', [0, 1])];
    expect(repair([...builds, ...merged])).toMatchObject({ stoppedBefore: 1, all: { open: 1 } });
  });
});

test('a trend is what each line had when it was last built; a month without builds is there as it was left', () => {
  const pay = 'https://github.com/acme/pay';
  const builds = [
    built(1, '2026-04-01', { row: { counts: { error: 2, warning: 1, info: 0 }, outcome: 'fail' } }),
    built(2, '2026-04-20', {
      row: { repository: pay, counts: { error: 1, warning: 0, info: 0 }, accepted: 3 },
    }),
    built(3, '2026-06-02', { row: { counts: { error: 0, warning: 1, info: 0 } } }),
  ];
  const lines = linesOf(builds);
  expect(trendOf(lines)).toEqual([
    { at: '2026-04-01T09:00:00Z', counts: { error: 2, warning: 1, info: 0 }, accepted: 0 },
    { at: '2026-04-20T09:00:00Z', counts: { error: 3, warning: 1, info: 0 }, accepted: 3 },
    { at: '2026-06-02T09:00:00Z', counts: { error: 1, warning: 1, info: 0 }, accepted: 3 },
  ]);
  expect(monthsOf(lines, builds, [])).toMatchObject([
    { month: '2026-04', builds: 2, failed: 1, open: { error: 3 } },
    { month: '2026-05', builds: 0, failed: 0, open: { error: 3 } },
    { month: '2026-06', builds: 1, open: { error: 1 } },
  ]);
});

describe('exceptions', () => {
  const risk = { id: 'w1', guardrail: 'host-path', owner: 'jane', reason: 'logs', file: 'w.yaml', line: 3 };
  const builds = [
    built(1, '2026-04-01', { waivers: [risk], waived: new Map([['w1', 2]]) }),
    built(2, '2026-04-09', { waivers: [{ ...risk, guardrail: 'host-port' }], waived: new Map([['w1', 1]]) }),
  ];

  test('are open while the last build has them, and by their last day', () => {
    expect(exceptionsOf(linesOf(builds), '2026-04-09')).toEqual([
      {
        line: 'acme/shop, main',
        id: 'w1',
        guardrails: ['host-path', 'host-port'],
        owner: 'jane',
        reason: 'logs',
        expires: null,
        place: 'w.yaml:3',
        first: '2026-04-01T09:00:00Z',
        last: '2026-04-09T09:00:00Z',
        findings: 1,
        state: 'open',
      },
    ]);
    const until = (expires: string, asOf: string) =>
      exceptionsOf(linesOf([built(1, '2026-04-01', { waivers: [{ ...risk, expires }] })]), asOf)[0]?.state;
    expect(until('2026-04-30', '2026-04-30')).toBe('open');
    expect(until('2026-04-30', '2026-05-01')).toBe('expired');
  });

  test('are withdrawn when the last build has them no more', () => {
    expect(exceptionsOf(linesOf([...builds, built(3, '2026-04-10')]), '2026-04-10')[0]).toMatchObject({
      state: 'withdrawn',
      last: '2026-04-09T09:00:00Z',
    });
  });
});

test('of a pull request that was built often only the last build is a change', () => {
  const escalations = [{ who: 'ServiceAccount shop/bot', what: 'get secrets', risk: 'high' }];
  const proposal = (n: number, day: string, pullRequest: number) =>
    built(n, day, { escalations, row: { pullRequest } });
  const builds = [proposal(1, '2026-04-01', 7), proposal(2, '2026-04-02', 7), proposal(3, '2026-04-03', 8)];
  expect(changesOf(linesOf(builds)).map(({ build }) => build.digest)).toEqual([digestOf(2), digestOf(3)]);
});

describe('coverage', () => {
  const names = (n: number, created: string) => ({ digest: digestOf(n), created, commit: 'abc' });
  const cover = (builds: Build[], more: Partial<Parameters<typeof coverageOf>[0]> = {}) =>
    coverageOf({
      lines: linesOf(builds),
      builds,
      here: new Set(builds.map(({ row }) => row.digest)),
      from: '',
      to: '',
      ...more,
    });

  test('finds bundles that others name and that are not here', () => {
    const builds = [
      built(1, '2026-04-01'),
      built(3, '2026-04-03', { previous: names(2, '2026-04-02T09:00:00Z') }),
      built(4, '2026-04-04', { previous: names(3, '2026-04-03T09:00:00Z') }),
    ];
    const { coverage, gaps } = cover(builds);
    expect(coverage).toMatchObject({ builds: 3, links: 2, linked: 1, without: 0 });
    expect(coverage.missing).toEqual([
      {
        digest: digestOf(2),
        created: '2026-04-02T09:00:00Z',
        commit: 'abc',
        line: 'acme/shop, main',
        namedBy: digestOf(3),
      },
    ]);
    expect(gaps).toEqual([
      {
        kind: 'missing-bundle',
        line: 'acme/shop, main',
        text: `bundle sha256:${digestOf(2)} of 2026-04-02T09:00:00Z, commit abc, is not here or does not hold; the next one names it`,
      },
    ]);
    // What was made before the period is none of its gaps.
    expect(cover(builds.slice(1), { from: '2026-04-03' }).coverage.missing).toEqual([]);
  });

  test('says where a chain starts anew', () => {
    expect(cover([built(1, '2026-04-01'), built(2, '2026-04-02')]).gaps).toMatchObject([
      { kind: 'chain-broken', text: expect.stringContaining('1 of 2 bundles name none before them') },
    ]);
  });

  test('holds what is here against a ledger', () => {
    const entry = (bundle: string | null, created: string, more: Partial<LedgerEntry> = {}): LedgerEntry => ({
      schema: 'kubeproof.ledger/v1',
      bundle,
      created,
      outcome: null,
      repository: SHOP_ADDRESS,
      branch: 'main',
      commit: 'd'.repeat(40),
      run: null,
      pullRequest: null,
      content: null,
      previous: null,
      where: null,
      note: null,
      after: null,
      ...more,
    });
    const ledger = [
      entry(digestOf(1), '2026-04-01T09:00:00Z'),
      entry(digestOf(5), '2026-04-02T09:00:00Z'),
      entry(digestOf(6), '2026-03-02T09:00:00Z'),
      entry(null, '2026-04-03T09:00:00Z', { note: 'the runner died' }),
      entry(digestOf(7), '2026-04-02T09:00:00Z', { repository: 'https://github.com/acme/other' }),
    ];
    const { coverage, gaps } = cover(
      [built(1, '2026-04-01'), built(2, '2026-04-04', { previous: names(1, '2026-04-01T09:00:00Z') })],
      { ledger, from: '2026-04-01' },
    );
    expect(coverage).toMatchObject({ without: 1, missing: [{ digest: digestOf(5), namedBy: null }] });
    expect(gaps.map(({ text }) => text)).toEqual([
      `bundle sha256:${digestOf(5)} of 2026-04-02T09:00:00Z, commit dddddddddddd, is not here or does not hold; the ledger lists it`,
      'the build of commit dddddddddddd at 2026-04-03T09:00:00Z left no bundle: the runner died',
      `the ledger does not list quarter/2, sha256:${digestOf(2)}`,
    ]);
  });
});
