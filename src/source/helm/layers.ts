import { isObject, type Json, locate, parseYaml, type Span, splitDocuments } from '../../manifest/index.ts';
import type { ChartRequest, InputFile } from '../../render/index.ts';

/** A file that gives the chart values, and where in it the values of a chart begin. */
export interface Layer {
  /** Repository-relative. */
  readonly file: string;
  readonly text: string;
  readonly value: Json;
  /** Steps of a path (charts first) that lie above this file: those of the chart it belongs to. */
  readonly depth: number;
  /** The request with this file's text changed. */
  readonly replaced: (text: string) => ChartRequest;
  /** The same in another request with the same files, for changes in several layers at once. */
  readonly replacedIn: (request: ChartRequest, text: string) => ChartRequest;
}

/** Where a value is written. */
export interface Written {
  readonly layer: Layer;
  readonly value: Json;
  readonly span: Span;
  readonly key: Span | undefined;
}

export type ValuesPath = readonly (string | number)[];

/**
 * The files that give a chart its values: `-f` files, the chart's own defaults, those of the charts inside it.
 *
 * `--set` and its kin have no line; what they touch is not looked for here.
 */
export class ValueLayers {
  readonly #request: ChartRequest;
  readonly #find: (name: string) => InputFile | undefined;
  readonly #layers = new Map<string, Layer | 'unreadable' | undefined>();
  readonly #keysSet: ReadonlySet<string>;

  /** @param find the file behind a full name like `shop/charts/db/values.yaml` */
  constructor(request: ChartRequest, find: (name: string) => InputFile | undefined) {
    this.#request = request;
    this.#find = find;
    const { json, plain, string, file, literal } = request.set;
    const expressions = [...json, ...plain, ...string, ...file, ...literal];
    this.#keysSet = new Set(
      // `{"a": ...}` sets anything.
      expressions.flatMap(text => (text.trimStart().startsWith('{') ? ['*'] : topKeys(text))),
    );
  }

  /**
   * The layer that decides the value at a path of a chart's values; undefined when nothing is written there, when
   * `--set` may have a say, or when the layers are too entangled to tell.
   */
  find(chart: readonly string[], path: ValuesPath): Written | undefined {
    const candidates =
      path[0] === 'global'
        ? chart.map((_, depth) => [...chart.slice(0, depth), ...path]).concat([[...chart, ...path]])
        : [[...chart, ...path]];
    for (const candidate of candidates) {
      const written = this.#strongest(candidate, chart);
      if (written !== 'absent') return written;
    }
    return undefined;
  }

  /** Keys or indexes of the collection at a path: those of the file that decides it, or of all that merge into it. */
  members(chart: readonly string[], path: ValuesPath): (string | number)[] {
    const keys = new Set<string | number>();
    const full = [...chart, ...path];
    for (const layer of this.#strongestFirst(chart)) {
      if (layer === 'unreadable') return [];
      const { value } = descend(layer.value, full.slice(layer.depth));
      if (Array.isArray(value)) return keys.size === 0 ? value.map((_, index) => index) : [];
      if (isObject(value)) for (const key of Object.keys(value)) keys.add(key);
    }
    return [...keys];
  }

  /** The files that give a chart values, the strongest first; undefined when one of them cannot be read. */
  ofChart(chart: readonly string[]): readonly Layer[] | undefined {
    const layers = this.#strongestFirst(chart);
    return layers.every(layer => layer !== 'unreadable') ? layers : undefined;
  }

  #strongest(full: ValuesPath, chart: readonly string[]): Written | undefined | 'absent' {
    if (this.#keysSet.has('*') || this.#keysSet.has(String(full[0]))) return undefined;
    for (const layer of this.#strongestFirst(chart)) {
      // It may say anything, and whatever is weaker may then not be the one.
      if (layer === 'unreadable') return undefined;
      if (layer.depth > 0 && !startsWith(full, chart.slice(0, layer.depth))) continue;
      const inLayer = full.slice(layer.depth);
      const { value, reached, path } = descend(layer.value, inLayer);
      if (value === undefined) {
        // A list, a scalar or null above replaces all that weaker layers say below it.
        if (reached === 'replaced') return undefined;
        continue;
      }
      if (value === null) return undefined;
      const at = locate(layer.text, path);
      const span = at.value ?? at.key;
      return at.exact && span !== undefined ? { layer, value, span, key: at.key } : undefined;
    }
    return 'absent';
  }

  #strongestFirst(chart: readonly string[]): (Layer | 'unreadable')[] {
    const { values } = this.#request;
    const layers = values.map((_, index) => this.#valuesFile(index)).reverse();
    for (let depth = 0; depth <= chart.length; depth++) layers.push(this.#defaults(chart.slice(0, depth)));
    return layers.filter(layer => layer !== undefined);
  }

  #valuesFile(index: number): Layer | 'unreadable' | undefined {
    const request = this.#request;
    const file = request.values[index];
    if (file === undefined) return undefined;
    return this.#layer(`f${index}`, () =>
      readLayer(request, file.name, file.content, 0, (given, content) => ({
        ...given,
        values: given.values.map((v, i) => (i === index ? { ...v, content } : v)),
      })),
    );
  }

  #defaults(chart: readonly string[]): Layer | 'unreadable' | undefined {
    const request = this.#request;
    return this.#layer(JSON.stringify(chart), () => {
      const name = ['chart', ...chart.flatMap(part => ['charts', part]), 'values.yaml'].join('/');
      const file = this.#find(name);
      if (file === undefined || file.path.endsWith('.tgz')) return undefined;
      return readLayer(request, file.origin, file.content, chart.length, (given, content) => ({
        ...given,
        files: given.files.map(f => (f.path === file.path ? { ...f, content } : f)),
      }));
    });
  }

  #layer(key: string, read: () => Layer | 'unreadable' | undefined): Layer | 'unreadable' | undefined {
    if (!this.#layers.has(key)) this.#layers.set(key, read());
    return this.#layers.get(key);
  }
}

