import type { ManifestSet } from './set.ts';
import type { Effective, Json, Manifest, PodSpecRef } from './types.ts';
import { own } from './values.ts';

/** What applies to the object that makes the pods. */
export interface EffectiveWorkload {
  /** How many pods it keeps running; with an autoscaler the fewest. Absent for kinds that do not count (DaemonSet, Job). */
  readonly replicas?: Effective<number>;
  /** HorizontalPodAutoscalers and KEDA ScaledObjects that scale it. */
  readonly autoscalers: readonly Manifest[];
  /** PodDisruptionBudgets that select its pods. */
  readonly disruptionBudgets: readonly Manifest[];
}

/** Kinds with `spec.replicas`, 1 when unset. */
const COUNTED = new Set([
  '/ReplicationController',
  'apps/Deployment',
  'apps/ReplicaSet',
  'apps/StatefulSet',
  'argoproj.io/Rollout',
  'apps.kruise.io/CloneSet',
  'apps.kruise.io/StatefulSet',
  'apps.openshift.io/DeploymentConfig',
]);

/** What scales a workload and limits its disruption, among what is rendered with it. */
export function effectiveWorkload(pod: PodSpecRef, set: ManifestSet): EffectiveWorkload {
  const { manifest } = pod;
  const autoscalers = set.autoscalersOf(manifest);
  const replicas = replicasOf(manifest, autoscalers);
  return {
    ...(replicas === undefined ? {} : { replicas }),
    autoscalers,
    disruptionBudgets: set.disruptionBudgetsOf(pod),
  };
}

function replicasOf(manifest: Manifest, autoscalers: readonly Manifest[]): Effective<number> | undefined {
  const { group, kind } = manifest.resource;
  if (!COUNTED.has(`${group}/${kind}`)) return undefined;
  const path = ['spec', 'replicas'];
  const written = integer(own(own(manifest.object, 'spec'), 'replicas'));
  // Zero switches an autoscaler off.
  if (written === 0) return { value: 0, from: 'container', path, manifest };
  const [autoscaler] = autoscalers;
  if (autoscaler !== undefined) {
    // KEDA scales to nothing unless told otherwise, a HorizontalPodAutoscaler to one.
    const [field, fallback] =
      autoscaler.resource.kind === 'ScaledObject' ? ['minReplicaCount', 0] : ['minReplicas', 1];
    const least = integer(own(own(autoscaler.object, 'spec'), field as string)) ?? (fallback as number);
    return { value: least, from: 'autoscaler', path: ['spec', field as string], manifest: autoscaler };
  }
  return written === undefined
    ? { value: 1, from: 'default', path, manifest }
    : { value: written, from: 'container', path, manifest };
}

/** A count as YAML says it; undefined for anything else, which the API server refuses. */
function integer(value: Json | undefined): number | undefined {
  const number = typeof value === 'bigint' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 ? number : undefined;
}
