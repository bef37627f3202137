import type { FieldPart, Location } from '../../findings.ts';
import { type FieldPath, type Manifest, readDocuments, valueAt } from '../../manifest/index.ts';
import { type Engine, type InflatedChart, inflateCharts, type RenderOptions } from '../../render/index.ts';
import { adding, missing } from '../field-span.ts';
import { type FieldOrigin, locateInRequest, type WantedField } from '../helm/index.ts';
import { writtenValues } from './chart-values.ts';
import { agrees, differences } from './compare.ts';
import { partOf } from './images.ts';
import { child, type Mark, type Node, pulledInBy } from './node.ts';
import type { Places } from './place.ts';
import { followReferences } from './references.ts';
import { identityOfManifest, type KustomizationRendering, type Simulation, simulate } from './simulation.ts';

export { historyOf, type Writing, type WrittenHere, writtenAt } from './history.ts';
export type { KustomizationRendering } from './simulation.ts';

/** A field of a manifest that a kustomization rendered. */
export interface KustomizedField extends WantedField {
  /** For an image: the part in question. Without it, what was set last: digest, tag, name. */
  readonly part?: FieldPart;
}

/** Related places that are shown: more than these nobody reads. */
const MAX_RELATED = 8;

/**
 * Which line in which file somebody has to edit to change fields of manifests that a kustomization rendered: the patch,
 * the entry of a kustomization, the document of a base, or the values or template line of a chart that it inflates; for
 * a field that a patch removed the line that does, for one that never was the nearest parent, in the patch of the
 * kustomization itself when that goes there. `related` holds what else contributed to the value, and the entries that
 * pull the file in, innermost first.
 *
 * The build is done again, without the engine, on nodes that know where they were written, and the answer counts only
 * where its result is what the engine rendered. Charts are rendered again, see {@link locateInRequest}.
 * @returns for each field; undefined where no line is proven, as for resources that a plugin had a part in
 */
export async function locateInKustomization(
  engine: Engine,
  rendering: KustomizationRendering,
  options: RenderOptions,
  fields: readonly KustomizedField[],
): Promise<(FieldOrigin | undefined)[]> {
  const { tree, target, environment } = rendering;
  const kubernetes = environment.kubernetes ?? options.kubernetes;
  const charts = await inflateCharts(tree, target.root, engine, { kubernetes, helm: options.helm });
  const simulation = simulate(tree, target.root, charts);
  if (simulation === undefined) return fields.map(() => undefined);
  const answers = fields.map(field => answerFor(simulation, field));
  const inCharts = new ChartLines(engine, rendering, simulation.places);
  for (const answer of answers) if (answer !== undefined) inCharts.want(answer);
  await inCharts.locate();
  return answers.map((answer, index) => {
    const found = answer === undefined ? undefined : inCharts.origin(answer);
    const field = fields[index];
    if (answer === undefined || found === undefined || field === undefined) return undefined;
    const add = missing(field.manifest.object, field.path, answer.depth);
    return { ...found, location: { ...adding(add), ...found.location } };
  });
}

/** What the simulation says about a field. */
interface Answer {
  readonly mark: Mark;
  /** The value is a scalar, and is shown itself. */
  readonly isScalar: boolean;
  readonly related: readonly Mark[];
  /** Where what surrounds an absent field was written, when `mark` is a patch of it. */
  readonly parent?: Mark;
  /** Steps of the path that exist in the rendered object. */
  readonly depth: number;
  /** Steps below what `mark` stands for: of an absent field. */
  readonly below: FieldPath;
}

function answerFor(simulation: Simulation, { manifest, path, part }: KustomizedField): Answer | undefined {
  const resource = simulation.resources.get(identityOfManifest(manifest));
  if (resource === undefined || resource.unsure !== undefined) return undefined;
  let different = simulation.compared.get(resource);
  if (different === undefined) {
    followReferences(resource.root, manifest.object, simulation.names, simulation.variables);
    different = differences(resource.root, manifest.object);
    simulation.compared.set(resource, different);
  }
  let depth = path.length;
  while (depth > 0 && valueAt(manifest.object, path.slice(0, depth)) === undefined) depth--;
  const isThere = depth === path.length;
  if (!agrees(different, path, isThere) || !agrees(different, path.slice(0, depth), false)) return undefined;
  const { node, own } = nodeAt(resource.root, path.slice(0, depth));
  if (node === undefined) return undefined;
  if (isThere) {
    const mark = part === undefined || part === 'key' ? node.mark : partOf(node.mark, part);
    const isScalar = typeof node.value !== 'object' || node.value === null;
    return { mark, isScalar, related: mark.related ?? [], depth, below: path.slice(own) };
  }
  const gone = node.gone?.get(String(path[depth]));
  if (gone !== undefined)
    return { mark: gone, isScalar: true, related: [], parent: node.mark, depth, below: [] };
  const { patched } = node;
  if (patched !== undefined)
    return { mark: patched, isScalar: false, related: [], parent: node.mark, depth, below: [] };
  return { mark: node.mark, isScalar: false, related: [], depth, below: path.slice(own) };
}

