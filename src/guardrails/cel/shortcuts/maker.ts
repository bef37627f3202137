import { matching } from '../library/index.ts';
import { Quantity } from '../quantity.ts';
import { standIn } from '../stand-ins.ts';
import { chainOf, fields, hasField, indexed, optionalFields, variable } from './fields.ts';
import { BINARY, CALLS, CHANGED, COUNTED, ITEMS, QUANTITIES, TEXT } from './functions.ts';
import {
  type Made,
  optional,
  type Shortcut,
  type ShortcutInput,
  type SyntaxNode,
  UNSURE,
  type Variables,
  value,
} from './types.ts';
import { countOf, fieldOf, isMap, isOfType, isPlain, itemsOf, TYPES, textsOf, typeOf } from './values.ts';

/** The shortcut for a whole expression; undefined when there is none worth taking. */
export function shortcutFor(input: ShortcutInput): ((variables: Variables) => unknown) | undefined {
  const made = new Maker(input).make(input.root, []);
  if (made === undefined || made.kind !== 'value' || !made.isFaster) return undefined;
  const slots: unknown[] = [];
  return variables => made.run(variables, slots);
}

class Maker {
  readonly #input: ShortcutInput;
  /** Slots of bound names that are optional values, while what they are bound in is made. */
  readonly #optionalSlots = new Set<number>();
  constructor(input: ShortcutInput) {
    this.#input = input;
  }

  /** @param bound names that macros bind, from the outermost */
  make(node: SyntaxNode, bound: readonly string[]): Made | undefined {
    return this.#known(node, bound) ?? this.#part(node, bound);
  }

  #known(node: SyntaxNode, bound: readonly string[]): Made | undefined {
    const { op, args } = node;
    switch (op) {
      case 'value':
        return isPlain(args) ? { ...value(() => args), literal: args } : undefined;
      case 'id':
        return this.#name(args as string, bound);
      case '.':
        return this.#field(node, bound);
      case '.?':
        return this.#optionalField(node, bound);
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
        return this.#choice(args as SyntaxNode[], bound);
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
        return this.#list(args as SyntaxNode[], bound);
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

  /** Of two values, or of two optional values. */
  #choice(nodes: readonly SyntaxNode[], bound: readonly string[]): Made | undefined {
    const [condition, yes, no] = nodes.map(node => this.make(node, bound));
    if (condition === undefined || yes === undefined || no === undefined) return undefined;
    if (condition.kind !== 'value' || yes.kind !== no.kind) return undefined;
    const run: Shortcut = (variables, slots) => {
      const given = condition.run(variables, slots);
      if (given === true) return yes.run(variables, slots);
      return given === false ? no.run(variables, slots) : UNSURE;
    };
    return yes.kind === 'optional' ? optional(run) : value(run);
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
    const read: Shortcut = (_, slots) => slots[slot];
    if (slot >= 0) return this.#optionalSlots.has(slot) ? optional(read) : value(read);
    return this.#input.variables.has(name) ? value(variable(name)) : undefined;
  }

