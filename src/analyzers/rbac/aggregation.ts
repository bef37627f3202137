import { type JsonObject, own, selects } from '../../manifest/index.ts';
import { objects } from './rules.ts';
import type { RoleRule, RoleSource } from './types.ts';

/** A ClusterRole as it is written. */
export interface WrittenRole extends RoleSource {
  readonly labels: Readonly<Record<string, string>>;
  readonly rules: readonly RoleRule[];
  /** Present: the controller replaces `rules` by those of the roles that these select. */
  readonly selectors?: readonly JsonObject[];
}

/** The selectors of an `aggregationRule`; undefined: the role is not aggregated. */
export function aggregationSelectors(object: JsonObject): readonly JsonObject[] | undefined {
  const aggregation = object.aggregationRule;
  return aggregation === undefined || aggregation === null
    ? undefined
    : objects(own(aggregation, 'clusterRoleSelectors'));
}

/**
 * Rules of every ClusterRole once the controller has come to rest: those of the roles it selects, in the order of
 * their names, itself excluded, each rule once; through aggregates of aggregates, and in circles too.
 * Source: pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go.
 */
export function aggregate(roles: readonly WrittenRole[]): ReadonlyMap<WrittenRole, readonly RoleRule[]> {
  const sorted = [...roles].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const selected = new Map<WrittenRole, readonly WrittenRole[]>();
  for (const role of sorted) {
    const { selectors } = role;
    if (selectors === undefined) continue;
    selected.set(
      role,
      sorted.filter(
        other => other.name !== role.name && selectors.some(selector => selects(selector, other.labels)),
      ),
    );
  }
  const result = new Map<WrittenRole, readonly RoleRule[]>();
  for (const role of roles) {
    result.set(role, role.selectors === undefined ? role.rules : reached(role, selected));
  }
  return result;
}

/** Rules of all roles that are not aggregated themselves, in the order in which the search meets them. */
function reached(
  role: WrittenRole,
  selected: ReadonlyMap<WrittenRole, readonly WrittenRole[]>,
): readonly RoleRule[] {
  const seen = new Set([role]);
  const rules = new Map<string, RoleRule>();
  const visit = (from: WrittenRole) => {
    for (const next of selected.get(from) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      if (selected.has(next)) visit(next);
      else
        for (const rule of next.rules) {
          const id = JSON.stringify(rule.rule);
          if (!rules.has(id)) rules.set(id, rule);
        }
    }
  };
  visit(role);
  return [...rules.values()];
}
