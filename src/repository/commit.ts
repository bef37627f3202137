import { EntryTree, FILE_LIMIT, type TreeSource } from './entry-tree.ts';
import { git, gitOutput } from './git.ts';
import { byText } from './paths.ts';
import { resolveCommit } from './refs.ts';
import { type Tree, type TreeEntry, TreeError } from './tree.ts';

/** Content read with one `git cat-file`. Bytes. */
const BATCH_BYTES = 128 * 1024 * 1024;

interface Blob {
  readonly object: string;
  readonly size: number;
}

/**
 * The repository as of a commit, read from git's objects; the work tree is never touched. Names are relative to
 * `root`, which may be a folder inside the work tree.
 * @throws {ProblemError} `base-not-found`, `base-shallow`, `git-missing`, `git-failed`.
 */
export function openCommit(root: string, commit: string): Tree {
  return new EntryTree(commitSource(root, resolveCommit(root, commit)));
}

/** What a commit, given by its full id, holds. */
export function commitSource(root: string, id: string): TreeSource {
  const entries: TreeEntry[] = [];
  const submodules: string[] = [];
  const blobs = new Map<string, Blob>();
  // "<mode> SP <type> SP <object> SP+ <size> TAB <path> NUL"
  const listing = gitOutput(root, ['ls-tree', '-r', '-z', '-l', id]).toString('utf8');
  for (const record of listing.split('\0')) {
    const tab = record.indexOf('\t');
    if (tab < 0) continue;
    const [mode, type, object, size] = record.slice(0, tab).split(/ +/) as [string, string, string, string];
    const path = record.slice(tab + 1);
    if (type === 'commit') submodules.push(path);
    if (type !== 'blob') continue;
    // Without its object (a partial clone) a file has no size; reading it says so.
    const bytes = /^\d+$/.test(size) ? Number(size) : 0;
    blobs.set(path, { object, size: bytes });
    entries.push({ path, kind: mode === '120000' ? 'link' : 'file', size: bytes });
  }
  const links = entries.filter(entry => entry.kind === 'link' && entry.size <= 4096).map(entry => entry.path);
  const linkTargets = loadAll(root, blobs, links);
  return {
    name: id.slice(0, 7),
    commit: id,
    submodules,
    entries,
    load: path => loadAll(root, blobs, [path]).get(path) ?? unreadable(path),
    loadAll: paths => loadAll(root, blobs, paths),
    linkTarget: path => Buffer.from(linkTargets.get(path) ?? unreadable(path)).toString('utf8'),
  };
}

/** Reads blobs in batches; objects that git does not have are left out. */
function loadAll(
  root: string,
  blobs: ReadonlyMap<string, Blob>,
  paths: readonly string[],
): Map<string, Uint8Array> {
  const contents = new Map<string, Uint8Array>();
  const wanted = paths.toSorted(byText);
  while (wanted.length > 0) {
    const batch: string[] = [];
    for (let bytes = 0; wanted.length > 0; ) {
      bytes += blobs.get(wanted[0]!)!.size;
      if (batch.length > 0 && bytes > BATCH_BYTES) break;
      batch.push(wanted.shift()!);
    }
    readBatch(root, blobs, batch, contents);
  }
  return contents;
}

function readBatch(
  root: string,
  blobs: ReadonlyMap<string, Blob>,
  paths: readonly string[],
  contents: Map<string, Uint8Array>,
): void {
  const input = paths.map(path => `${blobs.get(path)!.object}\n`).join('');
  // A missing object of a partial clone ends git early; what it had printed by then still counts.
  const { stdout } = git(root, ['cat-file', '--batch'], input);
  let at = 0;
  for (const path of paths) {
    const end = stdout.indexOf(10, at);
    if (end < 0) return;
    const [, type, size] = stdout.toString('utf8', at, end).split(' ') as [
      string,
      string,
      string | undefined,
    ];
    at = end + 1;
    if (type !== 'blob' || size === undefined) continue;
    const bytes = Number(size);
    // A copy: a slice would keep the whole batch in memory.
    if (bytes <= FILE_LIMIT && at + bytes <= stdout.length) {
      contents.set(path, new Uint8Array(stdout.subarray(at, at + bytes)));
    }
    at += bytes + 1;
  }
}

function unreadable(path: string): never {
  const message = `${path} is listed in the commit, but its content is not in this clone (a partial clone?)`;
  throw new TreeError('unreadable', path, message);
}
