import type { ManifestSet } from './set.ts';
import type { ContainerRef, Effective, FieldPath, Json, JsonObject, Manifest } from './types.ts';
import { isObject, own } from './values.ts';

/** Requests and limits by resource name (`cpu`, `memory` ...). */
export interface EffectiveResources {
  readonly requests: Readonly<Record<string, Effective>>;
  readonly limits: Readonly<Record<string, Effective>>;
}

/**
 * Requests and limits as admission leaves them. First API defaulting: a missing request becomes the limit
 * (`SetDefaults_Pod`); then LimitRanges of type Container in the namespace fill what is missing (LimitRanger
 * `mergePodResourceRequirements`: containers and init containers, not ephemeral ones).
 */
export function effectiveResources(container: ContainerRef, set: ManifestSet): EffectiveResources {
  const written = own(container.spec, 'resources');
  const limits = writtenResources(container, own(written, 'limits'), 'limits');
  const requests = writtenResources(container, own(written, 'requests'), 'requests');
  if (container.kind === 'ephemeralContainer') return { requests, limits };
  for (const [name, limit] of Object.entries(limits)) requests[name] ??= { ...limit, from: 'limit' };
  for (const { manifest, index, item } of limitRangeItems(container.pod.manifest, set)) {
    const defaults = limitRangeDefaults(item, ['spec', 'limits', index]);
    for (const [name, found] of Object.entries(defaults.limits)) {
      limits[name] ??= { ...found, from: 'limitRange', manifest };
    }
    for (const [name, found] of Object.entries(defaults.requests)) {
      requests[name] ??= { ...found, from: 'limitRange', manifest };
    }
  }
  return { requests, limits };
}

function writtenResources(
  container: ContainerRef,
  value: Json | undefined,
  list: string,
): Record<string, Effective> {
  const result: Record<string, Effective> = Object.create(null);
  if (!isObject(value)) return result;
  for (const [name, quantity] of Object.entries(value)) {
    if (!isSet(quantity)) continue;
    const path = [...container.path, 'resources', list, name];
    result[name] = { value: quantity, from: 'container', path, manifest: container.pod.manifest };
  }
  return result;
}

function limitRangeItems(
  workload: Manifest,
  set: ManifestSet,
): { manifest: Manifest; index: number; item: JsonObject }[] {
  const { namespace } = workload.resource;
  const ranges = set.ofKind('LimitRange', '').filter(each => each.resource.namespace === namespace);
  return set.prefer(ranges, workload).flatMap(manifest => {
    const limits = own(own(manifest.object, 'spec'), 'limits');
    if (!Array.isArray(limits)) return [];
    return limits.flatMap((item, index) =>
      isObject(item) && item.type === 'Container' ? [{ manifest, index, item }] : [],
    );
  });
}

type Found = Record<string, { readonly value: Json; readonly path: FieldPath }>;

/**
 * What a LimitRange item gives to containers, after its own defaulting (`SetDefaults_LimitRangeItem`): a missing
 * default limit is the max, a missing default request is the default limit, else the min.
 */
function limitRangeDefaults(item: JsonObject, at: FieldPath): { limits: Found; requests: Found } {
  const limits: Found = Object.create(null);
  const requests: Found = Object.create(null);
  const fill = (target: Found, field: string) => {
    const quantities = own(item, field);
    if (!isObject(quantities)) return;
    for (const [name, value] of Object.entries(quantities))
      target[name] ??= { value, path: [...at, field, name] };
  };
  fill(limits, 'default');
  fill(limits, 'max');
  fill(requests, 'defaultRequest');
  for (const [name, limit] of Object.entries(limits)) requests[name] ??= limit;
  fill(requests, 'min');
  return { limits, requests };
}

function isSet(value: Json | undefined): value is Exclude<Json, null> {
  return value !== undefined && value !== null;
}
