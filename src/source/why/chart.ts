import type { Location } from '../../findings.ts';
import {
  type FieldPath,
  fieldName,
  isObject,
  type Json,
  type Manifest,
  parseFieldPath,
  scalarText,
  valueAt,
} from '../../manifest/index.ts';
import { buildChartRequest, type RenderOptions } from '../../render/index.ts';
import { readTemplates, type Templates } from '../helm/templates.ts';
import { chartOf } from '../helm/values.ts';
import type { Located, LocatedRendering } from '../locate.ts';
import { ChartLayers, type Statement, type ValuesFile } from './chart-layers.ts';
import { blocksAround, tokenAt, wordsOf } from './conditions.ts';
import { isPrefix, nodeAtLine } from './position.ts';
import { callerOf, keysOf, printingOn, type ReadKey } from './reads.ts';
import type { Discretion, Place, Proof, Step } from './types.ts';

/** What is known of a field beyond its value. */
export interface Chain {
  readonly edit: Place;
  readonly proof: Proof;
  readonly steps: readonly Step[];
  readonly unknown: readonly string[];
}

/** A chart in one environment, with what explaining several of its fields has in common. */
export class ExplainedChart {
  readonly layers: ChartLayers;
  readonly templates: Templates;
  readonly #rendering: LocatedRendering;
  readonly #discretion: Discretion;

  constructor(rendering: LocatedRendering, options: RenderOptions, discretion: Discretion) {
    const { tree, target, environment } = rendering;
    const request = buildChartRequest(tree, target.root, environment, options);
    this.layers = new ChartLayers(request);
    this.templates = readTemplates(request.files);
    this.#rendering = rendering;
    this.#discretion = discretion;
  }

  /** The way from the place that was found for a field to the rendered line. */
  chain(manifest: Manifest, path: FieldPath, { location, related = [] }: Located): Chain {
    const rendered = valueAt(manifest.object, path);
    const chart = chartOf(manifest.origin.text) ?? [];
    const written = location.kind === 'values' ? this.#writtenAt(location, chart) : undefined;
    const all = location.kind === 'template' ? [location, ...related] : related;
    const [printed, ...calls] = all.filter(({ kind }) => kind === 'template');
    const keys = printed === undefined ? [] : this.#keysRead(printed, calls, chart);
    const steps: Step[] = [];
    if (written !== undefined) steps.push(...this.statements(written, location));
    const full = written === undefined ? [] : [...written.chart, ...written.path];
    for (const key of keys) {
      // What holds the key that is proven says nothing more.
      if (!isPrefix([...key.chart, ...key.path], full)) steps.push(...this.statements(key));
    }
    const isSaid = ({ file, line }: Location) =>
      steps.some(({ place }) => place?.file === file && place.line === line);
    for (const { note, ...at } of all.filter(each => each.kind !== 'template' && !isSaid(each))) {
      steps.push({ role: 'contributes', place: this.place(at), ...(note === undefined ? {} : { note }) });
    }
    if (printed !== undefined) steps.push({ role: 'printed', place: this.place(printed) });
    for (const call of calls) steps.push({ role: 'called', place: this.place(call) });
    steps.push(...this.#conditions(printed === undefined ? [] : [printed, ...calls]));
    return {
      edit: this.place(location),
      proof: proofOf(location, written?.value, rendered),
      steps,
      unknown: unknownOf(location, keys.length > 0 && location.add === undefined),
    };
  }

  place({ note: _note, ...location }: Location): Place {
    const text = this.#discretion.line(location, this.#rendering.target.id);
    return text === undefined ? location : { ...location, text };
  }

  /** A statement as a step; its value as it may be shown. */
  statement({ layer, path, span, value, note }: Statement, decides: boolean): Step {
    const mark = decides ? { decides: true as const } : {};
    if ('argument' in layer) return { role: 'values', argument: layer.argument, note, ...mark };
    const { target } = this.#rendering;
    const place = this.place({
      kind: 'values',
      file: layer.file,
      ...(span === undefined ? {} : { line: span.line, column: span.column }),
    });
    const shown = value === undefined ? {} : { value: this.#discretion.value(path ?? [], value, target.id) };
    return { role: 'values', place, note, ...shown, ...mark };
  }

  #writtenAt(location: Location, chart: readonly string[]) {
    const { file, line, column } = location;
    if (line === undefined) return undefined;
    const charts = [...chart.keys(), chart.length].map(depth => chart.slice(0, depth));
    for (const layer of this.layers.filesAt(file, charts)) {
      const node = nodeAtLine(layer.text, line, column);
      if (node === undefined) continue;
      const added = location.add === undefined ? [] : (parseFieldPath(location.add, null) ?? []);
      return { ...relative(layer, [...node.path, ...added], chart), value: node.value };
    }
    return undefined;
  }

  /** Keys that the actions on the printing line read. */
  #keysRead(printed: Location, calls: readonly Location[], chart: readonly string[]): ReadKey[] {
    const file = this.templates.files.find(({ origin }) => origin === printed.file);
    if (file === undefined || printed.line === undefined || printed.add !== undefined) return [];
    const caller = callerOf(calls, this.templates);
    const keys = printingOn(file, printed.line, printed.column ?? 1).flatMap(token =>
      keysOf(file, token, caller, chart, this.templates),
    );
    return [...new Map(keys.map(key => [dotted([...key.chart, ...key.path]), key])).values()];
  }

