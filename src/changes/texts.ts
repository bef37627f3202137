import { structuredPatch } from 'diff';
import { isObject, type Json } from '../manifest/index.ts';
import type { FieldChange } from './diff/index.ts';
import type { ShownField, TextLine } from './types.ts';

/** Edits beyond which a text counts as replaced, and lines kept of one diff. */
const EDITS = 1_000;
const LINES = 200;
const CONTEXT = 2;

/** A difference for a report; `hide` takes out what no report may say. */
export function shownField(change: FieldChange, hide: (text: string) => string): ShownField {
  const { field, operation } = change;
  const before = change.before === undefined ? undefined : hidden(change.before, hide);
  const after = change.after === undefined ? undefined : hidden(change.after, hide);
  const lines = operation === 'changed' ? textLines(before, after) : undefined;
  if (lines !== undefined) return { field, operation, lines };
  return {
    field,
    operation,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

/** A value without what no report may say, its texts one by one. */
function hidden(value: Json, hide: (text: string) => string): Json {
  if (typeof value === 'string') return hide(value);
  if (Array.isArray(value)) return value.map(each => hidden(each, hide));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, hidden(each, hide)]));
}

function textLines(before: Json | undefined, after: Json | undefined): TextLine[] | undefined {
  if (typeof before !== 'string' || typeof after !== 'string') return undefined;
  if (!before.includes('\n') && !after.includes('\n')) return undefined;
  const patch = structuredPatch('', '', before, after, '', '', { context: CONTEXT, maxEditLength: EDITS });
  if (patch === undefined) {
    const count = (text: string) => text.split('\n').length;
    return [`@ another text: ${count(before)} lines before, ${count(after)} now`];
  }
  const lines = patch.hunks.flatMap(({ lines }, i) => [
    ...(i === 0 ? [] : ['@']),
    ...lines.filter(line => !line.startsWith('\\')),
  ]);
  const more = lines.length - LINES;
  return more > 0 ? [...lines.slice(0, LINES), `@ ${more} more lines`] : lines;
}
