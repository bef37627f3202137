import type { LedgerEntry } from '../evidence/index.ts';
import type { Build } from './build.ts';
import type { Line } from './lines.ts';
import type { Coverage, ReportGap } from './schema.ts';

export interface CoverageInput {
  readonly lines: readonly Line[];
  /** Those that count. */
  readonly builds: readonly Build[];
  /** Digests of all that hold, those outside of what was asked for too. */
  readonly here: ReadonlySet<string>;
  /** First day of what was asked for; empty: no bound. */
  readonly from: string;
  readonly to: string;
  readonly ledger?: readonly LedgerEntry[];
}

/** Which bundles others say there are, and are not here: by the chain, and by the ledger. */
export function coverageOf(input: CoverageInput): { coverage: Coverage; gaps: ReportGap[] } {
  const { lines, builds, here, from, to, ledger = [] } = input;
  const lineOf = new Map(lines.flatMap(({ id, builds: of }) => of.map(build => [build, id] as const)));
  const inPeriod = (created: string) =>
    (from === '' || created.slice(0, 10) >= from) && (to === '' || created.slice(0, 10) <= to);
  const missing = new Map<string, Coverage['missing'][number]>();
  let links = 0;
  let linked = 0;
  for (const build of builds) {
    const { previous, row } = build;
    if (previous === undefined || !inPeriod(previous.created)) continue;
    links += 1;
    if (here.has(previous.digest)) linked += 1;
    else if (!missing.has(previous.digest)) {
      const line = lineOf.get(build) ?? '';
      missing.set(previous.digest, { ...previous, line, namedBy: row.digest });
    }
  }
  const listed = new Set(ledger.map(({ bundle }) => bundle));
  const without: ReportGap[] = [];
  for (const { bundle, created, commit, repository, branch, note } of ledger) {
    const line = lines.find(
      each =>
        each.repository === (repository ?? '') && (each.branch === '' || each.branch === (branch ?? '')),
    )?.id;
    if (line === undefined || !inPeriod(created)) continue;
    if (bundle === null) {
      const of = commit === null ? '' : ` of commit ${commit.slice(0, 12)}`;
      const why = note === null ? '' : `: ${note}`;
      without.push({
        kind: 'missing-bundle',
        line,
        text: `the build${of} at ${created} left no bundle${why}`,
      });
    } else if (!here.has(bundle) && !missing.has(bundle)) {
      missing.set(bundle, { digest: bundle, created, commit: commit ?? '', line, namedBy: null });
    }
  }
  const unlisted = ledger.length === 0 ? [] : builds.filter(({ row }) => !listed.has(row.digest));
  const gaps: ReportGap[] = [
    ...[...missing.values()].map(
      ({ digest, created, commit, line, namedBy }): ReportGap => ({
        kind: 'missing-bundle',
        line,
        text: `bundle sha256:${digest} of ${created}${commit === '' ? '' : `, commit ${commit.slice(0, 12)},`} is not here or does not hold; ${namedBy === null ? 'the ledger lists it' : 'the next one names it'}`,
      }),
    ),
    ...without,
    ...lines.flatMap(chainStarts),
    ...unlisted.map(
      (build): ReportGap => ({
        kind: 'not-in-ledger',
        line: lineOf.get(build) ?? '',
        text: `the ledger does not list ${build.row.bundle}, sha256:${build.row.digest}`,
      }),
    ),
  ];
  const all = [...missing.values()];
  return {
    coverage: {
      builds: builds.length,
      links,
      linked,
      missing: all,
      ledger: input.ledger !== undefined,
      without: without.length,
    },
    gaps,
  };
}

/** Where a chain starts anew, whoever looks cannot tell whether something was left out before. */
function chainStarts({ id, builds }: Line): ReportGap[] {
  const starts = builds.filter(({ previous }, i) => i > 0 && previous === undefined);
  if (starts.length === 0) return [];
  const first = starts[0]?.row.created;
  return [
    {
      kind: 'chain-broken',
      line: id,
      text: `${starts.length} of ${builds.length} bundles name none before them (the first of ${first}): whether builds between were left out cannot be told from them`,
    },
  ];
}
