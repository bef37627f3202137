import { jsonText } from '../../json.ts';
import { imageReference, isObject, type Json, type Manifest, podSpecsOf } from '../../manifest/index.ts';
import { byText } from '../../repository/index.ts';
import { comparableObject } from './secrets.ts';

/** How much two objects have to have in common to be one under another name: between 0 and 1. */
const ALIKE = 0.7;
/** How much more than with any other. */
const AHEAD = 0.05;
/** Leaves of an object below which nothing can be said, and beyond which it is not searched for. */
const FEWEST = 5;
const MOST = 5_000;
/** Characters of an object's leaves and their places, beyond which likewise. */
const WRITTEN = 2_000_000;
/** Objects of one kind that were lost, times those that came. */
const PAIRS = 2_500;

/** What may still be spent on a search: leaves looked up, for all renderings of a diff. */
export interface Effort {
  left: number;
}

export function effort(): Effort {
  return { left: 20_000_000 };
}

/**
 * Objects of one kind that went and came in one rendering and are mostly the same but for the name: each the other's
 * best match, with nothing else close. Workloads have to run an image of the same name. Same input, same pairs.
 */
export function similarPairs(
  base: readonly Manifest[],
  head: readonly Manifest[],
  effort: Effort,
): (readonly [Manifest, Manifest])[] {
  const [old, fresh] = [byKind(base), byKind(head)];
  return [...old].flatMap(([kind, before]) => {
    const after = fresh.get(kind) ?? [];
    if (after.length === 0 || before.length * after.length > PAIRS) return [];
    return bestPairs(before.map(featuresOf), after.map(featuresOf), effort);
  });
}

function byKind(manifests: readonly Manifest[]): Map<string, Manifest[]> {
  const kinds = new Map<string, Manifest[]>();
  for (const manifest of manifests) {
    const { group, kind, namespace, name } = manifest.resource;
    if (name === '') continue;
    const key = `${group}\0${kind}\0${namespace}`;
    kinds.set(key, [...(kinds.get(key) ?? []), manifest]);
  }
  return kinds;
}

/** An object taken apart. */
interface Features {
  readonly manifest: Manifest;
  /** How often each leaf is there, with its place; undefined when there are too few or too many. */
  readonly leaves: ReadonlyMap<string, number> | undefined;
  readonly count: number;
  readonly images: ReadonlySet<string>;
}

function bestPairs(
  before: readonly Features[],
  after: readonly Features[],
  effort: Effort,
): (readonly [Manifest, Manifest])[] {
  const scores = before.map(old => after.map(fresh => likeness(old, fresh, effort)));
  return before.flatMap((old, i) => {
    const row = scores[i] as readonly number[];
    const j = row.indexOf(Math.max(...row));
    const score = row[j] ?? 0;
    const fresh = after[j];
    if (fresh === undefined || score < ALIKE) return [];
    const rivals = [
      ...row.filter((_, at) => at !== j),
      ...scores.flatMap((other, at) => (at === i ? [] : (other[j] ?? 0))),
    ];
    return rivals.some(rival => rival > score - AHEAD) ? [] : [[old.manifest, fresh.manifest] as const];
  });
}

/** Twice what two objects share, of all that they have. */
function likeness(a: Features, b: Features, effort: Effort): number {
  if (a.leaves === undefined || b.leaves === undefined) return 0;
  if (2 * Math.min(a.count, b.count) < ALIKE * (a.count + b.count)) return 0;
  if (a.images.size > 0 && ![...a.images].some(image => b.images.has(image))) return 0;
  effort.left -= a.leaves.size;
  if (effort.left < 0) return 0;
  let shared = 0;
  for (const [leaf, count] of a.leaves) shared += Math.min(count, b.leaves.get(leaf) ?? 0);
  return (2 * shared) / (a.count + b.count);
}

function featuresOf(manifest: Manifest): Features {
  const { name } = manifest.resource;
  const leaves = new Map<string, number>();
  let [count, written] = [0, 0];
  const visit = (value: Json, path: string): void => {
    if (count > MOST || written > WRITTEN) return;
    if (Array.isArray(value)) for (const item of value) visit(item, `${path}[]`);
    else if (isObject(value))
      for (const key of Object.keys(value).sort(byText)) visit(value[key] as Json, `${path}.${key}`);
    else {
      // What is called after the object is called otherwise with it.
      const text = typeof value === 'string' ? withoutName(value, name) : jsonText(value);
      const leaf = `${path}=${text}`;
      written += leaf.length;
      leaves.set(leaf, (leaves.get(leaf) ?? 0) + 1);
      count++;
    }
  };
  const { apiVersion: _, kind: __, ...object } = comparableObject(manifest);
  visit(object, '');
  const images = new Set(
    podSpecsOf(manifest).flatMap(({ spec }) =>
      (Array.isArray(spec.containers) ? spec.containers : []).flatMap(container => {
        const image = isObject(container) ? imageReference(String(container.image ?? '')) : undefined;
        return image?.valid === true ? [image.name] : [];
      }),
    ),
  );
  const isTelling = count >= FEWEST && count <= MOST && written <= WRITTEN;
  return { manifest, leaves: isTelling ? leaves : undefined, count, images };
}

/** Short names stand in words that have nothing to do with them. */
function withoutName(text: string, name: string): string {
  if (name.length < 3) return text === name ? '\0' : text;
  return text.split(name).join('\0');
}
