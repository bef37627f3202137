import {
  type FieldPath,
  isObject,
  type Json,
  lineStarts,
  locate,
  positionAt,
  type Span,
  valueAt,
} from '../../manifest/index.ts';
import { buildChartRequest, type Engine, type RenderedDocument } from '../../render/index.ts';
import { readTemplates } from '../helm/templates.ts';
import { dotted, ExplainedChart, relative } from './chart.ts';
import type { ValuesFile } from './chart-layers.ts';
import { blocksAround, tokenAt, wordsOf } from './conditions.ts';
import { type Difference, differencesOf, effectsOf } from './effects.ts';
import { type NodeAtLine, nodeAtLine } from './position.ts';
import type { ExplainOptions, LineAnswer, LineQuestion, RenderedTarget, Step } from './types.ts';

/** Values below one key that are changed together. */
const MAX_LEAVES = 40;
/** Renderings made to see what follows one line, per environment. */
const MAX_RENDERINGS = 10;
/** Places named that read a value nobody sees. */
const MAX_READS = 3;

/** What the key on a line of a values file does in one rendering of a chart. */
export interface ValuesLine {
  readonly node: NodeAtLine;
  readonly answer: LineAnswer;
}

/**
 * What follows a line of a values file: found by changing the value there, rendering again and comparing. What
 * changes by itself from one rendering to the next (generated passwords, times) does not count.
 * @returns undefined when the file gives this chart no values, or the line holds none
 */
export async function explainValuesLine(
  { rendering, manifests }: RenderedTarget,
  question: LineQuestion,
  options: ExplainOptions,
): Promise<ValuesLine | undefined> {
  const { tree, target, environment, documents } = rendering;
  const chart = new ExplainedChart(rendering, options.render, options.discretion);
  const charts = chartsOf(documents);
  const [layer] = chart.layers.filesAt(question.file, charts);
  if (layer === undefined) return undefined;
  const node = nodeAtLine(layer.text, question.line, question.column);
  if (node === undefined || node.path.length === 0) return undefined;
  const renderings = [{ target: target.id, environment: environment.name }];
  const base = { renderings, effects: [], by: [], notes: [] };
  const key = keyIn(layer, node.path, charts);
  const stronger = overriding(chart, layer, key, node);
  if (stronger !== undefined) {
    return { node, answer: { ...base, outcome: 'overridden', by: [stronger], notes: ['Overridden by'] } };
  }
  const clean = buildChartRequest(tree, target.root, environment, options.render);
  const trial = new Trial(options.engine, documents, layer, () => options.engine.renderChart(clean));
  const differences = await trial.follow(node);
  if (differences === undefined) {
    return {
      node,
      answer: {
        ...base,
        outcome: 'unclear',
        notes: ['What follows it is not known: with another value here, the chart does not render.'],
      },
    };
  }
  const effects = effectsOf(differences, manifests, options.discretion);
  if (effects.length > 0) {
    return {
      node,
      answer: {
        ...base,
        outcome: 'decides',
        effects,
        notes: ['Changed here and rendered again, these follow:'],
      },
    };
  }
  const reads = readsOf(chart, clean.files, key);
  const notes =
    reads.length > 0
      ? ['Nothing that is rendered follows it. It is read here:']
      : [`Nothing that is rendered follows it; no template names .Values.${dotted(key.path)}.`];
  return { node, answer: { ...base, outcome: 'nothing', by: reads, notes } };
}

/** Names that lead to every chart that printed something, and the charts on the way. */
export function chartsOf(documents: readonly RenderedDocument[]): (readonly string[])[] {
  const charts = new Map<string, readonly string[]>([['[]', []]]);
  for (const { text } of documents) {
    const steps = /^# Source: (.*)$/m.exec(text)?.[1]?.split('/') ?? [];
    const names: string[] = [];
    for (let i = 1; steps[i] === 'charts' && steps[i + 1] !== undefined; i += 2) {
      names.push(steps[i + 1] as string);
      charts.set(JSON.stringify(names), [...names]);
    }
  }
  return [...charts.values()];
}

/** The chart that a path of a values file is about, and the path in its values. */
function keyIn(layer: ValuesFile, path: FieldPath, charts: readonly (readonly string[])[]) {
  const full = [...layer.chart, ...path];
  const about = charts
    .filter(chart => chart.length < full.length && chart.every((step, index) => full[index] === step))
    .sort((a, b) => b.length - a.length)[0];
  return relative(layer, path, about ?? layer.chart);
}

/** What a stronger layer says instead; a map is put together from all layers and overridden by none. */
function overriding(
  chart: ExplainedChart,
  layer: ValuesFile,
  { chart: of, path }: { chart: readonly string[]; path: FieldPath },
  node: NodeAtLine,
): Step | undefined {
  if (isObject(node.value)) return undefined;
  const said = chart.layers.say(of, path);
  const own = said.findIndex(statement => statement.layer === layer);
  const first = said[0];
  return own > 0 && first !== undefined ? chart.statement(first, true) : undefined;
}

/** Values changed in memory, and what became of the rendering. */
class Trial {
  readonly #engine: Engine;
  readonly #documents: readonly RenderedDocument[];
  readonly #layer: ValuesFile;
  readonly #again: () => ReturnType<Engine['renderChart']>;
  #left = MAX_RENDERINGS;
  #restless: ReadonlySet<string> | undefined;

  constructor(
    engine: Engine,
    documents: readonly RenderedDocument[],
    layer: ValuesFile,
    again: () => ReturnType<Engine['renderChart']>,
  ) {
    this.#engine = engine;
    this.#documents = documents;
    this.#layer = layer;
    this.#again = again;
  }

