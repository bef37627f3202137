import { byText } from '../../../repository/index.ts';
import type { Authorizer, Holding } from '../authorizer.ts';
import { asSaid, resourceText } from '../change/words.ts';
import type { PolicyRule, Subject } from '../types.ts';
import { environmentsOf, inEach } from './environments.ts';
import { throughOf } from './naming.ts';
import type { CanAnswer, Cluster, Held, HeldRule, May, MayAnswer, Question, Reason } from './types.ts';
import { bestRule, byScope, holding, inScope } from './who-can.ts';

/** All that a subject holds, binding by binding. @param groups it is in, besides those that everybody knows */
export function can(
  clusters: readonly Cluster[],
  subject: Subject,
  groups: readonly Subject[] = [],
): CanAnswer {
  const held = inEach(clusters, ({ authorizer }): Omit<Held, 'environments'>[] =>
    holdings(authorizer, subject, groups).map(({ binding, through }) => ({
      scope: binding.namespace,
      through: throughOf(binding, through === subject ? undefined : through),
      rules: unique((binding.role?.rules ?? []).map(({ rule }) => heldRule(rule, binding.namespace))),
    })),
  );
  return {
    environments: environmentsOf(clusters),
    subject,
    held: held.sort(
      (a, b) => Number(isOfGroup(a)) - Number(isOfGroup(b)) || byScope({ ...a, subject }, { ...b, subject }),
    ),
  };
}

function holdings(authorizer: Authorizer, subject: Subject, groups: readonly Subject[]): readonly Holding[] {
  return [
    ...authorizer.holdings(subject),
    ...groups.flatMap(through => authorizer.bindingsOf(through).map(binding => ({ binding, through }))),
  ];
}

function byReason(a: Reason, b: Reason): number {
  return byText(a.scope, b.scope) || byText(a.through.binding.name, b.through.binding.name);
}

function isOfGroup({ through }: Held): boolean {
  return through.group !== undefined;
}

/** What the API server would answer to a subject, in every cluster. */
export function may(
  clusters: readonly Cluster[],
  subject: Subject,
  question: Question,
  groups: readonly Subject[] = [],
): MayAnswer {
  const answers = inEach(clusters, ({ authorizer }): Omit<May, 'environments'>[] => {
    const reasons: Reason[] = [];
    const unknown: May['unknown'][number][] = [];
    for (const { binding, through } of holdings(authorizer, subject, groups)) {
      if (!inScope(binding, question)) continue;
      const group = through === subject ? undefined : through;
      const match = bestRule(binding, question);
      if (match !== undefined) reasons.push(holding(binding, match, group));
      if (binding.role === undefined && !authorizer.closed)
        unknown.push({ subject, scope: binding.namespace, through: throughOf(binding, group) });
    }
    reasons.sort(byReason);
    // With no namespace in the question, only what holds in all of them is a yes.
    const whole = reasons.find(
      ({ names, scope }) =>
        (names.length === 0 || question.request.name !== undefined) && (!question.anywhere || scope === ''),
    );
    if (whole !== undefined) return [{ allowed: 'yes', by: whole, elsewhere: [], unknown: [] }];
    return [{ allowed: unknown.length > 0 ? 'unknown' : 'no', elsewhere: reasons, unknown }];
  });
  return { environments: environmentsOf(clusters), subject, answers };
}

/** A rule as people read it; URLs count only for the whole cluster. */
function heldRule(rule: PolicyRule, namespace: string): HeldRule {
  const urls = namespace === '' ? rule.nonResourceURLs : [];
  return {
    verbs: [...rule.verbs].sort(asSaid),
    resources: [
      ...rule.resources.flatMap(resource => rule.apiGroups.map(group => resourceText({ group, resource }))),
      ...urls.map(resource => (resource === '*' ? resourceText({ resource }) : resource)),
    ],
    names: rule.resourceNames,
  };
}

function unique(rules: readonly HeldRule[]): HeldRule[] {
  return [...new Map(rules.map(rule => [JSON.stringify(rule), rule])).values()];
}
