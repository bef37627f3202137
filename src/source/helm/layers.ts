import {
  isObject,
  type Json,
  locate,
  own,
  parseYaml,
  type Span,
  splitDocuments,
} from '../../manifest/index.ts';
import type { ChartRequest, InputFile } from '../../render/index.ts';
import { findInText } from './block-text.ts';
import { type FlagPlaces, writtenByFlag } from './set-flags.ts';
import { type SetPath, setPaths, touches } from './set-paths.ts';

/** A file that gives the chart values, and where in it the values of a chart begin. */
export interface Layer {
  /** Repository-relative. */
  readonly file: string;
  readonly text: string;
  readonly value: Json;
  /** Steps of a path (charts first) that lie above this file: those of the chart it belongs to. */
  readonly depth: number;
  /** Handed in with `-f`: maps in it are merged into those of the chart. */
  readonly given: boolean;
  /** Where the text begins in the file; absent: it is the file. */
  readonly begins?: { readonly line: number; readonly column: number };
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

/** A scalar in a layer. */
export interface Scalar {
  readonly layer: Layer;
  readonly path: ValuesPath;
  readonly value: string | number | boolean;
}

export type ValuesPath = readonly (string | number)[];

/**
 * The files that give a chart its values: `-f` files, the chart's own defaults, those of the charts inside it.
 *
 * What `--set` writes is on the line of the flag, where the configuration states one that says this value and no other.
 */
export class ValueLayers {
  readonly #request: ChartRequest;
  readonly #find: (name: string) => InputFile | undefined;
  readonly #layers = new Map<string, Layer | 'unreadable' | undefined>();
  readonly #set: readonly SetPath[];
  readonly #flags: FlagPlaces;
  readonly #scalars = new Map<string, readonly Scalar[]>();
  readonly #dependencies = new Map<string, readonly Json[]>();

  /** @param find the file behind a full name like `shop/charts/db/values.yaml` */
  constructor(
    request: ChartRequest,
    find: (name: string) => InputFile | undefined,
    flags: FlagPlaces = () => undefined,
  ) {
    this.#flags = flags;
    this.#request = request;
    this.#find = find;
    this.#set = setPaths(request.set);
  }

  /**
   * The layer that decides the value at a path of a chart's values; undefined when nothing is written there, when
   * `--set` may have a say, or when the layers are too entangled to tell.
   */
  find(chart: readonly string[], path: ValuesPath): Written | undefined {
    for (const { at, full } of this.#places(chart, path)) {
      const written = this.#strongest(full, at);
      if (written !== 'absent') return written;
    }
    return undefined;
  }

  /** Every scalar that the files of a chart write, overridden or not. */
  scalars(chart: readonly string[]): readonly Scalar[] {
    const key = JSON.stringify(chart);
    let known = this.#scalars.get(key);
    if (known === undefined) {
      known = this.#strongestFirst(chart).flatMap(layer => (layer === 'unreadable' ? [] : scalarsOf(layer)));
      this.#scalars.set(key, known);
    }
    return known;
  }

  /** Where weaker layers write the same value, the strongest first: what {@link find} gives overrides them. */
  overridden(chart: readonly string[], path: ValuesPath): Written[] {
    const found: Written[] = [];
    for (const { at, full } of this.#places(chart, path)) {
      for (const layer of this.#strongestFirst(at)) {
        if (layer === 'unreadable') return found;
        if (layer.depth > 0 && !startsWith(full, at.slice(0, layer.depth))) continue;
        const written = writtenIn(layer, full.slice(layer.depth));
        if (typeof written === 'object') found.push(written);
      }
    }
    return found.slice(1);
  }

  /**
   * The values that switch a chart on in its parents' Chart.yaml (`condition`), its own switch first.
   * @param chart names that lead to it
   */
  conditions(chart: readonly string[]): Written[] {
    return chart.flatMap((_, index) => {
      const depth = chart.length - index;
      const parent = chart.slice(0, depth - 1);
      const entry = this.#dependenciesOf(parent).find(
        dependency => (own(dependency, 'alias') ?? own(dependency, 'name')) === chart[depth - 1],
      );
      const condition = own(entry, 'condition');
      if (typeof condition !== 'string') return [];
      // The first one that is a boolean counts.
      for (const path of condition.split(',')) {
        const written = this.find(parent, path.trim().split('.'));
        if (typeof written?.value === 'boolean') return [written];
      }
      return [];
    });
  }

  /** The places in the values that a path may be read from, in the order of their strength. */
  #places(chart: readonly string[], path: ValuesPath): { at: readonly string[]; full: ValuesPath }[] {
    const own = { at: chart, full: [...chart, ...path] };
    if (path[0] === 'global')
      return [...chart.map((_, depth) => ({ at: chart, full: [...chart.slice(0, depth), ...path] })), own];
    return [own, ...this.#imported(chart, path)];
  }

