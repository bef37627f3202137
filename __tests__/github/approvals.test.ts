import { afterEach, expect, test } from '@jest/globals';
import {
  connect,
  type GitHubContext,
  mergedPullRequest,
  type ReadApprovers,
  readApprovers,
} from '../../src/github/index.ts';
import { LoopbackGitHub, type LoopbackGitHubOptions, type PullState } from '../support/loopback-github.ts';

const HEAD = 'a'.repeat(40);
const NEWER = 'c'.repeat(40);
const TOKENS = {
  workflow: { 'pull-requests': 'write', contents: 'read' },
  teams: { 'pull-requests': 'read', contents: 'read', members: 'read' },
} as const;

let github: LoopbackGitHub | undefined;
afterEach(() => github?.close());

async function start(options: LoopbackGitHubOptions = {}): Promise<[LoopbackGitHub, PullState]> {
  github = await LoopbackGitHub.start({ tokens: TOKENS, ...options });
  return [github, github.open(7, { files: [], headSha: HEAD })];
}

function context(event: GitHubContext['event'] = 'pull_request', headSha = HEAD): GitHubContext {
  return {
    event,
    eventName: event,
    owner: 'acme',
    repository: 'shop',
    apiUrl: github?.url ?? '',
    serverUrl: 'https://github.com',
    headSha,
    runId: '1',
    runAttempt: '1',
    workspace: '/work',
  };
}

async function read(names: readonly string[], token?: keyof typeof TOKENS): Promise<ReadApprovers> {
  const at = context();
  const result = await readApprovers({
    client: await connect(at, 'workflow', '1.0.0'),
    teams: token === undefined ? undefined : await connect(at, token, '1.0.0'),
    context: at,
    pull: { number: 7, headSha: github?.pull(7).headSha ?? '' },
    names,
  });
  expect(github?.violations).toEqual([]);
  return result;
}

const logins = ({ approvers }: ReadApprovers) => approvers.map(({ login }) => login);

test('an approval of the head by somebody who is asked, whatever the case of the login', async () => {
  const [server, pull] = await start();
  server.review(pull, 'Alice', 'APPROVED');
  server.review(pull, 'mallory', 'APPROVED');
  const { approvers, notes } = await read(['alice']);
  expect(approvers).toEqual([{ login: 'Alice', at: '2026-01-01T00:00:01Z', commit: HEAD, teams: [] }]);
  expect(notes).toEqual([]);
});

test.each(['CHANGES_REQUESTED', 'DISMISSED'] as const)('%s after it takes the approval back', async state => {
  const [server, pull] = await start();
  server.review(pull, 'alice', 'APPROVED');
  server.review(pull, 'alice', state);
  expect(logins(await read(['alice']))).toEqual([]);
});

test('a comment after it does not', async () => {
  const [server, pull] = await start();
  server.review(pull, 'alice', 'APPROVED');
  server.review(pull, 'alice', 'COMMENTED');
  expect(logins(await read(['alice']))).toEqual(['alice']);
});

test('an approval of an older head does not count', async () => {
  const [server, pull] = await start();
  server.review(pull, 'alice', 'APPROVED');
  pull.push(NEWER, []);
  expect(logins(await read(['alice']))).toEqual([]);
});

test('nor one from before a force push, which GitHub points to the new head', async () => {
  const [server, pull] = await start();
  server.review(pull, 'alice', 'APPROVED');
  server.forcePush(pull, NEWER, []);
  expect(pull.reviews[0]?.commit).toBe(NEWER);
  expect(logins(await read(['alice']))).toEqual([]);
  server.review(pull, 'alice', 'APPROVED');
  expect(logins(await read(['alice']))).toEqual(['alice']);
});

test('a member of a team, with a token that may read it', async () => {
  const [server, pull] = await start({ teams: { 'acme/security': ['eve'] } });
  server.review(pull, 'eve', 'APPROVED');
  server.review(pull, 'mallory', 'APPROVED');
  expect((await read(['acme/security'], 'teams')).approvers).toMatchObject([
    { login: 'eve', teams: ['acme/security'] },
  ]);
});

test('without such a token nobody of the team counts, and a note says what to give', async () => {
  const [server, pull] = await start({ teams: { 'acme/security': ['eve'] } });
  server.review(pull, 'eve', 'APPROVED');
  const none = await read(['acme/security']);
  expect([none.approvers, none.notes.map(({ code }) => code)]).toEqual([[], ['approvals-no-team-token']]);
  const refused = await read(['acme/security'], 'workflow');
  expect([refused.approvers, refused.notes.map(({ code }) => code)]).toEqual([[], ['approvals-team-unread']]);
});

test('reviews that cannot be read are nobody’s approval', async () => {
  const [server, pull] = await start();
  server.review(pull, 'alice', 'APPROVED');
  server.fail({ operation: /list-reviews/, status: 403, message: 'Resource not accessible by integration' });
  const { approvers, notes } = await read(['alice']);
  expect(approvers).toEqual([]);
  expect(notes).toMatchObject([
    { code: 'approvals-unread', hint: expect.stringContaining('pull-requests: read'), gates: false },
  ]);
});

test('a push that merged a pull request has its approvals; another push has none', async () => {
  const [, pull] = await start();
  pull.mergedAs = NEWER;
  const client = await connect(context(), 'workflow', '1.0.0');
  expect(await mergedPullRequest(client, context('push', NEWER))).toEqual({ number: 7, headSha: HEAD });
  expect(await mergedPullRequest(client, context('push', 'd'.repeat(40)))).toBeUndefined();
  expect(await mergedPullRequest(client, context('schedule', NEWER))).toBeUndefined();
});
