import {
  type JsonObject,
  type Manifest,
  own,
  scalarText,
  selects,
  stringMap,
  valueAt,
} from '../../manifest/index.ts';
import { byText } from '../../repository/index.ts';
import { aggregate, aggregationSelectors, type WrittenRole } from './aggregation.ts';
import { isBootstrapped } from './defaults.ts';
import { type Attributes, atomsOf, boundedRules, objects, policyRules, ruleAllows } from './rules.ts';
import { group, implicitGroups, subjectOf } from './subjects.ts';
import {
  type Answer,
  type Atom,
  type Binding,
  type Grant,
  type Provenance,
  RBAC_GROUP,
  type Role,
  type RoleRule,
  type RoleSource,
  type Subject,
} from './types.ts';

/** Stands for the namespace of what is applied to a namespace that neither the manifest nor the environment names. */
export const UNNAMED_NAMESPACE = '(not named)';

/** A resource name no API has: the verbs of a role that is not known. */
export const UNKNOWN_ROLE = 'role:';

export interface AuthorizerInput {
  /** Of the repository: the objects of one environment. */
  readonly manifests: readonly Manifest[];
  /** An export of a cluster: what it has beside the repository. With it, a role that is nowhere does not exist. */
  readonly context?: readonly Manifest[];
  /** What a cluster of this Kubernetes version has by itself; see `defaults.ts`. */
  readonly defaults?: readonly JsonObject[];
  /**
   * The authorizer of a part of the manifests, with the same context and defaults: what the others do not touch is taken
   * from it. The answers are the same without.
   */
  readonly over?: Authorizer;
}

/** A binding that gives its subjects something, and the subject of it that the asked one is or belongs to. */
export interface Holding {
  readonly binding: Binding;
  readonly through: Subject;
}

/**
 * The roles and bindings of one cluster, as far as they are known: the repository's over the context's over the
 * version's own. The same object from two targets counts twice: what both say may come to be.
 */
export class Authorizer {
  /** Sorted by kind, namespace and name. */
  readonly roles: readonly Role[];
  /** Sorted by kind, namespace and name. */
  readonly bindings: readonly Binding[];
  /** Roles that are read as granting everything, because they say too much to be read; see `MAX_ATOMS`. */
  readonly tooLarge: readonly Role[];
  /** A role that is nowhere does not exist. */
  readonly closed: boolean;
  /** Those of `bindings` that the authorizer below this one does not have as they are; all where there is none. */
  readonly added: readonly Binding[];
  readonly #roles: Map<string, Role>;
  readonly #bySubject: Map<Subject, Binding[]>;
  /** What it was made of, for those over it; undefined where it is over another itself. */
  readonly #of: Sources | undefined;

