import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { STYLES } from '../../src/reports/html/styles.ts';
import { type ControlOutcome, htmlReport, type Report } from '../../src/reports/index.ts';
import { permissions } from '../support/permissions.ts';
import { sampleReport } from './sample-report.ts';

const page = htmlReport(sampleReport);
const cards = (html: string) => html.match(/<details class="card finding \w+"( open)?>/g) ?? [];

describe('report.html', () => {
  test('asks nothing of the network and runs nothing', () => {
    expect(page).not.toMatch(
      /<script|<link|<img|<iframe|<object|<embed|<form|<base|@import|url\(|\ssrc=|\sstyle=|\son\w+=/i,
    );
    const hash = createHash('sha256')
      .update(/<style>([\s\S]*)<\/style>/.exec(page)![1]!)
      .digest('base64');
    expect(page).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;">`,
    );
    for (const [, href] of page.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^(#|https:\/\/)/);
  });

  test('marks the line and in it the value', () => {
    expect(page).toContain(
      '<span class="line hit"><span class="no">12</span>  privileged: <mark>true</mark>\n</span>',
    );
    expect(page).toContain('<span class="line hit">            privileged: true\n</span>');
  });

  test('opens what blocks and folds the rest', () => {
    expect(cards(page).filter(card => card.includes(' open'))).toEqual([
      '<details class="card finding error" open>',
      '<details class="card finding error" open>',
    ]);
  });

  test('has every section, in order, and leads to each', () => {
    const headings = [...page.matchAll(/<h2 id="([\w-]+)-title">([^<]+?) ?</g)].map(([, , title]) => title);
    expect(headings).toEqual([
      'Not evaluated',
      'New findings',
      'Permissions',
      'Known',
      'Waived',
      'Fixed',
      'Worth knowing',
      'Targets',
      'Guardrails and controls',
    ]);
    for (const [, id] of page.matchAll(/href="#([\w-]+)"/g)) expect(page).toContain(` id="${id}"`);
  });

  test('reads well aloud: one h1, no level skipped, landmarks, labels, ids of their own', () => {
    const levels = [...page.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
    expect(levels.filter(level => level === 1)).toHaveLength(1);
    levels.reduce((before, level) => {
      expect(level).toBeLessThanOrEqual(before + 1);
      return level;
    }, 0);
    for (const landmark of ['<header', '<nav', '<main', '<footer'])
      expect(page.split(landmark)).toHaveLength(2);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(page).toMatch(/<html lang="en">/);
    for (const [input] of page.matchAll(/<label><input[^>]*> [^<]+/g)) expect(input).toMatch(/> \w+ $/);
    expect(page.match(/<input/g)).toHaveLength(page.match(/<label>/g)!.length);
    for (const [pre] of page.matchAll(/<pre[^>]*>/g))
      expect(pre).toMatch(/tabindex="0" role="region" aria-label="[^"]+"/);
  });

  test('sets commands in hints and advice as code, escaped', () => {
    const text = 'Run `helm dep <b> "x"` or `b`, not ` alone';
    const code = 'Run <code>helm dep &lt;b&gt; &quot;x&quot;</code> or <code>b</code>, not ` alone';
    const [problem] = sampleReport.problems;
    const html = htmlReport({
      ...sampleReport,
      problems: [{ ...problem!, hint: text }],
      findings: sampleReport.findings.slice(0, 2).map(finding => ({ ...finding, remediation: text })),
      guardrails: sampleReport.guardrails.map(each => ({ ...each, rationale: text, notWhen: text })),
    });
    for (const label of [
      '<b>To do</b> ',
      '<b>Fix</b> ',
      '<summary>Why it matters</summary><p>',
      '<p>Fine when: ',
    ])
      expect(html).toContain(`${label}${code}</p>`);
  });

  test('closes what it opens', () => {
    const open: string[] = [];
    const empty = new Set(['meta', 'input', 'br', 'wbr']);
    for (const [, closing, name] of page
      .replace(/<style>[\s\S]*<\/style>/, '')
      .matchAll(/<(\/?)([a-z][a-z0-9]*)/g)) {
      if (empty.has(name!)) continue;
      if (closing === '/') expect(open.pop()).toBe(name);
      else open.push(name!);
    }
    expect(open).toEqual([]);
  });

  test('every text colour has a contrast of 4.5 on every ground it stands on (WCAG AA)', () => {
    const themes = [...STYLES.matchAll(/:root\{([^}]*)\}/g)].map(([, body]) =>
      Object.fromEntries(
        [...body!.matchAll(/--([\w-]+):(#[0-9a-f]{3,6})/g)].map(([, name, value]) => [name, value]),
      ),
    );
    expect(themes).toHaveLength(3);
    for (const theme of themes) {
      const pairs = ['ink', 'soft', 'link', 'error', 'warning', 'info', 'good'].flatMap(text =>
        ['paper', 'card', 'sunk'].map(ground => [text, ground]),
      );
      for (const name of ['error', 'warning', 'info', 'good']) {
        pairs.push([name, `${name}-wash`], ['ink', `${name}-wash`], ['paper', name]);
      }
      for (const [text, ground] of pairs as [string, string][]) {
        const ratio = contrast(theme[text]!, theme[ground]!);
        expect({ text, ground, enough: ratio >= 4.5 }).toEqual({ text, ground, enough: true });
      }
    }
  });

  test('says in the plain what is not there', () => {
    const quiet: Report = {
      ...sampleReport,
      outcome: 'pass',
      exitCode: 0,
      summary: 'nothing new blocks this change',
      findings: [],
      permissions: permissions(),
      problems: [],
    };
    const html = htmlReport(quiet);
    expect(html).toContain('<span class="verdict">Passed</span> Nothing new blocks this change.');
    expect(html).toContain('<p class="empty">None.</p>');
    expect(htmlReport({ ...quiet, outcome: 'incomplete' })).toContain('None in what could be evaluated.');
  });

  test('says first what most of many findings are, folds what nobody reads at once, and opens no more than that', () => {
    const [finding] = sampleReport.findings.filter(({ guardrail }) => guardrail === 'privileged-container');
    const many = (count: number, message: (i: number) => string) =>
      htmlReport({
        ...sampleReport,
        findings: Array.from({ length: count }, (_, i) => ({
          ...finding!,
          message: message(i),
          location: { ...finding!.location!, file: `charts/c${i % 3}/values.yaml` },
        })),
      });
    const same = many(30, () => 'Container runs privileged.');
    expect(same).toContain(
      '<span class="name">Containers do not run privileged</span><span class="number">30</span>',
    );
    expect(same).toContain(
      '<span class="name"><code>charts/<wbr>c0</code></span><span class="number">10</span>',
    );
    expect(same).toContain('<summary>22 more places</summary>');
    expect(same.match(/<details class="place">/g)).toHaveLength(30);
    const different = many(40, i => `Container c${i} runs privileged.`);
    expect(cards(different).filter(card => card.includes(' open'))).toHaveLength(25);
    expect(many(19, () => 'x')).not.toContain('By guardrail');
  });

  test('shows frameworks as bars of controls; one that is not known anywhere is no satisfied one', () => {
    const control = { title: 'A title', reason: 'so', open: 0, accepted: 0, guardrails: [] };
    const result = (id: string, target: string, outcome: ControlOutcome, nothing?: true) => ({
      ...control,
      id,
      target,
      outcome,
      ...(nothing === undefined ? {} : { nothing }),
    });
    const framework = {
      id: 'soc2',
      title: 'SOC 2',
      version: '2017',
      publisher: 'AICPA',
      url: 'https://example.org/',
      digest: 'a'.repeat(64),
      controls: [
        result('A', 'x', 'satisfied'),
        result('A', 'y', 'not-evaluated', true),
        result('B', 'x', 'satisfied'),
        result('B', 'y', 'not-evaluated'),
        result('C', 'x', 'satisfied'),
        result('C', 'y', 'not-satisfied'),
        result('D', 'x', 'not-evaluated', true),
      ],
    };
    const html = htmlReport(sampleReport, [framework]);
    expect(html).toContain(
      '<span class="what">SOC 2 <span class="quiet">2017</span></span><span class="where"><svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="not-satisfied" x="0" width="25" height="8"/><rect class="satisfied" x="25" width="25" height="8"/><rect class="not-evaluated" x="50" width="50" height="8"/></svg><span class="tally">1 not satisfied, 1 satisfied by what was checked, 2 not evaluated</span></span>',
    );
  });

  test('stays small and quick with ten thousand findings', () => {
    const finding = sampleReport.findings[1]!;
    const findings = Array.from({ length: 10_000 }, (_, i) => ({
      ...finding,
      blocking: i < 10,
      message: `Container "c${i}" runs privileged: it owns the node it lands on.`,
      location: { ...finding.location!, file: `charts/c${i}/values.yaml` },
    }));
    const start = process.cpuUsage();
    const html = htmlReport({ ...sampleReport, findings });
    const { user } = process.cpuUsage(start);
    expect(html.length).toBeLessThan(6_000_000);
    expect(cards(html)).toHaveLength(300 + 1);
    expect(html).toContain('charts/<wbr>c9999/<wbr>values.yaml');
    expect(user / 1e6).toBeLessThan(5);
  });
});

/** Contrast of two colours (WCAG 2.2, relative luminance). */
function contrast(a: string, b: string): number {
  const luminance = (hex: string) => {
    const digits = hex.length === 4 ? [...hex.slice(1)].map(d => d + d) : hex.slice(1).match(/../g)!;
    const [r, g, blue] = digits.map(pair => {
      const value = Number.parseInt(pair, 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    }) as [number, number, number];
    return 0.2126 * r + 0.7152 * g + 0.0722 * blue;
  };
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}
