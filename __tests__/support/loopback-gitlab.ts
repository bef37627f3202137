import { fill } from '../../src/gitlab/client.ts';
import type { RequestFunction } from '../../src/review/index.ts';
import {
  type ChangedFile,
  type Discussion,
  type DraftNote,
  discussionId,
  MergeRequestState,
  NOTE_LIMIT,
  type Note,
  type Position,
  type Refs,
} from './gitlab-state.ts';
import { type Answer, type Incoming, type LoopbackServer, serveLoopback } from './http.ts';

export type { ChangedFile, MergeRequestState, Note } from './gitlab-state.ts';

/** Roles by the level GitLab gives them (docs.gitlab.com/api/members, "Roles"). */
export const ROLES = { none: 0, guest: 10, reporter: 20, developer: 30, maintainer: 40 } as const;

export interface Token {
  readonly login: string;
  readonly scope: 'api' | 'read_api';
  readonly role: keyof typeof ROLES;
}

/** An answer to give instead of the real one. */
export interface Failure {
  /** Matches an operation: `create-draft`. */
  readonly operation?: RegExp;
  /** The first matching call that fails, from 1; default 1. */
  readonly nth?: number;
  /** How many calls fail from there on; default 1. */
  readonly times?: number;
  /** The call does what it should, and only its answer is lost. */
  readonly lost?: boolean;
  readonly status: number;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface LoopbackGitLabOptions {
  readonly project?: number;
  /** By token; default one, `test-token`, of a bot with the scope `api` and the role Developer. */
  readonly tokens?: Readonly<Record<string, Token>>;
  /** Logins by group. */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  /** An older GitLab does not say when somebody approved. */
  readonly approvedAt?: false;
  /** A GitLab before 15.9 has no API for drafts. */
  readonly drafts?: boolean;
  /** Notes that may be created before GitLab answers 429 `times` times (Notes rate limit). */
  readonly notesLimit?: { readonly after: number; readonly times: number; readonly retryAfter: number };
}

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly operation: string;
  readonly body?: unknown;
  readonly status: number;
  /** Whether it changed what people see. */
  readonly wrote: boolean;
}

export const TOKEN = 'test-token';
export const BOT = 'project_5_bot_a1b2';

interface Call {
  readonly user: Token;
  readonly merge: MergeRequestState;
  readonly body: Readonly<Record<string, unknown>>;
  readonly query: URLSearchParams;
  readonly id: string;
}

class Refused extends Error {
  readonly status: number;
  readonly body: unknown;
  constructor(status: number, body: unknown) {
    super(String(status));
    this.status = status;
    this.body = body;
  }
}

/**
 * A GitLab on 127.0.0.1 that keeps state and enforces what concerns comments: positions, permissions, sizes, rates.
 * Facts are those of GitLab's API reference (Discussions, Notes, Draft notes) and of its sources (`lib/api`,
 * `app/services/draft_notes`). An unknown route is answered with 404 and recorded as a violation, and so is a line that
 * GitLab would take for a quick action.
 */
export class LoopbackGitLab {
  readonly requests: RecordedRequest[] = [];
  readonly violations: string[] = [];
  readonly project: number;
  readonly #options: LoopbackGitLabOptions;
  readonly #tokens: Readonly<Record<string, Token>>;
  readonly #merges = new Map<number, MergeRequestState>();
  readonly #failures: { readonly failure: Failure; seen: number }[] = [];
  #server: LoopbackServer | undefined;
  #lastId = 1000;
  #created = 0;
  #seconds = 0;

  private constructor(options: LoopbackGitLabOptions) {
    this.#options = options;
    this.project = options.project ?? 5;
    this.#tokens = options.tokens ?? { [TOKEN]: { login: BOT, scope: 'api', role: 'developer' } };
  }

  static async start(options: LoopbackGitLabOptions = {}): Promise<LoopbackGitLab> {
    const gitlab = new LoopbackGitLab(options);
    gitlab.#server = await serveLoopback(request => gitlab.answer(request));
    return gitlab;
  }

