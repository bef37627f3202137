import type { Authorizer } from '../authorizer.ts';
import { bindingsTo } from '../holders.ts';
import { type PolicyRule, RBAC_GROUP, type Role } from '../types.ts';
import type { Inert, RuleAt } from './types.ts';

/** What else has to be allowed before these verbs do anything. */
const COUNTERPART: Readonly<Record<string, { resources: readonly string[]; text: string }>> = {
  bind: { resources: ['clusterrolebindings', 'rolebindings'], text: 'bindings' },
  escalate: { resources: ['clusterroles', 'roles'], text: 'roles' },
};
const WRITES = ['create', 'update', 'patch'];

/** `bind` of somebody who may write no binding, `escalate` of somebody who may write no role. */
export function unfinished({ rule, path, role, world }: RuleAt): Inert[] {
  if (role === undefined || !rule.apiGroups.some(group => group === RBAC_GROUP)) return [];
  if (!rule.resources.some(resource => /^(?:cluster)?roles$/.test(resource))) return [];
  return ['bind', 'escalate'].flatMap((verb): Inert[] => {
    const index = rule.verbs.indexOf(verb);
    if (index === -1 || !isUnfinished(world.authorizer, role, verb)) return [];
    const { text } = COUNTERPART[verb] ?? { text: '' };
    return [
      {
        code: 'unfinished',
        path: [...path, 'verbs', index],
        does: 'nothing',
        why: `${verb} alone is of no use: nobody who has it here may create or change ${text}`,
        meant: `Take it out; one day somebody adds the right to write ${text}, and then it is worth everything.`,
      },
    ];
  });
}

/**
 * Whether none of those who hold a role can make anything of its `bind` or `escalate`: what it has to come together with
 * is in none of their roles. False where nobody is bound to the role, or where a role of theirs is not known.
 */
export function isUnfinished(authorizer: Authorizer, role: Role, verb: string): boolean {
  const ofAuthorizer = answers.get(authorizer) ?? new Map<string, Map<Role, boolean>>();
  answers.set(authorizer, ofAuthorizer);
  const ofVerb = ofAuthorizer.get(verb) ?? new Map<Role, boolean>();
  ofAuthorizer.set(verb, ofVerb);
  const known = ofVerb.get(role);
  if (known !== undefined) return known;
  const bindings = bindingsTo(authorizer, role);
  const subjects = new Set(bindings.flatMap(binding => binding.subjects.map(({ subject }) => subject)));
  const roles = new Set<Role | undefined>();
  for (const subject of subjects) {
    for (const { binding } of authorizer.holdings(subject)) roles.add(binding.role);
  }
  const unfinished =
    bindings.length > 0 &&
    [...roles].every(each => each?.rules.every(({ rule }) => !writes(rule, verb)) ?? authorizer.closed);
  ofVerb.set(role, unfinished);
  return unfinished;
}

/** The same role may be there for several authorizers, with other holders. */
const answers = new WeakMap<Authorizer, Map<string, Map<Role, boolean>>>();

function writes({ apiGroups, resources, verbs }: PolicyRule, verb: string): boolean {
  return (
    apiGroups.some(group => group === RBAC_GROUP || group === '*') &&
    resources.some(
      resource => resource === '*' || COUNTERPART[verb]?.resources.includes(resource) === true,
    ) &&
    verbs.some(each => each === '*' || WRITES.includes(each))
  );
}
