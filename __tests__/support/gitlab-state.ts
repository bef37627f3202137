import { createHash } from 'node:crypto';

/** GitLab's limit on the text of a note (docs.gitlab.com/api/notes, "Limited to 1,000,000 characters"). */
export const NOTE_LIMIT = 1_000_000;

/** A changed file as `GET /merge_requests/:iid/diffs` lists it. */
export interface ChangedFile {
  readonly newPath: string;
  /** Default: the new one. */
  readonly oldPath?: string;
  readonly status?: 'added' | 'removed' | 'modified' | 'renamed';
  /** Hunks without file headers; '' for binary, collapsed and too large ones. */
  readonly diff: string;
}

export interface Refs {
  readonly base_sha: string;
  readonly start_sha: string;
  readonly head_sha: string;
}

export interface Position extends Refs {
  readonly position_type: string;
  readonly old_path: string;
  readonly new_path: string;
  readonly old_line: number | null;
  readonly new_line: number | null;
}

export interface Note {
  readonly id: number;
  readonly author: string;
  body: string;
  readonly system: boolean;
  readonly type: 'DiffNote' | 'DiscussionNote' | null;
  position?: Position;
  /** Text of the line: how the fake follows it through a push. */
  readonly lineText?: string;
  resolvedBy?: string;
  readonly createdAt?: string;
}

export interface Discussion {
  readonly id: string;
  readonly individual: boolean;
  readonly notes: Note[];
}

export interface DraftNote {
  readonly id: number;
  readonly author: string;
  readonly note: string;
  readonly position: Position | undefined;
}

/** One line of a diff that can be commented on. */
export interface DiffRow {
  readonly kind: 'added' | 'deleted' | 'context';
  readonly oldLine: number | null;
  readonly newLine: number | null;
  readonly text: string;
}

export function diffRows(diff: string): DiffRow[] {
  const rows: DiffRow[] = [];
  let [oldLine, newLine] = [0, 0];
  for (const row of diff.split('\n')) {
    const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(row);
    const text = row.slice(1);
    if (header !== null) [oldLine, newLine] = [Number(header[1]), Number(header[2])];
    else if (row.startsWith('+')) rows.push({ kind: 'added', oldLine: null, newLine: newLine++, text });
    else if (row.startsWith('-')) rows.push({ kind: 'deleted', oldLine: oldLine++, newLine: null, text });
    else if (row.startsWith(' '))
      rows.push({ kind: 'context', oldLine: oldLine++, newLine: newLine++, text });
  }
  return rows;
}

/** One merge request of the fake, with everything people and tools wrote on it. */
export class MergeRequestState {
  readonly iid: number;
  readonly author: string;
  refs: Refs;
  files: readonly ChangedFile[];
  /** Diffs of earlier heads: GitLab still takes comments on them. */
  readonly versions: {
    readonly refs: Refs;
    readonly files: readonly ChangedFile[];
    readonly createdAt: string;
  }[] = [];
  /** GitLab keeps them through a push, unless the project is set to remove them. */
  approvals: { readonly login: string; readonly at: string }[] = [];
  readonly discussions: Discussion[] = [];
  drafts: DraftNote[] = [];
  labels: string[] = [];
  /** Notifications that were sent. */
  notifications = 0;

  constructor(given: {
    iid: number;
    author: string;
    refs: Refs;
    files: readonly ChangedFile[];
    createdAt: string;
  }) {
    this.iid = given.iid;
    this.author = given.author;
    this.refs = given.refs;
    this.files = given.files;
    this.versions.push({ refs: given.refs, files: given.files, createdAt: given.createdAt });
  }

  get notes(): Note[] {
    return this.discussions.flatMap(({ notes }) => notes);
  }

  /** First notes of threads on lines, in order. */
  threadRoots(): Note[] {
    return this.discussions
      .map(({ notes }) => notes[0])
      .filter((note): note is Note => note?.type === 'DiffNote');
  }

  discussionOf(note: number): Discussion | undefined {
    return this.discussions.find(({ notes }) => notes.some(({ id }) => id === note));
  }

  isCurrent(position: Position | undefined): boolean {
    return position !== undefined && sameRefs(position, this.refs);
  }

  /**
   * The author pushed. A comment of the present diff stays on its line when the new diff shows that line's text on the
   * same side (the nearest one); otherwise it keeps the position it had, and GitLab says so with a note of its own.
   */
  push(refs: Refs, files: readonly ChangedFile[], nextId: () => number, createdAt: string): void {
    const before = this.refs;
    this.refs = refs;
    this.files = files;
    this.versions.push({ refs, files, createdAt });
    for (const discussion of this.discussions) {
      const [root] = discussion.notes;
      if (root?.position === undefined || !sameRefs(root.position, before)) continue;
      const { new_path, new_line, old_line } = root.position;
      const file = files.find(each => each.newPath === new_path);
      const left = new_line === null;
      const from = (left ? old_line : new_line) as number;
      const [found] = diffRows(file?.diff ?? '')
        .filter(row => row.text === root.lineText && (row.kind === 'deleted') === left)
        .sort((a, b) => distance(a, from, left) - distance(b, from, left));
      if (file === undefined || found === undefined) {
        discussion.notes.push({
          id: nextId(),
          author: 'alice',
          body: 'changed this line in version 2 of the diff',
          system: true,
          type: null,
        });
        continue;
      }
      for (const note of discussion.notes) {
        if (note.position === undefined) continue;
        note.position = {
          ...refs,
          position_type: 'text',
          old_path: file.oldPath ?? file.newPath,
          new_path: file.newPath,
          old_line: found.oldLine,
          new_line: found.newLine,
        };
      }
    }
  }

  /** The line that a position names, in the diff it is of; undefined when there is none that it can mean. */
  lineAt(position: Position): DiffRow | undefined {
    const version = this.versions.find(each => sameRefs(each.refs, position));
    const file = version?.files.find(
      each => each.newPath === position.new_path && (each.oldPath ?? each.newPath) === position.old_path,
    );
    return diffRows(file?.diff ?? '').find(
      row => row.oldLine === position.old_line && row.newLine === position.new_line,
    );
  }
}

export function discussionId(note: number): string {
  return createHash('sha1').update(String(note)).digest('hex');
}

function sameRefs(a: Refs, b: Refs): boolean {
  return a.base_sha === b.base_sha && a.start_sha === b.start_sha && a.head_sha === b.head_sha;
}

function distance(row: DiffRow, from: number, left: boolean): number {
  return Math.abs(((left ? row.oldLine : row.newLine) ?? 0) - from);
}
