import { expect } from '@jest/globals';
import type { Report } from '../../src/reports/index.ts';

/** A comment of ours as people see it. */
export interface SeenComment {
  readonly fingerprint: string;
  /** Text that names its place in the diff; `outdated` when it has none. */
  readonly place: string;
  /** Its text without the marker. */
  readonly says: string;
  /** A person answered or resolved it. */
  readonly touched: boolean;
  readonly resolved: boolean;
}

/**
 * The comments of a change that has been through much are those of a fresh one, but for what people had a part in and
 * what nobody could see.
 * @param before what stood when the last run began
 * @param target of every finding: what was not evaluated of it keeps its comments
 */
export function expectLikeFresh(
  { before, actual, wanted }: Readonly<Record<'before' | 'actual' | 'wanted', readonly SeenComment[]>>,
  report: Report,
  target: string,
): void {
  for (const comment of wanted) {
    const same = actual.filter(each => each.fingerprint === comment.fingerprint);
    const untouched = same.filter(each => !each.touched);
    // Threads that people had a part in stand for the finding wherever they are, and say what it says.
    if (same.some(each => each.touched)) {
      expect(untouched).toEqual([]);
      for (const each of same) {
        if (each.place === comment.place) expect(each.says).toBe(comment.says);
        else expect(each.says).toContain('➡️ Now at');
      }
    } else expect(untouched).toEqual([{ ...comment, resolved: false }]);
  }
  const names = new Set(wanted.map(({ fingerprint }) => fingerprint));
  const present = new Set(report.findings.filter(f => f.waiver === undefined).map(f => f.fingerprint));
  const unseen = report.problems.some(problem => problem.target === undefined || problem.target === target);
  const settled = new Set(report.findings.filter(f => f.waiver !== undefined).map(f => f.fingerprint));
  if (unseen) {
    const kept = before.filter(each => !present.has(each.fingerprint) && !settled.has(each.fingerprint));
    for (const each of kept) expect(actual).toContainEqual(each);
  }
  for (const rest of actual.filter(each => !names.has(each.fingerprint))) {
    // What is over says so, unless nobody could see whether it is; a finding off the diff keeps its comment.
    if (!present.has(rest.fingerprint) && !unseen) {
      expect(rest.says).toMatch(/^(✅ Fixed in|☑️ Waived by)/);
      expect(rest.touched || rest.resolved).toBe(true);
    }
  }
}
