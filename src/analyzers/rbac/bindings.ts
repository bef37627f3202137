import { type Manifest, own, scalarText } from '../../manifest/index.ts';

const GROUP = 'rbac.authorization.k8s.io';

/** Identity of a Role or ClusterRole among the roles of one rendering; undefined for any other object. */
export function roleKey({ resource: { group, kind, namespace, name } }: Manifest): string | undefined {
  if (group !== GROUP) return undefined;
  if (kind === 'ClusterRole') return keyOf(kind, '', name);
  return kind === 'Role' ? keyOf(kind, namespace, name) : undefined;
}

/**
 * The {@link roleKey} of the role that a RoleBinding or ClusterRoleBinding grants: a Role is looked for in the binding's
 * own namespace (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding).
 * Undefined for any other object.
 */
export function grantedRole({ resource, object }: Manifest): string | undefined {
  if (resource.group !== GROUP || !/^(?:Cluster)?RoleBinding$/.test(resource.kind)) return undefined;
  const reference = own(object, 'roleRef');
  const kind = scalarText(own(reference, 'kind'));
  return keyOf(kind, kind === 'Role' ? resource.namespace : '', scalarText(own(reference, 'name')));
}

function keyOf(kind: string, namespace: string, name: string): string {
  return JSON.stringify([kind, namespace, name]);
}
