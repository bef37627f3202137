import { field } from '../json.ts';
import {
  type Client,
  type CommentPlace,
  type DiffFile,
  type ExistingComment,
  type Listing,
  patchLines,
  RequestFailure,
  type ReviewApi,
  type ThreadState,
} from '../review/index.ts';
import type { Page } from './client.ts';
import { readPages } from './pages.ts';
import type { DiffRefs, Draft, GitLabContext, MergeRequest } from './types.ts';

/** The calls kubeproof makes on a merge request (docs.gitlab.com/api: Discussions, Notes, Draft notes). */
export interface MergeRequestApi extends ReviewApi {
  mergeRequest(): Promise<MergeRequest>;
  /** Files with the hunks GitLab itself sees. */
  files(): Promise<readonly DiffFile[]>;
  /** Comments of the token's user that nobody else sees yet; undefined where GitLab has no such thing (before 15.9). */
  drafts(): Promise<readonly Draft[] | undefined>;
  createDraft(body: string, position: Position): Promise<void>;
  deleteDraft(id: number): Promise<void>;
  /** Publishes every draft of the token's user, with one notification. */
  publishDrafts(): Promise<void>;
  createDiscussion(body: string, position: Position): Promise<void>;
}

/** A place as GitLab takes it: added lines have no old number, deleted ones no new one, lines between both. */
export interface Position {
  readonly position_type: 'text';
  readonly base_sha: string;
  readonly start_sha: string;
  readonly head_sha: string;
  readonly old_path: string;
  readonly new_path: string;
  readonly old_line?: number;
  readonly new_line?: number;
}

/** 1,200 discussions, and as many notes. */
const PAGES = 12;
/** 500 files. */
const FILE_PAGES = 5;

/** The role that may resolve threads (docs.gitlab.com/api/discussions, "Resolve a merge request thread"). */
const DEVELOPER = 30;

const MERGE_REQUEST = '/projects/{id}/merge_requests/{iid}';

/**
 * @param known the merge request as it was read at the start: comments stand where they should only if their position
 *   is of its diff; undefined before that
 */
export function mergeRequestApi(
  client: Client,
  { projectId, mergeRequest: iid }: Pick<GitLabContext, 'projectId' | 'mergeRequest'>,
  known?: MergeRequest,
): MergeRequestApi {
  const at = { id: projectId, iid };
  /** Of the listing of discussions, which says it along the way. */
  const states = new Map<number, { id: string; resolvedBy?: string }>();
  let user: { id: number; login: string } | undefined;

  async function request(route: string, parameters: object = {}): Promise<unknown> {
    return ((await client.request(route, { ...at, ...parameters })) as Page).body;
  }

  const list = (what: string, pages: number) => readPages(client, `GET ${MERGE_REQUEST}/${what}`, at, pages);

  async function mergeRequest(): Promise<MergeRequest> {
    const data = await request(`GET ${MERGE_REQUEST}`);
    return {
      refs: readRefs(field(data, 'diff_refs')),
      author: String(field(field(data, 'author'), 'username') ?? ''),
    };
  }

  /** Whether the token may resolve threads: GitLab does not say it of a thread. */
  async function mayResolve(): Promise<boolean> {
    if (user === undefined) return false;
    if (known?.author === user.login) return true;
    const member = await optional(
      client.request('GET /projects/{id}/members/all/{user}', { id: projectId, user: user.id }),
    );
    return Number(field((member as Page | undefined)?.body, 'access_level') ?? 0) >= DEVELOPER;
  }

  return {
    mergeRequest,
    async viewer() {
      const data = ((await client.request('GET /user')) as Page).body;
      const [id, login] = [field(data, 'id'), field(data, 'username')];
      if (typeof id !== 'number' || typeof login !== 'string') {
        throw new RequestFailure('refused', 0, 'GitLab did not say whose token it is');
      }
      user = { id, login };
      return login;
    },
    async headSha() {
      return (await mergeRequest()).refs?.head ?? '';
    },
    async reviewComments(): Promise<Listing> {
      const comments: ExistingComment[] = [];
      states.clear();
      const { rows, complete } = await list('discussions', PAGES);
      for (const row of rows) {
        const notes = field(row, 'notes');
        const written = (Array.isArray(notes) ? notes : []).filter(note => field(note, 'system') !== true);
        const [first] = written;
        const root = field(first, 'id');
        if (field(first, 'type') !== 'DiffNote' || typeof root !== 'number') continue;
        for (const note of written) {
          const comment = readNote(note, note === first ? undefined : root, known?.refs);
          if (comment !== undefined) comments.push(comment);
        }
        const id = field(row, 'id');
        const resolvable = written.filter(note => field(note, 'resolvable') === true);
        const resolved = resolvable.length > 0 && resolvable.every(note => field(note, 'resolved') === true);
        const by = field(field(resolvable[0], 'resolved_by'), 'username');
        if (typeof id === 'string' && resolvable.length > 0) {
          // A deleted account resolves as nobody.
          states.set(root, { id, ...(resolved && { resolvedBy: typeof by === 'string' ? by : '' }) });
        }
      }
      return { comments, complete };
    },
    async conversation(): Promise<Listing> {
      const { rows, complete } = await list('notes', PAGES);
      const comments = rows
        .filter(row => field(row, 'system') !== true && field(row, 'type') !== 'DiffNote')
        .flatMap(row => readNote(row, undefined, undefined) ?? []);
      return { comments, complete };
    },
    async threads() {
      const may = await mayResolve();
      return new Map<number, ThreadState>(
        [...states].map(([root, state]) => [root, { ...state, mayResolve: may, mayUnresolve: may }]),
      );
    },
    async setResolved(discussion, resolved) {
      await request(`PUT ${MERGE_REQUEST}/discussions/{discussion}`, { discussion, resolved });
    },
    async files() {
      const { rows } = await list('diffs', FILE_PAGES);
      return rows.flatMap(row => readFile(row) ?? []);
    },
    async drafts() {
      let data: unknown;
      try {
        data = await request(`GET ${MERGE_REQUEST}/draft_notes`);
      } catch (error) {
        if (error instanceof RequestFailure && error.kind === 'missing') return undefined;
        throw error;
      }
      return (Array.isArray(data) ? data : []).flatMap(row => {
        const [id, note] = [field(row, 'id'), field(row, 'note')];
        return typeof id === 'number' ? [{ id, body: text(note) }] : [];
      });
    },
    async createDraft(note, position) {
      await request(`POST ${MERGE_REQUEST}/draft_notes`, { note, position });
    },
    async deleteDraft(draft) {
      await request(`DELETE ${MERGE_REQUEST}/draft_notes/{draft}`, { draft });
    },
    async publishDrafts() {
      await request(`POST ${MERGE_REQUEST}/draft_notes/bulk_publish`);
    },
    async createDiscussion(body, position) {
      await request(`POST ${MERGE_REQUEST}/discussions`, { body, position });
    },
    async createComment(body) {
      return author(await request(`POST ${MERGE_REQUEST}/notes`, { body }));
    },
    async labels() {
      const names = field(await request(`GET ${MERGE_REQUEST}`), 'labels');
      return (Array.isArray(names) ? names : []).filter(name => typeof name === 'string');
    },
    async changeLabels(add, remove) {
      await request(`PUT ${MERGE_REQUEST}`, {
        ...(add.length > 0 && { add_labels: add.join(',') }),
        ...(remove.length > 0 && { remove_labels: remove.join(',') }),
      });
    },
    updateReviewComment: update,
    updateComment: update,
    deleteReviewComment: remove,
    deleteComment: remove,
  };

  async function update(note: number, body: string): Promise<void> {
    await request(`PUT ${MERGE_REQUEST}/notes/{note}`, { note, body });
  }

  async function remove(note: number): Promise<void> {
    await request(`DELETE ${MERGE_REQUEST}/notes/{note}`, { note });
  }
}

