import { GOOD_PRACTICES, KUBERNETES, RBAC_PAGE, READ, WRITE } from './sources.ts';
import type { CatalogueEntry, Permission } from './types.ts';

const RBAC = 'rbac.authorization.k8s.io';
const IDENTITY = 'authentication.k8s.io';
const CERTIFICATES = 'certificates.k8s.io';
const ESCALATION = `${RBAC_PAGE}#privilege-escalation-prevention-and-bootstrapping`;
const AGGREGATION = `${RBAC_PAGE}#aggregated-clusterroles`;
const IMPERSONATION = 'https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/';
const SIGNING =
  'https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#authorization';
const MODES = `${KUBERNETES}staging/src/k8s.io/apiserver/pkg/endpoints/filters/impersonation/mode.go`;

/** Entries RB001 to RB020: who may change who may do what, and who may be somebody else. */
export const CONTROL_PLANE: readonly CatalogueEntry[] = [
  {
    id: 'RB001',
    title: 'Everything, by a role that is not called cluster-admin',
    can: 'do everything in the cluster',
    so: 'it is cluster-admin under another name',
    level: { cluster: 'critical' },
    needs: [],
    takeover: true,
    source: `${GOOD_PRACTICES}#least-privilege`,
  },
  {
    id: 'RB002',
    title: 'cluster-admin',
    can: 'do everything in the cluster',
    so: 'every Secret, every node and every access rule included',
    level: { cluster: 'critical' },
    needs: [],
    takeover: true,
    source: `${RBAC_PAGE}#user-facing-roles`,
  },
  {
    id: 'RB003',
    title: 'Everything in a namespace',
    can: 'do everything {where}',
    so: 'its Secrets, its access rules, and the labels of the namespace that keep its pods safe',
    level: { cluster: 'critical', namespace: 'high' },
    needs: [],
    takeover: true,
    source: `${RBAC_PAGE}#user-facing-roles`,
  },
  {
    id: 'RB004',
    title: 'Write any right into a ClusterRole',
    can: 'write rights it does not have into {any ClusterRole|ClusterRole}',
    so: 'whoever is bound to that role has them then',
    level: { cluster: 'critical', named: 'high' },
    needs: [
      [{ verbs: ['escalate'], group: RBAC, resources: ['clusterroles'], cluster: true }],
      [{ verbs: WRITE, group: RBAC, resources: ['clusterroles'], cluster: true }],
    ],
    sameObject: true,
    changesRoles: 'ClusterRole',
    takeover: true,
    worst: ['cluster-admin'],
    source: ESCALATION,
  },
  {
    id: 'RB005',
    title: 'Write any right into a Role',
    can: 'write rights it does not have into {any Role|Role} {where}',
    so: 'whoever is bound to that role has them then',
    level: { cluster: 'critical', namespace: 'high' },
    needs: [
      [{ verbs: ['escalate'], group: RBAC, resources: ['roles'] }],
      [{ verbs: WRITE, group: RBAC, resources: ['roles'] }],
    ],
    sameObject: true,
    changesRoles: 'Role',
    takeover: true,
    source: ESCALATION,
  },
  {
    id: 'RB006',
    title: 'Bind any ClusterRole in the whole cluster',
    can: 'bind {any ClusterRole, cluster-admin too,|ClusterRole} to anyone in the whole cluster',
    so: 'itself included',
    level: { cluster: 'critical', named: 'high' },
    needs: [
      [{ verbs: ['bind'], group: RBAC, resources: ['clusterroles'], cluster: true }],
      [{ verbs: WRITE, group: RBAC, resources: ['clusterrolebindings'], cluster: true }],
    ],
    namesAreRoles: true,
    takeover: true,
    source: ESCALATION,
  },
  {
    id: 'RB007',
    title: 'Bind any role in a namespace',
    can: 'bind {any role|role} to anyone {where}',
    so: 'itself included',
    level: { cluster: 'critical', namespace: 'high' },
    needs: [
      [{ verbs: ['bind'], group: RBAC, resources: ['clusterroles', 'roles'] }],
      [{ verbs: WRITE, group: RBAC, resources: ['rolebindings'] }],
    ],
    namesAreRoles: true,
    takeover: true,
    source: ESCALATION,
  },
  {
    id: 'RB008',
    title: 'Hand on its own rights',
    can: 'give the rights it has to others, and take theirs away, {where}',
    so: 'what it got stays with whomever it chose, after it is gone',
    level: { cluster: 'medium', namespace: 'medium' },
    needs: [
      [
        { verbs: WRITE, group: RBAC, resources: ['rolebindings'] },
        { verbs: WRITE, group: RBAC, resources: ['clusterrolebindings'], cluster: true },
      ],
    ],
    unless: ['RB006', 'RB007'],
    heldBy: 'admin',
    source: ESCALATION,
  },
  {
    id: 'RB009',
    title: 'Rewrite roles',
    can: 'rewrite {roles|role} {where} with rights it has itself, and take rights out of them',
    so: 'what others can do changes with it',
    level: { cluster: 'medium', namespace: 'medium' },
    needs: [
      [
        { verbs: WRITE, group: RBAC, resources: ['roles'] },
        { verbs: WRITE, group: RBAC, resources: ['clusterroles'], cluster: true },
      ],
    ],
    unless: ['RB004', 'RB005'],
    heldBy: 'admin',
    source: ESCALATION,
  },
  {
    id: 'RB010',
    title: 'A role that collects every ClusterRole',
    can: 'do {where} what any ClusterRole allows',
    so: 'an empty selector of its aggregationRule collects all of them, cluster-admin too',
    level: { cluster: 'critical', namespace: 'high' },
    needs: [],
    takeover: true,
    source: AGGREGATION,
  },
  {
    id: 'RB011',
    title: 'More in a default role than it has by itself',
    can: 'do more {where} than the default role says that it is bound to',
    so: 'a label feeds the rules of another ClusterRole into it, for everybody who has it',
    level: { cluster: 'high', namespace: 'medium' },
    needs: [],
    source: AGGREGATION,
  },
  {
    id: 'RB012',
    title: 'Act as a user',
    can: 'act as {any user|user}',
    so: 'with all that the user may do',
    level: { cluster: 'critical', named: 'high' },
    needs: [[{ verbs: ['impersonate'], group: '', resources: ['users'], cluster: true }]],
    takeover: true,
    worst: ['kubernetes-admin', 'system:admin', 'system:kube-controller-manager', 'system:kube-scheduler'],
    source: IMPERSONATION,
  },
  {
    id: 'RB013',
    title: 'Act as a member of a group',
    can: 'act as a member of {any group, system:masters too|group}',
    so: 'with all that the group may do',
    level: { cluster: 'critical', named: 'high' },
    needs: [
      [{ verbs: ['impersonate'], group: '', resources: ['groups'], cluster: true }],
      [
        { verbs: ['impersonate'], group: '', resources: ['users'], cluster: true },
        { verbs: ['impersonate'], group: '', resources: ['serviceaccounts'] },
      ],
    ],
    effect: 'cluster',
    takeover: true,
    worst: ['system:masters'],
    source: IMPERSONATION,
  },
  {
    id: 'RB014',
    title: 'Act as a ServiceAccount',
    can: 'act as {any ServiceAccount|ServiceAccount} {where}',
    so: 'with all that the ServiceAccount may do',
    level: { cluster: 'critical', namespace: 'high' },
    needs: [[{ verbs: ['impersonate'], group: '', resources: ['serviceaccounts'] }]],
    takeover: true,
    heldBy: 'edit',
    source: IMPERSONATION,
  },
  {
    id: 'RB015',
    title: 'Act with an identity of its choice',
    can: 'choose the uid or the extra attributes of the user it acts as',
    so: 'where a webhook or a cloud trusts those, it believes them',
    level: { cluster: 'medium' },
    needs: [[{ verbs: ['impersonate'], group: IDENTITY, resources: ['uids', 'userextras/'], cluster: true }]],
    source: IMPERSONATION,
  },
  constrained('RB016', 'user-info', 'as {any user or group|user or group}', [
    { verbs: ['impersonate:user-info'], group: IDENTITY, resources: ['users', 'groups'], cluster: true },
  ]),
  constrained('RB016-serviceaccount', 'serviceaccount', 'as {any ServiceAccount|ServiceAccount}', [
    { verbs: ['impersonate:serviceaccount'], group: IDENTITY, resources: ['serviceaccounts'] },
  ]),
  constrained('RB016-node', 'arbitrary-node', 'as {any node|node}', [
    { verbs: ['impersonate:arbitrary-node'], group: IDENTITY, resources: ['nodes'], cluster: true },
  ]),
  constrained('RB016-own-node', 'associated-node', 'as the node it runs on', [
    // The API server asks for the name `*` here, and only here.
    {
      verbs: ['impersonate:associated-node'],
      group: IDENTITY,
      resources: ['nodes'],
      cluster: true,
      names: ['*'],
    },
  ]),
  {
    id: 'RB017',
    title: 'Issue client certificates',
    can: 'issue itself a certificate for any user, such as system:kube-controller-manager',
    so: 'it works until it expires, and nobody can revoke it',
    level: { cluster: 'critical', named: 'critical' },
    needs: [
      [{ verbs: ['create'], group: CERTIFICATES, resources: ['certificatesigningrequests'], cluster: true }],
      [{ verbs: READ, group: CERTIFICATES, resources: ['certificatesigningrequests'], cluster: true }],
      [
        {
          verbs: ['update', 'patch'],
          group: CERTIFICATES,
          resources: ['certificatesigningrequests/approval'],
          cluster: true,
        },
      ],
      [
        {
          verbs: ['approve'],
          group: CERTIFICATES,
          resources: ['signers'],
          cluster: true,
          names: ['kubernetes.io/kube-apiserver-client'],
        },
      ],
    ],
    namesOf: 3,
    takeover: true,
    source: SIGNING,
  },
  {
    id: 'RB018',
    title: 'Issue certificates of nodes',
    can: 'get a certificate for any node',
    so: 'with it, the Secrets and ServiceAccounts of the pods on that node',
    level: { cluster: 'high' },
    needs: [
      [{ verbs: ['create'], group: CERTIFICATES, resources: ['certificatesigningrequests'], cluster: true }],
      [
        {
          verbs: ['create'],
          group: CERTIFICATES,
          resources: ['certificatesigningrequests/nodeclient'],
          cluster: true,
        },
      ],
    ],
    source: 'https://kubernetes.io/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/#approval',
  },
  {
    id: 'RB019',
    title: 'Publish trust anchors',
    can: 'publish certificates that pods trust, for {any signer|signer}',
    so: 'whoever has their keys can pass for other servers',
    level: { cluster: 'medium' },
    needs: [
      [{ verbs: ['attest'], group: CERTIFICATES, resources: ['signers'], cluster: true }],
      [{ verbs: WRITE, group: CERTIFICATES, resources: ['clustertrustbundles'], cluster: true }],
    ],
    source:
      'https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#cluster-trust-bundles',
  },
  {
    id: 'RB019-sign',
    title: 'Deliver signed certificates',
    can: 'deliver certificates in the name of {any signer|signer}',
    so: "callers that trust the signer's key trust them",
    level: { cluster: 'low' },
    needs: [
      [{ verbs: ['sign'], group: CERTIFICATES, resources: ['signers'], cluster: true }],
      [
        {
          verbs: ['update', 'patch'],
          group: CERTIFICATES,
          resources: ['certificatesigningrequests/status'],
          cluster: true,
        },
      ],
    ],
    source: SIGNING,
  },
  {
    id: 'RB020',
    title: 'A binding to a role that does not exist',
    can: 'do {where} whatever somebody writes into a role that does not exist yet',
    so: 'the right begins the moment the role is created',
    level: { cluster: 'medium', namespace: 'medium' },
    needs: [],
    source: `${GOOD_PRACTICES}#periodic-review`,
  },
];

/** Constrained impersonation asks two questions: whom, and for what. */
function constrained(
  id: string,
  mode: string,
  whomText: string,
  whom: readonly Permission[],
): CatalogueEntry {
  return {
    id,
    title: `Act as another, for some actions (${mode})`,
    can: `act ${whomText} for some actions {where}`,
    so: 'the actions are those of its impersonate-on verbs',
    level: { cluster: 'high', namespace: 'medium' },
    needs: [
      whom.map(permission => ({ ...permission, since: 36 })),
      [{ verbs: [`impersonate-on:${mode}:`], resources: ['*'], since: 36 }],
    ],
    source: MODES,
  };
}
