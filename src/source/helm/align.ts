import type { RenderedDocument } from '../../render/index.ts';
import type { Degradation } from './degradation.ts';
import { type Extent, header, type Output, type Piece, trimmed } from './outputs.ts';

/** A stretch of a clean document and where it stands in its template's instrumented output. */
export interface Segment {
  /** Offset in the document. */
  readonly from: number;
  readonly length: number;
  /** Offset in the output. */
  readonly to: number;
  /** Characters in the output; the same text as in the document unless `piece` is set. */
  readonly twinLength: number;
  /** Index of the piece that alone prints other text here, as everything around it is the same: a checksum, a password. */
  readonly piece?: number;
}

/** A document's place in its template's output. */
export interface Alignment {
  readonly output: Output;
  /** Ascending by offset in the document; between them nothing is proven. */
  readonly segments: readonly Segment[];
}

/** Lines that may differ between a document and its twin where more than one piece may have printed the difference. */
const MAX_DIFFERENT_SHARE = 0.1;
/** Lines compared to find the twins of documents that differ. */
const MAX_COMPARED = 5_000_000;

/**
 * Finds each clean document in what its template printed with markers.
 * @returns by document: its place, or why it has none
 */
export function align(
  documents: readonly RenderedDocument[],
  outputs: ReadonlyMap<string, Output | undefined>,
): (Alignment | Degradation)[] {
  const bodies = documents.map(({ text }) => {
    const { name, length } = header(text);
    return { text, name, ...trimmed(text, length, text.length) };
  });
  const free = new Map<Output, Set<Extent>>();
  const byText = new Map<Output, Map<string, Extent[]>>();
  for (const output of outputs.values()) {
    if (output === undefined) continue;
    free.set(output, new Set(output.documents));
    const texts = new Map<string, Extent[]>();
    for (const extent of output.documents) {
      const text = output.text.slice(extent.start, extent.end);
      const same = texts.get(text);
      if (same === undefined) texts.set(text, [extent]);
      else same.push(extent);
    }
    byText.set(output, texts);
  }
  const alignments = bodies.map((body): Alignment | Degradation | undefined => {
    if (!outputs.has(body.name)) return body.name === '' ? 'source-unknown' : 'rendering-differs';
    const output = outputs.get(body.name);
    if (output === undefined) return 'too-many-pieces';
    const twin = byText.get(output)?.get(body.text.slice(body.start, body.end))?.shift();
    if (twin === undefined) return undefined;
    free.get(output)?.delete(twin);
    const length = body.end - body.start;
    return { output, segments: [{ from: body.start, length, to: twin.start, twinLength: length }] };
  });
  let budget = MAX_COMPARED;
  return alignments.map((alignment, index) => {
    if (alignment !== undefined) return alignment;
    const body = bodies[index] as (typeof bodies)[number];
    const output = outputs.get(body.name) as Output;
    const candidates = free.get(output) as Set<Extent>;
    const lines = linesOf(body.text, body.start, body.end);
    let best: { extent: Extent; segments: Segment[]; different: number } | undefined;
    let equallyGood = false;
    for (const extent of candidates) {
      if (budget <= 0) return 'too-many-pieces';
      const twin = linesOf(output.text, extent.start, extent.end);
      budget -= lines.length + twin.length;
      const found = compare(body.text, lines, output, twin);
      if (found === undefined || (best !== undefined && found.different > best.different)) continue;
      equallyGood = found.different === best?.different;
      best = { extent, ...found };
    }
    if (best === undefined) return 'rendering-differs';
    // Which of them it is would be a guess.
    if (equallyGood) return 'ambiguous';
    candidates.delete(best.extent);
    return { output, segments: best.segments };
  });
}

/** Part of a text, with that part. */
interface Stretch extends Extent {
  readonly text: string;
}

interface Line {
  readonly offset: number;
  readonly text: string;
}

/** Lines that are not blank, without white space around them: that can belong to the piece before. */
function linesOf(text: string, start: number, end: number): Line[] {
  const lines: Line[] = [];
  for (let at = start; at < end; ) {
    const newline = text.indexOf('\n', at);
    const stop = newline < 0 || newline > end ? end : newline;
    const line = text.slice(at, stop).trimEnd();
    const blank = line.length - line.trimStart().length;
    if (line !== '') lines.push({ offset: at + blank, text: line.slice(blank) });
    at = stop + 1;
  }
  return lines;
}

