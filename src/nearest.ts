import { distance } from 'fastest-levenshtein';

/** The candidate a typo most likely meant, or undefined when none is close. Ties go to the first in order. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  // Input may be hostile: the distance costs time in the product of both lengths.
  if (word.length > 100) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const d = distance(word.toLowerCase(), candidate.toLowerCase());
    if (d < bestDistance) {
      best = candidate;
      bestDistance = d;
    }
  }
  return best;
}
