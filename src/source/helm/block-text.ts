import {
  type FieldPath,
  type Json,
  lineStarts,
  locate,
  parseYaml,
  positionAt,
  type Span,
  valueAt,
} from '../../manifest/index.ts';

/** What stands inside of a text that is YAML again. */
export interface InText {
  readonly value: Json;
  readonly span: Span;
  readonly key: Span | undefined;
}

/**
 * Finds a field in a values string that holds YAML, as charts hand it to `tpl`.
 *
 * Only for literal block scalars (`|`): their lines are the text's lines, moved to the right.
 * @param text of the values file
 * @param span of the string there, its header included
 * @param value the string
 * @returns undefined where the field is not there, or the string is written in another way
 */
export function findInText(text: string, span: Span, value: string, path: FieldPath): InText | undefined {
  const header = /^\|[-+]?[ \t]*(?:#[^\n]*)?\r?\n/.exec(text.slice(span.start, span.end))?.[0];
  if (header === undefined) return undefined;
  const body = span.start + header.length;
  const indent = /^(?:[ \t]*\r?\n)*( +)/.exec(text.slice(body, span.end))?.[1]?.length;
  const parsed = parseYaml(value);
  if (indent === undefined || !parsed.ok) return undefined;
  const steps = typed(parsed.value, path);
  const found = steps === undefined ? undefined : valueAt(parsed.value, steps);
  const at = steps === undefined ? undefined : locate(value, steps);
  if (found === undefined || at?.exact !== true) return undefined;
  const starts = lineStarts(text);
  const firstLine = positionAt(starts, body).line;
  const outside = (inner: Span): Span | undefined => {
    const from = (starts[firstLine + inner.line - 2] ?? Number.NaN) + indent + inner.column - 1;
    const to = (starts[firstLine + inner.endLine - 2] ?? Number.NaN) + indent + inner.endColumn - 1;
    // Whatever was moved in another way does not count.
    if (
      text.slice(from, to).replaceAll(/\r?\n */g, '\n') !==
      value.slice(inner.start, inner.end).replaceAll(/\n */g, '\n')
    )
      return undefined;
    const [start, end] = [positionAt(starts, from), positionAt(starts, to)];
    return {
      start: from,
      end: to,
      line: start.line,
      column: start.column,
      endLine: end.line,
      endColumn: end.column,
    };
  };
  const key = at.key === undefined ? undefined : outside(at.key);
  const shown = at.value === undefined ? key : outside(at.value);
  return shown === undefined ? undefined : { value: found, span: shown, key };
}

/** The path with the indexes of lists as numbers. */
function typed(root: Json, path: FieldPath): FieldPath | undefined {
  const steps: (string | number)[] = [];
  for (const step of path) {
    const list = Array.isArray(valueAt(root, steps));
    if (list && !/^\d+$/.test(String(step))) return undefined;
    steps.push(list ? Number(step) : String(step));
  }
  return steps;
}
