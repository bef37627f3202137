import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on a free port of 127.0.0.1. */
export interface LoopbackServer {
  /** `http://127.0.0.1:40123`, no slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/** What a handler answers. A `body` that is not a string or bytes is sent as JSON. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A request, read to its end. */
export interface Incoming {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: Buffer;
}

/**
 * Serves `handle` on 127.0.0.1. An error thrown by the handler is answered with 500 and its message: a bug of the
 * fake then shows in the test's output instead of hanging it.
 */
export async function serveLoopback(handle: (request: Incoming) => Answer): Promise<LoopbackServer> {
  let url = '';
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      let answer: Answer;
      try {
        answer = handle({
          method: request.method ?? 'GET',
          url: new URL(request.url ?? '/', url),
          headers: request.headers,
          bytes: Buffer.concat(chunks),
        });
      } catch (error) {
        answer = { status: 500, body: { message: `loopback server failed: ${(error as Error).stack}` } };
      }
      send(response, answer);
    });
  });
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', done);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    close: () =>
      new Promise<void>((done, failed) => {
        if (!server.listening) {
          done();
          return;
        }
        server.close(error => (error === undefined ? done() : failed(error)));
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, answer: Answer): void {
  const { body } = answer;
  const raw = typeof body === 'string' || Buffer.isBuffer(body);
  const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(raw ? body : JSON.stringify(body));
  response.writeHead(answer.status, {
    ...(body === undefined || raw ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    'content-length': String(bytes.length),
    ...answer.headers,
  });
  response.end(bytes);
}
