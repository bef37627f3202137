import { jsonText } from '../json.ts';
import {
  imageReference,
  itemNames,
  type Json,
  type Manifest,
  type ManifestSet,
  own,
} from '../manifest/index.ts';
import { byText } from '../repository/index.ts';
import type { Target } from '../target.ts';
import { causesOf, type Difference } from './causes.ts';
import {
  comparableObject,
  type FieldChange,
  type Noise,
  type ResourceChange,
  withoutGenerated,
} from './diff/index.ts';
import { shownField } from './texts.ts';
import type { Cause, ShownField, Story, StoryKind } from './types.ts';
import {
  changedResource,
  givenLabel,
  imageTitle,
  inRenderings,
  listed,
  logicalKey,
  logicalLabel,
  namedResources,
  pluralKind,
  type Renderings,
  renderingLabel,
  resourcesText,
} from './words.ts';

const ORDER: readonly StoryKind[] = ['removed', 'moved', 'image', 'changed', 'added', 'noise'];

/** Characters of a resource that came or went whose content is told, and of all of them. */
const CONTENT = 20_000;
const CONTENTS = 500_000;

const NOISE: Readonly<Record<Noise, string>> = {
  checksum: 'config checksums',
  'chart-version': 'chart version labels',
  'generated-name': 'references to generated names',
  format: 'embedded text, in its form only',
  random: 'values that are made anew at each rendering',
};

export interface StoryInput {
  readonly changes: readonly ResourceChange[];
  readonly head: ManifestSet;
  readonly isCompared: (manifest: Manifest) => boolean;
  readonly all: Renderings;
  /** Takes what no report may say out of a text of a target. */
  readonly hide: (text: string, target: string) => string;
}

/** A difference of one resource in one rendering. */
interface Atom extends Difference {
  readonly manifest: Manifest;
  readonly field: FieldChange;
}

/** A story, and what it was made from. */
export interface Told {
  readonly story: Story;
  readonly causes: readonly Cause[];
}

/**
 * Entries of a diff: the same change of an image, or of one field in several resources, is one; what is left of a
 * resource is one for all environments in which it is the same; noise is one per sort.
 */
export function storiesOf(input: StoryInput): Told[] {
  const { changes } = input;
  const atoms = changes.flatMap(change =>
    change.fields.map(
      (field): Atom => ({ change, field, manifest: (change.head ?? change.base) as Manifest }),
    ),
  );
  const isMoved = ({ change: { moved } }: Atom) => moved !== undefined && moved !== 'content';
  const noise = atoms.filter(({ field }) => field.noise !== undefined);
  const real = atoms.filter(({ field }) => field.noise === undefined);
  const images = real.filter(atom => isImage(atom.field) && !isMoved(atom));
  const others = real.filter(atom => !isImage(atom.field) || isMoved(atom));
  const shared = new Set(
    [
      ...grouped(
        others.filter(atom => !isMoved(atom)),
        fieldKey,
      ).values(),
    ]
      .filter(group => new Set(group.map(({ manifest }) => logicalKey(manifest))).size > 1)
      .flat(),
  );
  const own = others.filter(atom => !shared.has(atom));
  const still = laggards(input);
  return [
    ...[
      ...grouped(images, ({ field }) => jsonText([imageKey(field.before), imageKey(field.after)])).values(),
    ].map(group => imageStory(group, input, still)),
    ...sharedStories([...shared], input, still),
    ...ownStories(changes, own, input, still),
    ...wholeStories(input),
    ...[...grouped(noise, ({ field }) => String(field.noise)).values()].map(group =>
      noiseStory(group, input),
    ),
  ].sort(
    ({ story: a }, { story: b }) =>
      ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || byText(a.title, b.title) || byText(a.where, b.where),
  );
}

function told(story: Omit<Story, 'locations'>, from: readonly Difference[]): Told {
  return { story: { ...story, locations: [] }, causes: causesOf(from) };
}

function imageStory(group: readonly Atom[], input: StoryInput, still: Laggards): Told {
  const { before, after } = (group[0] as Atom).field;
  const story = {
    ...common(group, [], input),
    kind: 'image' as const,
    title: imageTitle(String(before), String(after)),
    where: whereOf(
      group.map(({ manifest }) => manifest),
      input,
      namedResources,
    ),
    behind: still(group),
  };
  return told(story, group);
}

/** Fields that are changed in the same resources in the same way are told together. */
function sharedStories(atoms: readonly Atom[], input: StoryInput, still: Laggards): Told[] {
  const groups = [...grouped(atoms, fieldKey).values()];
  const ids = new Map<Manifest, number>();
  const idOf = (manifest: Manifest) => {
    const id = ids.get(manifest) ?? ids.size;
    ids.set(manifest, id);
    return id;
  };
  const together = grouped(groups, group => [...new Set(group.map(a => idOf(a.manifest)))].sort().join());
  return [...together.values()].map(members => {
    const first = members[0] as readonly Atom[];
    const fields = members.map(group => (group[0] as Atom).field);
    const manifests = first.map(({ manifest }) => manifest);
    const story = {
      ...common(first, fields, input),
      kind: 'changed' as const,
      title: namedResources(manifests),
      where: inRenderings(manifests.map(changedResource), input.all),
      behind: still(first),
    };
    return told(story, members.flat());
  });
}

