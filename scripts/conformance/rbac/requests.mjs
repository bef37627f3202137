// What the API server asks its authorizer about an HTTP request: read from the refusals it gives to somebody who may
// nothing.

const REQUESTS = [
  ['GET', '/api/v1/nodes'],
  ['GET', '/api/v1/nodes/one'],
  ['HEAD', '/api/v1/nodes/one'],
  ['GET', '/api/v1/nodes/one/proxy/run/x'],
  ['GET', '/api/v1/pods'],
  ['GET', '/api/v1/namespaces/shop/pods'],
  ['GET', '/api/v1/namespaces/shop/pods?watch=true'],
  ['GET', '/api/v1/namespaces/shop/pods?watch=0'],
  ['GET', '/api/v1/namespaces/shop/pods?watch'],
  ['GET', '/api/v1/namespaces/shop/pods?watch=False'],
  ['GET', '/api/v1/watch/namespaces/shop/pods'],
  ['GET', '/api/v1/watch/pods'],
  ['GET', '/api/v1/namespaces/shop/secrets?fieldSelector=metadata.name%3Ddb'],
  ['GET', '/api/v1/namespaces/shop/secrets?fieldSelector=type%3DOpaque,metadata.name%3D%3Ddb'],
  ['GET', '/api/v1/namespaces/shop/secrets?watch=1&fieldSelector=metadata.name=db'],
  ['GET', '/api/v1/namespaces/shop/secrets?fieldSelector=metadata.name!=db'],
  ['GET', '/api/v1/namespaces/shop/secrets?fieldSelector=metadata.name=..'],
  ['GET', '/api/v1/namespaces/shop/secrets?fieldSelector=metadata.name=db,nonsense'],
  ['GET', '/api/v1/namespaces/shop/secrets?watch=1&fieldSelector=nonsense'],
  ['DELETE', '/api/v1/namespaces/shop/secrets?fieldSelector=metadata.name=db'],
  ['DELETE', '/api/v1/namespaces/shop/secrets/db'],
  ['POST', '/api/v1/namespaces/shop/pods'],
  ['POST', '/api/v1/namespaces/shop/pods/web/exec'],
  ['GET', '/api/v1/namespaces/shop/pods/web/exec'],
  ['PUT', '/apis/apps/v1/namespaces/shop/deployments/web'],
  ['PATCH', '/apis/apps/v1/namespaces/shop/deployments/web/scale'],
  ['POST', '/api/v1/namespaces/shop/serviceaccounts/bot/token'],
  ['GET', '/api/v1/namespaces'],
  ['POST', '/api/v1/namespaces'],
  ['GET', '/api/v1/namespaces/shop'],
  ['PATCH', '/api/v1/namespaces/shop'],
  ['PUT', '/api/v1/namespaces/shop/finalize'],
  ['PUT', '/api/v1/namespaces/shop/status'],
  ['GET', '/api/v1/namespaces?fieldSelector=metadata.name=shop'],
  ['DELETE', '/api/v1/namespaces'],
  ['GET', '/api/v1/namespaces/shop/pods/we%62'],
  ['GET', '/apis/example.com/v1/namespaces/shop/widgets/w/status'],
  ['GET', '/metrics'],
  ['POST', '/version/x'],
  ['GET', '/apis/apps/v1x'],
  ['GET', '/logs/'],
  ['PUT', '/nowhere'],
];

export async function compareRequests(server, requestOf, differs) {
  for (const [method, url] of REQUESTS) {
    const { status, body } = await server.call(method, url, undefined, { user: 'system:anonymous' });
    const ours = textOf(requestOf(method, url));
    // A HEAD has no body to read.
    const theirs = method === 'HEAD' ? ours : refusal(body);
    if (status !== 403 || theirs !== ours) differs(`${method} ${url}: ${status}`, { ours, theirs });
  }
  return `requests: ${REQUESTS.length} refused, with the same attributes`;
}

function textOf({ verb, group, resource, subresource = '', name = '', namespace = '' }) {
  if (group === undefined) return `cannot ${verb} path "${resource}"`;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const what = subresource === '' ? resource : `${resource}/${subresource}`;
  return `${name}: cannot ${verb} resource "${what}" in API group "${group}" ${where}`;
}

function refusal({ message = '', details = {} }) {
  const text = /cannot .*$/.exec(message)?.[0] ?? message;
  return text.includes(' path ') ? text : `${details.name ?? ''}: ${text}`;
}

/** Groups that the API server adds to somebody by itself. */
export async function compareGroups(server, { implicitGroups, accountOf }, differs) {
  const subjects = ['User jane', 'ServiceAccount shop/bot', 'User system:kube-scheduler'];
  for (const subject of subjects) {
    const account = accountOf(subject);
    const user =
      account === undefined
        ? subject.slice('User '.length)
        : `system:serviceaccount:${account.namespace}:${account.name}`;
    const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
    const { body } = await server.call('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', review, {
      user,
    });
    const theirs = body.status.userInfo.groups;
    const ours = implicitGroups(subject).map(group => group.slice('Group '.length));
    if (JSON.stringify(ours) !== JSON.stringify(theirs)) differs(`groups of ${subject}`, { ours, theirs });
  }
  return `groups: those of ${subjects.join(', ')}`;
}
