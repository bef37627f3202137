/**
 * The review of a change on any forge: what comments say, which are written, edited, resolved and deleted, and the one
 * summary comment. `github/` and `gitlab/` are the forges: their APIs, their limits, their addresses.
 */
export type { Anchor } from './anchors.ts';
export { reviewChanges, reviewNetwork } from './changes.ts';
export {
  type Client,
  type ClientOptions,
  type FailureKind,
  type Headers,
  limitedClient,
  type Parameters,
  RequestFailure,
  type RequestFunction,
  TIMEOUT_MS,
} from './client.ts';
export type { CommentFrame } from './comment.ts';
export { bytes, clip, escapeText, fencedBlock, folded, link, urlPath } from './escape.ts';
export type { Forge, ForgeWords, Listing, Placed, PlaceState, ReviewApi } from './forge.ts';
export { evidence, instanceId, markerLine, olderRun, ownMarker, parseMarker, REVIEW } from './marker.ts';
export { patchLines } from './patch.ts';
export { permissionsSection } from './permissions.ts';
export type { PlannedComment } from './plan.ts';
export { nothing, reconcile, unreadable } from './publish.ts';
export { BESIDE_REPORT, REPORT_BYTES, REPORT_FILE, readBeside, readReport } from './report.ts';
export {
  approvalsSection,
  changesRecord,
  FINDINGS_HEAD,
  findingRow,
  footer,
  heading,
  type LinkContext,
  notEvaluatedSection,
  pack,
  problemLines,
  wholeRecord,
} from './sections.ts';
export type { Session } from './session.ts';
export type * from './types.ts';
export { COMMENT_MODES } from './types.ts';
export { isShown } from './words.ts';
