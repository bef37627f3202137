import { afterEach, describe, expect, test } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { connect, pullRequestOf, readPublishedReport, type WorkflowRun } from '../../src/github/index.ts';
import { ProblemError } from '../../src/problems.ts';
import { changesJson, jsonReport, type Report } from '../../src/reports/index.ts';
import { reviewChanges } from '../../src/review/index.ts';
import { sampleChanges } from '../reports/sample-changes.ts';
import { sampleReport } from '../reports/sample-report.ts';
import { LoopbackGitHub } from '../support/loopback-github.ts';
import { context, HEAD } from './sample.ts';

let github: LoopbackGitHub | undefined;
afterEach(() => github?.close());

const RUN: WorkflowRun = {
  id: '900',
  attempt: '1',
  event: 'pull_request',
  headSha: HEAD,
  headBranch: 'change',
  headOwner: 'stranger',
};

async function read(files: Record<string, string | Uint8Array>, name = 'kubeproof'): Promise<Report> {
  github = await LoopbackGitHub.start();
  const contents = Object.entries(files).map(([path, text]) => [
    path,
    typeof text === 'string' ? strToU8(text) : text,
  ]);
  github.artifacts.push({ id: 5, run: 900, name, zip: zipSync(Object.fromEntries(contents)) });
  const at = { ...context, apiUrl: github.url };
  const client = await connect(at, 'test-token', '1.0.0');
  const report = await readPublishedReport(client, at, RUN, 'kubeproof', id => `https://pages.example/${id}`);
  expect(github.violations).toEqual([]);
  return report;
}

async function refusal(files: Record<string, string | Uint8Array>, name?: string): Promise<string> {
  try {
    await read(files, name);
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.message;
    throw error;
  }
  throw new Error('it was read');
}

describe('the report of another run', () => {
  test('is read, without suggestions and addresses of its own', async () => {
    const report = await read({ 'report.json': jsonReport(sampleReport), 'report.html': '<script>' });
    expect(sampleReport.findings.some(finding => finding.suggestion !== undefined)).toBe(true);
    expect(report.findings).toEqual(
      sampleReport.findings.map(({ suggestion: _none, ...finding }) => finding),
    );
    expect(new Set(report.guardrails.map(({ url }) => url.replace(/\/[^/]*$/, '')))).toEqual(
      new Set(['https://pages.example']),
    );
  });

  test('what changes comes with it', async () => {
    const { tool, kubernetes, head } = sampleReport;
    const changed = changesJson({ tool, kubernetes, head, changes: sampleChanges });
    const report = await read({ 'report.json': jsonReport(sampleReport), 'changes/resources.json': changed });
    expect(report.changes?.stories).toEqual(JSON.parse(JSON.stringify(sampleChanges.stories)));
    expect(reviewChanges(report, { budget: 20_000, record: 'x' })).toContain('**What changes**');
  });

  test.each<[string, Record<string, string | Uint8Array>, string]>([
    ['no report', { 'other.json': '{}' }, 'it has no report.json'],
    ['no JSON', { 'report.json': '{' }, 'report.json is no JSON'],
    ['another schema', { 'report.json': '{"schema": "other"}' }, 'report.json is not of the schema'],
    [
      'a finding without a severity',
      { 'report.json': JSON.stringify({ ...sampleReport, findings: [{ guardrail: 'x' }] }) },
      'report.json is not of the schema',
    ],
    [
      'changes of another schema',
      {
        'report.json': jsonReport(sampleReport),
        'changes/resources.json': '{"schema": "kubeproof.changes/v1"}',
      },
      'changes/resources.json is not of the schema',
    ],
    ['a bomb', { 'report.json': new Uint8Array(60 * 1024 * 1024) }, 'it is larger than a report is'],
  ])(
    '%s is refused',
    async (_, files, message) => {
      expect(await refusal(files)).toContain(`The artifact of run 900 is not published: ${message}`);
    },
    60_000,
  );

  test('an artifact of another name is none', async () => {
    expect(await refusal({ 'report.json': '{}' }, 'other')).toBe('Run 900 left no artifact "kubeproof"');
  });
});

test('the pull request is the one GitHub names, while it is where the run was', async () => {
  github = await LoopbackGitHub.start();
  const pull = github.open(7, { files: [], headSha: HEAD, fork: true });
  const at = { ...context, apiUrl: github.url };
  const client = await connect(at, 'test-token', '1.0.0');
  expect(await pullRequestOf(client, at, RUN)).toMatchObject({ number: 7, headSha: HEAD, fork: true });
  expect(await pullRequestOf(client, at, { ...RUN, headOwner: 'acme' })).toBeUndefined();
  pull.push('d'.repeat(40), []);
  expect(await pullRequestOf(client, at, RUN)).toBeUndefined();
  expect(github.violations).toEqual([]);
});
