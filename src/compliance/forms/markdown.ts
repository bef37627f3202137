import { plural } from '../../plural.ts';
import { escapeMarkdown, safeUrl } from '../../reports/index.ts';
import type { FrameworkReport } from '../schema.ts';
import {
  APPROVAL,
  basis,
  buildsText,
  coverageText,
  dayOf,
  GAP,
  NO_CHANGES,
  OUTCOME,
  OUTCOMES,
  periodText,
  repairText,
  STATE,
  tally,
  WORDING,
} from './words.ts';

/** Gaps of one kind told; the JSON form has all. */
const NAMED = 20;

/** The report as Markdown: for a wiki, a ticket, a terminal. */
export function frameworkMarkdown(report: FrameworkReport): string {
  const { framework, template, lines } = report;
  return [
    `# ${text(template.title)}`,
    `${text(framework.title)} ${text(framework.version)}, ${text(framework.publisher)} · ${periodText(report)} · for ${text(template.reader)}`,
    `> ${WORDING}`,
    '## Scope',
    ...template.scope.map(text),
    table(
      ['Builds of', 'From', 'To', 'Builds', 'Last'],
      lines.map(({ id, first, last, builds, outcome }) => [
        text(id),
        dayOf(first),
        dayOf(last),
        String(builds),
        outcome,
      ]),
    ),
    '## Method',
    ...template.method.map(text),
    list(basis(report).map(text)),
    '## What an assessor asks for',
    table(
      ['Asked for', 'Here'],
      template.asks.map(({ what, answer, part, controls }) => [
        `${text(what)}${controls.length === 0 ? '' : ` (${controls.map(text).join(', ')})`}`,
        `${text(answer)} See [${HEADINGS[part]}](#${anchor(HEADINGS[part])}).`,
      ]),
    ),
    ...controls(report),
    ...exceptions(report),
    ...changes(report),
    ...findings(report),
    ...coverage(report),
    ...gaps(report),
  ]
    .join('\n\n')
    .concat('\n');
}

const HEADINGS = {
  controls: 'Controls',
  exceptions: 'Exceptions',
  changes: 'Changes and who agreed',
  findings: 'Findings over time',
  coverage: 'Coverage',
  gaps: 'Gaps',
} as const;

function controls(report: FrameworkReport): string[] {
  const counts = tally(report);
  return [
    `## ${HEADINGS.controls}`,
    `At the end of the period: ${OUTCOMES.map(each => `${counts[each]} ${OUTCOME[each].toLowerCase()}`).join(', ')}.`,
    table(
      ['Control', 'At the end', 'Over the period', 'Where, and why'],
      report.controls.map(({ id, title, outcome, builds, lines }) => [
        `**${text(id)}** ${text(title)}`,
        outcome === 'not-satisfied' ? `**${OUTCOME[outcome]}**` : OUTCOME[outcome],
        buildsText(builds),
        lines
          .filter(line => line.outcome === outcome)
          .slice(0, 3)
          .map(({ line, reason }) => `${text(line)}: ${text(reason)}`)
          .join('<br>'),
      ]),
    ),
  ];
}

function exceptions({ exceptions: all, asOf }: FrameworkReport): string[] {
  return [
    `## ${HEADINGS.exceptions}`,
    all.length === 0
      ? 'None.'
      : table(
          ['Exception', 'Owner', 'Reason', 'Until', `On ${asOf}`, 'Findings', 'Where'],
          all.map(({ id, guardrails, owner, reason, ticket, expires, state, findings: n, line }) => [
            `${text(id)}<br>${guardrails.map(text).join(', ')}`,
            text(owner),
            `${text(reason)}${ticket === undefined ? '' : ` (${text(ticket)})`}`,
            expires ?? '**no last day**',
            STATE[state],
            String(n),
            text(line),
          ]),
        ),
  ];
}

