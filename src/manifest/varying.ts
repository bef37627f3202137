import { jsonText } from '../json.ts';
import type { FieldPath, Json, Manifest, Resource, Varying } from './types.ts';
import { isObject, own } from './values.ts';

/** Fields kept of one object: who makes more than these at random has said enough. */
const MOST = 100;

/**
 * Manifests with what a second rendering of the same has otherwise, see `Manifest.varying`. Those that it lacks, as
 * their names are others each time, are found by the place they have among their kind.
 */
export function withVarying(first: readonly Manifest[], second: readonly Manifest[]): Manifest[] {
  const named = new Map(second.map(each => [keyOf(each.resource), each]));
  const known = new Set(first.map(each => keyOf(each.resource)));
  const strangers = new Map<string, Manifest[]>();
  for (const each of second) {
    if (known.has(keyOf(each.resource))) continue;
    const kind = kindOf(each.resource);
    const others = strangers.get(kind);
    if (others === undefined) strangers.set(kind, [each]);
    else others.push(each);
  }
  return first.map(manifest => {
    const { resource, object } = manifest;
    const twin = named.get(keyOf(resource)) ?? strangers.get(kindOf(resource))?.shift();
    if (twin === undefined || twin.object === object) return manifest;
    const varying = differing(object, twin.object);
    return varying.length === 0 ? manifest : { ...manifest, varying };
  });
}

/** Where two values differ, as deep as it can be told: of lists of another length the list. */
function differing(a: Json, b: Json): Varying[] {
  const found: Varying[] = [];
  const visit = (x: Json | undefined, y: Json | undefined, path: FieldPath): void => {
    if (x === y || found.length >= MOST) return;
    if (isObject(x) && isObject(y)) {
      for (const key of new Set([...Object.keys(x), ...Object.keys(y)]))
        visit(own(x, key), own(y, key), [...path, key]);
    } else if (Array.isArray(x) && Array.isArray(y) && x.length === y.length) {
      for (const [index, item] of x.entries()) visit(item, y[index], [...path, index]);
    } else if (x === undefined || y === undefined || jsonText(x) !== jsonText(y)) {
      found.push(y === undefined ? { path } : { path, other: y });
    }
  };
  visit(a, b, []);
  return found;
}

function keyOf({ group, kind, namespace, name }: Resource): string {
  return `${group}\0${kind}\0${namespace}\0${name}`;
}

function kindOf({ group, kind, namespace }: Resource): string {
  return `${group}\0${kind}\0${namespace}`;
}
