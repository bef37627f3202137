/** Everything that talks to GitLab. As with GitHub, the verdict never depends on it. */
export { createClient, sendTo } from './client.ts';
export { readContext, readToken } from './context.ts';
export { publishMergeRequest } from './publish.ts';
export type { GitLabContext } from './types.ts';
