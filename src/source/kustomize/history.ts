import type { Location } from '../../findings.ts';
import {
  type FieldPath,
  fieldName,
  isObject,
  type Json,
  type Manifest,
  parseFieldPath,
  valueAt,
} from '../../manifest/index.ts';
import { type Engine, inflateCharts, type RenderOptions } from '../../render/index.ts';
import { agrees, differences } from './compare.ts';
import { child, descend, itemsOf, jsonOf, type Mark, membersOf, type Node, pulledInBy } from './node.ts';
import { Places } from './place.ts';
import { followReferences } from './references.ts';
import type { Resource } from './resource.ts';
import {
  identityOf,
  identityOfManifest,
  type KustomizationRendering,
  type Simulation,
  simulate,
} from './simulation.ts';
import type { Watch } from './work.ts';

/** One thing that wrote a field, and what the field was then. */
export interface Writing {
  /** With what did it as its note. */
  readonly location: Location;
  /** Undefined: it took the field away. */
  readonly value: Json | undefined;
  /** The entries that pull its file in, innermost first. */
  readonly through: readonly Location[];
}

interface State {
  readonly mark: Mark | undefined;
  readonly value: Json | undefined;
}

/**
 * Everything that wrote a field of a manifest, in kustomize's order: the document, then each patch, transformer and
 * generator that changed it. What a chart printed is left out.
 * @returns undefined where the build cannot be followed
 */
export async function historyOf(
  engine: Engine,
  rendering: KustomizationRendering,
  options: RenderOptions,
  manifest: Manifest,
  path: FieldPath,
): Promise<readonly Writing[] | undefined> {
  const name = fieldName(manifest.object, path);
  const states = new Map<Resource, State[]>();
  const watch: Watch = resource => {
    const { root } = resource;
    if (child(root, 'kind')?.value !== manifest.resource.kind) return;
    // Items of a list may have moved on the way.
    const node = descend(root, parseFieldPath(name, jsonOf(root)) ?? path);
    const known = states.get(resource) ?? [];
    const last = known.at(-1);
    if (node === undefined && last?.mark === undefined) return;
    const value = node === undefined ? undefined : jsonOf(node);
    if (last !== undefined && last.mark === node?.mark && text(last.value) === text(value)) return;
    states.set(resource, [...known, { mark: node?.mark, value }]);
  };
  const simulation = await followed(engine, rendering, options, watch);
  const resource = simulation?.resources.get(identityOfManifest(manifest));
  if (simulation === undefined || resource === undefined || !isFollowed(simulation, resource, manifest, path))
    return undefined;
  watch(resource);
  const { places } = simulation;
  const writings = (states.get(resource) ?? []).flatMap(({ mark, value }): Writing[] => {
    if (mark === undefined || mark.source.chart !== undefined) return [];
    const location = places.of(mark, !isObject(value) && !Array.isArray(value));
    const through = pulledInBy(mark).flatMap(by => places.of(by, true) ?? []);
    return location === undefined ? [] : [{ location, value, through }];
  });
  // What one line did in several steps it did once.
  return writings.filter(({ location: { file, line } }, index) => {
    const next = writings[index + 1]?.location;
    return next?.file !== file || next.line !== line;
  });
}

/** A field that was written, at any time of the build, at the places asked about. */
export interface WrittenHere {
  readonly manifest: Manifest;
  /** Empty for a resource that comes in through an entry. */
  readonly path: FieldPath;
  /** `part`: together with others; `through`: it is the entry of a kustomization that pulls in the file. */
  readonly how: 'wrote' | 'part' | 'through';
  /** Who has the last word; undefined when none has but the place itself. */
  readonly by?: Location;
}

export interface WrittenFields {
  readonly fields: readonly WrittenHere[];
  /** Resources of which not everything that was done to them is known. */
  readonly unsure: number;
}

/**
 * Which fields of what a kustomization rendered were written at certain places, and whether something else wrote
 * them after that.
 * @returns undefined where the build cannot be followed
 */