/** The node at a path; `own`: steps down to the one that its mark was made for, as others borrow their parent's. */
function nodeAt(root: Node, path: FieldPath): { readonly node: Node | undefined; readonly own: number } {
  let node: Node | undefined = root;
  let own = 0;
  for (const [index, step] of path.entries()) {
    const next: Node | undefined = child(node, step);
    if (next?.mark !== node?.mark) own = index + 1;
    node = next;
  }
  return { node, own };
}

/** Places of marks; those in charts are found by rendering the chart again, all at once. */
class ChartLines {
  readonly #engine: Engine;
  readonly #rendering: KustomizationRendering;
  readonly #places: Places;
  readonly #wanted = new Map<InflatedChart, Map<string, WantedField>>();
  readonly #found = new Map<string, FieldOrigin>();
  readonly #manifests = new Map<InflatedChart, readonly Manifest[]>();
  readonly #numbers = new Map<InflatedChart, number>();

  constructor(engine: Engine, rendering: KustomizationRendering, places: Places) {
    this.#engine = engine;
    this.#rendering = rendering;
    this.#places = places;
  }

  want({ mark, below, related, parent }: Answer): void {
    this.#want(mark, below);
    if (parent !== undefined) this.#want(parent, []);
    for (const other of related) this.#want(other, []);
  }

  async locate(): Promise<void> {
    for (const [chart, fields] of this.#wanted) {
      const { request } = chart.inflation;
      const { tree } = this.#rendering;
      const wanted = [...fields];
      const origins = await locateInRequest(
        this.#engine,
        tree,
        request,
        chart.documents,
        wanted.map(([, field]) => field),
      );
      for (const [index, [key]] of wanted.entries()) {
        const origin = origins[index];
        if (origin === undefined) continue;
        const written = writtenValues(tree, chart, origin.location);
        // Values that cannot be shown where they are written leave the template line that prints them.
        const location = written ?? origin.related.find(({ kind }) => kind === 'template');
        if (location === undefined) continue;
        const related = origin.related.flatMap(at => writtenValues(tree, chart, at) ?? []);
        this.#found.set(key, { location, related });
      }
    }
  }

  /** Where an answer leads, with what contributed and the entries that pull the file in. */
  origin(answer: Answer): FieldOrigin | undefined {
    const { mark, isScalar, below } = answer;
    const { location, related: inChart = [] } = this.#place(mark, isScalar, below) ?? {};
    if (location === undefined) return undefined;
    const contributors = answer.related.flatMap(other => this.#place(other, true, [])?.location ?? []);
    const around = answer.parent && this.#place(answer.parent, false, [])?.location;
    if (around !== undefined) contributors.push(around);
    const pulling = pulledInBy(mark).flatMap(by => this.#places.of(by, true) ?? []);
    return { location, related: distinct(location, [...inChart, ...contributors, ...pulling]) };
  }

  #place(mark: Mark, isScalar: boolean, below: FieldPath): FieldOrigin | undefined {
    const key = this.#key(mark, below);
    if (key !== undefined) return this.#found.get(key);
    const location = this.#places.of(mark, isScalar);
    return location === undefined ? undefined : { location, related: [] };
  }

  #want(mark: Mark, below: FieldPath): void {
    const { chart: document } = mark.source;
    const key = this.#key(mark, below);
    if (document === undefined || key === undefined) return;
    const { chart, index } = document;
    const full = [...mark.path, ...below];
    const manifest = this.#manifestsOf(chart).find(
      ({ origin }) => origin.documentIndex === index && origin.within.every((step, i) => full[i] === step),
    );
    if (manifest === undefined) return;
    const known = this.#wanted.get(chart) ?? new Map<string, WantedField>();
    this.#wanted.set(chart, known);
    known.set(key, { manifest, path: full.slice(manifest.origin.within.length) });
  }

  #key({ source: { chart: document }, path }: Mark, below: FieldPath): string | undefined {
    if (document === undefined) return undefined;
    const { chart, index } = document;
    let number = this.#numbers.get(chart);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(chart, number);
    }
    return JSON.stringify([number, index, ...path, ...below]);
  }

  #manifestsOf(chart: InflatedChart): readonly Manifest[] {
    let known = this.#manifests.get(chart);
    if (known === undefined) {
      const { target, environment } = this.#rendering;
      known = readDocuments({ documents: chart.documents, target, environment }).manifests;
      this.#manifests.set(chart, known);
    }
    return known;
  }
}

/** Each line once, without that of the location itself. */
function distinct(location: Location, related: readonly Location[]): Location[] {
  const seen = new Set([`${location.file}:${location.line}`]);
  const kept = related.filter(({ file, line }) => {
    const key = `${file}:${line}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return kept.slice(0, MAX_RELATED);
}
