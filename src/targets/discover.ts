import type { TargetConfig } from '../config/index.ts';
import type { Tree } from '../repository/index.ts';
import { count } from './build.ts';
import { type Draft, finish, newDraft } from './draft.ts';
import { addExplicitTargets } from './explicit.ts';
import { findTargets } from './found.ts';
import { matchesGlob } from './globs.ts';
import { selectPaths } from './select.ts';
import type { Discovery } from './types.ts';

export interface DiscoverOptions {
  /** Only what lies at or below these repository-relative files or folders, or is built from them. */
  readonly paths?: readonly string[];
  /** Glob patterns (`*`, `**`, `?`) of paths that discovery leaves out; they stay readable as inputs of others. */
  readonly exclude?: readonly string[];
  /** Explicit targets of the configuration; they replace discovery. */
  readonly targets?: readonly TargetConfig[];
  /** File the explicit targets come from, for messages. */
  readonly configFile?: string;
}

/**
 * Finds what in a repository is a chart, a kustomization or a set of manifests, and every file each depends on.
 * Never throws for anything a repository can contain: what cannot be evaluated is a problem. The same tree gives the
 * same answer, byte for byte.
 */
export function discover(tree: Tree, options: DiscoverOptions = {}): Discovery {
  const isExcluded = (path: string) => (options.exclude ?? []).some(pattern => matchesGlob(path, pattern));
  let draft = newDraft();
  if (options.targets === undefined) findTargets(tree, isExcluded, draft);
  else addExplicitTargets(tree, options.targets, options.configFile ?? '.kubeproof.yaml', isExcluded, draft);
  if (options.paths !== undefined && options.paths.length > 0)
    draft = selectPaths(tree, draft, options.paths);
  if (draft.targets.length === 0 && !draft.problems.some(problem => problem.gates)) nothingFound(tree, draft);
  return finish(draft);
}

function nothingFound(tree: Tree, draft: Draft): void {
  const files = tree.entries().length;
  const passed =
    draft.skipped.length === 0 ? '' : `; ${count(draft.skipped.length, 'candidate')} passed over`;
  draft.problems.push({
    code: 'no-targets',
    message: `Nothing to evaluate: ${count(files, 'file')}, and no Helm chart, kustomization or Kubernetes manifest among them${passed}`,
    hint: 'Run in the root of the repository, check "exclude" and the paths given, or state "targets" in .kubeproof.yaml; "kubeproof targets" tells what was looked at',
    gates: true,
  });
}
