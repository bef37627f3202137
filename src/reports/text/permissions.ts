import type {
  EscalationPath,
  Link,
  PermissionChange,
  PermissionLine,
  PermissionReport,
} from '../../analyzers/index.ts';
import { plural } from '../../plural.ts';
import { place } from '../../problems.ts';
import { plain, withoutCommands } from '../escape.ts';
import {
  arrows,
  byThrough,
  chain,
  changeWord,
  closedBySubject,
  hasPermissions,
  inEnvironments,
  pathTitle,
  riskSeverity,
  saidIn,
  some,
  type ThroughGroup,
  unknownText,
  worstFirst,
} from '../permissions.ts';
import { sentenceStart } from '../words.ts';
import { columns, wrap } from '../wrap.ts';
import { type Style, style } from './style.ts';

/** Permission lines, and paths, shown before the rest is counted. */
const LINES = 12;
const PATHS = 3;
/** Lost permissions of one binding. */
const LOST = 2;
/** Other entries of a sort. */
const OTHERS = 6;

/** What `kubeproof rbac diff` says. */
export function permissionText(
  report: PermissionReport,
  { color, width, notes }: { color: boolean; width: number; notes: readonly string[] },
): string {
  const look = style(color, width);
  const said = hasPermissions(report)
    ? permissionLines(report, true, look)
    : ['Permissions are the same: nobody gains or loses any.'];
  const end = notes.flatMap(note => wrap(plain(note), look.width)).map(line => look.as('dim', line));
  return withoutCommands(`${[...said, ...(end.length === 0 ? [] : ['', ...end])].join('\n')}\n`);
}

/**
 * What a change does to permissions. Short in a check: what is gained and lost, through what, and the paths in a
 * sentence each. `full`: with every link of every chain and its place, and what is taken for granted.
 */
export function permissionLines(report: PermissionReport, full: boolean, look: Style): string[] {
  const blocks = [
    changeLines(report.changes, full, look),
    pathLines(report.paths.opened, false, full, look),
    pathLines(report.paths.closed, true, full, look),
    ...OTHER.map(({ title, items }) => otherLines(title, items(report), full, look)),
  ].filter(block => block.length > 0);
  const verdict = report.verdict === '' ? [] : wrap(plain(report.verdict), look.width - 13);
  const [first, ...rest] = verdict;
  const head =
    first === undefined ? look.as('bold', 'Permissions') : `${look.as('bold', 'Permissions')}  ${first}`;
  const lines = [head, ...rest.map(line => `             ${line}`)];
  blocks.forEach((block, index) => {
    if (full && index > 0) lines.push('');
    lines.push(...block);
  });
  if (full && report.assumptions.length > 0) {
    lines.push('');
    for (const text of report.assumptions) {
      for (const line of wrap(plain(text), look.width - 2)) lines.push(`  ${look.as('dim', line)}`);
    }
  }
  return lines;
}

function changeLines(changes: readonly PermissionChange[], full: boolean, look: Style): string[] {
  const lines: string[] = [];
  let left = full ? Number.POSITIVE_INFINITY : LINES;
  let hidden = 0;
  for (const change of worstFirst(changes)) {
    if (left <= 0) {
      hidden += change.gained.length + change.lost.length;
      continue;
    }
    const audience = change.audience === undefined ? '' : `, ${change.audience}`;
    const name = wrap(plain(`${change.subject}${audience}${inEnvironments(change)}`), look.width - 2);
    lines.push(...name.map((line, row) => `  ${row === 0 ? look.as('bold', line) : line}`));
    for (const group of byThrough(change)) {
      // A role that was bound before has a hundred permissions, and is one loss.
      const most = full ? group.lines.length : group.sign === 'lost' ? LOST : Math.max(1, left);
      const shown = group.lines.slice(0, most);
      left -= shown.length;
      lines.push(...(full ? wholeGroup(group, look) : shortGroup(group, shown, look)));
    }
  }
  if (hidden > 0)
    lines.push(
      `  ${look.as('dim', `and ${plural(hidden, 'more change')}: "kubeproof rbac diff" has them all`)}`,
    );
  return lines;
}

