import { indexOf, lowerAscii, matches, upperAscii } from './library/index.ts';
import { standIn } from './stand-ins.ts';

/**
 * Shortcuts through the commonest parts of CEL: fields, optional fields, logic, comparison, `in`, macros over lists, tests
 * of text. They are closures over plain values, several times as fast as cel-js, which dispatches on types at every step.
 *
 * A shortcut only says what it is certain about. What it does not know, or what looks like an error (a missing key, a
 * value of another type), gives {@link UNSURE}, and cel-js evaluates the whole expression: results and errors are its own.
 */
export const UNSURE: unique symbol = Symbol('unsure');

/** @param slots values of the names that macros bind */
type Shortcut = (variables: Readonly<Record<string, unknown>>, slots: unknown[]) => unknown;

/** A node of cel-js' syntax tree. */
export interface SyntaxNode {
  readonly op: string;
  readonly args: unknown;
  readonly start: number;
  readonly end: number;
}

/** What a node becomes: a value, or an optional value, whose shortcut gives `undefined` for none. */
interface Made {
  readonly kind: 'value' | 'optional';
  readonly run: Shortcut;
  /** Anything in it that is faster than cel-js. */
  readonly isFaster: boolean;
}

export interface ShortcutInput {
  readonly root: SyntaxNode;
  /** The text that was parsed. */
  readonly text: string;
  /** Names in reach. */
  readonly variables: ReadonlySet<string>;
  /** Has cel-js evaluate a part of the text that has no bound names in it; undefined where that alone is no expression. */
  readonly part: (text: string) => ((variables: Readonly<Record<string, unknown>>) => unknown) | undefined;
  /** By name: the types of their arguments, and what they make of those. */
  readonly helpers: ReadonlyMap<string, CallableHelper>;
}

export interface CallableHelper {
  readonly types: readonly string[];
  readonly run: (values: readonly unknown[]) => unknown;
}

/** The shortcut for a whole expression; undefined when there is none worth taking. */
export function shortcutFor(
  input: ShortcutInput,
): ((variables: Readonly<Record<string, unknown>>) => unknown) | undefined {
  const made = new Maker(input).make(input.root, []);
  if (made === undefined || made.kind !== 'value' || !made.isFaster) return undefined;
  const slots: unknown[] = [];
  return variables => made.run(variables, slots);
}

class Maker {
  readonly #input: ShortcutInput;
  constructor(input: ShortcutInput) {
    this.#input = input;
  }

  /** @param bound names that macros bind, from the outermost */
  make(node: SyntaxNode, bound: readonly string[]): Made | undefined {
    return this.#known(node, bound) ?? this.#part(node, bound);
  }

