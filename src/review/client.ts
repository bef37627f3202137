/** Parameters of a route, body included: `POST /x/{id}` takes `id` for its path and the rest as its body. */
export type Parameters = Readonly<Record<string, unknown>>;

export interface Response {
  readonly status: number;
  readonly data: unknown;
}

/** One HTTP exchange with a forge. Rejects with `status` and `response.headers`. */
export type RequestFunction = (route: string, parameters: Parameters) => Promise<Response>;

export type FailureKind =
  /** The token may not write (fork, Dependabot, missing permission). */
  | 'read-only'
  /** Rate limited beyond the patience of one run. */
  | 'limited'
  /** The request makes no sense to the forge: a position outside of the diff. */
  | 'invalid'
  /** 404 or 410. */
  | 'missing'
  /** 5xx, a timeout or a broken connection: a write may or may not have happened. */
  | 'unavailable'
  /** This run has used its requests. */
  | 'budget'
  /** 401, and every other 4xx. */
  | 'refused';

/** A request that failed for good, after the retries it deserves. */
export class RequestFailure extends Error {
  readonly kind: FailureKind;
  readonly status: number;
  constructor(kind: FailureKind, status: number, message: string) {
    super(message);
    this.name = 'RequestFailure';
    this.kind = kind;
    this.status = status;
  }
}

/** The API within the limits of one run. */
export interface Client {
  /** @throws {RequestFailure} only that. */
  request(route: string, parameters?: Parameters): Promise<unknown>;
  /** Requests made, retries included. */
  readonly used: number;
  /** Requests left. */
  readonly left: number;
}

export interface ClientLimits {
  /** Requests of one run; 1,000 an hour is what `GITHUB_TOKEN` gets for a whole repository. */
  readonly requests: number;
  /** Further tries of one request. */
  readonly retries: number;
  /** Longest single wait, milliseconds. */
  readonly waitMs: number;
  /** All waits of the run together, milliseconds. */
  readonly totalWaitMs: number;
}

export const CLIENT_LIMITS: ClientLimits = {
  requests: 60,
  retries: 2,
  waitMs: 60_000,
  totalWaitMs: 150_000,
};

/** One request, milliseconds. */
export const TIMEOUT_MS = 30_000;

export interface ClientOptions {
  readonly limits?: ClientLimits;
  readonly sleep?: (ms: number) => Promise<void>;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** What an answer means: forges word it differently. `status` is 0 when there was none. */
export type KindOf = (status: number, message: string, headers: Headers) => FailureKind;

/**
 * Adds retries and the budget to `send`. Waits as GitHub's "Best practices for using the REST API" ask:
 * `retry-after`, else until `x-ratelimit-reset` when nothing remains, else a minute; doubling from one second for
 * 5xx. A POST is not repeated after 5xx, because it may have happened: the caller looks first.
 */
export function limitedClient(send: RequestFunction, kindOf: KindOf, options: ClientOptions = {}): Client {
  const limits = options.limits ?? CLIENT_LIMITS;
  const sleep = options.sleep ?? (ms => new Promise<void>(resolve => setTimeout(resolve, ms)));
  const now = options.now ?? Date.now;
  let used = 0;
  let waited = 0;

  async function request(route: string, parameters: Parameters = {}): Promise<unknown> {
    for (let attempt = 0; ; attempt++) {
      if (used >= limits.requests) {
        throw new RequestFailure('budget', 0, `this run has made its ${limits.requests} requests`);
      }
      used++;
      let failure: RequestFailure;
      let wait: number;
      try {
        return (await send(route, parameters)).data;
      } catch (error) {
        failure = classify(error, kindOf);
        wait = delay(failure, error, attempt, now);
      }
      const repeatable =
        failure.kind === 'limited' || (failure.kind === 'unavailable' && !route.startsWith('POST '));
      if (
        !repeatable ||
        attempt >= limits.retries ||
        wait > limits.waitMs ||
        waited + wait > limits.totalWaitMs
      ) {
        throw failure;
      }
      waited += wait;
      await sleep(wait);
    }
  }

  return {
    request,
    get used() {
      return used;
    },
    get left() {
      return Math.max(0, limits.requests - used);
    },
  };
}

function classify(error: unknown, kindOf: KindOf): RequestFailure {
  const status = statusOf(error);
  const message = (error instanceof Error ? error.message : String(error)).slice(0, 500);
  return new RequestFailure(kindOf(status, message, headersOf(error)), status, message);
}

/** Milliseconds to wait before the next try. */
function delay(failure: RequestFailure, error: unknown, attempt: number, now: () => number): number {
  if (failure.kind !== 'limited') return 1000 * 2 ** attempt;
  const headers = headersOf(error);
  const after = Number(headers['retry-after']);
  if (headers['retry-after'] !== undefined && Number.isFinite(after) && after >= 0) return after * 1000;
  const reset = Number(headers['x-ratelimit-reset']);
  if (headers['x-ratelimit-remaining'] === '0' && Number.isFinite(reset)) {
    return Math.max(1000, reset * 1000 - now());
  }
  return 60_000 * 2 ** attempt;
}

export type Headers = Readonly<Record<string, string | undefined>>;

function statusOf(error: unknown): number {
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' ? status : 0;
}

function headersOf(error: unknown): Headers {
  const headers = (error as { response?: { headers?: unknown } } | null)?.response?.headers;
  if (typeof headers !== 'object' || headers === null) return {};
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
