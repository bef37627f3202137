import {
  type Alike,
  alikeConsequences,
  alikeStories,
  type ChangeReport,
  type Consequence,
  type ShownField,
  type Story,
  storiesByRisk,
} from '../changes/index.ts';
import type { Location } from '../findings.ts';
import { plural } from '../plural.ts';
import { place } from '../problems.ts';
import {
  alikeConsequenceText,
  alikeText,
  arrowed,
  behindText,
  changedCounts,
  deltaText,
  fieldLead,
  isNothing,
  placesOf,
  restartText,
  toldFields,
  valueLines,
} from './changes.ts';
import { withinColumns } from './changes-lines.ts';
import { codeBlock, escapeMarkdown, inlineCode, withoutCommands } from './escape.ts';
import { cut } from './wrap.ts';

/** Columns of a value, or of both, that fit into a line of a list, and fields told there with their values. */
const SHORT = 80;
const HALF = 50;
const INLINE = 3;
/** Lines of one diff. */
const LINES = 120;
/** Entries of a list that are seen without unfolding; of one entry, lines that caused it, and environments behind. */
const SEEN = 12;
const PLACES = 2;
const BEHIND = 4;
/** Names of those that are alike. */
const ALIKE = 6;
/** Columns of a sentence, a title, and a line of a diff: what comes from a pull request may be endless. */
const SENTENCE = 600;
const COLUMNS = 240;
/** Renderings named that could not be compared. */
const NAMED = 10;
/** Bytes of `kubeproof diff --format markdown` and of the Markdown report: forges refuse longer texts. */
const WHOLE = 400_000;
const REPORT = 60_000;

/** How a place writes what comes from a pull request: everything that goes in is raw, everything that comes out is safe. */
export interface ChangeWriter {
  readonly text: (text: string) => string;
  readonly code: (text: string) => string;
  /** A block of lines of a diff. */
  readonly block: (lines: readonly string[]) => string;
  /** What opens when it is asked for; `body` is safe already. */
  readonly fold: (summary: string, body: string) => string;
  /** A line of a file, as a link where one can be made; empty where places are left out. */
  readonly place: (location: Location) => string;
}

interface ChangeSectionOptions {
  /** Most bytes (UTF-8) of the whole; 2,000 or more. */
  readonly budget: number;
  readonly writer: ChangeWriter;
  /** Safe Markdown before the counts: `**What changes** `. */
  readonly lead: string;
  /** Consequences that something beside the section says. */
  readonly isSaid?: (consequence: Consequence) => boolean;
  /** Where everything is, as safe Markdown: `changes/resources.json and report.html of the evidence`. */
  readonly record: string;
}

/** Markdown of GitHub and others, without links. */
export const PLAIN: ChangeWriter = {
  text: escapeMarkdown,
  code: inlineCode,
  block: lines => codeBlock(lines, 'diff'),
  fold: (summary, body) => `<details><summary>${escapeMarkdown(summary)}</summary>\n\n${body}\n\n</details>`,
  place: location => inlineCode(place(location)),
};

const RECORD = '`changes/resources.json` and `report.html`';

/** `kubeproof diff --format markdown`: {@link changesSection} with a title. */
export function changesMarkdown(report: ChangeReport): string {
  const text = plainSection(report, WHOLE);
  return withoutCommands(
    text === '' ? '## What changes\n\nNothing: base and head render the same.\n' : `${text}\n`,
  );
}

/** {@link changesSection} for the Markdown report; empty when nothing changes. */
export function reportedChanges(report: ChangeReport): string {
  return plainSection(report, REPORT);
}

function plainSection(report: ChangeReport, budget: number): string {
  return changesSection(report, { budget, writer: PLAIN, lead: '## What changes\n\n', record: RECORD });
}

/**
 * What changes in the cluster: what follows from it, then a line per story, largest risk first, then their diffs, folded.
 * Both lists have marks of their own, or forges would take them for one.
 * Whole entries only; what does not fit is counted. Empty when nothing changes.
 */
