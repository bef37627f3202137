import type { ReportFinding } from '../reports/index.ts';
import type { DiffFile, DiffLine } from './types.ts';

/** Where a review comment goes: fields of GitHub's "Create a review". */
export interface Anchor {
  readonly path: string;
  /** Last line of the range. */
  readonly line: number;
  /** First line, only when it differs. */
  readonly startLine?: number;
  readonly side: 'LEFT' | 'RIGHT';
}

/** A longer range would fold the code it is about out of sight. */
const LONGEST_RANGE = 10;

export type AnchorLookup = (finding: ReportFinding) => Anchor | undefined;

/**
 * Finds the line of the diff a finding can be commented on. GitHub accepts lines inside hunks only, and one bad
 * position refuses the whole review (reference/github.md, rows 1-4).
 */
export function anchorLookup(diff: readonly DiffFile[]): AnchorLookup {
  const byHead = new Map<string, DiffFile>();
  const byBase = new Map<string, DiffFile>();
  for (const file of diff) {
    if (file.binary) continue;
    byHead.set(file.path, file);
    byBase.set(file.oldPath ?? file.path, file);
  }
  return finding => {
    const location = finding.location;
    if (location?.line === undefined) return undefined;
    // A removal is located in the base's text: only a deleted line means the same there and in the diff.
    const removed = finding.side === 'removed';
    const file = (removed ? byBase : byHead).get(location.file);
    if (file === undefined) return undefined;
    const last = Math.max(location.line, location.endLine ?? location.line);
    return removed
      ? place(file.path, file.left, location.line, last, 'LEFT')
      : place(file.path, file.right, location.line, last, 'RIGHT');
  };
}

function place(
  path: string,
  lines: readonly DiffLine[],
  first: number,
  last: number,
  side: Anchor['side'],
): Anchor | undefined {
  const start = lines.find(({ line }) => line === first);
  if (start === undefined) {
    // The field spans several lines and starts outside the hunks: its first changed line speaks for it.
    const changed = lines.find(({ line, kind }) => kind !== 'context' && line > first && line <= last);
    return changed === undefined ? undefined : { path, line: changed.line, side };
  }
  let line = first;
  for (const candidate of lines) {
    if (candidate.line === line + 1 && candidate.line <= last && candidate.hunk === start.hunk) line++;
  }
  if (line === first || line - first >= LONGEST_RANGE) return { path, line: first, side };
  return { path, line, startLine: first, side };
}
