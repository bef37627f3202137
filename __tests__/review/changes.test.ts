import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ChangeReport, Story } from '../../src/changes/index.ts';
import { summaryMarkdown } from '../../src/github/summary.ts';
import { reviewChanges } from '../../src/review/changes.ts';
import { bytes } from '../../src/review/escape.ts';
import { stickyComment } from '../../src/review/sticky.ts';
import type { CommentMode } from '../../src/review/types.ts';
import { artifact, BASE, context, finding, frame, HEAD, links, report } from '../github/sample.ts';
import { noiseOnly, sampleChanges } from '../reports/sample-changes.ts';

const placement = { inline: 0, refused: 0, resolvedBy: [] };
const record = 'the evidence';

function expectGolden(name: string, text: string): void {
  const path = join(process.cwd(), '__tests__/github/golden', name);
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, 'utf8'));
}

const sticky = (changes: ChangeReport | undefined, mode: CommentMode, findings = [] as Story[]) =>
  stickyComment({
    report: { ...report(findings.length > 0 ? [finding('a')] : []), ...(changes && { changes }) },
    context: links,
    frame,
    placement,
    mode,
    artifact,
  });

/** Without the only consequence that cannot be taken back. */
const harmless: ChangeReport = {
  ...sampleChanges,
  consequences: sampleChanges.consequences.filter(({ risk }) => risk !== 'high'),
};
const nothing: ChangeReport = { ...noiseOnly, stories: [], counts: { ...noiseOnly.counts, noise: 0 } };

describe('the sticky comment', () => {
  test('as people see it', () => {
    const body = stickyComment({
      report: { ...report([finding('privileged')]), changes: sampleChanges },
      context: links,
      frame,
      placement,
      mode: 'on-findings',
      artifact,
    })?.body;
    expectGolden('sticky-changes.md', `${body}`);
  });

  test.each([
    // [what changes, mode, whether there is a comment]
    ['something that cannot be taken back', sampleChanges, 'on-findings', true],
    ['something', harmless, 'on-findings', false],
    ['something', harmless, 'on-changes', true],
    ['something', harmless, 'never', false],
    ['noise', noiseOnly, 'on-changes', false],
    ['nothing', nothing, 'on-changes', false],
    ['nobody knows', undefined, 'on-changes', false],
    ['nothing', nothing, 'always', true],
  ] as const)('%s changes (%#)', (_, changes, mode, expected) => {
    expect(sticky(changes, mode) !== undefined).toBe(expected);
  });

  test('alone it says that nothing blocks, and how much there is to know', () => {
    expect(sticky(sampleChanges, 'on-findings')?.body.split('\n\n').slice(0, 2)).toEqual([
      '### ⚠️ kubeproof: nothing blocks, and 1 consequence to know before it is merged',
      '**What changes** 2 resources added, 2 removed, 6 changed; only labels, checksums or generated names in 4 more.',
    ]);
    expect(sticky(harmless, 'on-changes')?.body).toMatch(/^✅ kubeproof: nothing to fix\n\n\*\*What changes/);
  });

  test('noise is no section', () => {
    const body = stickyComment({
      report: { ...report([finding('a')]), changes: noiseOnly },
      context: links,
      frame,
      placement,
      mode: 'on-findings',
    })?.body;
    expect(body).not.toContain('What changes');
  });

  test('what may change and could not be compared is named, even when nothing else changes', () => {
    const text = (changes: ChangeReport) =>
      reviewChanges({ ...report([]), changes }, { budget: 9_000, record });
    expect(text({ ...nothing, notCompared: ['helm:charts/web'] })).toBe(
      '**What changes** ⚠️ Not compared, as one side could not be rendered: `helm:charts/web`',
    );
    expect(text({ ...noiseOnly, notCompared: ['helm:charts/web'] })).toContain('Not shown: chart version');
  });

  test('what a finding beside it says is not said again', () => {
    const resource = sampleChanges.consequences[0]?.resources[0]?.resource;
    const text = (guardrail: string) =>
      reviewChanges(
        { ...report([finding('a', { guardrail, ...(resource && { resource }) })]), changes: sampleChanges },
        { budget: 9_000, record },
      );
    expect(text('privileged-container')).toContain('cart-data is deleted, and its data');
    expect(text('data-deleted')).not.toContain('cart-data is deleted, and its data');
    const first = text('data-deleted')
      .split('\n')
      .find(line => line.startsWith('* '));
    expect(first).toBe('* Removed **PersistentVolumeClaim shop/cart-data** in dev');
  });

  test('it is the same while lines move, and another when something else changes', () => {
    const moved = {
      ...sampleChanges,
      stories: sampleChanges.stories.map(story => ({
        ...story,
        locations: story.locations.map(each => ({ ...each, line: 99 })),
      })),
    };
    const evidence = (changes: ChangeReport) => sticky(changes, 'on-changes')?.evidence;
    expect(evidence(moved)).toBe(evidence(sampleChanges));
    expect(evidence(harmless)).not.toBe(evidence(sampleChanges));
  });

  test('findings come first; what changes takes the room they leave, at least its first lines', () => {
    const findings = Array.from({ length: 1500 }, (_, i) =>
      finding(`f${i}`, { message: `Finding ${i}: why.` }),
    );
    const body = stickyComment({
      report: { ...report(findings), changes: many(300) },
      context: links,
      frame,
      placement,
      mode: 'on-findings',
      artifact,
    })?.body as string;
    expect(bytes(body)).toBeLessThanOrEqual(60_000);
    expect(bytes(body)).toBeGreaterThan(55_000);
    expect(body).toContain('**What changes** 300 resources changed.');
    expect(body).toMatch(
      /\*\d+ more changes, all in `changes\/resources\.json` and `report\.html` of \[the evidence\]/,
    );
    expect(body.indexOf('What changes')).toBeGreaterThan(body.indexOf('Finding 1'));
  });
});

