import { knownKinds } from '../schema/index.ts';

/** What charts see of a cluster as `.Capabilities`. */
export interface Capabilities {
  /** `1.34.0`: every cluster says three numbers, and charts cut image tags out of them. */
  readonly kubernetes: string;
  /** Group versions and the kinds in them, as Helm has them from a cluster: `apps/v1`, `apps/v1/Deployment`, `v1/Pod`. */
  readonly apiVersions: readonly string[];
}

/**
 * What a cluster of a Kubernetes release has by itself. `helm template` alone knows group versions only, and not those of
 * the aggregation layer: a chart that asks for `policy/v1/PodDisruptionBudget` would be rendered for a cluster of years
 * ago, and then be blamed for it.
 * @param release `1.34`, `1.34.2` or `v1.34.2`
 */
export function capabilitiesOf(release: string): Capabilities {
  const versions = new Set<string>();
  for (const key of knownKinds(release)) {
    const [group = '', version = '', kind = ''] = key.split('/');
    const groupVersion = group === '' ? version : `${group}/${version}`;
    versions.add(groupVersion).add(`${groupVersion}/${kind}`);
  }
  return {
    kubernetes: /^v?\d+\.\d+$/.test(release) ? `${release}.0` : release,
    apiVersions: [...versions].sort(),
  };
}
