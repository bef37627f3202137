import { availableParallelism } from 'node:os';
import {
  Authorizer,
  defaultObjects,
  deployedTo,
  environmentNames,
  type WholeCluster,
} from './analyzers/index.ts';
import type { Config } from './config/index.ts';
import { type Manifest, ManifestSet } from './manifest/index.ts';
import { nearest } from './nearest.ts';
import { type Problem, ProblemError } from './problems.ts';
import type { Engine } from './render/index.ts';
import type { Tree } from './repository/index.ts';
import { discoverOptions } from './run.ts';
import { renderSide } from './side.ts';
import { discover } from './targets/index.ts';

export interface RbacInput {
  readonly tree: Tree;
  readonly config: Config;
  readonly engine: Engine;
  /** What a cluster has beside the repository; absent: that is not known. */
  readonly context?: readonly Manifest[];
  /** Ask the context alone. */
  readonly onlyContext?: boolean;
  readonly environment?: string;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface Clusters {
  /** One per environment that has roles or bindings of its own, sorted by name. */
  readonly clusters: readonly WholeCluster[];
  /** What could not be rendered. */
  readonly problems: readonly Problem[];
}

/**
 * The clusters that permissions can be asked of: what the repository renders for each environment, over the context
 * and what Kubernetes itself has.
 *
 * @throws {ProblemError} for an environment that does not exist.
 */
export async function openClusters(input: RbacInput): Promise<Clusters> {
  const { set, problems } =
    input.onlyContext === true ? { set: new ManifestSet([]), problems: [] } : await rendered(input);
  const defaults = defaultObjects(input.config.kubernetes);
  const names = wanted(environmentNames(set), input.environment);
  const clusters = names.map(environment => {
    const own = deployedTo(set, environment);
    const { context } = input;
    return {
      environment,
      authorizer: new Authorizer({ manifests: own, defaults, ...(context === undefined ? {} : { context }) }),
      manifests: own,
      context: context ?? [],
    };
  });
  return { clusters, problems };
}

async function rendered({ tree, config, engine, context, onProgress }: RbacInput) {
  const { set, problems } = await renderSide({
    tree,
    discovery: discover(tree, discoverOptions([], config)),
    config,
    engine,
    known: new Map(),
    cache: new Map(),
    concurrency: availableParallelism(),
    onProgress: (done, total) => onProgress?.(done, total),
  });
  // With a cluster to ask, a folder without anything to render is no fault.
  return {
    set,
    problems: context === undefined ? problems : problems.filter(({ code }) => code !== 'no-targets'),
  };
}

function wanted(names: readonly string[], name: string | undefined): readonly string[] {
  if (name === undefined) return names;
  if (names.includes(name)) return [name];
  const close = nearest(name, names);
  const all =
    names.length === 1 ? 'everything here belongs to one' : `there are ${names.slice(0, 10).join(', ')}`;
  throw new ProblemError({
    code: 'usage',
    message: `no environment ${JSON.stringify(name)} has roles or bindings of its own`,
    hint: close === undefined ? all : `did you mean \`${close}\`?`,
    gates: true,
  });
}
