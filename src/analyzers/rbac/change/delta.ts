import { type Authorizer, UNKNOWN_ROLE } from '../authorizer.ts';
import { Coverage } from '../covers.ts';
import { atomsOf } from '../rules.ts';
import type { Binding, Grant, PolicyRule, Role, Subject } from '../types.ts';
import type { Comparison } from './comparison.ts';
import { broadest, Holders, sorted } from './held.ts';

/** What one subject gained or lost: only what was really not allowed before, or is no longer; none twice. */
export interface SubjectDelta {
  readonly subject: Subject;
  readonly gained: readonly Grant[];
  readonly lost: readonly Grant[];
  /** There was too much to compare: the roles stand for what they grant, new or not. */
  readonly isWhole?: true;
}

/**
 * Effective permissions of the head against those of the base, by subject, sorted. Splitting, reordering or moving
 * rules is no change; a permission that a wildcard or a group already gave is not gained. Groups are subjects of their
 * own: what a group gains is not said of its members.
 *
 * Permissions are spelled out only for subjects whose bindings or roles changed, so the work is proportional to the
 * change and to reading both sides once.
 */
export function subjectDeltas(
  { base: { authorizer: base }, head: { authorizer: head } }: Comparison,
  number: RoleNumbers,
  before = new Holders(base),
  after = new Holders(head),
): SubjectDelta[] {
  const deltas: SubjectDelta[] = [];
  const size = sizes();
  let left = MAX_ATOMS;
  for (const subject of sorted([...base.subjects(), ...head.subjects()])) {
    const was = holdingsOf(base, subject, number);
    const is = holdingsOf(head, subject, number);
    const fresh = beyond(is, was, base);
    const gone = beyond(was, is, head);
    if (fresh.length === 0 && gone.length === 0) continue;
    left -= size(base, subject) + size(head, subject);
    const gained = left < 0 ? fresh.map(wholeRole(subject)) : missing(subject, fresh, head, before);
    const lost = left < 0 ? gone.map(wholeRole(subject)) : missing(subject, gone, base, after);
    if (gained.length > 0 || lost.length > 0)
      deltas.push({ subject, gained, lost, ...(left < 0 ? { isWhole: true } : {}) });
  }
  return deltas;
}

/** Subjects whose bindings, or the roles of these, differ between the sides: only they can have gained or lost. */
export function touchedSubjects(
  { base: { authorizer: base }, head: { authorizer: head } }: Comparison,
  number: RoleNumbers,
): Subject[] {
  return sorted([...base.subjects(), ...head.subjects()]).filter(subject => {
    const was = holdingsOf(base, subject, number);
    const is = holdingsOf(head, subject, number);
    return was.size !== is.size || [...is.keys()].some(key => !was.has(key));
  });
}

/** What the roles that come with a cluster gained and lost, for those whom bindings outside the repository give them to. */
export function roleDeltas(
  { base: { authorizer: base }, head: { authorizer: head } }: Comparison,
  number: RoleNumbers,
): RoleDelta[] {
  const deltas: RoleDelta[] = [];
  for (const [was, is] of pairs(base.roles, head.roles)) {
    if (was.from === 'repository' && is.from === 'repository') continue;
    // Those of components are bound to their users, by Kubernetes itself.
    if (is.kind !== 'ClusterRole' || is.name.startsWith('system:')) continue;
    if (number(was) === number(is)) continue;
    const gained = missingRules(is, was);
    const lost = missingRules(was, is);
    if (gained.length > 0 || lost.length > 0) deltas.push({ role: is, before: was, gained, lost });
  }
  return deltas;
}

export interface RoleDelta {
  readonly role: Role;
  /** The role of the base. */
  readonly before: Role;
  readonly gained: readonly Grant[];
  readonly lost: readonly Grant[];
}

/**
 * Bindings that come to something on one side and not on the other. A role that is not known here, and that the other
 * side wrote, is no unknown permission: it is gone, or not there yet.
 */
function beyond(
  mine: ReadonlyMap<string, Binding>,
  others: ReadonlyMap<string, Binding>,
  other: Authorizer,
): Binding[] {
  return [...mine]
    .filter(
      ([key, binding]) => !others.has(key) && !(binding.role === undefined && isWritten(binding, other)),
    )
    .map(([, binding]) => binding);
}

