import type { RequestFunction } from '../../src/review/index.ts';
import type { LoopbackGitHub } from './loopback-github.ts';

/** What octokit does with a route and parameters, without a socket: for tests that make very many requests. */
export function inProcess(github: LoopbackGitHub, token: string): RequestFunction {
  return async (route, parameters) => {
    const [method = 'GET', template = '/'] = route.split(' ');
    const { baseUrl: _baseUrl, ...rest } = parameters as Record<string, unknown>;
    const path = template.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = rest[name];
      delete rest[name];
      return encodeURIComponent(String(value));
    });
    const url = new URL(path, 'http://127.0.0.1');
    if (method === 'GET')
      for (const [name, value] of Object.entries(rest)) url.searchParams.set(name, String(value));
    const bytes = Buffer.from(method === 'GET' || method === 'DELETE' ? '' : JSON.stringify(rest));
    // Every request is a chance for a racing run.
    await Promise.resolve();
    const { status, body, headers } = github.answer({
      method,
      url,
      headers: { authorization: `token ${token}` },
      bytes,
    });
    if (status < 400) return { status, data: body === undefined ? undefined : structuredClone(body) };
    const message = String((body as { message?: unknown } | undefined)?.message ?? status);
    throw Object.assign(new Error(message), { status, response: { headers: headers ?? {} } });
  };
}
