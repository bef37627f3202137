import type { Location } from '../findings.ts';
import { type ChangeWriter, changesSection, isQuiet, type Report } from '../reports/index.ts';
import { clip, codeSpan, escapeText, fencedBlock, folded } from './escape.ts';
import { type LinkContext, linked } from './sections.ts';

export interface ReviewChangesOptions {
  /** Most bytes of the section. */
  readonly budget: number;
  /** Where everything is, as safe Markdown. */
  readonly record: string;
  /** For links to lines; absent: places are left out, so that the text is the same while lines move. */
  readonly context?: LinkContext | undefined;
}

/**
 * What the change does to what is deployed, as safe Markdown of at most `budget` bytes; '' when nothing changes but
 * labels, checksums and generated names that nobody restarts for.
 */
export function reviewChanges({ changes }: Report, options: ReviewChangesOptions): string {
  if (changes === undefined || isQuiet(changes)) return '';
  const { budget, record, context } = options;
  return changesSection(changes, { budget, record, writer: writerWith(context), lead: '**What changes** ' });
}

function writerWith(context: LinkContext | undefined): ChangeWriter {
  return {
    text: inside,
    code,
    block: lines => fencedBlock(lines, 'diff'),
    fold: folded,
    place: location => (context === undefined ? '' : placed(location, context)),
  };
}

/** Code in which whatever searches a body for our own markers finds none. */
function code(text: string): string {
  return codeSpan(text).replaceAll('<!--', '<!\u200b--');
}

/** Text inside a line: a mark at its start is neither list nor heading. */
function inside(text: string): string {
  return escapeText(`,${text}`).slice(1);
}

function placed(location: Location, context: LinkContext): string {
  const { file, line, side } = location;
  const label = code(clip(line === undefined ? file : `${file}:${line}`, 200));
  return linked(label, location, context, side === 'base');
}
