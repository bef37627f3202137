import type { RenderedDocument } from '../../render/index.ts';
import { type Characters, copiedFrom, type Mark, PREAMBLE, strip } from './markers.ts';
import { callOf } from './templates.ts';

/** Everything one template printed in the instrumented rendering, without markers. */
export interface Output {
  readonly text: string;
  /** Ascending by offset. */
  readonly pieces: readonly Piece[];
  /** Its documents: start and end in `text`, without surrounding white space. */
  readonly documents: readonly Extent[];
}

export interface Extent {
  readonly start: number;
  readonly end: number;
}

/** Text from here to the next piece was printed at one mark. */
export interface Piece {
  readonly offset: number;
  /** Undefined where it is not known what prints. */
  readonly mark: Mark | undefined;
  /** Index of the piece that called the named template it stands in. */
  readonly caller: number | undefined;
}

const HEADER = /^# Source: (.*)\n/;

/** Name of the template in Helm's header line, and where the document begins behind it. */
export function header(text: string): { name: string; length: number } {
  const match = HEADER.exec(text);
  return { name: match?.[1] ?? '', length: match?.[0].length ?? 0 };
}

/**
 * What each template printed, by its name.
 * @returns undefined for a template that printed more pieces than are kept
 */
export function outputsByTemplate(
  documents: readonly RenderedDocument[],
  marks: readonly Mark[],
  characters: Characters,
): ReadonlyMap<string, Output | undefined> {
  const parts = new Map<string, string[]>();
  for (const { text } of documents) {
    const { name, length } = header(text);
    const known = parts.get(name);
    if (known === undefined) parts.set(name, [text.slice(length)]);
    else known.push(text.slice(length));
  }
  const outputs = new Map<string, Output | undefined>();
  for (const [name, texts] of parts) {
    const first = texts.find(text => text.startsWith(PREAMBLE));
    if (name === '' || first === undefined) continue;
    const rest = texts.filter(text => text !== first);
    outputs.set(copiedFrom(name), outputOf(first.slice(PREAMBLE.length), rest, marks, characters));
  }
  return outputs;
}

/** @param rest what stands behind separators that actions print: Helm cuts there, and sorts what it gets */
function outputOf(
  first: string,
  rest: readonly string[],
  marks: readonly Mark[],
  characters: Characters,
): Output | undefined {
  const stripped = strip(first, characters);
  if (stripped === undefined) return undefined;
  let { text } = stripped;
  const pieces = piecesOf(stripped.runs, marks, 0);
  const more = rest.map(part => strip(part, characters));
  // The action that printed the first separator printed what follows it, if nothing else prints between separators.
  const begun = more.length === 1 || more.every(part => part?.runs.length === 0) ? pieces.at(-1) : undefined;
  for (const part of more) {
    if (part === undefined) return undefined;
    text += '\n---\n';
    pieces.push({ mark: begun?.mark, caller: begun?.caller, offset: text.length });
    for (const piece of piecesOf(part.runs, marks, pieces.length))
      pieces.push({ ...piece, offset: piece.offset + text.length });
    text += part.text;
  }
  return { text, pieces, documents: documentsIn(text) };
}

/** A named template that is being printed. */
interface Frame {
  readonly name: string;
  /** Index of the piece that called it; undefined where that is not known. */
  readonly caller: number | undefined;
}

/** @param before number of pieces that stand before these */
function piecesOf(
  runs: readonly { offset: number; mark: number }[],
  marks: readonly Mark[],
  before: number,
): Piece[] {
  const pieces: Piece[] = [];
  const frames: Frame[] = [];
  const targets = new Map<Mark, string | undefined>();
  for (const { offset, mark: id } of runs) {
    const mark = marks[id];
    if (mark === undefined) continue;
    const name = mark.file.within[mark.token];
    const depth = name === undefined ? -1 : frames.findLastIndex(frame => frame.name === name);
    frames.length = depth + 1;
    if (name !== undefined && depth < 0) frames.push({ name, caller: undefined });
    const caller = frames.at(-1)?.caller;
    const calling = caller === undefined ? undefined : pieces[caller - before]?.mark;
    // In a template that calls itself, how deep it goes does not show.
    const recursive = calling !== undefined && calling.file.within[calling.token] === name;
    if (mark.kind === 'action') {
      if (!targets.has(mark)) targets.set(mark, callOf(mark.file, mark.token)?.name);
      const target = targets.get(mark);
      if (target !== undefined) frames.push({ name: target, caller: before + pieces.length });
    }
    pieces.push({ offset, mark, caller: recursive ? undefined : caller });
  }
  return pieces;
}

/** Helm's separator, in all versions: a line that begins with three dashes. */
function documentsIn(text: string): Extent[] {
  const documents: Extent[] = [];
  let from = 0;
  const finish = (end: number, next: number) => {
    const bounds = trimmed(text, from, end);
    if (bounds.end > bounds.start) documents.push(bounds);
    from = next;
  };
  for (let at = text.startsWith('---') ? 0 : text.indexOf('\n---') + 1; at > 0 || from === 0; ) {
    if (!text.startsWith('---', at)) break;
    finish(at, at + 3);
    const next = text.indexOf('\n---', at + 3);
    if (next < 0) break;
    at = next + 1;
  }
  finish(text.length, text.length);
  return documents;
}

/** Part of a text without white space around it. */
export function trimmed(text: string, from: number, to: number): Extent {
  let start = from;
  let end = to;
  while (start < end && /\s/.test(text[start] ?? '')) start++;
  while (end > start && /\s/.test(text[end - 1] ?? '')) end--;
  return { start, end };
}
