import {
  imageReference,
  isObject,
  type Json,
  type JsonObject,
  own,
  scalarText,
} from '../../manifest/index.ts';

/** What stands for "nobody said": the object around a field, for defaults that depend on their neighbours. */
export type DefaultOf = Json | ((parent: JsonObject) => Json | undefined);

/**
 * Defaults that the API server fills in, by where the field is: pkg/apis/{core,apps,batch,networking,rbac,
 * admissionregistration,storage}/v1/defaults.go of Kubernetes. Lists as `[]`. Only those that do not depend on other
 * objects.
 */
const POD: Readonly<Record<string, DefaultOf>> = {
  dnsPolicy: 'ClusterFirst',
  enableServiceLinks: true,
  hostIPC: false,
  hostNetwork: false,
  hostPID: false,
  schedulerName: 'default-scheduler',
  shareProcessNamespace: false,
  terminationGracePeriodSeconds: 30,
  'volumes[].configMap.defaultMode': 420,
  'volumes[].configMap.optional': false,
  'volumes[].downwardAPI.defaultMode': 420,
  'volumes[].projected.defaultMode': 420,
  'volumes[].secret.defaultMode': 420,
  'volumes[].secret.optional': false,
};

const CONTAINER: Readonly<Record<string, DefaultOf>> = {
  'env[].value': parent => (own(parent, 'valueFrom') === undefined ? '' : undefined),
  'env[].valueFrom.fieldRef.apiVersion': 'v1',
  imagePullPolicy: parent => pullPolicy(scalarText(own(parent, 'image'))),
  'ports[].protocol': 'TCP',
  'securityContext.privileged': false,
  'securityContext.readOnlyRootFilesystem': false,
  stdin: false,
  stdinOnce: false,
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  tty: false,
  'volumeMounts[].readOnly': false,
  ...Object.fromEntries(
    ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap(probe => [
      [`${probe}.failureThreshold`, 3],
      [`${probe}.httpGet.scheme`, 'HTTP'],
      [`${probe}.initialDelaySeconds`, 0],
      [`${probe}.periodSeconds`, 10],
      [`${probe}.successThreshold`, 1],
      [`${probe}.timeoutSeconds`, 1],
    ]),
  ),
};

const KINDS: Readonly<Record<string, Readonly<Record<string, DefaultOf>>>> = {
  'apps/Deployment': {
    'spec.minReadySeconds': 0,
    'spec.paused': false,
    'spec.progressDeadlineSeconds': 600,
    'spec.replicas': 1,
    'spec.revisionHistoryLimit': 10,
    'spec.strategy.rollingUpdate.maxSurge': '25%',
    'spec.strategy.rollingUpdate.maxUnavailable': '25%',
    'spec.strategy.type': 'RollingUpdate',
  },
  'apps/StatefulSet': {
    'spec.minReadySeconds': 0,
    'spec.persistentVolumeClaimRetentionPolicy.whenDeleted': 'Retain',
    'spec.persistentVolumeClaimRetentionPolicy.whenScaled': 'Retain',
    'spec.podManagementPolicy': 'OrderedReady',
    'spec.replicas': 1,
    'spec.revisionHistoryLimit': 10,
    'spec.updateStrategy.rollingUpdate.partition': 0,
    'spec.updateStrategy.type': 'RollingUpdate',
    // Convert_v1_StatefulSetSpec_To_apps_StatefulSetSpec takes what is written here for the same.
    'spec.volumeClaimTemplates[].apiVersion': 'v1',
    'spec.volumeClaimTemplates[].kind': 'PersistentVolumeClaim',
    'spec.volumeClaimTemplates[].spec.volumeMode': 'Filesystem',
  },
  'apps/ReplicaSet': { 'spec.minReadySeconds': 0, 'spec.replicas': 1 },
  'apps/DaemonSet': {
    'spec.minReadySeconds': 0,
    'spec.revisionHistoryLimit': 10,
    'spec.updateStrategy.rollingUpdate.maxSurge': 0,
    'spec.updateStrategy.rollingUpdate.maxUnavailable': 1,
    'spec.updateStrategy.type': 'RollingUpdate',
  },
  'batch/Job': { 'spec.backoffLimit': 6, 'spec.suspend': false },
  'batch/CronJob': {
    'spec.concurrencyPolicy': 'Allow',
    'spec.failedJobsHistoryLimit': 1,
    'spec.successfulJobsHistoryLimit': 3,
    'spec.suspend': false,
  },
  '/Service': {
    'spec.internalTrafficPolicy': 'Cluster',
    'spec.ports[].protocol': 'TCP',
    'spec.ports[].targetPort': parent => own(parent, 'port'),
    'spec.publishNotReadyAddresses': false,
    'spec.sessionAffinity': 'None',
    'spec.type': 'ClusterIP',
  },
  '/PersistentVolumeClaim': { 'spec.volumeMode': 'Filesystem' },
  '/Secret': { type: 'Opaque', immutable: false },
  '/ConfigMap': { immutable: false },
  'networking.k8s.io/NetworkPolicy': {
    'spec.egress[].ports[].protocol': 'TCP',
    'spec.ingress[].ports[].protocol': 'TCP',
  },
  'rbac.authorization.k8s.io/RoleBinding': { 'subjects[].apiGroup': subjectGroup },
  'rbac.authorization.k8s.io/ClusterRoleBinding': { 'subjects[].apiGroup': subjectGroup },
  'storage.k8s.io/StorageClass': { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' },
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': {
    'webhooks[].failurePolicy': 'Fail',
    'webhooks[].matchPolicy': 'Equivalent',
    'webhooks[].rules[].scope': '*',
    'webhooks[].timeoutSeconds': 10,
  },
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': {
    'webhooks[].failurePolicy': 'Fail',
    'webhooks[].matchPolicy': 'Equivalent',
    'webhooks[].rules[].scope': '*',
    'webhooks[].reinvocationPolicy': 'Never',
    'webhooks[].timeoutSeconds': 10,
  },
};

