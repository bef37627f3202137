import type {
  EscalationPath,
  Link,
  PermissionChange,
  PermissionLine,
  PermissionReport,
} from '../analyzers/index.ts';
import type { Location } from '../findings.ts';
import { plural } from '../plural.ts';
import {
  arrows,
  besidesFindings,
  byThrough,
  closedBySubject,
  hasPermissions,
  inEnvironments,
  inScope,
  mermaid,
  pathGraph,
  pathsBesides,
  pathTitle,
  type ReportFinding,
  saidIn,
  sentenceStart,
  some,
  unknownText,
  worstFirst,
} from '../reports/index.ts';
import { bytes, clip, codeSpan, escapeMessage, escapeText, folded } from './escape.ts';
import { type LinkContext, linked, pack } from './sections.ts';

/** Sentences, and entries of every other sort, before the rest is left to the report. */
const SENTENCES = 3;
/** Paths in one drawing: more is no drawing any more. */
const DRAWN = 6;
const TABLE_HEAD = '| Who | What | Through |\n|---|---|---|';
/** Forges draw Mermaid up to 50,000 characters (`maxTextSize`). */
const DRAWING_BYTES = 20_000;

export interface PermissionOptions {
  /** Most bytes of the section. */
  readonly budget: number;
  /** Sentences and entries of each sort. */
  readonly limit?: number;
  /** Findings that are listed beside it: what they say is not said again. */
  readonly findings?: readonly ReportFinding[];
  /** For links to lines; absent: places are left out, so that the text is the same while lines move. */
  readonly context?: LinkContext | undefined;
}

/**
 * What the change does to permissions: a sentence for the worst gains, the story of every new path, what will fail or
 * surprise; everything else folded, with a drawing of the new paths. Safe Markdown of at most `budget` bytes; '' when
 * there is nothing to say.
 */
export function permissionsSection(all: PermissionReport, options: PermissionOptions): string {
  const { budget, limit = SENTENCES, context, findings = [] } = options;
  const told = findings.map(({ message }) => message);
  const report = besidesFindings(all, told);
  if (!hasPermissions(report)) return '';
  const parts = [lead(report, limit)];
  let room = budget - bytes(parts[0] ?? '');
  const add = (text: string) => {
    if (text === '' || bytes(text) + 2 > room) return;
    room -= bytes(text) + 2;
    parts.push(text);
  };
  for (const text of entries(report, told, limit, context)) add(text);
  add(drawing(report.paths.opened));
  add(everything(report, room - 200, context));
  return parts.join('\n\n');
}

/** `**Permissions** …`: the worst gains in sentences, else the verdict. */
function lead({ changes, verdict, refactored, renamed }: PermissionReport, limit: number): string {
  const worst = worstFirst(changes)
    .flatMap(change =>
      byThrough(change)
        .filter(({ sign }) => sign === 'gained')
        .map(group => ({
          change,
          through: group.through,
          lines: group.lines.filter(({ risk }) => risk === 'critical' || risk === 'high'),
        })),
    )
    .filter(({ lines }) => lines.length > 0)
    .slice(0, limit)
    .map(({ change, through, lines }) => {
      const who = `${codeSpan(clip(change.subject, 200))}${escapeText(clip(change.audience === undefined ? '' : `, ${change.audience},`, 120))}`;
      const texts = lines.slice(0, limit).map(({ text }) => `**${escapeText(clip(text, 200))}**`);
      const more = lines.length > texts.length ? ` and ${lines.length - texts.length} more` : '';
      const where = clip(inScope(lines[0]?.scope ?? '') + inEnvironments(change), 160);
      return `${who} gains ${texts.join(', ')}${more} ${escapeText(where)}, through ${codeSpan(clip(arrows(through), 300))}.`;
    });
  if (worst.length > 0) return `**Permissions** ${worst.join(' ')}`;
  if (changes.length === 0 && refactored) {
    const what =
      renamed.length > 0 ? `${plural(renamed.length, 'binding')} renamed` : 'Roles or bindings changed';
    return `**Permissions** ${what}, and nobody's permissions did.`;
  }
  return `**Permissions** ${verdict === '' ? `${plural(changes.length, 'subject')} changed.` : `${escapeText(clip(verdict, 400))}.`}`;
}

