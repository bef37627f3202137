/** Objects of RBAC for tests, as plain as they can be. */
export type RbacObject = Readonly<Record<string, unknown>>;

export interface RbacRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

export interface RbacSubject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

const apiVersion = 'rbac.authorization.k8s.io/v1';
const apiGroup = 'rbac.authorization.k8s.io';

export function clusterRole(
  name: string,
  rules: readonly RbacRule[],
  labels: Readonly<Record<string, string>> = {},
): RbacObject {
  return { apiVersion, kind: 'ClusterRole', metadata: { name, labels }, rules };
}

/** A ClusterRole that takes the rules of those with any of these labels. */
export function aggregatedRole(
  name: string,
  selectors: readonly object[],
  labels: Readonly<Record<string, string>> = {},
): RbacObject {
  return {
    apiVersion,
    kind: 'ClusterRole',
    metadata: { name, labels },
    aggregationRule: { clusterRoleSelectors: selectors },
    rules: [],
  };
}

export function role(name: string, rules: readonly RbacRule[], namespace = 'shop'): RbacObject {
  return { apiVersion, kind: 'Role', metadata: metadata(name, namespace), rules };
}

export function clusterBinding(name: string, to: string, subjects: readonly RbacSubject[]): RbacObject {
  return {
    apiVersion,
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup, kind: 'ClusterRole', name: to },
    subjects,
  };
}

export function binding(
  name: string,
  kind: 'Role' | 'ClusterRole',
  to: string,
  subjects: readonly RbacSubject[],
  namespace = 'shop',
): RbacObject {
  return {
    apiVersion,
    kind: 'RoleBinding',
    metadata: metadata(name, namespace),
    roleRef: { apiGroup, kind, name: to },
    subjects,
  };
}

/** As documents of one file. */
export function yaml(objects: readonly RbacObject[]): string {
  return objects.map(object => JSON.stringify(object)).join('\n---\n');
}

function metadata(name: string, namespace: string): object {
  return { name, ...(namespace === '' ? {} : { namespace }) };
}
