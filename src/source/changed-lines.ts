import { diffArrays } from 'diff';
import type { Tree } from '../repository/index.ts';

/** Files that differ in more lines than this count as new: nobody reads them as a change. */
const MOST_EDITS = 5_000;

interface FileChange {
  /** 1-based lines of the head's text that the base's lacks; undefined means every one. */
  readonly added: ReadonlySet<number> | undefined;
  /** 1-based lines of the base's text that are gone; undefined means every one. */
  readonly removed: ReadonlySet<number> | undefined;
}

const UNCHANGED: FileChange = { added: new Set(), removed: new Set() };
const WHOLE: FileChange = { added: undefined, removed: undefined };

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
    let before = 1;
    let after = 1;
    for (const { count, added: isNew, removed: isGone } of parts) {
      for (let i = 0; i < count; i++) {
        if (isNew) added.add(after + i);
        if (isGone) removed.add(before + i);
      }
      if (!isNew) before += count;
      if (!isGone) after += count;
    }
    return { added, removed };
  }
}
