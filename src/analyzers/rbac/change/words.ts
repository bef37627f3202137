import { byText } from '../../../repository/index.ts';
import { UNKNOWN_ROLE, UNNAMED_NAMESPACE } from '../authorizer.ts';
import type { Atom, Binding, PolicyRule, RoleSource, Subject } from '../types.ts';

/** The order people say verbs in. */
const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];
const READ = new Set(['get', 'list', 'watch']);

/**
 * Verbs that no HTTP method stands for, by group and resource (https://kubernetes.io/docs/reference/access-authn-authz/
 * rbac/ and .../authorization/#review-your-request-attributes): a wildcard has them too.
 */
const VIRTUAL: readonly { group: string; resources: readonly string[]; verbs: readonly string[] }[] = [
  {
    group: 'rbac.authorization.k8s.io',
    resources: ['roles', 'clusterroles'],
    verbs: ['bind', 'escalate'],
  },
  { group: '', resources: ['users', 'groups', 'serviceaccounts'], verbs: ['impersonate'] },
  { group: 'authentication.k8s.io', resources: ['uids'], verbs: ['impersonate'] },
  { group: 'certificates.k8s.io', resources: ['signers'], verbs: ['approve', 'attest', 'sign'] },
];

/** `get, list`; `all verbs`. */
export function verbsText(verbs: Iterable<string>): string {
  const sorted = [...new Set(verbs)].sort(asSaid);
  return sorted.includes('*') ? 'all verbs' : sorted.join(', ');
}

/** What `*` on a resource stands for beside these verbs: those of HTTP first, then the virtual ones. */
export function otherVerbs({ group, resource }: Atom, kept: ReadonlySet<string>): string[] {
  const virtual = VIRTUAL.filter(
    each =>
      (group === '*' || group === each.group) && (resource === '*' || each.resources.includes(resource)),
  ).flatMap(each => each.verbs);
  return [...new Set([...VERBS, ...virtual])].filter(verb => !kept.has(verb)).sort(asSaid);
}

export function isRead(verb: string): boolean {
  return READ.has(verb);
}

export function asSaid(a: string, b: string): number {
  const rank = (verb: string) => (VERBS.indexOf(verb) + VERBS.length + 1) % (VERBS.length + 1);
  return rank(a) - rank(b) || byText(a, b);
}

/** `secrets`, `deployments.apps/scale`, `everything in apps`, `path /healthz`. */
export function resourceText({ group, resource }: Pick<Atom, 'group' | 'resource'>): string {
  if (resource.startsWith(UNKNOWN_ROLE)) return resource.slice(UNKNOWN_ROLE.length);
  if (group === undefined) return resource === '*' ? 'every path of the API server' : `path ${resource}`;
  if (resource === '*') {
    if (group === '*') return 'everything';
    return group === '' ? 'everything in the core group' : `everything in ${group}`;
  }
  // As `kubectl auth can-i --list` has it: `deployments.apps/scale`.
  const [name = '', ...subresource] = resource.split('/');
  return [`${name}${group === '' || group === '*' ? '' : `.${group}`}`, ...subresource].join('/');
}

/** `all namespaces`, `namespace shop`, `cluster` for URLs. */
export function scopeText({ namespace, group, resource }: Atom): string {
  if (namespace === UNNAMED_NAMESPACE) return 'its namespace';
  if (namespace !== '') return `namespace ${namespace}`;
  return group === undefined && !resource.startsWith(UNKNOWN_ROLE) ? 'cluster' : 'all namespaces';
}

/** `ClusterRoleBinding bot-reader -> ClusterRole reader`. */
export function throughText({ kind, name, roleRef }: Binding): string {
  const role = `${roleRef.kind} ${roleRef.name}`;
  return name === '' ? role : `${kind} ${name} -> ${role}`;
}

/** `ClusterRole reader`, `Role shop/reader`. */
export function objectText({ kind, namespace, name }: RoleSource | Binding): string {
  return `${kind} ${namespace === '' ? name : `${namespace}/${name}`}`;
}

/** Who a subject is, where its name does not say so to everybody. */
export function audienceOf(subject: Subject): string | undefined {
  const accounts = /^Group system:serviceaccounts:(.+)$/.exec(subject)?.[1];
  if (accounts !== undefined) return `every service account of namespace ${accounts}`;
  return AUDIENCES.get(subject);
}

/** k8s.io/apiserver/pkg/authentication/user: the groups that nobody is put into by hand. */
const AUDIENCES: ReadonlyMap<Subject, string> = new Map([
  ['Group system:authenticated', 'everybody who is logged in'],
  ['Group system:unauthenticated', 'callers who are not logged in'],
  ['User system:anonymous', 'callers who are not logged in'],
  ['Group system:serviceaccounts', 'every service account of the cluster'],
  ['Group system:nodes', 'every node'],
  ['Group system:masters', 'administrators whom no authorizer ever refuses anything'],
]);

/** Atoms of one scope as rules of roles: resources with the same verbs and names together. */
export function rulesOf(atoms: readonly Atom[]): PolicyRule[] {
  const verbs = new Map<string, { atom: Atom; verbs: Set<string> }>();
  for (const atom of atoms) {
    const key = JSON.stringify([atom.group ?? null, atom.resource, atom.name ?? null]);
    const entry = verbs.get(key) ?? { atom, verbs: new Set<string>() };
    verbs.set(key, entry);
    entry.verbs.add(atom.verb);
  }
  const rules = new Map<string, { rule: PolicyRule; resources: Set<string>; names: Set<string> }>();
  const named = new Map<string, { atom: Atom; verbs: readonly string[]; names: Set<string> }>();
  for (const { atom, verbs: set } of verbs.values()) {
    const sorted = [...set].sort(asSaid);
    const key = JSON.stringify([
      atom.group ?? null,
      atom.resource,
      sorted,
      atom.name === undefined ? 'any' : 'named',
    ]);
    const entry = named.get(key) ?? { atom, verbs: sorted, names: new Set<string>() };
    named.set(key, entry);
    if (atom.name !== undefined) entry.names.add(atom.name);
  }
  for (const { atom, verbs: sorted, names } of named.values()) {
    const resourceNames = [...names].sort(byText);
    const key = JSON.stringify([atom.group ?? null, sorted, resourceNames]);
    const known = rules.get(key);
    if (known !== undefined) {
      known.resources.add(atom.resource);
      continue;
    }
    const rule = {
      verbs: sorted,
      apiGroups: atom.group === undefined ? [] : [atom.group],
      resources: [],
      resourceNames,
      nonResourceURLs: [],
    };
    rules.set(key, { rule, resources: new Set([atom.resource]), names });
  }
  return [...rules.values()].map(({ rule, resources }) => {
    const list = [...resources].sort(byText);
    return rule.apiGroups.length === 0 ? { ...rule, nonResourceURLs: list } : { ...rule, resources: list };
  });
}
