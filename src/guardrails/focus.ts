import {
  type ContainerRef,
  type FieldPath,
  isObject,
  type Json,
  type JsonObject,
  type Manifest,
  type ManifestSet,
  own,
  type PodSpecRef,
  scalarText,
  valueAt,
} from '../manifest/index.ts';
import { argumentsOf } from './arguments.ts';
import { type CelValue, celAt, manifestToCel } from './cel/index.ts';
import {
  effectiveOfContainer,
  effectiveOfPod,
  effectiveOfProbe,
  effectiveOfVolume,
  effectiveOfWorkload,
} from './effective.ts';
import { once } from './once.ts';
import type { Focus } from './types.ts';
import { commonVariables, type Variables, variablesWith } from './variables.ts';

/** One thing an expression looks at. */
export interface Focused {
  readonly manifest: Manifest;
  /** Of the focus, inside the object. */
  readonly path: FieldPath;
  /** The focus itself, for resolving `[name=...]` in fields. */
  readonly value: Json;
  readonly container?: string | undefined;
  /** The pod spec it is or is in. */
  readonly pod?: PodSpecRef | undefined;
  /** Of a change: what it is or was stands in the base only. */
  readonly isGone?: true;
  /** Of a change: what it was. */
  readonly old?: Pick<Focused, 'manifest' | 'path' | 'value' | 'pod'>;
  /** Further identity of its findings, see {@link RawFinding}. */
  readonly subject?: string;
  /** What expressions see; made on first use, then the same object every time, for the caller to add to. */
  readonly variables: (kubernetes: string) => Variables;
  /** Effective values, for the focuses that have them. */
  readonly effective?: (() => CelValue) | undefined;
  /** The command line, for containers. */
  readonly arguments?: (() => CelValue) | undefined;
}

/**
 * Of a class, and not a literal: V8 allocates literals among what lives long where those before them lived for a moment
 * longer than it expected, and there what they refer to is not freed for long.
 */
class Looked implements Focused {
  readonly manifest: Manifest;
  readonly path: FieldPath;
  readonly value: Json;
  readonly container: string | undefined;
  readonly pod: PodSpecRef | undefined;
  readonly variables: Focused['variables'];
  readonly effective: Focused['effective'];
  readonly arguments: Focused['arguments'];
  constructor(given: Focused) {
    this.manifest = given.manifest;
    this.path = given.path;
    this.value = given.value;
    this.container = given.container;
    this.pod = given.pod;
    this.variables = given.variables;
    this.effective = given.effective;
    this.arguments = given.arguments;
  }
}

/** Everything of one focus in some manifests of a set, in their order. */
export function focusesOf(
  set: ManifestSet,
  focus: Focus,
  manifests: readonly Manifest[] = set.manifests,
): Focused[] {
  const pods = () => manifests.flatMap(manifest => set.podSpecs(manifest));
  switch (focus) {
    case 'object':
      return manifests.map(objectFocus);
    case 'workload':
      return manifests.flatMap(manifest => {
        const [pod] = set.podSpecs(manifest);
        return pod === undefined ? [] : [workloadFocus(set, pod)];
      });
    case 'podSpec':
      return pods().map(pod => podFocus(set, pod));
    case 'volume':
      return pods().flatMap(volumeFocuses);
    case 'container':
      return containerFocuses(set, pods()).map(({ focused }) => focused);
    case 'volumeMount':
      return containerFocuses(set, pods()).flatMap(mountFocuses);
    case 'env':
      return containerFocuses(set, pods()).flatMap(envFocuses);
    case 'probe':
      return containerFocuses(set, pods()).flatMap(probeFocuses);
    case 'rbacRule':
      return manifests.filter(isRole).flatMap(manifest => listFocuses(manifest, ['rules']));
    case 'ingressRule':
      return manifests.filter(isIngress).flatMap(manifest => listFocuses(manifest, ['spec', 'rules']));
    default:
      return [];
  }
}

function objectFocus(manifest: Manifest): Focused {
  return new Looked({
    manifest,
    path: ROOT,
    value: manifest.object,
    variables: once(kubernetes =>
      variablesWith(commonVariables(manifest, kubernetes), { object: manifestToCel(manifest) }),
    ),
  });
}

const ROOT: FieldPath = [];

function workloadFocus(set: ManifestSet, pod: PodSpecRef): Focused {
  return new Looked({
    manifest: pod.manifest,
    path: ROOT,
    value: pod.manifest.object,
    pod,
    variables: once(kubernetes => podVariables(pod, kubernetes)),
    effective: once(() => effectiveOfWorkload(pod, set)),
  });
}

function podFocus(set: ManifestSet, pod: PodSpecRef): Focused {
  return new Looked({
    manifest: pod.manifest,
    path: pod.path,
    value: pod.spec,
    pod,
    variables: once(kubernetes => podVariables(pod, kubernetes)),
    effective: once(() => effectiveOfPod(pod, set)),
  });
}

function podVariables(pod: PodSpecRef, kubernetes: string): Variables {
  const object = manifestToCel(pod.manifest);
  return variablesWith(commonVariables(pod.manifest, kubernetes), {
    object,
    pod: celAt(object, pod.path) ?? new Map(),
    podMetadata: celAt(object, [...pod.path.slice(0, -1), 'metadata']) ?? new Map(),
  });
}

