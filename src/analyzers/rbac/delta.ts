import type { ManifestSet } from '../../manifest/index.ts';
import { byText } from '../../repository/index.ts';
import { Coverage, key } from './covers.ts';
import { dangerOf } from './dangerous.ts';
import {
  type Atom,
  type Grant,
  implicitGroups,
  type Permissions,
  permissionsOf,
  type Subject,
  UNKNOWN_ROLE,
} from './permissions.ts';
import type { PermissionChange, PermissionLine } from './types.ts';

/** What one subject gained or lost: only what was really not allowed before, or is no longer. */
export interface SubjectDelta {
  readonly subject: Subject;
  readonly gained: readonly Grant[];
  readonly lost: readonly Grant[];
}

/**
 * Effective permissions of the head against those of the base, by subject, sorted. Splitting, reordering or moving
 * rules is no change; a permission that a wildcard or a group already gave is not gained.
 */
export function permissionDelta(base: ManifestSet, head: ManifestSet): SubjectDelta[] {
  const before = permissionsOf(base);
  const after = permissionsOf(head);
  const subjects = [...new Set([...before.keys(), ...after.keys()])].sort();
  return subjects
    .map(subject => ({
      subject,
      gained: missing(subject, after, before),
      lost: missing(subject, before, after),
    }))
    .filter(d => d.gained.length > 0 || d.lost.length > 0);
}

/** Grants of `subject` in `from` that nothing in `other` allows it. */
function missing(subject: Subject, from: Permissions, other: Permissions): Grant[] {
  const grants = from.get(subject) ?? [];
  if (grants.length === 0) return [];
  const held = [subject, ...implicitGroups(subject)].flatMap(s => other.get(s) ?? []);
  const coverage = new Coverage(held);
  const seen = new Set<string>();
  return grants.filter(grant => {
    const id = key(grant.atom);
    if (seen.has(id)) return false;
    seen.add(id);
    return !coverage.allows(grant.atom);
  });
}

/** The delta as lines for people: verbs merged per resource, resources with the same verbs merged per scope. */
export function permissionChanges(base: ManifestSet, head: ManifestSet): PermissionChange[] {
  return permissionDelta(base, head).map(({ subject, gained, lost }) => ({
    subject,
    gained: compact(gained),
    lost: compact(lost),
  }));
}

/** Merges grants of the same binding, scope and danger into as few lines as say the same. */
export function compact(grants: readonly Grant[]): PermissionLine[] {
  const lines = new Map<string, { grant: Grant; verbs: Map<string, Set<string>> }>();
  for (const grant of grants) {
    const { atom } = grant;
    const line = JSON.stringify([scopeText(atom), through(grant), dangerOf(atom) !== undefined]);
    const entry = lines.get(line) ?? { grant, verbs: new Map<string, Set<string>>() };
    lines.set(line, entry);
    const what = resourceText(atom);
    entry.verbs.set(what, (entry.verbs.get(what) ?? new Set()).add(atom.verb));
  }
  return [...lines.values()]
    .flatMap(({ grant, verbs }) => {
      const byVerbs = new Map<string, string[]>();
      for (const [resource, set] of verbs) {
        const text = set.has('*') ? 'all verbs on' : [...set].sort(byCustom).join(', ');
        byVerbs.set(text, [...(byVerbs.get(text) ?? []), resource]);
      }
      return [...byVerbs].map(([verb, resources]) => ({
        text: resources[0]?.startsWith(UNKNOWN_ROLE)
          ? `everything ${resources[0].slice(UNKNOWN_ROLE.length)} grants (it is not in the repository)`
          : `${verb} ${resources.sort().join(', ')}`,
        scope: scopeText(grant.atom),
        through: through(grant),
        dangerous: dangerOf(grant.atom) !== undefined,
      }));
    })
    .sort(
      (a, b) =>
        Number(b.dangerous) - Number(a.dangerous) || byText(a.scope, b.scope) || byText(a.text, b.text),
    );
}

/** `secrets`, `deployments.apps`, `secrets "db"`, `everything`. */
function resourceText({ group, resource, name }: Atom): string {
  if (resource.startsWith(UNKNOWN_ROLE)) return resource;
  const named = name === undefined ? '' : ` "${name}"`;
  if (group === undefined) return resource === '*' ? 'every path of the API server' : `path ${resource}`;
  if (resource === '*')
    return group === '*'
      ? 'everything'
      : group === ''
        ? 'everything in the core group'
        : `everything in ${group}`;
  return `${resource}${group === '' || group === '*' ? '' : `.${group}`}${named}`;
}

function scopeText({ namespace, group, resource }: Atom): string {
  if (namespace !== '') return `namespace ${namespace}`;
  return group === undefined && !resource.startsWith(UNKNOWN_ROLE) ? 'cluster' : 'all namespaces';
}

function through({ binding }: Grant): string {
  const { kind, name } = binding.resource;
  const roleRef = (binding.object.roleRef ?? {}) as { kind?: unknown; name?: unknown };
  return `${kind} ${name} -> ${String(roleRef.kind)} ${String(roleRef.name)}`;
}

/** The order people say verbs in. */
const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];
function byCustom(a: string, b: string): number {
  const rank = (verb: string) => (VERBS.indexOf(verb) + VERBS.length + 1) % (VERBS.length + 1);
  return rank(a) - rank(b) || byText(a, b);
}
