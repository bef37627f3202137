import type { InflatedChart } from '../../render/index.ts';
import { resolvePath, type Tree } from '../../repository/index.ts';
import { kustomizationFile } from '../../targets/index.ts';
import { fileDocuments, inlineDocuments, textDocuments } from './documents.ts';
import { BUILT_IN, type FieldSpecs, mergedSpecs, withConfiguration } from './field-specs.ts';
import { addHash, generate } from './generators.ts';
import { setImage } from './images.ts';
import { child, descend, itemsOf, type Mark, marked, type Node, NotUnderstood, scalarOf } from './node.ts';
import { applyPatch, mergeIntoNamed, patchDocuments } from './patches.ts';
import { applyPlugin } from './plugins.ts';
import { replaceAll } from './replacements.ts';
import { expandLists, Resource } from './resource.ts';
import type { Scope } from './scope.ts';
import { changeNames, setAnnotations, setLabels, setNamespace, setReplicas } from './transformers.ts';
import { type Variable, type VariableValue, valuesOfVariables, variableOf } from './variables.ts';
import { MAX_NESTING, TooMuchWork, type Watch, Work } from './work.ts';

/** Fields of a kustomization that are simulated, or that have no part in what is rendered. */
const UNDERSTOOD = new Set(
  `apiVersion kind metadata resources bases components configurations crds configMapGenerator secretGenerator
  generatorOptions patchesStrategicMerge patches namespace namePrefix nameSuffix labels commonLabels commonAnnotations
  patchesJson6902 replicas images imageTags replacements transformers generators sortOptions buildMetadata vars validators`.split(
    /\s+/,
  ),
);
/** Pull in charts. Those that are given as documents count; of others nothing is known. */
const CHARTS = new Set(['helmGlobals', 'helmCharts', 'helmChartInflationGenerator']);

/** What is collected while a kustomization is built. */
interface Accumulator {
  readonly resources: Resource[];
  readonly specs: FieldSpecs;
  readonly variables: Variable[];
  readonly open: boolean;
}

export interface Built {
  readonly resources: readonly Resource[];
  /** What `vars` stand for in texts, as far as that is known. */
  readonly variables: ReadonlyMap<string, VariableValue>;
}

/** What stays the same in all kustomizations of one build. */
interface Build {
  readonly tree: Tree;
  readonly root: string;
  /** What Helm rendered. */
  readonly charts: readonly InflatedChart[];
  readonly work: Work;
}

/**
 * Builds a kustomization as kustomize does, on nodes that know where they were written. What a resource went through
 * and is not simulated leaves it `unsure`.
 * @param charts the charts that it and those below it inflate, rendered
 * @param watch sees every resource on its way
 * @throws {NotUnderstood} when nothing can be said about any resource.
 * @throws {TooMuchWork} when it would take too long.
 */
export function buildKustomization(
  tree: Tree,
  root: string,
  charts: readonly InflatedChart[],
  watch?: Watch,
): Built {
  const build = { tree, root, charts, work: new Work(watch) };
  const { resources, variables } = accumulate(build, root, undefined, undefined, []);
  for (const resource of resources) if (resource.hashed) addHash(resource);
  return { resources, variables: valuesOfVariables(build.work, variables, resources) };
}

/** @param by the entry that names the folder */
function accumulate(
  build: Build,
  folder: string,
  by: Mark | undefined,
  parent: Accumulator | undefined,
  above: readonly string[],
): Accumulator {
  const { tree, work } = build;
  if (above.includes(folder)) throw new NotUnderstood('kustomizations that contain each other');
  if (above.length >= MAX_NESTING) throw new TooMuchWork();
  const file = kustomizationFile(tree, folder);
  if (file === undefined) throw new NotUnderstood(`no kustomization in ${folder}`);
  const documents = fileDocuments(build, file, by, 'kustomization', 'kustomization');
  const content = documents[0];
  if (!(content?.value instanceof Map) || documents.length > 1) throw new NotUnderstood(file);
  const keys = [...content.value.keys()];
  const unknown = keys.find(key => !UNDERSTOOD.has(key) && !CHARTS.has(key));
  if (unknown !== undefined) throw new NotUnderstood(`${unknown} in ${file}`);
  const field = (name: string): Node | undefined => child(content, name);
  const items = (...names: string[]): Node[] => names.flatMap(name => itemsOf(field(name)));

  const resources = parent?.resources ?? [];
  const variables = parent?.variables ?? [];
  let specs = parent?.specs ?? BUILT_IN;
  const charts = build.charts.filter(chart => chart.kustomization.folder === folder);
  // Charts that could not be asked for, and generators that are programs.
  const adding = items('helmCharts', 'helmChartInflationGenerator', 'generators').length;
  let open = (parent?.open ?? false) || adding > charts.length;
  const within = [...above, folder];
  for (const entry of items('resources', 'bases')) {
    const path = resolvePath(folder, scalarOf(entry) ?? '');
    const pulled = marked(entry, 'kustomization', 'pulled in here');
    if (path === undefined) throw new NotUnderstood(`resource ${scalarOf(entry)}`);
    if (tree.has(path)) {
      for (const resource of readResources(build, path, pulled)) resources.push(resource);
      continue;
    }
    const below = accumulate(build, path, pulled, undefined, within);
    work.spend(below.resources.length);
    for (const resource of below.resources) resources.push(resource);
    for (const variable of below.variables) variables.push(variable);
    specs = mergedSpecs(work, specs, below.specs);
    open ||= below.open;
  }
  for (const chart of charts) {
    for (const resource of chartResources(build, chart, content)) resources.push(resource);
  }
  specs = mergedSpecs(work, specs, BUILT_IN);
  for (const entry of items('configurations')) {
    const path = resolvePath(folder, scalarOf(entry) ?? '') ?? '';
    for (const document of fileDocuments(build, path, undefined, 'kustomization', 'configuration')) {
      specs = withConfiguration(work, specs, document);
    }
  }
  const scope = (): Scope => ({ tree, folder, resources, open, outermost: folder === build.root, work });
  for (const name of ['configMapGenerator', 'secretGenerator'] as const) {
    for (const entry of items(name)) generate(scope(), name, entry, field('generatorOptions'));
  }
  for (const entry of items('vars')) variables.push(variableOf(entry));
  for (const entry of items('components')) {
    const path = resolvePath(folder, scalarOf(entry) ?? '');
    if (path === undefined) throw new NotUnderstood(`component ${scalarOf(entry)}`);
    const pulled = marked(entry, 'kustomization', 'component pulled in here');
    ({ specs, open } = accumulate(build, path, pulled, { resources, specs, variables, open }, within));
  }
  transform(scope(), specs, field, items);
  for (const entry of items('transformers')) {
    for (const plugin of pluginsOf(build, folder, entry, within)) applyPlugin(scope(), plugin);
  }
  return { resources, specs, variables, open };
}

