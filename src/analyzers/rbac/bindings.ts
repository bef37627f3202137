import { type Manifest, own, scalarText } from '../../manifest/index.ts';

const GROUP = 'rbac.authorization.k8s.io';

/** Whether an object is a Role or a ClusterRole. */
export function isRole({ resource: { group, kind } }: Manifest): boolean {
  return group === GROUP && (kind === 'Role' || kind === 'ClusterRole');
}

/**
 * Whether a RoleBinding or ClusterRoleBinding grants a role: a Role is named by bindings of its own namespace only
 * (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding).
 */
export function binds({ resource, object }: Manifest, role: Manifest): boolean {
  if (resource.group !== GROUP || !/^(?:Cluster)?RoleBinding$/.test(resource.kind)) return false;
  const reference = own(object, 'roleRef');
  return (
    scalarText(own(reference, 'kind')) === role.resource.kind &&
    scalarText(own(reference, 'name')) === role.resource.name &&
    (role.resource.kind === 'ClusterRole' || role.resource.namespace === resource.namespace)
  );
}
