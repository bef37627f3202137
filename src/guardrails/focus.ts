import {
  type ContainerRef,
  type FieldPath,
  isObject,
  type Json,
  type Manifest,
  type ManifestSet,
  type PodSpecRef,
  valueAt,
} from '../manifest/index.ts';
import { argumentsOf } from './arguments.ts';
import { type CelValue, celAt, manifestToCel } from './cel/index.ts';
import { effectiveOfContainer, effectiveOfPod } from './effective.ts';
import type { Focus } from './types.ts';
import { commonVariables } from './variables.ts';

/** One thing an expression looks at. */
export interface Focused {
  readonly manifest: Manifest;
  /** Of the focus, inside the object. */
  readonly path: FieldPath;
  /** The focus itself, for resolving `[name=...]` in fields. */
  readonly value: Json;
  readonly container?: string;
  /** What expressions see; made on first use, then the same object every time, for the caller to add to. */
  variables(kubernetes: string): Record<string, unknown>;
  /** Effective values, for the focuses that have them. */
  effective?(): CelValue;
  /** The command line, for containers. */
  arguments?(): CelValue;
}

/** Everything of one focus in a set, in the set's order. */
export function focusesOf(set: ManifestSet, focus: Focus): Focused[] {
  switch (focus) {
    case 'object':
      return set.manifests.map(objectFocus);
    case 'podSpec':
      return set.podSpecs().map(pod => podFocus(set, pod));
    case 'container':
      return set.podSpecs().flatMap(pod => {
        const shared = once((kubernetes: string) => podVariables(pod, kubernetes));
        return set.containers(pod).map(container => containerFocus(set, container, shared));
      });
    case 'rbacRule':
      return set.manifests.filter(isRole).flatMap(manifest => listFocuses(manifest, ['rules']));
    case 'ingressRule':
      return set.manifests.filter(isIngress).flatMap(manifest => listFocuses(manifest, ['spec', 'rules']));
  }
}

function objectFocus(manifest: Manifest): Focused {
  return {
    manifest,
    path: [],
    value: manifest.object,
    variables: once(kubernetes => ({
      ...commonVariables(manifest, kubernetes),
      object: manifestToCel(manifest),
    })),
  };
}

function podFocus(set: ManifestSet, pod: PodSpecRef): Focused {
  return {
    manifest: pod.manifest,
    path: pod.path,
    value: pod.spec,
    variables: once(kubernetes => podVariables(pod, kubernetes)),
    effective: once(() => effectiveOfPod(pod, set)),
  };
}

function podVariables(pod: PodSpecRef, kubernetes: string): Record<string, unknown> {
  const object = manifestToCel(pod.manifest);
  return {
    ...commonVariables(pod.manifest, kubernetes),
    object,
    pod: celAt(object, pod.path) ?? new Map(),
    podMetadata: celAt(object, [...pod.path.slice(0, -1), 'metadata']) ?? new Map(),
  };
}

function containerFocus(
  set: ManifestSet,
  container: ContainerRef,
  shared: (kubernetes: string) => Record<string, unknown>,
): Focused {
  const { pod, path, name, kind, spec } = container;
  return {
    manifest: pod.manifest,
    path,
    value: spec,
    container: name,
    variables: once(kubernetes => ({
      ...shared(kubernetes),
      container: celAt(manifestToCel(pod.manifest), path) ?? new Map(),
      containerKind: kind,
    })),
    effective: once(() => effectiveOfContainer(container, set)),
    arguments: once(() => argumentsOf(spec)),
  };
}

function listFocuses(manifest: Manifest, path: FieldPath): Focused[] {
  const list = valueAt(manifest.object, path);
  if (!Array.isArray(list)) return [];
  return list.flatMap((value, index) => {
    if (!isObject(value)) return [];
    const at = [...path, index];
    const variables = once((kubernetes: string) => {
      const object = manifestToCel(manifest);
      return { ...commonVariables(manifest, kubernetes), object, rule: celAt(object, at) ?? new Map() };
    });
    return [{ manifest, path: at, value, variables }];
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

/** Several guardrails ask for the same thing, with the same arguments. */
function once<A extends readonly unknown[], T>(make: (...args: A) => T): (...args: A) => T {
  let made: { readonly value: T } | undefined;
  return (...args) => {
    made ??= { value: make(...args) };
    return made.value;
  };
}
