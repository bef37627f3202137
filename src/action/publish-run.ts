import {
  connect,
  type GitHubContext,
  type PublishResult,
  publishFailure,
  publishReview,
  pullRequestApi,
  pullRequestOf,
  RequestFailure,
  readPublishedReport,
} from '../github/index.ts';
import { guardrailUrl } from '../guardrails/index.ts';
import { DOCUMENTATION, ownPackage } from '../package.ts';
import { ProblemError } from '../problems.ts';
import { ownPack } from '../run.ts';
import type { Inputs } from './inputs.ts';

/**
 * Posts what a run with a read-only token evaluated, as that of a fork's pull request: on `workflow_run`, with the
 * repository's own token, from the evidence that run left. Nothing of the pull request is checked out or rendered.
 * The verdict is that of the evaluating run; this one only fails when there is nothing it could publish.
 * @throws {ProblemError} on another event, and when GitHub or the artifact does not give what is needed
 * @returns undefined when the run was not for an open pull request that is still where it was
 */
export async function publishRun(inputs: Inputs, context: GitHubContext): Promise<PublishResult | undefined> {
  const { workflowRun: run } = context;
  if (run === undefined) {
    throw new ProblemError({
      code: 'publish-event',
      message: `mode is "publish", but the event is ${context.eventName}`,
      hint: 'Publish on "workflow_run" of the workflow that evaluates; evaluate on "pull_request" with mode "check".',
      gates: true,
    });
  }
  if (inputs.token === '') {
    throw new ProblemError({
      code: 'comments-no-token',
      message: 'No token was given, so nothing can be published',
      hint: 'Set the input github-token.',
      gates: true,
    });
  }
  if (!/^pull_request(?:_review)?$/.test(run.event)) return undefined;
  const client = await connect(context, inputs.token, ownPackage().version);
  try {
    const pull = await pullRequestOf(client, context, run);
    if (pull === undefined) return undefined;
    const report = await readPublishedReport(client, context, run, inputs.artifactName, pageOf);
    const there: GitHubContext = {
      ...context,
      headSha: pull.headSha,
      baseSha: report.base?.commit ?? pull.baseSha,
      runId: run.id,
      runAttempt: run.attempt,
      pullRequest: pull,
    };
    const diff = await pullRequestApi(client, there, pull.number).files();
    return await publishReview(report, there, client, diff, {
      review: inputs.review,
      comment: inputs.comment,
      instance: inputs.id,
      onFixed: inputs.onFixed,
      labels: inputs.labels,
      waivers: '.kubeproof/waivers.yaml',
    });
  } catch (error) {
    if (error instanceof RequestFailure) throw new ProblemError(publishFailure(error));
    throw error;
  }
}

/** The page of a guardrail of the pack, else the index: addresses of the report are not believed. */
function pageOf(id: string): string {
  const guardrail = ownPack().guardrails.find(each => each.id === id);
  return guardrail === undefined ? `${DOCUMENTATION}/guardrails/README.md` : guardrailUrl(guardrail);
}
