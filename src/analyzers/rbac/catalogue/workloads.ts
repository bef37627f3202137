import { GOOD_PRACTICES, KUBERNETES, WRITE } from './sources.ts';
import type { CatalogueEntry, Permission } from './types.ts';

/** Each resource with its own group. */
export const RUNS_PODS: readonly Permission[] = [
  {
    verbs: WRITE,
    group: 'apps',
    resources: ['deployments', 'daemonsets', 'statefulsets', 'replicasets'],
  },
  { verbs: WRITE, group: 'batch', resources: ['jobs', 'cronjobs'] },
  { verbs: WRITE, group: '', resources: ['replicationcontrollers', 'podtemplates'] },
];

const KUBELET =
  'https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/#kubelet-authorization';
/** Before 1.35 a WebSocket needed no more than `get` (KEP-5648, AuthorizePodWebsocketUpgradeCreatePermission). */
const STREAMS_BY_GET = 35;

/** Entries WL001 to PV002: pods, what runs in them, and the nodes they run on. */
export const WORKLOADS: readonly CatalogueEntry[] = [
  {
    id: 'WL001',
    title: 'Run pods',
    can: 'run pods of its choice {where}',
    so: 'with any ServiceAccount there, and any Secret mounted',
    level: { cluster: 'critical', namespace: 'high' },
    needs: [[{ verbs: ['create'], group: '', resources: ['pods'] }]],
    takeover: true,
    runsPods: true,
    heldBy: 'edit',
    source: `${GOOD_PRACTICES}#workload-creation`,
  },
  {
    id: 'WL002',
    title: 'Run pods through workloads',
    can: 'write {workloads|workload} {where}',
    so: 'their pods run what it says, with any ServiceAccount there and any Secret mounted',
    level: { cluster: 'critical', namespace: 'high' },
    needs: [RUNS_PODS],
    takeover: true,
    runsPods: true,
    heldBy: 'edit',
    source: `${GOOD_PRACTICES}#workload-creation`,
  },
  {
    id: 'WL003',
    title: 'Change running pods',
    can: 'change the image of {running pods|the running pod} {where}',
    so: "its own program then runs with that pod's ServiceAccount and Secrets",
    level: { cluster: 'critical', namespace: 'high' },
    needs: [[{ verbs: ['update', 'patch'], group: '', resources: ['pods'] }]],
    takeover: true,
    heldBy: 'edit',
    source: 'https://kubernetes.io/docs/concepts/workloads/pods/#pod-update-and-replacement',
  },
  {
    id: 'WL004',
    title: 'Run commands in pods',
    can: 'run commands in {any pod|pod} {where}',
    so: "with that pod's ServiceAccount, Secrets and network",
    level: { cluster: 'critical', namespace: 'high' },
    needs: [
      [
        { verbs: ['create'], group: '', resources: ['pods/exec', 'pods/attach'] },
        { verbs: ['get'], group: '', resources: ['pods/exec', 'pods/attach'], before: STREAMS_BY_GET },
      ],
    ],
    takeover: true,
    heldBy: 'edit',
    source: 'https://github.com/kubernetes/enhancements/issues/5648',
  },
  {
    id: 'WL005',
    title: 'Add containers to running pods',
    can: 'put a container of its choice into {any running pod|the running pod} {where}',
    so: "with that pod's network, volumes and ServiceAccount",
    level: { cluster: 'critical', namespace: 'high' },
    needs: [[{ verbs: ['update', 'patch'], group: '', resources: ['pods/ephemeralcontainers'] }]],
    takeover: true,
    runsPods: true,
    source: 'https://kubernetes.io/docs/concepts/workloads/pods/ephemeral-containers/',
  },
  {
    id: 'WL006',
    title: 'Reach ports through the API server',
    can: 'connect to ports of {any pod or Service|} {where} through the API server',
    so: 'past NetworkPolicies, also to those that ask for no password',
    level: { cluster: 'medium', namespace: 'low' },
    needs: [
      [
        { verbs: ['create'], group: '', resources: ['pods/portforward'] },
        { verbs: ['get'], group: '', resources: ['pods/portforward'], before: STREAMS_BY_GET },
        {
          verbs: ['get', 'create', 'update', 'patch', 'delete'],
          group: '',
          resources: ['pods/proxy', 'services/proxy'],
        },
      ],
    ],
    heldBy: 'edit',
    source: 'https://kubernetes.io/docs/tasks/access-application-cluster/access-cluster-services/',
  },
  {
    id: 'WL007',
    title: 'Read logs',
    can: 'read the logs of {every pod|pod} {where}',
    so: 'whatever programs print, tokens and personal data among it',
    level: { cluster: 'low', namespace: 'low' },
    needs: [[{ verbs: ['get'], group: '', resources: ['pods/log'] }]],
    heldBy: 'view',
    source: 'https://kubernetes.io/docs/concepts/cluster-administration/logging/',
  },
  {
    id: 'WL008',
    title: 'Drive pods to a node',
    can: 'drive pods {where} away and close nodes to them',
    so: 'pods with more rights start on the node it holds',
    level: { cluster: 'high' },
    needs: [
      [
        { verbs: ['delete', 'deletecollection'], group: '', resources: ['pods'] },
        { verbs: ['create'], group: '', resources: ['pods/eviction'] },
        { verbs: ['update', 'patch'], group: '', resources: ['pods', 'pods/status'] },
        { verbs: ['delete'], group: '', resources: ['nodes'], cluster: true },
      ],
      [{ verbs: ['update', 'patch'], group: '', resources: ['nodes', 'nodes/status'], cluster: true }],
    ],
    source: 'https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/',
  },
  {
    id: 'WL009',
    title: 'Place pods on nodes',
    can: 'put pods {where} on a node of its choice',
    so: 'taints and the scheduler are not asked',
    level: { cluster: 'medium' },
    needs: [[{ verbs: ['create'], group: '', resources: ['pods/binding', 'bindings'] }]],
    source: 'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/',
  },
  {
    id: 'WL010',
    title: 'Scale workloads',
    can: 'change how many pods {any workload|workload} {where} has',
    so: 'down to none: what guards the cluster can be switched off so',
    level: { cluster: 'medium', namespace: 'low' },
    needs: [
      [
        {
          verbs: ['update', 'patch'],
          group: 'apps',
          resources: ['deployments/scale', 'statefulsets/scale', 'replicasets/scale'],
        },
        { verbs: ['update', 'patch'], group: '', resources: ['replicationcontrollers/scale'] },
      ],
    ],
    heldBy: 'edit',
    source: 'https://kubernetes.io/docs/tasks/run-application/scale-stateful-set/',
  },
  {
    id: 'ND001',
    title: "The kubelets' whole API",
    can: 'run commands in every pod of {every node|node} through the kubelet',
    so: 'even get suffices, and neither audit nor admission sees it',
    level: { cluster: 'critical' },
    needs: [
      [
        {
          verbs: ['get', 'create', 'update', 'patch', 'delete'],
          group: '',
          resources: ['nodes/proxy'],
          cluster: true,
        },
      ],
    ],
    takeover: true,
    source: `${GOOD_PRACTICES}#access-to-proxy-subresource-of-nodes`,
  },
  {
    id: 'ND002',
    title: "Parts of the kubelets' API",
    can: 'read logs, configuration or pods from {every kubelet|the kubelet of}',
    so: 'less than nodes/proxy, and often what it was wanted for',
    level: { cluster: 'low' },
    needs: [
      [
        {
          verbs: ['get'],
          group: '',
          resources: ['nodes/log', 'nodes/configz', 'nodes/pods'],
          cluster: true,
        },
      ],
    ],
    unless: ['ND001'],
    source: KUBELET,
  },
  {
    id: 'ND002-checkpoint',
    title: 'Write the memory of containers to disk',
    can: 'have the memory of any container on {every node|node} written to its disk',
    so: 'keys and passwords are in it',
    level: { cluster: 'medium' },
    needs: [[{ verbs: ['create'], group: '', resources: ['nodes/checkpoint'], cluster: true }]],
    unless: ['ND001'],
    source: KUBELET,
  },
  {
    id: 'ND003',
    title: 'Change nodes',
    can: 'change labels and taints of {every node|node}, or delete it',
    so: 'that decides which pods start where, and drives them away',
    level: { cluster: 'high' },
    needs: [
      [
        {
          verbs: [...WRITE, 'delete', 'deletecollection'],
          group: '',
          resources: ['nodes'],
          cluster: true,
        },
      ],
    ],
    source:
      'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#node-isolation-restriction',
  },
  {
    id: 'ND003-status',
    title: 'Change the status of nodes',
    can: 'change capacity and conditions of {every node|node}',
    so: 'the scheduler believes them and moves pods accordingly',
    level: { cluster: 'medium' },
    needs: [[{ verbs: ['update', 'patch'], group: '', resources: ['nodes/status'], cluster: true }]],
    unless: ['ND003'],
    source: 'https://kubernetes.io/docs/reference/node/node-status/',
  },
  {
    id: 'ND004',
    title: 'Attach volumes',
    can: 'change which volumes are attached to which nodes',
    so: "a volume of others can end up on a node of the holder's choice",
    level: { cluster: 'medium' },
    needs: [
      [
        {
          verbs: WRITE,
          group: 'storage.k8s.io',
          resources: ['csinodes', 'volumeattachments'],
          cluster: true,
        },
      ],
    ],
    source: `${KUBERNETES}staging/src/k8s.io/api/storage/v1/types.go`,
  },
  {
    id: 'PV001',
    title: 'Make PersistentVolumes',
    can: 'make PersistentVolumes of any folder of any node',
    so: 'Pod Security looks at the claim, not at the hostPath behind it',
    level: { cluster: 'high' },
    // What a volume is made of cannot be changed afterwards (ValidatePersistentVolumeUpdate).
    needs: [[{ verbs: ['create'], group: '', resources: ['persistentvolumes'], cluster: true }]],
    takeover: true,
    source: `${GOOD_PRACTICES}#persistent-volume-creation`,
  },
  {
    id: 'PV001-claim',
    title: 'Hand PersistentVolumes to other claims',
    can: 'hand {any PersistentVolume|PersistentVolume} to a claim of its choice',
    so: 'with the data that somebody else has left on it',
    level: { cluster: 'medium' },
    needs: [[{ verbs: ['update', 'patch'], group: '', resources: ['persistentvolumes'], cluster: true }]],
    unless: ['PV001'],
    source: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#reserving-a-persistentvolume',
  },
  {
    id: 'PV002',
    title: 'Copy volumes',
    can: 'copy {any volume|volume} {where} by a snapshot, and mount the copy',
    so: 'databases with all that is in them',
    level: { cluster: 'medium', namespace: 'low' },
    needs: [
      [{ verbs: ['create'], group: 'snapshot.storage.k8s.io', resources: ['volumesnapshots'] }],
      [{ verbs: ['create'], group: '', resources: ['persistentvolumeclaims'] }],
    ],
    source:
      'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#volume-snapshot-and-restore-volume-from-snapshot-support',
  },
];