export async function writtenAt(
  engine: Engine,
  rendering: KustomizationRendering,
  options: RenderOptions,
  manifests: readonly Manifest[],
  isHere: (place: Location) => boolean,
): Promise<WrittenFields | undefined> {
  const marks = new MarksAt(new Places(rendering.tree), isHere);
  const seen = new Map<Resource, Map<string, WrittenHere['how']>>();
  const watch: Watch = resource => {
    const found = marks.in(resource.root);
    if (found.length === 0) return;
    const object = jsonOf(resource.root);
    const fields = seen.get(resource) ?? new Map<string, WrittenHere['how']>();
    seen.set(resource, fields);
    for (const { path, how } of found) fields.set(fieldName(object, path), how);
  };
  const simulation = await followed(engine, rendering, options, watch);
  if (simulation === undefined) return undefined;
  for (const resource of simulation.resources.values()) watch(resource);
  const byIdentity = new Map(manifests.map(manifest => [identityOfManifest(manifest), manifest]));
  const fields: WrittenHere[] = [];
  let unsure = 0;
  for (const resource of simulation.resources.values()) {
    if (resource.unsure !== undefined) unsure++;
    const manifest = byIdentity.get(identityOf(resource));
    if (manifest === undefined) continue;
    for (const [name, how] of seen.get(resource) ?? []) {
      const path = parseFieldPath(name, manifest.object);
      if (path === undefined || !isFollowed(simulation, resource, manifest, path)) continue;
      const node = descend(resource.root, path);
      const isStill = node !== undefined && marks.of(node) !== undefined;
      const by = node === undefined || isStill ? undefined : simulation.places.of(node.mark, true);
      if (isStill || by !== undefined)
        fields.push({ manifest, path, how, ...(by === undefined ? {} : { by }) });
    }
  }
  return { fields, unsure };
}

/** Tells which nodes were written at certain places. */
class MarksAt {
  readonly #places: Places;
  readonly #isHere: (place: Location) => boolean;
  readonly #known = new Map<Mark, boolean>();

  constructor(places: Places, isHere: (place: Location) => boolean) {
    this.#places = places;
    this.#isHere = isHere;
  }

  in(root: Node): { path: FieldPath; how: WrittenHere['how'] }[] {
    // What comes in as a whole says nothing field by field.
    const kind = child(root, 'kind');
    if (kind !== undefined && this.of(kind) === 'through') return [{ path: [], how: 'through' }];
    const found: { path: FieldPath; how: WrittenHere['how'] }[] = [];
    const visit = (node: Node, path: FieldPath): void => {
      const how = this.of(node);
      if (how !== undefined) found.push({ path, how });
      for (const [key, member] of membersOf(node)) visit(member, [...path, key]);
      for (const [index, item] of itemsOf(node).entries()) visit(item, [...path, index]);
    };
    visit(root, []);
    return found;
  }

  of({ mark, value }: Node): WrittenHere['how'] | undefined {
    if (this.#is(mark, typeof value !== 'object' || value === null)) return 'wrote';
    if (mark.related?.some(related => this.#is(related, true)) === true) return 'part';
    return pulledInBy(mark).some(by => this.#is(by, true)) ? 'through' : undefined;
  }

  #is(mark: Mark, isScalar: boolean): boolean {
    let known = this.#known.get(mark);
    if (known === undefined) {
      const place = mark.source.chart === undefined ? this.#places.of(mark, isScalar) : undefined;
      known = place !== undefined && this.#isHere(place);
      this.#known.set(mark, known);
    }
    return known;
  }
}

async function followed(
  engine: Engine,
  { tree, target, environment }: KustomizationRendering,
  { kubernetes, helm }: RenderOptions,
  watch: Watch,
): Promise<Simulation | undefined> {
  const options = { kubernetes: environment.kubernetes ?? kubernetes, helm };
  return simulate(tree, target.root, await inflateCharts(tree, target.root, engine, options), watch);
}

/** Whether the build ends in what was rendered, as far as a field is concerned. */
function isFollowed(
  { names, variables, compared }: Simulation,
  resource: Resource,
  manifest: Manifest,
  path: FieldPath,
): boolean {
  if (resource.unsure !== undefined) return false;
  let different = compared.get(resource);
  if (different === undefined) {
    followReferences(resource.root, manifest.object, names, variables);
    different = differences(resource.root, manifest.object);
    compared.set(resource, different);
  }
  return path.length === 0 || agrees(different, path, valueAt(manifest.object, path) !== undefined);
}

function text(value: Json | undefined): string {
  return value === undefined
    ? ''
    : JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
}
