import { describe, expect, test } from '@jest/globals';
import { type KnownResource, requestOf, wordedRequest } from '../../../src/analyzers/rbac/requests.ts';
import type { Attributes } from '../../../src/analyzers/rbac/rules.ts';

/** `get shop/pods.apps/exec web`; `cluster` for no namespace. */
function text(request: Attributes | undefined): string {
  if (request === undefined) return 'refused';
  const { verb, group, resource, subresource = '', name = '', namespace = '' } = request;
  if (group === undefined) return `${verb} URL ${resource}`;
  const scope = namespace === '' ? 'cluster' : namespace;
  return `${verb} ${scope}: ${resource}${group === '' ? '' : `.${group}`}${subresource === '' ? '' : `/${subresource}`} ${name}`.trimEnd();
}

describe('an HTTP request', () => {
  test.each([
    ['GET', '/', 'get URL /'],
    ['GET', '/healthz/etcd', 'get URL /healthz/etcd'],
    ['HEAD', '/metrics', 'head URL /metrics'],
    ['POST', '/version', 'post URL /version'],
    ['GET', '/api', 'get URL /api'],
    ['GET', '/api/v1', 'get URL /api/v1'],
    ['GET', '/apis/apps/v1', 'get URL /apis/apps/v1'],
    ['GET', '/apis/apps/v1/', 'get URL /apis/apps/v1/'],
    ['GET', '/api/v1/nodes', 'list cluster: nodes'],
    ['GET', '/api/v1/nodes/one', 'get cluster: nodes one'],
    ['HEAD', '/api/v1/nodes/one', 'get cluster: nodes one'],
    ['GET', '/api/v1/nodes/one/proxy/run/x', 'get cluster: nodes/proxy one'],
    ['GET', '/api/v1/pods', 'list cluster: pods'],
    ['GET', '/api/v1/namespaces/shop/pods', 'list shop: pods'],
    ['GET', '/api/v1/namespaces/shop/pods?watch=true', 'watch shop: pods'],
    ['GET', '/api/v1/namespaces/shop/pods?watch=0', 'list shop: pods'],
    ['GET', '/api/v1/namespaces/shop/pods?watch', 'watch shop: pods'],
    ['GET', '/api/v1/namespaces/shop/pods?watch=False', 'list shop: pods'],
    ['GET', '/api/v1/watch/namespaces/shop/pods', 'watch shop: pods'],
    ['GET', '/api/v1/watch/pods', 'watch cluster: pods'],
    ['GET', '/api/v1/watch', 'refused'],
    ['GET', '/api/v1/namespaces/shop/secrets?fieldSelector=metadata.name%3Ddb', 'list shop: secrets db'],
    [
      'GET',
      '/api/v1/namespaces/shop/secrets?fieldSelector=type%3DOpaque,metadata.name%3D%3Ddb',
      'list shop: secrets db',
    ],
    [
      'GET',
      '/api/v1/namespaces/shop/secrets?watch=1&fieldSelector=metadata.name=db',
      'watch shop: secrets db',
    ],
    ['GET', '/api/v1/namespaces/shop/secrets?fieldSelector=metadata.name!=db', 'list shop: secrets'],
    ['GET', '/api/v1/namespaces/shop/secrets?fieldSelector=metadata.name=..', 'list shop: secrets'],
    ['GET', '/api/v1/namespaces/shop/secrets?fieldSelector=metadata.name=db,nonsense', 'list shop: secrets'],
    [
      'DELETE',
      '/api/v1/namespaces/shop/secrets?fieldSelector=metadata.name=db',
      'deletecollection shop: secrets',
    ],
    ['DELETE', '/api/v1/namespaces/shop/secrets/db', 'delete shop: secrets db'],
    ['POST', '/api/v1/namespaces/shop/pods', 'create shop: pods'],
    ['POST', '/api/v1/namespaces/shop/pods/web/exec', 'create shop: pods/exec web'],
    ['GET', '/api/v1/namespaces/shop/pods/web/exec', 'get shop: pods/exec web'],
    ['PUT', '/apis/apps/v1/namespaces/shop/deployments/web', 'update shop: deployments.apps web'],
    [
      'PATCH',
      '/apis/apps/v1/namespaces/shop/deployments/web/scale',
      'patch shop: deployments.apps/scale web',
    ],
    ['POST', '/api/v1/namespaces/shop/serviceaccounts/bot/token', 'create shop: serviceaccounts/token bot'],
    ['GET', '/api/v1/namespaces', 'list cluster: namespaces'],
    ['POST', '/api/v1/namespaces', 'create cluster: namespaces'],
    ['GET', '/api/v1/namespaces/shop', 'get shop: namespaces shop'],
    ['PATCH', '/api/v1/namespaces/shop', 'patch shop: namespaces shop'],
    ['PUT', '/api/v1/namespaces/shop/finalize', 'update shop: namespaces/finalize shop'],
    ['PUT', '/api/v1/namespaces/shop/status', 'update shop: namespaces/status shop'],
    ['GET', '/api/v1/namespaces?fieldSelector=metadata.name=shop', 'list cluster: namespaces shop'],
    ['OPTIONS', '/api/v1/pods', 'cluster: pods'],
    ['GET', '/api/v1/namespaces/shop/pods/we%62', 'get shop: pods web'],
    ['GET', '/api/v1/namespaces/shop/pods/%', 'get shop: pods %'],
  ])('%s %s', (method, url, expected) => {
    expect(text(requestOf(method, url)).trim()).toBe(expected);
  });
});

