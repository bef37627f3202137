/**
 * A regular expression as a pattern of image-registry, where it is the beginning of an image name and nothing else:
 * `^ghcr\.io/acme/.*$` is `ghcr.io/acme/*`.
 */
export function repositoryPattern(expression: string): string | undefined {
  const match = /^\^?((?:[\w/@:-]|\\[.-]|\[\.\]|\.(?!\*))+?)(\.\*)?\$?$/.exec(expression);
  if (match === null) return undefined;
  const text = (match[1] ?? '').replace(/\\(.)|\[(\.)\]/g, '$1$2');
  return match[2] === undefined && !expression.endsWith('/') ? text.replace(/\/$/, '') : `${text}*`;
}

/**
 * A regular expression that is matched against the whole of a name, as a pattern with `*`: only words, `.*` and
 * alternatives of nothing carry over. Undefined for every other one.
 */
export function namePattern(expression: string): string | undefined {
  const text = expression.replace(/^\^/, '').replace(/\$$/, '');
  if (!/^(?:[\w:-]|\\[.-]|\[\.\]|\.\*|\.)*$/.test(text)) return undefined;
  return text
    .replace(/\.\*/g, '\0')
    .replace(/\\(.)|\[(\.)\]/g, '$1$2')
    .replaceAll('\0', '*');
}
