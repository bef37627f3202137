import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { approversOf } from '../../src/cli/approvals.ts';
import { parseCommand } from '../../src/cli/arguments.ts';
import { ProblemError } from '../../src/problems.ts';
import { HEAD } from '../github/sample.ts';
import { refs } from '../gitlab/sample.ts';
import { LoopbackGitLab, TOKEN } from '../support/loopback-gitlab.ts';

const RULES = [{ for: ['rbac.any'], from: ['bob'], count: 1 }];
const ASKED = parseCommand(['check', '--approvals', 'gitlab']) as NonNullable<
  ReturnType<typeof parseCommand>
>;
const environment = { ...process.env };
let gitlab: LoopbackGitLab;

beforeEach(async () => {
  gitlab = await LoopbackGitLab.start();
  gitlab.approve(gitlab.open(7, { refs: refs(), files: [] }), 'bob');
  Object.assign(process.env, {
    CI_API_V4_URL: gitlab.url,
    CI_PROJECT_ID: '5',
    CI_PROJECT_URL: 'https://gitlab.example.com/acme/shop',
    CI_MERGE_REQUEST_IID: '7',
    CI_COMMIT_SHA: HEAD,
    CI_JOB_ID: '4711',
    KUBEPROOF_GITLAB_TOKEN: TOKEN,
  });
});
afterEach(async () => {
  process.env = { ...environment };
  await gitlab.close();
});

test('asks the merge request of the pipeline', async () => {
  const { approvers, notes } = await approversOf(ASKED, RULES);
  expect([approvers, notes]).toEqual([
    [{ login: 'bob', at: '2026-01-01T00:00:02Z', commit: HEAD, teams: [] }],
    [],
  ]);
});

test('without a token nobody approves, and the gate waits', async () => {
  delete process.env.KUBEPROOF_GITLAB_TOKEN;
  delete process.env.GITLAB_TOKEN;
  const { approvers, notes } = await approversOf(ASKED, RULES);
  expect([approvers, notes.map(({ code }) => code)]).toEqual([[], ['approvals-no-token']]);
  expect(gitlab.requests).toEqual([]);
});

test('nothing is asked without the flag, without rules, or in a pipeline of a branch', async () => {
  const plain = parseCommand(['check']) as typeof ASKED;
  const unasked = await approversOf(plain, RULES);
  expect([unasked.approvers, unasked.notes.map(({ code }) => code)]).toEqual([
    'nobody-asked',
    ['approvals-not-asked'],
  ]);
  expect((await approversOf(ASKED, [])).approvers).toBe('nobody-asked');
  delete process.env.CI_MERGE_REQUEST_IID;
  expect((await approversOf(ASKED, RULES)).approvers).toBe('nobody-asked');
  expect(gitlab.requests).toEqual([]);
});

test('outside of GitLab CI, and for another forge, it is wrong usage', async () => {
  const other = parseCommand(['check', '--approvals', 'github']) as typeof ASKED;
  await expect(approversOf(other, RULES)).rejects.toThrow('--approvals is "github"');
  delete process.env.CI_API_V4_URL;
  await expect(approversOf(ASKED, RULES)).rejects.toBeInstanceOf(ProblemError);
});
