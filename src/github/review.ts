import { plural } from '../plural.ts';
import {
  type CommentFrame,
  type DiffFile,
  evidence,
  link,
  markerLine,
  ownMarker,
  type Placed,
  type PlannedComment,
  type PublishOptions,
  REVIEW,
  RequestFailure,
  type Session,
} from '../review/index.ts';
import type { PullRequestApi } from './api.ts';
import { runUrl } from './links.ts';
import type { GitHubContext } from './types.ts';

/** Halvings of a refused review: 25 comments end as single ones. */
const DEPTH = 5;

export interface ReviewInput {
  readonly api: PullRequestApi;
  readonly session: Session;
  readonly frame: CommentFrame;
  readonly context: GitHubContext;
  readonly options: PublishOptions;
  readonly viewer: string;
}

/**
 * Posts the comments as one review. GitHub refuses a review as a whole for one bad position (422): then positions are
 * checked against GitHub's own diff, and what is still refused is halved until the bad ones stand alone; those are
 * left to the sticky comment.
 */
export async function placeComments(
  input: ReviewInput,
  comments: readonly PlannedComment[],
  sticky: number | undefined,
): Promise<Placed> {
  const { api, session, frame } = input;
  const placed: string[] = [];
  let checked = false;
  let looked = false;
  let moved: string | undefined;
  let refusal = '';

  const give = (list: readonly PlannedComment[]) => {
    session.unplaced += list.length;
  };
  const done = (list: readonly PlannedComment[]) => {
    session.created += list.length;
    placed.push(...list.map(({ fingerprint }) => fingerprint));
  };

  async function post(list: readonly PlannedComment[], depth: number): Promise<void> {
    if (list.length === 0 || moved !== undefined) return;
    if (!session.mayWrite()) return give(list);
    try {
      await api.createReview(frame.sha, reviewBody(input, list.length, sticky), list);
      done(list);
    } catch (error) {
      if (error instanceof RequestFailure && error.kind === 'invalid') {
        refusal = error.message;
        await refused(list, depth);
      } else if (error instanceof RequestFailure && error.kind === 'unavailable' && !looked) {
        looked = true;
        await lookAgain(list, depth, error);
      } else session.failed(error, 'post the review');
    }
  }

  async function refused(list: readonly PlannedComment[], depth: number): Promise<void> {
    if (!checked) {
      checked = true;
      const head = await api.headSha();
      if (head !== frame.sha) {
        moved = head;
        return;
      }
      const good = inDiff(list, await api.files());
      give(list.filter(comment => !good.includes(comment)));
      if (good.length < list.length) return post(good, depth);
    }
    if (list.length === 1 || depth >= DEPTH) return give(list);
    const middle = Math.ceil(list.length / 2);
    await post(list.slice(0, middle), depth + 1);
    await post(list.slice(middle), depth + 1);
  }

  /** The review may have been written although the answer was lost: a second one would repeat every comment. */
  async function lookAgain(
    list: readonly PlannedComment[],
    depth: number,
    error: RequestFailure,
  ): Promise<void> {
    const { comments: now } = await api.reviewComments();
    const there = new Set(now.map(comment => ownMarker(comment, input.viewer, frame.instance)?.fingerprint));
    done(list.filter(({ fingerprint }) => there.has(fingerprint)));
    const missing = list.filter(({ fingerprint }) => !there.has(fingerprint));
    if (missing.length < list.length) return post(missing, depth);
    session.failed(error, 'post the review at once; it was tried again');
    await post(missing, depth);
  }

  try {
    await post(comments, 0);
  } catch (error) {
    session.failed(error, 'check the refused review');
  }
  if (session.unplaced > 0) {
    session.note(
      'comments-unplaced',
      `${plural(session.unplaced, 'finding')} could not be commented on the line and ${session.unplaced === 1 ? 'is' : 'are'} listed instead`,
      refusal === '' ? undefined : `GitHub's answer: ${refusal.slice(0, 200)}`,
    );
  }
  return { placed, ...(moved !== undefined && { head: moved }) };
}

/** Comments whose position GitHub's own diff has. */
function inDiff(list: readonly PlannedComment[], files: readonly DiffFile[]): PlannedComment[] {
  const byPath = new Map(files.map(file => [file.path, file]));
  return list.filter(({ path, line, startLine, side }) => {
    const file = byPath.get(path);
    const lines = (side === 'LEFT' ? file?.left : file?.right) ?? [];
    const end = lines.find(candidate => candidate.line === line);
    const start = lines.find(candidate => candidate.line === (startLine ?? line));
    return end !== undefined && start?.hunk === end.hunk;
  });
}

/** GitHub requires a text for the review itself. */
function reviewBody(
  { context, frame, options }: ReviewInput,
  count: number,
  sticky: number | undefined,
): string {
  const { serverUrl, owner, repository, pullRequest } = context;
  const conversation = `${serverUrl}/${owner}/${repository}/pull/${pullRequest?.number}#issuecomment-${sticky}`;
  const rest =
    options.comment === 'never'
      ? `Everything is in ${link('the summary of the run', runUrl(context))}.`
      : sticky === undefined
        ? 'Everything is in the kubeproof comment of this pull request.'
        : `Everything is in ${link('the kubeproof comment', conversation)}.`;
  const text = `kubeproof has ${plural(count, 'comment')} on lines of this pull request. ${rest}`;
  const { instance, sha, run } = frame;
  return `${text}\n\n${markerLine({ instance, fingerprint: REVIEW, evidence: evidence(text), sha, run })}`;
}
