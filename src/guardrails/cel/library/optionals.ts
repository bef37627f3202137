import { type Environment, Optional } from '@marcbachmann/cel-js';
import { Duration } from '@marcbachmann/cel-js/evaluator';
import { PRESENT } from '../rewrite.ts';
import { entries, equal, nanoseconds } from './equality.ts';
import { failure } from './failure.ts';
import { binding, type Macro, type MacroCall, onlyName } from './macro.ts';

/** What cel-go's extension `optional` has and the core library lacks. */
export function registerOptionals(environment: Environment): void {
  environment
    .registerOperator('optional<dyn> == optional<dyn>', equal)
    .registerFunction(`list.${PRESENT.list}(list): list`, presentItems)
    .registerFunction(`map.${PRESENT.map}(list): map`, presentEntries)
    .registerFunction('OptionalNamespace.ofNonZeroValue(dyn): optional', (_: unknown, value: unknown) =>
      isZero(value) ? Optional.none() : Optional.of(value),
    )
    .registerFunction('list.first(): optional', (list: unknown[]) =>
      list.length === 0 ? Optional.none() : Optional.of(list[0]),
    )
    .registerFunction('list.last(): optional', (list: unknown[]) =>
      list.length === 0 ? Optional.none() : Optional.of(list.at(-1)),
    )
    .registerFunction('optional.unwrapOpt(): list', (list: unknown) => unwrapped(list))
    .registerFunction('list.unwrapOpt(): list', unwrapped)
    .registerFunction('OptionalNamespace.unwrap(list): list', (_: unknown, list: unknown[]) =>
      unwrapped(list),
    )
    .registerFunction(
      'optional.optMap(ast, ast): optional',
      mapped(value => Optional.of(value)),
    )
    .registerFunction(
      'optional.optFlatMap(ast, ast): optional',
      mapped(value => value),
    );
}

/** `[?a, b]`: of the items at the places given, the values of those that have one. */
function presentItems(list: readonly unknown[], places: readonly bigint[]): unknown[] {
  const optional = new Set(places.map(Number));
  return list.flatMap((item, index) => (optional.has(index) ? present(item, 'element') : [item]));
}

/** `{?k: v}`: the same for the entries of the keys given. */
function presentEntries(map: unknown, keys: readonly unknown[]): Map<unknown, unknown> {
  const optional = new Set(keys.map(String));
  const all = [...(entries(map) ?? [])];
  return new Map(
    all.flatMap(([key, value]) =>
      optional.has(String(key))
        ? present(value, 'entry').map(given => [key, given] as const)
        : [[key, value]],
    ),
  );
}

function present(value: unknown, what: string): unknown[] {
  if (!(value instanceof Optional)) throw failure(`what stands behind "?" in an ${what} must be optional`);
  return value.hasValue() ? [value.value()] : [];
}

function unwrapped(list: unknown): unknown[] {
  const items = Array.isArray(list) ? list : [list];
  return items.flatMap(item => (item instanceof Optional ? (item.hasValue() ? [item.value()] : []) : [item]));
}

function isZero(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  const map = entries(value);
  if (map !== undefined) return map.size === 0;
  if (value instanceof Duration) return nanoseconds(value) === 0n;
  return value === null || value === false || value === '' || value === 0 || value === 0n;
}

/** `optional.optMap(x, f(x))`. */
function mapped(wrap: (value: unknown) => unknown): (call: MacroCall) => Macro {
  return ({ args, receiver }) => {
    const [name, body] = [onlyName(args[0]), args[1]];
    const scope = binding([name]);
    return {
      typeCheck(checker, _macro, context) {
        checker.check(receiver, context);
        checker.check(body, scope.declare(checker, context));
        return checker.getType('optional');
      },
      evaluate(evaluator, _macro, context) {
        const value = evaluator.run(receiver, context);
        if (!(value instanceof Optional))
          throw failure('optMap() and optFlatMap() need an optional value', receiver);
        if (!value.hasValue()) return Optional.none();
        return wrap(evaluator.run(body, scope.enter(evaluator, context, [value.value()])));
      },
    };
  };
}
