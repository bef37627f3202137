import { createHash } from 'node:crypto';
import { plural } from '../../plural.ts';
import { isNothing } from '../changes.ts';
import { hasNetwork, networkCount, networkNote } from '../network.ts';
import { hasPermissions, permissionCount, permissionNote } from '../permissions.ts';
import type { FrameworkResult, Report } from '../types.ts';
import { approvalText, countsBySeverity, engineNames, revision, shown, total } from '../words.ts';
import { changeNote, changeSection } from './changes.ts';
import { CHANGE_SCRIPT, CHANGE_STYLES } from './changes-page.ts';
import { controlSection } from './controls.ts';
import { findingCards, findingTables, mostOf } from './findings.ts';
import { html, type Markup, NOTHING } from './markup.ts';
import { networkSection } from './network.ts';
import { permissionSection } from './permissions.ts';
import { guardrailTable, problemList, targetTable, waiverTable } from './sections.ts';
import { STYLES } from './styles.ts';

/** One part of the page: its place in the contents, and what it shows. */
interface Section {
  readonly id: string;
  readonly title: string;
  readonly count?: number;
  readonly note?: string;
  readonly content: Markup;
}

const WORD = { pass: 'Passed', fail: 'Failed', incomplete: 'Incomplete' } as const;

/**
 * One self-contained page: no network, light and dark, for screen, paper and screen readers. The content security policy
 * admits this very style sheet by its hash, and nothing else, but where there are changes: a script that finds among them.
 */
export function htmlReport(report: Report, frameworks: readonly FrameworkResult[] = []): string {
  const sections = sectionsOf(report, frameworks);
  const hasChanges = sections.some(({ id }) => id === 'changes');
  const styles = hasChanges ? `${STYLES}${CHANGE_STYLES}` : STYLES;
  const scripts = hasChanges ? ` script-src '${hashOf(CHANGE_SCRIPT)}';` : '';
  const policy = `default-src 'none'; style-src '${hashOf(styles)}';${scripts} base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>kubeproof: ${report.summary}</title>
<style>${{ markup: styles }}</style>
</head>
<body class="${report.outcome}">
<a class="skip" href="#main">Skip to the findings</a>
<div class="page">
<header class="head">
<p class="brand">kubeproof <span>${report.tool.version}</span></p>
<h1><span class="verdict">${WORD[report.outcome]}</span> ${headline(report.summary)}</h1>
${facts(report)}
</header>
<nav class="contents" aria-label="Contents"><ul>
${sections.map(
  section =>
    html`<li><a href="#${section.id}">${section.title}${section.count === undefined ? NOTHING : html` <span class="count">${section.count.toLocaleString('en-US')}</span>`}</a></li>
`,
)}</ul></nav>
<main id="main">
${figures(report)}
${sections.map(
  section => html`<section id="${section.id}" aria-labelledby="${section.id}-title">
<h2 id="${section.id}-title">${section.title}${section.count === undefined ? NOTHING : html` <span class="count">${section.count.toLocaleString('en-US')}</span>`}</h2>
${section.note === undefined ? NOTHING : html`<p class="note">${section.note}</p>`}
${section.content}
</section>
`,
)}</main>
<footer>
<p>Configuration: ${report.config.file ?? 'defaults'}${report.config.from === 'defaults' ? '' : `, read from ${report.config.from}`} · <code class="digest">sha256:${report.config.digest}</code></p>
<p>The same report for programs: <code>report.json</code> (${report.schema}) and <code>results.sarif</code>.</p>
</footer>
</div>${hasChanges ? html`\n<script>${{ markup: CHANGE_SCRIPT }}</script>` : NOTHING}
</body>
</html>
`;
  return page.markup;
}

/** What a content security policy admits an inline element by. */
function hashOf(content: string): string {
  return `sha256-${createHash('sha256').update(content).digest('base64')}`;
}

/** The summary as a sentence. */
function headline(summary: string): string {
  const text = summary.slice(0, 1).toUpperCase() + summary.slice(1);
  return /[.?:]$/.test(text) ? text : `${text}.`;
}

