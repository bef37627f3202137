import { isObject, type Manifest, own, type Resource, stringMap } from '../../manifest/index.ts';
import { nearest } from '../../nearest.ts';
import { byText } from '../../repository/index.ts';

/** `Deployment/shop` as somebody typed it. */
export interface ResourceQuestion {
  readonly kind: string;
  /** API group behind the kind: `deployments.apps`. */
  readonly group?: string;
  readonly namespace?: string;
  readonly name: string;
}

/** kubectl's short names (`kubectl api-resources`). */
const SHORT: Readonly<Record<string, string>> = {
  cj: 'CronJob',
  cm: 'ConfigMap',
  crd: 'CustomResourceDefinition',
  crds: 'CustomResourceDefinition',
  csr: 'CertificateSigningRequest',
  deploy: 'Deployment',
  ds: 'DaemonSet',
  ep: 'Endpoints',
  hpa: 'HorizontalPodAutoscaler',
  ing: 'Ingress',
  limits: 'LimitRange',
  netpol: 'NetworkPolicy',
  ns: 'Namespace',
  pc: 'PriorityClass',
  pdb: 'PodDisruptionBudget',
  po: 'Pod',
  pv: 'PersistentVolume',
  pvc: 'PersistentVolumeClaim',
  quota: 'ResourceQuota',
  rc: 'ReplicationController',
  rs: 'ReplicaSet',
  sa: 'ServiceAccount',
  sc: 'StorageClass',
  sts: 'StatefulSet',
  svc: 'Service',
};

/**
 * Reads `KIND/NAME`, `KIND.GROUP/NAME` and `KIND/NAMESPACE/NAME`; undefined for anything else.
 */
export function parseResource(text: string): ResourceQuestion | undefined {
  const match = /^([A-Za-z][\w-]*)((?:\.[\w-]+)*)\/(?:([^/\s]+)\/)?([^/\s]+)$/.exec(text);
  if (match === null) return undefined;
  const [, kind = '', dotted = '', namespace, name = ''] = match;
  // kubectl takes a version between the two: deployments.v1.apps.
  const group = dotted.slice(1).replace(/^v\d+(?:(?:alpha|beta)\d+)?(?:\.|$)/, '');
  return {
    kind,
    name,
    ...(group === '' ? {} : { group }),
    ...(namespace === undefined ? {} : { namespace }),
  };
}

/** Which resources a question can mean, and what is close when there is none. */
export interface Matches {
  readonly found: readonly Manifest[];
  /** Names that come near, as they are to be typed. */
  readonly near: readonly string[];
  /** No resource of the kind exists at all. */
  readonly unknownKind: boolean;
}

/** Names listed when nothing matches. */
const MAX_NEAR = 5;

/**
 * Finds the manifests that a question means: by kind (in any case, plural, short, or as a CRD of the repository names
 * it), group, namespace and name. A name that nothing has exactly may be what is left of it without a release's name
 * or prefix, when that leaves one kind of name: `deploy/shop` for `Deployment/prod-shop`.
 */
export function matchResource(question: ResourceQuestion, manifests: readonly Manifest[]): Matches {
  const isKind = kindMatcher(question.kind, manifests);
  const ofKind = manifests.filter(
    ({ resource }) =>
      isKind(resource) &&
      (question.group === undefined || isGroup(resource.group, question.group)) &&
      (question.namespace === undefined || resource.namespace === question.namespace),
  );
  const exact = ofKind.filter(({ resource }) => resource.name === question.name);
  if (exact.length > 0) return { found: exact, near: [], unknownKind: false };
  const longer = ofKind.filter(({ resource: { name } }) => isPartOf(question.name, name));
  if (new Set(longer.map(({ resource }) => resource.name)).size === 1)
    return { found: longer, near: [], unknownKind: false };
  if (ofKind.length === 0) {
    const kinds = [...new Set(manifests.map(({ resource }) => resource.kind))].sort(byText);
    const close = nearest(question.kind, [...kinds, ...Object.keys(SHORT)]);
    return {
      found: [],
      near: close === undefined ? [] : [`${SHORT[close] ?? close}/${question.name}`],
      unknownKind: true,
    };
  }
  return { found: [], near: nearNames(question.name, ofKind), unknownKind: false };
}

/** Names of resources near one, most similar first. */
function nearNames(name: string, manifests: readonly Manifest[]): string[] {
  const left = new Set(manifests.map(({ resource }) => resource.name));
  const near = [...left].filter(other => other.includes(name) || name.includes(other)).sort(byText);
  for (const other of near) left.delete(other);
  for (let next = nearest(name, left); next !== undefined; next = nearest(name, left)) {
    near.push(next);
    left.delete(next);
  }
  const all = near.length === 0 && left.size <= MAX_NEAR ? [...left].sort(byText) : near;
  const kind = manifests[0]?.resource.kind ?? '';
  return all.slice(0, MAX_NEAR).map(other => `${kind}/${other}`);
}

function isPartOf(part: string, name: string): boolean {
  return name.startsWith(`${part}-`) || name.endsWith(`-${part}`) || name.includes(`-${part}-`);
}

function isGroup(group: string, typed: string): boolean {
  const wanted = typed.toLowerCase();
  return group === wanted || group.startsWith(`${wanted}.`) || (wanted === 'core' && group === '');
}

function kindMatcher(typed: string, manifests: readonly Manifest[]): (resource: Resource) => boolean {
  const word = typed.toLowerCase();
  const own = customKinds(manifests).get(word);
  const short = SHORT[word];
  return ({ kind }) => {
    const lower = kind.toLowerCase();
    return word === lower || word === plural(lower) || kind === short || own?.has(kind) === true;
  };
}

/** How API servers make plurals of their own kinds (apimachinery, `UnsafeGuessKindToResource`). */
function plural(kind: string): string {
  if (kind === 'endpoints') return kind;
  if (/[sx]$/.test(kind)) return `${kind}es`;
  return kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}

/** Kinds by the names that CRDs of the repository give them. */
function customKinds(manifests: readonly Manifest[]): Map<string, Set<string>> {
  const kinds = new Map<string, Set<string>>();
  for (const { object, resource } of manifests) {
    if (resource.kind !== 'CustomResourceDefinition') continue;
    const names = own(own(object, 'spec'), 'names');
    if (!isObject(names)) continue;
    const { kind, plural: many, singular } = stringMap(names);
    const short = Array.isArray(names.shortNames) ? names.shortNames : [];
    for (const name of [many, singular, ...short]) {
      if (kind === undefined || typeof name !== 'string') continue;
      kinds.set(name, (kinds.get(name) ?? new Set()).add(kind));
    }
  }
  return kinds;
}
