import {
  type Client,
  type ClientOptions,
  type FailureKind,
  limitedClient,
  type Parameters,
  type RequestFunction,
  TIMEOUT_MS,
} from '../review/index.ts';

/** What a request answers: GitLab says in a header whether there is more, since a page may hold less than it could. */
export interface Page {
  readonly body: unknown;
  /** Number of the next page; absent on the last. */
  readonly next?: number;
}

/**
 * Requests of one run. GitLab takes no comments in bulk: 25 new ones, 40 edits and what it takes to read. GitLab.com
 * allows 2,000 a minute (docs.gitlab.com/user/gitlab_com, "Rate limits on GitLab.com").
 */
const REQUESTS = 120;

/** A client for GitLab over `send`: {@link sendTo}, or a fake of a test. Every answer is a {@link Page}. */
export function createClient(send: RequestFunction, options: ClientOptions = {}): Client {
  return limitedClient(send, kindOf, {
    ...options,
    limits: options.limits ?? { requests: REQUESTS, retries: 2, waitMs: 60_000, totalWaitMs: 150_000 },
  });
}

/**
 * Requests to the REST API over global fetch.
 *
 * A redirect is refused: fetch would hand the header with the token to whatever host it names. Global fetch knows no
 * proxies unless Node is told (`NODE_USE_ENV_PROXY=1`, from Node 22.21 and 24.5 on).
 * @param apiUrl `CI_API_V4_URL`
 */
export function sendTo(apiUrl: string, token: string, version: string): RequestFunction {
  return async (route, parameters) => {
    const { method, path, rest } = fill(route, parameters);
    const url = new URL(`${apiUrl.replace(/\/+$/, '')}${path}`);
    const reads = method === 'GET' || method === 'DELETE';
    if (reads) for (const [name, value] of Object.entries(rest)) url.searchParams.set(name, String(value));
    const response = await fetch(url, {
      method,
      headers: {
        'private-token': token,
        'user-agent': `kubeproof/${version}`,
        ...(reads ? {} : { 'content-type': 'application/json' }),
      },
      ...(reads ? {} : { body: JSON.stringify(rest) }),
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((error: unknown) => {
      throw new Error(unreachable(url, error));
    });
    const text = await response.text();
    const body = parse(text);
    if (!response.ok) {
      const reason =
        response.status < 400 ? `redirects to ${response.headers.get('location')}` : said(body, text);
      throw Object.assign(new Error(reason), {
        status: response.status,
        response: { headers: Object.fromEntries(response.headers) },
      });
    }
    const next = Number(response.headers.get('x-next-page') ?? '');
    return { status: response.status, data: { body, ...(next > 0 && { next }) } satisfies Page };
  };
}

/** A route with its parameters put in; what is left is the query or the body. */
export function fill(
  route: string,
  parameters: Parameters,
): { method: string; path: string; rest: Record<string, unknown> } {
  const rest: Record<string, unknown> = { ...parameters };
  const [method = 'GET', template = '/'] = route.split(' ');
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = encodeURIComponent(String(rest[name]));
    delete rest[name];
    return value;
  });
  return { method, path, rest };
}

function kindOf(status: number): FailureKind {
  if (status === 429) return 'limited';
  // A scope or a role that is missing. GitLab hides what a token may not see at all behind 404.
  if (status === 403) return 'read-only';
  if (status === 400 || status === 422) return 'invalid';
  if (status === 404 || status === 410) return 'missing';
  // 409: somebody else's request holds what this one needs.
  if (status === 0 || status === 409 || status >= 500) return 'unavailable';
  return 'refused';
}

/** GitLab answers with `message` (text, or an object by field) or with `error` and `error_description`. */
function said(body: unknown, text: string): string {
  const { message, error, error_description: description } = (body ?? {}) as Record<string, unknown>;
  const parts = [message ?? error, description].filter(part => part !== undefined);
  if (parts.length === 0) return text.slice(0, 200);
  return parts.map(part => (typeof part === 'string' ? part : JSON.stringify(part))).join(': ');
}

function unreachable(url: URL, error: unknown): string {
  const cause = (error as { cause?: { message?: string } }).cause?.message;
  const proxied = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'].some(name => process.env[name]);
  const hint =
    proxied && process.env.NODE_USE_ENV_PROXY === undefined
      ? '; a proxy is set, which Node only uses with NODE_USE_ENV_PROXY=1 (Node 22.21 and 24.5 or newer)'
      : '';
  return `${url.origin} cannot be reached: ${cause ?? (error as Error).message}${hint}`;
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
