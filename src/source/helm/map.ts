import {
  type ChartRequest,
  type Engine,
  type RenderedDocument,
  templateOrigins,
} from '../../render/index.ts';
import { type Alignment, align, lastAtMost, pieceAt } from './align.ts';
import type { Degradation } from './degradation.ts';
import { type Characters, copiedFrom, freeCharacters, instrument, type Mark } from './markers.ts';
import { header, type Output, outputsByTemplate } from './outputs.ts';
import { callDegradation, readTemplates, type Templates } from './templates.ts';

export { callOf } from './templates.ts';

/** What printed a piece of rendered text. */
export interface Printed {
  readonly mark: Mark;
  /** Offset in the document at which this piece begins. */
  readonly start: number;
  /** Offset in the document at which the next piece begins. */
  readonly end: number;
  /** The action that called the named template the mark stands in; undefined outside of one, or where not certain. */
  readonly caller: Printed | undefined;
  /** Set where the mark is a call of a named template, and the line in that template is not known: why. */
  readonly degradation?: Degradation | undefined;
}

/** Where the text of one rendering was written. */
export interface RenderMap {
  /** What printed the character at `offset` of a document; undefined where nothing is proven. */
  at(document: number, offset: number): Printed | undefined;
  /** Why {@link at} has nothing to say about a part of a document. */
  degradation(document: number): Degradation;
  readonly templates: Templates;
}

/** Files that may break the instrumented rendering before it is given up. */
const MAX_RETRIES = 3;

/**
 * Renders a chart a second time from instrumented templates and holds the result against the clean rendering.
 *
 * Only text that is the same in both is mapped, and text that differs where one action alone can have printed it (a
 * password, a checksum). The clean rendering is never changed by this. Rendering with markers is the same with all
 * versions of Helm and both engines.
 */
export async function mapRendering(
  engine: Engine,
  request: ChartRequest,
  documents: readonly RenderedDocument[],
): Promise<RenderMap> {
  const templates = readTemplates(request.files);
  const characters = freeCharacters(textsOf(templates, request, documents));
  if (characters === undefined) return nothing(templates, 'markers-taken');
  const rendered = await renderInstrumented(engine, request, templates, characters);
  if (rendered === undefined) return nothing(templates, 'markers-refused');
  const outputs = outputsByTemplate(rendered.documents, rendered.marks, characters);
  return join(documents, outputs, templates, reasons(request, templates, rendered.left));
}

/** A map of which nothing is proven. */
export function nothing(templates: Templates, reason: Degradation): RenderMap {
  return { templates, at: () => undefined, degradation: () => reason };
}

/** All text that a chart can print. */
function* textsOf(
  templates: Templates,
  request: ChartRequest,
  documents: readonly RenderedDocument[],
): Generator<string> {
  const decoder = new TextDecoder();
  for (const { text } of documents) yield text;
  for (const { text } of templates.files) yield text;
  for (const { content } of request.values) yield decoder.decode(content);
  for (const file of request.files)
    if (/(?:^|\/)values\.yaml$/.test(file.path)) yield decoder.decode(file.content);
}

interface InstrumentedRendering {
  readonly documents: readonly RenderedDocument[];
  readonly marks: readonly Mark[];
  /** By path: why a file was rendered without markers. */
  readonly left: ReadonlyMap<string, Degradation>;
}

