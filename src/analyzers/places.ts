import type { FieldPath, Manifest } from '../manifest/index.ts';

/** Somewhere in the sources of one side, before its line is looked for. */
export interface Pointer {
  readonly side: 'base' | 'head';
  readonly manifest: Manifest;
  readonly path: FieldPath;
}

/** All pointers of a report, in the order its members come: members named `place`. */
export function pointersIn(value: unknown): Pointer[] {
  const pointers = new Set<Pointer>();
  replaced(value, pointer => {
    pointers.add(pointer);
    return pointer;
  });
  return [...pointers];
}

/** A report with something else in the place of each of its pointers. */
export function replaced(value: unknown, placeOf: (pointer: Pointer) => unknown): unknown {
  if (Array.isArray(value)) return value.map(each => replaced(each, placeOf));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key === 'place' && member !== undefined ? placeOf(member as Pointer) : replaced(member, placeOf),
    ]),
  );
}