function changes({ changes: all }: FrameworkReport): string[] {
  return [
    `## ${HEADINGS.changes}`,
    all.length === 0
      ? NO_CHANGES
      : table(
          ['Change', 'What it lets somebody do', 'Who agreed'],
          all.map(({ build, line, pullRequest, escalations, approvals, run }) => [
            `${dayOf(build.created)} ${link(build.commit.slice(0, 12) || 'no commit named', run)}<br>${text(line)}${pullRequest === undefined ? '' : ` (pull request ${pullRequest})`}`,
            [
              ...escalations.map(({ who, what, risk }) => `${text(who)}: ${text(what)} (${text(risk)})`),
              ...approvals.flatMap(({ because }) => because.map(text)),
            ]
              .slice(0, 8)
              .join('<br>'),
            approvals.length === 0
              ? 'nobody was asked'
              : approvals
                  .map(({ given, state, from, count }) =>
                    given.length === 0
                      ? `${APPROVAL[state]}: ${count} of ${from.map(text).join(', ')}`
                      : given
                          .map(
                            ({ login, at, commit }) =>
                              `${text(login)} ${text(dayOf(at))} at ${text(commit.slice(0, 12))}`,
                          )
                          .join('<br>'),
                  )
                  .join('<br>'),
          ]),
        ),
  ];
}

function findings({ repair, months }: FrameworkReport): string[] {
  return [
    `## ${HEADINGS.findings}`,
    `Time to fix: ${repairText(repair.all)}.`,
    list(
      (['error', 'warning', 'info'] as const).map(
        severity => `${severity}: ${repairText(repair.bySeverity[severity])}`,
      ),
    ),
    ...(repair.stoppedBefore === 0
      ? []
      : [`${plural(repair.stoppedBefore, 'finding')} of pull requests never came to a branch.`]),
    table(
      ['Month', 'Builds', 'Failed', 'Incomplete', 'Came', 'Fixed', 'Errors', 'Warnings', 'Notes', 'Accepted'],
      months.map(each =>
        [
          each.month,
          each.builds,
          each.failed,
          each.incomplete,
          each.appeared,
          each.fixed,
          each.open.error,
          each.open.warning,
          each.open.info,
          each.accepted,
        ].map(String),
      ),
    ),
    ...(repair.longestOpen.length === 0
      ? []
      : [
          '### There for longest',
          table(
            ['Since', 'Finding', 'Where'],
            repair.longestOpen
              .slice(0, NAMED)
              .map(({ since, fromStart, guardrail, severity, what, line, accepted }) => [
                `${dayOf(since)}${fromStart ? ' or before' : ''}`,
                `${severity} ${text(guardrail)}: ${text(what)}${accepted ? ' (accepted)' : ''}`,
                text(line),
              ]),
          ),
        ]),
  ];
}

function coverage(report: FrameworkReport): string[] {
  const { missing } = report.coverage;
  return [
    `## ${HEADINGS.coverage}`,
    coverageText(report),
    ...(missing.length === 0
      ? []
      : [
          table(
            ['Missing bundle', 'Made', 'Commit', 'Builds of'],
            missing
              .slice(0, NAMED)
              .map(({ digest, created, commit, line }) => [
                `\`sha256:${digest}\``,
                created,
                text(commit.slice(0, 12)),
                text(line),
              ]),
          ),
        ]),
  ];
}

function gaps({ gaps: all, template }: FrameworkReport): string[] {
  const kinds = Object.keys(GAP) as (keyof typeof GAP)[];
  return [
    `## ${HEADINGS.gaps}`,
    all.length === 0 ? 'None that kubeproof knows of.' : '',
    ...kinds.flatMap(kind => {
      const of = all.filter(each => each.kind === kind);
      if (of.length === 0) return [];
      const rest = of.length - NAMED;
      return [
        `**${GAP[kind]}**`,
        list([
          ...of
            .slice(0, NAMED)
            .map(({ line, text: what }) => `${line === '' ? '' : `${text(line)}: `}${text(what)}`),
          ...(rest > 0 ? [`and ${rest} more`] : []),
        ]),
      ];
    }),
    '**What this cannot show**',
    list(template.limits.map(text)),
  ].filter(part => part !== '');
}

/** Longer texts are cut: whoever made a bundle does not decide how long the report is. */
const LONGEST = 600;

function text(value: string): string {
  return escapeMarkdown(value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value);
}

function link(label: string, url: string | undefined): string {
  const safe = url === undefined ? undefined : safeUrl(url);
  return safe === undefined
    ? text(label)
    : `[${text(label)}](${safe.replace(/[()\s]/g, encodeURIComponent)})`;
}

function list(items: readonly string[]): string {
  return items.map(item => `- ${item}`).join('\n');
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [row(headings), row(headings.map(() => '---')), ...rows.map(row)].join('\n');
}

function anchor(heading: string): string {
  return heading.toLowerCase().replaceAll(' ', '-');
}
