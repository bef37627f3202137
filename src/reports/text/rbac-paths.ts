import type { PathsAnswer, ReachedPath, ReachedStep } from '../../analyzers/index.ts';
import { plural } from '../../plural.ts';

import { plain } from '../escape.ts';
import { riskSeverity, some } from '../permissions.ts';
import { columns, wrap } from '../wrap.ts';
import { environmentNote, finish, places, type RbacOptions, scopeText, throughText, title } from './rbac.ts';
import { type Style, style } from './style.ts';

/** Paths of one subject in full, before the rest is counted. */
const SHOWN = 12;
/** Other titles of one cause. */
const ALSO = 8;
/** Subjects of the overview. */
const SUBJECTS = 40;

/** What `kubeproof rbac paths SUBJECT` says: every path as a story, with its steps. */
export function pathsText(subject: string, answer: PathsAnswer, options: RbacOptions): string {
  const look = style(options.color, options.width);
  const wanted = relevant(answer, options);
  const shown = options.verbose === true ? wanted : wanted.slice(0, SHOWN);
  const lines = title(subject, answer, look);
  if (wanted.length === 0) lines.push('', 'What it holds leads nowhere that the catalogue knows.');
  for (const path of shown) lines.push('', ...pathLines(path, answer, look));
  if (shown.length < wanted.length)
    lines.push(
      '',
      look.as('dim', `and ${plural(wanted.length - shown.length, 'more path')}: --verbose tells them all`),
    );
  lines.push(...lowRisks(answer, wanted, look));
  return finish(lines, options, look);
}

/** What `kubeproof rbac paths` says: one line per path, by subject. */
export function overviewText(answer: PathsAnswer, options: RbacOptions): string {
  const look = style(options.color, options.width);
  const wanted = relevant(answer, options);
  const lines = title('What permissions lead to', answer, look);
  if (wanted.length === 0) lines.push('', 'Nowhere that the catalogue knows.');
  const subjects = new Map<string, ReachedPath[]>();
  for (const path of wanted) subjects.set(path.subject, [...(subjects.get(path.subject) ?? []), path]);
  const shown = [...subjects].slice(0, options.verbose === true ? undefined : SUBJECTS);
  for (const [subject, paths] of shown) {
    lines.push('', look.as('bold', plain(subject)));
    for (const path of paths) {
      const risk = look.severity(riskSeverity(path.risk), path.risk.padEnd(8));
      const only = path.names.length === 0 ? '' : `, only ${path.names.join(', ')}`;
      const more = path.also.length === 0 ? '' : `, and ${path.also.length} more of the same rules`;
      const text = `${path.title}, ${scopeText(path.scope)}${only}${more}${environmentNote(path, answer)}`;
      const rows = wrap(plain(text), look.width - 12);
      const last = rows.length - 1;
      const id = plain(path.id);
      const fits = 14 + columns(`${rows[last]}${id}`) <= look.width;
      rows.forEach((line, row) => {
        const start = row === 0 ? `  ${risk}  ` : ' '.repeat(12);
        lines.push(`${start}${line}${row === last && fits ? `  ${look.as('dim', id)}` : ''}`);
      });
      if (!fits) lines.push(`${' '.repeat(12)}${look.as('dim', id)}`);
    }
  }
  const left = subjects.size - shown.length;
  if (left > 0) lines.push('', look.as('dim', `and ${plural(left, 'more subject')}: --verbose lists them`));
  lines.push(...lowRisks(answer, wanted, look));
  if (wanted.length > 0) lines.push('', look.as('dim', 'kubeproof rbac paths SUBJECT tells how.'));
  return finish(lines, options, look);
}

function relevant({ paths }: PathsAnswer, { verbose }: RbacOptions): readonly ReachedPath[] {
  return verbose === true ? paths : paths.filter(({ risk }) => risk !== 'low');
}

function lowRisks({ paths }: PathsAnswer, shown: readonly ReachedPath[], look: Style): string[] {
  const left = paths.length - shown.length;
  return left === 0
    ? []
    : ['', look.as('dim', `and ${plural(left, 'path')} of low risk: --verbose tells them`)];
}

function pathLines(path: ReachedPath, answer: PathsAnswer, look: Style): string[] {
  const { risk, title: name, id, story, steps, also } = path;
  const note = plain(environmentNote(path, answer));
  const head = `${look.severity(riskSeverity(risk), risk)}  ${look.as('bold', plain(name))}  ${look.as('dim', `${plain(id)}${note}`)}`;
  const lines = [head, ...wrap(plain(story), look.width - 2).map(line => `  ${line}`)];
  for (const [index, step] of steps.entries()) lines.push(...stepLines(step, index, look));
  if (also.length > 0) {
    const text = `The same rules also come to: ${some(also, ALSO)}.`;
    for (const line of wrap(plain(text), look.width - 2)) lines.push(`  ${look.as('dim', line)}`);
  }
  return lines;
}

function stepLines({ text, through, rule }: ReachedStep, index: number, look: Style): string[] {
  const number = `${index + 1}. `;
  const room = look.width - 4 - number.length;
  const [first = '', ...rest] = wrap(plain(text), room);
  const collected = rule === undefined || rule.name === through.role.name ? '' : `, from ${rule.name}`;
  const which = rule === undefined ? '' : `${collected}, rule ${rule.number}`;
  const indent = ' '.repeat(4 + number.length);
  return [
    `    ${number}${look.as('yellow', first)}`,
    ...rest.map(line => `${indent}${look.as('yellow', line)}`),
    ...throughText(through, room, which).map(line => `${indent}${line}`),
    ...places([through.binding.at, rule?.at], room, look).map(line => `${indent}${line}`),
  ];
}