  #known({ op, args }: SyntaxNode, bound: readonly string[]): Made | undefined {
    switch (op) {
      case 'value':
        return isPlain(args) ? value(() => args) : undefined;
      case 'id':
        return this.#name(args as string, bound);
      case '.':
        return this.#field(args as [SyntaxNode, string], bound);
      case '.?':
        return this.#optionalField(args as [SyntaxNode, string], bound);
      case '[]':
      case '[?]':
        return this.#index(op, args as [SyntaxNode, SyntaxNode], bound);
      case '!_':
        return this.#with([args as SyntaxNode], bound, ([operand]) => (variables, slots) => {
          const given = operand(variables, slots);
          return typeof given === 'boolean' ? !given : UNSURE;
        });
      case '&&':
      case '||':
        return this.#logic(op === '||', args as [SyntaxNode, SyntaxNode], bound);
      case '?:':
        return this.#with(args as SyntaxNode[], bound, ([condition, yes, no]) => (variables, slots) => {
          const given = condition(variables, slots);
          if (given === true) return yes(variables, slots);
          return given === false ? no(variables, slots) : UNSURE;
        });
      case '==':
      case '!=':
      case '<':
      case '<=':
      case '>':
      case '>=':
      case '+':
        return this.#binary(op, args as [SyntaxNode, SyntaxNode], bound);
      case 'in':
        return this.#in(args as [SyntaxNode, SyntaxNode], bound);
      case 'list':
        return this.#with(args as SyntaxNode[], bound, items => (variables, slots) => {
          const list: unknown[] = [];
          for (const item of items) {
            const given = item(variables, slots);
            if (given === UNSURE) return UNSURE;
            list.push(given);
          }
          return list;
        });
      case 'map':
        return this.#map(args as [SyntaxNode, SyntaxNode][], bound);
      case 'call':
        return this.#call(args as [string, SyntaxNode[]], bound);
      case 'rcall':
        return this.#method(args as [string, SyntaxNode, SyntaxNode[]], bound);
      default:
        return undefined;
    }
  }

  /** What only cel-js can evaluate, as long as it is an expression by itself. */
  #part({ start, end }: SyntaxNode, bound: readonly string[]): Made | undefined {
    const text = this.#input.text.slice(start, end);
    const words = new Set(text.match(/[A-Za-z_]\w*/g));
    if (bound.some(name => words.has(name))) return undefined;
    const part = this.#input.part(text);
    if (part === undefined) return undefined;
    const run: Shortcut = variables => {
      try {
        return part(variables);
      } catch {
        return UNSURE;
      }
    };
    return { kind: 'value', run, isFaster: false };
  }

  /** All operands as values. */
  #values(nodes: readonly SyntaxNode[], bound: readonly string[]): Made[] | undefined {
    const made: Made[] = [];
    for (const node of nodes) {
      const operand = this.make(node, bound);
      if (operand === undefined || operand.kind !== 'value') return undefined;
      made.push(operand);
    }
    return made;
  }

  #with(
    nodes: readonly SyntaxNode[],
    bound: readonly string[],
    combine: (runs: Shortcuts) => Shortcut,
  ): Made | undefined {
    const made = this.#values(nodes, bound);
    return made && value(combine(made.map(({ run }) => run) as unknown as Shortcuts));
  }

  #name(name: string, bound: readonly string[]): Made | undefined {
    const slot = bound.lastIndexOf(name);
    if (slot >= 0) return value((_, slots) => slots[slot]);
    if (!this.#input.variables.has(name)) return undefined;
    return value(variables => {
      const given = variables[name];
      return given === undefined ? UNSURE : given;
    });
  }

  #field([left, key]: [SyntaxNode, string], bound: readonly string[]): Made | undefined {
    return this.#with([left], bound, ([of]) => (variables, slots) => {
      const found = fieldOf(of(variables, slots), key);
      return found === undefined ? UNSURE : found;
    });
  }

  #optionalField([left, key]: [SyntaxNode, string], bound: readonly string[]): Made | undefined {
    const of = this.make(left, bound);
    if (of === undefined) return undefined;
    const { run, kind } = of;
    return optional((variables, slots) => {
      const map = run(variables, slots);
      if (map === undefined && kind === 'optional') return undefined;
      return isMap(map) ? fieldOf(map, key) : UNSURE;
    });
  }

  #index(
    op: '[]' | '[?]',
    [left, right]: [SyntaxNode, SyntaxNode],
    bound: readonly string[],
  ): Made | undefined {
    const of = this.make(left, bound);
    const key = this.make(right, bound);
    if (of === undefined || key === undefined || key.kind !== 'value') return undefined;
    const isOptional = op === '[?]';
    if (of.kind === 'optional' && !isOptional) return undefined;
    const run: Shortcut = (variables, slots) => {
      const from = of.run(variables, slots);
      if (from === undefined && of.kind === 'optional') return undefined;
      const at = key.run(variables, slots);
      let found: unknown = UNSURE;
      if (isMap(from)) found = typeof at === 'string' ? fieldOf(from, at) : UNSURE;
      else if (Array.isArray(from)) found = typeof at === 'bigint' && at >= 0n ? from[Number(at)] : UNSURE;
      return found === undefined && !isOptional ? UNSURE : found;
    };
    return isOptional ? optional(run) : value(run);
  }

  /** The operand that decides does so whatever the other is, an error too. */
  #logic(decisive: boolean, operands: [SyntaxNode, SyntaxNode], bound: readonly string[]): Made | undefined {
    return this.#with(operands, bound, ([left, right]) => (variables, slots) => {
      const first = left(variables, slots);
      if (first === decisive) return decisive;
      const second = right(variables, slots);
      if (second === decisive) return decisive;
      return first === !decisive && second === !decisive ? !decisive : UNSURE;
    });
  }

  /** With keys that are texts, as an object like those of cel-js. */
  #map(entries: readonly [SyntaxNode, SyntaxNode][], bound: readonly string[]): Made | undefined {
    return this.#with(entries.flat(), bound, runs => (variables, slots) => {
      const map: Record<string, unknown> = {};
      for (let index = 0; index < entries.length; index++) {
        const key = (runs[2 * index] as Shortcut)(variables, slots);
        const given = (runs[2 * index + 1] as Shortcut)(variables, slots);
        if (typeof key !== 'string' || given === UNSURE || NO_KEYS.has(key)) return UNSURE;
        map[key] = given;
      }
      return map;
    });
  }

  /** `type(x) == string`. */
  #isType(op: string, [left, right]: [SyntaxNode, SyntaxNode], bound: readonly string[]): Made | undefined {
    if (right.op !== 'id' || bound.includes(right.args as string)) return undefined;
    if (left.op !== 'call' || this.#input.variables.has(right.args as string)) return undefined;
    const [name, of] = left.args as [string, SyntaxNode[]];
    const wanted = right.args as string;
    if (name !== 'type' || of.length !== 1 || !TYPES.has(wanted)) return undefined;
    return this.#with(of, bound, ([operand]) => (variables, slots) => {
      const type = typeOf(operand(variables, slots));
      return type === undefined ? UNSURE : (type === wanted) === (op === '==');
    });
  }

  #binary(op: string, operands: [SyntaxNode, SyntaxNode], bound: readonly string[]): Made | undefined {
    const apply = BINARY[op];
    if (apply === undefined) return undefined;
    const isType = op === '==' || op === '!=' ? this.#isType(op, operands, bound) : undefined;
    if (isType !== undefined) return isType;
    return this.#with(operands, bound, ([left, right]) => (variables, slots) => {
      const [a, b] = [left(variables, slots), right(variables, slots)];
      if (op === '+' && Array.isArray(a) && Array.isArray(b)) return [...a, ...b];
      return typeof a === typeof b && isPlain(a) ? apply(a as string, b as string) : UNSURE;
    });
  }

  #in([left, right]: [SyntaxNode, SyntaxNode], bound: readonly string[]): Made | undefined {
    const texts = textsOf(right);
    if (texts !== undefined) {
      const known = new Set(texts);
      return this.#with([left], bound, ([item]) => (variables, slots) => {
        const given = item(variables, slots);
        return typeof given === 'string' ? known.has(given) : UNSURE;
      });
    }
    return this.#with([left, right], bound, ([item, among]) => (variables, slots) => {
      const given = item(variables, slots);
      if (typeof given !== 'string') return UNSURE;
      const all = among(variables, slots);
      if (isMap(all)) return fieldOf(all, given) !== undefined;
      if (!Array.isArray(all)) return UNSURE;
      if (all.includes(given)) return true;
      return all.every(each => typeof each === 'string') ? false : UNSURE;
    });
  }

  #call([name, args]: [string, SyntaxNode[]], bound: readonly string[]): Made | undefined {
    const [first] = args;
    if (args.length !== 1 || first === undefined) return undefined;
    if (name === 'size')
      return this.#with(
        args,
        bound,
        ([of]) =>
          (v, s) =>
            sizeOf(of(v, s)),
      );
    if (name === 'string') {
      return this.#with(args, bound, ([of]) => (variables, slots) => {
        const given = of(variables, slots);
        return typeof given === 'string' ? given : typeof given === 'bigint' ? String(given) : UNSURE;
      });
    }
    if (name !== 'has' || first.op !== '.') return undefined;
    const [of, key] = first.args as [SyntaxNode, string];
    // `has(a.?b.c)` has rules of its own.
    return this.#with([of], bound, ([left]) => (variables, slots) => {
      const map = left(variables, slots);
      return isMap(map) ? fieldOf(map, key) !== undefined : UNSURE;
    });
  }

  #method(
    [name, receiver, args]: [string, SyntaxNode, SyntaxNode[]],
    bound: readonly string[],
  ): Made | undefined {
    if (name === 'orValue' || name === 'hasValue') return this.#ofOptional(name, receiver, args, bound);
    if (name === 'bind' && receiver.op === 'id' && receiver.args === 'cel') return this.#bind(args, bound);
    if (receiver.op === 'id' && receiver.args === 'helpers') return this.#helper(name, args, bound);
    const overItems = ITEMS[name];
    const [variable, body] = args;
    if (overItems !== undefined && args.length === 2 && variable?.op === 'id' && body !== undefined) {
      const over = this.#values([receiver], bound)?.[0];
      const each = this.#values([body], [...bound, variable.args as string])?.[0];
      if (over === undefined || each === undefined) return undefined;
      const slot = bound.length;
      return value((variables, slots) => {
        const collection = over.run(variables, slots);
        const items = itemsOf(collection);
        if (items === undefined) return UNSURE;
        return overItems(items, item => {
          slots[slot] = item;
          return each.run(variables, slots);
        });
      });
    }
    if (name === 'size' && args.length === 0)
      return this.#with(
        [receiver],
        bound,
        ([of]) =>
          (v, s) =>
            sizeOf(of(v, s)),
      );
    const changed = CHANGED[name];
    if (changed !== undefined && args.length === 0) {
      return this.#with([receiver], bound, ([text]) => (variables, slots) => {
        const given = text(variables, slots);
        return typeof given === 'string' ? changed(given) : UNSURE;
      });
    }
    const ofText = TEXT[name];
    if (ofText === undefined || args.length !== 1) return undefined;
    return this.#with([receiver, ...args], bound, ([text, argument]) => (variables, slots) => {
      const [given, other] = [text(variables, slots), argument(variables, slots)];
      if (typeof given !== 'string' || typeof other !== 'string') return UNSURE;
      return ofText(given, other);
    });
  }

  #ofOptional(
    name: string,
    receiver: SyntaxNode,
    [fallback]: readonly SyntaxNode[],
    bound: readonly string[],
  ): Made | undefined {
    const of = this.make(receiver, bound);
    if (of === undefined || of.kind !== 'optional') return undefined;
    if (name === 'hasValue') {
      return value((variables, slots) => {
        const given = of.run(variables, slots);
        return given === UNSURE ? UNSURE : given !== undefined;
      });
    }
    const otherwise = fallback && this.#values([fallback], bound)?.[0];
    if (otherwise === undefined) return undefined;
    return value((variables, slots) => {
      const given = of.run(variables, slots);
      return given === undefined ? otherwise.run(variables, slots) : given;
    });
  }

  #helper(name: string, args: readonly SyntaxNode[], bound: readonly string[]): Made | undefined {
    const helper = this.#input.helpers.get(name);
    if (helper === undefined || helper.types.length !== args.length) return undefined;
    const { types, run } = helper;
    return this.#with(args, bound, shortcuts => (variables, slots) => {
      const values: unknown[] = [];
      for (const [index, type] of types.entries()) {
        const given = (shortcuts[index] as Shortcut)(variables, slots);
        if (given === UNSURE || !isOfType(given, type)) return UNSURE;
        values.push(given);
      }
      return run(values);
    });
  }

  #bind([name, given, body]: readonly SyntaxNode[], bound: readonly string[]): Made | undefined {
    if (name?.op !== 'id' || given === undefined || body === undefined) return undefined;
    const of = this.#values([given], bound)?.[0];
    const inner = this.#values([body], [...bound, name.args as string])?.[0];
    if (of === undefined || inner === undefined) return undefined;
    const slot = bound.length;
    return value((variables, slots) => {
      const what = of.run(variables, slots);
      if (what === UNSURE) return UNSURE;
      slots[slot] = what;
      return inner.run(variables, slots);
    });
  }
}

