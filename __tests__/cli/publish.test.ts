import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { jsonReport } from '../../src/reports/index.ts';
import { HEAD } from '../github/sample.ts';
import { sampleReport } from '../reports/sample-report.ts';
import { LoopbackGitLab, TOKEN } from '../support/loopback-gitlab.ts';
import {
  checkout,
  removeTemporary,
  TestRepository,
  temporaryFolder,
  writeFiles,
} from '../support/repository.ts';
import { changedFiles } from '../support/unified-diff.ts';

jest.setTimeout(60_000);
afterAll(removeTemporary);

const CLI = join(process.cwd(), 'lib/src/entries/cli.js');
const PIPELINE = {
  CI_API_V4_URL: 'http://127.0.0.1:9/api/v4',
  CI_PROJECT_ID: '5',
  CI_PROJECT_URL: 'https://gitlab.example.com/acme/shop',
  CI_MERGE_REQUEST_IID: '7',
  CI_COMMIT_SHA: HEAD,
  CI_JOB_ID: '1',
};
const REPORT = jsonReport({ ...sampleReport, head: { name: 'work tree', commit: HEAD } });

function publish(words: readonly string[], env: Record<string, string> = PIPELINE, input = '') {
  const cwd = temporaryFolder('publish');
  writeFiles(cwd, {
    'evidence/report.json': REPORT,
    'other.json': REPORT.replaceAll(HEAD, 'd'.repeat(40)),
    'broken.json': '{"schema": "x"}',
    'beside/report.json': REPORT,
    'beside/changes/resources.json': '{}',
    'text.json': 'hello',
  });
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'publish', ...words], {
    cwd,
    env: { PATH: process.env.PATH ?? '', ...env },
    input,
    encoding: 'utf8',
  });
  expect(stderr).not.toMatch(/^\s+at /m);
  return { status, stdout, stderr };
}

describe('nothing to publish with, or to', () => {
  test('no token: said, with what to do, and no failure', () => {
    for (const words of [['--gitlab'], ['--gitlab', 'evidence'], ['--gitlab', 'evidence/report.json']]) {
      const { status, stderr } = publish(words);
      expect(status).toBe(0);
      expect(stderr).toMatch(
        /^kubeproof: No token was given, so nothing was commented\n {2}Make a project access token/,
      );
    }
  });

  test('a pipeline for no merge request', () => {
    const { CI_MERGE_REQUEST_IID: _iid, ...branch } = PIPELINE;
    const { status, stdout } = publish(['--gitlab'], branch);
    expect([status, stdout]).toEqual([
      0,
      'This pipeline is for no merge request, so there is nothing to comment on\n',
    ]);
  });

  test('a report on standard input', () => {
    expect(publish(['--gitlab', '-'], PIPELINE, REPORT)).toMatchObject({ status: 0 });
  });
});

describe('what cannot be used: exit 2', () => {
  test.each([
    [[], {}, 'publish needs the forge to publish to'],
    [['--gitlab', 'a', 'b'], {}, 'publish takes one report'],
    [['--gitlab', '--comment', 'allways'], {}, '--comment is "allways"\n  did you mean `always`?'],
    [['--gitlab', 'missing.json'], {}, 'missing.json cannot be read: ENOENT'],
    [['--gitlab', 'text.json'], {}, 'text.json is no JSON: '],
    [['--gitlab', 'broken.json'], {}, 'broken.json is not of the schema, at '],
    [['--gitlab', 'beside'], {}, 'beside/changes/resources.json is not of the schema, at '],
    [
      ['--gitlab', 'other.json'],
      {},
      `The report is about commit ${'d'.repeat(40)}, and this pipeline about ${HEAD}`,
    ],
    [
      ['--gitlab'],
      { CI_API_V4_URL: '' },
      'CI_API_V4_URL is not set, so it is not known which GitLab to publish to',
    ],
  ])('%j %j', (words, change, message) => {
    const { status, stderr } = publish(words, { ...PIPELINE, ...change });
    expect([status, stderr]).toEqual([2, expect.stringContaining(`kubeproof: ${message}`)]);
  });
});

/** A Pod in a file of its own, with room for others to change its top. */
const pod = (name: string, privileged: boolean, top = '') =>
  `${top}apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n  namespace: shop\nspec:\n  containers:\n    - name: app\n      image: ghcr.io/acme/app:1.0.0\n      securityContext:\n        privileged: ${privileged}\n`;

function run(cwd: string, words: readonly string[], env: Record<string, string>) {
  return new Promise<{ status: number | null; output: string }>((done, failed) => {
    const child = spawn(process.execPath, [CLI, ...words], {
      cwd,
      env: { PATH: process.env.PATH ?? '', ...env },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text));
    child.once('error', failed);
    child.once('close', status => done({ status, output }));
  });
}

test('a pipeline for merged results: lines of files that the target branch changed too are found at the head', async () => {
  const repository = new TestRepository();
  const fork = repository.commit('base', { 'a.yaml': pod('a', false), 'b.yaml': pod('b', false) });
  repository.switch('change');
  const head = repository.commit('change', { 'a.yaml': pod('a', true), 'b.yaml': pod('b', true) });
  repository.switch('main');
  const target = repository.commit('meanwhile', { 'a.yaml': pod('a', false, '# written\n# by others\n') });
  const merged = repository.pullRefs(7, target, head);
  const workspace = checkout(repository, 'refs/pull/7/merge', 0);
  const gitlab = await LoopbackGitLab.start({ project: 5 });
  try {
    const files = changedFiles(repository.folder, fork, head);
    const merge = gitlab.open(7, {
      refs: { base_sha: fork, start_sha: target, head_sha: head },
      files: files.map(({ filename, patch = '' }) => ({ newPath: filename, diff: patch })),
    });
    const env = {
      ...PIPELINE,
      CI_API_V4_URL: gitlab.url,
      CI_COMMIT_SHA: merged,
      CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: head,
      GITLAB_TOKEN: TOKEN,
    };
    const checked = await run(workspace, ['check', '--base', target, '--evidence', 'evidence'], env);
    expect(checked.status).toBe(1);
    const published = await run(workspace, ['publish', '--gitlab'], env);
    expect(published).toEqual({
      status: 0,
      output: expect.stringContaining('Published to merge request !7: '),
    });
    const places = merge.threadRoots().map(({ position }) => `${position?.new_path}:${position?.new_line}`);
    // Line 13 of the merge, which has two lines more than the head.
    expect([...new Set(places)].sort()).toEqual(['a.yaml:11', 'b.yaml:11']);
    expect(merge.notes.find(({ type }) => type === null)?.body).toContain(`/-/blob/${merged}/a.yaml#L13)`);
  } finally {
    await gitlab.close();
  }
});
