import { imageReference, type Manifest, resourceLabel } from '../manifest/index.ts';
import { byText } from '../repository/index.ts';
import { withoutGenerated } from './diff/index.ts';
import { logicalResource } from './fingerprint.ts';
import type { ChangedResource } from './types.ts';

/** Targets or environments named before the rest is counted. */
const NAMED = 4;

export function changedResource({ origin, resource }: Manifest): ChangedResource {
  return { target: origin.target.id, environment: origin.environment.name, resource };
}

/** What a resource is called in all environments: its name without release and namespace. */
export function logicalKey({ resource, origin }: Manifest): string {
  const { group, kind, name } = logicalResource(resource, origin.target, origin.environment);
  return `${group}\0${kind}\0${name}`;
}

const ROOT = 'the root folder';

type Rendered = Pick<ChangedResource, 'target' | 'environment'>;

/**
 * `dev, prod`; with their targets where there are several: `charts/web (dev, prod), overlays/prod`. Overlays are known by
 * what tells their folders apart: `dev, prod`.
 * @param all what else is spoken of: a single target is named when there are others, and so is an environment.
 */
export function renderingsText(resources: readonly Rendered[], all: Renderings = NO_OTHERS): string {
  const targets = new Map<string, Set<string>>();
  for (const { target, environment } of resources) {
    const names = targets.get(target) ?? new Set();
    targets.set(target, names.add(environment));
  }
  const rows = [...targets]
    .sort(([a], [b]) => byText(a, b))
    .map(([id, names]) => {
      const environments = [...names].sort(byText);
      const alone = environments.length === 1 && environments[0] === 'default' && (all.get(id) ?? 1) === 1;
      return { root: rootOf(id), environments: alone ? [] : environments };
    });
  const [first] = rows;
  // The one in the root needs no name where the others are in folders.
  if (rows.length === 1 && first !== undefined && (all.size <= 1 || first.root === ROOT))
    return listed(first.environments);
  const short = withoutShared(resources);
  return listed(
    rows.map(({ root, environments }) =>
      environments.length === 0 ? short(root) : `${root} (${listed(environments)})`,
    ),
  );
}

/** One rendering as {@link renderingsText} names it beside others. */
export function renderingLabel(one: Rendered, others: readonly Rendered[]): string {
  if (others.every(({ target }) => target === one.target)) return one.environment;
  const root = rootOf(one.target);
  return one.environment === 'default'
    ? withoutShared([one, ...others])(root)
    : `${root} (${one.environment})`;
}

/** Several targets without environments of their own are told apart without the folders that all of them are in. */
function withoutShared(resources: readonly Rendered[]): (root: string) => string {
  const roots = [...new Set(resources.map(({ target }) => rootOf(target)))];
  const isPlain = resources.every(({ environment }) => environment === 'default');
  if (roots.length < 2 || !isPlain || roots.includes(ROOT)) return root => root;
  const folders = roots.map(root => root.split('/').slice(0, -1));
  const [first = []] = folders;
  let shared = 0;
  while (shared < first.length && folders.every(path => path[shared] === first[shared])) shared++;
  return root => root.split('/').slice(shared).join('/');
}

function rootOf(target: string): string {
  const root = target.slice(target.indexOf(':') + 1);
  return root === '' || root === '.' ? ROOT : root;
}

/** `in dev, prod`, or nothing. */
export function inRenderings(resources: readonly Rendered[], all: Renderings): string {
  const text = renderingsText(resources, all);
  return text === '' ? '' : `in ${text}`;
}

/** How many environments each target of a report has. */
export type Renderings = ReadonlyMap<string, number>;

const NO_OTHERS: Renderings = new Map();

export function renderingsOf(manifests: readonly Manifest[]): Renderings {
  const environments = new Map<string, Set<string>>();
  for (const { origin } of manifests) {
    const names = environments.get(origin.target.id) ?? new Set();
    environments.set(origin.target.id, names.add(origin.environment.name));
  }
  return new Map([...environments].map(([id, names]) => [id, names.size]));
}

export function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).join(', ');
  return names.length > NAMED ? `${shown} and ${names.length - NAMED} more` : shown;
}

