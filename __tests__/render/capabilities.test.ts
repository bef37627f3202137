import { describe, expect, test } from '@jest/globals';
import { capabilitiesOf } from '../../src/render/capabilities.ts';

describe('what charts see of a cluster', () => {
  test('versions and kinds of the release, those of the aggregation layer too', () => {
    const { apiVersions } = capabilitiesOf('1.34');
    for (const each of [
      'v1',
      'v1/Pod',
      'apps/v1/Deployment',
      'policy/v1',
      'policy/v1/PodDisruptionBudget',
      'apiregistration.k8s.io/v1',
      'apiextensions.k8s.io/v1/CustomResourceDefinition',
      'networking.k8s.io/v1/Ingress',
    ])
      expect(apiVersions).toContain(each);
    for (const gone of ['policy/v1beta1', 'policy/v1beta1/PodDisruptionBudget', 'extensions/v1beta1', 'a/v1'])
      expect(apiVersions).not.toContain(gone);
    expect(apiVersions).toEqual([...new Set(apiVersions)].sort());
  });

  test('an older release has what it had', () => {
    const { apiVersions } = capabilitiesOf('v1.21.3');
    expect(apiVersions).toContain('policy/v1beta1/PodDisruptionBudget');
    expect(apiVersions).toContain('policy/v1/PodDisruptionBudget');
    expect(apiVersions).not.toContain('autoscaling/v2');
  });

  test.each([
    ['1.34', '1.34.0'],
    ['v1.34', 'v1.34.0'],
    ['1.34.5', '1.34.5'],
    ['v1.34.5-gke.100', 'v1.34.5-gke.100'],
  ])('%s is the version %s', (release, version) => {
    expect(capabilitiesOf(release).kubernetes).toBe(version);
  });
});
