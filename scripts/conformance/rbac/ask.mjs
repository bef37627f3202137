// The API server's side of a comparison: objects written and taken away again, questions asked as access reviews.
import { setTimeout as wait } from 'node:timers/promises';

const API = '/apis/rbac.authorization.k8s.io/v1';

/** Where objects of a kind are. */
export function collection({ kind, metadata: { namespace } }) {
  const resource = `${kind.toLowerCase()}s`;
  return namespace === undefined ? `${API}/${resource}` : `${API}/namespaces/${namespace}/${resource}`;
}

export async function create(server, objects) {
  for (const object of objects) {
    const { status, body } = await server.call('POST', collection(object), object);
    if (status !== 201) throw new Error(`${object.kind} ${object.metadata.name}: ${status} ${body.message}`);
  }
}

export async function remove(server, objects) {
  for (const object of objects) await server.call('DELETE', `${collection(object)}/${object.metadata.name}`);
}

export async function createNamespaces(server, names) {
  for (const name of names) {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
    const { status, body } = await server.call('POST', '/api/v1/namespaces', namespace);
    if (status !== 201) throw new Error(`Namespace ${name}: ${status} ${body.message}`);
  }
}

/** @returns whether the API server allows it */
export async function review(server, user, groups, { verb, group, resource, subresource, namespace, name }) {
  const attributes =
    group === undefined
      ? { nonResourceAttributes: { verb, path: resource } }
      : { resourceAttributes: { verb, group, resource, subresource, namespace, name } };
  const { status, body } = await server.call('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { user, groups, ...attributes },
  });
  if (status !== 201) throw new Error(`SubjectAccessReview: ${status} ${body.message}`);
  return body.status.allowed === true;
}

/**
 * Waits until the authorizer has seen everything written so far: it learns of it through watches, one per kind, each in
 * order.
 *
 * @param id of nothing that was asked before
 */
export async function settle(server, id, namespace) {
  const name = `marker-${id}`;
  const group = 'rbac.authorization.k8s.io';
  const rules = [{ verbs: ['get'], apiGroups: ['example.com'], resources: ['markers'] }];
  const subjects = [{ apiGroup: group, kind: 'User', name }];
  const of = (kind, where, more) => ({
    apiVersion: `${group}/v1`,
    kind,
    metadata: { name, ...where },
    ...more,
  });
  const to = kind => ({ roleRef: { apiGroup: group, kind, name }, subjects });
  const here = { namespace };
  const local = [of('Role', here, { rules }), of('RoleBinding', here, to('Role'))];
  const whole = [of('ClusterRole', {}, { rules }), of('ClusterRoleBinding', {}, to('ClusterRole'))];
  const asked = { verb: 'get', group: 'example.com', resource: 'markers', namespace };
  for (const objects of [local, whole]) {
    await create(server, objects);
    while (!(await review(server, name, [], asked))) await wait(1);
    await remove(server, objects);
    while (await review(server, name, [], asked)) await wait(1);
  }
}

/**
 * What the controller of aggregated roles would do, which does not run here: the rules of the roles each of them
 * selects. `view`, `edit` and `admin`, in this order, since each is in the next.
 */
export async function aggregateDefaults(server) {
  const path = `${API}/clusterroles`;
  for (const name of ['view', 'edit', 'admin']) {
    const { items } = (await server.call('GET', path)).body;
    const role = items.find(({ metadata }) => metadata.name === name);
    const rules = [];
    for (const { matchLabels } of role.aggregationRule.clusterRoleSelectors) {
      for (const { metadata, rules: own } of items) {
        if (metadata.name === name) continue;
        if (Object.entries(matchLabels).every(([key, value]) => metadata.labels?.[key] === value))
          rules.push(...(own ?? []));
      }
    }
    const { status } = await server.call('PUT', `${path}/${name}`, { ...role, rules });
    if (status !== 200) throw new Error(`ClusterRole ${name} could not be aggregated: ${status}`);
  }
}
