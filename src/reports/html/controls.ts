import { safeUrl } from '../escape.ts';
import type { ControlOutcome, ControlResult, FrameworkResult } from '../types.ts';
import { plural } from '../words.ts';
import { table } from './findings.ts';
import { html, type Markup, NOTHING, path } from './markup.ts';

const WORDS: Readonly<Record<ControlOutcome, string>> = {
  'not-satisfied': 'Not satisfied',
  satisfied: 'Satisfied by what was checked',
  'not-evaluated': 'Not evaluated',
};
const OUTCOMES = Object.keys(WORDS) as ControlOutcome[];
/** Targets named for one outcome of one control; controls.csv has them all. */
const NAMED = 5;

/** Every framework, its controls folded away. */
export function controlSection(frameworks: readonly FrameworkResult[]): Markup {
  return html`${frameworks.map(framework => {
    const { title, version, publisher, url, digest, controls } = framework;
    const byId = new Map<string, ControlResult[]>();
    for (const control of controls) byId.get(control.id)?.push(control) ?? byId.set(control.id, [control]);
    const address = safeUrl(url);
    return html`<details class="more"><summary>${title} <span class="quiet">${tally(controls, byId.size)}</span></summary>
<p class="meta">${address === undefined ? html`${publisher}` : html`<a href="${address}" rel="noreferrer">${publisher}</a>`}<span>${version}</span><span>mapping <code class="digest">sha256:${digest.slice(0, 16)}…</code></span></p>
${table(title, ['Control', 'Outcome', 'Where, and why'], [...byId.values()].flatMap(rows))}</details>
`;
  })}`;
}

function tally(controls: readonly ControlResult[], ids: number): string {
  const counts = OUTCOMES.map(outcome => {
    const count = controls.filter(control => control.outcome === outcome).length;
    return count === 0 ? '' : `${count} ${WORDS[outcome].toLowerCase()}`;
  });
  return [plural(ids, 'control'), ...counts.filter(text => text !== '')].join(' · ');
}

/** One row for each outcome of one control. */
function rows(results: readonly ControlResult[]): Markup[] {
  const groups = OUTCOMES.flatMap(outcome => {
    const of = results.filter(result => result.outcome === outcome);
    const [first] = of;
    return first === undefined ? [] : [{ outcome, of, first }];
  });
  return groups.map(({ outcome, of, first }, i) => {
    const word = WORDS[outcome];
    const name = html`<td rowspan="${groups.length}"><b>${first.id}</b><br><span class="quiet">${first.title}</span></td>`;
    return html`<tr>${i === 0 ? name : NOTHING}<td>${outcome === 'not-satisfied' ? html`<b class="bad">${word}</b>` : html`${word}`}</td><td>${where(of)}</td></tr>
`;
  });
}

/** Targets with the same reason share a line. */
function where(results: readonly ControlResult[]): Markup {
  const reasons = new Map<string, string[]>();
  for (const { reason, target } of results)
    reasons.get(reason)?.push(target) ?? reasons.set(reason, [target]);
  const shown = [...reasons].slice(0, NAMED);
  const more = reasons.size - shown.length;
  return html`<ul class="controls">${shown.map(([reason, targets]) => {
    const named = targets.slice(0, NAMED).map((target, i) => html`${i === 0 ? '' : ', '}${path(target)}`);
    const rest = targets.length - Math.min(targets.length, NAMED);
    return html`<li>${named}${rest === 0 ? NOTHING : html` and ${rest} more`}: ${reason}</li>`;
  })}${more === 0 ? NOTHING : html`<li class="quiet">${more} more reasons: controls.csv</li>`}</ul>`;
}
