import type { ChartRequest, Engine, RenderedDocument } from '../../render/index.ts';
import { type Expression, parsePipeline } from './expression.ts';
import { type Instrumented, instrument, type Mark, PREAMBLE, strip } from './markers.ts';
import { bodyOf, printedInclude, readTemplates, type TemplateFile, type Templates } from './templates.ts';

/** What printed a piece of rendered text. */
export interface Printed {
  readonly mark: Mark;
  /** Offset in the document at which this piece begins. */
  readonly start: number;
  /** Offset in the document at which the next piece begins. */
  readonly end: number;
  /** The action that called the named template the mark stands in; undefined outside of one, or where not certain. */
  readonly caller: Printed | undefined;
}

/** Where the text of one rendering was written. */
export interface RenderMap {
  /** What printed the character at `offset` of a document; undefined where nothing is proven. */
  at(document: number, offset: number): Printed | undefined;
  readonly templates: Templates;
}

/** Files that may break the instrumented rendering before it is given up. */
const MAX_RETRIES = 3;

/**
 * Renders a chart a second time from instrumented templates and holds the result against the clean rendering.
 *
 * Only text that is the same in both is mapped: a document as a whole, or else line by line where just a few lines
 * differ (a checksum over an instrumented file). The clean rendering is never changed by this.
 * @returns undefined when no template can be instrumented.
 */
export async function mapRendering(
  engine: Engine,
  request: ChartRequest,
  documents: readonly RenderedDocument[],
): Promise<RenderMap | undefined> {
  const templates = readTemplates(request.files);
  for (const straight of [templates.straight, new Set<string>()]) {
    const rendered = await renderInstrumented(engine, request, instrument(templates, straight));
    if (rendered !== undefined) return joinRenderings(documents, rendered, templates);
    if (templates.straight.size === 0) break;
  }
  return undefined;
}

interface InstrumentedRendering {
  readonly documents: readonly RenderedDocument[];
  readonly marks: readonly Mark[];
}

async function renderInstrumented(
  engine: Engine,
  request: ChartRequest,
  { texts, marks }: Instrumented,
): Promise<InstrumentedRendering | undefined> {
  const encoder = new TextEncoder();
  const copies = new Map([...texts].map(([path, text]) => [path, encoder.encode(text)]));
  for (let attempt = 0; attempt <= MAX_RETRIES && copies.size > 0; attempt++) {
    const files = request.files.map(file => ({ ...file, content: copies.get(file.path) ?? file.content }));
    const outcome = await engine.renderChart({ ...request, files, includeCrds: false });
    if (outcome.ok) return { documents: outcome.documents, marks };
    const broken = request.files.find(
      ({ path, origin }) => origin === outcome.problem.file && copies.has(path),
    );
    if (broken === undefined) return undefined;
    copies.delete(broken.path);
  }
  return undefined;
}

/** Everything one template printed, without markers. */
interface Output {
  readonly text: string;
  readonly pieces: readonly Piece[];
  /** Its documents: start and end in `text`, without surrounding white space. */
  readonly documents: { readonly start: number; readonly end: number; taken: boolean }[];
}

interface Piece {
  readonly offset: number;
  /** Undefined behind the end of a named template, where nothing is expected but white space. */
  readonly mark: Mark | undefined;
  /** Index of the piece that called. */
  readonly caller: number | undefined;
}

/** A document's place in its template's output: whole, or line by line. */
interface Alignment {
  readonly output: Output;
  /** By line of the clean document: offset there, offset in the output, and how many characters are the same. */
  readonly lines: readonly { readonly from: number; readonly to: number; readonly proven: number }[];
}

function joinRenderings(
  documents: readonly RenderedDocument[],
  { documents: instrumented, marks }: InstrumentedRendering,
  templates: Templates,
): RenderMap {
  const outputs = outputsByTemplate(instrumented, marks);
  const alignments = align(documents, outputs);
  return {
    templates,
    at(document, offset) {
      const alignment = alignments[document];
      if (alignment === undefined) return undefined;
      const line = alignment.lines[lastAtMost(alignment.lines, l => l.from, offset)];
      if (line === undefined || offset - line.from >= line.proven) return undefined;
      const { output } = alignment;
      const there = offset + line.to - line.from;
      const index = lastAtMost(output.pieces, p => p.offset, there);
      const piece = output.pieces[index];
      if (piece === undefined || !isWritten(output, piece, there)) return undefined;
      return printedAt(output, index, there - offset);
    },
  };
}

