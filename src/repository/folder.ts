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
import { commitSource } from './commit.ts';
import { EntryTree, type TreeSource } from './entry-tree.ts';
import { git } from './git.ts';
import { folderOf, joinPath } from './paths.ts';
import { headCommit } from './refs.ts';
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
  if (listed === undefined) return openFolder(root, 'work tree');
  const source = diskSource(root, 'work tree', listed.onDisk);
  return new EntryTree(listed.sparse.size === 0 ? source : withSparse(root, source, listed.sparse));
}

/**
 * A plain folder, without `.git` and `node_modules`.
 * @param name for messages; the path as given when left out.
 * @throws {ProblemError} `folder-not-found`, `folder-too-large`.
 */
export function openFolder(path: string, name = path): Tree {
  return new EntryTree(diskSource(path, name, walk(path)));
}

interface Listed {
  readonly onDisk: readonly string[];
  /** Tracked, and kept off the disk by a sparse checkout. */
  readonly sparse: ReadonlySet<string>;
}

/** Undefined outside git, or without it. */
function trackedAndNew(root: string): Listed | undefined {
  let listing: string;
  try {
    const run = git(root, [
      'ls-files',
      '-z',
      '-t',
      '--cached',
      '--others',
      '--exclude-standard',
      '--deduplicate',
    ]);
    if (!run.ok) return undefined;
    listing = run.stdout.toString('utf8');
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'git-missing') return undefined;
    throw error;
  }
  const onDisk = new Set<string>();
  const sparse = new Set<string>();
  // "<tag> SP <path> NUL", where the tag S stands for a file that git was told to leave out.
  for (const record of listing.split('\0')) {
    if (record === '') continue;
    (record.startsWith('S ') ? sparse : onDisk).add(record.slice(2));
  }
  return { onDisk: [...onDisk], sparse };
}

/** A sparse checkout is a view of the repository, not a smaller repository: the rest is read from HEAD. */
function withSparse(root: string, disk: TreeSource, sparse: ReadonlySet<string>): TreeSource {
  const commit = commitSource(root, headCommit(root));
  const present = new Set(disk.entries.map(entry => entry.path));
  const added = commit.entries.filter(({ path }) => sparse.has(path) && !present.has(path));
  const isAdded = new Set(added.map(({ path }) => path));
  return {
    ...disk,
    entries: [...disk.entries, ...added],
    load: path => (isAdded.has(path) ? commit.load(path) : disk.load(path)),
    loadAll: paths => commit.loadAll!(paths.filter(path => isAdded.has(path))),
    linkTarget: path => (isAdded.has(path) ? commit.linkTarget(path) : disk.linkTarget(path)),
  };
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

function diskSource(folder: string, name: string, paths: readonly string[]): TreeSource {
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
  return {
    name,
    submodules,
    entries,
    load: path => readPlain(root, path),
    linkTarget: path => onDisk(path, () => readlinkSync(join(root, path))),
  };
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
