/** Lines 1-based, inclusive. */
export interface Block {
  readonly from: number;
  readonly to: number;
}

const COMMENT = /^\s*(?:#|\{\{-?\s*\/\*)/;
/** Lines that belong to whatever is around them: empty, comments, template actions alone. */
const LOOSE = /^\s*(?:$|#|\{\{)/;
const DOCUMENT = /^---(?:\s|$)/;
/** A manifest's own keys at its top. */
const MANIFEST = /^(?:apiVersion|kind):/;

/**
 * The lines a comment is about, by indentation, so that it works in templates, which are no YAML.
 *
 * Behind a line's text: the block that begins there, with everything indented deeper. Alone on its line: the block
 * that begins on the next line of text. Before the first text of a manifest (a document with `apiVersion` or `kind` at
 * its top): the whole document.
 * @param index 0-based line of the comment
 */
export function blockOf(lines: readonly string[], index: number): Block {
  if (!COMMENT.test(lines[index] ?? '')) return blockFrom(lines, index);
  let start = index + 1;
  while (start < lines.length && LOOSE.test(lines[start] ?? '') && !isEmission(lines[start] ?? '')) start++;
  if (start >= lines.length || DOCUMENT.test(lines[start] ?? '')) return { from: index + 1, to: index + 1 };
  return wholeManifest(lines, index) ?? blockFrom(lines, start);
}

/** `{{ include ... }}` alone on a line prints something: it can be what a comment is about. */
function isEmission(line: string): boolean {
  return /^\s*\{\{-?\s*(?:include|template|toYaml|tpl|\.|\$)/.test(line);
}

function blockFrom(lines: readonly string[], start: number): Block {
  const first = lines[start] ?? '';
  const indent = indentOf(first);
  const isItem = /^\s*-(?:\s|$)/.test(first);
  let end = start;
  for (let at = start + 1; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (DOCUMENT.test(line)) break;
    if (LOOSE.test(line)) continue;
    const deeper = indentOf(line) > indent;
    // The items of a list may stand as far left as its key.
    const item = !isItem && indentOf(line) === indent && /^\s*-(?:\s|$)/.test(line);
    if (!deeper && !item) break;
    end = at;
  }
  return { from: start + 1, to: end + 1 };
}

/** The document around a comment that stands before its first text, when it is a manifest. */
function wholeManifest(lines: readonly string[], index: number): Block | undefined {
  let start = index;
  while (start > 0 && !DOCUMENT.test(lines[start - 1] ?? '')) start--;
  if (lines.slice(start, index).some(line => !LOOSE.test(line))) return undefined;
  let end = index;
  while (end + 1 < lines.length && !DOCUMENT.test(lines[end + 1] ?? '')) end++;
  const isManifest = lines.slice(index, end + 1).some(line => MANIFEST.test(line));
  return isManifest ? { from: start + 1, to: end + 1 } : undefined;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
