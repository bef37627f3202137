import { createHash } from 'node:crypto';
import { plural } from '../../plural.ts';
import { html, type Markup, NOTHING, path, safeUrl } from '../../reports/index.ts';
import type { FrameworkReport } from '../schema.ts';
import { historyStrip, tallyBar, trendChart } from './drawing.ts';
import { changeRows, exceptionRows, gapList } from './html-people.ts';
import { DOCUMENT_STYLES } from './styles.ts';
import {
  BUILD_OUTCOME,
  basis,
  buildsText,
  coverageText,
  dayOf,
  durationText,
  OUTCOME,
  OUTCOMES,
  periodText,
  repairText,
  tally,
  WORDING,
} from './words.ts';

const HEADINGS = {
  controls: 'Controls',
  exceptions: 'Exceptions',
  changes: 'Changes and who agreed',
  findings: 'Findings over time',
  coverage: 'Coverage',
  gaps: 'Gaps',
} as const;

const STRENGTHS: readonly (string | undefined)[] = ['direct', 'partial', 'contextual'];
/** Rows of one table; the JSON form has all. */
const ROWS = 1000;
/** Reasons of one control told. */
const REASONS = 6;

/**
 * The report as one self-contained page that prints as an A4 document: no network, no script. The content security policy
 * admits this very style sheet by its hash, and nothing else.
 */
export function frameworkHtml(report: FrameworkReport): string {
  const { framework, template } = report;
  const hash = createHash('sha256').update(DOCUMENT_STYLES).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${template.title}, ${periodText(report)}</title>
<style>${{ markup: DOCUMENT_STYLES }}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<div class="page">
<header class="cover">
<p class="brand">kubeproof <span>${report.tool.version}</span></p>
<h1>${template.title}</h1>
<p class="lead"><b>${periodText(report)}</b> · ${framework.title} ${framework.version}, ${publisher(framework)} · for ${template.reader}</p>
<p class="wording">${WORDING}</p>
</header>
<nav class="contents" aria-label="Contents"><ul>
<li><a href="#asked">What an assessor asks for</a></li><li><a href="#scope">Scope and method</a></li>
${Object.entries(HEADINGS).map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}
<li><a href="#builds">Builds</a></li><li><a href="#mapping">Mapping</a></li>
</ul></nav>
<main id="main">
${overview(report)}
${part('asked', 'What an assessor asks for', asks(report))}
${part('scope', 'Scope and method', scope(report))}
${part('controls', HEADINGS.controls, controls(report), true)}
${part('exceptions', HEADINGS.exceptions, exceptionRows(report, table))}
${part('changes', HEADINGS.changes, changeRows(report, table))}
${part('findings', HEADINGS.findings, findings(report), true)}
${part('coverage', HEADINGS.coverage, coverage(report))}
${part('gaps', HEADINGS.gaps, gapList(report))}
${part('builds', 'Builds', builds(report), true)}
${part('mapping', 'Mapping', mapping(report), true)}
</main>
<footer><p>Mapping <code>sha256:${framework.digest}</code>. The same report for programs: <code>--format json</code> (${report.schema}).</p></footer>
</div>
</body>
</html>
`;
  return page.markup;
}

function publisher({ publisher: name, url }: FrameworkReport['framework']): Markup {
  const address = safeUrl(url);
  return address === undefined ? html`${name}` : html`<a href="${address}" rel="noreferrer">${name}</a>`;
}

function part(id: string, title: string, content: Markup, isSheet = false): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title"${isSheet ? html` class="sheet"` : NOTHING}>
<h2 id="${id}-title">${title}</h2>
${content}
</section>
`;
}

/** A table whose head is repeated on every printed page; `label` is for screen readers. */
export function table(
  label: string,
  headings: readonly (string | { readonly number: string })[],
  rows: readonly Markup[],
): Markup {
  const shown = rows.slice(0, ROWS);
  const rest = rows.length - shown.length;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Table: ${label}"><table><thead><tr>${headings.map(
    heading =>
      typeof heading === 'string'
        ? html`<th scope="col">${heading}</th>`
        : html`<th scope="col" class="number">${heading.number}</th>`,
  )}</tr></thead><tbody>
${shown}</tbody></table></div>${rest === 0 ? NOTHING : html`<p class="quiet">${rest} more rows are in the JSON form.</p>`}`;
}

function overview(report: FrameworkReport): Markup {
  const counts = tally(report);
  const { exceptions, repair, coverage, builds, lines, gaps } = report;
  const open = exceptions.filter(({ state }) => state === 'open').length;
  const expired = exceptions.filter(({ state }) => state === 'expired').length;
  const missing = coverage.missing.length + coverage.without;
  const said = OUTCOMES.map(each => `${counts[each]} ${OUTCOME[each].toLowerCase()}`).join(', ');
  const figure = (name: string, value: string | number, detail: string) =>
    html`<div><dt>${name}</dt><dd><b>${value}</b><span>${detail}</span></dd></div>`;
  return html`<section aria-labelledby="overview-title">
