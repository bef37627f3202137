import type { ActionToken, TextToken, Token } from './lexer.ts';
import {
  bodyOf,
  callOf,
  includedByPath,
  type TemplateFile,
  type Templates,
  withOtherName,
} from './templates.ts';

/** A place in a template at which text of the output begins. */
export interface Mark {
  readonly file: TemplateFile;
  readonly token: number;
  /** Where the text, or the action's `{{`, stands in the file. */
  readonly offset: number;
  readonly kind: 'text' | 'action';
}

export interface Instrumented {
  /** By path in the chart: the text with markers. Paths that the chart does not have are copies. */
  readonly texts: ReadonlyMap<string, string>;
  /** By the number in a marker. */
  readonly marks: readonly Mark[];
  /** Paths of files that got no markers, as there would have been too many. */
  readonly left: ReadonlySet<string>;
}

/** Characters for private use that nothing in a chart or its rendering contains. */
export interface Characters {
  readonly start: string;
  readonly end: string;
  /** Ends the name of a named template's copy. */
  readonly copy: string;
}

/** White space, as trim markers remove it. */
const SPACE = ' \t\r\n';
/**
 * Put before what an instrumented file prints. Helm reads the head of each document only to sort it, and reads one
 * YAML document: behind the document end it accepts anything. The marker keeps a `{{-` from trimming the line break.
 */
export const PREAMBLE = '{}\n...\n';
/** Ends the path of a file's copy. */
const COPY = '.copy-with-markers.yaml';
/** Marks in a chart after which no further file gets any; the largest public charts have some ten thousand. */
const MAX_MARKS = 500_000;
/** Markers in the output of one template: beyond, where they stood is not kept. */
const MAX_RUNS = 1_000_000;

/** Three characters for private use that occur in none of the texts; undefined when there are none left. */
export function freeCharacters(texts: Iterable<string>): Characters | undefined {
  const used = new Set<string>();
  for (const text of texts) for (const [character] of text.matchAll(/[\uE000-\uF8FF]/g)) used.add(character);
  const free: string[] = [];
  for (let code = 0xe000; code <= 0xf8ff && free.length < 3; code++) {
    const character = String.fromCharCode(code);
    if (!used.has(character)) free.push(character);
  }
  const [start, end, copy] = free;
  return start === undefined || end === undefined || copy === undefined ? undefined : { start, end, copy };
}

/** The path of the file that a copy was made of. */
export function copiedFrom(path: string): string {
  return path.endsWith(COPY) ? path.slice(0, -COPY.length) : path;
}

/**
 * A chart's templates with markers before each piece of text and before each action that prints.
 *
 * A marker never stands inside an action, nor between an action and white space that the action trims, and no decision
 * sees one, so the rendering is the same but for the markers. Text that is compared, hashed or parsed must have none:
 * named templates stay as they are and have a copy with markers, under another name, for the actions that print their
 * text and nothing else; a file that is included by its path stays as it is beside a copy that prints with markers.
 * @param without paths of files that get no markers
 */
export function instrument(
  templates: Templates,
  characters: Characters,
  without: ReadonlySet<string> = new Set(),
): Instrumented {
  const marks: Mark[] = [];
  const texts = new Map<string, string>();
  const left = new Set<string>();
  const files = templates.files.filter(file => !without.has(file.path));
  const copied = copiedNames(templates, files);
  const byPath = includedByPath(templates.files);
  for (const file of files) {
    if (marks.length > MAX_MARKS) {
      left.add(file.path);
      continue;
    }
    const writer = new Writer(file, marks, characters, copied);
    const copies = writer.copies();
    if (file.partial) {
      if (copies !== '') texts.set(file.path, file.text + copies);
    } else {
      const kept = byPath(file.path);
      const body = `${PREAMBLE}${characters.start}${characters.end}${writer.file(kept)}`;
      texts.set(kept ? `${file.path}${COPY}` : file.path, kept ? body : body + copies);
      if (kept && copies !== '') texts.set(file.path, file.text + copies);
    }
  }
  return { texts, marks, left };
}

/** Named templates that get a copy: all that are called to be printed, where all their definitions are known. */
function copiedNames({ unreadNames, files: all }: Templates, files: readonly TemplateFile[]): Set<string> {
  if (unreadNames === undefined) return new Set();
  const kept = new Set(files);
  const hidden = new Set(unreadNames).add('');
  const defined = new Set<string>();
  for (const file of all)
    for (const name of file.within) if (name !== undefined) (kept.has(file) ? defined : hidden).add(name);
  const called = new Set<string>();
  for (const file of files) {
    for (const [index, token] of file.tokens.entries()) {
      if (token.type !== 'action' || token.role !== 'print') continue;
      const name = callOf(file, index)?.name;
      if (name !== undefined && defined.has(name) && !hidden.has(name)) called.add(name);
    }
  }
  return called;
}

/** Writes the text of one file anew, with markers. */
class Writer {
  readonly #file: TemplateFile;
  readonly #marks: Mark[];
  readonly #characters: Characters;
  readonly #copied: ReadonlySet<string>;
  /** By index of the token that opens a block: index of its `end`. */
  readonly #ends = new Map<number, number>();

  constructor(file: TemplateFile, marks: Mark[], characters: Characters, copied: ReadonlySet<string>) {
    this.#file = file;
    this.#marks = marks;
    this.#characters = characters;
    this.#copied = copied;
    for (const [index, token] of file.tokens.entries())
      if (token.type === 'action' && token.role === 'end') this.#ends.set(token.opener, index);
  }

  /**
   * What the file prints by itself.
   * @param alone without its named templates: they stand in the file that this one becomes a copy of
   */
  file(alone: boolean): string {
    return this.#write(0, this.#file.tokens.length, undefined, alone);
  }