  /** One without a socket: only {@link answer} reaches it. */
  static inProcess(options: LoopbackGitLabOptions = {}): LoopbackGitLab {
    return new LoopbackGitLab(options);
  }

  /** For `CI_API_V4_URL`. */
  get url(): string {
    return `${this.#server?.url ?? ''}/api/v4`;
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  open(
    iid: number,
    given: { refs: Refs; files: readonly ChangedFile[]; author?: string },
  ): MergeRequestState {
    const state = new MergeRequestState({ iid, author: 'alice', createdAt: this.#now(), ...given });
    this.#merges.set(iid, state);
    return state;
  }

  push(merge: MergeRequestState, refs: Refs, files: readonly ChangedFile[]): void {
    merge.push(refs, files, () => ++this.#lastId, this.#now());
  }

  /** A person approves what is there now. */
  approve(merge: MergeRequestState, login: string): void {
    const at = this.#now();
    merge.approvals.push({ login, at });
    const body = 'approved this merge request';
    this.#add(merge, { author: login, body, type: null, system: true, createdAt: at });
  }

  /** A clock that only counts: one second per thing that happens. */
  #now(): string {
    this.#seconds += 1;
    return new Date(Date.UTC(2026, 0, 1) + this.#seconds * 1000).toISOString();
  }

  /** A person answers in a thread. */
  reply(merge: MergeRequestState, author: string, root: number, body: string): Note {
    const discussion = merge.discussionOf(root);
    if (discussion === undefined) throw new Error(`no note ${root}`);
    const first = discussion.notes[0] as Note;
    const note: Note = {
      id: ++this.#lastId,
      author,
      body,
      system: false,
      type: first.type === 'DiffNote' ? 'DiffNote' : 'DiscussionNote',
      ...(first.position !== undefined && { position: first.position }),
      ...(first.resolvedBy !== undefined && { resolvedBy: first.resolvedBy }),
    };
    discussion.notes.push(note);
    return note;
  }

  /** A person comments on the merge request. */
  comment(merge: MergeRequestState, author: string, body: string): Note {
    return this.#add(merge, { author, body, type: null });
  }

  resolve(merge: MergeRequestState, root: number, by: string | undefined): void {
    for (const note of merge.discussionOf(root)?.notes ?? []) {
      if (note.type !== 'DiffNote') continue;
      if (by === undefined) delete note.resolvedBy;
      else note.resolvedBy = by;
    }
  }

  fail(failure: Failure): void {
    this.#failures.push({ failure, seen: 0 });
  }

  heal(): void {
    this.#failures.length = 0;
  }

  writes(): RecordedRequest[] {
    return this.requests.filter(({ wrote }) => wrote);
  }

  /** What `sendTo` does, without a socket: for tests that make very many requests. */
  sender(token: string): RequestFunction {
    return async (route, parameters) => {
      const { method, path, rest } = fill(route, parameters);
      const url = new URL(`/api/v4${path}`, 'http://127.0.0.1');
      const reads = method === 'GET' || method === 'DELETE';
      if (reads) for (const [name, value] of Object.entries(rest)) url.searchParams.set(name, String(value));
      const bytes = Buffer.from(reads ? '' : JSON.stringify(rest));
      // Every request is a chance for a racing run.
      await Promise.resolve();
      const { status, body, headers } = this.answer({
        method,
        url,
        headers: { 'private-token': token },
        bytes,
      });
      if (status < 400) {
        const next = Number(headers?.['x-next-page'] ?? '');
        return { status, data: { body: structuredClone(body), ...(next > 0 && { next }) } };
      }
      const message = JSON.stringify(body);
      throw Object.assign(new Error(message), { status, response: { headers: headers ?? {} } });
    };
  }

  answer({ method, url, headers, bytes }: Incoming): Answer {
    const path = url.pathname.replace(/^\/api\/v4/, '');
    const before = JSON.stringify(this.#visible());
    let operation = 'unknown';
    let body: Readonly<Record<string, unknown>> = {};
    let answer: Answer;
    try {
      if (bytes.length > 0) body = JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
      const route = ROUTES.find(each => each.method === method && each.pattern.test(path));
      operation = route?.operation ?? 'unknown';
      const failure = this.#failure(operation);
      if (failure !== undefined && failure.lost !== true) answer = failed(failure);
      else {
        answer = this.#handle(route, {
          path,
          body,
          query: url.searchParams,
          token: headers['private-token'],
        });
        if (failure !== undefined) answer = failed(failure);
      }
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      answer = { status: error.status, body: error.body };
    }
    const wrote = JSON.stringify(this.#visible()) !== before;
    this.requests.push({
      method,
      path: `${path}${url.search}`,
      operation,
      body,
      status: answer.status,
      wrote,
    });
    return answer;
  }

  #visible(): unknown {
    return [...this.#merges.values()].map(({ discussions, labels }) => [discussions, labels]);
  }

  #failure(operation: string): Failure | undefined {
    let due: Failure | undefined;
    for (const entry of this.#failures) {
      const { operation: pattern = /./, nth = 1, times = 1 } = entry.failure;
      if (!pattern.test(operation)) continue;
      entry.seen++;
      if (entry.seen >= nth && entry.seen < nth + times) due ??= entry.failure;
    }
    return due;
  }

  #handle(
    route: Route | undefined,
    given: {
      path: string;
      body: Readonly<Record<string, unknown>>;
      query: URLSearchParams;
      token: string | string[] | undefined;
    },
  ): Answer {
    const user = this.#tokens[String(given.token)];
    if (user === undefined) throw new Refused(401, { message: '401 Unauthorized' });
    if (route === undefined) {
      this.violations.push(`unknown route: ${given.path}`);
      throw new Refused(404, { error: '404 Not Found' });
    }
    if (route.method !== 'GET' && user.scope !== 'api') {
      throw new Refused(403, {
        error: 'insufficient_scope',
        error_description: 'The request requires higher privileges than provided by the access token.',
      });
    }
    const [, first = '', iid = '', id = ''] = route.pattern.exec(given.path) ?? [];
    if (route.operation === 'get-user') return ok({ id: idOf(user.login), username: user.login });
    if (route.operation === 'get-group-member') {
      const group = decodeURIComponent(first);
      const login = this.#options.groups?.[group]?.find(each => idOf(each) === Number(iid));
      if (login === undefined) throw new Refused(404, { message: '404 Not found' });
      return ok({ id: Number(iid), username: login, state: 'active', access_level: 30 });
    }
    if (Number(first) !== this.project) throw new Refused(404, { message: '404 Project Not Found' });
    if (route.operation === 'get-member') {
      const known = Object.values(this.#tokens).find(each => idOf(each.login) === Number(iid));
      const member = known?.login === user.login ? user : known;
      if (member === undefined || member.role === 'none')
        throw new Refused(404, { message: '404 Not found' });
      return ok({ id: Number(iid), username: member.login, access_level: ROLES[member.role] });
    }
    const merge = this.#merges.get(Number(iid));
    if (merge === undefined) throw new Refused(404, { message: '404 Not found' });
    if (route.operation.includes('draft') && this.#options.drafts === false) {
      throw new Refused(404, { error: '404 Not Found' });
    }
    return this[route.handle]({ user, merge, body: given.body, query: given.query, id });
  }

  getMergeRequest({ merge }: Call): Answer {
    return ok({
      iid: merge.iid,
      author: { username: merge.author },
      sha: merge.refs.head_sha,
      diff_refs: merge.refs,
      labels: merge.labels,
    });
  }

  /** A label that the project lacks is created (docs.gitlab.com/api/merge_requests, "Update a merge request"). */
  updateMergeRequest(call: Call): Answer {
    const { merge, user, body } = call;
    if (ROLES[user.role] < ROLES.developer && user.login !== merge.author) {
      throw new Refused(403, { message: '403 Forbidden' });
    }
    const names = (value: unknown) =>
      String(value ?? '')
        .split(',')
        .filter(name => name !== '');
    const gone = names(body.remove_labels);
    const added = names(body.add_labels).filter(name => !merge.labels.includes(name));
    merge.labels = [...merge.labels, ...added].filter(name => !gone.includes(name));
    return this.getMergeRequest(call);
  }

  listApprovals({ merge }: Call): Answer {
    const said = this.#options.approvedAt !== false;
    return ok({
      approved: merge.approvals.length > 0,
      approved_by: merge.approvals.map(({ login, at }) => ({
        user: { id: idOf(login), username: login },
        ...(said && { approved_at: at }),
      })),
    });
  }

  listVersions({ merge, query }: Call): Answer {
    const rows = merge.versions.map(({ refs, createdAt }, index) => ({
      id: index + 1,
      head_commit_sha: refs.head_sha,
      base_commit_sha: refs.base_sha,
      start_commit_sha: refs.start_sha,
      created_at: createdAt,
    }));
    return page(rows.reverse(), query);
  }

  listDiffs({ merge, query }: Call): Answer {
    return page(
      merge.files.map(({ newPath, oldPath = newPath, status = 'modified', diff }) => ({
        new_path: newPath,
        old_path: oldPath,
        diff,
        new_file: status === 'added',
        deleted_file: status === 'removed',
        renamed_file: status === 'renamed',
        collapsed: false,
        too_large: diff === '',
      })),
      query,
    );
  }

  listDiscussions({ merge, query }: Call): Answer {
    return page(
      merge.discussions.map(({ id, individual, notes }) => ({
        id,
        individual_note: individual,
        notes: notes.map(noteJson),
      })),
      query,
    );
  }

  listNotes({ merge, query }: Call): Answer {
    return page([...merge.notes].reverse().map(noteJson), query);
  }

  listDrafts({ merge, user }: Call): Answer {
    const own = merge.drafts.filter(({ author }) => author === user.login);
    return ok(own.map(({ id, note, position }) => ({ id, note, position: position ?? null })));
  }

  /** GitLab does not look whether the line exists (`app/models/draft_note.rb`). */
  createDraft({ merge, user, body }: Call): Answer {
    const draft: DraftNote = {
      id: ++this.#lastId,
      author: user.login,
      note: this.#text(user, body.note),
      position: this.#position(body.position),
    };
    merge.drafts.push(draft);
    return { status: 201, body: { id: draft.id, note: draft.note } };
  }

  deleteDraft({ merge, user, id }: Call): Answer {
    const draft = merge.drafts.find(each => each.id === Number(id) && each.author === user.login);
    if (draft === undefined) throw new Refused(404, { message: '404 Draft Note Not Found' });
    merge.drafts = merge.drafts.filter(each => each !== draft);
    return { status: 204 };
  }

  /** Every draft of the user, with one notification; one whose line cannot be found is lost without a word. */
  publishDrafts({ merge, user }: Call): Answer {
    const own = merge.drafts.filter(({ author }) => author === user.login);
    merge.drafts = merge.drafts.filter(({ author }) => author !== user.login);
    for (const { note, position } of own) {
      const line = position === undefined ? undefined : merge.lineAt(position);
      if (position !== undefined && line === undefined) continue;
      this.#add(merge, {
        author: user.login,
        body: note,
        type: position === undefined ? 'DiscussionNote' : 'DiffNote',
        ...(position !== undefined && { position }),
        ...(line !== undefined && { lineText: line.text }),
      });
    }
    if (own.length > 0) merge.notifications++;
    return { status: 204 };
  }

  createDiscussion({ merge, user, body }: Call): Answer {
    const text = this.#text(user, body.body);
    const position = this.#position(body.position);
    const line = position === undefined ? undefined : merge.lineAt(position);
    if (position !== undefined && line === undefined) {
      const message = '400 Bad request - Note {:line_code=>["can\'t be blank", "must be a valid line code"]}';
      throw new Refused(400, { message });
    }
    const note = this.#add(merge, {
      author: user.login,
      body: text,
      type: position === undefined ? 'DiscussionNote' : 'DiffNote',
      ...(position !== undefined && { position }),
      ...(line !== undefined && { lineText: line.text }),
    });
    merge.notifications++;
    return { status: 201, body: { id: discussionId(note.id), notes: [noteJson(note)] } };
  }

  resolveDiscussion({ merge, user, body, id }: Call): Answer {
    const discussion = merge.discussions.find(each => each.id === id);
    if (discussion === undefined) throw new Refused(404, { message: '404 Discussion Not Found' });
    if (typeof body.resolved !== 'boolean') throw new Refused(400, { error: 'resolved is missing' });
    if (ROLES[user.role] < ROLES.developer && user.login !== merge.author) {
      throw new Refused(403, { message: '403 Forbidden' });
    }
    this.resolve(merge, (discussion.notes[0] as Note).id, body.resolved ? user.login : undefined);
    return ok({ id });
  }

  createNote({ merge, user, body }: Call): Answer {
    const note = this.#add(merge, { author: user.login, body: this.#text(user, body.body), type: null });
    merge.notifications++;
    return { status: 201, body: noteJson(note) };
  }

  updateNote(call: Call): Answer {
    const { note } = this.#ownNote(call);
    note.body = this.#text(call.user, call.body.body, false);
    return ok(noteJson(note));
  }

  deleteNote(call: Call): Answer {
    const { note, discussion } = this.#ownNote(call);
    discussion.notes.splice(discussion.notes.indexOf(note), 1);
    const { discussions } = call.merge;
    if (discussion.notes.every(({ system }) => system))
      discussions.splice(discussions.indexOf(discussion), 1);
    return { status: 204 };
  }

  /** A note is edited by its author, or by a maintainer. */
  #ownNote({ merge, user, id }: Call): { note: Note; discussion: Discussion } {
    const discussion = merge.discussionOf(Number(id));
    const note = discussion?.notes.find(each => each.id === Number(id));
    if (discussion === undefined || note === undefined)
      throw new Refused(404, { message: '404 Note Not Found' });
    if (note.author !== user.login && ROLES[user.role] < ROLES.maintainer) {
      throw new Refused(403, { message: '403 Forbidden' });
    }
    return { note, discussion };
  }

  #text(user: Token, value: unknown, isNew = true): string {
    if (typeof value !== 'string' || value.trim() === '')
      throw new Refused(400, { error: 'body is missing' });
    if (value.length > NOTE_LIMIT) {
      const message = `400 Bad request - Note {:note=>["is too long (maximum is ${NOTE_LIMIT} characters)"]}`;
      throw new Refused(400, { message });
    }
    if (isNew && ROLES[user.role] === 0) throw new Refused(403, { message: '403 Forbidden' });
    const limit = this.#options.notesLimit;
    if (
      isNew &&
      limit !== undefined &&
      ++this.#created > limit.after &&
      this.#created <= limit.after + limit.times
    ) {
      throw new Refused(429, {
        message: { error: 'This endpoint has been requested too many times. Try again later.' },
      });
    }
    const action = quickAction(value);
    if (action !== undefined) this.violations.push(`a quick action: ${action}`);
    return value;
  }

  /** Three commits, both paths; lines are judged where GitLab judges them. */
  #position(value: unknown): Position | undefined {
    if (value === undefined) return undefined;
    const given = value as Partial<Position>;
    const missing = ['base_sha', 'start_sha', 'head_sha', 'position_type', 'new_path', 'old_path'].filter(
      name => typeof given[name as keyof Position] !== 'string',
    );
    if (missing.length > 0) throw new Refused(400, { error: `position[${missing[0]}] is missing` });
    const { old_line = null, new_line = null } = given;
    return { ...(given as Position), old_line, new_line };
  }

  #add(
    merge: MergeRequestState,
    note: Pick<Note, 'author' | 'body' | 'type'> &
      Partial<Pick<Note, 'system' | 'createdAt' | 'position' | 'lineText'>>,
  ): Note {
    const added: Note = { id: ++this.#lastId, system: false, ...note };
    merge.discussions.push({ id: discussionId(added.id), individual: note.type === null, notes: [added] });
    return added;
  }
}

