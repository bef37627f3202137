import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { annotationCommands } from '../src/github/annotations.ts';
import { FORMATS, type FormatName } from '../src/reports/index.ts';
import { parseMarker } from '../src/review/marker.ts';
import { parseXml } from './reports/xml.ts';
import { ACTING, hostileReport, hostileText, wholeReport } from './support/hostile-report.ts';
import { quickAction } from './support/loopback-gitlab.ts';
import { running } from './support/markdown-as-read.ts';
import { commentsOf, summariesOf } from './support/surfaces.ts';

/**
 * Everything that people and programs get to read, made of a report in which every text is an attack. `SURFACES=2000`
 * makes more of them.
 */
const RUNS = Number(process.env.SURFACES ?? 4);
/** How often the list of texts is gone through, from another start: each comes to other places. */
const TURNS = 4;

/** Tags that the program writes. */
const TAGS = /^<(?:\/?(?:details|summary|sub|b|strong)|br|details open)>$/;
/** Addresses that the program makes. */
const OWN_LINK =
  /(?<!!)\]\((?:https:\/\/github\.com\/(?:acme\/shop|kubeproof\/kubeproof)|https:\/\/gitlab\.example\.com\/acme\/shop|https:\/\/kubeproof\.example\/guardrails)\/[^\s()]*\)/g;
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}/u;

/** Nothing in Markdown acts but what the program wrote. */
function checkMarkdown(markdown: string): void {
  const text = running(markdown).replace(OWN_LINK, '](own)');
  for (const [effect, pattern] of [
    ['a mention', /@[\p{L}\p{N}]/u],
    ['a reference', /(?<!&)#\d|\bGH-\d|[!$]\d|(?<!\w)&\d|%(?:\d|"\d)/i],
    ['an emoji', /:[a-z+-][\w+-]*:(?! |$)/m],
    ['a bare link', /:\/\/|www\.\w/i],
    ['a link or an image', /(?<!\\)(?:\\\\)*\]\((?!own\))|(?<!\\)(?:\\\\)*!\[|^\s*\[[^\]]*(?<!\\)\]:/m],
    // Lists of its own begin with a word. An emoji made of a text's end and our colon is only a picture.
    [
      'a heading or a list',
      /^(?!### )#+ |^\s*(?:\+|\d+[.)]) |^\s*[-*] (?:[-+*#>]|\d+[.)]|\[) |^(?:={3,}|-{3,}|\*{3,})$/m,
    ],
    ['a quotation', /^\s*>/m],
  ] as const) {
    expect([effect, pattern.exec(text)?.[0]]).toEqual([effect, undefined]);
  }
  expect(
    (text.match(/<[^>\n]*>?/g) ?? []).filter(tag => !TAGS.test(tag) && !tag.startsWith('<!-- kubeproof:1 ')),
  ).toEqual([]);
  expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
  for (const row of text.split('\n').filter(line => line.startsWith('| '))) {
    const columns = /^\| (?:error|warning|info|\| Finding)/.test(row) ? 2 : 3;
    expect(row.replaceAll('\\\\', '').replaceAll('\\|', '').match(/\|/g)).toHaveLength(columns + 1);
  }
  expect(markdown).not.toMatch(CONTROLS);
  expect(quickAction(markdown)).toBeUndefined();
}

/** A comment is ours by its last line, and by nothing else in it. */
function checkComment(body: string): void {
  expect(parseMarker(body)?.instance).toBe('default');
  expect(body.match(/<!--/g)).toHaveLength(1);
  expect(body.endsWith(' -->')).toBe(true);
  checkMarkdown(body);
}

/** What a runner's log, a terminal, a browser or a parser is given. */
function checkFormat(name: FormatName, output: string): void {
  if (name !== 'markdown') expect(output).not.toMatch(/[\u200b-\u200f]/);
  expect(output).not.toMatch(CONTROLS);
  // What GitHub's runner obeys in a log, as JUnit and SARIF are printed there too.
  expect(output).not.toMatch(/^\s*::|##\[/m);
  if (['json', 'sarif', 'gitlab'].includes(name)) JSON.parse(output);
  if (name === 'junit') parseXml(output);
  if (name === 'html' || name === 'junit')
    // The page has at most one script of its own, which its policy names by digest.
    expect(output.replace(/<script>[^<]*<\/script>/, '')).not.toMatch(
      /<script|<img|onerror=alert\(1\)>|<!--/,
    );
}

function checkAll(texts: readonly string[]): void {
  const report = hostileReport(texts);
  const text = texts[0] as string;
  for (const [name, body] of commentsOf(report, text)) said(name, body, () => checkComment(body));
  for (const [name, body] of summariesOf(report, text)) said(name, body, () => checkMarkdown(body));
  for (const line of annotationCommands(report, new Set(), [])) {
    said('an annotation', line, () => {
      expect(line).toMatch(
        /^::(?:error|warning|notice) (?:(?:file|line|endLine|title)=[^,:\r\n]*,?)+::[^\r\n]*$/,
      );
      expect(line).not.toMatch(/%(?!25|0A|3A|2C)/);
      expect(line).not.toMatch(CONTROLS);
    });
  }
  for (const name of Object.keys(FORMATS) as FormatName[]) {
    const output = FORMATS[name].render(report, { color: false, width: 100, verbose: true });
    said(`the format ${name}`, output, () => checkFormat(name, output));
  }
}

/** A failure says of which surface. */
function said(name: string, output: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}\n\n${output.slice(0, 4_000)}`);
  }
}

describe('no text of a pull request acts anywhere', () => {
  test('the texts themselves', () => {
    const report = hostileReport(['@octocat']);
    expect(JSON.stringify(report).match(/@octocat/g)?.length).toBeGreaterThan(500);
    expect(() => checkMarkdown('ask @octocat')).toThrow('a mention');
    expect(() => checkMarkdown('<img src=x>')).toThrow();
    expect(() => checkAll(['harmless'])).not.toThrow();
    expect(wholeReport.approvals).toHaveLength(3);
  });

  test('each of them, everywhere in turn', () => {
    for (let turn = 0; turn < TURNS; turn++) {
      const start = Math.floor((turn * ACTING.length) / TURNS);
      checkAll([...ACTING.slice(start), ...ACTING.slice(0, start)]);
    }
  });

  test('whatever they are put together to', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 1, maxLength: 9 }), texts => checkAll(texts)),
      { numRuns: RUNS },
    );
  });
});
