import { describe, expect, test } from '@jest/globals';
import { deployedTo, environmentNames, environmentOf } from '../../../src/analyzers/rbac/environments.ts';
import { type Manifest, ManifestSet } from '../../../src/manifest/index.ts';
import { readAll } from '../../support/manifests.ts';
import { clusterRole, yaml } from '../../support/rbac.ts';

/** A manifest as a target renders it for an environment. */
function rendered(name: string, environment: string, root = 'deploy', more: object = {}): Manifest {
  const [manifest] = readAll(yaml([clusterRole(name, [])])) as [Manifest];
  const { origin } = manifest;
  return {
    ...manifest,
    origin: {
      ...origin,
      target: { ...origin.target, root, ...more },
      environment: { name: environment, reason: 'test' },
    },
  };
}
const names = (...manifests: readonly Manifest[]) => environmentNames(new ManifestSet(manifests));
const deployed = (environment: string, ...manifests: readonly Manifest[]) =>
  deployedTo(new ManifestSet(manifests), environment).map(({ resource }) => resource.name);

describe('environments', () => {
  const shared = rendered('shared', 'default');
  const prod = rendered('prod', 'prod');
  const staging = rendered('staging', 'default', 'apps/overlays/staging');

  test('are named, or are the folders of overlays', () => {
    expect([shared, prod, staging].map(environmentOf)).toEqual(['default', 'prod', 'staging']);
    expect(environmentOf(rendered('x', 'default', 'clusters/eu/apps'))).toBe('eu');
    expect(environmentOf(rendered('x', 'default', 'apps/overlays'))).toBe('default');
  });

  test('of either side count; default alone where nobody names any', () => {
    expect(names(shared)).toEqual(['default']);
    expect(names()).toEqual(['default']);
    expect(names(staging, shared, prod)).toEqual(['prod', 'staging']);
    expect(environmentNames(new ManifestSet([prod]), new ManifestSet([staging]))).toEqual([
      'prod',
      'staging',
    ]);
  });

  test('have what is theirs and what belongs to none', () => {
    expect(deployed('prod', shared, prod, staging)).toEqual(['shared', 'prod']);
    expect(deployed('staging', shared, prod, staging)).toEqual(['shared', 'staging']);
  });
});
