import type { Report, ReportFinding } from '../reports/index.ts';
import { type Anchor, anchorLookup } from './anchors.ts';
import type { Body } from './comment.ts';
import {
  type CommentFrame,
  findingComment,
  type Resolution,
  resolvedComment,
  resolvedEvidence,
} from './comment.ts';
import { type Marker, olderRun, ownMarker, REVIEW, STICKY, targetKey } from './marker.ts';
import type { DiffFile, ExistingComment } from './types.ts';
import { present } from './words.ts';

/** Comments of ours on lines, per pull request: GitHub refuses reviews somewhere above 30 (reference/github.md, row 6). */
export const INLINE_COMMENTS = 25;

/** Edits and deletions of one run; the rest waits for the next. */
export const EDITS = 40;

export interface PlannedComment extends Anchor {
  readonly fingerprint: string;
  readonly body: string;
}

/** What to write so that the review says what the report says. */
export interface ReviewPlan {
  /** One review, worst finding first. */
  readonly create: readonly PlannedComment[];
  readonly update: readonly { readonly id: number; readonly body: string }[];
  /** Ids of comments nobody replied to. */
  readonly remove: readonly number[];
  /** Edits and deletions over {@link EDITS}. */
  readonly postponed: number;
  /** Fingerprints of findings in the report that have a comment already. */
  readonly standing: ReadonlySet<string>;
}

export interface PlanInput {
  readonly report: Report;
  readonly diff: readonly DiffFile[];
  /** Every comment of the pull request's review threads. */
  readonly comments: readonly ExistingComment[];
  readonly viewer: string;
  readonly frame: CommentFrame;
}

/** A thread that one of our comments opened. */
interface Thread {
  readonly comment: ExistingComment;
  readonly marker: Marker;
  /** Somebody else wrote in it: it is never deleted. */
  readonly replied: boolean;
}

type Step = { readonly id: number; readonly body?: string };

/**
 * Compares what stands with what should: new findings become comments, changed ones edits, settled ones deletions
 * (edits where somebody replied); what was not evaluated this time stays. Planning again after carrying out a plan
 * gives an empty one. Pure.
 */
export function planReview(input: PlanInput): ReviewPlan {
  const { report, frame } = input;
  const anchorOf = anchorLookup(input.diff);
  const findings = present(report);
  const settledBy = settlements(report);
  const skipped = skippedTargets(report);
  const standing = new Set<string>();
  const steps: Step[] = [];

  for (const [fingerprint, threads] of threadsByFingerprint(input)) {
    const finding = findings.get(fingerprint);
    if (finding !== undefined) {
      standing.add(fingerprint);
      steps.push(...keep(threads, findingComment(finding, report, anchorOf(finding), frame)));
      continue;
    }
    const resolution = settledBy.get(fingerprint);
    for (const thread of threads) {
      if (resolution === undefined && mayBeUnseen(thread.marker, skipped)) continue;
      const step = settle(thread, resolution ?? { kind: 'fixed' }, frame);
      if (step !== undefined) steps.push(step);
    }
  }

  const now = [...steps]
    .sort((a, b) => Number(a.body === undefined) - Number(b.body === undefined))
    .slice(0, EDITS);
  return {
    create: creations(findings.values(), standing, report, anchorOf, frame),
    update: now.filter((step): step is Required<Step> => step.body !== undefined),
    remove: now.filter(step => step.body === undefined).map(({ id }) => id),
    postponed: steps.length - now.length,
    standing,
  };
}

/** New findings without a comment, worst first, as many as the limit leaves. */
function creations(
  findings: Iterable<ReportFinding>,
  standing: ReadonlySet<string>,
  report: Report,
  anchorOf: (finding: ReportFinding) => Anchor | undefined,
  frame: CommentFrame,
): PlannedComment[] {
  const create: PlannedComment[] = [];
  for (const finding of findings) {
    if (standing.size + create.length >= INLINE_COMMENTS) break;
    if (finding.state !== 'new' || standing.has(finding.fingerprint)) continue;
    const anchor = anchorOf(finding);
    if (anchor === undefined) continue;
    const { body } = findingComment(finding, report, anchor, frame);
    create.push({ ...anchor, fingerprint: finding.fingerprint, body });
  }
  return create;
}

/** One thread stays, and every other one somebody wrote in; the rest are leftovers of racing runs. */
function keep(threads: readonly Thread[], wanted: Body): Step[] {
  const replied = threads.filter(thread => thread.replied);
  const kept = replied.length > 0 ? replied : threads.slice(0, 1);
  return threads.flatMap((thread): Step[] => {
    if (!kept.includes(thread)) return [{ id: thread.comment.id }];
    return thread.marker.evidence === wanted.evidence ? [] : [{ id: thread.comment.id, body: wanted.body }];
  });
}