function printedAt(
  { pieces, text }: Pick<Output, 'pieces' | 'text'>,
  index: number,
  shift: number,
): Printed | undefined {
  const piece = pieces[index];
  if (piece?.mark === undefined) return undefined;
  return {
    mark: piece.mark,
    start: piece.offset - shift,
    end: (pieces[index + 1]?.offset ?? text.length) - shift,
    get caller() {
      return piece.caller === undefined ? undefined : printedAt({ pieces, text }, piece.caller, shift);
    },
  };
}

/** Whether the character at `offset` is the written text itself: whatever else stands behind a marker is not its. */
function isWritten({ text }: Output, { offset: start, mark }: Piece, offset: number): boolean {
  if (mark?.kind !== 'text') return true;
  const length = offset - start + 1;
  return text.slice(start, start + length) === mark.file.text.slice(mark.offset, mark.offset + length);
}

/** Index of the last item whose key is at most `wanted`; -1 when there is none. Keys ascend. */
function lastAtMost<T>(items: readonly T[], key: (item: T) => number, wanted: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (key(items[middle] as T) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const HEADER = /^# Source: (.*)\n/;

/** Name of the template in Helm's header line, and where the document begins behind it. */
function header(text: string): { name: string; length: number } {
  const match = HEADER.exec(text);
  return { name: match?.[1] ?? '', length: match?.[0].length ?? 0 };
}

function outputsByTemplate(
  documents: readonly RenderedDocument[],
  marks: readonly Mark[],
): Map<string, Output> {
  const texts = new Map<string, string>();
  for (const { text } of documents) {
    const { name, length } = header(text);
    const body = text.slice(length);
    const known = texts.get(name);
    texts.set(name, known === undefined ? body : `${known}\n---\n${body}`);
  }
  const outputs = new Map<string, Output>();
  for (const [name, whole] of texts) {
    if (name === '' || !whole.startsWith(PREAMBLE)) continue;
    const stripped = strip(whole.slice(PREAMBLE.length));
    if (stripped === undefined) continue;
    const { text, runs } = stripped;
    outputs.set(name, { text, pieces: piecesOf(runs, marks), documents: documentsIn(text) });
  }
  return outputs;
}

/** A named template that is being printed. */
interface Frame {
  readonly name: string;
  /** Index of the piece that called it; undefined where a text that is itself a template (`tpl`) did. */
  readonly caller: number | undefined;
  /** Index of the piece that was being printed when it began. */
  readonly before: number;
}

function piecesOf(runs: readonly { offset: number; mark: number }[], marks: readonly Mark[]): Piece[] {
  const pieces: Piece[] = [];
  const frames: Frame[] = [];
  const targets = new Map<Mark, string | undefined>();
  for (const { offset, mark: id } of runs) {
    const mark = marks[id];
    if (mark === undefined) continue;
    const name = mark.file.within[mark.token];
    const depth = frames.findLastIndex(frame => frame.name === name);
    if (name === undefined) frames.length = 0;
    else if (depth >= 0) frames.length = depth + 1;
    else frames.push({ name, caller: undefined, before: pieces.length - 1 });
    const frame = frames.at(-1);
    if (mark.kind === 'end') {
      frames.pop();
      // Behind a call that no marker stands at, the text goes on that the call is part of.
      const around = frame?.caller === undefined ? pieces[frame?.before ?? -1] : undefined;
      pieces.push({ offset, mark: around?.mark, caller: around?.caller });
      continue;
    }
    const caller = frame?.caller;
    const recursive = caller !== undefined && withinOf(pieces[caller]?.mark) === name;
    if (mark.kind === 'action') {
      if (!targets.has(mark)) targets.set(mark, callOf(mark.file, mark.token)?.name);
      const target = targets.get(mark);
      if (target !== undefined) frames.push({ name: target, caller: pieces.length, before: pieces.length });
    }
    pieces.push({ offset, mark, caller: recursive ? undefined : caller });
  }
  return pieces;
}

function withinOf(mark: Mark | undefined): string | undefined {
  return mark?.file.within[mark.token];
}

/** The named template that an action prints, and what it hands in; undefined for every other action. */
export function callOf(
  file: TemplateFile,
  token: number,
): { name: string; argument: Expression } | undefined {
  const action = file.tokens[token];
  if (action?.type !== 'action') return undefined;
  const body = bodyOf(file, action);
  if (action.keyword === 'template') {
    const [, name, rest = ''] = /^"([^"\\]*)"\s*(.*)$/s.exec(body) ?? [];
    return name === undefined ? undefined : { name, argument: parsePipeline(rest).value };
  }
  const include = body.includes('include') ? printedInclude(parsePipeline(body).value) : undefined;
  if (include?.type !== 'call') return undefined;
  const [name, argument = { type: 'unknown' }] = include.args;
  return name?.type === 'literal' && typeof name.value === 'string'
    ? { name: name.value, argument }
    : undefined;
}

