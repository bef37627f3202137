import type { Waiver } from '../config/index.ts';
import type { Problem } from '../problems.ts';

/** Fingerprint of a finding -> the waivers that accept it, the one that counts first. */
export type WaiverUse = Map<string, readonly Waiver[]>;

/**
 * What is to be said of waivers that still count: those that accept nothing any more, and those whose every finding
 * another one accepts already.
 * @param whole false when a part of the repository was judged, or could not be: then nothing is said of the unused
 */
export function waiverProblems(waivers: readonly Waiver[], use: WaiverUse, whole: boolean): Problem[] {
  const accepted = new Map<Waiver, number>();
  const covered = new Map<Waiver, { readonly by: Waiver; readonly count: number }>();
  for (const accepting of use.values()) {
    const [first, ...others] = accepting;
    for (const waiver of accepting) accepted.set(waiver, (accepted.get(waiver) ?? 0) + 1);
    if (first === undefined) continue;
    for (const waiver of others) {
      covered.set(waiver, { by: first, count: (covered.get(waiver)?.count ?? 0) + 1 });
    }
  }
  return waivers.flatMap((waiver): Problem[] => {
    const count = accepted.get(waiver) ?? 0;
    const double = covered.get(waiver);
    const at = { file: waiver.file, line: waiver.line, gates: false };
    if (count === 0 && whole) {
      return [
        {
          code: 'waiver-unused',
          message: `the waiver of ${waiver.guardrail} accepts nothing: there is no such finding`,
          hint: 'remove it',
          ...at,
        },
      ];
    }
    if (double !== undefined && double.count === count) {
      const { by } = double;
      return [
        {
          code: 'waiver-overlap',
          message: `the waiver of ${waiver.guardrail} accepts only what the one in ${by.file}:${by.line} accepts already`,
          hint: 'keep one of them',
          ...at,
        },
      ];
    }
    return [];
  });
}
