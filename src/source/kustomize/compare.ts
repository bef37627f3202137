import type { FieldPath, Json } from '../../manifest/index.ts';
import type { Node } from './node.ts';

/** Paths at which a simulated resource is not what was rendered; a list of another length differs as a whole. */
export function differences(node: Node, rendered: Json): FieldPath[] {
  const found: FieldPath[] = [];
  compare(node, rendered, [], found);
  return found;
}

function compare(
  node: Node | undefined,
  rendered: Json | undefined,
  path: FieldPath,
  found: FieldPath[],
): void {
  const value = node?.value;
  if (Array.isArray(value)) {
    if (!Array.isArray(rendered) || rendered.length !== value.length) {
      found.push(path);
      return;
    }
    for (const [index, item] of value.entries()) compare(item, rendered[index], [...path, index], found);
  } else if (value instanceof Map) {
    if (typeof rendered !== 'object' || rendered === null || Array.isArray(rendered)) {
      found.push(path);
      return;
    }
    for (const key of new Set([...value.keys(), ...Object.keys(rendered)])) {
      compare(
        value.get(key),
        Object.hasOwn(rendered, key) ? rendered[key] : undefined,
        [...path, key],
        found,
      );
    }
  } else if (value !== rendered && (value !== null || rendered !== undefined)) {
    // A null that is not rendered is an entry without a value, which kustomize drops while it merges.
    found.push(path);
  }
}

/** Whether nothing differs on the way to a path, at it or below it. */
export function agrees(found: readonly FieldPath[], path: FieldPath, below: boolean): boolean {
  return !found.some(different => {
    const common = Math.min(different.length, path.length);
    for (let index = 0; index < common; index++) if (different[index] !== path[index]) return false;
    return below || different.length <= path.length;
  });
}
