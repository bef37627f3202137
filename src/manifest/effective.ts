import { type EffectiveResources, effectiveResources } from './effective-resources.ts';
import { imageReference } from './images.ts';
import type { ManifestSet } from './set.ts';
import type { ContainerRef, Effective, Json, JsonObject, Manifest, PodSpecRef } from './types.ts';
import { own, scalarText, valueAt } from './values.ts';

export interface EffectiveContainer {
  readonly runAsNonRoot: Effective;
  readonly runAsUser: Effective;
  readonly runAsGroup: Effective;
  readonly seccompProfile: Effective;
  readonly appArmorProfile: Effective;
  readonly seLinuxOptions: Effective;
  /** Of `windowsOptions`, whose fields are inherited one by one. */
  readonly hostProcess: Effective;
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
  // Each is found when it is asked for: most are not.
  return {
    get runAsNonRoot() {
      return inherited(container, 'runAsNonRoot');
    },
    get runAsUser() {
      return inherited(container, 'runAsUser');
    },
    get runAsGroup() {
      return inherited(container, 'runAsGroup');
    },
    get seccompProfile() {
      return inherited(container, 'seccompProfile');
    },
    get appArmorProfile() {
      return appArmor(container);
    },
    get seLinuxOptions() {
      return inherited(container, 'seLinuxOptions');
    },
    get hostProcess() {
      return inherited(container, 'windowsOptions', 'hostProcess');
    },
    get imagePullPolicy() {
      return pullPolicy(container);
    },
    get resources() {
      return effectiveResources(container, set);
    },
  };
}

/** What applies to a pod as a whole. */
export interface EffectivePod {
  readonly automountServiceAccountToken: Effective<boolean>;
  readonly serviceAccountName: Effective<string>;
  /** Names of Secrets; the pod's, or when it lists none, its ServiceAccount's. */
  readonly imagePullSecrets: Effective;
  readonly restartPolicy: Effective<string>;
  readonly terminationGracePeriodSeconds: Effective;
  /** `linux` or `windows`: what the pod says itself, else the nodes it selects. */
  readonly os: Effective<string>;
}

/** What applies to a pod once its ServiceAccount and API defaults (core/v1 `SetDefaults_PodSpec`) are considered. */
export function effectivePod(pod: PodSpecRef, set: ManifestSet): EffectivePod {
  const { manifest, path } = pod;
  const defaulted = <T extends Json>(field: string, value: T): Effective<T> => {
    const written = own(pod.spec, field);
    const at = { path: [...path, field], manifest };
    return isSet(written) && written !== ''
      ? { value: written as T, from: 'pod', ...at }
      : { value, from: 'default', ...at };
  };
  return {
    get automountServiceAccountToken() {
      return automount(pod, set);
    },
    get serviceAccountName() {
      return { ...defaulted('serviceAccountName', 'default'), value: serviceAccountName(pod.spec) };
    },
    get imagePullSecrets() {
      return pullSecrets(pod, set);
    },
    get restartPolicy() {
      return defaulted('restartPolicy', 'Always');
    },
    get terminationGracePeriodSeconds() {
      return defaulted('terminationGracePeriodSeconds', 30);
    },
    get os() {
      return operatingSystem(pod);
    },
  };
}

function serviceAccountName(spec: JsonObject): string {
  return scalarText(own(spec, 'serviceAccountName')) || scalarText(own(spec, 'serviceAccount')) || 'default';
}

function serviceAccounts(pod: PodSpecRef, set: ManifestSet): readonly Manifest[] {
  const { manifest, spec } = pod;
  const name = serviceAccountName(spec);
  return set.find(
    { group: '', kind: 'ServiceAccount', namespace: manifest.resource.namespace, name },
    manifest,
  );
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
  for (const account of serviceAccounts(pod, set)) {
    const value = own(account.object, field);
    if (typeof value === 'boolean')
      return { value, from: 'serviceAccount', path: [field], manifest: account };
  }
  return { value: true, from: 'default', path, manifest };
}

/** The serviceaccount admission plugin copies them into a pod that lists none. */
function pullSecrets(pod: PodSpecRef, set: ManifestSet): Effective {
  const field = 'imagePullSecrets';
  const inPod = names(own(pod.spec, field));
  const path = [...pod.path, field];
  if (inPod.length > 0) return { value: inPod, from: 'pod', path, manifest: pod.manifest };
  for (const account of serviceAccounts(pod, set)) {
    const value = names(own(account.object, field));
    if (value.length > 0) return { value, from: 'serviceAccount', path: [field], manifest: account };
  }
  return { value: [], from: 'default', path, manifest: pod.manifest };
}

function names(list: Json | undefined): string[] {
  return Array.isArray(list)
    ? list.map(each => scalarText(own(each, 'name'))).filter(each => each !== '')
    : [];
}

function operatingSystem({ spec, path, manifest }: PodSpecRef): Effective<string> {
  const named = scalarText(own(own(spec, 'os'), 'name'));
  if (named !== '') return { value: named, from: 'pod', path: [...path, 'os', 'name'], manifest };
  const label = 'kubernetes.io/os';
  const selected = scalarText(own(own(spec, 'nodeSelector'), label));
  if (selected !== '')
    return { value: selected, from: 'pod', path: [...path, 'nodeSelector', label], manifest };
  return { value: 'linux', from: 'default', path: [...path, 'os', 'name'], manifest };
}

function inherited(container: ContainerRef, ...field: readonly string[]): Effective {
  const { pod } = container;
  const { manifest } = pod;
  const at = ['securityContext', ...field];
  const path = [...container.path, ...at];
  const inContainer = valueAt(container.spec, at);
  if (isSet(inContainer)) return { value: inContainer, from: 'container', path, manifest };
  const inPod = valueAt(pod.spec, at);
  if (isSet(inPod)) return { value: inPod, from: 'pod', path: [...pod.path, ...at], manifest };
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

/** As the API server's defaulting sees it (`parsers.ParseImageName`): `latest` when there is neither tag nor digest. */
function tagOf(image: string): string {
  const { tag, digest } = imageReference(image);
  return tag === '' && digest === '' ? 'latest' : tag;
}

function isSet(value: Json | undefined): value is Exclude<Json, null> {
  return value !== undefined && value !== null;
}