/** What is left of each resource, once for the environments in which it is the same. */
function ownStories(
  changes: readonly ResourceChange[],
  atoms: readonly Atom[],
  input: StoryInput,
  still: Laggards,
): Told[] {
  const left = grouped(atoms, ({ change }) => change);
  const entries = changes.flatMap(change => {
    const found = left.get(change) ?? [];
    // The title says it.
    const fields =
      change.moved === 'group' ? found.filter(({ field }) => field.field !== 'apiVersion') : found;
    const moved = change.moved !== undefined && change.moved !== 'content';
    return fields.length === 0 && !moved ? [] : [{ change, fields }];
  });
  const same = grouped(entries, ({ change, fields }) =>
    fields.length === 0 && change.moved !== 'name'
      ? movement(change)
      : jsonText([
          change.moved === 'content'
            ? withoutGenerated(logicalKey(change.head as Manifest))
            : logicalKey(change.head as Manifest),
          change.moved ?? '',
          fields.map(fieldKey),
        ]),
  );
  return [...same.values()].map(members => {
    const { change, fields } = members[0] as (typeof entries)[number];
    const manifests = members.map(each => each.change.head as Manifest);
    const where = inRenderings(manifests.map(changedResource), input.all);
    const atomsOfAll = members.flatMap(each => each.fields.slice(0, 1));
    const shape = {
      fields: fields.map(({ field }) => shown(field, manifests[0] as Manifest, input)),
      resources: manifests.map(changedResource),
      where,
      behind: still(atomsOfAll),
    };
    const isMoved = change.moved !== undefined && change.moved !== 'content';
    const from = members.flatMap((each): Difference[] => [
      ...(isMoved ? [{ change: each.change }] : []),
      ...each.fields,
    ]);
    if (change.moved === undefined)
      return told({ ...shape, kind: 'changed', title: logicalLabel(manifests) }, from);
    if (change.moved === 'content') {
      const name = logicalLabel(manifests, withoutGenerated);
      return told({ ...shape, kind: 'changed', title: `${name} (generated name)`, moved: 'content' }, from);
    }
    const title = movedTitle(members.map(each => each.change));
    return told({ ...shape, kind: 'moved', title, moved: change.moved }, from);
  });
}

/** `namespace dev -> test`: how a resource is called now. */
function movement({ base, head, moved }: ResourceChange): string {
  const [old, fresh] = [base as Manifest, head as Manifest];
  switch (moved) {
    case 'namespace':
      return `namespace ${old.resource.namespace || '(none)'} -> ${fresh.resource.namespace || '(none)'}`;
    case 'group':
      return `${old.apiVersion} -> ${fresh.apiVersion}`;
    default:
      return `from ${old.origin.target.id} to ${fresh.origin.target.id}`;
  }
}

function movedTitle(changes: readonly ResourceChange[]): string {
  const [first] = changes as readonly [ResourceChange];
  const fresh = first.head as Manifest;
  if (first.moved === 'name') {
    const all = changes.map(({ base }) => base as Manifest);
    return `${logicalLabel(all)} is named ${fresh.resource.name} now`;
  }
  return `${namedResources(changes.map(({ head }) => head as Manifest))}: ${movement(first)}`;
}

/** Resources that came or went: by kind, and a whole rendering at once where all of it did. */
function wholeStories(input: StoryInput): Told[] {
  const whole = input.changes.filter(({ operation }) => operation !== 'changed');
  const groups = grouped(whole, change => {
    const { resource } = (change.head ?? change.base) as Manifest;
    return `${change.operation}\0${resource.group}\0${resource.kind}`;
  });
  let room = CONTENTS;
  return [...groups.values()].map(group => {
    const { operation } = group[0] as ResourceChange;
    const manifests = group.map(({ base, head }) => (head ?? base) as Manifest);
    const logical = [...grouped(manifests, each => withoutGenerated(logicalKey(each))).values()];
    const kind = (manifests[0] as Manifest).resource.kind;
    const names = logical.map(each => givenLabel(each).slice(kind.length + 1)).sort(byText);
    const fields = logical.flatMap((each): ShownField[] => {
      const object = comparableObject(each[0] as Manifest);
      const size = jsonText(object).length;
      if (size > Math.min(CONTENT, room)) return [];
      room -= size;
      const side = operation === 'added' ? { after: object } : { before: object };
      const field = shown({ field: '', path: [], operation, ...side }, each[0] as Manifest, input);
      return [{ ...field, resource: givenLabel(each) }];
    });
    const story = {
      kind: operation as 'added' | 'removed',
      title:
        names.length === 1 ? `${kind} ${names[0]}` : `${names.length} ${pluralKind(kind)}: ${listed(names)}`,
      where: inRenderings(manifests.map(changedResource), input.all),
      fields,
      resources: manifests.map(changedResource),
      behind: [],
    };
    return told(
      story,
      group.map(change => ({ change })),
    );
  });
}

