import { plainLine } from '../escape.ts';
import type { ReportFinding } from '../types.ts';
import { columns, cut, wrap } from '../wrap.ts';
import type { Style } from './style.ts';

/**
 * Source lines with their numbers, `>` on the line that is meant and carets under the range, followed by `note`.
 * A line too long for the screen is shown around the range.
 */
export function excerptLines(finding: ReportFinding, note: string, indent: string, style: Style): string[] {
  const { excerpt, location } = finding;
  if (excerpt === undefined || excerpt.lines.length === 0) return [];
  const source = trimEnd(excerpt.lines, (location?.line ?? 0) - excerpt.firstLine);
  const lastLine = excerpt.firstLine + source.length - 1;
  const digits = String(lastLine).length;
  const room = style.width - indent.length - digits - 5;
  const lines: string[] = [];
  source.forEach((written, i) => {
    const number = excerpt.firstLine + i;
    const marked = location?.line === number;
    const range = marked ? rangeOf(written, finding) : undefined;
    const shift =
      range !== undefined && range.end > room ? Math.max(0, range.start - Math.floor(room / 3)) : 0;
    const text = plainLine(written);
    const seen = cut(shift > 0 ? `…${text.slice(shift + 1)}` : text, room);
    const gutter = `${marked ? '>' : ' '} ${String(number).padStart(digits)} |`;
    const shownGutter = marked ? style.severity(finding.severity, gutter) : style.as('dim', gutter);
    const code = seen.trim() === '' ? '' : ` ${style.as(marked ? 'bold' : 'dim', seen.trimEnd())}`;
    lines.push(`${indent}${shownGutter}${code}`);
    if (!marked) return;
    const blank = `${indent}  ${' '.repeat(digits)} ${style.as('dim', '|')}`;
    if (range === undefined) {
      for (const part of wrap(note, room)) lines.push(`${blank} ${part}`);
      return;
    }
    const start = range.start - shift;
    const carets = '^'.repeat(Math.max(1, Math.min(range.end - shift, room) - start));
    const beside = room - start - carets.length - 1;
    const fits = columns(note) <= beside;
    lines.push(
      `${blank} ${' '.repeat(start)}${style.severity(finding.severity, carets)}${fits && note !== '' ? ` ${style.as('dim', note)}` : ''}`,
    );
    if (!fits) for (const part of wrap(note, room)) lines.push(`${blank} ${style.as('dim', part)}`);
  });
  return lines;
}

/** Without blank lines at the end, but never without line `keep`. */
function trimEnd(lines: readonly string[], keep: number): readonly string[] {
  let end = lines.length;
  while (end > keep + 1 && end > 1 && lines[end - 1]?.trim() === '') end--;
  return lines.slice(0, end);
}

/** Screen columns of the range on its first line, 0-based, end exclusive; undefined when no column is known. */
function rangeOf(source: string, { location }: ReportFinding): { start: number; end: number } | undefined {
  if (location?.line === undefined || location.column === undefined) return undefined;
  const at = (column: number) => columns(plainLine(source.slice(0, column - 1)));
  const start = at(location.column);
  const sameLine = location.endLine === undefined || location.endLine === location.line;
  const end = sameLine ? at(location.endColumn ?? location.column + 1) : columns(plainLine(source));
  return { start, end: Math.max(start + 1, end) };
}
