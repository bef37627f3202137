import type { Atom } from './types.ts';

interface Danger {
  /** API group; `*` in a grant matches every one. */
  readonly group: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Completes "…: it can ". */
  readonly why: string;
  /** Only a ClusterRoleBinding makes it effective: the resource has no namespace. */
  readonly clusterOnly?: boolean;
}

const WRITE = ['create', 'update', 'patch'];
const READ = ['get', 'list', 'watch'];

/** Permissions from which more can be had than they say. The first match explains a grant. */
const DANGERS: readonly Danger[] = [
  {
    group: '',
    resources: ['secrets'],
    verbs: [...READ, 'patch', 'deletecollection'],
    why: 'read credentials',
  },
  {
    group: 'rbac.authorization.k8s.io',
    resources: ['roles', 'clusterroles'],
    verbs: ['escalate', 'bind'],
    why: 'give itself any permission',
  },
  {
    group: '',
    resources: ['users', 'groups'],
    verbs: ['impersonate'],
    why: 'act as somebody else',
    clusterOnly: true,
  },
  {
    group: '',
    resources: ['serviceaccounts'],
    verbs: ['impersonate'],
    why: 'act as another service account',
  },
  {
    group: '',
    resources: ['serviceaccounts/token'],
    verbs: ['create'],
    why: 'make tokens of other service accounts',
  },
  {
    group: '',
    resources: ['pods'],
    verbs: WRITE,
    why: 'run pods with any service account and Secret of the namespace',
  },
  {
    group: '',
    resources: ['pods/exec', 'pods/attach', 'pods/ephemeralcontainers'],
    verbs: ['get', ...WRITE],
    why: 'run commands inside other pods',
  },
  {
    group: 'apps',
    resources: ['deployments', 'statefulsets', 'daemonsets', 'replicasets'],
    verbs: WRITE,
    why: 'run pods with any service account and Secret of the namespace',
  },
  {
    group: 'batch',
    resources: ['jobs', 'cronjobs'],
    verbs: WRITE,
    why: 'run pods with any service account and Secret of the namespace',
  },
  {
    group: '',
    resources: ['nodes/proxy'],
    verbs: ['get', 'delete', ...WRITE],
    why: 'run commands on every node, past audit and admission',
    clusterOnly: true,
  },
  {
    group: '',
    resources: ['persistentvolumes'],
    verbs: WRITE,
    why: 'mount folders of the nodes',
    clusterOnly: true,
  },
  {
    group: '',
    resources: ['namespaces'],
    verbs: ['update', 'patch'],
    why: 'lower the Pod Security level of namespaces',
  },
  {
    group: 'rbac.authorization.k8s.io',
    resources: ['rolebindings', 'clusterrolebindings'],
    verbs: WRITE,
    why: 'hand its permissions to others',
  },
  {
    group: 'admissionregistration.k8s.io',
    resources: [
      'mutatingwebhookconfigurations',
      'validatingwebhookconfigurations',
      'validatingadmissionpolicies',
      'validatingadmissionpolicybindings',
      'mutatingadmissionpolicies',
      'mutatingadmissionpolicybindings',
    ],
    verbs: [...WRITE, 'delete', 'deletecollection'],
    why: 'read and change, or stop checking, what others create',
    clusterOnly: true,
  },
  {
    group: 'certificates.k8s.io',
    resources: ['signers'],
    verbs: ['approve', 'sign'],
    why: 'issue certificates for other identities',
    clusterOnly: true,
  },
];

/**
 * What a grant allows beyond its words, as the end of "it can …"; undefined for ordinary permissions.
 *
 * Single permissions only; combinations are not looked at. `pods/*` is no wildcard in RBAC, `*` + `/exec` is.
 */
export function dangerOf(atom: Atom): string | undefined {
  if (atom.group === undefined)
    return atom.resource === '*' || atom.resource === '/*' ? 'reach every path of the API server' : undefined;
  if (atom.verb === '*' && atom.resource === '*') return 'do everything';
  return DANGERS.find(
    d =>
      (d.clusterOnly !== true || atom.namespace === '') &&
      (atom.group === '*' || atom.group === d.group) &&
      (atom.verb === '*' || d.verbs.includes(atom.verb)) &&
      d.resources.some(resource => matchesResource(atom.resource, resource)),
  )?.why;
}

/**
 * Whether a guardrail judges the rule of a ClusterRole that grants this by itself (`rbac-secrets-read`,
 * `rbac-escalation-verbs`, `rbac-wildcard`): then the role's line has its finding already.
 */
export function judgedInClusterRole({ verb, resource, name }: Atom): boolean {
  if (name !== undefined) return false;
  if (verb === '*' && resource === '*') return true;
  if (['escalate', 'bind', 'impersonate'].includes(verb)) return true;
  return matchesResource(resource, 'secrets') && [...READ, 'deletecollection', '*'].includes(verb);
}

function matchesResource(granted: string, resource: string): boolean {
  if (granted === '*' || granted === resource) return true;
  const sub = resource.indexOf('/');
  return sub !== -1 && granted === `*${resource.slice(sub)}`;
}
