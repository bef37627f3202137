import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { chainOf, provenance } from '../../src/action/evidence.ts';
import { readInputs } from '../../src/action/inputs.ts';
import {
  type AttestationOptions,
  attestable,
  bundleDigest,
  type EvidenceFile,
  earlierFrom,
  type ReadBundle,
  readBundleZip,
  verifyBundle,
  withAttestation,
} from '../../src/evidence/index.ts';
import { attest, attestServices, connect, type GitHubContext } from '../../src/github/index.ts';
import { readReport } from '../../src/review/index.ts';
import type { RunResult } from '../../src/run.ts';
import { bundleOf, contentOf, runOn, SHOP } from '../evidence/shop.ts';
import { context as sample } from '../github/sample.ts';
import { pushEvent } from '../support/events.ts';
import { LoopbackArtifacts } from '../support/loopback-artifacts.ts';
import { LoopbackGitHub } from '../support/loopback-github.ts';
import { LoopbackSigstore } from '../support/loopback-sigstore.ts';
import { checkout, removeTemporary, TestRepository } from '../support/repository.ts';
import { runAction } from '../support/run-action.ts';

const WORKFLOW = '.github/workflows/kubeproof.yaml@refs/heads/main';
const { pullRequest: _none, ...rest } = sample;
const PUSH: GitHubContext = {
  ...rest,
  event: 'push',
  eventName: 'push',
  branch: 'main',
  workflow: 'kubeproof.yaml',
  workspace: '/nowhere',
};

let result: RunResult;
let made: EvidenceFile[];
let github: LoopbackGitHub;
beforeAll(async () => {
  result = await runOn(SHOP);
  made = bundleOf(result, provenance(PUSH));
  github = await LoopbackGitHub.start();
});
afterAll(() => github.close());
beforeEach(() => {
  github.runs.length = 0;
  github.artifacts.length = 0;
  github.attestations.length = 0;
});

const read = (files: readonly EvidenceFile[]): ReadBundle => ({
  name: 'evidence',
  files: new Map(files.map(({ path, content }) => [path, Buffer.from(content)])),
  refused: [],
});

describe('the bundle before this one', () => {
  const zip = () => zipSync(Object.fromEntries(made.map(({ path, content }) => [path, strToU8(content)])));
  const inputs = (more: Record<string, string> = {}) =>
    readInputs({ 'INPUT_GITHUB-TOKEN': 'test-token', ...more });
  const run = (id: number, more: object = {}) => ({
    id,
    workflow: 'kubeproof.yaml',
    event: 'push',
    branch: 'main',
    ...more,
  });
  const chain = (context: GitHubContext, more?: Record<string, string>) =>
    chainOf(inputs(more), { ...context, apiUrl: github.url });

  test('is the artifact of the last finished run of the workflow on the branch that left one', async () => {
    github.runs.push(
      run(4711),
      run(910, { from: 'stranger/shop' }),
      run(909, { event: 'pull_request' }),
      run(908),
      run(907),
      run(906),
    );
    github.artifacts.push(
      { id: 1, run: 910, name: 'kubeproof', zip: strToU8('stranger') },
      { id: 2, run: 909, name: 'kubeproof', zip: strToU8('pull request') },
      { id: 3, run: 908, name: 'other', zip: strToU8('other') },
      { id: 4, run: 907, name: 'kubeproof', zip: zip(), expired: true },
      { id: 5, run: 906, name: 'kubeproof', zip: zip() },
    );
    const { previous, said } = await chain(PUSH);
    expect(previous).toMatchObject({ digest: bundleDigest(made), outcome: 'fail' });
    expect(said).toBe(`follows sha256:${bundleDigest(made)} (the artifact of run 906)`);
    expect(github.violations).toEqual([]);
  });

  test('of a pull request is that of its own branch', async () => {
    const pull = { ...sample, branch: 'change', workflow: 'kubeproof.yaml' };
    github.runs.push(run(900, { branch: 'change' }), run(899, { branch: 'change', event: 'pull_request' }));
    github.artifacts.push({ id: 5, run: 899, name: 'kubeproof', zip: zip() });
    expect((await chain(pull)).previous?.digest).toBe(bundleDigest(made));
    const fork = { ...pull, pullRequest: { ...sample.pullRequest!, fork: true } };
    expect(await chain(fork)).toEqual({ said: 'no previous bundle: branches of forks have no chain' });
    expect(github.violations).toEqual([]);
  });

  test('that cannot be had is no problem, and the log says why', async () => {
    expect(await chain(PUSH)).toEqual({
      said: 'no previous bundle: no run of kubeproof.yaml on main has finished yet',
    });
    github.runs.push(run(900));
    expect(await chain(PUSH)).toEqual({
      said: 'no previous bundle: the last 1 runs of kubeproof.yaml on main left no artifact "kubeproof"',
    });
    github.artifacts.push({ id: 5, run: 900, name: 'kubeproof', zip: strToU8('no zip') });
    expect((await chain(PUSH)).said).toMatch(
      /^no previous bundle: the artifact of run 900 cannot be read as an evidence bundle: it is no zip/,
    );
    github.artifacts.splice(0, 1, {
      id: 6,
      run: 900,
      name: 'kubeproof',
      zip: zipSync({ 'report.json': strToU8('{}') }),
    });
    expect(await chain(PUSH)).toEqual({
      said: 'no previous bundle: the artifact of run 900 has no manifest.json',
    });
    github.fail({
      operation: /list-workflow-runs/,
      status: 403,
      message: 'Resource not accessible by integration',
    });
    expect(await chain(PUSH)).toEqual({
      said: 'no previous bundle: GitHub answered 403 when asked for runs (the job needs "actions: read")',
    });
    expect(await chain(PUSH, { INPUT_PREVIOUS: 'none' })).toEqual({ said: 'no chain: previous is "none"' });
    await expect(chain(PUSH, { INPUT_PREVIOUS: '/nowhere/evidence' })).rejects.toThrow(
      '/nowhere/evidence cannot be read as an evidence bundle: ENOENT',
    );
    const { workflow: _, ...unnamed } = PUSH;
    expect((await chain(unnamed)).said).toBe('no previous bundle: the runner names no workflow and branch');
  });
});

