/**
 * Whether a repository-relative path matches a pattern: `*` and `?` within a segment, `**` for any number of
 * segments. A pattern that matches a folder matches everything below it; a trailing `/` changes nothing.
 * Time is bounded by the product of the lengths, whatever the pattern.
 */
export function matchesGlob(path: string, pattern: string): boolean {
  const wanted = pattern
    .replace(/^\.?\/+/, '')
    .split('/')
    .filter(segment => segment !== '' && segment !== '.');
  return matchesSegments(path.split('/'), wanted);
}

/** The leading segments of a pattern that hold no wildcard. */
export function literalPrefix(pattern: string): string {
  const segments = pattern.split('/').filter(segment => segment !== '' && segment !== '.');
  const wild = segments.findIndex(segment => /[*?]/.test(segment));
  return (wild < 0 ? segments : segments.slice(0, wild)).join('/');
}

/** Row by row: `reachable[i]` says whether the path's first `i` segments can match the pattern so far. */
function matchesSegments(path: readonly string[], pattern: readonly string[]): boolean {
  let reachable = path.map(() => false);
  reachable.unshift(true);
  for (const wanted of pattern) {
    const next = reachable.map(() => false);
    if (wanted === '**') {
      let open = false;
      for (let at = 0; at <= path.length; at += 1) {
        open ||= reachable[at]!;
        next[at] = open;
      }
    } else {
      for (let at = 0; at < path.length; at += 1) {
        if (reachable[at] && matchesSegment(path[at]!, wanted)) next[at + 1] = true;
      }
    }
    reachable = next;
  }
  // A folder stands for what is below it, so any prefix of the path will do; the root alone matches nothing.
  return pattern.length > 0 && reachable.some((reached, at) => reached && at > 0);
}

/** Greedy with one point to go back to: linear in the text for each star. */
function matchesSegment(text: string, pattern: string): boolean {
  let at = 0;
  let wanted = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    if (wanted < pattern.length && pattern[wanted] === '*') {
      star = wanted;
      resume = at;
      wanted += 1;
    } else if (wanted < pattern.length && (pattern[wanted] === '?' || pattern[wanted] === text[at])) {
      wanted += 1;
      at += 1;
    } else if (star >= 0) {
      wanted = star + 1;
      resume += 1;
      at = resume;
    } else return false;
  }
  while (pattern[wanted] === '*') wanted += 1;
  return wanted === pattern.length;
}
