import type { Report, ReportFinding } from '../reports/index.ts';
import { type Anchor, type AnchorLookup, anchorLookup } from './anchors.ts';
import { type Chorus, chorusOf } from './chorus.ts';
import {
  type Body,
  type CommentFrame,
  findingComment,
  type Resolution,
  resolvedComment,
  resolvedEvidence,
} from './comment.ts';
import { type Marker, targetKey } from './marker.ts';
import { isTouched, standsAt, type Thread, threadsByFingerprint } from './threads.ts';
import type { DiffFile, ExistingComment, OnFixed, ThreadState } from './types.ts';
import { present } from './words.ts';

/** Comments of ours on lines, per change: GitHub refuses reviews somewhere above 30 (reference/github.md, row 6). */
export const INLINE_COMMENTS = 25;

/** Edits, deletions and resolutions of one run; the rest waits for the next. */
export const EDITS = 40;

export interface PlannedComment extends Anchor {
  readonly fingerprint: string;
  readonly body: string;
}

/** What to do to a comment that stands. */
export type Step =
  | { readonly kind: 'edit'; readonly id: number; readonly body: string }
  /** `movedTo`: only once the finding has its new comment. */
  | { readonly kind: 'delete'; readonly id: number; readonly movedTo?: string }
  | { readonly kind: 'resolve' | 'unresolve'; readonly thread: string };

/** What to write so that the review says what the report says. */
export interface ReviewPlan {
  /** One review, worst finding first. */
  readonly create: readonly PlannedComment[];
  /** In order: edits, then resolutions, then deletions. */
  readonly steps: readonly Step[];
  /** Steps over {@link EDITS}. */
  readonly postponed: number;
  /** Fingerprints of findings in the report that have a comment already. */
  readonly standing: ReadonlySet<string>;
  /** Fingerprints of the findings that the comment of another one speaks for too, by that one's. */
  readonly speaksFor: ReadonlyMap<string, readonly string[]>;
  /** Findings that are still there although a person resolved their thread: who, by fingerprint. */
  readonly resolvedByPeople: ReadonlyMap<string, string>;
}

export interface PlanInput {
  readonly report: Report;
  readonly diff: readonly DiffFile[];
  /** Every comment of the pull request's review threads. */
  readonly comments: readonly ExistingComment[];
  /** By the first comment; absent when the forge does not tell. */
  readonly threads?: ReadonlyMap<number, ThreadState>;
  readonly viewer: string;
  readonly frame: CommentFrame;
  readonly onFixed: OnFixed;
  /** Where the forge puts a comment that is meant for a place. */
  readonly anchor?: ((anchor: Anchor) => Anchor) | undefined;
}

const ORDER = ['edit', 'unresolve', 'resolve', 'delete'];

/**
 * Compares what stands with what should (reference/github.md, section 6.3): new findings become comments, changed ones
 * edits, moved ones new comments at their line, settled ones resolutions or deletions; where a person had a part in
 * the thread it is edited and stays. What was not evaluated this time stays as it is. Planning again after carrying
 * out a plan gives an empty one. Pure.
 */
export function planReview(input: PlanInput): ReviewPlan {
  const { report, frame } = input;
  const lookup = anchorLookup(input.diff);
  const anchorOf = (finding: ReportFinding) => {
    const meant = lookup(finding);
    return meant === undefined ? undefined : (input.anchor?.(meant) ?? meant);
  };
  const findings = present(report);
  const own = threadsByFingerprint({ ...input, instance: frame.instance });
  const chorus = chorusOf(findings.values(), anchorOf, fingerprint => own.has(fingerprint));
  const comment = (finding: ReportFinding, anchor: Anchor | undefined, movedTo?: Anchor) =>
    findingComment(finding, report, anchor, frame, { movedTo, others: chorus.behind(finding) });
  const settledBy = settlements(report);
  const skipped = skippedTargets(report);
  const standing = new Set<string>();
  const moving = new Set<string>();
  const resolvedByPeople = new Map<string, string>();
  const steps: Step[] = [];

  for (const [fingerprint, threads] of own) {
    const finding = findings.get(fingerprint);
    if (finding === undefined) {
      const resolution = settledBy.get(fingerprint);
      for (const thread of threads) {
        if (resolution === undefined && mayBeUnseen(thread.marker, skipped)) continue;
        steps.push(...settle(thread, resolution ?? { kind: 'fixed' }, input));
      }
      continue;
    }
    const anchor = anchorOf(finding);
    const kept = keep(threads, anchor);
    const person = kept.find(thread => thread.resolvedByPerson !== undefined)?.resolvedByPerson;
    if (person !== undefined) resolvedByPeople.set(fingerprint, person);
    for (const thread of threads) {
      const placeable = anchor !== undefined && finding.state === 'new';
      const isMoved = placeable && !standsAt(thread, anchor);
      // Resolved by us with another token: nobody would see it come back.
      const isShut = thread.resolvedByUs && thread.state?.mayUnresolve !== true;
      if (!kept.includes(thread)) steps.push({ kind: 'delete', id: thread.comment.id });
      else if ((isMoved || (placeable && isShut)) && !isTouched(thread)) {
        moving.add(fingerprint);
        steps.push({ kind: 'delete', id: thread.comment.id, movedTo: fingerprint });
      } else {
        const wanted = isMoved ? comment(finding, undefined, anchor) : comment(finding, anchor);
        steps.push(...reopen(thread, wanted));
      }
    }
    if (!moving.has(fingerprint)) standing.add(fingerprint);
  }

  const create = creations(findings.values(), standing, anchorOf, chorus, comment);
  const placed = new Set(create.map(({ fingerprint }) => fingerprint));
  const due = steps
    .filter(step => step.kind !== 'delete' || step.movedTo === undefined || placed.has(step.movedTo))
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  const now = due.slice(0, EDITS);
  return {
    create,
    steps: now,
    postponed: due.length - now.length,
    standing,
    speaksFor: speaksFor(findings.values(), chorus),
    resolvedByPeople,
  };
}

