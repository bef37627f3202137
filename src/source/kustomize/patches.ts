import { resolvePath, type Tree } from '../../repository/index.ts';
import { fileDocuments, inlineDocuments } from './documents.ts';
import { applyJsonPatch } from './json-patch.ts';
import { child, type Node, NotUnderstood, textOf } from './node.ts';
import { expandLists, Resource, sameId, selectorOf, selectTargets } from './resource.ts';
import { strategicMerge } from './strategic-merge.ts';
import { forEach } from './transformers.ts';

/** A kustomization's resources, and where its paths start. */
export interface PatchContext {
  readonly tree: Tree;
  readonly folder: string;
  readonly resources: Resource[];
  /** Something else adds resources: a name that is not found may still be there. */
  readonly open: boolean;
}

/** A patch by path, or the text of one. */
export function patchDocuments({ tree, folder }: PatchContext, node: Node): Node[] {
  const text = textOf(node) ?? '';
  const path = text.includes('\n') ? undefined : resolvePath(folder, text);
  if (path !== undefined && tree.has(path))
    return expandLists(fileDocuments(tree, path, 'patch', 'set by this patch'));
  return expandLists(inlineDocuments(node, 'patch', 'set by this inline patch'));
}

/** An entry of `patches` or `patchesJson6902`. */
export function applyPatch(context: PatchContext, entry: Node): void {
  const { resources } = context;
  const text = child(entry, 'patch') ?? child(entry, 'jsonOp') ?? child(entry, 'path');
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

/** A strategic merge patch for the resource that it names. */
export function mergeIntoNamed(
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
