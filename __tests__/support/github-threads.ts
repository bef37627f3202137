import type { IssueComment, PullState, ReviewComment } from './github-state.ts';
import { parseGraphql, project, type Selection } from './graphql.ts';
import type { Permissions } from './loopback-github.ts';

/** What the GraphQL side sees of the fake. */
export interface ThreadsWorld {
  /** With `[bot]` for an app, as `viewer.login` has it. */
  readonly login: string;
  readonly owner: string;
  readonly repo: string;
  readonly pulls: ReadonlyMap<number, PullState>;
  readonly permissions: Permissions;
}

interface GraphqlError {
  /** GitHub gives `FORBIDDEN` or `NOT_FOUND`; a mistake in the query itself has none. */
  readonly type?: string;
  readonly path?: readonly string[];
  readonly message: string;
}

interface GraphqlAnswer {
  readonly data: Record<string, unknown> | null;
  readonly errors?: readonly GraphqlError[];
}

class Refused extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/**
 * `viewer`, a pull request's `reviewThreads` and `comments`, `resolveReviewThread`, `unresolveReviewThread` and
 * `minimizeComment`. Resolving needs `contents: write` (github.md row 19), minimising `pull-requests: write` (row 20).
 */
export function answerGraphql(body: unknown, world: ThreadsWorld): { data: GraphqlAnswer; wrote: boolean } {
  const { query, variables } = (body ?? {}) as { query?: unknown; variables?: Record<string, unknown> };
  if (typeof query !== 'string') {
    return {
      data: { data: null, errors: [{ message: 'A query attribute must be specified.' }] },
      wrote: false,
    };
  }
  const data: Record<string, unknown> = {};
  const errors: GraphqlError[] = [];
  let wrote = false;
  try {
    const operation = parseGraphql(query, variables ?? {});
    for (const field of operation.fields) {
      try {
        data[field.alias] = operation.type === 'query' ? read(field, world) : mutate(field, world);
        wrote ||= operation.type === 'mutation';
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        data[field.alias] = null;
        errors.push({ type: error.type, path: [field.alias], message: error.message });
      }
    }
  } catch (error) {
    return { data: { data: null, errors: [{ message: (error as Error).message }] }, wrote: false };
  }
  return { data: errors.length === 0 ? { data } : { data, errors }, wrote };
}

function read(field: Selection, world: ThreadsWorld): unknown {
  if (field.name === 'viewer') return project({ login: world.login }, field.fields);
  if (field.name === 'rateLimit') {
    return project({ cost: 1, remaining: 4999, limit: 5000, resetAt: '2026-01-01T01:00:00Z' }, field.fields);
  }
  if (field.name !== 'repository') throw new Error(`Field '${field.name}' doesn't exist on type 'Query'`);
  if (field.arguments.owner !== world.owner || field.arguments.name !== world.repo) {
    throw new Refused('NOT_FOUND', 'Could not resolve to a Repository');
  }
  return Object.fromEntries(
    field.fields.map(inner => {
      if (inner.name !== 'pullRequest')
        throw new Error(`Field '${inner.name}' doesn't exist on type 'Repository'`);
      const pull = world.pulls.get(Number(inner.arguments.number));
      if (pull === undefined) throw new Refused('NOT_FOUND', 'Could not resolve to a PullRequest');
      return [
        inner.alias,
        Object.fromEntries(inner.fields.map(part => [part.alias, pullField(part, pull, world)])),
      ];
    }),
  );
}

function pullField(field: Selection, pull: PullState, world: ThreadsWorld): unknown {
  switch (field.name) {
    case 'reviewThreads':
      return connection(
        field,
        pull.threadRoots().map(root => thread(field, pull, root, world)),
      );
    case 'comments':
      return connection(
        field,
        pull.issueComments.map(comment => commentNode(comment, 'IC')),
      );
    case 'headRefOid':
      return pull.headSha;
    case 'number':
      return pull.number;
    default:
      throw new Error(`Field '${field.name}' doesn't exist on type 'PullRequest'`);
  }
}

