import type { Problem } from '../problems.ts';

/** Lines of one file that the forge takes comments on. */
export interface DiffFile {
  /** At head; for deleted files the path they had. */
  readonly path: string;
  /** Path in base, when it differs. */
  readonly oldPath?: string;
  readonly status: string;
  readonly binary: boolean;
  /** Lines of the head's text inside hunks, ascending. */
  readonly right: readonly DiffLine[];
  /** Deleted lines, numbered as in the base's text, ascending. */
  readonly left: readonly DiffLine[];
}

export interface DiffLine {
  /** 1-based, in the text that was judged. */
  readonly line: number;
  /** Number by which the forge knows it, where the judged text has it elsewhere: a merge commit's has both sides' lines. */
  readonly at?: number;
  readonly kind: 'added' | 'context' | 'deleted';
  /** 0-based hunk of the file; a comment may not span two. */
  readonly hunk: number;
  /** Number of a context line in the base's text, where it is known. */
  readonly oldLine?: number;
}

/** The evidence of the run, for links. */
export interface ArtifactLink {
  readonly name: string;
  readonly id?: number;
  /** SHA-256 of the zip, hex without prefix. */
  readonly digest?: string;
  readonly url?: string;
}

/** When the sticky comment is written; once it stands, it is kept up to date. */
export type CommentMode =
  /** For findings, approvals, gaps, and changes that cannot be taken back. */
  | 'on-findings'
  /** For anything that changes in the cluster, too. */
  | 'on-changes'
  | 'always'
  | 'never';

export const COMMENT_MODES: readonly CommentMode[] = ['on-findings', 'on-changes', 'always', 'never'];

export interface PublishOptions {
  /** Inline comments. */
  readonly review: boolean;
  readonly comment: CommentMode;
  /**
   * Tells several kubeproof steps of one repository apart: each touches only comments with its own id. Anything
   * outside letters, digits, `.`, `_` and `-` is replaced.
   */
  readonly instance: string;
  /** Waiver file that comments point to. */
  readonly waivers: string;
  readonly artifact?: ArtifactLink;
  readonly onFixed: OnFixed;
  /** Whether labels say how it stands. */
  readonly labels: boolean;
}

export interface PublishResult {
  readonly status:
    | 'published'
    /** Everything was there already: nothing was written. */
    | 'unchanged'
    /** The pull request has a newer head; its own run publishes. */
    | 'superseded'
    /** The token may not write. */
    | 'read-only'
    | 'failed'
    /** Not a pull request, or review, comment and labels are all off. */
    | 'off';
  /** Fingerprints of findings that a comment on their line speaks of now. */
  readonly inline: ReadonlySet<string>;
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  readonly sticky: 'created' | 'updated' | 'unchanged' | 'none' | 'failed';
  /** `off`: not asked for, or left to a later run. */
  readonly labels: 'updated' | 'unchanged' | 'failed' | 'off';
  /** Findings meant for a line that the forge refused. */
  readonly unplaced: number;
  /** API requests made. */
  readonly requests: number;
  /** What could not be published, and why. None of them gates. */
  readonly notes: readonly Problem[];
}

/** What is done with the comment of a finding that is gone; one that somebody answered is never deleted. */
export type OnFixed =
  /** Edited and resolved where the token may resolve threads, deleted elsewhere. */
  | 'auto'
  /** Edited. */
  | 'keep'
  | 'delete'
  /** Edited, and resolved where the token may. */
  | 'resolve';

/** One comment of a pull request as read back, of the review or of the conversation. */
export interface ExistingComment {
  readonly id: number;
  readonly author: string;
  readonly body: string;
  /** Root of the thread, for replies in a review thread. */
  readonly inReplyTo?: number;
  /** Where it stands in the present diff; absent: in the conversation, or outdated. */
  readonly place?: CommentPlace;
}

/** Position of a review comment, as "Create a review" takes it. */
export interface CommentPlace {
  readonly path: string;
  /** Last line of the range. */
  readonly line: number;
  /** First line, only when it differs. */
  readonly startLine?: number;
  readonly side: 'LEFT' | 'RIGHT';
}

/** What GraphQL knows of a thread. */
export interface ThreadState {
  /** Node id. */
  readonly id: string;
  /** Login; absent: open. */
  readonly resolvedBy?: string;
  readonly mayResolve: boolean;
  readonly mayUnresolve: boolean;
}
