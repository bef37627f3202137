import type { Authorizer, Holding } from './authorizer.ts';
import { entryOf } from './catalogue/index.ts';
import { keyOf, type Reached, type ReachOptions, type Step } from './reached.ts';
import { severityOf } from './severity.ts';
import { stepText, storyOf } from './story.ts';
import type { PolicyRule, RoleRule, Subject } from './types.ts';

/** Entries that are about a whole role, a binding or its subject, and no conjunction of permissions. */
export function specialReach(
  authorizer: Authorizer,
  subject: Subject,
  holdings: readonly Holding[],
  options: ReachOptions,
): Reached[] {
  const found = new Map<string, Reached>();
  const add = (id: string, scope: string, steps: readonly Step[]) => {
    const entry = entryOf(id);
    const key = keyOf(entry, subject, scope, []);
    if (found.has(key)) return;
    const severity = severityOf({ authorizer, entry, scope, names: [], subject, options });
    const story = storyOf({ entry, subject, scope, names: [], steps });
    found.set(key, { entry, subject, severity, scope, names: [], steps, story, key });
  };
  for (const holding of holdings) {
    const everything = everythingOf(holding);
    if (everything !== undefined) add(everything, holding.binding.namespace, [wholeRole(holding)]);
  }
  return [...found.values()];
}

/** The entry for being allowed everything by one binding: no other rule of the API server covers three stars. */
function everythingOf({ binding: { role, roleRef, namespace } }: Holding): string | undefined {
  const admin = roleRef.kind === 'ClusterRole' && roleRef.name === 'cluster-admin';
  const all = role === undefined ? admin : role.rules.some(({ rule }) => isEverything(rule));
  if (!all) return undefined;
  if (namespace !== '') return 'RB003';
  return admin ? 'RB002' : 'RB001';
}

/** `*` verbs on `*` resources of `*` groups, without names. */
export function isEverything({ verbs, apiGroups, resources, resourceNames }: PolicyRule): boolean {
  return resourceNames.length === 0 && [verbs, apiGroups, resources].every(list => list.includes('*'));
}

function wholeRole({ binding, through }: Holding, rule?: RoleRule): Step {
  const whole = rule ?? binding.role?.rules.find(each => isEverything(each.rule));
  const grant = {
    atom: { verb: '*', group: '*', resource: '*', namespace: binding.namespace },
    binding,
    through,
    ...(whole === undefined ? {} : { rule: whole }),
  };
  return { text: stepText(grant, ['everything'], []), grant, verbs: ['*'], resources: [] };
}
