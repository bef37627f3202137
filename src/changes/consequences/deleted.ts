import { list } from '../../json.ts';
import { type Manifest, own, type Resource } from '../../manifest/index.ts';
import type { ResourceChange } from '../diff/index.ts';
import { isHook } from '../hooked.ts';
import { listed, pluralKind } from '../words.ts';
import { fateOf } from './fate.ts';
import { anywhere, type Context, type Found, isGone, type Label } from './found.ts';
import { cascadeOf } from './managers.ts';
import { specOf, textAt } from './read.ts';
import type { User } from './users.ts';

/** Users of a thing named in one sentence. */
const USERS = 3;

/** What holds data or much else and goes, and what goes while something rendered still needs it. */
export function deleted(context: Context): Found[] {
  return context.changes.flatMap(change => {
    const { base } = change;
    // Hooks are made and deleted by their tool.
    if (base === undefined || !isGone(change) || isHook(base)) return [];
    const lost = dataLost(base, context);
    if (fateOf(base, context).stays) return lost === undefined ? [] : [kept(base, context)];
    return [...(lost === undefined ? [] : [lost]), ...dangling(change, base, context)];
  });
}

/** Whether what is said about the deletion of an object is about its data. */
export function holdsData(base: Manifest, context: Context): boolean {
  return dataLost(base, context) !== undefined;
}

function kept(base: Manifest, context: Context): Found {
  const { why } = fateOf(base, context);
  const { kind } = base.resource;
  return {
    kind: 'data',
    risk: 'low',
    manifest: base,
    id: `kept\0${kind}\0${why}`,
    name: base.resource.name,
    text: (label, _, names) =>
      names.length === 1
        ? `${label(base.resource)} leaves Git and stays in the cluster: ${why}.`
        : `${names.length} ${pluralKind(kind)} leave Git and stay in the cluster (${listed(names)}): ${why}.`,
  };
}

function dataLost(base: Manifest, { head }: Context): Found | undefined {
  const { resource } = base;
  const found = (risk: Found['risk'], said: (name: string) => string): Found => ({
    kind: 'data',
    risk,
    manifest: base,
    text: label => said(label(resource)),
  });
  const spec = specOf(base);
  switch (`${resource.group}/${resource.kind}`) {
    case '/Namespace':
      return found('high', name => `${name} is deleted with everything in it.`);
    case '/PersistentVolumeClaim':
      return found(
        'high',
        name => `${name} is deleted, and its data with it unless the volume's reclaim policy is Retain.`,
      );
    case '/PersistentVolume':
      return found('medium', name => `${name} is deleted: what claims it loses its storage.`);
    case 'apiextensions.k8s.io/CustomResourceDefinition': {
      const kind = textAt(spec, 'names', 'kind');
      const left = head.ofKind(kind, textAt(spec, 'group'));
      const names = [...new Set(left.map(each => anywhere(each.resource)))];
      const here = names.length === 0 ? '' : `, also ${listed(names)}, which cannot be applied any more`;
      return found(
        'high',
        name => `${name} is deleted with every ${kind || 'object'} in the cluster${here}.`,
      );
    }
    case 'apps/StatefulSet': {
      if (list(own(spec, 'volumeClaimTemplates')).length === 0) return undefined;
      return textAt(spec, 'persistentVolumeClaimRetentionPolicy', 'whenDeleted') === 'Delete'
        ? found('high', name => `${name} is deleted, and its claims with their data (whenDeleted: Delete).`)
        : found(
            'medium',
            name => `${name} is deleted; its claims stay behind with their data, and nobody uses them.`,
          );
    }
    default:
      return application(base, found);
  }
}

