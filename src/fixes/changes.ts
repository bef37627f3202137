import { isDeepStrictEqual } from 'node:util';
import { type FieldPath, type Json, locator, parseYaml, splitDocuments, valueAt } from '../manifest/index.ts';
import { type Tree, TreeError } from '../repository/index.ts';
import { hunksOf, linesOf } from './lines.ts';
import { editYaml } from './yaml/edit.ts';
import { entryLines } from './yaml/print.ts';
import type { ValueEdit } from './yaml/types.ts';
import { withValue } from './yaml/value.ts';

/** A YAML document in a file: one of its documents, or one inside a block of text in that (an inline patch). */
export interface DocumentPlace {
  readonly file: string;
  /** 0-based. */
  readonly document: number;
  readonly inside?: { readonly path: FieldPath; readonly document: number };
}

/** A change of one file, said so that it still means the same when others are made beside it. */
export type SourceChange =
  | {
      readonly kind: 'yaml';
      readonly place: DocumentPlace;
      readonly edit: ValueEdit;
      /** Lists and maps that lose their last member go with it. */
      readonly prune: boolean;
    }
  | TextChange;

/** Changes of text that is no YAML: a template. Lines and columns 1-based, of the unchanged file. */
export type TextChange =
  | {
      readonly kind: 'insert';
      readonly file: string;
      /** The line that the new lines follow. */
      readonly line: number;
      readonly indent: string;
      readonly path: readonly string[];
      readonly value: Json;
    }
  | {
      readonly kind: 'replace';
      readonly file: string;
      readonly line: number;
      readonly column: number;
      readonly endColumn: number;
      readonly text: string;
    }
  | { readonly kind: 'delete'; readonly file: string; readonly line: number };

/** Contents of files after changes, or why there are none. */
export type Applied =
  | { readonly ok: true; readonly files: ReadonlyMap<string, string> }
  | { readonly ok: false; readonly because: 'unreadable' | 'refused' };

/**
 * Makes changes, all or none. Several that add below the same absent parent make one block of it, in the order given;
 * the same change twice is one; changes that contradict each other are refused.
 */
export function applyChanges(tree: Tree, changes: readonly SourceChange[]): Applied {
  const files = new Map<string, string>();
  const byFile = new Map<string, SourceChange[]>();
  for (const change of changes) {
    const file = change.kind === 'yaml' ? change.place.file : change.file;
    byFile.set(file, [...(byFile.get(file) ?? []), change]);
  }
  for (const [file, wanted] of byFile) {
    const text = readText(tree, file);
    if (text === undefined) return { ok: false, because: 'unreadable' };
    const edited = changeFile(text, wanted);
    if (edited === undefined) return { ok: false, because: 'refused' };
    files.set(file, edited);
  }
  return { ok: true, files };
}

/**
 * A file as text that can be written back byte for byte; undefined for what is not UTF-8, and for what is not a plain
 * file at that very path (a symbolic link, a file behind one).
 */
export function readText(tree: Tree, file: string): string | undefined {
  if (tree.entries().find(entry => entry.path === file)?.kind !== 'file') return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(tree.read(file));
  } catch (error) {
    if (error instanceof TreeError || error instanceof TypeError) return undefined;
    throw error;
  }
}

const BYTE_ORDER_MARK = '\uFEFF';

function changeFile(text: string, changes: readonly SourceChange[]): string | undefined {
  if (text.startsWith(BYTE_ORDER_MARK)) {
    const edited = changeFile(text.slice(1), changes);
    return edited === undefined ? undefined : BYTE_ORDER_MARK + edited;
  }
  const inText = changes.filter(change => change.kind !== 'yaml');
  const inYaml = changes.filter(change => change.kind === 'yaml');
  if (inText.length > 0 && inYaml.length > 0) return undefined;
  if (inText.length > 0) return changeText(text, inText);
  const documents = new Map<string, (SourceChange & { kind: 'yaml' })[]>();
  for (const change of inYaml) {
    const key = JSON.stringify([change.place.document, change.place.inside ?? null]);
    documents.set(key, [...(documents.get(key) ?? []), change]);
  }
  let edited: string | undefined = text;
  for (const ofDocument of documents.values()) {
    const [first] = ofDocument;
    if (first === undefined || edited === undefined) continue;
    const { document, inside } = first.place;
    edited = withinDocument(edited, document, body => {
      if (inside === undefined) return editDocument(body, ofDocument);
      return withinText(body, inside.path, inner =>
        withinDocument(inner, inside.document, innermost => editDocument(innermost, ofDocument)),
      );
    });
  }
  return edited;
}

