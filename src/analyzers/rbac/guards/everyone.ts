import { type Manifest, scalarText, valueAt } from '../../../manifest/index.ts';
import type { Check, CheckInput } from '../../types.ts';
import { reachOfRole } from '../reach.ts';
import { fill } from '../story.ts';
import type { PolicyRule, Role } from '../types.ts';
import { eachManifest, type Said } from './findings.ts';
import type { World } from './world.ts';

/** Groups that everybody is in, and who that is. */
const EVERYONE: Readonly<Record<string, string>> = {
  'system:authenticated': 'everyone who can log in, and every pod,',
  'system:serviceaccounts': 'every pod of the cluster',
};
/** What Kubernetes gives everybody itself. */
const DISCOVERY = new Set([
  'system:basic-user',
  'system:discovery',
  'system:public-info-viewer',
  'system:service-account-issuer-discovery',
]);
const READ = new Set(['get', 'list', 'watch']);
/** Most permissions that are told. */
const MOST = 2;

/**
 * Bindings that give something to everybody, with what that is where the role is known. Not told: reading objects that
 * are named and no Secrets, which is how something is made public.
 */
export const everyoneGuard: Check = eachManifest((manifest, world, input) => {
  const { kind } = manifest.resource;
  if (kind !== 'ClusterRoleBinding' && kind !== 'RoleBinding') return [];
  const roleName = scalarText(valueAt(manifest.object, ['roleRef', 'name']));
  const subjects = valueAt(manifest.object, ['subjects']);
  if (!Array.isArray(subjects) || DISCOVERY.has(roleName)) return [];
  return subjects.flatMap((_, index): Said[] => {
    const of = (key: string) => scalarText(valueAt(manifest.object, ['subjects', index, key]));
    const name = of('name');
    const who = of('kind') === 'Group' && Object.hasOwn(EVERYONE, name) ? EVERYONE[name] : undefined;
    const role = who === undefined ? undefined : world.bindingAt(manifest)?.role;
    if (who === undefined || (role !== undefined && isPublic(role))) return [];
    return [
      {
        path: ['subjects', index, 'name'],
        message: `${kind} ${manifest.resource.name} gives ${roleName === '' ? 'a role' : roleName} to ${name}: ${who} ${gets(role, manifest, world, input)}.`,
        about: name,
      },
    ];
  });
});

/** All of it is looking at objects, or calling a Service, that it names: every pod can call that by itself too. */
function isPublic({ rules }: Role): boolean {
  return rules.length > 0 && rules.every(({ rule }) => isPublicRule(rule));
}

function isPublicRule({ verbs, resources, resourceNames, nonResourceURLs }: PolicyRule): boolean {
  if (resources.length === 0) return nonResourceURLs.every(url => !url.includes('*'));
  if (resourceNames.length === 0) return false;
  if (resources.every(resource => resource === 'services/proxy')) return !verbs.includes('*');
  return (
    verbs.every(verb => READ.has(verb)) &&
    // get is more than reading with some of what has a stroke: pods/exec, nodes/proxy.
    !resources.some(each => each === 'secrets' || each === '*' || each.includes('/'))
  );
}

function gets(
  role: Role | undefined,
  { resource: { namespace } }: Manifest,
  world: World,
  { kubernetes }: CheckInput,
): string {
  if (role === undefined) return 'has it, and what is in it is not written here';
  const reached = reachOfRole(world.authorizer, role, namespace, { kubernetes });
  const texts = reached
    .filter(({ within }) => within === undefined)
    .map(({ entry, scope, names }) => fill(entry.can, scope, names));
  const distinct = [...new Set(texts.length > 0 ? texts : role.rules.map(({ rule }) => textOf(rule)))];
  if (distinct.length === 0) return 'has it';
  const more = distinct.length > MOST ? `, and ${distinct.length - MOST} more of the kind` : '';
  return `can ${distinct.slice(0, MOST).join(', ')}${more}`;
}

function textOf({ verbs, resources, nonResourceURLs }: PolicyRule): string {
  return `${verbs.join(', ')} ${[...resources, ...nonResourceURLs].join(', ')}`;
}
