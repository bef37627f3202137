import { type ChangedFile, commentableLines, type DiffSide, diffHunk } from './unified-diff.ts';

/** GitHub's limit on the body of a comment or review (github.md row 8). */
export const BODY_LIMIT = 65_536;

/** Files that `GET /pulls/N/files` lists at most (github.md row 31). */
export const LISTED_FILES = 3_000;
/** Where patches were seen to be left out: 2,081 changed lines, 374 KB on one line (row 32). */
const PATCH_LINES = 2_000;
const PATCH_BYTES = 300_000;

/** The files as GitHub shows them: a patch that is too large is left out, and nobody can comment there. */
function asShown(files: readonly ChangedFile[]): ChangedFile[] {
  return files.map(file => {
    const { patch = '', ...rest } = file;
    const changed = patch.match(/^[+-]/gm)?.length ?? 0;
    return changed > PATCH_LINES || Buffer.byteLength(patch) > PATCH_BYTES ? rest : file;
  });
}

/** A request GitHub refuses with 422; `errors` as its body lists them. */
export class Unprocessable extends Error {
  readonly errors: readonly unknown[];
  constructor(message: string, errors: readonly unknown[]) {
    super(message);
    this.errors = errors;
  }
}

export interface ReviewComment {
  readonly id: number;
  readonly reviewId: number;
  readonly inReplyTo?: number;
  readonly author: string;
  readonly path: string;
  readonly side: DiffSide;
  readonly subjectType: 'line' | 'file';
  /** Undefined once the comment is outdated, and on file-level comments. */
  line?: number;
  startLine?: number;
  readonly originalLine?: number;
  readonly originalCommit: string;
  readonly diffHunk: string;
  /** Text of the line it was written on: how the fake follows it through a push. */
  readonly lineText?: string;
  commit: string;
  body: string;
  readonly createdAt: string;
  updatedAt: string;
  minimized?: string;
}

export interface IssueComment {
  readonly id: number;
  readonly author: string;
  body: string;
  readonly createdAt: string;
  updatedAt: string;
  minimized?: string;
}

export interface Review {
  readonly id: number;
  readonly author: string;
  readonly body: string;
  readonly state: 'COMMENTED' | 'CHANGES_REQUESTED' | 'APPROVED' | 'DISMISSED' | 'PENDING';
  commit: string;
  readonly submittedAt: string;
}

/** A review thread's state; the thread itself is its first comment. */
export interface Thread {
  resolvedBy?: string;
}

/** What a comment of a review, or one on its own, may say about its place. */
export interface Placement {
  readonly path?: string;
  readonly line?: number;
  readonly side?: string;
  readonly start_line?: number;
  readonly start_side?: string;
  readonly position?: number;
}

/** One pull request of the fake, with everything people and tools wrote on it. */
export class PullState {
  readonly number: number;
  readonly baseSha: string;
  headSha: string;
  /** Every head there was: a comment may name any of them. */
  readonly heads: string[];
  files: readonly ChangedFile[];
  /** Whether the head lives in another repository. */
  readonly fork: boolean;
  state: 'open' | 'closed' = 'open';
  /** Commit on the base branch that it became. */
  mergedAs?: string;
  readonly events: { readonly id: number; readonly event: string; readonly createdAt: string }[] = [];
  readonly reviews: Review[] = [];
  readonly reviewComments: ReviewComment[] = [];
  readonly issueComments: IssueComment[] = [];
  readonly labels: string[] = [];
  /** By id of the first comment. */
  readonly threads = new Map<number, Thread>();

  constructor(given: {
    number: number;
    baseSha: string;
    headSha: string;
    files: readonly ChangedFile[];
    fork?: boolean;
  }) {
    this.number = given.number;
    this.baseSha = given.baseSha;
    this.headSha = given.headSha;
    this.heads = [given.headSha];
    this.files = asShown(given.files);
    this.fork = given.fork ?? false;
  }