/** First keys of an expression in strvals grammar: `a.b=1,c[0]=2` sets `a` and `c`. */
function topKeys(expression: string): string[] {
  const keys = expression.split(',').map(part => /^\s*([\w-]+)(?=[.[=])/.exec(part)?.[1]);
  return keys[0] === undefined ? ['*'] : keys.filter(key => key !== undefined);
}

function readLayer(
  request: ChartRequest,
  file: string,
  content: Uint8Array,
  depth: number,
  replaced: (request: ChartRequest, content: Uint8Array) => ChartRequest,
): Layer | 'unreadable' | undefined {
  const text = new TextDecoder().decode(content);
  const documents = splitDocuments(text).length;
  if (documents === 0) return undefined;
  // The newest versions of Helm merge the documents of a values file: a line in the first may not be the one.
  const parsed = documents === 1 ? parseYaml(text) : undefined;
  if (parsed?.ok !== true) return 'unreadable';
  const encoder = new TextEncoder();
  return {
    file,
    text,
    value: parsed.value,
    depth,
    replaced: changed => replaced(request, encoder.encode(changed)),
    replacedIn: (given, changed) => replaced(given, encoder.encode(changed)),
  };
}

interface Reached {
  readonly value?: Json;
  /** `replaced`: something else than a map stands in the way. */
  readonly reached: 'absent' | 'replaced' | 'value';
  /** The steps as they are in this value: list indexes are numbers. */
  readonly path: ValuesPath;
}

function descend(root: Json, steps: ValuesPath): Reached {
  let value = root;
  const path: (string | number)[] = [];
  for (const step of steps) {
    let next: Json | undefined;
    if (Array.isArray(value)) {
      path.push(Number(step));
      next = /^\d+$/.test(String(step)) ? value[Number(step)] : undefined;
    } else if (isObject(value)) {
      path.push(step);
      if (!Object.hasOwn(value, String(step))) return { reached: 'absent', path };
      next = value[String(step)];
    }
    if (next === undefined) return { reached: 'replaced', path };
    value = next;
  }
  return { value, reached: 'value', path };
}

function startsWith(path: ValuesPath, prefix: readonly string[]): boolean {
  return prefix.every((step, index) => path[index] === step);
}