describe('the signature of the workflow', () => {
  let sigstore: LoopbackSigstore;
  const before = { ...process.env };
  beforeEach(async () => {
    sigstore = await LoopbackSigstore.start({
      repository: 'https://github.com/acme/shop',
      workflow: WORKFLOW,
      run: 'https://github.com/acme/shop/actions/runs/4711/attempts/1',
      trigger: 'push',
    });
    Object.assign(process.env, sigstore.environment);
    // The toolkit tells the runner to mask the token.
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    for (const name of Object.keys(sigstore.environment)) delete process.env[name];
    Object.assign(process.env, before);
    await sigstore.close();
  });

  const sign = async (token?: string) => {
    const client = token === undefined ? undefined : await connect({ apiUrl: github.url }, token, '1.0.0');
    return attest(attestable(made), PUSH, client, {
      services: { fulcio: sigstore.url, timestamps: sigstore.url },
      retries: 0,
    });
  };
  const signed = async () => withAttestation(made, (await sign()).sigstore ?? '');
  const verify = (bundle: readonly EvidenceFile[], attestation: AttestationOptions = {}) =>
    verifyBundle(read(bundle), {
      readReport,
      attestation: { trustedRoots: sigstore.trustedRoot(), ...attestation },
    });

  test('is verified offline, and says who signed', async () => {
    const { sigstore: bundle, notes, url } = await sign('test-token');
    expect(notes).toEqual([]);
    expect(url).toBe('https://github.com/acme/shop/attestations/101');
    expect(github.attestations).toEqual([JSON.parse(bundle ?? '')]);
    expect(github.violations).toEqual([]);
    expect(sigstore.requests).toEqual(['/token', '/api/v2/signingCert', '/api/v1/timestamp']);
    const statement = JSON.parse(
      Buffer.from(JSON.parse(bundle ?? '').dsseEnvelope.payload, 'base64').toString(),
    );
    const summary = JSON.parse(contentOf(made, 'attestation.intoto.json'));
    expect(statement).toEqual({
      ...summary,
      subject: [{ name: 'manifest.json', digest: { sha256: bundleDigest(made) } }, ...summary.subject],
    });
    const { broken, proved, unproven } = await verify(await signed());
    expect(broken).toEqual([]);
    expect(proved).toContain(
      `it was signed by https://github.com/acme/shop/${WORKFLOW} (push, refs/heads/main, commit ${'8be1d07'.padEnd(40, '0')}, https://github.com/acme/shop/actions/runs/4711/attempts/1), certified by https://token.actions.githubusercontent.com`,
    );
    expect(unproven).toContain(
      'that this is the workflow you expect: name it with --signer-repository or --signer-workflow',
    );
  });

  test.each<[string, AttestationOptions, string | undefined]>([
    ['its repository', { repository: 'acme/shop' }, undefined],
    ['its repository by address', { repository: 'https://github.com/acme/shop/' }, undefined],
    ['its workflow', { workflow: `acme/shop/${WORKFLOW}` }, undefined],
    ['its workflow at any ref', { workflow: 'acme/shop/.github/workflows/kubeproof.yaml' }, undefined],
    [
      'another repository',
      { repository: 'acme/other' },
      'it was signed for https://github.com/acme/shop (https://token.actions.githubusercontent.com), not for https://github.com/acme/other (https://token.actions.githubusercontent.com)',
    ],
    [
      'another ref of the workflow',
      { workflow: 'acme/shop/.github/workflows/kubeproof.yaml@refs/heads/x' },
      expect.stringMatching(/^it was signed by .*, not by .*@refs\/heads\/x /) as unknown as string,
    ],
  ])('of %s: what is asked for is held against it', async (_, options, fault) => {
    const { broken, unproven } = await verify(await signed(), options);
    expect(broken).toEqual(fault === undefined ? [] : [fault]);
    expect(unproven.some(text => text.includes('the workflow you expect'))).toBe(false);
  });

  test.each<[string, Partial<LoopbackSigstore['identity']>, AttestationOptions, string]>([
    [
      'somebody else',
      { repository: 'https://github.com/evil/shop' },
      {},
      'it says that https://github.com/acme/shop made it, and was signed for https://github.com/evil/shop',
    ],
    [
      'another run',
      { run: 'https://github.com/acme/shop/actions/runs/1/attempts/1' },
      {},
      'it says that https://github.com/acme/shop/actions/runs/4711 made it, and was signed by https://github.com/acme/shop/actions/runs/1/attempts/1',
    ],
    [
      'another issuer',
      { issuer: 'https://gitlab.example' },
      { repository: 'acme/shop' },
      'it was signed for https://github.com/acme/shop (https://gitlab.example), not for https://github.com/acme/shop (https://token.actions.githubusercontent.com)',
    ],
  ])('by %s does not hold', async (_, identity, options, fault) => {
    sigstore.identity = { ...sigstore.identity, ...identity };
    expect((await verify(await signed(), options)).broken).toEqual([fault]);
  });

  test('that nobody checked, or that another authority made, does not hold', async () => {
    const bundle = await signed();
    const without = await verifyBundle(read(bundle), { readReport });
    expect(without.broken).toEqual([
      'the attestation, manifest.sigstore.json, was not checked: give the roots it is held against with --trusted-root (`gh attestation trusted-root` writes them)',
    ]);
    const other = await LoopbackSigstore.start(sigstore.identity);
    const roots = other.trustedRoot();
    await other.close();
    expect((await verify(bundle, { trustedRoots: roots })).broken).toEqual([
      'the attestation, manifest.sigstore.json, does not hold against the trusted roots: root 1: timestamp could not be verified',
    ]);
    // One of several roots is enough, as with those of GitHub and of Sigstore.
    expect((await verify(bundle, { trustedRoots: `${roots}\n${sigstore.trustedRoot()}\n` })).broken).toEqual(
      [],
    );
    expect((await verify(bundle, { trustedRoots: 'no roots' })).broken).toEqual([
      expect.stringMatching(/does not hold against the trusted roots: root 1: /),
    ]);
    expect((await verify(made, { repository: 'acme/shop' })).broken).toEqual([
      'no workflow signed it, and one was named that should have',
    ]);
  });

  test('after the certificate ran out does not hold', async () => {
    const begins = sigstore.time;
    const signing = sign();
    // The certificate is asked for first.
    while (!sigstore.requests.includes('/api/v2/signingCert')) await new Promise(done => setTimeout(done, 1));
    sigstore.time = new Date(begins.getTime() + 3_600_000);
    const bundle = withAttestation(made, (await signing).sigstore ?? '');
    expect((await verify(bundle)).broken).toEqual([
      expect.stringMatching(/does not hold against the trusted roots: root 1: /),
    ]);
  });

  test('of another bundle does not hold, and every byte of it counts', async () => {
    const { sigstore: bundle = '' } = await sign();
    const other = bundleOf(result);
    expect((await verify(withAttestation(other, bundle))).broken).toEqual([
      'the attestation, manifest.sigstore.json, is about another manifest.json',
    ]);
    const files = read(withAttestation(made, bundle));
    const original = Buffer.from(bundle);
    for (let at = 0; at < original.length; at += 97) {
      const changed = Buffer.from(original);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      const tampered = { ...files, files: new Map(files.files).set('manifest.sigstore.json', changed) };
      const { holds } = await verifyBundle(tampered, {
        readReport: async text => JSON.parse(text),
        attestation: { trustedRoots: sigstore.trustedRoot() },
      });
      expect([at, holds]).toEqual([at, false]);
    }
    expect((await verify(withAttestation(made, '{}'))).broken).toEqual([
      'the attestation, manifest.sigstore.json, is no Sigstore bundle around a statement, signed with a certificate',
    ]);
  });

  test('about what the bundle does not hold, too, does not hold', async () => {
    const statement = JSON.parse(attestable(made));
    statement.subject.push({ name: 'other', digest: { sha256: '0'.repeat(64) } });
    const { sigstore: bundle = '' } = await attest(JSON.stringify(statement), PUSH, undefined, {
      services: { fulcio: sigstore.url, timestamps: sigstore.url },
      retries: 0,
    });
    expect((await verify(withAttestation(made, bundle))).broken).toEqual([
      'the attestation, manifest.sigstore.json, is about what the bundle does not hold, too',
    ]);
  });

  test('that cannot be made is a note that says what is missing', async () => {
    sigstore.refuse.set('/api/v1/timestamp', 503);
    expect((await sign()).notes).toMatchObject([
      {
        code: 'evidence-unsigned',
        message: expect.stringMatching(/^The evidence is not signed: .*timestamp.*not today/),
      },
    ]);
    sigstore.refuse.set('/api/v2/signingCert', 400);
    expect((await sign()).notes).toMatchObject([
      { message: expect.stringMatching(/^The evidence is not signed: .*certificate.*not today/) },
    ]);
    sigstore.refuse.clear();
    github.fail({
      operation: /create-attestation/,
      status: 403,
      message: 'Resource not accessible by integration',
    });
    const unlisted = await sign('test-token');
    expect(unlisted.sigstore).toBeDefined();
    expect(unlisted.notes).toMatchObject([
      {
        code: 'attestation-unlisted',
        message: expect.stringContaining(
          'GitHub does not list the attestation: GitHub answered 403 Resource not accessible',
        ),
      },
    ]);
    delete process.env.ACTIONS_ID_TOKEN_REQUEST_URL;
    expect((await sign()).notes).toMatchObject([
      {
        message: 'The evidence is not signed: the job may not ask for an identity',
        hint: expect.stringContaining('id-token: write'),
        gates: false,
      },
    ]);
  });

  test('goes to the public services only for what everybody can read', () => {
    const at = (serverUrl: string, isPublic?: boolean) =>
      attestServices({ ...PUSH, serverUrl, ...(isPublic === undefined ? {} : { isPublic }) });
    const own = { fulcio: 'https://fulcio.githubapp.com', timestamps: 'https://timestamp.githubapp.com' };
    expect(at('https://github.com', true)).toEqual({
      fulcio: 'https://fulcio.sigstore.dev',
      log: 'https://rekor.sigstore.dev',
    });
    expect(at('https://github.com', false)).toEqual(own);
    expect(at('https://github.com')).toEqual(own);
    expect(at('https://acme.ghe.com', true)).toEqual({
      fulcio: 'https://fulcio.acme.ghe.com',
      timestamps: 'https://timestamp.acme.ghe.com',
    });
  });
});

