/** One `key=path` pair of a `--set-file` argument, with the place of the path in the argument. */
export interface SetFilePair {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The paths in a `--set-file` argument: strvals grammar, `a.b=path,c=path`, where `\` quotes the next character in
 * a key and a path ends at the next comma.
 */
export function setFileArguments(argument: string): SetFilePair[] {
  const pairs: SetFilePair[] = [];
  let at = 0;
  while (at < argument.length) {
    while (at < argument.length && argument[at] !== '=') at += argument[at] === '\\' ? 2 : 1;
    if (at >= argument.length) break;
    const start = at + 1;
    const comma = argument.indexOf(',', start);
    const end = comma === -1 ? argument.length : comma;
    pairs.push({ path: argument.slice(start, end), start, end });
    at = end + 1;
  }
  return pairs;
}

/** The argument with every path replaced. */
export function withSetFilePaths(argument: string, replace: (path: string) => string): string {
  let result = '';
  let from = 0;
  for (const { path, start, end } of setFileArguments(argument)) {
    result += argument.slice(from, start) + replace(path);
    from = end;
  }
  return result + argument.slice(from);
}
