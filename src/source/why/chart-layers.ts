import { isObject, type Json, locate, parseYaml, type Span, splitDocuments } from '../../manifest/index.ts';
import { type ChartRequest, type InputFile, templateOrigins } from '../../render/index.ts';

type ValuesPath = readonly (string | number)[];

/** A file that gives a chart values. */
export interface ValuesFile {
  readonly file: string;
  readonly text: string;
  readonly value: Json;
  /** Names of the charts that lead to the one it belongs to; [] for the chart rendered and for `-f`. */
  readonly chart: readonly string[];
  /** `-f`: what people hand in; `default`: `values.yaml` of a chart. */
  readonly kind: 'handed' | 'default';
  /** The request with this file's text changed. */
  readonly replaced: (text: string) => ChartRequest;
}

/** What one layer says about a key of the values. */
export interface Statement {
  readonly layer: ValuesFile | { readonly argument: string };
  /** Absent for arguments. */
  readonly path?: ValuesPath;
  readonly span?: Span;
  readonly value?: Json;
  readonly note: string;
}

/** The arguments of Helm's `--set` family, weakest first: the order in which Helm applies the groups. */
const SET_FLAGS = [
  ['json', '--set-json'],
  ['plain', '--set'],
  ['string', '--set-string'],
  ['file', '--set-file'],
  ['literal', '--set-literal'],
] as const;

/** Everything that gives a chart its values, for people to read: nothing is decided here. */
export class ChartLayers {
  readonly #request: ChartRequest;
  readonly #find: (name: string) => InputFile | undefined;
  readonly #defaults = new Map<string, ValuesFile | undefined>();
  readonly #handed: readonly ValuesFile[];

  constructor(request: ChartRequest) {
    this.#request = request;
    this.#find = templateOrigins(request.files);
    this.#handed = request.values.flatMap(({ name, content }, index) =>
      read(name, content, [], 'handed', changed => ({
        ...request,
        values: request.values.map((v, i) => (i === index ? { ...v, content: changed } : v)),
      })),
    );
  }

  /** The files that are this one; a chart may be there under two names. */
  filesAt(file: string, charts: readonly (readonly string[])[]): ValuesFile[] {
    const defaults = charts.flatMap(chart => this.#default(chart) ?? []);
    return [...this.#handed, ...defaults].filter(layer => layer.file === file);
  }

  /**
   * What every layer says about a path of a chart's values, strongest first. Layers that say nothing are left out.
   * @param chart names that lead to the chart whose template uses the value
   * @param path below the values of that chart
   */
  say(chart: readonly string[], path: ValuesPath): Statement[] {
    const isGlobal = path[0] === 'global';
    const places = isGlobal
      ? [...chart.keys(), chart.length].map(depth => [...chart.slice(0, depth), ...path])
      : [[...chart, ...path]];
    return places.flatMap(full => this.#saidAt(full, chart));
  }

  #saidAt(full: ValuesPath, chart: readonly string[]): Statement[] {
    const said: Statement[] = [];
    for (const [group, flag] of [...SET_FLAGS].reverse()) {
      for (const expression of [...this.#request.set[group]].reverse()) {
        if (mentions(expression, full))
          said.push({ layer: { argument: `${flag} ${expression}` }, note: 'argument' });
      }
    }
    const defaults = [...chart.keys(), chart.length].map(depth => chart.slice(0, depth));
    const files = [...[...this.#handed].reverse(), ...defaults.flatMap(of => this.#default(of) ?? [])];
    for (const layer of files) {
      if (!layer.chart.every((step, index) => full[index] === step)) continue;
      const path = full.slice(layer.chart.length);
      const value = valueIn(layer.value, path);
      if (value === undefined) continue;
      const { value: span, key } = locate(layer.text, path);
      const shown = span !== undefined && !isCollection(value) ? span : (key ?? span);
      said.push({
        layer,
        path,
        value,
        note: this.#note(layer, full),
        ...(shown === undefined ? {} : { span: shown }),
      });
    }
    return said;
  }

  #note({ kind, chart }: ValuesFile, full: ValuesPath): string {
    if (kind === 'handed') return 'values file';
    if (chart.length > 0) return `default of chart ${chart.at(-1)}`;
    return this.#find(`chart/charts/${full[0]}/Chart.yaml`) === undefined
      ? 'chart default'
      : `section ${full[0]} of the parent chart`;
  }

  #default(chart: readonly string[]): ValuesFile | undefined {
    const key = JSON.stringify(chart);
    if (!this.#defaults.has(key)) {
      const request = this.#request;
      const file = this.#find(['chart', ...chart.flatMap(part => ['charts', part]), 'values.yaml'].join('/'));
      const layers =
        file === undefined || file.path.endsWith('.tgz')
          ? []
          : read(file.origin, file.content, chart, 'default', content => ({
              ...request,
              files: request.files.map(f => (f.path === file.path ? { ...f, content } : f)),
            }));
      this.#defaults.set(key, layers[0]);
    }
    return this.#defaults.get(key);
  }
}

function read(
  file: string,
  content: Uint8Array,
  chart: readonly string[],
  kind: ValuesFile['kind'],
  replaced: (content: Uint8Array) => ChartRequest,
): ValuesFile[] {
  const text = new TextDecoder().decode(content);
  const parsed = splitDocuments(text).length === 1 ? parseYaml(text) : undefined;
  if (parsed?.ok !== true) return [];
  const encoder = new TextEncoder();
  return [
    { file, text, value: parsed.value, chart, kind, replaced: changed => replaced(encoder.encode(changed)) },
  ];
}

/** Whether an argument of the `--set` family sets a path, something above it or below it. */
function mentions(expression: string, path: ValuesPath): boolean {
  if (expression.trimStart().startsWith('{')) return true;
  const keys = expression.split(/(?<!\\),/).map(part => /^\s*([^=]+)=/.exec(part)?.[1] ?? '');
  return keys.some(key => {
    const steps = key.split(/(?<!\\)\.|\[(\d+)\]/).filter(step => step !== undefined && step !== '');
    const length = Math.min(steps.length, path.length);
    return (
      length > 0 && steps.slice(0, length).every((step, i) => step.replaceAll('\\', '') === String(path[i]))
    );
  });
}

function valueIn(root: Json, path: ValuesPath): Json | undefined {
  let value: Json | undefined = root;
  for (const step of path) {
    if (Array.isArray(value)) value = value[Number(step)];
    else value = isObject(value) && Object.hasOwn(value, String(step)) ? value[String(step)] : undefined;
    if (value === undefined) return undefined;
  }
  return value;
}

function isCollection(value: Json): boolean {
  return typeof value === 'object' && value !== null;
}
