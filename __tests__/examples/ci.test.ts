import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { load } from 'js-yaml';
import { BOT, LoopbackGitLab, TOKEN } from '../support/loopback-gitlab.ts';
import {
  checkout,
  git,
  removeTemporary,
  TestRepository,
  temporaryFolder,
  writeFiles,
} from '../support/repository.ts';
import { changedFiles } from '../support/unified-diff.ts';

/**
 * The shell lines of every file in examples/ci, run in a clone of the example repository as that system makes it, so
 * that they cannot rot. `kubeproof` is the command line of this tree; `npm` only notes what it was asked for.
 */
jest.setTimeout(180_000);
let gitlab: LoopbackGitLab | undefined;
afterAll(async () => {
  await gitlab?.close();
  removeTemporary();
});

const FOLDER = join(process.cwd(), 'examples/ci');
const CLI = join(process.cwd(), 'lib/src/entries/cli.js');
const INSTALL = 'git+https://github.com/kubeproof/kubeproof.git#v0';

let repository: TestRepository;
let base: string;
let head: string;
beforeAll(() => {
  repository = new TestRepository();
  const commit = (part: string) => {
    cpSync(join(process.cwd(), 'examples/shop', part), repository.folder, { recursive: true });
    return repository.commit(part, {});
  };
  base = commit('base');
  repository.switch('change');
  head = commit('change');
});

/** A machine of the CI system: a clone, `npm` and `kubeproof` on PATH. */
function machine(variables: Readonly<Record<string, string>>) {
  const workspace = checkout(repository, 'refs/heads/change', 0);
  const home = temporaryFolder('ci');
  const log = join(home, 'npm.log');
  writeFiles(home, {
    'bin/kubeproof': `#!/bin/sh\nexec '${process.execPath}' '${CLI}' "$@"\n`,
    'bin/npm': `#!/bin/sh\nprintf '%s\\n' "$*" >> '${log}'\n`,
  });
  for (const name of ['kubeproof', 'npm']) chmodSync(join(home, 'bin', name), 0o755);
  const env = {
    PATH: `${join(home, 'bin')}:${process.env.PATH}`,
    HOME: home,
    ...variables,
  };
  // As CI systems do: a line that fails ends the script.
  const sh = (script: string) =>
    new Promise<{ exitCode: number | null; output: string }>((done, failed) => {
      const child = spawn('/bin/sh', ['-e', '-c', script], { cwd: workspace, env });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (text: Buffer) => (output += text));
      child.once('error', failed);
      child.once('close', exitCode => done({ exitCode, output }));
    });
  return {
    workspace,
    sh,
    installed: () => (existsSync(log) ? readFileSync(log, 'utf8') : ''),
    read: (path: string) => readFileSync(join(workspace, path), 'utf8'),
  };
}

type Machine = ReturnType<typeof machine>;

/** What every example has to end with: the check fails on the example change, and the evidence is there. */
function expectChecked(
  { read, installed }: Machine,
  { exitCode, output }: { exitCode: number | null; output: string },
) {
  expect([exitCode, output]).toEqual([1, expect.stringMatching(/FAILED \(exit 1\)\n$/)]);
  expect(installed()).toContain(INSTALL);
  const report = JSON.parse(read('evidence/report.json')) as { outcome: string; base: { commit: string } };
  expect([report.outcome, report.base.commit]).toEqual(['fail', base]);
}

const yaml = (name: string) => load(readFileSync(join(FOLDER, name), 'utf8')) as never;

test('every example is run here', () => {
  expect(readdirSync(FOLDER).sort()).toEqual([
    'Jenkinsfile',
    'bitbucket-pipelines.yml',
    'gitea-actions.yaml',
    'gitlab-ci.yml',
  ]);
});

