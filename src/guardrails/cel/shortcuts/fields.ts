import { type Made, optional, type Shortcut, type SyntaxNode, UNSURE, value } from './types.ts';
import { fieldOf, isMap } from './values.ts';

/** Chains of fields. Each is one closure that goes all the way: they are most of what expressions do. */

/** What a chain of fields begins with, and its fields: of `a.b.c`, a and b, c. */
export function chainOf(node: SyntaxNode, op: '.' | '.?'): [SyntaxNode, readonly string[]] {
  const keys: string[] = [];
  let at = node;
  while (at.op === op) {
    const [left, key] = at.args as [SyntaxNode, string];
    keys.unshift(key);
    at = left;
  }
  return [at, keys];
}

/** `of.a.b.c` */
export function fields(of: Shortcut, keys: readonly string[]): Shortcut {
  const [only] = keys;
  if (keys.length === 1 && only !== undefined) {
    return (variables, slots) => {
      const found = fieldOf(of(variables, slots), only);
      return found === undefined ? UNSURE : found;
    };
  }
  return (variables, slots) => {
    let at = of(variables, slots);
    for (const key of keys) {
      at = fieldOf(at, key);
      if (at === undefined) return UNSURE;
    }
    return at;
  };
}

/** `has(of.a)` */
export function hasField(of: Shortcut, key: string): Shortcut {
  return (variables, slots) => {
    const found = fieldOf(of(variables, slots), key);
    return found === UNSURE ? UNSURE : found !== undefined;
  };
}

/** `of.?a.?b.?c` */
export function optionalFields({ run, kind }: Made, keys: readonly string[]): Made {
  const isOptional = kind === 'optional';
  return optional((variables, slots) => {
    let at = run(variables, slots);
    if (at === undefined && !isOptional) return UNSURE;
    for (const key of keys) {
      if (at === undefined) return undefined;
      at = fieldOf(at, key);
    }
    return at;
  });
}

/** `of[at]` and `of[?at]` */
export function indexed(of: Made, at: Shortcut, isOptional: boolean): Made {
  const { run, kind } = of;
  const found: Shortcut = (variables, slots) => {
    const from = run(variables, slots);
    if (from === undefined && kind === 'optional') return undefined;
    const key = at(variables, slots);
    let item: unknown = UNSURE;
    if (isMap(from)) item = typeof key === 'string' ? fieldOf(from, key) : UNSURE;
    else if (Array.isArray(from)) item = typeof key === 'bigint' && key >= 0n ? from[Number(key)] : UNSURE;
    return item === undefined && !isOptional ? UNSURE : item;
  };
  return isOptional ? optional(found) : value(found);
}

/** Each with a place of its own in the code: V8 remembers where a name is found by that. */
const READ: ReadonlyMap<string, Shortcut> = new Map<string, Shortcut>([
  ['object', variables => variables.object],
  ['container', variables => variables.container],
  ['pod', variables => variables.pod],
  ['params', variables => variables.params],
  ['resource', variables => variables.resource],
  ['effective', variables => variables.effective],
  ['arguments', variables => variables.arguments],
  ['kubernetes', variables => variables.kubernetes],
  ['target', variables => variables.target],
  ['probe', variables => variables.probe],
  ['item', variables => variables.item],
]);

/** A variable. */
export function variable(name: string): Shortcut {
  const read: Shortcut = READ.get(name) ?? (variables => variables[name]);
  return (variables, slots) => {
    const given = read(variables, slots);
    return given === undefined ? UNSURE : given;
  };
}
