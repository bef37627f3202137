import type { Environment } from '@marcbachmann/cel-js';
import { Duration, UnsignedInt } from '@marcbachmann/cel-js/evaluator';
import { Quantity } from '../quantity.ts';
import { standIn } from '../stand-ins.ts';
import { durationText, timestampText } from './conversions.ts';
import { entries } from './equality.ts';
import { failure } from './failure.ts';

class StringsNamespace {}

/** cel-go's extension `strings`, as far as cel-js lacks it. Positions count characters (Unicode code points). */
export function registerStrings(environment: Environment): void {
  environment
    .registerType('StringsNamespace', StringsNamespace)
    .registerConstant('strings', 'StringsNamespace', new StringsNamespace())
    .registerFunction('StringsNamespace.quote(string): string', (_: unknown, text: string) => quote(text))
    .registerFunction('string.replace(string, string): string', (text: string, from: string, to: string) =>
      replace(text, from, to, -1n),
    )
    .registerFunction(
      'string.replace(string, string, int): string',
      (text: string, from: string, to: string, times: bigint) => replace(text, from, to, times),
    )
    .registerFunction('string.charAt(int): string', charAt)
    .registerFunction('string.reverse(): string', (text: string) => [...text].reverse().join(''))
    .registerFunction('string.format(list): string', format)
    .registerFunction(`string.${standIn('lowerAscii')}(): string`, lowerAscii)
    .registerFunction(`string.${standIn('upperAscii')}(): string`, upperAscii)
    .registerFunction(`string.${standIn('substring')}(int): string`, (text: string, start: bigint) =>
      substring(text, start, BigInt([...text].length)),
    )
    .registerFunction(`string.${standIn('substring')}(int, int): string`, substring)
    .registerFunction(`string.${standIn('indexOf')}(string): int`, (text: string, part: string) =>
      indexOf(text, part, 0n),
    )
    .registerFunction(`string.${standIn('indexOf')}(string, int): int`, indexOf)
    .registerFunction(`string.${standIn('lastIndexOf')}(string): int`, (text: string, part: string) =>
      characters(text, text.lastIndexOf(part)),
    )
    .registerFunction(`string.${standIn('lastIndexOf')}(string, int): int`, lastIndexOf);
}

export function lowerAscii(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, letters => letters.toLowerCase()) : text;
}

export function upperAscii(text: string): string {
  return text.replace(/[a-z]+/g, letters => letters.toUpperCase());
}

function substring(text: string, start: bigint, end: bigint): string {
  const all = [...text];
  if (start < 0n || end < start || end > all.length)
    throw failure(`substring(${start}, ${end}) is outside of a text of ${all.length} characters`);
  return all.slice(Number(start), Number(end)).join('');
}

export function indexOf(text: string, part: string, from: bigint): bigint {
  if (part === '') return from;
  if (from < 0n) throw failure(`index ${from} is outside of the text`);
  return characters(text, text.indexOf(part, units(text, from)));
}

/** The last that begins at or before an index. */
function lastIndexOf(text: string, part: string, from: bigint): bigint {
  if (part === '') return from;
  if (from < 0n) throw failure(`index ${from} is outside of the text`);
  if (from >= [...text].length) return -1n;
  return characters(text, text.lastIndexOf(part, units(text, from)));
}

/** UTF-16 units before the character of an index. */
function units(text: string, index: bigint): number {
  return [...text].slice(0, Number(index)).join('').length;
}

/** Characters before a UTF-16 unit; -1 stays. */
function characters(text: string, index: number): bigint {
  return index < 0 ? -1n : BigInt([...text.slice(0, index)].length);
}

/** A negative number of times means all. */
function replace(text: string, from: string, to: string, times: bigint): string {
  // As in Go, nothing is before, between and behind the characters.
  const parts = from === '' ? ['', ...text, ''] : text.split(from);
  const limit = times < 0n ? parts.length - 1 : Math.min(Number(times), parts.length - 1);
  return (
    parts.slice(0, limit + 1).join(to) +
    parts
      .slice(limit + 1)
      .map(part => from + part)
      .join('')
  );
}

function charAt(text: string, index: bigint): string {
  const characters = [...text];
  if (index < 0n || index > characters.length) throw failure(`index ${index} is outside of the text`);
  return characters[Number(index)] ?? '';
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

function quote(text: string): string {
  return `"${[...text].map(character => ESCAPES[character] ?? character).join('')}"`;
}

const VERB = /%(?:%|(?:\.(\d{1,3}))?([a-zA-Z]))/g;

/** `"%s has %d".format([name, n])`: cel-go's verbs s, d, f, e, b, x, X and o. */
function format(pattern: string, values: unknown[]): string {
  let next = 0;
  return pattern.replace(VERB, (whole, digits: string | undefined, verb: string | undefined) => {
    if (verb === undefined) return '%';
    if (next >= values.length) throw failure(`format() has no value for ${whole}, number ${next + 1}`);
    return formatted(values[next++], verb, digits === undefined ? 6 : Number(digits));
  });
}

function formatted(value: unknown, verb: string, precision: number): string {
  switch (verb) {
    case 's':
      return display(value);
    case 'd':
      return integer(value, verb).toString();
    case 'b':
      return typeof value === 'boolean' ? String(Number(value)) : integer(value, verb).toString(2);
    case 'o':
      return integer(value, verb).toString(8);
    case 'x':
      return hex(value);
    case 'X':
      return hex(value).toUpperCase();
    case 'f':
      return double(value, verb).toFixed(Math.min(precision, 100));
    case 'e':
      return double(value, verb)
        .toExponential(Math.min(precision, 100))
        .replace(/e([+-])(\d)$/, 'e$10$2');
    default:
      throw failure(`format() does not know %${verb}`);
  }
}

function hex(value: unknown): string {
  if (typeof value === 'string') return Buffer.from(value, 'utf8').toString('hex');
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return integer(value, 'x').toString(16);
}

function integer(value: unknown, verb: string): bigint {
  if (typeof value === 'bigint') return value;
  if (value instanceof UnsignedInt) return value.value;
  throw failure(`%${verb} needs an integer`);
}

function double(value: unknown, verb: string): number {
  if (typeof value === 'bigint' || typeof value === 'number') return Number(value);
  throw failure(`%${verb} needs a number`);
}

/** A value as `%s` prints it: text bare at the top and quoted inside of lists and maps; keys sorted. */
function display(value: unknown, inside = false): string {
  if (typeof value === 'string') return inside ? quote(value) : value;
  if (Array.isArray(value)) return `[${value.map(item => display(item, true)).join(', ')}]`;
  const map = entries(value);
  if (map !== undefined) {
    const pairs = [...map].map(([key, item]) => `${display(key, true)}: ${display(item, true)}`);
    return `{${pairs.sort().join(', ')}}`;
  }
  if (value instanceof Quantity) return String(value.asApproximateFloat());
  if (value instanceof Date) return timestampText(value);
  if (value instanceof Duration) return durationText(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  return String(value).replace(/^Type<(.*)>$/, '$1');
}
