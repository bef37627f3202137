import type { DiffLine } from './types.ts';

/**
 * Lines of a unified diff without file headers, as forges give it per file. A file without a patch (large or binary,
 * reference/github.md row 32) has none.
 */
export function patchLines(patch: string): { right: DiffLine[]; left: DiffLine[] } {
  const right: DiffLine[] = [];
  const left: DiffLine[] = [];
  let hunk = -1;
  let oldLine = 0;
  let newLine = 0;
  for (const text of patch.split('\n')) {
    const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(text);
    if (header !== null) {
      hunk++;
      oldLine = Number(header[1]);
      newLine = Number(header[2]);
    } else if (hunk < 0) continue;
    else if (text.startsWith('+')) right.push({ line: newLine++, kind: 'added', hunk });
    else if (text.startsWith('-')) left.push({ line: oldLine++, kind: 'deleted', hunk });
    else if (text.startsWith(' ')) right.push({ line: newLine++, kind: 'context', hunk, oldLine: oldLine++ });
  }
  return { right, left };
}