  constructor({ manifests, context, defaults, over }: AuthorizerInput) {
    this.closed = context !== undefined;
    const own = over === undefined || over.#of === undefined ? undefined : besides(over.#of, manifests);
    const below = own === undefined ? undefined : over;
    const objects =
      own ??
      merged([
        manifests.map(manifest => entry(manifest.object, 'repository', manifest)),
        (context ?? []).map(manifest =>
          isBootstrapped(manifest.object)
            ? entry(manifest.object, 'default')
            : entry(manifest.object, 'context', manifest),
        ),
        (defaults ?? []).map(object => entry(object, 'default')),
      ]);
    const tooLarge = new Set<string>();
    const roles = readRoles(objects, tooLarge);
    this.#roles = new Map(below === undefined ? [] : below.#roles);
    for (const role of roles) this.#roles.set(key(role.kind, role.namespace, role.name), role);
    this.roles = below === undefined ? roles : inOrder(below.roles, roles);
    const large = roles.filter(role => tooLarge.has(key(role.kind, role.namespace, role.name)));
    this.tooLarge = below === undefined ? large : inOrder(below.tooLarge, large);
    const written = objects.filter(({ kind }) => kind === 'ClusterRoleBinding' || kind === 'RoleBinding');
    const read = new Map(written.map(each => [each, this.#binding(each)]));
    // A role that nobody knew may be one of those that have come.
    const found = new Map<Binding, Binding>();
    for (const [each, before] of below === undefined ? [] : (below.#of?.unresolved ?? [])) {
      const binding = this.#binding(each);
      if (binding.role !== undefined) found.set(before, binding);
    }
    const fresh = [...read.values()].sort(byIdentity);
    const kept = found.size === 0 ? below?.bindings : below?.bindings.map(each => found.get(each) ?? each);
    this.bindings = kept === undefined ? fresh : inOrder(kept, fresh);
    this.added = below === undefined ? this.bindings : [...found.values(), ...fresh];
    this.#bySubject = new Map(below === undefined ? [] : below.#bySubject);
    const named = new Set(this.added.flatMap(({ subjects }) => subjects.map(({ subject }) => subject)));
    for (const subject of named) this.#bySubject.set(subject, []);
    for (const binding of this.bindings) {
      for (const subject of new Set(binding.subjects.map(each => each.subject))) {
        if (named.has(subject)) this.#bySubject.get(subject)?.push(binding);
      }
    }
    if (below !== undefined) return;
    this.#of = {
      manifests: new Set(manifests),
      ids: new Set(objects.map(({ id }) => id)),
      selectors: objects.flatMap(each =>
        each.kind === 'ClusterRole' ? (knownRole(each).selectors ?? []) : [],
      ),
      unresolved: [...read].filter(([, { role }]) => role === undefined),
    };
  }

  /** @param namespace of a Role; '' for a ClusterRole */
  role(kind: string, namespace: string, name: string): Role | undefined {
    return this.#roles.get(key(kind, namespace, name));
  }

  /** Everybody a binding names, sorted. */
  subjects(): readonly Subject[] {
    return [...this.#bySubject.keys()].sort(byText);
  }

  /** Bindings that name this very subject. */
  bindingsOf(subject: Subject): readonly Binding[] {
    return this.#bySubject.get(subject) ?? [];
  }

  /**
   * Bindings that give this subject something: those that name it, then those of the groups it is in.
   *
   * @param groups names of groups an identity provider puts the subject in, beside the implicit ones
   */
  holdings(subject: Subject, groups: readonly string[] = []): readonly Holding[] {
    return [...new Set([subject, ...groups.map(group), ...implicitGroups(subject)])].flatMap(through =>
      this.bindingsOf(through).map(binding => ({ binding, through })),
    );
  }

  /** All a subject may do, with what gives it. An unknown role is one atom of its own, see {@link UNKNOWN_ROLE}. */
  grants(subject: Subject, groups: readonly string[] = []): Grant[] {
    return this.holdings(subject, groups).flatMap(holding => this.granted(holding));
  }

  /** What one binding gives. */
  granted({ binding, through }: Holding): Grant[] {
    const { role, namespace } = binding;
    if (role === undefined) return this.atoms(binding).map(atom => ({ atom, binding, through }));
    return role.rules.flatMap(rule =>
      atomsOf(rule.rule, namespace).map(atom => ({ atom, binding, rule, through })),
    );
  }

  /** What one binding gives, without what gives it. */
  atoms(binding: Binding): Atom[] {
    const { role, roleRef, namespace } = binding;
    if (role !== undefined) return role.rules.flatMap(({ rule }) => atomsOf(rule, namespace));
    if (!this.mayExist(binding)) return [];
    return [{ verb: '*', resource: `${UNKNOWN_ROLE}${roleRef.kind} ${roleRef.name}`, namespace }];
  }

  /**
   * What the API server answers to a request of a subject, as far as it can be known: at least. Other authorizers
   * (webhooks, cloud IAM, the node authorizer) may allow more.
   * Source: `VisitRulesFor`, pkg/registry/rbac/validation/rule.go.
   *
   * @param groups see {@link Authorizer.holdings}
   */
  authorize(subject: Subject, request: Attributes, groups: readonly string[] = []): Answer {
    const unknown: Binding[] = [];
    for (const { binding, through } of this.holdings(subject, groups)) {
      const { namespace } = binding;
      if (binding.kind === 'RoleBinding' && namespace !== (request.namespace ?? '')) continue;
      if (binding.role === undefined) {
        if (this.mayExist(binding)) unknown.push(binding);
        continue;
      }
      const rule = binding.role.rules.find(each => ruleAllows(each.rule, request));
      if (rule === undefined) continue;
      return { allowed: 'yes', by: { atom: atomOf(request, rule, namespace), binding, rule, through } };
    }
    return unknown.length === 0 ? { allowed: 'no' } : { allowed: 'unknown', because: unknown };
  }

  /**
   * Whether the role of a binding may exist although nobody here knows it: not where all is known, and not where the
   * API server accepts no such reference, as one from a ClusterRoleBinding to a Role.
   */
  mayExist({ kind, roleRef }: Binding): boolean {
    if (this.closed) return false;
    return roleRef.kind === 'ClusterRole' || (roleRef.kind === 'Role' && kind === 'RoleBinding');
  }

  /** The same binding to the same role is the same in every environment. */
  #binding(written: Entry): Binding {
    const { kind, name, namespace, object, from, manifest } = written;
    const ref = object.roleRef;
    const roleRef = { kind: scalarText(own(ref, 'kind')), name: scalarText(own(ref, 'name')) };
    const role = this.role(roleRef.kind, roleRef.kind === 'Role' ? namespace : '', roleRef.name);
    const known = knownBindings.get(written);
    if (known !== undefined && known.role === role) return known;
    const binding: Binding = {
      kind: kind === 'RoleBinding' ? kind : 'ClusterRoleBinding',
      name,
      namespace,
      roleRef,
      subjects: objects(object.subjects).flatMap((each, index) => {
        const subject = subjectOf(each, namespace);
        return subject === undefined ? [] : [{ subject, index }];
      }),
      from,
      ...(role === undefined ? {} : { role }),
      ...(manifest === undefined ? {} : { manifest }),
    };
    knownBindings.set(written, binding);
    return binding;
  }
}

/** What an authorizer was made of. */
interface Sources {
  readonly manifests: ReadonlySet<Manifest>;
  /** Of all objects. */
  readonly ids: ReadonlySet<string>;
  /** Of all aggregated roles. */
  readonly selectors: readonly JsonObject[];
  /** Bindings to roles that nobody knows. */
  readonly unresolved: readonly (readonly [Entry, Binding])[];
}

/**
 * What manifests have besides those of an authorizer, as far as the two do not mix: none is of the same name as another,
 * and no aggregated role collects from the others. Undefined where they do.
 */
function besides(below: Sources, manifests: readonly Manifest[]): readonly Entry[] | undefined {
  const others = manifests.filter(manifest => !below.manifests.has(manifest));
  if (others.length + below.manifests.size !== manifests.length) return undefined;
  const own = others.flatMap(manifest => entry(manifest.object, 'repository', manifest) ?? []);
  const isApart = own.every(each => {
    if (below.ids.has(each.id)) return false;
    if (each.kind !== 'ClusterRole') return true;
    const { labels, selectors } = knownRole(each);
    return selectors === undefined && !below.selectors.some(selector => selects(selector, labels));
  });
  return isApart ? own : undefined;
}

/** Of two lists in order, one in order. */
function inOrder<T extends Role | Binding>(all: readonly T[], some: readonly T[]): readonly T[] {
  if (some.length === 0) return all;
  const merged: T[] = [];
  let at = 0;
  for (const each of all) {
    while (at < some.length && byIdentity(some[at] as T, each) < 0) merged.push(some[at++] as T);
    merged.push(each);
  }
  return [...merged, ...some.slice(at)];
}

const knownBindings = new WeakMap<Entry, Binding>();

/** One object of RBAC, before anything refers to it. */
interface Entry extends Omit<RoleSource, 'kind'> {
  readonly kind: string;
  readonly object: JsonObject;
  /** Of its kind, namespace and name. */
  readonly id: string;
}

const knownEntries = new WeakMap<JsonObject, Entry>();

function entry(object: JsonObject, from: Provenance, manifest?: Manifest): Entry | undefined {
  const before = knownEntries.get(object);
  if (before !== undefined && before.from === from && before.manifest === manifest) return before;
  const kind = scalarText(object.kind);
  if (
    !/^(?:Cluster)?Role(?:Binding)?$/.test(kind) ||
    !scalarText(object.apiVersion).startsWith(`${RBAC_GROUP}/`)
  )
    return undefined;
  const written =
    manifest === undefined
      ? scalarText(valueAt(object, ['metadata', 'namespace']))
      : manifest.resource.namespace;
  const name = scalarText(valueAt(object, ['metadata', 'name']));
  const namespace = kind.startsWith('Cluster') ? '' : written || UNNAMED_NAMESPACE;
  const made: Entry = {
    kind,
    name,
    namespace,
    object,
    from,
    id: key(kind, namespace, name),
    ...(manifest === undefined ? {} : { manifest }),
  };
  knownEntries.set(object, made);
  return made;
}

/** What an earlier layer has, later layers do not add. Within a layer everything counts. */
function merged(layers: readonly (readonly (Entry | undefined)[])[]): Entry[] {
  const known = new Set<string>();
  return layers.flatMap(layer => {
    const fresh = layer.filter((each): each is Entry => each !== undefined && !known.has(each.id));
    for (const { id } of fresh) known.add(id);
    return fresh;
  });
}

/** Roles that say all of what they grant, once for all environments. */
const plainRoles = new WeakMap<WrittenRole, Role>();

/** @param tooLarge gets the keys of roles that are too large to be read as they are */
function readRoles(entries: readonly Entry[], tooLarge: Set<string>): Role[] {
  const written = entries.filter(({ kind }) => kind === 'Role' || kind === 'ClusterRole').map(knownRole);
  const aggregated = aggregate(written.filter(({ kind }) => kind === 'ClusterRole'));
  const roles = new Map<string, Role>();
  for (const role of written) {
    const { kind, name, namespace, from, manifest, labels } = role;
    const id = key(kind, namespace, name);
    const twin = roles.get(id);
    const before = twin === undefined && role.selectors === undefined ? plainRoles.get(role) : undefined;
    if (before !== undefined) {
      roles.set(id, before);
      continue;
    }
    const rules = [...(twin?.rules ?? []), ...(aggregated.get(role) ?? role.rules)];
    const bounded = boundedRules(rules.map(each => each.rule));
    if (bounded !== undefined) tooLarge.add(id);
    const made: Role = {
      kind,
      name,
      namespace,
      rules: bounded?.map((rule, index) => ({ rule, index, writtenIn: role })) ?? rules,
      labels: { ...twin?.labels, ...labels },
      from,
      aggregated: role.selectors !== undefined || twin?.aggregated === true,
      ...(manifest === undefined ? {} : { manifest }),
      ...(twin?.manifest === undefined ? {} : { manifest: twin.manifest }),
    };
    roles.set(id, made);
    if (twin === undefined && role.selectors === undefined && bounded === undefined)
      plainRoles.set(role, made);
  }
  return [...roles.values()].sort(byIdentity);
}

const knownRoles = new WeakMap<JsonObject, WrittenRole>();

/** A role is the same in every environment that has it: read once. */
function knownRole(each: Entry): WrittenRole {
  const known = knownRoles.get(each.object);
  if (known !== undefined && known.from === each.from && known.manifest === each.manifest) return known;
  const role = writtenRole(each);
  knownRoles.set(each.object, role);
  return role;
}

function writtenRole({ kind, name, namespace, from, manifest, object }: Entry): WrittenRole {
  const source: RoleSource = {
    kind: kind === 'Role' ? kind : 'ClusterRole',
    name,
    namespace,
    from,
    ...(manifest === undefined ? {} : { manifest }),
  };
  const selectors = kind === 'Role' ? undefined : aggregationSelectors(object);
  return {
    ...source,
    labels: stringMap(valueAt(object, ['metadata', 'labels'])),
    rules: policyRules(object.rules).map((rule, index) => ({ rule, index, writtenIn: source })),
    ...(selectors === undefined ? {} : { selectors }),
  };
}

function atomOf(
  { verb, group, resource, subresource, name }: Attributes,
  { rule }: RoleRule,
  namespace: string,
) {
  const full = subresource === undefined || subresource === '' ? resource : `${resource}/${subresource}`;
  return {
    verb,
    resource: full,
    namespace,
    ...(group === undefined ? {} : { group }),
    ...(rule.resourceNames.length === 0 || name === undefined ? {} : { name }),
  };
}

function key(kind: string, namespace: string, name: string): string {
  return `${kind}\0${namespace}\0${name}`;
}

function byIdentity(
  a: { kind: string; namespace: string; name: string },
  b: { kind: string; namespace: string; name: string },
): number {
  return byText(a.kind, b.kind) || byText(a.namespace, b.namespace) || byText(a.name, b.name);
}
