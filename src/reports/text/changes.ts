import {
  type Alike,
  alikeConsequences,
  alikeStories,
  type ChangeReport,
  type Consequence,
  type ShownField,
  type Story,
} from '../../changes/index.ts';
import { plural } from '../../plural.ts';
import { place } from '../../problems.ts';
import {
  alikeConsequenceText,
  alikeText,
  behindText,
  changedCounts,
  deltaText,
  fieldLead,
  isNothing,
  placesOf,
  restartText,
  toldFields,
  valueLines,
} from '../changes.ts';
import { withinColumns } from '../changes-lines.ts';
import { plain, plainLine, withoutCommands } from '../escape.ts';
import { resourceName } from '../words.ts';
import { columns, cut, wrap, wrapParts } from '../wrap.ts';
import { type Look, type Style, style } from './style.ts';

/** Of a check: stories and fields before the rest is counted. */
const STORIES = 12;
const FIELDS = 3;
/** Unless all is asked for: environments behind, and renderings that were not compared. */
const NAMED = 6;
/** Columns of a line of a text: like any diff it may be wider than the terminal, but not endless. */
const LONGEST = 240;
const PLACES = 3;
const TITLE = 'What changes';

const SIGN: Readonly<Record<Story['kind'], readonly [string, Look]>> = {
  removed: ['-', 'red'],
  moved: ['>', 'yellow'],
  image: ['~', 'yellow'],
  changed: ['~', 'yellow'],
  added: ['+', 'green'],
  noise: ['·', 'dim'],
};
const RISK: Readonly<Record<Consequence['risk'], readonly [string, Look]>> = {
  high: ['!', ['bold', 'red']],
  medium: ['!', 'yellow'],
  low: ['·', []],
};

export interface ChangesTextOptions {
  readonly color: boolean;
  readonly width: number;
  /** What is folded, and every name of long lists. */
  readonly verbose?: boolean;
}

/** How much is said. */
interface Extent {
  /** Every story with its fields; else a section of a check. */
  readonly full: boolean;
  readonly verbose: boolean;
}

/** What `kubeproof diff` says: what follows from the change first, then every story with its fields. */
export function changesText(report: ChangeReport, options: ChangesTextOptions): string {
  const look = style(options.color, options.width);
  const extent = { full: true, verbose: options.verbose === true };
  if (isNothing(report)) {
    const gap = report.notCompared.length > 0 ? ' of what could be compared' : '';
    return withoutCommands(
      `${[`Nothing changes in the cluster${gap}: base and head render the same.`, ...gaps(report, extent, look)].join('\n')}\n`,
    );
  }
  return withoutCommands(`${linesOf(report, extent, look).join('\n')}\n`);
}

/** The section of a check. */
export function changeLines(report: ChangeReport, look: Style): string[] {
  return linesOf(report, { full: false, verbose: false }, look);
}

function linesOf(report: ChangeReport, extent: Extent, look: Style): string[] {
  const { full, verbose } = extent;
  const follows = followLines(report, verbose, look);
  const said = full ? follows : follows.slice(0, STORIES);
  const unsaid = follows.length - said.length;
  const [counts = '', ...rest] = wrap(changedCounts(report), look.width - TITLE.length - 2);
  const lines = [
    `${look.as('bold', TITLE)}  ${counts}`,
    ...rest.map(line => `${' '.repeat(TITLE.length + 2)}${line}`),
    ...said.flat(),
  ];
  if (unsaid > 0)
    lines.push(
      `  ${look.as('dim', `and ${plural(unsaid, 'more consequence')}: "kubeproof diff" has them all`)}`,
    );

  const stories = report.stories.filter(({ kind }) => kind !== 'noise');
  const told = verbose ? stories.map(alone) : alikeStories(stories);
  const shown = full ? told : told.slice(0, STORIES);
  for (const group of shown) {
    if (full) lines.push('');
    lines.push(...storyLines(group, extent, look));
  }
  const more = told.slice(shown.length).reduce((sum, { others }) => sum + 1 + others.length, 0);
  if (more > 0)
    lines.push(`  ${look.as('dim', `and ${plural(more, 'more change')}: "kubeproof diff" has them all`)}`);

  const noise = report.stories.filter(({ kind }) => kind === 'noise');
  if (noise.length > 0 && full) lines.push('');
  lines.push(...(verbose ? noise.flatMap(each => unfolded(each, look)) : foldedLines(noise, look)));
  return [...lines, ...gaps(report, extent, look)];
}

/** What cannot be taken back first, then who restarts, then the rest: each as its lines. */
function followLines(
  { consequences, restarts, resources }: ChangeReport,
  verbose: boolean,
  look: Style,
): string[][] {
  const risky = (each: Alike<Consequence>) =>
    sentence(alikeConsequenceText(each, NAMED), RISK[each.first.risk], look);
  const groups = verbose ? consequences.map(alone) : alikeConsequences(consequences);
  return [
    ...groups.filter(({ first }) => first.risk === 'high').map(risky),
    ...restarts.map(each => sentence(restartText(each), ['·', 'yellow'], look)),
    ...groups.filter(({ first }) => first.risk !== 'high').map(risky),
    ...resources.map(each => sentence(deltaText(each), RISK[each.risk], look)),
  ];
}

