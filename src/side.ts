import type { Config } from './config/index.ts';
import { type Manifest, ManifestSet, type ParsedYaml, readDocuments } from './manifest/index.ts';
import { ownPackage } from './package.ts';
import type { Problem } from './problems.ts';
import {
  createEngine,
  type Engine,
  type EngineVersion,
  type RenderedDocument,
  type RenderLimits,
  renderTarget,
} from './render/index.ts';
import { type Tree, TreeError } from './repository/index.ts';
import { crdScopes, type Scopes } from './schema/index.ts';
import { type Discovery, type Environment, inputsDigest, type Target } from './targets/index.ts';

/** One target in one environment, rendered and read. */
export interface RenderedSide {
  readonly target: Target;
  readonly environment: Environment;
  readonly engine: EngineVersion;
  /** Same inputs, same settings: same digest, in base and head alike. */
  readonly inputs: string;
  readonly documents: readonly RenderedDocument[];
  /** Another render of the same files may give something else, see `findVarying`. */
  readonly varies?: true;
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

/** The engine a configuration asks for, from what comes with the package; the caller closes it. */
export function openEngine({ engine }: Config, limits: RenderLimits): Engine {
  const { engines, worker } = ownPackage();
  return createEngine({ kind: engine.kind, helm: engine.helm, assets: engines, worker, limits });
}

export interface SideOptions {
  readonly tree: Tree;
  readonly discovery: Discovery;
  readonly config: Config;
  readonly engine: Engine;
  /** Renderings of the other side by inputs: those with the same are not made again. */
  readonly known: ReadonlyMap<string, RenderedSide>;
  /** Documents read so far, by text; shared between the sides of a run. */
  readonly cache: Map<string, ParsedYaml>;
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
  const rendered = await mapConcurrent(jobs, concurrency, async ({ target, environment }) => {
    const rendering = await renderOne(target, environment, options);
    onProgress(++done, jobs.length, target.id);
    return rendering;
  });
  const renderings = readAll(rendered, options.cache);
  return {
    tree,
    discovery,
    renderings,
    set: new ManifestSet(renderings.flatMap(r => r.manifests)),
    problems: [...discovery.problems, ...renderings.flatMap(r => r.problems)],
  };
}

/**
 * A side as it would be with other contents of some files: what depends on none of them is taken over as it is,
 * `reused`. Targets are those that were discovered.
 */
export async function renderAgain(
  side: Side,
  options: Omit<SideOptions, 'discovery' | 'known' | 'onProgress'>,
): Promise<Side> {
  const { tree, concurrency } = options;
  const rendered = await mapConcurrent(side.renderings, concurrency, async rendering => {
    const { target, environment } = rendering;
    if (target.inputs.every(path => isSame(side.tree, tree, path))) return { ...rendering, reused: true };
    const fresh = { ...options, discovery: side.discovery, known: new Map(), onProgress: () => undefined };
    return renderOne(target, environment, fresh);
  });
  const renderings = readAll(rendered, options.cache);
  return {
    ...side,
    tree,
    renderings,
    set: new ManifestSet(renderings.flatMap(r => r.manifests)),
    problems: [...side.discovery.problems, ...renderings.flatMap(r => r.problems)],
  };
}

/** Whether a path leads to the same content, or fails to in the same way. */
function isSame(before: Tree, after: Tree, path: string): boolean {
  try {
    return before.read(path) === after.read(path);
  } catch (error) {
    if (error instanceof TreeError) return true;
    throw error;
  }
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
  const found = { target, environment, engine: outcome.engine, inputs, manifests: [], reused: false };
  const about = { target: target.id, environment: environment.name };
  if (outcome.ok) {
    const problems = (outcome.notices ?? []).map(notice => ({ ...about, ...notice }));
    return {
      ...found,
      documents: outcome.documents,
      ...(outcome.varies === true ? { varies: true as const } : {}),
      problems,
      failed: false,
    };
  }
  // Defaults that nobody asked for may well lack what the real environments set.
  const optional = environment.optional === true && target.environments.length > 1;
  const problem = { ...about, ...outcome.problem, ...(optional ? { gates: false } : {}) };
  return { ...found, documents: [], problems: [problem], failed: true };
}

/** Custom kinds may be declared in another target than they are used in: then all is read once more, from the cache. */
function readAll(renderings: readonly RenderedSide[], cache: Map<string, ParsedYaml>): RenderedSide[] {
  const first = renderings.map(r => read(r, cache));
  const scopes = crdScopes(first.flatMap(r => r.manifests.map(m => m.object)));
  return scopes.size === 0 ? first : renderings.map(r => read(r, cache, scopes));
}

function read(rendering: RenderedSide, cache: Map<string, ParsedYaml>, scopes?: Scopes): RenderedSide {
  const { target, environment, documents } = rendering;
  if (rendering.reused || rendering.failed) return rendering;
  const result = readDocuments({
    target,
    environment,
    documents,
    cache,
    ...(scopes === undefined ? {} : { scopes }),
  });
  const about = { target: target.id, environment: environment.name };
  const problems = [...rendering.problems, ...result.problems.map(problem => ({ ...about, ...problem }))];
  return { ...rendering, manifests: result.manifests, problems, failed: result.problems.some(p => p.gates) };
}

/** Does work on all items, so many at a time; results are in the order of the items. */
export async function mapConcurrent<T, R>(
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
