import { jsonText } from '../../json.ts';
import { isObject, type Json, type JsonObject, type Manifest, type Resource } from '../../manifest/index.ts';
import { byText } from '../../repository/index.ts';
import { comparableObject } from './secrets.ts';
import { type Effort, similarPairs } from './similar.ts';
import type { Moved } from './types.ts';

/** The two sides of a resource; one of them where it is new or gone. */
export interface Pair {
  readonly base?: Manifest;
  readonly head?: Manifest;
  readonly moved?: Moved;
}

/**
 * Suffix that kustomize gives generated names: ten characters of an alphabet without vowels that read as words
 * (kustomize, api/hasher/hasher.go `encode`).
 */
const GENERATED = /-[2456789bcdfghkmt]{10}$/;

/** Objects whose text is longer are not searched for under another name. */
const LONGEST = 1_000_000;

/** Pairs the manifests of two renderings of one target and environment. Of a resource that is there twice, one after the other. */
export function pairRendering(base: readonly Manifest[], head: readonly Manifest[], effort: Effort): Pair[] {
  const pairs: Pair[] = [];
  const left = matched(base, head, each => [resourceKey(each.resource)], undefined, pairs);
  let rest = RENAMES.reduce(
    (open, { moved, keysOf }) => matched(open.base, open.head, keysOf, moved, pairs),
    left,
  );
  const similar = similarPairs(rest.base, rest.head, effort);
  for (const [old, fresh] of similar) pairs.push({ base: old, head: fresh, moved: 'name' });
  const taken = new Set(similar.flat());
  rest = {
    base: rest.base.filter(each => !taken.has(each)),
    head: rest.head.filter(each => !taken.has(each)),
  };
  return [...pairs, ...rest.base.map(each => ({ base: each })), ...rest.head.map(each => ({ head: each }))];
}

/** What left one target and came into another, as the same resource in an environment of the same name. */
export function pairTargets(pairs: readonly Pair[]): Pair[] {
  const whole = pairs.filter(({ base, head }) => base !== undefined && head !== undefined);
  const base = pairs.flatMap(pair => (pair.base !== undefined && pair.head === undefined ? [pair.base] : []));
  const head = pairs.flatMap(pair => (pair.head !== undefined && pair.base === undefined ? [pair.head] : []));
  const found: Pair[] = [];
  const rest = matched(
    base,
    head,
    ({ resource, origin }) => [`${origin.environment.name}\0${resourceKey(resource)}`],
    'target',
    found,
  );
  return [
    ...whole,
    ...found,
    ...rest.base.map(each => ({ base: each })),
    ...rest.head.map(each => ({ head: each })),
  ];
}

export function resourceKey({ group, kind, namespace, name }: Resource): string {
  return `${group}\0${kind}\0${namespace}\0${name}`;
}

/** Whether a name ends as kustomize ends generated ones. */
export function withoutGenerated(name: string): string {
  return name.replace(GENERATED, '');
}

const RENAMES: readonly { moved: Moved; keysOf: (manifest: Manifest) => readonly string[] }[] = [
  {
    moved: 'content',
    keysOf: ({ resource }) =>
      (resource.kind === 'ConfigMap' || resource.kind === 'Secret') && GENERATED.test(resource.name)
        ? [resourceKey({ ...resource, name: withoutGenerated(resource.name) })]
        : [],
  },
  { moved: 'group', keysOf: ({ resource }) => [resourceKey({ ...resource, group: '' })] },
  { moved: 'namespace', keysOf: ({ resource }) => [resourceKey({ ...resource, namespace: '' })] },
  { moved: 'name', keysOf: each => nameless(each, true) },
  { moved: 'name', keysOf: each => nameless(each, false) },
];

/** What an object says besides its metadata; `own` puts a mark for its own name wherever that stands. */
function nameless(manifest: Manifest, own: boolean): readonly string[] {
  const { resource } = manifest;
  const { group, kind, namespace, name } = resource;
  if (name === '' || manifest.origin.text.length > LONGEST) return [];
  const object = comparableObject(manifest);
  const body = Object.fromEntries(
    Object.entries(object)
      .filter(([key]) => !['apiVersion', 'kind', 'metadata'].includes(key))
      .sort(([a], [b]) => byText(a, b)),
  ) as JsonObject;
  // Two empty objects have nothing in common but that.
  if (!Object.values(body).some(value => isObject(value) && Object.keys(value).length > 0)) return [];
  return [resourceKey({ group, kind, namespace, name: jsonText(marked(body, own ? name : '')) })];
}

function marked(value: Json, name: string): Json {
  if (typeof value === 'string') return name === '' ? value : value.split(name).join('\0');
  if (Array.isArray(value)) return value.map(each => marked(each, name));
  if (!isObject(value)) return value;
  const keys = Object.keys(value).sort(byText);
  return Object.fromEntries(keys.map(key => [key, marked(value[key] as Json, name)]));
}

interface Open {
  readonly base: readonly Manifest[];
  readonly head: readonly Manifest[];
}

/** Pairs by key. A rename is only told where the key is the one of its kind on both sides: else nobody knows which. */
function matched(
  base: readonly Manifest[],
  head: readonly Manifest[],
  keysOf: (manifest: Manifest) => readonly string[],
  moved: Moved | undefined,
  into: Pair[],
): Open {
  if (base.length === 0 || head.length === 0) return { base, head };
  const [old, fresh] = [indexed(base, keysOf), indexed(head, keysOf)];
  const taken = new Set<Manifest>();
  for (const [key, before] of old) {
    const after = fresh.get(key) ?? [];
    if (after.length === 0 || (moved !== undefined && (before.length > 1 || after.length > 1))) continue;
    for (let i = 0; i < Math.min(before.length, after.length); i++) {
      const [a, b] = [before[i] as Manifest, after[i] as Manifest];
      into.push({ base: a, head: b, ...(moved === undefined ? {} : { moved }) });
      taken.add(a).add(b);
    }
  }
  return { base: base.filter(each => !taken.has(each)), head: head.filter(each => !taken.has(each)) };
}

function indexed(
  manifests: readonly Manifest[],
  keysOf: (manifest: Manifest) => readonly string[],
): Map<string, Manifest[]> {
  const index = new Map<string, Manifest[]>();
  for (const manifest of manifests) {
    for (const key of keysOf(manifest)) {
      const members = index.get(key);
      if (members === undefined) index.set(key, [manifest]);
      else members.push(manifest);
    }
  }
  return index;
}
