import { diffArrays } from 'diff';
import type { Tree } from '../repository/index.ts';

/** Files that differ in more lines than this count as new: nobody reads them as a change. */
const MOST_EDITS = 5_000;

/** Lines that follow each other, 1-based and inclusive: of the base's file where the change only took away. */
export interface Hunk {
  readonly side: 'base' | 'head';
  readonly line: number;
  readonly endLine: number;
}

interface FileChange {
  /** 1-based lines of the head's text that the base's lacks; undefined means every one. */
  readonly added: ReadonlySet<number> | undefined;
  /** 1-based lines of the base's text that are gone; undefined means every one. */
  readonly removed: ReadonlySet<number> | undefined;
  /** Undefined where the file is new, gone, or another altogether. */
  readonly hunks: readonly Hunk[] | undefined;
}

const UNCHANGED: FileChange = { added: new Set(), removed: new Set(), hunks: [] };
const WHOLE: FileChange = { added: undefined, removed: undefined, hunks: undefined };

/** Which source lines a change touched. Files are compared when they are asked for; renamed ones count as new. */
export class ChangedLines {
  readonly #base: Tree;
  readonly #head: Tree;
  readonly #files = new Map<string, FileChange>();

  constructor(base: Tree, head: Tree) {
    this.#base = base;
    this.#head = head;
  }

  /** Whether `line` of the head's file was added or edited. */
  added(file: string, line: number): boolean {
    return this.#change(file).added?.has(line) ?? true;
  }

  /** Whether `line` of the base's file was deleted or edited. */
  removed(file: string, line: number): boolean {
    return this.#change(file).removed?.has(line) ?? true;
  }

  /** What of a file was changed, from top to bottom; undefined when all of it was, or more than can be told apart. */
  hunks(file: string): readonly Hunk[] | undefined {
    return this.#change(file).hunks;
  }

  #change(file: string): FileChange {
    let change = this.#files.get(file);
    if (change === undefined) {
      change = this.#compare(file);
      this.#files.set(file, change);
    }
    return change;
  }

  #compare(file: string): FileChange {
    if (!this.#base.has(file) || !this.#head.has(file)) return WHOLE;
    if (this.#base.digest(file) === this.#head.digest(file)) return UNCHANGED;
    const lines = (tree: Tree) => tree.text(file).split(/\r?\n/);
    const parts = diffArrays(lines(this.#base), lines(this.#head), { maxEditLength: MOST_EDITS });
    if (parts === undefined) return WHOLE;
    const added = new Set<number>();
    const removed = new Set<number>();
    const hunks: Hunk[] = [];
    let [from, fromBefore] = [1, 1];
    let before = 1;
    let after = 1;
    const settle = () => {
      // A line that was edited is told by what it says now.
      if (after > from) hunks.push({ side: 'head', line: from, endLine: after - 1 });
      else if (before > fromBefore) hunks.push({ side: 'base', line: fromBefore, endLine: before - 1 });
    };
    for (const { count, added: isNew, removed: isGone } of parts) {
      if (!isNew && !isGone) settle();
      for (let i = 0; i < count; i++) {
        if (isNew) added.add(after + i);
        if (isGone) removed.add(before + i);
      }
      if (!isNew) before += count;
      if (!isGone) after += count;
      if (!isNew && !isGone) [from, fromBefore] = [after, before];
    }
    settle();
    return { added, removed, hunks };
  }
}