function settle(thread: Thread, resolution: Resolution, frame: CommentFrame): Step | undefined {
  const { comment, marker, replied } = thread;
  if (!replied) return { id: comment.id };
  if (marker.evidence === resolvedEvidence(resolution)) return undefined;
  return { id: comment.id, body: resolvedComment(resolution, comment.body, marker, frame).body };
}

/** Fingerprints the report itself calls fixed or waived. */
function settlements(report: Report): Map<string, Resolution> {
  const settled = new Map<string, Resolution>();
  for (const { fingerprint, state, waiver } of report.findings) {
    if (state === 'fixed') settled.set(fingerprint, { kind: 'fixed' });
    else if (waiver !== undefined) settled.set(fingerprint, { kind: 'waived', waiver });
  }
  return settled;
}

/** Keys of the targets that were not evaluated; `all` when a gap belongs to no target. */
function skippedTargets(report: Report): ReadonlySet<string> | 'all' {
  const keys = new Set<string>();
  for (const problem of report.problems) {
    if (!problem.gates) continue;
    if (problem.target === undefined) return 'all';
    keys.add(targetKey(problem.target));
  }
  return keys;
}

/** Whether the finding may only be out of sight: a fix nobody saw is never claimed. */
function mayBeUnseen(marker: Marker, skipped: ReadonlySet<string> | 'all'): boolean {
  if (skipped === 'all') return true;
  if (skipped.size === 0) return false;
  return marker.targets === undefined || marker.targets.some(target => skipped.has(target));
}

/** Our threads, by fingerprint in the order of the oldest comment, oldest first. */
function threadsByFingerprint({ comments, viewer, frame }: PlanInput): Map<string, Thread[]> {
  const answered = new Set<number>();
  for (const comment of comments) {
    if (comment.inReplyTo !== undefined) answered.add(comment.inReplyTo);
  }
  const threads = new Map<string, Thread[]>();
  for (const comment of [...comments].sort((a, b) => a.id - b.id)) {
    if (comment.inReplyTo !== undefined) continue;
    const marker = ownMarker(comment, viewer, frame.instance);
    if (marker === undefined || marker.fingerprint === STICKY || marker.fingerprint === REVIEW) continue;
    const list = threads.get(marker.fingerprint) ?? [];
    list.push({ comment, marker, replied: answered.has(comment.id) });
    threads.set(marker.fingerprint, list);
  }
  return threads;
}

export type StickyPlan =
  | { readonly kind: 'none'; readonly remove: readonly number[] }
  /** It stands as it should. */
  | { readonly kind: 'unchanged'; readonly remove: readonly number[] }
  /** A run that started later has written already. */
  | { readonly kind: 'newer'; readonly remove: readonly number[] }
  | { readonly kind: 'create'; readonly body: string; readonly remove: readonly number[] }
  | {
      readonly kind: 'update';
      readonly id: number;
      readonly body: string;
      readonly remove: readonly number[];
    };

/** Our sticky comments among those of the conversation, oldest first. */
export function ownStickies(
  comments: readonly ExistingComment[],
  viewer: string,
  instance: string,
): { readonly id: number; readonly marker: Marker }[] {
  return comments
    .map(comment => ({ id: comment.id, marker: ownMarker(comment, viewer, instance) }))
    .filter((own): own is { id: number; marker: Marker } => own.marker?.fingerprint === STICKY)
    .sort((a, b) => a.id - b.id);
}

/**
 * What to do with the sticky comment: the oldest is kept, copies of racing runs go. It is rewritten for a new head
 * even when it says the same, so that its evidence is that of the head. Pure.
 */
export function planSticky(
  own: readonly { readonly id: number; readonly marker: Marker }[],
  wanted: Body | undefined,
  frame: CommentFrame,
): StickyPlan {
  const [first, ...copies] = own;
  const remove = copies.map(({ id }) => id);
  if (wanted === undefined) return { kind: 'none', remove: [] };
  if (first === undefined) return { kind: 'create', body: wanted.body, remove };
  const { marker } = first;
  if (marker.evidence === wanted.evidence && marker.sha === frame.sha) return { kind: 'unchanged', remove };
  if (olderRun(frame.run, marker.run)) return { kind: 'newer', remove };
  return { kind: 'update', id: first.id, body: wanted.body, remove };
}