/** What the end of a GitOps controller's own object does to what it deployed. */
function application(
  base: Manifest,
  found: (risk: Found['risk'], said: (name: string) => string) => Found,
): Found | undefined {
  const cascade = cascadeOf(base);
  if (cascade === undefined) return undefined;
  return cascade.deletes
    ? found('high', name => `${name} is deleted, ${cascade.said}.`)
    : found(
        'medium',
        name => `${name} is deleted; what it deployed stays in the cluster, and nobody keeps it up to date.`,
      );
}

function dangling({ head }: ResourceChange, base: Manifest, context: Context): Found[] {
  if (base.resource.kind === 'Namespace' && base.resource.group === '')
    return stillInNamespace(base, context);
  if (context.users.isMade(base)) return [];
  const byEffect = new Map<string | undefined, User[]>();
  for (const user of context.users.of(base)) {
    if (user.manifest === head) continue;
    const { effect } = user.reference;
    byEffect.set(effect, [...(byEffect.get(effect) ?? []), user]);
  }
  return [...byEffect].map(([effect, users]): Found => {
    const names = (label: Label) => {
      const all = [...new Set(users.map(({ manifest }) => label(manifest.resource)))];
      const more = all.length > USERS ? ` and ${all.length - USERS} more` : '';
      return { text: `${listed(all.slice(0, USERS))}${more}`, one: all.length === 1 };
    };
    return {
      kind: 'dangling',
      risk: 'high',
      manifest: base,
      text: label => {
        const { text, one } = names(label);
        const what =
          effect === undefined
            ? `still ${one ? 'sends' : 'send'} traffic to it`
            : `still ${one ? 'needs' : 'need'} it: ${effect}`;
        return `${label(base.resource)} goes, and ${text} ${what}.`;
      },
    };
  });
}

/** Keys that go from a ConfigMap or Secret while pods name them one by one. */
export function keysGone({ changes, users }: Context): Found[] {
  return changes.flatMap(({ base, head, fields }): Found[] => {
    if (base === undefined || head === undefined) return [];
    const { kind, group } = head.resource;
    if (group !== '' || (kind !== 'ConfigMap' && kind !== 'Secret')) return [];
    const gone = new Set(
      fields.flatMap(({ operation, path: [part, key, more] }) =>
        operation === 'removed' && KEPT.has(part) && typeof key === 'string' && more === undefined
          ? [key]
          : [],
      ),
    );
    if (gone.size === 0 || users.isMade(head)) return [];
    return users.of(head).flatMap(({ manifest, reference: { keys = [] } }): Found[] => {
      const missed = [...new Set(keys)].filter(key => gone.has(key));
      if (missed.length === 0) return [];
      const what = missed.length === 1 ? `the key ${missed[0]}` : `the keys ${listed(missed)}`;
      const text = (label: Label) =>
        `${label(head.resource)} no longer has ${what}, and ${label(manifest.resource)} still reads ${missed.length === 1 ? 'it' : 'them'}: new pods will not start.`;
      return [{ kind: 'dangling', risk: 'high', manifest: head, text }];
    });
  });
}

/** Where the keys of a ConfigMap or Secret are. */
const KEPT = new Set<unknown>(['data', 'binaryData', 'stringData']);

function stillInNamespace(base: Manifest, { head }: Context): Found[] {
  const { environment } = base.origin;
  const left = head
    .inNamespace(base.resource.name)
    .filter(each => each.origin.environment.name === environment.name);
  const logical = new Set(left.map(({ resource }) => keyOf(resource)));
  if (logical.size === 0 || head.find(base.resource).length > 0) return [];
  const [first] = left as [Manifest];
  const count = logical.size === 1 ? '1 resource' : `${logical.size} resources`;
  const text = (label: Label) =>
    `${label(base.resource)} goes, and ${count} still ${logical.size === 1 ? 'belongs' : 'belong'} there, such as ${anywhere(first.resource)}: they are refused unless something else makes it.`;
  return [{ kind: 'dangling', risk: 'high', manifest: base, text }];
}

function keyOf({ group, kind, name }: Resource): string {
  return `${group}\0${kind}\0${name}`;
}
