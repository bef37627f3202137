import { parseQuantity } from '../../guardrails/index.ts';
import { type Manifest, type ManifestSet, own } from '../../manifest/index.ts';
import { byText } from '../../repository/index.ts';
import type { QuotaUse } from '../types.ts';
import { cpuText, memoryText, NOTHING, type Use, useOf } from './usage.ts';

const GIGA = 10n ** 9n;

interface Limited {
  /** How it is called in a sentence. */
  readonly title: string;
  readonly of: (use: Use) => bigint;
  readonly text: (amount: bigint) => string;
}

const pods: Limited = {
  title: 'pods',
  of: use => BigInt(use.pods) * GIGA,
  text: amount => String(amount / GIGA),
};
const cpu: Limited = { title: 'CPU', of: use => use.requests.cpu, text: cpuText };
const memory: Limited = { title: 'memory', of: use => use.requests.memory, text: memoryText };
/** https://kubernetes.io/docs/concepts/policy/resource-quotas/#compute-resource-quota */
const LIMITED: Readonly<Record<string, Limited>> = {
  cpu,
  'requests.cpu': cpu,
  memory,
  'requests.memory': memory,
  'limits.cpu': { title: 'CPU limits', of: use => use.limits.cpu, text: cpuText },
  'limits.memory': { title: 'memory limits', of: use => use.limits.memory, text: memoryText },
  pods,
  'count/pods': pods,
};

/** What is asked of a quota, and whether it was not exceeded before. */
export interface Asked {
  readonly use: QuotaUse;
  readonly isNew: boolean;
  /** What is counted, in a sentence: `CPU`. */
  readonly title: string;
}

/**
 * Quotas of the namespaces of some workloads, and what is asked of them: by all that is rendered together with the quota,
 * or with the workload where the quota stands apart. What else the namespace holds is not known: exceeded is certain,
 * fitting is not.
 */
export function quotasOf(
  workloads: readonly { readonly before?: Manifest; readonly after?: Manifest }[],
  base: ManifestSet,
  head: ManifestSet,
): Asked[] {
  if (head.ofKind('ResourceQuota', '').length === 0) return [];
  const found = new Map<string, Asked>();
  const done = new Set<string>();
  for (const { before, after } of workloads) {
    const near = after ?? before;
    if (near === undefined) continue;
    for (const quota of quotasNear(near, head)) {
      const hard = own(own(quota.object, 'spec'), 'hard');
      const { namespace, name } = quota.resource;
      const key = `${quota.origin.target.id}\0${quota.origin.environment.name}\0${namespace}\0${name}`;
      if (done.has(key)) continue;
      done.add(key);
      const is = usedIn(near, quota, head);
      const was = usedIn(before ?? near, quota, base);
      for (const [i, [resource, limited]] of Object.entries(LIMITED).entries()) {
        const most = parseQuantity(own(hard, resource))?.nano;
        if (most === undefined || limited.of(is) === limited.of(was)) continue;
        found.set(`${key}\0${i}`, {
          use: {
            namespace,
            name,
            resource,
            used: limited.text(limited.of(is)),
            hard: limited.text(most),
            exceeds: limited.of(is) > most,
          },
          isNew: limited.of(was) <= most,
          title: limited.title,
        });
      }
    }
  }
  return [...found].sort(([a], [b]) => byText(a, b)).map(([, each]) => each);
}

/** Those for all pods: a scope speaks of some only. */
function quotasNear(near: Manifest, set: ManifestSet): readonly Manifest[] {
  const all = set.ofKind('ResourceQuota', '').filter(({ object, resource }) => {
    const spec = own(object, 'spec');
    const isScoped = own(spec, 'scopes') !== undefined || own(spec, 'scopeSelector') !== undefined;
    return resource.namespace === near.resource.namespace && resource.namespace !== '' && !isScoped;
  });
  return set.prefer(all, near).filter(each => each.origin.environment.name === near.origin.environment.name);
}

function usedIn(near: Manifest, quota: Manifest, set: ManifestSet): Use {
  const together = (each: Manifest) =>
    each.origin.target.id === near.origin.target.id || each.origin.target.id === quota.origin.target.id;
  const sum = { pods: 0, cpu: 0n, memory: 0n, limitCpu: 0n, limitMemory: 0n };
  for (const manifest of set.inNamespace(quota.resource.namespace)) {
    if (manifest.origin.environment.name !== near.origin.environment.name || !together(manifest)) continue;
    const { pods, requests, limits } = useOf(manifest, set);
    sum.pods += pods;
    sum.cpu += requests.cpu;
    sum.memory += requests.memory;
    sum.limitCpu += limits.cpu;
    sum.limitMemory += limits.memory;
  }
  return {
    pods: sum.pods,
    requests: { cpu: sum.cpu, memory: sum.memory },
    limits: { cpu: sum.limitCpu, memory: sum.limitMemory },
    perNode: NOTHING,
  };
}
