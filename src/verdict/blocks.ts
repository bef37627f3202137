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

/** What is asked of lines again and again, looked at once: a hostile file has a comment on each of its many lines. */
interface Facts {
  /** Columns of white space in front. */
  readonly indent: readonly number[];
  readonly loose: readonly boolean[];
  readonly document: readonly boolean[];
  readonly item: readonly boolean[];
  /** First line from here on that a comment can be about; the number of lines when there is none. */
  readonly next: readonly number[];
  /** First and last line of the document a line is in, its separator left out. */
  readonly start: readonly number[];
  readonly end: readonly number[];
  /** How many lines in front of this one have text, and how many are a manifest's own keys. */
  readonly texts: readonly number[];
  readonly keys: readonly number[];
}

const looked = new WeakMap<readonly string[], Facts>();

function factsOf(lines: readonly string[]): Facts {
  const known = looked.get(lines);
  if (known !== undefined) return known;
  const loose = lines.map(line => LOOSE.test(line));
  const document = lines.map(line => DOCUMENT.test(line));
  const next: number[] = new Array(lines.length + 1).fill(lines.length);
  const end: number[] = new Array(lines.length).fill(lines.length - 1);
  for (let at = lines.length - 1; at >= 0; at--) {
    next[at] = loose[at] && !isEmission(lines[at] ?? '') ? (next[at + 1] as number) : at;
    if (at + 1 < lines.length) end[at] = document[at + 1] ? at : (end[at + 1] as number);
  }
  const start: number[] = [];
  const texts = [0];
  const keys = [0];
  for (const [at, line] of lines.entries()) {
    start.push(at === 0 || document[at - 1] ? at : (start[at - 1] as number));
    texts.push((texts[at] as number) + (loose[at] ? 0 : 1));
    keys.push((keys[at] as number) + (MANIFEST.test(line) ? 1 : 0));
  }
  const facts = {
    indent: lines.map(indentOf),
    loose,
    document,
    item: lines.map(line => /^\s*-(?:\s|$)/.test(line)),
    next,
    start,
    end,
    texts,
    keys,
  };
  looked.set(lines, facts);
  return facts;
}

/**
 * The lines a comment is about, by indentation, so that it works in templates, which are no YAML.
 *
 * Behind a line's text: the block that begins there, with everything indented deeper. Alone on its line: the block
 * that begins on the next line of text. Before the first text of a manifest (a document with `apiVersion` or `kind` at
 * its top): the whole document.
 * @param index 0-based line of the comment
 */
export function blockOf(lines: readonly string[], index: number): Block {
  const facts = factsOf(lines);
  if (!COMMENT.test(lines[index] ?? '')) return blockFrom(facts, index);
  const start = facts.next[index + 1] ?? lines.length;
  if (start >= lines.length || facts.document[start]) return { from: index + 1, to: index + 1 };
  return wholeManifest(facts, index) ?? blockFrom(facts, start);
}

/** `{{ include ... }}` alone on a line prints something: it can be what a comment is about. */
function isEmission(line: string): boolean {
  return /^\s*\{\{-?\s*(?:include|template|toYaml|tpl|\.|\$)/.test(line);
}

function blockFrom({ indent, loose, document, item }: Facts, start: number): Block {
  const own = indent[start] ?? 0;
  let end = start;
  for (let at = start + 1; at < indent.length; at++) {
    if (document[at]) break;
    if (loose[at]) continue;
    const deeper = (indent[at] as number) > own;
    // The items of a list may stand as far left as its key.
    if (!deeper && (item[start] || !item[at] || indent[at] !== own)) break;
    end = at;
  }
  return { from: start + 1, to: end + 1 };
}

/** The document around a comment that stands before its first text, when it is a manifest. */
function wholeManifest({ start, end, texts, keys }: Facts, index: number): Block | undefined {
  const from = start[index] as number;
  const to = end[index] as number;
  if (texts[index] !== texts[from]) return undefined;
  return keys[to + 1] === keys[index] ? undefined : { from: from + 1, to: to + 1 };
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