  /** Fields that differ when the value, or every value below a map, is another one; undefined when nothing renders. */
  async follow({ path, value }: NodeAtLine): Promise<Difference[] | undefined> {
    const leaves = leavesOf(value, path).slice(0, MAX_LEAVES);
    const together = await this.#first(attempts(this.#layer, leaves));
    if (together !== undefined || leaves.length === 1) return together;
    const found = new Map<string, Difference>();
    let rendered = false;
    for (const leaf of leaves) {
      const differences = await this.#first(attempts(this.#layer, [leaf]).slice(0, 1));
      rendered ||= differences !== undefined;
      for (const difference of differences ?? []) found.set(keyOf(difference), difference);
    }
    return rendered ? [...found.values()] : undefined;
  }

  /** Differences of the first of these texts that renders; of one without any, the next is tried too. */
  async #first(texts: readonly string[]): Promise<Difference[] | undefined> {
    let result: Difference[] | undefined;
    for (const text of texts) {
      if (this.#left-- <= 0) break;
      const outcome = await this.#engine.renderChart(this.#layer.replaced(text));
      if (!outcome.ok) continue;
      const all = differencesOf(this.#documents, outcome.documents.filter(hasObject));
      const restless = all.length === 0 ? new Set() : await this.#byThemselves();
      result = all.filter(difference => !restless.has(keyOf(difference)));
      if (result.length > 0) return result;
    }
    return result;
  }

  /** What differs from one rendering to the next without any change. */
  async #byThemselves(): Promise<ReadonlySet<string>> {
    if (this.#restless === undefined) {
      const outcome = await this.#again();
      const differences = outcome.ok
        ? differencesOf(this.#documents, outcome.documents.filter(hasObject))
        : [];
      this.#restless = new Set(differences.map(keyOf));
    }
    return this.#restless;
  }
}

function keyOf({ document, path, change, object }: Difference): string {
  const name = isObject(object) ? [object.kind, valueAt(object, ['metadata', 'name'])] : [];
  return JSON.stringify([document, path, change, name]);
}

/** As rendering does: documents of comments and white space do not count. */
function hasObject({ text }: RenderedDocument): boolean {
  return text.split(/[\r\n]+/).some(line => /^(?![ \t]*(?:#|$)|(?:---|\.\.\.)[ \t]*(?:#|$))/.test(line));
}

interface Leaf {
  readonly path: FieldPath;
  readonly value: Json;
}

/** Scalars and empty collections. */
function leavesOf(value: Json, path: FieldPath): Leaf[] {
  if (Array.isArray(value) && value.length > 0)
    return value.flatMap((item, index) => leavesOf(item, [...path, index]));
  if (isObject(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([key, member]) => leavesOf(member, [...path, key]));
  return [{ path, value }];
}

/** The file with these values changed, in several ways: a schema or a template may refuse one. */
function attempts({ text }: ValuesFile, leaves: readonly Leaf[]): string[] {
  const ways = Math.max(...leaves.map(({ value }) => others(value).length), 0);
  return Array.from({ length: ways }, (_, way) => {
    const cuts = leaves.flatMap(({ path, value }) => {
      const options = others(value);
      const other = options[Math.min(way, options.length - 1)];
      const { value: span, key } = locate(text, path);
      if (other === undefined) return [];
      return span === undefined
        ? emptyValue(text, key, other)
        : [{ start: span.start, end: span.end, text: other }];
    });
    return [...cuts]
      .sort((a, b) => b.start - a.start)
      .reduce((result, cut) => `${result.slice(0, cut.start)}${cut.text}${result.slice(cut.end)}`, text);
  });
}

/** `key:` without a value: one behind the colon. */
function emptyValue(text: string, key: Span | undefined, other: string) {
  const colon = key === undefined ? -1 : text.indexOf(':', key.end);
  return colon < 0 ? [] : [{ start: colon + 1, end: colon + 1, text: ` ${other}` }];
}

/** Other values of a type, in YAML, the likeliest to be accepted first. */
function others(value: Json): string[] {
  if (typeof value === 'boolean') return [String(!value)];
  if (typeof value === 'number' || typeof value === 'bigint')
    return [String(Number(value) + 1), String(Math.max(1, Number(value) - 1))];
  if (typeof value === 'string')
    return value === ''
      ? ['"kubeproof"', '"1"']
      : [JSON.stringify(`${value}x`), JSON.stringify(/^\d+$/.test(value) ? `${value}1` : 'kubeproof'), '""'];
  if (value === null) return ['"kubeproof"', '1', 'true'];
  return Array.isArray(value)
    ? ['["kubeproof"]', '[{name: kubeproof}]']
    : ['{kubeproof: "1"}', '{kubeproof: {kubeproof: "1"}}'];
}

/** Template lines that name a key, with what they are printed under. */
function readsOf(
  chart: ExplainedChart,
  files: Parameters<typeof readTemplates>[0],
  { path }: { path: FieldPath },
): Step[] {
  const names = path
    .filter(step => typeof step === 'string')
    .map(step => step.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`\\.Values\\.${names.join('\\.')}(?![\\w])`, 'g');
  const steps: Step[] = [];
  for (const file of readTemplates(files).files) {
    const starts = lineStarts(file.text);
    for (const match of file.text.matchAll(pattern)) {
      const { line, column } = positionAt(starts, match.index);
      const token = tokenAt(file, line, column);
      if (file.tokens[token]?.type !== 'action' || steps.length >= MAX_READS) continue;
      const [outer] = blocksAround(file, token);
      const place = chart.place({ kind: 'template', file: file.origin, line, column });
      steps.push({
        role: 'printed',
        place,
        ...(outer === undefined ? {} : { note: `inside ${wordsOf(outer)}` }),
      });
    }
  }
  return steps;
}
