import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Octokit } from '@octokit/rest';
import { LoopbackGitHub, type LoopbackGitHubOptions, type PullState, TOKEN } from './loopback-github.ts';

const HEAD = 'a'.repeat(40);
const PATCH = [
  '@@ -1,4 +1,5 @@',
  ' apiVersion: v1',
  '-kind: Pod',
  '+kind: Service',
  '+# new',
  ' metadata:',
  '   name: shop',
  '@@ -20,2 +21,3 @@ spec:',
  ' spec:',
  '+  type: NodePort',
  '   ports: []',
].join('\n');

let github: LoopbackGitHub;
let pull: PullState;

async function start(options: LoopbackGitHubOptions = {}): Promise<void> {
  await github?.close();
  github = await LoopbackGitHub.start(options);
  pull = github.open(7, {
    files: [
      { filename: 'shop.yaml', status: 'modified', patch: PATCH },
      { filename: 'logo.png', status: 'added' },
    ],
    headSha: HEAD,
  });
}
beforeEach(() => start());
afterEach(() => github.close());

async function call(
  method: string,
  path: string,
  body?: unknown,
  token: string | undefined = TOKEN,
  // biome-ignore lint/suspicious/noExplicitAny: answers of every shape, each asserted where it is used
): Promise<{ status: number; json: any; headers: Headers }> {
  const response = await fetch(`${github.url}${path}`, {
    method,
    headers: token === '' ? {} : { authorization: `token ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    json: text === '' ? undefined : JSON.parse(text),
    headers: response.headers,
  };
}
const PULL = '/repos/acme/shop/pulls/7';
const review = (...comments: object[]) =>
  call('POST', `${PULL}/reviews`, { event: 'COMMENT', body: 'Two lines', commit_id: HEAD, comments });
const comment = (at: object) =>
  call('POST', `${PULL}/comments`, { body: 'x', commit_id: HEAD, path: 'shop.yaml', ...at });
const graphql = (query: string, variables: object = {}, token?: string) =>
  call('POST', '/graphql', { query, variables }, token);

describe('where a comment may stand (github.md rows 1 to 5)', () => {
  test('a review on lines of the diff is written whole', async () => {
    const { status, json } = await review(
      { path: 'shop.yaml', line: 3, side: 'RIGHT', body: 'added' },
      { path: 'shop.yaml', line: 2, side: 'LEFT', body: 'deleted' },
      { path: 'shop.yaml', line: 23, start_line: 21, side: 'RIGHT', start_side: 'RIGHT', body: 'range' },
    );
    expect([status, json.state]).toEqual([200, 'COMMENTED']);
    const listed = await call('GET', `${PULL}/comments?per_page=100`);
    expect(listed.json).toMatchObject([
      { path: 'shop.yaml', line: 3, side: 'RIGHT', start_line: null, body: 'added', commit_id: HEAD },
      { path: 'shop.yaml', line: 2, side: 'LEFT', original_line: 2, body: 'deleted' },
      {
        path: 'shop.yaml',
        line: 23,
        start_line: 21,
        start_side: 'RIGHT',
        user: { login: 'github-actions[bot]' },
      },
    ]);
    expect(listed.json[0].diff_hunk).toMatch(/^@@ -1,4 \+1,5 @@\n apiVersion/);
    expect(github.violations).toEqual([]);
    expect(github.writes().map(request => request.operation)).toEqual(['pulls/create-review']);
  });

  test('one comment off the diff refuses the whole review', async () => {
    const { status, json } = await review(
      { path: 'shop.yaml', line: 3, side: 'RIGHT', body: 'good' },
      { path: 'shop.yaml', line: 12, side: 'RIGHT', body: 'between the hunks' },
    );
    expect([status, json.errors]).toEqual([422, ['Line could not be resolved']]);
    expect([pull.reviews, pull.reviewComments]).toEqual([[], []]);
    expect(github.writes()).toEqual([]);
  });

  test.each([
    ['a file that is not in the diff', { path: 'other.yaml', line: 1 }, 'path is not part of the diff'],
    ['a file without a patch', { path: 'logo.png', line: 1 }, 'line must be part of the diff'],
    ['a line between the hunks', { line: 12 }, 'line must be part of the diff'],
    ['a deleted line on the right', { line: 100, side: 'RIGHT' }, 'line must be part of the diff'],
    ['an added line on the left', { line: 3, side: 'LEFT' }, 'line must be part of the diff'],
    ['a start in another hunk', { line: 22, start_line: 3 }, 'same hunk as the line'],
    ['a start that equals the end', { line: 3, start_line: 3 }, 'start_line must precede the end line'],
    ['a start after the end', { line: 2, start_line: 3 }, 'start_line must precede the end line'],
    ['a start off the diff', { line: 22, start_line: 12 }, 'start_line must be part of the diff'],
    ['no line', {}, 'line is required'],
  ])('refuses %s', async (_, at, message) => {
    const { status, json } = await comment(at);
    expect([status, json.message]).toEqual([422, 'Validation Failed']);
    expect(json.errors[0].message).toContain(message);
    expect(pull.reviewComments).toEqual([]);
  });

  test('a file-level comment needs no line, but is unknown to reviews', async () => {
    expect((await comment({ path: 'logo.png', subject_type: 'file' })).status).toBe(201);
    expect(github.violations).toEqual([]);
    const { status } = await review({ path: 'logo.png', body: 'x', subject_type: 'file' });
    expect(status).toBe(422);
    expect(github.violations).toEqual(['pulls/create-review: comments.0: unknown property "subject_type"']);
  });

  test('refuses a commit that the pull request never had', async () => {
    const { status, json } = await comment({ line: 3, commit_id: 'c'.repeat(40) });
    expect([status, json.errors[0].field]).toEqual([422, 'commit_id']);
  });
});

describe('bodies (rows 7 and 8)', () => {
  test('a COMMENT review needs one', async () => {
    const { status, json } = await call('POST', `${PULL}/reviews`, { event: 'COMMENT', comments: [] });
    expect([status, json.errors[0].code]).toEqual([422, 'missing_field']);
  });

  test('65,536 characters are the most', async () => {
    const path = '/repos/acme/shop/issues/7/comments';
    expect((await call('POST', path, { body: 'x'.repeat(65_536) })).status).toBe(201);
    const { status, json } = await call('POST', path, { body: 'x'.repeat(65_537) });
    expect([status, json.errors[0].message]).toEqual([422, 'Body is too long (maximum is 65536 characters)']);
    const id = pull.issueComments[0]!.id;
    expect(
      (await call('PATCH', `/repos/acme/shop/issues/comments/${id}`, { body: 'x'.repeat(65_537) })).status,
    ).toBe(422);
    expect((await comment({ line: 3, body: 'x'.repeat(65_537) })).status).toBe(422);
    expect((await review({ path: 'shop.yaml', line: 3, body: 'x'.repeat(65_537) })).status).toBe(422);
  });
});

describe("GitHub's own schemas", () => {
  test.each([
    [
      'a misspelt event',
      { event: 'COMENT', body: 'x' },
      'event: not one of APPROVE, REQUEST_CHANGES, COMMENT',
    ],
    [
      'a line in quotes',
      { event: 'COMMENT', body: 'x', comments: [{ path: 'a', body: 'b', line: '3' }] },
      'line: must be integer',
    ],
    [
      'a comment without path',
      { event: 'COMMENT', body: 'x', comments: [{ body: 'b', line: 3 }] },
      "must have required property 'path'",
    ],
    ['an unknown property', { event: 'COMMENT', body: 'x', draft: true }, 'unknown property "draft"'],
  ])('refuse %s and remember it', async (_, body, message) => {
    const { status, json } = await call('POST', `${PULL}/reviews`, body);
    expect(status).toBe(422);
    expect(json.errors.join()).toContain(message);
    expect(github.violations.join()).toContain(message);
  });

  test('an unknown query parameter or route is remembered', async () => {
    expect((await call('GET', `${PULL}/files?perpage=100`)).status).toBe(422);
    expect((await call('GET', '/repos/acme/shop/labels')).status).toBe(404);
    expect(github.violations).toEqual([
      'pulls/list-files: query parameter "perpage" is unknown to pulls/list-files',
      'GET /repos/acme/shop/labels: no such operation in the extract',
    ]);
  });
});

describe('rights (rows 19, 20, 22)', () => {
  test('no token, a wrong one, and a bot that asks who it is', async () => {
    expect((await call('GET', PULL, undefined, '')).status).toBe(401);
    expect((await call('GET', PULL, undefined, 'stolen')).json.message).toBe('Bad credentials');
    expect((await call('GET', '/user')).status).toBe(403);
    await start({ login: 'octocat' });
    expect((await call('GET', '/user')).json.login).toBe('octocat');
  });

  test('a read-only token reads, and writes nothing', async () => {
    await start({ tokens: { fork: { 'pull-requests': 'read', contents: 'read' } } });
    expect((await call('GET', PULL, undefined, 'fork')).status).toBe(200);
    const { status, json } = await call('POST', '/repos/acme/shop/issues/7/comments', { body: 'x' }, 'fork');
    expect([status, json.message]).toEqual([403, 'Resource not accessible by integration']);
    expect(pull.issueComments).toEqual([]);
    expect(github.writes()).toEqual([]);
  });

  const RESOLVE =
    'mutation($id: ID!) { resolveReviewThread(input: {threadId: $id}) { thread { isResolved } } }';
  test('resolving a thread needs contents: write', async () => {
    await review({ path: 'shop.yaml', line: 3, body: 'x' });
    const id = `PRRT_${pull.reviewComments[0]!.id}`;
    const refused = await graphql(RESOLVE, { id });
    expect(refused.json.errors).toMatchObject([{ type: 'FORBIDDEN', path: ['resolveReviewThread'] }]);
    expect(github.writes().map(request => request.operation)).toEqual(['pulls/create-review']);

    await start({ tokens: { strong: { 'pull-requests': 'write', contents: 'write' } } });
    await call(
      'POST',
      `${PULL}/comments`,
      { body: 'x', commit_id: HEAD, path: 'shop.yaml', line: 3 },
      'strong',
    );
    const strong = await graphql(RESOLVE, { id: `PRRT_${pull.reviewComments[0]!.id}` }, 'strong');
    expect(strong.json.data).toEqual({ resolveReviewThread: { thread: { isResolved: true } } });
  });

  test('minimising needs pull-requests: write only', async () => {
    const { json } = await call('POST', '/repos/acme/shop/issues/7/comments', { body: 'x' });
    const mutation = `mutation { minimizeComment(input: {subjectId: "${json.node_id}", classifier: OUTDATED}) { minimizedComment { isMinimized } } }`;
    expect((await graphql(mutation)).json).toEqual({
      data: { minimizeComment: { minimizedComment: { isMinimized: true } } },
    });
    expect(pull.issueComments[0]?.minimized).toBe('outdated');
  });
});

describe('graphql', () => {
  const THREADS = `query threads($owner: String!, $repo: String!, $number: Int!, $after: String) {
    viewer { login }
    repository(owner: $owner, name: $repo) { pullRequest(number: $number) {
      reviewThreads(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { id isResolved isOutdated viewerCanResolve resolvedBy { login } comments(first: 1) { nodes { databaseId } } }
      } } } }`;

  test('who I am, and the threads', async () => {
    await review({ path: 'shop.yaml', line: 3, body: 'x' });
    const root = pull.reviewComments[0]!;
    github.reply(pull, 'octocat', root.id, 'why?');
    pull.threads.set(root.id, { resolvedBy: 'octocat' });
    const { json } = await graphql(THREADS, { owner: 'acme', repo: 'shop', number: 7 });
    expect(json.data).toEqual({
      viewer: { login: 'github-actions[bot]' },
      repository: {
        pullRequest: {
          reviewThreads: {
            pageInfo: { hasNextPage: false, endCursor: '1' },
            nodes: [
              {
                id: `PRRT_${root.id}`,
                isResolved: true,
                isOutdated: false,
                viewerCanResolve: false,
                resolvedBy: { login: 'octocat' },
                comments: { nodes: [{ databaseId: root.id }] },
              },
            ],
          },
        },
      },
    });
  });

  test('a field that does not exist, and a connection without first, are mistakes', async () => {
    expect((await graphql('{ viewer { name } }')).json.errors[0].message).toBe("Field 'name' doesn't exist");
    const open =
      '{ repository(owner: "acme", name: "shop") { pullRequest(number: 7) { reviewThreads { nodes { id } } } } }';
    expect((await graphql(open)).json.errors[0].message).toContain('`first` or `last`');
    expect(github.violations).toHaveLength(2);
  });

  test('an unknown repository is NOT_FOUND', async () => {
    const { json } = await graphql(THREADS, { owner: 'acme', repo: 'other', number: 7 });
    expect(json.data.repository).toBeNull();
    expect(json.errors[0].type).toBe('NOT_FOUND');
  });
});

describe('pages, absences, failures', () => {
  test('pages of 30 unless told, with links', async () => {
    for (let i = 0; i < 65; i += 1) github.comment(pull, 'octocat', `comment ${i}`);
    const first = await call('GET', '/repos/acme/shop/issues/7/comments');
    expect(first.json).toHaveLength(30);
    expect(first.headers.get('link')).toContain('page=2>; rel="next"');
    const last = await call('GET', '/repos/acme/shop/issues/7/comments?per_page=60&page=2');
    expect(last.json.map((each: { body: string }) => each.body)).toEqual(
      [60, 61, 62, 63, 64].map(i => `comment ${i}`),
    );
    expect(last.headers.get('link')).not.toContain('next');
    const octokit = new Octokit({ baseUrl: github.url, auth: TOKEN });
    const all = await octokit.paginate(octokit.rest.issues.listComments, {
      owner: 'acme',
      repo: 'shop',
      issue_number: 7,
      per_page: 20,
    });
    expect(all).toHaveLength(65);
  });

  test('what is not there is 404', async () => {
    for (const [method, path, body] of [
      ['GET', '/repos/acme/shop/pulls/8', undefined],
      ['GET', '/repos/acme/other/pulls/7', undefined],
      ['PATCH', '/repos/acme/shop/pulls/comments/1', { body: 'x' }],
      ['DELETE', '/repos/acme/shop/issues/comments/1', undefined],
      ['POST', `${PULL}/comments/1/replies`, { body: 'x' }],
    ] as const) {
      expect([path, (await call(method, path, body)).status]).toEqual([path, 404]);
    }
    expect(github.violations).toEqual([]);
  });

  test('edits and deletions', async () => {
    await review({ path: 'shop.yaml', line: 3, body: 'before' });
    const { id } = pull.reviewComments[0]!;
    await call('PATCH', `/repos/acme/shop/pulls/comments/${id}`, { body: 'after' });
    expect(pull.reviewComments.map(each => each.body)).toEqual(['after']);
    expect((await call('POST', `${PULL}/comments/${id}/replies`, { body: 'and' })).json.in_reply_to_id).toBe(
      id,
    );
    expect((await call('DELETE', `/repos/acme/shop/pulls/comments/${id}`)).status).toBe(204);
    expect(pull.reviewComments.map(each => each.body)).toEqual(['and']);
  });

  test('the n-th call fails as told, then no more', async () => {
    github.fail({
      operation: /^pulls\/get$/,
      nth: 2,
      times: 2,
      status: 429,
      headers: { 'retry-after': '1' },
    });
    const statuses: number[] = [];
    for (let i = 0; i < 4; i += 1) statuses.push((await call('GET', PULL)).status);
    expect(statuses).toEqual([200, 429, 429, 200]);
  });

  test('the secondary limit says how long to wait', async () => {
    await start({ secondaryLimit: { after: 1, times: 1, retryAfter: 2 } });
    const path = '/repos/acme/shop/issues/7/comments';
    expect((await call('POST', path, { body: '1' })).status).toBe(201);
    const limited = await call('POST', path, { body: '2' });
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([403, '2']);
    expect(limited.json.message).toContain('secondary rate limit');
    expect((await call('POST', path, { body: '3' })).status).toBe(201);
  });

  test('a push moves comments with their lines and outdates the others', async () => {
    await review(
      { path: 'shop.yaml', line: 3, body: 'stays' },
      { path: 'shop.yaml', line: 22, body: 'goes' },
    );
    const patch = [
      '@@ -1,2 +1,4 @@',
      '+# head',
      ' apiVersion: v1',
      '-kind: Pod',
      '+kind: Service',
      '+# new',
    ].join('\n');
    pull.push('d'.repeat(40), [{ filename: 'shop.yaml', status: 'modified', patch }]);
    const { json } = await call('GET', `${PULL}/comments`);
    expect(json).toMatchObject([
      { body: 'stays', line: 4, original_line: 3, commit_id: 'd'.repeat(40), original_commit_id: HEAD },
      { body: 'goes', line: null, original_line: 22, position: null },
    ]);
  });
});
