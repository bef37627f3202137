import { jsonText } from '../../json.ts';
import { isObject, type JsonObject, own, selects } from '../../manifest/index.ts';
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
  const successors = selections(sorted);
  const result = new Map<WrittenRole, readonly RoleRule[]>();
  for (const role of roles) if (role.selectors === undefined) result.set(role, role.rules);
  // Members of a circle take from each other until all have the same.
  for (const circle of circles(sorted, successors)) {
    const rules = new Map<string, RoleRule>();
    for (const [list, owner] of listsOf(circle, successors)) {
      for (const next of list) {
        if (next.name === owner) continue;
        for (const rule of result.get(next) ?? []) {
          const id = ruleId(rule);
          if (!rules.has(id)) rules.set(id, rule);
        }
      }
    }
    const shared = [...rules.values()];
    for (const role of circle) result.set(role, shared);
  }
  return result;
}

/** The distinct lists of a circle, each with the name of its owner where it has one only: a role is not its own source. */
function listsOf(
  circle: readonly WrittenRole[],
  successors: ReadonlyMap<WrittenRole, readonly WrittenRole[]>,
): ReadonlyMap<readonly WrittenRole[], string | undefined> {
  const lists = new Map<readonly WrittenRole[], string | undefined>();
  for (const role of circle) {
    const list = successors.get(role) ?? [];
    lists.set(list, lists.has(list) && lists.get(list) !== role.name ? undefined : role.name);
  }
  return lists;
}

/** The roles each aggregated role selects, in the order given; the same list for the same selectors. */
function selections(roles: readonly WrittenRole[]): ReadonlyMap<WrittenRole, readonly WrittenRole[]> {
  const candidates = byLabel(roles);
  const lists = new Map<string, readonly WrittenRole[]>();
  const successors = new Map<WrittenRole, readonly WrittenRole[]>();
  for (const role of roles) {
    const { selectors } = role;
    if (selectors === undefined) continue;
    const id = jsonText(selectors);
    let list = lists.get(id);
    if (list === undefined) {
      const found = new Set(
        selectors.flatMap(selector => candidates(selector).filter(other => selects(selector, other.labels))),
      );
      list = selectors.length === 1 ? [...found] : roles.filter(other => found.has(other));
      lists.set(id, list);
    }
    successors.set(role, list);
  }
  return successors;
}

/** For a selector, the roles that have the first label it wants; all where it wants none. */
function byLabel(roles: readonly WrittenRole[]): (selector: JsonObject) => readonly WrittenRole[] {
  const index = new Map<string, WrittenRole[]>();
  for (const role of roles) {
    for (const [label, value] of Object.entries(role.labels)) {
      const id = JSON.stringify([label, value]);
      const list = index.get(id);
      if (list === undefined) index.set(id, [role]);
      else list.push(role);
    }
  }
  return ({ matchLabels }) => {
    const [wanted] = isObject(matchLabels) ? Object.entries(matchLabels) : [];
    return wanted === undefined ? roles : (index.get(jsonText(wanted)) ?? []);
  };
}

/**
 * Aggregated roles in groups that reach each other, each group after those it selects (Tarjan's algorithm, without
 * recursion: a chain of roles is as long as its author likes).
 */
function circles(
  roles: readonly WrittenRole[],
  successors: ReadonlyMap<WrittenRole, readonly WrittenRole[]>,
): WrittenRole[][] {
  const found = new Map<WrittenRole, { index: number; low: number; next: number; open: boolean }>();
  const open: WrittenRole[] = [];
  const groups: WrittenRole[][] = [];
  for (const root of roles) {
    if (!successors.has(root) || found.has(root)) continue;
    const path = [root];
    while (path.length > 0) {
      const role = path.at(-1) as WrittenRole;
      let state = found.get(role);
      if (state === undefined) {
        state = { index: found.size, low: found.size, next: 0, open: true };
        found.set(role, state);
        open.push(role);
      }
      const list = successors.get(role) ?? [];
      let entered = false;
      while (state.next < list.length && !entered) {
        const next = list[state.next] as WrittenRole;
        const seen = found.get(next);
        if (seen === undefined && successors.has(next) && next.name !== role.name) {
          path.push(next);
          entered = true;
        } else {
          if (seen?.open === true && next.name !== role.name) state.low = Math.min(state.low, seen.low);
          state.next += 1;
        }
      }
      if (entered) continue;
      path.pop();
      if (state.low !== state.index) continue;
      const group = open.splice(open.lastIndexOf(role));
      for (const member of group) (found.get(member) as { open: boolean }).open = false;
      groups.push(group.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)));
    }
  }
  return groups;
}

const ids = new WeakMap<RoleRule, string>();

/** Equal for rules that say the same in the same order, as the controller compares them. */
function ruleId(rule: RoleRule): string {
  let id = ids.get(rule);
  if (id === undefined) {
    id = JSON.stringify(rule.rule);
    ids.set(rule, id);
  }
  return id;
}
