import type { EscalationPath, PermissionLine, PermissionReport } from '../analyzers/index.ts';
import type { Location } from '../findings.ts';
import { plural } from '../plural.ts';
import { place } from '../problems.ts';
import { codeBlock, escapeMarkdown, inlineCode } from './escape.ts';
import { mermaid } from './graph.ts';
import {
  arrows,
  chain,
  changeWord,
  hasPermissions,
  inEnvironments,
  inScope,
  pathGraph,
  permissionNote,
  saidIn,
  unknownText,
  worstFirst,
} from './permissions.ts';
import { sentenceStart } from './words.ts';

/** Paths in one drawing: more is no drawing any more. */
const DRAWN = 6;

/** The section on permissions; '' when there is nothing to say. @param limit entries before the rest is counted */
export function permissionsMarkdown(report: PermissionReport, limit: number): string {
  if (!hasPermissions(report)) return '';
  const { paths, workloads, apply, needed, unknown, renamed, assumptions } = report;
  const parts = [
    `## Permissions\n\n${escapeMarkdown(permissionNote(report))}`,
    pathList('New paths', paths.opened, false, limit),
    drawing(paths.opened),
    table(report, limit),
    list('Workloads', workloads, limit, each => item(each.text, each)),
    list(
      'When it is applied',
      apply,
      limit,
      each => `${item(each.text, each)}. To do: ${escapeMarkdown(each.remediation)}`,
    ),
    list('Still needed', needed, limit, each => item(each.text, each)),
    list('Not known', unknown, limit, each => `${escapeMarkdown(unknownText(each))}${at(each.place)}`),
    list('Renamed, nothing else', renamed, limit, each => item(`${each.from} is ${each.to} now.`, each)),
    pathList('Closed paths', paths.closed, true, limit),
    assumptions.map(text => escapeMarkdown(text)).join(' '),
  ];
  return parts.filter(part => part !== '').join('\n\n');
}

function pathList(title: string, all: readonly EscalationPath[], closed: boolean, limit: number): string {
  return list(title, all, limit, path => {
    const was = path.was === undefined || closed ? '' : `was ${path.was}`;
    const head = [path.id, path.risk, was, ...path.environments].filter(part => part !== '').join(', ');
    const steps = path.steps.map(step => {
      const through = chain(step)
        .map(link => `${escapeMarkdown(arrows(link.text))}${at(link.place)} (${changeWord(link)})`)
        .join('; ');
      return `  - ${inlineCode(step.text)}, ${changeWord(step)}: ${through}`;
    });
    return [
      `**${escapeMarkdown(path.title)}** (${escapeMarkdown(head)}): ${escapeMarkdown(sentenceStart(path.story))}`,
      ...(closed ? [] : steps),
    ].join('\n');
  });
}

function drawing(paths: readonly EscalationPath[]): string {
  const drawn = paths.slice(0, DRAWN);
  return drawn.length === 0 ? '' : codeBlock(mermaid(pathGraph(drawn)).trimEnd().split('\n'), 'mermaid');
}

function table({ changes }: PermissionReport, limit: number): string {
  const row = (subject: string, sign: string, line: PermissionLine) => {
    const text = escapeMarkdown(line.text);
    const risk = sign === 'gains' && line.risk !== undefined ? ` (${line.risk})` : '';
    const notes = line.notes.map(note => `<br>${escapeMarkdown(note)}`).join('');
    const places = [...new Set(line.because.map(link => at(link.place, true)))].join('');
    return `| ${subject} | ${sign} | ${line.dangerous ? `**${text}**` : text}${risk}${notes} | ${escapeMarkdown(inScope(line.scope).replace(/^in /, ''))} | ${escapeMarkdown(arrows(line.through))}${places} |`;
  };
  const rows = worstFirst(changes).flatMap(change => {
    const audience = change.audience === undefined ? '' : `, ${change.audience}`;
    const subject = escapeMarkdown(`${change.subject}${audience}${inEnvironments(change)}`);
    return [
      ...change.gained.map(line => row(subject, 'gains', line)),
      ...change.lost.map(line => row(subject, 'loses', line)),
    ];
  });
  if (rows.length === 0) return '';
  const more =
    rows.length > limit ? `\n\n*${plural(rows.length - limit, 'more change')} left out here.*` : '';
  return `| Subject | | Permission | Where | Through |\n|---|---|---|---|---|\n${rows.slice(0, limit).join('\n')}${more}`;
}

function list<T>(title: string, items: readonly T[], limit: number, text: (item: T) => string): string {
  if (items.length === 0) return '';
  const lines = items.slice(0, limit).map(each => `- ${text(each)}`);
  const left = items.length - lines.length;
  return `### ${title}\n\n${lines.join('\n')}${left > 0 ? `\n\n*${left} more left out here.*` : ''}`;
}

function item(
  text: string,
  { place: where, environments }: { readonly place?: Location; readonly environments: readonly string[] },
): string {
  return `${escapeMarkdown(saidIn(text, { environments }))}${at(where)}`;
}

/** ` ` and a place as code; nothing where there is none. */
function at(where: Location | undefined, inTable = false): string {
  return where === undefined ? '' : ` ${inlineCode(place(where), inTable)}`;
}
