import { UNKNOWN_ROLE } from './authorizer.ts';
import { atomsOf, urlPrefix } from './rules.ts';
import type { Atom, PolicyRule } from './types.ts';

/** Verbs somebody holds on one resource. */
interface HeldVerbs {
  /** On every object. */
  readonly all: Set<string>;
  /** On objects of some names. */
  byName?: Map<string, Set<string>>;
}

/**
 * A set of permissions, for asking whether it already allows another one: with the wildcards of rules as the API
 * server reads them, the cluster for every namespace, and no name for any name. Each question takes a handful of
 * look-ups, however much is held.
 * Source: `ruleCovers`, component-helpers/auth/rbac/validation/policy_comparator.go. An atom is allowed by a single
 * rule or not at all, so single atoms say all there is to say.
 */
export class Coverage {
  /** By namespace, group and resource. */
  readonly #held = new Map<string, Map<string, Map<string, HeldVerbs>>>();
  /** By path, and by what paths begin with. */
  readonly #paths = new Map<string, Set<string>>();
  readonly #prefixes = new Map<string, Set<string>>();
  /** Lengths of the prefixes. */
  readonly #lengths = new Set<number>();
  /** Roles nobody knows, by themselves: what they allow is covered by nothing else. */
  readonly #unknown = new Set<string>();

  constructor(grants: Iterable<{ readonly atom: Atom }> = []) {
    for (const { atom } of grants) this.add(atom);
  }

  /** What rules allow in one scope; '' is the whole cluster. */
  static of(rules: Iterable<PolicyRule>, namespace = ''): Coverage {
    const coverage = new Coverage();
    for (const rule of rules) for (const atom of atomsOf(rule, namespace)) coverage.add(atom);
    return coverage;
  }