/** Where a comment goes in GitLab's terms; undefined when GitLab's diff does not show the line. */
export function positionOf(
  { path, line, side }: CommentPlace,
  files: readonly DiffFile[],
  refs: DiffRefs,
): Position | undefined {
  const file = files.find(each => each.path === path);
  const found = (side === 'LEFT' ? file?.left : file?.right)?.find(each => each.line === line);
  if (file === undefined || found === undefined) return undefined;
  return {
    position_type: 'text',
    base_sha: refs.base,
    start_sha: refs.start,
    head_sha: refs.head,
    old_path: file.oldPath ?? file.path,
    new_path: file.path,
    ...(side === 'LEFT' ? { old_line: line } : { new_line: line }),
    ...(found.oldLine !== undefined && { old_line: found.oldLine }),
  };
}

function readRefs(value: unknown): DiffRefs | undefined {
  const [base, start, head] = ['base_sha', 'start_sha', 'head_sha'].map(name => field(value, name));
  if (typeof base !== 'string' || typeof start !== 'string' || typeof head !== 'string') return undefined;
  return { base, start, head };
}

function readFile(row: unknown): DiffFile | undefined {
  const path = field(row, 'new_path');
  if (typeof path !== 'string') return undefined;
  const oldPath = field(row, 'old_path');
  const patch = text(field(row, 'diff'));
  return {
    path,
    ...(typeof oldPath === 'string' && oldPath !== path && { oldPath }),
    status:
      field(row, 'deleted_file') === true
        ? 'removed'
        : field(row, 'new_file') === true
          ? 'added'
          : 'modified',
    // Collapsed and too large ones come without.
    binary: patch === '',
    ...patchLines(patch),
  };
}

function readNote(
  note: unknown,
  inReplyTo: number | undefined,
  refs: DiffRefs | undefined,
): ExistingComment | undefined {
  const id = field(note, 'id');
  if (typeof id !== 'number') return undefined;
  const place = refs === undefined ? undefined : readPlace(field(note, 'position'), refs);
  return {
    id,
    author: author(note) ?? '',
    body: text(field(note, 'body')).replaceAll('\r\n', '\n'),
    ...(inReplyTo !== undefined && { inReplyTo }),
    ...(place !== undefined && { place }),
  };
}

/** Undefined for comments on whole files and images, and for outdated ones: GitLab leaves those at the diff they had. */
function readPlace(position: unknown, refs: DiffRefs): CommentPlace | undefined {
  const of = readRefs(position);
  if (of === undefined || of.base !== refs.base || of.start !== refs.start || of.head !== refs.head)
    return undefined;
  const [path, newLine, oldLine] = ['new_path', 'new_line', 'old_line'].map(name => field(position, name));
  const line = newLine ?? oldLine;
  if (typeof path !== 'string' || typeof line !== 'number') return undefined;
  return { path, line, side: typeof newLine === 'number' ? 'RIGHT' : 'LEFT' };
}

async function optional(request: Promise<unknown>): Promise<unknown> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof RequestFailure) return undefined;
    throw error;
  }
}

function author(note: unknown): string | undefined {
  const login = field(field(note, 'author'), 'username');
  return typeof login === 'string' ? login : undefined;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
