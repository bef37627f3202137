import { isObject, type Json, parseYaml } from '../../manifest/index.ts';

/** How the text around an edit is written, so that what is added looks the same. */
export interface Style {
  /** Spaces from a key to the keys below it. */
  readonly step: number;
  /** Spaces from a key to the dashes of the list below it. */
  readonly dash: number;
  /** Keys and texts in double quotes, as in JSON. */
  readonly json: boolean;
}

/** Letters and what names, versions and paths are made of: the same text to every reader, inside brackets too. */
const PLAIN = /^[A-Za-z_/.][\w./@+-]*(?::[\w./@+-]+)*$/;
/** Words that some reader of YAML takes for something else than text. */
const WORDS = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf)$/i;

/** A scalar (or an empty collection) on one line. */
export function scalarToYaml(value: Json, json: boolean): string {
  if (Array.isArray(value)) return '[]';
  if (isObject(value)) return '{}';
  if (typeof value !== 'string') return String(value);
  if (json || !PLAIN.test(value) || WORDS.test(value)) return JSON.stringify(value);
  const read = parseYaml(value);
  return read.ok && read.value === value ? value : JSON.stringify(value);
}

/** A key as it stands before its colon. */
export function keyToYaml(key: string, json: boolean): string {
  return scalarToYaml(key, json);
}

/** A value inside brackets, on one line. */
export function flowToYaml(value: Json, json: boolean): string {
  if (Array.isArray(value)) return `[${value.map(item => flowToYaml(item, json)).join(', ')}]`;
  if (!isObject(value)) return scalarToYaml(value, json);
  const members = Object.entries(value).map(
    ([key, member]) => `${keyToYaml(key, json)}: ${flowToYaml(member, json)}`,
  );
  return `{${members.join(', ')}}`;
}

/** A key and its value in block style; lines without line ends, the first one at the margin. */
export function entryLines(key: string, value: Json, style: Style): string[] {
  const head = `${keyToYaml(key, style.json)}:`;
  if (!isFilled(value)) return [`${head} ${scalarToYaml(value, style.json)}`];
  return [head, ...childLines(value, style)];
}

/** A list item in block style, dash included. */
export function itemLines(value: Json, style: Style): string[] {
  if (!isFilled(value)) return [`- ${scalarToYaml(value, style.json)}`];
  const inner = Array.isArray(value)
    ? value.flatMap(item => itemLines(item, style))
    : Object.entries(value as Record<string, Json>).flatMap(([key, member]) =>
        entryLines(key, member, style),
      );
  return inner.map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`));
}

/** What stands below a key, indented against it. */
export function childLines(value: Json, style: Style): string[] {
  const indent = ' '.repeat(Array.isArray(value) ? style.dash : style.step);
  const inner = Array.isArray(value)
    ? value.flatMap(item => itemLines(item, style))
    : Object.entries(value as Record<string, Json>).flatMap(([key, member]) =>
        entryLines(key, member, style),
      );
  return inner.map(line => indent + line);
}

/** A list or a map with something in it: in block style it gets lines of its own. */
export function isFilled(value: Json): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isObject(value) && Object.keys(value).length > 0;
}
