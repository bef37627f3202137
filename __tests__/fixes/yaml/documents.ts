import fc from 'fast-check';
import type { Json } from '../../../src/manifest/index.ts';

/** How a generated document is written. */
interface Writing {
  readonly step: number;
  readonly dash: number;
  readonly lineEnd: string;
  readonly finalLineEnd: boolean;
  /** Drawn from for every choice that a writer has. */
  readonly choices: readonly number[];
}

export interface Written {
  readonly value: Json;
  readonly text: string;
}

const key = fc.constantFrom('a', 'b', 'name', 'image', 'securityContext', 'drop', 'x.y/z', 'on', 'limits');
const scalar = fc.constantFrom<Json>(
  true,
  false,
  0,
  17,
  'text',
  'two words',
  'true',
  '',
  '1.5',
  'a: b',
  '#x',
  'ALL',
  null,
);

const value: fc.Arbitrary<Json> = fc.letrec<{ node: Json; map: Json; list: Json }>(tie => ({
  node: fc.oneof({ depthSize: 'small' }, scalar, tie('map'), tie('list')),
  map: fc.dictionary(key, tie('node'), { maxKeys: 4 }).map(record => ({ ...record })),
  list: fc.array(tie('node'), { maxLength: 3 }),
})).node;

/** Documents whose root is a map, written in many ways, with comments `#c0`, `#c1` ... */
export const documents: fc.Arbitrary<Written> = fc
  .record({
    root: fc.dictionary(key, value, { minKeys: 1, maxKeys: 4 }),
    step: fc.constantFrom(2, 2, 4, 1),
    dash: fc.constantFrom(0, 2, 1),
    lineEnd: fc.constantFrom('\n', '\n', '\r\n'),
    finalLineEnd: fc.boolean(),
    choices: fc.array(fc.nat(99), { minLength: 40, maxLength: 40 }),
  })
  .map(({ root, ...writing }) => ({ value: { ...root }, text: new Writer(writing).document({ ...root }) }));

class Writer {
  readonly #writing: Writing;
  #drawn = 0;
  #comments = 0;

  constructor(writing: Writing) {
    this.#writing = writing;
  }

  document(root: Record<string, Json>): string {
    const { lineEnd, finalLineEnd } = this.#writing;
    const lines = this.#map(root, '');
    if (this.#chance(20)) lines.push('# trailing');
    return lines.join(lineEnd) + (finalLineEnd ? lineEnd : '');
  }

  #draw(): number {
    const { choices } = this.#writing;
    return choices[this.#drawn++ % choices.length] ?? 0;
  }

  #chance(percent: number): boolean {
    return this.#draw() < percent;
  }

  #comment(): string {
    return `#c${this.#comments++}`;
  }

  #map(map: Record<string, Json>, indent: string): string[] {
    return Object.entries(map).flatMap(([name, member]) => {
      const above = this.#chance(15) ? [`${indent}${this.#comment()} above`] : this.#chance(8) ? [''] : [];
      return [...above, ...this.#entry(name, member, indent)];
    });
  }

  #entry(name: string, member: Json, indent: string): string[] {
    const head = `${indent}${this.#key(name)}:`;
    const behind = this.#chance(20) ? ` ${this.#comment()} behind` : '';
    if (isBlock(member) && this.#chance(75)) {
      const { step, dash } = this.#writing;
      if (Array.isArray(member)) return [head + behind, ...this.#list(member, indent + ' '.repeat(dash))];
      return [head + behind, ...this.#map(member as Record<string, Json>, indent + ' '.repeat(step))];
    }
    if (member === null && this.#chance(50)) return [head + behind];
    if (typeof member === 'string' && /^[a-z]+ [a-z]+$/.test(member) && this.#chance(30)) {
      return [`${head} |-${behind}`, `${indent}   ${member}`];
    }
    return [`${head} ${this.#flow(member)}${behind}`];
  }

  #list(list: readonly Json[], indent: string): string[] {
    return list.flatMap(item => {
      const above = this.#chance(10) ? [`${indent}${this.#comment()} above`] : [];
      if (isBlock(item) && !Array.isArray(item)) {
        const inner = this.#entries(item as Record<string, Json>, `${indent}  `);
        return [...above, `${indent}- ${(inner[0] ?? '').trimStart()}`, ...inner.slice(1)];
      }
      return [
        ...above,
        `${indent}- ${this.#flow(item)}${this.#chance(10) ? ` ${this.#comment()} item` : ''}`,
      ];
    });
  }

  /** Without a comment or blank line first: it would stand behind the dash. */
  #entries(map: Record<string, Json>, indent: string): string[] {
    const [[name, member] = ['', null], ...rest] = Object.entries(map);
    return [...this.#entry(name, member, indent), ...this.#map(Object.fromEntries(rest), indent)];
  }

  #key(name: string): string {
    if (name === 'on') return '"on"';
    return this.#chance(15) ? JSON.stringify(name) : name;
  }

  #flow(item: Json): string {
    if (Array.isArray(item)) return `[${item.map(each => this.#flow(each)).join(', ')}]`;
    if (typeof item === 'object' && item !== null) {
      const members = Object.entries(item).map(
        ([name, member]) => `${this.#key(name)}: ${this.#flow(member)}`,
      );
      return this.#chance(30) ? `{ ${members.join(', ')} }` : `{${members.join(', ')}}`;
    }
    if (typeof item !== 'string') return String(item);
    const isSafe = /^[a-zA-Z]+( [a-z]+)?$/.test(item) && item !== 'true';
    if (isSafe && this.#chance(60)) return item;
    return this.#chance(50) ? `'${item}'` : JSON.stringify(item);
  }
}

function isBlock(item: Json): boolean {
  if (Array.isArray(item)) return item.length > 0;
  return typeof item === 'object' && item !== null && Object.keys(item).length > 0;
}
