import { createHash } from 'node:crypto';
import type { Report } from '../reports/index.ts';
import {
  type Anchor,
  type Client,
  type CommentFrame,
  type DiffFile,
  type ForgeWords,
  instanceId,
  type LinkContext,
  type PublishOptions,
  type PublishResult,
  reconcile,
  unreadable,
  urlPath,
} from '../review/index.ts';
import { mergeRequestApi } from './api.ts';
import { placeComments } from './place.ts';
import type { GitLabContext } from './types.ts';

const WORDS: ForgeWords = {
  name: 'GitLab',
  change: 'merge request',
  readOnly:
    'It needs a project access token with the scope "api" and the role Developer; CI_JOB_TOKEN cannot write comments.',
  resolve: 'GitLab asks for the role Developer.',
  labels: 'GitLab asks for the role Developer.',
};

/**
 * Brings the comments of the merge request in line with the report ({@link reconcile}).
 * @param asAtHead whether a file of the report's commit is that of the head; lines of others cannot be commented on
 */
export async function publishMergeRequest(
  report: Report,
  context: GitLabContext,
  client: Client,
  options: PublishOptions,
  asAtHead: (path: string) => boolean = () => true,
): Promise<PublishResult> {
  const links = linkContext(context, report, asAtHead);
  const frame = commentFrame(context, options);
  try {
    const known = await mergeRequestApi(client, context).mergeRequest();
    const api = mergeRequestApi(client, context, known);
    const { refs } = known;
    const files = refs?.head === context.headSha && options.review ? await api.files() : [];
    return await reconcile(
      report,
      {
        words: WORDS,
        client,
        api,
        frame,
        links,
        anchor: onOneLine,
        place: (comments, state) =>
          refs === undefined
            ? Promise.resolve({ placed: [] })
            : placeComments({ api, frame, files, refs }, comments, state),
      },
      files.filter(file => isCommentable(file, asAtHead)),
      options,
    );
  } catch (error) {
    return unreadable({ client, words: WORDS }, error);
  }
}

function isCommentable({ path, status }: DiffFile, asAtHead: (path: string) => boolean): boolean {
  return status === 'removed' || asAtHead(path);
}

/**
 * GitLab's comments stand on one line; a suggestion says how many below it replaces (docs.gitlab.com, "Suggest
 * changes", at most 100).
 */
export function onOneLine(anchor: Anchor): Anchor {
  const { startLine, line, ...rest } = anchor;
  if (startLine === undefined) return anchor;
  const below = line - startLine;
  if (anchor.suggestion === undefined) return { ...rest, line: startLine };
  if (below <= 100) return { ...rest, line: startLine, below };
  const { suggestion: _suggestion, ...without } = rest;
  return { ...without, line: startLine };
}

export function commentFrame(
  { headSha, run, projectUrl, mergeRequest }: GitLabContext,
  options: Pick<PublishOptions, 'instance' | 'waivers'>,
): CommentFrame {
  return {
    instance: instanceId(options.instance),
    sha: headSha,
    run,
    waivers: options.waivers,
    // GitLab names files on the page of the changes by the SHA-1 of their path.
    placeUrl: ({ path }) =>
      `${projectUrl}/-/merge_requests/${mergeRequest}/diffs#${createHash('sha1').update(path).digest('hex')}`,
    suggestionFence: ({ below = 0 }) => `suggestion:-0+${below}`,
  };
}

/** Files that differ from the head's are shown at the commit that was judged: a line means the same only there. */
export function linkContext(
  { projectUrl, headSha, checkedOut, runUrl }: GitLabContext,
  report: Report,
  asAtHead: (path: string) => boolean = () => true,
): LinkContext {
  const base = report.base?.commit;
  return {
    headSha,
    ...(base !== undefined && { baseSha: base }),
    fileUrl: (sha, file, line) => {
      const commit = sha === headSha && !asAtHead(file) ? checkedOut : sha;
      return `${projectUrl}/-/blob/${commit}/${urlPath(file)}${line === undefined ? '' : `#L${line}`}`;
    },
    runUrl,
  };
}
