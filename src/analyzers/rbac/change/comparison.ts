import type { Manifest, ManifestSet } from '../../../manifest/index.ts';
import { Authorizer } from '../authorizer.ts';
import { defaultObjects } from '../defaults.ts';
import { deployedTo, environmentNames } from '../environments.ts';
import { RBAC_GROUP } from '../types.ts';

/** The cluster of one environment, before and after. */
export interface Comparison {
  readonly environment: string;
  readonly base: Authorizer;
  readonly head: Authorizer;
}

export interface ComparisonOptions {
  /** Whose default roles and bindings the clusters have. */
  readonly kubernetes: string;
  /** An export of what else is in the cluster. */
  readonly context?: readonly Manifest[];
}

/** Kinds besides those of RBAC that decide who has which rights. */
const CONCERNED = new Set(['ServiceAccount', 'Namespace']);

/**
 * The cluster of every environment before and after, for those in which something that decides about rights differs;
 * none when nothing of it changed.
 */
export function comparisons(
  base: ManifestSet,
  head: ManifestSet,
  { kubernetes, context }: ComparisonOptions,
): Comparison[] {
  const others = { defaults: defaultObjects(kubernetes), ...(context === undefined ? {} : { context }) };
  return environmentNames(base, head).flatMap(environment => {
    const before = deployedTo(base, environment);
    const after = deployedTo(head, environment);
    if (sameRights(before, after)) return [];
    return [
      {
        environment,
        base: new Authorizer({ manifests: before, ...others }),
        head: new Authorizer({ manifests: after, ...others }),
      },
    ];
  });
}

/** Whether everything that decides about rights is word for word the same; what was not rendered anew is the same object. */
function sameRights(before: readonly Manifest[], after: readonly Manifest[]): boolean {
  const was = before.filter(concernsRights);
  const is = after.filter(concernsRights);
  if (was.length !== is.length) return false;
  const left = new Map<string, number>();
  const fresh = new Set(is);
  for (const manifest of was) {
    if (fresh.delete(manifest)) continue;
    const text = JSON.stringify(manifest.object);
    left.set(text, (left.get(text) ?? 0) + 1);
  }
  return [...fresh].every(manifest => {
    const text = JSON.stringify(manifest.object);
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count > 0;
  });
}

function concernsRights({ resource: { group, kind } }: Manifest): boolean {
  return group === RBAC_GROUP || (group === '' && CONCERNED.has(kind));
}
