import { createHash } from 'node:crypto';
import type { Report } from '../reports/index.ts';
import { AS_IS, type Follow } from '../repository/index.ts';
import {
  type Anchor,
  type Client,
  type CommentFrame,
  type DiffFile,
  type DiffLine,
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

/** What was judged: the head, or in a pipeline for merged results the merge of it with the target branch. */
export interface JudgedText {
  /** Whether a file is there as it is at the head. */
  readonly asAtHead: (path: string) => boolean;
  /** By file, where lines of the head are in it. */
  readonly right: (paths: readonly string[]) => (path: string) => Follow;
  /** By file, where lines of a commit are in what it was compared with. */
  readonly left: (from: string, paths: readonly string[]) => (path: string) => Follow;
}

const THE_HEAD: JudgedText = { asAtHead: () => true, right: () => AS_IS, left: () => AS_IS };

/**
 * Brings the comments of the merge request in line with the report ({@link reconcile}).
 * @param judged what the report's lines are of, when that is not the head
 */
export async function publishMergeRequest(
  report: Report,
  context: GitLabContext,
  client: Client,
  options: PublishOptions,
  judged: JudgedText = THE_HEAD,
): Promise<PublishResult> {
  const links = linkContext(context, report, judged.asAtHead);
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
      refs === undefined ? [] : withJudgedLines(files, judged, refs.base),
      options,
    );
  } catch (error) {
    return unreadable({ client, words: WORDS }, error);
  }
}

/** The files with the lines that the report names; those that are not in both texts take no comments. */
function withJudgedLines(files: readonly DiffFile[], { right, left }: JudgedText, base: string): DiffFile[] {
  const now = right(files.map(({ path }) => path));
  const before = left(
    base,
    files.map(({ path, oldPath = path }) => oldPath),
  );
  const followed = (lines: readonly DiffLine[], to: (line: number) => number | undefined) =>
    lines.flatMap((each): DiffLine[] => {
      const line = to(each.line);
      return line === undefined ? [] : [{ ...each, line, ...(line !== each.line && { at: each.line }) }];
    });
  return files.map(file => ({
    ...file,
    right: followed(file.right, now(file.path)),
    left: followed(file.left, before(file.oldPath ?? file.path)),
  }));
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
