import { byText } from '../../../repository/index.ts';
import type { Authorizer } from '../authorizer.ts';
import { ruleAllows } from '../rules.ts';
import { group } from '../subjects.ts';
import type { Binding, RoleRule, Subject } from '../types.ts';
import { environmentsOf, inEach } from './environments.ts';
import { named, throughOf } from './naming.ts';
import type { Cluster, Holder, InEnvironments, Question, Unknown, WhoCanAnswer } from './types.ts';

/** Passes every check before RBAC is asked (kube-apiserver, `privilegedGroups`), so that no binding says it. */
export const ALL_POWERFUL: Subject = group('system:masters');

/** Everybody that a binding names and that can do what is asked; groups stand for their members. */
export function whoCan(clusters: readonly Cluster[], question: Question): WhoCanAnswer {
  const holders = inEach(clusters, ({ authorizer }) => holdersOf(authorizer, question));
  const unknown = inEach(clusters, ({ authorizer }) => unknownOf(authorizer, question));
  return {
    environments: environmentsOf(clusters),
    holders: holders.sort(byScope),
    unknown: unknown.sort(byScope),
  };
}

function holdersOf({ bindings }: Authorizer, question: Question): Omit<Holder, 'environments'>[] {
  return bindings.flatMap(binding => {
    const match = inScope(binding, question) ? bestRule(binding, question) : undefined;
    if (match === undefined) return [];
    return subjectsOf(binding).map(subject => ({ subject, ...holding(binding, match) }));
  });
}

/** Whether a binding reaches what is asked about. Source: `VisitRulesFor`, pkg/registry/rbac/validation/rule.go. */
export function inScope({ kind, namespace }: Binding, { request, anywhere }: Question): boolean {
  return kind === 'ClusterRoleBinding' || anywhere || namespace === (request.namespace ?? '');
}

export interface Match {
  readonly rule: RoleRule;
  readonly names: readonly string[];
}

/** The rule of the binding's role that allows the most of what is asked; where no name was asked, also for some names. */
export function bestRule({ role }: Binding, { request }: Question): Match | undefined {
  const rules = role?.rules ?? [];
  const whole = rules.find(({ rule }) => ruleAllows(rule, request));
  if (whole !== undefined) {
    const limited = (request.name ?? '') !== '' && whole.rule.resourceNames.length > 0;
    return { rule: whole, names: limited ? [request.name as string] : [] };
  }
  if ((request.name ?? '') !== '') return undefined;
  const some = rules.filter(({ rule }) => ruleAllows({ ...rule, resourceNames: [] }, request));
  const [first] = some;
  if (first === undefined) return undefined;
  return { rule: first, names: [...new Set(some.flatMap(each => each.rule.resourceNames))].sort(byText) };
}

/** A match in words. */
export function holding(
  binding: Binding,
  { rule, names }: Match,
  through?: Subject,
): Omit<Holder, 'environments' | 'subject'> {
  const { index, writtenIn } = rule;
  return {
    scope: binding.namespace,
    names,
    through: throughOf(binding, through),
    rule: { ...named(writtenIn, ['rules', index]), number: index + 1 },
  };
}

function unknownOf(authorizer: Authorizer, question: Question): Omit<Unknown, 'environments'>[] {
  if (authorizer.closed) return [];
  return authorizer.bindings
    .filter(binding => binding.role === undefined && inScope(binding, question))
    .flatMap(binding =>
      subjectsOf(binding).map(subject => ({
        subject,
        scope: binding.namespace,
        through: throughOf(binding),
      })),
    );
}

function subjectsOf({ subjects }: Binding): Subject[] {
  return [...new Set(subjects.map(({ subject }) => subject))];
}

export function byScope(
  a: Pick<Holder, 'scope' | 'subject' | 'through'> & InEnvironments,
  b: Pick<Holder, 'scope' | 'subject' | 'through'> & InEnvironments,
): number {
  return (
    byText(a.scope, b.scope) ||
    byText(a.subject, b.subject) ||
    byText(a.through.binding.name, b.through.binding.name) ||
    byText(a.environments.join(), b.environments.join())
  );
}
