import { embeddedTemplates } from './pod-shapes.ts';
import type { ContainerKind, ContainerRef, FieldPath, Manifest, PodSpecRef } from './types.ts';
import { isObject, own, stringMap, valueAt } from './values.ts';

const ITSELF: readonly FieldPath[] = [[]];
const SPEC_TEMPLATE: readonly FieldPath[] = [['spec', 'template']];

/**
 * Where each kind keeps its pod template: an object with `metadata` and `spec`, the pod spec. The only place that
 * knows. Kinds of Kubernetes, Argo Rollouts, Knative Serving, OpenKruise and OpenShift.
 */
const POD_TEMPLATES: ReadonlyMap<string, readonly FieldPath[]> = new Map<string, readonly FieldPath[]>([
  ['/Pod', ITSELF],
  ['/PodTemplate', [['template']]],
  ['/ReplicationController', SPEC_TEMPLATE],
  ['apps/Deployment', SPEC_TEMPLATE],
  ['apps/StatefulSet', SPEC_TEMPLATE],
  ['apps/DaemonSet', SPEC_TEMPLATE],
  ['apps/ReplicaSet', SPEC_TEMPLATE],
  ['extensions/Deployment', SPEC_TEMPLATE],
  ['extensions/DaemonSet', SPEC_TEMPLATE],
  ['extensions/ReplicaSet', SPEC_TEMPLATE],
  ['batch/Job', SPEC_TEMPLATE],
  ['batch/CronJob', [['spec', 'jobTemplate', 'spec', 'template']]],
  ['argoproj.io/Rollout', SPEC_TEMPLATE],
  ['serving.knative.dev/Service', SPEC_TEMPLATE],
  ['serving.knative.dev/Configuration', SPEC_TEMPLATE],
  ['serving.knative.dev/Revision', ITSELF],
  ['apps.kruise.io/CloneSet', SPEC_TEMPLATE],
  ['apps.kruise.io/StatefulSet', SPEC_TEMPLATE],
  ['apps.kruise.io/DaemonSet', SPEC_TEMPLATE],
  ['apps.kruise.io/BroadcastJob', SPEC_TEMPLATE],
  [
    'apps.kruise.io/AdvancedCronJob',
    [
      ['spec', 'template', 'jobTemplate', 'spec', 'template'],
      ['spec', 'template', 'broadcastJobTemplate', 'spec', 'template'],
    ],
  ],
  [
    'apps.kruise.io/UnitedDeployment',
    [
      ['spec', 'template', 'statefulSetTemplate', 'spec', 'template'],
      ['spec', 'template', 'advancedStatefulSetTemplate', 'spec', 'template'],
      ['spec', 'template', 'cloneSetTemplate', 'spec', 'template'],
      ['spec', 'template', 'deploymentTemplate', 'spec', 'template'],
    ],
  ],
  ['apps.openshift.io/DeploymentConfig', SPEC_TEMPLATE],
]);

const CONTAINER_LISTS: readonly (readonly [string, ContainerKind])[] = [
  ['initContainers', 'initContainer'],
  ['containers', 'container'],
  ['ephemeralContainers', 'ephemeralContainer'],
];

/** Whether objects of this kind make pods, of themselves. */
export function isWorkload(group: string, kind: string): boolean {
  return POD_TEMPLATES.has(`${group}/${kind}`);
}

/**
 * The pod specs inside a manifest: none, one, or (OpenKruise) the one of several places that is filled in. Custom
 * resources of other kinds are searched for what has the shape of a pod template.
 */
export function podSpecsOf(manifest: Manifest): PodSpecRef[] {
  const { group, kind } = manifest.resource;
  const known = POD_TEMPLATES.get(`${group}/${kind}`);
  const found = (known ?? embeddedTemplates(manifest)).flatMap(path => podSpecAt(manifest, path));
  return known === undefined ? found.map(pod => ({ ...pod, byShape: true as const })) : found;
}

function podSpecAt(manifest: Manifest, path: FieldPath): PodSpecRef[] {
  const template = valueAt(manifest.object, path);
  const spec = own(template, 'spec');
  if (!isObject(spec)) return [];
  const metadata = own(template, 'metadata');
  return [
    {
      manifest,
      path: [...path, 'spec'],
      spec,
      labels: stringMap(own(metadata, 'labels')),
      annotations: stringMap(own(metadata, 'annotations')),
    },
  ];
}

/** Every container of a pod spec: init containers (sidecars too) first, then containers, then ephemeral ones. */
export function containersOf(pod: PodSpecRef): ContainerRef[] {
  const result: ContainerRef[] = [];
  for (const [field, kind] of CONTAINER_LISTS) {
    const list = own(pod.spec, field);
    if (!Array.isArray(list)) continue;
    list.forEach((spec, index) => {
      if (!isObject(spec)) return;
      const name = typeof spec.name === 'string' ? spec.name : '';
      result.push({ pod, kind, path: [...pod.path, field, index], name, spec });
    });
  }
  return result;
}
