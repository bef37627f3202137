import type { Location } from '../../findings.ts';
import { jsonText } from '../../json.ts';
import { type FieldPath, isObject, type Json, locator, parseYaml, valueAt } from '../../manifest/index.ts';
import type { ChartRequest, InflatedChart } from '../../render/index.ts';
import type { Tree } from '../../repository/index.ts';

/** Values files of this size are joined by somebody who wants no line. */
const MAX_VALUES = 20_000;

/**
 * Kustomize joins `valuesInline` with a values file before Helm sees them. A place in that text becomes the place in
 * the file it was taken from; any other place stays.
 * @returns undefined when the file does not say there what the joined text says
 */
export function writtenValues(
  tree: Tree,
  { inflation: { merged, request } }: InflatedChart,
  location: Location,
): Location | undefined {
  if (merged === undefined || location.file !== merged.name) return location;
  const joined = contentOf(request, merged.name);
  const path = joined === undefined ? undefined : pathAt(joined, location);
  if (joined === undefined || path === undefined) return undefined;
  const value = valueIn(joined, path);
  for (const layer of merged.layers) {
    if (layer.path === undefined || !tree.has(layer.file)) return undefined;
    const text = tree.text(layer.file);
    const full = [...layer.path, ...path];
    const here = valueIn(text, full);
    if (here === undefined) continue;
    if (!isObject(here) && jsonText(here) !== jsonText(value)) return undefined;
    const at = locator(text)(full);
    const span = isCollection(here) ? (at.key ?? at.value) : (at.value ?? at.key);
    if (!at.exact || span === undefined) return undefined;
    const { line, column, endLine, endColumn } = span;
    const end = endLine === line && endColumn > column ? { endLine, endColumn } : {};
    const { note, add } = location;
    return {
      kind: 'values',
      file: layer.file,
      line,
      column,
      ...end,
      ...(note === undefined ? {} : { note }),
      ...(add === undefined ? {} : { add }),
    };
  }
  return undefined;
}

function contentOf({ values }: ChartRequest, name: string): string | undefined {
  const file = values.find(value => value.name === name);
  return file === undefined ? undefined : new TextDecoder().decode(file.content);
}

function valueIn(text: string, path: FieldPath): Json | undefined {
  const parsed = parseYaml(text);
  return parsed.ok ? valueAt(parsed.value, path) : undefined;
}

/** The path of what begins at a place of a YAML text. */
function pathAt(text: string, { line, column }: Location): FieldPath | undefined {
  const parsed = parseYaml(text);
  if (!parsed.ok) return undefined;
  const at = locator(text);
  const open: FieldPath[] = [[]];
  for (let seen = 0; open.length > 0 && seen < MAX_VALUES; seen++) {
    const path = open.pop() as FieldPath;
    const value = valueAt(parsed.value, path);
    const { key, value: span } = at(path);
    const isHere = [key, span].some(place => place?.line === line && place?.column === column);
    // The first key of the text begins where the text does.
    if (isHere && path.length > 0) return path;
    if (Array.isArray(value)) for (const index of value.keys()) open.push([...path, index]);
    else if (isObject(value)) for (const step of Object.keys(value)) open.push([...path, step]);
  }
  return line === 1 && column === 1 ? [] : undefined;
}

function isCollection(value: Json): boolean {
  return typeof value === 'object' && value !== null;
}