type Handler =
  | 'getMergeRequest'
  | 'updateMergeRequest'
  | 'listApprovals'
  | 'listVersions'
  | 'listDiffs'
  | 'listDiscussions'
  | 'listNotes'
  | 'listDrafts'
  | 'createDraft'
  | 'deleteDraft'
  | 'publishDrafts'
  | 'createDiscussion'
  | 'resolveDiscussion'
  | 'createNote'
  | 'updateNote'
  | 'deleteNote';

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly operation: string;
  readonly handle: Handler;
}

const MERGE = '^/projects/(\\d+)/merge_requests/(\\d+)';

function route(method: string, path: string, operation: string, handle: Handler): Route {
  return { method, pattern: new RegExp(`${path}$`), operation, handle };
}

const ROUTES: readonly Route[] = [
  route('GET', '^/user', 'get-user', 'getMergeRequest'),
  route('GET', '^/projects/(\\d+)/members/all/(\\d+)', 'get-member', 'getMergeRequest'),
  route('GET', '^/groups/([^/]+)/members/(\\d+)', 'get-group-member', 'getMergeRequest'),
  route('GET', `${MERGE}/approvals`, 'get-approvals', 'listApprovals'),
  route('GET', `${MERGE}/versions`, 'list-versions', 'listVersions'),
  route('GET', MERGE, 'get-merge-request', 'getMergeRequest'),
  route('PUT', MERGE, 'update-merge-request', 'updateMergeRequest'),
  route('GET', `${MERGE}/diffs`, 'list-diffs', 'listDiffs'),
  route('GET', `${MERGE}/discussions`, 'list-discussions', 'listDiscussions'),
  route('GET', `${MERGE}/notes`, 'list-notes', 'listNotes'),
  route('GET', `${MERGE}/draft_notes`, 'list-drafts', 'listDrafts'),
  route('POST', `${MERGE}/draft_notes/bulk_publish`, 'publish-drafts', 'publishDrafts'),
  route('POST', `${MERGE}/draft_notes`, 'create-draft', 'createDraft'),
  route('DELETE', `${MERGE}/draft_notes/(\\d+)`, 'delete-draft', 'deleteDraft'),
  route('POST', `${MERGE}/discussions`, 'create-discussion', 'createDiscussion'),
  route('PUT', `${MERGE}/discussions/([0-9a-f]{40})`, 'resolve-discussion', 'resolveDiscussion'),
  route('POST', `${MERGE}/notes`, 'create-note', 'createNote'),
  route('PUT', `${MERGE}/notes/(\\d+)`, 'update-note', 'updateNote'),
  route('DELETE', `${MERGE}/notes/(\\d+)`, 'delete-note', 'deleteNote'),
];

