import { type Plain, type SyntaxNode, UNSURE } from './types.ts';

/** Values of CEL as shortcuts see them. */

export function isPlain(given: unknown): given is Plain {
  return typeof given === 'string' || typeof given === 'bigint' || typeof given === 'boolean';
}

export const TYPES: ReadonlySet<string> = new Set(['string', 'int', 'double', 'bool', 'list', 'map']);

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'string',
  bigint: 'int',
  number: 'double',
  boolean: 'bool',
};

export function typeOf(given: unknown): string | undefined {
  if (Array.isArray(given)) return 'list';
  if (isMap(given)) return 'map';
  return TYPE_NAMES[typeof given];
}

export function isOfType(given: unknown, type: string): boolean {
  return type === 'dyn' || typeOf(given) === type;
}

export function isMap(given: unknown): given is Map<string, unknown> | Record<string, unknown> {
  return (
    given instanceof Map || (typeof given === 'object' && given !== null && given.constructor === Object)
  );
}

/** Undefined for what is not there; UNSURE for what has no fields. */
export function fieldOf(map: unknown, key: string): unknown {
  if (map instanceof Map) return map.get(key);
  if (!isMap(map)) return UNSURE;
  return Object.hasOwn(map, key) ? (map as Record<string, unknown>)[key] : undefined;
}

/** The texts of a list literal that has nothing else. */
export function textsOf({ op, args }: SyntaxNode): string[] | undefined {
  if (op !== 'list') return undefined;
  const items = args as SyntaxNode[];
  const isTexts = items.every(item => item.op === 'value' && typeof item.args === 'string');
  return isTexts ? items.map(item => item.args as string) : undefined;
}

/** Characters of a text, items of a list, entries of a map. */
export function countOf(given: unknown): number | typeof UNSURE {
  if (typeof given === 'string') return charactersOf(given);
  if (Array.isArray(given)) return given.length;
  if (given instanceof Map) return Object.hasOwn(given, 'get') ? UNSURE : given.size;
  return isMap(given) ? Object.keys(given).length : UNSURE;
}

/** A pair of surrogates is one. */
function charactersOf(text: string): number {
  let count = text.length;
  for (let at = 0; at + 1 < text.length; at++) {
    if ((text.codePointAt(at) as number) > 0xffff) {
      count -= 1;
      at += 1;
    }
  }
  return count;
}

/** What macros go over: items of a list, keys of a map. Effective values do not know their keys. */
export function itemsOf(collection: unknown): readonly unknown[] | undefined {
  if (Array.isArray(collection)) return collection;
  if (collection instanceof Map) return Object.hasOwn(collection, 'get') ? undefined : [...collection.keys()];
  return isMap(collection) ? Object.keys(collection) : undefined;
}
