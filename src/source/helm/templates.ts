import type { InputFile } from '../../render/index.ts';
import type { Degradation } from './degradation.ts';
import { type Expression, parsePipeline } from './expression.ts';
import { type ActionToken, lex, type Token } from './lexer.ts';

/** One template file of a chart or of a chart inside it, cut into tokens. */
export interface TemplateFile {
  /** In the chart's folder: `charts/db/templates/a.yaml`. */
  readonly path: string;
  /** In the repository. */
  readonly origin: string;
  readonly text: string;
  readonly tokens: readonly Token[];
  /** By token: name of the template it is part of; undefined at the top level of the file. */
  readonly within: readonly (string | undefined)[];
  /** Prints nothing by itself: `_helpers.tpl`, `NOTES.txt`. */
  readonly partial: boolean;
}

/** The call whose text an action prints as it is, indented or trimmed. */
export interface Call {
  readonly name: string;
  /** What becomes its dot. */
  readonly argument: Expression;
}

export interface Templates {
  readonly files: readonly TemplateFile[];
  /** By path: why a template is not among the files. */
  readonly unread: ReadonlyMap<string, Degradation>;
  /** Names that templates in unread files define; undefined when that cannot be told. */
  readonly unreadNames: ReadonlySet<string> | undefined;
  /** By name of a template: its actions that print. */
  readonly prints: ReadonlyMap<string, readonly { readonly file: TemplateFile; readonly token: number }[]>;
}

const TEMPLATE = /^(?:charts\/[^/]+\/)*templates\//;

/** Reads every template of a chart. Packed dependencies and files that are not UTF-8 or do not nest are left out. */
export function readTemplates(inputs: readonly InputFile[]): Templates {
  const files: TemplateFile[] = [];
  const unread = new Map<string, Degradation>();
  let unreadNames: Set<string> | undefined = new Set();
  for (const input of inputs) {
    if (/^(?:charts\/[^/]+\/)*charts\/[^/]+\.tgz$/.test(input.path)) {
      unread.set(input.path, 'packed-chart');
      unreadNames = undefined;
    }
    if (!TEMPLATE.test(input.path)) continue;
    const text = decode(input.content);
    const lossy = text ?? new TextDecoder().decode(input.content);
    const tokens = lex(lossy);
    const file = tokens === undefined ? undefined : templateFile(input, lossy, tokens);
    if (text !== undefined && file !== undefined) {
      files.push(file);
      continue;
    }
    unread.set(input.path, text === undefined ? 'not-utf-8' : 'syntax-unread');
    if (file === undefined) unreadNames = undefined;
    for (const name of file?.within ?? []) if (name !== undefined) unreadNames?.add(name);
  }
  return { files, unread, unreadNames, prints: printsByName(files) };
}

function printsByName(files: readonly TemplateFile[]): Templates['prints'] {
  const prints = new Map<string, { file: TemplateFile; token: number }[]>();
  for (const file of files) {
    for (const [token, action] of file.tokens.entries()) {
      const name = file.within[token];
      if (name === undefined || action.type !== 'action' || action.role !== 'print') continue;
      const known = prints.get(name);
      if (known === undefined) prints.set(name, [{ file, token }]);
      else known.push({ file, token });
    }
  }
  return prints;
}

function templateFile({ path, origin }: InputFile, text: string, tokens: readonly Token[]): TemplateFile {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const partial = name.startsWith('_') || path.endsWith('NOTES.txt');
  const within: (string | undefined)[] = [];
  for (const token of tokens) {
    // The end of a named template is its last part.
    const inside = token.type === 'action' && token.role === 'end' ? token.opener : token.inside;
    const branch = inside < 0 ? undefined : tokens[inside];
    const names = branch?.type === 'action' && (branch.keyword === 'define' || branch.keyword === 'block');
    within.push(
      names
        ? definedName(text.slice(branch.body.start, branch.body.end))
        : inside < 0
          ? undefined
          : within[inside],
    );
  }
  return { path, origin, text, tokens, within, partial };
}

/** Helm reads templates as UTF-8 and drops a byte order mark; other bytes would move every offset. */
function decode(content: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}

/** A name without escapes: with them nobody writes one. */
const STRING = /^(?:"([^"\\\n]*)"|`([^`]*)`)/;

/** Name in `define "name"`, `block "name" .` and `template "name" .`; '' for one that cannot be read. */
function definedName(body: string): string {
  const match = STRING.exec(body);
  return match?.[1] ?? match?.[2] ?? '';
}

