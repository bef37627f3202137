import { byText } from '../../repository/index.ts';
import type { Authorizer, Holding } from './authorizer.ts';
import { CATALOGUE, type CatalogueEntry, entryOf, type Hit, type Level, Matcher } from './catalogue/index.ts';
import { bindingsTo } from './holders.ts';
import { keyOf, type Reached, type ReachOptions, type Step } from './reached.ts';
import { severityOf } from './severity.ts';
import { specialReach } from './special.ts';
import { listed, stepText, storyOf } from './story.ts';
import type { Grant, Role, RoleRule, Subject } from './types.ts';

export type { PodSecurityLevel, Reached, ReachOptions, Step } from './reached.ts';

/** What a subject holds that the entry at hand asks for. */
interface Held {
  readonly hit: Hit;
  readonly holding: Holding;
  readonly rule: RoleRule;
}

/** By need, then by the scope it is effective in. */
type HeldByNeed = readonly Map<string, Held[]>[];

const matchers = new Map<number, Matcher>();

/**
 * What a subject can do that the catalogue knows as dangerous, over the union of all it has: its own bindings and those
 * of its groups. Worst first, what is part of something greater last among equals, then by entry and
 * scope. Linear in the rules it has.
 */
export function reach(authorizer: Authorizer, subject: Subject, options: ReachOptions): Reached[] {
  return evaluate(authorizer, subject, authorizer.holdings(subject), options);
}

/**
 * What whoever is bound to a role gets, whether anybody is or not. The steps' bindings have no name.
 *
 * @param namespace bound in; '' by a ClusterRoleBinding
 */
export function reachOfRole(
  authorizer: Authorizer,
  role: Role,
  namespace: string,
  options: ReachOptions,
): Reached[] {
  const subject = `whoever is bound to ${role.kind} ${role.name}`;
  const binding = {
    kind: namespace === '' ? ('ClusterRoleBinding' as const) : ('RoleBinding' as const),
    name: '',
    namespace,
    roleRef: { kind: role.kind, name: role.name },
    subjects: [],
    role,
    from: role.from,
  };
  return evaluate(authorizer, subject, [{ binding, through: subject }], options);
}

/** What comes from the same rules and bindings, the worst first. */
export interface Cause {
  readonly worst: Reached;
  /** The others, in the order of `reach`. */
  readonly also: readonly Reached[];
}

/**
 * What was reached, told once per cause: a rule of many stars reaches much, and is one thing to look at. Without what is
 * part of something greater (`within`). In the order of the worst.
 */
export function causesOf(reached: readonly Reached[]): Cause[] {
  const causes = new Map<string, { worst: Reached; also: Reached[] }>();
  for (const each of reached) {
    if (each.within !== undefined) continue;
    const cause = causeKey(each);
    const known = causes.get(cause);
    if (known === undefined) causes.set(cause, { worst: each, also: [] });
    else known.also.push(each);
  }
  return [...causes.values()];
}

function causeKey({ subject, steps }: Reached): string {
  const rules = steps.map(({ grant: { binding, rule } }) => [
    binding.kind,
    binding.namespace,
    binding.name,
    rule?.writtenIn.name,
    rule?.index,
  ]);
  return JSON.stringify([subject, ...new Set(rules.map(rule => JSON.stringify(rule)))].sort());
}

/** `1.34` is 34; what cannot be read is taken for the newest. */
export function minorOf(kubernetes: string): number {
  const minor = Number(/^v?1\.(\d+)/.exec(kubernetes)?.[1]);
  return Number.isNaN(minor) ? Number.MAX_SAFE_INTEGER : minor;
}

function evaluate(
  authorizer: Authorizer,
  subject: Subject,
  holdings: readonly Holding[],
  options: ReachOptions,
): Reached[] {
  const matcher = matcherFor(minorOf(options.kubernetes));
  const held = collect(holdings, matcher);
  const found: Reached[] = specialReach(authorizer, subject, holdings, matcher, options);
  for (const entry of CATALOGUE) {
    const needs = held.get(entry.id);
    if (needs !== undefined) found.push(...ofEntry(authorizer, entry, needs, subject, options));
  }
  return within(withoutWeaker(found)).sort(
    (a, b) =>
      rank(a.severity) - rank(b.severity) ||
      Number(a.within !== undefined) - Number(b.within !== undefined) ||
      byText(a.entry.id, b.entry.id) ||
      byText(a.scope, b.scope),
  );
}

