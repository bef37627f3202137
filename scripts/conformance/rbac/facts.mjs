// What the catalogue of dangerous permissions takes for true of the API server, asked of it: that a permission does
// what an entry says, and that one which looks like it does nothing.
import { create, createNamespaces, settle } from './ask.mjs';

const API = 'rbac.authorization.k8s.io';
const WHERE = 'facts';
const CLUSTER = Symbol('the whole cluster');
const core = (resource, verb, resourceNames) => ({
  apiGroups: [''],
  resources: [resource],
  verbs: [verb],
  ...(resourceNames === undefined ? {} : { resourceNames }),
});
const rbac = (resource, ...verbs) => ({ apiGroups: [API], resources: [resource], verbs });
const authn = (resource, verb) => ({
  apiGroups: ['authentication.k8s.io'],
  resources: [resource],
  verbs: [verb],
});
const secrets = `/api/v1/namespaces/${WHERE}/secrets`;
const merge = 'application/merge-patch+json';
const clusterRole = aggregationRule => ({
  apiVersion: `${API}/v1`,
  kind: 'ClusterRole',
  metadata: { name: 'new' },
  aggregationRule,
});
const tokenRequest = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
const whoAmI = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
const volume = '/api/v1/persistentvolumes';
const reveals = body => JSON.stringify(body).includes('aHVudGVyMg==');
const isUser = name => body => body.status?.userInfo?.username === name;

