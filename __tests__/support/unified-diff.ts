import { execFileSync } from 'node:child_process';

/** A changed file as `GET /pulls/N/files` lists it. */
export interface ChangedFile {
  readonly filename: string;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed';
  readonly previousFilename?: string;
  /** Hunks without file headers, as GitHub gives them; absent for binary and very large files (github.md row 32). */
  readonly patch?: string;
}

export type DiffSide = 'LEFT' | 'RIGHT';

/** One line a comment may be put on. */
export interface DiffLine {
  /** 1-based line in the old (`LEFT`) or new (`RIGHT`) file. */
  readonly line: number;
  readonly text: string;
  /** 0-based hunk of the patch. */
  readonly hunk: number;
}

/**
 * The lines of a patch that GitHub takes comments on: added and context lines on `RIGHT`, deleted lines on `LEFT`
 * (docs.github.com/rest/pulls/comments, parameter `side`).
 */
export function commentableLines(patch: string, side: DiffSide): DiffLine[] {
  const result: DiffLine[] = [];
  let hunk = -1;
  let left = 0;
  let right = 0;
  for (const row of patch.split('\n')) {
    const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(row);
    if (header !== null) {
      hunk += 1;
      left = Number(header[1]);
      right = Number(header[2]);
    } else if (row.startsWith('+')) {
      if (side === 'RIGHT') result.push({ line: right, text: row.slice(1), hunk });
      right += 1;
    } else if (row.startsWith('-')) {
      if (side === 'LEFT') result.push({ line: left, text: row.slice(1), hunk });
      left += 1;
    } else if (row.startsWith(' ')) {
      if (side === 'RIGHT') result.push({ line: right, text: row.slice(1), hunk });
      left += 1;
      right += 1;
    }
  }
  return result;
}

/** The patch's rows from the header of the hunk that holds a line down to that line: a comment's `diff_hunk`. */
export function diffHunk(patch: string, hunk: number): string {
  return `@@${patch.split(/^@@/m)[hunk + 1] ?? ''}`.trimEnd();
}

/** What a pull request from `base` to `head` shows: the changes since their merge base. */
export function changedFiles(repository: string, base: string, head: string): ChangedFile[] {
  const options = [
    '-c',
    'core.quotePath=false',
    'diff',
    '--no-color',
    '--no-ext-diff',
    '--find-renames',
    '-U3',
  ];
  const text = execFileSync('git', [...options, `${base}...${head}`], {
    cwd: repository,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return text
    .split(/^diff --git /m)
    .slice(1)
    .map(section => {
      // git ends the name in a tab when it holds a space.
      const names = /^a\/(.*) b\/(.*)$/m.exec(section);
      const oldName = /^(?:--- a\/|rename from )(.*?)\t?$/m.exec(section)?.[1] ?? names?.[1];
      const newName = /^(?:\+\+\+ b\/|rename to )(.*?)\t?$/m.exec(section)?.[1] ?? names?.[2];
      const start = section.search(/^@@ /m);
      const status = /^new file mode/m.test(section)
        ? 'added'
        : /^deleted file mode/m.test(section)
          ? 'removed'
          : oldName === newName
            ? 'modified'
            : 'renamed';
      return {
        filename: (status === 'removed' ? oldName : newName) ?? '',
        status,
        ...(status === 'renamed' && oldName !== undefined ? { previousFilename: oldName } : {}),
        ...(start < 0 ? {} : { patch: section.slice(start).replace(/\n$/, '') }),
      };
    });
}
