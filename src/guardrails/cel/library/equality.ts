import { Optional } from '@marcbachmann/cel-js';
import { Duration, UnsignedInt } from '@marcbachmann/cel-js/evaluator';
import { Quantity } from '../quantity.ts';
import { failure } from './failure.ts';

/** Order of two values of one type. */
export function order(a: unknown, b: unknown): number {
  if (typeOf(a) !== typeOf(b)) throw failure('the items of the list cannot be compared');
  const [left, right] = [rank(a), rank(b)];
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.compare(left, right);
  if (!['string', 'boolean', 'number', 'bigint'].includes(typeof left)) {
    throw failure('the items of the list cannot be compared');
  }
  const [first, second] = [left as string, right as string];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** What only compares with its own kind; numbers do with each other. */
function typeOf(value: unknown): unknown {
  if (isNumber(value) || value instanceof UnsignedInt) return 'number';
  return typeof value === 'object' && value !== null ? value.constructor : typeof value;
}

/** A value as JavaScript compares it. */
function rank(value: unknown): unknown {
  if (value instanceof UnsignedInt) return value.value;
  if (value instanceof Quantity) return value.nano;
  if (value instanceof Date) return value.getTime();
  if (value instanceof Duration) return nanoseconds(value);
  return value;
}

/** Also what may become negative as a whole. */
export function nanoseconds({ seconds, nanos }: Duration): bigint {
  return seconds * 1_000_000_000n + BigInt(nanos);
}

export function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** CEL equality: deep, numbers by value. */
export function equal(a: unknown, b: unknown): boolean {
  // biome-ignore lint/suspicious/noDoubleEquals: compares bigint and number by value
  if (isNumber(a) && isNumber(b)) return a == b;
  for (const type of [UnsignedInt, Quantity, Date, Duration] as const) {
    if (a instanceof type && b instanceof type) return rank(a) === rank(b);
  }
  if (a instanceof UnsignedInt || b instanceof UnsignedInt) {
    const [one, other] = [rank(a), rank(b)];
    return isNumber(one) && isNumber(other) && equal(one, other);
  }
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  if (a instanceof Optional && b instanceof Optional) {
    return a.hasValue() === b.hasValue() && (!a.hasValue() || equal(a.value(), b.value()));
  }
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
