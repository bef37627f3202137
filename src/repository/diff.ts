import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FILE_LIMIT } from './entry-tree.ts';
import { gitOutput } from './git.ts';
import { byText } from './paths.ts';

/** One hunk of a unified diff with three lines of context. Line numbers 1-based. */
export interface DiffHunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  /** New lines a review comment may stand on (side RIGHT): added ones and context. */
  readonly right: readonly number[];
  /** Old lines a review comment may stand on (side LEFT): deleted ones. */
  readonly left: readonly number[];
  /** The part of `right` that the change added. */
  readonly added: readonly number[];
}

export interface FileDiff {
  /** Path in head; for a deleted file the path it had. */
  readonly path: string;
  /** Path in base, when it differs. */
  readonly oldPath?: string;
  readonly status: 'added' | 'modified' | 'deleted' | 'renamed';
  /** Without hunks: nothing to comment on. */
  readonly binary: boolean;
  readonly hunks: readonly DiffHunk[];
  /** Size of the patch: hosts refuse to show large ones. */
  readonly patchLines: number;
  /** Bytes. */
  readonly patchBytes: number;
}

/**
 * The change between a commit and another one, or the work tree with its untracked files, file by file, sorted by
 * path. Lines are exactly those that GitHub accepts comments on: `git diff --find-renames -U3`.
 *
 * @param paths only these files; all when there is none
 * @throws {ProblemError} `git-failed`, `git-missing`.
 */
export function diffLines(
  root: string,
  base: string,
  head: string,
  paths: readonly string[] = [],
): FileDiff[] {
  const revisions = head === 'worktree' ? [base] : [base, head];
  const output = gitOutput(root, [
    'diff',
    '--find-renames',
    '-l2000',
    '-U3',
    '--inter-hunk-context=0',
    '--diff-algorithm=myers',
    '--no-ext-diff',
    '--no-textconv',
    '--no-color',
    '--no-indent-heuristic',
    '--ignore-submodules=all',
    '--src-prefix=a/',
    '--dst-prefix=b/',
    '-O/dev/null',
    '--relative',
    '--end-of-options',
    ...revisions,
    '--',
    ...paths,
  ]);
  const files = parseDiff(output);
  if (head === 'worktree' && paths.length === 0) files.push(...untracked(root));
  return files.sort((a, b) => byText(a.path, b.path));
}

/** Where lines of the old text are in the new one; undefined for those that are gone. */
export function lineMap(hunks: readonly DiffHunk[]): (line: number) => number | undefined {
  const within = new Map<number, number | undefined>();
  const ends: { readonly after: number; readonly shift: number }[] = [];
  for (const { oldStart, oldLines, newStart, newLines, left, added } of hunks) {
    const [gone, come] = [new Set(left), new Set(added)];
    let now = newStart;
    for (let old = oldStart; old < oldStart + oldLines; old++) {
      while (come.has(now)) now++;
      within.set(old, gone.has(old) ? undefined : now++);
    }
    // An empty side stands at the line before it.
    const [oldEnd, newEnd] = [
      oldStart + (oldLines === 0 ? 1 : oldLines),
      newStart + (newLines === 0 ? 1 : newLines),
    ];
    ends.push({ after: oldEnd, shift: newEnd - oldEnd });
  }
  return line => {
    if (within.has(line)) return within.get(line);
    return line + (ends.findLast(({ after }) => line >= after)?.shift ?? 0);
  };
}

interface OpenFile {
  path: string;
  oldPath: string;
  status: FileDiff['status'];
  binary: boolean;
  hunks: DiffHunk[];
  patchLines: number;
  start: number;
}

/** Reads the output of `git diff`. Works on bytes: only header lines are decoded, whatever the files hold. */
export function parseDiff(output: Buffer): FileDiff[] {
  const files: FileDiff[] = [];
  const lines = lineReader(output);
  let file: OpenFile | undefined;
  const close = (end: number) => {
    if (file) files.push(finish(file, end));
  };
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    if (startsWith(output, line.start, 'diff --git ')) {
      close(line.start);
      const [oldPath, path] = bothNames(line.text().slice('diff --git '.length));
      file = {
        path,
        oldPath,
        status: 'modified',
        binary: false,
        hunks: [],
        patchLines: 0,
        start: line.start,
      };
    } else if (file !== undefined && startsWith(output, line.start, '@@ ')) {
      file.hunks.push(readHunk(output, line.text(), lines, file));
    } else if (file !== undefined) {
      readHeader(file, line.text());
    }
  }
  close(output.length);
  return files;
}

function readHeader(file: OpenFile, line: string): void {
  if (line.startsWith('new file mode ')) file.status = 'added';
  else if (line.startsWith('deleted file mode ')) file.status = 'deleted';
  else if (line.startsWith('rename from ')) {
    file.status = 'renamed';
    file.oldPath = unquote(line.slice('rename from '.length));
  } else if (line.startsWith('rename to ')) file.path = unquote(line.slice('rename to '.length));
  else if (line.startsWith('--- ')) file.oldPath = withoutPrefix(line.slice(4)) ?? file.oldPath;
  else if (line.startsWith('+++ ')) file.path = withoutPrefix(line.slice(4)) ?? file.path;
  else if (line.startsWith('Binary files ') || line === 'GIT binary patch') file.binary = true;
}

