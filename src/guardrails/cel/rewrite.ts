import { REPLACED, standIn } from './stand-ins.ts';

/** An expression as cel-js can parse it, and where its offsets are in the expression that was written. */
export interface Rewritten {
  readonly text: string;
  original(offset: number): number;
}

/** Methods that {@link rewrite} puts behind list and map literals with optional elements; see library/optionals.ts. */
export const PRESENT = { list: 'presentAt', map: 'presentOf' } as const;

/**
 * Says in the words of cel-js what it does not understand, and leaves the rest alone, strings and comments too:
 *
 * - calls of functions that are replaced get their stand-in's name, of the same length;
 * - `[?a, b]` becomes `[ a, b].presentAt([0])`, `{?'k': v}` becomes `{ 'k': v}.presentOf(['k'])`.
 */
export function rewrite(source: string): Rewritten {
  const pieces: string[] = [];
  const insertions: { readonly at: number; readonly length: number }[] = [];
  const open: Bracket[] = [];
  let afterOperand = false;
  let previous = '';
  for (const match of source.matchAll(TOKEN)) {
    const [token, call] = match;
    const offset = match.index;
    if (/^(?:\s|\/\/)/.test(token)) {
      pieces.push(token);
      continue;
    }
    const top = open.at(-1);
    let written = call === undefined || !REPLACED.has(call) ? token : standIn(call);
    let behind = '';
    if (token === '[' || token === '{' || token === '(') open.push(bracketOf(token, afterOperand));
    else if (token === ']' || token === '}' || token === ')') behind = closing(open.pop(), pieces);
    else if (top !== undefined && token === ',') {
      top.element++;
      top.ternaries = 0;
    } else if (top !== undefined && token === '?') {
      if (top.kind !== 'other' && /[[{,]/.test(previous)) {
        top.optional.push({ element: top.element, from: pieces.length + 1, to: pieces.length + 1 });
        written = ' ';
      } else top.ternaries++;
    } else if (top !== undefined && token === ':') {
      const entry = top.optional.at(-1);
      if (top.ternaries > 0) top.ternaries--;
      else if (entry?.element === top.element) entry.to = pieces.length;
    }
    afterOperand = /[\w"'\])}]$/.test(token) && token !== 'in';
    previous = token;
    pieces.push(written);
    if (behind === '') continue;
    insertions.push({ at: offset + token.length, length: behind.length });
    pieces.push(behind);
  }
  return {
    text: pieces.join(''),
    original(offset) {
      let at = offset;
      for (const insertion of insertions) {
        if (at <= insertion.at) break;
        at = Math.max(insertion.at, at - insertion.length);
      }
      return at;
    },
  };
}

/** Part of an expression with the parentheses around its ends that a syntax tree leaves out. */
export function balanced(part: string): string {
  let missing = 0;
  let depth = 0;
  for (const [token] of part.matchAll(TOKEN)) {
    if (token === '(') depth++;
    else if (token === ')') depth--;
    missing = Math.max(missing, -depth);
  }
  return `${'('.repeat(missing)}${part}${')'.repeat(Math.max(0, depth + missing))}`;
}

interface Bracket {
  /** `other`: an index, a call, a group. */
  readonly kind: 'list' | 'map' | 'other';
  /** The element that is being read, 0-based. */
  element: number;
  /** `?` of conditions in it whose `:` is still to come. */
  ternaries: number;
  /** Elements behind a `?`, with the pieces that are their keys. */
  readonly optional: { readonly element: number; readonly from: number; to: number }[];
}

function bracketOf(token: string, afterOperand: boolean): Bracket {
  const kind = afterOperand || token === '(' ? 'other' : token === '[' ? 'list' : 'map';
  return { kind, element: 0, ternaries: 0, optional: [] };
}

function closing(bracket: Bracket | undefined, pieces: readonly string[]): string {
  if (bracket === undefined || bracket.kind === 'other' || bracket.optional.length === 0) return '';
  const elements =
    bracket.kind === 'list'
      ? bracket.optional.map(({ element }) => element)
      : bracket.optional.map(({ from, to }) => pieces.slice(from, to).join('').trim());
  return `.${PRESENT[bracket.kind]}([${elements.join(', ')}])`;
}

/** White space, a comment, a string literal, (captured) the name of a call, a word, or one other character. */
const TOKEN = new RegExp(
  [
    String.raw`\s+`,
    String.raw`//[^\n]*`,
    String.raw`[rR][bB]?"""[\s\S]*?(?:"""|$)`,
    String.raw`[rR][bB]?'''[\s\S]*?(?:'''|$)`,
    String.raw`[rR][bB]?"[^"\n]*(?:"|$|\n)`,
    String.raw`[rR][bB]?'[^'\n]*(?:'|$|\n)`,
    String.raw`"""(?:\\[\s\S]|(?!""")[^\\])*(?:"""|$)`,
    String.raw`'''(?:\\[\s\S]|(?!''')[^\\])*(?:'''|$)`,
    String.raw`"(?:\\.|[^"\\\n])*(?:"|$|\n)`,
    String.raw`'(?:\\.|[^'\\\n])*(?:'|$|\n)`,
    String.raw`\b([A-Za-z_]\w*)(?=\s*\()`,
    String.raw`[A-Za-z_]\w*`,
    // Numbers whole, so that the letters in them are no words.
    String.raw`\d[\w.]*`,
    String.raw`[\s\S]`,
  ].join('|'),
  'g',
);
