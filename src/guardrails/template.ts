import { type CelExpression, Quantity } from './cel/index.ts';

/** A text with `{{ CEL }}` holes, compiled. */
export interface Template {
  readonly parts: readonly (string | CelExpression)[];
}

/** An unclosed hole: offset of its `{{`. */
export class TemplateError extends Error {
  readonly offset: number;
  constructor(offset: number) {
    super('"{{" is never closed by "}}"');
    this.name = 'TemplateError';
    this.offset = offset;
  }
}

/**
 * Compiles a text with holes. White space outside of holes is folded, as messages are one line.
 * @throws {TemplateError} for an unclosed hole; {CelError} for a hole that does not compile, with offsets into the whole text
 */
export function compileTemplate(
  text: string,
  compile: (source: string, offset: number) => CelExpression,
): Template {
  const parts: (string | CelExpression)[] = [];
  let at = 0;
  for (;;) {
    const open = text.indexOf('{{', at);
    if (open === -1) break;
    const close = text.indexOf('}}', open + 2);
    if (close === -1) throw new TemplateError(open);
    if (open > at) parts.push(folded(text.slice(at, open)));
    const hole = text.slice(open + 2, close);
    const lead = hole.length - hole.trimStart().length;
    parts.push(compile(hole.trim(), open + 2 + lead));
    at = close + 2;
  }
  if (at < text.length) parts.push(folded(text.slice(at)));
  return { parts };
}

function folded(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** Fills the holes. @throws {CelError} */
export function fillTemplate(template: Template, variables: Readonly<Record<string, unknown>>): string {
  let text = '';
  let empty = false;
  for (const part of template.parts) {
    const filled = typeof part === 'string' ? part : show(part.evaluate(variables));
    // A name that is empty leaves no gap: two spaces around it become one.
    text += empty && text.endsWith(' ') && filled.startsWith(' ') ? filled.slice(1) : filled;
    empty = filled === '';
  }
  return text;
}

/** Longest piece of a manifest that a message quotes. */
const LONGEST = 200;

/** Most of what is quoted: nothing in it is to be folded. */
const ONE_WORD = /^[!-~]*$/;

/** A value as people read it: on one line, lists joined by ", ", long text cut. */
function show(value: unknown): string {
  const given = plain(value);
  const text = ONE_WORD.test(given) ? given : given.replace(/[\s\p{Cc}]+/gu, ' ');
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).join(', ');
  if (value instanceof Map) return [...value].map(([key, item]) => `${key}: ${plain(item)}`).join(', ');
  if (value instanceof Quantity) return String(value.asApproximateFloat());
  return String(value);
}
