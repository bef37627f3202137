import { isDeepStrictEqual } from 'node:util';
import { listAt, readYamlMap, toJson, type YamlMap } from './yaml.ts';

/**
 * The text of a kustomization without some top-level keys and with entries appended to top-level lists. Edits the
 * text where that can be shown to give exactly the wanted content, so that comments, line numbers and everything
 * YAML can express stay; writes the content as JSON, which is YAML too, where it cannot.
 */
export function editKustomization(
  text: string,
  content: YamlMap,
  change: {
    readonly remove: readonly string[];
    readonly append: Readonly<Record<string, readonly string[]>>;
    /** Top-level lists that get a new value. */
    readonly replace?: Readonly<Record<string, readonly unknown[]>>;
  },
): string {
  const wanted: YamlMap = Object.fromEntries(
    Object.entries(content).filter(([key]) => !change.remove.includes(key)),
  );
  for (const [key, entries] of Object.entries(change.replace ?? {})) wanted[key] = entries;
  for (const [key, entries] of Object.entries(change.append)) {
    if (entries.length > 0) wanted[key] = [...listAt(content, key), ...entries];
  }
  let edited = text.endsWith('\n') || text === '' ? text : `${text}\n`;
  for (const key of change.remove) edited = blankTopLevel(edited, key);
  for (const [key, entries] of Object.entries(change.append)) {
    if (entries.length > 0) edited = appendTopLevel(edited, key, entries, Object.hasOwn(content, key));
  }
  const read = readYamlMap(edited);
  return isDeepStrictEqual(read, wanted) ? edited : `${toJson(wanted)}\n`;
}

/** Lines of a top-level key: its own and all that follow up to the next key at the margin. */
function topLevelRange(lines: readonly string[], key: string): [number, number] | undefined {
  const start = lines.findIndex(line => line.startsWith(`${key}:`));
  if (start === -1) return undefined;
  let end = start + 1;
  while (end < lines.length && /^(?:[\s#-]|$)/.test(lines[end] ?? '') && !/^---/.test(lines[end] ?? ''))
    end += 1;
  return [start, end];
}

function blankTopLevel(text: string, key: string): string {
  const lines = text.split('\n');
  const range = topLevelRange(lines, key);
  if (range === undefined) return text;
  return lines.map((line, index) => (index >= range[0] && index < range[1] ? '' : line)).join('\n');
}

function appendTopLevel(text: string, key: string, entries: readonly string[], present: boolean): string {
  const items = (indent: string): string[] => entries.map(entry => `${indent}- ${JSON.stringify(entry)}`);
  if (!present) return `${text}${key}:\n${items('').join('\n')}\n`;
  const lines = text.split('\n');
  const range = topLevelRange(lines, key);
  if (range === undefined) return text;
  const last = lines.findLastIndex(
    (line, index) => index > range[0] && index < range[1] && /^\s*-\s/.test(line),
  );
  const indent = /^\s*/.exec(lines[last] ?? '')?.[0] ?? '';
  lines.splice(last === -1 ? range[0] + 1 : last + 1, 0, ...items(indent));
  return lines.join('\n');
}
