import type { ChartRequest, Engine, KustomizationRequest, RenderLimits, RenderOutcome } from './types.ts';

/** Which engine to use, and what it needs. */
export interface EngineOptions {
  /** `embedded`: the WebAssembly modules shipped with kubeproof; `system`: `helm` and `kustomize` on PATH. */
  readonly kind: 'embedded' | 'system';
  /** Which embedded Helm; the system engine uses the Helm it finds, whatever its major version. */
  readonly helm: 3 | 4;
  /** Embedded only: folder that holds the engine modules. */
  readonly assets: string;
  /** Embedded only: file of the worker script. */
  readonly worker: string;
  readonly limits: RenderLimits;
}

/** An {@link Engine} that loads nothing before its first render. */
export interface LazyEngine extends Engine {
  /** Whether a render made it load. */
  readonly loaded: boolean;
}

/**
 * The engine of a run. Construction costs nothing: WebAssembly is compiled, or a tool looked up, when the first
 * chart or kustomization is rendered, so a repository of plain manifests never pays for either.
 */
export function createEngine(options: EngineOptions): LazyEngine {
  let loading: Promise<Engine> | undefined;
  let closed = false;
  const load = (): Promise<Engine> => {
    if (closed) throw new Error('the engine was closed before this render');
    loading ??= construct(options);
    return loading;
  };
  return {
    get loaded() {
      return loading !== undefined;
    },
    async renderChart(request: ChartRequest): Promise<RenderOutcome> {
      return (await load()).renderChart(request);
    },
    async renderKustomization(request: KustomizationRequest): Promise<RenderOutcome> {
      return (await load()).renderKustomization(request);
    },
    async close(): Promise<void> {
      closed = true;
      if (loading !== undefined) await (await loading).close();
    },
  };
}

async function construct(options: EngineOptions): Promise<Engine> {
  if (options.kind === 'system') {
    const { createSystemEngine } = await import('./system/index.ts');
    return createSystemEngine({ limits: options.limits });
  }
  const { createEmbeddedEngine } = await import('./embedded/index.ts');
  return createEmbeddedEngine({ assets: options.assets, worker: options.worker, limits: options.limits });
}
