import { SEVERITIES, type Severity } from '../findings.ts';
import { byText } from '../repository/index.ts';
import type { Build, FindingIndex } from './build.ts';
import { isProposal, type Line } from './lines.ts';
import type { Repair } from './schema.ts';

/** Time from the first build of a line that has a finding to the first one that shows it is gone. */
export interface Episode {
  readonly line: string;
  readonly finding: number;
  readonly since: string;
  /** There in the first build of the line: it may be older. */
  readonly fromStart: boolean;
  readonly until?: string;
}

/** Findings listed as open for longest. */
const LISTED = 25;
const HOUR = 3_600_000;

/**
 * Every stay of every finding on a branch. A finding is gone only when a build shows it: one that evaluated everything,
 * and in which its guardrail ran. One that comes back stays a second time.
 */
export function episodesOf(lines: readonly Line[], findings: FindingIndex): Episode[] {
  return lines.filter(({ kind }) => kind === 'branch').flatMap(line => inLine(line, findings));
}

function inLine({ id: line, builds }: Line, findings: FindingIndex): Episode[] {
  const done: Episode[] = [];
  const open = new Map<number, Episode>();
  builds.forEach((build, i) => {
    const { created } = build.row;
    const present = new Set(build.present);
    for (const [finding, episode] of open) {
      if (present.has(finding) || !shows(build, findings.of(finding).guardrail)) continue;
      done.push({ ...episode, until: created });
      open.delete(finding);
    }
    for (const finding of build.present) {
      if (!open.has(finding)) open.set(finding, { line, finding, since: created, fromStart: i === 0 });
    }
  });
  return [...done, ...open.values()];
}

/** Whether it says something that a build has no finding of a guardrail. */
function shows({ row, idle, known }: Build, guardrail: string): boolean {
  return row.outcome !== 'incomplete' && !row.limited && known.has(guardrail) && !idle.has(guardrail);
}

/** How long findings stayed, by severity, and those that are there for longest. */
export function repairOf(
  episodes: readonly Episode[],
  lines: readonly Line[],
  builds: readonly Build[],
  findings: FindingIndex,
): Repair {
  const of = (severity: Severity) =>
    durations(episodes.filter(({ finding }) => findings.of(finding).severity === severity));
  const accepted = new Map(lines.map(({ id, builds: all }) => [id, all.at(-1)?.accepted]));
  const [error, warning, info] = SEVERITIES.map(of) as [Duration, Duration, Duration];
  return {
    all: durations(episodes),
    bySeverity: { error, warning, info },
    longestOpen: episodes
      .filter(({ until }) => until === undefined)
      .map(({ line, finding, since, fromStart }) => ({
        line,
        ...findings.of(finding),
        since,
        fromStart,
        accepted: accepted.get(line)?.has(finding) === true,
      }))
      .sort(
        (a, b) =>
          SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
          byText(a.since, b.since) ||
          byText(a.line, b.line) ||
          byText(a.fingerprint, b.fingerprint),
      )
      .slice(0, LISTED),
    stoppedBefore: stoppedBefore(lines, builds),
  };
}

type Duration = Repair['all'];

function durations(episodes: readonly Episode[]): Duration {
  const over = episodes.filter(({ until }) => until !== undefined);
  const hours = over
    .filter(({ fromStart }) => !fromStart)
    .map(({ since, until = since }) => (Date.parse(until) - Date.parse(since)) / HOUR)
    .sort((a, b) => a - b);
  const middle = hours.length / 2;
  const median =
    hours.length % 2 === 1
      ? hours[Math.floor(middle)]
      : ((hours[middle - 1] ?? 0) + (hours[middle] ?? 0)) / 2;
  return {
    fixed: hours.length,
    meanHours: hours.length === 0 ? null : rounded(hours.reduce((sum, each) => sum + each, 0) / hours.length),
    medianHours: hours.length === 0 ? null : rounded(median ?? 0),
    longestHours: hours.length === 0 ? null : rounded(hours.at(-1) ?? 0),
    older: over.length - hours.length,
    open: episodes.length - over.length,
  };
}

function rounded(hours: number): number {
  return Math.round(hours * 10) / 10;
}

/** What pull requests would have brought, and no build of a branch of that repository ever had. */
function stoppedBefore(lines: readonly Line[], builds: readonly Build[]): number {
  const repositories = new Set(lines.filter(({ kind }) => kind === 'branch').map(line => line.repository));
  const arrived = new Set(
    lines
      .filter(({ kind }) => kind === 'branch')
      .flatMap(line => line.builds.flatMap(({ present }) => [...present])),
  );
  const proposed = builds.filter(build => isProposal(build) && repositories.has(build.row.repository));
  return new Set(proposed.flatMap(({ fresh }) => fresh.filter(finding => !arrived.has(finding)))).size;
}