/** Two renderings of one document side by side; undefined when these are not. */
function compare(
  text: string,
  clean: readonly Line[],
  output: Output,
  twin: readonly Line[],
): { segments: Segment[]; different: number } | undefined {
  const segments: Segment[] = [];
  let different = 0;
  let unexplained = 0;
  /** The line before is the same in both. */
  let goesOn = false;
  const allowed = Math.max(2, clean.length * MAX_DIFFERENT_SHARE);
  const pair = (a: Stretch, b: Stretch, count: number): boolean => {
    if (a.text === b.text) {
      addSame(segments, a.start, a.text.length, b.start, goesOn);
      goesOn = true;
      return true;
    }
    goesOn = false;
    different += count;
    const framed = frame(a, b, output);
    if (framed.every(({ piece }) => piece === undefined)) unexplained += count;
    segments.push(...framed);
    return unexplained <= allowed;
  };
  const whole = ({ offset, text }: Line) => ({ text, start: offset, end: offset + text.length });
  if (clean.length === twin.length) {
    for (const [index, line] of clean.entries())
      if (!pair(whole(line), whole(twin[index] as Line), 1)) return undefined;
    return { segments, different };
  }
  // More lines in one than in the other: all of the difference must lie in one stretch.
  const most = Math.min(clean.length, twin.length);
  let head = 0;
  while (head < most && clean[head]?.text === twin[head]?.text) head++;
  let tail = 0;
  while (tail < most - head && clean.at(-1 - tail)?.text === twin.at(-1 - tail)?.text) tail++;
  for (let i = 0; i < head; i++) pair(whole(clean[i] as Line), whole(twin[i] as Line), 1);
  const count = Math.max(clean.length, twin.length) - head - tail;
  const [a, b] = [stretch(text, clean, head, tail), stretch(output.text, twin, head, tail)];
  if (a !== undefined && b !== undefined) {
    if (!pair(a, b, count)) return undefined;
  } else if (count > allowed) return undefined;
  else different += count;
  for (let i = tail; i > 0; i--) pair(whole(clean.at(-i) as Line), whole(twin.at(-i) as Line), 1);
  return { segments, different };
}

/** The text from the first line that differs to the last; undefined when there is none on this side. */
function stretch(text: string, lines: readonly Line[], head: number, tail: number): Stretch | undefined {
  const first = lines[head];
  const last = lines[lines.length - 1 - tail];
  if (first === undefined || last === undefined || last.offset < first.offset) return undefined;
  const end = last.offset + last.text.length;
  return { text: text.slice(first.offset, end), start: first.offset, end };
}

/** Adds text that is the same in both; where the line before is too, and as far away, so is the white space between. */
function addSame(segments: Segment[], from: number, length: number, to: number, goesOn: boolean): void {
  const last = segments.at(-1);
  if (goesOn && last !== undefined && last.to - last.from === to - from) {
    const joined = from + length - last.from;
    segments[segments.length - 1] = { ...last, length: joined, twinLength: joined };
  } else segments.push({ from, length, to, twinLength: length });
}

/**
 * Texts that differ: when exactly one action can have printed the difference, as all that stands around it is the
 * same, that action printed it. Otherwise the text before the first action is what is the same.
 */
function frame(clean: Stretch, twin: Stretch, output: Output): Segment[] {
  const { pieces } = output;
  const same = commonStart(clean.text, twin.text);
  const sameEnd = commonEnd(clean.text, twin.text);
  const first = pieceAt(pieces, twin.start);
  const framing: { index: number; start: number; end: number }[] = [];
  let written = twin.end;
  for (let index = Math.max(0, first); index < pieces.length; index++) {
    const piece = pieces[index] as Piece;
    if (piece.offset >= twin.end) break;
    if (piece.mark?.kind !== 'action') continue;
    const start = Math.max(twin.start, piece.offset);
    const end = Math.min(twin.end, pieces[index + 1]?.offset ?? twin.end);
    if (start >= end) continue;
    written = Math.min(written, start);
    const [before, behind] = [start - twin.start, twin.end - end];
    if (before > same || behind > sameEnd || before + behind > clean.end - clean.start) continue;
    framing.push({ index, start, end });
  }
  const [only] = framing;
  if (only === undefined || framing.length > 1) {
    const length = Math.min(same, written - twin.start);
    return length <= 0 ? [] : [{ from: clean.start, length, to: twin.start, twinLength: length }];
  }
  const before = only.start - twin.start;
  const behind = twin.end - only.end;
  const segments: Segment[] = [];
  if (before > 0) segments.push({ from: clean.start, length: before, to: twin.start, twinLength: before });
  segments.push({
    from: clean.start + before,
    length: clean.end - clean.start - before - behind,
    to: only.start,
    twinLength: only.end - only.start,
    piece: only.index,
  });
  if (behind > 0)
    segments.push({ from: clean.end - behind, length: behind, to: only.end, twinLength: behind });
  return segments;
}

/** Index of the piece that an offset of the output belongs to; -1 before the first. */
export function pieceAt(pieces: readonly Piece[], offset: number): number {
  return lastAtMost(pieces, piece => piece.offset, offset);
}

/** Index of the last item whose key is at most `wanted`; -1 when there is none. Keys ascend. */
export function lastAtMost<T>(items: readonly T[], key: (item: T) => number, wanted: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (key(items[middle] as T) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Characters at the start of two texts that are the same. */
function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

/** Characters at the end of two texts that are the same. */
function commonEnd(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a.at(-1 - length) === b.at(-1 - length)) length++;
  return length;
}
