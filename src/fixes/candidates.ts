import type { Location } from '../findings.ts';
import type { ObjectEdit } from '../guardrails/index.ts';
import {
  type FieldPath,
  isObject,
  type Json,
  type Manifest,
  parseFieldPath,
  parseYaml,
  splitDocuments,
  valueAt,
} from '../manifest/index.ts';
import type { Tree } from '../repository/index.ts';
import { blockText, type DocumentPlace, readText, type SourceChange } from './changes.ts';
import { placeOf } from './place.ts';
import { insertIntoTemplate, removeFromTemplate, replaceInTemplate } from './template.ts';

/** Places of a chain that are tried. */
const MAX_PLACES = 4;

/**
 * Changes of the source that may make an edit of a rendered object come true, the likeliest first: in the order of the
 * chain of places that the field was traced to. Whether they do shows when they are rendered and judged.
 *
 * @param chain where the field was written, or its nearest existing parent
 */
export function candidatesFor(
  tree: Tree,
  manifest: Manifest,
  edit: ObjectEdit,
  chain: readonly Location[],
): SourceChange[] {
  const plain = inPlainManifest(tree, manifest, edit);
  if (plain !== undefined) return [plain];
  const field = fieldOf(manifest, edit);
  const places = chain
    .filter(place => place.line !== undefined && place.kind !== 'file')
    .slice(0, MAX_PLACES);
  const changes = places.flatMap(location => {
    const text = readText(tree, location.file)?.replace(/^\uFEFF/, '');
    if (text === undefined) return [];
    if (location.kind === 'template') return inTemplate(text, location, field);
    return inYaml(text, location, field);
  });
  return [...new Map(changes.map(change => [JSON.stringify(change), change])).values()];
}

/** What is known of the field to edit. */
interface Field {
  readonly edit: ObjectEdit;
  /** Its value in the object; undefined when it is absent. */
  readonly value: Json | undefined;
  /** The part of the path that exists, and the steps below it. */
  readonly existing: FieldPath;
  readonly missing: FieldPath;
}

function fieldOf({ object }: Manifest, edit: ObjectEdit): Field {
  let depth = edit.path.length;
  while (depth > 0 && valueAt(object, edit.path.slice(0, depth)) === undefined) depth--;
  return {
    edit,
    value: valueAt(object, edit.path),
    existing: edit.path.slice(0, depth),
    missing: edit.path.slice(depth),
  };
}

/** Where the object's own text is the source, the edit is the edit. */
function inPlainManifest(tree: Tree, { origin }: Manifest, edit: ObjectEdit): SourceChange | undefined {
  const { source, sourceLine, within } = origin;
  if (source === undefined || sourceLine === undefined) return undefined;
  const text = readText(tree, source)?.replace(/^\uFEFF/, '');
  if (text === undefined) return undefined;
  const document = splitDocuments(text).findIndex(({ line }) => line === sourceLine);
  if (document < 0) return undefined;
  return change({ file: source, document }, { ...edit, path: [...within, ...edit.path] }, true);
}

function change(place: DocumentPlace, edit: ObjectEdit, prune: boolean): SourceChange {
  return { kind: 'yaml', place, edit, prune };
}

function inYaml(text: string, location: Location, field: Field): SourceChange[] {
  const found = placeOf(text, location, field.existing.at(-1));
  if (found === undefined) return [];
  const { place, path } = found;
  const inValues = location.kind === 'values';
  const { edit, missing } = field;
  const written = readAt(text, place, path);
  if (missing.length > 0 || location.add !== undefined) {
    if (edit.op === 'remove') return [];
    const below = location.add === undefined ? missing : parseFieldPath(location.add, {});
    if (below === undefined || (inValues && location.add === undefined)) return [];
    // What stands there may be a neighbour of the key to add.
    const isParent = written === null || written === undefined || typeof written === 'object';
    const parent = isParent ? path : path.slice(0, -1);
    return [change(place, { op: 'set', path: [...parent, ...below], value: edit.value }, false)];
  }
  if (edit.op === 'remove') {
    const gone = change(place, { op: 'remove', path }, !inValues);
    return inValues && written === true
      ? [change(place, { op: 'set', path, value: false }, false), gone]
      : [gone];
  }
  return valuesFor(edit.value, written, inValues).map(value =>
    change(place, { op: 'set', path, value }, false),
  );
}

/** Values to write where an expression may stand between the source and the field. */
function valuesFor(wanted: Json, written: Json | undefined, inValues: boolean): Json[] {
  if (!inValues) return [wanted];
  if (typeof written === 'boolean') {
    return typeof wanted === 'boolean' && wanted !== written ? [wanted] : [!written];
  }
  if (typeof written === 'string' && typeof wanted === 'boolean') return [String(wanted), wanted];
  if (written === undefined || written === null) return [wanted];
  const isAlike =
    Array.isArray(written) === Array.isArray(wanted) &&
    isObject(written) === isObject(wanted) &&
    typeof written === typeof wanted;
  return isAlike ? [wanted] : [];
}

function readAt(text: string, { document, inside }: DocumentPlace, path: FieldPath): Json | undefined {
  const body = splitDocuments(text)[document]?.text;
  if (body === undefined) return undefined;
  const inner =
    inside === undefined
      ? body
      : splitDocuments(blockText(body, inside.path)?.text ?? '')[inside.document]?.text;
  const parsed = inner === undefined ? undefined : parseYaml(inner);
  return parsed?.ok ? valueAt(parsed.value, path) : undefined;
}

function inTemplate(
  text: string,
  location: Location,
  { edit, value, existing, missing }: Field,
): SourceChange[] {
  const made =
    edit.op === 'remove'
      ? value !== undefined && removeFromTemplate(text, location, edit.path.at(-1) ?? '', value)
      : missing.length > 0
        ? insertIntoTemplate(text, location, missing, edit.value, typeof existing.at(-1) === 'number')
        : value !== undefined && replaceInTemplate(text, location, value, edit.value);
  return made === undefined || made === false ? [] : [made];
}
