import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { ProblemError } from '../problems.ts';
import { openCommit } from './commit.ts';
import { openFolder } from './folder.ts';
import { mergeBase, tryCommit } from './refs.ts';
import type { Tree } from './tree.ts';

/**
 * What a change is compared with: for a git reference the merge base of it and HEAD, for a folder the folder as it
 * is. `./x`, `../x`, `/x` and `x/` are always folders; other names are references first.
 *
 * @param cwd what a relative folder is relative to.
 * @throws {ProblemError} `base-not-found`, `base-shallow`, `git-missing`, `git-failed`, `folder-too-large`.
 */
export function openBase(root: string, spec: string, cwd = process.cwd()): Tree {
  const folder = resolve(cwd, spec);
  if (/^(\.{1,2}$|\.{0,2}\/)|\/$/.test(spec)) {
    if (isFolder(folder)) return openFolder(folder, spec);
    throw new ProblemError({
      code: 'base-not-found',
      message: `The base folder ${JSON.stringify(spec)} does not exist`,
      hint: 'Name a folder that exists, or a git reference such as origin/main',
      gates: true,
    });
  }
  if (spec !== '' && tryCommit(root, spec) === undefined && isFolder(folder)) return openFolder(folder, spec);
  return openCommit(root, mergeBase(root, 'HEAD', spec));
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}
