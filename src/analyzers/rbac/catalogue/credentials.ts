import { GOOD_PRACTICES, KUBERNETES, READ, WRITE } from './sources.ts';
import type { CatalogueEntry } from './types.ts';
import { RUNS_PODS } from './workloads.ts';

const SECRETS = { group: '', resources: ['secrets'] };
const API = 'https://kubernetes.io/docs/reference/using-api/api-concepts/';

/** ConfigMaps of kube-system that others believe. */
export const TRUSTED_CONFIG: readonly string[] = [
  'aws-auth',
  'coredns',
  'extension-apiserver-authentication',
  'kube-proxy',
  'kubeadm-config',
];

/** Entries SE001 to SE011: Secrets, tokens, and the objects that credentials hang on. SE010 is part of WL001. */
export const CREDENTIALS: readonly CatalogueEntry[] = [
  {
    id: 'SE001',
    title: 'Read Secrets',
    can: 'read every Secret {where}',
    so: 'passwords, keys and tokens',
    level: { cluster: 'critical', namespace: 'high' },
    needs: [[{ verbs: READ, ...SECRETS }]],
    namedAs: 'SE004',
    heldBy: 'edit',
    source: `${GOOD_PRACTICES}#listing-secrets`,
  },
  {
    id: 'SE002',
    title: 'Read Secrets by deleting them',
    can: 'read every Secret {where} by asking to delete them all',
    so: 'the API server answers deletecollection with all of them, and a dry run deletes none',
    level: { cluster: 'critical', namespace: 'high' },
    needs: [[{ verbs: ['deletecollection'], ...SECRETS }]],
    unless: ['SE001'],
    heldBy: 'edit',
    source: `${KUBERNETES}staging/src/k8s.io/apiserver/pkg/endpoints/handlers/delete.go`,
  },
  {
    id: 'SE003',
    title: 'Read Secrets by patching them',
    can: 'read {any Secret it can name|Secret} {where} by an empty patch',
    so: 'the API server answers with the whole object',
    level: { cluster: 'critical', namespace: 'high', named: 'medium' },
    needs: [[{ verbs: ['patch'], ...SECRETS }]],
    unless: ['SE001'],
    heldBy: 'edit',
    source: `${API}#patch-and-apply`,
  },
  {
    id: 'SE004',
    title: 'Read some Secrets',
    can: 'read {Secrets|Secret} {where}',
    so: 'only by these names, listing them one by one included',
    level: { cluster: 'medium', namespace: 'medium', named: 'medium' },
    needs: [],
    source: `${GOOD_PRACTICES}#listing-secrets`,
  },
  {
    id: 'SE005',
    title: 'Make tokens through Secrets',
    can: 'have a token made for any ServiceAccount {where}, and read it',
    so: 'a Secret of type kubernetes.io/service-account-token is filled by the cluster and never expires',
    level: { cluster: 'critical', namespace: 'high' },
    needs: [
      [{ verbs: ['create'], ...SECRETS }],
      [{ verbs: [...READ, 'patch', 'deletecollection'], ...SECRETS }],
    ],
    takeover: true,
    heldBy: 'edit',
    source: 'https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets',
  },
  {
    id: 'SE006',
    title: 'Make tokens of ServiceAccounts',
    can: 'make tokens of {any ServiceAccount|ServiceAccount} {where}',
    so: 'each has all that its ServiceAccount may do',
    level: { cluster: 'critical', namespace: 'high' },
    needs: [[{ verbs: ['create'], group: '', resources: ['serviceaccounts/token'] }]],
    takeover: true,
    heldBy: 'edit',
    source: `${GOOD_PRACTICES}#token-request`,
  },
  {
    id: 'SE007',
    title: 'Choose the audience of tokens',
    can: 'ask for tokens of ServiceAccounts {where} for audiences of its choice',
    so: 'systems outside the cluster may accept them',
    level: { cluster: 'low', namespace: 'low' },
    needs: [
      [
        {
          verbs: ['request-serviceaccounts-token-audience'],
          group: '',
          resources: ['*'],
          literal: true,
          since: 33,
        },
      ],
    ],
    source: 'https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction',
  },
  {
    id: 'SE008',
    title: 'Change configuration of the cluster in kube-system',
    can: 'change {the ConfigMaps of the cluster|ConfigMap} {where}',
    so: 'on EKS aws-auth says who is admin, coredns says where every name leads',
    level: { cluster: 'critical', named: 'high' },
    needs: [
      [
        {
          verbs: ['update', 'patch'],
          group: '',
          resources: ['configmaps'],
          namespace: 'kube-system',
          names: TRUSTED_CONFIG,
        },
      ],
    ],
    worst: ['aws-auth'],
    source: 'https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html',
  },
  {
    id: 'SE008-join',
    title: 'Change what joining nodes trust',
    can: 'change ConfigMap cluster-info in namespace kube-public',
    so: 'it tells new nodes which API server and which certificates to trust',
    level: { cluster: 'high', privileged: 'high', namespace: 'high', named: 'high' },
    needs: [
      [
        {
          verbs: ['update', 'patch'],
          group: '',
          resources: ['configmaps'],
          namespace: 'kube-public',
          names: ['cluster-info'],
        },
      ],
    ],
    source: 'https://kubernetes.io/docs/reference/setup-tools/kubeadm/implementation-details/',
  },
  {
    id: 'SE009',
    title: 'Change ServiceAccounts and run pods with them',
    can: 'give {any ServiceAccount|ServiceAccount} {where} a role of the cloud, and run pods with it',
    so: 'an annotation is all that eks.amazonaws.com/role-arn and its kind ask for',
    level: { cluster: 'high' },
    needs: [
      [{ verbs: WRITE, group: '', resources: ['serviceaccounts'] }],
      [{ verbs: ['create'], group: '', resources: ['pods'] }, ...RUNS_PODS],
    ],
    heldBy: 'edit',
    source: 'https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html',
  },
  {
    id: 'SE011',
    title: 'Ask about tokens and rights of others',
    can: 'ask the API server whose a token is, and what others may do',
    so: 'it helps to try stolen tokens and to find whom to attack next',
    level: { cluster: 'low' },
    needs: [
      [
        { verbs: ['create'], group: 'authentication.k8s.io', resources: ['tokenreviews'], cluster: true },
        {
          verbs: ['create'],
          group: 'authorization.k8s.io',
          resources: ['subjectaccessreviews'],
          cluster: true,
        },
        {
          verbs: ['create'],
          group: 'authorization.k8s.io',
          resources: ['localsubjectaccessreviews'],
        },
      ],
    ],
    heldBy: 'admin',
    source: 'https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access',
  },
];
