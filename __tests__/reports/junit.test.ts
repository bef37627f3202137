import { describe, expect, test } from '@jest/globals';
import { junitReport } from '../../src/reports/index.ts';
import { sampleReport } from './sample-report.ts';
import { type Element, parseXml } from './xml.ts';

describe('JUnit', () => {
  const suites = parseXml(junitReport(sampleReport));
  const suite = (name: string) =>
    suites.children.find(({ attributes }) => attributes.name === name) as Element;

  test('has the elements and the counts Jenkins requires', () => {
    expect(suites.name).toBe('testsuites');
    let tests = 0;
    for (const { name, attributes, children } of suites.children) {
      expect(name).toBe('testsuite');
      const withChild = (child: string) =>
        children.filter(c => c.children.some(inner => inner.name === child)).length;
      expect(attributes).toEqual({
        name: attributes.name,
        tests: String(children.length),
        failures: String(withChild('failure')),
        errors: String(withChild('error')),
        skipped: String(withChild('skipped')),
      });
      for (const testCase of children) {
        expect(testCase.name).toBe('testcase');
        expect(testCase.attributes.name).not.toBe('');
        expect(testCase.attributes.classname).toBe(attributes.name);
      }
      tests += children.length;
    }
    expect(suites.attributes).toEqual({
      name: 'kubeproof',
      tests: String(tests),
      failures: '2',
      errors: '1',
      skipped: '42',
    });
  });

  test('a finding that blocks is a failure with place, message and fix', () => {
    const [testCase] = suite('helm:charts/checkout').children;
    expect(testCase!.children[0]).toEqual({
      name: 'failure',
      attributes: {
        message: 'Container "app" runs privileged: it owns the node it lands on.',
        type: 'error',
      },
      children: [],
      text: [
        'charts/checkout/values.yaml:12:15 error privileged-container',
        'Container "app" runs privileged: it owns the node it lands on.',
        'Fix: Set it to false.',
        'printed by this template: charts/checkout/templates/_helpers.tpl:31',
      ].join('\n'),
    });
  });

  test('has no back-ticks around commands', () => {
    const xml = junitReport({
      ...sampleReport,
      problems: [{ ...sampleReport.problems[0]!, hint: 'Run `a b`' }],
      findings: [{ ...sampleReport.findings[1]!, remediation: 'Run `c d`.' }],
    });
    expect(xml).toContain('To do: Run &quot;a b&quot;');
    expect(xml).toContain('Fix: Run &quot;c d&quot;.');
  });

  test('what was not evaluated is an error, never a pass', () => {
    const [testCase, ...others] = suite('helm:charts/legacy').children;
    expect(others).toEqual([]);
    expect(testCase!.children[0]!.name).toBe('error');
    expect(testCase!.children[0]!.attributes.message).toBe('dependency "redis" is not vendored');
    expect(testCase!.children[0]!.text).toBe(
      'charts/legacy/Chart.yaml:9\nTo do: helm dependency build charts/legacy',
    );
  });

  test('a warning that does not block passes with its text; waived and known ones are skipped', () => {
    expect(suite('helm:charts/cart').children[0]!.children[0]!.name).toBe('system-out');
    expect(suite('manifests:monitoring').children[0]!.children[0]!.attributes.message).toBe(
      'waived by platform@acme.example until 2027-01-31: Reads the kernel ring buffer; the vendor ships no unprivileged mode yet.',
    );
    const known = suite('kustomize:overlays/prod').children.filter(c => c.children[0]?.name === 'skipped');
    expect(known).toHaveLength(41);
    expect(known[0]!.children[0]!.attributes.message).toBe('known before this change');
  });

  test('a target without findings is one passed test', () => {
    const { children } = parseXml(junitReport({ ...sampleReport, findings: [], problems: [] }));
    expect(children).toHaveLength(sampleReport.targets.length);
    expect(children.map(c => c.children.map(({ attributes }) => attributes.name))).toEqual(
      sampleReport.targets.map(() => ['no findings']),
    );
  });
});
