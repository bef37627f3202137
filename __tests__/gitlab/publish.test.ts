import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createClient, sendTo } from '../../src/gitlab/client.ts';
import { type JudgedText, publishMergeRequest } from '../../src/gitlab/index.ts';
import { onOneLine } from '../../src/gitlab/publish.ts';
import type { Report } from '../../src/reports/index.ts';
import { type ClientOptions, type PublishResult, parseMarker } from '../../src/review/index.ts';
import { finding, HEAD, options, report, secretsRead } from '../github/sample.ts';
import type { MergeRequestState } from '../support/gitlab-state.ts';
import { serveLoopback } from '../support/http.ts';
import { BOT, LoopbackGitLab, type LoopbackGitLabOptions, TOKEN } from '../support/loopback-gitlab.ts';
import { context, PROJECT_URL, refs } from './sample.ts';

const FILES = [
  {
    newPath: 'charts/checkout/values.yaml',
    oldPath: 'charts/shop/values.yaml',
    status: 'renamed' as const,
    diff: '@@ -8,7 +9,8 @@\n a: 1\n b: 2\n c: 3\n+privileged: true\n d: 4\n-old: x\n+new: y\n e: 5\n f: 6',
  },
  {
    newPath: 'access/bot.yaml',
    status: 'added' as const,
    diff: `@@ -0,0 +1,30 @@\n${Array.from({ length: 30 }, (_, i) => `+line ${i}`).join('\n')}`,
  },
];

let gitlab: LoopbackGitLab;
let merge: MergeRequestState;

async function start(given: LoopbackGitLabOptions = {}): Promise<void> {
  await gitlab?.close();
  gitlab = await LoopbackGitLab.start(given);
  merge = gitlab.open(7, { refs: refs(), files: FILES });
}
beforeEach(() => start());
afterEach(() => gitlab.close());

const both = report([finding('privileged'), secretsRead]);

async function publish(
  of: Report,
  change: {
    options?: Partial<typeof options>;
    token?: string;
    run?: string;
    client?: ClientOptions;
    judged?: JudgedText;
  } = {},
): Promise<PublishResult> {
  const client = createClient(sendTo(gitlab.url, change.token ?? TOKEN, '1.4.0'), {
    sleep: async () => {},
    ...change.client,
  });
  const at = { ...context, run: change.run ?? context.run };
  const result = await publishMergeRequest(of, at, client, { ...options, ...change.options }, change.judged);
  expect(gitlab.violations).toEqual([]);
  for (const note of result.notes) expect(note.gates).toBe(false);
  return result;
}

const says = ({ body }: { body: string }) => body.slice(0, body.lastIndexOf('\n')).trimEnd();
const sticky = () => merge.notes.find(({ type }) => type === null);

