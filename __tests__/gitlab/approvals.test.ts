import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createClient, readApprovers, sendTo } from '../../src/gitlab/index.ts';
import { HEAD } from '../github/sample.ts';
import {
  LoopbackGitLab,
  type LoopbackGitLabOptions,
  type MergeRequestState,
  TOKEN,
} from '../support/loopback-gitlab.ts';
import { refs } from './sample.ts';

let gitlab: LoopbackGitLab;
let merge: MergeRequestState;

async function start(given: LoopbackGitLabOptions = {}): Promise<void> {
  await gitlab?.close();
  gitlab = await LoopbackGitLab.start(given);
  merge = gitlab.open(7, { refs: refs(), files: [], author: 'alice' });
}
beforeEach(() => start());
afterEach(() => gitlab.close());

function read(names: readonly string[]) {
  const client = createClient(sendTo(gitlab.url, TOKEN, '1.4.0'));
  const context = { projectId: '5', mergeRequest: 7, headSha: HEAD };
  return readApprovers({ client, context, names });
}

const logins = async (names: readonly string[]) => (await read(names)).approvers.map(({ login }) => login);

test('an approval of the head by somebody who is asked, whatever the case of the login', async () => {
  gitlab.approve(merge, 'Bob');
  gitlab.approve(merge, 'mallory');
  expect(await read(['bob'])).toEqual({
    approvers: [{ login: 'Bob', at: '2026-01-01T00:00:02Z', commit: HEAD, teams: [] }],
    notes: [],
  });
  expect(gitlab.violations).toEqual([]);
});

test('nobody has approved: one request', async () => {
  expect(await read(['bob'])).toEqual({ approvers: [], notes: [] });
  expect(gitlab.requests.map(({ operation }) => operation)).toEqual(['get-approvals']);
});

test('an approval from before the last push does not count, though GitLab keeps it; one after it does', async () => {
  merge = gitlab.open(7, { refs: refs('1'.repeat(40)), files: [] });
  gitlab.approve(merge, 'bob');
  gitlab.push(merge, refs(), []);
  expect(await logins(['bob', 'carol'])).toEqual([]);
  gitlab.approve(merge, 'carol');
  expect(await logins(['bob', 'carol'])).toEqual(['carol']);
});

test('a head that was there before, was replaced and came back has to be approved again', async () => {
  gitlab.approve(merge, 'bob');
  gitlab.push(merge, refs('1'.repeat(40)), []);
  gitlab.push(merge, refs(), []);
  expect(await logins(['bob'])).toEqual([]);
});

test('a target branch that moves makes a new version of the diff, not a new head', async () => {
  gitlab.approve(merge, 'bob');
  gitlab.push(merge, refs(HEAD, '2'.repeat(40)), []);
  expect(await logins(['bob'])).toEqual(['bob']);
});

test('a pipeline of another commit than the head: nobody', async () => {
  gitlab.approve(merge, 'bob');
  gitlab.push(merge, refs('1'.repeat(40)), []);
  const { approvers, notes } = await read(['bob']);
  expect([approvers, notes.map(({ code }) => code)]).toEqual([[], ['approvals-other-head']]);
});

test('the author’s own does not count, and it is said where the author is asked for', async () => {
  gitlab.approve(merge, 'alice');
  gitlab.approve(merge, 'bob');
  const { approvers, notes } = await read(['alice', 'bob']);
  expect(approvers.map(({ login }) => login)).toEqual(['bob']);
  expect(notes).toEqual([
    {
      code: 'approvals-own',
      message: 'alice opened this merge request, so that approval does not count',
      hint: 'Somebody else of those named has to approve.',
      gates: false,
    },
  ]);
  expect((await read(['bob'])).notes).toEqual([]);
});

test('a member of a group, nested ones too', async () => {
  await start({ groups: { 'acme/platform/security': ['bob'] } });
  gitlab.approve(merge, 'bob');
  gitlab.approve(merge, 'carol');
  const { approvers, notes } = await read(['acme/platform/security', 'acme/other']);
  expect(approvers.map(({ login, teams }) => [login, teams])).toEqual([['bob', ['acme/platform/security']]]);
  expect(notes).toEqual([]);
});

test('a group that may not be read: nobody of it, and a note', async () => {
  await start({ groups: { 'acme/security': ['bob'] } });
  gitlab.approve(merge, 'bob');
  gitlab.fail({ operation: /group-member/, status: 403 });
  const { approvers, notes } = await read(['acme/security']);
  expect([approvers, notes.map(({ code }) => code)]).toEqual([[], ['approvals-team-unread']]);
});

test('a GitLab that does not say when: its own notes do', async () => {
  await start({ approvedAt: false });
  merge = gitlab.open(7, { refs: refs('1'.repeat(40)), files: [] });
  gitlab.approve(merge, 'bob');
  gitlab.push(merge, refs(), []);
  gitlab.comment(merge, 'bob', 'approved this merge request');
  expect(await logins(['bob'])).toEqual([]);
  gitlab.approve(merge, 'carol');
  expect(await logins(['bob', 'carol'])).toEqual(['carol']);
});

test('approvals that cannot be read are nobody’s', async () => {
  gitlab.approve(merge, 'bob');
  gitlab.fail({ operation: /list-versions/, status: 403, message: 'no' });
  expect(await read(['bob'])).toEqual({
    approvers: [],
    notes: [
      {
        code: 'approvals-unread',
        message: 'The approvals of the merge request could not be read, so none counts',
        hint: "GitLab's answer: 403 no",
        gates: false,
      },
    ],
  });
});
