import { type FieldPath, isObject, type Json, locator, parseYaml, type Span } from '../../manifest/index.ts';

/** A node of a YAML document that stands on a line. */
export interface NodeAtLine {
  readonly path: FieldPath;
  readonly value: Json;
  /** 1-based line of the text it stands on: the line asked for, or the next one that holds anything. */
  readonly line: number;
}

/**
 * What of a YAML document stands on a line: the key or list item that begins there, the scalar that goes on there;
 * where several begin (`a: {b: 1, c: 2}`), the one they have in common. For a blank line or a comment, what
 * stands on the next line that has anything.
 * @param column 1-based; tells several nodes on one line apart
 * @returns undefined for a text that cannot be read, and behind its end
 */
export function nodeAtLine(text: string, line: number, column?: number): NodeAtLine | undefined {
  return lineReader(text)(line, column);
}

/** {@link nodeAtLine} for many lines of one text. */
export function lineReader(text: string): (line: number, column?: number) => NodeAtLine | undefined {
  const parsed = parseYaml(text);
  if (!parsed.ok) return () => undefined;
  const { value: root } = parsed;
  const lines = text.split('\n');
  const locate = locator(text);
  return (line, column) => {
    const at = contentLine(lines, line);
    if (at === undefined) return undefined;
    const found: FieldPath[] = [];
    collect(root, [], at, locate, found);
    const exact = column === undefined ? undefined : found.findLast(path => covers(locate(path), at, column));
    const path = exact ?? common(found, at, locate);
    if (path === undefined) return undefined;
    let value: Json = root;
    for (const step of path) value = childOf(value, step) ?? null;
    return { path, value, line: at };
  };
}

/** The line itself, or below a comment or a gap the next one with content. */
function contentLine(lines: readonly string[], line: number): number | undefined {
  for (let at = line; at >= 1 && at <= lines.length; at++) {
    if (!/^\s*(?:#.*)?$/.test(lines[at - 1] ?? '')) return at;
  }
  return undefined;
}

type Locate = ReturnType<typeof locator>;

/** Paths of nodes that begin on a line, or of the scalar that goes on there; parents before their children. */
function collect(value: Json, path: FieldPath, line: number, locate: Locate, found: FieldPath[]): void {
  for (const step of stepsOf(value)) {
    const next = [...path, step];
    const { key, value: span } = locate(next);
    const start = key ?? span;
    if (start === undefined || start.line > line) continue;
    // An alias stands elsewhere than its node: its key is all that is here.
    const end = span !== undefined && span.start >= start.start ? span.endLine : start.endLine;
    if (end < line) continue;
    const member = childOf(value, step) ?? null;
    if (start.line === line || !isCollection(member)) found.push(next);
    if (isCollection(member)) collect(member, next, line, locate, found);
  }
}

/** The deepest of the paths that all leaves on the line lie below. */
function common(found: readonly FieldPath[], line: number, locate: Locate): FieldPath | undefined {
  const leaves = found.filter(
    path => !found.some(other => other.length > path.length && isPrefix(path, other)),
  );
  const [first, ...rest] = leaves;
  if (first === undefined) return undefined;
  let depth = first.length;
  for (const leaf of rest) {
    let shared = 0;
    while (shared < depth && leaf[shared] === first[shared]) shared++;
    depth = shared;
  }
  const shared = first.slice(0, depth);
  const begins = (locate(shared).key ?? locate(shared).value)?.line === line;
  return rest.length === 0 || (depth > 0 && begins) ? shared : first;
}

function covers({ key, value }: ReturnType<Locate>, line: number, column: number): boolean {
  const holds = (span: Span | undefined) =>
    span !== undefined &&
    (span.line < line || (span.line === line && span.column <= column)) &&
    (span.endLine > line || (span.endLine === line && span.endColumn > column));
  return holds(key) || holds(value);
}

function stepsOf(value: Json): (string | number)[] {
  if (Array.isArray(value)) return value.map((_, index) => index);
  return isObject(value) ? Object.keys(value) : [];
}

function childOf(value: Json, step: string | number): Json | undefined {
  if (Array.isArray(value)) return typeof step === 'number' ? value[step] : undefined;
  return isObject(value) && Object.hasOwn(value, String(step)) ? value[String(step)] : undefined;
}

function isCollection(value: Json): boolean {
  return typeof value === 'object' && value !== null;
}

export function isPrefix(path: FieldPath, of: FieldPath): boolean {
  return path.length <= of.length && path.every((step, index) => of[index] === step);
}
