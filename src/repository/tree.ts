/**
 * A repository at one moment, read-only: the work tree, a commit, or a plain folder. All paths are relative to the
 * repository's root, with `/`, without `.` or `..` segments. The stages after this one never touch the file system.
 */
export interface TreeEntry {
  readonly path: string;
  readonly kind: 'file' | 'link';
  /** Bytes. */
  readonly size: number;
}

export interface Tree {
  /** For messages: `work tree`, an abbreviated commit, or the folder as the user wrote it. */
  readonly name: string;
  /** Full commit id, when the tree is one. */
  readonly commit?: string;
  /** Folders that belong to another repository (git submodules): left out of the tree, sorted. */
  readonly submodules?: readonly string[];
  /** Every file and symbolic link, sorted by path; ignored files and `.git` are left out. */
  entries(): readonly TreeEntry[];
  /** Whether `path` is a file here (links followed inside the repository). */
  has(path: string): boolean;
  /** Whether any entry lies below `path` (links followed inside the repository). */
  hasFolder(path: string): boolean;
  /** Paths of the files below `folder` ('' is the root), sorted, links followed inside the repository. */
  filesBelow(folder: string): readonly string[];
  /**
   * Content of a file.
   * @throws {TreeError} when it is missing, too large, unreadable, or a link that leaves the repository or loops.
   */
  read(path: string): Uint8Array;
  /** {@link read}, decoded as UTF-8 with a byte order mark removed. */
  text(path: string): string;
  /** SHA-256 of the content, hex. */
  digest(path: string): string;
  /** Brings files into memory in one go: reading a commit's files one by one costs a process each. */
  prefetch(paths: Iterable<string>): void;
}

export type TreeErrorCode = 'missing' | 'too-large' | 'unreadable' | 'link-outside-repository' | 'link-loop';

export class TreeError extends Error {
  readonly code: TreeErrorCode;
  readonly path: string;
  constructor(code: TreeErrorCode, path: string, message: string) {
    super(message);
    this.name = 'TreeError';
    this.code = code;
    this.path = path;
  }
}
