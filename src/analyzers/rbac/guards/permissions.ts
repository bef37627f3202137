import type { Manifest } from '../../../manifest/index.ts';
import type { Check, CheckInput } from '../../types.ts';
import { UNNAMED_NAMESPACE } from '../authorizer.ts';
import { entryOf, type Hit } from '../catalogue/index.ts';
import type { Reached } from '../reach.ts';
import { fillAt, listed } from '../story.ts';
import type { PolicyRule, RoleRule, Subject } from '../types.ts';
import { eachWorld, listParameter, type Said } from './findings.ts';
import type { ReachedAt, RuleWith, World } from './world.ts';

/** Labels that feed a ClusterRole into one that Kubernetes gives people, mostly for one namespace. */
const FEEDS_DEFAULT = /^rbac\.authorization\.k8s\.io\/aggregate-to-(?:admin|edit|view)$/;
/** Most holders that are named. */
const HOLDERS = 2;

/** API groups whose stars `rbac-wildcard` tells of: its parameter `groups` by default. */
export const STAR_GROUPS: ReadonlySet<string> = new Set([
  '',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'apps',
  'authentication.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'extensions',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
]);

export interface PermissionGuardOptions {
  /** A star for the verbs is left to `rbac-wildcard`, where that speaks. */
  readonly withoutStars?: true;
}

/**
 * A guardrail about entries of the catalogue. Single permissions are looked for in every rule; what has to come together
 * is looked for in the union of what each subject has, and told at the rule that gives the last part of it. One finding
 * per rule.
 *
 * Parameters: `namespaced` also judges what holds in one namespace only; `privileged` are namespaces that are always
 * judged; `everywhere` judges what holds in the whole cluster, where an entry is about one namespace; `allowed` are
 * subjects, such as `ServiceAccount ci/deployer`, of whom nothing is said.
 */
export function permissionGuard(ids: readonly string[], options: PermissionGuardOptions = {}): Check {
  const entries = ids.map(entryOf);
  return eachWorld((world, input, say) => {
    const told = new Set<RoleRule>();
    for (const { id, needs, unless } of entries) {
      const single = needs.length === 1 && unless === undefined;
      const found = single
        ? world.rulesWith(id).map(each => [each, ofRule(each, world, input)] as const)
        : world.reachedAt(id).map(each => [each, ofUnion(each, world, input)] as const);
      for (const [{ manifest, rule }, said] of found) {
        if (said === undefined || told.has(rule)) continue;
        if (options.withoutStars === true && isStarred(rule.rule)) continue;
        // Beside three stars nothing else matters: admin-equivalent-role tells of them.
        if (world.isAdminEquivalent(manifest)) continue;
        told.add(rule);
        say(manifest, said);
      }
    }
  });
}

function isStarred({ verbs, apiGroups }: PolicyRule): boolean {
  return verbs.includes('*') && apiGroups.some(group => group === '*' || STAR_GROUPS.has(group));
}

function ofRule(
  { manifest, rule: { rule, index }, hit }: RuleWith,
  world: World,
  input: CheckInput,
): Said | undefined {
  if (!isTold(hit.names, hit)) return undefined;
  const where = whereOf(manifest, world, input, hit);
  if (where === undefined) return undefined;
  const { entry, permission, names, verbs, resources } = hit;
  for (const wanted of resources) {
    const at = grantedBy(rule, wanted);
    if (at === undefined) continue;
    return {
      path: ['rules', index, permission.paths === true ? 'nonResourceURLs' : 'resources', at],
      message: `${holders(manifest, world)} can ${fillAt(entry.can, where, names ?? [])} (${verbs.join(', ')} ${listed(resources)}): ${entry.so}.`,
      about: `${verbs.join(',')} ${wanted}`,
    };
  }
  return undefined;
}

/** Named objects are what the remediation asks for; only names that are as bad as all are told. */
function isTold(
  names: readonly string[] | undefined,
  { entry, permission }: Pick<Hit, 'entry' | 'permission'>,
): boolean {
  if (names === undefined) return true;
  return permission.names !== undefined || entry.worst?.some(name => names.includes(name)) === true;
}

