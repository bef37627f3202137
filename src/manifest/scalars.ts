/**
 * Scalars as Kubernetes resolves them: `resolve.go` of goyaml v2 (go.yaml.in/yaml/v2, the parser inside
 * sigs.k8s.io/yaml), then the conversion to JSON.
 */

const PREFIX = 'tag:yaml.org,2002:';

/** A float that JSON cannot hold: `.inf`, `.nan`. An error as a value, but fine as a key. */
export class NotJson {
  readonly text: string;
  /** What Kubernetes writes when it is a key. */
  readonly key: string;
  constructor(text: string, key: string) {
    this.text = text;
    this.key = key;
  }
}

/** A float: as a key it is printed in another way than an integer of the same value. */
export class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

export type Resolved = null | boolean | number | bigint | string | Float | NotJson;

const WORDS = new Map<string, Resolved>();
for (const word of ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'])
  WORDS.set(word, true);
for (const word of ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'])
  WORDS.set(word, false);
for (const word of ['', '~', 'null', 'Null', 'NULL']) WORDS.set(word, null);
for (const word of ['.nan', '.NaN', '.NAN']) WORDS.set(word, new NotJson(word, '.nan'));
for (const word of ['.inf', '.Inf', '.INF']) {
  WORDS.set(word, new NotJson(word, '.inf'));
  WORDS.set(`+${word}`, new NotJson(`+${word}`, '.inf'));
  WORDS.set(`-${word}`, new NotJson(`-${word}`, '-.inf'));
}

const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const DOT_FLOAT = /^\.[0-9]+(?:[eE][-+]?[0-9]+)?$/;
const DECIMAL = /^[-+]?(?:0|[1-9][0-9]*)$/;
const INTEGER = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;

/** The value of a plain scalar without a tag. Timestamps and sexagesimals are strings. */
export function resolvePlain(text: string): Resolved {
  const first = text.charCodeAt(0);
  const isDigit = first >= 48 && first <= 57;
  if (isDigit || first === 43 || first === 45) {
    const word = isDigit ? undefined : WORDS.get(text);
    return word ?? resolveNumber(text);
  }
  if (text.length > 5) return first === 46 ? resolveDot(text) : text;
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  return first === 46 ? resolveDot(text) : text;
}

function resolveDot(text: string): Resolved {
  if (!DOT_FLOAT.test(text)) return text;
  const value = Number(text);
  return Number.isFinite(value) ? new Float(value) : text;
}

function resolveNumber(text: string): Resolved {
  if (text.length < 16 && DECIMAL.test(text)) return Number(text) || 0;
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  const integer = INTEGER.exec(plain);
  if (integer !== null) {
    const value = integerOf(integer);
    if (value !== undefined) return value;
  }
  if (!FLOAT.test(plain)) return text;
  const value = Number(plain);
  return Number.isFinite(value) ? new Float(value) : text;
}

/** Integers of 64 bits, signed or not; undefined beyond. A sign excludes the unsigned range, as in Go. */
function integerOf([, sign, hex, binary, octal, decimal]: RegExpExecArray): number | bigint | undefined {
  const digits =
    hex !== undefined
      ? `0x${hex}`
      : binary !== undefined
        ? `0b${binary}`
        : octal !== undefined
          ? `0o${octal}`
          : (decimal ?? '');
  if (digits.length > 80 && digits.replace(/^0[xbo]0*/, '').length > 64) return undefined;
  const magnitude = BigInt(digits);
  const value = sign === '-' ? -magnitude : magnitude;
  const highest = sign === '' ? 0xffff_ffff_ffff_ffffn : 0x7fff_ffff_ffff_ffffn;
  if (value < -0x8000_0000_0000_0000n || value > highest) return undefined;
  return value >= -0x1f_ffff_ffff_ffffn && value <= 0x1f_ffff_ffff_ffffn ? Number(value) : value;
}

/** Go's `time.Parse` with goyaml's four layouts, as far as it matters: they stay strings either way. */
function looksLikeTimestamp(text: string): boolean {
  return /^\d{4}-\d{1,2}-\d{1,2}(?:$|[Tt ]\d{1,2}:\d{1,2}:\d{1,2})/.test(text);
}

/** Thrown when an explicit tag does not fit its scalar; the message completes "a value ..." and never shows it. */
export class TagError extends Error {}

const CHECKED: ReadonlySet<string> = new Set(['str', 'bool', 'int', 'float', 'null', 'timestamp']);

/**
 * The value of a scalar with an explicit tag, given in full (`tag:yaml.org,2002:int`) or local (`!mine`).
 * Tags that goyaml does not know leave the text as a string.
 * @throws {TagError}
 */
export function resolveTagged(tag: string, text: string): Resolved {
  const name = tag.startsWith(PREFIX) ? tag.slice(PREFIX.length) : '';
  if (name === 'binary') return decodeBinary(text);
  if (!CHECKED.has(name) || name === 'str') return text;
  const value = resolvePlain(text);
  const type = typeOf(value, text);
  if (type === name) return value;
  if (name === 'float' && type === 'int' && !(typeof value === 'bigint' && value > 0x7fff_ffff_ffff_ffffn)) {
    return new Float(Number(value));
  }
  throw new TagError(`is tagged !!${name} but is not one`);
}

function typeOf(value: Resolved, text: string): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number' || typeof value === 'bigint') return 'int';
  if (value instanceof Float || value instanceof NotJson) return 'float';
  return looksLikeTimestamp(text) ? 'timestamp' : 'str';
}

function decodeBinary(text: string): string {
  const packed = text.replace(/[\r\n]/g, '');
  if (packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(packed)) {
    throw new TagError('is tagged !!binary but is not valid base64');
  }
  return Buffer.from(packed, 'base64').toString('utf8');
}

/** How a resolved key is written as a JSON key; undefined for those that Kubernetes refuses. */
export function keyText(value: Resolved): string | undefined {
  if (typeof value === 'string') return value;
  if (value === null) return undefined;
  if (value instanceof NotJson) return value.key;
  if (value instanceof Float) return floatKey(value.value);
  if (typeof value === 'bigint' && value > 0x7fff_ffff_ffff_ffffn) return undefined;
  return String(value);
}

/** Go's `strconv.FormatFloat(value, 'g', -1, 32)`. */
function floatKey(value: number): string {
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return value > 0 ? '.inf' : '-.inf';
  if (single === 0) return Object.is(value, -0) || value < 0 ? '-0' : '0';
  let shortest = '';
  for (let digits = 1; digits <= 9; digits++) {
    shortest = single.toExponential(digits - 1);
    if (Math.fround(Number(shortest)) === single) break;
  }
  const [mantissa = '', power = '0'] = shortest.split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) {
    const digits = mantissa.replace(/[-.]/g, '').length;
    return Number(shortest).toFixed(Math.max(digits - 1 - exponent, 0));
  }
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
