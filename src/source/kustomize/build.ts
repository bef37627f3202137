import { resolvePath, type Tree } from '../../repository/index.ts';
import { kustomizationFile } from '../../targets/index.ts';
import { fileDocuments, inlineDocuments } from './documents.ts';
import { BUILT_IN, type FieldSpecs, mergedSpecs, withConfiguration } from './field-specs.ts';
import { addHash, generate } from './generators.ts';
import { child, itemsOf, type Node, NotUnderstood, scalarOf } from './node.ts';
import { applyPatch, mergeIntoNamed, type PatchContext, patchDocuments } from './patches.ts';
import { applyPlugin } from './plugins.ts';
import { replaceAll } from './replacements.ts';
import { expandLists, Resource } from './resource.ts';
import {
  changeNames,
  setAnnotations,
  setImage,
  setLabels,
  setNamespace,
  setReplicas,
} from './transformers.ts';

/** Fields of a kustomization that are simulated, or that have no part in what is rendered. */
const UNDERSTOOD = new Set(
  `apiVersion kind metadata resources bases components configurations crds configMapGenerator secretGenerator
  generatorOptions patchesStrategicMerge patches namespace namePrefix nameSuffix labels commonLabels commonAnnotations
  patchesJson6902 replicas images imageTags replacements transformers sortOptions buildMetadata vars validators`.split(
    /\s+/,
  ),
);
/** Make resources that this does not know, and leave all others alone. */
const ADDING = new Set(['generators', 'helmGlobals', 'helmCharts', 'helmChartInflationGenerator']);

/** What is collected while a kustomization is built. */
interface Accumulator {
  readonly resources: Resource[];
  readonly specs: FieldSpecs;
  /** Something else adds resources: a name that is not found may still be there. */
  readonly open: boolean;
}

/**
 * Builds a kustomization as kustomize does, on nodes that know where they were written. What a resource went through
 * and is not simulated leaves it `unsure`.
 * @throws {NotUnderstood} when nothing can be said about any resource.
 */
export function buildKustomization(tree: Tree, root: string): readonly Resource[] {
  const { resources } = accumulate(tree, root, undefined, []);
  for (const resource of resources) if (resource.hashed) addHash(resource);
  return resources;
}

function accumulate(
  tree: Tree,
  folder: string,
  parent: Accumulator | undefined,
  above: readonly string[],
): Accumulator {
  if (above.includes(folder)) throw new NotUnderstood('kustomizations that contain each other');
  const file = kustomizationFile(tree, folder);
  if (file === undefined) throw new NotUnderstood(`no kustomization in ${folder}`);
  const documents = fileDocuments(tree, file, 'kustomization', 'kustomization');
  const content = documents[0];
  if (!(content?.value instanceof Map) || documents.length > 1) throw new NotUnderstood(file);
  const unknown = [...content.value.keys()].find(key => !UNDERSTOOD.has(key) && !ADDING.has(key));
  if (unknown !== undefined) throw new NotUnderstood(`${unknown} in ${file}`);
  const field = (name: string): Node | undefined => child(content, name);
  const items = (...names: string[]): Node[] => names.flatMap(name => itemsOf(field(name)));

  const resources = parent?.resources ?? [];
  let specs = parent?.specs ?? BUILT_IN;
  let open = (parent?.open ?? false) || [...content.value.keys()].some(key => ADDING.has(key));
  const within = [...above, folder];
  for (const entry of items('resources', 'bases')) {
    const path = resolvePath(folder, scalarOf(entry) ?? '');
    if (path === undefined) throw new NotUnderstood(`resource ${scalarOf(entry)}`);
    if (tree.has(path)) {
      resources.push(...readResources(tree, path));
      continue;
    }
    const below = accumulate(tree, path, undefined, within);
    resources.push(...below.resources);
    specs = mergedSpecs(specs, below.specs);
    open ||= below.open;
  }
  specs = mergedSpecs(specs, BUILT_IN);
  for (const entry of items('configurations')) {
    const path = resolvePath(folder, scalarOf(entry) ?? '') ?? '';
    for (const document of fileDocuments(tree, path, 'kustomization', 'configuration')) {
      specs = withConfiguration(specs, document);
    }
  }
  for (const name of ['configMapGenerator', 'secretGenerator'] as const) {
    for (const entry of items(name))
      generate(resources, tree, folder, name, entry, field('generatorOptions'));
  }
  for (const entry of items('components')) {
    const path = resolvePath(folder, scalarOf(entry) ?? '');
    if (path === undefined) throw new NotUnderstood(`component ${scalarOf(entry)}`);
    ({ specs, open } = accumulate(tree, path, { resources, specs, open }, within));
  }
  const context: PatchContext = { tree, folder, resources, open };
  transform(context, specs, field, items);
  for (const entry of items('transformers')) {
    for (const plugin of pluginsOf(tree, folder, entry, within)) applyPlugin(context, plugin);
  }
  return { resources, specs, open };
}

/** Configurations of transformers: a file, a folder that is a kustomization of its own, or written in place. */
function pluginsOf(tree: Tree, folder: string, entry: Node, above: readonly string[]): Node[] {
  const text = scalarOf(entry) ?? '';
  const path = text.includes('\n') ? undefined : resolvePath(folder, text);
  if (path === undefined) return inlineDocuments(entry, 'kustomization', 'transformer');
  if (tree.has(path)) return fileDocuments(tree, path, 'kustomization', 'transformer');
  return accumulate(tree, path, undefined, above).resources.map(({ root, unsure }) => {
    if (unsure !== undefined) throw new NotUnderstood(unsure);
    return root;
  });
}

/** The built-in transformers in kustomize's order (`configureBuiltinTransformers`). */
function transform(
  context: PatchContext,
  specs: FieldSpecs,
  field: (name: string) => Node | undefined,
  items: (...names: string[]) => Node[],
): void {
  const { resources } = context;
  for (const entry of items('patchesStrategicMerge')) {
    for (const patch of patchDocuments(context, entry)) mergeIntoNamed(context, patch);
  }
  for (const entry of items('patches')) applyPatch(context, entry);
  const namespace = field('namespace');
  if (namespace !== undefined) setNamespace(resources, namespace, specs.namespace);
  for (const name of ['namePrefix', 'nameSuffix'] as const) {
    const part = field(name);
    if (part !== undefined) changeNames(resources, part, name, specs[name]);
  }
  setLabels(resources, field('labels'), field('commonLabels'), specs);
  const annotations = field('commonAnnotations');
  if (annotations !== undefined) setAnnotations(resources, annotations, specs.commonAnnotations);
  for (const entry of items('patchesJson6902')) applyPatch(context, entry);
  for (const entry of items('replicas')) setReplicas(resources, entry, specs.replicas);
  for (const entry of items('images', 'imageTags')) setImage(resources, entry, specs.images);
  replaceAll(context, items('replacements'));
}

function readResources(tree: Tree, path: string): Resource[] {
  return expandLists(fileDocuments(tree, path, 'manifest', 'written here')).map(root => {
    const resource = new Resource(root);
    const annotations = child(child(root, 'metadata'), 'annotations');
    for (const key of ['needs-hash', 'behavior']) {
      if (child(annotations, `kustomize.config.k8s.io/${key}`) !== undefined)
        resource.unsure = `annotation ${key}`;
    }
    return resource;
  });
}
