import { findAll, indexOf, lowerAscii, matches, upperAscii } from '../library/index.ts';
import { parseQuantity, Quantity } from '../quantity.ts';
import { standIn } from '../stand-ins.ts';
import { type Plain, UNSURE } from './types.ts';

/** Operators, functions and macros that shortcuts know, by the names they have after rewriting. */

/** The largest integer of CEL. */
const MOST = 2n ** 63n - 1n;

/** Of two values of one type. */
export const BINARY: Readonly<Record<string, (a: Plain, b: Plain) => unknown>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => (typeof a === 'boolean' ? UNSURE : a < b),
  '<=': (a, b) => (typeof a === 'boolean' ? UNSURE : a <= b),
  '>': (a, b) => (typeof a === 'boolean' ? UNSURE : a > b),
  '>=': (a, b) => (typeof a === 'boolean' ? UNSURE : a >= b),
  '+'(a, b) {
    if (typeof a === 'string') return a + (b as string);
    if (typeof a !== 'bigint') return UNSURE;
    const sum = a + (b as bigint);
    return sum <= MOST && sum >= -MOST ? sum : UNSURE;
  },
};

/** `size() > 0` and the like, of numbers. */
export const COUNTED: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** Functions of one argument. */
export const CALLS: Readonly<Record<string, (given: unknown) => unknown>> = {
  string: given => (typeof given === 'string' ? given : typeof given === 'bigint' ? String(given) : UNSURE),
  quantity: given => quantityOf(given) ?? UNSURE,
  isQuantity: given => (given === UNSURE ? UNSURE : quantityOf(given) !== undefined),
};

/** What was read last: the same few quantities come again and again. */
let read = new Map<string, Quantity>();
const MOST_READ = 1_000;

function quantityOf(given: unknown): Quantity | undefined {
  if (typeof given !== 'string') return parseQuantity(given);
  let quantity = read.get(given);
  if (quantity === undefined) {
    quantity = parseQuantity(given);
    if (quantity === undefined) return undefined;
    if (read.size >= MOST_READ) read = new Map();
    read.set(given, quantity);
  }
  return quantity;
}

/** Methods without arguments. */
export const CHANGED: Readonly<Record<string, (given: unknown) => unknown>> = {
  [standIn('lowerAscii')]: given => (typeof given === 'string' ? lowerAscii(given) : UNSURE),
  [standIn('upperAscii')]: given => (typeof given === 'string' ? upperAscii(given) : UNSURE),
  sign: given => (given instanceof Quantity ? given.sign() : UNSURE),
};

/** Methods of a text with another. */
export const TEXT: Readonly<Record<string, (text: string, other: string) => unknown>> = {
  [standIn('matches')]: matches,
  [standIn('indexOf')]: (text, part) => indexOf(text, part, 0n),
  findAll: (text, pattern) => findAll(text, pattern, -1n),
  split: (text, separator) => text.split(separator),
  startsWith: (text, other) => text.startsWith(other),
  endsWith: (text, other) => text.endsWith(other),
  contains: (text, other) => text.includes(other),
};

/** Methods of a quantity with another. */
export const QUANTITIES: Readonly<Record<string, (quantity: Quantity, other: Quantity) => unknown>> = {
  isLessThan: (quantity, other) => quantity.nano < other.nano,
  isGreaterThan: (quantity, other) => quantity.nano > other.nano,
  compareTo: (quantity, other) => quantity.compare(other),
};

type Each = (item: unknown) => unknown;

/** Macros over items. */
export const ITEMS: Readonly<Record<string, (items: readonly unknown[], each: Each) => unknown>> = {
  all: (items, each) => settled(items, each, false),
  exists: (items, each) => settled(items, each, true),
  filter(items, each) {
    const kept: unknown[] = [];
    for (const item of items) {
      const given = each(item);
      if (typeof given !== 'boolean') return UNSURE;
      if (given) kept.push(item);
    }
    return kept;
  },
  map(items, each) {
    const made: unknown[] = [];
    for (const item of items) {
      const given = each(item);
      if (given === UNSURE) return UNSURE;
      made.push(given);
    }
    return made;
  },
};

function settled(items: readonly unknown[], each: Each, decisive: boolean): unknown {
  let isCertain = true;
  for (const item of items) {
    const given = each(item);
    if (given === decisive) return decisive;
    if (given !== !decisive) isCertain = false;
  }
  return isCertain ? !decisive : UNSURE;
}
