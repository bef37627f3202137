import { joinPath, resolvePath, type Tree } from '../../repository/index.ts';
import { fileDocuments, inlineDocuments } from './documents.ts';
import { BUILT_IN, type FieldSpecs, mergedSpecs, withConfiguration } from './field-specs.ts';
import { addHash, generate } from './generators.ts';
import { applyJsonPatch } from './json-patch.ts';
import { child, itemsOf, type Node, NotUnderstood, scalarOf, textOf } from './node.ts';
import { replace } from './replacements.ts';
import { expandLists, Resource, sameId, selectorOf, selectTargets } from './resource.ts';
import { strategicMerge } from './strategic-merge.ts';
import {
  changeNames,
  forEach,
  setAnnotations,
  setImage,
  setLabels,
  setNamespace,
  setReplicas,
} from './transformers.ts';

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

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
  const file = NAMES.map(name => joinPath(folder, name)).find(path => tree.has(path));
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
  if (items('transformers').length > 0) {
    for (const resource of resources) resource.unsure ??= `transformers in ${file}`;
  }
  return { resources, specs, open };
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
  for (const entry of items('replacements')) {
    const path = scalarOf(child(entry, 'path'));
    if (path === undefined) replace(resources, entry);
    else for (const one of replacementsIn(context, path)) replace(resources, one);
  }
}

function replacementsIn({ tree, folder }: PatchContext, path: string): Node[] {
  const full = resolvePath(folder, path) ?? '';
  return fileDocuments(tree, full, 'kustomization', 'replacement').flatMap(node =>
    Array.isArray(node.value) ? node.value : [node],
  );
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

interface PatchContext {
  readonly tree: Tree;
  readonly folder: string;
  readonly resources: Resource[];
  readonly open: boolean;
}

/** A patch by path, or the text of one. */
function patchDocuments({ tree, folder }: PatchContext, node: Node): Node[] {
  const text = textOf(node) ?? '';
  const path = text.includes('\n') ? undefined : resolvePath(folder, text);
  if (path !== undefined && tree.has(path))
    return expandLists(fileDocuments(tree, path, 'patch', 'set by this patch'));
  return expandLists(inlineDocuments(node, 'patch', 'set by this inline patch'));
}

function applyPatch(context: PatchContext, entry: Node): void {
  const { resources } = context;
  const text = child(entry, 'patch') ?? child(entry, 'path');
  if (text === undefined) throw new NotUnderstood('a patch without content');
  const documents = patchDocuments(context, text);
  const target = child(entry, 'target');
  const selected = target === undefined ? undefined : selectTargets(resources, selectorOf(target));
  const first = documents[0];
  if (Array.isArray(first?.value)) {
    if (selected === undefined || documents.length > 1)
      throw new NotUnderstood('a JSON patch without a target');
    forEach(selected, resource => {
      resource.storePreviousId();
      applyJsonPatch(resource.root, first);
    });
    return;
  }
  const options = child(entry, 'options');
  const allows = (key: string) => child(options, key)?.value === true;
  const changes = { name: allows('allowNameChange'), kind: allows('allowKindChange') };
  if (selected === undefined) {
    for (const patch of documents) mergeIntoNamed(context, patch, changes);
  } else {
    if (first === undefined || documents.length > 1)
      throw new NotUnderstood('several patches for one target');
    mergeInto(context, selected, first, changes);
  }
}

interface Changes {
  readonly name: boolean;
  readonly kind: boolean;
}

function mergeIntoNamed(
  context: PatchContext,
  patch: Node,
  changes: Changes = { name: false, kind: false },
): void {
  const { id } = new Resource(patch);
  const found = context.resources.filter(({ allIds }) => allIds.some(other => sameId(id, other)));
  if (found.length === 0 && context.open) return;
  if (found.length !== 1) throw new NotUnderstood(`the target of a patch for ${id.kind} ${id.name}`);
  mergeInto(context, found, patch, changes);
}

function mergeInto(
  { resources }: PatchContext,
  selected: readonly Resource[],
  patch: Node,
  changes: Changes,
): void {
  const deleted = new Set<Resource>();
  forEach(selected, resource => {
    if (changes.name || changes.kind) resource.storePreviousId();
    const metadata = child(resource.root, 'metadata');
    const kept = {
      apiVersion: child(resource.root, 'apiVersion'),
      kind: child(resource.root, 'kind'),
      name: child(metadata, 'name'),
      namespace: child(metadata, 'namespace'),
    };
    const root = strategicMerge(resource.root, patch);
    if (root === undefined) {
      deleted.add(resource);
      return;
    }
    resource.root = root;
    restore(root, 'apiVersion', kept.apiVersion);
    if (!changes.kind) restore(root, 'kind', kept.kind);
    const after = child(root, 'metadata');
    if (!changes.name) restore(after, 'name', kept.name);
    restore(after, 'namespace', kept.namespace);
  });
  for (const resource of deleted) resources.splice(resources.indexOf(resource), 1);
}

function restore(node: Node | undefined, key: string, value: Node | undefined): void {
  if (!(node?.value instanceof Map)) return;
  if (value === undefined) node.value.delete(key);
  else node.value.set(key, value);
}
