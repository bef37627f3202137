import { type FieldPath, type Manifest, valueAt } from '../../manifest/index.ts';
import type { InflatedChart } from '../../render/index.ts';
import { type Tree, TreeError } from '../../repository/index.ts';
import type { Environment, Target } from '../../targets/index.ts';
import { buildKustomization } from './build.ts';
import { child, NotUnderstood, scalarOf } from './node.ts';
import { Places } from './place.ts';
import { type Names, namesOf } from './references.ts';
import type { Resource } from './resource.ts';
import type { VariableValue } from './variables.ts';
import { TooMuchWork, type Watch } from './work.ts';

/** One kustomization, rendered. */
export interface KustomizationRendering {
  readonly tree: Tree;
  readonly target: Target;
  readonly environment: Environment;
}

/** A kustomization, built on nodes that know where they were written. */
export interface Simulation {
  readonly resources: ReadonlyMap<string, Resource>;
  readonly names: Names;
  readonly variables: ReadonlyMap<string, VariableValue>;
  readonly places: Places;
  /** What differs from the rendered object, by resource; worked out once. */
  readonly compared: Map<Resource, readonly FieldPath[]>;
}

/** Builds a kustomization; undefined when nothing can be said about any of its resources. */
export function simulate(
  tree: Tree,
  root: string,
  charts: readonly InflatedChart[],
  watch?: Watch,
): Simulation | undefined {
  try {
    const { resources, variables } = buildKustomization(tree, root, charts, watch);
    return {
      resources: new Map(resources.map(resource => [identityOf(resource), resource])),
      names: namesOf(resources),
      variables,
      places: new Places(tree),
      compared: new Map(),
    };
  } catch (error) {
    const isKnown =
      error instanceof NotUnderstood || error instanceof TooMuchWork || error instanceof TreeError;
    if (isKnown) return undefined;
    throw error;
  }
}

/** Version, kind, name and namespace as written, of a resource at the end of the build. */
export function identityOf({ root }: Resource): string {
  const metadata = child(root, 'metadata');
  const names = ['name', 'namespace'].map(key => scalarOf(child(metadata, key)) ?? '');
  return JSON.stringify([scalarOf(child(root, 'apiVersion')), scalarOf(child(root, 'kind')), ...names]);
}

/** {@link identityOf} of what the engine rendered. */
export function identityOfManifest({ apiVersion, resource: { kind, name }, object }: Manifest): string {
  const namespace = valueAt(object, ['metadata', 'namespace']);
  return JSON.stringify([apiVersion, kind, name, typeof namespace === 'string' ? namespace : '']);
}
