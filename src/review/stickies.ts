import type { Body, CommentFrame } from './comment.ts';
import { type Marker, olderRun, ownMarker, STICKY } from './marker.ts';
import type { ExistingComment } from './types.ts';

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