describe('words', () => {
  const known: Readonly<Record<string, readonly KnownResource[]>> = {
    pods: [{ group: '', namespaced: true }],
    nodes: [{ group: '', namespaced: false }],
    namespaces: [{ group: '', namespaced: false }],
    deployments: [{ group: 'apps', namespaced: true }],
    events: [
      { group: '', namespaced: true },
      { group: 'events.k8s.io', namespaced: true },
    ],
  };
  const read = (words: string, namespace?: string) => {
    const [verb = '', resource = '', name] = words.split(' ');
    return wordedRequest(
      {
        verb,
        resource,
        ...(name === undefined ? {} : { name }),
        ...(namespace === undefined ? {} : { namespace }),
      },
      wanted => known[wanted] ?? [],
    );
  };

  test.each([
    ['get pods', 'shop', 'get shop: pods'],
    ['get pods', undefined, 'get cluster: pods'],
    ['get pods web', 'shop', 'get shop: pods web'],
    ['create pods/exec web', 'shop', 'create shop: pods/exec web'],
    ['create pods web', 'shop', 'create shop: pods'],
    ['deletecollection pods web', 'shop', 'deletecollection shop: pods'],
    ['list pods web', 'shop', 'list shop: pods web'],
    ['patch deployments/scale web', 'shop', 'patch shop: deployments.apps/scale web'],
    ['patch deployments.apps/scale web', 'shop', 'patch shop: deployments.apps/scale web'],
    ['get deployments.extensions', 'shop', 'get shop: deployments.extensions'],
    ['get nodes', 'shop', 'get cluster: nodes'],
    ['get events.events.k8s.io', 'shop', 'get shop: events.events.k8s.io'],
    ['patch namespaces shop', undefined, 'patch shop: namespaces shop'],
    ['patch namespaces shop', 'other', 'patch shop: namespaces shop'],
    ['list namespaces shop', undefined, 'list cluster: namespaces shop'],
    ['list namespaces', 'shop', 'list cluster: namespaces'],
    ['create namespaces shop', undefined, 'create cluster: namespaces'],
    ['GET /metrics', undefined, 'get URL /metrics'],
    ['get widgets', 'shop', 'get shop: widgets'],
    ['* *', undefined, '* cluster: *'],
  ])('%s in %s', (words, namespace, expected) => {
    expect(text(read(words, namespace).request)).toBe(expected);
  });

  test('say whether they leave the namespace open', () => {
    const open = (words: string, namespace?: string) => read(words, namespace).anywhere;
    expect(['get pods', 'get pod'].map(words => open(words))).toEqual([true, true]);
    expect(['get nodes', 'list namespaces', 'get /metrics'].map(words => open(words))).toEqual([
      false,
      false,
      false,
    ]);
    expect(open('get pods', 'shop')).toBe(false);
  });
});
