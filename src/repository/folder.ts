import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { ProblemError } from '../problems.ts';
import { EntryTree } from './entry-tree.ts';
import { git } from './git.ts';
import { folderOf, joinPath } from './paths.ts';
import { type Tree, type TreeEntry, TreeError } from './tree.ts';

/** Never part of a repository's own content. */
const LEFT_OUT = new Set(['.git', 'node_modules']);
/** More files than this in a plain folder: somebody named the wrong one. */
const WALK_LIMIT = 500_000;

/**
 * The work tree at `root`: what git tracks plus what is new and not ignored, as it is on disk now. Outside git, or
 * without git, everything below `root`.
 * @throws {ProblemError} `folder-not-found`, `folder-too-large`, `git-failed`.
 */
export function openWorkTree(root: string): Tree {
  const listed = trackedAndNew(root);
  return listed === undefined ? openFolder(root, 'work tree') : diskTree(root, 'work tree', listed);
}

/**
 * A plain folder, without `.git` and `node_modules`.
 * @param name for messages; the path as given when left out.
 * @throws {ProblemError} `folder-not-found`, `folder-too-large`.
 */
export function openFolder(path: string, name = path): Tree {
  return diskTree(path, name, walk(path));
}

function trackedAndNew(root: string): string[] | undefined {
  try {
    const run = git(root, ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate']);
    return run.ok
      ? run.stdout
          .toString('utf8')
          .split('\0')
          .filter(path => path !== '')
      : undefined;
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'git-missing') return undefined;
    throw error;
  }
}

function walk(root: string): string[] {
  const paths: string[] = [];
  const waiting = [''];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const item of list(root, folder)) {
      if (LEFT_OUT.has(item.name)) continue;
      const path = joinPath(folder, item.name);
      if (item.isDirectory()) waiting.push(path);
      else paths.push(path);
    }
    if (paths.length > WALK_LIMIT) {
      throw new ProblemError({
        code: 'folder-too-large',
        message: `${root} holds more than ${WALK_LIMIT} files`,
        hint: 'Name the folder of the repository, not one that holds many of them',
        gates: true,
      });
    }
  }
  return paths;
}

function list(root: string, folder: string) {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true });
  } catch (error) {
    throw new ProblemError({
      code: 'folder-not-found',
      message: `${folder === '' ? root : folder} cannot be read as a folder (${(error as NodeJS.ErrnoException).code})`,
      hint: 'Name a folder that exists and may be read',
      gates: true,
    });
  }
}

function diskTree(folder: string, name: string, paths: readonly string[]): Tree {
  const root = realpathSync(resolve(folder));
  const isPlain = plainFolders(root);
  const entries: TreeEntry[] = [];
  const submodules: string[] = [];
  for (const listed of paths) {
    const path = listed.replace(/\/$/, '');
    const found = isPlain(folderOf(path))
      ? lstatSync(join(root, path), { throwIfNoEntry: false })
      : undefined;
    if (found?.isSymbolicLink()) entries.push({ path, kind: 'link', size: found.size });
    else if (found?.isFile()) entries.push({ path, kind: 'file', size: found.size });
    else if (found?.isDirectory()) submodules.push(path);
  }
  return new EntryTree({
    name,
    submodules,
    entries,
    load: path => readPlain(root, path),
    linkTarget: path => onDisk(path, () => readlinkSync(join(root, path))),
  });
}

/**
 * Whether a folder is on disk what git says it is. A tracked `a/b` whose `a` was replaced by a symbolic link does not
 * exist for git, and reading it could leave the repository.
 */
function plainFolders(root: string): (folder: string) => boolean {
  const known = new Map<string, boolean>([['', true]]);
  return function isPlain(folder: string): boolean {
    let plain = known.get(folder);
    if (plain === undefined) {
      plain =
        isPlain(folderOf(folder)) &&
        lstatSync(join(root, folder), { throwIfNoEntry: false })?.isDirectory() === true;
      known.set(folder, plain);
    }
    return plain;
  };
}

/** Reads without following a link and without waiting for a pipe, should the path have changed since it was listed. */
function readPlain(root: string, path: string): Uint8Array {
  return onDisk(path, () => {
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    const file = openSync(join(root, path), flags);
    try {
      if (!fstatSync(file).isFile()) throw new Error('not a file');
      return readFileSync(file);
    } finally {
      closeSync(file);
    }
  });
}

function onDisk<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new TreeError('unreadable', path, `${path} cannot be read (${code ?? message})`);
  }
}