/** The text for where it holds; undefined where nothing is to be said. */
function whereOf(
  manifest: Manifest,
  world: World,
  input: CheckInput,
  { permission }: Pick<Hit, 'permission'>,
): string | undefined {
  const { kind, namespace } = manifest.resource;
  const { scopes, subjects } = world.held(manifest);
  if (isAllowed(subjects, input)) return undefined;
  const feeds = feedsDefault(manifest, world);
  const effective = scopes.size > 0 ? [...scopes] : kind === 'Role' ? [namespace || UNNAMED_NAMESPACE] : [''];
  if (effective.includes('') && (!feeds || scopes.size > 0)) {
    if (permission.namespace !== undefined) {
      return input.guardrail.parameters.everywhere === true ? placed([permission.namespace]) : undefined;
    }
    return scopes.size === 0 ? 'wherever it is bound' : placed(['']);
  }
  if (permission.cluster === true) return undefined;
  if (feeds) return input.guardrail.parameters.namespaced === true ? 'wherever it is bound' : undefined;
  const judged = effective
    .filter(scope => permission.namespace === undefined || scope === permission.namespace)
    .filter(
      scope =>
        input.guardrail.parameters.namespaced === true ||
        permission.namespace !== undefined ||
        listParameter(input, 'privileged').includes(scope),
    );
  return judged.length === 0 ? undefined : placed(judged);
}

/** A ClusterRole that a label feeds into one that Kubernetes gives people. */
export function feedsDefault(manifest: Manifest, world: World): boolean {
  if (manifest.resource.kind !== 'ClusterRole') return false;
  return Object.keys(world.roleOf(manifest)?.labels ?? {}).some(label => FEEDS_DEFAULT.test(label));
}

/** `in every namespace`, `in namespaces a, b`. */
export function placed(namespaces: readonly string[]): string {
  const named = namespaces.filter(each => each !== UNNAMED_NAMESPACE).sort();
  if (named.includes('')) return 'in every namespace';
  if (named.length === 0) return 'in its namespace';
  return named.length === 1 ? `in namespace ${named[0]}` : `in namespaces ${listed(named)}`;
}

/** All of them are subjects of the parameter `allowed`. */
export function isAllowed(subjects: readonly Subject[], input: CheckInput): boolean {
  const allowed = listParameter(input, 'allowed');
  return subjects.length > 0 && subjects.every(subject => allowed.includes(subject));
}

/** `ServiceAccount shop/bot`, `Group devs, User jane and 3 more`; where nobody is bound, whoever will be. */
export function holders(manifest: Manifest, world: World): string {
  const named = world.held(manifest).subjects;
  if (named.length === 0) return `Whoever is bound to ${manifest.resource.kind} ${manifest.resource.name}`;
  const shown = named.slice(0, HOLDERS);
  const more = named.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(' and ');
}

/** Position of the resource (or path) of a rule that gives a wanted one; a bare `*` is for `rbac-wildcard` to tell. */
function grantedBy({ resources, nonResourceURLs }: PolicyRule, wanted: string): number | undefined {
  if (wanted.startsWith('/')) {
    const index = nonResourceURLs.findIndex(
      each => each === wanted || (each.endsWith('*') && wanted.startsWith(each.replace(/\*+$/, ''))),
    );
    return index === -1 ? undefined : index;
  }
  if (resources.includes('*')) return undefined;
  const sub = wanted.indexOf('/');
  const index = resources.findIndex(
    each =>
      each === wanted ||
      wanted === '*' ||
      (wanted.endsWith('/') && each.startsWith(wanted)) ||
      (sub !== -1 && each === `*${wanted.slice(sub)}`),
  );
  return index === -1 ? undefined : index;
}

/** What comes together over all that a subject has. */
function ofUnion(
  { manifest, rule: { rule, index }, reached, bound }: ReachedAt,
  world: World,
  input: CheckInput,
): Said | undefined {
  const { entry, scope, names, steps, subject } = reached;
  if (isAllowed(bound ? [subject] : [], input)) return undefined;
  if (names.length > 0 && !entry.needs.some(need => need.some(permission => permission.names !== undefined)))
    return undefined;
  const { namespaced } = input.guardrail.parameters;
  if (scope !== '' && namespaced !== true && !listParameter(input, 'privileged').includes(scope))
    return undefined;
  const last = steps.at(-1)?.grant;
  const at = last === undefined ? undefined : grantedBy(rule, last.atom.resource);
  if (at === undefined) return undefined;
  const who = bound ? subject : holders(manifest, world);
  return {
    path: ['rules', index, 'resources', at],
    message: `${who} can ${fillAt(entry.can, placed([scope]), names)}: ${entry.so}.${together(reached)}`,
    about: entry.id,
  };
}

/** Where the other parts come from, if not from the same role. */
function together({ steps }: Reached): string {
  const roles = [...new Set(steps.map(({ grant }) => grant.rule?.writtenIn.name ?? ''))];
  return roles.length < 2 ? '' : ` It takes ${roles.join(' and ')} together.`;
}
