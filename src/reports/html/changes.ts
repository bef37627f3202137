import type { ChangeReport, Consequence, ShownField, Story } from '../../changes/index.ts';
import { changedCounts, consequenceText, fieldLead, restartText, valueLines } from '../changes.ts';
import { plural } from '../words.ts';
import { diffExcerpt } from './code.ts';
import { html, type Markup, NOTHING } from './markup.ts';

/** Stories shown one by one; changes/resources.json has all of them. */
const STORIES = 500;
/** Fields, and resources, of one story. */
const ENTRIES = 200;

const WORD: Readonly<Record<Story['kind'], string>> = {
  removed: 'Removed',
  moved: 'Moved',
  image: 'Image',
  changed: 'Changed',
  added: 'Added',
  noise: 'Folded',
};
const LOOK: Readonly<Record<Consequence['risk'], string>> = { high: 'error', medium: 'warning', low: 'info' };
const NAME: Readonly<Record<Consequence['risk'], string>> = { high: 'High', medium: 'Medium', low: 'Low' };

/** What the change does to what is deployed: what follows from it, then every story with its fields. */
export function changeSection(report: ChangeReport): Markup {
  const { stories, restarts, consequences, notCompared } = report;
  const told = stories.slice(0, STORIES);
  const more = stories.length - told.length;
  const follows = [
    ...restarts.map(each => html`<li>${restartText(each)}</li>`),
    ...consequences.map(
      each =>
        html`<li><span class="sev ${LOOK[each.risk]}">${NAME[each.risk]}</span> ${consequenceText(each)}</li>`,
    ),
  ];
  return html`${follows.length === 0 ? NOTHING : html`<h3>What follows</h3>\n<ul>${follows}</ul>\n<h3>Changes</h3>\n`}<div class="cards">${told.map(card)}</div>
${more > 0 ? html`<p class="empty">${plural(more, 'more change')}: changes/resources.json of the evidence has them all.</p>` : NOTHING}
${notCompared.length === 0 ? NOTHING : html`<p class="empty">Not compared, as one side could not be rendered: ${notCompared.join(', ')}</p>`}`;
}

export function changeNote(report: ChangeReport): string {
  return `${changedCounts(report)}.`;
}

function card(story: Story): Markup {
  const { kind, title, where, fields, behind } = story;
  const look = kind === 'removed' ? 'error' : kind === 'noise' ? 'info' : 'warning';
  return html`<details class="card ${kind === 'added' ? 'info' : look}"><summary><span class="sev">${WORD[kind]}</span><span class="what">${title}</span>${where === '' ? NOTHING : html`<span class="where">${where}</span>`}</summary>
<div class="body">${behind.length === 0 ? NOTHING : html`<p><b>Does not follow:</b> ${behind.join(', ')}</p>`}
${fields.slice(0, ENTRIES).map(fieldBlock)}
${fields.length > ENTRIES ? html`<p class="empty">${plural(fields.length - ENTRIES, 'more field')}: changes/resources.json of the evidence has them all.</p>` : NOTHING}
${fields.length === 0 ? resourceList(story) : NOTHING}</div></details>
`;
}

function fieldBlock(field: ShownField): Markup {
  return diffExcerpt(fieldLead(field), valueLines(field).lines);
}

function resourceList({ resources }: Story): Markup {
  return html`<ul>${resources
    .slice(0, ENTRIES)
    .map(
      ({ resource, target, environment }) =>
        html`<li>${resource.kind} ${resource.namespace === '' ? '' : `${resource.namespace}/`}${resource.name} <span class="quiet">${target} (${environment})</span></li>`,
    )}</ul>`;
}
