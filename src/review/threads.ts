import { type Marker, ownMarker, REVIEW, STICKY, sameLogin } from './marker.ts';
import type { CommentPlace, ExistingComment, ThreadState } from './types.ts';

/** A thread that one of our comments opened. */
export interface Thread {
  readonly comment: ExistingComment;
  readonly marker: Marker;
  /** Somebody wrote in it: it is never deleted. */
  readonly replied: boolean;
  /** Login of the person who resolved it; absent: it is open, or resolved by us. */
  readonly resolvedByPerson?: string;
  readonly resolvedByUs: boolean;
  /** Absent when the forge did not tell. */
  readonly state?: ThreadState;
}

export interface ThreadsInput {
  /** Every comment of the pull request's review threads. */
  readonly comments: readonly ExistingComment[];
  readonly threads?: ReadonlyMap<number, ThreadState>;
  readonly viewer: string;
  readonly instance: string;
}

/** Our threads, by fingerprint in the order of the oldest comment, oldest first. */
export function threadsByFingerprint({
  comments,
  threads,
  viewer,
  instance,
}: ThreadsInput): Map<string, Thread[]> {
  const answered = new Set<number>();
  for (const comment of comments) {
    if (comment.inReplyTo !== undefined) answered.add(comment.inReplyTo);
  }
  const ours = new Map<string, Thread[]>();
  for (const comment of [...comments].sort((a, b) => a.id - b.id)) {
    if (comment.inReplyTo !== undefined) continue;
    const marker = ownMarker(comment, viewer, instance);
    if (marker === undefined || marker.fingerprint === STICKY || marker.fingerprint === REVIEW) continue;
    const state = threads?.get(comment.id);
    const resolvedBy = state?.resolvedBy;
    const byUs = resolvedBy !== undefined && sameLogin(resolvedBy, viewer);
    const list = ours.get(marker.fingerprint) ?? [];
    list.push({
      comment,
      marker,
      replied: answered.has(comment.id),
      resolvedByUs: byUs,
      ...(resolvedBy !== undefined && !byUs ? { resolvedByPerson: resolvedBy } : {}),
      ...(state === undefined ? {} : { state }),
    });
    ours.set(marker.fingerprint, list);
  }
  return ours;
}

/** Whether a person has had a part in the thread: then it keeps its place. */
export function isTouched({ replied, resolvedByPerson }: Thread): boolean {
  return replied || resolvedByPerson !== undefined;
}

/** Whether the comment stands where it should. */
export function standsAt({ comment: { place } }: Thread, wanted: CommentPlace): boolean {
  return (
    place !== undefined &&
    place.path === wanted.path &&
    place.line === wanted.line &&
    (place.startLine ?? place.line) === (wanted.startLine ?? wanted.line) &&
    place.side === wanted.side
  );
}
