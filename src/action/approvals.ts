import type { ApprovalRule } from '../config/index.ts';
import { connect, type GitHubContext, mergedPullRequest, readApprovers } from '../github/index.ts';
import { ownPackage } from '../package.ts';
import type { Problem } from '../problems.ts';
import type { ApproversKnown } from '../verdict/index.ts';
import type { Inputs } from './inputs.ts';

/**
 * Who agrees to the change that is judged. On a pull request those who approve its head; on a push those who approved
 * the pull request it came from. A merge queue takes only what passed before, so there nobody is asked again.
 */
export async function approversOf(
  inputs: Inputs,
  context: GitHubContext,
  rules: readonly ApprovalRule[],
): Promise<{ approvers: ApproversKnown; notes: readonly Problem[] }> {
  if (rules.length === 0) return { approvers: 'nobody-asked', notes: [] };
  if (context.event === 'merge_group') return { approvers: 'asked-before', notes: [] };
  const { version } = ownPackage();
  const client = inputs.token === '' ? undefined : await connect(context, inputs.token, version);
  const pull =
    context.pullRequest ?? (client === undefined ? undefined : await mergedPullRequest(client, context));
  if (pull === undefined) return { approvers: 'nobody-asked', notes: [] };
  const names = [...new Set(rules.flatMap(rule => rule.from))];
  const teams =
    inputs.approvalsToken === undefined ? undefined : await connect(context, inputs.approvalsToken, version);
  return readApprovers({ client, teams, context, pull, names });
}
