// Writes of roles and bindings by somebody, as dry runs: whether the API server lets them, and what it says when it
// does not.
import { collection, create, remove, settle } from './ask.mjs';
import { binding, none, role, rule } from './world.mjs';

const API = 'rbac.authorization.k8s.io';

/** One generated write: a new object, by POST or by server-side apply, or another content of one that is there. */
function writeOf(r, places, objects, held) {
  const isRole = r.chance(0.5);
  const existing = objects.filter(({ kind }) => kind.endsWith('Role') === isRole);
  const how = r.pick(['post', 'apply', 'patch', 'patch']);
  if (how === 'patch') {
    const old = r.pick(existing);
    const { name, namespace = '' } = old.metadata;
    if (r.chance(0.1)) return { object: old, old, how };
    const object = isRole
      ? { ...role(r, name, namespace), rules: rulesFor(r, held, namespace !== '') }
      : binding(r, places, name, namespace, old.roleRef);
    return { object, old, how };
  }
  const namespace = r.chance(0.5) ? r.pick(places.namespaces) : '';
  const name = `new-${places.id}`;
  if (isRole) {
    const object = { ...role(r, name, namespace), rules: rulesFor(r, held, namespace !== '') };
    const aggregated = namespace === '' && r.chance(0.3);
    const rules = r.chance(0.7) ? [] : object.rules;
    return { object: aggregated ? { ...object, rules, aggregationRule: none(places.id) } : object, how };
  }
  const known = objects.filter(
    ({ kind, metadata }) => kind === 'ClusterRole' || (kind === 'Role' && metadata.namespace === namespace),
  );
  const to = r.pick(known);
  const roleRef = r.chance(0.1)
    ? {
        kind: r.pick(namespace === '' ? ['ClusterRole'] : ['Role', 'ClusterRole']),
        name: `nowhere-${places.id}`,
      }
    : r.chance(0.15)
      ? { kind: 'ClusterRole', name: r.pick(['view', 'edit', 'cluster-admin']) }
      : { kind: to.kind, name: to.metadata.name };
  return { object: binding(r, places, name, namespace, roleRef), how };
}

/** Rules near to what somebody holds: parts of it, and now and then a little more. */
function rulesFor(r, held, namespaced) {
  const own = held.filter(each => !namespaced || each.nonResourceURLs.length === 0);
  return Array.from({ length: 1 + r.below(2) }, () =>
    own.length > 0 && r.chance(0.8) ? narrowed(r, r.pick(own)) : rule(r, namespaced),
  );
}

function narrowed(r, { verbs, apiGroups, resources, resourceNames, nonResourceURLs }) {
  const part = (values, wild) =>
    r.some(values, 2).map(value => (value === '*' && r.chance(0.6) ? wild : value));
  const more = r.chance(0.15) ? ['watch'] : [];
  if (nonResourceURLs.length > 0) {
    const urls = part(nonResourceURLs, '/metrics').map(url =>
      r.chance(0.4) ? url.replace(/\*+$/, 'x') : url,
    );
    return { verbs: [...part(verbs, 'get'), ...more], nonResourceURLs: urls };
  }
  const of = resource =>
    resource.startsWith('*/') && r.chance(0.6)
      ? `pods${resource.slice(1)}`
      : r.chance(0.1)
        ? `${resource}/exec`
        : resource;
  const names = resourceNames.length > 0 ? r.some(resourceNames, 2) : r.chance(0.3) ? ['web'] : [];
  return {
    verbs: [...part(verbs, 'get'), ...more],
    apiGroups: part(apiGroups, 'apps'),
    resources: part(resources, 'pods').map(of),
    ...(names.length === 0 || r.chance(0.15) ? {} : { resourceNames: names }),
  };
}

