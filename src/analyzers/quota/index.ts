import type { RawFinding } from '../../findings.ts';
import { findingAbout } from '../../guardrails/index.ts';
import type { Analyzer, CheckInput, CheckResult } from '../types.ts';

/** Namespaces and their ResourceQuotas. */
export const quota: Analyzer = {
  checks: { 'namespace-without-quota': namespaceWithoutQuota },
  reach:
    () =>
    ({ resource: { group, kind } }) =>
      group === '' && (kind === 'Namespace' || kind === 'ResourceQuota'),
};

/** Namespaces declared in the set that no ResourceQuota in the set belongs to. */
function namespaceWithoutQuota({ set, guardrail }: CheckInput): CheckResult {
  const except = new Set(Array.isArray(guardrail.parameters.except) ? guardrail.parameters.except : []);
  const limited = new Set(set.ofKind('ResourceQuota', '').map(({ resource }) => resource.namespace));
  const findings: RawFinding[] = [];
  for (const namespace of set.ofKind('Namespace', '')) {
    const { name } = namespace.resource;
    if (except.has(name) || limited.has(name)) continue;
    const message = `Namespace ${name} has no ResourceQuota: one mistake in it can take what the whole cluster has.`;
    findings.push(findingAbout(guardrail, namespace, ['metadata', 'name'], message));
  }
  return { findings };
}
