/** Columns a terminal gives a text: marks that combine take none, East Asian wide characters and emoji two. */
export function columns(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let sum = 0;
  for (const character of text) sum += columnsOf(character);
  return sum;
}

function columnsOf(character: string): number {
  if (/\p{M}/u.test(character)) return 0;
  return /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\p{Emoji_Presentation}\u{20000}-\u{3fffd}]/u.test(
    character,
  )
    ? 2
    : 1;
}

/**
 * Wraps on spaces to at most `width` columns. A word is never broken, so a path or a link stays whole and
 * clickable even where it is wider than the line.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of text.split(/ +/)) {
    if (word === '') continue;
    const size = columns(word);
    if (line !== '' && used + 1 + size > width) {
      lines.push(line);
      line = word;
      used = size;
    } else {
      line = line === '' ? word : `${line} ${word}`;
      used += line === word ? size : size + 1;
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

/** Cuts to at most `width` columns, with an ellipsis where something is missing. */
export function cut(text: string, width: number): string {
  if (columns(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += columnsOf(character);
    if (used > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Parts on one line as long as they fit, separated by middle dots; a part that does not fit begins a line. */
export function wrapParts(parts: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    if (part === '') continue;
    const last = lines.at(-1);
    if (last !== undefined && columns(last) + 3 + columns(part) <= width) {
      lines[lines.length - 1] = `${last} · ${part}`;
    } else {
      lines.push(...wrap(part, width));
    }
  }
  return lines;
}
