/** One document of a YAML stream. */
export interface DocumentText {
  readonly text: string;
  /** 0-based line of the stream on which `text` starts. */
  readonly line: number;
}

/** A line that separates documents: three dashes, then nothing, white space, or content of the next document. */
const SEPARATOR = /^---(?:[ \t\r]|$)/;
/** A separator line without content: it belongs to no document. */
const BARE = /^---[ \t\r]*(?:#.*)?$/;
/** A line without content; also the end-of-document marker. */
const NOTHING = /^(?:\.\.\.)?[ \t\r]*(?:#.*)?$/;

/**
 * Splits a stream into documents before parsing, as Kubernetes does (apimachinery `YAMLReader`: a line that starts
 * with `---`), so that one broken document does not hide the others. Documents without content (blank, comments
 * only) are left out; a byte order mark is removed; `%` directives at the start of the stream stay with the document
 * they introduce. A separator that carries content (`--- {a: 1}`) is part of its document's text.
 */
export function splitDocuments(text: string): DocumentText[] {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const documents: DocumentText[] = [];
  let start = 0;
  let startLine = 0;
  let content: 'none' | 'directives' | 'some' = 'none';
  const finish = (end: number) => {
    if (content !== 'none') documents.push({ text: source.slice(start, end), line: startLine });
  };
  for (let at = 0, line = 0; at < source.length; line++) {
    const newline = source.indexOf('\n', at);
    const end = newline < 0 ? source.length : newline;
    const next = newline < 0 ? source.length : newline + 1;
    if (source.startsWith('---', at) && SEPARATOR.test(source.slice(at, end))) {
      if (content === 'directives') {
        content = 'some';
      } else {
        finish(at);
        const bare = BARE.test(source.slice(at, end));
        start = bare ? next : at;
        startLine = bare ? line + 1 : line;
        content = bare ? 'none' : 'some';
      }
    } else if (content !== 'some' && !NOTHING.test(source.slice(at, end))) {
      content = start === 0 && source.startsWith('%', at) ? 'directives' : 'some';
    }
    at = next;
  }
  finish(source.length);
  return documents;
}
