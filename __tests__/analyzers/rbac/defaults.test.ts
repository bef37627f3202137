import { describe, expect, test } from '@jest/globals';
import { Authorizer } from '../../../src/analyzers/rbac/authorizer.ts';
import { defaultObjects } from '../../../src/analyzers/rbac/defaults.ts';
import type { Attributes } from '../../../src/analyzers/rbac/rules.ts';
import type { Json } from '../../../src/manifest/index.ts';
import { KUBERNETES_VERSIONS } from '../../../src/schema/index.ts';

/** `ClusterRole view`, `Role kube-system/extension-apiserver-authentication-reader`. */
const names = (kubernetes: string) =>
  defaultObjects(kubernetes).map(({ kind, metadata }) => {
    const { namespace, name } = metadata as { namespace?: string; name: string };
    return `${String(kind)} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
  });
const find = (kubernetes: string, label: string) =>
  defaultObjects(kubernetes)[names(kubernetes).indexOf(label)] as Record<string, Json>;
const authorizer = (kubernetes: string) =>
  new Authorizer({ manifests: [], defaults: defaultObjects(kubernetes) });
const rulesOf = (kubernetes: string, name: string) =>
  authorizer(kubernetes)
    .role('ClusterRole', '', name)
    ?.rules.map(({ rule }) => rule) ?? [];
const may = (kubernetes: string, subject: string, request: Attributes) =>
  authorizer(kubernetes).authorize(subject, request).allowed;

describe('what a cluster has by itself', () => {
  test('is known for every release a user may name', () => {
    for (const version of KUBERNETES_VERSIONS) {
      expect(names(version)).toEqual(
        expect.arrayContaining([
          'ClusterRole cluster-admin',
          'ClusterRole view',
          'ClusterRole system:node',
          'ClusterRole system:controller:job-controller',
          'ClusterRoleBinding cluster-admin',
          'ClusterRoleBinding system:controller:job-controller',
          'Role kube-system/extension-apiserver-authentication-reader',
          'RoleBinding kube-public/system:controller:bootstrap-signer',
        ]),
      );
      expect(new Set(names(version)).size).toBe(names(version).length);
    }
  });

  test('is that of the nearest release, where the data ends', () => {
    expect(defaultObjects('1.12')).toBe(defaultObjects('1.20'));
    expect(defaultObjects('1.99')).toBe(defaultObjects(KUBERNETES_VERSIONS.at(-1) as string));
    expect(defaultObjects('latest')).toBe(defaultObjects('1.99'));
    expect(defaultObjects('v1.34.2')).toBe(defaultObjects('1.34'));
  });

  test('cluster-admin, as an object', () => {
    expect(find('1.34', 'ClusterRole cluster-admin')).toEqual({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: {
        name: 'cluster-admin',
        labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' },
        annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
      },
      rules: [
        { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
        { verbs: ['*'], nonResourceURLs: ['*'] },
      ],
    });
    expect(find('1.34', 'ClusterRoleBinding cluster-admin').subjects).toEqual([
      { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'system:masters' },
    ]);
    expect(find('1.34', 'ClusterRoleBinding system:node').subjects).toBeUndefined();
  });

  test('differs between releases where Kubernetes does', () => {
    // CVE-2021-25740: clusters created with 1.22 or later.
    const endpoints = (kubernetes: string) =>
      rulesOf(kubernetes, 'edit').some(
        rule => rule.resources.includes('endpoints') && rule.verbs.includes('update'),
      );
    expect([endpoints('1.21'), endpoints('1.22'), endpoints('1.34')]).toEqual([true, false, false]);
  });

  test('view feeds edit, edit feeds admin, through their labels', () => {
    const has = (role: string, resource: string, verb: string) =>
      rulesOf('1.34', role).some(rule => rule.resources.includes(resource) && rule.verbs.includes(verb));
    expect(['view', 'edit', 'admin'].map(role => has(role, 'configmaps', 'list'))).toEqual([
      true,
      true,
      true,
    ]);
    expect(['view', 'edit', 'admin'].map(role => has(role, 'secrets', 'get'))).toEqual([false, true, true]);
    expect(['view', 'edit', 'admin'].map(role => has(role, 'rolebindings', 'create'))).toEqual([
      false,
      false,
      true,
    ]);
    expect(has('edit', 'serviceaccounts', 'impersonate')).toBe(true);
    expect(has('edit', 'serviceaccounts/token', 'create')).toBe(true);
  });

  test('answers requests', () => {
    const review = { verb: 'create', group: 'authorization.k8s.io', resource: 'selfsubjectaccessreviews' };
    expect(may('1.34', 'User jane', review)).toBe('yes');
    expect(may('1.34', 'User system:anonymous', review)).toBe('no');
    expect(may('1.34', 'User system:anonymous', { verb: 'get', resource: '/version' })).toBe('yes');
    expect(may('1.34', 'User system:kube-scheduler', { verb: 'list', group: '', resource: 'pods' })).toBe(
      'yes',
    );
    expect(may('1.34', 'Group system:masters', { verb: 'anything', group: 'x', resource: 'y' })).toBe('yes');
    expect(
      may('1.34', 'ServiceAccount kube-system/node-controller', {
        verb: 'delete',
        group: '',
        resource: 'nodes',
      }),
    ).toBe('yes');
  });
});
