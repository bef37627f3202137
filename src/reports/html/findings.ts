import type { Severity } from '../../findings.ts';
import { place } from '../../problems.ts';
import { safeUrl } from '../escape.ts';
import type { Report, ReportFinding, ReportGuardrail } from '../types.ts';
import { plural, remedy, sentenceStart, subjectOf, where } from '../words.ts';
import { renderedExcerpt, sourceExcerpt } from './code.ts';
import { html, type Markup, NOTHING, path, prose } from './markup.ts';

/** Findings shown with excerpt and advice; the rest stands in tables, so that ten thousand still open at once. */
const IN_FULL = 300;

const WORD: Readonly<Record<Severity, string>> = { error: 'Error', warning: 'Warning', info: 'Note' };

export function severityTag(severity: Severity): Markup {
  return html`<span class="sev ${severity}">${WORD[severity]}</span>`;
}

/** Cards for the findings that matter now: those that block are open. */
export function findingCards(report: Report, findings: readonly ReportFinding[]): Markup {
  const guardrails = new Map(report.guardrails.map(guardrail => [guardrail.id, guardrail]));
  const full = findings.slice(0, IN_FULL);
  const rest = findings.slice(IN_FULL);
  const blocking = full.filter(finding => finding.blocking);
  const others = full.filter(finding => !finding.blocking);
  const cards = (list: readonly ReportFinding[]) =>
    sameMessage(list).map(group => card(report, group, guardrails.get(group[0]?.guardrail ?? '')));
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
): Markup {
  const first = group[0] as ReportFinding;
  const one = group.length === 1;
  const advice = remedy(report, first);
  const shared = group.every(finding => remedy(report, finding) === advice);
  const link = guardrailLink(first.guardrail, guardrail);
  return html`<details class="card finding ${first.severity}"${first.blocking ? html` open` : NOTHING}>
<summary>${severityTag(first.severity)}<span class="what">${first.message}</span><span class="where">${
    one ? path(where(first)) : plural(group.length, 'place')
  }</span></summary>
<div class="body">
<p class="meta">${link}${one ? html`<span>${subjectOf(first)}</span>` : NOTHING}</p>
${
  one
    ? evidence(first, advice)
    : html`<div class="places">${group.map(
        finding => html`<details class="place"><summary>${path(where(finding))} <span class="quiet">${subjectOf(finding)}</span></summary><div class="body">
${evidence(finding, shared ? '' : remedy(report, finding))}</div></details>
`,
      )}</div>`
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
