import type { RawFinding } from '../../findings.ts';
import { type ActiveGuardrail, findingAbout } from '../../guardrails/index.ts';
import { type FieldPath, type Manifest, type ManifestSet, resourceLabel } from '../../manifest/index.ts';
import type { Analyzer, Check } from '../types.ts';
import { dangerOf, judgedInClusterRole } from './dangerous.ts';
import { compact, permissionDelta } from './delta.ts';
import type { Grant } from './permissions.ts';

export { permissionChanges } from './delta.ts';
export type { PermissionChange, PermissionLine } from './types.ts';

/**
 * RBAC as a change: what subjects may do in the head that they could not do in the base, and the reverse. A first
 * version over the Roles, ClusterRoles and bindings of the repository.
 */
export const rbac: Analyzer = { checks: { gained: change('gained'), lost: change('lost') } };

function change(direction: 'gained' | 'lost'): Check {
  return ({ set, base, guardrail }) => {
    if (base === undefined) return { findings: [] };
    const findings: RawFinding[] = [];
    for (const delta of permissionDelta(base, set)) {
      // Ordinary permissions stand in the table; a finding is for what deserves a second look.
      const grants =
        direction === 'gained'
          ? delta.gained.filter(
              g => dangerOf(g.atom) !== undefined && !isClusterAdmin(g) && !judgedInRole(g, base),
            )
          : delta.lost;
      const other = direction === 'gained' ? base : set;
      for (const [anchor, group] of byAnchor(grants, other, delta.subject)) {
        findings.push(finding(delta.subject, anchor, group, direction, guardrail));
      }
    }
    return { findings };
  };
}

/** `cluster-admin-binding` speaks about these already, at the same line. */
function isClusterAdmin({ binding }: Grant): boolean {
  const { kind, name } = (binding.object.roleRef ?? {}) as { kind?: unknown; name?: unknown };
  return kind === 'ClusterRole' && name === 'cluster-admin';
}

/** The rule itself is new and has a finding at its own line: one cause, one comment. */
function judgedInRole({ atom, role }: Grant, base: ManifestSet): boolean {
  if (role?.resource.kind !== 'ClusterRole' || !judgedInClusterRole(atom)) return false;
  const rules = JSON.stringify(role.object.rules);
  return !base.find(role.resource).some(twin => JSON.stringify(twin.object.rules) === rules);
}

interface Anchor {
  readonly manifest: Manifest;
  readonly path: FieldPath;
}

/** What a binding says, to tell whether it changed. */
function grantsOf(binding: Manifest): string {
  return JSON.stringify([binding.object.roleRef, binding.object.subjects]);
}

/** The object that changed: the role where the binding is as it was, otherwise the binding. */
function byAnchor(grants: readonly Grant[], other: ManifestSet, subject: string): [Anchor, Grant[]][] {
  const groups = new Map<string, [Anchor, Grant[]]>();
  for (const grant of grants) {
    const { binding, role } = grant;
    const same = other.find(binding.resource).some(twin => grantsOf(twin) === grantsOf(binding));
    const anchor: Anchor =
      same && role !== undefined
        ? { manifest: role, path: ['rules'] }
        : { manifest: binding, path: ['roleRef', 'name'] };
    const { target, environment } = anchor.manifest.origin;
    const id = JSON.stringify([
      target.id,
      environment.name,
      resourceLabel(anchor.manifest.resource),
      subject,
    ]);
    const group = groups.get(id) ?? [anchor, []];
    groups.set(id, group);
    group[1].push(grant);
  }
  return [...groups.values()];
}

function finding(
  subject: string,
  { manifest, path }: Anchor,
  grants: readonly Grant[],
  direction: 'gained' | 'lost',
  active: ActiveGuardrail,
): RawFinding {
  const lines = compact(grants).map(line =>
    `${line.text} in ${line.scope}`.replace('in cluster', 'in the cluster'),
  );
  const why = [...new Set(grants.map(g => dangerOf(g.atom)).filter(w => w !== undefined))];
  const can = direction === 'gained' ? 'can now' : 'can no longer';
  const message = `${subject} ${can} ${lines.join('; ')}${direction === 'gained' ? `: it can ${why.join(', ')}` : ''}.`;
  return findingAbout(active, manifest, path, message, {
    side: direction === 'gained' ? 'added' : 'removed',
    subject,
  });
}
