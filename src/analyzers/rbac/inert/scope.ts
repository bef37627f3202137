import type { FieldPath } from '../../../manifest/index.ts';
import { isVirtual, knownResource } from '../names.ts';
import { type PolicyRule, RBAC_GROUP } from '../types.ts';
import type { Inert, InertWorld } from './types.ts';

export function clusterScoped(written: string, path: FieldPath): Inert {
  return {
    code: 'cluster-scoped',
    path,
    does: 'nothing',
    why: `${written} are in no namespace, and a RoleBinding reaches only into its own`,
    meant: 'If they are needed, a ClusterRole and a ClusterRoleBinding give them.',
  };
}

/**
 * Whether a grant in a namespace does something for a resource without one: the namespace itself is read and written
 * with its own name as namespace, and `bind` and `escalate` are asked in the namespace of the binding.
 */
export function worksInNamespace(
  { group, resource }: { group: string; resource: string },
  subresource: string | undefined,
  { verbs }: PolicyRule,
): boolean {
  if (group === '' && resource === 'namespaces') {
    if (subresource !== undefined) return true;
    return verbs.some(verb => ['*', 'get', 'update', 'patch', 'delete'].includes(verb));
  }
  return (
    group === RBAC_GROUP && resource === 'clusterroles' && verbs.some(verb => verb === 'bind' || verb === '*')
  );
}

/** Whether nothing of a resource in a rule can be had in a namespace; false where that is not known. */
export function isClusterOnly(
  rule: PolicyRule,
  written: string,
  { clusterScoped: custom }: InertWorld,
): boolean {
  const [resource = '', subresource] = written.split('/');
  if (rule.apiGroups.length === 0 || resource === '*') return false;
  return rule.apiGroups.every(group => {
    const known = knownResource(group, resource);
    if (known !== undefined) return !known.namespaced && !worksInNamespace(known, subresource, rule);
    if (isVirtual(group, resource)) return resource !== 'serviceaccounts';
    return custom?.has(`${group}/${resource}`) === true;
  });
}
