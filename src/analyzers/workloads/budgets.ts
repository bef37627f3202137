import type { RawFinding } from '../../findings.ts';
import { findingAbout } from '../../guardrails/index.ts';
import {
  effectiveWorkload,
  type Json,
  type Manifest,
  type ManifestSet,
  own,
  type PodSpecRef,
  resourceLabel,
  scalarText,
  selects,
} from '../../manifest/index.ts';
import type { CheckInput, CheckResult } from '../types.ts';

/**
 * PodDisruptionBudgets that never allow an eviction, by the rules of the disruption controller (`getExpectedPodCount`):
 * `maxUnavailable` 0, `minAvailable` 100 % or as many as there are replicas (percentages are rounded up), and neither
 * of the two. Where the number of replicas is not known, only what holds for every number is said.
 */
export function budgetBlocksEvictions({ set, guardrail }: CheckInput): CheckResult {
  const findings: RawFinding[] = [];
  const pods = podsByPlace(set);
  for (const budget of budgetsOf(set)) {
    const blocked = blocks(budget, set, pods);
    if (blocked === undefined) continue;
    const [field, why] = blocked;
    const message = `${resourceLabel(budget.resource)} never lets a pod be evicted: ${why}. Draining a node waits for ever.`;
    findings.push(findingAbout(guardrail, budget, ['spec', field], message));
  }
  return { findings };
}

function blocks(
  budget: Manifest,
  set: ManifestSet,
  pods: PodsByPlace,
): [field: string, why: string] | undefined {
  const spec = own(budget.object, 'spec');
  const most = own(spec, 'maxUnavailable') ?? null;
  const least = own(spec, 'minAvailable') ?? null;
  if (most === null && least === null) {
    return ['maxUnavailable', 'it says neither minAvailable nor maxUnavailable, which allows none'];
  }
  if (most !== null) {
    const amount = amountOf(most);
    return amount?.number === 0 ? ['maxUnavailable', `maxUnavailable is ${scalarText(most)}`] : undefined;
  }
  const amount = amountOf(least);
  if (amount === undefined) return undefined;
  if (amount.percent && amount.number >= 100) {
    return ['minAvailable', `minAvailable is ${scalarText(least)}`];
  }
  const selected = selectedBy(budget, pods);
  const counted = selected.map(pod => effectiveWorkload(pod, set).replicas);
  if (counted.length === 0 || counted.some(each => each === undefined)) return undefined;
  const replicas = counted.reduce((sum, each) => sum + (each?.value ?? 0), 0);
  const needed = amount.percent ? Math.ceil((replicas * amount.number) / 100) : amount.number;
  if (replicas === 0 || needed < replicas) return undefined;
  const scaled = counted.some(each => each?.from === 'autoscaler');
  const name = selected.map(pod => resourceLabel(pod.manifest.resource)).join(' and ');
  const has = scaled ? 'may be scaled down to' : selected.length === 1 ? 'has' : 'have';
  const count = replicas === 1 ? 'one replica' : `${replicas} replicas`;
  return ['minAvailable', `minAvailable is ${scalarText(least)}, and ${name} ${has} ${count}`];
}

/** A whole number or a percentage. */
function amountOf(value: Json): { readonly number: number; readonly percent: boolean } | undefined {
  const match = /^(\d{1,9})(%?)$/.exec(scalarText(value));
  return match === null ? undefined : { number: Number(match[1]), percent: match[2] === '%' };
}

/**
 * Workloads whose pods more than one budget selects: the eviction API then refuses every eviction of them
 * (registry/core/pod/storage `eviction.go`).
 */
export function budgetsOverlap({ set, guardrail }: CheckInput): CheckResult {
  const findings: RawFinding[] = [];
  const pods = podsByPlace(set);
  const first = new Map<PodSpecRef, Manifest>();
  for (const budget of budgetsOf(set)) {
    const shared = selectedBy(budget, pods).filter(pod => first.has(pod));
    for (const pod of selectedBy(budget, pods)) if (!first.has(pod)) first.set(pod, budget);
    const [pod] = shared;
    const other = pod === undefined ? undefined : first.get(pod);
    // Folders of manifests often hold variants of one object.
    if (pod === undefined || other === undefined || other.resource.name === budget.resource.name) continue;
    const more = shared.length === 1 ? '' : ` and ${shared.length - 1} more`;
    const message = `${resourceLabel(budget.resource)} and ${resourceLabel(other.resource)} both select the pods of ${resourceLabel(pod.manifest.resource)}${more}: Kubernetes refuses to evict a pod with two budgets, so draining its node waits for ever.`;
    findings.push(findingAbout(guardrail, budget, ['spec', 'selector'], message));
  }
  return { findings };
}

function budgetsOf(set: ManifestSet): readonly Manifest[] {
  return set.ofKind('PodDisruptionBudget', 'policy');
}

/** Pods by the rendering and namespace they are in. */
type PodsByPlace = ReadonlyMap<string, readonly PodSpecRef[]>;

function podsByPlace(set: ManifestSet): PodsByPlace {
  const places = new Map<string, PodSpecRef[]>();
  for (const pod of set.podSpecs()) {
    if (pod.byShape) continue;
    const key = placeOf(pod.manifest);
    const known = places.get(key);
    if (known === undefined) places.set(key, [pod]);
    else known.push(pod);
  }
  return places;
}

function placeOf({ origin: { target, environment }, resource: { namespace } }: Manifest): string {
  return [target.id, environment.name, namespace].join('\0');
}

/** The v1beta1 API, where an empty selector selects nothing, is gone since Kubernetes 1.25. */
function selectedBy(budget: Manifest, pods: PodsByPlace): readonly PodSpecRef[] {
  const selector = own(own(budget.object, 'spec'), 'selector');
  return (pods.get(placeOf(budget)) ?? []).filter(pod => selects(selector, pod.labels));
}
