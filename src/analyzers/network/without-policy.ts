import type { RawFinding } from '../../findings.ts';
import { findingAbout } from '../../guardrails/index.ts';
import {
  type FieldPath,
  type Manifest,
  type ManifestSet,
  own,
  type PodSpecRef,
  resourceLabel,
  selects,
  valueAt,
} from '../../manifest/index.ts';
import type { CheckInput, CheckResult } from '../types.ts';
import { isNamespaceStated } from './namespaces.ts';

/** Workloads that nobody calls, or whose pods end before anybody could. */
const NOT_CALLED = new Set(['Job', 'CronJob']);

/**
 * Workloads that no NetworkPolicy of their namespace selects. Policies are looked for among what is rendered together
 * with the workload, and in the rest of the repository: a platform team may keep them apart. Where nobody has said the
 * namespace (an object without one, a chart whose environment names none and that was rendered into `default` only
 * because some namespace is needed), the same namespace is meant only by what is rendered together.
 *
 * Where a part of the repository could not be rendered, the policy that selects the workload may be in it; then only
 * a workload that is rendered together with policies of its namespace is judged.
 *
 * Unless the parameter `everywhere` is true, a namespace without any policy is left alone: there the absence is a
 * decision about the cluster, not about the workload. A policy of another kind (Cilium, Calico) silences it too, since
 * what it selects is not known here.
 */
export function workloadWithoutPolicy({ set, guardrail, partial }: CheckInput): CheckResult {
  const everywhere = guardrail.parameters.everywhere === true;
  const findings: RawFinding[] = [];
  const byNamespace = policiesByNamespace(set);
  if (byNamespace.size === 0 && !everywhere) return { findings };
  for (const pod of set.podSpecs()) {
    if (!isJudged(pod)) continue;
    const policies = policiesFor(pod.manifest, byNamespace);
    if (!everywhere && !policies.some(policy => !partial || isTogether(policy, pod.manifest))) continue;
    if (
      policies.some(
        policy => isForeign(policy) || selects(valueAt(policy.object, ['spec', 'podSelector']), pod.labels),
      )
    ) {
      continue;
    }
    findings.push(findingAbout(guardrail, pod.manifest, labelsPath(pod), message(pod.manifest, policies)));
  }
  return { findings };
}

function isJudged({ spec, manifest, byShape }: PodSpecRef): boolean {
  const hook = valueAt(manifest.object, ['metadata', 'annotations', 'helm.sh/hook']);
  return (
    !byShape &&
    !NOT_CALLED.has(manifest.resource.kind) &&
    hook === undefined &&
    own(spec, 'hostNetwork') !== true
  );
}

function policiesByNamespace({ manifests }: ManifestSet): ReadonlyMap<string, readonly Manifest[]> {
  const found = new Map<string, Manifest[]>();
  for (const manifest of manifests) {
    if (!isPolicy(manifest)) continue;
    const { namespace } = manifest.resource;
    found.set(namespace, [...(found.get(namespace) ?? []), manifest]);
  }
  return found;
}

function policiesFor(
  workload: Manifest,
  byNamespace: ReadonlyMap<string, readonly Manifest[]>,
): readonly Manifest[] {
  const all = byNamespace.get(workload.resource.namespace) ?? [];
  const isStated = isNamespaceStated(workload);
  return all.filter(policy => (isStated && isNamespaceStated(policy)) || isTogether(policy, workload));
}

/** Rendered from one target in one environment. */
function isTogether({ origin: a }: Manifest, { origin: b }: Manifest): boolean {
  return a.target.id === b.target.id && a.environment.name === b.environment.name;
}

function isPolicy({ resource: { kind, group } }: Manifest): boolean {
  return (kind === 'NetworkPolicy' && group !== '') || kind === 'CiliumNetworkPolicy';
}

function isForeign({ resource: { group } }: Manifest): boolean {
  return group !== 'networking.k8s.io' && group !== 'extensions';
}

function labelsPath(pod: PodSpecRef): FieldPath {
  return [...pod.path.slice(0, -1), 'metadata', 'labels'];
}

function message(workload: Manifest, policies: readonly Manifest[]): string {
  const { namespace } = workload.resource;
  const where = isNamespaceStated(workload) ? `of namespace ${namespace}` : 'rendered with it';
  // One policy is there once per environment.
  const names = [...new Set(policies.map(({ resource }) => resource.name))];
  const why =
    names.length === 0
      ? `no NetworkPolicy ${where} is found`
      : names.length === 1
        ? `NetworkPolicy ${names[0]} does not select its labels`
        : `none of the ${names.length} NetworkPolicies ${where} selects its labels`;
  return `${resourceLabel(workload.resource)} accepts connections from every pod of the cluster: ${why}.`;
}
