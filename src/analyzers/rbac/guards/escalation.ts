import type { Manifest } from '../../../manifest/index.ts';
import type { Check, CheckInput } from '../../types.ts';
import { isUnfinished } from '../inert/unfinished.ts';
import { type PolicyRule, RBAC_GROUP } from '../types.ts';
import { eachManifest, type Said } from './findings.ts';
import { isWrittenIn, type World, worldsOf } from './world.ts';

/** Verbs that lift the check that nobody gives away what they do not have. */
const VERBS = ['bind', 'escalate', 'impersonate', '*'] as const;
/** Names that are as good as none. */
const OPEN = new Set(['cluster-admin', 'system:masters']);
const WHY: Readonly<Record<(typeof VERBS)[number], string>> = {
  escalate: 'its holder can write rights into a role that they do not have themselves',
  bind: 'its holder can bind any role to anyone, themselves included',
  impersonate: "its holder can act as somebody else, with that one's rights",
  '*': 'escalate and bind are in it, and with them its holder can take any right',
};

/**
 * Roles with `bind`, `escalate` or `impersonate` on what these verbs are asked about, without names. Not told: bind and
 * escalate of holders who may write no binding or no role, which is `rbac-without-effect`.
 */
export const escalationGuard: Check = eachManifest((manifest, world, input) => {
  const { kind } = manifest.resource;
  if (kind !== 'Role' && kind !== 'ClusterRole') return [];
  const rules = world.roleOf(manifest)?.rules.filter(rule => isWrittenIn(rule, manifest)) ?? [];
  return rules.flatMap(({ rule, index }) =>
    VERBS.flatMap((verb): Said[] => {
      const at = rule.verbs.indexOf(verb);
      if (at === -1 || !isOpen(rule) || !isAsked(verb, rule, kind)) return [];
      const isHalf = verb === 'bind' || verb === 'escalate';
      if (isHalf && everyHolderUnfinished(manifest, world, verb)) return [];
      if (isHalf && isFinishedElsewhere(manifest, rule, verb, input)) return [];
      const what = verb === '*' ? 'do everything with' : verb;
      const where = verb === '*' && kind === 'Role' ? ' in the namespace' : '';
      return [
        {
          path: ['rules', index, 'verbs', at],
          message: `${kind} ${manifest.resource.name} may ${what} ${rule.resources.join(', ')}: ${WHY[verb]}${where}.`,
          about: `${verb} ${[...rule.resources].sort().join(',')}`,
        },
      ];
    }),
  );
});

function isOpen({ resourceNames }: PolicyRule): boolean {
  return resourceNames.length === 0 || resourceNames.some(name => OPEN.has(name));
}

/** Whether the API server asks about this verb on one of the resources, for a role of this kind. */
function isAsked(verb: string, { apiGroups, resources }: PolicyRule, kind: string): boolean {
  const inGroup = (group: string) => apiGroups.some(each => each === group || each === '*');
  const has = (...wanted: string[]) => resources.some(each => wanted.includes(each));
  // A star for the group too is for others to tell.
  if (verb === '*') return apiGroups.includes(RBAC_GROUP) && has('roles', 'clusterroles', '*');
  if (verb !== 'impersonate') return inGroup(RBAC_GROUP) && has('roles', 'clusterroles', '*');
  if (inGroup('') && has('serviceaccounts', '*')) return true;
  if (kind === 'Role') return false;
  if (inGroup('') && has('users', 'groups')) return true;
  return (
    inGroup('authentication.k8s.io') &&
    resources.some(each => each === 'uids' || each === '*' || /^(?:userextras|\*)\/(?!\*$)/.test(each))
  );
}

/**
 * The verb was there and of no use, and what the change adds elsewhere gives it its use: `rbac-path-opened` tells that,
 * where it is added.
 */
function isFinishedElsewhere(manifest: Manifest, rule: PolicyRule, verb: string, input: CheckInput): boolean {
  const { base, active } = input;
  const isTold = active.some(
    ({ guardrail: { check } }) =>
      check.by === 'analyzer' && check.analyzer === 'rbac' && check.check === 'path',
  );
  if (base === undefined || !isTold) return false;
  const text = JSON.stringify(rule);
  return worldsOf({ ...input, set: base }).some(before => {
    const rules = before.roleOf(manifest)?.rules ?? [];
    return (
      rules.some(each => JSON.stringify(each.rule) === text) && everyHolderUnfinished(manifest, before, verb)
    );
  });
}

function everyHolderUnfinished(manifest: Manifest, world: World, verb: string): boolean {
  const role = world.roleOf(manifest);
  return role !== undefined && isUnfinished(world.authorizer, role, verb);
}
