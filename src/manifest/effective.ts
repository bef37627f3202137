import type { ManifestSet } from './set.ts';
import type { ContainerRef, FieldPath, Json, JsonObject, Manifest, PodSpecRef } from './types.ts';
import { isObject, own, scalarText } from './values.ts';

/** What says a value: `default` when nobody does and Kubernetes' own default applies. */
export type EffectiveSource =
  | 'container'
  | 'pod'
  | 'annotation'
  | 'serviceAccount'
  | 'limitRange'
  | 'limit'
  | 'default';

/** A value as it will be in the cluster. */
export interface Effective<T = Json> {
  /** Absent when nothing sets it and Kubernetes has no default. */
  readonly value?: T;
  readonly from: EffectiveSource;
  /** Where the value stands; for `default`, where it should be set. In `manifest`. */
  readonly path: FieldPath;
  /** The manifest that says it: the workload's own, a ServiceAccount or a LimitRange. */
  readonly manifest: Manifest;
}

/** Requests and limits by resource name (`cpu`, `memory` ...). */
export interface EffectiveResources {
  readonly requests: Readonly<Record<string, Effective>>;
  readonly limits: Readonly<Record<string, Effective>>;
}

export interface EffectiveContainer {
  readonly runAsNonRoot: Effective;
  readonly runAsUser: Effective;
  readonly runAsGroup: Effective;
  readonly seccompProfile: Effective;
  readonly appArmorProfile: Effective;
  readonly seLinuxOptions: Effective;
  readonly imagePullPolicy: Effective<string>;
  readonly resources: EffectiveResources;
}

const APPARMOR_ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';

/**
 * What applies to a container once pod, ServiceAccount, LimitRange and API defaults are considered. A value in the
 * container wins over the pod's (core/v1 `SecurityContext`: "the value specified in SecurityContext takes
 * precedence"); null counts as unset.
 */
export function effectiveContainer(container: ContainerRef, set: ManifestSet): EffectiveContainer {
  return {
    runAsNonRoot: inherited(container, 'runAsNonRoot'),
    runAsUser: inherited(container, 'runAsUser'),
    runAsGroup: inherited(container, 'runAsGroup'),
    seccompProfile: inherited(container, 'seccompProfile'),
    appArmorProfile: appArmor(container),
    seLinuxOptions: inherited(container, 'seLinuxOptions'),
    imagePullPolicy: pullPolicy(container),
    resources: resources(container, set),
  };
}

/**
 * Whether the ServiceAccount's token is mounted: the pod's own setting, else the ServiceAccount's, else true
 * (serviceaccount admission plugin `shouldAutomount`).
 */
export function automount(pod: PodSpecRef, set: ManifestSet): Effective<boolean> {
  const field = 'automountServiceAccountToken';
  const path = [...pod.path, field];
  const manifest = pod.manifest;
  const inPod = own(pod.spec, field);
  if (typeof inPod === 'boolean') return { value: inPod, from: 'pod', path, manifest };
  const name = scalarText(own(pod.spec, 'serviceAccountName')) || scalarText(own(pod.spec, 'serviceAccount'));
  const accounts = set.find(
    { group: '', kind: 'ServiceAccount', namespace: manifest.resource.namespace, name: name || 'default' },
    manifest,
  );
  for (const account of accounts) {
    const value = own(account.object, field);
    if (typeof value === 'boolean')
      return { value, from: 'serviceAccount', path: [field], manifest: account };
  }
  return { value: true, from: 'default', path, manifest };
}

function inherited(container: ContainerRef, field: string): Effective {
  const { pod } = container;
  const path = [...container.path, 'securityContext', field];
  const manifest = pod.manifest;
  const inContainer = own(own(container.spec, 'securityContext'), field);
  if (isSet(inContainer)) return { value: inContainer, from: 'container', path, manifest };
  const inPod = own(own(pod.spec, 'securityContext'), field);
  if (isSet(inPod)) {
    return { value: inPod, from: 'pod', path: [...pod.path, 'securityContext', field], manifest };
  }
  return { from: 'default', path, manifest };
}

/**
 * AppArmor has an annotation per container besides its fields; the API server copies it into a container that has no
 * field (core/pod strategy `applyAppArmorVersionSkew`), so it stands between the container's field and the pod's.
 */
function appArmor(container: ContainerRef): Effective {
  const effective = inherited(container, 'appArmorProfile');
  if (effective.from === 'container') return effective;
  const key = `${APPARMOR_ANNOTATION}${container.name}`;
  const { annotations, path, manifest } = container.pod;
  const annotation = Object.hasOwn(annotations, key) ? annotations[key] : undefined;
  const profile = annotation === undefined ? undefined : profileOf(annotation);
  if (profile === undefined) return effective;
  return {
    value: profile,
    from: 'annotation',
    path: [...path.slice(0, -1), 'metadata', 'annotations', key],
    manifest,
  };
}

function profileOf(annotation: string): JsonObject | undefined {
  if (annotation === 'unconfined') return { type: 'Unconfined' };
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' };
  if (annotation.startsWith('localhost/')) {
    return { type: 'Localhost', localhostProfile: annotation.slice('localhost/'.length) };
  }
  return undefined;
}

/** Unset is `Always` for the tag `latest` or no tag, else `IfNotPresent` (core/v1 defaults `SetDefaults_Container`). */
function pullPolicy(container: ContainerRef): Effective<string> {
  const path = [...container.path, 'imagePullPolicy'];
  const manifest = container.pod.manifest;
  const written = own(container.spec, 'imagePullPolicy');
  if (typeof written === 'string' && written !== '')
    return { value: written, from: 'container', path, manifest };
  const value = tagOf(scalarText(own(container.spec, 'image'))) === 'latest' ? 'Always' : 'IfNotPresent';
  return { value, from: 'default', path, manifest };
}

/** Tag of an image; `latest` when it has neither tag nor digest. A registry's port is not a tag. */
function tagOf(image: string): string {
  const [name = '', digest] = image.split('@', 2);
  const colon = name.lastIndexOf(':');
  if (colon > name.lastIndexOf('/')) return name.slice(colon + 1);
  return digest === undefined ? 'latest' : '';
}

/**
 * Requests and limits as admission leaves them. First API defaulting: a missing request becomes the limit
 * (`SetDefaults_Pod`); then LimitRanges of type Container in the namespace fill what is missing (LimitRanger
 * `mergePodResourceRequirements`: containers and init containers, not ephemeral ones).
 */
function resources(container: ContainerRef, set: ManifestSet): EffectiveResources {
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
