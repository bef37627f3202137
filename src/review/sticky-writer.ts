import type { Report } from '../reports/index.ts';
import { RequestFailure } from './client.ts';
import type { Forge, Listing } from './forge.ts';
import type { Session } from './session.ts';
import { ownStickies, planSticky } from './stickies.ts';
import { type Placement, stickyComment } from './sticky.ts';
import type { PublishOptions, PublishResult } from './types.ts';

export interface StickyWriterInput {
  readonly report: Report;
  readonly forge: Forge;
  readonly options: PublishOptions;
  readonly session: Session;
  readonly viewer: string;
  readonly conversation: Listing;
  readonly placement: Placement;
}

/**
 * Writes the sticky comment. After creating one the conversation is listed again: of two racing runs both see both
 * comments, keep the older and delete the newer.
 */
export async function writeSticky(input: StickyWriterInput): Promise<PublishResult['sticky']> {
  const { report, forge, options, session, placement } = input;
  const { api, frame, words } = forge;
  if (options.comment === 'never') return 'none';
  let { viewer } = input;
  let own = ownStickies(input.conversation.comments, viewer, frame.instance);
  const former = own[0]?.marker;
  const wanted = stickyComment({
    report,
    context: forge.links,
    frame,
    placement,
    mode: options.comment,
    ...(options.artifact !== undefined && { artifact: options.artifact }),
    ...(former !== undefined && { former }),
  });
  if (own.length === 0 && wanted !== undefined && !input.conversation.complete) {
    session.note(
      'comments-too-many',
      `The ${words.change} has more comments than one run reads, so the summary comment was left out`,
    );
    return 'failed';
  }
  let outcome: PublishResult['sticky'] = 'none';
  for (let round = 0; round < 3; round++) {
    const plan = planSticky(own, wanted, frame);
    if (plan.kind === 'update') {
      const { id, body } = plan;
      if (await session.write('edit the summary comment', () => api.updateComment(id, body))) {
        if (outcome !== 'created') outcome = 'updated';
      } else outcome = 'failed';
    } else if (plan.kind === 'unchanged' && outcome === 'none') outcome = 'unchanged';
    else if (plan.kind === 'newer') {
      session.overtaken = true;
      session.note(
        'comments-newer-run',
        'A later run has written the summary comment already; it was left as it is',
      );
      outcome = outcome === 'created' ? outcome : 'unchanged';
    }
    for (const id of plan.remove) {
      if (await session.write('delete a copy of the summary comment', () => api.deleteComment(id)))
        session.deleted++;
    }
    if (plan.kind !== 'create') return outcome;
    const { body } = plan;
    const author = await create(session, () => api.createComment(body));
    if (author === 'failed') return 'failed';
    if (author === 'created-or-not') outcome = 'none';
    else {
      outcome = 'created';
      if (author !== '') viewer = author;
    }
    try {
      own = ownStickies((await api.conversation()).comments, viewer, frame.instance);
    } catch (error) {
      session.failed(error, 'look for copies of the summary comment');
      return outcome === 'created' ? outcome : 'failed';
    }
    if (outcome === 'created' && own.length <= 1) return outcome;
    if (outcome === 'none' && own.length > 0) outcome = 'created';
  }
  return outcome === 'none' ? 'failed' : outcome;
}

/** Login of the author ('' when unknown); `created-or-not` when the answer was lost. */
async function create(session: Session, action: () => Promise<string | undefined>): Promise<string> {
  if (session.stopped !== undefined) return 'failed';
  try {
    return (await action()) ?? '';
  } catch (error) {
    session.failed(error, 'write the summary comment');
    const lost =
      error instanceof RequestFailure && error.kind === 'unavailable' && session.stopped === undefined;
    return lost ? 'created-or-not' : 'failed';
  }
}