export function changesSection(report: ChangeReport, options: ChangeSectionOptions): string {
  const { budget, writer, lead, record, isSaid = () => false } = options;
  const named = notCompared(report, writer, NAMED);
  const gaps = bytes(named) > budget / 4 ? notCompared(report, writer, 0) : named;
  if (isNothing(report)) return gaps === '' ? '' : `${lead}${gaps}`;
  const head = `${lead}${writer.text(`${changedCounts(report)}.`)}`;
  const unshown = noise(report, writer);
  const folded = bytes(unshown) > budget / 4 ? '' : unshown;
  let room = budget - [head, gaps, folded].reduce((sum, part) => sum + bytes(part) + 2, 0) - 600;

  // Written one by one: of thousands only the first ones have a place.
  const take = <Entry>(entries: readonly Entry[], write: (entry: Entry) => string, share: number) => {
    const kept: string[] = [];
    let left = room * share;
    for (const entry of entries) {
      const text = write(entry);
      left -= bytes(text) + 2;
      if (left < 0) break;
      room -= bytes(text) + 2;
      kept.push(text);
    }
    return kept;
  };
  const stories = storiesByRisk(report);
  const unsaid = report.consequences.filter(each => !isSaid(each));
  const follows = consequenceItems({ ...report, consequences: unsaid }, writer);
  const told = take(follows, item => item, 0.4);
  const groups = alikeStories(stories);
  const items = take(groups, group => storyItem(group, writer), 0.7);
  const untold = groups.slice(items.length).reduce((sum, { others }) => sum + 1 + others.length, 0);
  const isWhole = (story: Story) => story.fields.some(({ resource }) => resource !== undefined);
  const diffs = [...stories.filter(each => !isWhole(each)), ...stories.filter(isWhole)].filter(hasDiff);
  const shown = take(diffs, story => diff(story, writer), 1);
  const left = (count: number, one: string) =>
    count === 0 ? '' : `*${plural(count, `more ${one}`)}, all in ${record}.*`;
  return [
    head,
    list(told, 'more consequence', writer),
    left(follows.length - told.length, 'consequence'),
    list(items, 'more change', writer),
    left(untold, 'change'),
    shown.length === 0
      ? ''
      : writer.fold(
          shown.length === diffs.length
            ? 'Rendered diff'
            : `Rendered diff, ${shown.length} of ${diffs.length}`,
          shown.join('\n\n'),
        ),
    left(diffs.length - shown.length, 'diff'),
    folded,
    gaps,
  ]
    .filter(part => part !== '')
    .join('\n\n');
}

/** The first entries, and the others folded. */
function list(items: readonly string[], more: string, writer: ChangeWriter): string {
  if (items.length <= SEEN + 2) return items.join('\n');
  const rest = items.slice(SEEN);
  return `${items.slice(0, SEEN).join('\n')}\n\n${writer.fold(plural(rest.length, more), rest.join('\n'))}`;
}

/** What cannot be taken back first, then who restarts, then the rest. */
function consequenceItems(
  { consequences, restarts, resources }: ChangeReport,
  writer: ChangeWriter,
): string[] {
  const items = alikeConsequences(consequences).map(each => {
    const { risk } = each.first;
    const text = said(alikeConsequenceText(each, ALIKE), writer);
    return { risk, text: risk === 'high' ? `- ⚠️ **${text}**` : `- ${text}` };
  });
  return [
    ...items.filter(({ risk }) => risk === 'high').map(({ text }) => text),
    ...restarts.map(each => `- ${said(restartText(each), writer)}`),
    ...items.filter(({ risk }) => risk !== 'high').map(({ text }) => text),
    ...resources.map(each => `- ${each.risk === 'high' ? '⚠️ ' : ''}${said(deltaText(each), writer)}`),
  ];
}

const VERB: Readonly<Record<Story['kind'], string>> = {
  removed: 'Removed',
  moved: 'Moved',
  image: 'Changed',
  changed: 'Changed',
  added: 'Added',
  noise: 'Folded',
};