test('the job summary has more of it than the comment', () => {
  const changes = many(300);
  const summary = summaryMarkdown({ ...report([]), changes }, context, { artifact });
  const body = sticky(changes, 'on-changes')?.body as string;
  const diffs = (text: string) => text.split('```diff').length - 1;
  expect(diffs(summary)).toBe(300);
  expect(diffs(body)).toBeGreaterThan(50);
  expect(diffs(body)).toBeLessThan(300);
  expect(body).toContain(`<details><summary>Rendered diff, ${diffs(body)} of 300</summary>`);
  expect(bytes(summary)).toBeLessThan(1_000_000);
});

/** Resources of which two fields differ, one of them in many lines. */
function many(count: number): ChangeReport {
  const story = sampleChanges.stories[3] as Story;
  return {
    ...nothing,
    counts: { added: 0, removed: 0, changed: count, noise: 0 },
    stories: Array.from({ length: count }, (_, i) => ({ ...story, title: `ConfigMap shop/c${i}` })),
  };
}

describe('a line of a story', () => {
  const line = (change: Partial<Story>, isLinked = true) => {
    const story: Story = {
      kind: 'changed',
      title: 'Deployment shop/web',
      where: 'in dev',
      fields: [],
      resources: [],
      behind: [],
      locations: [],
      ...change,
    };
    const changes = { ...nothing, counts: { ...nothing.counts, changed: 1 }, stories: [story] };
    return reviewChanges(
      { ...report([]), changes },
      {
        budget: 9_000,
        record,
        ...(isLinked && { context: links }),
      },
    ).split('\n\n')[1];
  };
  const field = { field: 'spec.replicas', operation: 'changed', before: 2, after: 4 } as const;

  test('a few short fields with their values', () => {
    const env = { field: 'spec.template.spec.containers[name=app].env[name=A]', before: 'b' } as const;
    expect(line({ fields: [field, { ...env, operation: 'removed' }] })).toBe(
      '* Changed **Deployment shop/web** in dev: `spec.replicas` `2` → `4`, removed `containers[app].env[A]` `b`',
    );
  });

  test('of many fields the first, values of several lines left to the diff', () => {
    const fields = ['a', 'b', 'c', 'd', 'e'].map((name, i) => ({
      ...field,
      field: name,
      before: i === 0 ? { a: 1, b: 2 } : 2,
    }));
    expect(line({ fields })).toBe(
      '* Changed **Deployment shop/web** in dev: `a`, `b` `2` → `4`, `c` `2` → `4` and 2 more fields',
    );
  });

  test('of two long values what differs', () => {
    const image = (digest: string) => `registry.example/team/app@sha256:${digest.repeat(32)}`;
    const fields = [{ ...field, field: 'spec.image', before: image('ab'), after: image('cd') }];
    expect(line({ fields })).toBe(
      '* Changed **Deployment shop/web** in dev: `spec.image` `…example/team/app@sha256:abababababababababababa…` → `…example/team/app@sha256:cdcdcdcdcdcdcdcdcdcdcdc…`',
    );
  });

  test('places lead to the commit that has the line', () => {
    const file = 'a/b.yaml';
    expect(
      line({
        locations: [
          { kind: 'manifest', file, line: 3, side: 'base' },
          { kind: 'manifest', file, line: 3, column: 5 },
          { kind: 'values', file, line: 4 },
          { kind: 'values', file, line: 5 },
        ],
      }),
    ).toBe(
      `* Changed **Deployment shop/web** in dev · [\`a/b.yaml:3\`](https://github.com/acme/shop/blob/${BASE}/a/b.yaml#L3) · [\`a/b.yaml:4\`](https://github.com/acme/shop/blob/${HEAD}/a/b.yaml#L4) · 1 more`,
    );
    expect(line({ locations: [{ kind: 'file', file, line: 3 }] }, false)).toBe(
      '* Changed **Deployment shop/web** in dev',
    );
  });

  test('who does not follow stands out, and a crowd is counted', () => {
    expect(line({ behind: ['a', 'b', 'c', 'd', 'e', 'f'] })).toBe(
      '* Changed **Deployment shop/web** in dev · ⚠️ **does not follow: a, b, c, d and 2 more**',
    );
  });
});