/** Of the whole catalogue, one for each Kubernetes minor version. */
export function matcherFor(minor: number): Matcher {
  let matcher = matchers.get(minor);
  if (matcher === undefined) {
    matcher = new Matcher(CATALOGUE, minor);
    matchers.set(minor, matcher);
  }
  return matcher;
}

function collect(holdings: readonly Holding[], matcher: Matcher): Map<string, HeldByNeed> {
  const held = new Map<string, HeldByNeed>();
  const seen = new Map<Role, Set<string>>();
  for (const holding of holdings) {
    const { namespace, role } = holding.binding;
    // The same role once more in the same place gives nothing more.
    if (role === undefined || seen.get(role)?.has(namespace) === true) continue;
    seen.set(role, (seen.get(role) ?? new Set()).add(namespace));
    for (const rule of role.rules) {
      for (const hit of matcher.hits(rule.rule)) {
        const scope = scopeOf(hit, namespace);
        if (scope === undefined) continue;
        const { entry, need } = hit;
        let needs = held.get(entry.id);
        if (needs === undefined) {
          needs = entry.needs.map(() => new Map());
          held.set(entry.id, needs);
        }
        const byScope = needs[need] as Map<string, Held[]>;
        const list = byScope.get(scope);
        if (list === undefined) byScope.set(scope, [{ hit, holding, rule }]);
        else list.push({ hit, holding, rule });
      }
    }
  }
  return held;
}

/** Where a hit of a binding in `namespace` counts; undefined: nowhere. */
function scopeOf({ permission, entry, names }: Hit, namespace: string): string | undefined {
  if (permission.ofNamespace === true && namespace !== '' && names?.includes(namespace) === false)
    return undefined;
  if (permission.cluster === true && namespace !== '') return undefined;
  if (permission.namespace !== undefined) {
    return namespace === '' || namespace === permission.namespace ? permission.namespace : undefined;
  }
  return entry.effect === 'cluster' ? '' : namespace;
}

function ofEntry(
  authorizer: Authorizer,
  conjunction: CatalogueEntry,
  needs: HeldByNeed,
  subject: Subject,
  options: ReachOptions,
): Reached[] {
  const scopes = [...new Set(needs.flatMap(byScope => [...byScope.keys()]))].sort(byText);
  const found: Reached[] = [];
  let everywhere: Reached | undefined;
  for (const scope of scopes) {
    const chosen = choose(conjunction, needs, scope);
    if (chosen === undefined) continue;
    const { names, parts } = chosen;
    if (everywhere !== undefined && contains(everywhere.names, names)) continue;
    const steps = parts.map(step);
    const entry =
      names.length > 0 && conjunction.namedAs !== undefined ? entryOf(conjunction.namedAs) : conjunction;
    const severity =
      entry.namesAreRoles === true && names.length > 0
        ? strongest(authorizer, names, scope, options)
        : severityOf({ entry, scope, names, subject, options });
    const reached: Reached = {
      entry,
      subject,
      severity,
      scope,
      names,
      steps,
      story:
        storyOf({ entry, subject, scope, names, steps }) + holdersOfNames(authorizer, entry, scope, names),
      key: keyOf(entry, subject, scope, names),
    };
    if (scope === '') everywhere = reached;
    found.push(reached);
  }
  return found;
}

/** ` Bound to it: Group devs.`, for roles that are named; of all roles nobody wants a list. */
function holdersOfNames(
  authorizer: Authorizer,
  { changesRoles }: CatalogueEntry,
  scope: string,
  names: readonly string[],
): string {
  if (changesRoles === undefined) return '';
  const subjects = names.flatMap(name => {
    const role = authorizer.role(changesRoles, changesRoles === 'Role' ? scope : '', name);
    return role === undefined ? [] : bindingsTo(authorizer, role).flatMap(binding => binding.subjects);
  });
  const bound = [...new Set(subjects.map(({ subject }) => subject))].sort(byText);
  return bound.length === 0 ? '' : ` Bound to ${names.length === 1 ? 'it' : 'them'}: ${listed(bound)}.`;
}

/** How bad it is to be able to bind these roles: as what the strongest of them gives; of unknown ones high. */
function strongest(
  authorizer: Authorizer,
  names: readonly string[],
  scope: string,
  options: ReachOptions,
): Level {
  let worst: Level = 'low';
  for (const name of names) {
    const role = authorizer.role('ClusterRole', '', name) ?? authorizer.role('Role', scope, name);
    const level =
      role === undefined
        ? name === 'cluster-admin' && scope === ''
          ? 'critical'
          : 'high'
        : (boundLevels(authorizer, role, scope, options)[0] ?? 'low');
    if (rank(level) < rank(worst)) worst = level;
  }
  return worst;
}

