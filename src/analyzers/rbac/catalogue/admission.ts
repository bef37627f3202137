import { DELETE, GOOD_PRACTICES, WRITE } from './sources.ts';
import type { CatalogueEntry } from './types.ts';

const ADMISSION_GROUP = 'admissionregistration.k8s.io';
const CHANGE = [...WRITE, ...DELETE];
const WEBHOOKS = ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations'];
const MUTATING = ['mutatingadmissionpolicies', 'mutatingadmissionpolicybindings'];
const VALIDATING = ['validatingadmissionpolicies', 'validatingadmissionpolicybindings'];

/** Entries AD001 to AD008: what checks and changes objects on their way in, and what the API consists of. */
export const ADMISSION: readonly CatalogueEntry[] = [
  {
    id: 'AD001',
    title: 'Write admission webhooks',
    can: 'rewrite {any admission webhook|admission webhook}',
    so: 'it is sent every object that is written, Secrets too, and a mutating one may change it',
    level: { cluster: 'critical', named: 'medium' },
    needs: [[{ verbs: WRITE, group: ADMISSION_GROUP, resources: WEBHOOKS, cluster: true }]],
    takeover: true,
    source: `${GOOD_PRACTICES}#control-admission-webhooks`,
  },
  {
    id: 'AD001-delete',
    title: 'Remove admission webhooks',
    can: 'remove {any admission webhook|admission webhook}',
    so: 'what it forbade is allowed then',
    level: { cluster: 'high', named: 'medium' },
    needs: [[{ verbs: DELETE, group: ADMISSION_GROUP, resources: WEBHOOKS, cluster: true }]],
    unless: ['AD001'],
    source: `${GOOD_PRACTICES}#control-admission-webhooks`,
  },
  {
    id: 'AD002',
    title: 'Write policies that change objects',
    can: 'change every object that is written by {a policy|policy}',
    so: 'pods and bindings of others included',
    level: { cluster: 'critical', named: 'high' },
    needs: [[{ verbs: WRITE, group: ADMISSION_GROUP, resources: MUTATING, cluster: true }]],
    takeover: true,
    source: 'https://kubernetes.io/docs/reference/access-authn-authz/mutating-admission-policy/',
  },
  {
    id: 'AD002-validating',
    title: 'Change what admission policies forbid',
    can: 'change or remove {any admission policy|admission policy}',
    so: 'what it forbade is allowed then',
    level: { cluster: 'high' },
    needs: [
      [
        { verbs: CHANGE, group: ADMISSION_GROUP, resources: VALIDATING, cluster: true },
        { verbs: DELETE, group: ADMISSION_GROUP, resources: MUTATING, cluster: true },
      ],
    ],
    source: 'https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/',
  },
  {
    id: 'AD003',
    title: 'Change custom resource definitions',
    can: 'change or delete {any custom resource definition|custom resource definition}',
    so: 'a conversion webhook sees every object of it, and deleting it deletes them all',
    level: { cluster: 'medium', named: 'low' },
    needs: [
      [
        {
          verbs: CHANGE,
          group: 'apiextensions.k8s.io',
          resources: ['customresourcedefinitions'],
          cluster: true,
        },
      ],
    ],
    source:
      'https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#webhook-conversion',
  },
  {
    id: 'AD004',
    title: 'Redirect API groups',
    can: 'send requests for {any API group|the API group of} to a server of its choice',
    so: "it sees what callers send, and answers in the API server's name",
    level: { cluster: 'high' },
    needs: [[{ verbs: WRITE, group: 'apiregistration.k8s.io', resources: ['apiservices'], cluster: true }]],
    takeover: true,
    source: 'https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/',
  },
  {
    id: 'AD005',
    title: 'Change the labels of namespaces',
    can: 'change the labels of {every namespace|namespace}',
    so: 'they decide how safe pods have to be, and whom NetworkPolicies let in',
    level: { cluster: 'high', namespace: 'high' },
    needs: [[{ verbs: ['update', 'patch'], group: '', resources: ['namespaces'], ofNamespace: true }]],
    source: `${GOOD_PRACTICES}#namespace-modification`,
  },
  {
    id: 'AD006',
    title: 'Change the rules of policy engines',
    can: 'change what Kyverno or Gatekeeper forbid {where}',
    so: 'an exception for itself suffices',
    level: { cluster: 'high' },
    needs: [
      [
        {
          verbs: CHANGE,
          group: 'kyverno.io',
          resources: [
            'policies',
            'clusterpolicies',
            'policyexceptions',
            'cleanuppolicies',
            'clustercleanuppolicies',
          ],
          ownGroup: true,
        },
        { verbs: CHANGE, group: 'policies.kyverno.io', resources: ['*'], ownGroup: true },
        {
          verbs: CHANGE,
          group: 'templates.gatekeeper.sh',
          resources: ['constrainttemplates'],
          cluster: true,
          ownGroup: true,
        },
        {
          verbs: CHANGE,
          group: 'constraints.gatekeeper.sh',
          resources: ['*'],
          cluster: true,
          ownGroup: true,
        },
        { verbs: CHANGE, group: 'mutations.gatekeeper.sh', resources: ['*'], cluster: true, ownGroup: true },
        { verbs: CHANGE, group: 'config.gatekeeper.sh', resources: ['configs'], ownGroup: true },
      ],
    ],
    source: 'https://kyverno.io/docs/guides/security/',
  },
  {
    id: 'AD007',
    title: 'Use the open security context constraints of OpenShift',
    can: 'run pods {where} under {any security context constraints|security context constraints}',
    so: 'as root, with folders and network of the node',
    level: { cluster: 'high', named: 'high' },
    needs: [
      [
        {
          verbs: ['use'],
          group: 'security.openshift.io',
          resources: ['securitycontextconstraints'],
          names: ['privileged', 'anyuid', 'hostaccess', 'hostmount-anyuid', 'hostnetwork', 'node-exporter'],
        },
      ],
    ],
    source:
      'https://docs.redhat.com/en/documentation/openshift_container_platform/4.18/html/authentication_and_authorization/managing-pod-security-policies',
  },
  {
    id: 'AD008',
    title: 'Change priorities and quotas',
    can: 'change {where} which pods and requests come first, or how much a namespace may use',
    so: 'others wait, or are evicted',
    level: { cluster: 'medium', namespace: 'low' },
    needs: [
      [
        { verbs: CHANGE, group: 'node.k8s.io', resources: ['runtimeclasses'], cluster: true },
        { verbs: CHANGE, group: 'scheduling.k8s.io', resources: ['priorityclasses'], cluster: true },
        {
          verbs: CHANGE,
          group: 'flowcontrol.apiserver.k8s.io',
          resources: ['flowschemas', 'prioritylevelconfigurations'],
          cluster: true,
        },
        { verbs: CHANGE, group: '', resources: ['resourcequotas', 'limitranges'] },
      ],
    ],
    source: 'https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/',
  },
];
