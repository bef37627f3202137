import { field } from '../json.ts';
import {
  type Client,
  type CommentPlace,
  type DiffFile,
  type ExistingComment,
  type Listing,
  type PlannedComment,
  patchLines,
  RequestFailure,
  type ReviewApi,
  type ThreadState,
} from '../review/index.ts';
import { readPages } from './pages.ts';
import type { GitHubContext } from './types.ts';

/** The calls kubeproof makes on a pull request. */
export interface PullRequestApi extends ReviewApi {
  /** Files with the hunks GitHub itself sees. */
  files(): Promise<readonly DiffFile[]>;
  /** @returns the login of the author. */
  createReview(sha: string, body: string, comments: readonly PlannedComment[]): Promise<string | undefined>;
}

/** 1,200 comments of each sort; beyond that one run cannot know what stands. */
const PAGES = 12;
/** 500 files. */
const FILE_PAGES = 5;
/** 500 threads. */
const THREAD_PAGES = 5;
/** A pull request has at most 100 labels. */
const LABEL_PAGES = 1;

/** Who `GITHUB_TOKEN` is, when nothing tells. */
const ACTIONS_BOT = 'github-actions[bot]';

export function pullRequestApi(client: Client, context: GitHubContext, number: number): PullRequestApi {
  const at = { owner: context.owner, repo: context.repository };
  const pull = { ...at, pull_number: number };
  const issue = { ...at, issue_number: number };

  async function list(route: string, where: object): Promise<Listing> {
    const { rows, complete } = await readPages(client, route, where, PAGES);
    return { comments: rows.flatMap(row => readComment(row) ?? []), complete };
  }

  function graphql(query: string, variables: object = {}): Promise<unknown> {
    // GraphQL of GitHub Enterprise Server lives beside /api/v3, not below it.
    const baseUrl = context.apiUrl.replace(/\/api\/v3$/, '/api');
    return client.request('POST /graphql', { baseUrl, query, variables });
  }

  async function viewer(): Promise<string> {
    const data = await optional(graphql('{ viewer { login } }'));
    const login = field(field(field(data, 'data'), 'viewer'), 'login');
    if (typeof login === 'string' && login !== '') return login;
    // Personal tokens answer this; GITHUB_TOKEN does not.
    const user = field(await optional(client.request('GET /user')), 'login');
    return typeof user === 'string' && user !== '' ? user : ACTIONS_BOT;
  }

  return {
    viewer,
    async headSha() {
      const data = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', pull);
      const sha = field(field(data, 'head'), 'sha');
      return typeof sha === 'string' ? sha : '';
    },
    reviewComments: () => list('GET /repos/{owner}/{repo}/pulls/{pull_number}/comments', pull),
    conversation: () => list('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', issue),
    async files() {
      const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files';
      const { rows } = await readPages(client, route, pull, FILE_PAGES);
      return rows.flatMap(row => readFile(row) ?? []);
    },
    async createReview(sha, body, comments) {
      const data = await client.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
        ...pull,
        commit_id: sha,
        event: 'COMMENT',
        body,
        comments: comments.map(comment => ({
          path: comment.path,
          line: comment.line,
          side: comment.side,
          ...(comment.startLine !== undefined && { start_line: comment.startLine, start_side: comment.side }),
          body: comment.body,
        })),
      });
      return author(data);
    },
    async updateReviewComment(id, body) {
      await client.request('PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}', {
        ...at,
        comment_id: id,
        body,
      });
    },
    async deleteReviewComment(id) {
      await client.request('DELETE /repos/{owner}/{repo}/pulls/comments/{comment_id}', {
        ...at,
        comment_id: id,
      });
    },
    async createComment(body) {
      return author(
        await client.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { ...issue, body }),
      );
    },
    async updateComment(id, body) {
      await client.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
        ...at,
        comment_id: id,
        body,
      });
    },
    async threads() {
      const states = new Map<number, ThreadState>();
      let after: string | null = null;
      for (let page = 0; page < THREAD_PAGES; page++) {
        const variables = { owner: context.owner, name: context.repository, number, after };
        const data = await optional(graphql(THREADS, variables));
        const list = field(field(field(field(data, 'data'), 'repository'), 'pullRequest'), 'reviewThreads');
        const nodes = field(list, 'nodes');
        if (!Array.isArray(nodes)) return undefined;
        for (const node of nodes) readThread(node, states);
        const info = field(list, 'pageInfo');
        const cursor = field(info, 'endCursor');
        if (field(info, 'hasNextPage') !== true || typeof cursor !== 'string') return states;
        after = cursor;
      }
      return states;
    },
    async setResolved(thread, resolved) {
      const name = resolved ? 'resolveReviewThread' : 'unresolveReviewThread';
      const mutation = `mutation($thread: ID!) { ${name}(input: {threadId: $thread}) { thread { id } } }`;
      const errors = field(await graphql(mutation, { thread }), 'errors');
      const [error] = Array.isArray(errors) ? errors : [];
      if (error === undefined) return;
      const message = String(field(error, 'message') ?? 'refused');
      const type = field(error, 'type');
      const kind = type === 'FORBIDDEN' ? 'read-only' : type === 'NOT_FOUND' ? 'missing' : 'refused';
      throw new RequestFailure(kind, 200, message);
    },
    async deleteComment(id) {
      await client.request('DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', {
        ...at,
        comment_id: id,
      });
    },
    async labels() {
      const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/labels';
      const { rows } = await readPages(client, route, issue, LABEL_PAGES);
      return rows.flatMap(row => {
        const name = field(row, 'name');
        return typeof name === 'string' ? [name] : [];
      });
    },
    async changeLabels(add, remove) {
      if (add.length > 0) {
        const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels';
        await client.request(route, { ...issue, labels: add });
      }
      for (const name of remove) {
        const route = 'DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}';
        await client.request(route, { ...issue, name }).catch((error: unknown) => {
          if (!(error instanceof RequestFailure) || error.kind !== 'missing') throw error;
        });
      }
    },
  };
}

