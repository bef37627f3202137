/** Webhook payloads as the runner writes them to `GITHUB_EVENT_PATH`: the fields that actions read, with GitHub's names. */

export interface Event {
  readonly name:
    | 'pull_request'
    | 'pull_request_review'
    | 'workflow_run'
    | 'pull_request_target'
    | 'merge_group'
    | 'push'
    | 'schedule'
    | 'workflow_dispatch';
  readonly payload: object;
  /** `GITHUB_SHA`: the merge commit for pull requests. */
  readonly sha: string;
  /** `GITHUB_REF`. */
  readonly ref: string;
  readonly headRef?: string;
  readonly baseRef?: string;
}

const REPOSITORY = {
  id: 1,
  name: 'shop',
  full_name: 'acme/shop',
  private: false,
  fork: false,
  default_branch: 'main',
  owner: { login: 'acme', id: 11, type: 'Organization' },
  html_url: 'https://github.com/acme/shop',
};
const FORK = {
  ...REPOSITORY,
  id: 2,
  full_name: 'stranger/shop',
  fork: true,
  owner: { login: 'stranger', id: 12, type: 'User' },
  html_url: 'https://github.com/stranger/shop',
};
const SENDER = { login: 'octocat', id: 13, type: 'User' };

export function pullRequestEvent(given: {
  number: number;
  base: string;
  head: string;
  merge: string;
  action?: 'opened' | 'synchronize' | 'reopened';
  /** Commit before the push; for `synchronize`. */
  before?: string;
  fork?: boolean;
  name?: 'pull_request' | 'pull_request_review' | 'pull_request_target';
}): Event {
  const { number, base, head, merge, action = 'opened' } = given;
  const owner = given.fork === true ? FORK : REPOSITORY;
  return {
    name: given.name ?? 'pull_request',
    sha: given.name === 'pull_request_target' ? base : merge,
    ref: given.name === 'pull_request_target' ? 'refs/heads/main' : `refs/pull/${number}/merge`,
    headRef: 'change',
    baseRef: 'main',
    payload: {
      action,
      number,
      ...(action === 'synchronize' ? { before: given.before, after: head } : {}),
      pull_request: {
        id: number * 1000,
        number,
        state: 'open',
        draft: false,
        merged: false,
        title: 'Change the shop',
        body: null,
        user: SENDER,
        html_url: `https://github.com/acme/shop/pull/${number}`,
        merge_commit_sha: merge,
        head: {
          ref: 'change',
          sha: head,
          label: `${owner.owner.login}:change`,
          user: owner.owner,
          repo: owner,
        },
        base: { ref: 'main', sha: base, label: 'acme:main', user: REPOSITORY.owner, repo: REPOSITORY },
      },
      repository: REPOSITORY,
      sender: SENDER,
    },
  };
}

export function mergeGroupEvent(base: string, head: string): Event {
  const ref = `refs/heads/gh-readonly-queue/main/pr-7-${base}`;
  return {
    name: 'merge_group',
    sha: head,
    ref,
    payload: {
      action: 'checks_requested',
      merge_group: {
        head_sha: head,
        head_ref: ref,
        base_sha: base,
        base_ref: 'refs/heads/main',
        head_commit: { id: head },
      },
      repository: REPOSITORY,
      sender: SENDER,
    },
  };
}

export function pushEvent(before: string, after: string): Event {
  return {
    name: 'push',
    sha: after,
    ref: 'refs/heads/main',
    payload: {
      ref: 'refs/heads/main',
      before,
      after,
      created: false,
      deleted: false,
      forced: false,
      head_commit: { id: after },
      repository: REPOSITORY,
      sender: SENDER,
    },
  };
}

/** The run that evaluated a pull request has ended; `pull_requests` is empty for forks (github.md, row 25). */
export function workflowRunEvent(given: {
  run: number;
  head: string;
  fork?: boolean;
  event?: string;
}): Event {
  const owner = given.fork === true ? FORK : REPOSITORY;
  return {
    name: 'workflow_run',
    sha: 'b'.repeat(40),
    ref: 'refs/heads/main',
    payload: {
      action: 'completed',
      workflow_run: {
        id: given.run,
        run_attempt: 1,
        event: given.event ?? 'pull_request',
        conclusion: 'failure',
        head_sha: given.head,
        head_branch: 'change',
        head_repository: owner,
        pull_requests: [],
      },
      repository: REPOSITORY,
      sender: SENDER,
    },
  };
}
