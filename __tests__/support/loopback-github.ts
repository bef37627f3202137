import {
  fileJson,
  issueCommentJson,
  labelJson,
  pullJson,
  reviewCommentJson,
  reviewJson,
  userJson,
} from './github-json.ts';
import { GitHubSchema, type MatchedCall } from './github-schema.ts';
import {
  type IssueComment,
  invalid,
  LISTED_FILES,
  type Placement,
  PullState,
  type Review,
  type ReviewComment,
  requireBody,
  Unprocessable,
} from './github-state.ts';
import { answerGraphql } from './github-threads.ts';
import { type Answer, type Incoming, type LoopbackServer, serveLoopback } from './http.ts';
import { type ChangedFile, changedFiles } from './unified-diff.ts';

export type { IssueComment, PullState, Review, ReviewComment } from './github-state.ts';
export { type ChangedFile, commentableLines } from './unified-diff.ts';

/** What a token may do, as GitHub names it. */
export interface Permissions {
  readonly 'pull-requests': 'read' | 'write';
  readonly contents: 'read' | 'write';
  readonly issues?: 'write';
  /** Of the organisation; the token of a workflow never has it. */
  readonly members?: 'read';
}

/** A request the fake got, in order. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** GitHub's operation id (`pulls/create-review`), `graphql`, or `unknown`. */
  readonly operation: string;
  /** Parsed JSON. */
  readonly body?: unknown;
  readonly status: number;
  /** Whether it changed what people see. */
  readonly wrote: boolean;
}

/** An answer to give instead of the real one. */
export interface Failure {
  readonly method?: string;
  /** Matches an operation id or `graphql`. */
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

export interface LoopbackGitHubOptions {
  readonly owner?: string;
  readonly repo?: string;
  /** Who the token acts as; default `github-actions[bot]`. */
  readonly login?: string;
  /** Tokens that are known; default one, `test-token`, with `pull-requests: write` and `contents: read`. */
  readonly tokens?: Readonly<Record<string, Permissions>>;
  /** Logins by team, `organisation/team`. */
  readonly teams?: Readonly<Record<string, readonly string[]>>;
  /** Requests of an hour (github.md row 15); not counted when left out. */
  readonly primaryLimit?: number;
  /** Secondary limit: after so many content-creating requests the next `times` are refused (github.md row 16). */
  readonly secondaryLimit?: { readonly after: number; readonly times: number; readonly retryAfter: number };
}

/** What a pull request shows: given as files with patches, or computed from a repository on disk. */
export type PullSource =
  | { readonly files: readonly ChangedFile[]; readonly baseSha?: string; readonly headSha?: string }
  | { readonly repository: string; readonly baseSha: string; readonly headSha: string };

export const TOKEN = 'test-token';

/**
 * A GitHub on 127.0.0.1 that keeps state and enforces the limits of github.md section 4, for as much of the API as
 * a pull request action uses. Requests are judged by GitHub's own OpenAPI schemas; a route that the extract does not
 * know is answered with 404 and recorded as a violation. Time is a counter, ids count up: no two runs differ.
 */
export class LoopbackGitHub {
  readonly requests: RecordedRequest[] = [];
  /** Requests that GitHub's schema objects to, with the reason. A test asserts that there are none. */
  readonly violations: string[] = [];
  readonly owner: string;
  readonly repo: string;
  readonly login: string;
  /** Names of the labels that the repository has. */
  readonly labels = new Set<string>();
  /** Texts by `owner/repository/path@commit`. */
  readonly files = new Map<string, string>();
  /** Artifacts of runs, as the archives GitHub hands out. */
  readonly artifacts: {
    readonly expired?: boolean;
    readonly id: number;
    readonly run: number;
    readonly name: string;
    readonly zip: Uint8Array;
  }[] = [];
  /** Finished runs of workflows, the newest first. */
  readonly runs: {
    readonly id: number;
    readonly workflow: string;
    readonly event: string;
    readonly branch: string;
    /** `owner/name` of where the branch lives. */
    readonly from?: string;
  }[] = [];
  /** Sigstore bundles that were handed to the attestation service. */
  readonly attestations: unknown[] = [];
  readonly #options: LoopbackGitHubOptions;
  readonly #schema = new GitHubSchema();
  readonly #pulls = new Map<number, PullState>();
  readonly #failures: { readonly failure: Failure; seen: number }[] = [];
  #server: LoopbackServer | undefined;
  #lastId = 1000;
  #seconds = 0;
  #created = 0;

