import type {
  EscalationPath,
  Link,
  PathStep,
  PermissionChange,
  PermissionLine,
  PermissionReport,
  Risk,
} from '../../analyzers/index.ts';
import type { Location } from '../../findings.ts';
import { plural } from '../../plural.ts';
import { place } from '../../problems.ts';
import {
  arrows,
  byThrough,
  chain,
  changeWord,
  inEnvironments,
  pathTitle,
  riskSeverity,
  saidIn,
  type ThroughGroup,
  unknownText,
  worstFirst,
} from '../permissions.ts';
import { sentenceStart } from '../words.ts';
import { html, type Markup, NOTHING, path, prose } from './markup.ts';

/** Subjects shown one by one; what is beyond is counted: the JSON report has all of them. */
const SUBJECTS = 200;
const PATHS = 50;

/** What a change lets whom do: paths, then subject by subject, then everything else worth knowing. */
export function permissionSection(report: PermissionReport): Markup {
  const { changes, paths, workloads, apply, needed, renamed, unknown, assumptions } = report;
  return html`${pathCards(paths.opened, false)}
${changes.length === 0 ? NOTHING : html`<h3>Who can do what now</h3>\n${subjects(changes)}`}
${listOf('Workloads', workloads, each => entry(each.text, each))}
${listOf('When it is applied', apply, each => entry(each.text, each, each.remediation))}
${listOf('Still needed', needed, each => entry(each.text, each))}
${listOf('Not known', unknown, each => ({ text: unknownText(each), at: each.place }))}
${listOf('Renamed, nothing else', renamed, each => entry(`${each.from} is ${each.to} now.`, each))}
${pathCards(paths.closed, true)}
${
  report.refactored && changes.length === 0
    ? html`<p class="empty">Roles or bindings changed, and nobody's permissions did.</p>`
    : NOTHING
}
${assumptions.length === 0 ? NOTHING : html`<ul class="assumed">${assumptions.map(text => html`<li>${prose(text)}</li>`)}</ul>`}`;
}

function riskTag(risk: Risk): Markup {
  return html`<span class="sev ${riskSeverity(risk)}">${risk.slice(0, 1).toUpperCase()}${risk.slice(1)}</span>`;
}

function pathCards(paths: readonly EscalationPath[], closed: boolean): Markup {
  if (paths.length === 0) return NOTHING;
  const shown = paths.slice(0, PATHS);
  return html`<h3>${closed ? 'Paths that are closed' : 'Paths that are open now'}</h3>
<div class="cards">${shown.map(
    each => html`<details class="card path ${closed ? 'info' : riskSeverity(each.risk)}"${closed || riskSeverity(each.risk) !== 'error' ? NOTHING : html` open`}>
<summary>${closed ? html`<span class="sev closed">Closed</span>` : riskTag(each.risk)}<span class="what">${each.title}</span><span class="where">${each.subject}${inEnvironments(each)}${closed ? `, was ${each.risk}` : each.was === undefined ? '' : `, was ${each.was} before`}</span></summary>
<div class="body">
<p>${sentenceStart(each.story)}</p>
${flow(each, closed)}
<details class="more"><summary>Every step</summary><ol class="steps">${each.steps.map(
      step => html`<li><p><code>${step.text}</code> ${change(step)}</p>${links(chain(step))}</li>`,
    )}</ol></details>
<p class="print-id">${pathTitle(each, closed)} <code>${each.id}</code></p>
</div></details>
`,
  )}</div>${paths.length > shown.length ? html`<p class="quiet">${plural(paths.length - shown.length, 'more path')} in the JSON report.</p>` : NOTHING}`;
}

/** The path as a drawing: who, through which bindings, the permissions that come together, what comes of it. */
function flow({ subject, steps, title, id }: EscalationPath, closed: boolean): Markup {
  const legs = [...new Set(steps.map(({ through }) => through))].map(through => ({
    through,
    steps: steps.filter(step => step.through === through),
  }));
  return html`<div class="flow${closed ? ' shut' : ''}">
