import type { InputFile } from '../../render/index.ts';
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

/** A place that prints or uses a named template. */
export interface CallSite {
  readonly file: TemplateFile;
  readonly token: number;
  /** Name of the template called; undefined when it is computed. */
  readonly name: string | undefined;
  /** What becomes its dot. */
  readonly argument: Expression;
  /** Its text goes to the output as it is, or indented. */
  readonly straight: boolean;
}

export interface Templates {
  readonly files: readonly TemplateFile[];
  readonly calls: readonly CallSite[];
  /** Named templates whose text goes nowhere but to the output: a marker in them changes no decision. */
  readonly straight: ReadonlySet<string>;
  /** By name of a template: its actions that print. */
  readonly prints: ReadonlyMap<string, readonly { readonly file: TemplateFile; readonly token: number }[]>;
}

const TEMPLATE = /^(?:charts\/[^/]+\/)*templates\//;
/** Where markers start and end; both are characters for private use that no chart has a reason to contain. */
export const MARK_START = '\u{E000}';
export const MARK_END = '\u{E001}';

/**
 * Reads every template of a chart, packed dependencies left out. Files that are not UTF-8, that hold marker
 * characters, or whose blocks do not nest are left out too: what they print cannot be traced.
 */
export function readTemplates(inputs: readonly InputFile[]): Templates {
  const files = inputs.flatMap(input => (TEMPLATE.test(input.path) ? (templateFile(input) ?? []) : []));
  const calls = files.flatMap(callsOf);
  return { files, calls, straight: straightTemplates(files, calls), prints: printsByName(files) };
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

function templateFile({ path, origin, content }: InputFile): TemplateFile | undefined {
  const text = decode(content);
  if (text === undefined || text.includes(MARK_START) || text.includes(MARK_END)) return undefined;
  const tokens = lex(text);
  if (tokens === undefined) return undefined;
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

const STRING = /^(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`)/;

/** Name in `define "name"`, `block "name" .` and `template "name" .`; '' for one that cannot be read. */
function definedName(body: string): string {
  const match = STRING.exec(body);
  return match?.[1] ?? match?.[2] ?? '';
}

/** The pipeline of `template "name" pipeline` and `block "name" pipeline`. */
function argumentOf(body: string): Expression {
  const rest = body.replace(STRING, '').trim();
  return rest === '' ? { type: 'literal', value: null } : parsePipeline(rest).value;
}

export function bodyOf(file: TemplateFile, token: ActionToken): string {
  return file.text.slice(token.body.start, token.body.end);
}

function callsOf(file: TemplateFile): CallSite[] {
  return file.tokens.flatMap((token, index): CallSite[] => {
    if (token.type !== 'action' || token.role === 'end' || token.role === 'jump') return [];
    const body = bodyOf(file, token);
    if (token.keyword === 'define') return [];
    if (token.keyword === 'template' || token.keyword === 'block') {
      const call = { file, token: index, argument: argumentOf(body) };
      return [{ ...call, name: definedName(body) || undefined, straight: true }];
    }
    if (!body.includes('include') && !body.includes('tpl')) return [];
    const { value } = parsePipeline(body);
    const printed = token.role === 'print' ? printedInclude(value) : undefined;
    const calls: CallSite[] = [];
    const visit = (expression: Expression): void => {
      if (expression.type === 'fields') visit(expression.base);
      if (expression.type === 'unknown') calls.push(...mentioned(file, index, body));
      if (expression.type !== 'call') return;
      for (const argument of expression.args) visit(argument);
      if (expression.name !== 'include') return;
      const [name, argument = { type: 'unknown' }] = expression.args;
      const known = name?.type === 'literal' && typeof name.value === 'string' ? name.value : undefined;
      // A file included by its path: its own text is at stake, and comparing the renderings shows it.
      if (known === undefined && body.includes('BasePath')) return;
      calls.push({ file, token: index, name: known, argument, straight: expression === printed });
    };
    visit(value);
    return calls;
  });
}

/** The include whose text an action prints as it is, or indented. */
export function printedInclude(value: Expression): Expression | undefined {
  if (value.type !== 'call') return undefined;
  if (value.name === 'include') return value;
  const last = value.args.at(-1);
  return (value.name === 'nindent' || value.name === 'indent') && last !== undefined
    ? printedInclude(last)
    : undefined;
}

/** The templates named in a pipeline that could not be read: nothing is known about what becomes of their text. */
function mentioned(file: TemplateFile, token: number, body: string): CallSite[] {
  const names = [...body.matchAll(/\binclude\s+(?:"([^"]*)"|`([^`]*)`)?/g)];
  return names.map(match => ({
    file,
    token,
    name: match[1] ?? match[2],
    argument: { type: 'unknown' },
    straight: false,
  }));
}

/** A template is straight when every call of it is, and none of them stands in a template that is not. */
function straightTemplates(files: readonly TemplateFile[], calls: readonly CallSite[]): Set<string> {
  const straight = new Set(files.flatMap(({ within }) => within.filter(name => name !== undefined)));
  straight.delete('');
  if (calls.some(call => call.name === undefined && !call.straight)) return new Set();
  for (let before = -1; before !== straight.size; ) {
    before = straight.size;
    for (const { file, token, name, straight: printed } of calls) {
      if (name === undefined) continue;
      const caller = file.within[token];
      if (!printed || (caller !== undefined && !straight.has(caller))) straight.delete(name);
    }
    // A computed name can be any template's.
    const hidden = calls.some(({ file, token, name }) => {
      const caller = file.within[token];
      return name === undefined && caller !== undefined && !straight.has(caller);
    });
    if (hidden) straight.clear();
  }
  return straight;
}