type Edit = (text: string) => string | undefined;

function withinDocument(text: string, index: number, edit: Edit): string | undefined {
  const document = splitDocuments(text)[index];
  if (document === undefined) return undefined;
  let start = 0;
  for (let line = 0; line < document.line; line++) start = text.indexOf('\n', start) + 1;
  const edited = edit(document.text);
  if (edited === undefined) return undefined;
  const after = text.slice(start + document.text.length);
  // What follows begins on a line of its own.
  if (after !== '' && !edited.endsWith('\n')) return undefined;
  return text.slice(0, start) + edited + after;
}

/** Edits the text that a block scalar holds; lines that stay are not written anew. */
function withinText(text: string, path: FieldPath, edit: Edit): string | undefined {
  const block = blockText(text, path);
  if (block === undefined) return undefined;
  const edited = edit(block.text);
  if (edited === undefined) return undefined;
  const { texts, ends } = linesOf(text);
  const lineEnd = ends[block.line] ?? '\n';
  const hunks = hunksOf(linesOf(block.text).texts, linesOf(edited).texts);
  for (const { start, count, lines } of hunks.toReversed()) {
    const written = lines.map(line => (line === '' ? '' : block.indent + line));
    texts.splice(block.line + start, count, ...written);
    ends.splice(block.line + start, count, ...written.map(() => lineEnd));
  }
  const whole = texts.map((line, index) => line + ends[index]).join('');
  const parsed = parseYaml(whole);
  const read = parsed.ok ? valueAt(parsed.value, path) : undefined;
  return typeof read === 'string' && read.trimEnd() === edited.trimEnd().replaceAll('\r\n', '\n')
    ? whole
    : undefined;
}

export interface BlockText {
  readonly text: string;
  readonly indent: string;
  /** 0-based line of the document on which the text begins. */
  readonly line: number;
}

/** The text of a literal block scalar with its lines as they stand in the document, indentation cut. */
export function blockText(document: string, path: FieldPath): BlockText | undefined {
  const { value: span, exact } = locator(document)(path);
  if (!exact || span === undefined || document[span.start] !== '|') return undefined;
  const { texts, ends } = linesOf(document);
  const lines = texts.slice(span.line, span.endLine);
  const indent = /^ +/.exec(lines.find(line => line.trim() !== '') ?? '')?.[0];
  if (indent === undefined) return undefined;
  if (lines.some(line => line.trim() !== '' && !line.startsWith(indent))) return undefined;
  const text = lines.map((line, i) => line.slice(indent.length) + ends[span.line + i]).join('');
  return { text, indent, line: span.line };
}

function editDocument(
  text: string,
  changes: readonly (SourceChange & { kind: 'yaml' })[],
): string | undefined {
  const parsed = parseYaml(text);
  if (!parsed.ok) return undefined;
  const edits = ordered(changes, parsed.value);
  return edits === undefined ? undefined : editYaml(text, edits);
}

/** What is set first, in order; then what goes, from behind, so that no index moves before it is used. */
function ordered(
  changes: readonly (SourceChange & { kind: 'yaml' })[],
  before: Json,
): ValueEdit[] | undefined {
  const sets = new Map<string, ValueEdit & { op: 'set' }>();
  for (const { edit } of changes) {
    if (edit.op !== 'set') continue;
    const key = JSON.stringify(edit.path);
    const known = sets.get(key);
    if (known !== undefined && !isDeepStrictEqual(known.value, edit.value)) return undefined;
    sets.set(key, edit);
  }
  const gone = new Map<string, FieldPath>();
  for (const { edit, prune } of changes) {
    if (edit.op !== 'remove') continue;
    gone.set(JSON.stringify(edit.path), edit.path);
    if (prune) pruneAbove(edit.path, before, gone, [...sets.values()]);
  }
  const paths = [...gone.values()].filter(
    path => !path.some((_, depth) => depth > 0 && gone.has(JSON.stringify(path.slice(0, depth)))),
  );
  if (paths.some(path => [...sets.values()].some(set => isBelow(set.path, path)))) return undefined;
  const removals = paths.sort(fromBehind).map((path): ValueEdit => ({ op: 'remove', path }));
  return [...sets.values(), ...removals];
}

