import type { Location } from '../../findings.ts';
import { lineStarts, type Manifest, positionAt, type Span } from '../../manifest/index.ts';
import {
  buildChartRequest,
  type ChartRequest,
  type Engine,
  type RenderedDocument,
  type RenderOptions,
  templateOrigins,
} from '../../render/index.ts';
import type { Tree } from '../../repository/index.ts';
import type { Environment, Target } from '../../targets/index.ts';
import { adding, type FieldSpan, fieldSpan, type WantedField } from '../field-span.ts';
import { placeAbsent } from './absent-locations.ts';
import { DEGRADATIONS, type Degradation } from './degradation.ts';
import { ValueLayers, type Written } from './layers.ts';
import { mapRendering, type Printed } from './map.ts';
import { Mutations } from './mutations.ts';
import type { FieldOrigin } from './origin.ts';
import { type FlagPlaces, flagPlaces } from './set-flags.ts';
import { type Trace, traceValues } from './values.ts';

/** One chart in one environment, rendered. */
export interface ChartRendering {
  readonly tree: Tree;
  readonly target: Target;
  readonly environment: Environment;
  readonly documents: readonly RenderedDocument[];
}

/**
 * Finds the lines that fields of one chart's rendering come from: the values line where that is proven, else the
 * template line. Renders the chart again: once for the map, and a bounded number of times to prove values.
 * @returns for each field; undefined where no line is proven
 */
export async function locateInChart(
  engine: Engine,
  rendering: ChartRendering,
  options: RenderOptions,
  fields: readonly WantedField[],
): Promise<(FieldOrigin | undefined)[]> {
  const { tree, target, environment, documents } = rendering;
  const request = buildChartRequest(tree, target.root, environment, options);
  return locateInRequest(engine, tree, request, documents, fields, flagPlaces(tree, environment));
}

/** {@link locateInChart} for what was asked of Helm in other ways: a chart that a kustomization inflates. */
export async function locateInRequest(
  engine: Engine,
  tree: Tree,
  request: ChartRequest,
  documents: readonly RenderedDocument[],
  fields: readonly WantedField[],
  flags?: FlagPlaces,
): Promise<(FieldOrigin | undefined)[]> {
  const map = await mapRendering(engine, request, documents);
  const layers = new ValueLayers(request, templateOrigins(request.files), flags);
  const mutations = new Mutations(engine, request, documents);
  const wanted = fields.filter(({ manifest, path }) => fieldSpan(manifest, path)?.exact === true);
  const traces = await traceValues(wanted, map, layers, mutations);
  const found: (FieldOrigin | undefined)[] = [];
  for (const field of fields) {
    const { manifest, path, part } = field;
    const span = fieldSpan(manifest, path, part);
    const printed = span === undefined ? undefined : map.at(manifest.origin.documentIndex, span.span.start);
    if (span === undefined || printed === undefined) {
      const reason = map.degradation(manifest.origin.documentIndex);
      found.push(
        span === undefined
          ? undefined
          : (unrendered(tree, manifest, span) ?? unproven(tree, manifest, reason)),
      );
      continue;
    }
    const template = { ...templateLocation(printed, span.span), ...adding(span.add) };
    found.push(withValues(template, callersOf(printed), traces[wanted.indexOf(field)]));
  }
  return placeAbsent(engine, request, documents, { map, layers }, fields, found);
}

/** The values line first, where there is one; what the values have to do with it besides. */
function withValues(template: Location, callers: readonly Location[], trace: Trace | undefined): FieldOrigin {
  const noted = (written: Written, note: string): Location => ({ ...valuesLocation(written), note });
  const gates = trace?.gates.map(written => noted(written, 'printed only because of this value')) ?? [];
  if (trace?.written === undefined) return { location: template, related: [...gates, ...callers] };
  return {
    location: valuesLocation(trace.written),
    related: [
      ...trace.also.map(written => noted(written, 'part of the same text')),
      ...trace.overridden.map(written => noted(written, overriddenNote(written))),
      { ...template, note: 'printed by this template line' },
      ...callers,
    ],
  };
}