describe('gitlab-ci.yml', () => {
  interface Job {
    before_script: string[];
    script: string[];
    after_script: string[];
    extends?: string;
    artifacts: { paths: string[]; reports: { codequality: string } };
  }
  const jobs = yaml('gitlab-ci.yml') as Record<'kubeproof' | 'kubeproof-default-branch', Job>;

  test('a merge request: code quality, evidence, comments; the second run changes nothing', async () => {
    gitlab = await LoopbackGitLab.start({ project: 5 });
    const merge = gitlab.open(7, {
      refs: { base_sha: base, start_sha: base, head_sha: head },
      files: changedFiles(repository.folder, base, head).map(
        ({ filename, previousFilename, patch, status }) => ({
          newPath: filename,
          ...(previousFilename !== undefined && { oldPath: previousFilename }),
          status,
          diff: patch ?? '',
        }),
      ),
    });
    const ci = machine({
      CI_API_V4_URL: gitlab.url,
      CI_PROJECT_ID: '5',
      CI_PROJECT_URL: 'https://gitlab.example.com/acme/shop',
      CI_MERGE_REQUEST_IID: '7',
      CI_MERGE_REQUEST_DIFF_BASE_SHA: base,
      CI_COMMIT_SHA: head,
      CI_PIPELINE_ID: '99',
      CI_JOB_ID: '1234',
      KUBEPROOF_GITLAB_TOKEN: TOKEN,
    });
    const { kubeproof: job } = jobs;
    expectChecked(ci, await ci.sh([...job.before_script, ...job.script].join('\n')));
    const issues = JSON.parse(ci.read(job.artifacts.reports.codequality)) as { severity: string }[];
    expect(issues.some(({ severity }) => severity === 'critical')).toBe(true);
    expect(job.artifacts.paths.every(path => existsSync(join(ci.workspace, path)))).toBe(true);

    const published = await ci.sh(job.after_script.join('\n'));
    expect([published.exitCode, published.output]).toEqual([
      0,
      expect.stringMatching(
        /^Published to merge request !7: \d+ comments created, 0 edited, 0 deleted; summary comment: created \(\d+ requests\)\n$/,
      ),
    ]);
    expect(gitlab.violations).toEqual([]);
    const places = merge
      .threadRoots()
      .map(({ author, position }) => [author, position?.new_path, position?.new_line]);
    expect(places).toContainEqual([BOT, 'charts/checkout/values.yaml', expect.any(Number)]);
    expect(places).toContainEqual([BOT, 'access/bot.yaml', expect.any(Number)]);
    expect(merge.notifications).toBe(2);
    expect(merge.notes.find(({ type }) => type === null)?.body).toMatch(
      /^### ❌ kubeproof: \d+ new errors block this change\n/,
    );

    const again = await ci.sh(job.after_script.join('\n'));
    expect(again.output).toMatch(/^The comments of merge request !7 say this already/);

    // What docs/other-forges.md says for Jenkins with GitLab behind it.
    const docs = readFileSync(join(process.cwd(), 'docs/other-forges.md'), 'utf8');
    const [, snippet = ''] = /```sh\n(CI_API_V4_URL=[\s\S]*?)```/.exec(docs) ?? [];
    const jenkins = machine({
      CHANGE_ID: '7',
      BUILD_NUMBER: '1235',
      BUILD_URL: 'https://ci.example.com/1',
      GITLAB_TOKEN: TOKEN,
    });
    cpSync(join(ci.workspace, 'evidence'), join(jenkins.workspace, 'evidence'), { recursive: true });
    const other = await jenkins.sh(snippet.replace('https://gitlab.example.com/api/v4', gitlab.url));
    expect(other).toEqual({
      exitCode: 0,
      output: expect.stringMatching(/^The comments of merge request !7 say this already/),
    });
  });

  test('the default branch: code quality, and nobody is held up', async () => {
    const job = { ...jobs.kubeproof, ...jobs['kubeproof-default-branch'] };
    const ci = machine({ CI_COMMIT_SHA: head });
    const { exitCode } = await ci.sh([...job.before_script, ...job.script].join('\n'));
    expect([exitCode, job.extends, job.after_script]).toEqual([0, 'kubeproof', []]);
    expect(JSON.parse(ci.read(job.artifacts.reports.codequality))).not.toEqual([]);
  });
});

test('Jenkinsfile', async () => {
  const text = readFileSync(join(FOLDER, 'Jenkinsfile'), 'utf8');
  const steps = [...text.matchAll(/\bsh\s+(?:'''([\s\S]*?)'''|'([^']*)')/g)].map(
    ([, long, short]) => long ?? short ?? '',
  );
  expect(steps).toHaveLength(2);
  const ci = machine({ CHANGE_TARGET: 'main', WORKSPACE_TMP: temporaryFolder('jenkins') });
  // Every step is a shell of its own.
  const results = [];
  for (const step of steps) results.push(await ci.sh(step));
  expect(results[0]?.exitCode).toBe(0);
  expectChecked(ci, results[1] as { exitCode: number; output: string });
  const [, junit = ''] = /junit testResults: '([^']+)'/.exec(text) ?? [];
  expect(ci.read(junit)).toMatch(/^<\?xml [\s\S]*<failure /);
  const [, sarif = ''] = /pattern: '([^']+)'/.exec(text) ?? [];
  expect(JSON.parse(ci.read(sarif))).toMatchObject({ version: '2.1.0' });
});

test('bitbucket-pipelines.yml', async () => {
  const file = yaml('bitbucket-pipelines.yml') as {
    pipelines: { 'pull-requests': { '**': { step: { script: string[]; clone: { depth: string } } }[] } };
  };
  const step = file.pipelines['pull-requests']['**'][0]?.step;
  const ci = machine({ BITBUCKET_PR_DESTINATION_BRANCH: 'main' });
  expectChecked(ci, await ci.sh((step?.script ?? []).join('\n')));
  // Where Bitbucket looks for test results by itself.
  expect(ci.read('test-results/kubeproof.xml')).toMatch(/<failure /);
  expect(step?.clone.depth).toBe('full');
});

test('gitea-actions.yaml', async () => {
  const file = yaml('gitea-actions.yaml') as {
    jobs: { kubeproof: { steps: { run?: string; env?: Record<string, string> }[] } };
  };
  const results = [];
  let ci: Machine | undefined;
  for (const { run, env = {} } of file.jobs.kubeproof.steps) {
    if (run === undefined) continue;
    const values = Object.entries(env).map(([name, value]) => [
      name,
      value.replace(
        /\$\{\{ (\S+) \}\}/g,
        (_, expression: string) => ({ 'github.base_ref': 'main' })[expression] ?? '',
      ),
    ]);
    const next = machine(Object.fromEntries(values) as Record<string, string>);
    results.push({ machine: next, ...(await next.sh(run)) });
    ci = next;
  }
  expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 1]);
  expect(results[0]?.machine.installed()).toContain(INSTALL);
  expect(JSON.parse(ci?.read('evidence/report.json') ?? '{}')).toMatchObject({
    outcome: 'fail',
    base: { commit: base },
  });
  expect(git(ci?.workspace ?? '', 'rev-parse', 'HEAD')).toBe(head);
});
