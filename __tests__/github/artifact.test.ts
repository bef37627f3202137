import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { artifactName, uploadArtifact } from '../../src/github/index.ts';
import { context } from './sample.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubeproof-artifact-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const env = { ACTIONS_RESULTS_URL: 'http://127.0.0.1:1/', ACTIONS_RUNTIME_TOKEN: 'x' };
const files = [
  { path: 'report.json', content: '{}' },
  { path: 'rendered/helm/prod.yaml', content: 'a: 1\n' },
];

function service(answer: () => Promise<{ id?: number; digest?: string }>) {
  const calls: unknown[][] = [];
  const client = async () => ({
    uploadArtifact: async (...call: unknown[]) => {
      calls.push(call);
      return answer();
    },
  });
  return { calls, client };
}

test('writes the files and uploads them under one root', async () => {
  const { calls, client } = service(async () => ({ id: 12, digest: 'sha256:abc' }));
  const result = await uploadArtifact(files, 'kubeproof', {
    directory: folder,
    upload: true,
    context,
    env,
    client,
  });
  expect(calls).toEqual([
    ['kubeproof', [join(folder, 'report.json'), join(folder, 'rendered/helm/prod.yaml')], folder],
  ]);
  expect(result).toEqual({
    directory: folder,
    paths: new Map([
      ['report.json', join(folder, 'report.json')],
      ['rendered/helm/prod.yaml', join(folder, 'rendered/helm/prod.yaml')],
    ]),
    artifact: {
      name: 'kubeproof',
      id: 12,
      digest: 'abc',
      url: 'https://github.com/acme/shop/actions/runs/4711/artifacts/12',
    },
    notes: [],
  });
  expect(readFileSync(join(folder, 'rendered/helm/prod.yaml'), 'utf8')).toBe('a: 1\n');
});

describe('without an upload the files stay, and a note says where', () => {
  const ghes = Object.assign(new Error('not supported on GHES'), { name: 'GHESNotSupportedError' });
  test.each<[string, object, () => Promise<never>, string]>([
    ['no service', { env: {} }, async () => Promise.reject(ghes), 'this runner offers no artifact service'],
    [
      'GHES',
      {},
      async () => Promise.reject(ghes),
      'GitHub Enterprise Server does not offer this artifact service',
    ],
    [
      'a name that is taken',
      {},
      async () => Promise.reject(new Error('Failed to CreateArtifact: (409) Conflict: already exists')),
      'the run has an artifact named "kubeproof" already; give each job its own artifact-name',
    ],
    ['an error', {}, async () => Promise.reject(new Error('ECONNREFUSED\nmore')), 'ECONNREFUSED'],
    [
      'silence',
      { timeoutMs: 20 },
      () => new Promise(() => {}),
      'the artifact service did not finish within 0.02 s',
    ],
  ])('%s', async (_, change, answer, why) => {
    const { client } = service(answer);
    const options = { directory: folder, upload: true, env, client, ...change };
    const { notes, artifact } = await uploadArtifact(files, 'kubeproof', options);
    expect(artifact).toBeUndefined();
    expect(notes).toEqual([
      {
        code: 'artifact-not-uploaded',
        message: `The evidence was not uploaded: ${why}`,
        hint: `The files are in ${folder}; a later step can keep them, on GitHub Enterprise Server with actions/upload-artifact@v3.`,
        gates: false,
      },
    ]);
    expect(existsSync(join(folder, 'report.json'))).toBe(true);
  });

  test('switched off: no note', async () => {
    const { calls, client } = service(async () => ({ id: 1 }));
    expect(
      (await uploadArtifact(files, 'x', { directory: folder, upload: false, env, client })).notes,
    ).toEqual([]);
    expect(calls).toEqual([]);
  });
});

test('paths from the pull request stay inside, legal and apart', async () => {
  const asked = [
    '../../etc/passwd',
    '/abs/./x',
    'a:b"c<d>|*?\\e/f\r\n.yaml',
    'A/x.yaml',
    'a/X.yaml',
    'rendered/default.yaml',
    'rendered/default.yaml/default.yaml',
    'dir/inner/file',
    'dir/inner',
    '..',
    `${'n'.repeat(300)}/x. .`,
  ];
  const { paths } = await uploadArtifact(
    asked.map(path => ({ path, content: path })),
    'x',
    { directory: folder, upload: false },
  );
  const written = [...paths.values()].map(path => relative(folder, path).split(sep).join('/'));
  expect(written).toEqual([
    'etc/passwd',
    'abs/x',
    'a-b-c-d-----e/f--.yaml',
    'A/x.yaml',
    'a/X-2.yaml',
    'rendered/default.yaml',
    'rendered-default.yaml-default.yaml',
    'dir/inner/file',
    'dir/inner-2',
    'file',
    `${'n'.repeat(100)}/x`,
  ]);
  for (const [path, absolute] of paths) expect(readFileSync(absolute, 'utf8')).toBe(path);
});

test('names', () => {
  expect(artifactName('kubeproof-evidence')).toBe('kubeproof-evidence');
  expect(artifactName('a/b:c*"d"\n')).toBe('a-b-c--d--');
  expect(artifactName('')).toBe('kubeproof');
});