/** Adds what is empty once all that is gone is gone. */
function pruneAbove(
  path: FieldPath,
  before: Json,
  gone: Map<string, FieldPath>,
  sets: readonly ValueEdit[],
): void {
  for (let depth = path.length - 1; depth > 0; depth--) {
    const parent = path.slice(0, depth);
    const value = valueAt(before, parent);
    const members = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value ?? {});
    if (sets.some(set => isBelow(set.path, parent))) return;
    // A list item is something of its own: it is not removed because nothing is left in it.
    if (typeof parent.at(-1) === 'number') return;
    if (!members.every(step => gone.has(JSON.stringify([...parent, step])))) return;
    gone.set(JSON.stringify(parent), parent);
  }
}

function isBelow(path: FieldPath, parent: FieldPath): boolean {
  return parent.every((step, index) => path[index] === step);
}

function fromBehind(a: FieldPath, b: FieldPath): number {
  for (const [index, step] of a.entries()) {
    const other = b[index];
    if (step === other) continue;
    if (typeof step === 'number' && typeof other === 'number') return other - step;
    return String(step) < String(other) ? 1 : -1;
  }
  return b.length - a.length;
}

/** Changes lines of a template, from behind. */
function changeText(text: string, changes: readonly TextChange[]): string | undefined {
  const { texts, ends } = linesOf(text);
  const merged = mergeInsertions(changes);
  if (merged === undefined) return undefined;
  for (const change of merged) {
    const at = change.line - 1;
    const line = texts[at];
    if (line === undefined) return undefined;
    const lineEnd = ends[at] || '\n';
    if (change.kind === 'replace') {
      texts[at] = line.slice(0, change.column - 1) + change.text + line.slice(change.endColumn - 1);
    } else if (change.kind === 'delete') {
      texts.splice(at, 1);
      ends.splice(at, 1);
    } else {
      texts.splice(at + 1, 0, ...change.lines);
      ends.splice(at, 1, ...[lineEnd, ...change.lines.map(() => lineEnd)].slice(0, -1), ends[at] ?? '');
    }
  }
  return texts.map((line, index) => line + ends[index]).join('');
}

type Made =
  | (TextChange & { kind: 'replace' | 'delete' })
  | { readonly kind: 'lines'; readonly line: number; readonly lines: readonly string[] };

function mergeInsertions(changes: readonly TextChange[]): Made[] | undefined {
  const blocks = new Map<string, { line: number; indent: string; value: Json }>();
  const others = new Map<string, TextChange & { kind: 'replace' | 'delete' }>();
  for (const change of changes) {
    if (change.kind !== 'insert') {
      const key = `${change.line} ${change.kind === 'replace' ? change.column : ''}`;
      const known = others.get(key);
      if (known !== undefined && !isDeepStrictEqual(known, change)) return undefined;
      others.set(key, change);
      continue;
    }
    const key = `${change.line} ${change.indent}`;
    const block = blocks.get(key) ?? { line: change.line, indent: change.indent, value: {} };
    const value = withValue(block.value, change.path, change.value);
    if (value === undefined) return undefined;
    blocks.set(key, { ...block, value });
  }
  const made: Made[] = [...others.values()];
  for (const { line, indent, value } of blocks.values()) {
    const style = { step: 2, dash: 2, json: false };
    const lines = Object.entries(value ?? {}).flatMap(([key, member]) => entryLines(key, member, style));
    made.push({ kind: 'lines', line, lines: lines.map(each => indent + each) });
  }
  const order = { lines: 0, replace: 1, delete: 2 };
  return made.sort((a, b) => b.line - a.line || order[a.kind] - order[b.kind]);
}