  /** What every layer says about a key; with `location`, the one there is what counts. */
  statements({ chart, path }: { chart: readonly string[]; path: FieldPath }, location?: Location): Step[] {
    const key = dotted(path[0] === 'global' ? path : [...chart, ...path]);
    return this.layers.say(chart, path).map(statement => {
      const { layer, span } = statement;
      const isThere =
        location !== undefined &&
        'file' in layer &&
        layer.file === location.file &&
        span?.line === location.line;
      return { ...this.statement(statement, isThere && location.add === undefined), key };
    });
  }

  /** What must hold for these lines to be rendered: blocks of callers first, each once. */
  #conditions(lines: readonly Location[]): Step[] {
    const steps = new Map<string, Step>();
    for (const { file: origin, line, column } of [...lines].reverse()) {
      const file = this.templates.files.find(each => each.origin === origin);
      if (file === undefined || line === undefined) continue;
      const token = tokenAt(file, line, column ?? 1);
      for (const block of blocksAround(file, token)) {
        const place = this.place({
          kind: 'template',
          file: origin,
          line: block.line,
          column: block.column,
          ...(block.endColumn === undefined ? {} : { endLine: block.line, endColumn: block.endColumn }),
        });
        steps.set(`${origin}:${block.line}:${block.column}`, {
          role: 'condition',
          place,
          note: wordsOf(block),
        });
      }
    }
    return [...steps.values()];
  }
}

/** `image.tag`, `env[0].value`, `annotations["a.b/c"]`. */
export function dotted(path: FieldPath): string {
  return fieldName(null, path);
}

/** A path of a layer's file as a path below the values of the chart that uses it, or of the one it is global to. */
export function relative(
  { chart: prefix }: ValuesFile,
  path: FieldPath,
  chart: readonly string[],
): { chart: readonly string[]; path: FieldPath } {
  const full = [...prefix, ...path];
  let depth = 0;
  while (depth < chart.length && full[depth] === chart[depth]) depth++;
  const isGlobal = full[depth] === 'global';
  return isGlobal || depth === chart.length ? { chart, path: full.slice(depth) } : { chart: [], path: full };
}

function proofOf(location: Location, written: Json | undefined, rendered: Json | undefined): Proof {
  if (location.line === undefined) return 'none';
  if (location.kind === 'manifest') return 'source';
  if (location.kind !== 'values') return 'markers';
  if (location.add !== undefined || written === undefined) return 'changed';
  if (same(written, rendered)) return 'equal';
  const [part, whole] = [scalarText(written), scalarText(rendered)];
  return part !== '' && whole.includes(part) ? 'part' : 'changed';
}

function same(a: Json, b: Json | undefined): boolean {
  if (isObject(a) || Array.isArray(a)) return canonical(a) === canonical(b ?? null);
  return b !== undefined && a !== null && scalarText(a) === scalarText(b);
}

function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return value === null ? 'null' : JSON.stringify(scalarText(value));
  return `{${Object.keys(value)
    .sort()
    .map(key => `${JSON.stringify(key)}:${canonical(value[key] as Json)}`)
    .join(',')}}`;
}

function unknownOf({ kind, line, note }: Location, readsValues: boolean): string[] {
  if (line === undefined) return [note ?? 'no line of a template or values file is proven for it'];
  if (kind === 'template' && readsValues) return ['which of these values decides it, and how, is not proven'];
  return [];
}