function thread(field: Selection, pull: PullState, root: ReviewComment, world: ThreadsWorld): object {
  const resolvedBy = pull.threads.get(root.id)?.resolvedBy;
  const maySolve = world.permissions.contents === 'write';
  const comments = pull
    .visibleReviewComments()
    .filter(comment => comment.id === root.id || comment.inReplyTo === root.id)
    .map(comment => commentNode(comment, 'PRRC'));
  const asked = selection(field, 'nodes')?.fields.find(inner => inner.name === 'comments');
  return {
    id: `PRRT_${root.id}`,
    isResolved: resolvedBy !== undefined,
    isOutdated: root.subjectType === 'line' && root.line === undefined,
    isCollapsed: resolvedBy !== undefined,
    resolvedBy: resolvedBy === undefined ? null : { login: bare(resolvedBy) },
    viewerCanResolve: maySolve && resolvedBy === undefined,
    viewerCanUnresolve: maySolve && resolvedBy !== undefined,
    viewerCanReply: true,
    path: root.path,
    line: root.line ?? null,
    comments: asked === undefined ? { nodes: comments } : page(asked, comments),
  };
}

function commentNode(comment: ReviewComment | IssueComment, prefix: string): object {
  return {
    id: `${prefix}_${comment.id}`,
    databaseId: comment.id,
    fullDatabaseId: String(comment.id),
    body: comment.body,
    author: { login: bare(comment.author) },
    isMinimized: comment.minimized !== undefined,
    minimizedReason: comment.minimized ?? null,
  };
}

function connection(field: Selection, nodes: readonly object[]): unknown {
  return project(page(field, nodes), field.fields);
}

/** GitHub wants `first` or `last` on every connection, 1 to 100. */
function page(field: Selection, nodes: readonly object[]): object {
  const first = Number(field.arguments.first ?? field.arguments.last);
  if (!(first >= 1 && first <= 100)) {
    throw new Error(
      `You must provide a \`first\` or \`last\` value of 1 to 100 on the \`${field.name}\` connection.`,
    );
  }
  const start = field.arguments.after == null ? 0 : Number(field.arguments.after);
  const end = Math.min(start + first, nodes.length);
  return {
    totalCount: nodes.length,
    nodes: nodes.slice(start, end),
    pageInfo: { hasNextPage: end < nodes.length, endCursor: nodes.length === 0 ? null : String(end) },
  };
}

function selection(field: Selection, name: string): Selection | undefined {
  return field.fields.find(inner => inner.name === name);
}

function mutate(field: Selection, world: ThreadsWorld): unknown {
  const input = (field.arguments.input ?? {}) as Record<string, unknown>;
  switch (field.name) {
    case 'resolveReviewThread':
    case 'unresolveReviewThread': {
      const root = threadRoot(world, String(input.threadId));
      if (world.permissions.contents !== 'write') {
        throw new Refused('FORBIDDEN', 'Resource not accessible by integration');
      }
      root.pull.threads.set(root.id, field.name === 'resolveReviewThread' ? { resolvedBy: world.login } : {});
      const node = { id: String(input.threadId), isResolved: field.name === 'resolveReviewThread' };
      return project({ thread: node, clientMutationId: null }, field.fields);
    }
    case 'minimizeComment': {
      if (world.permissions['pull-requests'] !== 'write') {
        throw new Refused('FORBIDDEN', 'Resource not accessible by integration');
      }
      const comment = commentById(world, String(input.subjectId));
      comment.minimized = String(input.classifier).toLowerCase();
      const node = { isMinimized: true, minimizedReason: comment.minimized };
      return project({ minimizedComment: node, clientMutationId: null }, field.fields);
    }
    default:
      throw new Error(`Field '${field.name}' doesn't exist on type 'Mutation'`);
  }
}

function threadRoot(world: ThreadsWorld, nodeId: string): { pull: PullState; id: number } {
  for (const pull of world.pulls.values()) {
    const root = pull.threadRoots().find(comment => `PRRT_${comment.id}` === nodeId);
    if (root !== undefined) return { pull, id: root.id };
  }
  throw new Refused('NOT_FOUND', `Could not resolve to a node with the global id of '${nodeId}'`);
}

function commentById(world: ThreadsWorld, nodeId: string): ReviewComment | IssueComment {
  for (const pull of world.pulls.values()) {
    const found =
      pull.reviewComments.find(comment => `PRRC_${comment.id}` === nodeId) ??
      pull.issueComments.find(comment => `IC_${comment.id}` === nodeId);
    if (found !== undefined) return found;
  }
  throw new Refused('NOT_FOUND', `Could not resolve to a node with the global id of '${nodeId}'`);
}

/** GraphQL's `author.login` has no `[bot]`. */
function bare(login: string): string {
  return login.replace(/\[bot\]$/, '');
}
