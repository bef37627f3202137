import { plural } from '../../plural.ts';
import { html, type Markup, NOTHING, safeUrl } from '../../reports/index.ts';
import type { FrameworkReport } from '../schema.ts';
import { APPROVAL, dayOf, GAP, NO_CHANGES, STATE } from './words.ts';

type Table = (
  label: string,
  headings: readonly (string | { readonly number: string })[],
  rows: readonly Markup[],
) => Markup;

/** Entries of one cell told. */
const TOLD = 12;
/** Gaps of one kind told; the JSON form has all. */
const GAPS = 60;

/** Who accepted what, why, and until when. */
export function exceptionRows({ exceptions, asOf }: FrameworkReport, table: Table): Markup {
  if (exceptions.length === 0) return html`<p class="quiet">No build has a waiver.</p>`;
  return table(
    'Exceptions',
    ['Exception', 'Owner', 'Reason', 'Until', `On ${asOf}`, { number: 'Findings' }],
    exceptions.map(
      ({ id, guardrails, owner, reason, ticket, expires, state, findings, line, place }) =>
        html`<tr><td>${guardrails.join(', ')}<br><span class="quiet">${line} · ${id} · ${place}</span></td><td>${owner}</td><td>${reason}${ticket === undefined ? NOTHING : html` <span class="quiet">${ticket}</span>`}</td><td class="nowrap">${expires ?? html`<span class="bad">no last day</span>`}</td><td>${state === 'expired' ? html`<span class="bad">${STATE[state]}</span>` : STATE[state]}</td><td class="number">${findings}</td></tr>
`,
    ),
  );
}

/** Changes that matter, and who agreed to them at which commit. */
export function changeRows({ changes }: FrameworkReport, table: Table): Markup {
  if (changes.length === 0) return html`<p class="quiet">${NO_CHANGES}</p>`;
  return table(
    'Changes and who agreed',
    ['Change', 'What it lets somebody do', 'Who agreed'],
    changes.map(({ build, line, pullRequest, run, escalations, approvals }) => {
      const address = run === undefined ? undefined : safeUrl(run);
      const commit = html`<code>${build.commit.slice(0, 12) || 'no commit named'}</code>`;
      const because = approvals.flatMap(each => each.because);
      const entries = [
        ...escalations.map(
          ({ who, what, risk }) => html`<p>${who}: ${what} <span class="quiet">${risk}</span></p>`,
        ),
        ...because.map(each => html`<p>${each}</p>`),
      ];
      const more = entries.length - TOLD;
      return html`<tr><td><span class="nowrap">${dayOf(build.created)}</span> ${address === undefined ? commit : html`<a href="${address}" rel="noreferrer">${commit}</a>`}<br><span class="quiet">${line}${pullRequest === undefined ? '' : `, pull request ${pullRequest}`}</span></td><td>${entries.slice(0, TOLD)}${more > 0 ? html`<p class="quiet">and ${more} more</p>` : NOTHING}</td><td>${approvals.length === 0 ? html`<span class="bad">nobody was asked</span>` : approvals.map(agreed)}</td></tr>
`;
    }),
  );
}

function agreed({
  for: kinds,
  from,
  count,
  state,
  given,
}: FrameworkReport['changes'][number]['approvals'][number]): Markup {
  const asked = html`<span class="quiet">${kinds.join(', ')}: ${count} of ${from.join(', ')}</span>`;
  const people = given.map(
    ({ login, at, commit }) =>
      html`<p>${login} <span class="nowrap">${dayOf(at)}</span> at <code>${commit.slice(0, 12)}</code></p>`,
  );
  const status = state === 'given' ? NOTHING : html`<p class="bad">${APPROVAL[state]}</p>`;
  return html`${people}${status}<p>${asked}</p>`;
}

/** What is not known, kind by kind, and what no bundle could show. */
export function gapList({ gaps, template }: FrameworkReport): Markup {
  const kinds = Object.keys(GAP) as (keyof typeof GAP)[];
  return html`${gaps.length === 0 ? html`<p class="quiet">None that kubeproof knows of.</p>` : NOTHING}
${kinds.map(kind => {
  const of = gaps.filter(each => each.kind === kind);
  const more = of.length - GAPS;
  return of.length === 0
    ? NOTHING
    : html`<div class="gap"><h3>${GAP[kind]}</h3>
<ul>${of.slice(0, GAPS).map(({ line, text }) => html`<li>${line === '' ? NOTHING : html`<span class="quiet">${line}:</span> `}${text}</li>`)}${more > 0 ? html`<li class="quiet">${plural(more, 'more', 'more')}: the JSON form has them</li>` : NOTHING}</ul></div>
`;
})}
<div class="gap"><h3>What no bundle can show</h3>
<ul>${template.limits.map(each => html`<li>${each}</li>`)}</ul></div>`;
}
