import type { DiffFile, DiffLine, GitHubContext, JudgedCommit } from '../github/index.ts';
import { ProblemError } from '../problems.ts';
import {
  AS_IS,
  diffLines,
  type FileDiff,
  type Follow,
  followLines,
  mergeBase,
  openCommit,
  resolveCommit,
  sameContent,
  type Tree,
} from '../repository/index.ts';

/** A push that creates a branch names this as the commit before. */
const NO_COMMIT = /^0+$/;

/**
 * The commit that the checked-out state is compared with, or undefined where the event has none.
 *
 * For a pull request the runner checks out the merge commit: its first parent is exactly what the change would be
 * merged into. Where the head itself is checked out, the merge base with the base branch counts.
 * @throws {ProblemError} `base-shallow` when the clone does not hold it, with the `fetch-depth` to set.
 */
export function baseCommit(
  root: string,
  context: GitHubContext,
  named: string | undefined,
): string | undefined {
  if (named !== undefined) return mergeBase(root, named, 'HEAD');
  const { event, baseSha, pullRequest } = context;
  if (baseSha === undefined || NO_COMMIT.test(baseSha)) return undefined;
  if (pullRequest !== undefined) {
    const head = resolveCommit(root, 'HEAD');
    if (head === pullRequest.headSha) return mergeBase(root, baseSha, head);
    return resolveCommit(root, 'HEAD^1');
  }
  // A push may rewrite history: then the commit before it need not be an ancestor.
  return event === 'push' ? resolveCommit(root, baseSha) : mergeBase(root, baseSha, 'HEAD');
}

/**
 * Lines of the pull request that GitHub takes comments on: those of `merge base ... head`.
 *
 * What was judged may have other numbers there: the runner checks out the merge commit, and what was taken away is
 * located in the base's present text. In files that both sides changed each line is followed from one text to the other;
 * one that is not in both is left out, and its findings go to the sticky comment.
 * @param judged the tree that was judged
 * @param base the commit that it was compared with
 */
export function pullRequestDiff(
  root: string,
  context: GitHubContext,
  judged: Tree,
  base: string | undefined,
): DiffFile[] {
  const { pullRequest } = context;
  if (pullRequest === undefined) return [];
  const head = resolveCommit(root, pullRequest.headSha);
  const start = mergeBase(root, pullRequest.baseSha, head);
  const files = diffLines(root, start, head);
  const isHead = resolveCommit(root, 'HEAD') === head;
  const right = isHead
    ? AS_IS
    : followLines(
        root,
        head,
        'worktree',
        judged,
        files.map(({ path }) => path),
      );
  const before = files.map(({ path, oldPath = path }) => oldPath);
  const left =
    base === undefined || base === start
      ? AS_IS
      : followLines(root, start, base, openCommit(root, base), before);
  return files.map(file => toDiffFile(file, right(file.path), left(file.oldPath ?? file.path)));
}

function toDiffFile(
  { path, oldPath, status, binary, hunks }: FileDiff,
  right: Follow,
  left: Follow,
): DiffFile {
  const lines = (
    kindOf: (line: number) => DiffLine['kind'],
    hunk: number,
    numbers: readonly number[],
    to: Follow,
  ) =>
    numbers.flatMap((at): DiffLine[] => {
      const line = to(at);
      return line === undefined ? [] : [{ line, kind: kindOf(at), hunk, ...(line !== at && { at }) }];
    });
  return {
    path,
    ...(oldPath === undefined ? {} : { oldPath }),
    status,
    binary,
    right: hunks.flatMap((hunk, index) => {
      const added = new Set(hunk.added);
      return lines(line => (added.has(line) ? 'added' : 'context'), index, hunk.right, right);
    }),
    left: hunks.flatMap((hunk, index) => lines(() => 'deleted', index, hunk.left, left)),
  };
}

/**
 * The merge commit that the runner checked out, for links to its lines; undefined where that is the head itself.
 * @param paths files that will be asked for
 */
export function judgedCommit(
  root: string,
  { pullRequest }: GitHubContext,
  judged: Tree,
  paths: readonly string[],
): JudgedCommit | undefined {
  if (pullRequest === undefined) return undefined;
  const commit = resolveCommit(root, 'HEAD');
  if (commit === pullRequest.headSha) return undefined;
  const head = openCommit(root, pullRequest.headSha);
  head.prefetch(paths.filter(path => head.has(path)));
  return { commit, asAtHead: path => sameContent(path, head, judged) };
}

/** Whether an error is about history that the clone does not hold. */
export function isShallowError(error: unknown): error is ProblemError {
  return (
    error instanceof ProblemError &&
    (error.problem.code === 'base-shallow' || error.problem.code === 'base-not-found')
  );
}
