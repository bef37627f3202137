import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Report, type ReportFinding, textReport } from '../../src/reports/index.ts';
import { columns, cut, wrap } from '../../src/reports/wrap.ts';
import { permissions } from '../support/permissions.ts';
import { sampleReport } from './sample-report.ts';

const plainOptions = { color: false, width: 100 };
const privileged = sampleReport.findings[1]!;
const only = (...findings: ReportFinding[]): Report => ({
  ...sampleReport,
  findings,
  permissions: permissions(),
  problems: [],
});

describe('the terminal report', () => {
  test('points at the line with a caret under the value', () => {
    const text = textReport(only(privileged), plainOptions);
    expect(text).toContain(
      [
        '  charts/checkout/values.yaml:12:15  error  privileged-container',
        '    Container "app" runs privileged: it owns the node it lands on.',
        '      10 | security:',
        '      11 |   capabilities: {drop: [ALL]}',
        '    > 12 |   privileged: true',
        '         |               ^^^^',
        '         | rendered into Deployment shop/prod-checkout, container app (prod, staging)',
      ].join('\n'),
    );
  });

  test('puts carets under tabs and wide characters where the eye expects them', () => {
    const finding: ReportFinding = {
      ...privileged,
      location: { kind: 'manifest', file: 'a.yaml', line: 1, column: 5, endLine: 1, endColumn: 7 },
      excerpt: { firstLine: 1, lines: ['\t日: no'] },
      container: 'c',
    };
    const lines = textReport(only(finding), plainOptions).split('\n');
    const at = lines.findIndex(line => line.startsWith('    > 1 |'));
    expect(lines[at]).toBe('    > 1 |   日: no');
    expect(lines[at + 1]).toMatch(/^ {8}\| {7}\^\^ in Deployment/);
  });

  test('shows a long line around the range', () => {
    const finding: ReportFinding = {
      ...privileged,
      location: { kind: 'values', file: 'v.yaml', line: 3, column: 501, endLine: 3, endColumn: 505 },
      excerpt: { firstLine: 3, lines: [`${'x'.repeat(500)}true${'y'.repeat(500)}`] },
    };
    const lines = textReport(only(finding), plainOptions).split('\n');
    const at = lines.findIndex(line => line.startsWith('    > 3 |'));
    const caret = lines[at + 1]!.indexOf('^^^^');
    expect(lines[at]!.slice(caret, caret + 4)).toBe('true');
    expect(lines[at]!.length).toBeLessThanOrEqual(100);
  });

  test.each([40, 60, 80, 100, 200])('fits %i columns, except for words that are longer', width => {
    for (const verbose of [false, true]) {
      for (const line of textReport(sampleReport, { color: false, width, verbose }).split('\n')) {
        if (line.length <= Math.min(width, 100)) continue;
        // A longer line is a place or an address that was not broken, or the place with its guardrail.
        expect(line).toMatch(/^ +(\S+|\S+ {2}(error|warning|info) {2}\S+( {2}\S.*)?)$|^ +\S+$/);
      }
    }
  });

  test('never breaks a path', () => {
    const file = `charts/${'very-long-folder/'.repeat(8)}values.yaml`;
    const text = textReport(only({ ...privileged, location: { kind: 'values', file, line: 1 } }), {
      color: false,
      width: 50,
    });
    expect(text).toContain(`${file}:1`);
  });

  test('counts known findings and lists them only when asked', () => {
    const text = textReport(sampleReport, plainOptions);
    expect(text).not.toContain('legacy-00');
    expect(text).toContain('41 known (not blocking)');
    const verbose = textReport(sampleReport, { ...plainOptions, verbose: true });
    expect(
      verbose.match(/overlays\/prod\/legacy-\d\d\.yaml:\d+:3 {2}warning {2}container-resources {2}known/g),
    ).toHaveLength(41);
    expect(verbose).toContain('Why: A privileged container has every capability');
    expect(verbose).toContain('waived until 2027-01-31');
  });

  test('lists what repeats by its place, and counts what is too much', () => {
    const many = Array.from({ length: 30 }, (_, i) => ({
      ...privileged,
      location: { kind: 'values', file: `c/${i}.yaml`, line: 1, column: 1 } as const,
    }));
    const text = textReport(only(...many), plainOptions);
    expect(text).toContain('The same in 29 more places:');
    expect(text).toContain('      c/10.yaml:1:1  Deployment shop/prod-checkout');
    expect(text).not.toContain('c/11.yaml');
    expect(text).toContain('and 19 more: --verbose lists them');
    expect(text.match(/runs privileged/g)).toHaveLength(1);
  });

  test('shows of what repeats one whose line is known, and then the files', () => {
    const { excerpt: _, ...bare } = privileged;
    const file = (name: string): ReportFinding => ({ ...bare, location: { kind: 'file', file: name } });
    const line: ReportFinding = { ...privileged, container: 'late' };
    const text = textReport(only(file('a.yaml'), file('b.yaml'), line, file('c.yaml')), plainOptions);
    expect(text).toContain('  charts/checkout/values.yaml:12:15  error  privileged-container');
    expect(text).toContain('    > 12 |   privileged: true');
    expect(text.match(/^ {6}[abc]\.yaml/gm)).toEqual(['      a.yaml', '      b.yaml', '      c.yaml']);
  });

  test('quotes commands that advice and hints mark with back-ticks', () => {
    const [problem] = sampleReport.problems;
    const text = textReport(
      {
        ...only({ ...privileged, remediation: 'Run `a b`, `say "c"`, or ` alone.' }),
        problems: [{ ...problem!, hint: 'Run `d e`.' }],
      },
      plainOptions,
    );
    expect(text).toContain('Fix: Run "a b", `say "c"`, or ` alone.');
    expect(text).toContain('To do: Run "d e".');
  });

  test('names the thing where it repeats the words, and says the words where they are others', () => {
    const named = (name: string, message: string): ReportFinding => ({
      ...privileged,
      container: name,
      message,
      location: { kind: 'file', file: `${name}.yaml` },
    });
    const text = textReport(
      only(
        named('web', 'Container web has no limit: a leak is fatal.'),
        named('a', 'Container a has no limit: a leak is fatal.'),
        named('queue', 'Container queue has no limit: a leak is fatal.'),
        named('cache', 'Container cache has a limit of 0.'),
      ),
      plainOptions,
    );
    expect(text).toContain(
      '      queue.yaml  Deployment shop/prod-checkout, container queue (prod, staging)',
    );
    expect(text).toContain('      cache.yaml  Container cache has a limit of 0.');
    expect(text.match(/a leak is fatal/g)).toHaveLength(2);
  });

  test('shows once what several overlays render from one file, but twins of one target as two', () => {
    const rendered = (target: string): ReportFinding => ({
      ...privileged,
      resource: { ...privileged.resource, namespace: target },
      renderings: [{ target, environment: 'default', documentIndex: 0 }],
    });
    const overlays = textReport(only(rendered('dev'), rendered('prod'), rendered('test')), plainOptions);
    expect(overlays.match(/runs privileged/g)).toHaveLength(1);
    expect(overlays).toContain('Deployment dev/prod-checkout, container app, and in 2 other targets');
    const twins = textReport(only(rendered('dev'), rendered('dev')), plainOptions);
    expect(twins.match(/runs privileged/g)).toHaveLength(2);
  });

  test.each([
    ['main', 'base main (3f1c2aa)'],
    ['3f1c2aa', 'base 3f1c2aa'],
    ['', 'base 3f1c2aa'],
  ])('says a commit once, also when the base is called %j', (name, expected) => {
    const base = { name, commit: '3f1c2aa0d5b1c9e8f7a6b5c4d3e2f1a0b9c8d7e6' };
    expect(textReport({ ...sampleReport, base }, plainOptions).split('\n')[0]).toMatch(
      new RegExp(`· ${expected.replace(/[()]/g, '\\$&')}$`),
    );
  });

  test('quiet keeps what blocks, what was not evaluated, and the last line', () => {
    const text = textReport(sampleReport, { ...plainOptions, quiet: true });
    expect(text).toContain('rbac-secrets-read');
    expect(text).not.toContain('image-tag');
    expect(text).not.toContain('Permissions');
    expect(text).toContain('Not evaluated');
    expect(text.split('\n').at(-2)).toMatch(/^9 targets, 312 objects {10,}FAILED \(exit 1\)$/);
  });

  test('says the time only when it is told', () => {
    expect(textReport(sampleReport, { ...plainOptions, durationMs: 1130 })).toContain('312 objects, 1.1 s ');
    expect(textReport(sampleReport, plainOptions)).not.toMatch(/\d s\b/);
  });

  test('colours only when asked, wherever it runs', () => {
    const esc = '\u001b';
    expect(textReport(sampleReport, plainOptions)).not.toContain(esc);
    const colored = textReport(sampleReport, { ...plainOptions, color: true });
    expect(colored).toContain(`${esc}[31m`);
    // biome-ignore lint/complexity/useRegexLiterals: an escape is clearer here than in a literal.
    expect(colored.replace(new RegExp('\u001b\\[\\d+m', 'g'), '')).toBe(
      textReport(sampleReport, plainOptions),
    );
  });

  test.each([
    ['pass', 0, 'PASSED (exit 0)'],
    ['fail', 1, 'FAILED (exit 1)'],
    ['incomplete', 2, 'INCOMPLETE (exit 2)'],
  ] as const)('ends with the outcome %s', (outcome, exitCode, words) => {
    expect(
      textReport({ ...sampleReport, outcome, exitCode }, plainOptions)
        .trimEnd()
        .endsWith(words),
    ).toBe(true);
  });

  test('without a base every finding is listed and none is called known', () => {
    const { base: _, ...rest } = sampleReport;
    const text = textReport({ ...rest, scope: 'all', permissions: permissions() }, plainOptions);
    expect(text).toContain('no base, every finding counts');
    expect(text).toContain('legacy-00');
    expect(text).not.toContain('known');
    expect(text).toContain('2 errors, 47 warnings, 1 note');
  });
});

describe('wrapping', () => {
  test('loses no word and breaks none', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1, maxLength: 30 })),
        fc.integer({ min: 5, max: 60 }),
        (words, width) => {
          const clean = words.map(word => word.replace(/\s/g, '')).filter(word => word !== '');
          const lines = wrap(clean.join(' '), width);
          expect(lines.join(' ')).toBe(clean.join(' '));
          for (const line of lines) if (line.includes(' ')) expect(columns(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });

  test('cuts to the width', () => {
    expect(cut('abcdef', 6)).toBe('abcdef');
    expect(cut('abcdef', 4)).toBe('abc…');
    expect(cut('日本語', 4)).toBe('日…');
  });
});
