import { type FieldSpec, specOf } from './field-specs.ts';
import { child, itemsOf, type Node, NotUnderstood, scalarOf } from './node.ts';
import { applyPatch, mergeIntoNamed, type PatchContext, patchDocuments } from './patches.ts';
import { replaceAll } from './replacements.ts';
import { changeNames, setImage, setNamespace, setPairs, setReplicas } from './transformers.ts';

/**
 * Runs a transformer that is configured as an object of its own (`transformers` of a kustomization). For those that
 * are not kustomize's own nothing is known about any resource afterwards.
 */
export function applyPlugin(context: PatchContext, plugin: Node): void {
  const kind = scalarOf(child(plugin, 'kind')) ?? '';
  const isBuiltIn = scalarOf(child(plugin, 'apiVersion')) === 'builtin' && Object.hasOwn(PLUGINS, kind);
  const run = isBuiltIn ? PLUGINS[kind] : undefined;
  if (run === undefined) {
    for (const resource of context.resources) resource.unsure ??= `transformer ${kind}`;
    return;
  }
  run(context, plugin, itemsOf(child(plugin, 'fieldSpecs')).map(specOf));
}

type Plugin = (context: PatchContext, plugin: Node, specs: readonly FieldSpec[]) => void;

const PLUGINS: Readonly<Record<string, Plugin>> = {
  PatchTransformer: applyPatch,
  PatchJson6902Transformer: applyPatch,
  PatchStrategicMergeTransformer: (context, plugin) => {
    const inline = child(plugin, 'patches');
    for (const text of [...itemsOf(child(plugin, 'paths')), ...(inline === undefined ? [] : [inline])]) {
      for (const patch of patchDocuments(context, text)) mergeIntoNamed(context, patch);
    }
  },
  NamespaceTransformer: ({ resources }, plugin, specs) => {
    if (child(plugin, 'unsetOnly') !== undefined || child(plugin, 'setRoleBindingSubjects') !== undefined) {
      throw new NotUnderstood('options of NamespaceTransformer');
    }
    setNamespace(resources, needed(child(plugin, 'metadata'), 'namespace'), specs);
  },
  PrefixTransformer: ({ resources }, plugin, specs) => {
    changeNames(resources, needed(plugin, 'prefix'), 'namePrefix', specs);
  },
  SuffixTransformer: ({ resources }, plugin, specs) => {
    changeNames(resources, needed(plugin, 'suffix'), 'nameSuffix', specs);
  },
  LabelTransformer: ({ resources }, plugin, specs) => {
    setPairs(resources, needed(plugin, 'labels'), 'labels', specs);
  },
  AnnotationsTransformer: ({ resources }, plugin, specs) => {
    setPairs(resources, needed(plugin, 'annotations'), 'commonAnnotations', specs);
  },
  ImageTagTransformer: ({ resources }, plugin, specs) => {
    setImage(resources, needed(plugin, 'imageTag'), specs);
  },
  ReplicaCountTransformer: ({ resources }, plugin, specs) => {
    setReplicas(resources, needed(plugin, 'replica'), specs);
  },
  ReplacementTransformer: (context, plugin) => {
    replaceAll(context, itemsOf(child(plugin, 'replacements')));
  },
};

function needed(node: Node | undefined, key: string): Node {
  const found = child(node, key);
  if (found === undefined) throw new NotUnderstood(`a transformer without ${key}`);
  return found;
}