/** Written empty and left out, these say the same. Others do not: an empty `podSelector` selects every pod. */
const EMPTY_IS_ABSENT = new Set([
  'affinity',
  'annotations',
  'args',
  'command',
  'env',
  'envFrom',
  'finalizers',
  'hostAliases',
  'imagePullSecrets',
  'initContainers',
  'labels',
  'nodeSelector',
  'ownerReferences',
  'resources',
  'securityContext',
  'tolerations',
  'topologySpreadConstraints',
  'volumeMounts',
  'volumes',
]);

const POD_FIELD = /^(?:spec\.(?:jobTemplate\.spec\.)?template\.)?spec\./;
const CONTAINER_FIELD = /^(?:init|ephemeral)?[cC]ontainers\[\]\./;

/** Where a field is, for one kind of object. */
export interface Place {
  /** `apps/Deployment`. */
  readonly kind: string;
  /** Whether `spec` or `spec.template.spec` is a pod spec. */
  readonly hasPods: boolean;
}

/** Whether a value is what the API server would fill in anyway; `pattern` has `[]` for the items of lists. */
export function isDefault(
  { kind, hasPods }: Place,
  pattern: string,
  value: Json,
  parent: JsonObject,
): boolean {
  if (value === null) return true;
  const name = pattern.slice(pattern.lastIndexOf('.') + 1);
  if (Array.isArray(value)) return value.length === 0 && EMPTY_IS_ABSENT.has(name);
  if (isObject(value)) {
    const members = Object.entries(value);
    if (members.length === 0) return EMPTY_IS_ABSENT.has(name);
    return members.every(([key, member]) => isDefault({ kind, hasPods }, `${pattern}.${key}`, member, value));
  }
  const known = defaultAt({ kind, hasPods }, pattern);
  const expected = typeof known === 'function' ? known(parent) : known;
  return expected !== undefined && expected === value;
}

function defaultAt({ kind, hasPods }: Place, pattern: string): DefaultOf | undefined {
  const ofKind = KINDS[kind];
  if (ofKind !== undefined && Object.hasOwn(ofKind, pattern)) return ofKind[pattern];
  if (!hasPods || !POD_FIELD.test(pattern)) return undefined;
  const inPod = pattern.replace(POD_FIELD, '');
  // Jobs have no default here: the API server refuses the one of the others.
  if (inPod === 'restartPolicy') return kind.startsWith('batch/') ? undefined : 'Always';
  const inContainer = inPod.replace(CONTAINER_FIELD, '');
  const [table, field] = inContainer === inPod ? [POD, inPod] : [CONTAINER, inContainer];
  return Object.hasOwn(table, field) ? table[field] : undefined;
}

/** `Always` for `latest` and for no tag at all, else `IfNotPresent`: what is said of an image changes with it. */
function pullPolicy(image: string): string | undefined {
  const { valid, tag, digest } = imageReference(image);
  if (!valid) return undefined;
  return tag === 'latest' || (tag === '' && digest === '') ? 'Always' : 'IfNotPresent';
}

function subjectGroup(subject: JsonObject): string {
  return scalarText(own(subject, 'kind')) === 'ServiceAccount' ? '' : 'rbac.authorization.k8s.io';
}