function volumeFocuses(pod: PodSpecRef): Focused[] {
  const shared = once((kubernetes: string) => podVariables(pod, kubernetes));
  return objectsIn(pod.spec, 'volumes').map(({ value, index }) => {
    const path = [...pod.path, 'volumes', index];
    return new Looked({
      manifest: pod.manifest,
      pod,
      path,
      value,
      variables: once(kubernetes => variablesWith(shared(kubernetes), { volume: celOf(pod.manifest, path) })),
      effective: once(() => effectiveOfVolume(value)),
    });
  });
}

/** A container with its focus, for what is inside of it. */
interface FocusedContainer {
  readonly container: ContainerRef;
  readonly focused: Focused;
}

function containerFocuses(set: ManifestSet, pods: readonly PodSpecRef[]): FocusedContainer[] {
  return pods.flatMap(pod => {
    const shared = once((kubernetes: string) => podVariables(pod, kubernetes));
    return set
      .containers(pod)
      .map(container => ({ container, focused: containerFocus(set, container, shared) }));
  });
}

function containerFocus(
  set: ManifestSet,
  container: ContainerRef,
  shared: (kubernetes: string) => Variables,
): Focused {
  const { pod, path, name, kind, spec } = container;
  return new Looked({
    manifest: pod.manifest,
    pod,
    path,
    value: spec,
    container: name,
    variables: once(kubernetes =>
      variablesWith(shared(kubernetes), {
        container: named(celOf(pod.manifest, path)),
        containerKind: kind,
        sidecar: kind === 'initContainer' && own(spec, 'restartPolicy') === 'Always',
      }),
    ),
    arguments: once(() => argumentsOf(spec)),
    effective: once(() => effectiveOfContainer(container, set)),
  });
}

/** A container without a name cannot run, but what else is wrong with it can be said. */
function named(container: CelValue): CelValue {
  return container instanceof Map && !container.has('name')
    ? new Map([...container, ['name', '(no name)']])
    : container;
}

/** Something inside a container: what the container's expressions see, and more. */
function inside(
  { container, focused }: FocusedContainer,
  step: FieldPath,
  value: Json,
  more: (path: FieldPath) => Record<string, unknown>,
): Focused {
  const path = [...container.path, ...step];
  const variables = once((kubernetes: string) => variablesWith(focused.variables(kubernetes), more(path)));
  return new Looked({ ...focused, path, value, variables });
}

function mountFocuses(of: FocusedContainer): Focused[] {
  const { spec, pod } = of.container;
  const mounts = objectsIn(spec, 'volumeMounts');
  if (mounts.length === 0) return [];
  const volumes = new Map(
    objectsIn(pod.spec, 'volumes').map(({ value, index }) => [own(value, 'name'), index]),
  );
  return mounts.map(({ value, index }) => {
    const volume = volumes.get(own(value, 'name'));
    return inside(of, ['volumeMounts', index], value, path => ({
      mount: celOf(pod.manifest, path),
      volume: volume === undefined ? new Map() : celOf(pod.manifest, [...pod.path, 'volumes', volume]),
    }));
  });
}

/** `env.overrides` is true for a variable that replaces an earlier one of its name without referring to it. */
function envFocuses(of: FocusedContainer): Focused[] {
  const seen = new Set<Json | undefined>();
  return objectsIn(of.container.spec, 'env').map(({ value, index }) => {
    const name = own(value, 'name');
    const overrides = seen.has(name) && !scalarText(own(value, 'value')).includes(`$(${scalarText(name)})`);
    seen.add(name);
    return inside(of, ['env', index], value, path => {
      const env = celOf(of.container.pod.manifest, path);
      return { env: new Map([...(env instanceof Map ? env : []), ['overrides', overrides]]) };
    });
  });
}

const PROBES = ['startupProbe', 'livenessProbe', 'readinessProbe'];

function probeFocuses(of: FocusedContainer): Focused[] {
  return PROBES.flatMap(kind => {
    const value = own(of.container.spec, kind);
    if (!isObject(value)) return [];
    const focused = inside(of, [kind], value, path => ({
      probe: celOf(of.container.pod.manifest, path),
      probeKind: kind,
    }));
    return [new Looked({ ...focused, effective: once(() => effectiveOfProbe(value, of.container)) })];
  });
}

function objectsIn(parent: Json, field: string): { readonly value: JsonObject; readonly index: number }[] {
  const list = own(parent, field);
  if (!Array.isArray(list)) return [];
  return list.flatMap((value, index) => (isObject(value) ? [{ value, index }] : []));
}

function celOf(manifest: Manifest, path: FieldPath): CelValue {
  return celAt(manifestToCel(manifest), path) ?? new Map();
}

function listFocuses(manifest: Manifest, path: FieldPath): Focused[] {
  const list = valueAt(manifest.object, path);
  if (!Array.isArray(list)) return [];
  return list.flatMap((value, index) => {
    if (!isObject(value)) return [];
    const at = [...path, index];
    const variables = once((kubernetes: string) => {
      const object = manifestToCel(manifest);
      return variablesWith(commonVariables(manifest, kubernetes), {
        object,
        rule: celAt(object, at) ?? new Map(),
      });
    });
    return [new Looked({ manifest, path: at, value, variables })];
  });
}

function isRole({ resource }: Manifest): boolean {
  return (
    resource.group === 'rbac.authorization.k8s.io' &&
    (resource.kind === 'Role' || resource.kind === 'ClusterRole')
  );
}

function isIngress({ resource }: Manifest): boolean {
  return (
    resource.kind === 'Ingress' && (resource.group === 'networking.k8s.io' || resource.group === 'extensions')
  );
}
