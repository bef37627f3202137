/**
 * Everything that talks to GitHub. The verdict never depends on it: what cannot be published comes back as notes.
 *
 * Order of a run: `readContext` -> evaluation -> `uploadArtifact` -> `publishReview` -> `annotationCommands`,
 * `summaryMarkdown` + `writeSummary`, `writeOutputs` -> exit.
 */
export {
  type ArtifactLink,
  type Client,
  type CommentMode,
  type DiffFile,
  type DiffLine,
  type OnFixed,
  type PublishOptions,
  type PublishResult,
  RequestFailure,
} from '../review/index.ts';
export { annotationCommands } from './annotations.ts';
export { pullRequestApi } from './api.ts';
export { mergedPullRequest, type ReadApprovers, readApprovers } from './approvals.ts';
export {
  type ArtifactFile,
  type ArtifactOptions,
  type ArtifactResult,
  artifactName,
  uploadArtifact,
} from './artifact.ts';
export { type AttestOptions, type AttestResult, attest, attestServices } from './attest.ts';
export { connect } from './client.ts';
export { escapeCommandData, escapeCommandProperty } from './commands.ts';
export { readFile } from './contents.ts';
export { readContext } from './context.ts';
export { writeOutputs, writeSummary } from './outputs.ts';
export { type PreviousArtifact, previousArtifact } from './previous-artifact.ts';
export { publishReview } from './publish.ts';
export { publishFailure, pullRequestOf, readPublishedReport } from './published-run.ts';
export { failureMarkdown, summaryMarkdown } from './summary.ts';
export type * from './types.ts';
