/** A part of a pipeline, as text/template reads it. */
export type Expression =
  | { readonly type: 'dot' }
  | { readonly type: 'variable'; readonly name: string }
  | { readonly type: 'literal'; readonly value: string | number | boolean | null }
  /** `.a.b`, `$x.a`, `(pipeline).a`: fields of a base. */
  | { readonly type: 'fields'; readonly base: Expression; readonly names: readonly string[] }
  /** A function with its arguments; a piped value is the last one. */
  | { readonly type: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly type: 'unknown' };

export interface Pipeline {
  /** `$x`, or `$k, $v` of a range; without the dollar sign. */
  readonly variables: readonly string[];
  readonly value: Expression;
}

const UNKNOWN: Expression = { type: 'unknown' };

type Lexeme = { readonly type: 'word' | 'string' | 'symbol' | 'space'; readonly text: string };

/** Longest pipeline that is read: real ones have a few hundred characters. */
const MAX_LENGTH = 20_000;
const MAX_DEPTH = 100;

const LEXEME =
  /([ \t\r\n]+)|("(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)*')|(\$\w*(?:\.\w+)*|\.\w+(?:\.\w+)*|[+-]?\d[\w.+-]*|\w+)|(:=|[=|(),.])/y;

/**
 * Reads the pipeline of an action (without delimiters and keyword), with the variables it declares.
 * What it cannot read is `unknown`, never an error: a value is then not traced.
 */
export function parsePipeline(text: string): Pipeline {
  const lexemes = text.length > MAX_LENGTH ? undefined : lexemesOf(text);
  if (lexemes === undefined) return { variables: [], value: UNKNOWN };
  const declared = /^(\$\w*)(?:\s*,\s*(\$\w*))?\s*:?=(?!=)\s*/.exec(text);
  const variables = declared?.slice(1, 3).filter((name): name is string => name !== undefined) ?? [];
  const rest = declared === null ? lexemes : lexemesOf(text.slice(declared[0].length));
  if (rest === undefined) return { variables: [], value: UNKNOWN };
  const parser = new Parser(rest);
  const value = parser.pipeline(0);
  return { variables: variables.map(name => name.slice(1)), value: parser.done() ? value : UNKNOWN };
}

function lexemesOf(text: string): Lexeme[] | undefined {
  const lexemes: Lexeme[] = [];
  LEXEME.lastIndex = 0;
  while (LEXEME.lastIndex < text.length) {
    const match = LEXEME.exec(text);
    if (match === null) return undefined;
    const [found, space, string, word] = match;
    const type =
      space !== undefined
        ? 'space'
        : string !== undefined
          ? 'string'
          : word !== undefined
            ? 'word'
            : 'symbol';
    lexemes.push({ type, text: found });
  }
  return lexemes;
}

class Parser {
  readonly #lexemes: readonly Lexeme[];
  #at = 0;
  constructor(lexemes: readonly Lexeme[]) {
    this.#lexemes = lexemes;
  }

  done(): boolean {
    this.#space();
    return this.#at >= this.#lexemes.length;
  }

  pipeline(depth: number): Expression {
    let value = this.#command(undefined, depth);
    this.#space();
    while (this.#is('|')) {
      this.#at++;
      value = this.#command(value, depth);
      this.#space();
    }
    return value;
  }

  /** One command: an operand, or a function with arguments; `piped` becomes its last argument. */
  #command(piped: Expression | undefined, depth: number): Expression {
    this.#space();
    const first = this.#lexemes[this.#at];
    const name = first?.type === 'word' && isFunction(first.text) ? first.text : undefined;
    if (name !== undefined) this.#at++;
    const args: Expression[] = [];
    for (;;) {
      this.#space();
      const operand = this.#operand(depth);
      if (operand === undefined) break;
      args.push(operand);
    }
    if (name !== undefined) {
      return { type: 'call', name, args: piped === undefined ? args : [...args, piped] };
    }
    const [value] = args;
    return value !== undefined && args.length === 1 && piped === undefined ? value : UNKNOWN;
  }

  #operand(depth: number): Expression | undefined {
    const lexeme = this.#lexemes[this.#at];
    if (lexeme === undefined || lexeme.text === '|' || lexeme.text === ')') return undefined;
    this.#at++;
    if (lexeme.text === '(') {
      if (depth >= MAX_DEPTH) return UNKNOWN;
      const inner = this.pipeline(depth + 1);
      if (!this.#is(')')) return UNKNOWN;
      this.#at++;
      const next = this.#lexemes[this.#at];
      if (next?.type !== 'word' || !next.text.startsWith('.')) return inner;
      this.#at++;
      return { type: 'fields', base: inner, names: next.text.slice(1).split('.') };
    }
    if (lexeme.type === 'string') return { type: 'literal', value: unquote(lexeme.text) };
    if (lexeme.text === '.') return { type: 'dot' };
    return lexeme.type === 'word' ? operandOf(lexeme.text) : UNKNOWN;
  }

  #is(symbol: string): boolean {
    return this.#lexemes[this.#at]?.text === symbol;
  }

  #space(): void {
    while (this.#lexemes[this.#at]?.type === 'space') this.#at++;
  }
}

const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['nil', null],
]);

function isFunction(word: string): boolean {
  return /^[A-Za-z_]/.test(word) && !CONSTANTS.has(word);
}

function operandOf(word: string): Expression {
  const constant = CONSTANTS.get(word);
  if (constant !== undefined) return { type: 'literal', value: constant };
  if (word.startsWith('.')) return { type: 'fields', base: { type: 'dot' }, names: word.slice(1).split('.') };
  if (word.startsWith('$')) {
    const [name = '', ...names] = word.slice(1).split('.');
    const base: Expression = { type: 'variable', name };
    return names.length === 0 ? base : { type: 'fields', base, names };
  }
  if (/^[+-]?\d/.test(word)) return { type: 'literal', value: Number(word) };
  // A function among the arguments: called without any of its own.
  return { type: 'call', name: word, args: [] };
}

function unquote(text: string): string {
  if (text.startsWith('`')) return text.slice(1, -1);
  return text.slice(1, -1).replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c === 't' ? '\t' : c));
}
