import { resolvePath } from '../../repository/index.ts';
import { fileDocuments, inlineDocuments } from './documents.ts';
import { applyJsonPatch } from './json-patch.ts';
import { child, marked, type Node, NotUnderstood, sizeOf, textOf } from './node.ts';
import { expandLists, Resource, sameId, selectorOf, selectTargets } from './resource.ts';
import { forEach, type Scope } from './scope.ts';
import { strategicMerge } from './strategic-merge.ts';
import { STEPS_OF_COPY, STEPS_OF_RESOURCE } from './work.ts';

/** A patch by path, or the text of one. */
export function patchDocuments(scope: Scope, node: Node): Node[] {
  const { tree, folder } = scope;
  const text = textOf(node) ?? '';
  const path = text.includes('\n') ? undefined : resolvePath(folder, text);
  if (path !== undefined && tree.has(path))
    return expandLists(
      fileDocuments(
        scope,
        path,
        marked(node, 'kustomization', 'applies the patch'),
        'patch',
        'set by this patch',
      ),
    );
  return expandLists(inlineDocuments(scope, node, 'patch', 'set by this inline patch'));
}

/** An entry of `patches` or `patchesJson6902`. */
export function applyPatch(scope: Scope, entry: Node): void {
  const text = child(entry, 'patch') ?? child(entry, 'jsonOp') ?? child(entry, 'path');
  if (text === undefined) throw new NotUnderstood('a patch without content');
  const documents = patchDocuments(scope, text);
  const target = child(entry, 'target');
  const selected = target === undefined ? undefined : selectTargets(scope, selectorOf(target));
  const first = documents[0];
  if (Array.isArray(first?.value)) {
    if (selected === undefined || documents.length > 1)
      throw new NotUnderstood('a JSON patch without a target');
    forEach(scope, selected, resource => {
      resource.storePreviousId();
      applyJsonPatch(scope.work, resource.root, first);
    });
    return;
  }
  const options = child(entry, 'options');
  const allows = (key: string) => child(options, key)?.value === true;
  const changes = { name: allows('allowNameChange'), kind: allows('allowKindChange') };
  if (selected === undefined) {
    for (const patch of documents) mergeIntoNamed(scope, patch, changes);
  } else {
    if (first === undefined || documents.length > 1)
      throw new NotUnderstood('several patches for one target');
    mergeInto(scope, selected, first, changes);
  }
}

interface Changes {
  readonly name: boolean;
  readonly kind: boolean;
}

/** A strategic merge patch for the resource that it names. */
export function mergeIntoNamed(
  scope: Scope,
  patch: Node,
  changes: Changes = { name: false, kind: false },
): void {
  const { id } = new Resource(patch);
  const found = scope.resources.filter(resource => {
    scope.work.spend(STEPS_OF_RESOURCE * (1 + resource.previous.length));
    return resource.allIds.some(other => sameId(id, other));
  });
  if (found.length === 0 && scope.open) return;
  if (found.length !== 1) throw new NotUnderstood(`the target of a patch for ${id.kind} ${id.name}`);
  mergeInto(scope, found, patch, changes);
}

function mergeInto(scope: Scope, selected: readonly Resource[], patch: Node, changes: Changes): void {
  const { resources, work } = scope;
  const deleted = new Set<Resource>();
  const size = STEPS_OF_COPY * sizeOf(patch);
  // A patch of many resources is no place to change one of them.
  const prefersPatch = scope.outermost && selected.length === 1;
  forEach(scope, selected, resource => {
    work.spend(size);
    if (changes.name || changes.kind) resource.storePreviousId();
    const metadata = child(resource.root, 'metadata');
    const kept = {
      apiVersion: child(resource.root, 'apiVersion'),
      kind: child(resource.root, 'kind'),
      name: child(metadata, 'name'),
      namespace: child(metadata, 'namespace'),
    };
    const root = strategicMerge(resource.root, patch, { work, prefersPatch });
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
  if (deleted.size === 0) return;
  const left = resources.filter(resource => !deleted.has(resource));
  resources.length = 0;
  for (const resource of left) resources.push(resource);
}

function restore(node: Node | undefined, key: string, value: Node | undefined): void {
  if (!(node?.value instanceof Map)) return;
  if (value === undefined) node.value.delete(key);
  else node.value.set(key, value);
}
