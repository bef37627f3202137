import { type Manifest, type ManifestSet, type Resource, resourceLabel } from '../../manifest/index.ts';
import { byText } from '../../repository/index.ts';
import type { ResourceChange } from '../diff/index.ts';
import type { Restarting } from '../restarts.ts';
import type { ChangedResource, Consequence, ConsequenceKind } from '../types.ts';
import { changedResource, inRenderings, type Renderings } from '../words.ts';
import type { Managers } from './managers.ts';
import type { Places } from './places.ts';
import type { Users } from './users.ts';

const RISKS = ['high', 'medium', 'low'] as const;
const KINDS: readonly ConsequenceKind[] = [
  'data',
  'refused',
  'stored',
  'traffic',
  'dangling',
  'unmatched',
  'recreated',
  'pruned',
  'downtime',
  'hook',
  'stale',
  'scaled',
];

/** How a resource is called: without its namespace where several are told of at once. */
export type Label = (resource: Resource) => string;
export const anywhere: Label = resource => resourceLabel({ ...resource, namespace: '' });

/** A consequence in one rendering; those with the same text in several are one. */
export interface Found {
  readonly kind: ConsequenceKind;
  readonly risk: Consequence['risk'];
  readonly manifest: Manifest;
  /**
   * @param all the manifests of all that are told together.
   * @param names their {@link Found.name}s, sorted.
   */
  readonly text: (label: Label, all: readonly Manifest[], names: readonly string[]) => string;
  /** What is told together whatever the resource; else the same text is. */
  readonly id?: string;
  /** What differs between those that are told together: a host, the name of a Job. */
  readonly name?: string;
}

export interface ConsequenceInput {
  readonly all: Renderings;
  readonly changes: readonly ResourceChange[];
  readonly base: ManifestSet;
  readonly head: ManifestSet;
  readonly restarts: readonly Restarting[];
  /** Takes what no report may say out of a text of a target. */
  readonly hide?: (text: string, target: string) => string;
}

/** What the parts that look for consequences share; what is costly is worked out when it is asked for. */
export interface Context extends ConsequenceInput {
  readonly users: Users;
  readonly managers: Managers;
  /** Those of the base. */
  readonly former: Managers;
  /** Objects of each side by rendering and namespace. */
  readonly places: { readonly base: Places; readonly head: Places };
}

/** What is the same in several environments becomes one; highest risk first. */
export function told(
  found: readonly Found[],
  all: Renderings,
  hide: (text: string, target: string) => string = text => text,
): Consequence[] {
  const groups = new Map<string, Found[]>();
  for (const each of found) {
    const names = each.name === undefined ? [] : [each.name];
    const id = `${each.kind}\0${each.risk}\0${each.id ?? each.text(anywhere, [each.manifest], names)}`;
    const members = groups.get(id);
    if (members === undefined) groups.set(id, [each]);
    else members.push(each);
  }
  return [...groups.values()]
    .map(group => {
      const { kind, risk, text } = group[0] as Found;
      const manifests = [...new Set(group.map(({ manifest }) => manifest))];
      const resources = manifests.map(changedResource);
      const isOne = new Set(resources.map(({ resource }) => resource.namespace)).size === 1;
      const names = [...new Set(group.flatMap(({ name }) => (name === undefined ? [] : [name])))];
      return {
        kind,
        risk,
        text: [...new Set(resources.map(({ target }) => target))].reduce(
          hide,
          text(isOne ? resourceLabel : anywhere, manifests, names.sort(byText)),
        ),
        where: inRenderings(resources, all),
        resources,
      };
    })
    .sort(
      (a, b) =>
        RISKS.indexOf(a.risk) - RISKS.indexOf(b.risk) ||
        KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
        byText(a.text, b.text) ||
        byText(a.where, b.where),
    );
}

/** One resource in one rendering as text. */
export function resourceKeyOf({ target, environment, resource }: ChangedResource): string {
  return [target, environment, resource.group, resource.kind, resource.namespace, resource.name].join('\0');
}

/** What is taken away, whatever took its place under another name. */
export function isGone({ base, operation, moved }: ResourceChange): boolean {
  return base !== undefined && (operation === 'removed' || moved === 'name' || moved === 'namespace');
}
