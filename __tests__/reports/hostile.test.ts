import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CHANGE_SCRIPT } from '../../src/reports/html/changes-page.ts';
import { FORMATS, type FormatName, type Report } from '../../src/reports/index.ts';
import { sampleChanges } from './sample-changes.ts';
import { sampleReport as withoutChanges } from './sample-report.ts';
import { parseXml } from './xml.ts';

const sampleReport: Report = { ...withoutChanges, changes: sampleChanges };

/** Members that the program sets itself, from a closed list; everything else may come from the pull request. */
const OWN = new Set([
  'schema',
  'severity',
  'state',
  'side',
  'outcome',
  'failOn',
  'change',
  'risk',
  'was',
  'engine',
  'from',
  'fingerprint',
  'operation',
  'how',
  'moved',
  'noise',
]);

/** The report with every text, and every key of open maps, replaced by a hostile one. */
function poison<T>(value: T, hostile: (path: string) => string, path = ''): T {
  if (typeof value === 'string') return hostile(path) as T;
  if (Array.isArray(value)) return value.map((item, i) => poison(item, hostile, `${path}.${i}`)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      if (OWN.has(key) && typeof member === 'string') return [key, member];
      // Whether all findings count; the scope of a permission names a namespace.
      if (key === 'scope' && path === '') return [key, member];
      if (key === 'controls') return [key, { [hostile(`${path}.key`)]: [hostile(`${path}.id`)] }];
      // A location's kind is the program's own; a resource's is not.
      if (
        key === 'kind' &&
        /location$|locations\.\d+$|related|because\.\d+$|place$|(?:stories|consequences)\.\d+$/.test(path)
      )
        return [key, member];
      return [key, poison(member, hostile, `${path}.${key}`)];
    }),
  ) as T;
}

const MARKUP = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)><!--]]>&amp;';
const CONTROL = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202eevil\u2066\u0000\u0008\ud800';
const FORGE =
  '\n::error file=a::b\r\n##[error]x\n# heading\n```\n~~~\n| a | b |\n@octocat #1 [x](javascript:alert(1)) ![y](http://z) </details>';
const NAMES = Object.keys(FORMATS) as FormatName[];
const options = { color: false, width: 100, verbose: true };

/** What must hold of every format, whatever the report says. */
function check(name: FormatName, whole: string): void {
  const output = whole.replace(`<script>${CHANGE_SCRIPT}</script>`, '');
  // Plain text is nowhere read as markup; in Markdown, code is not.
  if (name !== 'text')
    expect(name === 'markdown' ? running(output) : output).not.toMatch(/<script|<img|<!--/i);
  // What GitHub's runner obeys in a log.
  expect(output).not.toMatch(/^\s*::|##\[/m);
  // Line breaks are the only characters that act, but for the invisible space that breaks mentions in Markdown.
  const acting =
    name === 'markdown'
      ? /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/
      : /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/;
  expect(output).not.toMatch(acting);
  expect(output.isWellFormed?.() ?? true).toBe(true);
  if (['json', 'sarif', 'gitlab'].includes(name)) JSON.parse(output);
  if (name === 'junit') parseXml(output);
}

/** Markdown without code blocks and code spans, which show their text as it is. */
function running(markdown: string): string {
  return (
    markdown
      .replace(/^(`{3,})[^\n]*\n[\s\S]*?\n\1$/gm, '')
      // An escaped back-tick begins no code span.
      .replace(/\\`/g, '')
      .replace(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '')
  );
}

declare global {
  interface String {
    /** In Node 20 and newer; ES2024. */
    isWellFormed?(): boolean;
  }
}

describe('hostile texts in every field', () => {
  for (const name of NAMES) {
    test.each([
      ['markup', MARKUP],
      ['control characters', CONTROL],
      ['forge syntax', FORGE],
      ['all of it', `${MARKUP}${CONTROL}${FORGE}`],
    ])(`${name}: %s`, (_, text) => {
      check(
        name,
        FORMATS[name].render(
          poison(sampleReport, () => text),
          options,
        ),
      );
    });

    test(`${name}: whatever else`, () => {
      fc.assert(
        fc.property(
          fc.array(fc.string({ unit: 'binary', maxLength: 20 }), { minLength: 1, maxLength: 8 }),
          texts => {
            let turn = 0;
            const small: Report = { ...sampleReport, findings: sampleReport.findings.slice(0, 10) };
            check(
              name,
              FORMATS[name].render(
                poison(small, () => texts[turn++ % texts.length] as string),
                options,
              ),
            );
          },
        ),
        { numRuns: 40 },
      );
    });
  }

  test('text: colours come from the program alone', () => {
    const output = FORMATS.text.render(
      poison(sampleReport, () => CONTROL),
      { ...options, color: true },
    );
    // biome-ignore lint/complexity/useRegexLiterals: an escape is clearer here than in a literal.
    const rest = output.replace(new RegExp('\u001b\\[\\d{1,2}m', 'g'), '');
    check('text', rest);
    expect(rest).toContain('␛]0;owned');
  });

  test.each([
    '::error file=a::b',
    ' ::stop-commands::x',
    '##[add-mask]e',
    'word '.repeat(40).concat('::error::x '.repeat(40)),
  ])('nothing is a workflow command: %s', text => {
    for (const name of NAMES) {
      for (const width of [40, 72, 100])
        check(
          name,
          FORMATS[name].render(
            poison(sampleReport, () => text),
            { ...options, width },
          ),
        );
    }
  });

  test('html: only https links, and no tag but the page’s own', () => {
    const own = new Set(FORMATS.html.render(sampleReport, options).match(/<\/?[a-z0-9]+/g));
    const output = FORMATS.html.render(
      poison(sampleReport, () => `javascript:alert(1)${MARKUP}`),
      options,
    );
    expect(output).not.toContain('href="javascript');
    for (const tag of output.match(/<\/?[a-z0-9]+/gi)!) expect(own).toContain(tag);
  });

  test('markdown: no mention, no reference, no link, no heading, no table cell from the outside', () => {
    const output = FORMATS.markdown.render(
      poison(sampleReport, () => FORGE),
      options,
    );
    const text = running(output);
    expect(text).not.toMatch(/@\w/);
    expect(text).not.toMatch(/(?<!\\)\[x(?<!\\)\]\(/);
    expect(text).not.toMatch(/^# heading/m);
    expect(text).not.toMatch(/(?<!<)https?:\/\//);
    const columns = text.split('\n').filter(line => line.startsWith('|'));
    for (const line of columns) expect([4, 6]).toContain(line.replace(/\\\|/g, '').match(/\|/g)!.length);
  });
});
