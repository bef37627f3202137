import type { Finding, Location } from '../findings.ts';
import { type FieldPath, type Manifest, type Span, valueAt } from '../manifest/index.ts';
import type { Engine, RenderOptions } from '../render/index.ts';
import type { Tree } from '../repository/index.ts';
import { mainFile, type Target } from '../targets/index.ts';
import { adding, fieldSpan } from './field-span.ts';
import { type ChartRendering, type FieldOrigin, locateInChart, type ProvenKey } from './helm/index.ts';
import { locateInKustomization } from './kustomize/index.ts';

/** Where a finding's field was written. */
export interface Located {
  readonly location: Location;
  /** 1-based line of the field in the rendered document; undefined where that is the source itself. */
  readonly renderedLine?: number;
  /** Other places between the source and the rendered field. */
  readonly related?: readonly Location[];
  /** For a field of a chart that is not there: the values key that was shown to set it. */
  readonly key?: ProvenKey;
}

/**
 * Where a person has to edit to change `path` of a manifest, as far as that shows without rendering again.
 *
 * Plain manifests: the node itself, or its nearest existing parent with the key to add there. Charts and
 * kustomizations: the file the document came from, without a line.
 */
export function locateField(manifest: Manifest, path: FieldPath, target: Target, tree: Tree): Located {
  const { origin } = manifest;
  const { span, add } = fieldSpan(manifest, path) ?? {};
  if (origin.source !== undefined && origin.sourceLine !== undefined) {
    const at = toRange(span, origin.sourceLine);
    return { location: { kind: 'manifest', file: origin.source, ...at, ...adding(add) } };
  }
  const file =
    origin.source !== undefined && tree.has(origin.source) ? origin.source : mainFile(target, tree);
  return { location: { kind: 'file', file }, renderedLine: span?.line ?? 1 };
}

/** One target in one environment, as it was rendered from `tree`. */
export type LocatedRendering = ChartRendering;

/** A finding with the manifest it is about. */
export interface Unlocated {
  readonly finding: Pick<Finding, 'path' | 'location' | 'part' | 'textLine'>;
  readonly manifest: Manifest;
  /** The same object for all findings of one rendering: a rendering is mapped once. */
  readonly rendering: LocatedRendering;
}

/**
 * Locates findings. Charts are rendered again to find the lines ({@link locateInChart}), each once however many
 * findings it has; kustomizations are built again on nodes that know their lines ({@link locateInKustomization}). Where
 * no line is proven, the file stands.
 * @param concurrency renderings mapped at the same time
 */
export async function locateFindings(
  engine: Engine,
  items: readonly Unlocated[],
  options: RenderOptions,
  concurrency: number,
): Promise<Located[]> {
  const renderings = new Map<LocatedRendering, Unlocated[]>();
  for (const item of items) {
    const { finding, rendering } = item;
    if (finding.location !== undefined || rendering.target.kind === 'manifests') continue;
    const known = renderings.get(rendering);
    if (known === undefined) renderings.set(rendering, [item]);
    else known.push(item);
  }
  const origins = new Map<Unlocated, FieldOrigin | undefined>();
  const waiting = [...renderings];
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [rendering, wanted] = next;
      const fields = wanted.map(({ manifest, finding }) => ({
        manifest,
        path: finding.path,
        ...(finding.part === undefined ? {} : { part: finding.part }),
      }));
      const locate = rendering.target.kind === 'helm' ? locateInChart : locateInKustomization;
      const found = await locate(engine, rendering, options, fields);
      for (const [index, item] of wanted.entries()) origins.set(item, found[index]);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return items.map(item => {
    const { finding, manifest, rendering } = item;
    if (finding.location !== undefined) return { location: finding.location };
    const plain = locateField(manifest, finding.path, manifest.origin.target, rendering.tree);
    return inText({ ...plain, ...origins.get(item) }, item);
  });
}

/** The head of a block scalar: https://yaml.org/spec/1.2.2/#81-block-scalar-styles */
const BLOCK = /[|>][-+0-9]{0,2}\s*(?:#.*)?$/;

/**
 * The line of a text that a finding is about, where the source has the text as it is: a block scalar whose line at that
 * place is the same. Anything else stays where the text begins.
 */
function inText(located: Located, { finding: { path, textLine }, manifest, rendering }: Unlocated): Located {
  const { location } = located;
  const text = valueAt(manifest.object, path);
  if (textLine === undefined || location.line === undefined || typeof text !== 'string') return located;
  if (!rendering.tree.has(location.file)) return located;
  const wanted = text.split('\n')[textLine]?.trim();
  const lines = rendering.tree.text(location.file).split('\n');
  const line = location.line + 1 + textLine;
  const found = lines[line - 1];
  if (!BLOCK.test(lines[location.line - 1] ?? '') || found === undefined || found.trim() !== wanted)
    return located;
  const { kind, file, note } = location;
  const column = found.length - found.trimStart().length + 1;
  return {
    ...located,
    location: { kind, file, line, column, ...(note === undefined ? {} : { note }) },
    ...(located.renderedLine === undefined ? {} : { renderedLine: located.renderedLine + 1 + textLine }),
  };
}

function toRange(span: Span | undefined, offset: number): Partial<Location> {
  if (span === undefined) return { line: offset + 1 };
  const range = { line: span.line + offset, column: span.column };
  // Block scalars and flow collections: the first line is where the edit starts.
  if (span.endLine !== span.line || span.endColumn <= span.column) return range;
  return { ...range, endLine: span.endLine + offset, endColumn: span.endColumn };
}
