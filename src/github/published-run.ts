import { strFromU8, unzipSync } from 'fflate';
import { field } from '../json.ts';
import { type Problem, ProblemError } from '../problems.ts';
import type { Report } from '../reports/index.ts';
import {
  BESIDE_REPORT,
  type Client,
  REPORT_BYTES,
  REPORT_FILE,
  type RequestFailure,
  readBeside,
  readReport,
} from '../review/index.ts';
import type { GitHubContext, PullRequest, WorkflowRun } from './types.ts';

/** The artifact as downloaded. */
const ZIP_BYTES = 20 * 1024 * 1024;

/**
 * The report that another run of this repository left as an artifact, without anything in it that a stranger could put
 * there for the eyes of a reviewer: the run may be that of a fork, whose author writes the workflow too. Read are size,
 * form, `report.json` and the deltas beside it; nothing is rendered and nothing else of the archive is unpacked.
 * Source: https://docs.github.com/en/actions/security-for-github-actions/security-guides/security-hardening-for-github-actions
 *
 * @param guardrailUrl address of a guardrail's page; addresses of the report are not used
 * @throws {ProblemError} when there is none, it is too large, or not of the published schema
 */
export async function readPublishedReport(
  client: Client,
  { owner, repository }: Pick<GitHubContext, 'owner' | 'repository'>,
  run: WorkflowRun,
  artifactName: string,
  guardrailUrl: (id: string) => string,
): Promise<Report> {
  const at = { owner, repo: repository };
  const listed = await client.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts', {
    ...at,
    run_id: Number(run.id),
    name: artifactName,
    per_page: 100,
  });
  const artifacts = field(listed, 'artifacts');
  const found = (Array.isArray(artifacts) ? artifacts : []).find(
    artifact => field(artifact, 'name') === artifactName && field(artifact, 'expired') !== true,
  );
  const id = field(found, 'id');
  if (typeof id !== 'number') {
    throw problem(
      'artifact-missing',
      `Run ${run.id} left no artifact "${artifactName}"`,
      'The evaluating workflow has to upload its evidence (artifact: true, the default), and both have to agree on artifact-name.',
    );
  }
  if (Number(field(found, 'size_in_bytes')) > ZIP_BYTES) throw tooLarge(run);
  const archive = await client.request(
    'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}',
    { ...at, artifact_id: id, archive_format: 'zip' },
  );
  return withoutAddresses(await parse(unpacked(archive, run), run), guardrailUrl);
}

/**
 * The open pull request whose head a run evaluated, by what GitHub itself says of the run; undefined when the pull
 * request has moved on or is closed. The payload lists none for forks, and what the artifact says is not believed.
 */
export async function pullRequestOf(
  client: Client,
  { owner, repository }: Pick<GitHubContext, 'owner' | 'repository'>,
  run: WorkflowRun,
): Promise<PullRequest | undefined> {
  const rows = await client.request('GET /repos/{owner}/{repo}/pulls', {
    owner,
    repo: repository,
    state: 'open',
    head: `${run.headOwner}:${run.headBranch}`,
    per_page: 100,
  });
  for (const row of Array.isArray(rows) ? rows : []) {
    const [head, base] = [field(row, 'head'), field(row, 'base')];
    const number = field(row, 'number');
    if (field(head, 'sha') !== run.headSha || typeof number !== 'number') continue;
    return {
      number,
      headSha: run.headSha,
      baseSha: String(field(base, 'sha') ?? ''),
      headRef: run.headBranch,
      baseRef: String(field(base, 'ref') ?? ''),
      fork: field(field(head, 'repo'), 'id') !== field(field(base, 'repo'), 'id'),
      draft: field(row, 'draft') === true,
      labels: [],
    };
  }
  return undefined;
}

/** The texts that are read, by their name. */
function unpacked(archive: unknown, run: WorkflowRun): Readonly<Record<string, string>> {
  if (!(archive instanceof ArrayBuffer) || archive.byteLength > ZIP_BYTES) throw tooLarge(run);
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(new Uint8Array(archive), {
      filter: ({ name, originalSize }) => {
        if (name !== REPORT_FILE && !BESIDE_REPORT.includes(name)) return false;
        if (originalSize > REPORT_BYTES) throw tooLarge(run);
        return true;
      },
    });
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw invalid(run, `its archive cannot be read: ${(error as Error).message}`);
  }
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

async function parse(files: Readonly<Record<string, string>>, run: WorkflowRun): Promise<Report> {
  const { [REPORT_FILE]: text, ...others } = files;
  if (text === undefined) throw invalid(run, `it has no ${REPORT_FILE}`);
  const report = await readReport(text);
  if (typeof report === 'string') throw invalid(run, `${REPORT_FILE} is ${report}`);
  const { invalid: wrong, ...deltas } = await readBeside(others);
  if (wrong !== undefined) throw invalid(run, `${wrong.file} is ${wrong.what}`);
  return { ...report, ...deltas };
}

/** Texts are escaped where they are shown; addresses and suggestions are what a reader acts on without reading. */
function withoutAddresses(report: Report, guardrailUrl: (id: string) => string): Report {
  return {
    ...report,
    findings: report.findings.map(({ suggestion: _suggestion, ...finding }) => finding),
    guardrails: report.guardrails.map(guardrail => ({
      ...guardrail,
      url: guardrailUrl(guardrail.id),
      references: [],
    })),
  };
}

function tooLarge(run: WorkflowRun): ProblemError {
  return invalid(run, 'it is larger than a report is');
}

function invalid(run: WorkflowRun, why: string): ProblemError {
  return problem(
    'artifact-invalid',
    `The artifact of run ${run.id} is not published: ${why}`,
    'It has to be the evidence that the same version of kubeproof uploaded.',
  );
}

function problem(code: string, message: string, hint: string): ProblemError {
  return new ProblemError({ code, message, hint, gates: true });
}

/** Why GitHub did not give what publishing needs. */
export function publishFailure(error: RequestFailure): Problem {
  return {
    code: 'publish-failed',
    message: 'The evidence of the run could not be read from GitHub',
    hint: `The job needs "permissions: actions: read" and "pull-requests: write". GitHub's answer: ${error.status} ${error.message.split('\n', 1)[0]?.slice(0, 200)}`,
    gates: true,
  };
}
