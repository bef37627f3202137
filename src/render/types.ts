import type { RenderedDocument } from '../document.ts';
import type { Problem } from '../problems.ts';

export type { RenderedDocument } from '../document.ts';

/** Which program produced an output, for reports and evidence. */
export interface EngineVersion {
  readonly engine: 'embedded' | 'system' | 'none';
  /** `none` for plain manifests, which nothing renders. */
  readonly tool: 'helm' | 'kustomize' | 'none';
  /** Semantic version without `v`. */
  readonly version: string;
}

export type RenderOutcome =
  | {
      readonly ok: true;
      readonly documents: readonly RenderedDocument[];
      readonly engine: EngineVersion;
      readonly warnings: readonly string[];
      /** Random bytes or the time were asked for: another render of the same may give something else. */
      readonly varies?: true;
      /** What a person should see although nothing is missing: `render-empty`, `chart-library`. Never gate. */
      readonly notices?: readonly Problem[];
    }
  | { readonly ok: false; readonly problem: Problem; readonly engine: EngineVersion };

/** A file handed to an engine; the engine sees nothing else. */
export interface InputFile {
  /** Relative to the chart's root, or (kustomize) to the repository's root. */
  readonly path: string;
  readonly content: Uint8Array;
  /** Repository-relative path it was read from; differs from `path` for charts and for composed `file://` dependencies. */
  readonly origin: string;
}

/** Everything `helm template` depends on. */
export interface ChartRequest {
  /** Chart folder with its vendored dependencies. */
  readonly files: readonly InputFile[];
  /** `-f`, in order. `name` is for messages. */
  readonly values: readonly { readonly name: string; readonly content: Uint8Array }[];
  readonly set: {
    readonly json: readonly string[];
    readonly plain: readonly string[];
    readonly string: readonly string[];
    /** `key=name`, with the content under that name in `setFiles`. */
    readonly file: readonly string[];
    readonly literal: readonly string[];
  };
  readonly setFiles: Readonly<Record<string, Uint8Array>>;
  readonly releaseName: string;
  readonly namespace: string;
  /** `1.34`, or `1.34.2`; undefined: the engine's own default. */
  readonly kubernetes?: string;
  readonly apiVersions: readonly string[];
  readonly includeCrds: boolean;
  readonly helm: 3 | 4;
  /** With other random bytes than usual and at another time, where those are always the same otherwise. */
  readonly otherwise?: true;
}

/** Everything `kustomize build` depends on. */
export interface KustomizationRequest {
  /** Every file the graph can reach, by repository-relative path. */
  readonly files: readonly InputFile[];
  /** Repository-relative folder to build. */
  readonly root: string;
  readonly loadRestrictor: 'rootOnly' | 'none';
}

/**
 * The one interface of both engines. Neither rejects for anything a repository can contain: bad input is an
 * outcome with `ok: false` that names the file (and line where the tool says one).
 */
export interface Engine {
  renderChart(request: ChartRequest): Promise<RenderOutcome>;
  renderKustomization(request: KustomizationRequest): Promise<RenderOutcome>;
  /** Stops workers and removes temporary folders. */
  close(): Promise<void>;
}

/** Bounds on one render. */
export interface RenderLimits {
  /** Wall clock, milliseconds. */
  readonly timeoutMs: number;
  /** Rendered text, bytes. */
  readonly outputBytes: number;
}

export const DEFAULT_LIMITS: RenderLimits = { timeoutMs: 60_000, outputBytes: 64 * 1024 * 1024 };
