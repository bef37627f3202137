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
 * Groups that a subject is in without anybody saying so, as subjects: those every request of a user carries, and for
 * a group those that all of its members are in.
 * Source: k8s.io/apiserver/pkg/authentication/{serviceaccount,user}, request/anonymous; the groups that an identity
 * provider adds are not known here.
 */
export function implicitGroups(subject: Subject): Subject[] {
  if (subject === AUTHENTICATED || subject === UNAUTHENTICATED) return [];
  if (subject === 'User system:anonymous') return [UNAUTHENTICATED];
  const account = accountOf(subject);
  if (account !== undefined) return [...accountGroups(account.namespace), AUTHENTICATED];
  if (subject.startsWith('User system:node:')) return [group('system:nodes'), AUTHENTICATED];
  return subject.startsWith(`${ACCOUNTS}:`) ? [ACCOUNTS, AUTHENTICATED] : [AUTHENTICATED];
}

const AUTHENTICATED = group('system:authenticated');
const UNAUTHENTICATED = group('system:unauthenticated');
const ACCOUNTS = group('system:serviceaccounts');

function accountGroups(namespace: string): Subject[] {
  return [ACCOUNTS, group(`system:serviceaccounts:${namespace}`)];
}
