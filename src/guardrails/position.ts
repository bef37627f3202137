import { type FieldPath, locate, parseYaml, type Span, valueAt } from '../manifest/index.ts';

/**
 * Where an offset into a scalar's value lies in the YAML text that says it. Works for every scalar style: the value's
 * visible characters appear in the text in order, with only quotes, escapes, line breaks and indentation between.
 *
 * @param text the file
 * @param span the scalar in the file
 * @returns 1-based line and column
 */
export function positionInScalar(
  text: string,
  span: Span,
  value: string,
  offset: number,
): { line: number; column: number } {
  let at = span.start;
  // The header of a block scalar (`>-`, `|2`) has no characters of the value.
  if (text[at] === '|' || text[at] === '>') at = text.indexOf('\n', at) + 1;
  for (let index = 0; index <= offset && index < value.length; index += 1) {
    const wanted = value.charAt(index);
    if (/\s/.test(wanted)) continue;
    const found = text.indexOf(wanted, at);
    if (found === -1 || found >= span.end) break;
    at = index === offset ? found : found + 1;
  }
  return lineAndColumn(text, at);
}

/**
 * Where an offset into a piece of a scalar lies in a file; nothing when the file has no such scalar.
 *
 * @param text the file
 * @param path of the scalar in it
 * @param piece part of its value, as expressions are that are trimmed or stand in a message
 */
export function positionIn(
  text: string,
  path: FieldPath,
  piece: string,
  offset: number,
): { line?: number; column?: number } {
  const parsed = parseYaml(text);
  const value = parsed.ok ? valueAt(parsed.value, path) : undefined;
  const span = locate(text, path).value;
  if (typeof value !== 'string' || span === undefined || !value.includes(piece)) return {};
  return positionInScalar(text, span, value, value.indexOf(piece) + offset);
}

/** 1-based line and column of an offset. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  let line = 1;
  for (let at = before.indexOf('\n'); at !== -1; at = before.indexOf('\n', at + 1)) line += 1;
  return { line, column: offset - lineStart + 1 };
}
