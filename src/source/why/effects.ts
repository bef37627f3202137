import {
  type FieldPath,
  fieldName,
  isObject,
  type Json,
  type Manifest,
  own,
  parseYaml,
  valueAt,
} from '../../manifest/index.ts';
import type { RenderedDocument } from '../../render/index.ts';
import type { Discretion, Effect } from './types.ts';

/** One field that is not the same in two renderings; the whole document with an empty path. */
export interface Difference {
  /** Index of the document in the first rendering; undefined for a document that only the second has. */
  readonly document?: number;
  readonly path: FieldPath;
  readonly change: 'value' | 'appears' | 'disappears';
  /** What appeared, when a whole document did. */
  readonly object?: Json;
}

/** Differences after which no more are looked for. */
const MAX_DIFFERENCES = 5000;

/** What is different between two renderings of one chart, document by document, at the highest field that differs. */
export function differencesOf(
  before: readonly RenderedDocument[],
  after: readonly RenderedDocument[],
): Difference[] {
  const found: Difference[] = [];
  const later = after.map(read);
  const earlier = before.map(read);
  const inOrder = earlier.length === later.length && earlier.every((d, i) => d.place === later[i]?.place);
  const left = new Set(later.keys());
  const pairs = earlier.map((document, index) => {
    const twin = inOrder ? index : [...left].find(other => later[other]?.key === document.key);
    if (twin !== undefined) left.delete(twin);
    return [index, twin] as const;
  });
  for (const [index, twin] of pairs) {
    const old = earlier[index]?.value;
    if (old === undefined) continue;
    const now = twin === undefined ? undefined : later[twin]?.value;
    if (now === undefined) found.push({ document: index, path: [], change: 'disappears' });
    else compare(index, old, now, [], found);
  }
  for (const index of left) {
    const object = later[index]?.value;
    if (object !== undefined) found.push({ path: [], change: 'appears', object });
  }
  return found;
}

interface Read {
  readonly value: Json | undefined;
  /** Template and kind. */
  readonly place: string;
  /** Template, kind, namespace and name. */
  readonly key: string;
}

function read({ text }: RenderedDocument): Read {
  const source = /^# Source: (.*)$/m.exec(text)?.[1] ?? '';
  const parsed = parseYaml(text);
  const value = parsed.ok && parsed.value !== null ? parsed.value : undefined;
  const metadata = own(value, 'metadata');
  const place = JSON.stringify([source, own(value, 'kind')]);
  return { value, place, key: JSON.stringify([place, own(metadata, 'namespace'), own(metadata, 'name')]) };
}

function compare(document: number, old: Json, now: Json, path: FieldPath, found: Difference[]): void {
  if (found.length >= MAX_DIFFERENCES) return;
  if (isObject(old) && isObject(now)) {
    for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
      member(document, own(old, key), own(now, key), [...path, key], found);
    }
  } else if (Array.isArray(old) && Array.isArray(now)) {
    for (let index = 0; index < Math.max(old.length, now.length); index++) {
      member(document, old[index], now[index], [...path, index], found);
    }
  } else if (old !== now) found.push({ document, path, change: 'value' });
}

function member(
  document: number,
  old: Json | undefined,
  now: Json | undefined,
  path: FieldPath,
  found: Difference[],
): void {
  if (old === undefined) found.push({ document, path, change: 'appears' });
  else if (now === undefined) found.push({ document, path, change: 'disappears' });
  else compare(document, old, now, path, found);
}

/** Fields as people see them: of the object that holds them, with the value they have. */
export function effectsOf(
  fields: readonly Difference[],
  manifests: readonly Manifest[],
  discretion: Discretion,
): Effect[] {
  return fields.flatMap(({ document, path, change, object }): Effect[] => {
    const changed = change === 'value' ? {} : { change };
    if (document === undefined)
      return [{ resource: resourceOf(object), field: '', value: { state: 'absent' }, ...changed }];
    // Of a List the member that holds the field; of the List itself, all of its members.
    const holding = manifests.filter(
      ({ origin }) => origin.documentIndex === document && isWithin(path, origin.within),
    );
    return holding.map(manifest => {
      const inside = path.slice(manifest.origin.within.length);
      return {
        resource: manifest.resource,
        field: fieldName(manifest.object, inside),
        value:
          inside.length === 0 || valueAt(manifest.object, inside) === undefined
            ? { state: 'absent' }
            : discretion.rendered(manifest, inside),
        ...changed,
      };
    });
  });
}

function isWithin(path: FieldPath, within: FieldPath): boolean {
  return within.every((step, index) => index >= path.length || path[index] === step);
}

function resourceOf(object: Json | undefined): Effect['resource'] {
  const text = (value: Json | undefined) => (typeof value === 'string' ? value : '');
  const metadata = own(object, 'metadata');
  const [group = ''] = text(own(object, 'apiVersion')).split('/').slice(0, -1);
  return {
    group,
    kind: text(own(object, 'kind')),
    namespace: text(own(metadata, 'namespace')),
    name: text(own(metadata, 'name')),
  };
}

/** Paths none of which lies below another. */
export function outermost(paths: readonly FieldPath[]): FieldPath[] {
  const keys = new Set(paths.map(path => JSON.stringify(path)));
  return paths.filter(
    path => !path.some((_, depth) => depth > 0 && keys.has(JSON.stringify(path.slice(0, depth)))),
  );
}