  add(atom: Atom): void {
    const { verb, group, resource, name, namespace } = atom;
    if (isUnknownRole(atom)) this.#unknown.add(key(atom));
    else if (group === undefined) this.#addUrl(verb, resource);
    else {
      const resources = at(at(this.#held, namespace, newGroups), group, newResources);
      const held = at(resources, resource, newVerbs);
      if (name === undefined) held.all.add(verb);
      else {
        held.byName ??= new Map();
        at(held.byName, name, newSet).add(verb);
      }
    }
  }

  allows(atom: Atom): boolean {
    const { verb, group, resource, name, namespace } = atom;
    if (isUnknownRole(atom))
      return this.#unknown.has(key(atom)) || this.#unknown.has(key({ ...atom, namespace: '' }));
    if (group === undefined) return this.#allowsUrl(verb, resource);
    const sub = resource.indexOf('/');
    for (const scope of namespace === '' ? [''] : [namespace, '']) {
      const groups = this.#held.get(scope);
      if (groups === undefined) continue;
      for (const heldGroup of group === '*' ? ['*'] : [group, '*']) {
        const resources = groups.get(heldGroup);
        if (resources === undefined) continue;
        if (holds(resources.get(resource), verb, name) || holds(resources.get('*'), verb, name)) return true;
        if (sub !== -1 && holds(resources.get(`*${resource.slice(sub)}`), verb, name)) return true;
      }
    }
    return false;
  }

  #addUrl(verb: string, url: string): void {
    at(this.#paths, url, newSet).add(verb);
    const prefix = urlPrefix(url);
    if (prefix === undefined) return;
    at(this.#prefixes, prefix, newSet).add(verb);
    this.#lengths.add(prefix.length);
  }

  #allowsUrl(verb: string, url: string): boolean {
    if (has(this.#paths.get(url), verb)) return true;
    for (const length of this.#lengths) {
      if (length <= url.length && has(this.#prefixes.get(url.slice(0, length)), verb)) return true;
    }
    return false;
  }
}

/** A text that is equal for equal atoms. */
export function key({ verb, group, resource, name, namespace }: Atom): string {
  return JSON.stringify([namespace, group ?? null, resource, verb, name ?? null]);
}

/**
 * What `servant` allows and `owner` does not, compacted; nothing when the owner covers the servant. Both are of one
 * scope, with their URLs, whatever binds them.
 * Source: `Covers`, component-helpers/auth/rbac/validation/policy_comparator.go.
 */
export function uncovered(owner: Iterable<PolicyRule>, servant: Iterable<PolicyRule>): PolicyRule[] {
  const coverage = Coverage.of(owner);
  const missing: Atom[] = [];
  for (const rule of servant)
    for (const atom of atomsOf(rule, '')) if (!coverage.allows(atom)) missing.push(atom);
  return compactAtoms(missing);
}

/**
 * Rules that say the same as some atoms, whose scopes are the caller's business: verbs of the same object merged, in
 * the order in which they come.
 * Source: `CompactRules`, kubernetes pkg/registry/rbac/validation/policy_compact.go, which leaves URLs as they are; it
 * repeats a verb that two rules have, which says nothing more.
 */
export function compactAtoms(atoms: Iterable<Atom>): PolicyRule[] {
  const merged = new Map<string, { readonly atom: Atom; readonly verbs: Set<string> }>();
  for (const atom of atoms) {
    const { verb, group, resource, name } = atom;
    const id = JSON.stringify([group ?? null, resource, name ?? null, group === undefined ? verb : null]);
    const known = merged.get(id);
    if (known === undefined) merged.set(id, { atom, verbs: new Set([verb]) });
    else known.verbs.add(verb);
  }
  return [...merged.values()].map(({ atom: { group, resource, name }, verbs }) => ({
    verbs: [...verbs],
    apiGroups: group === undefined ? [] : [group],
    resources: group === undefined ? [] : [resource],
    resourceNames: name === undefined ? [] : [name],
    nonResourceURLs: group === undefined ? [resource] : [],
  }));
}

/**
 * A rule as the API server writes it when it refuses an escalation: `{APIGroups:[""], Resources:["pods"],
 * Verbs:["get" "list"]}`. Source: `CompactString`, kubernetes pkg/apis/rbac/v1/evaluation_helpers.go.
 */
export function ruleText({
  apiGroups,
  resources,
  nonResourceURLs,
  resourceNames,
  verbs,
}: PolicyRule): string {
  const parts: [string, readonly string[]][] = [
    ['APIGroups', apiGroups],
    ['Resources', resources],
    ['NonResourceURLs', nonResourceURLs],
    ['ResourceNames', resourceNames],
    ['Verbs', verbs],
  ];
  return `{${parts
    .filter(([, values]) => values.length > 0)
    .map(([label, values]) => `${label}:${quotedList(values)}`)
    .join(', ')}}`;
}

/** A list as Go prints it with `%q`: `["a" "b"]`. */
export function quotedList(values: readonly string[]): string {
  return `[${values.map(value => JSON.stringify(value)).join(' ')}]`;
}

function isUnknownRole({ group, resource }: Atom): boolean {
  return group === undefined && resource.startsWith(UNKNOWN_ROLE);
}

function holds(held: HeldVerbs | undefined, verb: string, name: string | undefined): boolean {
  if (held === undefined) return false;
  return has(held.all, verb) || (name !== undefined && has(held.byName?.get(name), verb));
}

function has(verbs: ReadonlySet<string> | undefined, verb: string): boolean {
  return verbs !== undefined && (verbs.has(verb) || verbs.has('*'));
}

function at<K, V>(map: Map<K, V>, id: K, make: () => V): V {
  let value = map.get(id);
  if (value === undefined) {
    value = make();
    map.set(id, value);
  }
  return value;
}

function newSet(): Set<string> {
  return new Set();
}

function newVerbs(): HeldVerbs {
  return { all: new Set() };
}

function newResources(): Map<string, HeldVerbs> {
  return new Map();
}

function newGroups(): Map<string, Map<string, HeldVerbs>> {
  return new Map();
}
