import type { Build } from './build.ts';
import { byTime, type Line } from './lines.ts';
import type { ReportChange } from './schema.ts';

/**
 * Changes that asked for an agreement, or that let somebody do something dangerous. On a branch each build is one
 * change; of pull requests only the last build counts, as the ones before were never merged.
 */
export function changesOf(lines: readonly Line[]): ReportChange[] {
  return lines
    .flatMap(line =>
      (line.kind === 'branch' ? line.builds : lastOfEach(line.builds)).map(build => ({ line, build })),
    )
    .filter(({ build }) => build.approvals.length > 0 || build.escalations.length > 0)
    .sort((a, b) => byTime(a.build, b.build))
    .map(({ line, build: { row, approvals, escalations } }) => ({
      build: { digest: row.digest, created: row.created, commit: row.commit },
      line: line.id,
      ...(row.pullRequest === undefined ? {} : { pullRequest: row.pullRequest }),
      ...(row.run === undefined ? {} : { run: row.run }),
      escalations: [...escalations],
      approvals: approvals.map(({ for: kinds, from, count, because, state, given }) => ({
        for: [...kinds],
        from: [...from],
        count,
        because: [...because],
        state,
        given: given.map(({ login, at, commit }) => ({ login, at, commit })),
      })),
    }));
}

function lastOfEach(builds: readonly Build[]): Build[] {
  const last = new Map<number | string, Build>();
  for (const build of builds) last.set(build.row.pullRequest ?? build.row.digest, build);
  return [...last.values()];
}
