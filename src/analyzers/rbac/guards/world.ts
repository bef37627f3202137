import { type Manifest, type ManifestSet, scalarText, valueAt } from '../../../manifest/index.ts';
import type { CheckInput } from '../../types.ts';
import { Authorizer } from '../authorizer.ts';
import { defaultObjects } from '../defaults.ts';
import { deployedTo, environmentNames } from '../environments.ts';
import type { InertWorld } from '../inert/index.ts';
import { type Reached, reach } from '../reach.ts';
import { type Binding, RBAC_GROUP, type Role, type RoleRule, type Subject } from '../types.ts';

/** Who has the rules that a manifest holds. */
export interface Held {
  /** Sorted. */
  readonly subjects: readonly Subject[];
  /** Namespaces of the bindings, '' the cluster; empty: nobody here is bound. */
  readonly scopes: ReadonlySet<string>;
}

/** The cluster of one environment, as one revision of the repository makes it. */
export class World implements InertWorld {
  readonly authorizer: Authorizer;
  /** Roles, ClusterRoles and their bindings, in the order of the set. */
  readonly manifests: readonly Manifest[];
  readonly clusterScoped: ReadonlySet<string>;
  readonly kubernetes: string;
  readonly #bound = new Map<Manifest, Binding[]>();
  readonly #reached = new Map<Subject, readonly Reached[]>();

  constructor(manifests: readonly Manifest[], kubernetes: string, context?: readonly Manifest[]) {
    this.kubernetes = kubernetes;
    this.manifests = manifests.filter(({ resource }) => resource.group === RBAC_GROUP);
    this.clusterScoped = clusterScopedKinds(manifests);
    this.authorizer = new Authorizer({
      manifests,
      defaults: defaultObjects(kubernetes),
      ...(context === undefined ? {} : { context }),
    });
    for (const binding of this.authorizer.bindings) {
      for (const written of new Set(binding.role?.rules.map(rule => rule.writtenIn.manifest))) {
        if (written === undefined) continue;
        const bound = this.#bound.get(written);
        if (bound === undefined) this.#bound.set(written, [binding]);
        else bound.push(binding);
      }
    }
  }

  /** By the bindings that are rendered with the role; where there are none, by those of the whole environment. */
  held(manifest: Manifest): Held {
    const all = this.#bound.get(manifest) ?? [];
    const { id } = manifest.origin.target;
    const own = all.filter(binding => binding.manifest?.origin.target.id === id);
    const bindings = own.length > 0 ? own : all;
    const subjects = bindings.flatMap(binding => binding.subjects.map(({ subject }) => subject));
    return {
      subjects: [...new Set(subjects)].sort(),
      scopes: new Set(bindings.map(({ namespace }) => namespace)),
    };
  }

  reached(subject: Subject): readonly Reached[] {
    let reached = this.#reached.get(subject);
    if (reached === undefined) {
      reached = reach(this.authorizer, subject, { kubernetes: this.kubernetes });
      this.#reached.set(subject, reached);
    }
    return reached;
  }

  /** The role that a manifest is, with the rules aggregation gave it. */
  roleOf({ resource: { kind, namespace, name } }: Manifest): Role | undefined {
    return this.authorizer.role(kind, kind === 'Role' ? namespace : '', name);
  }
}

const known = new WeakMap<ManifestSet, { key: string; context: unknown; worlds: readonly World[] }>();

/** The clusters of all environments of a set; worked out once for all guardrails. */
export function worldsOf({ set, kubernetes, context }: CheckInput): readonly World[] {
  const before = known.get(set);
  if (before?.key === kubernetes && before.context === context) return before.worlds;
  const worlds = environmentNames(set).map(
    environment => new World(deployedTo(set, environment), kubernetes, context),
  );
  known.set(set, { key: kubernetes, context, worlds });
  return worlds;
}

/** Where a rule is written: that of an aggregated role is another object's. */
export function isWrittenIn({ writtenIn }: RoleRule, manifest: Manifest): boolean {
  return writtenIn.manifest === manifest;
}

/** Custom resources without a namespace, by the definitions that come with the manifests. */
function clusterScopedKinds(manifests: readonly Manifest[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { resource, object } of manifests) {
    if (resource.kind !== 'CustomResourceDefinition' || resource.group !== 'apiextensions.k8s.io') continue;
    if (valueAt(object, ['spec', 'scope']) !== 'Cluster') continue;
    const group = scalarText(valueAt(object, ['spec', 'group']));
    found.add(`${group}/${scalarText(valueAt(object, ['spec', 'names', 'plural']))}`);
  }
  return found;
}
