import { type Manifest, stringMap, valueAt } from '../../../manifest/index.ts';
import type { PodSecurityLevel } from '../reach.ts';

const ENFORCE = 'pod-security.kubernetes.io/enforce';

/** The Pod Security level that namespaces enforce, as far as their labels are among the manifests. */
export function podSecurityLevels(manifests: readonly Manifest[]): ReadonlyMap<string, PodSecurityLevel> {
  const levels = new Map<string, PodSecurityLevel>();
  for (const { resource, object } of manifests) {
    if (resource.group !== '' || resource.kind !== 'Namespace') continue;
    const level = stringMap(valueAt(object, ['metadata', 'labels']))[ENFORCE];
    if (level === 'privileged' || level === 'baseline' || level === 'restricted')
      levels.set(resource.name, level);
  }
  return levels;
}