/** As many as there are operands: the callers know. */
type Shortcuts = readonly [Shortcut, Shortcut, Shortcut, ...Shortcut[]];

function value(run: Shortcut): Made {
  return { kind: 'value', run, isFaster: true };
}

function optional(run: Shortcut): Made {
  return { kind: 'optional', run, isFaster: true };
}

function isPlain(given: unknown): given is string | bigint | boolean {
  return typeof given === 'string' || typeof given === 'bigint' || typeof given === 'boolean';
}

const TYPES = new Set(['string', 'int', 'double', 'bool', 'list', 'map']);
/** Keys that cel-js leaves out. */
const NO_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

function typeOf(given: unknown): string | undefined {
  if (Array.isArray(given)) return 'list';
  if (isMap(given)) return 'map';
  const types: Readonly<Record<string, string>> = {
    string: 'string',
    bigint: 'int',
    number: 'double',
    boolean: 'bool',
  };
  return types[typeof given];
}

function isOfType(given: unknown, type: string): boolean {
  switch (type) {
    case 'dyn':
      return true;
    case 'list':
      return Array.isArray(given);
    case 'map':
      return isMap(given);
    case 'int':
      return typeof given === 'bigint';
    case 'double':
      return typeof given === 'number';
    default:
      return typeof given === (type === 'bool' ? 'boolean' : type);
  }
}

