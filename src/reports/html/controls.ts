import { safeUrl } from '../escape.ts';
import type { ControlOutcome, ControlResult, FrameworkResult } from '../types.ts';
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

/** Every framework as a bar of outcomes, its controls folded away. */
export function controlSection(frameworks: readonly FrameworkResult[]): Markup {
  return html`<div class="cards">${frameworks.map(framework => {
    const { title, version, publisher, url, digest, controls } = framework;
    const byId = new Map<string, ControlResult[]>();
    for (const control of controls) byId.get(control.id)?.push(control) ?? byId.set(control.id, [control]);
    const address = safeUrl(url);
    const counts = tally([...byId.values()]);
    return html`<details class="card framework"><summary><span class="what">${title} <span class="quiet">${version}</span></span><span class="where">${bar(counts)}<span class="tally">${words(counts)}</span></span></summary>
<div class="body"><p class="meta">${address === undefined ? html`${publisher}` : html`<a href="${address}" rel="noreferrer">${publisher}</a>`}<span>mapping <code class="digest">sha256:${digest.slice(0, 16)}…</code></span></p>
${table(`${title} ${version}`, ['Control', 'Outcome', 'Where, and why'], [...byId.values()].flatMap(rows))}</div></details>
`;
  })}</div>`;
}

type Tally = Readonly<Record<ControlOutcome, number>>;

/**
 * Controls by what is known of them over all targets: not satisfied where any target breaks it; satisfied where some target
 * shows it and all others do or have nothing of the kind.
 */
function tally(controls: readonly (readonly ControlResult[])[]): Tally {
  const overall = controls.map((of): ControlOutcome => {
    if (of.some(({ outcome }) => outcome === 'not-satisfied')) return 'not-satisfied';
    const known = of.filter(({ nothing }) => nothing !== true);
    return known.length > 0 && known.every(({ outcome }) => outcome === 'satisfied')
      ? 'satisfied'
      : 'not-evaluated';
  });
  const count = (wanted: ControlOutcome) => overall.filter(outcome => outcome === wanted).length;
  return {
    'not-satisfied': count('not-satisfied'),
    satisfied: count('satisfied'),
    'not-evaluated': count('not-evaluated'),
  };
}

function words(counts: Tally): string {
  const parts = OUTCOMES.filter(outcome => counts[outcome] > 0);
  return parts.map(outcome => `${counts[outcome]} ${WORDS[outcome].toLowerCase()}`).join(', ');
}

/** The counts as a drawing; the words beside it say the same. */
function bar(counts: Tally): Markup {
  const total = OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0);
  let from = 0;
  return html`<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">${OUTCOMES.map(
    outcome => {
      const x = (from / total) * 100;
      from += counts[outcome];
      const wide = Math.round((counts[outcome] / total) * 10_000) / 100;
      return counts[outcome] === 0
        ? NOTHING
        : html`<rect class="${outcome}" x="${Math.round(x * 100) / 100}" width="${wide}" height="8"/>`;
    },
  )}</svg>`;
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
