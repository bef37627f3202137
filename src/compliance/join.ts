import { type Framework, type LedgerEntry, reportTemplate } from '../evidence/index.ts';
import { ProblemError } from '../problems.ts';
import { byText } from '../repository/index.ts';
import { matchesPattern } from '../verdict/index.ts';
import type { Build, Shared } from './build.ts';
import { changesOf } from './changes.ts';
import { controlsOver } from './controls.ts';
import { coverageOf } from './coverage.ts';
import { exceptionsOf } from './exceptions.ts';
import { gapsOf } from './gaps.ts';
import { byTime, type Line, linesOf, repositoryNames } from './lines.ts';
import { episodesOf, repairOf } from './repair.ts';
import type { FrameworkReport } from './schema.ts';
import { monthsOf, trendOf } from './trend.ts';

export interface JoinInput {
  readonly version: string;
  readonly framework: Framework;
  /** Those that hold. */
  readonly builds: readonly Build[];
  readonly refused: FrameworkReport['refused'];
  readonly shared: Shared;
  /** Days, inclusive; patterns with `*`. */
  readonly asked: FrameworkReport['asked'];
  readonly ledger?: readonly LedgerEntry[];
}

/**
 * One report of many bundles. The same bundles give the same report, in whatever order they are named.
 * @throws {ProblemError} when no bundle is left to report on
 */
export function joinBuilds(input: JoinInput): FrameworkReport {
  const { framework, shared, asked, ledger } = input;
  const distinct = [
    ...new Map([...input.builds].sort(byTime).map(build => [build.row.digest, build])).values(),
  ];
  const builds = distinct.filter(build => isAsked(build, asked, distinct));
  const [first] = builds;
  const last = builds.at(-1);
  if (first === undefined || last === undefined) throw nothing(input, distinct.length);
  const lines = linesOf(builds);
  const asOf = asked.to ?? [...builds.map(({ today }) => today)].sort().at(-1) ?? '';
  const episodes = episodesOf(lines, shared.findings);
  const refused = [...input.refused].sort((a, b) => byText(a.bundle, b.bundle));
  const exceptions = exceptionsOf(lines, asOf);
  const changes = changesOf(lines);
  const { coverage, gaps } = coverageOf({
    lines,
    builds,
    here: new Set(distinct.map(({ row }) => row.digest)),
    from: asked.from ?? '',
    to: asked.to ?? '',
    ...(ledger === undefined ? {} : { ledger }),
  });
  const { id, title, version, publisher, url, digest } = framework;
  const { title: heading, reader, scope, method, asks, limits } = reportTemplate(framework);
  return {
    schema: 'kubeproof.framework-report/v1',
    tool: { name: 'kubeproof', version: input.version },
    framework: { id, title, version, publisher, url, digest },
    template: {
      title: heading,
      reader,
      scope: [...scope],
      method: [...method],
      asks: asks.map(({ controls, ...ask }) => ({ ...ask, controls: [...controls] })),
      limits: [...limits],
    },
    asked,
    period: { first: first.row.created, last: last.row.created },
    asOf,
    builds: rowsOf(builds, lines),
    leftOut: distinct.length - builds.length,
    repeated: input.builds.length - distinct.length,
    refused,
    lines: lines.map(lineRow),
    controls: controlsOver(shared, lines),
    exceptions,
    changes,
    trend: trendOf(lines),
    months: monthsOf(lines, builds, episodes),
    repair: repairOf(episodes, lines, builds, shared.findings),
    coverage,
    gaps: gapsOf({ framework, lines, builds, refused, exceptions, changes, coverage: gaps }),
  };
}

function isAsked(
  { row, branch }: Build,
  { from, to, branch: branches, repository }: FrameworkReport['asked'],
  all: readonly Build[],
): boolean {
  const day = row.created.slice(0, 10);
  if ((from !== undefined && day < from) || (to !== undefined && day > to)) return false;
  if (branches !== undefined && !matchesPattern(branches, branch)) return false;
  if (repository === undefined) return true;
  const name = repositoryNames(all.map(each => each.row.repository)).get(row.repository) ?? '';
  return matchesPattern(repository, name) || matchesPattern(repository, row.repository);
}

function rowsOf(builds: readonly Build[], lines: readonly Line[]): FrameworkReport['builds'] {
  const names = repositoryNames(builds.map(({ row }) => row.repository));
  const lineOf = new Map(lines.flatMap(({ id, builds: of }) => of.map(build => [build, id] as const)));
  return builds.map(build => ({
    ...build.row,
    line: lineOf.get(build) ?? `${names.get(build.row.repository)}, pull requests`,
  }));
}

function lineRow({ id, repository, branch, kind, builds }: Line): FrameworkReport['lines'][number] {
  const [first] = builds as [Build];
  const last = builds.at(-1) ?? first;
  return {
    id,
    repository,
    branch,
    kind,
    builds: builds.length,
    first: first.row.created,
    last: last.row.created,
    latest: last.row.digest,
    outcome: last.row.outcome,
  };
}

function nothing({ refused }: JoinInput, held: number): ProblemError {
  const [first] = refused;
  return new ProblemError({
    code: 'nothing-to-report',
    message:
      held > 0
        ? `none of the ${held} bundles that hold is of that time, branch and repository`
        : `no bundle holds: ${first?.bundle} ${first?.why.slice(0, 3).join('; ')}`,
    hint:
      held > 0
        ? 'widen --from, --to, --branch or --repository'
        : '`kubeproof verify BUNDLE` says more of each',
    gates: true,
  });
}
