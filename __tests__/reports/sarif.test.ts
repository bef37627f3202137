import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import ajvFormats from 'ajv-formats';
import type { Log, Result } from 'sarif';
import {
  type FrameworkResult,
  type Report,
  type ReportFinding,
  sarifReport,
} from '../../src/reports/index.ts';
import { sampleReport } from './sample-report.ts';

const read = (report: Report) => JSON.parse(sarifReport(report)) as Log;
const runOf = (report: Report) => read(report).runs[0]!;
const resultFor = (report: Report, guardrail: string): Result =>
  runOf(report).results!.find(result => result.ruleId === guardrail)!;
const withFinding = (change: Partial<ReportFinding>): Report => ({
  ...sampleReport,
  findings: [{ ...sampleReport.findings[1]!, ...change }],
});

/** OASIS' own schema. It is no part of the repository: the folder is named, or stands beside it. */
const SCHEMA = resolve(process.env.KUBEPROOF_SCHEMAS ?? '../shared/schemas', 'sarif-2.1.0.json');

describe('SARIF', () => {
  test(`validates against the schema of OASIS${existsSync(SCHEMA) ? '' : ' (ABSENT: set KUBEPROOF_SCHEMAS; structure only)'}`, () => {
    const log = read(sampleReport);
    expect(log.version).toBe('2.1.0');
    expect(log.runs).toHaveLength(1);
    if (!existsSync(SCHEMA)) {
      console.warn(`${SCHEMA} is absent: SARIF was not validated against it.`);
      return;
    }
    // Draft 4, which ajv reads as draft 7 once `id` is out of the way: the schema uses no boolean exclusive limits.
    const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(SCHEMA, 'utf8'));
    const ajv = new Ajv({ strict: false, allErrors: true });
    ajvFormats.default(ajv);
    const validate = ajv.compile(schema);
    const many = { ...sampleReport, guardrails: [], problems: [], findings: [], targets: [] };
    for (const report of [
      sampleReport,
      many,
      withFinding({ location: { kind: 'file', file: 'a b/c:d.yaml' } }),
    ]) {
      const valid = validate(read(report));
      expect(validate.errors ?? []).toEqual([]);
      expect(valid).toBe(true);
    }
    expect(validate({ ...log, version: '2' })).toBe(false);
  });

  test('leaves fixed findings out, and tells new from unchanged', () => {
    const results = runOf(sampleReport).results!;
    expect(results).toHaveLength(sampleReport.findings.filter(f => f.state !== 'fixed').length);
    expect(results.some(result => result.ruleId === 'run-as-non-root')).toBe(false);
    expect(results.filter(result => result.baselineState === 'new')).toHaveLength(9);
    expect(results.filter(result => result.baselineState === 'unchanged')).toHaveLength(42);
  });

  test('places a result on the line, relative to the repository, with fingerprint and logical locations', () => {
    const result = resultFor(sampleReport, 'privileged-container');
    expect(result.locations![0]!.physicalLocation).toEqual({
      artifactLocation: { uri: 'charts/checkout/values.yaml', uriBaseId: '%SRCROOT%' },
      region: { startLine: 12, startColumn: 15, endLine: 12, endColumn: 19 },
    });
    expect(result.locations![0]!.logicalLocations!.map(l => l.fullyQualifiedName)).toEqual([
      'Deployment shop/prod-checkout spec.template.spec.containers[name=app].securityContext.privileged',
      'Deployment shop/prod-checkout',
    ]);
    expect(result.partialFingerprints).toEqual({ 'kubeproof/v1': sampleReport.findings[1]!.fingerprint });
    expect(result.relatedLocations![0]!.physicalLocation!.artifactLocation!.uri).toBe(
      'charts/checkout/templates/_helpers.tpl',
    );
    expect(result.message.text).toBe(
      'Container "app" runs privileged: it owns the node it lands on. Set it to false.',
    );
  });

  test('offers a proven edit as a fix: whole lines replaced, or gone with their ends', () => {
    const { fixes } = resultFor(sampleReport, 'privileged-container');
    expect(fixes).toHaveLength(1);
    expect(
      fixes![0]!.artifactChanges.map(({ artifactLocation, replacements }) => [
        artifactLocation.uri,
        replacements,
      ]),
    ).toEqual([
      [
        'charts/checkout/values.yaml',
        [
          {
            deletedRegion: { startLine: 12, endLine: 12 },
            insertedContent: { text: '  privileged: false' },
          },
        ],
      ],
      [
        'charts/checkout/values-prod.yaml',
        [{ deletedRegion: { startLine: 3, startColumn: 1, endLine: 5, endColumn: 1 } }],
      ],
    ]);
  });

  test('leaves out related lines that are gone', () => {
    const gone = { kind: 'manifest', file: 'a.yaml', line: 3, side: 'base' } as const;
    const result = runOf(withFinding({ related: [gone, { ...gone, side: undefined as never }] }))
      .results![0]!;
    expect(result.relatedLocations).toHaveLength(1);
    expect(runOf(withFinding({ related: [gone] })).results![0]!).not.toHaveProperty('relatedLocations');
  });

  test('encodes paths as relative references', () => {
    const file = 'a b/#1/x:y?/ü%20.yaml';
    const result = runOf(withFinding({ location: { kind: 'file', file } })).results![0]!;
    const { uri } = result.locations![0]!.physicalLocation!.artifactLocation!;
    expect(uri).toBe('a%20b/%231/x%3Ay%3F/%C3%BC%2520.yaml');
    expect(decodeURIComponent(uri!)).toBe(file);
    expect(result.locations![0]!.physicalLocation!.region).toBeUndefined();
  });

  test('falls back to the source of the document where no location was established', () => {
    const { location: _, ...rest } = sampleReport.findings[1]!;
    const report = { ...sampleReport, findings: [rest] };
    expect(runOf(report).results![0]!.locations![0]!.physicalLocation!.artifactLocation!.uri).toBe(
      'charts/checkout/templates/deployment.yaml',
    );
  });

  test('shows a waiver as an accepted suppression', () => {
    const waived = runOf(sampleReport).results!.filter(result => result.suppressions !== undefined);
    expect(waived).toHaveLength(1);
    expect(waived[0]!.suppressions).toEqual([
      {
        kind: 'external',
        status: 'accepted',
        justification:
          'Reads the kernel ring buffer; the vendor ships no unprivileged mode yet. Owner: platform@acme.example. Until 2027-01-31. PLAT-1042',
      },
    ]);
  });

  test('describes rules with help, level, tags and their controls as taxonomy', () => {
    const run = runOf(sampleReport);
    const rules = run.tool.driver.rules!;
    for (const result of run.results!) expect(rules[result.ruleIndex!]!.id).toBe(result.ruleId);
    const rule = rules.find(({ id }) => id === 'privileged-container')!;
    expect(rule.helpUri).toBe('https://kubeproof.example/guardrails/privileged-container');
    expect(rule.defaultConfiguration).toEqual({ level: 'error' });
    expect(rule.help!.text).toContain('Fine when: Node agents');
    expect(rule.help!.markdown).toContain('<https://kubeproof.example/guardrails/privileged-container>');
    expect(rule.properties!.tags).toEqual([
      'pod-security',
      'cis-kubernetes-1.12/5.2.2',
      'nsa-cisa-1.2/pod-security',
      'pci-dss-4.0.1/2.2.6',
      'pss/baseline',
      'soc2/CC6.8',
    ]);
    for (const { relationships } of rules) {
      for (const { target } of relationships ?? []) {
        const component = run.taxonomies![target.toolComponent!.index!]!;
        expect(component.name).toBe(target.toolComponent!.name);
        expect(component.taxa![target.index!]!.id).toBe(target.id);
      }
    }
    expect(rules.find(({ id }) => id === 'readiness-probe')!.defaultConfiguration).toEqual({ level: 'note' });
  });

  test('relates rules to the controls of the frameworks that are given, with what a reader needs to find them', () => {
    const guardrails = [
      {
        id: 'privileged-container',
        strength: 'direct',
        state: 'failed',
        reason: '',
        source: '',
        open: 1,
        accepted: 0,
      },
    ] as const;
    const control = {
      id: 'CC6.8',
      title: 'Unauthorised software',
      outcome: 'satisfied' as const,
      reason: '',
      open: 0,
      accepted: 0,
    };
    const framework = (id: string, ...ids: string[]): FrameworkResult => ({
      id,
      title: `Standard ${id}`,
      version: '3',
      publisher: 'Publisher',
      url: 'https://standard.example/',
      digest: '0'.repeat(64),
      controls: ids.flatMap(each => ['a', 'b'].map(target => ({ ...control, id: each, target, guardrails }))),
    });
    const log = JSON.parse(
      sarifReport(sampleReport, [framework('soc2', 'CC6.8', 'CC6.1'), framework('pss')]),
    ) as Log;
    const run = log.runs[0]!;
    expect(run.taxonomies).toEqual([
      {
        name: 'soc2',
        version: '3',
        organization: 'Publisher',
        shortDescription: { text: 'Standard soc2' },
        informationUri: 'https://standard.example/',
        taxa: [
          { id: 'CC6.1', shortDescription: { text: 'Unauthorised software' } },
          { id: 'CC6.8', shortDescription: { text: 'Unauthorised software' } },
        ],
      },
    ]);
    const rule = run.tool.driver.rules!.find(({ id }) => id === 'privileged-container')!;
    expect(rule.relationships).toEqual([
      {
        target: { id: 'CC6.8', index: 1, toolComponent: { name: 'soc2', index: 0 } },
        kinds: ['relevant'],
        properties: { strength: 'direct' },
      },
      {
        target: { id: 'CC6.1', index: 0, toolComponent: { name: 'soc2', index: 0 } },
        kinds: ['relevant'],
        properties: { strength: 'direct' },
      },
    ]);
    const ids = Array.from({ length: 500 }, (_, i) => `C${i}`);
    const many = JSON.parse(sarifReport(sampleReport, [framework('own', ...ids)])) as Log;
    const largest = many.runs[0]!.tool.driver.rules!.map(({ relationships = [] }) => relationships.length);
    expect(Math.max(...largest)).toBe(100);
  });

  test('never has more than 20 tags on a rule', () => {
    const controls = { own: Array.from({ length: 40 }, (_, i) => `c${i}`) };
    const report = { ...sampleReport, guardrails: [{ ...sampleReport.guardrails[0]!, controls }] };
    expect(runOf(report).tool.driver.rules![0]!.properties!.tags).toHaveLength(20);
  });

  test('says what was not evaluated, and that the run did not succeed', () => {
    const invocation = runOf(sampleReport).invocations![0]!;
    expect(invocation.executionSuccessful).toBe(false);
    expect(invocation.exitCode).toBe(1);
    expect(
      invocation.toolExecutionNotifications!.map(n => [n.level, n.descriptor!.id, n.message.text]),
    ).toEqual([
      [
        'error',
        'dependency-missing',
        'dependency "redis" is not vendored (helm:charts/legacy). To do: helm dependency build charts/legacy',
      ],
      [
        'note',
        'values-file-unused',
        'values-old.yaml belongs to no environment. To do: name it under targets, or remove it',
      ],
    ]);
    expect(runOf({ ...sampleReport, problems: [] }).invocations![0]!.executionSuccessful).toBe(true);
    expect(
      runOf({ ...sampleReport, problems: [], outcome: 'incomplete' }).invocations![0]!.executionSuccessful,
    ).toBe(false);
  });

  test('keeps the first 25,000 results and says how many are left out', () => {
    const finding = sampleReport.findings[0]!;
    const findings = Array.from({ length: 25_003 }, (_, i) => ({ ...finding, fingerprint: String(i) }));
    const run = runOf({ ...sampleReport, problems: [], findings });
    expect(run.results).toHaveLength(25_000);
    expect(run.results!.at(-1)!.partialFingerprints).toEqual({ 'kubeproof/v1': '24999' });
    expect(run.invocations![0]!.toolExecutionNotifications![0]!.message.text).toBe(
      '3 findings left out: code scanning takes 25000 per file. The JSON report has all of them.',
    );
  });

  test('a name in brackets makes no link', () => {
    const text = runOf(withFinding({ message: 'Name "[click](https://evil.example)" is odd.' })).results![0]!
      .message.text;
    expect(text).toBe('Name "\\[click\\](https://evil.example)" is odd. Set it to false.');
  });
});
