import { type Manifest, type ManifestSet, scalarText, valueAt } from '../../../manifest/index.ts';
import { byText } from '../../../repository/index.ts';
import type { CheckInput } from '../../types.ts';
import { Authorizer } from '../authorizer.ts';
import type { Hit } from '../catalogue/index.ts';
import { defaultObjects } from '../defaults.ts';
import { deployedTo, EVERYWHERE, environmentNames, environmentOf } from '../environments.ts';
import { bindingsTo } from '../holders.ts';
import { type Inert, type InertWorld, inertGrants } from '../inert/index.ts';
import { matcherFor, minorOf, type Reached, reach, reachOfRole } from '../reach.ts';
import { isEverything } from '../special.ts';
import { implicitGroups } from '../subjects.ts';
import { type Binding, RBAC_GROUP, type Role, type RoleRule, type Subject } from '../types.ts';

/** Who has the rules that a manifest holds. */
export interface Held {
  /** Sorted. */
  readonly subjects: readonly Subject[];
  /** Namespaces of the bindings, '' the cluster; empty: nobody here is bound. */
  readonly scopes: ReadonlySet<string>;
}

/** A rule, and what it gives of an entry of the catalogue. */
export interface RuleWith {
  readonly manifest: Manifest;
  readonly rule: RoleRule;
  readonly hit: Hit;
}

/** Something reached, and the rule that gives the last part of it. */
export interface ReachedAt {
  readonly manifest: Manifest;
  readonly rule: RoleRule;
  readonly reached: Reached;
  /** False: nobody is bound to the role, and it is what whoever will be gets. */
  readonly bound: boolean;
}

/** The cluster of one environment, as one revision of the repository makes it. */
export class World implements InertWorld {
  readonly authorizer: Authorizer;
  /** Everything that is deployed. */
  readonly deployed: readonly Manifest[];
  /** Roles, ClusterRoles and their bindings, in the order of the set. */
  readonly manifests: readonly Manifest[];
  /** Those of `manifests` of which no world before this one has said the same. */
  readonly fresh: readonly Manifest[];
  readonly clusterScoped: ReadonlySet<string>;
  readonly kubernetes: string;
  #bindings: ReadonlyMap<Manifest, Binding> | undefined;
  #bound: ReadonlyMap<Manifest, readonly Binding[]> | undefined;
  readonly #held = new Map<Manifest, Held>();
  readonly #admin = new Map<Manifest, boolean>();
  readonly #inert = new Map<Manifest, readonly Inert[]>();
  #grantsDanger: boolean | undefined;
  #rules: ReadonlyMap<string, readonly RuleWith[]> | undefined;
  #reached: ReadonlyMap<string, readonly ReachedAt[]> | undefined;

  /**
   * @param isOwn whether a manifest is in this world alone; left out: nothing was looked at before
   * @param over the authorizer of what every world has
   */
  constructor(
    manifests: readonly Manifest[],
    kubernetes: string,
    context?: readonly Manifest[],
    isOwn?: (manifest: Manifest) => boolean,
    over?: Authorizer,
  ) {
    this.kubernetes = kubernetes;
    this.deployed = manifests;
    this.manifests = manifests.filter(isRule);
    this.clusterScoped = clusterScopedKinds(manifests);
    this.authorizer = new Authorizer({
      manifests: this.manifests,
      defaults: defaultObjects(kubernetes),
      ...(context === undefined ? {} : { context }),
      ...(over === undefined ? {} : { over }),
    });
    this.fresh = isOwn === undefined ? this.manifests : this.manifests.filter(this.#touched(isOwn));
  }

  /** What is this world's own, and what is granted or given by something that is. */
  #touched(isOwn: (manifest: Manifest) => boolean): (manifest: Manifest) => boolean {
    const touched = new Set<Manifest>();
    for (const { manifest, role } of this.authorizer.added) {
      const all = [manifest, role?.manifest, ...writtenIn(role)].filter(each => each !== undefined);
      if (all.some(isOwn)) for (const each of all) touched.add(each);
    }
    return manifest => isOwn(manifest) || touched.has(manifest);
  }