async function renderInstrumented(
  engine: Engine,
  request: ChartRequest,
  templates: Templates,
  characters: Characters,
): Promise<InstrumentedRendering | undefined> {
  const encoder = new TextEncoder();
  const refused = new Set<string>();
  for (let attempt = 0; attempt <= MAX_RETRIES; attempt++) {
    const { texts, marks, left } = instrument(templates, characters, refused);
    if (texts.size === 0) return undefined;
    const rest = new Map(texts);
    const files = request.files.map(file => {
      const text = rest.get(file.path);
      rest.delete(file.path);
      return text === undefined ? file : { ...file, content: encoder.encode(text) };
    });
    for (const [path, text] of rest) files.push({ path, origin: path, content: encoder.encode(text) });
    const outcome = await engine.renderChart({ ...request, files, includeCrds: false });
    if (outcome.ok) {
      const reasons = new Map<string, Degradation>();
      for (const path of refused) reasons.set(path, 'markers-refused');
      for (const path of left) reasons.set(path, 'too-many-pieces');
      return { documents: outcome.documents, marks, left: reasons };
    }
    const broken = copiedFrom(outcome.problem.file ?? '');
    const file = templates.files.find(({ path, origin }) => origin === broken || path === broken);
    if (file === undefined || refused.has(file.path)) return undefined;
    refused.add(file.path);
  }
  return undefined;
}

/** Why a template, by its full name, has no output with markers; undefined where it should have. */
function reasons(
  request: ChartRequest,
  { unread }: Templates,
  left: ReadonlyMap<string, Degradation>,
): (name: string) => Degradation | undefined {
  const origins = templateOrigins(request.files);
  return name => {
    const path = origins(name)?.path;
    return path === undefined ? 'source-unknown' : (unread.get(path) ?? left.get(path));
  };
}

function join(
  documents: readonly RenderedDocument[],
  outputs: ReadonlyMap<string, Output | undefined>,
  templates: Templates,
  reason: (name: string) => Degradation | undefined,
): RenderMap {
  const alignments = align(documents, outputs);
  return {
    templates,
    at(document, offset) {
      const alignment = alignments[document];
      if (alignment === undefined || typeof alignment === 'string') return undefined;
      const { output, segments } = alignment;
      const segment = segments[lastAtMost(segments, ({ from }) => from, offset)];
      if (segment === undefined || offset - segment.from >= segment.length) return undefined;
      const there = offset + segment.to - segment.from;
      const index = segment.piece ?? pieceAt(output.pieces, there);
      if (segment.piece === undefined && !isWritten(output, index, there)) return undefined;
      return printedAt(alignment, index);
    },
    degradation(document) {
      const alignment = alignments[document];
      if (typeof alignment === 'object') {
        const unknown = alignment.output.pieces.some(({ mark }) => mark === undefined);
        return unknown ? 'document-begun-elsewhere' : 'rendering-differs';
      }
      const name = header(documents[document]?.text ?? '').name;
      return reason(name) ?? alignment ?? 'source-unknown';
    },
  };
}

function printedAt(alignment: Alignment, index: number): Printed | undefined {
  const { pieces, text } = alignment.output;
  const piece = pieces[index];
  const mark = piece?.mark;
  if (piece === undefined || mark === undefined) return undefined;
  return {
    mark,
    start: inDocument(alignment, piece.offset),
    end: inDocument(alignment, pieces[index + 1]?.offset ?? text.length),
    get caller() {
      return piece.caller === undefined ? undefined : printedAt(alignment, piece.caller);
    },
    get degradation() {
      return mark.kind === 'action' ? callDegradation(mark.file, mark.token) : undefined;
    },
  };
}

/** Offset in the document of an offset in the output. */
function inDocument({ segments }: Alignment, offset: number): number {
  const index = lastAtMost(segments, ({ to }) => to, offset);
  const segment = segments[Math.max(0, index)];
  if (segment === undefined) return 0;
  const beyond = offset - segment.to - segment.twinLength;
  if (beyond < 0) return segment.from + (segment.piece === undefined ? offset - segment.to : 0);
  const next = segments[index + 1];
  return next === undefined ? segment.from + segment.length + beyond : segment.from + segment.length;
}

/** Whether the character at `offset` is the written text itself: whatever else stands behind a marker is not its. */
function isWritten({ text, pieces }: Output, index: number, offset: number): boolean {
  const piece = pieces[index];
  if (piece?.mark?.kind !== 'text') return true;
  const { offset: start, mark } = piece;
  const length = offset - start + 1;
  return text.slice(start, start + length) === mark.file.text.slice(mark.offset, mark.offset + length);
}
