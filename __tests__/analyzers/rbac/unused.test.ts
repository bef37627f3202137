import { expect, test } from '@jest/globals';
import { Authorizer } from '../../../src/analyzers/rbac/authorizer.ts';
import { unused } from '../../../src/analyzers/rbac/queries/unused.ts';
import { readAll } from '../../support/manifests.ts';
import { clusterRole, yaml } from '../../support/rbac.ts';

test('what the cluster or its vendor keeps is not for a team to take away', () => {
  const rule = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };
  const context = readAll(
    yaml([
      clusterRole('system:heapster', [rule], { 'kubernetes.io/bootstrapping': 'rbac-defaults' }),
      clusterRole('eks:node-manager', [rule]),
      clusterRole('metrics', [rule], { 'addonmanager.kubernetes.io/mode': 'Reconcile' }),
      clusterRole('old-tool', [rule]),
    ]),
  );
  const manifests = readAll(yaml([clusterRole('eks:mine', [rule])]));
  const cluster = {
    environment: 'default',
    authorizer: new Authorizer({ manifests, context }),
    manifests,
    context,
  };
  expect(unused([cluster]).unused.map(({ what, why }) => `${what.name} ${why}`)).toEqual([
    'ClusterRole eks:mine role-unbound',
    'ClusterRole old-tool role-unbound',
  ]);
});