  #field(node: SyntaxNode, bound: readonly string[]): Made | undefined {
    const [root, keys] = chainOf(node, '.');
    return this.#with([root], bound, ([of]) => fields(of, keys));
  }

  #optionalField(node: SyntaxNode, bound: readonly string[]): Made | undefined {
    const [root, keys] = chainOf(node, '.?');
    const of = this.make(root, bound);
    return of && optionalFields(of, keys);
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
    return of.kind === 'optional' && !isOptional ? undefined : indexed(of, key.run, isOptional);
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

  /** One of literals is made once: nothing changes a list. */
  #list(nodes: readonly SyntaxNode[], bound: readonly string[]): Made | undefined {
    const made = this.#values(nodes, bound);
    if (made === undefined) return undefined;
    if (made.every(({ literal }) => literal !== undefined)) {
      const list = made.map(({ literal }) => literal);
      return { ...value(() => list), literal: list };
    }
    const items = made.map(({ run }) => run);
    return value((variables, slots) => {
      const list: unknown[] = [];
      for (const item of items) {
        const given = item(variables, slots);
        if (given === UNSURE) return UNSURE;
        list.push(given);
      }
      return list;
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
    const made = this.#values(operands, bound);
    const [left, right] = made ?? [];
    if (left === undefined || right === undefined) return undefined;
    const counted = COUNTED[op];
    const { literal } = right;
    const { count } = left;
    if (counted !== undefined && count !== undefined && typeof literal === 'bigint') {
      const limit = Number(literal);
      return value((variables, slots) => {
        const given = count(variables, slots);
        return given === UNSURE ? UNSURE : counted(given, limit);
      });
    }
    const isEquality = op === '==' || op === '!=';
    const [one, other] = [left.run, right.run];
    return value((variables, slots) => {
      const a = one(variables, slots);
      const b = other(variables, slots);
      if (typeof a === typeof b) {
        if (isPlain(a)) return apply(a, b as string);
        return op === '+' && Array.isArray(a) && Array.isArray(b) ? [...a, ...b] : UNSURE;
      }
      return isEquality && isPlain(a) && isPlain(b) ? op === '!=' : UNSURE;
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
      if (!isPlain(given)) return UNSURE;
      const all = among(variables, slots);
      if (isMap(all)) return typeof given === 'string' ? fieldOf(all, given) !== undefined : UNSURE;
      if (!Array.isArray(all)) return UNSURE;
      if (all.includes(given)) return true;
      return all.every(isPlain) ? false : UNSURE;
    });
  }

  #call([name, args]: [string, SyntaxNode[]], bound: readonly string[]): Made | undefined {
    const [first] = args;
    if (args.length !== 1 || first === undefined) return undefined;
    if (name === 'size') return this.#size(first, bound);
    const call = CALLS[name];
    if (call !== undefined)
      return this.#with(
        args,
        bound,
        ([of]) =>
          (variables, slots) =>
            call(of(variables, slots)),
      );
    if (name !== 'has' || first.op !== '.') return undefined;
    const [of, key] = first.args as [SyntaxNode, string];
    // `has(a.?b.c)` has rules of its own.
    return this.#with([of], bound, ([left]) => hasField(left, key));
  }

  #size(node: SyntaxNode, bound: readonly string[]): Made | undefined {
    const of = this.#values([node], bound)?.[0];
    if (of === undefined) return undefined;
    const { run } = of;
    const count = (variables: Variables, slots: unknown[]) => countOf(run(variables, slots));
    const size: Shortcut = (variables, slots) => {
      const given = count(variables, slots);
      return given === UNSURE ? UNSURE : BigInt(given);
    };
    return { ...value(size), count };
  }

  #method(
    [name, receiver, args]: [string, SyntaxNode, SyntaxNode[]],
    bound: readonly string[],
  ): Made | undefined {
    if (name === 'orValue' || name === 'hasValue') return this.#ofOptional(name, receiver, args, bound);
    if (name === 'optMap') return this.#optMap(receiver, args, bound);
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
    if (name === 'size' && args.length === 0) return this.#size(receiver, bound);
    const changed = CHANGED[name];
    if (changed !== undefined && args.length === 0)
      return this.#with(
        [receiver],
        bound,
        ([of]) =>
          (variables, slots) =>
            changed(of(variables, slots)),
      );
    if (args.length !== 1) return undefined;
    const pattern = args[0]?.op === 'value' ? args[0].args : undefined;
    if (name === MATCHES && typeof pattern === 'string') {
      const isMatch = matching(pattern);
      return this.#with([receiver], bound, ([of]) => (variables, slots) => {
        const given = of(variables, slots);
        return typeof given === 'string' ? isMatch(given) : UNSURE;
      });
    }
    const ofText = TEXT[name];
    const ofQuantity = QUANTITIES[name];
    if (ofText === undefined && ofQuantity === undefined) return undefined;
    return this.#with([receiver, ...args], bound, ([on, argument]) => (variables, slots) => {
      const given = on(variables, slots);
      const other = argument(variables, slots);
      if (ofText !== undefined)
        return typeof given === 'string' && typeof other === 'string' ? ofText(given, other) : UNSURE;
      if (ofQuantity === undefined) return UNSURE;
      return given instanceof Quantity && other instanceof Quantity ? ofQuantity(given, other) : UNSURE;
    });
  }

  /** `of.?a.optMap(name, body)` */
  #optMap(
    receiver: SyntaxNode,
    [name, body]: readonly SyntaxNode[],
    bound: readonly string[],
  ): Made | undefined {
    if (name?.op !== 'id' || body === undefined) return undefined;
    const of = this.make(receiver, bound);
    const inner = this.#values([body], [...bound, name.args as string])?.[0];
    if (of === undefined || of.kind !== 'optional' || inner === undefined) return undefined;
    const slot = bound.length;
    return optional((variables, slots) => {
      const given = of.run(variables, slots);
      if (given === undefined || given === UNSURE) return given;
      slots[slot] = given;
      return inner.run(variables, slots);
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
    const of = this.make(given, bound);
    if (of === undefined) return undefined;
    const slot = bound.length;
    if (of.kind === 'optional') this.#optionalSlots.add(slot);
    const inner = this.#values([body], [...bound, name.args as string])?.[0];
    this.#optionalSlots.delete(slot);
    if (inner === undefined) return undefined;
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

const MATCHES = standIn('matches');

/** Keys that cel-js leaves out. */
const NO_KEYS = new Set(['__proto__', 'constructor', 'prototype']);
