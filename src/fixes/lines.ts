import { diffArrays } from 'diff';
import type { SourceEdit } from '../findings.ts';

/** A text as lines, each with its line end (`\n`, `\r\n`, or nothing at the end of the text). */
interface Lines {
  readonly texts: string[];
  readonly ends: string[];
}

/** Lines `start` to `start + count` (0-based) that are others in the new text. */
export interface Hunk {
  readonly start: number;
  readonly count: number;
  readonly lines: readonly string[];
}

export function linesOf(text: string): Lines {
  const texts: string[] = [];
  const ends: string[] = [];
  for (const [line] of text.matchAll(/[^\n]*(?:\n|$)/g)) {
    if (line === '') continue;
    const end = line.endsWith('\r\n') ? '\r\n' : line.endsWith('\n') ? '\n' : '';
    texts.push(line.slice(0, line.length - end.length));
    ends.push(end);
  }
  return { texts, ends };
}

/** What differs between two lists of lines, in order; hunks never touch each other. */
export function hunksOf(before: readonly string[], after: readonly string[]): Hunk[] {
  const hunks: { start: number; count: number; lines: string[] }[] = [];
  let at = 0;
  let open: { start: number; count: number; lines: string[] } | undefined;
  for (const { added, removed, value } of diffArrays([...before], [...after])) {
    if (!added && !removed) {
      at += value.length;
      open = undefined;
      continue;
    }
    if (open === undefined) {
      open = { start: at, count: 0, lines: [] };
      hunks.push(open);
    }
    if (added) open.lines.push(...value);
    else {
      open.count += value.length;
      at += value.length;
    }
  }
  return hunks;
}

/** The change of a file as whole lines: an insertion repeats the line it follows. Sorted, without overlap. */
export function sourceEdits(file: string, before: string, after: string): SourceEdit[] {
  const old = linesOf(before).texts;
  return hunksOf(old, linesOf(after).texts).map(({ start, count, lines }) => {
    if (count > 0) return { file, line: start + 1, endLine: start + count, lines };
    const kept = old[start - 1];
    if (kept !== undefined) return { file, line: start, endLine: start, lines: [kept, ...lines] };
    const next = old[0];
    return { file, line: 1, endLine: 1, lines: next === undefined ? lines : [...lines, next] };
  });
}

/** A text with whole lines replaced; line ends are those of the lines around. */
export function applyEdits(text: string, edits: readonly SourceEdit[]): string {
  const { texts, ends } = linesOf(text);
  for (const { line, endLine, lines } of edits.toSorted((a, b) => b.line - a.line)) {
    const last = ends[endLine - 1] ?? '';
    const inner = ends[line - 1] || ends[0] || '\n';
    texts.splice(line - 1, endLine - line + 1, ...lines);
    ends.splice(line - 1, endLine - line + 1, ...lines.map((_, i) => (i < lines.length - 1 ? inner : last)));
  }
  // Where the last lines are gone, the one before keeps its file's way to end.
  if (!/\n$/.test(text) && ends.length > 0) ends[ends.length - 1] = '';
  return texts.map((line, index) => line + ends[index]).join('');
}
