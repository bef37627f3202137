import type { Problem } from '../problems.ts';
import { type Client, type FailureKind, RequestFailure } from './client.ts';
import type { ForgeWords } from './forge.ts';

/** Requests kept back for the sticky comment: create, list again, repair. */
export const RESERVE = 6;

/** Failures of an unavailable forge after which a run stops trying. */
const PATIENCE = 3;

/** What one run has written so far, what it could not, and whether it should go on. */
export class Session {
  created = 0;
  updated = 0;
  deleted = 0;
  unplaced = 0;
  /** Whether anything failed. */
  troubled = false;
  /** Whether a later run of the same head has written already. */
  overtaken = false;
  /** Why nothing more is written. */
  stopped: FailureKind | undefined;
  readonly notes: Problem[] = [];
  private readonly client: Client;
  private readonly words: ForgeWords;
  private unavailable = 0;
  private mayResolve = true;

  constructor(client: Client, words: ForgeWords) {
    this.client = client;
    this.words = words;
  }

  get requests(): number {
    return this.client.used;
  }

  /** Whether a write before the sticky comment is still allowed. */
  mayWrite(): boolean {
    return this.stopped === undefined && this.client.left > RESERVE;
  }

  /**
   * Runs one write.
   * @returns whether it happened; false too when its comment is gone, which is no failure.
   */
  async write(what: string, action: () => Promise<unknown>): Promise<boolean> {
    if (this.stopped !== undefined) return false;
    try {
      await action();
      return true;
    } catch (error) {
      if (error instanceof RequestFailure && error.kind === 'missing') return false;
      this.failed(error, what);
      return false;
    }
  }

  /** Resolves or reopens a thread. A token that may not is told of once and not asked again; comments go on. */
  async resolve(action: () => Promise<void>): Promise<void> {
    if (this.stopped !== undefined || !this.mayResolve) return;
    try {
      await action();
      this.updated++;
    } catch (error) {
      if (!(error instanceof RequestFailure) || (error.kind !== 'read-only' && error.kind !== 'missing')) {
        return this.failed(error, 'resolve a thread');
      }
      if (error.kind === 'missing') return;
      this.mayResolve = false;
      this.note(
        'threads-read-only',
        'The token may not resolve threads, so those of fixed findings stay open',
        this.words.resolve,
      );
    }
  }

  /** Records a failure and decides whether to go on. Rethrows what is not the forge's. */
  failed(error: unknown, what: string): void {
    if (!(error instanceof RequestFailure)) throw error;
    this.troubled = true;
    const reason = error.message.split('\n', 1)[0]?.slice(0, 200);
    const answer =
      error.status === 0 ? `Reason: ${reason}` : `${this.words.name}'s answer: ${error.status} ${reason}`;
    switch (error.kind) {
      case 'read-only':
        this.stopped = error.kind;
        this.note(
          'comments-read-only',
          `The token may not write to the ${this.words.change}, so comments were left out; the verdict stands`,
          `${this.words.readOnly} ${answer}`,
        );
        return;
      case 'limited':
        this.stopped = error.kind;
        this.note(
          'comments-limited',
          `${this.words.name} limits the rate of requests, so not everything was commented`,
          `Run the job again later. ${answer}`,
        );
        return;
      case 'budget':
        this.stopped = error.kind;
        this.note(
          'comments-budget',
          `Not everything was commented: ${error.message}`,
          'The next run goes on.',
        );
        return;
      case 'unavailable':
        this.unavailable++;
        if (this.unavailable >= PATIENCE) this.stopped = error.kind;
        break;
      case 'refused':
        if (error.status === 401) this.stopped = error.kind;
        break;
    }
    this.note('comments-failed', `Could not ${what}`, answer);
  }

  /** Adds a note, once. */
  note(code: string, message: string, hint?: string): void {
    if (this.notes.some(note => note.code === code && note.message === message)) return;
    this.notes.push({ code, message, ...(hint !== undefined && { hint }), gates: false });
  }
}
