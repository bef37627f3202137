import { openCommit } from './commit.ts';
import { diffLines, lineMap } from './diff.ts';
import type { Tree } from './tree.ts';

/** Where a line is in another text of its file; undefined when it is not there. */
export type Follow = (line: number) => number | undefined;

/** By file: lines keep their numbers. */
export const AS_IS = (): Follow => line => line;

/** More changed files than this are not looked into: none of their lines can be named. */
const FILES = 500;

/**
 * By file, where its lines at a commit are in a later text.
 * @param to the commit, or `worktree`, that `tree` shows
 * @throws {ProblemError} when the clone does not hold the commits
 */
export function followLines(
  root: string,
  from: string,
  to: string,
  tree: Tree,
  paths: readonly string[],
): (path: string) => Follow {
  const before = openCommit(root, from);
  const there = paths.filter(path => before.has(path));
  before.prefetch(there);
  const other = new Set(there.filter(path => !sameContent(path, before, tree)));
  if (other.size === 0) return AS_IS;
  if (other.size > FILES) return path => (other.has(path) ? () => undefined : line => line);
  const changed = new Map(diffLines(root, from, to, [...other]).map(file => [file.path, file]));
  return path => {
    if (!other.has(path)) return line => line;
    const file = changed.get(path);
    // Gone or another file by now: nothing of it can be named.
    return file?.status === 'modified' && !file.binary ? lineMap(file.hunks) : () => undefined;
  };
}

/** Whether a file is the same in both, or in neither. */
export function sameContent(path: string, a: Tree, b: Tree): boolean {
  if (a.has(path) !== b.has(path)) return false;
  return !a.has(path) || a.digest(path) === b.digest(path);
}