  #findBound(): ReadonlyMap<Manifest, readonly Binding[]> {
    const bound = new Map<Manifest, Binding[]>();
    for (const binding of this.authorizer.bindings) {
      for (const written of writtenIn(binding.role)) {
        const list = bound.get(written);
        if (list === undefined) bound.set(written, [binding]);
        else list.push(binding);
      }
    }
    return bound;
  }

  /** See {@link World.bindingsOf}. */
  held(manifest: Manifest): Held {
    let held = this.#held.get(manifest);
    if (held === undefined) {
      const bindings = this.bindingsOf(manifest);
      const subjects = bindings.flatMap(binding => binding.subjects.map(({ subject }) => subject));
      held = {
        subjects: [...new Set(subjects)].sort(byText),
        scopes: new Set(bindings.map(({ namespace }) => namespace)),
      };
      this.#held.set(manifest, held);
    }
    return held;
  }

  /** The bindings that are rendered with a role; where there are none, those of the whole environment. */
  bindingsOf(manifest: Manifest): readonly Binding[] {
    this.#bound ??= this.#findBound();
    const all = this.#bound.get(manifest) ?? [];
    const { id } = manifest.origin.target;
    const own = all.filter(binding => binding.manifest?.origin.target.id === id);
    return own.length > 0 ? own : all;
  }

  /** What a binding's manifest gives to whom; undefined where it cannot be read. */
  bindingAt(manifest: Manifest): Binding | undefined {
    this.#bindings ??= new Map(
      this.authorizer.bindings.flatMap(each => (each.manifest === undefined ? [] : [[each.manifest, each]])),
    );
    return this.#bindings.get(manifest);
  }

  /** Rules of the repository that give a part of an entry of the catalogue, in the order of their roles. */
  rulesWith(entry: string): readonly RuleWith[] {
    this.#rules ??= this.#findRules();
    return this.#rules.get(entry) ?? [];
  }

  /** Where an entry is reached, at the rule of the repository that gives the last part of it. */
  reachedAt(entry: string): readonly ReachedAt[] {
    this.#reached ??= this.#findReached();
    return this.#reached.get(entry) ?? [];
  }

  /** See {@link inertGrants}; two guardrails tell of it. */
  inert(manifest: Manifest): readonly Inert[] {
    let inert = this.#inert.get(manifest);
    if (inert === undefined) {
      inert = inertGrants(manifest, this);
      this.#inert.set(manifest, inert);
    }
    return inert;
  }

  /** A ClusterRole of three stars. */
  isAdminEquivalent(manifest: Manifest): boolean {
    let admin = this.#admin.get(manifest);
    if (admin === undefined) {
      admin =
        manifest.resource.kind === 'ClusterRole' &&
        this.roleOf(manifest)?.rules.some(({ rule }) => isEverything(rule)) === true;
      this.#admin.set(manifest, admin);
    }
    return admin;
  }

  /** The role that a manifest is, with the rules aggregation gave it. */
  roleOf({ resource: { kind, namespace, name } }: Manifest): Role | undefined {
    return this.authorizer.role(kind, kind === 'Role' ? namespace : '', name);
  }

  #findRules(): ReadonlyMap<string, readonly RuleWith[]> {
    const matcher = matcherFor(minorOf(this.kubernetes));
    const found = new Map<string, RuleWith[]>();
    for (const role of this.authorizer.roles) {
      for (const rule of role.rules) {
        const manifest = manifestOf(rule);
        // Rules that aggregation took from other roles are found there.
        if (manifest === undefined || rule.writtenIn.name !== role.name) continue;
        for (const hit of matcher.hits(rule.rule)) {
          const list = found.get(hit.entry.id);
          if (list === undefined) found.set(hit.entry.id, [{ manifest, rule, hit }]);
          else list.push({ manifest, rule, hit });
        }
      }
    }
    return found;
  }

  /** Whether anybody is bound to anything dangerous, beside what Kubernetes itself binds. */
  grantsDanger(): boolean {
    const matcher = matcherFor(minorOf(this.kubernetes));
    this.#grantsDanger ??= this.authorizer.bindings.some(
      ({ from, role }) =>
        from !== 'default' && role?.rules.some(({ rule }) => matcher.hits(rule).length > 0) === true,
    );
    return this.#grantsDanger;
  }

  /** Whether a role has a rule of the repository that contributes to anything dangerous. */
  #dangerous(): (role: Role | undefined) => boolean {
    const matcher = matcherFor(minorOf(this.kubernetes));
    const known = new Map<Role, boolean>();
    return role => {
      if (role === undefined) return false;
      let found = known.get(role);
      if (found === undefined) {
        found = role.rules.some(rule => manifestOf(rule) !== undefined && matcher.hits(rule.rule).length > 0);
        known.set(role, found);
      }
      return found;
    };
  }

  #findReached(): ReadonlyMap<string, readonly ReachedAt[]> {
    const found = new Map<string, ReachedAt[]>();
    const add = (reached: Reached, bound: boolean) => {
      const rule = reached.steps.at(-1)?.grant.rule;
      const manifest = rule === undefined ? undefined : manifestOf(rule);
      if (rule === undefined || manifest === undefined || reached.within !== undefined) return;
      const { id } = reached.entry;
      const list = found.get(id);
      if (list === undefined) found.set(id, [{ manifest, rule, reached, bound }]);
      else list.push({ manifest, rule, reached, bound });
    };
    const options = { kubernetes: this.kubernetes };
    const isDangerous = this.#dangerous();
    const dangerous = new Set(
      this.authorizer.bindings
        .filter(({ role }) => isDangerous(role))
        .flatMap(({ subjects }) => subjects.map(({ subject }) => subject)),
    );
    for (const subject of dangerous.size === 0 ? [] : this.authorizer.subjects()) {
      // What is kept ends in a rule of the repository that the catalogue knows: who has none is not looked at.
      if (![subject, ...implicitGroups(subject)].some(each => dangerous.has(each))) continue;
      for (const reached of reach(this.authorizer, subject, options)) add(reached, true);
    }
    for (const role of this.authorizer.roles) {
      if (role.from !== 'repository' || !isDangerous(role)) continue;
      if (bindingsTo(this.authorizer, role).length > 0) continue;
      for (const reached of reachOfRole(this.authorizer, role, role.namespace, options)) add(reached, false);
    }
    return found;
  }
}

