import { spawnSync } from 'node:child_process';
import { ProblemError } from '../problems.ts';

/** Output of one git command kept in memory at most. Bytes. */
const OUTPUT_LIMIT = 512 * 1024 * 1024;
const TIMEOUT_MS = 120_000;

export interface GitResult {
  readonly ok: boolean;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/**
 * Runs git in `root` without a shell. The repository's content cannot make it run anything: hooks, file system
 * monitors, pagers, external diffs and lazy fetches are off, and nothing of `GIT_*` leaks in from outside.
 *
 * @throws {ProblemError} `git-missing`, `git-failed` (time or output out of bounds).
 */
export function git(root: string, args: readonly string[], input?: string): GitResult {
  const guarded = [
    '--no-pager',
    '--no-replace-objects',
    '--no-optional-locks',
    '-c',
    `safe.directory=${root}`,
    '-c',
    'core.fsmonitor=false',
    '-c',
    'core.hooksPath=/dev/null',
    '-c',
    'core.quotePath=false',
    '-c',
    'core.precomposeUnicode=true',
    '-c',
    'protocol.allow=never',
    ...args,
  ];
  const run = spawnSync('git', guarded, {
    cwd: root,
    env: environment(),
    maxBuffer: OUTPUT_LIMIT,
    timeout: TIMEOUT_MS,
    windowsHide: true,
    ...(input === undefined ? { stdio: ['ignore', 'pipe', 'pipe'] } : { input }),
  });
  if (run.error !== undefined) throw failure(run.error as NodeJS.ErrnoException, root, args);
  return { ok: run.status === 0, stdout: run.stdout, stderr: run.stderr.toString('utf8').trim() };
}

/** First line of the output without the line end; undefined when git says no. */
export function gitLine(root: string, args: readonly string[]): string | undefined {
  const run = git(root, args);
  if (!run.ok) return undefined;
  return run.stdout.toString('utf8').split('\n', 1)[0]!.replace(/\r$/, '');
}

/** {@link git} for commands that only fail when something is broken. @throws {ProblemError} `git-failed` */
export function gitOutput(root: string, args: readonly string[], input?: string): Buffer {
  const run = git(root, args, input);
  if (run.ok) return run.stdout;
  throw new ProblemError({
    code: 'git-failed',
    message: `git ${args[0]} failed: ${firstLine(run.stderr) || 'no message'}`,
    hint: 'Run the same command in the repository to see more, or check the clone with "git fsck"',
    gates: true,
  });
}

function failure(error: NodeJS.ErrnoException, root: string, args: readonly string[]): ProblemError {
  if (error.code === 'ENOENT') {
    return new ProblemError({
      code: 'git-missing',
      message: `git could not be started in ${root}`,
      hint: 'Install git and have it on PATH; without it kubeproof can read a folder but compare nothing',
      gates: true,
    });
  }
  const why =
    error.code === 'ETIMEDOUT'
      ? `took longer than ${TIMEOUT_MS / 1000} seconds`
      : error.code === 'ENOBUFS'
        ? `printed more than ${OUTPUT_LIMIT / 1024 / 1024} MiB`
        : `failed: ${error.message}`;
  return new ProblemError({ code: 'git-failed', message: `git ${args[0]} ${why}`, gates: true });
}

/** `GIT_DIR`, `GIT_EXTERNAL_DIFF` and their kin are dropped; messages are in English, questions are never asked. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(GIT_|LC_|LANG|PAGER$|LESS$)/i.test(name));
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_ATTR_NOSYSTEM: '1',
  };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!.replace(/^fatal: /, '');
}
