import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createEmbeddedEngine, type EmbeddedEngineOptions } from '../../../src/render/embedded/index.ts';
import type {
  ChartRequest,
  Engine,
  InputFile,
  KustomizationRequest,
  RenderOutcome,
} from '../../../src/render/types.ts';

/** The committed engines. */
export const ASSETS = join(process.cwd(), 'dist/engine');
export const WORKER = join(process.cwd(), 'lib/__tests__/render/embedded/worker.js');

export function testEngine(options: Partial<EmbeddedEngineOptions> = {}): Engine {
  return createEmbeddedEngine({ assets: ASSETS, worker: WORKER, maxWorkers: 1, ...options });
}

const bytes = (text: string | Uint8Array) =>
  typeof text === 'string' ? new TextEncoder().encode(text) : text;

/** Files of a folder, by path below it. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

function inputs(files: Files, folder: string): InputFile[] {
  return Object.entries(files).map(([path, content]) => ({
    path,
    content: bytes(content),
    origin: folder + path,
  }));
}

/** A chart that lies in charts/shop; Chart.yaml is added when missing. */
export function chart(
  files: Files,
  options: Partial<Omit<ChartRequest, 'values' | 'files'>> & { values?: Files } = {},
): ChartRequest {
  const { values = {}, ...rest } = options;
  return {
    files: inputs({ 'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n', ...files }, 'charts/shop/'),
    values: Object.entries(values).map(([name, content]) => ({ name, content: bytes(content) })),
    set: { json: [], plain: [], string: [], file: [], literal: [] },
    setFiles: {},
    releaseName: 'shop',
    namespace: 'prod',
    apiVersions: [],
    includeCrds: false,
    helm: 4,
    ...rest,
  };
}

/** A kustomization request over a whole repository. */
export function kustomization(
  files: Files,
  root: string,
  loadRestrictor: KustomizationRequest['loadRestrictor'] = 'rootOnly',
): KustomizationRequest {
  return { files: inputs(files, ''), root, loadRestrictor };
}

export function documents(outcome: RenderOutcome) {
  if (!outcome.ok) throw new Error(`${outcome.problem.code}: ${outcome.problem.message}`);
  return outcome.documents;
}

/** All text, as `helm template` would print it. */
export function printed(outcome: RenderOutcome): string {
  return documents(outcome)
    .map(({ text }) => `---\n${text}`)
    .join('');
}

export function problem(outcome: RenderOutcome) {
  if (outcome.ok) throw new Error('the render succeeded');
  return outcome.problem;
}

/** A ConfigMap whose one value is a template expression. */
export const show = (expression: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: show\ndata:\n  value: ${expression}\n`;

/** What {@link show} printed. */
export function shown(outcome: RenderOutcome): string {
  return /^ {2}value: (.*)$/m.exec(printed(outcome))?.[1] ?? '';
}

/** A gzipped tar archive (POSIX ustar) of small files. */
export function archive(files: Files): Uint8Array {
  const blocks: Buffer[] = [];
  for (const [path, text] of Object.entries(files)) {
    const content = bytes(text);
    const header = Buffer.alloc(512);
    header.write(path, 0);
    header.write('0000644\0', 100);
    header.write('0000000\0', 108);
    header.write('0000000\0', 116);
    header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('00000000000\0', 136);
    header.write('        ', 148);
    header.write('0', 156);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    blocks.push(header, Buffer.from(content), Buffer.alloc((512 - (content.length % 512)) % 512));
  }
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}
