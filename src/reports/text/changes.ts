import type { ChangeReport, Consequence, ShownField, Story } from '../../changes/index.ts';
import { changedCounts, consequenceText, fieldLead, isNothing, restartText, valueLines } from '../changes.ts';
import { plain, plainLine, withoutCommands } from '../escape.ts';
import { plural } from '../words.ts';
import { cut, wrap } from '../wrap.ts';
import { type Look, type Style, style } from './style.ts';

/** Of a check: stories and fields before the rest is counted. */
const STORIES = 12;
const FIELDS = 3;
/** Columns of a line of a text: like any diff it may be wider than the terminal, but not endless. */
const LONGEST = 240;

const SIGN: Readonly<Record<Story['kind'], readonly [string, Look]>> = {
  removed: ['-', 'red'],
  moved: ['>', 'yellow'],
  image: ['~', 'yellow'],
  changed: ['~', 'yellow'],
  added: ['+', 'green'],
  noise: ['·', 'dim'],
};
const RISK: Readonly<Record<Consequence['risk'], Look>> = {
  high: ['bold', 'red'],
  medium: 'yellow',
  low: 'dim',
};

export interface ChangesTextOptions {
  readonly color: boolean;
  readonly width: number;
}

/** What `kubeproof diff` says: what follows from the change first, then every story with its fields. */
export function changesText(report: ChangeReport, options: ChangesTextOptions): string {
  const look = style(options.color, options.width);
  if (isNothing(report)) {
    const gap = report.notCompared.length > 0 ? ' of what could be compared' : '';
    return withoutCommands(
      `${[`Nothing changes in the cluster${gap}: base and head render the same.`, ...gaps(report, look)].join('\n')}\n`,
    );
  }
  return withoutCommands(`${changeLines(report, true, look).join('\n')}\n`);
}

/** The section of a check (`full` is false: short), or all of it. */
export function changeLines(report: ChangeReport, full: boolean, look: Style): string[] {
  const consequences = full ? report.consequences : report.consequences.slice(0, STORIES);
  const unsaid = report.consequences.length - consequences.length;
  const lines = [
    `${look.as('bold', 'What changes')}  ${changedCounts(report)}`,
    ...restartLines(report, look),
    ...consequences.flatMap(each => consequenceLines(each, look)),
    ...(unsaid > 0
      ? [`  ${look.as('dim', `and ${plural(unsaid, 'more consequence')}: "kubeproof diff" has them all`)}`]
      : []),
  ];
  const shown = full ? report.stories : report.stories.slice(0, STORIES);
  const isFolded = ({ kind }: Story) => kind === 'noise';
  const told = shown.filter(story => !isFolded(story));
  for (const story of told) {
    if (full) lines.push('');
    lines.push(...storyLines(story, full, look));
  }
  const folded = shown.filter(isFolded);
  if (folded.length > 0) {
    if (full) lines.push('');
    for (const { title, where } of folded) {
      for (const line of wrap(plain(`Not shown: ${title} (${where})`), look.width - 2))
        lines.push(`  ${look.as('dim', line)}`);
    }
  }
  const more = report.stories.length - shown.length;
  if (more > 0)
    lines.push(`  ${look.as('dim', `and ${plural(more, 'more change')}: "kubeproof diff" has them all`)}`);
  return [...lines, ...gaps(report, look)];
}

function restartLines(report: ChangeReport, look: Style): string[] {
  return report.restarts.flatMap(group => sentence(restartText(group), 'yellow', look));
}

function consequenceLines(consequence: Consequence, look: Style): string[] {
  return sentence(consequenceText(consequence), RISK[consequence.risk], look);
}

function sentence(text: string, color: Look, look: Style): string[] {
  return wrap(plain(text), look.width - 4).map(
    (line, i) => `  ${i === 0 ? look.as(color, '! ') : '  '}${i === 0 ? look.as(color, line) : line}`,
  );
}

function storyLines(story: Story, full: boolean, look: Style): string[] {
  const [sign, color] = SIGN[story.kind];
  const where = story.where === '' ? '' : story.kind === 'image' ? `: ${story.where}` : ` ${story.where}`;
  const [first = '', ...rest] = wrap(plain(`${story.title}${where}`), look.width - 4);
  const lines = [`  ${look.as(color, sign)} ${look.as('bold', first)}`, ...rest.map(line => `    ${line}`)];
  if (story.behind.length > 0) {
    const text = `does not follow: ${story.behind.join(', ')}`;
    for (const line of wrap(plain(text), look.width - 4)) lines.push(`    ${look.as('yellow', line)}`);
  }
  const fields = full ? story.fields : story.fields.slice(0, FIELDS);
  for (const field of fields) lines.push(...fieldLines(field, full, look));
  const more = story.fields.length - fields.length;
  if (more > 0) lines.push(`      ${look.as('dim', `and ${plural(more, 'more field')}`)}`);
  return lines;
}

function fieldLines(field: ShownField, full: boolean, look: Style): string[] {
  const lead = fieldLead(field);
  const { value, lines } = valueLines(field);
  const width = look.width - 6;
  if (value !== undefined && `${lead}: ${value}`.length <= width)
    return [`      ${plain(lead)}: ${colored(value, field, look)}`];
  if (!full) return [`      ${cut(plain(lead), width)}`];
  return [`      ${plain(lead)}`, ...lines.map(line => `        ${lineOf(line, look)}`)];
}

function colored(value: string, { operation }: ShownField, look: Style): string {
  return operation === 'added'
    ? look.as('green', value)
    : operation === 'removed'
      ? look.as('red', value)
      : plain(value);
}

function lineOf(line: string, look: Style): string {
  const text = cut(plainLine(line), LONGEST);
  if (line.startsWith('+')) return look.as('green', text);
  if (line.startsWith('-')) return look.as('red', text);
  return look.as('dim', text.startsWith('@') ? `⋯${text.slice(1)}` : text);
}

function gaps({ notCompared }: ChangeReport, look: Style): string[] {
  if (notCompared.length === 0) return [];
  const text = `Not compared, as one side could not be rendered: ${notCompared.join(', ')}`;
  return wrap(plain(text), look.width - 2).map(line => `  ${look.as('yellow', line)}`);
}
