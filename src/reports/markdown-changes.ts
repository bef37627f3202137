import type { ChangeReport, ShownField, Story } from '../changes/index.ts';
import { changedCounts, consequenceText, fieldLead, isNothing, restartText, valueLines } from './changes.ts';
import { codeBlock, escapeMarkdown, inlineCode, withoutCommands } from './escape.ts';
import { plural } from './words.ts';
import { cut } from './wrap.ts';

/** Values that fit into a line of a list. */
const SHORT = 80;
/** Lines of one story's details, and stories told. */
const LINES = 60;
const STORIES = 50;
/** Columns of a sentence, a title, and a line of a diff: what comes from a pull request may be endless. */
const SENTENCE = 600;
const COLUMNS = 240;
/** Fewer stories, for places with less room. */
const LIMITS = [STORIES, 20, 8, 3, 0];

const SIGN: Readonly<Record<Story['kind'], string>> = {
  removed: 'Removed',
  moved: 'Moved',
  image: 'Changed',
  changed: 'Changed',
  added: 'Added',
  noise: 'Folded',
};

/** {@link changesSection} in at most so many bytes (UTF-8): with fewer stories where all do not fit, else empty. */
export function changesWithin(report: ChangeReport, bytes: number): string {
  for (const limit of LIMITS) {
    const text = changesSection(report, limit);
    if (Buffer.byteLength(text) <= bytes) return text;
  }
  return '';
}

/** `kubeproof diff --format markdown`: {@link changesSection} with a title. */
export function changesMarkdown(report: ChangeReport): string {
  const text = changesSection(report);
  return withoutCommands(
    text === '' ? '## What changes\n\nNothing: base and head render the same.\n' : `${text}\n`,
  );
}

/** What changes in the cluster: consequences, then a line per story, details folded. Empty when nothing does. */
export function changesSection(report: ChangeReport, limit = STORIES): string {
  const { stories, restarts, consequences, notCompared } = report;
  const gaps =
    notCompared.length === 0
      ? ''
      : `⚠️ Not compared, as one side could not be rendered: ${notCompared
          .slice(0, STORIES)
          .map(name => inlineCode(cut(name, COLUMNS)))
          .join(', ')}`;
  if (isNothing(report)) return gaps === '' ? '' : `## What changes\n\n${gaps}`;
  const risks = consequences
    .slice(0, STORIES)
    .map(
      each =>
        `- ${each.risk === 'high' ? '**' : ''}${said(consequenceText(each))}${each.risk === 'high' ? '**' : ''}`,
    );
  const told = stories.filter(({ kind }) => kind !== 'noise').slice(0, limit);
  const folded = stories.filter(({ kind }) => kind === 'noise');
  const left = stories.length - folded.length - told.length;
  return [
    '## What changes',
    escapeMarkdown(`${changedCounts(report)}.`),
    [...restarts.slice(0, STORIES).map(each => `- ${said(restartText(each))}`), ...risks].join('\n'),
    told.map(storyItem).join('\n'),
    left > 0
      ? `*${plural(left, 'more change')} left out here: changes.json and the HTML report have them all.*`
      : '',
    ...told.map(details),
    folded.length === 0
      ? ''
      : `Not shown: ${folded.map(({ title, where }) => `${said(title)} (${said(where)})`).join('; ')}`,
    gaps,
  ]
    .filter(part => part !== '')
    .join('\n\n');
}

function said(text: string): string {
  return escapeMarkdown(cut(text, SENTENCE));
}

function storyItem(story: Story): string {
  const where = story.where === '' ? '' : `${story.kind === 'image' ? ':' : ''} ${said(story.where)}`;
  const behind = story.behind.length === 0 ? '' : ` · ⚠️ does not follow: ${said(story.behind.join(', '))}`;
  const [only] = story.fields;
  const short = only !== undefined && story.fields.length === 1 ? shortField(only) : undefined;
  const tail = short === undefined ? '' : `: ${short}`;
  return `- ${SIGN[story.kind]} **${said(story.title)}**${where}${tail}${behind}`;
}

function shortField(field: ShownField): string | undefined {
  const { value } = valueLines(field);
  if (value === undefined || value.length > SHORT) return undefined;
  return `${inlineCode(fieldLead(field))} ${inlineCode(value)}`;
}

function details(story: Story): string {
  const [only] = story.fields;
  if (only === undefined || (story.fields.length === 1 && shortField(only) !== undefined)) return '';
  const lines = story.fields.flatMap(field => [`@ ${fieldLead(field)}`, ...valueLines(field).lines]);
  const shown = lines.slice(0, LINES);
  const rest = lines.length > LINES ? [`@ ${lines.length - LINES} more lines`] : [];
  return `<details><summary>${said(story.title)}: ${plural(story.fields.length, 'field')}</summary>\n\n${codeBlock(
    [...shown, ...rest].map(line => cut(line, COLUMNS)),
    'diff',
  )}\n\n</details>`;
}