/** Worst first. Binding further roles is not followed: one level says enough, and circles end. */
function boundLevels(
  authorizer: Authorizer,
  role: Role,
  scope: string,
  options: ReachOptions,
): readonly Level[] {
  const rules = role.rules.filter(({ rule }) => !rule.verbs.includes('bind'));
  return reachOfRole(authorizer, { ...role, rules }, scope, options).map(({ severity }) => severity);
}

/** Without what another entry says better about the same scope, see {@link CatalogueEntry.unless}. */
function withoutWeaker(found: readonly Reached[]): readonly Reached[] {
  const open = new Set(
    found.filter(({ names }) => names.length === 0).map(each => `${each.entry.id} ${each.scope}`),
  );
  return found.filter(
    ({ entry, scope }) => entry.unless?.some(id => open.has(`${id} ${scope}`) || open.has(`${id} `)) !== true,
  );
}

/** What satisfies every need in a scope; undefined when one is missing. */
function choose(
  entry: CatalogueEntry,
  needs: HeldByNeed,
  scope: string,
): { names: readonly string[]; parts: readonly Held[] } | undefined {
  const held = needs.map(byScope => [
    ...(byScope.get(scope) ?? []),
    // Of a single need the cluster's part is told for the cluster.
    ...(scope === '' || needs.length === 1 ? [] : (byScope.get('') ?? [])),
  ]);
  if (held.some(list => list.length === 0)) return undefined;
  const named = held.map(namesOf);
  if (entry.sameObject !== true) {
    return { names: named[entry.namesOf ?? 0] ?? [], parts: held.flatMap(list => partsOf(list)) };
  }
  const names = named.reduce((all, each) =>
    all === undefined ? each : each === undefined ? all : all.filter(name => each.includes(name)),
  );
  if (names !== undefined && names.length === 0) return undefined;
  return { names: names ?? [], parts: held.flatMap(list => partsOf(list, names)) };
}

/** Undefined: any. */
function namesOf(held: readonly Held[]): readonly string[] | undefined {
  if (held.some(({ hit }) => hit.names === undefined)) return undefined;
  return [...new Set(held.flatMap(({ hit }) => hit.names ?? []))].sort(byText);
}

/** The first that names nothing; where all name something, those that name what counts. */
function partsOf(held: readonly Held[], names?: readonly string[]): readonly Held[] {
  const open = held.find(({ hit }) => hit.names === undefined);
  if (open !== undefined) return [open];
  return held.filter(({ hit }) => names === undefined || hit.names?.some(name => names.includes(name)));
}

function step({ hit, holding: { binding, through }, rule }: Held): Step {
  const { verbs, resources, permission, names } = hit;
  const [verb, resource, name] = [verbs[0] as string, resources[0] as string, names?.[0]];
  const grant: Grant = {
    atom: {
      verb,
      resource,
      namespace: binding.namespace,
      ...(permission.paths === true ? {} : { group: permission.group ?? '*' }),
      ...(name === undefined ? {} : { name }),
    },
    binding,
    rule,
    through,
  };
  return { text: stepText(grant, verbs, resources), grant, verbs, resources };
}

/** Whether "any of `outer`" holds for all of `inner`; empty is any. */
function contains(outer: readonly string[], inner: readonly string[]): boolean {
  return outer.length === 0 || (inner.length > 0 && inner.every(name => outer.includes(name)));
}

/** Marks what follows from being allowed everything in the cluster, or in the namespace. */
function within(found: readonly Reached[]): Reached[] {
  const all = new Map(
    found.filter(({ entry }) => EVERYTHING.has(entry.id)).map(each => [each.scope, each] as const),
  );
  if (all.size === 0) return [...found];
  return found.map(each => {
    if (each.entry.needs.length === 0 && !EVERYTHING.has(each.entry.id)) return each;
    const outer = [all.get(''), all.get(each.scope)].find(other => other !== undefined && other !== each);
    return outer === undefined ? each : { ...each, within: outer.key };
  });
}

const EVERYTHING = new Set(['RB001', 'RB002', 'RB003']);
const RANK: Readonly<Record<Level, number>> = { critical: 0, high: 1, medium: 2, low: 3 };

function rank(level: Level): number {
  return RANK[level];
}