function isMap(given: unknown): given is Map<string, unknown> | Record<string, unknown> {
  return (
    given instanceof Map || (typeof given === 'object' && given !== null && given.constructor === Object)
  );
}

/** Undefined for what is not there; UNSURE for what has no fields. */
function fieldOf(map: unknown, key: string): unknown {
  if (map instanceof Map) return map.get(key);
  if (!isMap(map)) return UNSURE;
  return Object.hasOwn(map, key) ? (map as Record<string, unknown>)[key] : undefined;
}

/** The texts of a list literal that has nothing else. */
function textsOf({ op, args }: SyntaxNode): string[] | undefined {
  if (op !== 'list') return undefined;
  const items = args as SyntaxNode[];
  const isTexts = items.every(item => item.op === 'value' && typeof item.args === 'string');
  return isTexts ? items.map(item => item.args as string) : undefined;
}

function sizeOf(given: unknown): unknown {
  if (typeof given === 'string') return BigInt([...given].length);
  const items = itemsOf(given);
  return items === undefined ? UNSURE : BigInt(items.length);
}

type Plain = string | bigint | boolean;

/** Of two values of one type. */
const BINARY: Readonly<Record<string, (a: Plain, b: Plain) => unknown>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => (typeof a === 'boolean' ? UNSURE : a < b),
  '<=': (a, b) => (typeof a === 'boolean' ? UNSURE : a <= b),
  '>': (a, b) => (typeof a === 'boolean' ? UNSURE : a > b),
  '>=': (a, b) => (typeof a === 'boolean' ? UNSURE : a >= b),
  '+': (a, b) => (typeof a === 'string' ? a + (b as string) : UNSURE),
};

const CHANGED: Readonly<Record<string, (text: string) => string>> = {
  [standIn('lowerAscii')]: lowerAscii,
  [standIn('upperAscii')]: upperAscii,
};

const TEXT: Readonly<Record<string, (text: string, other: string) => unknown>> = {
  [standIn('matches')]: matches,
  [standIn('indexOf')]: (text, part) => indexOf(text, part, 0n),
  split: (text, separator) => text.split(separator),
  startsWith: (text, other) => text.startsWith(other),
  endsWith: (text, other) => text.endsWith(other),
  contains: (text, other) => text.includes(other),
};

/** What macros go over: items of a list, keys of a map. Effective values do not know their keys. */
function itemsOf(collection: unknown): readonly unknown[] | undefined {
  if (Array.isArray(collection)) return collection;
  if (collection instanceof Map) return Object.hasOwn(collection, 'get') ? undefined : [...collection.keys()];
  return isMap(collection) ? Object.keys(collection) : undefined;
}

type Each = (item: unknown) => unknown;

const ITEMS: Readonly<Record<string, (items: readonly unknown[], each: Each) => unknown>> = {
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
