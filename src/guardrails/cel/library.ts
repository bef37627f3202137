import type { Environment } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import { parseQuantity, Quantity } from './quantity.ts';

/**
 * The functions that CEL in the Kubernetes API server has beyond the core language
 * (https://kubernetes.io/docs/reference/using-api/cel/): quantities, regular expressions, lists, sets, strings.
 */
export function registerKubernetesLibrary(environment: Environment): void {
  registerQuantity(environment);
  registerRegex(environment);
  registerLists(environment);
  registerSets(environment);
  registerStrings(environment);
}

function registerQuantity(environment: Environment): void {
  const quantity = (value: unknown): Quantity => {
    const parsed = parseQuantity(value);
    if (parsed === undefined) throw new Error(`"${String(value).slice(0, 40)}" is not a quantity`);
    return parsed;
  };
  const whole = (value: bigint): Quantity => quantity(value);
  environment
    .registerType('kubernetes.Quantity', Quantity)
    .registerFunction('quantity(string): kubernetes.Quantity', quantity)
    // YAML may say `cpu: 1`; the API server turns it into text before admission sees it.
    .registerFunction('quantity(int): kubernetes.Quantity', quantity)
    .registerFunction('quantity(double): kubernetes.Quantity', quantity)
    .registerFunction('isQuantity(dyn): bool', (value: unknown) => parseQuantity(value) !== undefined)
    .registerFunction('kubernetes.Quantity.sign(): int', (a: Quantity) => a.sign())
    .registerFunction('kubernetes.Quantity.isInteger(): bool', (a: Quantity) => a.isInteger())
    .registerFunction('kubernetes.Quantity.asInteger(): int', (a: Quantity) => a.asInteger())
    .registerFunction('kubernetes.Quantity.asApproximateFloat(): double', (a: Quantity) =>
      a.asApproximateFloat(),
    )
    .registerFunction(
      'kubernetes.Quantity.isLessThan(kubernetes.Quantity): bool',
      (a: Quantity, b: Quantity) => a.nano < b.nano,
    )
    .registerFunction(
      'kubernetes.Quantity.isGreaterThan(kubernetes.Quantity): bool',
      (a: Quantity, b: Quantity) => a.nano > b.nano,
    )
    .registerFunction('kubernetes.Quantity.compareTo(kubernetes.Quantity): int', (a: Quantity, b: Quantity) =>
      a.compare(b),
    )
    .registerFunction(
      'kubernetes.Quantity.add(kubernetes.Quantity): kubernetes.Quantity',
      (a: Quantity, b: Quantity) => a.add(b),
    )
    .registerFunction('kubernetes.Quantity.add(int): kubernetes.Quantity', (a: Quantity, b: bigint) =>
      a.add(whole(b)),
    )
    .registerFunction(
      'kubernetes.Quantity.sub(kubernetes.Quantity): kubernetes.Quantity',
      (a: Quantity, b: Quantity) => a.sub(b),
    )
    .registerFunction('kubernetes.Quantity.sub(int): kubernetes.Quantity', (a: Quantity, b: bigint) =>
      a.sub(whole(b)),
    );
}

function registerRegex(environment: Environment): void {
  const compiled = new Map<string, RE2JS>();
  const regex = (pattern: string): RE2JS => {
    let known = compiled.get(pattern);
    if (known === undefined) {
      // Patterns can be computed from manifests: keep the cache from growing with them.
      if (compiled.size > 500) compiled.clear();
      known = RE2JS.compile(pattern);
      compiled.set(pattern, known);
    }
    return known;
  };
  const findAll = (text: string, pattern: string, limit: bigint): string[] => {
    const matcher = regex(pattern).matcher(text);
    const found: string[] = [];
    while ((limit < 0n || found.length < limit) && matcher.find()) found.push(matcher.group() ?? '');
    return found;
  };
  environment
    .registerFunction('string.matchRe(string): bool', (text: string, pattern: string) =>
      regex(pattern).test(text),
    )
    .registerFunction('matchRe(string, string): bool', (text: string, pattern: string) =>
      regex(pattern).test(text),
    )
    .registerFunction(
      'string.find(string): string',
      (text: string, pattern: string) => findAll(text, pattern, 1n)[0] ?? '',
    )
    .registerFunction('string.findAll(string): list<string>', (text: string, pattern: string) =>
      findAll(text, pattern, -1n),
    )
    .registerFunction('string.findAll(string, int): list<string>', findAll);
}

