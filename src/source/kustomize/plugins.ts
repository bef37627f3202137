import { type FieldSpec, specOf } from './field-specs.ts';
import { setImage } from './images.ts';
import { child, itemsOf, type Node, NotUnderstood, scalarOf } from './node.ts';
import { applyPatch, mergeIntoNamed, patchDocuments } from './patches.ts';
import { replaceAll } from './replacements.ts';
import type { Scope } from './scope.ts';
import { changeNames, type NamespaceOptions, setNamespace, setPairs, setReplicas } from './transformers.ts';

/**
 * Runs a transformer that is configured as an object of its own (`transformers` of a kustomization). For those that
 * are not kustomize's own nothing is known about any resource afterwards.
 */
export function applyPlugin(scope: Scope, plugin: Node): void {
  const kind = scalarOf(child(plugin, 'kind')) ?? '';
  const isBuiltIn = scalarOf(child(plugin, 'apiVersion')) === 'builtin' && Object.hasOwn(PLUGINS, kind);
  const run = isBuiltIn ? PLUGINS[kind] : undefined;
  if (run === undefined) {
    for (const resource of scope.resources) resource.unsure ??= `transformer ${kind}`;
    return;
  }
  run(scope, plugin, itemsOf(child(plugin, 'fieldSpecs')).map(specOf));
}

type Plugin = (scope: Scope, plugin: Node, specs: readonly FieldSpec[]) => void;

const PLUGINS: Readonly<Record<string, Plugin>> = {
  PatchTransformer: applyPatch,
  PatchJson6902Transformer: applyPatch,
  PatchStrategicMergeTransformer: (scope, plugin) => {
    const inline = child(plugin, 'patches');
    for (const text of [...itemsOf(child(plugin, 'paths')), ...(inline === undefined ? [] : [inline])]) {
      for (const patch of patchDocuments(scope, text)) mergeIntoNamed(scope, patch);
    }
  },
  NamespaceTransformer: (scope, plugin, specs) => {
    const subjects = scalarOf(child(plugin, 'setRoleBindingSubjects')) ?? 'defaultOnly';
    if (!isSubjects(subjects)) throw new NotUnderstood('options of NamespaceTransformer');
    const options = { unsetOnly: child(plugin, 'unsetOnly')?.value === true, subjects };
    setNamespace(scope, needed(child(plugin, 'metadata'), 'namespace'), specs, options);
  },
  PrefixTransformer: (scope, plugin, specs) => {
    changeNames(scope, needed(plugin, 'prefix'), 'namePrefix', specs);
  },
  SuffixTransformer: (scope, plugin, specs) => {
    changeNames(scope, needed(plugin, 'suffix'), 'nameSuffix', specs);
  },
  LabelTransformer: (scope, plugin, specs) => {
    setPairs(scope, needed(plugin, 'labels'), 'labels', specs);
  },
  AnnotationsTransformer: (scope, plugin, specs) => {
    setPairs(scope, needed(plugin, 'annotations'), 'commonAnnotations', specs);
  },
  ImageTagTransformer: (scope, plugin, specs) => {
    setImage(scope, needed(plugin, 'imageTag'), specs);
  },
  ReplicaCountTransformer: (scope, plugin, specs) => {
    setReplicas(scope, needed(plugin, 'replica'), specs);
  },
  ReplacementTransformer: (scope, plugin) => {
    replaceAll(scope, itemsOf(child(plugin, 'replacements')));
  },
};

function needed(node: Node | undefined, key: string): Node {
  const found = child(node, key);
  if (found === undefined) throw new NotUnderstood(`a transformer without ${key}`);
  return found;
}

function isSubjects(text: string): text is NonNullable<NamespaceOptions['subjects']> {
  return text === 'none' || text === 'defaultOnly' || text === 'allServiceAccounts';
}
