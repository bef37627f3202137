import type { Finding, Location } from '../findings.ts';
import {
  type FieldPath,
  type JsonObject,
  locate,
  type Manifest,
  type Span,
  valueAt,
} from '../manifest/index.ts';
import type { Tree } from '../repository/index.ts';
import type { Target } from '../targets/index.ts';

/** What `locate` needs to know of a finding's object. */
export interface Located {
  readonly location: Location;
  /** 1-based line of the field in the rendered document; undefined where that is the source itself. */
  readonly renderedLine?: number;
}

/**
 * Where a person has to edit to change `path` of a manifest.
 *
 * Plain manifests: the node itself, or its nearest existing parent. Charts and kustomizations: the file the document
 * came from, without a line, because none is proven.
 */
export function locateField(manifest: Manifest, path: FieldPath, target: Target, tree: Tree): Located {
  const { origin } = manifest;
  const span = fieldSpan(origin.text, manifest.object, [...origin.within, ...path], path);
  if (origin.source !== undefined && origin.sourceLine !== undefined) {
    return { location: { kind: 'manifest', file: origin.source, ...toRange(span, origin.sourceLine) } };
  }
  const file =
    origin.source !== undefined && tree.has(origin.source) ? origin.source : mainFile(target, tree);
  return { location: { kind: 'file', file }, renderedLine: span?.line ?? 1 };
}

/** {@link locateField} for a finding whose location is not known yet. */
export function locateFinding(finding: Finding, manifest: Manifest, target: Target, tree: Tree): Located {
  if (finding.location !== undefined) return { location: finding.location };
  return locateField(manifest, finding.path, target, tree);
}

/** The file that stands for a target as a whole. */
export function mainFile(target: Target, tree: Tree): string {
  const inRoot = (name: string) => (target.root === '' ? name : `${target.root}/${name}`);
  if (target.kind === 'helm') return inRoot('Chart.yaml');
  if (target.kind === 'kustomize') {
    const names = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
    return inRoot(names.find(name => tree.has(inRoot(name))) ?? 'kustomization.yaml');
  }
  return target.files[0] ?? target.root;
}

/** A scalar points at its value, everything else at the key (or the first key of a list item) that introduces it. */
function fieldSpan(
  text: string,
  object: JsonObject,
  inDocument: FieldPath,
  inObject: FieldPath,
): Span | undefined {
  const at = locate(text, inDocument);
  if (at.exact && !isCollection(valueAt(object, inObject))) return at.value ?? at.key;
  return at.key ?? firstLine(at.value);
}

function isCollection(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function firstLine(span: Span | undefined): Span | undefined {
  if (span === undefined || span.endLine === span.line) return span;
  return { ...span, endLine: span.line, endColumn: span.column };
}

function toRange(span: Span | undefined, offset: number): Partial<Location> {
  if (span === undefined) return { line: offset + 1 };
  const range = { line: span.line + offset, column: span.column };
  // Block scalars and flow collections: the first line is where the edit starts.
  if (span.endLine !== span.line || span.endColumn <= span.column) return range;
  return { ...range, endLine: span.endLine + offset, endColumn: span.endColumn };
}
