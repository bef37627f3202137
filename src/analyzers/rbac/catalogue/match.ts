import { urlMatches } from '../rules.ts';
import type { PolicyRule } from '../types.ts';
import type { CatalogueEntry, Need, Permission } from './types.ts';

/** What one rule contributes to one need of one entry. */
export interface Hit {
  readonly entry: CatalogueEntry;
  readonly need: number;
  readonly permission: Permission;
  /** Verbs of the permission that the rule allows, in the permission's order. */
  readonly verbs: readonly string[];
  /** Resources of the permission that the rule allows. */
  readonly resources: readonly string[];
  /** Undefined: any object. */
  readonly names?: readonly string[];
}

interface Candidate {
  readonly entry: CatalogueEntry;
  readonly need: number;
  readonly permission: Permission;
}

/**
 * Finds what rules contribute to a catalogue: by API group and resource, so that a rule costs what it is long, not
 * what the catalogue is long. What was found for a rule is kept with it.
 */
export class Matcher {
  readonly #byGroup = new Map<string, Candidate[]>();
  readonly #anyGroup: Candidate[] = [];
  readonly #paths: Candidate[] = [];
  readonly #known = new WeakMap<PolicyRule, readonly Hit[]>();

  /** @param minor Kubernetes minor version: `34` */
  constructor(entries: readonly CatalogueEntry[], minor: number) {
    for (const entry of entries) {
      entry.needs.forEach((permissions: Need, need) => {
        for (const permission of permissions) {
          if (minor < (permission.since ?? 0) || minor >= (permission.before ?? Number.POSITIVE_INFINITY))
            continue;
          const candidate = { entry, need, permission };
          if (permission.paths === true) this.#paths.push(candidate);
          else if (permission.group === undefined) this.#anyGroup.push(candidate);
          else {
            const list = this.#byGroup.get(permission.group);
            if (list === undefined) this.#byGroup.set(permission.group, [candidate]);
            else list.push(candidate);
          }
        }
      });
    }
  }

  hits(rule: PolicyRule): readonly Hit[] {
    const known = this.#known.get(rule);
    if (known !== undefined) return known;
    const hits: Hit[] = [];
    const groups = rule.apiGroups.includes('*') ? this.#byGroup.keys() : new Set(rule.apiGroups);
    for (const group of groups) {
      for (const candidate of this.#byGroup.get(group) ?? []) add(hits, candidate, rule);
    }
    if (rule.apiGroups.length > 0) for (const candidate of this.#anyGroup) add(hits, candidate, rule);
    if (rule.nonResourceURLs.length > 0) for (const candidate of this.#paths) addPath(hits, candidate, rule);
    this.#known.set(rule, hits);
    return hits;
  }
}

function add(hits: Hit[], candidate: Candidate, rule: PolicyRule): void {
  const { permission } = candidate;
  if (permission.ownGroup === true && !rule.apiGroups.includes(permission.group ?? '')) return;
  const resources = permission.resources.filter(wanted => rule.resources.some(r => grants(r, wanted)));
  if (resources.length === 0) return;
  let verbs = allowed(rule, permission);
  if (rule.resourceNames.length > 0) verbs = verbs.filter(verb => worksNamed(verb, resources, rule));
  if (verbs.length === 0) return;
  if (rule.resourceNames.length === 0) {
    hits.push({ ...candidate, verbs, resources });
    return;
  }
  const { names: wanted } = permission;
  const names = [...new Set(rule.resourceNames)].filter(
    name => wanted === undefined || wanted.some(each => nameMatches(name, each)),
  );
  if (names.length > 0) hits.push({ ...candidate, verbs, resources, names: names.sort() });
}

function addPath(hits: Hit[], candidate: Candidate, rule: PolicyRule): void {
  const { permission } = candidate;
  const resources = permission.resources.filter(path =>
    rule.nonResourceURLs.some(granted => granted === path || urlMatches(granted, path.replace(/\*$/, 'x'))),
  );
  const verbs = allowed(rule, permission);
  if (resources.length > 0 && verbs.length > 0) hits.push({ ...candidate, verbs, resources });
}

function allowed(rule: PolicyRule, { verbs, literal }: Permission): string[] {
  return rule.verbs.includes('*') && literal !== true
    ? [...verbs]
    : verbs.filter(verb =>
        verb.endsWith(':') ? rule.verbs.some(v => v.startsWith(verb)) : rule.verbs.includes(verb),
      );
}

/**
 * Whether a request with this verb can carry a name at all. deletecollection never does; creating an object does by
 * server-side apply or PUT, which ask for patch or update too (apiserver/pkg/endpoints/handlers/{patch,update}.go);
 * creating below an object (pods/exec) does.
 */
function worksNamed(verb: string, resources: readonly string[], { verbs }: PolicyRule): boolean {
  if (verb === 'deletecollection') return false;
  if (verb !== 'create' || resources.some(resource => resource.includes('/'))) return true;
  return verbs.includes('*') || verbs.includes('patch') || verbs.includes('update');
}

/** `granted` of a rule, `wanted` of a permission, see {@link Permission.resources}. */
function grants(granted: string, wanted: string): boolean {
  if (granted === '*' || granted === wanted) return true;
  const slash = granted.indexOf('/');
  if (wanted === '*') return slash === -1;
  if (wanted.endsWith('/')) {
    return (
      slash !== -1 && granted !== `${wanted}*` && (granted.startsWith(wanted) || granted.startsWith('*/'))
    );
  }
  const sub = wanted.indexOf('/');
  return sub !== -1 && granted.startsWith('*/') && granted.slice(1) === wanted.slice(sub);
}

/** Either may end in `/*`, as the names of signers do. */
function nameMatches(name: string, wanted: string): boolean {
  if (name === wanted) return true;
  if (wanted.endsWith('/*')) return name.startsWith(wanted.slice(0, -1));
  return name.endsWith('/*') && wanted.startsWith(name.slice(0, -1));
}
