import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { type Config, loadConfig, loadWaivers, type Overrides, type Waiver } from '../config/index.ts';
import { type Problem, ProblemError } from '../problems.ts';
import { DEFAULT_LIMITS, type RenderLimits } from '../render/index.ts';
import { findRepository, openFolder, openWorkTree, type Tree } from '../repository/index.ts';
import type { Parsed } from './arguments.ts';

/** What every command starts from: the work tree around the current folder and its configuration. */
export interface Session {
  /** Absolute root of the repository, or the current folder outside of one. */
  readonly root: string;
  readonly isRepository: boolean;
  readonly tree: Tree;
  readonly config: Config;
  readonly waivers: readonly Waiver[];
  readonly problems: readonly Problem[];
  /** Repository-relative; empty means everything. */
  readonly paths: readonly string[];
}

/** @throws {ProblemError} for paths that do not exist or lie outside the repository. */
export function openSession(parsed: Parsed): Session {
  const here = realpathSync(process.cwd());
  const repository = repositoryAround(here);
  const root = repository ?? here;
  const tree = repository === undefined ? openFolder(here, 'work tree') : openWorkTree(root);
  const configFile = parsed.text('config');
  const shared = parsed.text('extends');
  const { config, problems } = loadConfig(
    tree,
    configFile === undefined ? undefined : inside(root, here, configFile),
    overrides(parsed),
    shared === undefined ? undefined : { name: shared, text: textOf(shared) },
  );
  const { waivers, problems: waiverProblems } = loadWaivers(tree, config.waivers);
  return {
    root,
    isRepository: repository !== undefined,
    tree,
    config,
    waivers,
    problems: [...problems, ...waiverProblems],
    paths: parsed.paths.map(path => inside(root, here, path)).filter(path => path !== ''),
  };
}

/** A file the user names, wherever it is. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ProblemError({
      code: 'path-missing',
      message: `--extends ${path} cannot be read: ${(error as Error).message}`,
      hint: 'Name a copy of the file that "extends" of the configuration names',
      gates: true,
    });
  }
}

/** Outside a repository the current folder is all there is. */
function repositoryAround(folder: string): string | undefined {
  try {
    return findRepository(folder);
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'not-a-repository') return undefined;
    throw error;
  }
}

function overrides(parsed: Parsed): Overrides {
  const given: Record<keyof Overrides, string | undefined> = {
    kubernetes: parsed.text('kubernetes-version'),
    profile: parsed.text('profile'),
    failOn: parsed.text('fail-on'),
    scope: parsed.text('scope'),
    engine: parsed.text('engine'),
    helm: parsed.text('helm'),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** A path as the user wrote it, relative to the repository's root. */
function inside(root: string, here: string, path: string): string {
  const absolute = resolve(here, path);
  if (!existsSync(absolute)) {
    throw new ProblemError({
      code: 'path-missing',
      message: `${path} does not exist`,
      hint: 'name a file or folder below the current one',
      gates: true,
    });
  }
  // Only the folder is resolved: a link itself is named as the user sees it.
  const within = relative(root, absolute);
  if (within === '..' || within.startsWith(`..${sep}`)) {
    throw new ProblemError({
      code: 'path-outside',
      message: `${path} is outside the repository ${root}`,
      hint: 'run kubeproof in the repository that holds it',
      gates: true,
    });
  }
  return within.split(sep).join('/');
}

/** The default bounds, or a shorter deadline from `KUBEPROOF_RENDER_TIMEOUT_MS`. */
export function renderLimits(): RenderLimits {
  const timeout = Number(process.env.KUBEPROOF_RENDER_TIMEOUT_MS);
  return Number.isInteger(timeout) && timeout > 0
    ? { ...DEFAULT_LIMITS, timeoutMs: timeout }
    : DEFAULT_LIMITS;
}
