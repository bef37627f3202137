import { own, scalarText } from '../../manifest/index.ts';
import type { FieldChange, ResourceChange } from '../diff/index.ts';
import { isHook } from '../hooked.ts';

/**
 * Fields of each kind that stay as they were made: pkg/apis/{apps,batch,core,rbac,storage,scheduling,networking}/validation of
 * Kubernetes, `ValidateXUpdate`.
 */
const FIXED: Readonly<Record<string, readonly RegExp[]>> = {
  'apps/Deployment': [/^spec\.selector\b/],
  'apps/DaemonSet': [/^spec\.selector\b/],
  'apps/ReplicaSet': [/^spec\.selector\b/],
  // ValidateStatefulSetUpdate: everything else in the spec is refused.
  'apps/StatefulSet': [
    /^spec\.(?!(?:replicas|ordinals|template|updateStrategy|revisionHistoryLimit|persistentVolumeClaimRetentionPolicy|minReadySeconds)\b)/,
  ],
  'batch/Job': [
    /^spec\.(?:template|selector|completionMode|podFailurePolicy|backoffLimitPerIndex|managedBy)\b/,
  ],
  'rbac.authorization.k8s.io/RoleBinding': [/^roleRef\b/],
  'rbac.authorization.k8s.io/ClusterRoleBinding': [/^roleRef\b/],
  'storage.k8s.io/StorageClass': [/^(?:provisioner|parameters|reclaimPolicy|volumeBindingMode)\b/],
  'scheduling.k8s.io/PriorityClass': [/^(?:value|preemptionPolicy)\b/],
  'networking.k8s.io/IngressClass': [/^spec\.controller\b/],
  'apiextensions.k8s.io/CustomResourceDefinition': [/^spec\.(?:scope|group|names\.(?:kind|plural))\b/],
  '/PersistentVolumeClaim': [/^spec\.(?!(?:resources\.requests|volumeAttributesClassName)\b)/],
  '/PersistentVolume': [
    /^spec\.(?:nfs|csi|hostPath|local|awsElasticBlockStore|azureDisk|azureFile|gcePersistentDisk|iscsi|fc|cephfs|rbd|volumeMode)\b/,
  ],
  '/Pod': [
    /^spec\.(?!(?:activeDeadlineSeconds|tolerations|terminationGracePeriodSeconds|schedulingGates|(?:initContainers|containers)\[name=[^\]]*\]\.(?:image|resources))\b)/,
  ],
  '/Secret': [/^type\b/],
  '/Service': [/^spec\.clusterIPs?\b/],
};

/** Names of the fields of a resource whose change the API server will refuse. */
export function refusedFields({ base, head, fields, moved }: ResourceChange): string[] {
  if (base === undefined || head === undefined || (moved !== undefined && moved !== 'target')) return [];
  const { group, kind } = head.resource;
  if (isHook(head)) return [];
  const real = fields.filter(({ noise }) => noise !== 'format');
  const fixed = (FIXED[`${group}/${kind}`] ?? []).flatMap(pattern =>
    real.filter(change => pattern.test(change.field) && isRefused(kind, change)),
  );
  const frozen =
    own(base.object, 'immutable') === true && (kind === 'ConfigMap' || kind === 'Secret')
      ? real.filter(({ field }) => /^(?:data|stringData|binaryData|immutable)\b/.test(field))
      : [];
  return [...new Set([...fixed, ...frozen].map(({ field }) => short(field)))];
}

/** An address that nobody names any more stays as it is (`patchAllocatedValues`), and one may ask for the one it has. */
function isRefused(kind: string, { operation, before, after }: FieldChange): boolean {
  if (kind !== 'Service') return true;
  if (operation === 'added') return after === 'None';
  return operation === 'changed' && scalarText(before) !== '' && scalarText(after) !== '';
}

/** `spec.selector.matchLabels.app` -> `spec.selector`: the part that is fixed as a whole. */
function short(field: string): string {
  return field
    .split(/[.[]/)
    .slice(0, field.startsWith('spec.') ? 2 : 1)
    .join('.');
}
