import { type Json, own, scalarText } from '../../manifest/index.ts';
import type { Subject } from './types.ts';

const ALIAS = /^system:serviceaccount:([^:]+):([^:]+)$/;

/**
 * A subject of a binding; undefined when it can match nobody: an unknown kind, or a ServiceAccount without a namespace
 * in a ClusterRoleBinding. Source: `appliesToUser`, pkg/registry/rbac/validation/rule.go.
 *
 * @param namespace of the RoleBinding, which a ServiceAccount without one is in; '' for a ClusterRoleBinding
 */
export function subjectOf(subject: Json, namespace: string): Subject | undefined {
  const kind = scalarText(own(subject, 'kind'));
  const name = scalarText(own(subject, 'name'));
  if (kind === 'ServiceAccount') {
    const home = scalarText(own(subject, 'namespace')) || namespace;
    return home === '' || name === '' ? undefined : serviceAccount(home, name);
  }
  if (kind === 'User') return user(name);
  return kind === 'Group' ? group(name) : undefined;
}

export function serviceAccount(namespace: string, name: string): Subject {
  return `ServiceAccount ${namespace}/${name}`;
}

/** The user of this name: the authorizer compares names only, so that of a ServiceAccount is the ServiceAccount. */
export function user(name: string): Subject {
  const alias = ALIAS.exec(name);
  return alias === null ? `User ${name}` : serviceAccount(alias[1] as string, alias[2] as string);
}

export function group(name: string): Subject {
  return `Group ${name}`;
}

/** Namespace and name of a ServiceAccount; undefined for other subjects. */
export function accountOf(subject: Subject): { namespace: string; name: string } | undefined {
  const match = /^ServiceAccount ([^/]*)\/(.*)$/.exec(subject);
  return match === null ? undefined : { namespace: match[1] as string, name: match[2] as string };
}

/**
 * Groups every request of a subject carries without anybody saying so, as subjects. A group is in no other.
 * Source: k8s.io/apiserver/pkg/authentication/{serviceaccount,user}, request/anonymous; the groups that an identity
 * provider adds are not known here.
 */
export function implicitGroups(subject: Subject): Subject[] {
  if (subject.startsWith('Group ')) return [];
  if (subject === 'User system:anonymous') return [group('system:unauthenticated')];
  const authenticated = group('system:authenticated');
  const account = accountOf(subject);
  if (account !== undefined) {
    return [
      group('system:serviceaccounts'),
      group(`system:serviceaccounts:${account.namespace}`),
      authenticated,
    ];
  }
  return subject.startsWith('User system:node:') ? [group('system:nodes'), authenticated] : [authenticated];
}
