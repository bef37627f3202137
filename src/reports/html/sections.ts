import { type Problem, place } from '../../problems.ts';
import { safeUrl } from '../escape.ts';
import type { Report, ReportFinding } from '../types.ts';
import { engineName, resourceName, where } from '../words.ts';
import { guardrailLink, severityTag, table } from './findings.ts';
import { html, type Markup, NOTHING, path, prose } from './markup.ts';

export function problemList(problems: readonly Problem[]): Markup {
  return html`<ul class="problems">${problems.map(problem => {
    const scope = [problem.target, problem.environment].filter(part => part !== undefined).join(', ');
    const at = place(problem);
    return html`<li><p><b>${problem.message}</b></p>
<p class="meta">${at === '' ? NOTHING : path(at)}${scope === '' ? NOTHING : html`<span>${scope}</span>`}</p>
${problem.hint === undefined ? NOTHING : html`<p class="fix"><b>To do</b> ${prose(problem.hint)}</p>`}</li>
`;
  })}</ul>`;
}

export function waiverTable(findings: readonly ReportFinding[]): Markup {
  return table(
    'Waived',
    ['Guardrail', 'Resource', 'Owner', 'Reason', 'Until'],
    findings.map(finding => {
      const waiver = finding.waiver as NonNullable<ReportFinding['waiver']>;
      return html`<tr><td><code>${finding.guardrail}</code></td><td>${resourceName(finding.resource)}<br><span class="quiet">${path(where(finding))}</span></td><td>${waiver.owner}</td><td>${waiver.reason}${
        waiver.ticket === undefined ? NOTHING : html` <span class="quiet">${waiver.ticket}</span>`
      }</td><td class="nowrap">${waiver.expires ?? 'no expiry'}</td></tr>
`;
    }),
  );
}

/** What was rendered, by which program, and the digest of the result. */
export function targetTable(report: Report): Markup {
  return table(
    'Targets',
    ['Target', 'Environment', 'Rendered by', 'Objects', 'SHA-256 of the result'],
    report.targets.flatMap(target =>
      target.environments.map(
        environment => html`<tr><td>${path(target.id)}</td><td>${environment.name}</td><td class="nowrap">${engineName(environment.engine)}</td><td class="number">${environment.digest === undefined ? '' : environment.objects}</td><td>${
          environment.digest === undefined
            ? html`<b class="bad">not rendered</b>`
            : html`<code class="digest" title="${environment.digest}">${environment.digest.slice(0, 16)}…</code>${environment.unchanged ? html` <span class="quiet">inputs unchanged</span>` : NOTHING}`
        }</td></tr>
`,
      ),
    ),
  );
}

/** The guardrails that spoke, with the controls they support evidence for. */
export function guardrailTable(report: Report): Markup {
  const alive = new Map<string, number>();
  for (const finding of report.findings) {
    if (finding.state === 'fixed') continue;
    alive.set(finding.guardrail, (alive.get(finding.guardrail) ?? 0) + 1);
  }
  return table(
    'Guardrails',
    ['Guardrail', 'Severity', 'Findings', 'Controls'],
    report.guardrails.map(
      guardrail => html`<tr><td>${guardrail.title}<br><span class="quiet">${guardrailLink(guardrail.id, guardrail)} · ${guardrail.category}</span></td><td>${severityTag(guardrail.severity)}</td><td class="number">${alive.get(guardrail.id) ?? 0}</td><td>${controls(guardrail.controls)}${references(guardrail.references)}</td></tr>
`,
    ),
  );
}

function controls(of: Readonly<Record<string, readonly string[]>>): Markup {
  const frameworks = Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1));
  if (frameworks.length === 0) return html`<span class="quiet">none mapped</span>`;
  return html`<ul class="controls">${frameworks.map(
    ([framework, ids]) => html`<li><span class="quiet">${framework}</span> ${ids.join(', ')}</li>`,
  )}</ul>`;
}

function references(urls: readonly string[]): Markup {
  const links = urls.map(safeUrl).filter(url => url !== undefined);
  return html`${links.map(url => html`<a class="reference" href="${url}" rel="noreferrer">${new URL(url).hostname}</a> `)}`;
}
