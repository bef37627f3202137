import type { Manifest, ManifestSet } from '../../manifest/index.ts';
import { byText } from '../../repository/index.ts';
import type { Target } from '../../target.ts';
import { RBAC_GROUP } from './types.ts';

/** What belongs to no environment, and with it to each. */
export const EVERYWHERE = 'default';
/** Folders whose members are environments by convention. */
const FOLDERS = /(?:^|\/)(?:overlays|environments|envs|clusters|stages)\/([^/]+)/;

/**
 * Environments that have roles or bindings of their own in any of the sets (base and head), sorted: each is a cluster
 * to look at. `default` alone where nobody names any.
 */
export function environmentNames(...sets: readonly ManifestSet[]): readonly string[] {
  const names = new Set<string>();
  for (const { manifests } of sets) {
    for (const manifest of manifests) {
      if (manifest.resource.group === RBAC_GROUP) names.add(environmentOf(manifest));
    }
  }
  if (names.size > 1) names.delete(EVERYWHERE);
  return names.size === 0 ? [EVERYWHERE] : [...names].sort(byText);
}

/**
 * What is deployed to an environment, in the order of the set: its own, and what belongs to no environment, as a
 * ClusterRole written once beside the charts is in every cluster.
 */
export function deployedTo(set: ManifestSet, environment: string): readonly Manifest[] {
  return set.manifests.filter(manifest => {
    const own = environmentOf(manifest);
    return own === environment || own === EVERYWHERE;
  });
}

/** The environment a manifest is rendered for: by its name, or by the folder of its target. */
export function environmentOf({ origin: { target, environment } }: Manifest): string {
  if (environment.name !== EVERYWHERE) return environment.name;
  if (environment.optional === true && target.environments.length > 1) return 'chart defaults';
  let folder = folders.get(target);
  if (folder === undefined) {
    folder = FOLDERS.exec(target.root)?.[1] ?? EVERYWHERE;
    folders.set(target, folder);
  }
  return folder;
}

const folders = new WeakMap<Target, string>();
