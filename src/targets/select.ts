import type { Problem } from '../problems.ts';
import { isWithin, resolvePath, type Tree } from '../repository/index.ts';
import type { Draft } from './draft.ts';
import type { Target } from './types.ts';

/**
 * Keeps the targets that lie at or below `paths`; for a path where no target lies, those that are built from it (a
 * values file, a base, a library chart). A path that leads to none is a gating problem.
 */
export function selectPaths(tree: Tree, draft: Draft, paths: readonly string[]): Draft {
  const selected = new Map<string, Target>();
  const problems = new Set<Problem>(draft.problems.filter(problem => problem.file === undefined));
  for (const written of paths) {
    const path = resolvePath('', written);
    if (path === undefined || !(tree.has(path) || tree.hasFolder(path))) {
      problems.add({
        code: 'path-not-found',
        message: `${JSON.stringify(written)} does not exist in the repository`,
        hint: 'Paths are relative to the root of the repository',
        gates: true,
      });
      continue;
    }
    const here = draft.problems.filter(problem => concerns(problem, path));
    const lying = draft.targets.flatMap(target => lyingAt(target, path));
    const found =
      lying.length > 0
        ? lying
        : draft.targets.filter(target => target.inputs.some(file => isWithin(file, path)));
    for (const problem of here) problems.add(problem);
    for (const target of found) selected.set(target.id, mergeFiles(selected.get(target.id), target));
    if (found.length === 0 && !here.some(problem => problem.gates)) problems.add(nothingAt(written));
  }
  return {
    targets: [...selected.values()],
    problems: [...problems],
    skipped: draft.skipped.filter(({ path }) =>
      paths.some(wanted => isWithin(path, resolvePath('', wanted) ?? wanted)),
    ),
  };
}

/** The target, or of plain manifests the part, that lies at or below a path. */
function lyingAt(target: Target, path: string): Target[] {
  if (isWithin(target.root, path)) return [target];
  if (target.kind !== 'manifests') return [];
  const files = target.files.filter(file => isWithin(file, path));
  return files.length === 0 ? [] : [{ ...target, files, inputs: files }];
}

/** Two paths may name two files of one target. */
function mergeFiles(before: Target | undefined, target: Target): Target {
  if (before === undefined || target.kind !== 'manifests') return target;
  const files = [...new Set([...before.files, ...target.files])].sort();
  return { ...target, files, inputs: files };
}

function concerns(problem: Problem, path: string): boolean {
  if (problem.file !== undefined && isWithin(problem.file, path)) return true;
  const root = problem.target?.slice(problem.target.indexOf(':') + 1);
  return root !== undefined && isWithin(root === '.' ? '' : root, path);
}

function nothingAt(path: string): Problem {
  return {
    code: 'path-no-targets',
    message: `Nothing to evaluate at ${JSON.stringify(path)}`,
    hint: '"kubeproof targets" lists what was found in the repository, and why',
    gates: true,
  };
}