/** Whether the repository has the role of a binding on this side. */
export function isWritten({ roleRef: { kind, name }, namespace }: Binding, side: Authorizer): boolean {
  return side.role(kind, kind === 'Role' ? namespace : '', name)?.from === 'repository';
}

function missing(subject: Subject, bindings: readonly Binding[], from: Authorizer, other: Holders): Grant[] {
  const grants = bindings.flatMap(binding => from.granted({ binding, through: subject }));
  return broadest(grants.filter(grant => !other.allows(subject, grant.atom)));
}

/**
 * Atoms that are spelled out in one environment before whole roles stand for them. 5,000 subjects with a role of 200
 * each are half of it; more is an attack on whoever compares.
 */
const MAX_ATOMS = 2_000_000;

/** How many atoms the bindings of a subject come to. */
function sizes(): (authorizer: Authorizer, subject: Subject) => number {
  const known = new Map<Role, number>();
  const ofRole = (role: Role) => {
    let size = known.get(role);
    if (size === undefined) {
      size = role.rules.reduce((sum, { rule }) => sum + sizeOf(rule), 0);
      known.set(role, size);
    }
    return size;
  };
  return (authorizer, subject) =>
    authorizer
      .bindingsOf(subject)
      .reduce((sum, { role }) => sum + (role === undefined ? 1 : ofRole(role)), 0);
}

function sizeOf({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): number {
  const objects = apiGroups.length * resources.length * Math.max(1, resourceNames.length);
  return verbs.length * (objects + nonResourceURLs.length);
}

/** One atom for all that a binding's role grants. */
function wholeRole(subject: Subject): (binding: Binding) => Grant {
  return binding => {
    const { roleRef, namespace } = binding;
    const resource = `${UNKNOWN_ROLE}${roleRef.kind} ${roleRef.name}`;
    return { atom: { verb: '*', resource, namespace }, binding, through: subject };
  };
}

function missingRules(role: Role, other: Role): Grant[] {
  const held = Coverage.of(other.rules.map(({ rule }) => rule));
  return broadest(grantsOf(role).filter(({ atom }) => !held.allows(atom)));
}

/** A role's permissions as a binding for the whole cluster would give them. */
function grantsOf(role: Role): Grant[] {
  const binding: Binding = {
    kind: 'ClusterRoleBinding',
    name: '',
    namespace: '',
    roleRef: { kind: role.kind, name: role.name },
    subjects: [],
    role,
    from: 'default',
  };
  return role.rules.flatMap(rule =>
    atomsOf(rule.rule, '').map(atom => ({ atom, binding, rule, through: '' })),
  );
}

/** Roles that both sides have. */
function pairs(before: readonly Role[], after: readonly Role[]): [Role, Role][] {
  const key = ({ kind, namespace, name }: Role) => JSON.stringify([kind, namespace, name]);
  const known = new Map(before.map(role => [key(role), role]));
  return after.flatMap(role => {
    const twin = known.get(key(role));
    return twin === undefined ? [] : [[twin, role] as [Role, Role]];
  });
}

/** What a subject's bindings come to: where, and which permissions; the first binding of each. */
function holdingsOf(authorizer: Authorizer, subject: Subject, number: RoleNumbers): Map<string, Binding> {
  const holdings = new Map<string, Binding>();
  for (const binding of authorizer.bindingsOf(subject)) {
    const { role, roleRef, namespace } = binding;
    if (role === undefined && authorizer.closed) continue;
    const what = role === undefined ? JSON.stringify(roleRef) : number(role);
    const key = JSON.stringify([namespace, what]);
    if (!holdings.has(key)) holdings.set(key, binding);
  }
  return holdings;
}

/** A number per role; those with the same rules, in any order, have the same one. */
export type RoleNumbers = (role: Role) => number;

export function roleNumbers(): RoleNumbers {
  const byRole = new Map<Role, number>();
  const byRules = new Map<string, number>();
  return role => {
    let number = byRole.get(role);
    if (number !== undefined) return number;
    const rules =
      role.from === 'default' && !role.aggregated
        ? // It is what it is in every cluster of the version, and so on both sides.
          `${role.kind} ${role.namespace} ${role.name}`
        : sorted(role.rules.map(({ rule }) => JSON.stringify(rule))).join();
    number = byRules.get(rules) ?? byRules.size;
    byRules.set(rules, number);
    byRole.set(role, number);
    return number;
  };
}
