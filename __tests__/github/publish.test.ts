import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createClient } from '../../src/github/client.ts';
import { type Client, connect, type PublishResult, publishReview } from '../../src/github/index.ts';
import type { Report } from '../../src/reports/index.ts';
import type { RequestFunction } from '../../src/review/index.ts';
import {
  LoopbackGitHub,
  type LoopbackGitHubOptions,
  type PullState,
  TOKEN,
} from '../support/loopback-github.ts';
import { BASE, BOT, context, diff, finding, HEAD, options, report, secretsRead } from './sample.ts';

const files = [
  {
    filename: 'charts/checkout/values.yaml',
    status: 'modified' as const,
    patch: '@@ -9,6 +9,7 @@\n a: 1\n b: 2\n c: 3\n+privileged: true\n d: 4\n e: 5\n f: 6',
  },
  {
    filename: 'access/bot.yaml',
    status: 'added' as const,
    patch: `@@ -0,0 +1,20 @@\n${Array.from({ length: 20 }, (_, i) => `+line ${i}`).join('\n')}`,
  },
];

let github: LoopbackGitHub;
let pull: PullState;

async function start(given: LoopbackGitHubOptions = {}): Promise<void> {
  await github?.close();
  github = await LoopbackGitHub.start(given);
  pull = github.open(7, { files, baseSha: BASE, headSha: HEAD });
}
beforeEach(() => start());
afterEach(() => github.close());

const here = () => ({ ...context, apiUrl: github.url });
const both = report([finding('privileged'), secretsRead]);

async function publish(
  of: Report,
  change: Partial<typeof options> = {},
  token = TOKEN,
): Promise<PublishResult> {
  const client = await connect(here(), token, '1.4.0');
  const result = await publishReview(of, here(), client, diff, { ...options, ...change });
  expect(github.violations).toEqual([]);
  for (const note of result.notes) expect(note.gates).toBe(false);
  return result;
}

const codes = (result: PublishResult) => result.notes.map(({ code }) => code);
const ops = () => github.requests.filter(({ wrote }) => wrote).map(({ operation }) => operation);

describe('the life of a pull request', () => {
  test('first run: one review, then the sticky comment; second run: nothing', async () => {
    const first = await publish(both);
    expect(first).toMatchObject({
      status: 'published',
      created: 2,
      sticky: 'created',
      unplaced: 0,
      notes: [],
    });
    expect(ops()).toEqual(['pulls/create-review', 'issues/create-comment']);
    expect(pull.reviewComments.map(({ path, line, side }) => [path, line, side])).toEqual([
      ['charts/checkout/values.yaml', 12, 'RIGHT'],
      ['access/bot.yaml', 9, 'RIGHT'],
    ]);
    expect(pull.reviews[0]?.body).toMatch(
      /^kubeproof has 2 comments on lines of this pull request\. Everything is in the kubeproof comment of this pull request\.\n/,
    );
    expect(pull.issueComments[0]?.body).toContain('<sub>2 findings have a comment on their line.</sub>');
    expect(first.requests).toBe(7);

    github.forget();
    const second = await publish(both);
    expect(second).toMatchObject({ status: 'unchanged', created: 0, sticky: 'unchanged', notes: [] });
    expect([...second.inline]).toEqual([...first.inline]);
    expect(ops()).toEqual([]);
  });

  test('after the fix: comments nobody answered go, the sticky comment says so', async () => {
    await publish(both);
    github.reply(pull, 'alice', pull.reviewComments[1]!.id, 'On purpose?');
    github.forget();
    const result = await publish(report([]));
    expect(result).toMatchObject({ status: 'published', updated: 1, deleted: 1, sticky: 'updated' });
    expect(ops()).toEqual([
      'pulls/update-review-comment',
      'pulls/delete-review-comment',
      'issues/update-comment',
    ]);
    expect(pull.reviewComments.map(({ author, body }) => [author, body.split('\n')[0]])).toEqual([
      [BOT, '✅ Fixed in `8be1d07`.'],
      ['alice', 'On purpose?'],
    ]);
    expect(pull.issueComments.map(({ body }) => body.split(' · ')[0])).toEqual([
      '✅ kubeproof: all 2 findings are fixed',
    ]);
    github.forget();
    expect((await publish(report([]))).status).toBe('unchanged');
    expect(ops()).toEqual([]);
  });

  test('nothing to say, nothing said', async () => {
    expect(await publish(report([]))).toMatchObject({ status: 'unchanged', sticky: 'none' });
    expect(ops()).toEqual([]);
  });

  test('comments of others stay as they are', async () => {
    await publish(both, { instance: 'other' });
    github.comment(pull, 'mallory', pull.issueComments[0]!.body.replace('id=other', 'id=default'));
    github.forget();
    await publish(report([]));
    expect(ops()).toEqual([]);
    await publish(both);
    expect([pull.reviewComments.length, pull.issueComments.length]).toEqual([4, 3]);
  });

  test('a review only, a sticky comment only, neither', async () => {
    await publish(both, { comment: 'never' });
    expect([pull.reviewComments.length, pull.issueComments.length]).toEqual([2, 0]);
    expect(pull.reviews[0]?.body).toContain(
      '[the summary of the run](https://github.com/acme/shop/actions/runs/4711)',
    );
    await start();
    await publish(both, { review: false });
    expect([pull.reviewComments.length, pull.issueComments.length]).toEqual([0, 1]);
    await start();
    expect((await publish(both, { review: false, comment: 'never' })).status).toBe('off');
    expect(github.requests).toEqual([]);
  });
});

