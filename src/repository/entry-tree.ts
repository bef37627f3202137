import { createHash } from 'node:crypto';
import { byText, folderOf, isWithin, joinPath } from './paths.ts';
import { type Tree, type TreeEntry, TreeError } from './tree.ts';

/** A file larger than this is never read: no manifest, chart or values file comes near it. Bytes. */
export const FILE_LIMIT = 32 * 1024 * 1024;
/** As in Linux: so many links on the way to one file is a loop. */
const LINK_LIMIT = 40;
/** Files that links to folders may add to one listing; nested links multiply. */
const LINKED_FILES_LIMIT = 50_000;

/** Where a tree gets its bytes. Paths are entries of the source: links in them are resolved by the caller. */
export interface TreeSource {
  readonly name: string;
  readonly commit?: string;
  readonly submodules: readonly string[];
  readonly entries: readonly TreeEntry[];
  /** Content of a file, no larger than {@link FILE_LIMIT}. @throws {TreeError} */
  load(path: string): Uint8Array;
  /** Contents of several files at once; what is left out is loaded one by one later. */
  loadAll?(paths: readonly string[]): ReadonlyMap<string, Uint8Array>;
  /** Text of a symbolic link. @throws {TreeError} */
  linkTarget(path: string): string;
}

type Resolved =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'error'; readonly error: TreeError };

/**
 * The one implementation of {@link Tree}: symbolic links are followed by name inside the list of entries, so a link
 * can never reach anything that is not in the repository, whatever the disk holds.
 */
export class EntryTree implements Tree {
  readonly name: string;
  readonly commit?: string;
  readonly submodules: readonly string[];
  readonly #source: TreeSource;
  readonly #entries: readonly TreeEntry[];
  readonly #byPath: ReadonlyMap<string, TreeEntry>;
  readonly #folders = new Set<string>(['']);
  readonly #contents = new Map<string, Uint8Array>();
  readonly #digests = new Map<string, string>();
  readonly #listings = new Map<string, readonly string[]>();

