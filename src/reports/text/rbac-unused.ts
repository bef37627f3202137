import type { Unused, UnusedAnswer, UnusedReason } from '../../analyzers/index.ts';
import { place } from '../../problems.ts';
import { plain } from '../escape.ts';
import { wrap } from '../wrap.ts';
import { beside, environmentNote, finish, nameColumn, type RbacOptions } from './rbac.ts';
import { type Style, style } from './style.ts';

/** Entries of one sort before the rest is counted. */
const LISTED = 25;

const REASONS: Readonly<
  Record<
    UnusedReason,
    {
      readonly title: string;
      readonly why: string;
      /** Where all of the cluster is known. */
      readonly closed?: string;
    }
  >
> = {
  'role-missing': {
    title: 'Bindings to a role that is not here',
    why: 'They grant nothing until somebody makes a role of that name, and then whatever it says.',
  },
  'account-missing': {
    title: 'Subjects that are not here',
    why: 'Whoever makes a ServiceAccount of that name gets these permissions.',
  },
  'binding-empty': { title: 'Bindings without subjects', why: 'They grant nothing to anybody.' },
  'role-unbound': {
    title: 'Roles that nobody is bound to',
    why: 'Take them out, or leave them where something outside of this repository binds them.',
    closed: 'Take them out.',
  },
  'account-idle': {
    title: 'Accounts with permissions that nothing here runs as',
    why: 'Take the binding out, unless something outside of this repository uses the account.',
  },
};

/** What `kubeproof rbac unused` says. */
export function unusedText(answer: UnusedAnswer, options: RbacOptions): string {
  const look = style(options.color, options.width);
  const lines: string[] = [];
  const reasons = [...new Set(answer.unused.map(({ why }) => why))];
  for (const reason of reasons) {
    const { title, why, closed = why } = REASONS[reason];
    const items = answer.unused.filter(each => each.why === reason);
    if (lines.length > 0) lines.push('');
    lines.push(`${look.as('bold', title)} ${look.as('dim', String(items.length))}`);
    for (const line of wrap(answer.closed ? closed : why, look.width)) lines.push(look.as('dim', line));
    const name = (item: Unused) => (reason === 'account-missing' ? (item.named ?? '') : item.what.name);
    const shown = items.slice(0, options.verbose === true ? undefined : LISTED);
    const width = nameColumn(shown.map(name));
    for (const item of shown) lines.push(...beside(name(item), width, unusedLines(item, answer, look), look));
    const left = items.length - shown.length;
    if (left > 0) lines.push(`  ${look.as('dim', `and ${left} more: --verbose lists them`)}`);
  }
  if (lines.length === 0) lines.push('Everything is in use: every role is bound, and every subject is here.');
  return finish(lines, options, look);
}

function unusedLines(item: Unused, answer: UnusedAnswer, look: Style): string[] {
  const { what, near } = item;
  const by = item.why === 'account-missing' ? `named by ${what.name}` : `names ${item.named}`;
  const named = item.named === undefined ? '' : by;
  const meant = near === undefined ? '' : `did you mean ${near}?`;
  const text =
    `${[named, meant].filter(part => part !== '').join('; ')}${environmentNote(item, answer)}`.trim();
  const at = what.at === undefined ? '' : place(what.at);
  return [text, at]
    .filter(part => part !== '')
    .map(part => (part === at ? look.as('underline', plain(part)) : plain(part)));
}
