import { describe, expect, test } from '@jest/globals';
import { Authorizer } from '../../../src/analyzers/rbac/authorizer.ts';
import { readContext } from '../../../src/analyzers/rbac/context.ts';
import { vendorOf } from '../../../src/analyzers/rbac/vendors.ts';
import { memoryTree } from '../../../src/repository/index.ts';
import { binding, clusterBinding, clusterRole, type RbacObject, role, yaml } from '../../support/rbac.ts';

const bot = { kind: 'ServiceAccount', name: 'bot', namespace: 'shop' };
const pods = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };
const cluster: readonly RbacObject[] = [
  clusterRole('reader', [pods]),
  role('local', [pods]),
  clusterBinding('b', 'reader', [bot]),
  binding('l', 'Role', 'local', [bot]),
];
const core = (kind: string, name: string) => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'shop' },
});
const list = (items: readonly object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
const labels = (context: ReturnType<typeof readContext>) =>
  context.manifests.map(({ resource: { kind, name }, origin }) => `${kind} ${name} in ${origin.source}`);

describe('the context folder', () => {
  test('is an export: lists or documents, YAML or JSON, of the kinds that matter', () => {
    const context = readContext(
      memoryTree({
        'cluster/a/rbac.yaml': list([
          ...cluster.slice(0, 2),
          core('Secret', 's'),
          core('ServiceAccount', 'bot'),
        ]),
        'cluster/b.yml': yaml(cluster.slice(2)),
        'cluster/c.json': list([core('Namespace', 'shop'), core('ConfigMap', 'c')]),
        'cluster/README.md': '# no manifest',
        'other/x.yaml': yaml([clusterRole('other', [pods])]),
      }),
      'cluster',
    );
    expect(context.problems).toEqual([]);
    expect(labels(context)).toEqual([
      'ClusterRole reader in cluster/a/rbac.yaml',
      'Role local in cluster/a/rbac.yaml',
      'ServiceAccount bot in cluster/a/rbac.yaml',
      'ClusterRoleBinding b in cluster/b.yml',
      'RoleBinding l in cluster/b.yml',
      'Namespace shop in cluster/c.json',
    ]);
    const authorizer = new Authorizer({ manifests: [], context: context.manifests });
    expect(authorizer.closed).toBe(true);
    expect(
      authorizer.authorize('ServiceAccount shop/bot', { verb: 'get', group: '', resource: 'pods' }).allowed,
    ).toBe('yes');
  });

  test('that is empty, incomplete or broken gates', () => {
    expect(readContext(memoryTree({ 'a.yaml': 'a: 1' }), 'cluster').problems).toEqual([
      {
        code: 'context-missing',
        message: 'The context folder "cluster" has no YAML or JSON files',
        hint: 'Correct "context" in the configuration, or write an export there: kubectl get clusterroles,roles,clusterrolebindings,rolebindings,serviceaccounts,namespaces -A -o yaml > cluster/cluster.yaml',
        gates: true,
      },
    ]);
    const incomplete = readContext(
      memoryTree({ 'cluster/x.yaml': yaml([cluster[0], cluster[2]] as RbacObject[]) }),
      'cluster',
    );
    expect(incomplete.problems).toMatchObject([{ code: 'context-incomplete', gates: true }]);
    expect(incomplete.problems[0]?.message).toBe(
      'The context folder "cluster" has no Role, no RoleBinding, which every cluster has: it is no export of a whole cluster, and what it lacks would count as not there',
    );
    const broken = readContext(memoryTree({ 'cluster/x.yaml': `${yaml(cluster)}\n---\nkind: [` }), 'cluster');
    expect(broken.problems).toMatchObject([{ code: 'yaml-invalid', file: 'cluster/x.yaml', gates: true }]);
  });
});

test.each([
  ['eks:node-manager', {}, 'EKS'],
  ['aws-node', {}, 'EKS'],
  ['system:gke-master', {}, 'GKE'],
  ['aks-service-rolebinding', {}, 'AKS'],
  ['system:openshift:controller:x', {}, 'OpenShift'],
  ['metrics', { 'addonmanager.kubernetes.io/mode': 'Reconcile' }, 'add-on manager'],
  ['coredns', { 'eks.amazonaws.com/component': 'coredns' }, 'EKS'],
  ['reader', { app: 'shop' }, undefined],
  ['my-eks:role', {}, undefined],
])('%s %j is kept by %s', (name, labelled, vendor) => {
  expect(vendorOf(name, labelled)).toBe(vendor);
});