  constructor(source: TreeSource) {
    this.name = source.name;
    if (source.commit !== undefined) this.commit = source.commit;
    this.submodules = source.submodules.toSorted(byText);
    this.#source = source;
    this.#entries = source.entries.toSorted((a, b) => byText(a.path, b.path));
    this.#byPath = new Map(this.#entries.map(entry => [entry.path, entry]));
    for (const { path } of this.#entries) {
      for (let at = folderOf(path); !this.#folders.has(at); at = folderOf(at)) this.#folders.add(at);
    }
  }

  entries(): readonly TreeEntry[] {
    return this.#entries;
  }

  has(path: string): boolean {
    return this.#resolve(path).kind === 'file';
  }

  hasFolder(path: string): boolean {
    return this.#resolve(path).kind === 'folder';
  }

  filesBelow(folder: string): readonly string[] {
    const known = this.#listings.get(folder);
    if (known) return known;
    const at = this.#resolve(folder);
    const files =
      at.kind === 'folder'
        ? this.#list(folder, at.path, [at.path], { left: LINKED_FILES_LIMIT, folder })
        : [];
    files.sort(byText);
    this.#listings.set(folder, files);
    return files;
  }

  read(path: string): Uint8Array {
    const file = this.#file(path);
    const known = this.#contents.get(file);
    if (known) return known;
    this.#refuseLarge(file, path);
    const content = this.#source.load(file);
    this.#contents.set(file, content);
    return content;
  }

  text(path: string): string {
    return new TextDecoder('utf-8').decode(this.read(path));
  }

  digest(path: string): string {
    const file = this.#file(path);
    const known = this.#digests.get(file);
    if (known) return known;
    const digest = createHash('sha256').update(this.read(path)).digest('hex');
    this.#digests.set(file, digest);
    return digest;
  }

  prefetch(paths: Iterable<string>): void {
    if (!this.#source.loadAll) return;
    const wanted = new Set<string>();
    for (const path of paths) {
      const at = this.#resolve(path);
      if (at.kind !== 'file' || this.#contents.has(at.path)) continue;
      if (this.#byPath.get(at.path)!.size <= FILE_LIMIT) wanted.add(at.path);
    }
    if (wanted.size === 0) return;
    for (const [path, content] of this.#source.loadAll([...wanted])) this.#contents.set(path, content);
  }

  #file(path: string): string {
    const at = this.#resolve(path);
    if (at.kind === 'error') throw at.error;
    if (at.kind === 'file') return at.path;
    // A link to a folder above itself is the one way in which a listed path can be a folder.
    if (this.#byPath.has(path)) throw loop(path);
    throw new TreeError('missing', path, `${path} is a folder, not a file`);
  }

  #refuseLarge(file: string, path: string): void {
    const { size } = this.#byPath.get(file)!;
    if (size <= FILE_LIMIT) return;
    const mebibytes = (bytes: number) => `${Math.ceil(bytes / 1024 / 1024)} MiB`;
    const message = `${path} has ${mebibytes(size)}, more than the ${mebibytes(FILE_LIMIT)} that are read`;
    throw new TreeError('too-large', path, message);
  }

  /** Follows links segment by segment, as the operating system would, but only inside the list of entries. */
  #resolve(path: string): Resolved {
    let done = '';
    const rest = path === '' ? [] : path.split('/');
    let links = 0;
    while (rest.length > 0) {
      const segment = rest.shift()!;
      if (segment === '' || segment === '.') continue;
      if (segment === '..') {
        if (done === '') return outside(path);
        done = folderOf(done);
        continue;
      }
      const next = joinPath(done, segment);
      const entry = this.#byPath.get(next);
      if (entry === undefined) {
        if (!this.#folders.has(next)) return missing(path);
        done = next;
      } else if (entry.kind === 'file') {
        return rest.length === 0 ? { kind: 'file', path: next } : missing(path);
      } else {
        links += 1;
        if (links > LINK_LIMIT) return { kind: 'error', error: loop(path) };
        const target = this.#source.linkTarget(next);
        if (target.startsWith('/')) return outside(path);
        rest.unshift(...target.split('/'));
      }
    }
    return { kind: 'folder', path: done };
  }

  /**
   * Files below the real folder `real`, named below `shown`. Links to folders are entered unless that would go round
   * in a circle; a link that leads nowhere is listed, so that whoever reads it learns why.
   */
  #list(
    shown: string,
    real: string,
    above: readonly string[],
    budget: { left: number; readonly folder: string },
  ): string[] {
    const files: string[] = [];
    const prefix = real === '' ? '' : `${real}/`;
    for (let index = lowerBound(this.#entries, prefix); index < this.#entries.length; index += 1) {
      const entry = this.#entries[index]!;
      if (!entry.path.startsWith(prefix)) break;
      const path = joinPath(shown, entry.path.slice(prefix.length));
      const at = entry.kind === 'link' ? this.#resolve(entry.path) : undefined;
      if (
        at?.kind === 'folder' &&
        !above.some(folder => isWithin(folder, at.path)) &&
        !isWithin(entry.path, at.path)
      ) {
        for (const file of this.#list(path, at.path, [...above, at.path], budget)) {
          budget.left -= 1;
          if (budget.left < 0) {
            const message = `links below ${budget.folder || 'the root'} lead to more than ${LINKED_FILES_LIMIT} files`;
            throw new TreeError('too-large', budget.folder, message);
          }
          files.push(file);
        }
      } else {
        files.push(path);
      }
    }
    return files;
  }
}

/** Index of the first entry whose path is not before `prefix`. */
function lowerBound(entries: readonly TreeEntry[], prefix: string): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (entries[middle]!.path < prefix) low = middle + 1;
    else high = middle;
  }
  return low;
}

function missing(path: string): Resolved {
  return { kind: 'error', error: new TreeError('missing', path, `${path} does not exist`) };
}

function outside(path: string): Resolved {
  const message = `${path} is a symbolic link that leads out of the repository`;
  return { kind: 'error', error: new TreeError('link-outside-repository', path, message) };
}

function loop(path: string): TreeError {
  return new TreeError('link-loop', path, `${path} is a symbolic link that leads back to itself`);
}
