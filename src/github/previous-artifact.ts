import { field } from '../json.ts';
import type { Client } from '../review/index.ts';
import type { GitHubContext } from './types.ts';

/** An artifact of an earlier run. */
export interface PreviousArtifact {
  /** Id of the run that left it. */
  readonly run: string;
  /** The zip as GitHub hands it out. */
  readonly zip: Uint8Array;
}

/** Runs looked at, newest first: one page. */
const RUNS = 50;
/** Runs asked for their artifacts: several in a row without any means that the workflow leaves none. */
const ASKED = 5;
/** Larger archives are not downloaded only to be named. */
export const PREVIOUS_BYTES = 64 * 1024 * 1024;

/**
 * The artifact of that name which the last finished run of this workflow on this branch left, whatever its verdict: a
 * failed build is a build. A branch of the same name in a fork is another branch.
 * @returns why there is none, as the end of a sentence, when there is none
 * @throws {RequestFailure} when GitHub does not tell: `actions: read` is what it takes
 */
export async function previousArtifact(
  client: Client,
  context: GitHubContext,
  name: string,
): Promise<PreviousArtifact | string> {
  const { owner, repository, branch, workflow, runId, pullRequest } = context;
  if (workflow === undefined || branch === undefined) return 'the runner names no workflow and branch';
  if (context.event === 'merge_group') return 'a merge queue has a branch for each try';
  if (pullRequest?.fork === true) return 'branches of forks have no chain';
  const at = { owner, repo: repository };
  const listed = await client.request('GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', {
    ...at,
    workflow_id: workflow,
    branch,
    status: 'completed',
    exclude_pull_requests: true,
    per_page: RUNS,
    ...(pullRequest === undefined ? {} : { event: 'pull_request' }),
  });
  const own = `${owner}/${repository}`.toLowerCase();
  const runs = list(listed, 'workflow_runs').filter(
    run =>
      String(field(run, 'id')) !== runId &&
      field(run, 'head_branch') === branch &&
      String(field(field(run, 'head_repository'), 'full_name')).toLowerCase() === own &&
      (pullRequest === undefined) === !String(field(run, 'event')).startsWith('pull_request'),
  );
  for (const run of runs.slice(0, ASKED)) {
    const artifacts = await client.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts', {
      ...at,
      run_id: Number(field(run, 'id')),
      name,
      per_page: 100,
    });
    const found = list(artifacts, 'artifacts').find(
      artifact => field(artifact, 'name') === name && field(artifact, 'expired') !== true,
    );
    const id = field(found, 'id');
    if (typeof id !== 'number') continue;
    if (Number(field(found, 'size_in_bytes')) > PREVIOUS_BYTES) return tooLarge(run);
    const zip = await client.request(
      'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}',
      { ...at, artifact_id: id, archive_format: 'zip' },
    );
    if (!(zip instanceof ArrayBuffer) || zip.byteLength > PREVIOUS_BYTES) return tooLarge(run);
    return { run: String(field(run, 'id')), zip: new Uint8Array(zip) };
  }
  return runs.length === 0
    ? `no run of ${workflow} on ${branch} has finished yet`
    : `the last ${Math.min(runs.length, ASKED)} runs of ${workflow} on ${branch} left no artifact "${name}"`;
}

function list(value: unknown, key: string): unknown[] {
  const found = field(value, key);
  return Array.isArray(found) ? found : [];
}

function tooLarge(run: unknown): string {
  return `the artifact of run ${field(run, 'id')} is larger than ${PREVIOUS_BYTES / 1024 / 1024} MB`;
}
