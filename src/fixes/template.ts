import type { Location } from '../findings.ts';
import { jsonText } from '../json.ts';
import { type FieldPath, type Json, parseYaml } from '../manifest/index.ts';
import type { TextChange } from './changes.ts';
import { linesOf } from './lines.ts';
import { isFilled, scalarToYaml } from './yaml/print.ts';

/** A key and what follows it on its line, behind dashes or not. */
const KEY = /^(?<lead> *(?:- +)*)(?<key>[\w./-]+|"[\w./-]+"):(?<rest>(?:[ \t].*)?)$/;

/**
 * The edit of a template line that replaces a value written there as text; undefined for what an action prints.
 * @param value the value that the manifest has now
 */
export function replaceInTemplate(
  text: string,
  { file, line, column, endLine, endColumn }: Location,
  value: Json,
  wanted: Json,
): TextChange | undefined {
  if (line === undefined || column === undefined || endColumn === undefined || endLine !== line)
    return undefined;
  const written = linesOf(text).texts[line - 1]?.slice(column - 1, endColumn - 1);
  if (written === undefined || /\{\{|\}\}/.test(written) || isFilled(wanted)) return undefined;
  const read = parseYaml(written);
  if (!read.ok || read.value !== value) return undefined;
  return { kind: 'replace', file, line, column, endColumn, text: scalarToYaml(wanted, false) };
}

/** The edit that removes a template line which holds a key with its value, or a list item, as text and nothing else. */
export function removeFromTemplate(
  text: string,
  { file, line }: Location,
  name: string | number,
  value: Json,
): TextChange | undefined {
  const written = line === undefined ? undefined : linesOf(text).texts[line - 1];
  if (line === undefined || written === undefined || written.includes('{{')) return undefined;
  if (typeof value === 'object') return undefined;
  const read = parseYaml(written.trim());
  if (!read.ok) return undefined;
  const expected = typeof name === 'number' ? [value] : { [name]: value };
  return jsonText(read.value) === jsonText(expected) ? { kind: 'delete', file, line } : undefined;
}

/**
 * The edit that adds keys below the parent whose line a location points at: behind the line of a list item's first
 * key, or as the first of a map's children. Only where that line and what follows it are plain enough to tell.
 *
 * @param steps keys to add below the parent
 * @param isItem the parent is a list item, and the line that of its first key
 */
export function insertIntoTemplate(
  text: string,
  { file, line }: Location,
  steps: FieldPath,
  value: Json,
  isItem: boolean,
): TextChange | undefined {
  if (line === undefined || steps.some(step => typeof step !== 'string')) return undefined;
  const { texts } = linesOf(text);
  const match = KEY.exec(texts[line - 1] ?? '');
  const lead = match?.groups?.lead ?? '';
  const rest = match?.groups?.rest?.replace(/\s#.*$/, '').trim() ?? '';
  if (match === null) return undefined;
  const path = steps as readonly string[];
  const indent = ' '.repeat(lead.length);
  if (isItem) {
    // A value that goes on below, or an action that does.
    if (!lead.includes('-') || rest === '' || !isOneLine(rest)) return undefined;
    if (isSaidBelow(texts.slice(line), indent, path[0] ?? '')) return undefined;
    return { kind: 'insert', file, line, indent, path, value };
  }
  if (rest !== '') return undefined;
  const next = texts.slice(line).find(each => each.trim() !== '' && !each.trim().startsWith('#'));
  const child = KEY.exec(next ?? '')?.groups?.lead ?? '';
  if (child.length <= indent.length || child.includes('-')) return undefined;
  if (isSaidBelow(texts.slice(line), child, path[0] ?? '')) return undefined;
  return { kind: 'insert', file, line, indent: child, path, value };
}

/**
 * Whether the rest of a map's text writes a key, behind a condition that does not hold here: with other values it would
 * then be there twice. Actions stand at any indentation.
 */
function isSaidBelow(lines: readonly string[], indent: string, key: string): boolean {
  for (const line of lines) {
    if (line.trim() === '' || /^\s*(?:\{\{|#)/.test(line)) continue;
    if (!line.startsWith(indent)) return false;
    const found = KEY.exec(line)?.groups;
    if (found?.lead === indent && found.key?.replaceAll('"', '') === key) return true;
  }
  return false;
}

/** Text, or text around actions that begin and end on the line and print one value. */
function isOneLine(rest: string): boolean {
  if (/^[|>&*]/.test(rest)) return false;
  const actions = rest.match(/\{\{.*?\}\}/g) ?? [];
  const isBalanced = !/\{\{|\}\}/.test(rest.replace(/\{\{.*?\}\}/g, ''));
  return (
    isBalanced &&
    actions.every(action => !/\b(?:if|with|range|define|block|end|else|nindent|toYaml)\b/.test(action))
  );
}
