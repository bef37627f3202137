import {
  attestable,
  type BundleInput,
  type EvidenceFile,
  type PreviousBundle,
  previousOf,
  readBundle,
  readBundleZip,
  withAttestation,
} from '../evidence/index.ts';
import { attest, connect, type GitHubContext, previousArtifact, RequestFailure } from '../github/index.ts';
import { ownPackage } from '../package.ts';
import { type Problem, ProblemError } from '../problems.ts';
import { checkout } from '../repository/index.ts';
import type { Inputs } from './inputs.ts';

/** What evidence says of the run on GitHub that made it, and of what was checked out there. */
export function provenance(context: GitHubContext): Pick<BundleInput, 'build' | 'checkout'> {
  const { serverUrl, owner, repository, runId, runAttempt, eventName, headSha, pullRequest, branch } =
    context;
  const address = `${serverUrl}/${owner}/${repository}`;
  const checkedOut = checkout(context.workspace);
  return {
    build: {
      repository: address,
      run: `${address}/actions/runs/${runId}`,
      attempt: runAttempt,
      event: eventName,
      commit: headSha,
      ...(pullRequest === undefined ? {} : { pullRequest: pullRequest.number }),
      ...(branch === undefined ? {} : { branch }),
    },
    ...(checkedOut === undefined ? {} : { checkout: checkedOut }),
  };
}

export interface Chain {
  readonly previous?: PreviousBundle;
  /** Which bundle came before, or why none is named: a line for the log. */
  readonly said: string;
}

/**
 * The bundle before this one: where the input `previous` says, else the artifact of the last run on this branch. That
 * none can be found is no problem: a bundle says whether it names one.
 * @throws {ProblemError} only for a path of the input that holds none
 */
export async function chainOf(inputs: Inputs, context: GitHubContext): Promise<Chain> {
  const { previous, token } = inputs;
  if (previous === 'none') return { said: 'no chain: previous is "none"' };
  if (previous !== undefined) return named(previousOf(readBundle(previous)), previous, true);
  if (token === '') return { said: 'no previous bundle: no token was given' };
  try {
    const client = await connect(context, token, ownPackage().version);
    const found = await previousArtifact(client, context, inputs.artifactName);
    if (typeof found === 'string') return { said: `no previous bundle: ${found}` };
    const name = `the artifact of run ${found.run}`;
    return named(previousOf(readBundleZip(name, found.zip, 'manifest.json')), name, false);
  } catch (error) {
    if (error instanceof RequestFailure) {
      const needs =
        error.kind === 'read-only' || error.status === 403 ? ' (the job needs "actions: read")' : '';
      return { said: `no previous bundle: GitHub answered ${error.status} when asked for runs${needs}` };
    }
    if (error instanceof ProblemError) return { said: `no previous bundle: ${error.problem.message}` };
    throw error;
  }
}

function named(previous: PreviousBundle | string, name: string, isMeant: boolean): Chain {
  if (typeof previous !== 'string') return { previous, said: `follows sha256:${previous.digest} (${name})` };
  if (!isMeant) return { said: `no previous bundle: ${name} ${previous}` };
  throw new ProblemError({
    code: 'bundle-unreadable',
    message: `the input previous names ${name}, which ${previous}`,
    hint: 'name the folder or the zip of an evidence bundle, or "none"',
    gates: true,
  });
}

export interface Signed {
  readonly bundle: readonly EvidenceFile[];
  /** Whether a workflow signed it. */
  readonly signed: boolean;
  /** Where GitHub shows the attestation. */
  readonly url?: string;
  readonly notes: readonly Problem[];
}

/** The bundle with the signature of this workflow, where the input `attest` asks for one. */
export async function signedBundle(
  bundle: readonly EvidenceFile[],
  inputs: Inputs,
  context: GitHubContext,
): Promise<Signed> {
  if (inputs.attest === 'false') return { bundle, signed: false, notes: [] };
  const client = inputs.token === '' ? undefined : await connect(context, inputs.token, ownPackage().version);
  const { sigstore, url, notes } = await attest(attestable(bundle), context, client);
  if (sigstore === undefined) return { bundle, signed: false, notes };
  return {
    bundle: withAttestation(bundle, sigstore),
    signed: true,
    ...(url === undefined ? {} : { url }),
    notes,
  };
}
