/**
 * What guardrails need of an expression language, independent of the library behind it.
 */
export interface CelEngine {
  /**
   * Parses and type-checks an expression.
   *
   * @param source CEL text
   * @param variables names in reach; anything else is an error at compile time
   * @throws {CelError} with the position of what is wrong
   */
  compile(source: string, variables: readonly string[]): CelExpression;
}

export interface CelExpression {
  readonly source: string;
  /** `bool`, `string`, `list`, `map`, `dyn` ...: what the type checker could tell. */
  readonly type: string;
  /**
   * Evaluates with CEL values (see values.ts).
   * @throws {CelError} for anything that goes wrong: a missing key, a wrong type, a division by zero
   */
  evaluate(variables: Readonly<Record<string, unknown>>): unknown;
}

/** Types that a helper's argument can have. */
export const HELPER_TYPES = ['bool', 'int', 'double', 'string', 'list', 'map', 'dyn'] as const;

/** A named expression that others call as `helpers.<name>(...)`; it sees its arguments and nothing else. */
export interface CelHelper {
  readonly name: string;
  /** In the order of a call. */
  readonly arguments: readonly { readonly name: string; readonly type: (typeof HELPER_TYPES)[number] }[];
  readonly expression: string;
}

/** An expression that does not compile or does not evaluate. Offsets are UTF-16 code units into `source`, end exclusive. */
export class CelError extends Error {
  readonly source: string;
  readonly start: number;
  readonly end: number;
  /** The helper whose expression `source` is; absent for the expression itself. */
  readonly helper?: string;
  constructor(message: string, source: string, start: number, end: number, helper?: string) {
    super(message);
    this.name = 'CelError';
    this.source = source;
    if (helper !== undefined) this.helper = helper;
    this.start = Math.min(start, source.length);
    this.end = Math.max(this.start, Math.min(end, source.length));
  }
}

/** The line of the text that is meant, with carets below it. Two lines, no trailing newline. */
export function caret(text: string, start: number, end: number): string {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const newline = text.indexOf('\n', start);
  const lineEnd = newline === -1 ? text.length : newline;
  const width = Math.max(1, Math.min(end, lineEnd) - start);
  return `${text.slice(lineStart, lineEnd)}\n${' '.repeat(start - lineStart)}${'^'.repeat(width)}`;
}
