import { type CatalogueEntry, LEVELS, type Level } from './catalogue/index.ts';
import type { ReachOptions } from './reached.ts';
import type { Subject } from './types.ts';

/** Whose ServiceAccounts own the cluster on every installation. */
export const PRIVILEGED_NAMESPACES: readonly string[] = ['kube-system'];

/** Group and user of callers that have not said who they are. */
export const ANONYMOUS: ReadonlySet<Subject> = new Set([
  'User system:anonymous',
  'Group system:unauthenticated',
]);
/** Everyone who can log in, and every pod. */
export const EVERYONE: ReadonlySet<Subject> = new Set([
  'Group system:authenticated',
  'Group system:serviceaccounts',
]);

interface Judged {
  readonly entry: CatalogueEntry;
  readonly scope: string;
  readonly names: readonly string[];
  readonly subject: Subject;
  readonly options: ReachOptions;
}

/** The entry's level for where it holds, whether objects are named, and for whom. */
export function severityOf({ entry, scope, names, subject, options }: Judged): Level {
  let level = atScope(entry, scope, options);
  if (names.length > 0 && entry.worst?.some(name => names.includes(name)) !== true)
    level = entry.level.named === undefined ? moved(level, 1) : milder(level, entry.level.named);
  return moved(level, -audience(subject, options));
}

function atScope(entry: CatalogueEntry, scope: string, options: ReachOptions): Level {
  const { cluster, privileged = cluster, namespace = moved(cluster, 1) } = entry.level;
  if (scope === '') return cluster;
  if ((options.privileged ?? PRIVILEGED_NAMESPACES).includes(scope)) return privileged;
  const enforced = entry.runsPods === true ? options.podSecurity?.(scope) : undefined;
  return enforced === 'restricted' || enforced === 'baseline' ? milder(namespace, 'medium') : namespace;
}

/** Steps worse for an audience that is larger than one account. */
function audience(subject: Subject, { exposed }: ReachOptions): number {
  if (ANONYMOUS.has(subject)) return 2;
  return EVERYONE.has(subject) || exposed?.has(subject) === true ? 1 : 0;
}

/** Positive: milder; never beyond the ends. */
function moved(level: Level, by: number): Level {
  const index = Math.min(Math.max(LEVELS.indexOf(level) + by, 0), LEVELS.length - 1);
  return LEVELS[index] as Level;
}

function milder(a: Level, b: Level): Level {
  return LEVELS.indexOf(a) > LEVELS.indexOf(b) ? a : b;
}
