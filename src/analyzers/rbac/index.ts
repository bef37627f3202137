import type { RawFinding } from '../../findings.ts';
import { type ActiveGuardrail, findingAbout } from '../../guardrails/index.ts';
import { resourceLabel } from '../../manifest/index.ts';
import type { Analyzer, Check } from '../types.ts';
import { type Comparison, comparisons } from './change/comparison.ts';
import { type SubjectDelta, subjectDeltas } from './change/delta.ts';
import { Holders } from './change/held.ts';
import { knownDanger, permissionLines } from './change/lines.ts';
import { Chains } from './change/links.ts';
import type { Pointer } from './change/types.ts';
import { dangerOf, judgedInClusterRole } from './dangerous.ts';
import type { Grant } from './types.ts';

export type { ComparisonOptions } from './change/comparison.ts';
export { pointersOf, withPlaces } from './change/places.ts';
export { permissionReport } from './change/report.ts';
export * from './change/types.ts';

/** RBAC as a change: what subjects may do in the head that they could not do in the base, and the reverse. */
export const rbac: Analyzer = { checks: { gained: change('gained'), lost: change('lost') } };

function change(direction: 'gained' | 'lost'): Check {
  return ({ set, base, guardrail, kubernetes }) => {
    if (base === undefined) return { findings: [] };
    const findings = new Map<string, RawFinding>();
    for (const comparison of comparisons(base, set, { kubernetes })) {
      const chains = chainsOf(comparison, direction);
      for (const delta of subjectDeltas(comparison)) {
        // Ordinary permissions stand in the table; a finding is for what deserves a second look.
        const grants =
          direction === 'gained' ? delta.gained.filter(grant => isUnjudged(grant, chains)) : delta.lost;
        for (const [anchor, group] of byAnchor(grants, chains)) {
          const raw = finding(delta, anchor, group, comparison, chains, guardrail);
          findings.set(JSON.stringify([raw.rendering, raw.resource, raw.field, raw.subject]), raw);
        }
      }
    }
    return { findings: [...findings.values()] };
  };
}

function chainsOf({ base, head }: Comparison, direction: 'gained' | 'lost'): Chains {
  return direction === 'gained' ? new Chains('head', head, base) : new Chains('base', base, head);
}

/** Dangerous, and of no other guardrail's concern: that about `cluster-admin`, and those about a rule that is new. */
function isUnjudged(grant: Grant, chains: Chains): boolean {
  const { atom, binding, rule } = grant;
  if (dangerOf(atom) === undefined) return false;
  if (binding.roleRef.kind === 'ClusterRole' && binding.roleRef.name === 'cluster-admin') return false;
  if (rule?.writtenIn.kind !== 'ClusterRole' || !judgedInClusterRole(atom)) return true;
  return chains.of(grant).at(-1)?.change === 'same';
}

/** Where people look first: the first link of the chain that changed. */
function byAnchor(grants: readonly Grant[], chains: Chains): [Pointer, Grant[]][] {
  const groups = new Map<string, [Pointer, Grant[]]>();
  for (const grant of grants) {
    const links = chains.of(grant);
    const anchor = (links.find(link => link.change !== 'same') ?? links[0])?.place;
    if (anchor === undefined) continue;
    const { target, environment } = anchor.manifest.origin;
    const id = JSON.stringify([target.id, environment.name, resourceLabel(anchor.manifest.resource)]);
    const group = groups.get(id) ?? [anchor, []];
    groups.set(id, group);
    group[1].push(grant);
  }
  return [...groups.values()];
}

function finding(
  { subject }: SubjectDelta,
  { manifest, path, side }: Pointer,
  grants: readonly Grant[],
  { base, head }: Comparison,
  chains: Chains,
  active: ActiveGuardrail,
): RawFinding {
  const other = new Holders(side === 'head' ? base : head);
  const lines = permissionLines(grants, { subject, chains, other, riskOf: knownDanger }).map(line =>
    `${line.text} in ${line.scope}`.replace('in cluster', 'in the cluster'),
  );
  const why = [...new Set(grants.map(grant => dangerOf(grant.atom)).filter(each => each !== undefined))];
  const gained = side === 'head';
  const message = `${subject} ${gained ? 'can now' : 'can no longer'} ${lines.join('; ')}${gained ? `: it can ${why.join(', ')}` : ''}.`;
  const raw = findingAbout(active, manifest, path, message, { side: gained ? 'added' : 'removed', subject });
  // Positions of rules and subjects move with every line above them: they are no part of what the finding is.
  return { ...raw, field: path[0] === 'rules' || path[0] === 'subjects' ? path[0] : raw.field };
}
