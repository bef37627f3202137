import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pullRequestEvent } from './events.ts';
import { LoopbackGitHub } from './loopback-github.ts';
import { checkout, git, removeTemporary, TestRepository, temporaryFolder } from './repository.ts';
import { parseAnnotations, parseOutputs, runAction } from './run-action.ts';

let github: LoopbackGitHub;
beforeAll(async () => {
  github = await LoopbackGitHub.start();
});
afterAll(async () => {
  await github.close();
  removeTemporary();
});

test('outputs in both forms', () => {
  expect(
    parseOutputs('verdict=fail\nreport<<ghadelimiter_1\n{\n"a": 1\n}\nghadelimiter_1\nempty=\n'),
  ).toEqual({
    verdict: 'fail',
    report: '{\n"a": 1\n}',
    empty: '',
  });
  expect(() => parseOutputs('report<<END\nnever ends\n')).toThrow('"END" never comes');
});

test('annotations, unescaped', () => {
  const printed = 'Hello\n::error file=a.yaml,line=3,title=Two%2C three::50%25 is%0Atoo much\n::notice::ok\n';
  expect(parseAnnotations(printed)).toEqual([
    {
      level: 'error',
      properties: { file: 'a.yaml', line: '3', title: 'Two, three' },
      message: '50% is\ntoo much',
    },
    { level: 'notice', properties: {}, message: 'ok' },
  ]);
});

test('a workspace is what actions/checkout leaves: the merge commit, with or without history', () => {
  const repository = new TestRepository();
  const base = repository.commit('base', { 'a.yaml': 'kind: A\n' });
  repository.switch('change');
  const head = repository.commit('head', { 'b.yaml': 'kind: B\n' });
  repository.switch('main');
  const main = repository.commit('main moves on', { 'c.yaml': 'kind: C\n' });
  const merge = repository.pullRefs(7, main, head);

  const full = checkout(repository, 'refs/pull/7/merge', 0);
  expect(git(full, 'rev-parse', 'HEAD')).toBe(merge);
  expect(git(full, 'merge-base', main, head)).toBe(base);
  expect(['a', 'b', 'c'].map(name => existsSync(join(full, `${name}.yaml`)))).toEqual([true, true, true]);

  const shallow = checkout(repository, 'refs/pull/7/merge', 1);
  expect(git(shallow, 'rev-parse', 'HEAD')).toBe(merge);
  expect(git(shallow, 'rev-parse', '--is-shallow-repository')).toBe('true');
  expect(() => git(shallow, 'cat-file', '-e', `${base}^{commit}`)).toThrow();
});

test('the process sees what a runner gives it, and nothing of this one', async () => {
  const folder = temporaryFolder();
  const entry = join(folder, 'action.mjs');
  writeFileSync(
    entry,
    `import { appendFileSync, readFileSync } from 'node:fs';
     const env = process.env;
     const event = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8'));
     const { status } = await fetch(env.GITHUB_API_URL + '/repos/acme/shop/pulls/' + event.number, {
       headers: { authorization: 'token ' + env['INPUT_GITHUB-TOKEN'] },
     });
     appendFileSync(env.GITHUB_OUTPUT, 'status=' + status + '\\n');
     appendFileSync(env.GITHUB_STEP_SUMMARY, '# ' + env.GITHUB_EVENT_NAME + ' ' + event.pull_request.head.sha);
     console.log('::warning::' + [process.cwd() === env.GITHUB_WORKSPACE, env.INPUT_MINE, env.JEST_WORKER_ID].join());
     console.error('to stderr');
     process.exitCode = 3;`,
  );
  github.open(7, { files: [], headSha: 'a'.repeat(40) });
  const event = pullRequestEvent({
    number: 7,
    base: 'b'.repeat(40),
    head: 'a'.repeat(40),
    merge: 'c'.repeat(40),
  });
  const result = await runAction({ workspace: folder, event, github, inputs: { mine: 'yes' }, entry });
  expect(result).toMatchObject({
    exitCode: 3,
    stderr: 'to stderr\n',
    outputs: { status: '200' },
    summary: `# pull_request ${'a'.repeat(40)}`,
    annotations: [{ level: 'warning', message: 'true,yes,' }],
  });
});
