import type { ApprovalRule } from '../config/index.ts';
import { createClient, readApprovers, readContext, readToken, sendTo } from '../gitlab/index.ts';
import { ownPackage } from '../package.ts';
import { type Problem, ProblemError } from '../problems.ts';
import type { ApproversKnown } from '../verdict/index.ts';
import type { Parsed } from './arguments.ts';

/**
 * Who agrees to the change, where `--approvals gitlab` asks the merge request of this pipeline; elsewhere nobody can be
 * asked, and the report says who will have to be. Nothing is asked where the configuration names no approvals.
 * @throws {ProblemError} for another forge, and outside of GitLab CI
 */
export async function approversOf(
  parsed: Parsed,
  rules: readonly ApprovalRule[],
): Promise<{ approvers: ApproversKnown; notes: readonly Problem[] }> {
  const forge = parsed.text('approvals');
  if (forge !== undefined && forge !== 'gitlab') {
    throw new ProblemError({
      code: 'usage',
      message: `--approvals is "${forge}"`,
      hint: 'It can be gitlab; on GitHub the action reads approvals by itself',
      gates: true,
    });
  }
  if (rules.length === 0) return { approvers: 'nobody-asked', notes: [] };
  if (forge === undefined) {
    const message = 'The configuration asks for approvals, and nobody was asked who approves';
    const hint = 'kubeproof check --approvals gitlab asks the merge request of the pipeline';
    const isThere = (process.env.CI_MERGE_REQUEST_IID ?? '') !== '';
    const note = { code: 'approvals-not-asked', message, hint, gates: false };
    return { approvers: 'nobody-asked', notes: isThere ? [note] : [] };
  }
  const context = readContext(process.env);
  if (context === undefined) return { approvers: 'nobody-asked', notes: [] };
  const access = readToken(process.env);
  if ('hint' in access) {
    const message = 'No token was given, so no approval could be read';
    return {
      approvers: [],
      notes: [{ code: 'approvals-no-token', message, hint: access.hint, gates: false }],
    };
  }
  const client = createClient(sendTo(context.apiUrl, access.token, ownPackage().version));
  const names = [...new Set(rules.flatMap(rule => rule.from))];
  return readApprovers({ client, context, names });
}
