import { fieldName, type Json, own, parseFieldPath, parseYaml, valueAt } from '../../manifest/index.ts';
import type { ChartRequest, Engine, RenderedDocument } from '../../render/index.ts';
import type { WantedField } from '../field-span.ts';

/** A field in any rendering of the same chart. */
export interface Probe {
  readonly document: string;
  /** By merge key, inside the document. */
  readonly name: string;
}

/** The documents of some templates, by {@link keyed}. */
export class Rendering {
  readonly #documents: ReadonlyMap<string, Json>;

  constructor(documents: readonly RenderedDocument[], headers: ReadonlySet<string>) {
    this.#documents = new Map([...keyed(documents, headers).values()].map(({ key, root }) => [key, root]));
  }

  /** Whether the document of a field is there: a value may have changed its name. */
  has({ document }: Probe): boolean {
    return this.#documents.has(document);
  }

  /** The value of a field; undefined when it, or its document, is not there. */
  value({ document, name }: Probe): Json | undefined {
    const root = this.#documents.get(document);
    if (root === undefined) return undefined;
    const path = parseFieldPath(name, root);
    return path === undefined ? undefined : valueAt(root, path);
  }
}

/**
 * Documents of some templates, by their index, each with a key by which it is the same in two renderings: template,
 * kind, name and, among equals, the order.
 */
function keyed(
  documents: readonly RenderedDocument[],
  headers: ReadonlySet<string>,
): Map<number, { readonly key: string; readonly root: Json }> {
  const seen = new Map<string, number>();
  const found = new Map<number, { key: string; root: Json }>();
  for (const [index, { text }] of documents.entries()) {
    const header = headerOf(text);
    const parsed = headers.has(header) ? parseYaml(text) : undefined;
    if (parsed?.ok !== true) continue;
    const root = parsed.value;
    const key = JSON.stringify([header, own(root, 'kind'), own(own(root, 'metadata'), 'name')]);
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    found.set(index, { key: `${key} ${count}`, root });
  }
  return found;
}

function headerOf(text: string): string {
  return /^# Source: (.*)$/m.exec(text)?.[1] ?? '';
}

/** Helm's names of the templates that fields were printed by. */
export function headersOf(fields: readonly WantedField[]): ReadonlySet<string> {
  return new Set(fields.map(({ manifest }) => headerOf(manifest.origin.text)));
}

/** How to find fields of a rendering in others. */
export function probesOf(
  documents: readonly RenderedDocument[],
  fields: readonly WantedField[],
): (Probe | undefined)[] {
  const known = keyed(documents, headersOf(fields));
  return fields.map(({ manifest: { origin }, path }) => {
    const document = known.get(origin.documentIndex);
    if (document === undefined) return undefined;
    return { document: document.key, name: fieldName(document.root, [...origin.within, ...path]) };
  });
}

const TEMPLATE = /^(?:charts\/[^/]+\/)*templates\//;
const CRDS = /^(?:charts\/[^/]+\/)*crds\//;
/** Text of a template that others may depend on: what it defines, and what it does to the values they share. */
const SHARED =
  /\{\{-?\s{0,9}(?:define|block)\b|\{\{[^}]{0,200}\b(?:set|unset|merge|mergeOverwrite|mustMerge|mustMergeOverwrite)\s/;

/**
 * The request without the templates that print nothing of interest: it renders the others as before, but for digests
 * of the templates left out, and costs less.
 * @param wanted repository paths of the templates that matter
 */
export function narrowed(request: ChartRequest, wanted: ReadonlySet<string>): ChartRequest {
  const decoder = new TextDecoder();
  const empty = new Uint8Array();
  const files = request.files.flatMap(file => {
    const { path, origin } = file;
    if (CRDS.test(path)) return [];
    const isPartial = path.slice(path.lastIndexOf('/') + 1).startsWith('_');
    if (!TEMPLATE.test(path) || isPartial || wanted.has(origin)) return [file];
    return SHARED.test(decoder.decode(file.content)) ? [file] : [{ ...file, content: empty }];
  });
  return { ...request, files, includeCrds: false };
}

/** The request without the schemas of its values. */
export function withoutSchemas(request: ChartRequest): ChartRequest {
  return {
    ...request,
    files: request.files.filter(({ path }) => !/(?:^|\/)values\.schema\.json$/.test(path)),
  };
}

/** Renders; the message when that fails. */
export async function render(
  engine: Engine,
  request: ChartRequest,
  headers: ReadonlySet<string>,
): Promise<Rendering | string> {
  const outcome = await engine.renderChart(request);
  return outcome.ok ? new Rendering(outcome.documents, headers) : outcome.problem.message;
}