function sentence(text: string, [sign, color]: readonly [string, Look], look: Style): string[] {
  return wrap(plain(text), look.width - 4).map(
    (line, i) => `  ${i === 0 ? look.as(color, sign) : ' '} ${look.as(color, line)}`,
  );
}

function alone<Entry>(first: Entry): Alike<Entry> {
  return { first, others: [], names: [] };
}

function storyLines(alike: Alike<Story>, { full, verbose }: Extent, look: Style): string[] {
  const { first: story } = alike;
  const [sign, color] = SIGN[story.kind];
  const where = story.where === '' ? '' : story.kind === 'image' ? `: ${story.where}` : ` ${story.where}`;
  const [first = '', ...rest] = wrap(plain(`${story.title}${where}`), look.width - 4);
  const lines = [`  ${look.as(color, sign)} ${look.as('bold', first)}`, ...rest.map(line => `    ${line}`)];
  for (const line of wrap(plain(alikeText(alike, NAMED)), look.width - 4)) lines.push(`    ${line}`);
  if (story.behind.length > 0) {
    const text = behindText(story, verbose ? story.behind.length : NAMED);
    for (const line of wrap(plain(text), look.width - 4)) lines.push(`    ${look.as('yellow', line)}`);
  }
  if (full) lines.push(...placeLines(story, look));
  const told = verbose ? story.fields : toldFields(story);
  const fields = full ? told : told.slice(0, FIELDS);
  for (const field of fields) lines.push(...fieldLines(field, full, look));
  const more = told.length - fields.length;
  if (more > 0) lines.push(`      ${look.as('dim', `and ${plural(more, 'more field')}`)}`);
  return lines;
}

/** The lines that caused it, as a terminal makes them clickable. */
function placeLines(story: Story, look: Style): string[] {
  const locations = placesOf(story);
  const named = locations.slice(0, PLACES).map(each => {
    const at = plain(place(each));
    return each.side === 'base' ? `${at} (before)` : at;
  });
  const more = locations.length - named.length;
  const parts = more > 0 ? [...named, `${more} more`] : named;
  return wrapParts(parts, look.width - 4).map(line => `    ${look.as('dim', line)}`);
}

function fieldLines(field: ShownField, full: boolean, look: Style): string[] {
  const lead = plain(fieldLead(field));
  const { value, lines } = valueLines(field);
  const width = look.width - 6;
  if (value !== undefined && columns(plain(`${lead}: ${value}`)) <= width)
    return [`      ${lead}: ${colored(field, lines, look)}`];
  if (!full) return [`      ${cut(lead, width)}`];
  return [
    `      ${lead}`,
    ...withinColumns(lines.map(plainLine), LONGEST).map(line => `        ${lineOf(line, look)}`),
  ];
}

/** Values in one line. */
function colored({ operation }: ShownField, lines: readonly string[], look: Style): string {
  const values = lines.map(line => look.as(line.startsWith('-') ? 'red' : 'green', line.slice(1)));
  return operation === 'reordered'
    ? lines.map(line => plain(line.slice(1))).join(' -> ')
    : values.join(' -> ');
}

function lineOf(line: string, look: Style): string {
  if (line.startsWith('+')) return look.as('green', line);
  if (line.startsWith('-')) return look.as('red', line);
  return look.as('dim', line.startsWith('@') ? `⋯${line.slice(1)}` : line);
}

/** One line for all that nobody has to read. */
function foldedLines(noise: readonly Story[], look: Style): string[] {
  if (noise.length === 0) return [];
  const text = noise.map(({ title, where }) => `${title} (${where})`).join('; ');
  return wrap(plain(`Not shown: ${text}`), look.width - 2).map(line => `  ${look.as('dim', line)}`);
}

function unfolded(story: Story, look: Style): string[] {
  const { title, where, resources } = story;
  const names = resources.map(({ resource, target, environment }) => {
    const at = environment === 'default' ? target : `${target}, ${environment}`;
    return plain(`${resourceName(resource)} (${at})`);
  });
  return [
    ...wrap(plain(`${title}: ${where}`), look.width - 4).map(
      (line, i) => `  ${look.as('dim', `${i === 0 ? '·' : ' '} ${line}`)}`,
    ),
    ...names.map(name => `      ${look.as('dim', name)}`),
  ];
}

function gaps({ notCompared }: ChangeReport, { verbose }: Extent, look: Style): string[] {
  if (notCompared.length === 0) return [];
  const named = verbose ? notCompared : notCompared.slice(0, NAMED);
  const more = notCompared.length - named.length;
  const text = `Not compared, as one side could not be rendered: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return wrap(plain(text), look.width - 2).map(line => `  ${look.as('yellow', line)}`);
}