/** Configurations of transformers: a file, a folder that is a kustomization of its own, or written in place. */
function pluginsOf(build: Build, folder: string, entry: Node, above: readonly string[]): Node[] {
  const by = marked(entry, 'kustomization', 'applies the transformer');
  const text = scalarOf(entry) ?? '';
  const path = text.includes('\n') ? undefined : resolvePath(folder, text);
  if (path === undefined) return inlineDocuments(build, entry, 'kustomization', 'transformer');
  if (build.tree.has(path)) return fileDocuments(build, path, by, 'kustomization', 'transformer');
  return accumulate(build, path, by, undefined, above).resources.map(({ root, unsure }) => {
    if (unsure !== undefined) throw new NotUnderstood(unsure);
    return root;
  });
}

/** The built-in transformers in kustomize's order (`configureBuiltinTransformers`). */
function transform(
  scope: Scope,
  specs: FieldSpecs,
  field: (name: string) => Node | undefined,
  items: (...names: string[]) => Node[],
): void {
  for (const entry of items('patchesStrategicMerge')) {
    for (const patch of patchDocuments(scope, entry)) mergeIntoNamed(scope, patch);
  }
  for (const entry of items('patches')) applyPatch(scope, entry);
  const namespace = field('namespace');
  if (namespace !== undefined) setNamespace(scope, namespace, specs.namespace);
  for (const name of ['namePrefix', 'nameSuffix'] as const) {
    const part = field(name);
    if (part !== undefined) changeNames(scope, part, name, specs[name]);
  }
  setLabels(scope, field('labels'), field('commonLabels'), specs);
  const annotations = field('commonAnnotations');
  if (annotations !== undefined) setAnnotations(scope, annotations, specs.commonAnnotations);
  for (const entry of items('patchesJson6902')) applyPatch(scope, entry);
  for (const entry of items('replicas')) setReplicas(scope, entry, specs.replicas);
  for (const entry of items('images', 'imageTags')) setImage(scope, entry, specs.images);
  replaceAll(scope, items('replacements'));
}

function readResources(build: Build, path: string, by: Mark): Resource[] {
  return resourcesOf(fileDocuments(build, path, by, 'manifest', 'written here'));
}

/** What a chart gives: ordinary resources, written in its templates and values. */
function chartResources({ work }: Build, chart: InflatedChart, kustomization: Node): Resource[] {
  const { inflation, kept, documents } = chart;
  const node = descend(kustomization, inflation.entry) ?? kustomization;
  const by: Mark = { ...marked(node, 'kustomization', 'chart pulled in here'), entry: true };
  return kept.flatMap(index => {
    const { text = '', source: file = inflation.file } = documents[index] ?? {};
    const from = { file, by, chart: { chart, index } };
    return resourcesOf(textDocuments(work, text, from, 'template', 'printed by the chart'));
  });
}

function resourcesOf(roots: readonly Node[]): Resource[] {
  return expandLists(roots).map(root => {
    const resource = new Resource(root);
    const annotations = child(child(root, 'metadata'), 'annotations');
    for (const key of ['needs-hash', 'behavior']) {
      if (child(annotations, `kustomize.config.k8s.io/${key}`) !== undefined)
        resource.unsure = `annotation ${key}`;
    }
    return resource;
  });
}
