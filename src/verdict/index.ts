export type { ApprovalInput, ApproversKnown, Call } from './approvals.ts';
export {
  acceptsFinding,
  type ForeignAnnotation,
  type ForeignComment,
  type ForeignWaiver,
  foreignProblem,
  foreignWaiver,
  readForeignAnnotations,
  readForeignComments,
} from './foreign-waivers.ts';
export {
  covers,
  INLINE_MARK,
  type InlineWaiver,
  type InlineWaivers,
  readInlineWaivers,
} from './inline-waivers.ts';
export { compareFindings, effectiveScope, type JudgeInput, type Judgement, judge } from './judge.ts';
export { OWN_GUARDRAILS, type OwnGuardrail, weakened } from './own-guardrails.ts';
export { isExpired, matchesPattern } from './waivers.ts';