function readHunk(output: Buffer, header: string, lines: LineReader, file: OpenFile): DiffHunk {
  const numbers = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(header)!;
  const [oldStart, oldLines, newStart, newLines] = [
    numbers[1],
    numbers[2] ?? 1,
    numbers[3],
    numbers[4] ?? 1,
  ].map(Number) as [number, number, number, number];
  const right: number[] = [];
  const left: number[] = [];
  const added: number[] = [];
  let oldLine = oldStart;
  let newLine = newStart;
  const oldEnd = oldStart + oldLines;
  const newEnd = newStart + newLines;
  // Counting, not looking at the text, tells where a hunk ends: a deleted line may read "-- a/x".
  while (oldLine < oldEnd || newLine < newEnd) {
    const line = lines.next();
    if (line === undefined) break;
    file.patchLines += 1;
    const mark = line.end > line.start ? output[line.start] : 0x20;
    if (mark === 0x2b) {
      right.push(newLine);
      added.push(newLine);
      newLine += 1;
    } else if (mark === 0x2d) {
      left.push(oldLine);
      oldLine += 1;
    } else if (mark !== 0x5c) {
      right.push(newLine);
      oldLine += 1;
      newLine += 1;
    }
  }
  return { oldStart, oldLines, newStart, newLines, right, left, added };
}

function finish(file: OpenFile, end: number): FileDiff {
  const { path, oldPath, status, binary, hunks, patchLines, start } = file;
  return {
    path,
    ...(oldPath === path ? {} : { oldPath }),
    status,
    binary,
    hunks,
    patchLines,
    patchBytes: end - start,
  };
}

/** Files git does not track yet: added from the first line to the last. */
function untracked(root: string): FileDiff[] {
  const listing = gitOutput(root, ['ls-files', '-z', '--others', '--exclude-standard']).toString('utf8');
  return listing.split('\0').flatMap(path => {
    const found =
      path === '' || path.endsWith('/') ? undefined : lstatSync(join(root, path), { throwIfNoEntry: false });
    if (!found?.isFile()) return [];
    const content = found.size <= FILE_LIMIT ? readFileSync(join(root, path)) : undefined;
    // As git does: a zero byte near the start makes a file binary.
    const binary = content === undefined || content.subarray(0, 8000).includes(0);
    const count = binary ? 0 : countLines(content);
    const added = Array.from({ length: count }, (_, index) => index + 1);
    const hunk = { oldStart: 0, oldLines: 0, newStart: 1, newLines: count, right: added, left: [], added };
    return [
      {
        path,
        status: 'added' as const,
        binary,
        hunks: count === 0 ? [] : [hunk],
        patchLines: count,
        patchBytes: found.size + count,
      },
    ];
  });
}

function countLines(content: Buffer): number {
  let count = 0;
  for (let at = content.indexOf(10); at >= 0; at = content.indexOf(10, at + 1)) count += 1;
  return content.length > 0 && content.at(-1) !== 10 ? count + 1 : count;
}

interface LineReader {
  next(): { readonly start: number; readonly end: number; text(): string } | undefined;
}

function lineReader(output: Buffer): LineReader {
  let at = 0;
  return {
    next() {
      if (at >= output.length) return undefined;
      const start = at;
      const newline = output.indexOf(10, at);
      const end = newline < 0 ? output.length : newline;
      at = end + 1;
      return { start, end, text: () => output.toString('utf8', start, end) };
    },
  };
}

function startsWith(output: Buffer, at: number, text: string): boolean {
  return output.toString('latin1', at, at + text.length) === text;
}

/** `a/x b/x`: only read where no other header names the file, and then both names are the same. */
function bothNames(text: string): [string, string] {
  if (text.startsWith('"')) {
    const end = closingQuote(text);
    return [unquote(text.slice(0, end)).slice(2), unquote(text.slice(end + 1)).slice(2)];
  }
  const length = (text.length - 1) / 2;
  return [text.slice(2, length), text.slice(length + 3)];
}

/** Undefined for `/dev/null`. A name with spaces is followed by a tab. */
function withoutPrefix(text: string): string | undefined {
  const name = unquote(text.replace(/\t$/, ''));
  return name === '/dev/null' ? undefined : name.slice(2);
}

function closingQuote(text: string): number {
  for (let index = 1; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === '"') return index + 1;
  }
  return text.length;
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/** Undoes git's C-style quoting of unusual names. */
function unquote(text: string): string {
  if (!text.startsWith('"')) return text;
  const bytes: Buffer[] = [];
  for (const part of text.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|[^\\]+/gs)) {
    if (part[1] !== undefined) bytes.push(Buffer.from([Number.parseInt(part[1], 8)]));
    else if (part[2] !== undefined) bytes.push(Buffer.from([ESCAPES[part[2]] ?? part[2].charCodeAt(0)]));
    else bytes.push(Buffer.from(part[0]));
  }
  return Buffer.concat(bytes).toString('utf8');
}
