// What the API server refuses of roles and bindings by itself, whoever asks, against `rejected.ts`: generated objects
// with one thing or another missing or too much, as dry runs.
import { collection } from './ask.mjs';

const API = 'rbac.authorization.k8s.io';
const WHERE = 'rejections';
const OBJECTS = 400;

/** @param rejections of src/analyzers/rbac/rejected.ts */
export async function compareRejections(server, r, { rejections, manifestsOf }, differs) {
  await server.call('POST', '/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: WHERE },
  });
  const count = { refused: 0, accepted: 0 };
  for (let n = 0; n < OBJECTS; n++) {
    const object = r.chance(0.5) ? role(r) : binding(r);
    const { status, body } = await server.call('POST', `${collection(object)}?dryRun=All`, object);
    if (status !== 201 && status !== 422)
      throw new Error(`${JSON.stringify(object)}: ${status} ${body.message}`);
    const [manifest] = manifestsOf([object]);
    const ours = rejections(manifest);
    if (ours.length > 0 !== (status === 422))
      differs(`we say ${ours.length === 0 ? 'accepted' : ours[0].why}, the API server ${status}`, {
        object,
        message: body.message,
      });
    count[status === 422 ? 'refused' : 'accepted'] += 1;
  }
  return `validation: ${OBJECTS} roles and bindings, ${count.refused} refused, ${count.accepted} accepted`;
}

function metadata(kind) {
  return { name: 'x', ...(kind.startsWith('Cluster') ? {} : { namespace: WHERE }) };
}

/** A key with one of the values, or without it. */
function maybe(r, key, values, share = 0.8) {
  return r.chance(share) ? { [key]: r.pick(values) } : {};
}

function role(r) {
  const kind = r.pick(['Role', 'ClusterRole']);
  const rule = () => ({
    ...maybe(r, 'verbs', [['get'], ['get', '*'], ['list'], ['watch'], ['*'], ['use'], []], 0.98),
    ...(r.chance(0.1) ? { nonResourceURLs: r.pick([['/metrics'], ['*'], []]) } : {}),
    ...maybe(r, 'apiGroups', [[''], ['apps', ''], ['apps'], ['*'], ['v1'], []], 0.97),
    ...maybe(r, 'resources', [['pods'], ['pods/*', 'x'], ['*'], ['y'], ['a/b'], []], 0.97),
    ...(r.chance(0.2) ? { resourceNames: r.pick([['a'], ['*', 'b'], []]) } : {}),
  });
  return {
    apiVersion: `${API}/v1`,
    kind,
    metadata: metadata(kind),
    rules: r.chance(0.7) ? [rule()] : [rule(), rule()],
    ...(kind === 'ClusterRole' && r.chance(0.15)
      ? { aggregationRule: r.pick([{}, { clusterRoleSelectors: [] }, { clusterRoleSelectors: [{}] }]) }
      : {}),
  };
}

function binding(r) {
  const kind = r.pick(['RoleBinding', 'ClusterRoleBinding']);
  const subject = () => ({
    ...maybe(r, 'kind', ['User', 'Group', 'ServiceAccount', 'User', 'Group', 'ServiceAccount', 'Team'], 0.98),
    ...maybe(r, 'name', ['bot', 'bot', 'web.shop', 'x', 'x-', 'system:masters'], 0.97),
    ...maybe(r, 'namespace', [WHERE], 0.8),
    ...maybe(r, 'apiGroup', [API, '', '', 'v1'], 0.2),
  });
  return {
    apiVersion: `${API}/v1`,
    kind,
    metadata: metadata(kind),
    roleRef: {
      ...maybe(r, 'apiGroup', [API, API, API, API, '', `${API}/v1`], 0.7),
      ...maybe(r, 'kind', ['ClusterRole', 'ClusterRole', 'ClusterRole', 'ClusterRole', 'Role', 'role'], 0.98),
      ...maybe(r, 'name', ['view', 'view', 'edit', 'a:b', 'a:c', 'x', 'a/b', '..', 'a%b'], 0.97),
    },
    subjects: r.chance(0.8) ? [subject()] : [subject(), subject()],
  };
}
