import type { ASTNode } from '@marcbachmann/cel-js';
import { failure } from './failure.ts';

/**
 * The part of cel-js' interface for macros (`registerFunction('f(ast): dyn', ...)`, lib/index.d.ts) that is not in
 * its types: arguments arrive unevaluated, and the macro says how they are checked and run.
 */
export interface MacroCall {
  readonly args: readonly Node[];
  readonly receiver: Node;
}
export type Node = ASTNode | undefined;

export interface Checker {
  check(node: Node, context: Context): unknown;
  getType(name: string): unknown;
}

export interface Evaluator {
  run(node: Node, context: Context): unknown;
}

/** Names in reach; forked ones see their parent's. */
export interface Context {
  forkWithVariable(name: string, type: unknown): Fork;
}

interface Fork extends Context {
  reuse(parent: Context): Fork;
  setIterValue(value: unknown, evaluator: Evaluator): Fork;
}

export interface Macro {
  typeCheck(checker: Checker, macro: unknown, context: Context): unknown;
  evaluate(evaluator: Evaluator, macro: unknown, context: Context): unknown;
}

/** The identifier that a macro binds. */
export function onlyName(node: Node): string {
  const { op, args } = (node ?? {}) as { op?: unknown; args?: unknown };
  if (op !== 'id' || typeof args !== 'string') throw failure('a macro binds a plain name', node);
  return args;
}

/** Names that a macro puts in reach of its body: declared once, entered with values as often as the body runs. */
export function binding(names: readonly string[]): {
  declare(checker: Checker, context: Context): Context;
  enter(evaluator: Evaluator, context: Context, values: readonly unknown[]): Context;
} {
  const forks: Fork[] = [];
  return {
    declare(checker, context) {
      let at = context;
      for (const [index, name] of names.entries()) {
        forks[index] = at.forkWithVariable(name, checker.getType('dyn'));
        at = forks[index] as Fork;
      }
      return at;
    },
    enter(evaluator, context, values) {
      let at = context;
      for (const [index, fork] of forks.entries()) at = fork.reuse(at).setIterValue(values[index], evaluator);
      return at;
    },
  };
}
