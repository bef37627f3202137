import { GOOD_PRACTICES, RBAC_PAGE, WRITE } from './sources.ts';
import type { CatalogueEntry } from './types.ts';

const RBAC = 'rbac.authorization.k8s.io';
const ESCALATION = `${RBAC_PAGE}#privilege-escalation-prevention-and-bootstrapping`;
const IMPERSONATION = 'https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/';

/** Entries RB001 to RB020: who may change who may do what, and who may be somebody else. */
export const CONTROL_PLANE: readonly CatalogueEntry[] = [
  {
    id: 'RB001',
    title: 'Everything, by a role that is not called cluster-admin',
    can: 'do everything {where}',
    so: 'it is cluster-admin under another name',
    level: { cluster: 'critical', namespace: 'high' },
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
    title: 'cluster-admin of a namespace',
    can: 'do everything {where}',
    so: 'its Secrets, its access rules, and the labels of the namespace that keep its pods safe',
    level: { cluster: 'critical', namespace: 'high' },
    needs: [],
    takeover: true,
    source: `${RBAC_PAGE}#user-facing-roles`,
  },
  {
    id: 'RB004',
    title: 'Write any rule into a ClusterRole',
    can: 'write rights it does not have into {any ClusterRole|ClusterRole}',
    so: 'whoever is bound to it has them, itself included',
    level: { cluster: 'critical', named: 'high' },
    needs: [
      [{ verbs: ['escalate'], group: RBAC, resources: ['clusterroles'], cluster: true }],
      [{ verbs: WRITE, group: RBAC, resources: ['clusterroles'], cluster: true }],
    ],
    sameObject: true,
    takeover: true,
    source: ESCALATION,
  },
  {
    id: 'RB005',
    title: 'Write any rule into a Role',
    can: 'write rights it does not have into {any Role|Role} {where}',
    so: 'whoever is bound to it has them, itself included',
    level: { cluster: 'critical', namespace: 'high' },
    needs: [
      [{ verbs: ['escalate'], group: RBAC, resources: ['roles'] }],
      [{ verbs: WRITE, group: RBAC, resources: ['roles'] }],
    ],
    sameObject: true,
    takeover: true,
    source: ESCALATION,
  },
  {
    id: 'RB006',
    title: 'Bind any ClusterRole in the whole cluster',
    can: 'bind {any ClusterRole|ClusterRole} to anyone in the whole cluster',
    so: 'to itself too',
    level: { cluster: 'critical', named: 'high' },
    needs: [
      [{ verbs: ['bind'], group: RBAC, resources: ['clusterroles'], cluster: true }],
      [{ verbs: WRITE, group: RBAC, resources: ['clusterrolebindings'], cluster: true }],
    ],
    takeover: true,
    source: ESCALATION,
  },
  {
    id: 'RB007',
    title: 'Bind any role in a namespace',
    can: 'bind {any role|role} to anyone {where}',
    so: 'to itself too',
    level: { cluster: 'critical', namespace: 'high' },
    needs: [
      [{ verbs: ['bind'], group: RBAC, resources: ['clusterroles', 'roles'] }],
      [{ verbs: WRITE, group: RBAC, resources: ['rolebindings'] }],
    ],
    takeover: true,
    source: ESCALATION,
  },
  {
    id: 'RB012',
    title: 'Act as any user',
    can: 'act as {any user|user}',
    so: 'with all that the user may do',
    level: { cluster: 'critical', named: 'high' },
    needs: [[{ verbs: ['impersonate'], group: '', resources: ['users'], cluster: true }]],
    takeover: true,
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
];
