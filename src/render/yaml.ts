import { parseYaml, splitDocuments } from '../manifest/index.ts';

/** Chart.yaml, kustomization.yaml and values files beyond this are left to the engine, which has a deadline. */
const BUDGET = { characters: 4 * 1024 * 1024, nodes: 500_000, depth: 128 };

export type YamlMap = Record<string, unknown>;

/**
 * The one document in `text` as Helm and Kustomize read it (null for an empty text), or undefined when it is not
 * readable: broken, more than one document, too large, or an alias bomb. Used only to prepare requests; what is
 * wrong with the file is said by the engine, in the words users know.
 */
export function readYaml(text: string): unknown {
  if (text.length > BUDGET.characters) return undefined;
  const [document, ...more] = splitDocuments(text);
  if (document === undefined) return null;
  if (more.length > 0) return undefined;
  const parsed = parseYaml(document.text, BUDGET);
  return parsed.ok ? parsed.value : undefined;
}

/** {@link readYaml}, or undefined when the document is not a mapping. */
export function readYamlMap(text: string): YamlMap | undefined {
  const value = readYaml(text);
  return isMap(value) ? value : undefined;
}

export function isMap(value: unknown): value is YamlMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON with integers of any size written out. */
export function toJson(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(toJson).join(', ')}]`;
  if (!isMap(value)) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, child]) => `${JSON.stringify(key)}: ${toJson(child)}`)
    .join(', ')}}`;
}

/** The list under a key, or nothing when it is absent or something else. */
export function listAt(map: YamlMap, key: string): readonly unknown[] {
  const value = map[key];
  return Array.isArray(value) ? value : [];
}

/** The non-empty string under a key; a number or boolean is given as its text, as a version `1.10` may be. */
export function textAt(map: YamlMap, key: string): string | undefined {
  const value = map[key];
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

/**
 * 1-based line of the entry of the top-level list `key` that has `field: value`, or of the key itself, or
 * undefined. Reads lines rather than nodes: good for pointing at an entry, not for deciding anything.
 */
export function lineOfEntry(text: string, key: string, field: string, value: string): number | undefined {
  const lines = text.split('\n');
  const start = lines.findIndex(line => line.startsWith(`${key}:`));
  if (start === -1) return undefined;
  for (let index = start; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (index > start && /^[A-Za-z]/.test(line)) break;
    const entry = /^[\s-]*["']?([A-Za-z]+)["']?\s*:\s*(.*)$/.exec(line);
    if (entry?.[1] === field && unquoted(entry[2] ?? '') === value) return index + 1;
  }
  return start + 1;
}

/** The plain list items and values of a text with their 1-based lines, as far as lines tell. */
export function scalarsIn(text: string): { value: string; line: number }[] {
  return text.split('\n').flatMap((line, index) => {
    const item = unquoted(line.trim().replace(/^(?:-\s+)+/, ''));
    const keyed = unquoted(item.replace(/^["']?[A-Za-z0-9]+["']?:\s+/, ''));
    return [...new Set([item, keyed])].map(value => ({ value, line: index + 1 }));
  });
}

/** 1-based line on which a plain list item or value equals `value`, or undefined. */
export function lineOfValue(text: string, value: string): number | undefined {
  return scalarsIn(text).find(scalar => scalar.value === value)?.line;
}

function unquoted(text: string): string {
  const comment = text.indexOf(' #');
  const bare = (comment === -1 ? text : text.slice(0, comment)).trim();
  const quoted = /^(["'])(.*)\1$/.exec(bare);
  return quoted?.[2] ?? bare;
}
