/** What an action does to the output. */
export type ActionRole =
  /** Prints what its pipeline gives, or another template. */
  | 'print'
  /** Sets a variable. */
  | 'assign'
  /** `if`, `with`, `range`, `define`, `block`. */
  | 'open'
  /** `else`, `else if`, `else with`. */
  | 'else'
  | 'end'
  /** `break`, `continue`. */
  | 'jump';

export interface TextToken {
  readonly type: 'text';
  readonly start: number;
  readonly end: number;
  /** As for actions. */
  readonly inside: number;
}

export interface ActionToken {
  readonly type: 'action';
  /** Offsets of `{{` and behind `}}`. */
  readonly start: number;
  readonly end: number;
  /** The pipeline: without delimiters, trim markers and the keyword. */
  readonly body: { readonly start: number; readonly end: number };
  readonly trimsLeft: boolean;
  readonly trimsRight: boolean;
  readonly role: ActionRole;
  /** `if`, `else with`, `template`, ...; '' for a pipeline. */
  readonly keyword: string;
  /** Index of the token that opened the branch this action stands in (`open` or `else`); -1 at the top level. */
  readonly inside: number;
  /** For `else` and `end`: index of the `open` token they belong to. */
  readonly opener: number;
}

export interface CommentToken {
  readonly type: 'comment';
  readonly start: number;
  readonly end: number;
  readonly trimsLeft: boolean;
  readonly trimsRight: boolean;
  readonly inside: number;
}

export type Token = TextToken | ActionToken | CommentToken;

const OPENERS = new Set(['if', 'with', 'range', 'define', 'block']);
const KEYWORD = /^(if|else|end|range|with|define|block|template|break|continue)(?!\w)/;
/** text/template's white space: what trim markers remove and what may stand beside them. */
const SPACE = ' \t\r\n';

/**
 * Cuts a Go template into text, actions and comments, with exact offsets, as text/template's lexer does
 * (`{{-` and `-}}` only with white space beside the dash; comments only directly behind the opening delimiter).
 * Every character belongs to exactly one token.
 * @returns undefined for what text/template would refuse: an action, string or comment without an end, or blocks
 * that do not nest.
 */
export function lex(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  const open: number[] = [];
  /** The branch in force, per open block. */
  const branches: number[] = [];
  let at = 0;
  while (at < text.length) {
    const start = text.indexOf('{{', at);
    if (start < 0) break;
    if (start > at) tokens.push({ type: 'text', start: at, end: start, inside: branches.at(-1) ?? -1 });
    const trimsLeft = text[start + 2] === '-' && isSpace(text[start + 3]);
    const from = start + (trimsLeft ? 3 : 2);
    // As in text/template: one white space character belongs to the trim marker, then a comment may start.
    const commentAt = trimsLeft ? from + 1 : from;
    if (text.startsWith('/*', commentAt)) {
      const close = text.indexOf('*/', commentAt + 2);
      if (close < 0) return undefined;
      const end = closing(text, close + 2);
      if (end === undefined) return undefined;
      tokens.push({
        type: 'comment',
        start,
        end: end.after,
        trimsLeft,
        trimsRight: end.trims,
        inside: branches.at(-1) ?? -1,
      });
      at = end.after;
      continue;
    }
    const end = endOfAction(text, from);
    if (end === undefined) return undefined;
    const action = classify(text, from, end.body);
    let inside = branches.at(-1) ?? -1;
    let opener = -1;
    const index = tokens.length;
    if (action.role === 'else' || action.role === 'end') {
      const block = open.at(-1);
      if (block === undefined) return undefined;
      opener = block;
      branches.pop();
      inside = branches.at(-1) ?? -1;
      if (action.role === 'end') open.pop();
      else branches.push(index);
    } else if (action.role === 'open') {
      open.push(index);
      branches.push(index);
    }
    tokens.push({
      type: 'action',
      start,
      end: end.after,
      trimsLeft,
      trimsRight: end.trims,
      ...action,
      inside,
      opener,
    });
    at = end.after;
  }
  if (open.length > 0) return undefined;
  if (at < text.length) tokens.push({ type: 'text', start: at, end: text.length, inside: -1 });
  return tokens;
}

function isSpace(character: string | undefined): boolean {
  return character !== undefined && SPACE.includes(character);
}

/** The closing delimiter at `at`, with or without a trim marker. */
function closing(text: string, at: number): { after: number; trims: boolean } | undefined {
  if (text.startsWith('}}', at)) return { after: at + 2, trims: false };
  if (isSpace(text[at]) && text.startsWith('-}}', at + 1)) return { after: at + 4, trims: true };
  return undefined;
}

/** Finds the end of an action, past strings, raw strings and character constants. */
function endOfAction(
  text: string,
  from: number,
): { body: number; after: number; trims: boolean } | undefined {
  let at = from;
  while (at < text.length) {
    const end = closing(text, at);
    if (end !== undefined) return { body: at, ...end };
    const character = text[at];
    if (character === '`') {
      const close = text.indexOf('`', at + 1);
      if (close < 0) return undefined;
      at = close + 1;
    } else if (character === '"' || character === "'") {
      const after = quoted(text, at);
      if (after === undefined) return undefined;
      at = after;
    } else at++;
  }
  return undefined;
}

/** Behind the closing quote of the string that starts at `at`; undefined when the line ends first. */
function quoted(text: string, at: number): number | undefined {
  for (let i = at + 1; i < text.length; i++) {
    const character = text[i];
    if (character === '\\') i++;
    else if (character === text[at]) return i + 1;
    else if (character === '\n') return undefined;
  }
  return undefined;
}

function classify(
  text: string,
  from: number,
  to: number,
): { role: ActionRole; keyword: string; body: { start: number; end: number } } {
  let start = from;
  while (start < to && isSpace(text[start])) start++;
  let end = to;
  while (end > start && isSpace(text[end - 1])) end--;
  // A keyword is short; the pipeline behind it may be a megabyte.
  const word = KEYWORD.exec(text.slice(start, Math.min(end, start + 16)))?.[1];
  if (word === undefined) {
    const assigns = /^\$\w*\s*(?::=|=(?!=))/.test(text.slice(start, Math.min(end, start + 200)));
    return { role: assigns ? 'assign' : 'print', keyword: '', body: { start, end } };
  }
  start += word.length;
  while (start < end && isSpace(text[start])) start++;
  const body = { start, end };
  if (word === 'end') return { role: 'end', keyword: word, body };
  if (word === 'break' || word === 'continue') return { role: 'jump', keyword: word, body };
  if (word === 'template') return { role: 'print', keyword: word, body };
  if (word !== 'else') return { role: OPENERS.has(word) ? 'open' : 'print', keyword: word, body };
  const chained = /^(if|with)(?!\w)/.exec(text.slice(start, Math.min(end, start + 8)))?.[1];
  if (chained === undefined) return { role: 'else', keyword: word, body };
  start += chained.length;
  while (start < end && isSpace(text[start])) start++;
  return { role: 'else', keyword: `else ${chained}`, body: { start, end } };
}
