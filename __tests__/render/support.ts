import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  ChartRequest,
  Engine,
  KustomizationRequest,
  RenderedDocument,
  RenderOutcome,
} from '../../src/render/index.ts';
import type { Environment, Target } from '../../src/targets/index.ts';

export const DEFAULT_ENVIRONMENT: Environment = { name: 'default', reason: 'chart defaults' };

export function target(kind: Target['kind'], root: string, more: Partial<Target> = {}): Target {
  return {
    id: `${kind}:${root}`,
    kind,
    root,
    files: [],
    environments: [DEFAULT_ENVIRONMENT],
    inputs: [],
    reason: 'test',
    ...more,
  };
}

/** An engine that keeps every request and answers with given documents. */
export class RecordingEngine implements Engine {
  readonly charts: ChartRequest[] = [];
  readonly kustomizations: KustomizationRequest[] = [];
  private readonly chartAnswer: RenderOutcome;
  private readonly kustomizationAnswer: RenderOutcome;

  constructor(
    chart: readonly RenderedDocument[] | RenderOutcome,
    kustomization: readonly RenderedDocument[] = [],
  ) {
    const helm = { engine: 'embedded', tool: 'helm', version: '4.0.0' } as const;
    const kustomize = { engine: 'embedded', tool: 'kustomize', version: '5.0.0' } as const;
    this.chartAnswer =
      'ok' in chart ? chart : { ok: true, documents: chart, engine: helm, warnings: ['from helm'] };
    this.kustomizationAnswer = { ok: true, documents: kustomization, engine: kustomize, warnings: [] };
  }

  async renderChart(request: ChartRequest): Promise<RenderOutcome> {
    this.charts.push(request);
    return this.chartAnswer;
  }

  async renderKustomization(request: KustomizationRequest): Promise<RenderOutcome> {
    this.kustomizations.push(request);
    return this.kustomizationAnswer;
  }

  async close(): Promise<void> {}
}

export function text(content: Uint8Array | undefined): string {
  return new TextDecoder().decode(content);
}

/** Files of a request as `path <- origin` or, when both are the same, `path`. */
export function listing(files: readonly { path: string; origin: string }[]): string[] {
  return files.map(({ path, origin }) => (path === origin ? path : `${path} <- ${origin}`)).sort();
}

/** A temporary folder of executable scripts, to be used as PATH. */
export class FakeTools {
  readonly folder = mkdtempSync(join(tmpdir(), 'kubeproof-tools-'));
  readonly bin = join(this.folder, 'bin');

  constructor(scripts: Readonly<Record<string, string>>) {
    mkdirSync(this.bin);
    for (const [name, body] of Object.entries(scripts)) {
      writeFileSync(join(this.bin, name), `#!/bin/sh\n${body}\n`);
      chmodSync(join(this.bin, name), 0o755);
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
