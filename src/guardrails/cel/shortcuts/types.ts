/** What a shortcut gives where it is not certain. */
export const UNSURE: unique symbol = Symbol('unsure');

export type Variables = Readonly<Record<string, unknown>>;

/** @param slots values of the names that macros bind */
export type Shortcut = (variables: Variables, slots: unknown[]) => unknown;

/** A node of cel-js' syntax tree. */
export interface SyntaxNode {
  readonly op: string;
  readonly args: unknown;
  readonly start: number;
  readonly end: number;
}

/** What a node becomes: a value, or an optional value, whose shortcut gives `undefined` for none. */
export interface Made {
  readonly kind: 'value' | 'optional';
  readonly run: Shortcut;
  /** Anything in it that is faster than cel-js. */
  readonly isFaster: boolean;
  /** Of a literal, what it is; of a list of literals too. */
  readonly literal?: unknown;
  /** Of a size, the same as a number: those are compared without making integers of CEL. */
  readonly count?: (variables: Variables, slots: unknown[]) => number | typeof UNSURE;
}

export type Plain = string | bigint | boolean;

export interface ShortcutInput {
  readonly root: SyntaxNode;
  /** The text that was parsed. */
  readonly text: string;
  /** Names in reach. */
  readonly variables: ReadonlySet<string>;
  /** Has cel-js evaluate a part of the text that has no bound names in it; undefined where that alone is no expression. */
  readonly part: (text: string) => ((variables: Variables) => unknown) | undefined;
  /** By name: the types of their arguments, and what they make of those. */
  readonly helpers: ReadonlyMap<string, CallableHelper>;
}

export interface CallableHelper {
  readonly types: readonly string[];
  readonly run: (values: readonly unknown[]) => unknown;
}

export function value(run: Shortcut): Made {
  return { kind: 'value', run, isFaster: true };
}

export function optional(run: Shortcut): Made {
  return { kind: 'optional', run, isFaster: true };
}
