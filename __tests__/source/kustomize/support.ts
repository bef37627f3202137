import { join } from 'node:path';
import type { Location } from '../../../src/findings.ts';
import { type FieldPath, type Manifest, readDocuments } from '../../../src/manifest/index.ts';
import { createEngine, DEFAULT_LIMITS, type Engine, renderTarget } from '../../../src/render/index.ts';
import { memoryTree } from '../../../src/repository/index.ts';
import type { FieldOrigin } from '../../../src/source/helm/index.ts';
import {
  type KustomizationRendering,
  type KustomizedField,
  locateInKustomization,
} from '../../../src/source/kustomize/index.ts';
import { discover } from '../../../src/targets/index.ts';

/** The engine that ships: what it renders is what the positions are about. */
export function realEngine(): Engine {
  return createEngine({
    kind: 'embedded',
    helm: 4,
    assets: join(process.cwd(), 'dist/engine'),
    worker: join(process.cwd(), 'lib/src/entries/worker.js'),
    limits: DEFAULT_LIMITS,
  });
}

/** A kustomization that was rendered, ready to be asked. */
export class Rendered {
  readonly #engine: Engine;
  readonly #rendering: KustomizationRendering;
  readonly manifests: readonly Manifest[];

  private constructor(engine: Engine, rendering: KustomizationRendering, manifests: readonly Manifest[]) {
    this.#engine = engine;
    this.#rendering = rendering;
    this.manifests = manifests;
  }

  static async of(
    engine: Engine,
    files: Readonly<Record<string, string | Uint8Array>>,
    root = 'app',
  ): Promise<Rendered> {
    const tree = memoryTree(files);
    const target = discover(tree).targets.find(({ id }) => id === `kustomize:${root}`);
    const environment = target?.environments[0];
    if (target === undefined || environment === undefined) throw new Error(`no kustomization in ${root}`);
    const outcome = await renderTarget(tree, target, environment, engine, OPTIONS);
    if (!outcome.ok) throw new Error(outcome.problem.message);
    const { manifests } = readDocuments({ documents: outcome.documents, target, environment });
    return new Rendered(engine, { tree, target, environment }, manifests);
  }

  manifest(kind: string, name?: string): Manifest {
    const found = this.manifests.find(
      ({ resource }) => resource.kind === kind && (name === undefined || resource.name === name),
    );
    if (found === undefined) throw new Error(`no ${kind}`);
    return found;
  }

  locate(kind: string, ...path: FieldPath): Promise<FieldOrigin | undefined> {
    return this.origin({ manifest: this.manifest(kind), path });
  }

  async origin(field: KustomizedField): Promise<FieldOrigin | undefined> {
    const [origin] = await locateInKustomization(this.#engine, this.#rendering, OPTIONS, [field]);
    return origin;
  }

  /** What another state of the files says about a manifest. */
  async originIn(
    files: Readonly<Record<string, string | Uint8Array>>,
    field: KustomizedField,
  ): Promise<FieldOrigin | undefined> {
    const rendering = { ...this.#rendering, tree: memoryTree(files) };
    const [origin] = await locateInKustomization(this.#engine, rendering, OPTIONS, [field]);
    return origin;
  }

  /** `patch app/patch.yaml:9:15-22`, and `unknown` where nothing is proven. */
  async where(kind: string, ...path: FieldPath): Promise<string> {
    return place((await this.locate(kind, ...path))?.location);
  }

  /** {@link where} for several fields of one resource, which are located together. */
  async places(kind: string, ...paths: FieldPath[]): Promise<string[]> {
    const manifest = this.manifest(kind);
    const fields = paths.map(path => ({ manifest, path }));
    const origins = await locateInKustomization(this.#engine, this.#rendering, OPTIONS, fields);
    return origins.map(origin => place(origin?.location));
  }

  /** What is related, with its note: `kustomization app/kustomization.yaml:2:3-10 pulled in here`. */
  async related(kind: string, ...path: FieldPath): Promise<string[] | undefined> {
    const origin = await this.locate(kind, ...path);
    return origin?.related.map(at => `${place(at)} ${at.note}`);
  }
}

const OPTIONS = { kubernetes: '1.34', helm: 4 } as const;

export function place(location: Location | undefined): string {
  if (location === undefined) return 'unknown';
  const { kind, file, line, column, endLine, endColumn } = location;
  const end = endColumn === undefined ? '' : endLine === line ? `-${endColumn}` : `-${endLine}:${endColumn}`;
  return `${kind} ${file}:${line}:${column}${end}`;
}

/** Lines of YAML with their own newline. */
export function lines(...text: string[]): string {
  return `${text.join('\n')}\n`;
}

export const DEPLOYMENT = lines(
  'apiVersion: apps/v1',
  'kind: Deployment',
  'metadata:',
  '  name: web',
  'spec:',
  '  replicas: 1',
  '  selector:',
  '    matchLabels: {app: web}',
  '  template:',
  '    metadata:',
  '      labels: {app: web}',
  '    spec:',
  '      containers:',
  '        - name: web',
  '          image: ghcr.io/acme/web:1.0',
  '          env:',
  '            - name: MODE',
  '              value: plain',
  '        - name: helper',
  '          image: busybox',
);
