import { ProblemError } from '../problems.ts';
import type { GitLabContext } from './types.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The merge request that the pipeline is for.
 * @returns undefined in a pipeline that is for none: there is nothing to comment on
 * @throws {ProblemError} outside of GitLab CI, or when a variable is not what GitLab writes
 */
export function readContext(env: Environment): GitLabContext | undefined {
  const apiUrl = env.CI_API_V4_URL ?? '';
  if (apiUrl === '') {
    throw new ProblemError({
      code: 'not-a-pipeline',
      message: 'CI_API_V4_URL is not set, so it is not known which GitLab to publish to',
      hint: 'Run it in a job of GitLab CI; elsewhere set CI_API_V4_URL, CI_PROJECT_ID, CI_PROJECT_URL, CI_MERGE_REQUEST_IID and CI_COMMIT_SHA as GitLab would.',
      gates: true,
    });
  }
  if ((env.CI_MERGE_REQUEST_IID ?? '') === '') return undefined;
  const read = (name: string, pattern: RegExp, ...others: string[]) => {
    const [value = ''] = [name, ...others].map(each => env[each]).filter(text => (text ?? '') !== '');
    if (pattern.test(value)) return value;
    throw broken(name, value);
  };
  const checkedOut = read('CI_COMMIT_SHA', COMMIT);
  return {
    apiUrl: read('CI_API_V4_URL', ADDRESS).replace(/\/+$/, ''),
    projectUrl: read('CI_MERGE_REQUEST_PROJECT_URL', ADDRESS, 'CI_PROJECT_URL').replace(/\/+$/, ''),
    projectId: read('CI_MERGE_REQUEST_PROJECT_ID', NUMBER, 'CI_PROJECT_ID'),
    mergeRequest: Number(read('CI_MERGE_REQUEST_IID', NUMBER)),
    // Only pipelines for merged results name it; in others the checked-out commit is the tip.
    headSha:
      (env.CI_MERGE_REQUEST_SOURCE_BRANCH_SHA ?? '') === ''
        ? checkedOut
        : read('CI_MERGE_REQUEST_SOURCE_BRANCH_SHA', COMMIT),
    checkedOut,
    run: `${NUMBER.test(env.CI_JOB_ID ?? '') ? env.CI_JOB_ID : read('CI_PIPELINE_ID', NUMBER)}.1`,
    runUrl:
      [env.CI_JOB_URL, env.CI_PIPELINE_URL, env.CI_PROJECT_URL].find(url => ADDRESS.test(url ?? '')) ?? '',
  };
}

/**
 * The token to write with.
 * @returns undefined, with why, when there is none that could
 */
export function readToken(env: Environment): { token: string } | { hint: string } {
  const token = env.KUBEPROOF_GITLAB_TOKEN || env.GITLAB_TOKEN || '';
  if (token !== '') return { token };
  const forked =
    (env.CI_MERGE_REQUEST_SOURCE_PROJECT_ID ?? '') !== '' &&
    env.CI_MERGE_REQUEST_SOURCE_PROJECT_ID !== env.CI_MERGE_REQUEST_PROJECT_ID;
  return {
    hint: forked
      ? 'A pipeline of a fork does not get the variables of this project. The verdict and the reports of the job are there.'
      : 'Make a project access token with the scope "api" and the role Developer, and put it into the masked variable KUBEPROOF_GITLAB_TOKEN (or GITLAB_TOKEN). CI_JOB_TOKEN cannot write comments.',
  };
}

const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const NUMBER = /^[1-9]\d{0,18}$/;
const ADDRESS = /^https?:\/\/[^\s/][^\s]*$/;

function broken(name: string, value: string): ProblemError {
  return new ProblemError({
    code: 'not-a-pipeline',
    message:
      value === '' ? `${name} is not set` : `${name} is not what GitLab writes: "${value.slice(0, 200)}"`,
    hint: 'GitLab sets it in pipelines of merge requests: rules: - if: $CI_PIPELINE_SOURCE == "merge_request_event"',
    gates: true,
  });
}
