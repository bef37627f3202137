import type { ChartRequest } from '../../render/index.ts';

/** Keys and indexes that a `--set` flag writes to; `*` stands for what could not be read, and may be anything. */
export type SetPath = readonly string[];

/**
 * Where the `--set` flags of a request write to, in Helm's grammar (strvals): `a.b[0]=x,c\.d={1,2}` writes to `a.b.0`
 * and `c.d`. What they write has no line in a values file, so only the places matter.
 */
export function setPaths({ json, plain, string, file, literal }: ChartRequest['set']): SetPath[] {
  return [
    ...[...plain, ...string, ...file].flatMap(text => expressions(text).map(keyPath)),
    // One expression each: commas belong to the value. A whole object says what it likes.
    ...literal.map(keyPath),
    ...json.flatMap(text => (text.trimStart().startsWith('{') ? [['*']] : jsonExpressions(text))),
  ];
}

/** Whether a flag may have a say in the value at a path. */
export function touches(set: SetPath, path: readonly (string | number)[]): boolean {
  for (const [index, step] of set.entries()) {
    if (step === '*' || index >= path.length) return true;
    if (step !== String(path[index])) return false;
  }
  return true;
}

/** Cuts at commas outside of `{...}`; a backslash takes the next character as it is. */
function expressions(text: string): string[] {
  const parts: string[] = [];
  let [from, depth] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at++;
    else if (character === '{') depth++;
    else if (character === '}') depth--;
    else if (character === ',' && depth <= 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}

/** `a=[1,2],b=true`: JSON values are not read; each key that could begin behind a comma counts. */
function jsonExpressions(text: string): SetPath[] {
  return expressions(text).flatMap(part => (/^\s*[\w.[\]-]+=/.test(part) ? [keyPath(part)] : []));
}

/** The key before `=`. */
function keyPath(expression: string): SetPath {
  const path: string[] = [];
  let step = '';
  for (let at = 0; at < expression.length; at++) {
    const character = expression[at];
    if (character === '\\') step += expression[++at] ?? '';
    else if (character === '=') return [...path, ...(step === '' ? [] : [step.trim()])];
    else if (character === '.' || character === '[') {
      if (step !== '') path.push(step.trim());
      step = '';
    } else if (character !== ']') step += character;
  }
  return ['*'];
}
