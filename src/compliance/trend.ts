import type { Counts } from '../findings.ts';
import type { Build } from './build.ts';
import { byTime, type Line } from './lines.ts';
import type { Episode } from './repair.ts';
import type { FrameworkReport } from './schema.ts';

/** Findings over all lines after each of their builds: what each line had when it was last built. */
export function trendOf(lines: readonly Line[]): FrameworkReport['trend'] {
  const now = new Map<string, Build>();
  return lines
    .flatMap(line => line.builds.map(build => ({ line: line.id, build })))
    .sort((a, b) => byTime(a.build, b.build))
    .map(({ line, build }) => {
      now.set(line, build);
      return { at: build.row.created, ...sums([...now.values()]) };
    });
}

function sums(builds: readonly Build[]): { counts: Counts; accepted: number } {
  const total = (of: (build: Build) => number) => builds.reduce((sum, build) => sum + of(build), 0);
  return {
    counts: {
      error: total(({ row }) => row.counts.error),
      warning: total(({ row }) => row.counts.warning),
      info: total(({ row }) => row.counts.info),
    },
    accepted: total(({ row }) => row.accepted),
  };
}

/** The same month by month, with what came and went. Months without a build are there too, as they were left. */
export function monthsOf(
  lines: readonly Line[],
  builds: readonly Build[],
  episodes: readonly Episode[],
): FrameworkReport['months'] {
  const trend = trendOf(lines);
  const months = monthsFrom(builds.map(({ row }) => row.created.slice(0, 7)));
  return months.map(month => {
    const of = builds.filter(({ row }) => row.created.startsWith(month));
    const end = trend.findLast(({ at }) => at.slice(0, 7) <= month);
    return {
      month,
      builds: of.length,
      failed: of.filter(({ row }) => row.outcome === 'fail').length,
      incomplete: of.filter(({ row }) => row.outcome === 'incomplete').length,
      appeared: episodes.filter(({ since, fromStart }) => !fromStart && since.startsWith(month)).length,
      fixed: episodes.filter(({ until }) => until?.startsWith(month) === true).length,
      open: end?.counts ?? { error: 0, warning: 0, info: 0 },
      accepted: end?.accepted ?? 0,
    };
  });
}

/** More than a century of months is a bundle that lies about its time. */
const MONTHS = 1200;

function monthsFrom(names: readonly string[]): string[] {
  const sorted = [...new Set(names)].sort();
  const [first] = sorted;
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return [];
  const number = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
  const length = number(last) - number(first) + 1;
  if (length > MONTHS) return sorted;
  return Array.from({ length }, (_, i) => {
    const at = number(first) + i;
    return `${String(Math.floor(at / 12)).padStart(4, '0')}-${String((at % 12) + 1).padStart(2, '0')}`;
  });
}