function noiseStory(group: readonly Atom[], input: StoryInput): Told {
  const { noise } = (group[0] as Atom).field;
  const values = new Set(group.map(({ field }) => jsonText([field.before, field.after])));
  const [{ field }] = group as readonly [Atom];
  const only = values.size === 1 && noise === 'chart-version' ? `: ${field.before} -> ${field.after}` : '';
  const story = {
    ...common(group, [], input),
    kind: 'noise' as const,
    title: `${NOISE[noise as Noise]}${only}`,
    where: whereOf(
      group.map(({ manifest }) => manifest),
      input,
    ),
    noise: noise as Noise,
    behind: [],
  };
  return told(story, []);
}

function common(group: readonly Atom[], fields: readonly FieldChange[], input: StoryInput) {
  const manifests = [...new Set(group.map(({ manifest }) => manifest))];
  return {
    fields: fields.map(field => shown(field, manifests[0] as Manifest, input)),
    resources: manifests.map(changedResource),
  };
}

function shown(field: FieldChange, { origin }: Manifest, { hide }: StoryInput) {
  return shownField(field, text => hide(text, origin.target.id));
}

function whereOf(manifests: readonly Manifest[], input: StoryInput, text = resourcesText): string {
  const where = inRenderings(manifests.map(changedResource), input.all);
  return `${text(manifests)}${where === '' ? '' : ` ${where}`}`;
}

function isImage({ path, operation, before, after }: FieldChange): boolean {
  const [list, item, key] = path.slice(-3);
  return (
    operation === 'changed' &&
    key === 'image' &&
    typeof item === 'object' &&
    /^(?:init|ephemeral)?containers$/i.test(String(list)) &&
    typeof before === 'string' &&
    typeof after === 'string'
  );
}

/** The same for `redis:8` and `docker.io/library/redis:8`. */
function imageKey(image: Json | undefined): string {
  const { valid, text, name, tag, digest } = imageReference(String(image));
  return valid ? `${name}:${tag}@${digest}` : text;
}

/** The same for references to generated names: their hash is another in every environment that has other content. */
function fieldKey({ field: { field, operation, before, after } }: Atom): string {
  const named = (value: Json | undefined) =>
    typeof value === 'string' ? withoutGenerated(value) : (value ?? null);
  return jsonText([field, operation, named(before), named(after)]);
}

/** Finds who does not follow, see {@link Story.behind}. */
type Laggards = (group: readonly Atom[]) => string[];

function laggards({ head, isCompared }: StoryInput): Laggards {
  const places = grouped(head.manifests.filter(isCompared), logicalKey);
  const follows = following();
  return group => {
    const changed = new Set(group.map(({ manifest }) => manifest));
    const still = new Set<Manifest>();
    const looked = new Set<string>();
    for (const { manifest, field } of group) {
      const { target } = manifest.origin;
      const key = logicalKey(manifest);
      const asked = `${key}\0${target.id}\0${field.field}`;
      if (looked.has(asked)) continue;
      looked.add(asked);
      for (const other of places.get(key) ?? []) {
        if (!changed.has(other) && follows(manifest, other) && isAsBefore(other.object, field))
          still.add(other);
      }
    }
    const others = group.map(({ manifest }) => changedResource(manifest));
    return [...new Set([...still].map(each => renderingLabel(changedResource(each), others)))].sort(byText);
  };
}

/** Environments of one target are expected to follow each other, and so are overlays of one base. */
function following(): (a: Manifest, b: Manifest) => boolean {
  const inputs = new Map<Target, ReadonlySet<string>>();
  const shared = new Map<string, boolean>();
  const shareInputs = (a: Target, b: Target): boolean => {
    const files = inputs.get(a) ?? new Set(a.inputs);
    inputs.set(a, files);
    return b.inputs.some(path => files.has(path));
  };
  return ({ origin: a }, { origin: b }) => {
    if (a.target.id === b.target.id) return a.environment.name !== b.environment.name;
    if (a.target.kind !== 'kustomize' || b.target.kind !== 'kustomize') return false;
    const pair = `${a.target.id}\0${b.target.id}`;
    const known = shared.get(pair) ?? shareInputs(a.target, b.target);
    shared.set(pair, known);
    return known;
  };
}

/**
 * Whether an object still has the field as it was. What is known by its position, or stands in a text, is not asked
 * for: nobody knows whether it is the same thing there.
 */
function isAsBefore(object: Json, { path, operation, before }: FieldChange): boolean {
  if (operation === 'reordered') return false;
  let value: Json | undefined = object;
  let list = '';
  for (const [at, step] of path.entries()) {
    const isLast = at === path.length - 1;
    if (typeof step === 'string') {
      value = own(value, step);
      list = step;
    } else {
      if (!Array.isArray(value) || typeof step === 'number' || !('item' in step)) return false;
      const names = itemNames(value, list);
      if (names === undefined) return false;
      value = value[names.indexOf(step.item)];
    }
    if (value === undefined) return isLast && before === undefined;
  }
  return before !== undefined && jsonText(value) === jsonText(before);
}

function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [item]);
    else members.push(item);
  }
  return groups;
}
