import type { Manifest } from '../../../manifest/index.ts';
import type { Check, CheckInput } from '../../types.ts';
import { UNNAMED_NAMESPACE } from '../authorizer.ts';
import { isEverything } from '../special.ts';
import { listed } from '../story.ts';
import type { PolicyRule, RoleRule } from '../types.ts';
import { eachWorld, listParameter, type Said } from './findings.ts';
import { feedsDefault, holders, isAllowed, placed } from './permissions.ts';
import type { World } from './world.ts';

/** A rule that reads every Secret where it holds. */
interface Reading {
  readonly manifest: Manifest;
  readonly rule: RoleRule;
  /** Those that read, as the rule has them: `get`, `list`; `deletecollection` answers with what it deletes. */
  readonly verbs: readonly string[];
  /** A star in its verbs or resources: there is more to tell than Secrets, and `rbac-wildcard` leaves it to this. */
  readonly starred: boolean;
}

/** A finding before it is said: other roles may turn out to give the same. */
interface Telling {
  readonly reading: Reading;
  readonly also: Others;
}

/** Names of the other roles. */
interface Others {
  readonly clusterRoles: Set<string>;
  readonly roles: Set<string>;
}

/**
 * Roles that read every Secret: once for those who hold it, however many roles give it to them, at the first of these,
 * which names the others. A rule with a star is told in any case. Targets are looked at one by one: two may be
 * alternatives.
 *
 * Parameters: `namespaced` also judges Roles; those of the namespaces `privileged` are always judged; of subjects that
 * are `allowed` nothing is said.
 */
export const secretsGuard: Check = eachWorld((world, input, say) => {
  const tellings: Telling[] = [];
  const known = new Map<string, Telling>();
  for (const reading of inOrder(readingsOf(world, input), world)) {
    const { manifest, starred } = reading;
    const keys = keysOf(manifest, world);
    const before = keys.map(([inCluster, here]) => known.get(inCluster) ?? known.get(here));
    const [first] = before;
    if (
      !starred &&
      before.every(each => each !== undefined) &&
      !before.some(each => isAgain(manifest, each))
    ) {
      if (first !== undefined && first.reading.manifest !== manifest) addTo(first.also, manifest);
      continue;
    }
    const telling = { reading, also: { clusterRoles: new Set<string>(), roles: new Set<string>() } };
    tellings.push(telling);
    for (const [, here] of keys) if (!known.has(here)) known.set(here, telling);
  }
  for (const telling of tellings) say(telling.reading.manifest, saidOf(telling, world));
});

function addTo({ clusterRoles, roles }: Others, { resource: { kind, name } }: Manifest): void {
  (kind === 'Role' ? roles : clusterRoles).add(name);
}

/** The same role once more, as in files of which one is applied. */
function isAgain(manifest: Manifest, telling: Telling | undefined): boolean {
  const told = telling?.reading.manifest;
  if (told === undefined || told === manifest) return false;
  const { kind, namespace, name } = told.resource;
  const { resource } = manifest;
  return kind === resource.kind && namespace === resource.namespace && name === resource.name;
}

function readingsOf(world: World, input: CheckInput): readonly Reading[] {
  const found = new Map<RoleRule, Reading>();
  for (const { manifest, rule, hit } of ['SE001', 'SE002'].flatMap(id => world.rulesWith(id))) {
    // Named ones are what the remediation asks for.
    if (hit.names !== undefined || found.has(rule)) continue;
    const { verbs, resources } = rule.rule;
    const starred = verbs.includes('*') || resources.includes('*');
    if (isJudged(manifest, rule.rule, starred, world, input))
      found.set(rule, { manifest, rule, verbs: hit.verbs, starred });
  }
  return [...found.values()];
}

