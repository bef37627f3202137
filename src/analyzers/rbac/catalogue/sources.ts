/** Pages and files that several entries cite. */
export const GOOD_PRACTICES = 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/';
export const RBAC_PAGE = 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/';
export const KUBERNETES = 'https://github.com/kubernetes/kubernetes/blob/master/';

export const READ: readonly string[] = ['get', 'list', 'watch'];
export const WRITE: readonly string[] = ['create', 'update', 'patch'];
export const DELETE: readonly string[] = ['delete', 'deletecollection'];