/** Helm's separator, in all versions: a line that begins with three dashes. */
function documentsIn(text: string): { start: number; end: number; taken: boolean }[] {
  const documents: { start: number; end: number; taken: boolean }[] = [];
  let from = 0;
  const finish = (end: number, next: number) => {
    const bounds = trimmed(text, from, end);
    if (bounds.end > bounds.start) documents.push({ ...bounds, taken: false });
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

function trimmed(text: string, from: number, to: number): { start: number; end: number } {
  let start = from;
  let end = to;
  while (start < end && /\s/.test(text[start] ?? '')) start++;
  while (end > start && /\s/.test(text[end - 1] ?? '')) end--;
  return { start, end };
}

function align(
  documents: readonly RenderedDocument[],
  outputs: Map<string, Output>,
): (Alignment | undefined)[] {
  const alignments: (Alignment | undefined)[] = documents.map(() => undefined);
  const bodies = documents.map(({ text }) => {
    const { name, length } = header(text);
    const bounds = trimmed(text, length, text.length);
    return { text, name, ...bounds };
  });
  for (const [index, body] of bodies.entries()) {
    const output = outputs.get(body.name);
    const twin = output?.documents.find(d => !d.taken && same(output.text, d, body));
    if (output === undefined || twin === undefined) continue;
    twin.taken = true;
    alignments[index] = {
      output,
      lines: [{ from: body.start, to: twin.start, proven: Number.POSITIVE_INFINITY }],
    };
  }
  for (const [index, body] of bodies.entries()) {
    const output = outputs.get(body.name);
    if (output === undefined || alignments[index] !== undefined) continue;
    const lines = linesOf(body.text, body.start, body.end);
    const close = output.documents.flatMap(document => {
      if (document.taken) return [];
      const pairs = compareLines(lines, linesOf(output.text, document.start, document.end));
      return pairs === undefined ? [] : [{ document, pairs }];
    });
    // Two that are as close: which one it is would be a guess.
    const [only] = close;
    if (only === undefined || close.length > 1) continue;
    only.document.taken = true;
    alignments[index] = { output, lines: only.pairs };
  }
  return alignments;
}

function same(
  text: string,
  at: { start: number; end: number },
  body: { text: string; start: number; end: number },
) {
  return (
    at.end - at.start === body.end - body.start &&
    text.slice(at.start, at.end) === body.text.slice(body.start, body.end)
  );
}

interface Line {
  readonly offset: number;
  readonly text: string;
}

function linesOf(text: string, start: number, end: number): Line[] {
  const lines: Line[] = [];
  for (let at = start; at <= end; ) {
    const newline = text.indexOf('\n', at);
    const stop = newline < 0 || newline > end ? end : newline;
    lines.push({ offset: at, text: text.slice(at, stop) });
    at = stop + 1;
  }
  return lines;
}

/** Lines that may differ between a document and its instrumented twin: a checksum or two, not the substance. */
const MAX_DIFFERENT_SHARE = 0.1;

/** Lines side by side; undefined when these are not two renderings of one document. */
function compareLines(clean: readonly Line[], instrumented: readonly Line[]): Alignment['lines'] | undefined {
  if (clean.length !== instrumented.length) return undefined;
  let different = 0;
  const lines = clean.map((line, index) => {
    const twin = instrumented[index] as Line;
    if (line.text !== twin.text) different++;
    return { from: line.offset, to: twin.offset, proven: commonStart(line.text, twin.text) };
  });
  return different <= Math.max(2, clean.length * MAX_DIFFERENT_SHARE) ? lines : undefined;
}

/** Characters at the start of two lines that are the same. */
function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
