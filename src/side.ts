import type { Config } from './config/index.ts';
import { type Manifest, ManifestSet, readDocuments } from './manifest/index.ts';
import type { Problem } from './problems.ts';
import type { Engine, EngineVersion, RenderedDocument } from './render/index.ts';
import { renderTarget } from './render/index.ts';
import type { Tree } from './repository/index.ts';
import { type Discovery, type Environment, inputsDigest, type Target } from './targets/index.ts';

/** One target in one environment, rendered and read. */
export interface RenderedSide {
  readonly target: Target;
  readonly environment: Environment;
  readonly engine: EngineVersion;
  /** Same inputs, same settings: same digest, in base and head alike. */
  readonly inputs: string;
  readonly documents: readonly RenderedDocument[];
  readonly manifests: readonly Manifest[];
  readonly problems: readonly Problem[];
  /** Nothing can be said about what is absent here. */
  readonly failed: boolean;
  /** Taken over from the other side. */
  readonly reused: boolean;
}

/** Everything one commit would deploy. */
export interface Side {
  readonly tree: Tree;
  readonly discovery: Discovery;
  readonly renderings: readonly RenderedSide[];
  readonly set: ManifestSet;
  /** Of discovery, rendering and reading. */
  readonly problems: readonly Problem[];
}

export interface SideOptions {
  readonly tree: Tree;
  readonly discovery: Discovery;
  readonly config: Config;
  readonly engine: Engine;
  /** Renderings of the other side: those with the same inputs are not made again. */
  readonly known: ReadonlyMap<string, RenderedSide>;
  readonly concurrency: number;
  readonly onProgress: (done: number, total: number, what: string) => void;
}

/** Renders and reads every target of a discovery, in parallel; the result's order does not depend on timing. */
export async function renderSide(options: SideOptions): Promise<Side> {
  const { tree, discovery, concurrency, onProgress } = options;
  const jobs = discovery.targets.flatMap(target =>
    target.environments.map(environment => ({ target, environment })),
  );
  let done = 0;
  const renderings = await mapConcurrent(jobs, concurrency, async ({ target, environment }) => {
    const rendering = await renderOne(target, environment, options);
    onProgress(++done, jobs.length, target.id);
    return rendering;
  });
  return {
    tree,
    discovery,
    renderings,
    set: new ManifestSet(renderings.flatMap(r => r.manifests)),
    problems: [...discovery.problems, ...renderings.flatMap(r => r.problems)],
  };
}

async function renderOne(
  target: Target,
  environment: Environment,
  options: SideOptions,
): Promise<RenderedSide> {
  const { tree, config, engine, known } = options;
  const kubernetes = environment.kubernetes ?? config.kubernetes;
  const { kind, helm } = config.engine;
  const inputs = inputsDigest(tree, target, environment, `${kubernetes} ${kind} ${helm}`);
  const twin = known.get(inputs);
  if (twin !== undefined) return { ...twin, reused: true };
  const outcome = await renderTarget(tree, target, environment, engine, { kubernetes, helm });
  const about = { target: target.id, environment: environment.name };
  if (!outcome.ok) {
    const problems = [{ ...about, ...outcome.problem }];
    return {
      target,
      environment,
      engine: outcome.engine,
      inputs,
      documents: [],
      manifests: [],
      problems,
      failed: outcome.problem.gates,
      reused: false,
    };
  }
  const read = readDocuments({ target, environment, documents: outcome.documents });
  const problems = read.problems.map(problem => ({ ...about, ...problem }));
  return {
    target,
    environment,
    engine: outcome.engine,
    inputs,
    documents: outcome.documents,
    manifests: read.manifests,
    problems,
    failed: problems.some(p => p.gates),
    reused: false,
  };
}

async function mapConcurrent<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index] as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
  return results;
}
