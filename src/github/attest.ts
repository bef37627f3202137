import { field } from '../json.ts';
import type { Problem } from '../problems.ts';
import { type Client, RequestFailure } from '../review/index.ts';
import type { GitHubContext } from './types.ts';

/** Sigstore services that sign for a workflow. Addresses without a path. */
export interface AttestServices {
  /** Issues a certificate for the identity of the workflow. */
  readonly fulcio: string;
  /** Says when: what a certificate of ten minutes needs to be believed later. */
  readonly timestamps?: string;
  /** Public log of signatures: says when, too. */
  readonly log?: string;
}

export interface AttestOptions {
  readonly services?: AttestServices;
  /** Further tries of one request to a service. */
  readonly retries?: number;
}

export interface AttestResult {
  /** A Sigstore bundle around the statement, as JSON. */
  readonly sigstore?: string;
  /** Where GitHub shows it. */
  readonly url?: string;
  readonly notes: readonly Problem[];
}

/** As GitHub's own action has it (actions/attest 3, sign.ts). */
const RETRIES = 3;
const TIMEOUT_MS = 10_000;

/**
 * Who signs for a repository: the public services of Sigstore for public ones, GitHub's own for all others, so that
 * nothing of a private repository gets into a public log. https://docs.github.com/actions/concepts/security/artifact-attestations
 */
export function attestServices({ serverUrl, isPublic }: GitHubContext): AttestServices {
  const { hostname } = new URL(serverUrl);
  if (hostname === 'github.com' && isPublic === true)
    return { fulcio: 'https://fulcio.sigstore.dev', log: 'https://rekor.sigstore.dev' };
  const host = hostname === 'github.com' ? 'githubapp.com' : hostname;
  return { fulcio: `https://fulcio.${host}`, timestamps: `https://timestamp.${host}` };
}

/**
 * Signs an in-toto statement with the identity of the workflow that runs, and hands it to GitHub's attestation service, where
 * `gh attestation verify` finds it. Everything that this needs is loaded here. What goes wrong is a note.
 * @param statement JSON
 * @param client undefined without a token: signed all the same, and not handed over
 */
export async function attest(
  statement: string,
  context: GitHubContext,
  client: Client | undefined,
  { services = attestServices(context), retries = RETRIES }: AttestOptions = {},
): Promise<AttestResult> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = process.env;
  if (!url || !token) {
    const hint =
      context.pullRequest?.fork === true
        ? 'Pull requests from forks get no identity; their evidence stays unsigned.'
        : 'Allow it in the job: "permissions: id-token: write" and "attestations: write".';
    return { notes: [unsigned('the job may not ask for an identity', hint)] };
  }
  let bundle: object;
  try {
    bundle = await sign(statement, services, retries);
  } catch (error) {
    return { notes: [unsigned(reasonOf(error), `Services: ${Object.values(services).join(', ')}.`)] };
  }
  const sigstore = `${JSON.stringify(bundle, null, 2)}\n`;
  if (client === undefined) return { sigstore, notes: [unlisted('no token was given')] };
  const { owner, repository, serverUrl } = context;
  try {
    const stored = await client.request('POST /repos/{owner}/{repo}/attestations', {
      owner,
      repo: repository,
      bundle,
    });
    const id = field(stored, 'id');
    return {
      sigstore,
      ...(typeof id === 'number' ? { url: `${serverUrl}/${owner}/${repository}/attestations/${id}` } : {}),
      notes: [],
    };
  } catch (error) {
    if (!(error instanceof RequestFailure)) throw error;
    return { sigstore, notes: [unlisted(`GitHub answered ${error.status} ${reasonOf(error)}`)] };
  }
}

/** The audience that Fulcio takes tokens for. */
const AUDIENCE = 'sigstore';

async function sign(statement: string, services: AttestServices, retries: number): Promise<object> {
  const { DSSEBundleBuilder, FulcioSigner, RekorWitness, TSAWitness } = await import('@sigstore/sign');
  // Masks the token in the log, and knows the proxy of the runner.
  const { getIDToken } = await import('@actions/core');
  const { bundleToJSON } = await import('@sigstore/bundle');
  const { fulcio, log, timestamps } = services;
  const options = { timeout: TIMEOUT_MS, retry: retries };
  const builder = new DSSEBundleBuilder({
    signer: new FulcioSigner({
      identityProvider: { getToken: () => getIDToken(AUDIENCE) },
      fulcioBaseURL: fulcio,
      ...options,
    }),
    witnesses: [
      ...(log === undefined
        ? []
        : [new RekorWitness({ rekorBaseURL: log, fetchOnConflict: true, ...options })]),
      ...(timestamps === undefined ? [] : [new TSAWitness({ tsaBaseURL: timestamps, ...options })]),
    ],
  });
  const data = Buffer.from(statement);
  return bundleToJSON(await builder.create({ data, type: 'application/vnd.in-toto+json' })) as object;
}

/** The innermost reason is the one that says something; answers of services may be long, and hold anything. */
function reasonOf(error: unknown): string {
  const { message, cause, code } = error as Error & { readonly code?: string };
  // The message of this one quotes the token.
  if (code === 'IDENTITY_TOKEN_PARSE_ERROR') return 'the identity that GitHub gave cannot be read';
  const inner = cause instanceof Error ? `: ${cause.message}` : '';
  return `${message}${inner}`.split('\n', 1)[0]?.slice(0, 300) ?? '';
}

function unsigned(why: string, hint: string): Problem {
  return { code: 'evidence-unsigned', message: `The evidence is not signed: ${why}`, hint, gates: false };
}

function unlisted(why: string): Problem {
  return {
    code: 'attestation-unlisted',
    message: `The evidence is signed, and GitHub does not list the attestation: ${why}`,
    hint: 'The job needs "permissions: attestations: write", and the plan of a private repository has to offer them. The signature is in the artifact.',
    gates: false,
  };
}
