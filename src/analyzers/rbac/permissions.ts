import {
  isObject,
  type Json,
  type JsonObject,
  type Manifest,
  type ManifestSet,
  own,
  scalarText,
  selects,
  stringMap,
  valueAt,
} from '../../manifest/index.ts';

export const RBAC_GROUP = 'rbac.authorization.k8s.io';

/** One verb on one resource (or URL) in one scope. `*` stands for all, as in a rule. */
export interface Atom {
  readonly verb: string;
  /** undefined for non-resource URLs. */
  readonly group?: string;
  /** `pods`, `pods/exec`, `*`, `*` + `/scale`; or a URL path such as `/healthz/*`. */
  readonly resource: string;
  /** One name of `resourceNames`; undefined: any object. */
  readonly name?: string;
  /** '' is the whole cluster. */
  readonly namespace: string;
}

/** An atom somebody holds, and what gives it. */
export interface Grant {
  readonly atom: Atom;
  readonly binding: Manifest;
  /** Undefined when the role is not among the manifests: `atom` then stands for the role as a whole. */
  readonly role?: Manifest;
}

/** `ServiceAccount shop/bot`, `User jane`, `Group devs`. */
export type Subject = string;

/** All grants of a set of manifests by subject, sorted by subject. */
export type Permissions = ReadonlyMap<Subject, readonly Grant[]>;

/** A resource name no API has: the verbs of a role that is not among the manifests. */
export const UNKNOWN_ROLE = 'role:';

/**
 * Who may do what by the Roles, ClusterRoles and bindings of a set.
 *
 * Aggregated ClusterRoles are resolved, `User system:serviceaccount:ns:name` is read as the ServiceAccount it is
 * (plugin/pkg/auth/authorizer/rbac, appliesToUser), and `cluster-admin` is known. Of other roles that are not in the
 * set nobody here can say what they grant: each is one atom of its own.
 */
export function permissionsOf(set: ManifestSet): Permissions {
  const roles = new RoleIndex(set);
  const permissions = new Map<Subject, Grant[]>();
  for (const binding of [
    ...set.ofKind('ClusterRoleBinding', RBAC_GROUP),
    ...set.ofKind('RoleBinding', RBAC_GROUP),
  ]) {
    const namespace = binding.resource.kind === 'RoleBinding' ? binding.resource.namespace : '';
    if (binding.resource.kind === 'RoleBinding' && namespace === '') continue;
    const { roleRef } = binding.object;
    const { role, rules } = roles.resolve(roleRef, namespace);
    const atoms =
      rules === undefined
        ? [
            {
              verb: '*',
              resource: `${UNKNOWN_ROLE}${scalarText(own(roleRef, 'kind'))} ${scalarText(own(roleRef, 'name'))}`,
              namespace,
            },
          ]
        : rules.flatMap(rule => atomsOf(rule, namespace));
    for (const subject of subjectsOf(binding)) {
      const grants = permissions.get(subject) ?? [];
      for (const atom of atoms) grants.push({ atom, binding, ...(role === undefined ? {} : { role }) });
      permissions.set(subject, grants);
    }
  }
  return new Map([...permissions].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Roles by name, with aggregation resolved once. */
class RoleIndex {
  private readonly byKey = new Map<string, Manifest>();
  private readonly clusterRoles: readonly Manifest[];

  constructor(set: ManifestSet) {
    this.clusterRoles = set.ofKind('ClusterRole', RBAC_GROUP);
    for (const role of [...this.clusterRoles, ...set.ofKind('Role', RBAC_GROUP)]) {
      const { kind, namespace, name } = role.resource;
      this.byKey.set(`${kind}/${kind === 'Role' ? namespace : ''}/${name}`, role);
    }
  }

  resolve(roleRef: Json | undefined, namespace: string): { role?: Manifest; rules?: readonly JsonObject[] } {
    const kind = scalarText(own(roleRef, 'kind'));
    const name = scalarText(own(roleRef, 'name'));
    const role = this.byKey.get(`${kind}/${kind === 'Role' ? namespace : ''}/${name}`);
    if (role !== undefined) return { role, rules: this.rulesOf(role) };
    // The one default role that never differs between versions (bootstrappolicy/policy.go).
    if (kind === 'ClusterRole' && name === 'cluster-admin') {
      return {
        rules: [
          { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
          { nonResourceURLs: ['*'], verbs: ['*'] },
        ],
      };
    }
    return {};
  }

  private rulesOf(role: Manifest): readonly JsonObject[] {
    const aggregation = role.object.aggregationRule;
    if (aggregation === undefined || aggregation === null) return objects(role.object.rules);
    // The controller overwrites what stands in `rules` (pkg/controller/clusterroleaggregation).
    const selectors = objects(own(aggregation, 'clusterRoleSelectors'));
    return this.clusterRoles
      .filter(
        r =>
          r !== role &&
          selectors.some(selector => selects(selector, stringMap(valueAt(r.object, ['metadata', 'labels'])))),
      )
      .flatMap(r => objects(r.object.rules));
  }
}

/** A rule's atoms: the product of its lists, as RuleAllows reads it (pkg/registry/rbac/validation/policy_compact.go). */
function atomsOf(rule: JsonObject, namespace: string): Atom[] {
  const verbs = strings(rule.verbs);
  const urls = namespace === '' ? strings(rule.nonResourceURLs) : [];
  const names: (string | undefined)[] = strings(rule.resourceNames);
  if (names.length === 0) names.push(undefined);
  const atoms: Atom[] = [];
  for (const verb of verbs) {
    for (const resource of urls) atoms.push({ verb, resource, namespace: '' });
    for (const group of strings(rule.apiGroups)) {
      for (const resource of strings(rule.resources)) {
        for (const name of names) {
          atoms.push({ verb, group, resource, namespace, ...(name === undefined ? {} : { name }) });
        }
      }
    }
  }
  return atoms;
}

function subjectsOf(binding: Manifest): Subject[] {
  const subjects = objects(binding.object.subjects).map(subject => {
    const name = scalarText(subject.name);
    if (subject.kind === 'ServiceAccount') {
      return `ServiceAccount ${scalarText(subject.namespace) || binding.resource.namespace}/${name}`;
    }
    const alias = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name);
    if (subject.kind === 'User' && alias !== null) return `ServiceAccount ${alias[1]}/${alias[2]}`;
    return `${scalarText(subject.kind)} ${name}`;
  });
  return [...new Set(subjects)];
}

/** Groups every request of a subject carries (k8s.io/apiserver/pkg/authentication). */
export function implicitGroups(subject: Subject): Subject[] {
  if (subject === 'User system:anonymous') return ['Group system:unauthenticated'];
  if (subject.startsWith('Group ')) return [];
  const namespace = /^ServiceAccount ([^/]*)\//.exec(subject)?.[1];
  const own =
    namespace === undefined
      ? []
      : ['Group system:serviceaccounts', `Group system:serviceaccounts:${namespace}`];
  return [...own, 'Group system:authenticated'];
}

function objects(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function strings(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : [];
}
