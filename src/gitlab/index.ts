/** Everything that talks to GitLab. As with GitHub, the verdict never depends on it. */
export { readApprovers } from './approvals.ts';
export { createClient, sendTo } from './client.ts';
export { readContext, readToken } from './context.ts';
export { type JudgedText, publishMergeRequest } from './publish.ts';
export type { GitLabContext } from './types.ts';