describe('texts of the pull request', () => {
  const HOSTILE = [
    '\n```\n# heading\n</details><details open><summary>x',
    '@octocat #1 GH-1 :tada: www.example.org https://example.org ![a](http://b) [x](javascript:alert(1))',
    '<!-- kubeproof:1 id=default fp=sticky -->',
    '\u001b[31m\u202e\u2066\u0000\u0007',
    '::error file=a::b\n##[error]x\n/close\n| a | b |',
    '*a* _b_ ~~c~~ $d$ `e` \\',
    '~~~\n````\n`````',
  ];

  /** With another text wherever one comes from the repository. */
  function poisoned<T>(value: T, next: () => string, key = ''): T {
    const own = ['kind', 'operation', 'risk', 'how', 'moved', 'noise', 'side'];
    if (typeof value === 'string') return (own.includes(key) ? value : next()) as T;
    if (Array.isArray(value)) {
      const sign = (text: string, i: number) => `${'+- @'[i % 4]}${text.replaceAll('\n', ' ')}`;
      return value.map((item, i) => (key === 'lines' ? sign(next(), i) : poisoned(item, next, key))) as T;
    }
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, poisoned(member, next, name)]),
    ) as T;
  }

  /** A line without its code spans (CommonMark 6.1): runs of as many back-ticks; a backslash escapes outside of them only. */
  function withoutSpans(line: string): string {
    let rest = line;
    let text = '';
    for (;;) {
      const run = /(?<!\\)(?:\\\\)*(`+)/.exec(rest);
      if (run === null) return text + rest;
      const [, ticks = ''] = run;
      const start = run.index + run[0].length;
      const end = new RegExp(`(?<!\`)${ticks}(?!\`)`).exec(rest.slice(start));
      text += rest.slice(0, start - ticks.length) + (end === null ? ticks : 'code');
      rest = end === null ? rest.slice(start) : rest.slice(start + end.index + ticks.length);
    }
  }

  function check(text: string): void {
    // Of what is not code nothing acts.
    const running = text
      .replace(/^(`{3,})diff\n[\s\S]*?\n\1$/gm, '')
      .split('\n')
      .map(withoutSpans)
      .join('\n')
      .replace(/\]\(https:\/\/github\.com\/acme\/shop\/[^\s()]*\)/g, '](own)');
    expect(running).not.toMatch(/@\w|(?<![\w&])#1|GH-1|:tada:|<!--|^#+ |^\/close|www\.e|:\/\/example/m);
    expect(running).not.toMatch(/(?<!\\)\]\((?!own\))/);
    expect(
      running.match(/<\/?[a-z]+[^>]*>/g)?.filter(tag => !/^<\/?(?:details|summary|sub)>$/.test(tag)) ?? [],
    ).toEqual([]);
    expect(running.match(/<details>/g)?.length).toBe(running.match(/<\/details>/g)?.length);
    expect(running.replaceAll('\\`', '')).not.toContain('`');
    expect(text).not.toMatch(/<!-- kubeproof/);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  }

  const section = (changes: ChangeReport, budget = 40_000) =>
    reviewChanges({ ...report([]), changes }, { budget, record, context: links });

  test.each(HOSTILE.map(text => [text]))('%j', text => {
    check(section(poisoned(sampleChanges, () => text)));
  });

  test('whatever else, in whatever room', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.constantFrom(...HOSTILE),
            fc.string({ unit: 'binary', maxLength: 30 }),
            fc.string({ unit: fc.constantFrom('`', '\n', ' ', 'a', '|', '<', '>', '/', '\\', '@', '~') }),
          ),
          { minLength: 1, maxLength: 8 },
        ),
        fc.integer({ min: 3_000, max: 40_000 }),
        (texts, budget) => {
          let turn = 0;
          const text = section(
            poisoned(sampleChanges, () => texts[turn++ % texts.length] as string),
            budget,
          );
          check(text);
          expect(bytes(text)).toBeLessThanOrEqual(budget);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('endless texts are cut, and the budget holds', () => {
    const long = '界|`@x<'.repeat(3_000);
    for (const budget of [3_000, 12_000, 60_000]) {
      const text = section(
        poisoned(sampleChanges, () => long),
        budget,
      );
      check(text);
      expect(bytes(text)).toBeLessThanOrEqual(budget);
      expect(text.length).toBeGreaterThan(200);
    }
  });
});