<h2 id="overview-title">${plural(report.controls.length, 'control')} at the end of the period</h2>
${tallyBar(counts, said)}
<ul class="key">${OUTCOMES.map(each => html`<li><span class="mark ${each}"></span><b>${counts[each]}</b> ${OUTCOME[each].toLowerCase()}</li>`)}</ul>
<dl class="figures">${figure('Builds', builds.length, `of ${plural(lines.length, 'line')}`)}${figure(
    'Without a bundle',
    missing,
    missing === 0 ? 'none that the chain or the ledger names' : 'see coverage',
  )}${figure('Open exceptions', open, expired === 0 ? '' : `${expired} ran out`)}${figure(
    'Time to fix',
    repair.all.meanHours === null ? 'not known' : durationText(repair.all.meanHours),
    `on average, of ${plural(repair.all.fixed, 'finding')}`,
  )}${figure('Gaps', gaps.length, gaps.length === 0 ? '' : 'what is not known')}</dl>
</section>
`;
}

function asks({ template }: FrameworkReport): Markup {
  return table(
    'What an assessor asks for',
    ['Asked for', 'Here', 'Part'],
    template.asks.map(
      ({ what, answer, part: where, controls: ids }) =>
        html`<tr><td>${what}${ids.length === 0 ? NOTHING : html`<br><span class="quiet">${ids.join(', ')}</span>`}</td><td>${answer}</td><td class="nowrap"><a href="#${where}">${HEADINGS[where]}</a></td></tr>
`,
    ),
  );
}

function scope(report: FrameworkReport): Markup {
  return html`${report.template.scope.map(each => html`<p>${each}</p>`)}
${table(
  'Lines of builds',
  ['Builds of', 'From', 'To', { number: 'Builds' }, 'The last one', 'Its bundle'],
  report.lines.map(
    ({ id, first, last, builds: n, outcome, latest }) =>
      html`<tr><td>${id}</td><td class="nowrap">${dayOf(first)}</td><td class="nowrap">${dayOf(last)}</td><td class="number">${n}</td><td>${BUILD_OUTCOME[outcome]}</td><td><code title="${latest}">sha256:${latest.slice(0, 16)}…</code></td></tr>
`,
  ),
)}
<h3>How it was worked out</h3>
${report.template.method.map(each => html`<p>${each}</p>`)}
<ul>${basis(report).map(each => html`<li>${each}</li>`)}</ul>`;
}

function controls(report: FrameworkReport): Markup {
  return html`<p>Each bar shows one line of builds over the period: tall where the control was not satisfied, low where it was satisfied by what was checked, a thin line where it was not evaluated. A control is satisfied at the end only where the last build of some line shows it, and that of every other line does too or has nothing of the kind.</p>
${table(
  'Controls',
  ['Control', 'At the end', 'Over the period', 'Where, and why'],
  report.controls.map(({ id, title, outcome, builds: over, lines }) => {
    const why = lines.filter(line => line.outcome === outcome);
    const more = why.length - REASONS;
    return html`<tr><td><span class="id">${id}</span><br>${title}</td><td class="state"><span class="outcome ${outcome}"><span class="mark ${outcome}"></span>${OUTCOME[outcome]}</span></td><td class="line">${lines
      .slice(0, REASONS)
      .map(
        ({ line, history }) =>
          html`<div class="line-history">${historyStrip(history, line)}${lines.length === 1 ? NOTHING : html`<span class="quiet">${line}</span>`}</div>`,
      )}<span class="quiet">${buildsText(over)}</span></td><td>${why
      .slice(0, REASONS)
      .map(
        ({ line, reason }) => html`<p><span class="quiet">${line}:</span> ${reason}</p>`,
      )}${more > 0 ? html`<p class="quiet">and ${more} more</p>` : NOTHING}</td></tr>
`;
  }),
)}`;
}

function findings({ trend, months, repair }: FrameworkReport): Markup {
  const severities = [
    ['error', 'Errors'],
    ['warning', 'Warnings'],
    ['info', 'Notes'],
  ] as const;
  return html`${trendChart(trend)}
