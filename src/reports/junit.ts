import { place } from '../problems.ts';
import { escapeXml } from './escape.ts';
import type { Report, ReportFinding } from './types.ts';
import { quotedCode, remedy, resourceName, waiverTerm, where } from './words.ts';

interface Case {
  readonly name: string;
  readonly classname: string;
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped';
  readonly type: string;
  readonly message: string;
  /** Lines of details. */
  readonly text: readonly string[];
}

/** Suite for what belongs to no target: waivers, configuration. */
const GENERAL = 'kubeproof';

/**
 * JUnit XML as Jenkins and GitLab read it: a suite per target, in it one test per finding. What blocks is a failure,
 * what could not be evaluated an error, known and waived findings are skipped tests, findings that do not block are
 * passed tests with their text as output, and a target without any is one passed test. No times: the report has no
 * clock.
 */
export function junitReport(report: Report): string {
  const suites = new Map<string, Case[]>(report.targets.map(target => [target.id, []]));
  const add = (suite: string, test: Case) => {
    const tests = suites.get(suite);
    if (tests === undefined) suites.set(suite, [test]);
    else tests.push(test);
  };
  for (const problem of report.problems) {
    if (!problem.gates) continue;
    add(problem.target ?? GENERAL, {
      name: `not evaluated${problem.environment === undefined ? '' : ` (${problem.environment})`}: ${problem.code}`,
      classname: problem.target ?? GENERAL,
      outcome: 'error',
      type: problem.code,
      message: problem.message,
      text: [place(problem), problem.hint === undefined ? '' : `To do: ${quotedCode(problem.hint)}`],
    });
  }
  for (const finding of report.findings) {
    if (finding.state === 'fixed') continue;
    const suite = finding.renderings[0]?.target ?? GENERAL;
    add(suite, testCase(report, suite, finding));
  }
  const parts = [...suites].map(([name, tests]) =>
    suiteXml(name, tests.length > 0 ? tests : [nothingFound(name)]),
  );
  const all = [...suites.values()].flatMap(tests => (tests.length > 0 ? tests : [nothingFound('')]));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escapeXml(report.tool.name)}"${counters(all)}>`,
    ...parts,
    '</testsuites>',
    '',
  ].join('\n');
}

function nothingFound(classname: string): Case {
  return { name: 'no findings', classname, outcome: 'passed', type: '', message: '', text: [] };
}

function testCase(report: Report, suite: string, finding: ReportFinding): Case {
  const known = finding.state === 'unchanged' && !finding.blocking && report.base !== undefined;
  const { waiver } = finding;
  const advice = remedy(report, finding);
  const why =
    waiver !== undefined
      ? `waived by ${waiver.owner} ${waiverTerm(waiver)}: ${waiver.reason}`
      : known
        ? 'known before this change'
        : '';
  return {
    name: `${finding.guardrail}: ${resourceName(finding.resource)} ${finding.field}`,
    classname: suite,
    outcome: finding.blocking ? 'failure' : why === '' ? 'passed' : 'skipped',
    type: finding.severity,
    message: finding.blocking || why === '' ? finding.message : why,
    text: [
      `${where(finding)} ${finding.severity} ${finding.guardrail}`,
      finding.message,
      advice === '' ? '' : `Fix: ${quotedCode(advice)}`,
      ...finding.related.map(related => `${related.note ?? 'see'}: ${place(related)}`),
    ],
  };
}

function counters(tests: readonly Case[]): string {
  const count = (outcome: Case['outcome']) => tests.filter(test => test.outcome === outcome).length;
  return ` tests="${tests.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
}

function suiteXml(name: string, tests: readonly Case[]): string {
  return [
    `  <testsuite name="${escapeXml(name)}"${counters(tests)}>`,
    ...tests.map(caseXml),
    '  </testsuite>',
  ].join('\n');
}

function caseXml(test: Case): string {
  const open = `    <testcase name="${escapeXml(test.name)}" classname="${escapeXml(test.classname)}"`;
  const text = test.text
    .filter(line => line !== '')
    .map(escapeXml)
    .join('\n');
  if (test.outcome === 'passed') {
    return text === '' ? `${open}/>` : `${open}>\n      <system-out>${text}</system-out>\n    </testcase>`;
  }
  if (test.outcome === 'skipped')
    return `${open}>\n      <skipped message="${escapeXml(test.message)}"/>\n    </testcase>`;
  const attributes = `message="${escapeXml(test.message)}" type="${escapeXml(test.type)}"`;
  return `${open}>\n      <${test.outcome} ${attributes}>${text}</${test.outcome}>\n    </testcase>`;
}
