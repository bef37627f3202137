import type { Location } from '../../findings.ts';
import {
  type FieldPath,
  fieldName,
  isObject,
  type Json,
  locate,
  type Span,
  valueAt,
} from '../../manifest/index.ts';
import {
  type ChartRequest,
  type Engine,
  type RenderedDocument,
  templateOrigins,
} from '../../render/index.ts';
import { adding, fieldSpan, type WantedField } from '../field-span.ts';
import { type AbsentKey, findAbsentKeys } from './absent.ts';
import type { ValueLayers } from './layers.ts';
import type { RenderMap } from './map.ts';
import type { FieldOrigin } from './origin.ts';
import { isEmpty, ValuePlaces } from './value-places.ts';

/**
 * Of the fields that are not there (or empty), those that a values key is proven to set are located at it: at the
 * nearest parent that some values file has, with the rest to add below. The others stay where they are.
 * @param found where the fields are in the templates, by the index of the field
 */
export async function placeAbsent(
  engine: Engine,
  request: ChartRequest,
  documents: readonly RenderedDocument[],
  { map, layers }: { map: RenderMap; layers: ValueLayers },
  fields: readonly WantedField[],
  found: readonly (FieldOrigin | undefined)[],
): Promise<(FieldOrigin | undefined)[]> {
  const open = fields.flatMap((field, index) =>
    isAbsent(field) && found[index]?.location.kind !== 'values' ? [index] : [],
  );
  if (open.length === 0) return [...found];
  const places = new ValuePlaces(layers, templateOrigins(request.files));
  const wanted = open.map(index => fields[index] as WantedField);
  const keys = await findAbsentKeys(engine, request, documents, { map, layers, places }, wanted);
  const placed = [...found];
  for (const [at, key] of keys.entries()) {
    const index = open[at];
    if (key === undefined || index === undefined) continue;
    const { location, related = [] } = found[index] ?? {};
    placed[index] = {
      location: keyLocation(key),
      related: location?.line === undefined ? [] : [printedAt(location), ...related],
      key: { file: key.layer.file, path: key.path as FieldPath, value: key.value },
    };
  }
  return placed;
}

function isAbsent({ manifest, path }: WantedField): boolean {
  const value = valueAt(manifest.object, path);
  if (typeof value === 'boolean' || typeof value === 'number') return false;
  return isEmpty(value) && fieldSpan(manifest, path) !== undefined;
}

function printedAt({ add: _, note: __, ...location }: Location): Location {
  return { ...location, note: 'would be printed here' };
}

/** The nearest parent of a key in its file; one that starts a section of its own has a line there and no column. */
function keyLocation({ layer, path, depth, value }: AbsentKey): Location {
  const { file, text } = layer;
  const add = depth < path.length ? nameOf(layer.value, path, depth) : undefined;
  if (depth === 0)
    return { kind: 'values', file, line: nearestSection(text, layer.value, path), ...adding(add) };
  const at = locate(text, path.slice(0, depth));
  const isScalar = !isCollection(valueAt(layer.value, path.slice(0, depth)));
  const span = depth === path.length && isScalar ? (at.value ?? at.key) : (at.key ?? at.value);
  const flips = typeof value === 'boolean' && depth === path.length;
  return {
    kind: 'values',
    file,
    ...(span === undefined ? { line: 1 } : rangeOf(span)),
    ...(flips ? { note: `with ${value} here the field is set` } : {}),
    ...adding(add),
  };
}

function nameOf(root: Json, path: AbsentKey['path'], depth: number): string {
  return fieldName(valueAt(root, path.slice(0, depth)) ?? null, path.slice(depth));
}

function isCollection(value: Json | undefined): boolean {
  return typeof value === 'object' && value !== null;
}

function rangeOf({
  line,
  column,
  endLine,
  endColumn,
}: Span): Pick<Location, 'line' | 'column' | 'endLine' | 'endColumn'> {
  return endLine === line && endColumn > column ? { line, column, endLine, endColumn } : { line, column };
}

/** Line of the section whose name is most like that of a new one; 1 when none is like it. */
function nearestSection(text: string, root: Json, path: AbsentKey['path']): number {
  const wanted = words(String(path[0]));
  let best: { name: string; alike: number } | undefined;
  for (const name of isObject(root) ? Object.keys(root) : []) {
    const alike = words(name).filter(word => wanted.includes(word)).length;
    if (alike > (best?.alike ?? 0)) best = { name, alike };
  }
  return best === undefined ? 1 : (locate(text, [best.name]).key?.line ?? 1);
}

/** `podSecurityContext`: pod, security, context. */
function words(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter(word => word !== '');
}
