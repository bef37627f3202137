import type { GitLabContext } from '../../src/gitlab/index.ts';
import { commentFrame, linkContext } from '../../src/gitlab/publish.ts';
import { BASE, HEAD, options, report } from '../github/sample.ts';
import type { Refs } from '../support/gitlab-state.ts';

/** Small builders, as those of GitHub's tests: an ordinary merge request. */

export const PROJECT_URL = 'https://gitlab.example.com/acme/shop';

export const context: GitLabContext = {
  apiUrl: 'https://gitlab.example.com/api/v4',
  projectUrl: PROJECT_URL,
  projectId: '5',
  mergeRequest: 7,
  headSha: HEAD,
  checkedOut: HEAD,
  run: '4711.1',
  runUrl: `${PROJECT_URL}/-/jobs/4711`,
};

/** Tip of the target branch. */
const START = '5'.repeat(40);

export function refs(head: string = HEAD, base: string = BASE): Refs {
  return { base_sha: base, start_sha: START, head_sha: head };
}

export const frame = commentFrame(context, options);
export const links = linkContext(context, report([]));
