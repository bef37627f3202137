/** One field of a selection set. */
export interface Selection {
  readonly name: string;
  readonly alias: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly fields: readonly Selection[];
}

/** An operation document, with variables put in place. */
export interface Operation {
  readonly type: 'query' | 'mutation';
  readonly fields: readonly Selection[];
}

/**
 * Reads the part of GraphQL that an action needs: one operation, nested selections, aliases, arguments with
 * variables, literals and input objects. No fragments, no directives. Throws on anything else.
 */
export function parseGraphql(text: string, variables: Readonly<Record<string, unknown>>): Operation {
  const tokens =
    text
      .replace(/#.*$/gm, '')
      .match(/"(?:[^"\\]|\\.)*"|[A-Za-z_]\w*|-?\d+(?:\.\d+)?|\.\.\.|[{}()[\]:$!=@]/g) ?? [];
  let at = 0;

  const take = (expected?: string): string => {
    const token = tokens[at];
    if (token === undefined) throw new Error('Unexpected end of document');
    if (expected !== undefined && token !== expected)
      throw new Error(`Expected "${expected}", found "${token}"`);
    at += 1;
    return token;
  };
  const name = (): string => {
    const token = take();
    if (!/^[A-Za-z_]\w*$/.test(token)) throw new Error(`Expected Name, found "${token}"`);
    return token;
  };
  const value = (): unknown => {
    const token = take();
    if (token === '$') return variables[name()];
    if (token === '{') return members('}');
    if (token === '[') {
      const items: unknown[] = [];
      while (tokens[at] !== ']') items.push(value());
      take(']');
      return items;
    }
    if (token.startsWith('"')) return JSON.parse(token);
    if (/^-?\d/.test(token)) return Number(token);
    if (token === 'true' || token === 'false') return token === 'true';
    return token === 'null' ? null : token;
  };
  const members = (end: string): Record<string, unknown> => {
    const result: Record<string, unknown> = {};
    while (tokens[at] !== end) {
      const key = name();
      take(':');
      result[key] = value();
    }
    take(end);
    return result;
  };
  const selections = (): Selection[] => {
    const result: Selection[] = [];
    take('{');
    while (tokens[at] !== '}') {
      const first = name();
      const aliased = tokens[at] === ':';
      if (aliased) take(':');
      const field = aliased ? name() : first;
      let given: Record<string, unknown> = {};
      if (tokens[at] === '(') {
        take('(');
        given = members(')');
      }
      result.push({
        name: field,
        alias: first,
        arguments: given,
        fields: tokens[at] === '{' ? selections() : [],
      });
    }
    take('}');
    return result;
  };

  let type: Operation['type'] = 'query';
  if (tokens[at] !== '{') {
    const keyword = take();
    if (keyword !== 'query' && keyword !== 'mutation')
      throw new Error(`Expected query or mutation, found "${keyword}"`);
    type = keyword;
    while (tokens[at] !== '{') {
      if (tokens[at] !== '(') {
        take();
        continue;
      }
      while (take() !== ')');
    }
  }
  const fields = selections();
  if (at !== tokens.length) throw new Error(`Expected one operation, found "${tokens[at]}" after it`);
  return { type, fields };
}

/**
 * The part of `value` that was asked for. A field that the value does not have is an error, as GitHub answers it:
 * the fake thereby also proves that no query asks for what it does not model.
 */
export function project(value: unknown, fields: readonly Selection[]): unknown {
  if (value === null || fields.length === 0) return value;
  if (Array.isArray(value)) return value.map(item => project(item, fields));
  return Object.fromEntries(
    fields.map(field => {
      const member = (value as Record<string, unknown>)[field.name];
      if (member === undefined) throw new Error(`Field '${field.name}' doesn't exist`);
      if (
        field.fields.length === 0 &&
        typeof member === 'object' &&
        member !== null &&
        !Array.isArray(member)
      ) {
        throw new Error(`Field must have selections (field '${field.name}')`);
      }
      return [field.alias, project(member, field.fields)];
    }),
  );
}
