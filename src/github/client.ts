import {
  type Client,
  type ClientOptions,
  type FailureKind,
  type Headers,
  limitedClient,
  type RequestFunction,
  TIMEOUT_MS,
} from '../review/index.ts';
import type { GitHubContext } from './types.ts';

/** Variables that name a proxy, as `@actions/http-client` reads them. */
const PROXIES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];

/**
 * The client of a run: octokit at the API the runner names (so GitHub Enterprise Server too), through the proxy of the
 * runner where it has one. Loaded only when called.
 */
export async function connect(
  context: Pick<GitHubContext, 'apiUrl'>,
  token: string,
  version: string,
): Promise<Client> {
  const quiet = () => {};
  const options = {
    baseUrl: context.apiUrl,
    userAgent: `kubeproof/${version}`,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  };
  const proxied = token !== '' && PROXIES.some(name => process.env[name]);
  const octokit = proxied
    ? // Global fetch knows no proxies; the toolkit's client does, no_proxy included.
      (await import('@actions/github')).getOctokit(token, options)
    : new (await import('@octokit/rest')).Octokit({ ...options, auth: token });
  return createClient(async (route, parameters) => {
    const { status, data } = await octokit.request(route, {
      ...parameters,
      request: { signal: AbortSignal.timeout(TIMEOUT_MS) },
    });
    return { status, data };
  });
}

/** A client for GitHub over `send`: octokit's `request`, or a fake of a test. */
export function createClient(send: RequestFunction, options: ClientOptions = {}): Client {
  return limitedClient(send, kindOf, options);
}

function kindOf(status: number, message: string, headers: Headers): FailureKind {
  const limited =
    headers['retry-after'] !== undefined ||
    headers['x-ratelimit-remaining'] === '0' ||
    /secondary rate limit|rate limit exceeded|abuse detection/i.test(message);
  if (status === 429 || (status === 403 && limited)) return 'limited';
  if (status === 403 && /resource not accessible|must have admin|read-?only/i.test(message))
    return 'read-only';
  if (status === 422) return 'invalid';
  if (status === 404 || status === 410) return 'missing';
  if (status === 0 || status >= 500) return 'unavailable';
  return 'refused';
}
