import { type ChangeReport, type Consequence, type Story, storiesByRisk } from '../../changes/index.ts';
import { plural } from '../../plural.ts';
import { place } from '../../problems.ts';
import {
  arrowed,
  behindText,
  changedCounts,
  consequenceText,
  deltaText,
  fieldLead,
  placesOf,
  restartText,
  toldFields,
  valueLines,
} from '../changes.ts';
import { sentenceStart } from '../words.ts';
import { fieldDiff } from './changes-diff.ts';
import { html, type Markup, NOTHING, path } from './markup.ts';

/** Bounds of the page, for what comes from a pull request may be endless: stories, fields of all of them, resources of one. */
const STORIES = 5_000;
const FIELDS = 20_000;
const RESOURCES = 200;
/** Columns of a value in the first line of a story. */
const SHORT = 60;
/** Environments behind that stand in the first line of a story. */
const BEHIND = 4;

const RECORD = 'changes/resources.json of the evidence has them all';

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

/** What the change does to what is deployed: what follows from it, then every story with its fields, largest risk first. */
export function changeSection(report: ChangeReport): Markup {
  const { notCompared } = report;
  const stories = [...storiesByRisk(report), ...report.stories.filter(({ kind }) => kind === 'noise')];
  const told = stories.slice(0, STORIES);
  const left = stories.length - told.length;
  let room = FIELDS;
  const cards = told.map(story => {
    const shown = Math.min(room, story.fields.length);
    room -= shown;
    return card(story, shown);
  });
  return html`${followSection(report)}${tools(told)}<div class="cards">${cards}</div>
${left > 0 ? html`<p class="empty">${plural(left, 'more change')}: ${RECORD}.</p>` : NOTHING}
${notCompared.length === 0 ? NOTHING : html`<p class="empty">Not compared, as one side could not be rendered: ${notCompared.join(', ')}</p>`}`;
}

export function changeNote(report: ChangeReport): string {
  return `${changedCounts(report)}.`;
}

/** What cannot be taken back first, then who restarts, then the rest. */
function followSection({ consequences, restarts, resources }: ChangeReport): Markup {
  const item = (each: Consequence) =>
    html`<li><span class="sev ${LOOK[each.risk]}">${NAME[each.risk]}</span><span>${consequenceText(each)}</span></li>\n`;
  const plain = (word: string, text: string) =>
    html`<li><span class="plain">${word}</span><span>${sentenceStart(text.slice(word.length).replace(/^: | (?=in )/, ''))}</span></li>\n`;
  const items = [
    ...consequences.filter(({ risk }) => risk === 'high').map(item),
    ...restarts.map(each => plain('Restarts', restartText(each))),
    ...consequences.filter(({ risk }) => risk !== 'high').map(item),
    ...resources.map(each => plain('Resources', deltaText(each))),
  ];
  return items.length === 0
    ? NOTHING
    : html`<h3>What follows</h3>\n<ul class="follows">${items}</ul>\n<h3>Changes</h3>\n`;
}

/** Controls; those that need the script are shown by it. */
function tools(stories: readonly Story[]): Markup {
  const kinds = (Object.keys(WORD) as Story['kind'][])
    .map(kind => ({ kind, count: stories.filter(story => story.kind === kind).length }))
    .filter(({ count }) => count > 0);
  const sorts =
    kinds.length < 2
      ? NOTHING
      : html`<fieldset class="filters"><legend>Show</legend>${kinds.map(
          ({ kind, count }) =>
            html`<label><input type="checkbox" id="show-${kind}" checked autocomplete="off"> ${WORD[kind]} <span class="count">${count}</span></label>`,
        )}</fieldset>`;
  const layout = stories.every(({ fields }) => fields.length === 0)
    ? NOTHING
    : html`<fieldset class="filters layout"><legend>Diff</legend><label><input type="radio" name="diff" id="diff-unified" checked autocomplete="off"> Unified</label><label><input type="radio" name="diff" id="diff-split" autocomplete="off"> Side by side</label></fieldset>`;
  return html`<div class="tools"><div class="find" hidden><label for="find-changes">Find</label><input type="search" id="find-changes" autocomplete="off" spellcheck="false"><output for="find-changes"></output></div>${sorts}${layout}<button type="button" value="open" hidden>Unfold all</button><button type="button" value="close" hidden>Fold all</button></div>
`;
}

function card(story: Story, shown: number): Markup {
  const { kind, title, fields, behind } = story;
  const look = kind === 'removed' ? 'error' : kind === 'noise' || kind === 'added' ? 'info' : 'warning';
  const left = fields.length - shown;
  return html`<details class="card change ${kind} ${look}"><summary><span class="sev">${WORD[kind]}</span><span class="what">${arrowed(title)}</span>${whereLine(story)}${behind.length === 0 ? NOTHING : html`<span class="behind">${behindText(story, BEHIND)}</span>`}</summary>
<div class="body">${places(story)}${behind.length > BEHIND ? html`<p><b>Does not follow:</b> ${behind.join(', ')}</p>` : NOTHING}
${shown === 0 ? NOTHING : html`<div class="diff">${fields.slice(0, shown).map(fieldDiff)}</div>`}
${left > 0 ? html`<p class="empty">${plural(left, 'more field')}: ${RECORD}.</p>` : NOTHING}
${resourceList(story)}</div></details>
`;
}

/** Where, and what: the field where it is one and short. */
function whereLine(story: Story): Markup {
  const { where } = story;
  const fields = toldFields(story);
  const [only] = fields;
  const { value } = only === undefined ? {} : valueLines(only);
  const isShort = fields.length === 1 && value !== undefined && value.length <= SHORT;
  const what =
    only === undefined
      ? ''
      : isShort
        ? `${fieldLead(only)}: ${arrowed(value)}`
        : plural(fields.length, 'field');
  const text = [where, what].filter(part => part !== '').join(' · ');
  return text === '' ? NOTHING : html`<span class="where">${text}</span>`;
}

function places(story: Story): Markup {
  const { kind } = story;
  const locations = placesOf(story);
  if (locations.length === 0) return NOTHING;
  const items = locations.map(
    each =>
      html`<span>${path(place({ file: each.file, ...(each.line === undefined ? {} : { line: each.line }) }))}${each.side === 'base' ? html` (before)` : NOTHING}</span>`,
  );
  return html`<p class="meta"><span>${kind === 'added' ? 'Written in' : 'Caused by'}</span>${items}</p>`;
}

function resourceList({ resources, fields }: Story): Markup {
  if (resources.length === 1 && fields.length > 0) return NOTHING;
  const items = resources
    .slice(0, RESOURCES)
    .map(
      ({ resource, target, environment }) =>
        html`<li>${resource.kind} ${resource.namespace === '' ? '' : `${resource.namespace}/`}${resource.name} <span class="quiet">${target} (${environment})</span></li>\n`,
    );
  const left = resources.length - items.length;
  return html`<details class="more"><summary>${plural(resources.length, 'resource')}</summary><ul>${items}</ul>${left > 0 ? html`<p>${plural(left, 'more resource')}: ${RECORD}.</p>` : NOTHING}</details>`;
}
