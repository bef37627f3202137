import { DELETE, WRITE } from './sources.ts';
import type { CatalogueEntry } from './types.ts';

const METHODS: readonly string[] = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'];
const CVE_8554 = 'https://github.com/kubernetes/kubernetes/issues/97076';
const URLS =
  'https://kubernetes.io/docs/reference/access-authn-authz/authorization/#request-attributes-used-in-authorization';

/** Entries NW001 to NR001: where connections lead, traces, and paths that are no resources. */
export const NETWORK: readonly CatalogueEntry[] = [
  {
    id: 'NW001',
    title: 'Redirect connections by Services',
    can: 'send connections for addresses of its choice to pods {where}',
    so: 'externalIPs of a Service are not checked (CVE-2020-8554)',
    level: { cluster: 'medium', namespace: 'low' },
    needs: [
      [
        { verbs: WRITE, group: '', resources: ['services'] },
        { verbs: ['update', 'patch'], group: '', resources: ['services/status'] },
      ],
    ],
    heldBy: 'edit',
    source: CVE_8554,
  },
  {
    id: 'NW002',
    title: 'Redirect Services',
    can: 'send the callers of {any Service|Service} {where} to an address of its choice',
    so: 'also to addresses in other namespaces (CVE-2021-25740)',
    level: { cluster: 'medium', namespace: 'low' },
    needs: [
      [
        { verbs: WRITE, group: '', resources: ['endpoints'] },
        { verbs: WRITE, group: 'discovery.k8s.io', resources: ['endpointslices'] },
      ],
    ],
    source: 'https://github.com/kubernetes/kubernetes/issues/103675',
  },
  {
    id: 'NW003',
    title: 'Take over hosts',
    can: 'say {where} where requests for a host name or a path go',
    so: 'those of others too, where a controller does not keep them apart',
    level: { cluster: 'medium', namespace: 'low' },
    needs: [
      [
        { verbs: WRITE, group: 'networking.k8s.io', resources: ['ingresses'] },
        { verbs: WRITE, group: 'gateway.networking.k8s.io', resources: ['*'], ownGroup: true },
      ],
    ],
    heldBy: 'edit',
    source: 'https://kubernetes.io/docs/concepts/services-networking/ingress/',
  },
  {
    id: 'NW004',
    title: 'Open the network',
    can: 'change or delete {any NetworkPolicy|NetworkPolicy} {where}',
    so: 'pods that were kept apart can reach each other then',
    level: { cluster: 'medium', namespace: 'low' },
    needs: [
      [
        {
          verbs: ['update', 'patch', ...DELETE],
          group: 'networking.k8s.io',
          resources: ['networkpolicies'],
        },
      ],
    ],
    heldBy: 'edit',
    source: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  },
  {
    id: 'EV001',
    title: 'Delete events',
    can: 'delete events {where}',
    so: 'they are traces, and many audit policies do not record that they were deleted',
    level: { cluster: 'medium', namespace: 'low' },
    needs: [
      [
        { verbs: DELETE, group: '', resources: ['events'] },
        { verbs: DELETE, group: 'events.k8s.io', resources: ['events'] },
      ],
    ],
    heldBy: 'edit',
    source: 'https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/',
  },
  {
    id: 'EV002',
    title: 'Take the lead from controllers',
    can: 'take the lease of {any controller|} in namespace kube-system',
    so: 'the scheduler or the controllers of the cluster stop working',
    level: { cluster: 'low', named: 'low' },
    needs: [
      [
        {
          verbs: ['update', 'patch', ...DELETE],
          group: 'coordination.k8s.io',
          resources: ['leases'],
          namespace: 'kube-system',
          names: ['kube-controller-manager', 'kube-scheduler', 'cloud-controller-manager'],
        },
      ],
    ],
    source: 'https://kubernetes.io/docs/concepts/architecture/leases/',
  },
  {
    id: 'NR001',
    title: 'Every path of the API server',
    can: 'use every path of the API server that is no resource',
    so: 'its logs, profiles and metrics, and whatever is added later',
    level: { cluster: 'medium' },
    needs: [[{ verbs: METHODS, resources: ['/*'], paths: true, cluster: true }]],
    source: URLS,
  },
  {
    id: 'NR001-logs',
    title: 'Logs and profiles of the API server',
    can: 'read logs or profiles of the API server',
    so: 'host logs hold tokens at times, and profiles slow the server down',
    level: { cluster: 'medium' },
    needs: [
      [
        {
          verbs: METHODS,
          resources: ['/logs', '/logs/*', '/debug/pprof/*', '/debug/flags/*'],
          paths: true,
          cluster: true,
        },
      ],
    ],
    unless: ['NR001'],
    source: URLS,
  },
  {
    id: 'NR001-metrics',
    title: 'Metrics and settings of the API server',
    can: 'read metrics or settings of the API server',
    so: 'names of users, resources and features are in them',
    level: { cluster: 'low' },
    needs: [[{ verbs: ['get'], resources: ['/metrics', '/configz'], paths: true, cluster: true }]],
    unless: ['NR001'],
    source: URLS,
  },
];