  /**
   * The author pushed. A comment stays on its line when the new diff still shows that line's text on the same side
   * (the nearest one), and is outdated otherwise. GitHub maps lines through the diff of the two heads; for the
   * small files of tests both give the same.
   */
  push(headSha: string, files: readonly ChangedFile[]): void {
    this.headSha = headSha;
    this.heads.push(headSha);
    this.files = asShown(files);
    for (const comment of this.reviewComments) {
      comment.commit = headSha;
      if (comment.line === undefined) continue;
      const from = comment.line;
      const patch = files.find(file => file.filename === comment.path)?.patch ?? '';
      const candidates = commentableLines(patch, comment.side)
        .filter(line => line.text === comment.lineText)
        .sort((a, b) => Math.abs(a.line - from) - Math.abs(b.line - from));
      const found = candidates[0]?.line;
      if (found === undefined) {
        delete comment.line;
        delete comment.startLine;
      } else {
        if (comment.startLine !== undefined) comment.startLine += found - from;
        comment.line = found;
      }
    }
  }

  /** Comments that readers see: those of pending reviews are their author's alone. */
  visibleReviewComments(): ReviewComment[] {
    const pending = new Set(
      this.reviews.filter(review => review.state === 'PENDING').map(review => review.id),
    );
    return this.reviewComments.filter(comment => !pending.has(comment.reviewId));
  }

  /** First comments of the threads, in order. */
  threadRoots(): ReviewComment[] {
    return this.visibleReviewComments().filter(comment => comment.inReplyTo === undefined);
  }

  /**
   * Where a line comment lands. Refuses what GitHub refuses (github.md rows 1 to 3): a path or a line that the diff
   * does not show, a range that leaves its hunk, a start that is not smaller than the end.
   *
   * @param resolve how GitHub words the refusal: a review names no field, a single comment does
   */
  place(
    at: Placement,
    resolve: 'review' | 'comment',
  ): Required<Pick<ReviewComment, 'line' | 'lineText' | 'diffHunk'>> & {
    side: DiffSide;
    startLine?: number;
  } {
    const refuse = (field: string, message: string): never => {
      if (resolve === 'review') {
        throw new Unprocessable('Unprocessable Entity', [
          `${field === 'path' ? 'Path' : 'Line'} could not be resolved`,
        ]);
      }
      throw invalid('PullRequestReviewComment', `pull_request_review_thread.${field}`, message);
    };
    const file = this.files.find(candidate => candidate.filename === at.path);
    if (file === undefined) return refuse('path', 'path is not part of the diff');
    const patch = file.patch ?? '';
    if (at.line === undefined) return refuse('line', 'line is required');
    if (at.side !== undefined && at.side !== 'LEFT' && at.side !== 'RIGHT') {
      return refuse('side', 'side must be LEFT or RIGHT');
    }
    const side = at.side ?? 'RIGHT';
    const end = commentableLines(patch, side).find(line => line.line === at.line);
    if (end === undefined) return refuse('line', 'line must be part of the diff');
    if (at.start_line === undefined) {
      if (at.start_side !== undefined) return refuse('start_side', 'start_side needs start_line');
      return { side, line: end.line, lineText: end.text, diffHunk: diffHunk(patch, end.hunk) };
    }
    const startSide = (at.start_side ?? side) as DiffSide;
    const start = commentableLines(patch, startSide).find(line => line.line === at.start_line);
    if (start === undefined) return refuse('start_line', 'start_line must be part of the diff');
    if (start.hunk !== end.hunk)
      return refuse('start_line', 'start_line must be part of the same hunk as the line');
    if (startSide === side && start.line >= end.line) {
      return refuse('start_line', 'start_line must precede the end line');
    }
    return {
      side,
      line: end.line,
      startLine: start.line,
      lineText: end.text,
      diffHunk: diffHunk(patch, end.hunk),
    };
  }
}

/** GitHub's usual 422: one field of one resource. */
export function invalid(resource: string, field: string, message: string): Unprocessable {
  return new Unprocessable('Validation Failed', [
    { resource, code: 'custom', field, message: `${field} ${message}` },
  ]);
}

/** Refuses a body that is empty or over GitHub's limit. */
export function requireBody(resource: string, body: unknown): string {
  if (typeof body !== 'string' || body.trim() === '') {
    throw new Unprocessable('Validation Failed', [{ resource, code: 'missing_field', field: 'body' }]);
  }
  if (body.length > BODY_LIMIT) {
    throw new Unprocessable('Validation Failed', [
      {
        resource,
        code: 'unprocessable',
        field: 'data',
        message: `Body is too long (maximum is ${BODY_LIMIT} characters)`,
      },
    ]);
  }
  return body;
}