/**
 * A line that starts with a command (docs.gitlab.com/user/project/quick_actions), in code too: GitLab's own look for
 * what is code is a regular expression, which fences longer than three back-ticks mislead.
 */
export function quickAction(text: string): string | undefined {
  return /^\/[a-z].*$/im.exec(text)?.[0];
}

function noteJson({ id, author, body, system, type, position, resolvedBy, createdAt }: Note): object {
  const resolvable = type !== null;
  return {
    id,
    type,
    body,
    author: { username: author },
    system,
    resolvable,
    ...(createdAt !== undefined && { created_at: createdAt }),
    ...(position !== undefined && { position }),
    ...(resolvable && {
      resolved: resolvedBy !== undefined,
      resolved_by: resolvedBy === undefined ? null : { username: resolvedBy },
    }),
  };
}

function page(rows: readonly unknown[], query: URLSearchParams): Answer {
  const size = Math.min(100, Number(query.get('per_page') ?? 20));
  const number = Number(query.get('page') ?? 1);
  const next = number * size < rows.length ? String(number + 1) : '';
  return {
    status: 200,
    headers: { 'x-next-page': next },
    body: rows.slice((number - 1) * size, number * size),
  };
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function failed({ status, message, headers }: Failure): Answer {
  return { status, body: { message: message ?? `${status}` }, ...(headers !== undefined && { headers }) };
}

function idOf(login: string): number {
  return [...login].reduce((sum, character) => sum * 31 + character.charCodeAt(0), 7) % 1_000_000;
}