/** `* Changed **image redis 8.8 → 8.9**: Deployment cache in dev · values.yaml:3 · ⚠️ does not follow: prod` */
function storyItem(alike: Alike<Story>, writer: ChangeWriter): string {
  const { first: story } = alike;
  const { kind, title, where, behind } = story;
  const locations = placesOf(story);
  const fields = toldFields(story);
  const colon = kind === 'image' ? ':' : '';
  const places = locations
    .slice(0, PLACES)
    .map(writer.place)
    .filter(text => text !== '');
  const more = locations.length - PLACES;
  return [
    [
      `* ${VERB[kind]} **${said(title, writer)}**${where === '' ? '' : `${colon} ${said(where, writer)}`}`,
      fields.length === 0 ? '' : `: ${summary(fields, writer)}`,
    ].join(''),
    said(alikeText(alike, ALIKE), writer),
    ...places,
    more > 0 && places.length > 0 ? `${more} more` : '',
    behind.length === 0 ? '' : `⚠️ **${said(behindText(story, BEHIND), writer)}**`,
  ]
    .filter(part => part !== '')
    .join(' · ');
}

const TELLING: readonly ShownField['operation'][] = ['changed', 'removed', 'added', 'reordered'];

/** The first fields, with their values where those are short: what has another value first. */
function summary(fields: readonly ShownField[], writer: ChangeWriter): string {
  const told = [...fields]
    .sort((a, b) => TELLING.indexOf(a.operation) - TELLING.indexOf(b.operation))
    .slice(0, INLINE)
    .map(field => inline(field, writer));
  const more = fields.length - told.length;
  return `${told.join(', ')}${more > 0 ? ` and ${plural(more, 'more field')}` : ''}`;
}

/** A field with its values, as far as they are short: of two long ones what differs, of one nothing. */
function inline(field: ShownField, writer: ChangeWriter): string {
  const { value, lines } = valueLines(field);
  if (value === undefined || (lines.length === 1 && !isBrief(field))) return lead(field, writer);
  const shown = isBrief(field) ? lines : withinColumns(lines, HALF);
  const values = shown.map(line => writer.code(line.slice(1))).join(' → ');
  return `${lead(field, writer)}${values === '' ? '' : ` ${values}`}`;
}

/** Whether {@link inline} says all of a field. */
function isBrief(field: ShownField): boolean {
  const { value } = valueLines(field);
  return value !== undefined && value.length <= SHORT;
}

/** The field as code, what became of it in words. */
function lead(field: ShownField, writer: ChangeWriter): string {
  const name = cut(fieldLead({ ...field, operation: 'changed' }), COLUMNS);
  const word = field.operation === 'changed' ? '' : `${field.operation} `;
  return `${word}${writer.code(name)}`;
}

/** Whether the line of a story does not say all of it. */
function hasDiff({ fields }: Story): boolean {
  return fields.length > INLINE || fields.some(field => !isBrief(field));
}

/** All of a story. */
function diff({ fields, title, where }: Story, writer: ChangeWriter): string {
  const lines = fields.flatMap(field => [`@ ${fieldLead(field)}`, ...valueLines(field).lines]);
  const shown = withinColumns(lines.slice(0, LINES), COLUMNS);
  const rest = lines.length > LINES ? [`@ ${lines.length - LINES} more lines`] : [];
  const name = `**${said(title, writer)}**${where === '' ? '' : ` ${said(where, writer)}`}`;
  return `${name}\n\n${writer.block([...shown, ...rest])}`;
}

function noise({ stories }: ChangeReport, writer: ChangeWriter): string {
  const folded = stories.filter(({ kind }) => kind === 'noise');
  if (folded.length === 0) return '';
  const texts = folded.map(({ title, where }) => `${said(title, writer)} (${said(where, writer)})`);
  return `Not shown: ${texts.join('; ')}`;
}

function notCompared({ notCompared: names }: ChangeReport, writer: ChangeWriter, limit: number): string {
  if (names.length === 0) return '';
  const named = names.slice(0, limit).map(name => writer.code(cut(name, COLUMNS)));
  const more = names.length - named.length;
  const rest = more === 0 ? [] : [named.length === 0 ? plural(more, 'rendering') : `${more} more`];
  return `⚠️ Not compared, as one side could not be rendered: ${[named.join(', '), ...rest].filter(part => part !== '').join(' and ')}`;
}

function said(text: string, writer: ChangeWriter): string {
  return writer.text(arrowed(cut(text, SENTENCE)));
}

/** Of UTF-8, as forges count. */
export function bytes(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