  /** What `import-values` of a chart's dependencies puts at a path: weaker than what the chart says itself. */
  #imported(chart: readonly string[], path: ValuesPath): { at: readonly string[]; full: ValuesPath }[] {
    return this.#dependenciesOf(chart).flatMap(dependency => {
      const name = own(dependency, 'alias') ?? own(dependency, 'name');
      const imports = own(dependency, 'import-values');
      if (typeof name !== 'string' || !Array.isArray(imports)) return [];
      const at = [...chart, name];
      return imports.flatMap(entry => {
        const [from, to] =
          typeof entry === 'string' ? [`exports.${entry}`, '.'] : [own(entry, 'child'), own(entry, 'parent')];
        if (typeof from !== 'string' || typeof to !== 'string') return [];
        const above = to === '.' ? [] : to.split('.');
        if (!startsWith(path, above)) return [];
        return [{ at, full: [...at, ...from.split('.'), ...path.slice(above.length)] }];
      });
    });
  }

  /** Entries of `dependencies` in a chart's Chart.yaml, or in its requirements.yaml. */
  #dependenciesOf(chart: readonly string[]): readonly Json[] {
    const folder = ['chart', ...chart.flatMap(part => ['charts', part])].join('/');
    let known = this.#dependencies.get(folder);
    if (known === undefined) {
      const lists = ['Chart.yaml', 'requirements.yaml'].map(name => {
        const file = this.#find(`${folder}/${name}`);
        if (file === undefined || !file.path.endsWith(name)) return undefined;
        const parsed = parseYaml(new TextDecoder().decode(file.content));
        return parsed.ok ? own(parsed.value, 'dependencies') : undefined;
      });
      const list = lists.find(found => Array.isArray(found));
      known = Array.isArray(list) ? list : [];
      this.#dependencies.set(folder, known);
    }
    return known;
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
    const touching = this.#set.filter(set => touches(set, full));
    if (touching.length > 0) {
      const written = writtenByFlag(this.#request, full, touching, this.#flags);
      return written === 'unclear' ? undefined : written;
    }
    for (const layer of this.#strongestFirst(chart)) {
      // It may say anything, and whatever is weaker may then not be the one.
      if (layer === 'unreadable') return undefined;
      if (layer.depth > 0 && !startsWith(full, chart.slice(0, layer.depth))) continue;
      const written = writtenIn(layer, full.slice(layer.depth));
      if (written !== 'absent') return written;
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

/** What a layer says at a path; undefined where it says something that leaves no value there, or no line. */
export function writtenIn(layer: Layer, steps: ValuesPath): Written | undefined | 'absent' {
  const { value, reached, path } = descend(layer.value, steps);
  if (value === null) return undefined;
  if (value === undefined && reached === 'absent') return 'absent';
  const at = locate(layer.text, path);
  if (typeof value === 'string' && path.length < steps.length) {
    const inside =
      at.exact && at.value !== undefined
        ? findInText(layer.text, at.value, value, steps.slice(path.length))
        : undefined;
    return inside && { layer, ...inside };
  }
  // A list, a scalar or null above replaces all that weaker layers say below it.
  if (value === undefined) return undefined;
  const span = at.value ?? at.key;
  return at.exact && span !== undefined ? { layer, value, span, key: at.key } : undefined;
}

function scalarsOf(layer: Layer): Scalar[] {
  const found: Scalar[] = [];
  const visit = (value: Json, path: ValuesPath): void => {
    if (Array.isArray(value)) for (const [index, item] of value.entries()) visit(item, [...path, index]);
    else if (isObject(value)) for (const [key, item] of Object.entries(value)) visit(item, [...path, key]);
    else if (value !== null && typeof value !== 'bigint') found.push({ layer, path, value });
  };
  visit(layer.value, []);
  return found;
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
    given: request.values.some(({ name }) => name === file),
    replaced: changed => replaced(request, encoder.encode(changed)),
    replacedIn: (given, changed) => replaced(given, encoder.encode(changed)),
  };
}

interface Reached {
  readonly value?: Json;
  /** `replaced`: something else than a map stands in the way; a text of lines may hold the rest, and is the value. */
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
    } else if (typeof value === 'string' && value.includes('\n')) {
      return { value, reached: 'value', path };
    }
    if (next === undefined) return { reached: 'replaced', path };
    value = next;
  }
  return { value, reached: 'value', path };
}

function startsWith(path: ValuesPath, prefix: readonly string[]): boolean {
  return prefix.every((step, index) => path[index] === step);
}
