import type { Location } from '../../findings.ts';
import { type FieldPath, type Manifest, valueAt } from '../../manifest/index.ts';
import { type Tree, TreeError } from '../../repository/index.ts';
import type { Target } from '../../targets/index.ts';
import { buildKustomization } from './build.ts';
import { agrees, differences } from './compare.ts';
import { child, descend, NotUnderstood, scalarOf } from './node.ts';
import { Places } from './place.ts';
import { followReferences, type Names, namesOf } from './references.ts';
import type { Resource } from './resource.ts';

interface Simulation {
  readonly resources: readonly Resource[];
  readonly names: Names;
  readonly places: Places;
  /** What differs from the rendered object, by resource; worked out once. */
  readonly compared: Map<Resource, readonly FieldPath[]>;
}

/** Simulations by tree and folder: one serves every finding of a target. */
const simulations = new WeakMap<Tree, Map<string, Simulation | undefined>>();

/**
 * Which line in which file somebody has to edit to change the field `path` of a manifest that a kustomization
 * rendered: the patch, the entry of a kustomization, or the document of a base; for a field that does not exist the
 * nearest parent that does. `related` holds what else contributed to the value: the name under a prefix, the source
 * of a replacement.
 *
 * The build is done again, without the engine, on nodes that know where they were written, and the answer counts only
 * where its result is what the engine rendered. Undefined otherwise, and for resources that a chart, a plugin or
 * anything else not simulated had a part in.
 */
export function locateInKustomization(
  tree: Tree,
  target: Target,
  manifest: Manifest,
  path: FieldPath,
): (Location & { readonly related: Location[] }) | undefined {
  const simulation = simulationOf(tree, target.root);
  const resource = simulation?.resources.find(candidate => isRenderedAs(candidate, manifest));
  if (simulation === undefined || resource === undefined || resource.unsure !== undefined) return undefined;
  let different = simulation.compared.get(resource);
  if (different === undefined) {
    followReferences(resource.root, manifest.object, simulation.names);
    different = differences(resource.root, manifest.object);
    simulation.compared.set(resource, different);
  }
  let depth = path.length;
  while (depth > 0 && valueAt(manifest.object, path.slice(0, depth)) === undefined) depth--;
  const existing = path.slice(0, depth);
  const isThere = depth === path.length;
  if (!agrees(different, path, isThere) || !agrees(different, existing, false)) return undefined;
  const node = descend(resource.root, existing);
  if (node === undefined) return undefined;
  const isScalar = typeof node.value !== 'object' || node.value === null;
  const location = simulation.places.of(node.mark, isScalar);
  if (location === undefined) return undefined;
  const related = (node.mark.related ?? []).flatMap(mark => simulation.places.of(mark, true) ?? []);
  return { ...location, related };
}

function simulationOf(tree: Tree, root: string): Simulation | undefined {
  let ofTree = simulations.get(tree);
  if (ofTree === undefined) {
    ofTree = new Map();
    simulations.set(tree, ofTree);
  }
  if (!ofTree.has(root)) ofTree.set(root, simulate(tree, root));
  return ofTree.get(root);
}

function simulate(tree: Tree, root: string): Simulation | undefined {
  try {
    const resources = buildKustomization(tree, root);
    return { resources, names: namesOf(resources), places: new Places(tree), compared: new Map() };
  } catch (error) {
    if (error instanceof NotUnderstood || error instanceof TreeError) return undefined;
    throw error;
  }
}

function isRenderedAs(resource: Resource, manifest: Manifest): boolean {
  const { root } = resource;
  const metadata = child(root, 'metadata');
  return (
    scalarOf(child(root, 'apiVersion')) === manifest.apiVersion &&
    scalarOf(child(root, 'kind')) === manifest.resource.kind &&
    scalarOf(child(metadata, 'name')) === manifest.resource.name &&
    (scalarOf(child(metadata, 'namespace')) ?? '') ===
      (scalarOfJson(valueAt(manifest.object, ['metadata', 'namespace'])) ?? '')
  );
}

function scalarOfJson(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