function shortGroup(group: ThroughGroup, shown: readonly PermissionLine[], look: Style): string[] {
  const rest = group.lines.length - shown.length;
  const more = rest === 0 ? '' : `and ${rest} more, `;
  return [
    ...shown.flatMap(line => permission(line, group.sign, look)),
    ...wrap(plain(`${more}through ${arrows(group.through)}`), look.width - 8).map(
      part => `        ${look.as('dim', part)}`,
    ),
  ];
}

/** The binding once, then every line with the rules it comes from. */
function wholeGroup({ sign, lines }: ThroughGroup, look: Style): string[] {
  const bindings = new Map<string, Link>();
  for (const line of lines) {
    for (const link of chain(line)) if (link.kind === 'binding') bindings.set(JSON.stringify(link), link);
  }
  return [
    ...links([...bindings.values()], '    ', look),
    ...lines.flatMap(line => [
      ...permission(line, sign, look),
      ...links(
        chain(line).filter(({ kind }) => kind !== 'binding'),
        '        ',
        look,
      ),
    ]),
  ];
}

function permission(line: PermissionLine, sign: ThroughGroup['sign'], look: Style): string[] {
  const risk = sign === 'gained' ? line.risk : undefined;
  const color = sign === 'lost' ? 'green' : risk === undefined ? 'yellow' : 'red';
  const room = look.width - 6 - (risk === undefined ? 0 : risk.length + 2);
  const text = wrap(plain(`${line.text} · ${line.scope}`), room);
  return [
    ...text.map((part, row) => {
      const start = row === 0 ? (sign === 'gained' ? '+ ' : '- ') : '  ';
      const tag =
        risk !== undefined && row === text.length - 1 ? `  ${look.severity(riskSeverity(risk), risk)}` : '';
      return `    ${look.as(color, start + part)}${tag}`;
    }),
    ...line.notes.flatMap(note =>
      wrap(plain(note), look.width - 8).map(part => `        ${look.as('dim', part)}`),
    ),
  ];
}

/** One line per link: what it is, whether the change did it, where it is written. */
function links(all: readonly Link[], indent: string, look: Style): string[] {
  return all.flatMap(link => {
    const at = link.place === undefined ? '' : plain(place(link.place));
    const word = link.change === 'same' ? '' : changeWord(link);
    const mark = word === '' ? '' : `  ${look.as(link.change === 'added' ? 'yellow' : 'green', word)}`;
    const tail = word === '' ? 0 : word.length + 2;
    const text = wrap(plain(arrows(link.text)), look.width - indent.length - tail);
    const lines = text.map(
      (part, row) => `${indent}${look.as('dim', part)}${row === text.length - 1 ? mark : ''}`,
    );
    if (at === '') return lines;
    const used = indent.length + columns(text.at(-1) ?? '') + tail;
    if (used + columns(at) + 2 > look.width) return [...lines, `${indent}${look.as('underline', at)}`];
    return [...lines.slice(0, -1), `${lines.at(-1)}  ${look.as('underline', at)}`];
  });
}

