import data from '../../../data/api-defaults.json' with { type: 'json' };
import { jsonText } from '../../json.ts';
import {
  imageReference,
  isObject,
  type Json,
  type JsonObject,
  own,
  scalarText,
} from '../../manifest/index.ts';

/** Values of fields that say nothing, see `data/api-defaults.json`; `[]` in a name for the items of a list. */
type Table = Readonly<Record<string, readonly Json[]>>;

const METADATA = data.metadata as Table;
const POD = data.pod as Table;
const CONTAINER = data.container as Table;
const KINDS = data.kinds as Readonly<Record<string, Table>>;

/** What stands for "nobody said" where that depends on the object around the field. */
type DefaultOf = (parent: JsonObject) => Json | undefined;

/**
 * Defaults that depend on what stands beside them, which the server has as code: `depends` of the data. Listeners of CRDs
 * and limits of LimitRanges are left out: nobody writes those who means the same.
 */
export const DEPENDENT: Readonly<Record<string, DefaultOf>> = {
  // SetDefaults_Container, pkg/apis/core/v1/defaults.go.
  'container imagePullPolicy': parent => pullPolicy(scalarText(own(parent, 'image'))),
  // SetDefaults_Service, likewise.
  '/Service spec.ports[].targetPort': parent => own(parent, 'port'),
  '/Service spec.externalTrafficPolicy': parent => (isExternal(parent) ? 'Cluster' : undefined),
  '/Service spec.allocateLoadBalancerNodePorts': parent =>
    own(parent, 'type') === 'LoadBalancer' ? true : undefined,
  // SetDefaults_RoleBinding, pkg/apis/rbac/v1/defaults.go.
  'rbac.authorization.k8s.io/RoleBinding subjects[].apiGroup': subjectGroup,
  'rbac.authorization.k8s.io/ClusterRoleBinding subjects[].apiGroup': subjectGroup,
  // SetDefaults_NetworkPolicy, pkg/apis/networking/v1/defaults.go.
  'networking.k8s.io/NetworkPolicy spec.policyTypes': parent =>
    Array.isArray(own(parent, 'egress')) && (own(parent, 'egress') as Json[]).length > 0
      ? ['Ingress', 'Egress']
      : ['Ingress'],
};

/**
 * Where null means false, or nothing means empty, to whoever reads the object: the server keeps what was written, so that
 * the data cannot know. From the comments in staging/src/k8s.io/api/core/v1/types.go.
 */
const UNDERSTOOD: {
  readonly pod: Table;
  readonly container: Table;
  readonly kinds: Readonly<Record<string, Table>>;
} = {
  pod: {
    affinity: [{}],
    shareProcessNamespace: [false],
    'volumes[].configMap.optional': [false],
    'volumes[].secret.optional': [false],
    'volumes[].projected.sources[].configMap.optional': [false],
    'volumes[].projected.sources[].secret.optional': [false],
    'tolerations[].operator': ['Equal'],
  },
  container: {
    securityContext: [{}],
    'securityContext.privileged': [false],
    'securityContext.readOnlyRootFilesystem': [false],
    'env[].valueFrom.configMapKeyRef.optional': [false],
    'env[].valueFrom.secretKeyRef.optional': [false],
    'envFrom[].configMapRef.optional': [false],
    'envFrom[].secretRef.optional': [false],
  },
  kinds: { '/ConfigMap': { immutable: [false] }, '/Secret': { immutable: [false] } },
};

const POD_FIELD = /^(?:spec\.(?:jobTemplate\.spec\.)?template\.)?spec\./;
const CONTAINER_FIELD = /^(?:init|ephemeral)?[cC]ontainers\[\]\./;
/** Metadata of the object, of what pods, jobs and claims are made from. */
const METADATA_FIELD =
  /^(?:spec\.(?:jobTemplate\.(?:spec\.template\.)?|template\.|volumeClaimTemplates\[\]\.))?metadata\./;

/** Where a field is, for one kind of object. */
export interface Place {
  /** `apps/Deployment`. */
  readonly kind: string;
  /** Whether `spec` or `spec.template.spec` is a pod spec. */
  readonly hasPods: boolean;
}

/** Whether a value is what the API server would fill in anyway; `pattern` has `[]` for the items of lists. */
export function isDefault(place: Place, pattern: string, value: Json, parent: JsonObject): boolean {
  if (value === null || saysNothing(place, pattern, value, parent)) return true;
  if (!isObject(value)) return false;
  const members = Object.entries(value);
  return (
    members.length > 0 &&
    members.every(([key, member]) => isDefault(place, `${pattern}.${key}`, member, value))
  );
}

function saysNothing({ kind, hasPods }: Place, pattern: string, value: Json, parent: JsonObject): boolean {
  const inMetadata = pattern.replace(METADATA_FIELD, '');
  if (inMetadata !== pattern) return isIn(METADATA, inMetadata, value);
  const own = KINDS[kind];
  if (own !== undefined && isIn(own, pattern, value)) return true;
  if (isIn(UNDERSTOOD.kinds[kind] ?? {}, pattern, value)) return true;
  if (isDependent(`${kind} ${pattern}`, value, parent)) return true;
  if (!hasPods || !POD_FIELD.test(pattern)) return false;
  const inPod = pattern.replace(POD_FIELD, '');
  // Jobs have no default here: the API server refuses the one of the others.
  if (inPod === 'restartPolicy' && kind.startsWith('batch/')) return false;
  const inContainer = inPod.replace(CONTAINER_FIELD, '');
  if (inContainer === inPod) return isIn(POD, inPod, value) || isIn(UNDERSTOOD.pod, inPod, value);
  return (
    isIn(CONTAINER, inContainer, value) ||
    isIn(UNDERSTOOD.container, inContainer, value) ||
    isDependent(`container ${inContainer}`, value, parent)
  );
}

function isIn(table: Table, pattern: string, value: Json): boolean {
  const known = Object.hasOwn(table, pattern) ? table[pattern] : undefined;
  return known?.some(each => isSame(each, value)) === true;
}

function isDependent(field: string, value: Json, parent: JsonObject): boolean {
  const known = Object.hasOwn(DEPENDENT, field) ? DEPENDENT[field] : undefined;
  const expected = known?.(parent);
  return expected !== undefined && isSame(expected, value);
}

function isSame(a: Json, b: Json): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && jsonText(a) === jsonText(b));
}

/** `Always` for `latest` and for no tag at all, else `IfNotPresent`: what is said of an image changes with it. */
function pullPolicy(image: string): string | undefined {
  const { valid, tag, digest } = imageReference(image);
  if (!valid) return undefined;
  return tag === 'latest' || (tag === '' && digest === '') ? 'Always' : 'IfNotPresent';
}

function isExternal(spec: JsonObject): boolean {
  const type = own(spec, 'type');
  return type === 'LoadBalancer' || type === 'NodePort';
}

function subjectGroup(subject: JsonObject): string {
  return scalarText(own(subject, 'kind')) === 'ServiceAccount' ? '' : 'rbac.authorization.k8s.io';
}