function isRule({ resource }: Manifest): boolean {
  return resource.group === RBAC_GROUP;
}

/** The manifests that hold the rules of a role. */
function writtenIn(role: Role | undefined): ReadonlySet<Manifest> {
  const written = new Set<Manifest>();
  for (const { writtenIn } of role?.rules ?? [])
    if (writtenIn.manifest !== undefined) written.add(writtenIn.manifest);
  return written;
}

/** The repository's manifest that a rule is written in; what a cluster has beside it is not ours to judge. */
function manifestOf({ writtenIn }: RoleRule): Manifest | undefined {
  return writtenIn.from === 'repository' ? writtenIn.manifest : undefined;
}

const known = new WeakMap<ManifestSet, { key: string; context: unknown; worlds: readonly World[] }>();

/** The clusters of all environments of a set; worked out once for all guardrails. */
export function worldsOf({ set, kubernetes, context }: CheckInput): readonly World[] {
  const before = known.get(set);
  if (before?.key === kubernetes && before.context === context) return before.worlds;
  const names = environmentNames(set);
  const shared = set.manifests.filter(manifest => isRule(manifest) && environmentOf(manifest) === EVERYWHERE);
  const over =
    names.length === 1
      ? undefined
      : new Authorizer({
          manifests: shared,
          defaults: defaultObjects(kubernetes),
          ...(context === undefined ? {} : { context }),
        });
  const worlds = names.map(
    (environment, index) =>
      new World(
        deployedTo(set, environment),
        kubernetes,
        context,
        index === 0 ? undefined : manifest => environmentOf(manifest) === environment,
        over,
      ),
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
