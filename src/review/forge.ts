import type { Anchor } from './anchors.ts';
import type { Client } from './client.ts';
import type { CommentFrame } from './comment.ts';
import type { PlannedComment } from './plan.ts';
import type { LinkContext } from './sections.ts';
import type { Session } from './session.ts';
import type { ExistingComment, ThreadState } from './types.ts';

/** What the review needs of a forge; `github/` and `gitlab/` are two. */
export interface Forge {
  readonly words: ForgeWords;
  readonly client: Client;
  readonly api: ReviewApi;
  readonly frame: CommentFrame;
  readonly links: LinkContext;
  /** Where the forge puts a comment, when not just where it is meant to go. */
  readonly anchor?: (anchor: Anchor) => Anchor;
  /** Posts new comments with as few notifications as the forge allows. */
  place(comments: readonly PlannedComment[], state: PlaceState): Promise<Placed>;
}

/** How the forge is talked about. */
export interface ForgeWords {
  readonly name: string;
  /** `pull request`. */
  readonly change: string;
  /** What to do about a token that may not write. */
  readonly readOnly: string;
  /** What to do about a token that may not resolve threads. */
  readonly resolve: string;
  /** What to do about a token that may not set labels. */
  readonly labels: string;
}

export interface PlaceState {
  readonly session: Session;
  readonly viewer: string;
  /** Id of the sticky comment that stands. */
  readonly sticky: number | undefined;
}

export interface Placed {
  /** Fingerprints that have their comment now. */
  readonly placed: readonly string[];
  /** The head of the change, when it has moved meanwhile: nothing more should be written. */
  readonly head?: string;
}

export interface Listing {
  readonly comments: readonly ExistingComment[];
  /** False when there are more pages than this run may read. */
  readonly complete: boolean;
}

/** The calls that reading and updating a review takes. Everything read is untrusted and checked for its shape. */
export interface ReviewApi {
  /** Login the token belongs to. */
  viewer(): Promise<string>;
  /** Present head of the change; '' when the forge does not say. */
  headSha(): Promise<string>;
  reviewComments(): Promise<Listing>;
  conversation(): Promise<Listing>;
  updateReviewComment(id: number, body: string): Promise<void>;
  deleteReviewComment(id: number): Promise<void>;
  /** @returns the login of the author. */
  createComment(body: string): Promise<string | undefined>;
  updateComment(id: number, body: string): Promise<void>;
  deleteComment(id: number): Promise<void>;
  /** State of the review threads by the id of their first comment; undefined when the forge does not tell. */
  threads(): Promise<ReadonlyMap<number, ThreadState> | undefined>;
  /** @throws {RequestFailure} `read-only` when the token may not. */
  setResolved(thread: string, resolved: boolean): Promise<void>;
  /** Names of the labels that stand. */
  labels(): Promise<readonly string[]>;
  /** One that is to be removed and is gone already is no failure. */
  changeLabels(add: readonly string[], remove: readonly string[]): Promise<void>;
}
