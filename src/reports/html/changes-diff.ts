import type { ShownField } from '../../changes/index.ts';
import { fieldLead, valueLines } from '../changes.ts';
import { plainLine } from '../escape.ts';
import { html, type Markup } from './markup.ts';

/** Columns of a line, and lines of a field: what comes from a pull request may be endless. */
const COLUMNS = 2_000;
const LINES = 1_000;

/**
 * One changed field: its name, then lines that went and came. What belongs together is one block, which the style sheet
 * shows one above the other or side by side.
 */
export function fieldDiff(field: ShownField): Markup {
  const { lines } = valueLines(field);
  const shown = lines.slice(0, LINES);
  const left = lines.length - shown.length;
  const rest = left > 0 ? html`<p class="gap">${left} more lines</p>` : html``;
  return html`<div class="field"><p class="lead"><code>${fieldLead(field)}</code></p>${blocks(shown)}${rest}</div>
`;
}

function blocks(lines: readonly string[]): Markup[] {
  const found: Markup[] = [];
  for (let at = 0; at < lines.length; ) {
    const sign = lines[at]?.charAt(0);
    if (sign === '-' || sign === '+') {
      const old = run(lines, at, '-');
      const fresh = run(lines, at + old.length, '+');
      found.push(block(old, fresh));
      at += old.length + fresh.length;
    } else if (sign === '@') {
      found.push(html`<p class="gap">⋯${text(lines[at] ?? '')}</p>`);
      at++;
    } else {
      const same = run(lines, at, ' ');
      // A line with no sign at all would be met for ever.
      const kept = same.length === 0 ? [` ${lines[at]}`] : same;
      found.push(html`<div class="same">${kept.map(line => html`<span>${text(line)}\n</span>`)}</div>`);
      at += kept.length;
    }
  }
  return found;
}

function run(lines: readonly string[], from: number, sign: string): readonly string[] {
  let to = from;
  while (lines[to]?.startsWith(sign)) to++;
  return lines.slice(from, to);
}

function block(old: readonly string[], fresh: readonly string[]): Markup {
  const isPair = old.length === 1 && fresh.length === 1;
  const [before, after] = [text(old[0] ?? ''), text(fresh[0] ?? '')];
  const range = isPair ? differing(before, after) : undefined;
  const gone = old.map(line => html`<del>${marked(text(line), range?.[0])}\n</del>`);
  const come = fresh.map(line => html`<ins>${marked(text(line), range?.[1])}\n</ins>`);
  return html`<div class="swap"><div>${gone}</div><div>${come}</div></div>`;
}

type Range = readonly [start: number, end: number];

/** What differs between two lines that have their ends in common; nothing where they have little in common. */
function differing(before: string, after: string): readonly [Range, Range] | undefined {
  const least = Math.min(before.length, after.length);
  let start = 0;
  while (start < least && before[start] === after[start]) start++;
  let end = 0;
  while (end < least - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  // Half a word marked reads worse than the whole: back to where one begins, on to where it ends.
  while (start > 0 && /[\w.]/.test(before.charAt(start - 1))) start--;
  while (end > 0 && /[\w.]/.test(before.charAt(before.length - end))) end--;
  if (start + end < 4) return undefined;
  return [
    [start, before.length - end],
    [start, after.length - end],
  ];
}

function marked(line: string, range: Range | undefined): Markup {
  if (range === undefined || range[0] >= range[1]) return html`${line}`;
  const [start, end] = range;
  return html`${line.slice(0, start)}<mark>${line.slice(start, end)}</mark>${line.slice(end)}`;
}

/** A line without its sign. */
function text(line: string): string {
  const rest = plainLine(line.slice(1));
  return rest.length > COLUMNS ? `${rest.slice(0, COLUMNS)}…` : rest;
}
