import { describe, expect, test } from '@jest/globals';
import { refs } from '../gitlab/sample.ts';
import { BOT, LoopbackGitLab, type LoopbackGitLabOptions, quickAction, TOKEN } from './loopback-gitlab.ts';

const DIFF = '@@ -3,3 +3,4 @@\n context\n-removed\n+added\n+more\n context 2';
const FILES = [
  { newPath: 'a.yaml', diff: DIFF },
  { newPath: 'new.yaml', oldPath: 'old.yaml', status: 'renamed' as const, diff: '@@ -1 +1,2 @@\n x\n+y' },
];
const HEADS = ['1'.repeat(40), '2'.repeat(40)] as const;
const MR = '/projects/{id}/merge_requests/{iid}';
const AT = { id: 5, iid: 7 };

function open(options: LoopbackGitLabOptions = {}) {
  const gitlab = LoopbackGitLab.inProcess(options);
  const merge = gitlab.open(7, { refs: refs(HEADS[0]), files: FILES });
  const send = async (route: string, parameters: object = {}, token = TOKEN) => {
    try {
      const { data } = await gitlab.sender(token)(route, { ...AT, ...parameters });
      return (data as { body: unknown }).body;
    } catch (error) {
      return `${(error as { status?: number }).status} ${(error as Error).message}`;
    }
  };
  return { gitlab, merge, send };
}

const position = (change: object = {}) => ({
  position_type: 'text',
  ...refs(HEADS[0]),
  old_path: 'a.yaml',
  new_path: 'a.yaml',
  ...change,
});

describe('positions', () => {
  test.each([
    ['an added line', { new_line: 4 }],
    ['a deleted line', { old_line: 4 }],
    ['a line between, with both numbers', { old_line: 5, new_line: 6 }],
    ['a renamed file, with both paths', { new_path: 'new.yaml', old_path: 'old.yaml', new_line: 2 }],
  ])('%s is taken', async (_, change) => {
    const { send, merge } = open();
    await send(`POST ${MR}/discussions`, { body: 'x', position: position(change) });
    expect(merge.threadRoots()).toHaveLength(1);
  });

  test.each([
    ['a line outside of the diff', { new_line: 40 }],
    ['an added line with an old number', { new_line: 4, old_line: 4 }],
    ['a line between with one number', { new_line: 6 }],
    ['commits that the merge request never had', { head_sha: HEADS[1], new_line: 4 }],
    ['a renamed file with one path', { new_path: 'new.yaml', old_path: 'new.yaml', new_line: 2 }],
  ])('%s is refused', async (_, change) => {
    const { send, merge } = open();
    expect(await send(`POST ${MR}/discussions`, { body: 'x', position: position(change) })).toMatch(
      /^400 .*must be a valid line code/,
    );
    expect(merge.threadRoots()).toEqual([]);
  });

  test('one without its commits is refused', async () => {
    const { send } = open();
    const incomplete = { position_type: 'text', new_path: 'a.yaml', old_path: 'a.yaml', new_line: 4 };
    expect(await send(`POST ${MR}/discussions`, { body: 'x', position: incomplete })).toMatch(
      /^400 .*position\[base_sha\] is missing/,
    );
  });

  test('follow a push while the line is there, and stay behind when it is not', async () => {
    const { gitlab, merge, send } = open();
    await send(`POST ${MR}/discussions`, { body: 'x', position: position({ new_line: 4 }) });
    gitlab.push(merge, refs(HEADS[1]), [
      { newPath: 'a.yaml', diff: '@@ -3 +3,3 @@\n context\n+before\n+added' },
    ]);
    const [root] = merge.threadRoots();
    expect(root?.position).toMatchObject({ head_sha: HEADS[1], new_line: 5, old_line: null });
    gitlab.push(merge, refs('3'.repeat(40)), []);
    expect(merge.isCurrent(root?.position)).toBe(false);
    expect(merge.discussions[0]?.notes.map(({ system }) => system)).toEqual([false, true]);
  });
});

describe('drafts', () => {
  test('are published together, with one notification, without those whose line is not there', async () => {
    const { merge, send } = open();
    for (const line of [4, 5, 40])
      await send(`POST ${MR}/draft_notes`, { note: `on ${line}`, position: position({ new_line: line }) });
    expect(merge.notes).toEqual([]);
    await send(`POST ${MR}/draft_notes/bulk_publish`);
    expect(merge.threadRoots().map(({ body }) => body)).toEqual(['on 4', 'on 5']);
    expect([merge.notifications, merge.drafts]).toEqual([1, []]);
  });

  test('are seen and deleted by their author alone', async () => {
    const tokens = {
      [TOKEN]: { login: BOT, scope: 'api', role: 'developer' },
      other: { login: 'alice', scope: 'api', role: 'developer' },
    } as const;
    const { merge, send } = open({ tokens });
    await send(`POST ${MR}/draft_notes`, { note: 'hers' }, 'other');
    expect(await send(`GET ${MR}/draft_notes`)).toEqual([]);
    expect(await send(`DELETE ${MR}/draft_notes/{draft}`, { draft: merge.drafts[0]?.id })).toMatch(/^404/);
    await send(`POST ${MR}/draft_notes/bulk_publish`);
    expect(merge.drafts).toHaveLength(1);
  });

  test('are not known before GitLab 15.9', async () => {
    expect(await open({ drafts: false }).send(`GET ${MR}/draft_notes`)).toMatch(/^404/);
  });
});

