import { createHash } from 'node:crypto';
import { byText, isWithin, type Tree, TreeError } from '../repository/index.ts';
import { setFilePaths } from './build.ts';
import type { Environment, Target } from './types.ts';

/**
 * SHA-256 (hex) over everything a rendering depends on: the target, the environment, the content of every input and
 * `extra` (engine version, Kubernetes version: whatever else the caller's output depends on, JSON-serialisable).
 * Equal digests mean equal output. Values files outside the chart that only other environments use do not count.
 */
export function inputsDigest(
  tree: Tree,
  target: Target,
  environment: Environment,
  extra: unknown = null,
): string {
  const inputs = inputsOf(target, environment);
  tree.prefetch(inputs);
  const hash = createHash('sha256');
  const { reason: _reason, ...settings } = environment;
  hash.update(
    canonical([target.id, target.root, target.files, target.loadRestrictor ?? 'rootOnly', settings, extra]),
  );
  for (const path of inputs) hash.update(canonical([path, contentDigest(tree, path)]));
  return hash.digest('hex');
}

function inputsOf(target: Target, environment: Environment): string[] {
  if (target.kind !== 'helm') return [...target.inputs];
  const own = new Set(externalFiles(target, environment));
  const others = new Set(target.environments.flatMap(other => externalFiles(target, other)));
  return target.inputs.filter(path => own.has(path) || !others.has(path));
}

function externalFiles(target: Target, environment: Environment): string[] {
  return [...(environment.values ?? []), ...setFilePaths(environment.set)].filter(
    path => !isWithin(path, target.root),
  );
}

function contentDigest(tree: Tree, path: string): string {
  try {
    return tree.digest(path);
  } catch (error) {
    if (error instanceof TreeError) return error.code;
    throw error;
  }
}

/** JSON with sorted keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (part === null || typeof part !== 'object' || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => byText(a, b)));
  });
}
