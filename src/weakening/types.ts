/** Something that makes what judges later changes milder. */
export interface Weakening {
  /** What the change does, one plain sentence without a stop. */
  readonly what: string;
  /** Stable identity: what is weakened, not how far. */
  readonly subject: string;
  readonly file: string;
  /** 1-based line of the head's file; of a file that is gone, 1. */
  readonly line: number;
  /** An accepted finding more is a decision with an owner; anything else weakens what judges everybody. */
  readonly by: 'rules' | 'waiver';
}
