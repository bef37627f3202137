/** Longest line that is shown whole: rendered ConfigMaps hold lines of megabytes. */
const LINE_LIMIT = 400;

/**
 * Lines `line - before` to `line + after` of a text, 1-based, clipped to the text.
 * @returns the lines and the number of the first one; undefined when `line` is not in the text.
 */
export function excerpt(
  text: string,
  line: number,
  before: number,
  after: number,
): { firstLine: number; lines: string[] } | undefined {
  const all = text.split('\n');
  if (line < 1 || line > all.length) return undefined;
  const from = Math.max(1, line - before);
  const to = Math.min(all.length, line + after);
  const lines = all.slice(from - 1, to).map(clip);
  while (lines.length > 0 && from + lines.length - 1 > line && lines.at(-1) === '') lines.pop();
  return { firstLine: from, lines };
}

function clip(line: string): string {
  const text = line.replace(/\r$/, '');
  return text.length > LINE_LIMIT ? `${text.slice(0, LINE_LIMIT)}…` : text;
}

/** Keys whose values nobody wants to read in a review. */
const SENSITIVE =
  /^(\s*(?:-\s+)?["']?[\w.-]*(?:passw|secret|token|credential|api-?_?key|private-?_?key)[\w.-]*["']?\s*:\s+)([^\s#{[&*|>].*)$/i;

/** {@link excerpt} of a values file, where passwords may stand beside anything: their values are left out. */
export function valuesExcerpt(...[text, ...rest]: Parameters<typeof excerpt>): ReturnType<typeof excerpt> {
  const shown = excerpt(text, ...rest);
  return shown && { ...shown, lines: shown.lines.map(line => line.replace(SENSITIVE, '$1…')) };
}
