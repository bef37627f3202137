import { readFileSync, statSync } from 'node:fs';
import { ProblemError } from '../problems.ts';
import type { EventKind, GitHubContext, PullRequest, WorkflowRun } from './types.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** GitHub caps webhook payloads at 25 MB (docs, "Webhook events and payloads"). */
const EVENT_BYTES = 25 * 1024 * 1024;

const KINDS: readonly EventKind[] = [
  'pull_request',
  'pull_request_review',
  'workflow_run',
  'merge_group',
  'push',
  'schedule',
  'workflow_dispatch',
];
const PULL_REQUEST = /^pull_request(?:_review)?$/;

/**
 * What started the run, from the variables and the event file of the runner.
 * @throws {ProblemError} outside a workflow, for an unreadable event, and for `pull_request_target`.
 */
export function readContext(env: Environment = process.env): GitHubContext {
  const eventName = env.GITHUB_EVENT_NAME ?? '';
  if (eventName === 'pull_request_target') throw targetRefused();
  const { owner, repository } = splitRepository(env.GITHUB_REPOSITORY ?? '');
  const event = KINDS.find(kind => kind === eventName) ?? 'other';
  const payload = readEvent(env.GITHUB_EVENT_PATH, event);
  const pullRequest = PULL_REQUEST.test(event)
    ? readPullRequest(payload, env.GITHUB_EVENT_PATH ?? '')
    : undefined;
  const workflowRun = event === 'workflow_run' ? readWorkflowRun(payload) : undefined;
  const mergeGroup = record(payload.merge_group);
  const headSha =
    pullRequest?.headSha ??
    (event === 'merge_group' ? sha(mergeGroup.head_sha) : undefined) ??
    sha(env.GITHUB_SHA);
  if (headSha === undefined) {
    throw broken('GITHUB_SHA', env.GITHUB_SHA ?? '', 'is not a commit id');
  }
  const baseSha =
    pullRequest?.baseSha ??
    (event === 'merge_group' ? sha(mergeGroup.base_sha) : undefined) ??
    (event === 'push' ? sha(payload.before) : undefined);
  const branch = pullRequest?.headRef || env.GITHUB_REF_NAME;
  // `acme/shop/.github/workflows/kubeproof.yaml@refs/heads/main`
  const workflow = /\/\.github\/workflows\/([^/@]+)@/.exec(env.GITHUB_WORKFLOW_REF ?? '')?.[1];
  const source = record(payload.repository);
  return {
    event,
    eventName,
    owner,
    repository,
    apiUrl: address('GITHUB_API_URL', env.GITHUB_API_URL || 'https://api.github.com'),
    serverUrl: address('GITHUB_SERVER_URL', env.GITHUB_SERVER_URL || 'https://github.com'),
    headSha,
    ...(baseSha !== undefined && { baseSha }),
    runId: digits(env.GITHUB_RUN_ID) ?? '0',
    runAttempt: digits(env.GITHUB_RUN_ATTEMPT) ?? '1',
    ...(branch ? { branch } : {}),
    ...(workflow !== undefined && { workflow }),
    ...(typeof source.private === 'boolean' && {
      isPublic: !source.private && (source.visibility ?? 'public') === 'public',
    }),
    workspace: env.GITHUB_WORKSPACE || process.cwd(),
    ...(pullRequest !== undefined && { pullRequest }),
    ...(workflowRun !== undefined && { workflowRun }),
  };
}

function readPullRequest(payload: Record<string, unknown>, file: string): PullRequest {
  const pull = record(payload.pull_request);
  const head = record(pull.head);
  const base = record(pull.base);
  const number = pull.number ?? payload.number;
  const headSha = sha(head.sha);
  const baseSha = sha(base.sha);
  if (
    !Number.isSafeInteger(number) ||
    (number as number) < 1 ||
    headSha === undefined ||
    baseSha === undefined
  ) {
    throw new ProblemError({
      code: 'event-invalid',
      message: `The event file ${file} names no pull request with a number, a head and a base commit`,
      hint: 'Run the action on the event "pull_request", with the event file the runner wrote.',
      gates: true,
    });
  }
  const headRepository = record(head.repo).id;
  const baseRepository = record(base.repo).id;
  return {
    number: number as number,
    headSha,
    baseSha,
    headRef: text(head.ref),
    baseRef: text(base.ref),
    // A deleted fork has no head repository any more.
    fork: headRepository === undefined || headRepository !== baseRepository,
    draft: pull.draft === true,
    labels: Array.isArray(pull.labels) ? pull.labels.map(label => text(record(label).name)) : [],
  };
}

/** Undefined when the payload is not what GitHub sends. */
function readWorkflowRun(payload: Record<string, unknown>): WorkflowRun | undefined {
  const run = record(payload.workflow_run);
  const headSha = sha(run.head_sha);
  const id = digits(String(run.id ?? ''));
  if (headSha === undefined || id === undefined) return undefined;
  return {
    id,
    attempt: digits(String(run.run_attempt ?? '')) ?? '1',
    event: text(run.event),
    headSha,
    headBranch: text(run.head_branch),
    headOwner: text(record(record(run.head_repository).owner).login),
  };
}

function readEvent(path: string | undefined, event: EventKind): Record<string, unknown> {
  if (path === undefined || path === '') {
    if (!PULL_REQUEST.test(event) && event !== 'merge_group') return {};
    throw broken('GITHUB_EVENT_PATH', '', `is not set, but the event is ${event}`);
  }
  try {
    if (statSync(path).size > EVENT_BYTES) throw new Error(`it is larger than ${EVENT_BYTES} bytes`);
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new Error('it holds no JSON object');
    }
    return value as Record<string, unknown>;
  } catch (error) {
    throw new ProblemError({
      code: 'event-unreadable',
      message: `The event file ${path} cannot be read: ${(error as Error).message}`,
      hint: 'The runner writes it and names it in GITHUB_EVENT_PATH; the variable should not be changed.',
      gates: true,
    });
  }
}

function splitRepository(name: string): { owner: string; repository: string } {
  const match = /^([\w.-]{1,100})\/([\w.-]{1,100})$/.exec(name);
  if (match === null) throw broken('GITHUB_REPOSITORY', name, 'is not of the form owner/name');
  return { owner: match[1] as string, repository: match[2] as string };
}

function address(variable: string, value: string): string {
  if (/^https?:\/\/[^\s/]/.test(value) && URL.canParse(value)) return value.replace(/\/+$/, '');
  throw broken(variable, value, 'is not an http(s) address');
}

function broken(variable: string, value: string, what: string): ProblemError {
  return new ProblemError({
    code: 'not-a-workflow',
    message: `${variable} ${what}${value === '' ? '' : `: "${value.slice(0, 200)}"`}`,
    hint: 'The action runs inside a GitHub workflow; elsewhere use the command line: kubeproof check --base REF',
    gates: true,
  });
}

function targetRefused(): ProblemError {
  return new ProblemError({
    code: 'pull-request-target-refused',
    message:
      'The event is pull_request_target, which runs with write access and secrets; kubeproof does not render a pull request there, because charts and kustomizations are programs of the author',
    hint: 'Use "on: pull_request". For pull requests from forks the token is read-only then: the verdict, the annotations, the summary and the artifact still come, only the comments are left out.',
    gates: true,
  });
}

/** Commit id, SHA-1 or SHA-256; the all-zero id (a new branch) is none. */
function sha(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value)) return undefined;
  return /^0+$/.test(value) ? undefined : value;
}

function digits(value: string | undefined): string | undefined {
  return value !== undefined && /^\d{1,20}$/.test(value) ? value : undefined;
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