export function bodyOf(file: TemplateFile, token: ActionToken): string {
  return file.text.slice(token.body.start, token.body.end);
}

/** The call whose text an action prints as it is, indented or trimmed; undefined for every other action. */
export function callOf(file: TemplateFile, token: number): Call | undefined {
  const action = file.tokens[token];
  if (action?.type !== 'action') return undefined;
  const body = bodyOf(file, action);
  if (action.keyword === 'template') {
    const name = definedName(body);
    const rest = body.replace(STRING, '').trim();
    const argument: Expression = rest === '' ? { type: 'literal', value: null } : parsePipeline(rest).value;
    return name === '' ? undefined : { name, argument };
  }
  return action.role === 'print' && body.includes('include') ? includeIn(body) : undefined;
}

function includeIn(body: string): Call | undefined {
  const include = printedInclude(parsePipeline(body).value);
  if (include?.type !== 'call') return undefined;
  const [name, argument = { type: 'unknown' }] = include.args;
  return name?.type === 'literal' && typeof name.value === 'string'
    ? { name: name.value, argument }
    : undefined;
}

/** The include whose text a pipeline gives as it is, indented or trimmed. */
export function printedInclude(value: Expression): Expression | undefined {
  if (value.type !== 'call') return undefined;
  if (value.name === 'include') return value;
  const last = value.args.at(-1);
  return ['nindent', 'indent', 'trim'].includes(value.name) && last !== undefined
    ? printedInclude(last)
    : undefined;
}

/** Places in a pipeline that are tried for the name of the template that it calls. */
const MAX_TRIALS = 20;

/**
 * The pipeline of an action with the called template's name replaced.
 * @returns undefined when the name cannot be found for certain
 */
export function withOtherName(
  action: ActionToken,
  body: string,
  name: string,
  other: string,
): string | undefined {
  if (name === '' || /["\\`\n]/.test(name)) return undefined;
  if (action.keyword === 'template') return body.replace(STRING, `"${other}"`);
  let trials = 0;
  for (const literal of [`"${name}"`, `\`${name}\``]) {
    for (let at = body.indexOf(literal); at >= 0; at = body.indexOf(literal, at + 1)) {
      if (++trials > MAX_TRIALS) return undefined;
      const text = `${body.slice(0, at)}"${other}"${body.slice(at + literal.length)}`;
      // Read again, the call must be to the other name: else it was another string of the pipeline.
      if (includeIn(text)?.name === other) return text;
    }
  }
  return undefined;
}

/** Why the text of an action is led back to the action only, where it comes out of a named template. */
export function callDegradation(file: TemplateFile, token: number): Degradation | undefined {
  const action = file.tokens[token];
  if (action?.type !== 'action') return undefined;
  if (action.keyword === 'block') return 'block';
  if (callOf(file, token) !== undefined) return 'template-unread';
  const body = bodyOf(file, action);
  if (action.keyword === 'template') return 'name-computed';
  if (!body.includes('include')) return undefined;
  const { value } = parsePipeline(body);
  if (printedInclude(value) !== undefined) return 'name-computed';
  return mentionsInclude(value) ? 'text-worked-on' : undefined;
}

/** Whether a template is included anywhere in an expression, or may be. */
function mentionsInclude(value: Expression): boolean {
  if (value.type === 'fields') return mentionsInclude(value.base);
  if (value.type !== 'call') return value.type === 'unknown';
  return value.name === 'include' || value.args.some(mentionsInclude);
}

/**
 * Files that another template includes by their path, `include (print $.Template.BasePath "/a.yaml") .`: most often
 * for a checksum over what they print. All files, where the path cannot be told.
 */
export function includedByPath(files: readonly TemplateFile[]): (path: string) => boolean {
  const ends = new Set<string>();
  for (const file of files) {
    for (const token of file.tokens) {
      if (token.type !== 'action') continue;
      const body = bodyOf(file, token);
      if (!/\binclude\b/.test(body) || !/\bTemplate\b/.test(body)) continue;
      const named = [...body.matchAll(/["`](?:%s)?\/([^"`/]+)["`]/g)];
      if (named.length === 0) return () => true;
      for (const [, name = ''] of named) ends.add(name);
    }
  }
  return path => ends.has(path.slice(path.lastIndexOf('/') + 1));
}
