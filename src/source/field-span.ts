import { type FieldPath, locate, type Manifest, type Span, valueAt } from '../manifest/index.ts';

/** What stands for a field in its document's text. */
export interface FieldSpan {
  readonly span: Span;
  /** The field exists; otherwise the span is that of its nearest parent. */
  readonly exact: boolean;
}

/**
 * A scalar points at its value, everything else at the key (or the first key of a list item) that introduces it.
 * Positions count in the document's text. Undefined when nothing of the field is written.
 */
export function fieldSpan({ origin, object }: Manifest, path: FieldPath): FieldSpan | undefined {
  const at = locate(origin.text, [...origin.within, ...path]);
  const scalar = at.exact && !isCollection(valueAt(object, path));
  const span = scalar ? (at.value ?? at.key) : (at.key ?? firstLine(at.value));
  return span === undefined ? undefined : { span, exact: at.exact };
}

function isCollection(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function firstLine(span: Span | undefined): Span | undefined {
  if (span === undefined || span.endLine === span.line) return span;
  return { ...span, endLine: span.line, endColumn: span.column };
}