/** Rights to send such requests at all, for most, and sometimes to bind or escalate. */
function writerOf(r, { id, namespaces }, who, nameOf) {
  const resources = ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'];
  const rules = [{ apiGroups: [API], resources, verbs: r.chance(0.9) ? ['create', 'patch'] : ['create'] }];
  const limited = r.chance(0.5)
    ? { resourceNames: r.some([`new-${id}`, `cr0-${id}`, `cr1-${id}`, 'view'], 3) }
    : {};
  if (r.chance(0.25))
    rules.push({
      apiGroups: [API],
      resources: r.some(['roles', 'clusterroles'], 2),
      verbs: ['bind'],
      ...limited,
    });
  if (r.chance(0.2))
    rules.push({
      apiGroups: [API],
      resources: r.some(['roles', 'clusterroles'], 2),
      verbs: ['escalate'],
      ...limited,
    });
  if (r.chance(0.7)) rules.push(rule(r, false), rule(r, false));
  if (r.chance(0.15)) rules.push({ apiGroups: ['*'], resources: ['*'], verbs: ['*'] });
  if (r.chance(0.15)) rules.push({ nonResourceURLs: ['*'], verbs: ['*'] });
  const name = `writer-${id}`;
  const subjects = [{ apiGroup: API, kind: 'User', name: nameOf(who.subject) }];
  const roleRef = { apiGroup: API, kind: 'ClusterRole', name };
  const inNamespace = r.chance(0.3);
  return [
    { apiVersion: `${API}/v1`, kind: 'ClusterRole', metadata: { name }, rules },
    {
      apiVersion: `${API}/v1`,
      kind: inNamespace ? 'RoleBinding' : 'ClusterRoleBinding',
      metadata: inNamespace ? { name, namespace: r.pick(namespaces) } : { name },
      roleRef,
      subjects,
    },
  ];
}

export async function compareWrites(input) {
  const {
    server,
    r,
    places,
    objects,
    authorizerOf,
    asker,
    nameOf,
    mayWriteRole,
    mayWriteBinding,
    differs,
    count,
    writes,
  } = input;
  const who = asker(r, places, objects);
  const writer = writerOf(r, places, who, nameOf);
  await create(server, writer);
  await settle(server, `${places.id}-b`, places.namespaces[0]);
  const authorizer = authorizerOf([...objects, ...writer]);
  const held = authorizer
    .holdings(who.subject, who.groups)
    .flatMap(({ binding: { role: bound, from } }) => (from === 'default' ? [] : (bound?.rules ?? [])))
    .map(each => each.rule);
  for (let n = 0; n < writes; n++) {
    const { object, old, how } = writeOf(r, places, objects, held);
    const groups = r.chance(0.02) ? ['system:masters'] : who.groups;
    const write = {
      object,
      namespace: object.metadata.namespace ?? '',
      ...(old === undefined ? {} : { old }),
      serverSide: how === 'apply',
    };
    const may = object.kind.endsWith('Role') ? mayWriteRole : mayWriteBinding;
    const ours = may(authorizer, { subject: who.subject, groups }, write);
    // Who impersonates a node says its group; that of others the API server adds.
    const said = who.subject.startsWith('User system:node:') ? ['system:nodes', ...groups] : groups;
    const theirs = await send(server, object, how, { user: nameOf(who.subject), groups: said });
    count[object.kind.endsWith('Role') ? 'role' : 'binding'] += 1;
    count[ours.allowed] += 1;
    if (ours.why === 'escalation' || ours.why === 'aggregation') count.escalation += 1;
    const same =
      theirs.status < 300 ? ours.allowed === 'yes' : ours.allowed === 'no' && ours.message === theirs.message;
    if (!same)
      differs(`${how} ${object.kind} by ${who.subject}`, {
        ours,
        theirs,
        object,
        old,
        groups,
        set: places.id,
      });
  }
  await remove(server, writer);
}

/** The answer to a write; a verb that the API server repeats, because two rules have it, is there once. */
async function send(server, object, how, as) {
  const path = collection(object);
  const named = `${path}/${object.metadata.name}`;
  const { status, body } =
    how === 'post'
      ? await server.call('POST', `${path}?dryRun=All`, object, as)
      : how === 'apply'
        ? await server.call('PATCH', `${named}?dryRun=All&fieldManager=kubeproof`, object, {
            ...as,
            type: 'application/apply-patch+yaml',
          })
        : await server.call('PATCH', `${named}?dryRun=All`, object, {
            ...as,
            type: 'application/merge-patch+json',
          });
  return {
    status,
    message: body.message?.replace(
      /Verbs:\[([^\]]*)\]/g,
      (_, verbs) => `Verbs:[${[...new Set(verbs.split(' '))].join(' ')}]`,
    ),
  };
}
