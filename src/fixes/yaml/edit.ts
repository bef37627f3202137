import { isDeepStrictEqual } from 'node:util';
import { isObject, type Json, parseYaml, valueAt } from '../../manifest/index.ts';
import { DocumentEditor } from './editor.ts';
import { isFilled } from './print.ts';
import type { ValueEdit } from './types.ts';
import { removed, withValue } from './value.ts';

/** Steps one edit may fall into: a whole list replaced item by item. */
const MAX_STEPS = 200;

/**
 * Edits one YAML document by position: comments, quotes, indentation, line ends and every line not concerned stay byte
 * for byte. Maps and lists are changed member by member, so that their comments stay too.
 *
 * @param text one document, see `splitDocuments`
 * @returns undefined when the result would not read as exactly what was asked for, with everything else as before:
 *   nothing is changed through an alias or a merge, and not below an anchor that others use.
 */
export function editYaml(text: string, edits: readonly ValueEdit[]): string | undefined {
  const before = parseYaml(text);
  // Editors, git and YAML disagree on what a line is then.
  if (!before.ok || /\r(?!\n)/.test(text)) return undefined;
  let intended: Json | undefined = before.value;
  let edited: string | undefined = text;
  for (const edit of edits) {
    intended = edit.op === 'set' ? withValue(intended, edit.path, edit.value) : removed(intended, edit.path);
    if (intended === undefined) return undefined;
    edited = apply(edited, edit);
    if (edited === undefined) return undefined;
  }
  const after = parseYaml(edited);
  const isSame =
    after.ok &&
    isDeepStrictEqual(after.value, intended) &&
    after.duplicateKeys.length <= before.duplicateKeys.length &&
    (after.ignoredFrom === undefined) === (before.ignoredFrom === undefined);
  return isSame ? edited : undefined;
}

function apply(text: string, edit: ValueEdit): string | undefined {
  let current: string | undefined = text;
  const waiting = [edit];
  for (let steps = 0; waiting.length > 0; steps++) {
    const next = waiting.shift() as ValueEdit;
    if (steps > MAX_STEPS) return undefined;
    const parsed = parseYaml(current);
    if (!parsed.ok) return undefined;
    const parts = next.op === 'set' ? partsOf(parsed.value, next) : undefined;
    if (parts !== undefined) {
      waiting.unshift(...parts);
      continue;
    }
    current = new DocumentEditor(current).apply(next);
    if (current === undefined) return undefined;
  }
  return current;
}

/** A collection in place of another of its type is changed member by member; undefined where that is no use. */
function partsOf(root: Json, { path, value }: ValueEdit & { op: 'set' }): ValueEdit[] | undefined {
  const old = valueAt(root, path);
  if (isDeepStrictEqual(old, value)) return [];
  if (old === undefined || old === null || !isFilled(old) || !isFilled(value)) return undefined;
  const set = (step: string | number, member: Json): ValueEdit => ({
    op: 'set',
    path: [...path, step],
    value: member,
  });
  if (Array.isArray(old) && Array.isArray(value)) {
    const gone = old.slice(value.length).map((_, index): ValueEdit => {
      return { op: 'remove', path: [...path, old.length - 1 - index] };
    });
    return [...value.map((item, index) => set(index, item)), ...gone];
  }
  if (!isObject(old) || !isObject(value)) return undefined;
  const gone = Object.keys(old)
    .filter(key => !Object.hasOwn(value, key))
    .map((key): ValueEdit => ({ op: 'remove', path: [...path, key] }));
  return [...Object.entries(value).map(([key, member]) => set(key, member)), ...gone];
}
