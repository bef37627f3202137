import { join } from 'node:path';
import type { Location } from '../../../src/findings.ts';
import { type FieldPath, type Manifest, readDocuments } from '../../../src/manifest/index.ts';
import { createEngine, DEFAULT_LIMITS, type Engine, renderTarget } from '../../../src/render/index.ts';
import { memoryTree, type Tree } from '../../../src/repository/index.ts';
import { locateInKustomization } from '../../../src/source/kustomize/index.ts';
import { discover, type Target } from '../../../src/targets/index.ts';

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
  readonly #tree: Tree;
  readonly #target: Target;
  readonly manifests: readonly Manifest[];

  private constructor(tree: Tree, target: Target, manifests: readonly Manifest[]) {
    this.#tree = tree;
    this.#target = target;
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
    const outcome = await renderTarget(tree, target, environment, engine, { kubernetes: '1.34', helm: 4 });
    if (!outcome.ok) throw new Error(outcome.problem.message);
    const { manifests } = readDocuments({ documents: outcome.documents, target, environment });
    return new Rendered(tree, target, manifests);
  }

  manifest(kind: string): Manifest {
    const found = this.manifests.find(({ resource }) => resource.kind === kind);
    if (found === undefined) throw new Error(`no ${kind}`);
    return found;
  }

  locate(kind: string, ...path: FieldPath): (Location & { readonly related: Location[] }) | undefined {
    return this.locateIn(this.manifest(kind), path);
  }

  locateIn(manifest: Manifest, path: FieldPath): (Location & { readonly related: Location[] }) | undefined {
    return locateInKustomization(this.#tree, this.#target, manifest, path);
  }

  /** `patch app/patch.yaml:9:15-22`, and `unknown` where nothing is proven. */
  where(kind: string, ...path: FieldPath): string {
    return place(this.locate(kind, ...path));
  }
}

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