test('a run names the bundle before it, and fails where it has to be signed and cannot be', async () => {
  const repository = new TestRepository();
  const [before, head] = ['1', '2'].map(data =>
    repository.commit(data, {
      'map.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: "${data}"}\n`,
    }),
  ) as [string, string];
  const artifacts = await LoopbackArtifacts.start();
  try {
    const first = zipSync(Object.fromEntries(made.map(({ path, content }) => [path, strToU8(content)])));
    github.runs.push({ id: 100, workflow: 'kubeproof.yaml', event: 'push', branch: 'main' });
    github.artifacts.push({ id: 5, run: 100, name: 'kubeproof', zip: first });
    const key = generateKeyPairSync('ed25519');
    const pem = key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const second = await runAction({
      entry: join(process.cwd(), 'lib/src/entries/action.js'),
      workspace: checkout(repository, head, 0),
      event: pushEvent(before, head),
      github,
      artifacts,
      runId: 101,
      inputs: { attest: 'required', 'signing-key': pem },
    });
    expect(second.stdout).toContain(`, follows sha256:${bundleDigest(made)} (the artifact of run 100)\n`);
    expect(second.annotations.map(({ level, message }) => `${level}: ${message}`)).toEqual([
      expect.stringMatching(
        /^notice: The evidence is not signed: the job may not ask for an identity\. Allow it/,
      ),
      'error: The evidence could not be signed, and attest is "required"',
    ]);
    expect(second.exitCode).toBe(2);
    const bundle = readBundleZip('second', artifacts.artifacts[0]!.zip);
    const { broken, proved, manifest } = await verifyBundle(bundle, {
      readReport,
      key: key.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      previous: [earlierFrom(readBundleZip('first', first), true)],
    });
    expect(broken).toEqual([]);
    expect(proved).toEqual(
      expect.arrayContaining([
        'first is the bundle before it, and holds too',
        'it is signed with the key that was given',
      ]),
    );
    expect(manifest?.build).toMatchObject({
      branch: 'main',
      run: 'https://github.com/acme/shop/actions/runs/101',
    });
  } finally {
    await artifacts.close();
    removeTemporary();
  }
}, 60_000);
