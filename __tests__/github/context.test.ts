import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { readContext } from '../../src/github/index.ts';
import { ProblemError } from '../../src/problems.ts';
import { BASE, HEAD } from './sample.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubeproof-context-'));
afterAll(() => rmSync(folder, { recursive: true }));

const MERGE = 'c'.repeat(40);

function env(name: string, event?: unknown): Record<string, string> {
  const path = join(folder, 'event.json');
  writeFileSync(path, typeof event === 'string' ? event : JSON.stringify(event ?? {}));
  return {
    GITHUB_EVENT_NAME: name,
    GITHUB_EVENT_PATH: path,
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_SHA: MERGE,
    GITHUB_RUN_ID: '4711',
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_WORKSPACE: '/work',
  };
}

const pull = {
  number: 7,
  pull_request: {
    number: 7,
    draft: false,
    labels: [{ name: 'large-change', color: 'ededed' }],
    head: { sha: HEAD, ref: 'change', repo: { id: 1 } },
    base: { sha: BASE, ref: 'main', repo: { id: 1 } },
  },
};

function problem(action: () => unknown): ProblemError['problem'] {
  try {
    action();
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('an approval of a pull request is judged like the pull request', () => {
  const reviewed = readContext(env('pull_request_review', pull));
  const { event: _event, eventName: _name, ...same } = readContext(env('pull_request', pull));
  expect(reviewed).toEqual({ event: 'pull_request_review', eventName: 'pull_request_review', ...same });
});

test('a pull request: its head, not the merge commit', () => {
  expect(readContext(env('pull_request', pull))).toEqual({
    event: 'pull_request',
    eventName: 'pull_request',
    owner: 'acme',
    repository: 'shop',
    apiUrl: 'https://api.github.com',
    serverUrl: 'https://github.com',
    headSha: HEAD,
    baseSha: BASE,
    branch: 'change',
    runId: '4711',
    runAttempt: '2',
    workspace: '/work',
    pullRequest: {
      number: 7,
      headSha: HEAD,
      baseSha: BASE,
      headRef: 'change',
      baseRef: 'main',
      fork: false,
      draft: false,
      labels: ['large-change'],
    },
  });
});

test.each([
  ['another repository', { id: 2 }, true],
  ['a deleted fork', null, true],
  ['the same repository', { id: 1 }, false],
])('a head in %s', (_, repo, fork) => {
  const event = {
    ...pull,
    pull_request: { ...pull.pull_request, head: { ...pull.pull_request.head, repo } },
  };
  expect(readContext(env('pull_request', event)).pullRequest?.fork).toBe(fork);
});

test.each([
  ['merge_group', { merge_group: { head_sha: HEAD, base_sha: BASE } }, 'merge_group', HEAD, BASE],
  ['push', { before: BASE, after: MERGE }, 'push', MERGE, BASE],
  ['push', { before: '0'.repeat(40) }, 'push', MERGE, undefined],
  ['schedule', {}, 'schedule', MERGE, undefined],
  ['workflow_dispatch', {}, 'workflow_dispatch', MERGE, undefined],
])('%s %j', (name, event, kind, headSha, baseSha) => {
  const context = readContext(env(name, event));
  expect([context.event, context.headSha, context.baseSha]).toEqual([kind, headSha, baseSha]);
  expect(context.pullRequest).toBeUndefined();
});

test('GitHub Enterprise Server', () => {
  const server = { GITHUB_API_URL: 'https://ghe.acme.io/api/v3/', GITHUB_SERVER_URL: 'https://ghe.acme.io' };
  expect(readContext({ ...env('push'), ...server })).toMatchObject({
    apiUrl: 'https://ghe.acme.io/api/v3',
    serverUrl: 'https://ghe.acme.io',
  });
});

test('pull_request_target is refused before anything is read', () => {
  const { code, message, hint, gates } = problem(() =>
    readContext({ GITHUB_EVENT_NAME: 'pull_request_target' }),
  );
  expect([code, gates]).toEqual(['pull-request-target-refused', true]);
  expect(message).toMatch(/^The event is pull_request_target, which runs with write access and secrets/);
  expect(hint).toMatch(/^Use "on: pull_request"/);
});

describe('hostile values', () => {
  test.each([
    ['a repository with more parts', { GITHUB_REPOSITORY: 'a/b/c' }, 'not-a-workflow'],
    ['a repository with spaces', { GITHUB_REPOSITORY: 'a/b ::error::' }, 'not-a-workflow'],
    ['no commit', { GITHUB_SHA: 'main' }, 'not-a-workflow'],
    ['an address of a file', { GITHUB_API_URL: 'file:///etc/passwd' }, 'not-a-workflow'],
    ['a missing event file', { GITHUB_EVENT_PATH: '/nowhere/event.json' }, 'event-unreadable'],
  ])('%s', (_, change, code) => {
    expect(problem(() => readContext({ ...env('push'), ...change })).code).toBe(code);
  });

  test.each([
    ['not JSON', '{', 'event-unreadable'],
    ['a list', '[]', 'event-unreadable'],
    ['no pull request', {}, 'event-invalid'],
    ['a null pull request', { pull_request: null }, 'event-invalid'],
    [
      'a number that is a path',
      { pull_request: { ...pull.pull_request, number: '7/../8' } },
      'event-invalid',
    ],
    [
      'a head that is a branch',
      { pull_request: { ...pull.pull_request, head: { sha: '--upload-pack=x' } } },
      'event-invalid',
    ],
  ])('an event with %s', (_, event, code) => {
    expect(problem(() => readContext(env('pull_request', event))).code).toBe(code);
  });

  test('a run id that is no number is dropped', () => {
    expect(readContext({ ...env('push'), GITHUB_RUN_ID: '1 -->' }).runId).toBe('0');
  });
});

test('the branch, the workflow and who can read it, as far as the runner says', () => {
  const read = (more: Record<string, string>, payload: object = {}) => {
    const { branch, workflow, isPublic } = readContext({ ...env('push', payload), ...more });
    return [branch, workflow, isPublic];
  };
  const at = 'acme/shop/.github/workflows/kubeproof.yaml@refs/heads/main';
  expect(read({ GITHUB_REF_NAME: 'main', GITHUB_WORKFLOW_REF: at })).toEqual([
    'main',
    'kubeproof.yaml',
    undefined,
  ]);
  expect(read({}, { repository: { private: false, visibility: 'public' } })).toEqual([
    undefined,
    undefined,
    true,
  ]);
  expect(read({}, { repository: { private: false } })).toEqual([undefined, undefined, true]);
  expect(read({}, { repository: { private: true } })).toEqual([undefined, undefined, false]);
  expect(read({}, { repository: { private: false, visibility: 'internal' } })).toEqual([
    undefined,
    undefined,
    false,
  ]);
});
