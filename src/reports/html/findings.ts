import { SEVERITIES, type Severity } from '../../findings.ts';
import { plural } from '../../plural.ts';
import { place } from '../../problems.ts';
import { safeUrl } from '../escape.ts';
import type { Report, ReportFinding, ReportGuardrail } from '../types.ts';
import { remedy, sentenceStart, subjectOf, where } from '../words.ts';
import { renderedExcerpt, sourceExcerpt } from './code.ts';
import { html, type Markup, NOTHING, path, prose } from './markup.ts';

/** Findings shown with excerpt and advice; the rest stands in tables, so that ten thousand still open at once. */
const IN_FULL = 300;

/** Blocking ones that are unfolded at once: nobody reads more than that without choosing. */
const UNFOLDED = 25;
/** Places of one message that stand in sight. */
const PLACES = 8;
/** From so many findings on, the page says first what most of them are. */
const MANY = 20;
/** Rows of that. */
const MOST = 8;

const WORD: Readonly<Record<Severity, string>> = { error: 'Error', warning: 'Warning', info: 'Note' };

export function severityTag(severity: Severity): Markup {
  return html`<span class="sev ${severity}">${WORD[severity]}</span>`;
}

/** Cards for the findings that matter now: the first of those that block are open. */
export function findingCards(report: Report, findings: readonly ReportFinding[]): Markup {
  const guardrails = new Map(report.guardrails.map(guardrail => [guardrail.id, guardrail]));
  const full = findings.slice(0, IN_FULL);
  const rest = findings.slice(IN_FULL);
  const blocking = full.filter(finding => finding.blocking);
  const others = full.filter(finding => !finding.blocking);
  const cards = (list: readonly ReportFinding[]) =>
    sameMessage(list).map((group, i) =>
      card(report, group, guardrails.get(group[0]?.guardrail ?? ''), i < UNFOLDED),
    );
  const title = blocking.length > 0 || report.scope === 'new' ? 'Not blocking' : 'All findings';
  return html`${
    blocking.length === 0 ? NOTHING : html`<h3>Blocking</h3>\n<div class="cards">${cards(blocking)}</div>`
  }${others.length === 0 ? NOTHING : html`<h3>${title}</h3>\n<div class="cards">${cards(others)}</div>`}${
    rest.length === 0
      ? NOTHING
      : html`<h3>${plural(rest.length, 'more finding')}, by guardrail</h3>\n${findingTables(report, rest, 'More findings')}`
  }`;
}

/** Findings of one guardrail that say the same stand together, in the order of their first. */
function sameMessage(findings: readonly ReportFinding[]): ReportFinding[][] {
  const groups = new Map<string, ReportFinding[]>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.guardrail, finding.severity, finding.message]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

/** One message with the one place it is about, or with a fold per place. */
function card(
  report: Report,
  group: readonly ReportFinding[],
  guardrail: ReportGuardrail | undefined,
  unfold: boolean,
): Markup {
  const first = group[0] as ReportFinding;
  const one = group.length === 1;
  const advice = remedy(report, first);
  const shared = group.every(finding => remedy(report, finding) === advice);
  const link = guardrailLink(first.guardrail, guardrail);
  return html`<details class="card finding ${first.severity}"${first.blocking && unfold ? html` open` : NOTHING}>
<summary>${severityTag(first.severity)}<span class="what">${first.message}</span><span class="where">${
    one ? path(where(first)) : plural(group.length, 'place')
  }</span></summary>
<div class="body">
<p class="meta">${link}${one ? html`<span>${subjectOf(first)}</span>` : NOTHING}</p>
${
  one
    ? evidence(first, advice)
    : places(group, finding => evidence(finding, shared ? '' : remedy(report, finding)))
}
${!one && shared ? fix(advice) : NOTHING}
${
  guardrail === undefined || guardrail.rationale === ''
    ? NOTHING
    : html`<details class="more"><summary>Why it matters</summary><p>${prose(guardrail.rationale)}</p>${
        guardrail.notWhen === undefined ? NOTHING : html`<p>Fine when: ${prose(guardrail.notWhen)}</p>`
      }</details>`
}
</div></details>
`;
}

/** A fold per place; what is beyond the first ones is in a fold of its own. */
function places(group: readonly ReportFinding[], show: (finding: ReportFinding) => Markup): Markup {
  const fold = (finding: ReportFinding) =>
    html`<details class="place"><summary>${path(where(finding))} <span class="quiet">${subjectOf(finding)}</span></summary><div class="body">
${show(finding)}</div></details>
`;
  const [first, rest] =
    group.length > PLACES + 2 ? [group.slice(0, PLACES), group.slice(PLACES)] : [group, []];
  return html`<div class="places">${first.map(fold)}</div>${
    rest.length === 0
      ? NOTHING
      : html`<details class="more"><summary>${plural(rest.length, 'more place')}</summary><div class="places">${rest.map(fold)}</div></details>`
  }`;
}

