/**
 * Markdown without what shows its text as it is (blocks and spans of code, {@link codeSpan}'s `<code>` of character
 * references): in the rest nothing may act but what the program wrote itself.
 */
export function running(markdown: string): string {
  return withoutBlocks(markdown)
    .map(withoutSpans)
    .join('\n')
    .replace(/<code>(?:[\p{L}\p{N} ]|&#\d+;)*<\/code>/gu, 'code');
}

/** Lines outside of fenced blocks (CommonMark 4.5): a fence ends at one of the same sign that is at least as long. */
function withoutBlocks(markdown: string): string[] {
  const lines: string[] = [];
  let fence: string | undefined;
  for (const line of markdown.split('\n')) {
    const [, mark] = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/.exec(line) ?? [];
    if (fence !== undefined) {
      const [, end = ''] = /^ {0,3}(`{3,}|~{3,})\s*$/.exec(line) ?? [];
      if (end.startsWith(fence)) fence = undefined;
    } else if (mark !== undefined) fence = mark;
    else lines.push(line);
  }
  return fence === undefined ? lines : [...lines, 'a block that does not end: @all'];
}

/** A line without its code spans (CommonMark 6.1): runs of as many back-ticks; a backslash escapes outside of them only. */
function withoutSpans(line: string): string {
  let rest = line;
  let text = '';
  for (;;) {
    const run = /(?<!\\)(?:\\\\)*(`+)/.exec(rest);
    if (run === null) return text + rest;
    const [, ticks = ''] = run;
    const start = run.index + run[0].length;
    const end = new RegExp(`(?<!\`)${ticks}(?!\`)`).exec(rest.slice(start));
    text += rest.slice(0, start - ticks.length) + (end === null ? ticks : 'code');
    rest = end === null ? rest.slice(start) : rest.slice(start + end.index + ticks.length);
  }
}