<ul class="legend">${severities.map(([name, word]) => html`<li class="${name}"><i></i>${word}</li>`)}<li class="accepted"><i></i>Accepted, by waiver or baseline</li></ul>
${table(
  'Findings by month',
  [
    'Month',
    ...['Builds', 'Failed', 'Incomplete', 'Came', 'Fixed', 'Errors', 'Warnings', 'Notes', 'Accepted'].map(
      number => ({ number }),
    ),
  ],
  months.map(
    ({ month, builds: n, failed, incomplete, appeared, fixed, open, accepted }) =>
      html`<tr><td>${month}</td>${[n, failed, incomplete, appeared, fixed, open.error, open.warning, open.info, accepted].map(value => html`<td class="number">${value}</td>`)}</tr>
`,
  ),
)}
<h3>Time to fix</h3>
<p>From the first build of a branch with a finding to the first one that evaluated everything and shows that it is gone. In all, ${repairText(repair.all)}.</p>
<ul>${severities.map(([name, word]) => html`<li>${word}: ${repairText(repair.bySeverity[name])}.</li>`)}</ul>
${repair.stoppedBefore === 0 ? NOTHING : html`<p>${plural(repair.stoppedBefore, 'finding')} of pull requests never came to a branch.</p>`}
${
  repair.longestOpen.length === 0
    ? NOTHING
    : html`<h3>There for longest</h3>
${table(
  'Findings that are there for longest',
  ['Since', 'Finding', 'Where'],
  repair.longestOpen.map(
    ({ since, fromStart, severity, guardrail, what, line, accepted }) =>
      html`<tr><td class="nowrap">${dayOf(since)}${fromStart ? html`<br><span class="quiet">or before</span>` : NOTHING}</td><td>${what}<br><span class="quiet">${severity} · ${guardrail}${accepted ? ' · accepted' : ''}</span></td><td>${line}</td></tr>
`,
  ),
)}`
}`;
}

function coverage(report: FrameworkReport): Markup {
  const { missing } = report.coverage;
  return html`<p>${coverageText(report)}</p>
${
  missing.length === 0
    ? NOTHING
    : table(
        'Missing bundles',
        ['Missing bundle', 'Made', 'Commit', 'Builds of', 'Named by'],
        missing.map(
          ({ digest, created, commit, line, namedBy }) =>
            html`<tr><td><code>sha256:${digest.slice(0, 24)}…</code></td><td class="nowrap">${dayOf(created)}</td><td><code>${commit.slice(0, 12)}</code></td><td>${line}</td><td>${namedBy === null ? 'the ledger' : html`<code>${namedBy.slice(0, 12)}…</code>`}</td></tr>
`,
        ),
      )
}`;
}

function builds({ builds: all, refused }: FrameworkReport): Markup {
  return html`${table(
    'Builds',
    ['Made', 'Builds of', 'Commit', 'Outcome', { number: 'Findings' }, { number: 'Accepted' }, 'Bundle'],
    all.map(({ created, line, commit, outcome, counts, accepted, digest, run, pullRequest, signed }) => {
      const address = run === undefined ? undefined : safeUrl(run);
      const name = html`<code>${commit.slice(0, 12) || 'not named'}</code>`;
      return html`<tr><td class="nowrap">${created.slice(0, 16).replace('T', ' ')}</td><td>${line}${pullRequest === undefined ? NOTHING : html` <span class="quiet">#${pullRequest}</span>`}</td><td>${address === undefined ? name : html`<a href="${address}" rel="noreferrer">${name}</a>`}</td><td>${BUILD_OUTCOME[outcome]}</td><td class="number">${counts.error + counts.warning + counts.info}</td><td class="number">${accepted}</td><td><code>sha256:${digest.slice(0, 16)}…</code>${signed ? html` <span class="quiet">signed</span>` : NOTHING}</td></tr>
`;
    }),
  )}
${
  refused.length === 0
    ? NOTHING
    : html`<h3>Bundles that do not hold</h3>
${table(
  'Bundles that do not hold',
  ['Bundle', 'Why'],
  refused.map(
    ({ bundle, why }) =>
      html`<tr><td>${path(bundle)}</td><td>${why.slice(0, REASONS).map(each => html`<p>${each}</p>`)}</td></tr>
`,
  ),
)}`
}`;
}

function mapping({ controls: all }: FrameworkReport): Markup {
  return html`<p>What each outcome is worked out from. Direct: what the control asks for. Partial: a part of it. Contextual: worth knowing; it decides nothing. Whoever reads the standard otherwise can drop rows: the mapping is a file.</p>
<div class="mapping">${table(
    'Mapping',
    ['Control', 'Strength', 'Guardrails, and why'],
    all.flatMap(({ id, guardrails }) => {
      const groups = new Map<string, typeof guardrails>();
      for (const each of guardrails) {
        const key = JSON.stringify([each.strength, each.reason, each.source]);
        groups.get(key)?.push(each) ?? groups.set(key, [each]);
      }
      const strongest = [...groups.values()].sort(
        (a, b) => STRENGTHS.indexOf(a[0]?.strength) - STRENGTHS.indexOf(b[0]?.strength),
      );
      return strongest.map(of => {
        const [first] = of as [(typeof of)[number]];
        return html`<tr><td class="id">${id}</td><td class="strength">${first.strength}</td><td>${of.map(each => each.id).join(', ')}<br><span class="quiet">${first.reason} Source: ${first.source}.</span></td></tr>
`;
      });
    }),
  )}</div>`;
}