describe('a first run', () => {
  test('one notification for the comments on lines, one for the summary; the next run writes nothing', async () => {
    const result = await publish(both);
    expect(result).toMatchObject({
      status: 'published',
      created: 2,
      sticky: 'created',
      unplaced: 0,
      notes: [],
    });
    expect(merge.notifications).toBe(2);
    expect(merge.threadRoots().map(({ position }) => position)).toEqual([
      {
        ...refs(),
        position_type: 'text',
        old_path: 'charts/shop/values.yaml',
        new_path: 'charts/checkout/values.yaml',
        old_line: null,
        new_line: 12,
      },
      expect.objectContaining({ new_path: 'access/bot.yaml', old_path: 'access/bot.yaml', new_line: 9 }),
    ]);
    const written = gitlab.writes().length;
    expect(await publish(both)).toMatchObject({ status: 'unchanged', created: 0, sticky: 'unchanged' });
    expect(gitlab.writes()).toHaveLength(written);
  });

  test('lines between have both numbers, deleted ones the old', async () => {
    const at = (name: string, line: number, side: 'present' | 'removed') =>
      finding(name, { side, location: { kind: 'values', file: 'charts/checkout/values.yaml', line } });
    await publish(
      report([
        at('between', 13, 'present'),
        {
          ...at('gone', 12, 'removed'),
          location: { kind: 'values', file: 'charts/shop/values.yaml', line: 12 },
        },
      ]),
    );
    expect(merge.threadRoots().map(({ position }) => [position?.old_line, position?.new_line])).toEqual([
      [11, 13],
      [12, null],
    ]);
  });

  test('leads to GitLab, and offers suggestions as GitLab takes them', async () => {
    const suggested = finding('privileged', {
      suggestion: {
        text: 'x',
        edits: [{ file: 'charts/checkout/values.yaml', line: 12, endLine: 13, lines: ['privileged: false'] }],
      } as unknown as NonNullable<ReturnType<typeof finding>['suggestion']>,
    });
    await publish(report([suggested]));
    const [comment] = merge.threadRoots();
    expect(comment?.body).toContain('```suggestion:-0+1\nprivileged: false\n```');
    expect(comment?.position?.new_line).toBe(12);
    const text = sticky()?.body ?? '';
    expect(text).toMatch(/^### ❌ kubeproof: 1 new error blocks /);
    expect(text).toContain(`${PROJECT_URL}/-/blob/${HEAD}/charts/checkout/values.yaml#L12`);
  });

  test('a single line stands for a range, at its start', () => {
    const at = { path: 'a', line: 9, startLine: 7, side: 'RIGHT' } as const;
    expect(onOneLine(at)).toEqual({ path: 'a', line: 7, side: 'RIGHT' });
    expect(onOneLine({ ...at, suggestion: ['x'] })).toMatchObject({ line: 7, below: 2, suggestion: ['x'] });
    expect(onOneLine({ ...at, line: 200, suggestion: ['x'] })).toEqual({ path: 'a', line: 7, side: 'RIGHT' });
  });

  test('files that are not those of the head are listed only', async () => {
    const isThere = (path: string) => path === 'access/bot.yaml';
    const follow = () => (path: string) => (line: number) => (isThere(path) ? line : undefined);
    const result = await publish(both, { judged: { asAtHead: isThere, right: follow, left: follow } });
    expect(result).toMatchObject({ created: 1, unplaced: 0 });
    expect(merge.threadRoots().map(({ position }) => position?.new_path)).toEqual(['access/bot.yaml']);
  });

  test('lines that have other numbers in what was judged are commented on where the head has them', async () => {
    const follow = () => (path: string) => (line: number) => (path === 'access/bot.yaml' ? line : line - 1);
    const judged = { asAtHead: () => false, right: follow, left: follow };
    // Line 12 of the merge is line 13 of the head.
    expect(await publish(both, { judged })).toMatchObject({ created: 2, unplaced: 0 });
    expect(merge.threadRoots().map(({ position }) => [position?.old_line, position?.new_line])).toEqual([
      [11, 13],
      [null, 9],
    ]);
    gitlab.requests.length = 0;
    expect(await publish(both, { judged })).toMatchObject({ status: 'unchanged' });
  });
});

describe('drafts', () => {
  test("a person's pending review under the same token is not published: comments come one by one", async () => {
    merge.drafts.push({ id: 1, author: BOT, note: 'I am still writing', position: undefined });
    expect(await publish(both)).toMatchObject({ status: 'published', created: 2 });
    expect(merge.drafts).toHaveLength(1);
    expect(merge.notes.map(({ body }) => body)).not.toContain('I am still writing');
  });

  test('what a run left that was ended goes; what a later run is writing is left', async () => {
    await publish(both);
    const body = merge.threadRoots()[0]?.body ?? '';
    merge.discussions.length = 0;
    merge.drafts.push({ id: 1, author: BOT, note: body, position: undefined });
    expect(await publish(both)).toMatchObject({ status: 'published', created: 2 });
    expect(merge.threadRoots()).toHaveLength(2);

    merge.discussions.length = 0;
    merge.drafts.push({
      id: 2,
      author: BOT,
      note: body.replace('run=4711', 'run=9999'),
      position: undefined,
    });
    const older = await publish(both);
    expect(older).toMatchObject({ created: 0, sticky: 'created' });
    expect(older.notes.map(({ code }) => code)).toEqual(['comments-newer-run']);
    expect(merge.drafts).toHaveLength(1);
  });

  test.each([
    ['older', 'run=4000', 0],
    ['later', 'run=9999', 1],
  ])('what an %s run writes meanwhile', async (_, run, left) => {
    await publish(both);
    const body = (merge.threadRoots()[0]?.body ?? '').replace('run=4711', run);
    merge.discussions.length = 0;
    const send = sendTo(gitlab.url, TOKEN, '1.4.0');
    const client = createClient(async (route, parameters) => {
      const answer = await send(route, parameters);
      if (merge.drafts.length === 2)
        merge.drafts.push({ id: 1, author: BOT, note: body, position: undefined });
      if (route.endsWith('bulk_publish'))
        expect(merge.notes.filter(note => note.body === body)).toHaveLength(left);
      return answer;
    });
    const result = await publishMergeRequest(both, context, client, options);
    expect(result).toMatchObject({ status: 'published', created: 2 });
  });

  test('a GitLab without them gets discussions', async () => {
    await start({ drafts: false });
    expect(await publish(both)).toMatchObject({ status: 'published', created: 2, notes: [] });
    expect(merge.threadRoots()).toHaveLength(2);
  });

  test('a push meanwhile: nothing is published', async () => {
    const moved = refs('c'.repeat(40));
    const send = sendTo(gitlab.url, TOKEN, '1.4.0');
    const client = createClient(async (route, parameters) => {
      const answer = await send(route, parameters);
      if (route.startsWith('POST') && merge.drafts.length === 2 && merge.refs !== moved)
        gitlab.push(merge, moved, []);
      return answer;
    });
    const result = await publishMergeRequest(both, context, client, options);
    expect(result.status).toBe('superseded');
    expect([merge.notes, merge.drafts]).toEqual([[], []]);
  });

  test('what GitLab drops without a word is said to be listed only', async () => {
    gitlab.fail({ operation: /publish-drafts/, status: 204, lost: true });
    merge.files = FILES;
    // The diff that GitLab lists and the one it takes comments on differ.
    merge.versions[0] = { ...merge.versions[0]!, files: [FILES[1] as (typeof FILES)[number]] };
    const result = await publish(both);
    expect(result).toMatchObject({ created: 1, unplaced: 1 });
    expect(sticky()?.body).toContain('1 could not be placed on a line');
  });
});

describe('positions that GitLab refuses by name', () => {
  test.each([
    ['a draft', true, /create-draft/],
    ['a discussion', false, /create-discussion/],
  ])('%s: the finding is listed, the others are commented', async (_, drafts, operation) => {
    await start({ drafts });
    gitlab.fail({ operation, status: 400, message: 'must be a valid line code' });
    const result = await publish(both);
    expect(result).toMatchObject({ status: 'published', created: 1, unplaced: 1 });
    expect(result.notes.map(({ code }) => code)).toEqual(['comments-unplaced']);
    expect(sticky()?.body).toContain('1 could not be placed on a line');
    // It is tried again, as the next run knows more.
    expect(await publish(both, { run: '4712.1' })).toMatchObject({
      created: 1,
      unplaced: 0,
      sticky: 'updated',
    });
  });
});

describe('people', () => {
  test('threads that people answered are edited and resolved when fixed; others are resolved with their text', async () => {
    await publish(both);
    const [first] = merge.threadRoots();
    gitlab.reply(merge, 'alice', first?.id ?? 0, 'on it');
    const result = await publish(report([]), { run: '4712.1' });
    expect(result).toMatchObject({ status: 'published', deleted: 0, notes: [] });
    for (const root of merge.threadRoots()) {
      expect(says(root)).toMatch(/^✅ Fixed in `8be1d07`\./);
      expect(root.resolvedBy).toBe(BOT);
    }
    expect(merge.notes.map(({ body }) => body)).toContain('on it');
    expect(sticky()?.body).toMatch(/^✅ kubeproof: all 2 findings are fixed/);

    const back = await publish(both, { run: '4713.1' });
    expect(back).toMatchObject({ created: 0, sticky: 'updated' });
    for (const root of merge.threadRoots())
      expect([root.resolvedBy, says(root)]).toEqual([undefined, expect.not.stringMatching('✅')]);
  });

  test('where the token may not resolve, a fixed finding without answers loses its comment', async () => {
    await start({ tokens: { [TOKEN]: { login: BOT, scope: 'api', role: 'reporter' } } });
    await publish(both);
    gitlab.reply(merge, 'alice', merge.threadRoots()[0]?.id ?? 0, 'on it');
    expect(await publish(report([]), { run: '4712.1' })).toMatchObject({ deleted: 1, notes: [] });
    expect(merge.threadRoots()).toHaveLength(1);
  });

  test('a thread that a person resolved stays so, and the summary says that the finding is there', async () => {
    await publish(both);
    gitlab.resolve(merge, merge.threadRoots()[0]?.id ?? 0, 'alice');
    await publish(both, { run: '4712.1' });
    expect(merge.threadRoots()[0]?.resolvedBy).toBe('alice');
    expect(sticky()?.body).toContain('`alice` resolved a thread of a finding that is still there');
  });

  test("GitLab's own notes in a thread are nobody's answer", async () => {
    await publish(both);
    gitlab.push(merge, refs('c'.repeat(40)), FILES.slice(1));
    expect(merge.notes.some(({ system }) => system)).toBe(true);
    const client = createClient(sendTo(gitlab.url, TOKEN, '1.4.0'));
    const at = { ...context, headSha: 'c'.repeat(40), checkedOut: 'c'.repeat(40), run: '4712.1' };
    const gone = report([secretsRead]);
    await publishMergeRequest(gone, at, client, { ...options, onFixed: 'delete' });
    expect(merge.threadRoots().map(({ body }) => parseMarker(body)?.fingerprint)).toEqual([
      secretsRead.fingerprint,
    ]);
  });

  test('comments of others, and of other instances, are left alone', async () => {
    await publish(both, { options: { instance: 'other' } });
    const others = merge.threadRoots().map(({ body }) => body);
    const copied = gitlab.comment(merge, 'mallory', sticky()?.body ?? '').body;
    await publish(report([finding('new', { message: 'New: x.' })]));
    const now = merge.notes.map(({ body }) => body);
    for (const body of [...others, copied]) expect(now).toContain(body);
  });
});

describe('labels', () => {
  test('are set, changed in one request, and left alone when they stand', async () => {
    merge.labels = ['bug'];
    const labels = { options: { labels: true } };
    expect(await publish(both, labels)).toMatchObject({ status: 'published', labels: 'updated' });
    expect(merge.labels).toEqual(['bug', 'kubeproof: blocked']);
    gitlab.requests.length = 0;
    expect(await publish(both, labels)).toMatchObject({ status: 'unchanged', labels: 'unchanged' });
    expect(gitlab.writes()).toEqual([]);
    await publish(report([]), labels);
    expect(merge.labels).toEqual(['bug']);
  });

  test('need a role that the token may not have', async () => {
    await start({ tokens: { [TOKEN]: { login: BOT, scope: 'api', role: 'reporter' } } });
    const result = await publish(both, { options: { labels: true } });
    expect([result.sticky, result.labels, result.notes.map(({ code }) => code)]).toEqual([
      'created',
      'failed',
      ['labels-refused'],
    ]);
  });
});

describe('what GitLab refuses', () => {
  test.each([
    ['401: a token that is none', 'x', 'failed', 'comments-failed', "GitLab's answer: 401 401 Unauthorized"],
    ['403: a token that may only read', 'reader', 'read-only', 'comments-read-only', 'scope "api"'],
  ])('%s', async (_, token, status, code, hint) => {
    await start({
      tokens: {
        [TOKEN]: { login: BOT, scope: 'api', role: 'developer' },
        reader: { login: BOT, scope: 'read_api', role: 'developer' },
      },
    });
    const result = await publish(both, { token });
    expect(result.status).toBe(status);
    expect(result.notes.map(note => note.code)).toContain(code);
    expect(result.notes.map(note => note.hint).join()).toContain(hint);
    expect(merge.notes).toEqual([]);
  });

  test('404: a merge request that the token does not see', async () => {
    const client = createClient(sendTo(gitlab.url, TOKEN, '1.4.0'));
    const result = await publishMergeRequest(both, { ...context, mergeRequest: 8 }, client, options);
    expect(result).toMatchObject({
      status: 'failed',
      notes: [{ code: 'comments-failed', hint: "GitLab's answer: 404 404 Not found" }],
    });
  });

  test.each([409, 500, 502, 503])('%i once: it is tried again', async status => {
    gitlab.fail({ operation: /list|get|create/, status });
    expect(await publish(both)).toMatchObject({ status: 'published', created: 2 });
  });

  test('429: it waits as long as GitLab asks, and gives up when that is too long', async () => {
    const waits: number[] = [];
    const client = { sleep: async (ms: number) => void waits.push(ms) };
    gitlab.fail({ operation: /create-draft/, status: 429, headers: { 'retry-after': '7' } });
    expect(await publish(both, { client })).toMatchObject({ status: 'published', created: 2 });
    expect(waits).toEqual([7_000]);
    gitlab.heal();
    gitlab.fail({ operation: /list/, status: 429, headers: { 'retry-after': '3600' } });
    const limited = await publish(both, { client });
    expect(limited.notes.map(({ code }) => code)).toEqual(['comments-limited']);
  });

  test('a redirect is not followed: it would be handed the token', async () => {
    const seen: unknown[] = [];
    const elsewhere = await serveLoopback(({ headers }) => {
      seen.push(headers['private-token']);
      return { status: 200, body: {} };
    });
    const moved = await serveLoopback(() => ({ status: 302, headers: { location: elsewhere.url } }));
    const client = createClient(sendTo(moved.url, 'secret', '1.4.0'));
    const result = await publishMergeRequest(both, context, client, options);
    expect(result.status).toBe('failed');
    expect(result.notes[0]?.hint).toContain(`302 redirects to ${elsewhere.url}`);
    expect(seen).toEqual([]);
    await Promise.all([moved.close(), elsewhere.close()]);
  });

  test('a GitLab that cannot be reached', async () => {
    const closed = await serveLoopback(() => ({ status: 200 }));
    await closed.close();
    const client = createClient(sendTo(closed.url, 'secret', '1.4.0'), { sleep: async () => {} });
    const { notes } = await publishMergeRequest(both, context, client, options);
    expect(notes[0]?.hint).toContain(`${closed.url} cannot be reached: `);
    expect(JSON.stringify(notes)).not.toContain('secret');
  });
});

test('1,500 findings: 25 on lines, one summary of at most 60,000 bytes, and requests within bounds', async () => {
  const many = Array.from({ length: 1_500 }, (_, i) =>
    finding(`f${i}`, {
      message: `Finding ${i}: ${'why '.repeat(10)}`,
      location: { kind: 'manifest', file: 'access/bot.yaml', line: 1 + (i % 30) },
    }),
  );
  const result = await publish(report(many));
  expect(result).toMatchObject({ status: 'published', created: 25, unplaced: 0 });
  expect(result.requests).toBeLessThanOrEqual(40);
  expect(merge.notifications).toBe(2);
  expect(Buffer.byteLength(sticky()?.body ?? '')).toBeLessThanOrEqual(60_000);
  expect(sticky()?.body).toMatch(/This comment lists \d+ of 1,500 findings/);
});

test('all 25 fixed at once: edited and resolved within one budget', async () => {
  const many = Array.from({ length: 25 }, (_, i) =>
    finding(`f${i}`, { location: { kind: 'manifest', file: 'access/bot.yaml', line: 1 + (i % 30) } }),
  );
  await publish(report(many));
  const first = await publish(report([]), { run: '4712.1' });
  expect(first.notes.map(({ code }) => code)).toEqual(['comments-postponed']);
  expect((await publish(report([]), { run: '4713.1' })).notes).toEqual([]);
  expect(merge.threadRoots().every(({ resolvedBy }) => resolvedBy === BOT)).toBe(true);
});
