import { own, scalarText, valueAt } from '../../manifest/index.ts';
import { byText } from '../../repository/index.ts';
import type { Authorizer, Holding } from './authorizer.ts';
import { entryOf, type Matcher } from './catalogue/index.ts';
import { keyOf, type Reached, type ReachOptions, type Step } from './reached.ts';
import { severityOf } from './severity.ts';
import { stepText, storyOf } from './story.ts';
import { accountOf } from './subjects.ts';
import type { Binding, PolicyRule, RoleRule, Subject } from './types.ts';

/** The roles that Kubernetes makes for people, and which of them contain which. */
const USER_FACING: Readonly<Record<string, readonly string[]>> = {
  view: ['view'],
  edit: ['view', 'edit'],
  admin: ['view', 'edit', 'admin'],
};

/** Roles that callers without a name have by intention, and everyone who logs in. */
const PUBLIC_ROLES = new Set([
  'system:public-info-viewer',
  'kubeadm:bootstrap-signer-clusterinfo',
  'system:basic-user',
  'system:discovery',
  'system:service-account-issuer-discovery',
]);

/**
 * Entries that are about a whole role, a binding or its subject, and no conjunction of permissions.
 *
 * @param matcher of the catalogue, for the Kubernetes version at hand
 */
export function specialReach(
  authorizer: Authorizer,
  subject: Subject,
  holdings: readonly Holding[],
  matcher: Matcher,
  options: ReachOptions,
): Reached[] {
  const parts = new Map<string, { id: string; scope: string; roles: Set<string>; steps: Step[] }>();
  const add = (id: string, holding: Holding, rule?: RoleRule, role?: string) => {
    const scope = holding.binding.namespace;
    const part = parts.get(`${id} ${scope}`) ?? { id, scope, roles: new Set(), steps: [] };
    parts.set(`${id} ${scope}`, part);
    if (role === undefined && part.steps.length > 0) return;
    if (role !== undefined) part.roles.add(role);
    part.steps.push(wholeRole(holding, rule));
  };
  for (const holding of holdings) {
    const { binding, through } = holding;
    const everything = everythingOf(binding);
    if (everything !== undefined) add(everything[0], holding, everything[1]);
    if (collectsAll(binding)) add('RB010', holding);
    const fed = fedRule(binding, matcher);
    if (fed !== undefined) add('RB011', holding, fed);
    if (binding.role === undefined && everything === undefined && authorizer.closed) add('RB020', holding);
    if (through !== subject || binding.from === 'default') continue;
    for (const id of subjectEntries(subject, binding)) {
      add(id, holding, undefined, `${binding.roleRef.kind} ${binding.roleRef.name}`);
    }
  }
  return [...parts.values()].map(({ id, scope, roles, steps }) => {
    const entry = entryOf(id);
    const names = [...roles].sort(byText);
    return {
      entry,
      subject,
      severity: severityOf({ entry, scope, names, subject, options }),
      scope,
      names,
      steps,
      story: storyOf({ entry, subject, scope, names, steps }),
      key: keyOf(entry, subject, scope, names),
    };
  });
}

/** `*` verbs on `*` resources of `*` groups, without names: no other rule covers that. */
export function isEverything({ verbs, apiGroups, resources, resourceNames }: PolicyRule): boolean {
  return resourceNames.length === 0 && [verbs, apiGroups, resources].every(list => list.includes('*'));
}

/** The entry for being allowed everything by one binding, and the rule that says so where it is known. */
function everythingOf({ role, roleRef, namespace }: Binding): [string, RoleRule?] | undefined {
  const admin = roleRef.kind === 'ClusterRole' && roleRef.name === 'cluster-admin';
  const rule = role?.rules.find(each => isEverything(each.rule));
  if (rule === undefined && !(role === undefined && admin)) return undefined;
  const id = namespace !== '' ? 'RB003' : admin ? 'RB002' : 'RB001';
  return rule === undefined ? [id] : [id, rule];
}

/** Its role is aggregated by a selector that selects everything. */
function collectsAll({ role }: Binding): boolean {
  const selectors = valueAt(role?.manifest?.object, ['aggregationRule', 'clusterRoleSelectors']);
  return Array.isArray(selectors) && selectors.some(selectsAll);
}

/** An empty selector, which matches everything (apimachinery, LabelSelectorAsSelector). */
export function selectsAll(selector: unknown): boolean {
  if (typeof selector !== 'object' || selector === null || Array.isArray(selector)) return false;
  const { matchLabels, matchExpressions } = selector as Record<string, unknown>;
  return isEmpty(matchLabels) && isEmpty(matchExpressions);
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0)
  );
}

/** A dangerous rule that the repository or the cluster's owner feeds into view, edit or admin by a label. */
function fedRule({ role, roleRef }: Binding, matcher: Matcher): RoleRule | undefined {
  const contains = role?.aggregated === true ? USER_FACING[roleRef.name] : undefined;
  if (contains === undefined || !Object.hasOwn(USER_FACING, roleRef.name)) return undefined;
  return role?.rules.find(
    rule =>
      rule.writtenIn.from !== 'default' &&
      matcher.hits(rule.rule).some(hit => !contains.includes(hit.entry.heldBy ?? '')),
  );
}

/** What is to be said about a subject whatever it is allowed. */
function subjectEntries(subject: Subject, binding: Binding): readonly string[] {
  const { roleRef } = binding;
  const found: string[] = [];
  if (subject === 'User system:anonymous' || subject === 'Group system:unauthenticated') {
    if (!PUBLIC_ROLES.has(roleRef.name)) found.push('SU001');
  } else if (subject === 'Group system:authenticated') {
    if (!PUBLIC_ROLES.has(roleRef.name)) found.push('SU002');
  } else if (/^Group system:serviceaccounts(?::|$)/.test(subject)) {
    if (!PUBLIC_ROLES.has(roleRef.name)) found.push('SU003');
  } else if (subject === 'Group system:masters') {
    if (roleRef.name !== 'cluster-admin') found.push('SU005');
  }
  const account = accountOf(subject);
  if (account?.name === 'default') found.push('SU004');
  if (account !== undefined && writtenAsUser(subject, binding)) found.push('SU006');
  if (roleRef.kind === 'ClusterRole' && roleRef.name.startsWith('system:controller:')) found.push('SU007');
  return found;
}

function writtenAsUser(subject: Subject, { manifest, subjects }: Binding): boolean {
  return subjects.some(bound => {
    const written =
      bound.subject === subject ? valueAt(manifest?.object, ['subjects', bound.index]) : undefined;
    return scalarText(own(written, 'kind')) === 'User';
  });
}

function wholeRole({ binding, through }: Holding, rule?: RoleRule): Step {
  const grant = {
    atom: { verb: '*', group: '*', resource: '*', namespace: binding.namespace },
    binding,
    through,
    ...(rule === undefined ? {} : { rule }),
  };
  return { text: stepText(grant, [], []), grant, verbs: [], resources: [] };
}