/** Of many findings: which guardrails and which folders most of them are of. */
export function mostOf(report: Report, findings: readonly ReportFinding[]): Markup {
  if (findings.length < MANY) return NOTHING;
  const titles = new Map(report.guardrails.map(({ id, title }) => [id, title]));
  const byGuardrail = ranked(findings, ({ guardrail }) => guardrail);
  const byFolder = ranked(findings, finding => folderOf(finding));
  const list = (title: string, groups: readonly Group[], name: (key: string) => Markup) =>
    html`<div><h3>${title}</h3><ul class="most">${groups.slice(0, MOST).map(
      ({ key, count, severity }) =>
        html`<li class="${severity}"><span class="name">${name(key)}</span><span class="number">${count.toLocaleString('en-US')}</span><svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect height="4" width="${Math.max(0.5, Math.round((count / (groups[0]?.count ?? 1)) * 1000) / 10)}"/></svg></li>
`,
    )}${groups.length > MOST ? html`<li class="quiet">and ${plural(groups.length - MOST, 'more', 'more')}</li>` : NOTHING}</ul></div>`;
  return html`<div class="two">${list('By guardrail', byGuardrail, key => html`${titles.get(key) ?? key}`)}${list('By folder', byFolder, path)}</div>
`;
}

interface Group {
  readonly key: string;
  readonly count: number;
  /** The worst among them. */
  readonly severity: Severity;
}

function ranked(findings: readonly ReportFinding[], key: (finding: ReportFinding) => string): Group[] {
  const groups = new Map<string, ReportFinding[]>();
  for (const finding of findings) {
    const of = key(finding);
    groups.get(of)?.push(finding) ?? groups.set(of, [finding]);
  }
  return [...groups]
    .map(([of, all]) => ({
      key: of,
      count: all.length,
      severity: SEVERITIES.find(each => all.some(({ severity }) => severity === each)) ?? 'info',
    }))
    .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
}

/** The folder of the line to edit; `.` at the top. */
function folderOf({ location }: ReportFinding): string {
  const file = location?.file ?? '';
  return file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '.';
}

function fix(advice: string): Markup {
  return advice === '' ? NOTHING : html`<p class="fix"><b>Fix</b> ${prose(advice)}</p>`;
}

function addition({ location }: ReportFinding): Markup {
  return location?.add === undefined
    ? NOTHING
    : html`<p class="fix"><b>Add</b> <code>${location.add}</code> here.</p>`;
}

/** The proven edit, as the lines that would stand there. */
function suggestion({ suggestion: proven }: ReportFinding): Markup {
  if (proven === undefined) return NOTHING;
  return html`<details class="more"><summary>Proven edit: with it this finding is gone and nothing new appears</summary>${proven.edits.map(
    ({ file, line, endLine, lines }) =>
      html`${
        lines.length === 0
          ? html`<p>Delete ${path(`${file}:${line}`)}${line === endLine ? NOTHING : html` to line ${endLine}`}.</p>`
          : sourceExcerpt(
              { firstLine: line, lines },
              undefined,
              `${file}, instead of ${line === endLine ? `line ${line}` : `lines ${line} to ${endLine}`}`,
            )
      }`,
  )}</details>`;
}

/** One place: the source, what to do there, where else it comes from, and what was rendered. */
function evidence(finding: ReportFinding, advice: string): Markup {
  return html`${sourceExcerpt(finding.excerpt, finding.location, where(finding))}
${addition(finding)}${fix(advice)}${suggestion(finding)}
${
  finding.related.length === 0
    ? NOTHING
    : html`<ul class="related">${finding.related.map(
        related => html`<li>${sentenceStart(related.note ?? 'see')}: ${path(place(related))}</li>`,
      )}</ul>`
}
${
  finding.rendered === undefined
    ? NOTHING
    : html`<details class="more"><summary>Rendered</summary>${renderedExcerpt(finding.rendered.lines, finding.rendered.focus)}</details>`
}
<p class="print-id">Field <code>${finding.field}</code> · fingerprint <code>${finding.fingerprint}</code></p>
`;
}

/** The guardrail's id, leading to its page where the address is safe. */
export function guardrailLink(id: string, guardrail: ReportGuardrail | undefined): Markup {
  const url = guardrail === undefined ? undefined : safeUrl(guardrail.url);
  return url === undefined
    ? html`<code>${id}</code>`
    : html`<a href="${url}" rel="noreferrer"><code>${id}</code></a>`;
}

/** Places only, a table per guardrail, closed; `label` names them for screen readers. */
export function findingTables(report: Report, findings: readonly ReportFinding[], label: string): Markup {
  const guardrails = new Map(report.guardrails.map(guardrail => [guardrail.id, guardrail]));
  const groups = new Map<string, ReportFinding[]>();
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.guardrail}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return html`<div class="cards">${[...groups.values()].map(group => {
    const first = group[0] as ReportFinding;
    const title = guardrails.get(first.guardrail)?.title ?? first.title;
    return html`<details class="card finding ${first.severity}">
<summary>${severityTag(first.severity)}<span class="what">${title}</span><span class="where"><code>${first.guardrail}</code> · ${plural(group.length, 'place')}</span></summary>
<div class="body">${table(
      `${label}: ${first.guardrail}`,
      ['Where', 'Resource', 'Finding'],
      group.map(
        finding =>
          html`<tr><td>${path(where(finding))}</td><td>${subjectOf(finding)}</td><td>${finding.message}</td></tr>`,
      ),
    )}</div></details>
`;
  })}</div>`;
}

/** A table that scrolls sideways by itself where it is wider than the page; `label` is for screen readers. */
export function table(label: string, headings: readonly string[], rows: readonly Markup[]): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table><thead><tr>${headings.map(
    heading => html`<th scope="col">${heading}</th>`,
  )}</tr></thead><tbody>
${rows}</tbody></table></div>`;
}
