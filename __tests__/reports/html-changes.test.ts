import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { ChangeReport, ShownField, Story } from '../../src/changes/index.ts';
import { changeSection } from '../../src/reports/html/changes.ts';
import { fieldDiff } from '../../src/reports/html/changes-diff.ts';
import { htmlReport } from '../../src/reports/index.ts';
import { noiseOnly, sampleChanges } from './sample-changes.ts';
import { sampleReport } from './sample-report.ts';

const page = htmlReport({ ...sampleReport, changes: sampleChanges });
const diff = (field: Partial<ShownField>) =>
  fieldDiff({ field: 'a', operation: 'changed', ...field }).markup.replace(/\n/g, '');

test('the section as it is', () => {
  const file = '__tests__/reports/golden/changes.html';
  const output = `${changeSection(sampleChanges).markup}\n`;
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, output);
  expect(output).toBe(readFileSync(file, 'utf8'));
});

describe('the page with changes', () => {
  test('runs the one script that its policy admits, and asks nothing of the network', () => {
    expect(page).not.toMatch(
      /<link|<img|<iframe|<object|<embed|<form|<base|@import|url\(|\ssrc=|\sstyle=|\son\w+=/i,
    );
    expect(page.match(/<script/g)).toHaveLength(1);
    const hashes = ['style', 'script'].map(tag => {
      const content = new RegExp(`<${tag}>([\\s\\S]*)</${tag}>`).exec(page)?.[1] ?? '';
      return createHash('sha256').update(content).digest('base64');
    });
    expect(page).toContain(
      `content="default-src &#39;none&#39;; style-src &#39;sha256-${hashes[0]}&#39;; script-src &#39;sha256-${hashes[1]}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;"`,
    );
  });

  test('without changes there is no script', () => {
    expect(htmlReport(sampleReport)).not.toContain('script');
  });

  test('everything is there without the script; what needs it is hidden until it runs', () => {
    for (const { title, fields } of sampleChanges.stories) {
      expect(page).toContain(`<span class="what">${title.replace('->', '→')}</span>`);
      for (const { lines = [] } of fields)
        for (const line of lines) expect(page).toContain(line.slice(1).trim());
    }
    expect(page).toContain('<div class="find" hidden>');
    for (const [button] of page.matchAll(/<button[^>]*>/g)) expect(button).toContain(' hidden');
  });

  test('reads well aloud: every control has a label, every id is one, no level is skipped', () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(page).toContain('<label for="find-changes">Find</label>');
    const inputs = page.match(/<input/g)?.length ?? 0;
    expect(inputs).toBe(page.match(/<label/g)?.length ?? 0);
    const levels = [...page.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
    levels.reduce((before, level) => {
      expect(level).toBeLessThanOrEqual(before + 1);
      return level;
    }, 0);
  });

  test('largest risk first, noise last', () => {
    const cards = [...page.matchAll(/<details class="card change (\w+)/g)].map(([, kind]) => kind);
    expect(cards).toEqual([
      'removed',
      'changed',
      'moved',
      'image',
      'changed',
      'changed',
      'added',
      'noise',
      'noise',
    ]);
  });

  test('who does not follow stands in the first line', () => {
    expect(page).toContain('<span class="behind">does not follow: prod</span></summary>');
  });

  test('noise alone is shown, without controls that have nothing to do', () => {
    const { markup } = changeSection(noiseOnly);
    expect(markup).not.toContain('What follows');
    expect(markup).not.toContain('<fieldset');
    expect(markup.match(/<details class="card change noise/g)).toHaveLength(2);
  });
});

describe('one field', () => {
  test('what differs in a line is marked by whole words', () => {
    expect(diff({ before: 'ghcr.io/acme/pay:1.4.2', after: 'ghcr.io/acme/pay:1.5.0' })).toContain(
      '<div class="swap"><div><del>ghcr.io/acme/pay:<mark>1.4.2</mark></del></div><div><ins>ghcr.io/acme/pay:<mark>1.5.0</mark></ins></div></div>',
    );
    expect(diff({ before: 2, after: 4 })).toContain('<del>2</del></div><div><ins>4</ins>');
  });

  test('lines that went and came are one block, context stands between', () => {
    const lines = [' a', '-b', '-c', '+d', ' e', '+f', '@', '-g'];
    expect(diff({ lines })).toBe(
      '<div class="field"><p class="lead"><code>a</code></p>' +
        '<div class="same"><span>a</span></div>' +
        '<div class="swap"><div><del>b</del><del>c</del></div><div><ins>d</ins></div></div>' +
        '<div class="same"><span>e</span></div>' +
        '<div class="swap"><div></div><div><ins>f</ins></div></div>' +
        '<p class="gap">⋯</p>' +
        '<div class="swap"><div><del>g</del></div><div></div></div></div>',
    );
  });

  test('lines of another form are shown, too', () => {
    expect(diff({ lines: ['', 'x', '-a'] })).toContain('<span></span></div><div class="same"><span>x</span>');
  });

  test('text is text', () => {
    const hostile = '<script>alert(1)</script>"\'\u202e\u001b[31m';
    const markup = diff({ field: hostile, before: hostile, after: `${hostile}x` });
    expect(markup).not.toMatch(/<script|\u202e|\u001b/);
    expect(markup).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });
});

test('ten thousand changed fields are one page of a few megabytes, made at once', () => {
  const field = (i: number): ShownField => ({
    field: `data.k${i}`,
    operation: 'changed',
    before: `a${i}`,
    after: `b${i}`,
  });
  const [, , , story] = sampleChanges.stories as [Story, Story, Story, Story];
  const changes: ChangeReport = {
    ...noiseOnly,
    stories: Array.from({ length: 1_000 }, (_, n) => ({
      ...story,
      title: `ConfigMap shop/c${n}`,
      fields: Array.from({ length: 10 }, (_, i) => field(i)),
    })),
  };
  const { markup } = changeSection(changes);
  expect(markup.match(/<div class="field">/g)).toHaveLength(10_000);
  expect(markup.length).toBeLessThan(3_000_000);
});
