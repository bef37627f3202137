import { expect, test } from '@jest/globals';
import { readQuestion } from '../../../src/analyzers/rbac/queries/question.ts';
import type { ApiResources } from '../../../src/analyzers/rbac/queries/resources.ts';

const resources = { find: () => [], nearest: () => undefined } as unknown as ApiResources;

test('a path of the API that is a resource is read as the API server reads it', () => {
  expect(readQuestion(['get', '/api/v1/namespaces/shop/secrets/db'], undefined, resources)).toEqual({
    question: {
      request: {
        verb: 'get',
        group: '',
        resource: 'secrets',
        subresource: '',
        name: 'db',
        namespace: 'shop',
      },
      anywhere: false,
    },
    asked: 'get /api/v1/namespaces/shop/secrets/db',
    isOfCluster: false,
    notes: ['To the API server that is get secrets "db" in namespace shop.'],
  });
  expect(
    readQuestion(['post', '/apis/apps/v1/namespaces/shop/deployments'], undefined, resources),
  ).toMatchObject({
    notes: ['To the API server that is create deployments.apps in namespace shop.'],
  });
  expect(readQuestion(['get', '/api/v1'], undefined, resources)).toEqual({
    question: { request: { verb: 'get', resource: '/api/v1' }, anywhere: false },
    asked: 'get /api/v1',
    isOfCluster: true,
    notes: [],
  });
});