const THREADS = `query($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      reviewThreads(first: 100, after: $after) {
        nodes {
          id isResolved viewerCanResolve viewerCanUnresolve
          resolvedBy { login }
          comments(first: 1) { nodes { databaseId } }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`;

function readThread(node: unknown, states: Map<number, ThreadState>): void {
  const comments = field(field(node, 'comments'), 'nodes');
  const first = field(Array.isArray(comments) ? comments[0] : undefined, 'databaseId');
  const id = field(node, 'id');
  if (typeof first !== 'number' || typeof id !== 'string') return;
  const login = field(field(node, 'resolvedBy'), 'login');
  const resolved = field(node, 'isResolved') === true;
  states.set(first, {
    id,
    // A deleted account resolves as nobody.
    ...(resolved ? { resolvedBy: typeof login === 'string' ? login : '' } : {}),
    mayResolve: field(node, 'viewerCanResolve') === true,
    mayUnresolve: field(node, 'viewerCanUnresolve') === true,
  });
}

async function optional(request: Promise<unknown>): Promise<unknown> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof RequestFailure) return undefined;
    throw error;
  }
}

function readFile(row: unknown): DiffFile | undefined {
  const path = field(row, 'filename');
  if (typeof path !== 'string') return undefined;
  const oldPath = field(row, 'previous_filename');
  const patch = field(row, 'patch');
  return {
    path,
    ...(typeof oldPath === 'string' && { oldPath }),
    status: String(field(row, 'status') ?? ''),
    binary: typeof patch !== 'string',
    ...patchLines(typeof patch === 'string' ? patch : ''),
  };
}

function readComment(row: unknown): ExistingComment | undefined {
  const id = field(row, 'id');
  const body = field(row, 'body');
  const inReplyTo = field(row, 'in_reply_to_id');
  const place = readPlace(row);
  if (typeof id !== 'number') return undefined;
  return {
    id,
    author: author(row) ?? '',
    body: typeof body === 'string' ? body.replaceAll('\r\n', '\n') : '',
    ...(typeof inReplyTo === 'number' && { inReplyTo }),
    ...(place !== undefined && { place }),
  };
}

/** Undefined for comments of the conversation, on whole files, and outdated ones, whose `line` is null. */
function readPlace(row: unknown): CommentPlace | undefined {
  const [path, line, side, start] = ['path', 'line', 'side', 'start_line'].map(name => field(row, name));
  if (typeof path !== 'string' || typeof line !== 'number') return undefined;
  return {
    path,
    line,
    ...(typeof start === 'number' && start !== line && { startLine: start }),
    side: side === 'LEFT' ? 'LEFT' : 'RIGHT',
  };
}

/** Undefined for deleted accounts, whose `user` is null. */
function author(row: unknown): string | undefined {
  const login = field(field(row, 'user'), 'login');
  return typeof login === 'string' ? login : undefined;
}
