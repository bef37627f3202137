// Generated sets of roles and bindings: few words, so that rules and questions meet; from a seed, so that every run
// asks the same.

const API = 'rbac.authorization.k8s.io';

/** A generator of numbers that repeats itself for the same seed (mulberry32). */
export function random(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = count => Math.floor(next() * count);
  const pick = values => values[below(values.length)];
  const some = (values, most) => [...new Set(Array.from({ length: 1 + below(most) }, () => pick(values)))];
  return { next, below, pick, some, chance: share => next() < share };
}

const VERBS = [
  'get',
  'get',
  'list',
  'watch',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
  'bind',
  'escalate',
  'impersonate',
  '*',
  'GET',
];
const GROUPS = ['', '', 'apps', 'batch', API, '*', 'apps/v1'];
const RESOURCES = [
  'pods',
  'pods',
  'pods/exec',
  'pods/*',
  'pods/log',
  '*/exec',
  '*/*',
  '*',
  'deployments',
  'deployments/scale',
  '*/scale',
  'secrets',
  'namespaces',
  'namespaces/status',
  'roles',
  'clusterroles',
  'rolebindings',
  'clusterrolebindings',
  'serviceaccounts/token',
  'nodes/proxy',
  'Pods',
];
const NAMES = ['web', 'db', '*', ''];
const URLS = ['/metrics', '/healthz', '/healthz/*', '/healthz*', '*', '/*', '/a/**', '/*/b', '/logs/'];
const ASKED_URLS = [
  '/metrics',
  '/healthz',
  '/healthz/',
  '/healthz/etcd',
  '/',
  '/a/b',
  '/a/',
  '/logs',
  '/logs/x',
];

/** Who and where there is in set `id`; bindings of one set name nobody of another, but for the groups of everybody. */
export function placesOf(id) {
  const namespaces = [`shop-${id}`, `ops-${id}`];
  const accounts = namespaces.flatMap(namespace => ['bot', 'ci'].map(name => ({ namespace, name })));
  return {
    id,
    namespaces,
    accounts,
    users: [`jane-${id}`, `joe-${id}`],
    groups: [`devs-${id}`, `ops-${id}`],
  };
}

export function rule(r, namespaced) {
  if (!namespaced && r.chance(0.15))
    return { verbs: r.some(['get', 'post', '*', 'head'], 2), nonResourceURLs: r.some(URLS, 2) };
  return {
    verbs: r.some(VERBS, 3),
    apiGroups: r.some(GROUPS, 2),
    resources: r.some(RESOURCES, 3),
    ...(r.chance(0.3) ? { resourceNames: r.some(NAMES, 2) } : {}),
  };
}

export function role(r, name, namespace) {
  const rules = Array.from({ length: 1 + r.below(3) }, () => rule(r, namespace !== ''));
  const metadata = namespace === '' ? { name } : { name, namespace };
  return { apiVersion: `${API}/v1`, kind: namespace === '' ? 'ClusterRole' : 'Role', metadata, rules };
}

export function subject(r, places, namespaced) {
  const account = r.pick(places.accounts);
  const of = (kind, name) => ({ apiGroup: API, kind, name });
  return r.pick([
    () => of('User', r.pick(places.users)),
    () => of('User', r.pick(places.users)),
    () => of('Group', r.pick(places.groups)),
    () => ({ kind: 'ServiceAccount', ...account }),
    () =>
      namespaced ? { kind: 'ServiceAccount', name: account.name } : { kind: 'ServiceAccount', ...account },
    () => of('User', `system:serviceaccount:${account.namespace}:${account.name}`),
    () => of('Group', `system:serviceaccounts:${account.namespace}`),
    () =>
      of(
        'Group',
        r.pick(['system:authenticated', 'system:serviceaccounts', 'system:unauthenticated', 'system:nodes']),
      ),
  ])();
}

export function binding(r, places, name, namespace, roleRef) {
  const namespaced = namespace !== '';
  return {
    apiVersion: `${API}/v1`,
    kind: namespaced ? 'RoleBinding' : 'ClusterRoleBinding',
    metadata: namespaced ? { name, namespace } : { name },
    roleRef: { apiGroup: API, ...roleRef },
    subjects: Array.from({ length: 1 + r.below(2) }, () => subject(r, places, namespaced)),
  };
}

