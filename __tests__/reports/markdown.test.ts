import { describe, expect, test } from '@jest/globals';
import { markdownReport, type ReportFinding } from '../../src/reports/index.ts';
import { sampleReport } from './sample-report.ts';

const privileged = sampleReport.findings[1]!;
const { excerpt: _, ...bare } = privileged;
const file = (name: string, more: Partial<ReportFinding> = {}): ReportFinding => ({
  ...bare,
  blocking: false,
  location: { kind: 'file', file: name },
  ...more,
});
const places = (findings: readonly ReportFinding[]) =>
  [...markdownReport({ ...sampleReport, findings }).matchAll(/^### .*\n\n`([^`]+)`/gm)].map(
    ([, place]) => place,
  );

describe('the Markdown report', () => {
  test('details of what repeats the one whose line is known, and of what blocks each', () => {
    const line: ReportFinding = { ...privileged, blocking: false };
    expect(places([file('a.yaml'), line, file('b.yaml')])).toEqual(['charts/checkout/values.yaml:12:15']);
    expect(places([file('a.yaml'), file('b.yaml')])).toEqual(['a.yaml']);
    expect(places([file('a.yaml', { blocking: true }), file('b.yaml', { blocking: true }), line])).toEqual([
      'a.yaml',
      'b.yaml',
    ]);
  });

  test('sets commands in hints and advice as code', () => {
    const text = markdownReport({
      ...sampleReport,
      problems: [{ ...sampleReport.problems[0]!, hint: 'Run `a *b*` and *c*' }],
      findings: [{ ...privileged, remediation: 'Run `d|e` or ` alone.' }],
    });
    expect(text).toContain('To do: Run `a *b*` and \\*c\\*');
    expect(text).toContain('**Fix:** Run `d|e` or \\` alone.');
  });
});