  private constructor(options: LoopbackGitHubOptions) {
    this.#options = options;
    this.owner = options.owner ?? 'acme';
    this.repo = options.repo ?? 'shop';
    this.login = options.login ?? 'github-actions[bot]';
  }

  static async start(options: LoopbackGitHubOptions = {}): Promise<LoopbackGitHub> {
    const github = new LoopbackGitHub(options);
    github.#server = await serveLoopback(request => github.answer(request));
    return github;
  }

  /** One without a socket: only {@link answer} reaches it. */
  static inProcess(options: LoopbackGitHubOptions = {}): LoopbackGitHub {
    return new LoopbackGitHub(options);
  }

  /** For `GITHUB_API_URL`. */
  get url(): string {
    return this.#server?.url ?? '';
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  /** Opens a pull request. */
  open(number: number, source: PullSource & { readonly fork?: boolean }): PullState {
    const files =
      'files' in source ? source.files : changedFiles(source.repository, source.baseSha, source.headSha);
    const pull = new PullState({
      number,
      baseSha: source.baseSha ?? 'b'.repeat(40),
      headSha: source.headSha ?? 'a'.repeat(40),
      files,
      fork: source.fork ?? false,
    });
    this.#pulls.set(number, pull);
    return pull;
  }

  pull(number: number): PullState {
    const pull = this.#pulls.get(number);
    if (pull === undefined) throw new Error(`the test opened no pull request ${number}`);
    return pull;
  }

  /** Answers matching calls with a failure, from the n-th on. */
  fail(failure: Failure): void {
    this.#failures.push({ failure, seen: 0 });
  }

  /** Forgets the failures asked for. */
  heal(): void {
    this.#failures.length = 0;
  }

  /** Requests that changed what people see. */
  writes(): RecordedRequest[] {
    return this.requests.filter(request => request.wrote);
  }

  /** Forgets requests and violations, keeps the pull requests. */
  forget(): void {
    this.requests.length = 0;
    this.violations.length = 0;
  }

  /** A person answers in a thread. */
  reply(pull: PullState, login: string, rootId: number, body: string): ReviewComment {
    const root = pull.reviewComments.find(comment => comment.id === rootId);
    if (root === undefined) throw new Error(`no review comment ${rootId}`);
    const now = this.#now();
    const { line: _line, startLine: _startLine, minimized: _minimized, ...place } = root;
    const comment: ReviewComment = {
      ...place,
      ...(root.line === undefined ? {} : { line: root.line }),
      id: this.#id(),
      inReplyTo: root.inReplyTo ?? root.id,
      author: login,
      body,
      createdAt: now,
      updatedAt: now,
    };
    pull.reviewComments.push(comment);
    return comment;
  }

  /** Someone submits a review of the head, without comments. */
  review(pull: PullState, login: string, state: Review['state']): void {
    pull.reviews.push({
      id: this.#id(),
      author: login,
      body: '',
      state,
      commit: pull.headSha,
      submittedAt: this.#now(),
    });
  }

  /** The author replaces the branch: reviews of what it was point to the new head (github.md, row 33). */
  forcePush(pull: PullState, headSha: string, files: readonly ChangedFile[]): void {
    pull.push(headSha, files);
    for (const review of pull.reviews) review.commit = headSha;
    pull.events.push({ id: this.#id(), event: 'head_ref_force_pushed', createdAt: this.#now() });
  }

  /** Someone writes below the pull request. */
  comment(pull: PullState, login: string, body: string): IssueComment {
    const now = this.#now();
    const comment = { id: this.#id(), author: login, body, createdAt: now, updatedAt: now };
    pull.issueComments.push(comment);
    return comment;
  }

  #id(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** A clock that only counts: one second per thing that happens. */
  #now(): string {
    this.#seconds += 1;
    return new Date(Date.UTC(2026, 0, 1) + this.#seconds * 1000).toISOString().replace('.000', '');
  }

  /** What the server answers; tests of many requests ask without a socket between. */
  answer(request: Incoming): Answer {
    const stored = /^\/zips\/(\d+)$/.exec(request.url.pathname)?.[1];
    const zip = this.artifacts.find(({ id }) => String(id) === stored)?.zip;
    if (zip !== undefined)
      return { status: 200, headers: { 'content-type': 'application/zip' }, body: Buffer.from(zip) };
    const text = request.bytes.toString('utf8');
    let body: unknown;
    let parsed = true;
    try {
      body = text === '' ? undefined : JSON.parse(text);
    } catch {
      parsed = false;
    }
    const graphql = request.url.pathname === '/graphql' && request.method === 'POST';
    const call = graphql ? undefined : this.#schema.match(request.method, request.url, body);
    const operation = graphql ? 'graphql' : (call?.operation ?? 'unknown');
    let wrote = false;
    const refusal = this.#refusal(request, operation);
    let answer = refusal?.answer ?? (parsed ? undefined : problem(400, 'Problems parsing JSON'));
    if (answer === undefined || refusal?.lost === true) {
      const result = graphql ? this.#graphql(request, body) : this.#rest(request, call, body);
      answer = answer ?? result.answer;
      wrote = result.wrote;
    }
    this.requests.push({
      method: request.method,
      path: request.url.pathname + request.url.search,
      operation,
      ...(body === undefined ? {} : { body }),
      status: answer.status,
      wrote,
    });
    const rate = {
      'x-ratelimit-limit': '1000',
      'x-ratelimit-remaining': String(1000 - this.requests.length),
    };
    return {
      ...answer,
      headers: { ...rate, 'x-github-request-id': String(this.requests.length), ...answer.headers },
    };
  }

  /** Injected failures, a missing or unknown token, the secondary limit. */
  #refusal(request: Incoming, operation: string): { answer: Answer; lost?: boolean } | undefined {
    for (const entry of this.#failures) {
      const { failure } = entry;
      if (failure.method !== undefined && failure.method !== request.method) continue;
      if (failure.operation !== undefined && !failure.operation.test(operation)) continue;
      entry.seen += 1;
      const first = failure.nth ?? 1;
      if (entry.seen < first || entry.seen >= first + (failure.times ?? 1)) continue;
      const message = failure.message ?? `injected ${failure.status}`;
      const answer = { ...problem(failure.status, message), headers: failure.headers ?? {} };
      return { answer, ...(failure.lost === true ? { lost: true } : {}) };
    }
    if (this.#permissions(request) === undefined) {
      const given = request.headers.authorization !== undefined;
      return { answer: problem(401, given ? 'Bad credentials' : 'Requires authentication') };
    }
    if (this.requests.length >= (this.#options.primaryLimit ?? Number.POSITIVE_INFINITY)) {
      const reset = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9999999999' };
      return {
        answer: { ...problem(403, 'API rate limit exceeded for installation ID 1.'), headers: reset },
      };
    }
    const limit = this.#options.secondaryLimit;
    if (limit !== undefined && request.method === 'POST' && operation !== 'graphql') {
      this.#created += 1;
      if (this.#created > limit.after && this.#created <= limit.after + limit.times) {
        const message =
          'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
        return { answer: { ...problem(403, message), headers: { 'retry-after': String(limit.retryAfter) } } };
      }
    }
    return undefined;
  }

  #permissions(request: Incoming): Permissions | undefined {
    const token = /^(?:token|bearer)\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const tokens = this.#options.tokens ?? { [TOKEN]: { 'pull-requests': 'write', contents: 'read' } };
    return tokens[token];
  }

  #graphql(request: Incoming, body: unknown): { answer: Answer; wrote: boolean } {
    const { data, wrote } = answerGraphql(body, {
      login: this.login,
      owner: this.owner,
      repo: this.repo,
      pulls: this.#pulls,
      permissions: this.#permissions(request)!,
    });
    if (data.errors !== undefined) {
      for (const error of data.errors) {
        if (error.type === undefined) this.violations.push(`graphql: ${error.message}`);
      }
    }
    return { answer: { status: 200, body: data }, wrote };
  }

  #rest(request: Incoming, call: MatchedCall | undefined, body: unknown): { answer: Answer; wrote: boolean } {
    if (call === undefined) {
      this.violations.push(`${request.method} ${request.url.pathname}: no such operation in the extract`);
      return { answer: problem(404, 'Not Found'), wrote: false };
    }
    const { owner, repo } = call.parameters;
    if (owner !== undefined && (owner !== this.owner || repo !== this.repo)) {
      return { answer: problem(404, 'Not Found'), wrote: false };
    }
    const writing = request.method !== 'GET';
    const { 'pull-requests': pulls, issues } = this.#permissions(request)!;
    // What pull requests share with issues takes either (docs.github.com/rest/issues/labels, "must have at least one").
    if (writing && pulls !== 'write' && !(call.operation.startsWith('issues/') && issues === 'write')) {
      return { answer: problem(403, 'Resource not accessible by integration'), wrote: false };
    }
    if (call.violations.length > 0) {
      this.violations.push(...call.violations.map(violation => `${call.operation}: ${violation}`));
      const answer = problem(422, 'Invalid request.', call.violations);
      return { answer, wrote: false };
    }
    try {
      const answer =
        this.#operations[call.operation]?.(call, body as never, request) ?? problem(404, 'Not Found');
      const known = this.#schema.statuses(call.operation);
      if (answer.status < 300 && !known.includes(answer.status)) {
        throw new Error(`${call.operation} does not answer ${answer.status}`);
      }
      return { answer, wrote: writing && answer.status < 300 };
    } catch (error) {
      if (error instanceof Unprocessable) {
        return { answer: problem(422, error.message, error.errors), wrote: false };
      }
      throw error;
    }
  }

  /** What each operation does; undefined is answered with 404. */
  readonly #operations: Readonly<
    Record<string, (call: MatchedCall, body: Record<string, never>, request: Incoming) => Answer | undefined>
  > = {
    'users/get-authenticated': () =>
      this.login.endsWith('[bot]')
        ? problem(403, 'Resource not accessible by integration')
        : { status: 200, body: userJson(this.login) },
    'pulls/get': call =>
      this.#onPull(call, pull => ({ status: 200, body: pullJson(pull, this.owner, this.repo) })),
    'pulls/list-files': (call, _, request) =>
      this.#onPull(call, pull => paginate(request, pull.files.slice(0, LISTED_FILES).map(fileJson))),
    'pulls/list-reviews': (call, _, request) =>
      this.#onPull(call, pull =>
        paginate(request, pull.reviews.filter(review => review.state !== 'PENDING').map(reviewJson)),
      ),
    'repos/get-content': (call, _, request) => {
      const { owner, repo, path } = call.parameters;
      const text = this.files.get(`${owner}/${repo}/${path}@${request.url.searchParams.get('ref')}`);
      return text === undefined
        ? undefined
        : {
            status: 200,
            body: { type: 'file', encoding: 'base64', content: Buffer.from(text).toString('base64') },
          };
    },
    'pulls/list': (_call, _, request) => {
      const [owner, branch] = (request.url.searchParams.get('head') ?? '').split(':');
      return paginate(
        request,
        [...this.#pulls.values()]
          .filter(
            pull =>
              pull.state === 'open' && branch === 'change' && owner === (pull.fork ? 'stranger' : this.owner),
          )
          .map(pull => pullJson(pull, this.owner, this.repo)),
      );
    },
    'actions/list-workflow-runs': (call, _, request) => {
      const {
        workflow_id: workflow,
        branch,
        event,
      } = {
        ...Object.fromEntries(request.url.searchParams),
        ...call.parameters,
      } as Record<string, string | undefined>;
      const found = this.runs.filter(
        run =>
          run.workflow === workflow &&
          (branch === undefined || run.branch === branch) &&
          (event === undefined || run.event === event),
      );
      return {
        status: 200,
        body: {
          total_count: found.length,
          workflow_runs: found.map(({ id, event, branch, from = `${this.owner}/${this.repo}` }) => ({
            id,
            event,
            head_branch: branch,
            status: 'completed',
            conclusion: 'failure',
            head_repository: { full_name: from },
          })),
        },
      };
    },
    'repos/create-attestation': (_call, body) => {
      this.attestations.push((body as { bundle?: unknown }).bundle);
      return { status: 201, body: { id: 100 + this.attestations.length } };
    },
    'actions/list-workflow-run-artifacts': (call, _, request) => {
      const artifacts = this.artifacts.filter(({ run }) => run === Number(call.parameters.run_id));
      const wanted = request.url.searchParams.get('name');
      const named = artifacts.filter(({ name }) => wanted === null || name === wanted);
      return {
        status: 200,
        body: {
          total_count: named.length,
          artifacts: named.map(({ id, name, zip, expired = false }) => ({
            id,
            name,
            size_in_bytes: zip.byteLength,
            expired,
          })),
        },
      };
    },
    'actions/download-artifact': call => {
      const found = this.artifacts.find(({ id }) => id === Number(call.parameters.artifact_id));
      // GitHub redirects to a store of its own; a client that follows sees the bytes.
      return found === undefined
        ? undefined
        : { status: 302, headers: { location: `${this.url}/zips/${found.id}` } };
    },
    'issues/list-events': (call, _, request) =>
      this.#onPull(call, pull =>
        paginate(
          request,
          pull.events.map(({ id, event, createdAt }) => ({ id, event, created_at: createdAt })),
        ),
      ),
    'teams/get-membership-for-user-in-org': (call, _, request) => {
      if (this.#permissions(request)?.members !== 'read') {
        return problem(403, 'Resource not accessible by integration');
      }
      const { org, team_slug: slug, username } = call.parameters;
      const members = this.#options.teams?.[`${org}/${slug}`] ?? [];
      return members.includes(String(username))
        ? { status: 200, body: { state: 'active', role: 'member' } }
        : undefined;
    },
    'repos/list-pull-requests-associated-with-commit': (call, _, request) =>
      paginate(
        request,
        [...this.#pulls.values()]
          .filter(pull => pull.mergedAs === call.parameters.commit_sha)
          .map(pull => pullJson(pull, this.owner, this.repo)),
      ),
    'pulls/create-review': (call, body) => this.#onPull(call, pull => this.#createReview(pull, body)),
    'pulls/list-comments-for-review': (call, _, request) =>
      this.#onPull(call, pull =>
        paginate(
          request,
          pull
            .visibleReviewComments()
            .filter(comment => comment.reviewId === Number(call.parameters.review_id))
            .map(reviewCommentJson),
        ),
      ),
    'pulls/list-review-comments': (call, _, request) =>
      this.#onPull(call, pull => paginate(request, pull.visibleReviewComments().map(reviewCommentJson))),
    'pulls/create-review-comment': (call, body) =>
      this.#onPull(call, pull => this.#createReviewComment(pull, body)),
    'pulls/create-reply-for-review-comment': (call, body) =>
      this.#onPull(call, pull => {
        const root = pull.reviewComments.find(comment => comment.id === Number(call.parameters.comment_id));
        if (root === undefined) return undefined;
        const text = requireBody('PullRequestReviewComment', body.body);
        return { status: 201, body: reviewCommentJson(this.reply(pull, this.login, root.id, text)) };
      }),
    'pulls/get-review-comment': call =>
      this.#onReviewComment(call, (_, comment) => ({ status: 200, body: reviewCommentJson(comment) })),
    'pulls/update-review-comment': (call, body) =>
      this.#onReviewComment(call, (_, comment) => {
        comment.body = requireBody('PullRequestReviewComment', body.body);
        comment.updatedAt = this.#now();
        return { status: 200, body: reviewCommentJson(comment) };
      }),
    'pulls/delete-review-comment': call =>
      this.#onReviewComment(call, (pull, comment) => {
        pull.reviewComments.splice(pull.reviewComments.indexOf(comment), 1);
        return { status: 204 };
      }),
    'issues/list-comments': (call, _, request) =>
      this.#onPull(call, pull => paginate(request, pull.issueComments.map(issueCommentJson))),
    'issues/create-comment': (call, body) =>
      this.#onPull(call, pull => {
        const comment = this.comment(pull, this.login, requireBody('IssueComment', body.body));
        return { status: 201, body: issueCommentJson(comment) };
      }),
    'issues/get-comment': call =>
      this.#onIssueComment(call, (_, comment) => ({ status: 200, body: issueCommentJson(comment) })),
    'issues/update-comment': (call, body) =>
      this.#onIssueComment(call, (_, comment) => {
        comment.body = requireBody('IssueComment', body.body);
        comment.updatedAt = this.#now();
        return { status: 200, body: issueCommentJson(comment) };
      }),
    'issues/delete-comment': call =>
      this.#onIssueComment(call, (pull, comment) => {
        pull.issueComments.splice(pull.issueComments.indexOf(comment), 1);
        return { status: 204 };
      }),
    'issues/list-labels-on-issue': (call, _, request) =>
      this.#onPull(call, pull => paginate(request, pull.labels.map(labelJson))),
    'issues/add-labels': (call, body, request) =>
      this.#onPull(call, pull => this.#addLabels(pull, body, this.#permissions(request)?.issues === 'write')),
    'issues/remove-label': call =>
      this.#onPull(call, pull => {
        const index = pull.labels.findIndex(name => sameName(name, call.parameters.name ?? ''));
        if (index < 0) return problem(404, 'Label does not exist');
        pull.labels.splice(index, 1);
        return { status: 200, body: pull.labels.map(labelJson) };
      }),
    'repos/compare-commits-with-basehead': call => {
      const [base, head] = (call.parameters.basehead ?? '').split('...');
      const pull = [...this.#pulls.values()].find(each => each.baseSha === base && each.headSha === head);
      if (pull === undefined) return undefined;
      const commit = { sha: pull.baseSha };
      return {
        status: 200,
        body: {
          status: 'ahead',
          base_commit: commit,
          merge_base_commit: commit,
          files: pull.files.map(fileJson),
        },
      };
    },
  };

  #onPull(call: MatchedCall, then: (pull: PullState) => Answer | undefined): Answer | undefined {
    const pull = this.#pulls.get(Number(call.parameters.pull_number ?? call.parameters.issue_number));
    return pull === undefined ? undefined : then(pull);
  }

  #onReviewComment(
    call: MatchedCall,
    then: (pull: PullState, comment: ReviewComment) => Answer,
  ): Answer | undefined {
    const id = Number(call.parameters.comment_id);
    for (const pull of this.#pulls.values()) {
      const comment = pull.reviewComments.find(each => each.id === id);
      if (comment !== undefined) return then(pull, comment);
    }
    return undefined;
  }

  #onIssueComment(
    call: MatchedCall,
    then: (pull: PullState, comment: IssueComment) => Answer,
  ): Answer | undefined {
    const id = Number(call.parameters.comment_id);
    for (const pull of this.#pulls.values()) {
      const comment = pull.issueComments.find(each => each.id === id);
      if (comment !== undefined) return then(pull, comment);
    }
    return undefined;
  }

  /** A label that the repository lacks is created, for which `pull-requests: write` is not enough (actions/labeler#870). */
  #addLabels(pull: PullState, { labels = [] }: { labels?: readonly string[] }, mayCreate: boolean): Answer {
    const tooLong = labels.find(name => name.length > 50);
    if (tooLong !== undefined) {
      throw invalid('Label', 'name', 'name is too long (maximum is 50 characters)');
    }
    const known = (name: string) => [...this.labels].find(each => sameName(each, name));
    if (!mayCreate && labels.some(name => known(name) === undefined)) {
      const errors = [{ resource: 'Repository', field: 'label', code: 'unauthorized' }];
      return problem(403, 'You do not have permission to create labels on this repository.', errors);
    }
    for (const name of labels) {
      if (known(name) === undefined) this.labels.add(name);
      if (!pull.labels.some(each => sameName(each, name))) pull.labels.push(known(name) as string);
    }
    return { status: 200, body: pull.labels.map(labelJson) };
  }

  /** All or nothing: every comment is placed before anything is written (github.md row 4). */
  #createReview(
    pull: PullState,
    body: {
      event?: string;
      body?: string;
      commit_id?: string;
      comments?: readonly (Placement & { body: string })[];
    },
  ): Answer {
    const { event, comments = [] } = body;
    if (event === 'COMMENT' || event === 'REQUEST_CHANGES') requireBody('PullRequestReview', body.body);
    else if (body.body !== undefined && body.body !== '') requireBody('PullRequestReview', body.body);
    if (event === 'APPROVE' && this.login === 'github-actions[bot]') {
      throw new Unprocessable('Unprocessable Entity', [
        'GitHub Actions is not permitted to approve pull requests.',
      ]);
    }
    const commit = knownCommit(pull, body.commit_id);
    // GitHub takes it and offers nothing to apply (row 18): a mistake all the same.
    for (const { side, body: text } of comments) {
      if (side === 'LEFT' && /^`{3,}suggestion/m.test(text))
        this.violations.push('a suggestion on a deleted line');
    }
    const placed = comments.map(comment => {
      requireBody('PullRequestReviewComment', comment.body);
      return { path: comment.path ?? '', body: comment.body, ...pull.place(comment, 'review') };
    });
    const now = this.#now();
    const review = {
      id: this.#id(),
      author: this.login,
      body: body.body ?? '',
      state:
        ({ COMMENT: 'COMMENTED', REQUEST_CHANGES: 'CHANGES_REQUESTED', APPROVE: 'APPROVED' } as const)[
          event as 'COMMENT'
        ] ?? ('PENDING' as const),
      commit,
      submittedAt: now,
    };
    pull.reviews.push(review);
    for (const comment of placed) {
      const id = this.#id();
      pull.threads.set(id, {});
      pull.reviewComments.push({
        ...comment,
        id,
        reviewId: review.id,
        author: this.login,
        subjectType: 'line',
        originalLine: comment.line,
        originalCommit: commit,
        commit,
        createdAt: now,
        updatedAt: now,
      });
    }
    return { status: 200, body: reviewJson(review) };
  }

  #createReviewComment(
    pull: PullState,
    body: Placement & {
      body?: string;
      commit_id?: string;
      subject_type?: 'line' | 'file';
      in_reply_to?: number;
    },
  ): Answer {
    const text = requireBody('PullRequestReviewComment', body.body);
    if (body.in_reply_to !== undefined) {
      return { status: 201, body: reviewCommentJson(this.reply(pull, this.login, body.in_reply_to, text)) };
    }
    const commit = knownCommit(pull, body.commit_id);
    const onFile = body.subject_type === 'file';
    if (onFile && !pull.files.some(file => file.filename === body.path)) {
      throw invalid(
        'PullRequestReviewComment',
        'pull_request_review_thread.path',
        'path is not part of the diff',
      );
    }
    const place = onFile ? { side: 'RIGHT' as const, diffHunk: '' } : pull.place(body, 'comment');
    const now = this.#now();
    const review = {
      id: this.#id(),
      author: this.login,
      body: '',
      state: 'COMMENTED' as const,
      commit,
      submittedAt: now,
    };
    pull.reviews.push(review);
    const comment: ReviewComment = {
      ...place,
      ...('line' in place ? { originalLine: place.line } : {}),
      id: this.#id(),
      reviewId: review.id,
      author: this.login,
      path: body.path ?? '',
      subjectType: onFile ? 'file' : 'line',
      originalCommit: commit,
      commit,
      body: text,
      createdAt: now,
      updatedAt: now,
    };
    pull.threads.set(comment.id, {});
    pull.reviewComments.push(comment);
    return { status: 201, body: reviewCommentJson(comment) };
  }
}

function knownCommit(pull: PullState, sha: string | undefined): string {
  if (sha === undefined) return pull.headSha;
  if (pull.heads.includes(sha)) return sha;
  throw new Unprocessable('Validation Failed', [
    {
      resource: 'PullRequestReview',
      code: 'custom',
      field: 'commit_id',
      message: 'commit_id is not part of the pull request',
    },
  ]);
}

/** GitHub compares names of labels without case. */
function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function problem(status: number, message: string, errors?: readonly unknown[]): Answer {
  const documentation_url = 'https://docs.github.com/rest';
  return {
    status,
    body: { message, ...(errors === undefined ? {} : { errors }), documentation_url, status: String(status) },
  };
}

/** `per_page` (30 unless told, at most 100), `page` and the `Link` header. */
function paginate(request: Incoming, items: readonly unknown[]): Answer {
  const query = request.url.searchParams;
  const size = Math.min(Math.max(Number(query.get('per_page') ?? 30), 1), 100);
  const page = Math.max(Number(query.get('page') ?? 1), 1);
  const last = Math.max(Math.ceil(items.length / size), 1);
  const link = (to: number, rel: string): string => {
    const url = new URL(request.url);
    url.searchParams.set('page', String(to));
    return `<${url.href}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev'), link(1, 'first')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
  ];
  return {
    status: 200,
    headers: links.length === 0 ? {} : { link: links.join(', ') },
    body: items.slice((page - 1) * size, page * size),
  };
}
