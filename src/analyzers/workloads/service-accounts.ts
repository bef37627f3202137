import type { RawFinding } from '../../findings.ts';
import { findingAbout } from '../../guardrails/index.ts';
import { effectivePod, own, type PodSpecRef, resourceLabel } from '../../manifest/index.ts';
import type { CheckInput, CheckResult } from '../types.ts';

/**
 * ServiceAccounts whose token several workloads of one rendering carry. `default` has a guardrail of its own, and the
 * hooks of a chart usually borrow the account of the program they prepare.
 */
export function sharedServiceAccount({ set, guardrail }: CheckInput): CheckResult {
  const users = new Map<string, PodSpecRef[]>();
  for (const pod of set.podSpecs()) {
    const { manifest } = pod;
    const { serviceAccountName, automountServiceAccountToken } = effectivePod(pod, set);
    const name = serviceAccountName.value ?? 'default';
    if (name === 'default' || automountServiceAccountToken.value !== true || isHook(pod)) continue;
    const { target, environment } = manifest.origin;
    const key = [target.id, environment.name, manifest.resource.namespace, name].join('\0');
    const known = users.get(key);
    if (known === undefined) users.set(key, [pod]);
    else known.push(pod);
  }
  const findings: RawFinding[] = [];
  for (const pods of users.values()) {
    const [first, ...others] = pods;
    for (const pod of others) {
      if (first === undefined || isSame(pod, first)) continue;
      const field = own(pod.spec, 'serviceAccountName') ? 'serviceAccountName' : 'serviceAccount';
      const account = effectivePod(pod, set).serviceAccountName.value;
      const message = `${resourceLabel(pod.manifest.resource)} shares ServiceAccount ${account} with ${resourceLabel(first.manifest.resource)}: each has the rights of both, and the audit log cannot tell them apart.`;
      findings.push(findingAbout(guardrail, pod.manifest, [...pod.path, field], message));
    }
  }
  return { findings };
}

/** Folders of manifests often hold variants of one object. */
function isSame(
  { manifest: { resource: a } }: PodSpecRef,
  { manifest: { resource: b } }: PodSpecRef,
): boolean {
  return a.kind === b.kind && a.name === b.name;
}

function isHook({ manifest: { object } }: PodSpecRef): boolean {
  const annotations = own(own(object, 'metadata'), 'annotations');
  return ['helm.sh/hook', 'argocd.argoproj.io/hook'].some(key => own(annotations, key) !== undefined);
}
