import type { DiffFile, GitHubContext } from '../github/index.ts';
import { ProblemError } from '../problems.ts';
import {
  diffLines,
  type FileDiff,
  mergeBase,
  openCommit,
  resolveCommit,
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
 * Lines of the pull request that GitHub takes comments on, as far as the checked-out files are those of its head.
 *
 * GitHub shows `merge base ... head`. Where the runner checked out the merge commit, a file that the base branch
 * changed too has other line numbers there: it is left out, and its findings go to the sticky comment.
 */
export function pullRequestDiff(root: string, context: GitHubContext, tree: Tree): DiffFile[] {
  const { pullRequest } = context;
  if (pullRequest === undefined) return [];
  const head = resolveCommit(root, pullRequest.headSha);
  const files = diffLines(root, mergeBase(root, pullRequest.baseSha, head), head);
  if (resolveCommit(root, 'HEAD') === head) return files.map(toDiffFile);
  const headTree = openCommit(root, head);
  headTree.prefetch(files.map(f => f.path));
  return files.filter(file => sameContent(file.path, headTree, tree)).map(toDiffFile);
}

function sameContent(path: string, a: Tree, b: Tree): boolean {
  if (a.has(path) !== b.has(path)) return false;
  return !a.has(path) || a.digest(path) === b.digest(path);
}

function toDiffFile({ path, oldPath, status, binary, hunks }: FileDiff): DiffFile {
  return {
    path,
    ...(oldPath === undefined ? {} : { oldPath }),
    status,
    binary,
    right: hunks.flatMap((hunk, index) => {
      const added = new Set(hunk.added);
      return hunk.right.map(line => ({
        line,
        kind: added.has(line) ? ('added' as const) : ('context' as const),
        hunk: index,
      }));
    }),
    left: hunks.flatMap((hunk, index) =>
      hunk.left.map(line => ({ line, kind: 'deleted' as const, hunk: index })),
    ),
  };
}

/** Whether an error is about history that the clone does not hold. */
export function isShallowError(error: unknown): error is ProblemError {
  return (
    error instanceof ProblemError &&
    (error.problem.code === 'base-shallow' || error.problem.code === 'base-not-found')
  );
}
