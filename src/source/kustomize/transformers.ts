import { type FieldSpec, type FieldSpecs, merged, specOf, visitField } from './field-specs.ts';
import { child, itemsOf, type Mark, marked, membersOf, type Node, NotUnderstood, scalarOf } from './node.ts';
import { isClusterScoped } from './resource.ts';
import { forEach, type Scope } from './scope.ts';

export const kustomizationMark = (node: Node, field: string): Mark =>
  marked(node, 'kustomization', `set by ${field}`);

/** Of a NamespaceTransformer that is written as an object of its own. */
export interface NamespaceOptions {
  readonly unsetOnly?: boolean;
  /** Which subjects of role bindings get it (`setRoleBindingSubjects`). */
  readonly subjects?: 'defaultOnly' | 'allServiceAccounts' | 'none';
}

const isDefault = (subject: Node): boolean => scalarOf(child(subject, 'name')) === 'default';

/** Sets `namespace` on everything that is not certainly cluster-scoped, and where references to it are known. */
export function setNamespace(
  scope: Scope,
  field: Node,
  specs: readonly FieldSpec[],
  { unsetOnly = false, subjects = 'defaultOnly' }: NamespaceOptions = {},
): void {
  const value = scalarOf(field);
  if (value === undefined || value === '') return;
  const mark = kustomizationMark(field, 'namespace');
  const set = (node: Node): void => {
    if (typeof node.value === 'object' && node.value !== null)
      throw new NotUnderstood('namespace of a collection');
    if (unsetOnly && (scalarOf(node) ?? '') !== '') return;
    node.value = value;
    node.mark = mark;
  };
  const creates = { type: 'scalar', mark } as const;
  forEach(scope, scope.resources, resource => {
    resource.storePreviousId();
    const { group, kind } = resource.id;
    const { root } = resource;
    if (!isClusterScoped(group, kind)) {
      visitField(scope.work, root, { path: ['metadata', 'namespace'], create: true }, creates, set);
    }
    if (kind === 'RoleBinding' || kind === 'ClusterRoleBinding') {
      for (const subject of itemsOf(child(root, 'subjects'))) {
        const isServiceAccount = scalarOf(child(subject, 'kind')) === 'ServiceAccount';
        const isSet = { none: false, allServiceAccounts: isServiceAccount, defaultOnly: isDefault(subject) };
        if (!isSet[subjects] || !(subject.value instanceof Map)) continue;
        if (unsetOnly && (scalarOf(child(subject, 'namespace')) ?? '') !== '') continue;
        subject.value.set('namespace', { value, mark });
      }
    }
    for (const spec of specs) {
      const path = spec.path.join('/');
      if (
        path === 'metadata/namespace' ||
        (path === 'metadata/name' && scalarOf(child(root, 'apiVersion')) !== 'v1')
      )
        continue;
      if (path === 'subjects/namespace') continue;
      visitField(scope.work, root, spec, creates, set);
    }
  });
}

/** `namePrefix` and `nameSuffix`; the part of the name that was there is related. */
export function changeNames(
  scope: Scope,
  field: Node,
  name: 'namePrefix' | 'nameSuffix',
  specs: readonly FieldSpec[],
): void {
  const part = scalarOf(field);
  if (part === undefined || part === '') return;
  forEach(scope, scope.resources, resource => {
    const { group, kind } = resource.originalId;
    if (kind === 'CustomResourceDefinition' || kind === 'Namespace') return;
    if (kind === 'APIService' && group === 'apiregistration.k8s.io') return;
    for (const spec of specs) {
      if (spec.path.join('/') === 'metadata/name') resource.storePreviousId();
      visitField(scope.work, resource.root, spec, undefined, node => {
        const old = scalarOf(node) ?? '';
        node.value = name === 'namePrefix' ? part + old : old + part;
        node.mark = { ...kustomizationMark(field, name), related: contributors(node.mark) };
      });
    }
  });
}

export function contributors(mark: Mark): Mark[] {
  return [mark, ...(mark.related ?? [])];
}

/** One group of labels or annotations. */
export function setPairs(scope: Scope, pairs: Node, field: string, specs: readonly FieldSpec[]): void {
  const sorted = membersOf(pairs).sort(([a], [b]) => (a < b ? -1 : 1));
  forEach(scope, scope.resources, ({ root }) => {
    for (const [key, pair] of sorted) {
      const mark = kustomizationMark(pair, field);
      const creates = { type: 'map', mark: kustomizationMark(pairs, field) } as const;
      for (const spec of specs) {
        visitField(scope.work, root, spec, creates, node => {
          if (!(node.value instanceof Map))
            throw new NotUnderstood(`${field} on something that is no mapping`);
          node.value.set(key, { value: scalarOf(pair) ?? '', mark });
        });
      }
    }
  });
}

/** `labels` in order, then `commonLabels`. */
export function setLabels(
  scope: Scope,
  labels: Node | undefined,
  common: Node | undefined,
  specs: FieldSpecs,
): void {
  for (const entry of itemsOf(labels)) {
    const pairs = child(entry, 'pairs');
    if (pairs === undefined) continue;
    const has = (key: string) => child(entry, key)?.value === true;
    let paths = merged(itemsOf(child(entry, 'fields')).map(specOf), specs.labels);
    if (has('includeSelectors')) {
      paths = merged(paths, specs.commonLabels);
    } else {
      if (has('includeTemplates')) paths = merged(paths, specs.templateLabels);
      if (has('includeVolumeClaimTemplates')) paths = merged(paths, specs.volumeClaimTemplateLabels);
      paths = merged(paths, [{ path: ['metadata', 'labels'], create: true }]);
    }
    setPairs(scope, pairs, 'labels', paths);
  }
  if (common !== undefined) setPairs(scope, common, 'commonLabels', specs.commonLabels);
}

export function setAnnotations(scope: Scope, field: Node, specs: readonly FieldSpec[]): void {
  setPairs(scope, field, 'commonAnnotations', specs);
}

/** One entry of `replicas`: by any name the resource has or had. */
export function setReplicas(scope: Scope, entry: Node, specs: readonly FieldSpec[]): void {
  const name = scalarOf(child(entry, 'name'));
  const count = child(entry, 'count');
  if (count === undefined) throw new NotUnderstood('replicas without a count');
  const mark = kustomizationMark(count, 'replicas');
  forEach(scope, scope.resources, resource => {
    const ids = resource.allIds;
    for (const spec of specs) {
      if (!ids.some(id => id.name === name && (spec.kind === undefined || spec.kind === id.kind))) continue;
      visitField(scope.work, resource.root, spec, { type: 'scalar', mark }, node => {
        node.value = Number(scalarOf(count));
        node.mark = mark;
      });
    }
  });
}