function isJudged(
  manifest: Manifest,
  rule: PolicyRule,
  starred: boolean,
  world: World,
  input: CheckInput,
): boolean {
  const { kind, namespace } = manifest.resource;
  const { subjects } = world.held(manifest);
  if (isAllowed(subjects, input)) return false;
  if (kind === 'Role') {
    if (listParameter(input, 'privileged').includes(namespace)) return true;
    return input.guardrail.parameters.namespaced === true && !isEverything(rule);
  }
  // Beside three stars nothing else matters: admin-equivalent-role tells of them.
  if (world.isAdminEquivalent(manifest)) return false;
  // edit and admin read Secrets by themselves, and what view gets is told by rbac-aggregation.
  return starred || subjects.length > 0 || !feedsDefault(manifest, world);
}

/** Stars first, then what holds in the whole cluster: what comes after may be in it. */
function inOrder(readings: readonly Reading[], world: World): readonly Reading[] {
  const rank = ({ manifest, starred }: Reading) =>
    (starred ? 0 : 2) + (world.held(manifest).scopes.has('') ? 0 : 1);
  return [...readings].sort((a, b) => rank(a) - rank(b));
}

/** Who holds it where, each with the key of holding it in the whole cluster; a role that nobody is bound to is its own. */
function keysOf(manifest: Manifest, world: World): readonly (readonly [string, string])[] {
  const target = manifest.origin.target.id;
  const keys = world
    .bindingsOf(manifest)
    .flatMap(({ namespace, subjects }) =>
      subjects.map(
        ({ subject }) =>
          [JSON.stringify([target, subject, '']), JSON.stringify([target, subject, namespace])] as const,
      ),
    );
  if (keys.length > 0) return keys;
  const { kind, namespace, name } = manifest.resource;
  const own = JSON.stringify([target, kind, namespace, name]);
  return [[own, own]];
}

function saidOf({ reading: { manifest, rule, verbs, starred }, also }: Telling, world: World): Said {
  const { apiGroups, resources, verbs: written } = rule.rule;
  const all = resources.indexOf('*');
  const who = holders(manifest, world);
  const where = whereOf(manifest, world);
  const same = others(also);
  const identity = `${[...apiGroups].sort().join(',')}/${[...resources].sort().join(',')}`;
  if (all !== -1) {
    const groups = apiGroups.map(group => (group === '' ? 'the core group' : group)).join(', ');
    const doing = written.includes('*') ? 'do everything with' : written.join(', ');
    return {
      path: ['rules', rule.index, 'resources', all],
      message: `${who} can ${doing} every resource of ${apiGroups.includes('*') ? 'every API group' : groups} ${where}: all Secrets and whatever an upgrade adds are in it.${same}`,
      about: identity,
    };
  }
  const what = written.includes('*')
    ? `do everything with every Secret ${where}`
    : `read every Secret ${where} (${verbs.join(', ')})`;
  return {
    path: ['rules', rule.index, 'resources', resources.indexOf('secrets')],
    message: `${who} can ${what}: passwords, keys, and tokens to act as others.${same}`,
    about: starred ? identity : 'secrets',
  };
}

/** `ClusterRoles issuers, orders give it too.` */
function others({ clusterRoles, roles }: Others): string {
  const named = (kind: string, names: ReadonlySet<string>) =>
    names.size === 0 ? [] : [`${kind}${names.size > 1 ? 's' : ''} ${listed([...names])}`];
  const texts = [...named('ClusterRole', clusterRoles), ...named('Role', roles)];
  if (texts.length === 0) return '';
  return ` ${texts.join(' and ')} ${clusterRoles.size + roles.size > 1 ? 'give' : 'gives'} it too.`;
}

function whereOf(manifest: Manifest, world: World): string {
  const { scopes } = world.held(manifest);
  const { kind, namespace } = manifest.resource;
  if (scopes.size > 0) return placed([...scopes]);
  return kind === 'Role' ? placed([namespace || UNNAMED_NAMESPACE]) : 'wherever it is bound';
}
