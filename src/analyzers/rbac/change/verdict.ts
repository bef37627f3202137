import { LEVELS, type Level } from '../catalogue/index.ts';
import type { EscalationPath, PermissionReport } from './types.ts';

type Judged = Pick<
  PermissionReport<unknown>,
  'changes' | 'paths' | 'workloads' | 'apply' | 'needed' | 'unknown' | 'refactored'
>;

/** `2 subjects gain permissions (1 critical, 1 high), 1 new path (RB006, critical), 1 subject loses some`. */
export function verdict({ changes, paths, workloads, apply, needed, unknown, refactored }: Judged): string {
  if (refactored) return "roles or bindings changed, nobody's permissions did";
  const gaining = changes.filter(change => change.gained.length > 0);
  const losing = changes.filter(change => change.lost.length > 0);
  const risks = levels(gaining.flatMap(change => change.gained).map(line => line.risk));
  const parts = [
    count(gaining.length, 'subject gains permissions', 'subjects gain permissions', risks),
    count(paths.opened.length, 'new path', 'new paths', pathsText(paths.opened)),
    count(paths.closed.length, 'path closed', 'paths closed', ''),
    count(losing.length, 'subject loses some', 'subjects lose some', ''),
    count(workloads.length, 'workload changes rights', 'workloads change rights', ''),
    count(apply.length, 'problem when applied', 'problems when applied', ''),
    count(needed.length, 'workload may miss what it lost', 'workloads may miss what they lost', ''),
    count(unknown.length, 'role unknown', 'roles unknown', ''),
  ].filter(part => part !== '');
  return parts.join(', ');
}

function pathsText(paths: readonly EscalationPath<unknown>[]): string {
  const [only] = paths;
  if (paths.length === 1 && only !== undefined) return `${only.id}, ${only.risk}`;
  return levels(paths.map(path => path.risk));
}

function levels(risks: readonly (Level | undefined)[]): string {
  return LEVELS.flatMap(level => {
    const number = risks.filter(risk => risk === level).length;
    return number === 0 ? [] : [`${number} ${level}`];
  }).join(', ');
}

function count(number: number, one: string, many: string, more: string): string {
  if (number === 0) return '';
  return `${number} ${number === 1 ? one : many}${more === '' ? '' : ` (${more})`}`;
}
