import type { BundleInput } from '../evidence/index.ts';
import type { GitHubContext } from '../github/index.ts';
import { checkout } from '../repository/index.ts';

/** What evidence says of the run on GitHub that made it, and of what was checked out there. */
export function provenance(context: GitHubContext): Pick<BundleInput, 'build' | 'checkout'> {
  const { serverUrl, owner, repository, runId, runAttempt, eventName, headSha, pullRequest, workspace } =
    context;
  const address = `${serverUrl}/${owner}/${repository}`;
  const checkedOut = checkout(workspace);
  return {
    build: {
      repository: address,
      run: `${address}/actions/runs/${runId}`,
      attempt: runAttempt,
      event: eventName,
      commit: headSha,
      ...(pullRequest === undefined ? {} : { pullRequest: pullRequest.number }),
    },
    ...(checkedOut === undefined ? {} : { checkout: checkedOut }),
  };
}