  /** Copies of the file's named templates, one behind the other. */
  copies(): string {
    const { tokens, text, within } = this.#file;
    const copies: string[] = [];
    for (const [index, token] of tokens.entries()) {
      if (token.type !== 'action' || token.keyword !== 'define') continue;
      const end = this.#endOf(index);
      const name = within[end.index] ?? '';
      if (!this.#copied.has(name)) continue;
      const rest = text.slice(token.body.end, token.end);
      const body = this.#write(index + 1, end.index, name, true);
      const close = text.slice(end.token.start, end.token.end);
      copies.push(`{{ define "${name}${this.#characters.copy}"${rest}${body}${close}`);
    }
    return copies.join('');
  }

  /** The tokens from one to another, with markers on those that belong to the template named, or to the file itself. */
  #write(from: number, to: number, name: string | undefined, copy: boolean): string {
    const { text, tokens, within } = this.#file;
    const parts: string[] = [];
    /** Actions that get a marker. */
    const marked = (index: number): ActionToken | undefined => {
      const token = index < to ? tokens[index] : undefined;
      if (token?.type !== 'action' || within[index] !== name) return undefined;
      return token.role === 'print' || token.keyword === 'block' ? token : undefined;
    };
    for (let index = from; index < to; index++) {
      const token = tokens[index] as Token;
      if (token.type === 'text') {
        const lines = within[index] === name ? this.#lines(index, token) : text.slice(token.start, token.end);
        const next = marked(index + 1);
        parts.push(next?.trimsLeft === true ? beforeTrimmed(lines, this.#marker(index + 1, next)) : lines);
        continue;
      }
      const action = marked(index);
      // Behind text that it trims, its marker already stands.
      if (action !== undefined && !(action.trimsLeft && index > from && tokens[index - 1]?.type === 'text'))
        parts.push(this.#marker(index, action));
      const names = token.type === 'action' && (token.keyword === 'define' || token.keyword === 'block');
      if (copy && names) {
        const end = this.#endOf(index);
        parts.push(this.#replaced(token, end.token));
        index = end.index;
      } else
        parts.push(action === undefined ? text.slice(token.start, token.end) : this.#action(index, action));
    }
    return parts.join('');
  }

  /** What stands in a copy for `define` and `block`, which define a template where they stand, once. */
  #replaced(token: ActionToken, end: ActionToken): string {
    const open = token.trimsLeft ? '{{- ' : '{{';
    const close = end.trimsRight ? ' -}}' : '}}';
    return token.keyword === 'block'
      ? `${open} template ${bodyOf(this.#file, token)} ${close}`
      : `${open}/**/${close}`;
  }

  /** An action as it is, or one that prints a template's copy. */
  #action(index: number, action: ActionToken): string {
    const { text } = this.#file;
    const name = callOf(this.#file, index)?.name;
    const body =
      name === undefined || !this.#copied.has(name)
        ? undefined
        : withOtherName(action, bodyOf(this.#file, action), name, name + this.#characters.copy);
    if (body === undefined) return text.slice(action.start, action.end);
    return text.slice(action.start, action.body.start) + body + text.slice(action.body.end, action.end);
  }

  #endOf(open: number): { index: number; token: ActionToken } {
    const index = this.#ends.get(open) ?? this.#file.tokens.length;
    return { index, token: this.#file.tokens[index] as ActionToken };
  }

  #marker(token: number, action: ActionToken): string {
    return this.#mark(token, action.start, 'action');
  }

  #mark(token: number, offset: number, kind: Mark['kind']): string {
    this.#marks.push({ file: this.#file, token, offset, kind });
    return `${this.#characters.start}${(this.#marks.length - 1).toString(36)}${this.#characters.end}`;
  }

  /** Text with a marker before the first character of each line that is not blank. */
  #lines(index: number, token: TextToken): string {
    const { text } = this.#file;
    const parts: string[] = [];
    for (let at = token.start; at < token.end; ) {
      const newline = text.indexOf('\n', at);
      const end = newline < 0 || newline >= token.end ? token.end : newline + 1;
      let first = at;
      while (first < end && SPACE.includes(text[first] ?? '-')) first++;
      parts.push(text.slice(at, first));
      if (first < end) parts.push(this.#mark(index, first, 'text'), text.slice(first, end));
      at = end;
    }
    return parts.join('');
  }
}

/** Puts a marker before the white space that the action behind it trims. */
function beforeTrimmed(text: string, marker: string): string {
  let kept = text.length;
  while (kept > 0 && SPACE.includes(text[kept - 1] ?? '-')) kept--;
  return text.slice(0, kept) + marker + text.slice(kept);
}

/** Text without its markers, and where each stood. */
export interface Stripped {
  readonly text: string;
  /** Ascending by offset in the text; the last of several at the same offset is what the text there belongs to. */
  readonly runs: readonly { readonly offset: number; readonly mark: number }[];
}

/** Undefined for a text with more markers than are kept. */
export function strip(text: string, { start, end }: Characters): Stripped | undefined {
  const runs: { offset: number; mark: number }[] = [];
  const parts: string[] = [];
  let at = 0;
  let offset = 0;
  for (const match of text.matchAll(new RegExp(`${start}([0-9a-z]*)${end}`, 'g'))) {
    parts.push(text.slice(at, match.index));
    offset += match.index - at;
    at = match.index + match[0].length;
    if (runs.length >= MAX_RUNS) return undefined;
    if (match[1] !== '') runs.push({ offset, mark: Number.parseInt(match[1] ?? '', 36) });
  }
  parts.push(text.slice(at));
  return { text: parts.join(''), runs };
}
