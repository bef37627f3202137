import { child, itemsOf, type Mark, membersOf, type Node, scalarOf } from './node.ts';
import { groupVersion } from './resource.ts';
import { STEPS_OF_FIELD, type Work } from './work.ts';

/** Which field of which kinds a transformer sets: kustomize's `FieldSpec`. */
export interface FieldSpec {
  /** A step that ends in `[]` is a list. */
  readonly path: readonly string[];
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly create?: boolean;
}

export type SpecName =
  | 'namePrefix'
  | 'nameSuffix'
  | 'namespace'
  | 'commonLabels'
  | 'labels'
  | 'templateLabels'
  | 'volumeClaimTemplateLabels'
  | 'commonAnnotations'
  | 'images'
  | 'replicas';

/** What each transformer sets, `configurations` of the kustomizations included. */
export type FieldSpecs = Readonly<Record<SpecName, readonly FieldSpec[]>>;

function spec(path: string, kind = '', more: Omit<FieldSpec, 'path' | 'kind'> = { create: true }): FieldSpec {
  return { path: path.split('/'), ...(kind === '' ? {} : { kind }), ...more };
}

const TEMPLATE_OWNERS: readonly (readonly [
  string,
  { readonly group?: string; readonly version?: string },
])[] = [
  ['ReplicationController', { version: 'v1' }],
  ['Deployment', {}],
  ['ReplicaSet', {}],
  ['DaemonSet', {}],
  ['StatefulSet', {}],
  ['Job', { group: 'batch' }],
];

function metadataSpecs(field: 'labels' | 'annotations'): FieldSpec[] {
  return [
    spec(`metadata/${field}`),
    ...TEMPLATE_OWNERS.map(([kind, gvk]) =>
      spec(`spec/template/metadata/${field}`, kind, { create: true, ...gvk }),
    ),
    spec(`spec/jobTemplate/metadata/${field}`, 'CronJob', { create: true, group: 'batch' }),
    spec(`spec/jobTemplate/spec/template/metadata/${field}`, 'CronJob', { create: true, group: 'batch' }),
  ];
}

const POD_AFFINITY = 'spec/template/spec/affinity';
const SELECTORS_INSIDE_PODS = ['podAffinity', 'podAntiAffinity']
  .flatMap(kind => [
    `${POD_AFFINITY}/${kind}/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels`,
    `${POD_AFFINITY}/${kind}/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels`,
  ])
  .concat('spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels');

const CLAIM_LABELS = [
  spec('spec/volumeClaimTemplates[]/metadata/labels', 'StatefulSet', { create: true, group: 'apps' }),
];

/** kustomize's own (`api/internal/konfig/builtinpluginconsts`, 5.8). */
export const BUILT_IN: FieldSpecs = {
  namePrefix: [spec('metadata/name', '', {})],
  nameSuffix: [spec('metadata/name', '', {})],
  namespace: [
    spec('metadata/name', 'Namespace'),
    spec('spec/service/namespace', 'APIService', { create: true, group: 'apiregistration.k8s.io' }),
    spec('spec/conversion/webhook/clientConfig/service/namespace', 'CustomResourceDefinition', {
      group: 'apiextensions.k8s.io',
    }),
  ],
  commonLabels: [
    spec('spec/selector', 'Service', { create: true, version: 'v1' }),
    spec('spec/selector', 'ReplicationController', { create: true, version: 'v1' }),
    spec('spec/selector/matchLabels', 'Deployment'),
    spec('spec/selector/matchLabels', 'ReplicaSet'),
    spec('spec/selector/matchLabels', 'DaemonSet'),
    spec('spec/selector/matchLabels', 'StatefulSet', { create: true, group: 'apps' }),
    ...['Deployment', 'StatefulSet'].flatMap(kind =>
      SELECTORS_INSIDE_PODS.map(path => spec(path, kind, { group: 'apps' })),
    ),
    spec('spec/selector/matchLabels', 'Job', { group: 'batch' }),
    spec('spec/jobTemplate/spec/selector/matchLabels', 'CronJob', { group: 'batch' }),
    spec('spec/selector/matchLabels', 'PodDisruptionBudget', { group: 'policy' }),
    ...['podSelector', 'ingress/from/podSelector', 'egress/to/podSelector'].map(path =>
      spec(`spec/${path}/matchLabels`, 'NetworkPolicy', { group: 'networking.k8s.io' }),
    ),
    ...metadataSpecs('labels'),
    ...CLAIM_LABELS,
  ],
  labels: [],
  templateLabels: metadataSpecs('labels'),
  volumeClaimTemplateLabels: CLAIM_LABELS,
  commonAnnotations: metadataSpecs('annotations'),
  images: [
    ...['spec', 'spec/template/spec'].flatMap(path =>
      ['containers[]/image', 'initContainers[]/image', 'volumes[]/image/reference'].map(field =>
        spec(`${path}/${field}`),
      ),
    ),
    spec('spec/jobTemplate/spec/template/spec/volumes[]/image/reference'),
  ],
  replicas: ['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map(kind =>
    spec('spec/replicas', kind),
  ),
};

