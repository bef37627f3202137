import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect as dial } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connect } from '../../src/github/index.ts';
import { LoopbackGitHub } from '../support/loopback-github.ts';

let github: LoopbackGitHub;
let proxy: Server;
const asked: string[] = [];
const before = { ...process.env };

/** A proxy for CONNECT that knows one host: the loopback GitHub, under a name nobody resolves. */
beforeAll(async () => {
  github = await LoopbackGitHub.start();
  github.open(7, { files: [], headSha: 'a'.repeat(40) });
  proxy = createServer();
  proxy.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    const there = dial(Number(new URL(github.url).port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      there.pipe(socket).pipe(there);
    });
  });
  await new Promise<void>(done => proxy.listen(0, '127.0.0.1', done));
  process.env.http_proxy = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  process.env.GITHUB_API_URL = 'http://github.corp.example';
});
afterAll(async () => {
  process.env = before;
  proxy.closeAllConnections();
  proxy.close();
  await github.close();
});

test('requests go through the proxy of the runner', async () => {
  const client = await connect({ apiUrl: 'http://github.corp.example' }, 'test-token', '1.0.0');
  const at = { owner: 'acme', repo: 'shop', pull_number: 7 };
  const pull = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', at);
  expect(pull).toMatchObject({ number: 7 });
  expect(asked).toEqual(['github.corp.example:80']);
});
