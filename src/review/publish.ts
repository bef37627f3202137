import { plural } from '../plural.ts';
import type { Problem } from '../problems.ts';
import type { Report } from '../reports/index.ts';
import { RequestFailure } from './client.ts';
import type { Forge, Listing } from './forge.ts';
import { writeLabels } from './labels.ts';
import { ownMarker } from './marker.ts';
import { planReview, type ReviewPlan } from './plan.ts';
import { Session } from './session.ts';
import { ownStickies } from './stickies.ts';
import { writeSticky } from './sticky-writer.ts';
import type { DiffFile, PublishOptions, PublishResult, ThreadState } from './types.ts';
import { present, shortSha } from './words.ts';

/**
 * Brings the review of a change in line with the report: new findings as comments, edits, deletions, then the sticky
 * comment, which so can say what really happened, then labels where they are asked for. Writes nothing when the change
 * has moved on, and nothing when everything stands already. Never rejects for anything the forge answers, and never
 * changes the verdict: what went wrong comes back as notes.
 */
export async function reconcile(
  report: Report,
  forge: Forge,
  diff: readonly DiffFile[],
  options: PublishOptions,
): Promise<PublishResult> {
  const { frame, words } = forge;
  const session = new Session(forge.client, words);

  let state: State;
  try {
    state = await readState(forge, options);
  } catch (error) {
    return unreadable(forge, error);
  }
  if (state.head !== frame.sha) return superseded(session, forge, state.head);

  const stickies = ownStickies(state.conversation.comments, state.viewer, frame.instance);
  const inline = new Set<string>();
  let resolvedByPeople: ReadonlyMap<string, string> = new Map();
  if (options.review) {
    const { viewer, threads } = state;
    const plan = planReview({
      report,
      diff,
      comments: state.review.comments,
      viewer,
      frame,
      onFixed: options.onFixed,
      anchor: forge.anchor,
      ...(threads === undefined ? {} : { threads }),
    });
    resolvedByPeople = plan.resolvedByPeople;
    for (const fingerprint of plan.standing) inline.add(fingerprint);
    if (state.review.complete) {
      const placed = await forge.place(plan.create, { session, viewer, sticky: stickies[0]?.id });
      for (const fingerprint of placed.placed) inline.add(fingerprint);
      if (placed.head !== undefined) return superseded(session, forge, placed.head);
    } else if (plan.create.length > 0) {
      session.note(
        'comments-too-many',
        `The ${words.change} has more comments than one run reads, so none was added to lines`,
      );
    }
    await carryOut(plan, inline, forge, session);
    for (const fingerprint of [...inline]) {
      for (const other of plan.speaksFor.get(fingerprint) ?? []) inline.add(other);
    }
  }
  const sticky = await writeSticky({
    report,
    forge,
    options,
    session,
    viewer: state.viewer,
    conversation: state.conversation,
    placement: {
      inline: countPresent(report, inline),
      refused: session.unplaced,
      resolvedBy: [...resolvedByPeople.values()],
    },
  });
  const labels = options.labels ? await writeLabels(report, forge, session) : 'off';
  return result(session, sticky, inline, labels);
}

interface State {
  readonly viewer: string;
  readonly review: Listing;
  readonly conversation: Listing;
  /** Absent when nothing of ours stands yet, and when the forge does not tell. */
  readonly threads?: ReadonlyMap<number, ThreadState>;
  readonly head: string;
}

const UNREAD: Listing = { comments: [], complete: true };

/** The head is read last, right before the first write. */
async function readState({ api, frame, words }: Forge, options: PublishOptions): Promise<State> {
  const viewer = await api.viewer();
  const review = options.review ? await api.reviewComments() : UNREAD;
  const conversation = options.comment === 'never' ? UNREAD : await api.conversation();
  const ours = review.comments.some(comment => ownMarker(comment, viewer, frame.instance) !== undefined);
  const threads = ours ? await api.threads() : undefined;
  const head = await api.headSha();
  if (head === '') {
    throw new RequestFailure('refused', 0, `${words.name} did not say which commit is the head`);
  }
  return { viewer, review, conversation, head, ...(threads === undefined ? {} : { threads }) };
}

/**
 * Edits, then resolutions, then deletions. A comment that somebody removed meanwhile is no problem, and one whose
 * finding has moved goes only when the new one stands.
 */
async function carryOut(
  plan: ReviewPlan,
  placed: ReadonlySet<string>,
  { api }: Forge,
  session: Session,
): Promise<void> {
  let postponed = plan.postponed;
  for (const step of plan.steps) {
    if (step.kind === 'delete' && step.movedTo !== undefined && !placed.has(step.movedTo)) continue;
    if (!session.mayWrite()) {
      postponed++;
    } else if (step.kind === 'edit') {
      const { id, body } = step;
      if (await session.write('edit a comment', () => api.updateReviewComment(id, body))) session.updated++;
    } else if (step.kind === 'delete') {
      const { id } = step;
      if (await session.write('delete a comment', () => api.deleteReviewComment(id))) session.deleted++;
    } else {
      await session.resolve(() => api.setResolved(step.thread, step.kind === 'resolve'));
    }
  }
  if (postponed > 0) {
    session.note('comments-postponed', `${plural(postponed, 'edit')} of comments left for the next run`);
  }
}

function countPresent(report: Report, inline: ReadonlySet<string>): number {
  return [...present(report).keys()].filter(fingerprint => inline.has(fingerprint)).length;
}

function superseded(session: Session, { frame, words }: Forge, head: string): PublishResult {
  session.note(
    'comments-superseded',
    `The ${words.change} has a newer head (${shortSha(head)}) than the one evaluated (${shortSha(frame.sha)}), so nothing was commented`,
    'The run for the newer head comments.',
  );
  return { ...result(session, 'none', new Set()), status: 'superseded' };
}

function result(
  session: Session,
  sticky: PublishResult['sticky'],
  inline: ReadonlySet<string>,
  labels: PublishResult['labels'] = 'off',
): PublishResult {
  const { created, updated, deleted, unplaced, notes } = session;
  const wrote =
    created + updated + deleted > 0 || sticky === 'created' || sticky === 'updated' || labels === 'updated';
  const troubled = session.troubled || sticky === 'failed' || labels === 'failed';
  return {
    status:
      session.stopped === 'read-only' ? 'read-only' : wrote ? 'published' : troubled ? 'failed' : 'unchanged',
    inline,
    created,
    updated,
    deleted,
    sticky,
    labels,
    unplaced,
    requests: session.requests,
    notes,
  };
}

/** The result of a run that could not read what stands. Rethrows what is not the forge's. */
export function unreadable(
  { client, words }: Pick<Forge, 'client' | 'words'>,
  error: unknown,
): PublishResult {
  const session = new Session(client, words);
  session.failed(error, `read the comments of the ${words.change}`);
  return result(session, 'none', new Set());
}

/** The result of a run that did not get as far as to ask. */
export function nothing(status: PublishResult['status'], notes: readonly Problem[]): PublishResult {
  return {
    status,
    inline: new Set(),
    created: 0,
    updated: 0,
    deleted: 0,
    sticky: 'none',
    labels: 'off',
    unplaced: 0,
    requests: 0,
    notes,
  };
}
