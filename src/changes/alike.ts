import { jsonText } from '../json.ts';
import type { ChangedResource, Consequence, Story } from './types.ts';

/** Resources of one entry, and characters of what it says, beyond which it is alike to nothing. */
const RESOURCES = 50;
const LENGTH = 20_000;

/** Entries that say the same of resources that differ by name: one of them, and what the others are about. */
export interface Alike<Entry> {
  readonly first: Entry;
  readonly others: readonly Entry[];
  /** Names of the others' resources, in their order. */
  readonly names: readonly string[];
}

/** `image web 1 -> 2` and `image api 1 -> 2` are alike; so are `serviceAccountName: default -> web` and `default -> api`. */
export function alikeStories(stories: readonly Story[]): Alike<Story>[] {
  return together(stories, story => {
    const { kind, title, where, fields, behind, moved, resources } = story;
    const own = [...namesOf(resources), ...imageNames(story), ...containerNames(story)];
    return written([kind, title, where, fields, behind, moved ?? ''], own, resources);
  });
}

/** Consequences with the same text but for the names in it. */
export function alikeConsequences(consequences: readonly Consequence[]): Alike<Consequence>[] {
  return together(consequences, ({ kind, risk, text, where, resources }) =>
    written([kind, risk, text, where], namesOf(resources), resources),
  );
}

function together<Entry extends { readonly resources: readonly ChangedResource[] }>(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => string | undefined,
): Alike<Entry>[] {
  const groups = new Map<string, Entry[]>();
  for (const [at, entry] of entries.entries()) {
    const key = keyOf(entry) ?? `\0${at}`;
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [entry]);
    else members.push(entry);
  }
  return [...groups.values()].map(([first, ...others]) => ({
    first: first as Entry,
    others,
    names: [...new Set(others.map(({ resources }) => resources[0]?.resource.name ?? ''))],
  }));
}

/** What an entry says with its own names left out. */
function written(
  said: unknown,
  names: readonly string[],
  resources: readonly ChangedResource[],
): string | undefined {
  const text = jsonText(said);
  if (resources.length > RESOURCES || text.length > LENGTH) return undefined;
  const own = new Set(names);
  return text.replace(/[\w-]+/g, word => (own.has(word) ? '*' : word));
}

function namesOf(resources: readonly ChangedResource[]): string[] {
  return resources.map(({ resource }) => resource.name);
}

/** Of `image pay 1.4 -> 1.5` and `image ghcr.io/acme/pay:1.4 -> ...`: pay. */
function imageNames({ kind, title }: Story): string[] {
  const [, image = ''] = title.split(' ');
  return kind === 'image' ? [(image.split('/').at(-1) ?? '').replace(/[:@].*$/, '')] : [];
}

function containerNames({ fields }: Story): string[] {
  return fields.flatMap(({ field }) => {
    const [, name] = /containers\[name=([\w-]+)\]/i.exec(field) ?? [];
    return name === undefined ? [] : [name];
  });
}
