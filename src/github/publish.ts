import type { Report } from '../reports/index.ts';
import {
  type Client,
  type DiffFile,
  type ForgeWords,
  nothing,
  type PublishOptions,
  type PublishResult,
  reconcile,
} from '../review/index.ts';
import { pullRequestApi } from './api.ts';
import { commentFrame, linkContext } from './links.ts';
import { placeComments } from './review.ts';
import type { GitHubContext } from './types.ts';

const WORDS: ForgeWords = {
  name: 'GitHub',
  change: 'pull request',
  readOnly:
    'Pull requests from forks and by Dependabot get such a token from GitHub; elsewhere give the job "permissions: pull-requests: write".',
  resolve: 'GitHub asks for contents: write, which kubeproof does not need for anything else.',
  labels:
    'With "pull-requests: write" labels can be set that the repository has: create them once, or give the job "issues: write" too, with which GitHub creates them.',
};

/**
 * Brings the review of the pull request in line with the report ({@link reconcile}).
 * @param client undefined when there is no token.
 */
export async function publishReview(
  report: Report,
  context: GitHubContext,
  client: Client | undefined,
  diff: readonly DiffFile[],
  options: PublishOptions,
): Promise<PublishResult> {
  const pull = context.pullRequest;
  if (pull === undefined || (!options.review && options.comment === 'never' && !options.labels))
    return nothing('off', []);
  if (client === undefined) {
    return nothing('read-only', [
      {
        code: 'comments-no-token',
        message: 'No token was given, so nothing was commented',
        hint: 'Set the input github-token.',
        gates: false,
      },
    ]);
  }
  const frame = commentFrame(context, pull.number, options);
  const api = pullRequestApi(client, context, pull.number);
  const forge = { words: WORDS, client, api, frame, links: linkContext(context) };
  return reconcile(
    report,
    {
      ...forge,
      place: (comments, { session, viewer, sticky }) =>
        placeComments({ api, session, frame, context, options, viewer }, comments, sticky),
    },
    diff,
    options,
  );
}
