import type { FieldPart } from '../../../src/findings.ts';
import { type Manifest, readDocuments } from '../../../src/manifest/index.ts';
import type { Engine } from '../../../src/render/index.ts';
import { renderTarget } from '../../../src/render/index.ts';
import { memoryTree } from '../../../src/repository/index.ts';
import { type FieldOrigin, locateInChart } from '../../../src/source/helm/index.ts';
import type { Environment, Target } from '../../../src/targets/index.ts';

export const OPTIONS = { kubernetes: '1.34', helm: 4 } as const;
const CHART = 'apiVersion: v2\nname: shop\nversion: 1.0.0\n';

/** A chart in `shop/`, rendered and read; every path is below `shop/`, `../` leads out. */
export async function renderShop(
  engine: Engine,
  files: Readonly<Record<string, string>>,
  settings: Partial<Environment> = {},
) {
  const named = Object.entries({ 'Chart.yaml': CHART, ...files }).map(([path, text]) => [
    path.startsWith('../') ? path.slice(3) : `shop/${path}`,
    text,
  ]);
  const tree = memoryTree(Object.fromEntries(named));
  const environment: Environment = { name: 'default', reason: 'test', releaseName: 'web', ...settings };
  const target: Target = {
    id: 'helm:shop',
    kind: 'helm',
    root: 'shop',
    files: [],
    environments: [environment],
    inputs: tree.entries().map(({ path }) => path),
    reason: 'test',
  };
  const outcome = await renderTarget(tree, target, environment, engine, OPTIONS);
  if (!outcome.ok) throw new Error(outcome.problem.message);
  const { documents } = outcome;
  const { manifests } = readDocuments({ target, environment, documents });
  return { rendering: { tree, target, environment, documents }, manifests };
}

/** Where fields come from, each as `kind file:line:column-endColumn "text there"`, then the related places. */
export async function origins(
  engine: Engine,
  files: Readonly<Record<string, string>>,
  wanted: readonly (readonly (string | number)[])[],
  settings: Partial<Environment> & { readonly name?: string } = {},
  part?: FieldPart,
): Promise<string[]> {
  const { rendering, manifests } = await renderShop(engine, files, settings);
  const fields = wanted.map(path => {
    const [name, ...rest] = path;
    const manifest = manifests.find(({ resource }) => resource.name === name);
    if (manifest === undefined) throw new Error(`no ${name} among ${names(manifests)}`);
    return { manifest, path: rest, ...(part === undefined ? {} : { part }) };
  });
  const found = await locateInChart(engine, rendering, OPTIONS, fields);
  return found.map(origin => show(origin, path => rendering.tree.text(path)));
}

function names(manifests: readonly Manifest[]): string {
  return manifests.map(({ resource }) => resource.name).join(', ');
}

function show(origin: FieldOrigin | undefined, text: (path: string) => string): string {
  if (origin === undefined) return 'unknown';
  const { kind, file, line = 0, column = 1, endColumn, add } = origin.location;
  const there = text(file).split('\n')[line - 1] ?? '';
  const related = origin.related.map(place => ` < ${place.file}:${place.line}`);
  return `${kind} ${file}:${line} ${there.slice(column - 1, endColumn === undefined ? undefined : endColumn - 1)}${add === undefined ? '' : ` + ${add}`}${related.join('')}`;
}