/** An aggregation rule that takes nothing: the controller that would does not run here. */
export function none(id) {
  return { clusterRoleSelectors: [{ matchLabels: { none: id } }] };
}

/** Some roles, and bindings to them, to roles that come with a cluster, and to roles that do not exist. */
export function world(r, places) {
  const { id, namespaces } = places;
  const clusterRoles = Array.from({ length: 4 }, (_, i) => role(r, `cr${i}-${id}`, ''));
  const roles = Array.from({ length: 4 }, (_, i) => role(r, `r${i}-${id}`, r.pick(namespaces)));
  const toCluster = () => ({
    kind: 'ClusterRole',
    name: r.chance(0.1)
      ? `nowhere-${id}`
      : r.chance(0.15)
        ? r.pick(['view', 'edit', 'admin'])
        : r.pick(clusterRoles).metadata.name,
  });
  const bindings = Array.from({ length: 8 }, (_, i) => {
    if (r.chance(0.35)) return binding(r, places, `crb${i}-${id}`, '', toCluster());
    const namespace = r.pick(namespaces);
    const own = roles.filter(each => each.metadata.namespace === namespace);
    const to =
      r.chance(0.5) && own.length > 0 ? { kind: 'Role', name: r.pick(own).metadata.name } : toCluster();
    return binding(r, places, `rb${i}-${id}`, namespace, to);
  });
  const aggregated = { ...role(r, `agg-${id}`, ''), rules: [], aggregationRule: none(id) };
  return [...clusterRoles, aggregated, ...roles, ...bindings];
}

/** Somebody who asks: as a subject of ours, and the groups an identity provider says; most of them are bound. */
export function asker(r, places, objects = []) {
  const bindings = objects.filter(({ subjects }) => subjects !== undefined);
  if (bindings.length > 0 && r.chance(0.7)) {
    const { subjects, metadata } = r.pick(bindings);
    const { kind, name, namespace = metadata.namespace } = r.pick(subjects);
    const [, home, own] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name) ?? [];
    if (kind === 'ServiceAccount') return { subject: `ServiceAccount ${namespace}/${name}`, groups: [] };
    if (kind === 'User')
      return { subject: home === undefined ? `User ${name}` : `ServiceAccount ${home}/${own}`, groups: [] };
    if (!name.startsWith('system:')) return { subject: `User ${r.pick(places.users)}`, groups: [name] };
  }
  const account = r.pick(places.accounts);
  return r.pick([
    () => ({ subject: `User ${r.pick(places.users)}`, groups: r.chance(0.4) ? [r.pick(places.groups)] : [] }),
    () => ({ subject: `User ${r.pick(places.users)}`, groups: [] }),
    () => ({ subject: `ServiceAccount ${account.namespace}/${account.name}`, groups: [] }),
    () => ({ subject: r.pick(['User system:anonymous', 'User system:node:one']), groups: [] }),
  ])();
}

/** A question: attributes as the authorizer gets them, most of them near to what a rule of the set says. */
export function question(r, places, objects) {
  const rules = objects.flatMap(object => object.rules ?? []);
  const near = r.chance(0.75) ? r.pick(rules) : {};
  const of = (values, others) => {
    const value = values === undefined || r.chance(0.1) ? r.pick(others) : r.pick(values);
    return value === '*' && r.chance(0.8) ? r.pick(others) : value;
  };
  const verb = of(near.verbs, VERBS);
  if (near.nonResourceURLs !== undefined || r.chance(0.08)) {
    return {
      verb: verb.toLowerCase(),
      resource: of(near.nonResourceURLs, ASKED_URLS).replace(/\*+$/, r.pick(['', 'x'])),
    };
  }
  const [resource, subresource = ''] = of(near.resources, [...RESOURCES, 'jobs/exec']).split('/');
  return {
    verb,
    group: of(near.apiGroups, GROUPS),
    resource: resource === '*' && r.chance(0.8) ? 'pods' : resource,
    subresource,
    namespace: r.pick([...places.namespaces, ...places.namespaces, '', 'elsewhere']),
    name: r.chance(0.7) ? of(near.resourceNames, NAMES) : r.pick(['', 'x']),
  };
}