/** A boolean may be said aloud; anything else may be a password. */
function overriddenNote({ value, layer }: Written): string {
  const shown = typeof value === 'boolean' ? ` (\`${value}\`)` : '';
  return `${layer.given ? 'value' : 'default'}${shown} that is overridden`;
}

/** A file of crds/ is printed as it is: the text is the source. */
function unrendered(tree: Tree, { origin }: Manifest, { span, add }: FieldSpan): FieldOrigin | undefined {
  const { source, text } = origin;
  if (source === undefined || !/(?:^|\/)crds\//.test(source) || !tree.has(source)) return undefined;
  const start = text.startsWith('# Source: ') ? text.indexOf('\n') + 1 : 0;
  const body = text.slice(start).trimEnd();
  const file = tree.text(source);
  const at = file.indexOf(body);
  // Written twice: which of the two it is cannot be told.
  if (body === '' || at < 0 || file.indexOf(body, at + 1) >= 0) return undefined;
  const place = positionAt(lineStarts(file), at + span.start - start);
  const length = span.endLine === span.line ? span.end - span.start : undefined;
  const location = { kind: 'manifest', file: source, ...range(place, length), ...adding(add) } as const;
  return { location, related: [] };
}

/** The template file, and why no line of it is known. */
function unproven(tree: Tree, { origin }: Manifest, reason: Degradation): FieldOrigin | undefined {
  const file = origin.source;
  if (file === undefined || !tree.has(file)) return undefined;
  return {
    location: { kind: 'file', file, note: `no line is proven: ${DEGRADATIONS[reason]}` },
    related: [],
  };
}

/** The text itself, or the action that printed it. */
function templateLocation({ mark, start, end: pieceEnd, degradation }: Printed, span: Span): Location {
  const { file, token } = mark;
  const starts = lineStarts(file.text);
  if (mark.kind === 'text') {
    const from = mark.offset + span.start - start;
    const at = positionAt(starts, from);
    const line = file.text.slice(from, (starts[at.line] ?? file.text.length + 1) - 1);
    // A value that goes on behind this piece of text (quotes around an action) goes on to the end of the line.
    const length = span.end <= pieceEnd ? Math.min(span.end - span.start, line.length) : line.length;
    return { kind: 'template', file: file.origin, ...range(at, line.slice(0, length).trimEnd().length) };
  }
  const action = file.tokens[token];
  const at = positionAt(starts, mark.offset);
  const end = positionAt(starts, action?.end ?? mark.offset);
  return {
    kind: 'template',
    file: file.origin,
    ...range(at, end.line === at.line ? end.column - at.column : undefined),
    ...(degradation === undefined ? {} : { note: DEGRADATIONS[degradation] }),
  };
}

function range(at: { line: number; column: number }, length: number | undefined): Partial<Location> {
  return length === undefined || length <= 0
    ? { ...at }
    : { ...at, endLine: at.line, endColumn: at.column + length };
}

/** The actions that called the named template, innermost first. */
function callersOf(printed: Printed): Location[] {
  const callers: Location[] = [];
  for (let at = printed.caller; at !== undefined && callers.length < 5; at = at.caller) {
    const { file, offset } = at.mark;
    const { line, column } = positionAt(lineStarts(file.text), offset);
    const last = callers.at(-1);
    if (last?.file === file.origin && last.line === line) continue;
    callers.push({ kind: 'template', file: file.origin, line, column, note: 'called by this template line' });
  }
  return callers;
}

function valuesLocation({ layer, value, span, key }: Written): Location {
  const shown = typeof value === 'object' ? (key ?? span) : span;
  const { begins = { line: 1, column: 1 } } = layer;
  const line = begins.line + shown.line - 1;
  const column = shown.line === 1 ? begins.column + shown.column - 1 : shown.column;
  const width = shown.endColumn - shown.column;
  return {
    kind: 'values',
    file: layer.file,
    line,
    column,
    ...(shown.endLine === shown.line && width > 0 ? { endLine: line, endColumn: column + width } : {}),
  };
}
