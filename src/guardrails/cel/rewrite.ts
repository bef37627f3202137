/**
 * Renames calls of `matches` to `matchRe`, which is registered on RE2: the library's own `matches` runs on JavaScript's
 * backtracking expressions and cannot be replaced. Same length, so every offset stays true. Strings and comments are
 * left alone.
 */
export function useLinearRegex(source: string): string {
  return source.replace(TOKEN, (token, word: string | undefined) => (word === undefined ? token : `matchRe`));
}

/** A string literal, a comment, or (captured) a call of `matches`. Alternatives are disjoint: linear time. */
const TOKEN = new RegExp(
  [
    String.raw`[rR][bB]?"""[\s\S]*?(?:"""|$)`,
    String.raw`[rR][bB]?'''[\s\S]*?(?:'''|$)`,
    String.raw`[rR][bB]?"[^"\n]*(?:"|$|\n)`,
    String.raw`[rR][bB]?'[^'\n]*(?:'|$|\n)`,
    String.raw`"""(?:\\[\s\S]|(?!""")[^\\])*(?:"""|$)`,
    String.raw`'''(?:\\[\s\S]|(?!''')[^\\])*(?:'''|$)`,
    String.raw`"(?:\\.|[^"\\\n])*(?:"|$|\n)`,
    String.raw`'(?:\\.|[^'\\\n])*(?:'|$|\n)`,
    String.raw`//[^\n]*`,
    String.raw`\b(matches)(?=\s*\()`,
    // Longer words, so that a literal's prefix is not found inside one.
    String.raw`[A-Za-z_]\w*`,
  ].join('|'),
  'g',
);
