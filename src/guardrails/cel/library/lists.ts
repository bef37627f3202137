import type { Environment } from '@marcbachmann/cel-js';
import { Duration, UnsignedInt } from '@marcbachmann/cel-js/evaluator';
import { Quantity } from '../quantity.ts';
import { standIn } from '../stand-ins.ts';
import { equal, order } from './equality.ts';
import { failure } from './failure.ts';
import { binding, type Macro, type MacroCall, onlyName } from './macro.ts';

/** https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-list-library and cel-go's extension `lists`. */
export function registerLists(environment: Environment): void {
  environment
    .registerFunction('list.sum(): dyn', (list: unknown[]) =>
      list.reduce(plus, list.length === 0 ? 0n : undefined),
    )
    .registerFunction('list.min(): dyn', (list: unknown[]) => extreme(list, 'min', -1))
    .registerFunction('list.max(): dyn', (list: unknown[]) => extreme(list, 'max', 1))
    .registerFunction('list.isSorted(): bool', (list: unknown[]) =>
      list.every((item, index) => index === 0 || order(list[index - 1], item) <= 0),
    )
    .registerFunction(`list.${standIn('indexOf')}(dyn): int`, (list: unknown[], item: unknown) =>
      BigInt(list.findIndex(candidate => equal(candidate, item))),
    )
    .registerFunction(`list.${standIn('lastIndexOf')}(dyn): int`, (list: unknown[], item: unknown) =>
      BigInt(list.findLastIndex(candidate => equal(candidate, item))),
    )
    .registerFunction('list.distinct(): list', (list: unknown[]) => distinct(list))
    .registerFunction('list.flatten(): list', (list: unknown[]) => list.flat())
    .registerFunction('list.flatten(int): list', (list: unknown[], depth: bigint) => {
      if (depth < 0n) throw failure('flatten() needs a depth of zero or more');
      return list.flat(Number(depth));
    })
    .registerFunction('list.slice(int, int): list', slice)
    .registerFunction('list.reverse(): list', (list: unknown[]) => [...list].reverse())
    .registerFunction('list.sort(): list', (list: unknown[]) => [...list].sort(order))
    .registerFunction('list.sortBy(ast, ast): list', sortBy)
    .registerType('ListsNamespace', ListsNamespace)
    .registerConstant('lists', 'ListsNamespace', new ListsNamespace())
    .registerFunction('ListsNamespace.range(int): list<int>', (_: unknown, length: bigint) => range(length));
}

class ListsNamespace {}

function slice(list: unknown[], start: bigint, end: bigint): unknown[] {
  if (start < 0n || end < start || end > list.length)
    throw failure(`slice(${start}, ${end}) is outside of a list of ${list.length}`);
  return list.slice(Number(start), Number(end));
}

/** More would only be there to use up memory. */
const LONGEST_RANGE = 10_000n;

function range(length: bigint): bigint[] {
  if (length < 0n || length > LONGEST_RANGE) throw failure(`lists.range() goes from 0 to ${LONGEST_RANGE}`);
  return Array.from({ length: Number(length) }, (_, index) => BigInt(index));
}

/** `list.sortBy(x, key(x))`, stable. */
function sortBy({ args, receiver }: MacroCall): Macro {
  const scope = binding([onlyName(args[0])]);
  return {
    typeCheck(checker, _macro, context) {
      checker.check(receiver, context);
      checker.check(args[1], scope.declare(checker, context));
      return checker.getType('list');
    },
    evaluate(evaluator, _macro, context) {
      const list = evaluator.run(receiver, context);
      if (!Array.isArray(list)) throw failure('sortBy() needs a list', receiver);
      const keyed = list.map(item => ({
        item,
        key: evaluator.run(args[1], scope.enter(evaluator, context, [item])),
      }));
      return keyed.sort((a, b) => order(a.key, b.key)).map(({ item }) => item);
    },
  };
}

function plus(sum: unknown, item: unknown): unknown {
  if (sum === undefined) return item;
  if (sum instanceof Quantity && item instanceof Quantity) return sum.add(item);
  if (sum instanceof Duration && item instanceof Duration) return sum.addDuration(item);
  if (sum instanceof UnsignedInt && item instanceof UnsignedInt)
    return new UnsignedInt(sum.value + item.value);
  if (typeof sum === 'bigint' && typeof item === 'bigint') return wholeSum(sum + item);
  if (
    (typeof sum === 'number' || typeof sum === 'bigint') &&
    (typeof item === 'number' || typeof item === 'bigint')
  ) {
    return Number(sum) + Number(item);
  }
  throw failure('sum() needs a list of numbers');
}

/** int64, as `+` has it. */
function wholeSum(sum: bigint): bigint {
  if (BigInt.asIntN(64, sum) !== sum) throw failure('integer overflow in sum()');
  return sum;
}

function extreme(list: readonly unknown[], name: string, sign: number): unknown {
  if (list.length === 0) throw failure(`${name}() of an empty list`);
  return list.reduce((best, item) => (order(item, best) * sign > 0 ? item : best));
}

function distinct(list: readonly unknown[]): unknown[] {
  const kept: unknown[] = [];
  for (const item of list) if (!kept.some(other => equal(other, item))) kept.push(item);
  return kept;
}
