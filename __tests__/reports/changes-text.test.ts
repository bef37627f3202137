import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ChangeReport } from '../../src/changes/index.ts';
import { withinColumns } from '../../src/reports/changes-lines.ts';
import { changesMarkdown, changesText } from '../../src/reports/index.ts';
import { columns } from '../../src/reports/wrap.ts';
import { noiseOnly, sampleChanges } from './sample-changes.ts';

const options = { color: false, width: 100 };
const text = changesText(sampleChanges, options);

test.each([
  ['txt', () => text],
  ['md', () => changesMarkdown(sampleChanges)],
] as const)('changes.%s as people get it', (extension, render) => {
  const file = `__tests__/reports/golden/changes.${extension}`;
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, render());
  expect(render()).toBe(readFileSync(file, 'utf8'));
});

describe('kubeproof diff', () => {
  test('what cannot be taken back first, in at most 100 columns', () => {
    const lines = text.split('\n');
    expect(lines[2]).toMatch(/^ {2}! PersistentVolumeClaim shop\/cart-data is deleted/);
    for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(100);
  });

  test('noise is one line; --verbose unfolds it, and all names', () => {
    const many: ChangeReport = {
      ...sampleChanges,
      notCompared: Array.from({ length: 9 }, (_, i) => `helm:c${i}`),
      stories: sampleChanges.stories.map(story =>
        story.behind.length === 0 ? story : { ...story, behind: [...'abcdefgh'] },
      ),
    };
    const short = changesText(many, options);
    expect(short.match(/Not shown:/g)).toHaveLength(1);
    expect(short).toContain('helm:c5 and 3 more');
    expect(short).toContain('does not follow: a, b, c, d, e, f and 2 more');
    const long = changesText(many, { ...options, verbose: true });
    expect(long).not.toContain('Not shown');
    expect(long).toContain(
      '  · config checksums: Deployment shop/checkout in prod\n      Deployment shop/checkout (helm:charts/checkout, prod)\n',
    );
    expect(long).toContain('helm:c8\n');
    expect(long).toContain('does not follow: a, b, c, d, e, f, g, h\n');
  });

  test('colours: what goes red, what comes green, places dim', () => {
    const colored = changesText(sampleChanges, { ...options, color: true });
    expect(colored).toContain('spec.replicas: \u001b[31m2\u001b[39m -> \u001b[32m4\u001b[39m');
    expect(colored).toContain('\u001b[32m+name: FEATURE_X\u001b[39m');
    expect(colored).toContain('\u001b[2mcharts/checkout/values.yaml:3:8\u001b[22m');
    // biome-ignore lint/complexity/useRegexLiterals: an escape is clearer here than in a literal.
    expect(colored.replace(new RegExp('\u001b\\[\\d{1,2}m', 'g'), '')).toBe(text);
  });

  test('nothing but noise, and nothing', () => {
    expect(
      changesText(noiseOnly, options),
    ).toBe(`What changes  only labels, checksums or generated names, in 4 resources

  Not shown: chart version labels: checkout-1.4.2 -> checkout-1.5.0 (4 resources in dev, prod,
  staging); config checksums (Deployment shop/checkout in prod)
`);
    expect(changesText({ ...noiseOnly, stories: [] }, options)).toBe(
      'Nothing changes in the cluster: base and head render the same.\n',
    );
  });
});

describe('lines of a diff in little room', () => {
  test('what differs stays in sight', () => {
    const image = (digest: string) =>
      `registry.example/team/application/component@sha256:${digest}${'0'.repeat(50)}`;
    expect(withinColumns([`-${image('aa')}`, `+${image('bb')}`], 64)).toEqual([
      '-…cation/component@sha256:aa000000000000000000000000…',
      '+…cation/component@sha256:bb000000000000000000000000…',
    ]);
  });

  test('short lines are as they were, long ones of their own are cut', () => {
    expect(withinColumns([' a', '-b', '+c', '@'], 10)).toEqual([' a', '-b', '+c', '@']);
    expect(withinColumns([`-${'x'.repeat(20)}`, ' y'], 10)).toEqual(['-xxxxxxxx…', ' y']);
  });

  test('never wider, as many lines, with their signs, and different where they were', () => {
    const line = fc.tuple(
      fc.constantFrom('-', '+', ' ', '@'),
      fc.string({ unit: 'grapheme', maxLength: 80 }),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), parts => {
        const lines = parts.map(([sign, rest]) => `${sign}${rest}`);
        const kept = withinColumns(lines, 60);
        expect(kept.map(each => each.charAt(0))).toEqual(lines.map(each => each.charAt(0)));
        for (const each of kept) {
          expect(columns(each)).toBeLessThanOrEqual(60);
          expect(each).not.toMatch(/\p{Cs}/u);
        }
      }),
      { numRuns: 200 },
    );
  });
});