describe('who may what', () => {
  const tokens = {
    [TOKEN]: { login: BOT, scope: 'api', role: 'developer' },
    reader: { login: BOT, scope: 'read_api', role: 'developer' },
    reporter: { login: 'rita', scope: 'api', role: 'reporter' },
    maintainer: { login: 'max', scope: 'api', role: 'maintainer' },
    author: { login: 'alice', scope: 'api', role: 'guest' },
  } as const;

  test('an unknown token is none, and one that reads does not write', async () => {
    const { send } = open({ tokens });
    expect(await send('GET /user', {}, 'x')).toMatch(/^401/);
    expect(await send('GET /user', {}, 'reader')).toMatchObject({ username: BOT });
    expect(await send(`POST ${MR}/notes`, { body: 'x' }, 'reader')).toMatch(/^403 .*insufficient_scope/);
  });

  test('threads are resolved by developers and by the author of the merge request', async () => {
    const { merge, send } = open({ tokens });
    await send(`POST ${MR}/discussions`, { body: 'x', position: position({ new_line: 4 }) });
    const discussion = merge.discussions[0]?.id;
    const resolve = (token: string) =>
      send(`PUT ${MR}/discussions/{discussion}`, { discussion, resolved: true }, token);
    expect(await resolve('reporter')).toMatch(/^403/);
    await resolve('author');
    expect(merge.notes[0]?.resolvedBy).toBe('alice');
    await resolve(TOKEN);
    expect(merge.notes[0]?.resolvedBy).toBe(BOT);
  });

  test('a note is edited and deleted by its author and by maintainers', async () => {
    const { merge, send } = open({ tokens });
    await send(`POST ${MR}/notes`, { body: 'x' });
    const note = merge.notes[0]?.id;
    expect(await send(`PUT ${MR}/notes/{note}`, { note, body: 'y' }, 'reporter')).toMatch(/^403/);
    expect(await send(`PUT ${MR}/notes/{note}`, { note, body: 'y' })).toMatchObject({ body: 'y' });
    expect(await send(`DELETE ${MR}/notes/{note}`, { note }, 'maintainer')).toBeUndefined();
    expect(await send(`DELETE ${MR}/notes/{note}`, { note })).toMatch(/^404/);
  });

  test('a project that the token does not see is not there', async () => {
    expect(await open().send(`GET ${MR}`, { id: 6 })).toMatch(/^404 .*Project Not Found/);
  });
});

describe('limits', () => {
  test('a note has at most 1,000,000 characters', async () => {
    const { send, merge } = open();
    expect(await send(`POST ${MR}/notes`, { body: 'x'.repeat(1_000_001) })).toMatch(/^400 .*is too long/);
    await send(`POST ${MR}/notes`, { body: 'x'.repeat(1_000_000) });
    expect(merge.notes).toHaveLength(1);
  });

  test('too many new notes are refused for a while', async () => {
    const { send } = open({ notesLimit: { after: 1, times: 1, retryAfter: 3 } });
    expect(await send(`POST ${MR}/notes`, { body: 'a' })).toMatchObject({ body: 'a' });
    expect(await send(`POST ${MR}/notes`, { body: 'b' })).toMatch(/^429/);
    expect(await send(`POST ${MR}/notes`, { body: 'b' })).toMatchObject({ body: 'b' });
  });

  test('lists come in pages', async () => {
    const { gitlab, merge } = open();
    for (let i = 0; i < 25; i++) gitlab.comment(merge, 'alice', `${i}`);
    const get = (page: number) => gitlab.sender(TOKEN)(`GET ${MR}/notes`, { ...AT, per_page: 10, page });
    expect((await get(1)).data).toMatchObject({ next: 2 });
    const { data } = await get(3);
    expect(data).not.toHaveProperty('next');
    expect((data as { body: unknown[] }).body).toHaveLength(5);
  });

  test('failures that a test asks for: the nth call, with or without its effect', async () => {
    const { gitlab, merge, send } = open();
    gitlab.fail({ operation: /create-note/, nth: 2, status: 502, lost: true });
    gitlab.fail({ operation: /create-note/, nth: 3, status: 503 });
    for (const body of ['a', 'b', 'c', 'd']) await send(`POST ${MR}/notes`, { body });
    expect(merge.notes.map(({ body }) => body)).toEqual(['a', 'b', 'd']);
    expect(gitlab.requests.map(({ status, wrote }) => [status, wrote])).toEqual([
      [201, true],
      [502, true],
      [503, false],
      [201, true],
    ]);
  });

  test('an unknown route and a quick action are recorded', async () => {
    const { gitlab, send } = open();
    expect(await send('GET /nowhere')).toMatch(/^404/);
    await send(`POST ${MR}/notes`, { body: 'hello\n/close' });
    expect(gitlab.violations).toEqual(['unknown route: /nowhere', 'a quick action: /close']);
    expect(quickAction('```\n/close me\n```')).toBe('/close me');
    expect(quickAction('\\/close a/b\n /close\n/5')).toBeUndefined();
  });
});
