import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { ProblemError } from '../../src/problems.ts';
import {
  diffLines,
  findRepository,
  headCommit,
  isShallow,
  mergeBase,
  openBase,
  openWorkTree,
  resolveCommit,
} from '../../src/repository/index.ts';
import { gitFixture, removeTemporaryFolders, temporaryFolder } from './git-fixture.ts';

afterAll(removeTemporaryFolders);

function problemOf(run: () => unknown) {
  try {
    run();
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
  throw new Error('no problem');
}

/** main: one - two; branch from one: three. */
function forked() {
  const repository = gitFixture();
  repository.write({ 'a.yaml': '1' });
  const one = repository.commit('one');
  repository.git('checkout', '-q', '-b', 'branch');
  repository.write({ 'b.yaml': '3' });
  const three = repository.commit('three');
  repository.git('checkout', '-q', 'main');
  repository.write({ 'a.yaml': '2' });
  const two = repository.commit('two');
  repository.git('checkout', '-q', 'branch');
  return { repository, one, two, three };
}

test('finds the repository from any folder inside it', () => {
  const { repository } = forked();
  mkdirSync(join(repository.root, 'x/y'), { recursive: true });
  expect(findRepository(join(repository.root, 'x/y'))).toBe(repository.root);
  expect(problemOf(() => findRepository(temporaryFolder()))).toMatchObject({
    code: 'not-a-repository',
    gates: true,
  });
});

test('names what is wrong when git is not there', () => {
  const before = process.env.PATH;
  process.env.PATH = temporaryFolder();
  try {
    expect(problemOf(() => findRepository(temporaryFolder()))).toMatchObject({ code: 'git-missing' });
  } finally {
    process.env.PATH = before;
  }
});

test('resolves branches, tags, ids and branches that only origin has', () => {
  const { repository, one, two, three } = forked();
  repository.git('tag', 'v1', one);
  repository.git('update-ref', 'refs/remotes/origin/release', two);
  expect(headCommit(repository.root)).toBe(three);
  expect(resolveCommit(repository.root, 'main')).toBe(two);
  expect(resolveCommit(repository.root, 'v1')).toBe(one);
  expect(resolveCommit(repository.root, 'main~1')).toBe(one);
  expect(resolveCommit(repository.root, one.slice(0, 10))).toBe(one);
  expect(resolveCommit(repository.root, 'release')).toBe(two);
  expect(mergeBase(repository.root, 'main', 'HEAD')).toBe(one);
});

test.each([
  '--upload-pack=touch pwned',
  '-h',
  '',
  'a b',
  'main..branch',
  'main:a.yaml',
  'x\ny',
  '--all',
  'nothing',
])('refuses %j as a reference and runs nothing', reference => {
  const { repository } = forked();
  expect(problemOf(() => resolveCommit(repository.root, reference)).code).toBe('base-not-found');
  expect(problemOf(() => openBase(repository.root, reference)).code).toBe('base-not-found');
  expect(existsSync(join(repository.root, 'pwned'))).toBe(false);
});

test('settings of the repository cannot make git run a program', () => {
  const { repository } = forked();
  const trap = join(repository.root, 'trap.sh');
  writeFileSync(trap, `#!/bin/sh\ntouch ${join(repository.root, 'pwned')}\n`, { mode: 0o755 });
  repository.git('config', 'core.fsmonitor', trap);
  repository.git('config', 'diff.external', trap);
  repository.git('config', 'core.pager', trap);
  repository.write({ 'a.yaml': 'changed' });
  openBase(repository.root, 'main');
  openWorkTree(repository.root);
  diffLines(repository.root, 'main', 'worktree');
  expect(existsSync(join(repository.root, 'pwned'))).toBe(false);
});

describe('the base', () => {
  test('of a reference is the merge base', () => {
    const { repository, one } = forked();
    const base = openBase(repository.root, 'main');
    expect(base.commit).toBe(one);
    expect(base.text('a.yaml')).toBe('1');
  });

  test('can be a folder; a reference of the same name comes first', () => {
    const { repository, one } = forked();
    const outer = temporaryFolder();
    mkdirSync(join(outer, 'main'));
    mkdirSync(join(outer, 'old'));
    writeFileSync(join(outer, 'main/x.yaml'), 'x');
    expect(openBase(repository.root, './main', outer).text('x.yaml')).toBe('x');
    expect(openBase(repository.root, join(outer, 'main')).name).toBe(join(outer, 'main'));
    expect(openBase(repository.root, 'old', outer).entries()).toEqual([]);
    expect(openBase(repository.root, 'main', outer).commit).toBe(one);
    expect(problemOf(() => openBase(repository.root, './none', outer))).toMatchObject({
      code: 'base-not-found',
      message: 'The base folder "./none" does not exist',
    });
  });

  test('that a shallow clone lacks says which fetch-depth helps', () => {
    const { repository } = forked();
    const clone = join(temporaryFolder(), 'clone');
    execFileSync('git', [
      'clone',
      '-q',
      '--depth=1',
      '--no-single-branch',
      `file://${repository.root}`,
      clone,
    ]);
    expect([isShallow(clone), isShallow(repository.root)]).toEqual([true, false]);
    const noHistory = problemOf(() => openBase(clone, 'main'));
    expect(noHistory).toMatchObject({
      code: 'base-shallow',
      message: 'The history of this shallow clone does not reach back to where "HEAD" and "main" part',
      gates: true,
    });
    expect(noHistory.hint).toMatch(/"fetch-depth: 0".*actions\/checkout/);
    expect(problemOf(() => openBase(clone, 'release'))).toMatchObject({
      code: 'base-shallow',
      message: 'Commit "release" is not in this shallow clone',
    });
  });

  test('without common history is named', () => {
    const { repository } = forked();
    repository.git('checkout', '-q', '--orphan', 'alone');
    repository.commit('alone');
    expect(problemOf(() => openBase(repository.root, 'main'))).toMatchObject({
      code: 'base-not-found',
      message: '"HEAD" and "main" have no commit in common',
    });
  });
});
