import type { Framework } from '../evidence/index.ts';
import { plural } from '../plural.ts';
import { byText } from '../repository/index.ts';
import type { Build } from './build.ts';
import { grouped, type Line } from './lines.ts';
import type { FrameworkReport, ReportGap } from './schema.ts';

export interface GapInput {
  readonly framework: Framework;
  readonly lines: readonly Line[];
  readonly builds: readonly Build[];
  readonly refused: FrameworkReport['refused'];
  readonly exceptions: FrameworkReport['exceptions'];
  readonly changes: FrameworkReport['changes'];
  /** What the chain and the ledger say is missing. */
  readonly coverage: readonly ReportGap[];
}

/** Everything that somebody who relies on the report has to know is not in it, worst first. */
export function gapsOf(input: GapInput): ReportGap[] {
  const { lines, builds, refused, coverage } = input;
  return [
    ...refused.map(({ bundle, why }) =>
      gap('bundle-refused', '', `${bundle} does not hold: ${why.join('; ')}`),
    ),
    ...coverage,
    ...lines.flatMap(notEvaluated),
    ...lines.flatMap(line => guardrailsOff(line, input.framework)),
    ...approvals(input),
    ...lines.flatMap(notCompared),
    ...exceptions(input),
    ...lines.flatMap(baseline),
    ...lines
      .filter(({ kind }) => kind === 'pull-requests')
      .map(({ id }) =>
        gap(
          'only-pull-requests',
          id,
          'only pull requests were built: what was merged, and when, is not known here, so neither is how long findings stayed',
        ),
      ),
    ...lines
      .filter(({ repository }) => repository === '')
      .map(({ id, builds: of }) =>
        gap(
          'no-repository',
          id,
          `${plural(of.length, 'bundle')} of builds outside of a CI system name no repository, and are taken as those of one`,
        ),
      ),
    ...otherMapping(builds, input.framework),
    ...unsigned(builds),
  ];
}

function gap(kind: ReportGap['kind'], line: string, text: string): ReportGap {
  return { kind, line, text };
}

function notEvaluated({ id, builds }: Line): ReportGap[] {
  const last = builds.at(-1)?.row.notEvaluated ?? [];
  const incomplete = builds.filter(({ row }) => row.notEvaluated.length > 0).length;
  const limited = builds.filter(({ row }) => row.limited).length;
  return [
    ...last.map(text => gap('not-evaluated', id, `not evaluated in the last build: ${text}`)),
    ...(incomplete === 0
      ? []
      : [
          gap(
            'not-evaluated',
            id,
            `${incomplete} of ${plural(builds.length, 'build')} could not evaluate everything`,
          ),
        ]),
    ...(limited === 0
      ? []
      : [
          gap('run-limited', id, `${limited} of ${plural(builds.length, 'build')} looked at some paths only`),
        ]),
  ];
}

/** Guardrails named for one reason; the rest is counted. */
const NAMED = 6;

/** What decides a control of this framework, and did not run when the line was last built. */
function guardrailsOff({ id, builds }: Line, { controls }: Framework): ReportGap[] {
  const last = builds.at(-1);
  if (last === undefined) return [];
  const direct = new Set(
    controls.flatMap(({ mappings }) =>
      mappings.filter(({ strength }) => strength === 'direct').map(({ guardrail }) => guardrail),
    ),
  );
  const off = [...direct].flatMap(guardrail => {
    const why = last.known.has(guardrail) ? last.idle.get(guardrail) : 'that version does not have it';
    return why === undefined ? [] : [{ guardrail, why }];
  });
  return [...grouped(off, ({ why }) => why)].map(([why, of]) => {
    const ids = of.map(({ guardrail }) => guardrail).sort(byText);
    const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : '';
    return gap(
      'guardrail-off',
      id,
      `${ids.slice(0, NAMED).join(', ')}${more} did not run in the last build: ${why}`,
    );
  });
}

function approvals({ changes, lines }: GapInput): ReportGap[] {
  const kinds = new Map(lines.map(({ id, kind }) => [id, kind]));
  return changes.flatMap(({ build, line, approvals: asked, escalations }) => {
    const commit = build.commit.slice(0, 12) || build.created;
    const open = asked.filter(({ state }) => state !== 'given');
    const told = open.map(({ for: what, from, count, state }) =>
      gap(
        'approval-missing',
        line,
        `${commit}: ${what.join(', ')} asked for ${count} of ${from.join(', ')}; ${state === 'waiting' ? 'it was not given' : 'whether it was given is not known'}`,
      ),
    );
    const unasked =
      asked.length === 0 && escalations.length > 0 && kinds.get(line) === 'branch'
        ? [
            gap(
              'approval-missing',
              line,
              `${commit}: ${plural(escalations.length, 'dangerous permission')} came with this change, and the configuration asks nobody to agree to that`,
            ),
          ]
        : [];
    return [...told, ...unasked];
  });
}

/** What a build did to permissions is known only where it was compared; the first of all has nothing to be compared with. */
function notCompared({ id, builds }: Line): ReportGap[] {
  const alone = builds.filter(({ compared }) => !compared).length;
  return alone === 0
    ? []
    : [
        gap(
          'not-compared',
          id,
          `${alone} of ${plural(builds.length, 'build')} had no base: what they changed, and gave to whom, is not known`,
        ),
      ];
}

function exceptions({ exceptions: all }: GapInput): ReportGap[] {
  return all.flatMap(({ line, id, owner, expires, state }) => {
    if (state === 'expired')
      return [gap('exception-expired', line, `exception ${id} of ${owner} ran out on ${expires}`)];
    return state === 'open' && expires === null
      ? [gap('exception-without-end', line, `exception ${id} of ${owner} has no last day`)]
      : [];
  });
}

function baseline({ id, builds }: Line): ReportGap[] {
  const known = builds.at(-1)?.baselined ?? 0;
  return known === 0
    ? []
    : [
        gap(
          'baseline',
          id,
          `${plural(known, 'finding')} in the baseline: there before kubeproof was, accepted by nobody by name, without a last day`,
        ),
      ];
}

function otherMapping(builds: readonly Build[], { digest }: Framework): ReportGap[] {
  const other = builds.filter(({ row }) => row.mapping !== undefined && row.mapping !== digest).length;
  return other === 0
    ? []
    : [
        gap(
          'other-mapping',
          '',
          `${other} of ${plural(builds.length, 'bundle')} were made with another version of the mapping: their controls.csv may say otherwise than this report, which judges all of them by one mapping`,
        ),
      ];
}

function unsigned(builds: readonly Build[]): ReportGap[] {
  const bare = builds.filter(({ row }) => !row.signed).length;
  return bare === 0
    ? []
    : [
        gap(
          'unsigned',
          '',
          `${bare} of ${plural(builds.length, 'bundle')} have no signature that was checked: that nothing was changed since is proved by their digests only where those were kept elsewhere`,
        ),
      ];
}
