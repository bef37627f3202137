import { Quantity } from '../quantity.ts';

/** Order of two values of one type. */
export function order(a: unknown, b: unknown): number {
  if (a instanceof Quantity && b instanceof Quantity) return Number(a.compare(b));
  const numbers = isNumber(a) && isNumber(b);
  if (!numbers && (typeof a !== typeof b || (typeof a !== 'string' && typeof a !== 'boolean'))) {
    throw new Error('the items of the list cannot be compared');
  }
  const [left, right] = [a as string, b as string];
  return left < right ? -1 : left > right ? 1 : 0;
}

export function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** CEL equality: deep, numbers by value. */
export function equal(a: unknown, b: unknown): boolean {
  // biome-ignore lint/suspicious/noDoubleEquals: compares bigint and number by value
  if (isNumber(a) && isNumber(b)) return a == b;
  if (a instanceof Quantity && b instanceof Quantity) return a.nano === b.nano;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => equal(item, b[index]));
  }
  const [left, right] = [entries(a), entries(b)];
  if (left !== undefined && right !== undefined) {
    return (
      left.size === right.size &&
      [...left].every(([key, item]) => right.has(key) && equal(item, right.get(key)))
    );
  }
  return a === b;
}

/** A map, whether it came from a manifest or was written in the expression; undefined for anything else. */
export function entries(value: unknown): Map<unknown, unknown> | undefined {
  if (value instanceof Map) return value;
  return typeof value === 'object' && value !== null && value.constructor === Object
    ? new Map(Object.entries(value))
    : undefined;
}
