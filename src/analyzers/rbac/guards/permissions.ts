import type { Manifest } from '../../../manifest/index.ts';
import type { Check, CheckInput } from '../../types.ts';
import { UNNAMED_NAMESPACE } from '../authorizer.ts';
import { entryOf, type Hit, Matcher } from '../catalogue/index.ts';
import { minorOf, type Reached, reachOfRole } from '../reach.ts';
import { isEverything } from '../special.ts';
import { fillAt } from '../story.ts';
import type { PolicyRule, Subject } from '../types.ts';
import { eachManifest, listParameter, type Said } from './findings.ts';
import { isWrittenIn, type World } from './world.ts';

/** Labels that feed a ClusterRole into one that Kubernetes gives people, mostly for one namespace. */
const FEEDS_DEFAULT = /^rbac\.authorization\.k8s\.io\/aggregate-to-(?:admin|edit|view)$/;
/** Most holders that are named. */
const HOLDERS = 2;

/**
 * A guardrail about entries of the catalogue. Single permissions are looked for in every rule; what has to come together
 * is looked for in the union of what each subject has, and told at the rule that gives the last part of it.
 *
 * Parameters: `namespaced` also judges what holds in one namespace only; `privileged` are namespaces that are always
 * judged; `allowed` are subjects, such as `ServiceAccount ci/deployer`, of whom nothing is said.
 */
export function permissionGuard(ids: readonly string[]): Check {
  const entries = ids.map(entryOf);
  const single = entries.filter(({ needs, unless }) => needs.length === 1 && unless === undefined);
  const joint = new Set(entries.filter(entry => !single.includes(entry)).map(({ id }) => id));
  const matchers = new Map<number, Matcher>();
  return eachManifest((manifest, world, input) => {
    const { kind } = manifest.resource;
    if (kind !== 'Role' && kind !== 'ClusterRole') return [];
    // Beside three stars nothing else matters: admin-equivalent-role tells of them.
    if (kind === 'ClusterRole' && world.roleOf(manifest)?.rules.some(({ rule }) => isEverything(rule)))
      return [];
    const minor = minorOf(world.kubernetes);
    let matcher = matchers.get(minor);
    if (matcher === undefined) {
      matcher = new Matcher(single, minor);
      matchers.set(minor, matcher);
    }
    const found = new Map<string, Said>();
    for (const said of [
      ...ofRules(manifest, world, input, matcher),
      ...ofUnion(manifest, world, input, joint),
    ]) {
      // One finding per rule, however many entries or resources speak about it.
      const id = said.path.slice(0, 2).join('.');
      if (!found.has(id)) found.set(id, said);
    }
    return [...found.values()];
  });
}

function ofRules(manifest: Manifest, world: World, input: CheckInput, matcher: Matcher): Said[] {
  const role = world.roleOf(manifest);
  const own = role?.rules.filter(rule => isWrittenIn(rule, manifest)) ?? [];
  // The rules of an aggregated role are others'.
  return own.flatMap(({ rule, index }) =>
    matcher.hits(rule).flatMap((hit): Said[] => {
      if (!isTold(hit.names, hit)) return [];
      const where = whereOf(manifest, world, input, hit);
      if (where === undefined) return [];
      return hit.resources.flatMap(wanted => {
        const at = grantedBy(rule, wanted);
        if (at === undefined) return [];
        const { can, so } = hit.entry;
        return [
          {
            path: ['rules', index, hit.permission.paths === true ? 'nonResourceURLs' : 'resources', at],
            message: `${holders(manifest, world)} can ${fillAt(can, where, hit.names ?? [])}: ${so}.`,
            about: `${hit.verbs.join(',')} ${wanted}`,
          },
        ];
      });
    }),
  );
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
  const labels = world.roleOf(manifest)?.labels ?? {};
  const feeds = kind === 'ClusterRole' && Object.keys(labels).some(label => FEEDS_DEFAULT.test(label));
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

function placed(namespaces: readonly string[]): string {
  const named = namespaces.filter(each => each !== UNNAMED_NAMESPACE).sort();
  if (named.includes('')) return 'in every namespace';
  if (named.length === 0) return 'in its namespace';
  return named.length === 1 ? `in namespace ${named[0]}` : `in namespaces ${named.join(', ')}`;
}

function isAllowed(subjects: readonly Subject[], input: CheckInput): boolean {
  const allowed = listParameter(input, 'allowed');
  return subjects.length > 0 && subjects.every(subject => allowed.includes(subject));
}

/** `ServiceAccount shop/bot`, `Group devs, User jane and 3 more`; where nobody is bound, whoever will be. */
function holders(manifest: Manifest, world: World): string {
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

/** What comes together over all that a subject has, told at the rule of this manifest that gives the last part. */
function ofUnion(manifest: Manifest, world: World, input: CheckInput, ids: ReadonlySet<string>): Said[] {
  if (ids.size === 0) return [];
  const { subjects } = world.held(manifest);
  if (isAllowed(subjects, input)) return [];
  const role = world.roleOf(manifest);
  const sides: (readonly Reached[])[] = subjects.map(subject => world.reached(subject));
  if (subjects.length === 0 && role !== undefined && role.manifest === manifest) {
    const at = manifest.resource.kind === 'Role' ? role.namespace : '';
    sides.push(reachOfRole(world.authorizer, role, at, { kubernetes: world.kubernetes }));
  }
  return sides.flat().flatMap((reached): Said[] => {
    const { entry, scope, names, steps, within } = reached;
    if (!ids.has(entry.id) || within !== undefined || isAllowed([reached.subject], input)) return [];
    if (
      names.length > 0 &&
      !entry.needs.some(need => need.some(permission => permission.names !== undefined))
    )
      return [];
    if (
      scope !== '' &&
      input.guardrail.parameters.namespaced !== true &&
      !listParameter(input, 'privileged').includes(scope)
    )
      return [];
    const last = steps.at(-1)?.grant;
    if (last?.rule === undefined || !isWrittenIn(last.rule, manifest)) return [];
    const { rule, index } = last.rule;
    const at = grantedBy(rule, last.atom.resource);
    if (at === undefined) return [];
    const who = subjects.length === 0 ? holders(manifest, world) : reached.subject;
    return [
      {
        path: ['rules', index, 'resources', at],
        message: `${who} can ${fillAt(entry.can, placed([scope]), names)}: ${entry.so}.${together(reached)}`,
        about: entry.id,
      },
    ];
  });
}

/** Where the other parts come from, if not from the same role. */
function together({ steps }: Reached): string {
  const roles = [...new Set(steps.map(({ grant }) => grant.rule?.writtenIn.name ?? ''))];
  return roles.length < 2 ? '' : ` It takes ${roles.join(' and ')} together.`;
}