<div class="node who">${subject}</div>
<ul class="legs">${legs.map(
    leg => html`<li><div class="node">${nodeLines(arrows(leg.through).split(' → '))}</div><ul class="can">${leg.steps.map(
      step =>
        html`<li class="node${step.change === 'added' ? ' fresh' : ''}"><code>${bare(step)}</code>${
          step.change === 'same' ? NOTHING : html` <span class="mark">${changeWord(step)}</span>`
        }</li>`,
    )}</ul></li>
`,
  )}</ul>
<div class="node effect">${title} <span class="quiet">${id}</span></div>
</div>`;
}

function nodeLines(lines: readonly string[]): Markup {
  return html`${lines.map(line => html`<span>${line}</span>`)}`;
}

/** The permission alone: what gives it stands in the box before. */
function bare({ text }: PathStep): string {
  return text.replace(/ \([^()]*\)$/, '');
}

function subjects(changes: readonly PermissionChange[]): Markup {
  const shown = worstFirst(changes).slice(0, SUBJECTS);
  return html`<div class="subjects">${shown.map(
    each => html`<section class="subject"><h4>${each.subject}<span class="quiet">${each.audience === undefined ? '' : `, ${each.audience}`}${inEnvironments(each)}</span></h4><ul>
${byThrough(each).map(group)}</ul></section>
`,
  )}</div>${changes.length > shown.length ? html`<p class="quiet">${plural(changes.length - shown.length, 'more subject')} in the JSON report.</p>` : NOTHING}`;
}

/** Lines of one group shown at once: a role that was bound before has a hundred. */
const LINES = 6;

function group({ sign, lines }: ThroughGroup): Markup {
  const [first, rest] = lines.length > LINES + 1 ? [lines.slice(0, LINES), lines.slice(LINES)] : [lines, []];
  const more = html`<li class="${sign}"><span></span><details class="more"><summary>${rest.length} more ${sign} through ${arrows(lines[0]?.through ?? '')}</summary><ul>${rest.map(line => permission(line, sign))}</ul></details></li>
`;
  return html`${first.map(line => permission(line, sign))}${rest.length === 0 ? NOTHING : more}`;
}

function permission(line: PermissionLine, sign: 'gained' | 'lost'): Markup {
  const alarm = sign === 'gained' && line.risk !== undefined;
  const all = chain(line);
  return html`<li class="${sign}${alarm ? ' danger' : ''}"><span class="sign" aria-hidden="true">${sign === 'gained' ? '+' : '−'}</span><div><p><span class="hidden">${sign}: </span><code>${line.text}</code> <span class="scope">${line.scope}</span>${
    alarm ? html` ${riskTag(line.risk as Risk)}` : NOTHING
  }</p>${line.notes.map(note => html`<p class="note-line">${note}</p>`)}
<details class="more chain"><summary>${arrows(line.through)}</summary>${links(all)}</details></div></li>
`;
}

/** Every link of a chain, with what the change did to it and where it is written. */
function links(all: readonly Link[]): Markup {
  return html`<ul class="chain-links">${all.map(
    link =>
      html`<li>${arrows(link.text)} ${change(link)}${link.place === undefined ? NOTHING : html` ${path(place(link.place))}`}</li>`,
  )}</ul>`;
}

function change(of: Pick<Link, 'change'>): Markup {
  return of.change === 'same'
    ? html`<span class="quiet">${changeWord(of)}</span>`
    : html`<span class="mark ${of.change}">${changeWord(of)}</span>`;
}

interface Entry {
  readonly text: string;
  readonly at?: Location | undefined;
  readonly todo?: string;
}

function entry(
  text: string,
  { place: at, environments }: { readonly place?: Location; readonly environments: readonly string[] },
  todo?: string,
): Entry {
  return { text: saidIn(text, { environments }), at, ...(todo === undefined ? {} : { todo }) };
}

function listOf<T>(title: string, items: readonly T[], read: (item: T) => Entry): Markup {
  if (items.length === 0) return NOTHING;
  return html`<h3>${title}</h3>
<ul class="problems">${items.map(item => {
    const { text, at, todo } = read(item);
    return html`<li><p>${prose(text)}</p>${at === undefined ? NOTHING : html`<p class="meta">${path(place(at))}</p>`}${
      todo === undefined ? NOTHING : html`<p class="fix"><b>To do</b> ${prose(todo)}</p>`
    }</li>
`;
  })}</ul>`;
}
