import { describe, expect, test } from '@jest/globals';
import {
  crdScopes,
  isNamespaced,
  KUBERNETES_VERSIONS,
  knownKinds,
  lifecycle,
  serves,
} from '../../src/schema/index.ts';

describe('lifecycle', () => {
  test.each([
    [
      'extensions',
      'v1beta1',
      'Ingress',
      '1.1',
      '1.14',
      '1.22',
      { group: 'networking.k8s.io', version: 'v1', kind: 'Ingress' },
    ],
    [
      'batch',
      'v1beta1',
      'CronJob',
      '1.8',
      '1.21',
      '1.25',
      { group: 'batch', version: 'v1', kind: 'CronJob' },
    ],
    ['policy', 'v1beta1', 'PodSecurityPolicy', '1.10', '1.21', '1.25', undefined],
    [
      'apps',
      'v1beta1',
      'Deployment',
      '1.6',
      '1.8',
      '1.16',
      { group: 'apps', version: 'v1', kind: 'Deployment' },
    ],
    [
      'apiextensions.k8s.io',
      'v1beta1',
      'CustomResourceDefinition',
      '1.7',
      '1.16',
      '1.22',
      { group: 'apiextensions.k8s.io', version: 'v1', kind: 'CustomResourceDefinition' },
    ],
  ])(
    '%s/%s %s came, was deprecated and went',
    (group, version, kind, introduced, deprecated, removed, replacement) => {
      expect(lifecycle(group, version, kind)).toEqual({
        introduced,
        deprecated,
        removed,
        ...(replacement === undefined ? {} : { replacement }),
      });
    },
  );

  test('a stable version has no end', () => {
    expect(lifecycle('apps', 'v1', 'Deployment')).toEqual({ introduced: '1.9' });
    expect(lifecycle('', 'v1', 'Pod')).toEqual({ introduced: '1.0' });
  });

  test('a version that left the module without tags was removed with that release', () => {
    expect(lifecycle('settings.k8s.io', 'v1alpha1', 'PodPreset')).toEqual({ removed: '1.20' });
  });

  test('kinds of others are unknown, also those named like object members', () => {
    expect(lifecycle('argoproj.io', 'v1alpha1', 'Rollout')).toBeUndefined();
    expect(lifecycle('', 'v1', 'constructor')).toBeUndefined();
  });
});

describe('serves', () => {
  test.each([
    ['1.21', true],
    ['1.22', false],
    ['v1.21.14', true],
    ['1.34.2-gke.1', false],
  ])('Kubernetes %s and networking.k8s.io/v1beta1 Ingress: %s', (release, expected) => {
    expect(serves(release, 'networking.k8s.io', 'v1beta1', 'Ingress')).toBe(expected);
  });

  test('not before it was introduced', () => {
    expect(serves('1.20', 'batch', 'v1', 'CronJob')).toBe(false);
    expect(serves('1.21', 'batch', 'v1', 'CronJob')).toBe(true);
  });

  test('unknown kinds and unreadable releases', () => {
    expect(serves('1.30', 'argoproj.io', 'v1alpha1', 'Rollout')).toBeUndefined();
    expect(serves('latest', 'apps', 'v1', 'Deployment')).toBeUndefined();
  });
});

test('kinds of a release', () => {
  expect(knownKinds('1.21')).toContain('policy/v1beta1/PodSecurityPolicy');
  expect(knownKinds('1.25')).not.toContain('policy/v1beta1/PodSecurityPolicy');
  expect(knownKinds('1.30')).toContain('/v1/Pod');
  expect(knownKinds('1.30')).toEqual([...knownKinds('1.30')].sort());
});

test('releases are in order and without gaps', () => {
  expect(KUBERNETES_VERSIONS[0]).toBe('1.20');
  expect(KUBERNETES_VERSIONS).toEqual(KUBERNETES_VERSIONS.map((_, index) => `1.${20 + index}`));
  expect(KUBERNETES_VERSIONS).toContain('1.34');
});

describe('scope', () => {
  test.each([
    ['', 'Namespace', false],
    ['', 'Node', false],
    ['', 'PersistentVolume', false],
    ['', 'Pod', true],
    ['', 'ServiceAccount', true],
    ['rbac.authorization.k8s.io', 'ClusterRole', false],
    ['rbac.authorization.k8s.io', 'Role', true],
    ['networking.k8s.io', 'IngressClass', false],
    ['policy', 'PodSecurityPolicy', false],
    ['apiextensions.k8s.io', 'CustomResourceDefinition', false],
    ['apiregistration.k8s.io', 'APIService', false],
    ['admissionregistration.k8s.io', 'ValidatingAdmissionPolicy', false],
    ['scheduling.k8s.io', 'PriorityClass', false],
    ['storage.k8s.io', 'StorageClass', false],
    ['certificates.k8s.io', 'CertificateSigningRequest', false],
  ])('%s/%s', (group, kind, expected) => {
    expect(isNamespaced(group, kind)).toBe(expected);
  });

  test('of custom kinds comes from their definitions', () => {
    const crd = (kind: string, scope: string) => ({
      kind: 'CustomResourceDefinition',
      spec: { group: 'cert-manager.io', names: { kind }, scope },
    });
    const scopes = crdScopes([
      crd('ClusterIssuer', 'Cluster'),
      crd('Issuer', 'Namespaced'),
      { kind: 'CustomResourceDefinition', spec: null },
      { kind: 'Secret' },
    ]);
    expect([...scopes]).toEqual([
      ['cert-manager.io/ClusterIssuer', false],
      ['cert-manager.io/Issuer', true],
    ]);
    expect(isNamespaced('cert-manager.io', 'ClusterIssuer')).toBeUndefined();
    expect(isNamespaced('cert-manager.io', 'ClusterIssuer', scopes)).toBe(false);
  });

  test('a definition in the repository cannot change the scope of built-in kinds', () => {
    expect(isNamespaced('', 'Pod', new Map([['/Pod', false]]))).toBe(true);
  });
});
