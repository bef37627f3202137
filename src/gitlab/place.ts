import { plural } from '../plural.ts';
import {
  type CommentFrame,
  type DiffFile,
  olderRun,
  ownMarker,
  type Placed,
  type PlaceState,
  type PlannedComment,
  parseMarker,
  RequestFailure,
  type Session,
} from '../review/index.ts';
import { type MergeRequestApi, type Position, positionOf } from './api.ts';
import type { DiffRefs, Draft } from './types.ts';

export interface PlaceInput {
  readonly api: MergeRequestApi;
  readonly frame: CommentFrame;
  readonly files: readonly DiffFile[];
  readonly refs: DiffRefs;
}

interface Placing extends PlaceInput {
  readonly session: Session;
  readonly viewer: string;
}

/** A comment with its position. */
interface Ready {
  readonly comment: PlannedComment;
  readonly position: Position;
}

/**
 * Posts the comments with one notification: as drafts, which are published together. Publishing takes every draft of
 * the account, so where there are others (a person's pending review under the same token) each comment is posted by
 * itself. GitLab drops a draft whose position it cannot resolve without a word: what really stands is read afterwards.
 */
export async function placeComments(
  input: PlaceInput,
  comments: readonly PlannedComment[],
  { session, viewer }: PlaceState,
): Promise<Placed> {
  if (comments.length === 0) return { placed: [] };
  const placing = { ...input, session, viewer };
  const ready = comments.flatMap(comment => {
    const position = positionOf(comment, input.files, input.refs);
    return position === undefined ? [] : [{ comment, position }];
  });
  session.unplaced += comments.length - ready.length;
  try {
    const outcome = await post(placing, ready);
    if ('head' in outcome) return { placed: [], head: outcome.head };
    if (outcome.refused.size > 0) session.unplaced += outcome.refused.size;
    if (!outcome.tried) return { placed: [] };
    const standing = await standingNow(placing);
    const placed = ready.map(({ comment }) => comment.fingerprint).filter(each => standing.has(each));
    session.created += placed.length;
    const lost = ready.length - placed.length - outcome.refused.size;
    if (lost > 0 && outcome.whole) session.unplaced += lost;
    return { placed };
  } catch (error) {
    session.failed(error, 'comment on lines');
    return { placed: [] };
  } finally {
    if (session.unplaced > 0) {
      session.note(
        'comments-unplaced',
        `${plural(session.unplaced, 'finding')} could not be commented on the line and ${session.unplaced === 1 ? 'is' : 'are'} listed instead`,
      );
    }
  }
}

type Outcome =
  | { readonly head: string }
  | {
      /** Fingerprints that GitLab refused by name. */
      readonly refused: ReadonlySet<string>;
      /** Whether anything may stand that did not before. */
      readonly tried: boolean;
      /** Whether every comment was posted: what does not stand then was dropped. */
      readonly whole: boolean;
    };

async function post(placing: Placing, ready: readonly Ready[]): Promise<Outcome> {
  const { api, session, frame } = placing;
  const drafts = await api.drafts();
  const others = drafts?.filter(({ body }) => runOf(body, frame) === undefined) ?? [];
  const runs = drafts?.flatMap(({ body }) => runOf(body, frame) ?? []) ?? [];
  if (runs.some(run => olderRun(frame.run, run))) {
    session.note('comments-newer-run', 'A later run is commenting already; nothing was added to lines');
    return { refused: new Set(), tried: false, whole: false };
  }
  // One that cannot be deleted would be published as a copy.
  if (!(await clear(placing, drafts ?? []))) return { refused: new Set(), tried: false, whole: false };
  const each = drafts === undefined || others.length > 0;
  const refused = new Set<string>();
  let done = 0;
  for (const { comment, position } of ready) {
    if (!session.mayWrite()) break;
    const { fingerprint, body } = comment;
    try {
      if (each) await api.createDiscussion(body, position);
      else await api.createDraft(body, position);
      done++;
    } catch (error) {
      if (error instanceof RequestFailure && error.kind === 'invalid') refused.add(fingerprint);
      else session.failed(error, 'comment on a line');
    }
  }
  const whole = done + refused.size === ready.length;
  if (each) return { refused, tried: true, whole };
  const pending = (await api.drafts()) ?? [];
  const head = await api.headSha();
  if (head !== frame.sha) {
    await clear(placing, pending);
    return { head };
  }
  // What an older run has written meanwhile: that one will find its drafts gone, and its findings commented.
  await clear(
    placing,
    pending.filter(({ body }) => runOf(body, frame) !== frame.run),
  );
  const published = await publishDrafts(placing);
  return { refused, tried: true, whole: whole && published };
}

/**
 * Deletes drafts of ours that are not of a later run: most are of one that did not get as far as to publish.
 * @returns whether none of them is left
 */
async function clear({ api, session, frame }: Placing, drafts: readonly Draft[]): Promise<boolean> {
  const due = drafts.filter(({ body }) => {
    const run = runOf(body, frame);
    return run !== undefined && !olderRun(frame.run, run);
  });
  for (const { id } of due) await session.write('delete a draft', () => api.deleteDraft(id));
  if (due.length === 0) return true;
  const left = new Set(((await api.drafts()) ?? []).map(({ id }) => id));
  return !due.some(({ id }) => left.has(id));
}

/** Publishing again what was published already does nothing, so a lost answer is no harm. */
async function publishDrafts({ api, session }: Placing): Promise<boolean> {
  for (let attempt = 0; attempt < 2 && session.stopped === undefined; attempt++) {
    if (await session.write('publish the comments', () => api.publishDrafts())) return true;
  }
  return false;
}

async function standingNow({ api, viewer, frame }: Placing): Promise<ReadonlySet<string>> {
  const { comments } = await api.reviewComments();
  return new Set(comments.flatMap(comment => ownMarker(comment, viewer, frame.instance)?.fingerprint ?? []));
}

/** The run that wrote a draft of ours; undefined when it is somebody else's. */
function runOf(body: string, { instance }: CommentFrame): string | undefined {
  const marker = parseMarker(body);
  return marker?.instance === instance ? marker.run : undefined;
}