/** Rules somebody has, where, what they send, and what becomes of it. */
const FACTS = [
  [
    'SE002 deletecollection of secrets shows them',
    [core('secrets', 'deletecollection')],
    WHERE,
    ['DELETE', `${secrets}?dryRun=All`],
    200,
    reveals,
  ],
  [
    'SE003 an empty patch of a secret shows it',
    [core('secrets', 'patch')],
    WHERE,
    ['PATCH', `${secrets}/db?dryRun=All`, {}, merge],
    200,
    reveals,
  ],
  [
    'SE003 an update of a secret does not',
    [core('secrets', 'update')],
    WHERE,
    ['PUT', `${secrets}/db?dryRun=All`, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' } }],
    200,
    body => !reveals(body),
  ],
  [
    'SE004 a named secret is listed by its name',
    [core('secrets', 'list', ['db'])],
    WHERE,
    ['GET', `${secrets}?fieldSelector=metadata.name=db`],
    200,
    reveals,
  ],
  ['SE004 and only so', [core('secrets', 'list', ['db'])], WHERE, ['GET', secrets], 403],
  [
    'SE004 deletecollection knows no name',
    [core('secrets', 'deletecollection', ['db'])],
    WHERE,
    ['DELETE', `${secrets}?fieldSelector=metadata.name=db&dryRun=All`],
    403,
  ],
  [
    'SE006 */token issues tokens',
    [core('*/token', 'create')],
    CLUSTER,
    ['POST', `/api/v1/namespaces/${WHERE}/serviceaccounts/bot/token`, tokenRequest],
    201,
  ],
  [
    '1.6.2 serviceaccounts/* does not',
    [core('serviceaccounts/*', 'create')],
    CLUSTER,
    ['POST', `/api/v1/namespaces/${WHERE}/serviceaccounts/bot/token`, tokenRequest],
    403,
  ],
  [
    'WL004 get on pods/exec is not enough since 1.35',
    [core('pods/exec', 'get')],
    CLUSTER,
    ['GET', `/api/v1/namespaces/${WHERE}/pods/web/exec?command=ls`],
    403,
  ],
  [
    'WL004 create on pods/exec is',
    [core('pods/exec', 'create')],
    CLUSTER,
    ['POST', `/api/v1/namespaces/${WHERE}/pods/web/exec?command=ls`],
    400,
  ],
  [
    'PV001 what a volume is made of cannot be changed',
    [core('persistentvolumes', 'patch')],
    CLUSTER,
    ['PATCH', `${volume}/data?dryRun=All`, { spec: { hostPath: { path: '/etc' } } }, merge],
    422,
  ],
  [
    'PV001 nor is one made by applying it',
    [core('persistentvolumes', 'patch')],
    CLUSTER,
    [
      'PATCH',
      `${volume}/other?dryRun=All&fieldManager=test`,
      { apiVersion: 'v1', ...hostPathVolume('other') },
      'application/apply-patch+yaml',
    ],
    403,
  ],
  [
    'PV001-claim it can be given to another claim',
    [core('persistentvolumes', 'patch')],
    CLUSTER,
    [
      'PATCH',
      `${volume}/data?dryRun=All`,
      { spec: { claimRef: { namespace: WHERE, name: 'mine', uid: null } } },
      merge,
    ],
    200,
  ],
  [
    'AD005 a RoleBinding reaches its Namespace',
    [core('namespaces', 'patch')],
    WHERE,
    ['PATCH', `/api/v1/namespaces/${WHERE}?dryRun=All`, { metadata: { labels: { a: 'b' } } }, merge],
    200,
  ],
  [
    'AD005 and no other',
    [core('namespaces', 'patch')],
    WHERE,
    ['PATCH', '/api/v1/namespaces/default?dryRun=All', {}, merge],
    403,
  ],
  [
    'RB010 escalate is enough for an aggregation rule that takes everything',
    [rbac('clusterroles', 'create', 'escalate')],
    CLUSTER,
    ['POST', `/apis/${API}/v1/clusterroles?dryRun=All`, clusterRole({ clusterRoleSelectors: [{}] })],
    201,
  ],
  [
    'RB010 create alone is not',
    [rbac('clusterroles', 'create')],
    CLUSTER,
    ['POST', `/apis/${API}/v1/clusterroles?dryRun=All`, clusterRole({ clusterRoleSelectors: [{}] })],
    403,
  ],
  [
    '1.6.1 nodes by a RoleBinding are nothing',
    [core('nodes/proxy', 'get')],
    WHERE,
    ['GET', '/api/v1/nodes/one/proxy/'],
    403,
  ],
  ['RB012 impersonate users', [core('users', 'impersonate')], CLUSTER, ['who', 'jane'], 201, isUser('jane')],
  ['RB012 by a RoleBinding is nothing', [core('users', 'impersonate')], WHERE, ['who', 'jane'], 403],
  [
    'RB012 users are no ServiceAccounts',
    [core('users', 'impersonate')],
    CLUSTER,
    ['who', `system:serviceaccount:${WHERE}:bot`],
    403,
  ],
  [
    'RB012 but nodes',
    [core('users', 'impersonate')],
    CLUSTER,
    ['who', 'system:node:one'],
    201,
    isUser('system:node:one'),
  ],
  [
    'RB013 groups alone are nothing',
    [core('groups', 'impersonate')],
    CLUSTER,
    ['who', undefined, ['system:masters']],
    400,
  ],
  [
    'RB013 groups with users are system:masters',
    [core('groups', 'impersonate'), core('users', 'impersonate')],
    CLUSTER,
    ['who', 'jane', ['system:masters']],
    201,
  ],
  [
    'RB014 serviceaccounts by a RoleBinding',
    [core('serviceaccounts', 'impersonate')],
    WHERE,
    ['who', `system:serviceaccount:${WHERE}:bot`],
    201,
  ],
  [
    'RB014 of another namespace',
    [core('serviceaccounts', 'impersonate')],
    WHERE,
    ['who', 'system:serviceaccount:default:bot'],
    403,
  ],
  [
    'RB016 constrained impersonation takes the identity',
    [authn('users', 'impersonate:user-info')],
    CLUSTER,
    ['who', 'jane'],
    403,
  ],
  [
    'RB016 and the action',
    [authn('users', 'impersonate:user-info'), authn('selfsubjectreviews', 'impersonate-on:user-info:create')],
    CLUSTER,
    ['who', 'jane'],
    201,
    isUser('jane'),
  ],
  [
    'RB016 but never system:masters',
    [
      authn('users', 'impersonate:user-info'),
      authn('groups', 'impersonate:user-info'),
      authn('selfsubjectreviews', 'impersonate-on:user-info:create'),
    ],
    CLUSTER,
    ['who', 'jane', ['system:masters']],
    403,
  ],
];

export async function compareFacts(server, differs) {
  await createNamespaces(server, [WHERE]);
  const post = (path, body) => server.call('POST', path, { apiVersion: 'v1', ...body });
  await post(secrets, { kind: 'Secret', metadata: { name: 'db' }, stringData: { password: 'hunter2' } });
  await post(`/api/v1/namespaces/${WHERE}/serviceaccounts`, {
    kind: 'ServiceAccount',
    metadata: { name: 'bot' },
  });
  const spec = { containers: [{ name: 'app', image: 'app' }], automountServiceAccountToken: false };
  await post(`/api/v1/namespaces/${WHERE}/pods`, { kind: 'Pod', metadata: { name: 'web' }, spec });
  await post(volume, hostPathVolume('data'));
  const tokens = [];
  for (const [index, [, rules, where]] of FACTS.entries())
    tokens.push(await account(server, `fact-${index}`, rules, where));
  await settle(server, WHERE, WHERE);
  for (const [index, [what, , , request, status, check]] of FACTS.entries()) {
    const answer = await send(server, tokens[index], request);
    if (answer.status !== status || check?.(answer.body) === false) {
      differs(what, { status: answer.status, expected: status, message: answer.body?.message });
    }
  }
  return `facts of the catalogue: ${FACTS.length}`;
}

function hostPathVolume(name) {
  const claimRef = { namespace: 'default', name: 'theirs' };
  const spec = { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/data' } };
  return { kind: 'PersistentVolume', metadata: { name }, spec: { ...spec, claimRef } };
}

/** A ServiceAccount with these rules. @returns its token */
async function account(server, name, rules, where) {
  await server.call('POST', `/api/v1/namespaces/${WHERE}/serviceaccounts`, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name },
  });
  const whole = where === CLUSTER;
  const binding = {
    apiVersion: `${API}/v1`,
    kind: whole ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata: whole ? { name } : { name, namespace: where },
    roleRef: { apiGroup: API, kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace: WHERE }],
  };
  await create(server, [
    { apiVersion: `${API}/v1`, kind: 'ClusterRole', metadata: { name }, rules },
    binding,
  ]);
  const { body } = await server.call(
    'POST',
    `/api/v1/namespaces/${WHERE}/serviceaccounts/${name}/token`,
    tokenRequest,
  );
  return body.status.token;
}

function send(server, token, [method, path, body, type]) {
  if (method !== 'who')
    return server.call(method, path, body, { token, ...(type === undefined ? {} : { type }) });
  // As somebody else: `path` is the user, `body` the groups.
  return server.call('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', whoAmI, {
    token,
    user: path,
    groups: body ?? [],
  });
}