describe('what GitHub refuses', () => {
  test('a newer head: nothing is written', async () => {
    pull.push('d'.repeat(40), files);
    const result = await publish(both);
    expect([result.status, codes(result), ops()]).toEqual(['superseded', ['comments-superseded'], []]);
    expect(result.notes[0]?.message).toBe(
      'The pull request has a newer head (ddddddd) than the one evaluated (8be1d07), so nothing was commented',
    );
  });

  test('a read-only token: said once, nothing tried again', async () => {
    await start({ tokens: { [TOKEN]: { 'pull-requests': 'read', contents: 'read' } } });
    const result = await publish(both);
    expect([result.status, codes(result), result.inline.size]).toEqual([
      'read-only',
      ['comments-read-only'],
      0,
    ]);
    expect(
      github.requests.filter(({ method }) => method !== 'GET').map(({ operation }) => operation),
    ).toEqual(['graphql', 'pulls/create-review']);
    expect(pull.issueComments).toEqual([]);
  });

  test('an unknown token', async () => {
    const result = await publish(both, {}, 'wrong');
    expect([result.status, codes(result)]).toEqual(['failed', ['comments-failed']]);
    expect(result.notes[0]).toMatchObject({
      message: 'Could not read the comments of the pull request',
      hint: expect.stringMatching(/^GitHub's answer: 401 Bad credentials/),
    });
  });

  test('no token', async () => {
    const result = await publishReview(both, here(), undefined, diff, options);
    expect([result.status, codes(result), github.requests]).toEqual(['read-only', ['comments-no-token'], []]);
  });

  test('a line that is not in the diff: checked against GitHub, the rest is posted once', async () => {
    const [values, access] = files;
    pull.push(HEAD, [{ ...values!, patch: '@@ -1,1 +1,2 @@\n a\n+b' }, access!]);
    const result = await publish(both);
    expect(result).toMatchObject({ status: 'published', created: 1, unplaced: 1 });
    expect(pull.reviews).toHaveLength(1);
    expect(pull.reviewComments.map(({ path }) => path)).toEqual(['access/bot.yaml']);
    expect(pull.issueComments[0]?.body).toContain(
      '<sub>1 finding has a comment on its line; 1 could not be placed on a line.</sub>',
    );
    expect(codes(result)).toEqual(['comments-unplaced']);
    github.forget();
    expect((await publish(both)).sticky).toBe('unchanged');
    expect(ops()).toEqual([]);
  });

  test('a review refused for no reason one can see: halved', async () => {
    github.fail({ operation: /create-review/, status: 422, times: 2 });
    const result = await publish(both);
    expect(result).toMatchObject({ created: 1, unplaced: 1 });
    expect(pull.reviewComments).toHaveLength(1);
  });

  test('a head that moves while the review is refused', async () => {
    github.fail({ operation: /create-review/, status: 422 });
    let calls = 0;
    const client = await scripted((route, next) => {
      if (route.endsWith('/reviews')) pull.push('d'.repeat(40), files);
      calls++;
      return next();
    });
    const result = await publishReview(both, here(), client, diff, options);
    expect([result.status, pull.issueComments.length, calls]).toEqual(['superseded', 0, 6]);
  });

  test('an edit or a deletion of what is gone', async () => {
    await publish(both);
    github.fail({ operation: /delete-review-comment/, status: 404 });
    const result = await publish(report([]));
    expect(result).toMatchObject({ status: 'published', deleted: 1, notes: [] });
  });

  test('a locked conversation', async () => {
    github.fail({
      method: 'POST',
      operation: /create/,
      status: 403,
      message: 'Unable to create comment because issue is locked.',
      times: 9,
    });
    const result = await publish(both);
    expect([result.status, result.sticky, codes(result)]).toEqual([
      'failed',
      'failed',
      ['comments-failed', 'comments-failed'],
    ]);
  });
});

/** A client on the loopback that does not really wait, with a hand on every request. */
async function scripted(
  hook: (route: string, next: () => ReturnType<RequestFunction>) => ReturnType<RequestFunction>,
  waits: number[] = [],
): Promise<Client> {
  const send: RequestFunction = async (route, { baseUrl: _, ...parameters }) => {
    const { Octokit } = await import('@octokit/rest');
    const quiet = () => {};
    const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
    return hook(route, () =>
      new Octokit({ auth: TOKEN, baseUrl: github.url, log }).request(route, { ...parameters }),
    );
  };
  return createClient(send, { sleep: async ms => void waits.push(ms) });
}

describe('what GitHub cannot', () => {
  test('a secondary limit is waited for', async () => {
    await start({ secondaryLimit: { after: 0, times: 1, retryAfter: 3 } });
    const waits: number[] = [];
    const client = await scripted((_, next) => next(), waits);
    const result = await publishReview(both, here(), client, diff, options);
    expect([result.status, result.created, waits]).toEqual(['published', 2, [3_000]]);
  });

  test('a limit that does not end stops the writing', async () => {
    await start({ secondaryLimit: { after: 0, times: 99, retryAfter: 1 } });
    const client = await scripted((_, next) => next());
    const result = await publishReview(both, here(), client, diff, options);
    expect([result.status, codes(result), ops()]).toEqual(['failed', ['comments-limited'], []]);
  });

  test('a review whose answer was lost is not posted again', async () => {
    let lost = false;
    const client = await scripted(async (route, next) => {
      const answer = await next();
      if (lost || !route.endsWith('/reviews')) return answer;
      lost = true;
      throw Object.assign(new Error('socket hang up'), { status: 500 });
    });
    const result = await publishReview(both, here(), client, diff, options);
    expect(result).toMatchObject({ status: 'published', created: 2, notes: [] });
    expect(pull.reviews).toHaveLength(1);
  });

  test('a sticky comment whose answer was lost is not posted again', async () => {
    const client = await scripted(async (route, next) => {
      const answer = await next();
      if (!route.startsWith('POST') || !route.endsWith('/comments')) return answer;
      throw Object.assign(new Error('bad gateway'), { status: 502 });
    });
    const result = await publishReview(both, here(), client, diff, options);
    expect([result.sticky, pull.issueComments.length]).toEqual(['created', 1]);
  });

  test('a review that fails twice is given up, the sticky comment still comes', async () => {
    github.fail({ operation: /create-review/, status: 503, times: 9 });
    const result = await publish(both);
    expect([result.created, result.sticky, pull.issueComments.length]).toEqual([0, 'created', 1]);
    expect(codes(result)).toContain('comments-failed');
  });

  test('reading that fails', async () => {
    github.fail({ operation: /list-review-comments/, status: 500, times: 99 });
    const client = await scripted((_, next) => next());
    const result = await publishReview(both, here(), client, diff, options);
    expect([result.status, codes(result), ops()]).toEqual(['failed', ['comments-failed'], []]);
  });
});

test('two racing runs end with one sticky comment, the older', async () => {
  let other = false;
  const client = await scripted(async (route, next) => {
    if (!other && route.startsWith('POST') && route.endsWith('/issues/{issue_number}/comments')) {
      other = true;
      await publish(both, { review: false });
    }
    return next();
  });
  await publishReview(both, here(), client, diff, { ...options, review: false });
  expect(pull.issueComments).toHaveLength(1);
  expect(pull.issueComments[0]?.id).toBe(1001);
});

test('what one comment says of two findings is on the line for both', async () => {
  const other = { resource: { group: '', kind: 'Service', namespace: 'shop', name: 'web' } };
  const result = await publish(report([finding('a'), finding('b', other)]));
  expect([result.created, result.inline.size]).toEqual([1, 2]);
  expect(pull.issueComments[0]?.body).toContain('<sub>2 findings have a comment on their line.</sub>');
});

test('1,500 findings: one review, one sticky comment, few requests', async () => {
  const many = Array.from({ length: 1500 }, (_, i) =>
    finding(`f${i}`, {
      guardrail: `g${i % 70}`,
      location: { kind: 'manifest', file: 'access/bot.yaml', line: (i % 20) + 1 },
    }),
  );
  const lines = Array.from({ length: 20 }, (_, i) => ({ line: i + 1, kind: 'added' as const, hunk: 0 }));
  const added = [{ path: 'access/bot.yaml', status: 'added', binary: false, right: lines, left: [] }];
  const client = await connect(here(), TOKEN, '1.4.0');
  const result = await publishReview(report(many), here(), client, added, options);
  expect(result).toMatchObject({ status: 'published', created: 25, sticky: 'created', requests: 7 });
  expect([pull.reviews.length, pull.reviewComments.length, pull.issueComments.length]).toEqual([1, 25, 1]);
  github.forget();
  const again = await connect(here(), TOKEN, '1.4.0');
  expect((await publishReview(report(many), here(), again, added, options)).status).toBe('unchanged');
  expect(ops()).toEqual([]);
});

test('events without a pull request', async () => {
  const { pullRequest: _, ...push } = here();
  const client = await connect(push, TOKEN, '1.4.0');
  expect((await publishReview(both, { ...push, event: 'push' }, client, diff, options)).status).toBe('off');
  expect(github.requests).toEqual([]);
});