/** The specs that a `configurations` file adds. */
export function withConfiguration(work: Work, specs: FieldSpecs, configuration: Node): FieldSpecs {
  const result: Record<string, readonly FieldSpec[]> = { ...specs };
  for (const [name, list] of membersOf(configuration)) {
    if (!Object.hasOwn(BUILT_IN, name)) continue;
    result[name] = merged(result[name] ?? [], itemsOf(list).map(specOf));
    work.spend(10 * (result[name]?.length ?? 0));
  }
  return result as FieldSpecs;
}

/** Both, each spec once. */
export function mergedSpecs(work: Work, a: FieldSpecs, b: FieldSpecs): FieldSpecs {
  if (a === b) return a;
  const names = Object.keys(BUILT_IN) as SpecName[];
  return Object.fromEntries(
    names.map(name => {
      work.spend(10 * (a[name].length + b[name].length));
      return [name, merged(a[name], b[name])];
    }),
  ) as unknown as FieldSpecs;
}

/** The entries of a `fieldSpecs` or `fields` list. */
export function specOf(node: Node): FieldSpec {
  const text = (key: string) => scalarOf(child(node, key)) ?? '';
  const [group, version, kind] = [text('group'), text('version'), text('kind')];
  return {
    path: text('path')
      .split(/(?<!\\)\//)
      .map(step => step.replaceAll('\\/', '/')),
    ...(group === '' ? {} : { group }),
    ...(version === '' ? {} : { version }),
    ...(kind === '' ? {} : { kind }),
    create: child(node, 'create')?.value === true,
  };
}

export function merged(a: readonly FieldSpec[], b: readonly FieldSpec[]): FieldSpec[] {
  const byKey = new Map<string, FieldSpec>();
  for (const one of [...a, ...b]) {
    const key = JSON.stringify([one.path, one.group, one.version, one.kind]);
    const known = byKey.get(key);
    byKey.set(
      key,
      known === undefined ? one : { ...known, create: (known.create ?? false) || (one.create ?? false) },
    );
  }
  return [...byKey.values()];
}

/**
 * Visits the fields that a spec names in a resource. Missing ones are made, with `mark`, when the spec says so and
 * the transformer creates nodes of a type at all.
 */
export function visitField(
  work: Work,
  root: Node,
  { path, group, version, kind, create }: FieldSpec,
  creates: { readonly type: 'map' | 'scalar'; readonly mark: Mark } | undefined,
  visit: (node: Node) => void,
): void {
  work.spend(STEPS_OF_FIELD);
  const [itsGroup, itsVersion] = groupVersion(scalarOf(child(root, 'apiVersion')) ?? '');
  if (kind !== undefined && kind !== scalarOf(child(root, 'kind'))) return;
  if ((group !== undefined && group !== itsGroup) || (version !== undefined && version !== itsVersion))
    return;
  const walk = (node: Node, depth: number): void => {
    work.spend(1);
    const step = path[depth];
    if (step === undefined) {
      visit(node);
      return;
    }
    if (Array.isArray(node.value)) {
      for (const item of node.value) walk(item, depth);
      return;
    }
    if (!(node.value instanceof Map)) return;
    const isList = step.endsWith('[]');
    const name = isList ? step.slice(0, -2) : step;
    let next = node.value.get(name);
    if (create === true && creates !== undefined && !isList && (next === undefined || next.value === null)) {
      const isLast = depth === path.length - 1;
      // What only leads to the field has no place of its own: something else in it would go to the parent.
      next = {
        value: isLast && creates.type === 'scalar' ? '' : new Map(),
        mark: isLast ? creates.mark : node.mark,
      };
      node.value.set(name, next);
    }
    if (next !== undefined && next.value !== null) walk(next, depth + 1);
  };
  walk(root, 0);
}
