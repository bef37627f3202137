import { GOOD_PRACTICES, KUBERNETES, RBAC_PAGE } from './sources.ts';
import type { CatalogueEntry } from './types.ts';

/** Entries SU001 to SU007: subjects that stand for more, or for others, than they seem to. */
export const SUBJECTS: readonly CatalogueEntry[] = [
  {
    id: 'SU001',
    title: 'Rights without logging in',
    can: 'do {where} what {a role|} allows',
    so: 'everyone who reaches the API server can, without a password or a certificate',
    level: { cluster: 'critical', namespace: 'critical', named: 'critical' },
    needs: [],
    source: 'https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-requests',
  },
  {
    id: 'SU002',
    title: 'Rights of everyone who can log in',
    can: 'do {where} what {a role|} allows',
    so: 'everyone who can log in can, and every pod; on some clouds that is everyone with an account there',
    level: { cluster: 'high', namespace: 'high', named: 'high' },
    needs: [],
    source: GOOD_PRACTICES,
  },
  {
    id: 'SU003',
    title: 'Rights of all ServiceAccounts',
    can: 'do {where} what {a role|} allows',
    so: 'every pod can, also those that nobody has written yet',
    level: { cluster: 'high', namespace: 'medium', named: 'high' },
    needs: [],
    source: `${RBAC_PAGE}#service-account-permissions`,
  },
  {
    id: 'SU004',
    title: 'Rights of the default ServiceAccount',
    can: 'do {where} what {a role|} allows',
    so: 'every pod of its namespace that names no ServiceAccount can',
    level: { cluster: 'medium', namespace: 'medium', named: 'medium' },
    needs: [],
    source: `${RBAC_PAGE}#service-account-permissions`,
  },
  {
    id: 'SU005',
    title: 'system:masters is used',
    can: 'do everything in the cluster, whatever {a role|} says',
    so: 'the API server asks neither RBAC nor webhooks about it, and nobody can take it away',
    level: { cluster: 'critical', namespace: 'critical', named: 'critical' },
    needs: [],
    source: `${GOOD_PRACTICES}#least-privilege`,
  },
  {
    id: 'SU006',
    title: 'A ServiceAccount written as a user',
    can: 'do {where} what {a role|} allows',
    so: 'the binding names it as a user, and whoever looks for ServiceAccounts misses it',
    level: { cluster: 'low', namespace: 'low', named: 'low' },
    needs: [],
    source: `${KUBERNETES}pkg/registry/rbac/validation/rule.go`,
  },
  {
    id: 'SU007',
    title: "A controller's role of the cluster itself",
    can: 'do {where} what {a role|} allows',
    so: 'such roles are made for the controllers of Kubernetes, and change with its version',
    level: { cluster: 'high', namespace: 'medium', named: 'high' },
    needs: [],
    source: `${RBAC_PAGE}#controller-roles`,
  },
];
