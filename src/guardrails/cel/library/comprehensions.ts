import type { Environment } from '@marcbachmann/cel-js';
import { equal, entries as mapOf } from './equality.ts';
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
    return entries.filter(entry => truth(run(test, entry))).length === 1;
  });
  environment.registerFunction('list.existsOne(ast, ast): bool', existsOne);
  register('list.transformList(ast, ast, ast)', 'list', (entries, [value], run) =>
    entries.map(entry => run(value, entry)),
  );
  register('list.transformList(ast, ast, ast, ast)', 'list', (entries, [test, value], run) =>
    entries.filter(entry => truth(run(test, entry))).map(entry => run(value, entry)),
  );
  register('list.transformMap(ast, ast, ast)', 'map', (entries, [value], run) => {
    return new Map(entries.map(entry => [entry[0], run(value, entry)]));
  });
  register('list.transformMap(ast, ast, ast, ast)', 'map', (entries, [test, value], run) => {
    return new Map(
      entries.filter(entry => truth(run(test, entry))).map(entry => [entry[0], run(value, entry)]),
    );
  });
  register('list.transformMapEntry(ast, ast, ast)', 'map', (entries, [value], run) =>
    joined(entries.map(entry => run(value, entry))),
  );
  register('list.transformMapEntry(ast, ast, ast, ast)', 'map', (entries, [test, value], run) =>
    joined(entries.filter(entry => truth(run(test, entry))).map(entry => run(value, entry))),
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
        const entries = entriesOf(evaluator.run(receiver, context));
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
      const items = entriesOf(collection).map(([key, value]) => (Array.isArray(collection) ? value : key));
      return (
        items.filter(item => truth(evaluator.run(args[1], scope.enter(evaluator, context, [item]))))
          .length === 1
      );
    },
  };
}

function entriesOf(collection: unknown): readonly Entry[] {
  if (Array.isArray(collection)) return collection.map((item, index) => [BigInt(index), item]);
  const map = mapOf(collection);
  if (map === undefined) throw new Error('a comprehension needs a list or a map');
  return [...map];
}

/** `all` and `exists`: an entry that settles it makes errors of others unimportant (CEL specification, macros). */
function settle(entries: readonly Entry[], test: Node, run: Run, settled: boolean): boolean {
  let failure: unknown;
  for (const entry of entries) {
    try {
      if (truth(run(test, entry)) === settled) return settled;
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
  return !settled;
}

function truth(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new Error('the condition of a comprehension must be true or false');
}

/** One map of the maps that each entry gave; a key given twice is an error. */
function joined(maps: readonly unknown[]): Map<unknown, unknown> {
  const all = new Map<unknown, unknown>();
  for (const given of maps) {
    const map = mapOf(given);
    if (map === undefined) throw new Error('transformMapEntry() needs an expression that gives a map');
    for (const [key, value] of map) {
      if ([...all.keys()].some(known => equal(known, key)))
        throw new Error(`transformMapEntry() gives the key ${String(key).slice(0, 60)} twice`);
      all.set(key, value);
    }
  }
  return all;
}