function pathLines(paths: readonly EscalationPath[], closed: boolean, full: boolean, look: Style): string[] {
  if (closed && !full) return closedLine(paths, look);
  const listed = full ? paths : paths.slice(0, PATHS);
  const lines = listed.flatMap((path, index) => {
    const color = closed ? 'green' : 'red';
    const name = plain(`${path.title}${inEnvironments(path)}`);
    const word = pathTitle(path, closed);
    const fits = 8 + columns(`${word}${path.risk}${name}${plain(path.id)}`) <= look.width;
    const beside = fits ? `  ${look.as('bold', name)}` : '';
    const head = `${look.as(['bold', color], word)}  ${look.severity(riskSeverity(path.risk), path.risk)}${beside}  ${look.as('dim', plain(path.id))}`;
    const below = fits ? [] : wrap(name, look.width - 4).map(line => `    ${look.as('bold', line)}`);
    return [
      ...(full && index > 0 ? [''] : []),
      `  ${head}`,
      ...below,
      ...wrap(plain(sentenceStart(path.story)), look.width - 4).map(line => `    ${line}`),
      ...(full && !closed ? path.steps.flatMap((step, number) => stepLines(step, number, look)) : []),
    ];
  });
  if (listed.length < paths.length) {
    lines.push(
      `  ${look.as('dim', `and ${plural(paths.length - listed.length, 'more path')}: "kubeproof rbac diff" tells them all`)}`,
    );
  }
  return lines;
}

/** Good news is short. */
function closedLine(paths: readonly EscalationPath[], look: Style): string[] {
  if (paths.length === 0) return [];
  return [...closedBySubject(paths)].slice(0, PATHS).flatMap(([subject, titles]) => {
    const text = `${subject} can no longer: ${some(titles, 3)}`;
    return wrap(plain(text), look.width - 4).map(
      (line, row) => `${row === 0 ? '  ' : '    '}${look.as('green', line)}`,
    );
  });
}

function stepLines(step: EscalationPath['steps'][number], index: number, look: Style): string[] {
  const mark = look.as(
    step.change === 'added' ? 'yellow' : step.change === 'removed' ? 'green' : 'dim',
    changeWord(step),
  );
  const [first = '', ...rest] = wrap(plain(step.text), look.width - 20);
  return [
    `      ${index + 1}. ${look.as('bold', first)}  ${mark}`,
    ...rest.map(line => `         ${look.as('bold', line)}`),
    ...links(chain(step), '         ', look),
  ];
}

interface Other {
  readonly text: string;
  readonly at: string;
  readonly more?: readonly string[];
}

const OTHER: readonly {
  readonly title: string;
  readonly items: (report: PermissionReport) => readonly Other[];
}[] = [
  {
    title: 'Workloads',
    items: ({ workloads }) =>
      workloads.map(each => ({ text: saidIn(each.text, each), at: place(each.place) })),
  },
  {
    title: 'When it is applied',
    items: ({ apply }) =>
      apply.map(each => ({
        text: saidIn(each.text, each),
        at: place(each.place),
        more: [`To do: ${each.remediation}`],
      })),
  },
  {
    title: 'Still needed',
    items: ({ needed }) => needed.map(each => ({ text: saidIn(each.text, each), at: place(each.place) })),
  },
  {
    title: 'Not known',
    items: ({ unknown }) =>
      unknown.map(each => ({
        text: unknownText(each),
        at: each.place === undefined ? '' : place(each.place),
      })),
  },
  {
    title: 'Renamed, nothing else',
    items: ({ renamed }) =>
      renamed.map(each => ({
        text: saidIn(`${each.from} is ${each.to} now.`, each),
        at: place(each.place),
      })),
  },
];

function otherLines(title: string, items: readonly Other[], full: boolean, look: Style): string[] {
  if (items.length === 0) return [];
  const listed = full ? items : items.slice(0, OTHERS);
  const lines = [`  ${look.as('bold', title)}`];
  for (const { text, at, more = [] } of listed) {
    for (const line of wrap(plain(text), look.width - 4)) lines.push(`    ${line}`);
    for (const line of more.flatMap(each => wrap(plain(each), look.width - 6))) lines.push(`      ${line}`);
    if (at !== '') lines.push(`      ${look.as('underline', plain(at))}`);
  }
  if (listed.length < items.length)
    lines.push(
      `    ${look.as('dim', `and ${items.length - listed.length} more: "kubeproof rbac diff" has them all`)}`,
    );
  return lines;
}