/** New paths, then what fails, surprises or is not known: a line each. */
function entries(
  report: PermissionReport,
  told: readonly string[],
  limit: number,
  context: LinkContext | undefined,
): string[] {
  const listed = <T>(icon: string, items: readonly T[], text: (item: T) => string, more: string) => {
    if (items.length === 0) return '';
    const lines = items.slice(0, limit).map(item => `${icon} ${text(item)}`);
    const left = items.length - lines.length;
    return [
      ...lines,
      ...(left > 0 ? [`${icon} ${plural(left, `more ${more}`, `more ${more}s`)} in the report.`] : []),
    ].join('\\\n');
  };
  const said = (text: string, at: Location | undefined) =>
    `${escapeMessage(clip(text.replace(/\.$/, ''), 600))}.${at === undefined || context === undefined ? '' : ` ${placed(at, context)}`}`;
  return [
    listed(
      '🔓',
      pathsBesides(report.paths.opened, told),
      path =>
        `**${escapeText(pathTitle(path, false))}** (${path.risk}${escapeText(inEnvironments(path))}): ${said(sentenceStart(path.story), undefined)}`,
      'path',
    ),
    listed(
      '⚠️',
      report.apply,
      each => `${said(saidIn(each.text, each), each.place)} ${escapeMessage(clip(each.remediation, 400))}`,
      'thing to know before it is applied',
    ),
    listed('⚠️', report.needed, each => said(saidIn(each.text, each), each.place), 'lost permission'),
    listed('👤', report.workloads, each => said(saidIn(each.text, each), each.place), 'workload'),
    listed('❔', report.unknown, each => said(unknownText(each), each.place), 'unknown role'),
    closed(report.paths.closed),
  ];
}

/** Good news is short. */
function closed(paths: readonly EscalationPath[]): string {
  return [...closedBySubject(paths)]
    .slice(0, SENTENCES)
    .map(
      ([subject, titles]) =>
        `🔒 ${codeSpan(clip(subject, 200))} can no longer: ${escapeText(clip(some(titles, 3), 300))}.`,
    )
    .join('\\\n');
}

function placed(at: Location, context: LinkContext): string {
  const label = codeSpan(clip(at.line === undefined ? at.file : `${at.file}:${at.line}`, 200));
  return linked(label, at, context, at.side === 'base');
}

/** The new paths as a folded Mermaid graph. */
function drawing(paths: readonly EscalationPath[]): string {
  const drawn = paths.slice(0, DRAWN);
  if (drawn.length === 0) return '';
  const text = mermaid(pathGraph(drawn));
  if (bytes(text) > DRAWING_BYTES) return '';
  const title =
    drawn.length < paths.length ? `The first ${drawn.length} new paths` : plural(drawn.length, 'new path');
  return folded(`${title} as a graph`, `\`\`\`mermaid\n${text.trimEnd()}\n\`\`\``);
}

/** Every line of every subject, folded. */
function everything({ changes }: PermissionReport, budget: number, context: LinkContext | undefined): string {
  const gained = changes.filter(change => change.gained.length > 0).length;
  const lost = changes.filter(change => change.lost.length > 0).length;
  const counts = [
    gained > 0 ? plural(gained, 'subject gains permissions', 'subjects gain permissions') : '',
    lost > 0 ? plural(lost, 'subject loses some', 'subjects lose some') : '',
  ].filter(part => part !== '');
  const rows = worstFirst(changes).flatMap(change => [
    ...change.gained.map(line => row('+', change, line, context)),
    ...change.lost.map(line => row('−', change, line, context)),
  ]);
  const { text, count } = pack(TABLE_HEAD, rows, budget - 300);
  if (count === 0) return '';
  const left = rows.length - count;
  return folded(
    counts.join(', '),
    `${text}${left === 0 ? '' : `\n\n${plural(left, 'more line')} in the report.`}`,
  );
}

function row(
  sign: string,
  { subject, audience, environments }: PermissionChange,
  line: PermissionLine,
  context: LinkContext | undefined,
): string {
  const who = `${codeSpan(clip(subject, 300), true)}${escapeText(clip(`${audience === undefined ? '' : `, ${audience}`}${inEnvironments({ environments })}`, 120))}`;
  const risk = line.risk === undefined || sign !== '+' ? '' : ` ⚠️ ${line.risk}`;
  const notes = line.notes.map(note => `<br><sub>${escapeText(clip(note, 200))}</sub>`).join('');
  const what = `${escapeText(clip(line.text, 300))} ${escapeText(clip(inScope(line.scope), 120))}${risk}${notes}`;
  const places = context === undefined ? [] : line.because.flatMap(link => linkPlace(link, context));
  const where = places.length === 0 ? '' : `<br><sub>${[...new Set(places)].join(' · ')}</sub>`;
  return `| ${sign} ${who} | ${what} | ${codeSpan(clip(arrows(line.through), 300), true)}${where} |`;
}

function linkPlace({ place: at }: Link, context: LinkContext): string[] {
  if (at === undefined) return [];
  const label = codeSpan(clip(at.line === undefined ? at.file : `${at.file}:${at.line}`, 150), true);
  return [linked(label, at, context, at.side === 'base')];
}
