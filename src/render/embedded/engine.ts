import { availableParallelism, totalmem } from 'node:os';
import { KUSTOMIZATION_NAMES } from '../../target.ts';
import { drawsNumbers } from '../chance.ts';
import {
  type ChartRequest,
  DEFAULT_LIMITS,
  type Engine,
  type KustomizationRequest,
  type RenderLimits,
  type RenderOutcome,
} from '../types.ts';
import { Assets } from './assets.ts';
import { Blobs } from './message.ts';
import { type CallOptions, Pool } from './pool.ts';
import { errorProblem, failureProblem, originsOf, outputProblem, type Subject } from './problems.ts';
import type { ModuleName } from './protocol.ts';

export interface EmbeddedEngineOptions {
  /** Folder that holds the engine modules (`*.wasm.br`) and their `manifest.json`. */
  readonly assets: string;
  /** Script to start as worker thread; it calls `runEmbeddedWorker()`. */
  readonly worker: string | URL;
  readonly limits?: RenderLimits;
  /** Worker threads at most; default: one per processor, up to 4 and up to what memory allows. */
  readonly maxWorkers?: number;
  /**
   * Memory of one worker's engines after which it is replaced, bytes; default 96 MiB over all workers, at least 32
   * MiB each. Measured: half of all engines stay below 20 MiB, and a third of the memory saved costs a tenth more time.
   */
  readonly recycleBytes?: number;
}

const MIB = 1024 * 1024;

/** Memory set aside per worker when their number is chosen: a build of a large kustomization can take this much. */
const WORKER_BYTES = 512 * MIB;

/**
 * The real Helm and Kustomize as WebAssembly, in worker threads. Nothing is loaded before the first render.
 *
 * Rendering rejects only when the engine was closed, or with a {@link ProblemError} `engine-missing` when the
 * modules cannot be read.
 */
export function createEmbeddedEngine(options: EmbeddedEngineOptions): Engine {
  const limits = options.limits ?? DEFAULT_LIMITS;
  const maxWorkers = options.maxWorkers ?? defaultWorkers();
  const recycleBytes = options.recycleBytes ?? Math.max(32 * MIB, Math.floor((96 * MIB) / maxWorkers));
  const assets = new Assets(options.assets);
  const pool = new Pool({ assets, worker: options.worker, limits, maxWorkers, recycleBytes });

  const run = async (
    name: ModuleName,
    encode: () => Uint8Array,
    subject: Subject,
    options: CallOptions = { otherwise: false, fresh: false },
  ): Promise<RenderOutcome> => {
    const engine = await assets.version(name);
    const result = await pool.call(name, encode, options);
    if (result.type !== 'reply')
      return { ok: false, problem: failureProblem(result, subject, limits), engine };
    const { error, documents, warnings } = result.reply;
    if (error !== undefined) return { ok: false, problem: errorProblem(error, subject), engine };
    const bytes = documents.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
    if (bytes > limits.outputBytes)
      return { ok: false, problem: outputProblem(bytes, subject, limits), engine };
    return {
      ok: true,
      documents: documents.map(({ text, source }) => {
        const origin = source === undefined ? undefined : subject.origin(source);
        return origin === undefined ? { text } : { text, source: origin };
      }),
      engine,
      warnings,
      ...(result.usedChance || options.fresh ? { varies: true as const } : {}),
    };
  };

  return {
    renderChart: request =>
      run(request.helm === 3 ? 'helm3' : 'helm4', () => encodeChart(request), chartSubject(request), {
        otherwise: request.otherwise === true,
        fresh: drawsNumbers(request),
      }),
    renderKustomization: request =>
      run('kustomize', () => encodeKustomization(request), kustomizationSubject(request)),
    close: () => pool.close(),
  };
}

function defaultWorkers(): number {
  return Math.max(1, Math.min(4, availableParallelism(), Math.floor(totalmem() / 2 / WORKER_BYTES)));
}

function encodeChart(request: ChartRequest): Uint8Array {
  const blobs = new Blobs();
  const named = (path: string, content: Uint8Array) => ({ path, blob: blobs.add(content) });
  const header = {
    files: request.files.map(file => named(file.path, file.content)),
    values: request.values.map(file => named(file.name, file.content)),
    setJson: request.set.json,
    set: request.set.plain,
    setString: request.set.string,
    setFile: request.set.file,
    setLiteral: request.set.literal,
    setFiles: Object.entries(request.setFiles).map(([name, content]) => named(name, content)),
    releaseName: request.releaseName,
    namespace: request.namespace,
    kubernetes: request.kubernetes ?? '',
    apiVersions: request.apiVersions,
    includeCrds: request.includeCrds,
  };
  return blobs.encode(header);
}

function chartSubject(request: ChartRequest): Subject {
  const origin = originsOf(request.files);
  const values = new Set(request.values.map(({ name }) => name));
  const file = origin('Chart.yaml') ?? 'Chart.yaml';
  return {
    tool: 'Helm',
    file,
    folder: folderOf(file),
    origin: path => origin(path) ?? (values.has(path) ? path : undefined),
  };
}

function encodeKustomization(request: KustomizationRequest): Uint8Array {
  const blobs = new Blobs();
  const files = request.files.map(({ path, content }) => ({ path, blob: blobs.add(content) }));
  return blobs.encode({ files, root: request.root, loadRestrictor: request.loadRestrictor });
}

function kustomizationSubject(request: KustomizationRequest): Subject {
  const origin = originsOf(request.files);
  const inRoot = KUSTOMIZATION_NAMES.map(name => (request.root === '' ? name : `${request.root}/${name}`));
  const known = inRoot.map(origin).find((path): path is string => path !== undefined);
  return {
    tool: 'Kustomize',
    file: known ?? inRoot[0]!,
    folder: request.root === '' ? '.' : request.root,
    origin,
  };
}

function folderOf(file: string): string {
  const at = file.lastIndexOf('/');
  return at < 0 ? '.' : file.slice(0, at);
}