function registerLists(environment: Environment): void {
  environment
    .registerFunction('list.sum(): dyn', (list: unknown[]) =>
      list.reduce(plus, list.length === 0 ? 0n : undefined),
    )
    .registerFunction('list.min(): dyn', (list: unknown[]) => extreme(list, 'min', -1))
    .registerFunction('list.max(): dyn', (list: unknown[]) => extreme(list, 'max', 1))
    .registerFunction('list.isSorted(): bool', (list: unknown[]) =>
      list.every((item, index) => index === 0 || order(list[index - 1], item) <= 0),
    )
    .registerFunction('list.indexOf(dyn): int', (list: unknown[], item: unknown) =>
      BigInt(list.findIndex(candidate => equal(candidate, item))),
    )
    .registerFunction('list.lastIndexOf(dyn): int', (list: unknown[], item: unknown) =>
      BigInt(list.findLastIndex(candidate => equal(candidate, item))),
    )
    .registerFunction('list.distinct(): list', (list: unknown[]) => distinct(list))
    .registerFunction('list.flatten(): list', (list: unknown[]) => list.flat());
}

class SetsNamespace {}

function registerSets(environment: Environment): void {
  const contains = (list: unknown[], sublist: unknown[]): boolean =>
    sublist.every(item => list.some(candidate => equal(candidate, item)));
  environment
    .registerType('SetsNamespace', SetsNamespace)
    .registerConstant('sets', 'SetsNamespace', new SetsNamespace())
    .registerFunction(
      'SetsNamespace.contains(list, list): bool',
      (_: unknown, list: unknown[], sublist: unknown[]) => contains(list, sublist),
    )
    .registerFunction(
      'SetsNamespace.equivalent(list, list): bool',
      (_: unknown, a: unknown[], b: unknown[]) => contains(a, b) && contains(b, a),
    )
    .registerFunction(
      'SetsNamespace.intersects(list, list): bool',
      (_: unknown, a: unknown[], b: unknown[]) => a.some(item => b.some(candidate => equal(candidate, item))),
    );
}

function registerStrings(environment: Environment): void {
  environment
    .registerFunction('string.replace(string, string): string', (text: string, from: string, to: string) =>
      text.split(from).join(to),
    )
    .registerFunction(
      'string.charAt(int): string',
      (text: string, index: bigint) => [...text][Number(index)] ?? '',
    )
    .registerFunction('string.reverse(): string', (text: string) => [...text].reverse().join(''));
}

function plus(sum: unknown, item: unknown): unknown {
  if (sum === undefined) return item;
  if (sum instanceof Quantity && item instanceof Quantity) return sum.add(item);
  if (typeof sum === 'bigint' && typeof item === 'bigint') return sum + item;
  if (
    (typeof sum === 'number' || typeof sum === 'bigint') &&
    (typeof item === 'number' || typeof item === 'bigint')
  ) {
    return Number(sum) + Number(item);
  }
  throw new Error('sum() needs a list of numbers');
}

function extreme(list: readonly unknown[], name: string, sign: number): unknown {
  if (list.length === 0) throw new Error(`${name}() of an empty list`);
  return list.reduce((best, item) => (order(item, best) * sign > 0 ? item : best));
}

/** Order of two values of one type. */
function order(a: unknown, b: unknown): number {
  if (a instanceof Quantity && b instanceof Quantity) return Number(a.compare(b));
  const numbers = isNumber(a) && isNumber(b);
  if (!numbers && (typeof a !== typeof b || (typeof a !== 'string' && typeof a !== 'boolean'))) {
    throw new Error('the items of the list cannot be compared');
  }
  const [left, right] = [a as string, b as string];
  return left < right ? -1 : left > right ? 1 : 0;
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** CEL equality: deep, numbers by value. */
function equal(a: unknown, b: unknown): boolean {
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

function entries(value: unknown): Map<unknown, unknown> | undefined {
  if (value instanceof Map) return value;
  return typeof value === 'object' && value !== null && value.constructor === Object
    ? new Map(Object.entries(value))
    : undefined;
}

function distinct(list: readonly unknown[]): unknown[] {
  const kept: unknown[] = [];
  for (const item of list) if (!kept.some(other => equal(other, item))) kept.push(item);
  return kept;
}
