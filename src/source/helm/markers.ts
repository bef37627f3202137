import { type ActionToken, lex, type TextToken, type Token } from './lexer.ts';
import { MARK_END, MARK_START, type TemplateFile, type Templates } from './templates.ts';

/** A place in a template at which text of the output begins. */
export interface Mark {
  readonly file: TemplateFile;
  readonly token: number;
  /** Where the text, or the action's `{{`, stands in the file. */
  readonly offset: number;
  /** `end`: of a named template; what follows belongs to whatever called it. */
  readonly kind: 'text' | 'action' | 'end';
}

export interface Instrumented {
  /** By path in the chart: the text with markers. */
  readonly texts: ReadonlyMap<string, string>;
  /** By the number in a marker. */
  readonly marks: readonly Mark[];
}

/** White space, as trim markers remove it. */
const SPACE = ' \t\r\n';
/**
 * Put before what an instrumented file prints. Helm reads the head of each document only to sort it, and reads one
 * YAML document: behind the document end it accepts anything. The marker keeps a `{{-` from trimming the line break.
 */
export const PREAMBLE = '{}\n...\n';
/** Marks in a chart after which no further file gets any; the largest public charts have some ten thousand. */
const MAX_MARKS = 500_000;
/** Markers in the output of one template: beyond, where they stood is not kept. */
const MAX_RUNS = 1_000_000;
const GUARD = `${MARK_START}${MARK_END}`;

/**
 * Copies of a chart's templates with markers before each piece of text and before each action that prints.
 * A marker never stands inside an action, nor between an action and white space that the action trims, so the
 * rendering is the same but for the markers.
 * @param straight named templates that get markers
 */
export function instrument(templates: Templates, straight: ReadonlySet<string>): Instrumented {
  const marks: Mark[] = [];
  const texts = new Map<string, string>();
  for (const file of templates.files) {
    if (marks.length > MAX_MARKS) break;
    const body = instrumentFile(file, straight, marks);
    const text = file.partial ? body : `${PREAMBLE}${GUARD}${body}`;
    // What a marker breaks must not reach the engine as an error of the chart.
    if (lex(text) !== undefined) texts.set(file.path, text);
  }
  return { texts, marks };
}

function instrumentFile(file: TemplateFile, straight: ReadonlySet<string>, marks: Mark[]): string {
  const { text, tokens, within } = file;
  const parts: string[] = [];
  const marked = (index: number): boolean => {
    const name = within[index];
    return name === undefined ? !file.partial : straight.has(name);
  };
  const marker = (token: number, offset: number, kind: Mark['kind']): string => {
    marks.push({ file, token, offset, kind });
    return `${MARK_START}${(marks.length - 1).toString(36)}${MARK_END}`;
  };
  /** Actions that get a marker: those that print, and the end of a named template. */
  const markedAction = (index: number): (ActionToken & { kind: 'action' | 'end' }) | undefined => {
    const token = tokens[index];
    if (token?.type !== 'action') return undefined;
    if (token.role === 'print') return marked(index) ? { ...token, kind: 'action' } : undefined;
    return token.role === 'end' && isDefine(tokens[token.opener]) && straight.has(within[index] ?? '')
      ? { ...token, kind: 'end' }
      : undefined;
  };
  for (const [index, token] of tokens.entries()) {
    if (token.type !== 'text') {
      const action = markedAction(index);
      // Behind text that it trims, its marker already stands.
      if (action !== undefined && !(action.trimsLeft && tokens[index - 1]?.type === 'text'))
        parts.push(marker(index, action.start, action.kind));
      parts.push(text.slice(token.start, token.end));
      continue;
    }
    const body = marked(index) ? markLines(text, token, offset => marker(index, offset, 'text')) : undefined;
    const plain = body ?? text.slice(token.start, token.end);
    const next = markedAction(index + 1);
    if (next?.trimsLeft === true) {
      let kept = plain.length;
      while (kept > 0 && SPACE.includes(plain[kept - 1] ?? '-')) kept--;
      parts.push(plain.slice(0, kept), marker(index + 1, next.start, next.kind), plain.slice(kept));
    } else parts.push(plain);
  }
  return parts.join('');
}

function isDefine(token: Token | undefined): boolean {
  return token?.type === 'action' && (token.keyword === 'define' || token.keyword === 'block');
}

/** Puts a marker before the first character of each line that is not blank. */
function markLines(text: string, token: TextToken, marker: (offset: number) => string): string {
  let out = '';
  for (let at = token.start; at < token.end; ) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 || newline >= token.end ? token.end : newline + 1;
    let first = at;
    while (first < end && SPACE.includes(text[first] ?? '-')) first++;
    out += text.slice(at, first);
    if (first < end) out += marker(first) + text.slice(first, end);
    at = end;
  }
  return out;
}

/** Text without its markers, and where each stood. */
export interface Stripped {
  readonly text: string;
  /** Ascending by offset in the text; the last of several at the same offset is what the text there belongs to. */
  readonly runs: readonly { readonly offset: number; readonly mark: number }[];
}

const MARKER = new RegExp(`${MARK_START}([0-9a-z]*)${MARK_END}`, 'g');

/** Undefined for a text with more markers than are kept. */
export function strip(text: string): Stripped | undefined {
  const runs: { offset: number; mark: number }[] = [];
  const parts: string[] = [];
  let at = 0;
  let offset = 0;
  for (const match of text.matchAll(MARKER)) {
    parts.push(text.slice(at, match.index));
    offset += match.index - at;
    at = match.index + match[0].length;
    if (runs.length >= MAX_RUNS) return undefined;
    if (match[1] !== '') runs.push({ offset, mark: Number.parseInt(match[1] ?? '', 36) });
  }
  parts.push(text.slice(at));
  return { text: parts.join(''), runs };
}
