import { isObject, type Json, type JsonObject, own, parseYaml } from '../../manifest/index.ts';
import type { ChartRequest, InputFile } from '../../render/index.ts';
import type { Layer, ValueLayers, ValuesPath } from './layers.ts';

/** Where a values key would be written. */
export interface ValuesPlace {
  readonly layer: Layer;
  /** The key in that file. */
  readonly path: ValuesPath;
  /** How many of its steps are there already; 0: none, the key would start a section of its own. */
  readonly depth: number;
}

/** Finds, for keys of a chart's values, the file in which to write them. */
export class ValuePlaces {
  readonly #layers: ValueLayers;
  readonly #isVendored: (chart: readonly string[]) => boolean;
  readonly #merged = new Map<string, Json>();

  /** @param find the file behind a full name like `shop/charts/db/Chart.yaml` */
  constructor(layers: ValueLayers, find: (name: string) => InputFile | undefined) {
    this.#layers = layers;
    const known = new Map<string, boolean>();
    this.#isVendored = chart => {
      const key = JSON.stringify(chart);
      if (!known.has(key)) known.set(key, isVendored(chart, find));
      return known.get(key) === true;
    };
  }

  /**
   * The file that already has the nearest parent of a key; of several the strongest: what it says is what counts.
   * Where no file has any part of it, the strongest one, though not one written for chart-testing: what is missing
   * there is missing everywhere. Undefined when no file can take the key: something else stands in its way.
   */
  of(chart: readonly string[], path: ValuesPath): ValuesPlace | undefined {
    const layers = this.#layers.ofChart(chart);
    if (layers === undefined || path.length === 0) return undefined;
    let best: ValuesPlace | undefined;
    let fallback: ValuesPlace | undefined;
    for (const layer of layers) {
      if (!isObject(layer.value) || this.#isVendored(chart.slice(0, layer.depth))) continue;
      const inLayer = path[0] === 'global' ? path : [...chart, ...path].slice(layer.depth);
      const { depth, end } = reach(layer.value, inLayer);
      const above = path[0] === 'global' ? 0 : layer.depth;
      if (end === 'blocked') return best;
      if (depth > 0 && (best === undefined || depth + above > best.depth + aboveOf(best, path)))
        best = { layer, path: inLayer, depth };
      if (end === 'final') break;
      if (layer.depth > 0) continue;
      const place = { layer, path: inLayer, depth: 0 };
      if (fallback === undefined || /(?:^|\/)ci\//.test(fallback.layer.file)) fallback = place;
    }
    return best ?? fallback;
  }

  /** The values a chart is rendered with, as far as the files say: good enough to look for keys in. */
  merged(chart: readonly string[]): Json {
    const key = JSON.stringify(chart);
    let merged = this.#merged.get(key);
    if (merged === undefined) {
      merged = Object.create(null) as JsonObject;
      for (const layer of [...(this.#layers.ofChart(chart) ?? [])].reverse()) {
        let value: Json | undefined = layer.value;
        for (const step of chart.slice(layer.depth)) value = own(value, step);
        if (value !== undefined) merged = merge(merged, value);
      }
      this.#merged.set(key, merged);
    }
    return merged;
  }
}

function aboveOf({ layer }: ValuesPlace, path: ValuesPath): number {
  return path[0] === 'global' ? 0 : layer.depth;
}

/**
 * How far a path exists in a value. `final`: a list, or something empty that a map can replace, decides all below it,
 * whatever weaker files say; `blocked`: a value stands there that no map can replace.
 */
function reach(root: Json, path: ValuesPath): { depth: number; end: 'open' | 'final' | 'blocked' } {
  let value: Json = root;
  let final = false;
  for (const [depth, step] of path.entries()) {
    let next: Json | undefined;
    if (Array.isArray(value)) {
      if (value.length > 0 && typeof step !== 'number') return { depth, end: 'blocked' };
      final = true;
      next = typeof step === 'number' ? value[step] : undefined;
      if (next === undefined && value.length > 0) return { depth, end: 'blocked' };
    } else if (isObject(value)) next = own(value, String(step));
    else return { depth, end: isEmpty(value) ? 'final' : 'blocked' };
    if (next === undefined) return { depth, end: final ? 'final' : 'open' };
    value = next;
  }
  return { depth: path.length, end: 'final' };
}

/** What a template takes for empty. */
export function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === false || value === '' || value === 0) return true;
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}

function merge(weak: Json, strong: Json): Json {
  if (!isObject(weak) || !isObject(strong)) return strong;
  const both: JsonObject = Object.assign(Object.create(null), weak);
  for (const [key, value] of Object.entries(strong)) {
    both[key] = Object.hasOwn(weak, key) ? merge(weak[key] as Json, value) : value;
  }
  return both;
}

/**
 * Sets a key in a copy of a file's values; what is not on the way is shared with the original.
 * @returns undefined when something else than a map or a list item is on the way, or when there is something already
 * (but for what is empty, and for switches)
 */
export function withValue(root: Json, path: ValuesPath, value: Json): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return isEmpty(root) ? value : undefined;
  if (typeof step === 'number') {
    if (!Array.isArray(root) || step >= root.length) return undefined;
    const item = withValue(root[step] as Json, rest, value);
    return item === undefined ? undefined : root.map((member, index) => (index === step ? item : member));
  }
  if (!isObject(root) && !isEmpty(root)) return undefined;
  const members: JsonObject = isObject(root) ? root : Object.create(null);
  const there = own(members, step);
  const member =
    rest.length === 0 && typeof there === 'boolean' ? value : withValue(there ?? null, rest, value);
  return member === undefined ? undefined : Object.assign(Object.create(null), members, { [step]: member });
}

/** The request with keys written into the files they belong to; keys that contradict an earlier one are left out. */
export function requestWith(
  request: ChartRequest,
  keys: readonly { readonly place: ValuesPlace; readonly value: Json }[],
): ChartRequest {
  const changed = new Map<Layer, Json>();
  for (const { place, value } of keys) {
    const next = withValue(changed.get(place.layer) ?? place.layer.value, place.path, value);
    if (next !== undefined) changed.set(place.layer, next);
  }
  return [...changed].reduce(
    (given, [layer, value]) => layer.replacedIn(given, JSON.stringify(value, plainNumbers)),
    request,
  );
}

/** Integers beyond what a double holds are bigints in parsed YAML; in a values file Helm reads them as doubles. */
function plainNumbers(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

/** Whether a chart inside the chart was downloaded: what is changed in it is gone with its next version. */
function isVendored(chart: readonly string[], find: (name: string) => InputFile | undefined): boolean {
  return chart.some((name, depth) => {
    const parent = ['chart', ...chart.slice(0, depth).flatMap(part => ['charts', part])].join('/');
    return ['Chart.yaml', 'requirements.yaml'].some(file => {
      const content = find(`${parent}/${file}`)?.content;
      const parsed = content === undefined ? undefined : parseYaml(new TextDecoder().decode(content));
      const dependencies = parsed?.ok === true ? own(parsed.value, 'dependencies') : undefined;
      if (!Array.isArray(dependencies)) return false;
      return dependencies.some(dependency => {
        const repository = own(dependency, 'repository');
        const isIt = (own(dependency, 'alias') ?? own(dependency, 'name')) === name;
        return (
          isIt && typeof repository === 'string' && /^(?:https?:\/\/|oci:\/\/|alias:|@)/.test(repository)
        );
      });
    });
  });
}
