import { parseQuantity } from '../../guardrails/index.ts';
import {
  type ContainerRef,
  type EffectiveResources,
  effectiveContainer,
  type Json,
  type Manifest,
  type ManifestSet,
  own,
  type PodSpecRef,
  valueAt,
} from '../../manifest/index.ts';
import { replicasOf } from '../consequences/scaled.ts';
import { isHook } from '../hooked.ts';

const GIGA = 10n ** 9n;
/** What is summed, in units of 10^-9. */
export interface Sum {
  readonly cpu: bigint;
  readonly memory: bigint;
}
export const NOTHING: Sum = { cpu: 0n, memory: 0n };

/** What the pods of one workload ask for in total. */
export interface Use {
  readonly pods: number;
  readonly requests: Sum;
  readonly limits: Sum;
  /** Requests of a DaemonSet's pod. */
  readonly perNode: Sum;
}
export const NO_USE: Use = { pods: 0, requests: NOTHING, limits: NOTHING, perNode: NOTHING };

/**
 * What the pods of a workload ask for in total, as the scheduler counts it. DaemonSets by node; Jobs, whose pods end, and
 * pods of hooks, and those found by
 * their shape, which an operator makes, not at all.
 */
export function useOf(manifest: Manifest, set: ManifestSet): Use {
  const { kind, group } = manifest.resource;
  const [pod] = set.podSpecs(manifest);
  if (pod === undefined || pod.byShape === true || isHook(manifest)) return NO_USE;
  const asking = askingOf(pod, set);
  if (kind === 'DaemonSet') return { ...NO_USE, perNode: podSum(pod, 'requests', asking) };
  const pods = kind === 'Pod' && group === '' ? 1 : replicasOf(manifest, set);
  if (pods === undefined) return NO_USE;
  return {
    pods,
    requests: times(podSum(pod, 'requests', asking), pods),
    limits: times(podSum(pod, 'limits', asking), pods),
    perNode: NOTHING,
  };
}

/** Containers of a pod, with what they ask for. */
type Asking = readonly { readonly container: ContainerRef; readonly resources: EffectiveResources }[];

function askingOf(pod: PodSpecRef, set: ManifestSet): Asking {
  return set
    .containers(pod)
    .map(container => ({ container, resources: effectiveContainer(container, set).resources }));
}

/**
 * Sum of a pod's containers: those that run together, or the largest init container with the sidecars started before it,
 * plus overhead; what the pod itself says counts before that (component-helpers `resource.PodRequests`).
 */
function podSum(pod: PodSpecRef, what: 'requests' | 'limits', asking: Asking): Sum {
  return { cpu: podAmount(pod, what, 'cpu', asking), memory: podAmount(pod, what, 'memory', asking) };
}

function podAmount(
  pod: PodSpecRef,
  what: 'requests' | 'limits',
  name: 'cpu' | 'memory',
  asking: Asking,
): bigint {
  const overhead = nano(valueAt(pod.spec, ['overhead', name]));
  const ofPod = valueAt(pod.spec, ['resources', what, name]);
  if (ofPod !== undefined && ofPod !== null) return nano(ofPod) + overhead;
  let together = 0n;
  let sidecars = 0n;
  let largest = 0n;
  for (const { container, resources } of asking) {
    const amount = nano(resources[what][name]?.value);
    if (container.kind === 'container') together += amount;
    else if (isSidecar(container)) sidecars += amount;
    if (container.kind === 'initContainer') {
      const atOnce = isSidecar(container) ? sidecars : sidecars + amount;
      if (atOnce > largest) largest = atOnce;
    }
  }
  const running = together + sidecars;
  return (running > largest ? running : largest) + overhead;
}

function isSidecar({ kind, spec }: ContainerRef): boolean {
  return kind === 'initContainer' && own(spec, 'restartPolicy') === 'Always';
}

function nano(value: Json | undefined): bigint {
  return parseQuantity(value)?.nano ?? 0n;
}

function times({ cpu, memory }: Sum, pods: number): Sum {
  return { cpu: cpu * BigInt(pods), memory: memory * BigInt(pods) };
}

/** `500m`, `3.2`. */
export function cpuText(amount: bigint): string {
  const milli = (amount + GIGA / 1000n - 1n) / (GIGA / 1000n);
  if (milli === 0n) return '0';
  return milli < 1000n ? `${milli}m` : trimmed(Number(milli) / 1000, 3);
}

const KI = 1024n;
const UNITS = [
  ['Ti', KI ** 4n],
  ['Gi', KI ** 3n],
  ['Mi', KI ** 2n],
  ['Ki', KI],
] as const;

/** `512Mi`, `1.5Gi`; to one digit behind the point where it is no round number. */
export function memoryText(amount: bigint): string {
  const bytes = (amount + GIGA - 1n) / GIGA;
  for (const [unit, size] of UNITS) {
    // 1536Mi is 1.5Gi; 1100Mi stays.
    if (bytes >= size && (bytes * 10n) % size === 0n)
      return `${trimmed(Number((bytes * 10n) / size) / 10, 1)}${unit}`;
  }
  const [unit, size] = UNITS.find(([, size]) => bytes >= size * 10n) ??
    UNITS.find(([, size]) => bytes >= size) ?? ['', 1n];
  return `${trimmed(Number((bytes * 10n) / size) / 10, 1)}${unit}`;
}

function trimmed(value: number, digits: number): string {
  return value.toFixed(digits).replace(/\.?0+$/, '');
}
