import type { Span } from './types.ts';

/** Offsets at which the lines of a text start; lines end at `\n`, as editors and GitHub count them. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** 1-based line and column of an offset. */
export function positionAt(starts: readonly number[], offset: number): { line: number; column: number } {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}

/** A span from offsets; end exclusive. */
export function spanOf(starts: readonly number[], start: number, end: number): Span {
  const from = positionAt(starts, start);
  const to = positionAt(starts, end);
  return { start, end, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}
