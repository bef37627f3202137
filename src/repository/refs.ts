import { ProblemError } from '../problems.ts';
import { git, gitLine } from './git.ts';

const DEEPEN =
  'Set "fetch-depth: 0" in the "with:" of actions/checkout; in a clone of your own run "git fetch --unshallow", or "git fetch --deepen=100"';

/**
 * Root of the work tree that holds `dir`, absolute.
 * @throws {ProblemError} `not-a-repository`, `git-missing`.
 */
export function findRepository(dir: string): string {
  // `safe.directory` is given for the folder itself, but its root may be further up: allow any for this one question.
  const run = git(dir, ['-c', 'safe.directory=*', 'rev-parse', '--show-toplevel']);
  if (run.ok) return run.stdout.toString('utf8').replace(/\r?\n$/, '');
  throw new ProblemError({
    code: 'not-a-repository',
    message: `${dir} is not inside a git work tree`,
    hint: 'Run kubeproof inside a clone, or check out the repository before the action (actions/checkout)',
    gates: true,
  });
}

/** Commit of `HEAD`. @throws {ProblemError} `base-not-found` in a repository without commits. */
export function headCommit(root: string): string {
  return resolveCommit(root, 'HEAD');
}

/** What a work tree was checked out from, and whether it is exactly that; undefined outside git, and before any commit. */
export function checkout(root: string): { readonly commit: string; readonly clean: boolean } | undefined {
  try {
    const commit = gitLine(root, ['rev-parse', '--verify', '--end-of-options', 'HEAD^{commit}']);
    if (commit === undefined) return undefined;
    const status = git(root, ['status', '--porcelain', '-z', '--ignore-submodules=all']);
    return { commit, clean: status.ok && status.stdout.length === 0 };
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'git-missing') return undefined;
    throw error;
  }
}

/** Whether the clone lacks history. */
export function isShallow(root: string): boolean {
  return gitLine(root, ['rev-parse', '--is-shallow-repository']) === 'true';
}

/**
 * Full id of the commit that `ref` names. A branch that exists only on `origin` is found too, as in a fresh clone.
 * @throws {ProblemError} `base-shallow` when the clone is too shallow to know, `base-not-found` otherwise.
 */
export function resolveCommit(root: string, ref: string): string {
  const commit = tryCommit(root, ref);
  if (commit !== undefined) return commit;
  if (isReference(ref) && isShallow(root)) {
    throw new ProblemError({
      code: 'base-shallow',
      message: `Commit ${quoted(ref)} is not in this shallow clone`,
      hint: DEEPEN,
      gates: true,
    });
  }
  throw new ProblemError({
    code: 'base-not-found',
    message: `${quoted(ref)} is not a commit, branch or tag of this repository`,
    hint: 'Name one that exists here ("git branch --all" lists them), fetch it first, or name a folder as ./folder',
    gates: true,
  });
}

/** {@link resolveCommit}, undefined where that throws. */
export function tryCommit(root: string, ref: string): string | undefined {
  if (!isReference(ref)) return undefined;
  for (const name of [ref, `refs/remotes/origin/${ref}`]) {
    const commit = gitLine(root, [
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${name}^{commit}`,
    ]);
    if (commit !== undefined && /^[0-9a-f]{40,64}$/.test(commit)) return commit;
  }
  return undefined;
}

/**
 * Best common ancestor of two references or commits.
 * @throws {ProblemError} `base-shallow`, `base-not-found`.
 */
export function mergeBase(root: string, a: string, b: string): string {
  const commits = [resolveCommit(root, a), resolveCommit(root, b)];
  const base = gitLine(root, ['merge-base', ...commits]);
  if (base) return base;
  const names = `${quoted(a)} and ${quoted(b)}`;
  if (isShallow(root)) {
    throw new ProblemError({
      code: 'base-shallow',
      message: `The history of this shallow clone does not reach back to where ${names} part`,
      hint: DEEPEN,
      gates: true,
    });
  }
  throw new ProblemError({
    code: 'base-not-found',
    message: `${names} have no commit in common`,
    hint: 'Name a base that shares history with the change, or compare with a folder',
    gates: true,
  });
}

/** Nothing that git could read as an option, a range, a path or several words. */
function isReference(ref: string): boolean {
  return ref !== '' && !ref.startsWith('-') && !/[\0-\x20\x7f:*?[\\]|\.\./.test(ref);
}

function quoted(ref: string): string {
  return JSON.stringify(ref.length > 100 ? `${ref.slice(0, 100)}…` : ref);
}
