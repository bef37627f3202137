import { describe, expect, test } from '@jest/globals';
import { createClient } from '../../src/github/client.ts';
import { CLIENT_LIMITS, RequestFailure } from '../../src/review/client.ts';

interface Answer {
  readonly status: number;
  readonly message?: string;
  readonly headers?: Record<string, string>;
}

/** A client whose requests get the answers in order; 200 afterwards. */
function scripted(answers: Answer[], limits = CLIENT_LIMITS) {
  const waits: number[] = [];
  const client = createClient(
    async () => {
      const answer = answers.shift();
      if (answer === undefined) return { status: 200, data: 'ok' };
      const { status, message = `HTTP ${status}`, headers = {} } = answer;
      throw Object.assign(new Error(message), { status, response: { headers } });
    },
    { limits, sleep: async ms => void waits.push(ms), now: () => 1_000_000 },
  );
  return { client, waits };
}

async function failure(work: Promise<unknown>): Promise<RequestFailure> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(RequestFailure);
  return error as RequestFailure;
}

const SECONDARY = 'You have exceeded a secondary rate limit.';

describe('waits', () => {
  test.each<[string, Answer, number]>([
    ['retry-after of a 403', { status: 403, message: SECONDARY, headers: { 'retry-after': '7' } }, 7_000],
    ['retry-after of a 429', { status: 429, headers: { 'retry-after': '0' } }, 0],
    ['a minute without one', { status: 403, message: SECONDARY }, 60_000],
    [
      'until the reset',
      { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1005' } },
      5_000,
    ],
    ['a second after 502', { status: 502 }, 1_000],
    ['a second after a lost connection', { status: 0 }, 1_000],
  ])('%s', async (_, answer, wait) => {
    const { client, waits } = scripted([answer]);
    expect(await client.request('GET /x')).toBe('ok');
    expect(waits).toEqual([wait]);
    expect(client.used).toBe(2);
  });

  test('grow for 5xx and end after two', async () => {
    const { client, waits } = scripted([{ status: 500 }, { status: 502 }, { status: 503 }]);
    expect((await failure(client.request('PATCH /x'))).kind).toBe('unavailable');
    expect(waits).toEqual([1_000, 2_000]);
  });

  test('a POST is not repeated after 5xx, but after a limit', async () => {
    const { client, waits } = scripted([{ status: 502 }, { status: 429, headers: { 'retry-after': '1' } }]);
    expect((await failure(client.request('POST /x'))).kind).toBe('unavailable');
    expect(await client.request('POST /x')).toBe('ok');
    expect(waits).toEqual([1_000]);
  });

  test('end where patience does', async () => {
    const { client, waits } = scripted([{ status: 429, headers: { 'retry-after': '3600' } }]);
    expect((await failure(client.request('GET /x'))).kind).toBe('limited');
    expect(waits).toEqual([]);
    const slow = scripted(
      Array.from({ length: 9 }, () => ({ status: 429, headers: { 'retry-after': '60' } })),
    );
    await failure(slow.client.request('GET /x'));
    await failure(slow.client.request('GET /x'));
    expect(slow.waits).toEqual([60_000, 60_000]);
  });
});

test.each<[Answer, RequestFailure['kind']]>([
  [{ status: 403, message: 'Resource not accessible by integration' }, 'read-only'],
  [{ status: 403, message: 'Resource not accessible by personal access token' }, 'read-only'],
  [{ status: 403, message: 'Unable to create comment because issue is locked.' }, 'refused'],
  [{ status: 401, message: 'Bad credentials' }, 'refused'],
  [{ status: 404 }, 'missing'],
  [{ status: 410 }, 'missing'],
  [{ status: 422 }, 'invalid'],
])('%j is %s, at once', async (answer, kind) => {
  const { client, waits } = scripted([answer]);
  const error = await failure(client.request('GET /x'));
  expect([error.kind, error.status]).toEqual([kind, answer.status]);
  expect(waits).toEqual([]);
});

test('a run has its budget, retries included', async () => {
  const { client } = scripted([{ status: 500 }], { ...CLIENT_LIMITS, requests: 3 });
  await client.request('GET /x');
  expect([client.used, client.left]).toEqual([2, 1]);
  await client.request('GET /x');
  expect((await failure(client.request('GET /x'))).message).toBe('this run has made its 3 requests');
  expect(client.used).toBe(3);
});
