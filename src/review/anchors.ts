import type { Location } from '../findings.ts';
import type { ReportFinding } from '../reports/index.ts';
import { isShownExactly } from './escape.ts';
import type { CommentPlace, DiffFile, DiffLine } from './types.ts';

/** Where a review comment goes. */
export interface Anchor extends CommentPlace {
  /** First line in the text that was judged, where that has another number. */
  readonly judged?: number;
  /** Lines that the forge offers to put in place of the commented ones. */
  readonly suggestion?: readonly string[];
  /** Lines below that a suggestion replaces too, on forges that comment on single lines. */
  readonly below?: number;
}

/** A longer range would fold the code it is about out of sight. */
const LONGEST_RANGE = 10;

export type AnchorLookup = (finding: ReportFinding) => Anchor | undefined;

/**
 * Finds the line of the diff a finding can be commented on. Forges take lines inside hunks only, and one bad
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
  const at = (location: Location | undefined, side: Anchor['side']): Placed | undefined => {
    if (location?.line === undefined) return undefined;
    const file = (side === 'LEFT' ? byBase : byHead).get(location.file);
    if (file === undefined) return undefined;
    const last = Math.max(location.line, location.endLine ?? location.line);
    return place(file.path, side === 'LEFT' ? file.left : file.right, location.line, last, side);
  };
  return finding => {
    const { side, location, related } = finding;
    const suggested = suggestionAnchor(finding, byHead);
    if (suggested !== undefined) return suggested;
    // What was removed is located in the base's text: only a deleted line means the same there and in the diff.
    if (side === 'removed') return at(location, 'LEFT')?.anchor;
    const right = at(location, 'RIGHT');
    if (right?.isChanged) return right.anchor;
    const removal = related.find(place => place.side === 'base');
    return at(removal, 'LEFT')?.anchor ?? right?.anchor;
  };
}

/** A place, and whether its line is one that the change wrote or took away. */
interface Placed {
  readonly anchor: Anchor;
  readonly isChanged: boolean;
}

/**
 * The lines a proven edit replaces, when a forge can offer it: one edit, all of its lines in one hunk ("Suggesting
 * changes", and the same limits as multi-line comments).
 */
function suggestionAnchor(
  { suggestion, state }: ReportFinding,
  byHead: ReadonlyMap<string, DiffFile>,
): Anchor | undefined {
  const [edit] = suggestion?.edits ?? [];
  if (edit === undefined || suggestion?.edits.length !== 1 || state === 'fixed') return undefined;
  const { file: path, line: first, endLine: line, lines } = edit;
  const right = byHead.get(path)?.right ?? [];
  const start = right.find(candidate => candidate.line === first);
  const end = right.find(candidate => candidate.line === line);
  if (start === undefined || end === undefined || start.hunk !== end.hunk) return undefined;
  // Where lines of the base stand between them, the edit is of a text that the head does not have.
  if (known(end) - known(start) !== line - first || !isShownExactly(lines)) return undefined;
  return {
    path,
    line: known(end),
    ...(line === first ? {} : { startLine: known(start) }),
    ...judgedLine(start),
    side: 'RIGHT',
    suggestion: lines,
  };
}

function judgedLine({ line, at = line }: DiffLine): Pick<Anchor, 'judged'> {
  return line === at ? {} : { judged: line };
}

/** The number that the forge knows a line by. */
function known({ line, at = line }: DiffLine): number {
  return at;
}

function place(
  path: string,
  lines: readonly DiffLine[],
  first: number,
  last: number,
  side: Anchor['side'],
): Placed | undefined {
  const placed = (start: DiffLine, end = start): Placed => {
    const range = start === end ? {} : { startLine: known(start) };
    return {
      anchor: { path, line: known(end), ...range, ...judgedLine(start), side },
      isChanged: lines.some(({ line, kind }) => line >= start.line && line <= end.line && kind !== 'context'),
    };
  };
  const start = lines.find(({ line }) => line === first);
  if (start === undefined) {
    // The field spans several lines and starts outside the hunks: its first changed line speaks for it.
    const changed = lines.find(({ line, kind }) => kind !== 'context' && line > first && line <= last);
    return changed === undefined ? undefined : placed(changed);
  }
  let end = start;
  for (const candidate of lines) {
    const isNext = candidate.line === end.line + 1 && known(candidate) === known(end) + 1;
    if (isNext && candidate.line <= last && candidate.hunk === start.hunk) end = candidate;
  }
  return end.line - first >= LONGEST_RANGE ? placed(start) : placed(start, end);
}
