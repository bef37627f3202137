import type { FieldPart, Location } from '../findings.ts';
import {
  type FieldPath,
  fieldName,
  type Json,
  locate,
  type Manifest,
  type Span,
  valueAt,
} from '../manifest/index.ts';

/** A field of a rendered object; it need not exist. */
export interface WantedField {
  readonly manifest: Manifest;
  readonly path: FieldPath;
  readonly part?: FieldPart;
}

/** What stands for a field in its document's text. */
export interface FieldSpan {
  readonly span: Span;
  /** The field exists; otherwise the span is that of its nearest parent. */
  readonly exact: boolean;
  /** Name of what is missing below that parent, as in `limits.memory`; undefined for a field that exists. */
  readonly add?: string;
}

/**
 * A scalar points at its value unless its key is meant, everything else at the key (or the first key of a list item) that introduces it.
 * Positions count in the document's text. Undefined when nothing of the field is written.
 */
export function fieldSpan(
  { origin, object }: Manifest,
  path: FieldPath,
  part?: FieldPart,
): FieldSpan | undefined {
  const at = locate(origin.text, [...origin.within, ...path]);
  const scalar = at.exact && part !== 'key' && !isCollection(valueAt(object, path));
  const span = scalar ? (at.value ?? at.key) : (at.key ?? firstLine(at.value));
  if (span === undefined) return undefined;
  const add = missing(object, path, at.path.length - origin.within.length);
  return { span, exact: at.exact, ...(add === undefined ? {} : { add }) };
}

/** Name of what is missing of a path whose first `depth` steps exist; undefined when nothing is. */
export function missing(object: Json, path: FieldPath, depth: number): string | undefined {
  if (depth < 0 || depth >= path.length) return undefined;
  return fieldName(valueAt(object, path.slice(0, depth)) ?? null, path.slice(depth));
}

/** A location's `add`. */
export function adding(add: string | undefined): Pick<Location, 'add'> {
  return add === undefined ? {} : { add };
}

function isCollection(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function firstLine(span: Span | undefined): Span | undefined {
  if (span === undefined || span.endLine === span.line) return span;
  return { ...span, endLine: span.line, endColumn: span.column };
}
