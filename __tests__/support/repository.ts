import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Text by repository-relative path; `null` removes the file. */
export type Files = Readonly<Record<string, string | null>>;

/** A temporary folder, removed by {@link removeTemporary}. */
export function temporaryFolder(name = 'test'): string {
  const folder = mkdtempSync(join(tmpdir(), `kubeproof-${name}-`));
  temporary.push(folder);
  return folder;
}
const temporary: string[] = [];

/** Removes every folder that {@link temporaryFolder} made; for `afterAll`. */
export function removeTemporary(): void {
  for (const folder of temporary.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Writes files below a folder. */
export function writeFiles(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const absolute = join(folder, path);
    if (content === null) {
      rmSync(absolute, { recursive: true });
      continue;
    }
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, content);
  }
}

/** Nothing of the machine's own git configuration, and dates that do not move: commits have the same ids anywhere. */
const GIT_ENVIRONMENT = {
  PATH: process.env.PATH ?? '',
  HOME: tmpdir(),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Octo Cat',
  GIT_AUTHOR_EMAIL: 'octocat@example.com',
  GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'Octo Cat',
  GIT_COMMITTER_EMAIL: 'octocat@example.com',
  GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
};

/** Runs git in a folder; returns its output, trimmed. */
export function git(folder: string, ...args: string[]): string {
  return execFileSync('git', args, {
    cwd: folder,
    env: GIT_ENVIRONMENT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

/** A git repository built by a test. */
export class TestRepository {
  readonly folder: string;

  constructor(folder = temporaryFolder('repository')) {
    this.folder = folder;
    git(folder, 'init', '--quiet', '--initial-branch=main');
  }

  /** Writes files and commits them; returns the commit. */
  commit(message: string, files: Files): string {
    writeFiles(this.folder, files);
    git(this.folder, 'add', '--all');
    git(this.folder, 'commit', '--quiet', '--allow-empty', '--message', message);
    return this.head();
  }

  /** Switches to a branch; makes it, at `from` or here, when it is new. */
  switch(branch: string, from?: string): void {
    const known = git(this.folder, 'branch', '--list', branch) !== '';
    git(
      this.folder,
      'switch',
      '--quiet',
      ...(known ? [branch] : ['--create', branch, ...(from === undefined ? [] : [from])]),
    );
  }

  head(): string {
    return git(this.folder, 'rev-parse', 'HEAD');
  }

  /**
   * What GitHub keeps for an open pull request: `refs/pull/N/head` and the merge commit `refs/pull/N/merge`, whose
   * parents are base and head. Returns the merge commit.
   */
  pullRefs(number: number, base: string, head: string): string {
    const tree = git(this.folder, 'merge-tree', '--write-tree', base, head);
    const merge = git(
      this.folder,
      'commit-tree',
      tree,
      '-p',
      base,
      '-p',
      head,
      '-m',
      `Merge ${head} into ${base}`,
    );
    git(this.folder, 'update-ref', `refs/pull/${number}/head`, head);
    git(this.folder, 'update-ref', `refs/pull/${number}/merge`, merge);
    return merge;
  }
}

/**
 * A workspace as actions/checkout leaves it: the one ref detached, with every branch (`fetch-depth: 0`) or with
 * nothing but its one commit (the default, 1).
 */
export function checkout(repository: TestRepository, ref: string, fetchDepth: 0 | 1): string {
  const workspace = temporaryFolder('workspace');
  const local = ref.replace(/^refs\//, 'refs/remotes/');
  git(workspace, 'init', '--quiet', '--initial-branch=main');
  git(workspace, 'remote', 'add', 'origin', `file://${repository.folder}`);
  const refs =
    fetchDepth === 0 ? ['+refs/heads/*:refs/remotes/origin/*', `+${ref}:${local}`] : [`+${ref}:${local}`];
  git(
    workspace,
    'fetch',
    '--quiet',
    '--no-tags',
    ...(fetchDepth === 1 ? ['--depth=1'] : []),
    'origin',
    ...refs,
  );
  git(workspace, 'checkout', '--quiet', '--force', '--detach', local);
  return workspace;
}
