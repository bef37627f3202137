import type { ControlOutcome } from '../../reports/index.ts';
import type { FrameworkReport, Repair, ReportException, ReportGap } from '../schema.ts';

/** What the forms of the report call things. Raw text: each form escapes for itself. */

export const OUTCOMES: readonly ControlOutcome[] = ['not-satisfied', 'satisfied', 'not-evaluated'];
export const OUTCOME: Readonly<Record<ControlOutcome, string>> = {
  'not-satisfied': 'Not satisfied',
  satisfied: 'Satisfied by what was checked',
  'not-evaluated': 'Not evaluated',
};
export const BUILD_OUTCOME = { pass: 'passed', fail: 'failed', incomplete: 'incomplete' } as const;
export const STATE: Readonly<Record<ReportException['state'], string>> = {
  open: 'open',
  expired: 'ran out',
  withdrawn: 'withdrawn',
};
export const APPROVAL = { given: 'agreed', waiting: 'not given', unknown: 'not known' } as const;

/** Headings of gaps, in the order they are told. */
export const GAP: Readonly<Record<ReportGap['kind'], string>> = {
  'bundle-refused': 'Bundles that do not hold',
  'missing-bundle': 'Builds without a bundle here',
  'chain-broken': 'Chains that start anew',
  'not-in-ledger': 'Bundles that the ledger does not list',
  'not-evaluated': 'Not evaluated',
  'run-limited': 'Runs limited to some paths',
  'guardrail-off': 'Guardrails that did not run',
  'approval-missing': 'Changes without the agreement asked for',
  'not-compared': 'Builds that were compared with nothing',
  'exception-expired': 'Exceptions that ran out',
  'exception-without-end': 'Exceptions without a last day',
  baseline: 'Findings in the baseline',
  'only-pull-requests': 'No builds of what was merged',
  'no-repository': 'Builds that name no repository',
  'other-mapping': 'Other versions of the mapping',
  unsigned: 'Bundles without a signature',
};

/** What every form says at its top. */
export const WORDING =
  'This report supports evidence for controls. It does not say that anybody complies with a standard: that is for an auditor to judge, who also looks at people, contracts and the running systems.';

export function dayOf(time: string): string {
  return time.slice(0, 10);
}

/** `2026-04-01 to 2026-06-30` */
export function periodText({ asked, period }: FrameworkReport): string {
  return `${asked.from ?? dayOf(period.first)} to ${asked.to ?? dayOf(period.last)}`;
}

/** `3.5 hours`, `12 days` */
export function durationText(hours: number | null): string {
  if (hours === null) return 'not known';
  if (hours < 48) return `${hours} ${hours === 1 ? 'hour' : 'hours'}`;
  return `${Math.round(hours / 2.4) / 10} days`;
}

/** What the time to fix is, in one sentence. */
export function repairText({
  fixed,
  meanHours,
  medianHours,
  longestHours,
  older,
  open,
}: Repair['all']): string {
  const rest = [
    ...(older === 0 ? [] : [`${older} more were fixed that were there from the first build on`]),
    ...(open === 0 ? [] : [`${open} are still there`]),
  ];
  const also = rest.length === 0 ? '' : ` (${rest.join('; ')})`;
  if (fixed === 0) return `nothing came and went within the period${also}`;
  return `${fixed} came and went: ${durationText(meanHours)} on average, half of them within ${durationText(medianHours)}, the longest ${durationText(longestHours)}${also}`;
}

/** How many controls end how. */
export function tally(report: FrameworkReport): Readonly<Record<ControlOutcome, number>> {
  const count = (wanted: ControlOutcome) =>
    report.controls.filter(({ outcome }) => outcome === wanted).length;
  return {
    'not-satisfied': count('not-satisfied'),
    satisfied: count('satisfied'),
    'not-evaluated': count('not-evaluated'),
  };
}

/** `38 of 41 builds satisfied, 3 not` */
export function buildsText({
  satisfied,
  notSatisfied,
  notEvaluated,
}: FrameworkReport['controls'][number]['builds']): string {
  const all = satisfied + notSatisfied + notEvaluated;
  const parts = [
    ...(satisfied === 0 ? [] : [`satisfied in ${satisfied}`]),
    ...(notSatisfied === 0 ? [] : [`not in ${notSatisfied}`]),
    ...(notEvaluated === 0 ? [] : [`not evaluated in ${notEvaluated}`]),
  ];
  return `${parts.join(', ')} of ${all}`;
}

/** What the figures rest on: sentences that no template can know. */
export function basis(report: FrameworkReport): string[] {
  const { builds, refused, leftOut, repeated, framework, coverage, lines, asOf } = report;
  const engines = [...new Set(builds.map(({ tool }) => tool))].sort();
  const profiles = [...new Set(builds.map(({ profile }) => profile))].sort();
  const configurations = new Set(builds.map(({ configuration }) => configuration)).size;
  return [
    `${builds.length} bundles count, of ${lines.length} ${lines.length === 1 ? 'line' : 'lines'} of builds; ${refused.length} do not hold and were not counted${leftOut === 0 ? '' : `; ${leftOut} are outside of what was asked for`}${repeated === 0 ? '' : `; ${repeated} were given more than once`}.`,
    `Each bundle was verified: the digest of every file, the report by its schema, and that its statements are about what was rendered. ${builds.filter(({ signed }) => signed).length} of ${builds.length} have a signature that was checked.`,
    `Made by kubeproof ${engines.join(', ')} with profile ${profiles.join(', ')} and ${configurations} ${configurations === 1 ? 'configuration' : 'different configurations'}; this report by kubeproof ${report.tool.version}.`,
    `Controls were worked out anew from every bundle, by one mapping for the whole period: ${framework.id}, sha256:${framework.digest}.`,
    `Chain: ${coverage.linked} of ${coverage.links} bundles that name one before them have it here. Exceptions are held against ${asOf}.`,
  ];
}

/** What is said where no change is listed. */
export const NO_CHANGES =
  'No build that was compared with the one before shows a change that gave dangerous permissions or asked for an agreement.';

/** How many bundles are here, and how many others say there are. */
export function coverageText({ coverage }: FrameworkReport): string {
  const { builds, links, linked, missing, without, ledger } = coverage;
  const byLedger = ledger
    ? `By the ledger, ${without} ${without === 1 ? 'build' : 'builds'} left none.`
    : 'No ledger was given, so builds that left no bundle are known only by the chain.';
  return `${builds} ${builds === 1 ? 'bundle' : 'bundles'} here. ${links} name the one before them in the period; of these ${linked} have it here. ${missing.length} that others name are not here. ${byLedger}`;
}
