import type { Authorizer } from '../authorizer.ts';
import { atomsOf } from '../rules.ts';
import type { Binding, Grant, Role, Subject } from '../types.ts';
import type { Comparison } from './comparison.ts';
import { broadest, Held, Holders, sorted } from './held.ts';

/** What one subject gained or lost: only what was really not allowed before, or is no longer; none twice. */
export interface SubjectDelta {
  readonly subject: Subject;
  readonly gained: readonly Grant[];
  readonly lost: readonly Grant[];
}

/**
 * Effective permissions of the head against those of the base, by subject, sorted. Splitting, reordering or moving
 * rules is no change; a permission that a wildcard or a group already gave is not gained. Groups are subjects of their
 * own: what a group gains is not said of its members.
 *
 * Permissions are spelled out only for subjects whose bindings or roles changed, so the work is proportional to the
 * change and to reading both sides once.
 */
export function subjectDeltas({ base, head }: Comparison): SubjectDelta[] {
  const number = roleNumbers();
  const before = new Holders(base);
  const after = new Holders(head);
  const deltas: SubjectDelta[] = [];
  for (const subject of sorted([...base.subjects(), ...head.subjects()])) {
    const was = holdingsOf(base, subject, number);
    const is = holdingsOf(head, subject, number);
    const fresh = [...is].flatMap(([key, binding]) => (was.has(key) ? [] : [binding]));
    const gone = [...was].flatMap(([key, binding]) => (is.has(key) ? [] : [binding]));
    if (fresh.length === 0 && gone.length === 0) continue;
    const gained = missing(subject, fresh, head, before);
    const lost = missing(subject, gone, base, after);
    if (gained.length > 0 || lost.length > 0) deltas.push({ subject, gained, lost });
  }
  return deltas;
}

/** Subjects whose bindings, or the roles of these, differ between the sides: only they can have gained or lost. */
export function touchedSubjects({ base, head }: Comparison): Subject[] {
  const number = roleNumbers();
  return sorted([...base.subjects(), ...head.subjects()]).filter(subject => {
    const was = holdingsOf(base, subject, number);
    const is = holdingsOf(head, subject, number);
    return was.size !== is.size || [...is.keys()].some(key => !was.has(key));
  });
}

/** What the roles that come with a cluster gained and lost, for those whom bindings outside the repository give them to. */
export function roleDeltas({ base, head }: Comparison): RoleDelta[] {
  const number = roleNumbers();
  const deltas: RoleDelta[] = [];
  for (const [was, is] of pairs(base.roles, head.roles)) {
    if (was.from === 'repository' && is.from === 'repository') continue;
    if (number(was) === number(is)) continue;
    const gained = missingRules(is, was);
    const lost = missingRules(was, is);
    if (gained.length > 0 || lost.length > 0) deltas.push({ role: is, gained, lost });
  }
  return deltas;
}

export interface RoleDelta {
  readonly role: Role;
  readonly gained: readonly Grant[];
  readonly lost: readonly Grant[];
}

function missing(subject: Subject, bindings: readonly Binding[], from: Authorizer, other: Holders): Grant[] {
  const grants = bindings.flatMap(binding => from.granted({ binding, through: subject }));
  return broadest(grants.filter(grant => !other.allows(subject, grant)));
}

function missingRules(role: Role, other: Role): Grant[] {
  const held = new Held(grantsOf(other));
  return broadest(grantsOf(role).filter(grant => !held.allows(grant)));
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
function holdingsOf(
  authorizer: Authorizer,
  subject: Subject,
  number: (role: Role) => number,
): Map<string, Binding> {
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

/** Roles with the same rules, in any order, have the same number. */
function roleNumbers(): (role: Role) => number {
  const byRole = new Map<Role, number>();
  const byRules = new Map<string, number>();
  return role => {
    let number = byRole.get(role);
    if (number !== undefined) return number;
    const rules = sorted(role.rules.map(({ rule }) => JSON.stringify(rule))).join();
    number = byRules.get(rules) ?? byRules.size;
    byRules.set(rules, number);
    byRole.set(role, number);
    return number;
  };
}
