import { lineStarts, positionAt } from '../../manifest/index.ts';
import { bodyOf, type TemplateFile } from '../helm/templates.ts';

/** A block of a template: what must hold for the lines in it. */
export interface Block {
  readonly file: TemplateFile;
  /** Token that opens the branch. */
  readonly token: number;
  readonly line: number;
  readonly column: number;
  /** Column behind the opening action, when it ends on its line. */
  readonly endColumn?: number;
}

/** The `if`, `with` and `range` branches around a token, outermost first. */
export function blocksAround(file: TemplateFile, token: number): Block[] {
  const blocks: Block[] = [];
  for (let index = file.tokens[token]?.inside ?? -1; index >= 0; ) {
    const action = file.tokens[index];
    if (action?.type !== 'action') break;
    if (action.keyword !== 'define' && action.keyword !== 'block') blocks.unshift(blockAt(file, index));
    index = file.tokens[action.opener >= 0 ? action.opener : index]?.inside ?? -1;
  }
  return blocks;
}

function blockAt(file: TemplateFile, token: number): Block {
  const action = file.tokens[token];
  const starts = lineStarts(file.text);
  const start = positionAt(starts, action?.start ?? 0);
  const end = positionAt(starts, action?.end ?? 0);
  return {
    file,
    token,
    line: start.line,
    column: start.column,
    ...(end.line === start.line ? { endColumn: end.column } : {}),
  };
}

/** `if .Values.enabled`; for an `else` the condition that it is the opposite of: `else of if .Values.enabled`. */
export function wordsOf({ file, token }: Block): string {
  const action = file.tokens[token];
  if (action?.type !== 'action') return '';
  const body = bodyOf(file, action).trim().replace(/\s+/g, ' ');
  if (body !== '' || action.opener < 0) return `${action.keyword} ${body}`.trim();
  const opener = file.tokens[action.opener];
  return opener?.type === 'action'
    ? `else of ${opener.keyword} ${bodyOf(file, opener).trim().replace(/\s+/g, ' ')}`
    : action.keyword;
}

/** Index of the token at a 1-based place of a file; -1 behind its end. */
export function tokenAt(file: TemplateFile, line: number, column: number): number {
  const offset = (lineStarts(file.text)[line - 1] ?? file.text.length) + column - 1;
  return file.tokens.findIndex(({ start, end }) => start <= offset && offset < end);
}
