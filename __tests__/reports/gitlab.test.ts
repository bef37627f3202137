import { describe, expect, test } from '@jest/globals';
import { gitlabReport, type Report } from '../../src/reports/index.ts';
import { sampleReport } from './sample-report.ts';

interface Issue {
  description: string;
  check_name: string;
  fingerprint: string;
  severity: string;
  location: { path: string; lines: { begin: number; end?: number } };
}
const read = (report: Report) => JSON.parse(gitlabReport(report)) as Issue[];

describe('GitLab code quality', () => {
  test('has the members GitLab requires, with fingerprints of their own', () => {
    const issues = read(sampleReport);
    expect(issues).toHaveLength(1 + 9 + 41);
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
    for (const issue of issues) {
      expect(issue.description).not.toBe('');
      expect(['info', 'minor', 'major', 'critical', 'blocker']).toContain(issue.severity);
      expect(issue.location.path).not.toMatch(/^\.?\//);
      expect(issue.location.lines.begin).toBeGreaterThanOrEqual(1);
    }
  });

  test('says the finding with its fix, on its line', () => {
    expect(read(sampleReport).find(issue => issue.check_name === 'privileged-container')).toEqual({
      description: 'Container "app" runs privileged: it owns the node it lands on. Set it to false.',
      check_name: 'privileged-container',
      fingerprint: sampleReport.findings[1]!.fingerprint,
      severity: 'critical',
      location: { path: 'charts/checkout/values.yaml', lines: { begin: 12 } },
    });
  });

  test('has no back-ticks around commands', () => {
    const [problem, finding] = read({
      ...sampleReport,
      problems: [{ ...sampleReport.problems[0]!, hint: 'Run `a b`' }],
      findings: [{ ...sampleReport.findings[1]!, remediation: 'Run `c d`.' }],
    });
    expect(problem!.description).toMatch(/To do: Run "a b"$/);
    expect(finding!.description).toMatch(/ Run "c d"\.$/);
  });

  test('what was not evaluated is a blocker', () => {
    expect(read(sampleReport)[0]).toMatchObject({
      description:
        'Not evaluated: dependency "redis" is not vendored. To do: helm dependency build charts/legacy',
      severity: 'blocker',
      location: { path: 'charts/legacy/Chart.yaml', lines: { begin: 9 } },
    });
  });

  test('fingerprints stay unique where the report repeats one, and the first keeps its own', () => {
    const finding = sampleReport.findings[0]!;
    const issues = read({ ...sampleReport, problems: [], findings: [finding, finding, finding] });
    expect(issues[0]!.fingerprint).toBe(finding.fingerprint);
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(3);
  });

  test('paths lose a leading ./ and lines start at 1', () => {
    const finding = { ...sampleReport.findings[0]!, location: { kind: 'file', file: './a/b.yaml' } as const };
    expect(read({ ...sampleReport, problems: [], findings: [finding] })[0]!.location).toEqual({
      path: 'a/b.yaml',
      lines: { begin: 1 },
    });
  });
});
