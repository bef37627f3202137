import { columns, cut } from './wrap.ts';

/** Columns kept of what two lines have in common, on either side of what differs. */
const AROUND = 24;

/**
 * Lines of a diff in at most so many columns each. Of a line that was replaced the part that differs is kept, wherever
 * it is: both would look the same if only their beginnings were.
 */
export function withinColumns(lines: readonly string[], width: number): string[] {
  const kept: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const gone = run(lines, at, '-');
    const come = run(lines, at + gone.length, '+');
    const pairs = Math.min(gone.length, come.length);
    const shortened = gone.slice(0, pairs).map((line, i) => replaced(line, come[i] as string, width));
    kept.push(
      ...shortened.map(([old]) => old),
      ...gone.slice(pairs).map(line => cut(line, width)),
      ...shortened.map(([, fresh]) => fresh),
      ...come.slice(pairs).map(line => cut(line, width)),
    );
    at += gone.length + come.length;
    if (gone.length + come.length === 0) {
      kept.push(cut(lines[at] as string, width));
      at++;
    }
  }
  return kept;
}

function run(lines: readonly string[], from: number, sign: string): readonly string[] {
  let to = from;
  while (lines[to]?.startsWith(sign)) to++;
  return lines.slice(from, to);
}

/** Both lines with their signs, in which far ends that are the same are left out. */
function replaced(old: string, fresh: string, width: number): readonly [string, string] {
  if (columns(old) <= width && columns(fresh) <= width) return [cut(old, width), cut(fresh, width)];
  const [before, after] = [old.slice(1), fresh.slice(1)];
  const least = Math.min(before.length, after.length);
  let start = 0;
  while (start < least && before[start] === after[start]) start++;
  let end = 0;
  while (end < least - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  // Never between the two halves of a character.
  const isHalf = (at: number) => /[\uDC00-\uDFFF]/.test(before.charAt(at));
  let from = start > AROUND + 1 ? start - AROUND : 0;
  if (isHalf(from)) from--;
  let to = end > AROUND + 1 ? end - AROUND : 0;
  if (to > 0 && isHalf(before.length - to)) to--;
  const part = (sign: string, text: string) =>
    cut(`${sign}${from > 0 ? '…' : ''}${text.slice(from, text.length - to)}${to > 0 ? '…' : ''}`, width);
  return [part('-', before), part('+', after)];
}