function facts(report: Report): Markup {
  const rows: [string, string][] = [
    [
      'Compared',
      report.base === undefined
        ? `${revision(report.head)}, with no base`
        : `${revision(report.base)} → ${revision(report.head)}`,
    ],
    ['Kubernetes', report.kubernetes],
    ['Rendered by', engineNames(report.engines) || 'nothing to render'],
    [
      'Judged',
      `${plural(report.targets.length, 'target')}, ${plural(report.objects, 'object')}, ${plural(report.evaluated, 'guardrail')} (${report.profile})`,
    ],
    ['Fails on', gate(report)],
  ];
  return html`<dl class="facts">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** What the gate was set to, in words. */
function gate(report: Report): string {
  const fresh = report.scope === 'new' ? 'new ' : '';
  const words = {
    error: `${fresh}errors`,
    warning: `${fresh}errors and warnings`,
    info: `any ${fresh}finding`,
    never: 'nothing',
  };
  return words[report.failOn];
}

/** The figures at the top. */
function figures(report: Report): Markup {
  const { counts } = report;
  const gaps = report.problems.filter(problem => problem.gates).length;
  const figure = (name: string, value: number, detail: string, look = '') =>
    html`<div class="figure ${value === 0 ? 'zero' : look}"><dt>${name}</dt><dd><b>${value.toLocaleString('en-US')}</b>${detail === '' ? NOTHING : html`<span>${detail}</span>`}</dd></div>`;
  const known = total(counts.unchanged);
  return html`<dl class="figures">${
    report.base === undefined
      ? figure(
          'Findings',
          total(counts.new) + known,
          countsBySeverity(sum(counts.new, counts.unchanged)),
          report.outcome,
        )
      : html`${figure('New', total(counts.new), countsBySeverity(counts.new), report.outcome)}${figure('Fixed', total(counts.fixed), countsBySeverity(counts.fixed), 'pass')}${figure('Known', known, countsBySeverity(counts.unchanged))}`
  }${figure('Waived', total(counts.waived), countsBySeverity(counts.waived))}${figure('Not evaluated', gaps, gaps === 0 ? '' : 'see what to do', 'incomplete')}</dl>`;
}

function sum(a: Report['counts']['new'], b: Report['counts']['new']): Report['counts']['new'] {
  return { error: a.error + b.error, warning: a.warning + b.warning, info: a.info + b.info };
}

/** Every section that has something to say, in reading order. */
function sectionsOf(report: Report, frameworks: readonly FrameworkResult[]): Section[] {
  const now = shown(report);
  const listed = new Set(now);
  const gaps = report.problems.filter(problem => problem.gates);
  const notes = report.problems.filter(problem => !problem.gates);
  const known = report.findings.filter(
    f => f.state === 'unchanged' && f.waiver === undefined && !listed.has(f),
  );
  const waived = report.findings.filter(f => f.waiver !== undefined && f.state !== 'fixed');
  const fixed = report.findings.filter(f => f.state === 'fixed');
  const sections: (Section | undefined)[] = [
    gaps.length === 0
      ? undefined
      : {
          id: 'not-evaluated',
          title: 'Not evaluated',
          count: gaps.length,
          note: 'Nothing is known about these. They are not counted as passed.',
          content: problemList(gaps),
        },
    {
      id: 'findings',
      title: report.scope === 'new' && report.base !== undefined ? 'New findings' : 'Findings',
      count: now.length,
      content:
        now.length === 0
          ? html`<p class="empty">${report.outcome === 'incomplete' ? 'None in what could be evaluated.' : 'None.'}</p>`
          : html`${mostOf(report, now)}${filters(now)}${findingCards(report, now)}`,
    },
    report.approvals.length === 0
      ? undefined
      : {
          id: 'approvals',
          title: 'Approvals',
          count: report.approvals.length,
          note: 'What somebody named has to agree to.',
          content: html`<ul>${report.approvals.map(each => html`<li>${approvalText(each)}</li>`)}</ul>`,
        },
    report.changes === undefined || isNothing(report.changes)
      ? undefined
      : {
          id: 'changes',
          title: 'What changes',
          count: report.changes.stories.length,
          note: changeNote(report.changes),
          content: changeSection(report.changes),
        },
    hasPermissions(report.permissions)
      ? {
          id: 'permissions',
          title: 'Permissions',
          count: permissionCount(report.permissions),
          note: permissionNote(report.permissions),
          content: permissionSection(report.permissions),
        }
      : undefined,
    hasNetwork(report.network)
      ? {
          id: 'network',
          title: 'Network',
          count: networkCount(report.network),
          note: networkNote(report.network),
          content: networkSection(report.network),
        }
      : undefined,
    known.length === 0
      ? undefined
      : {
          id: 'known',
          title: 'Known',
          count: known.length,
          note: 'There before this change; they do not block it.',
          content: findingTables(report, known, 'Known'),
        },
    waived.length === 0
      ? undefined
      : { id: 'waived', title: 'Waived', count: waived.length, content: waiverTable(waived) },
    fixed.length === 0
      ? undefined
      : {
          id: 'fixed',
          title: 'Fixed',
          count: fixed.length,
          note: 'Gone with this change. Places are those of the base.',
          content: findingTables(report, fixed, 'Fixed'),
        },
    notes.length === 0
      ? undefined
      : { id: 'worth-knowing', title: 'Worth knowing', count: notes.length, content: problemList(notes) },
    report.targets.length === 0
      ? undefined
      : { id: 'targets', title: 'Targets', count: report.targets.length, content: targetTable(report) },
    frameworks.length === 0
      ? undefined
      : {
          id: 'controls',
          title: 'Controls',
          count: frameworks.length,
          note: 'What was checked supports evidence for these controls; it does not show that a standard is met. A control is satisfied only by what was judged: what was not looked at is not evaluated.',
          content: controlSection(frameworks),
        },
    report.guardrails.length === 0
      ? undefined
      : {
          id: 'guardrails',
          title: 'Guardrails and controls',
          count: report.guardrails.length,
          note: `Those with a finding, of ${report.evaluated} evaluated. A control named here is one a guardrail supports evidence for; a control not named here is not thereby satisfied.`,
          content: guardrailTable(report),
        },
  ];
  return sections.filter(section => section !== undefined);
}

/** Switches per severity, worked by the style sheet alone. */
function filters(findings: readonly { readonly severity: string }[]): Markup {
  const names = [
    ['error', 'Errors'],
    ['warning', 'Warnings'],
    ['info', 'Notes'],
  ] as const;
  const present = names
    .map(([severity, name]) => ({
      severity,
      name,
      count: findings.filter(f => f.severity === severity).length,
    }))
    .filter(({ count }) => count > 0);
  if (present.length < 2) return NOTHING;
  return html`<fieldset class="filters"><legend>Show</legend>${present.map(
    ({ severity, name, count }) =>
      html`<label><input type="checkbox" id="show-${severity}" checked autocomplete="off"> ${name} <span class="count">${count.toLocaleString('en-US')}</span></label>`,
  )}</fieldset>`;
}
