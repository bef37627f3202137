import { describe, expect, test } from '@jest/globals';
import { readContext, readToken } from '../../src/gitlab/index.ts';
import { ProblemError } from '../../src/problems.ts';

const SHA = 'a'.repeat(40);
const MERGED = 'b'.repeat(40);
const PIPELINE = {
  CI_API_V4_URL: 'https://gitlab.example.com/api/v4/',
  CI_PROJECT_ID: '12',
  CI_PROJECT_URL: 'https://gitlab.example.com/alice/shop',
  CI_MERGE_REQUEST_PROJECT_ID: '5',
  CI_MERGE_REQUEST_PROJECT_URL: 'https://gitlab.example.com/acme/shop',
  CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '12',
  CI_MERGE_REQUEST_IID: '7',
  CI_COMMIT_SHA: SHA,
  CI_PIPELINE_ID: '99',
  CI_JOB_ID: '12345678901',
  CI_JOB_URL: 'https://gitlab.example.com/alice/shop/-/jobs/12345678901',
};

describe('the pipeline', () => {
  test("a fork's pipeline runs there; its merge request is here", () => {
    expect(readContext(PIPELINE)).toEqual({
      apiUrl: 'https://gitlab.example.com/api/v4',
      projectUrl: 'https://gitlab.example.com/acme/shop',
      projectId: '5',
      mergeRequest: 7,
      headSha: SHA,
      checkedOut: SHA,
      run: '12345678901.1',
      runUrl: 'https://gitlab.example.com/alice/shop/-/jobs/12345678901',
    });
  });

  test('for merged results the checked-out commit is not the head', () => {
    expect(
      readContext({ ...PIPELINE, CI_COMMIT_SHA: MERGED, CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: SHA }),
    ).toMatchObject({ headSha: SHA, checkedOut: MERGED });
  });

  test('another CI system sets what is needed', () => {
    const { CI_API_V4_URL, CI_PROJECT_ID, CI_PROJECT_URL, CI_MERGE_REQUEST_IID, CI_COMMIT_SHA } = PIPELINE;
    const few = {
      CI_API_V4_URL,
      CI_PROJECT_ID,
      CI_PROJECT_URL,
      CI_MERGE_REQUEST_IID,
      CI_COMMIT_SHA,
      CI_PIPELINE_ID: '3',
    };
    expect(readContext(few)).toMatchObject({ projectId: '12', run: '3.1', projectUrl: CI_PROJECT_URL });
  });

  test('a branch pipeline has no merge request', () => {
    expect(readContext({ ...PIPELINE, CI_MERGE_REQUEST_IID: '' })).toBeUndefined();
  });

  test.each([
    [{ CI_API_V4_URL: undefined }, 'CI_API_V4_URL is not set, so it is not known which GitLab to publish to'],
    [{ CI_API_V4_URL: 'file:///etc' }, 'CI_API_V4_URL is not what GitLab writes: "file:///etc"'],
    [{ CI_COMMIT_SHA: '' }, 'CI_COMMIT_SHA is not set'],
    [{ CI_MERGE_REQUEST_IID: '7/../8' }, 'CI_MERGE_REQUEST_IID is not what GitLab writes: "7/../8"'],
    [{ CI_MERGE_REQUEST_PROJECT_ID: 'x' }, 'CI_MERGE_REQUEST_PROJECT_ID is not what GitLab writes: "x"'],
    [
      { CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: 'main' },
      'CI_MERGE_REQUEST_SOURCE_BRANCH_SHA is not what GitLab writes: "main"',
    ],
  ])('%j', (change, message) => {
    expect(() => readContext({ ...PIPELINE, ...change })).toThrow(
      new ProblemError({ code: '', message, gates: true }),
    );
  });
});

describe('the token', () => {
  test('ours before the general one', () => {
    expect(readToken({ GITLAB_TOKEN: 'a', KUBEPROOF_GITLAB_TOKEN: 'b' })).toEqual({ token: 'b' });
    expect(readToken({ GITLAB_TOKEN: 'a' })).toEqual({ token: 'a' });
  });

  test('the token of the job is none, and a fork gets none', () => {
    expect(readToken({ CI_JOB_TOKEN: 'x' })).toEqual({
      hint: expect.stringContaining('CI_JOB_TOKEN cannot write comments'),
    });
    expect(readToken(PIPELINE)).toEqual({ hint: expect.stringContaining('A pipeline of a fork') });
  });
});
