import type { Environment } from '@marcbachmann/cel-js';
import { equal, entries as mapOf } from './equality.ts';
import { failure } from './failure.ts';
import { binding, type Evaluator, type Macro, type MacroCall, type Node, onlyName } from './macro.ts';

/** Index and item of a list, key and value of a map. */
type Entry = readonly [unknown, unknown];
type Run = (node: Node, entry: Entry) => unknown;

/**
 * cel-go's comprehensions of two variables (`list.all(i, v, ...)`, `map.transformMap(k, v, ...)`) and `existsOne`.
 * https://pkg.go.dev/github.com/google/cel-go/ext#TwoVarComprehensions
 */
export function registerComprehensions(environment: Environment): void {
  const register = (
    signature: string,
    result: string,
    body: (entries: readonly Entry[], parts: readonly Node[], run: Run) => unknown,
  ) => environment.registerFunction(`${signature}: ${result}`, twoVariables(result, body));

  register('list.all(ast, ast, ast)', 'bool', (entries, [test], run) => settle(entries, test, run, false));
  register('list.exists(ast, ast, ast)', 'bool', (entries, [test], run) => settle(entries, test, run, true));
  register('list.existsOne(ast, ast, ast)', 'bool', (entries, [test], run) => {
    return entries.filter(entry => truth(run(test, entry), test)).length === 1;
  });
  environment.registerFunction('list.existsOne(ast, ast): bool', existsOne);
  register('list.transformList(ast, ast, ast)', 'list', (entries, [value], run) =>
    entries.map(entry => run(value, entry)),
  );
  register('list.transformList(ast, ast, ast, ast)', 'list', (entries, [test, value], run) =>
    entries.filter(entry => truth(run(test, entry), test)).map(entry => run(value, entry)),
  );
  register('list.transformMap(ast, ast, ast)', 'map', (entries, [value], run) => {
    return new Map(entries.map(entry => [entry[0], run(value, entry)]));
  });
  register('list.transformMap(ast, ast, ast, ast)', 'map', (entries, [test, value], run) => {
    return new Map(
      entries.filter(entry => truth(run(test, entry), test)).map(entry => [entry[0], run(value, entry)]),
    );
  });
  register('list.transformMapEntry(ast, ast, ast)', 'map', (entries, [value], run) =>
    joined(
      entries.map(entry => run(value, entry)),
      value,
    ),
  );
  register('list.transformMapEntry(ast, ast, ast, ast)', 'map', (entries, [test, value], run) =>
    joined(
      entries.filter(entry => truth(run(test, entry), test)).map(entry => run(value, entry)),
      value,
    ),
  );
}

function twoVariables(
  result: string,
  body: (entries: readonly Entry[], parts: readonly Node[], run: Run) => unknown,
): (call: MacroCall) => Macro {
  return ({ args, receiver }) => {
    const scope = binding([onlyName(args[0]), onlyName(args[1])]);
    const parts = args.slice(2);
    return {
      typeCheck(checker, _macro, context) {
        checker.check(receiver, context);
        const inner = scope.declare(checker, context);
        for (const part of parts) checker.check(part, inner);
        return checker.getType(result);
      },
      evaluate(evaluator, _macro, context) {
        const entries = entriesOf(evaluator.run(receiver, context), receiver);
        return body(entries, parts, (node, entry) =>
          evaluator.run(node, scope.enter(evaluator, context, entry)),
        );
      },
    };
  };
}

/** cel-go calls the macro of one variable `existsOne` too. */
function existsOne({ args, receiver }: MacroCall): Macro {
  const scope = binding([onlyName(args[0])]);
  return {
    typeCheck(checker, _macro, context) {
      checker.check(receiver, context);
      checker.check(args[1], scope.declare(checker, context));
      return checker.getType('bool');
    },
    evaluate(evaluator: Evaluator, _macro, context) {
      const collection = evaluator.run(receiver, context);
      const items = entriesOf(collection, receiver).map(([key, value]) =>
        Array.isArray(collection) ? value : key,
      );
      return (
        items.filter(item => truth(evaluator.run(args[1], scope.enter(evaluator, context, [item])), args[1]))
          .length === 1
      );
    },
  };
}

function entriesOf(collection: unknown, node: Node): readonly Entry[] {
  if (Array.isArray(collection)) return collection.map((item, index) => [BigInt(index), item]);
  const map = mapOf(collection);
  if (map === undefined) throw failure('a comprehension needs a list or a map', node);
  return [...map];
}

/** `all` and `exists`: an entry that settles it makes errors of others unimportant (CEL specification, macros). */
function settle(entries: readonly Entry[], test: Node, run: Run, settled: boolean): boolean {
  let first: unknown;
  for (const entry of entries) {
    try {
      if (truth(run(test, entry), test) === settled) return settled;
    } catch (error) {
      first ??= error;
    }
  }
  if (first !== undefined) throw first;
  return !settled;
}

function truth(value: unknown, node: Node): boolean {
  if (typeof value === 'boolean') return value;
  throw failure('the condition of a comprehension must be true or false', node);
}

/** One map of the maps that each entry gave; a key given twice is an error. */
function joined(maps: readonly unknown[], node: Node): Map<unknown, unknown> {
  const all = new Map<unknown, unknown>();
  for (const given of maps) {
    const map = mapOf(given);
    if (map === undefined) throw failure('transformMapEntry() needs an expression that gives a map', node);
    for (const [key, value] of map) {
      if ([...all.keys()].some(known => equal(known, key)))
        throw failure(`transformMapEntry() gives the key ${String(key).slice(0, 60)} twice`, node);
      all.set(key, value);
    }
  }
  return all;
}
