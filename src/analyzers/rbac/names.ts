import data from '../../../data/rbac/resources.json' with { type: 'json' };

/** A resource that Kubernetes itself has, in any release of the data. */
export interface KnownResource {
  readonly group: string;
  /** `pods` */
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  /** Verbs by subresource: `exec`. */
  readonly subresources: ReadonlyMap<string, readonly string[]>;
}

interface Row {
  readonly kind: string;
  readonly singular?: string;
  readonly cluster?: true;
  readonly short?: readonly string[];
  readonly verbs: number;
  readonly sub?: Readonly<Record<string, number>>;
}

const VERB_SETS = data.verbs.map(text => text.split(' '));

/** Asked about by authorizers only: no request of the API has these names. */
const VIRTUAL: Readonly<Record<string, readonly string[]>> = {
  '': ['users', 'groups'],
  'authentication.k8s.io': ['users', 'groups', 'uids', 'serviceaccounts', 'nodes'],
  'certificates.k8s.io': ['signers'],
};

/** Subresources that are asked about without being served: by kubelets, for owner references, for node certificates. */
const VIRTUAL_SUBRESOURCES: Readonly<Record<string, readonly string[]>> = {
  '/nodes': ['log', 'metrics', 'stats', 'spec', 'configz', 'healthz', 'pods', 'checkpoint'],
  'certificates.k8s.io/certificatesigningrequests': ['nodeclient', 'selfnodeclient', 'selfnodeserver'],
};

/** Of requests for resources; virtual ones; `use` of PodSecurityPolicies and of OpenShift's constraints. */
export const VERBS: ReadonlySet<string> = new Set([
  ...['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'],
  ...['bind', 'escalate', 'impersonate', 'approve', 'sign', 'attest', 'use'],
  'request-serviceaccounts-token-audience',
]);

const byGroup = new Map<string, Map<string, KnownResource>>();
/** Every name but the right one that people write: kind, singular, short names; in lower case. */
const byAlias = new Map<string, KnownResource[]>();
for (const [group, resources] of Object.entries(data.groups as Record<string, Record<string, Row>>)) {
  const known = new Map<string, KnownResource>();
  byGroup.set(group, known);
  for (const [resource, row] of Object.entries(resources)) {
    const each: KnownResource = {
      group,
      resource,
      kind: row.kind,
      namespaced: row.cluster !== true,
      verbs: VERB_SETS[row.verbs] ?? [],
      subresources: new Map(
        Object.entries(row.sub ?? {}).map(([name, verbs]) => [name, VERB_SETS[verbs] ?? []]),
      ),
    };
    known.set(resource, each);
    for (const alias of new Set([resource, row.kind.toLowerCase(), ...(row.short ?? [])])) {
      const list = byAlias.get(alias);
      if (list === undefined) byAlias.set(alias, [each]);
      else list.push(each);
    }
  }
}

/** Whether Kubernetes itself serves this API group. */
export function isKnownGroup(group: string): boolean {
  return byGroup.has(group);
}

export function knownResource(group: string, resource: string): KnownResource | undefined {
  return byGroup.get(group)?.get(resource);
}

/** Asked about in checks only, such as `users` for impersonation. */
export function isVirtual(group: string, resource: string): boolean {
  return VIRTUAL[group]?.includes(resource) === true;
}

/** A subresource without a record of its verbs: of kubelets, or one that any resource may have. */
export function isVirtualSubresource({ group, resource }: KnownResource, subresource: string): boolean {
  return (
    ['status', 'finalizers', 'scale'].includes(subresource) ||
    VIRTUAL_SUBRESOURCES[`${group}/${resource}`]?.includes(subresource) === true
  );
}

/** Groups that have a resource of this very name, the core group first. */
export function groupsOf(resource: string): readonly string[] {
  return [...byGroup].filter(([, resources]) => resources.has(resource)).map(([group]) => group);
}

/** The group meant by `core`, `v1`, `apps/v1` or `rbac`; undefined: no idea. */
export function groupMeant(group: string): string | undefined {
  if (group === 'core' || /^v\d+(?:(?:alpha|beta)\d+)?$/.test(group)) return '';
  const slash = group.indexOf('/');
  if (slash !== -1) return group.slice(0, slash);
  const lower = group.toLowerCase();
  const known = [...byGroup.keys()].filter(
    each => each !== '' && each !== group && (each === lower || each.startsWith(`${lower}.`)),
  );
  return known.length === 1 ? known[0] : undefined;
}

/**
 * The resource meant by a name that is none: a kind, a singular, a short name, another case, or one letter off.
 * Undefined: no idea, or the name is right.
 *
 * @param groups of the rule, in which it has to be
 */
export function resourceMeant(name: string, groups: readonly string[]): KnownResource | undefined {
  const lower = name.toLowerCase();
  const inGroups = ({ group }: KnownResource) => groups.includes(group);
  const alias = byAlias.get(lower)?.find(inGroups);
  if (alias !== undefined) return alias.resource === name ? undefined : alias;
  if (lower.length < 6) return undefined;
  for (const group of groups) {
    for (const known of byGroup.get(group)?.values() ?? []) {
      if (isOneOff(lower, known.resource)) return known;
    }
  }
  return undefined;
}

/** Verbs people write that are none, and what they mean. */
const MEANT: Readonly<Record<string, string>> = {
  read: 'get, list, watch',
  view: 'get, list, watch',
  write: 'create, update, patch, delete',
  edit: 'update, patch',
  modify: 'update, patch',
  add: 'create',
  apply: 'create, patch',
  remove: 'delete',
  post: 'create',
  put: 'update',
  all: '*',
  exec: 'create on pods/exec',
  attach: 'create on pods/attach',
  portforward: 'create on pods/portforward',
  'port-forward': 'create on pods/portforward',
  log: 'get on pods/log',
  logs: 'get on pods/log',
  scale: 'update or patch on deployments/scale',
  evict: 'create on pods/eviction',
  restart: 'patch on deployments',
  describe: 'get, list',
};

/** What is meant by a verb that is none; undefined: no idea, or it is one. */
export function verbMeant(verb: string): string | undefined {
  if (VERBS.has(verb)) return undefined;
  const lower = verb.toLowerCase();
  if (VERBS.has(lower)) return lower;
  if (Object.hasOwn(MEANT, lower)) return MEANT[lower];
  return lower.length < 4 ? undefined : [...VERBS].find(known => isOneOff(lower, known));
}

/** One letter added, left out or replaced, or two neighbours swapped. */
export function isOneOff(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const restA = a.slice(start);
  const restB = b.slice(start);
  if (restA.slice(1) === restB || restB.slice(1) === restA || restA.slice(1) === restB.slice(1)) return true;
  return restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
}
