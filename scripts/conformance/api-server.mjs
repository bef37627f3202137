// A real kube-apiserver over etcd on loopback, for conformance runs: started, asked, stopped. Where its programs are is
// told the way the ecosystem does it: KUBEBUILDER_ASSETS names a folder with `kube-apiserver` and `etcd`.
import { spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** How long the API server may take to become ready, in milliseconds. */
const READY = 60_000;
const HOW_TO =
  'Set KUBEBUILDER_ASSETS to a folder with kube-apiserver and etcd, such as `setup-envtest use -p path` prints (sigs.k8s.io/controller-runtime/tools/setup-envtest).';

/** @returns undefined, said on the console, where there is no API server to ask. */
export async function startApiServer() {
  const assets = process.env.KUBEBUILDER_ASSETS;
  const missing = ['kube-apiserver', 'etcd'].filter(name => !existsSync(join(assets ?? '', name)));
  if (assets === undefined || missing.length > 0) {
    console.log(
      `SKIPPED: ${assets === undefined ? 'KUBEBUILDER_ASSETS is not set' : `${assets} has no ${missing.join(' and no ')}`}. ${HOW_TO}`,
    );
    return undefined;
  }
  // A short path: the sockets' names have a limit of about a hundred characters.
  const folder = mkdtempSync(join(tmpdir(), 'kp-api-'));
  const children = [];
  let failed = false;
  const start = (name, args) => {
    const log = openSync(join(folder, `${name}.log`), 'a');
    const child = spawn(join(assets, name), args, { cwd: folder, stdio: ['ignore', log, log] });
    child.on('error', () => (failed = true));
    child.on('exit', () => (failed = true));
    children.push(child);
  };
  const stop = async () => {
    agent.destroy();
    for (const child of children) {
      child.removeAllListeners('exit');
      child.kill('SIGKILL');
    }
    await Promise.all(
      children.map(
        child => child.exitCode ?? child.signalCode ?? new Promise(done => child.once('close', done)),
      ),
    );
    rmSync(folder, { recursive: true, force: true });
  };
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });

  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const file = (name, text) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const token = randomBytes(16).toString('hex');
  const port = await freePort();
  // etcd wants host:port even in the URLs of unix sockets: `c:1` and `p:1` are files in its working folder.
  start('etcd', [
    '--data-dir',
    'etcd',
    '--unsafe-no-fsync',
    '--log-level',
    'warn',
    '--listen-client-urls',
    'unix://c:1',
    '--advertise-client-urls',
    'unix://c:1',
    '--listen-peer-urls',
    'unix://p:1',
    '--initial-advertise-peer-urls',
    'unix://p:1',
    '--initial-cluster',
    'default=unix://p:1',
  ]);
  start('kube-apiserver', [
    '--etcd-servers',
    `unix://${join(folder, 'c:1')}`,
    '--bind-address',
    '127.0.0.1',
    '--advertise-address',
    '127.0.0.1',
    '--secure-port',
    String(port),
    '--cert-dir',
    folder,
    '--authorization-mode',
    'RBAC',
    '--token-auth-file',
    file('tokens.csv', `${token},admin,1,"system:masters"\n`),
    '--service-account-issuer',
    'https://kubernetes.default.svc',
    '--service-account-key-file',
    file('sa.pub', publicKey.export({ type: 'spki', format: 'pem' })),
    '--service-account-signing-key-file',
    file('sa.key', privateKey.export({ type: 'sec1', format: 'pem' })),
    '--service-cluster-ip-range',
    '10.0.0.0/24',
    '--disable-admission-plugins',
    'ServiceAccount',
    '--endpoint-reconciler-type',
    'none',
    '--enable-priority-and-fairness=false',
    '--profiling=false',
    '--max-requests-inflight',
    '0',
    '--max-mutating-requests-inflight',
    '0',
  ]);

  /**
   * One request, as `system:masters` or as somebody else: with a token, or impersonated.
   * @returns {Promise<{ status: number, body: any }>}
   */
  const call = (
    method,
    path,
    body,
    { token: as = token, user, groups = [], type = 'application/json' } = {},
  ) =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${as}`, accept: 'application/json' };
      if (body !== undefined) headers['content-type'] = type;
      if (user !== undefined) headers['impersonate-user'] = user;
      if (groups.length > 0) headers['impersonate-group'] = groups;
      const sent = request(
        // It made its own certificate a moment ago, and only loopback is asked.
        { agent, host: '127.0.0.1', port, method, path, headers, rejectUnauthorized: false },
        response => {
          const chunks = [];
          response.on('data', chunk => chunks.push(chunk));
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            let answer = text;
            try {
              answer = JSON.parse(text);
            } catch {
              // Paths such as /readyz answer in plain text.
            }
            resolve({ status: response.statusCode, body: answer });
          });
        },
      );
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });

  const end = Date.now() + READY;
  for (;;) {
    const ready = await call('GET', '/readyz').catch(() => ({ status: 0 }));
    if (ready.status === 200) break;
    if (failed || Date.now() > end) {
      const logs = ['etcd', 'kube-apiserver'].map(
        name =>
          `${name}:\n${readFileSync(join(folder, `${name}.log`), 'utf8')
            .split('\n')
            .slice(-15)
            .join('\n')}`,
      );
      await stop();
      throw new Error(`kube-apiserver did not become ready\n${logs.join('\n')}`);
    }
    await wait(50);
  }
  const version = (await call('GET', '/version')).body.gitVersion;
  return { call, version, stop };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
