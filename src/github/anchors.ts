import type { ReportFinding } from '../reports/index.ts';
import type { DiffFile } from './types.ts';

/** Where a review comment goes: fields of GitHub's "Create a review". */
export interface Anchor {
  readonly path: string;
  /** Last line of the range. */
  readonly line: number;
  /** First line, only when it differs. */
  readonly startLine?: number;
  readonly side: 'LEFT' | 'RIGHT';
}

/** GitHub shows no diff of a file beyond these (docs, "Repository limits"), so no line of it takes a comment. */
const FILE_LINES = 20_000;
const FILE_BYTES = 500_000;

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
    if (file.binary || (file.patchLines ?? 0) > FILE_LINES || (file.patchBytes ?? 0) > FILE_BYTES) continue;
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
    return place(file, location.line, last, removed ? 'LEFT' : 'RIGHT');
  };
}

function place(file: DiffFile, first: number, last: number, side: Anchor['side']): Anchor | undefined {
  const { path, hunks } = file;
  const commentable = (hunk: DiffFile['hunks'][number]) => (side === 'LEFT' ? hunk.left : hunk.right);
  const hunk = hunks.find(candidate => commentable(candidate).includes(first));
  if (hunk === undefined) {
    // The field spans several lines and starts outside the hunks: its first changed line speaks for it.
    const line = hunks
      .flatMap(candidate => (side === 'LEFT' ? candidate.left : candidate.added))
      .find(candidate => candidate > first && candidate <= last);
    return line === undefined ? undefined : { path, line, side };
  }
  let line = first;
  for (const candidate of commentable(hunk)) if (candidate === line + 1 && candidate <= last) line++;
  if (line === first || line - first >= LONGEST_RANGE) return { path, line: first, side };
  return { path, line, startLine: first, side };
}
