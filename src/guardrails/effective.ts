import {
  automount,
  type ContainerRef,
  type Effective,
  effectiveContainer,
  fieldName,
  isObject,
  type Json,
  type ManifestSet,
  type PodSpecRef,
} from '../manifest/index.ts';
import { type CelValue, toCel } from './cel/index.ts';

/**
 * Effective values as expressions see them, `effective.<name>`; absent when nothing sets the value and Kubernetes has
 * no default. Beside them `effective.from.<name>` says where the value comes from ("inherited from the pod"), and
 * `effective.field.<name>` names the field that says it, for `field:`.
 */
type EffectiveMap = Map<string, CelValue>;

/** `runAsNonRoot`, `runAsUser`, `seccompProfile` (its type), `resources.requests`, `resources.limits`. */
export function effectiveOfContainer(container: ContainerRef, set: ManifestSet): EffectiveMap {
  const { runAsNonRoot, runAsUser, seccompProfile, resources } = effectiveContainer(container, set);
  const map = start();
  add(map, container.pod, 'runAsNonRoot', runAsNonRoot);
  add(map, container.pod, 'runAsUser', runAsUser);
  const type = isObject(seccompProfile.value) ? seccompProfile.value.type : undefined;
  add(map, container.pod, 'seccompProfile', {
    ...withoutValue(seccompProfile),
    ...(type === undefined ? {} : { value: type }),
  });
  map.set(
    'resources',
    new Map([
      ['requests', values(resources.requests)],
      ['limits', values(resources.limits)],
    ]),
  );
  return map;
}

/** `automountServiceAccountToken`. */
export function effectiveOfPod(pod: PodSpecRef, set: ManifestSet): EffectiveMap {
  const map = start();
  add(map, pod, 'automountServiceAccountToken', automount(pod, set));
  return map;
}

function start(): EffectiveMap {
  return new Map<string, CelValue>([
    ['from', new Map()],
    ['field', new Map()],
  ]);
}

function add(map: EffectiveMap, pod: PodSpecRef, name: string, effective: Effective): void {
  if (effective.value !== undefined) map.set(name, toCel(effective.value));
  const from = map.get('from');
  if (from instanceof Map) from.set(name, fromText(effective));
  const field = map.get('field');
  if (field instanceof Map && effective.manifest === pod.manifest) {
    field.set(name, `object.${fieldName(pod.manifest.object, effective.path)}`);
  }
}

function fromText({ from, manifest: { resource } }: Effective): string {
  switch (from) {
    case 'container':
      return 'set here';
    case 'pod':
      return 'inherited from the pod';
    case 'annotation':
      return 'set by an annotation';
    case 'serviceAccount':
      return `set by ServiceAccount ${resource.name}`;
    case 'limitRange':
      return `default of LimitRange ${resource.name}`;
    case 'limit':
      return 'equal to the limit';
    case 'default':
      return 'the default';
  }
}

function withoutValue({ value: _, ...rest }: Effective): Effective {
  return rest;
}

function values(resources: Readonly<Record<string, Effective>>): CelValue {
  const map = new Map<string, CelValue>();
  for (const [name, { value }] of Object.entries(resources)) {
    if (value !== undefined) map.set(name, toCel(value as Json));
  }
  return map;
}