/** `Deployment shop/web`, or `12 Deployments`, `3 resources` when there are several. */
export function resourcesText(manifests: readonly Manifest[]): string {
  const logical = new Set(manifests.map(logicalKey));
  const [first] = manifests;
  if (first === undefined) return '';
  if (logical.size === 1) return logicalLabel(manifests);
  const kinds = new Set(manifests.map(each => each.resource.kind));
  return `${logical.size} ${kinds.size === 1 ? pluralKind(first.resource.kind) : 'resources'}`;
}

/**
 * {@link resourcesText} with the names of several: `12 Deployments (api, pay, shop, web and 8 more)`. What has a generated
 * name in each environment goes by the name it was given.
 */
export function namedResources(manifests: readonly Manifest[]): string {
  const logical = new Map<string, Manifest[]>();
  for (const each of manifests) {
    const key = withoutGenerated(logicalKey(each));
    const members = logical.get(key);
    if (members === undefined) logical.set(key, [each]);
    else members.push(each);
  }
  const groups = [...logical.values()];
  const [only, another] = groups;
  if (only === undefined) return '';
  if (another === undefined) return givenLabel(only);
  const kinds = new Set(manifests.map(({ resource }) => resource.kind));
  const what = kinds.size === 1 ? pluralKind((only[0] as Manifest).resource.kind) : 'resources';
  const names = groups.map(members => {
    const { kind, name } = logicalResourceOf(members, withoutGeneratedIn(members));
    return kinds.size === 1 ? name : `${kind} ${name}`;
  });
  return `${groups.length} ${what} (${listed(names.sort(byText))})`;
}

/** One resource in all its environments; what has a generated name in each goes by the name it was given. */
export function givenLabel(manifests: readonly Manifest[]): string {
  return new Set(manifests.map(logicalKey)).size === 1
    ? logicalLabel(manifests)
    : `${logicalLabel(manifests, withoutGenerated)} (generated name)`;
}

function withoutGeneratedIn(manifests: readonly Manifest[]): (name: string) => string {
  return new Set(manifests.map(logicalKey)).size === 1 ? name => name : withoutGenerated;
}

/** With the namespace when all have the same. */
export function logicalLabel(manifests: readonly Manifest[], written = (name: string) => name): string {
  const [first] = manifests;
  if (first === undefined) return '';
  const namespaces = new Set(manifests.map(each => each.resource.namespace));
  const { kind, name } = logicalResourceOf(manifests, written);
  return resourceLabel({ kind, name, namespace: namespaces.size === 1 ? first.resource.namespace : '' });
}

/** How one resource is called in all its environments. */
function logicalResourceOf(
  manifests: readonly Manifest[],
  written = (name: string) => name,
): { readonly kind: string; readonly name: string } {
  const { resource, origin } = manifests[0] as Manifest;
  const names = new Set(manifests.map(each => written(each.resource.name)));
  if (names.size === 1) return { kind: resource.kind, name: written(resource.name) };
  const { name } = logicalResource(resource, origin.target, origin.environment);
  const own = name.replace(/^\{release\}-?/, '');
  // What is called like its release has no name without it.
  return { kind: resource.kind, name: own === '' ? listed([...names].sort(byText)) : written(own) };
}

/** `Ingresses`, `NetworkPolicies`, `Deployments`. */
export function pluralKind(kind: string): string {
  if (/(?:s|x|ch)$/.test(kind)) return `${kind}es`;
  return /[^aeiou]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}

/** `image pay 1.4.2 -> 1.5.0`; both written out where the repository is another. */
export function imageTitle(before: string, after: string): string {
  const [old, fresh] = [imageReference(before), imageReference(after)];
  if (!old.valid || !fresh.valid || old.name !== fresh.name) return `image ${before} -> ${after}`;
  const name = fresh.repository.slice(fresh.repository.lastIndexOf('/') + 1);
  const version = ({ tag, digest }: typeof old) => tag || digest.slice(0, 19) || 'no tag';
  const [a, b] = [version(old), version(fresh)];
  if (a !== b) return `image ${name} ${a} -> ${b}`;
  const rest = ({ digest }: typeof old) => digest.slice(0, 19) || 'no digest';
  return `image ${name} ${a}: ${rest(old)} -> ${rest(fresh)}`;
}