function speaksFor(findings: Iterable<ReportFinding>, chorus: Chorus): Map<string, string[]> {
  const spoken = new Map<string, string[]>();
  for (const finding of findings) {
    const others = chorus.behind(finding).map(({ fingerprint }) => fingerprint);
    if (others.length > 0) spoken.set(finding.fingerprint, others);
  }
  return spoken;
}

/** New findings without a comment, worst first, as many as the limit leaves. */
function creations(
  findings: Iterable<ReportFinding>,
  standing: ReadonlySet<string>,
  anchorOf: AnchorLookup,
  chorus: Chorus,
  comment: (finding: ReportFinding, anchor: Anchor) => Body,
): PlannedComment[] {
  const create: PlannedComment[] = [];
  for (const finding of findings) {
    if (standing.size + create.length >= INLINE_COMMENTS) break;
    if (finding.state !== 'new' || standing.has(finding.fingerprint)) continue;
    const anchor = anchorOf(finding);
    if (anchor === undefined || !chorus.leads(finding)) continue;
    const { body } = comment(finding, anchor);
    create.push({ ...anchor, fingerprint: finding.fingerprint, body });
  }
  return create;
}

/**
 * One thread stays, preferably where the finding is now, and every other one a person had a part in; the rest are
 * leftovers of racing runs.
 */
function keep(threads: readonly Thread[], anchor: Anchor | undefined): readonly Thread[] {
  const touched = threads.filter(isTouched);
  if (touched.length > 0) return touched;
  const there = anchor === undefined ? undefined : threads.find(thread => standsAt(thread, anchor));
  return [there ?? (threads[0] as Thread)];
}

/** The thread says what it should, and is open again if it was us who had resolved it. */
function reopen({ comment, marker, resolvedByUs, state }: Thread, wanted: Body): Step[] {
  return [
    ...(marker.evidence === wanted.evidence
      ? []
      : [{ kind: 'edit' as const, id: comment.id, body: wanted.body }]),
    ...(resolvedByUs && state?.mayUnresolve === true
      ? [{ kind: 'unresolve' as const, thread: state.id }]
      : []),
  ];
}

/** A finding that is gone: its comment says so, and its thread no longer stands in the way of a merge. */
function settle(thread: Thread, resolution: Resolution, { frame, onFixed }: PlanInput): Step[] {
  const { comment, marker, replied, state, resolvedByUs, resolvedByPerson } = thread;
  const isOpen = !resolvedByUs && resolvedByPerson === undefined;
  const resolvable = isOpen && state?.mayResolve === true && onFixed !== 'keep' && onFixed !== 'delete';
  // Left open, it would block the merge where conversations have to be resolved.
  const goes = !replied && (onFixed === 'delete' || (onFixed === 'auto' && isOpen && !resolvable));
  if (goes) return [{ kind: 'delete', id: comment.id }];
  const steps: Step[] = resolvable ? [{ kind: 'resolve', thread: state.id }] : [];
  if (marker.evidence === resolvedEvidence(resolution)) return steps;
  const { body } = resolvedComment(resolution, comment.body, marker, frame);
  return [{ kind: 'edit', id: comment.id, body }, ...steps];
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
