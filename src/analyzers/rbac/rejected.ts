import {
  type FieldPath,
  isObject,
  type Json,
  type JsonObject,
  type Manifest,
  own,
  scalarText,
} from '../../manifest/index.ts';
import { RBAC_GROUP } from './types.ts';

/** What the API server will not take, and where. */
export interface Rejected {
  readonly path: FieldPath;
  /** A clause without stop: `a rule needs verbs`. */
  readonly why: string;
  /** What to do, a sentence. */
  readonly meant: string;
}

/** RFC 1123 subdomain, as apimachinery's validation has it. */
const ACCOUNT_NAME = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/**
 * Why the API server refuses a Role, a ClusterRole or a binding of them; empty where it does not, and for other
 * objects. Source: pkg/apis/rbac/validation/validation.go, with the defaults of pkg/apis/rbac/v1/defaults.go.
 */
export function rejections({ resource: { group, kind }, object }: Manifest): Rejected[] {
  if (group !== RBAC_GROUP) return [];
  if (kind === 'Role' || kind === 'ClusterRole') return ofRules(kind, object);
  return kind === 'RoleBinding' || kind === 'ClusterRoleBinding' ? ofBinding(kind, object) : [];
}

function ofRules(kind: string, { rules, aggregationRule }: JsonObject): Rejected[] {
  const found = listOf(rules).flatMap((rule, index) =>
    isObject(rule) ? ofRule(kind, rule, ['rules', index]) : [],
  );
  if (kind === 'ClusterRole' && isObject(aggregationRule)) {
    const { clusterRoleSelectors } = aggregationRule;
    if (listOf(clusterRoleSelectors).length === 0) {
      found.push({
        path: ['aggregationRule'],
        why: 'an aggregationRule needs a selector',
        meant: 'Add a selector to clusterRoleSelectors, or leave aggregationRule out.',
      });
    }
  }
  return found;
}

function ofRule(kind: string, rule: JsonObject, path: FieldPath): Rejected[] {
  const has = (key: string) => listOf(rule[key]).length > 0;
  if (!has('verbs')) {
    return [
      {
        path: rule.verbs === undefined ? path : [...path, 'verbs'],
        why: 'a rule without verbs allows nothing',
        meant: 'Say which verbs are meant.',
      },
    ];
  }
  if (has('nonResourceURLs')) {
    if (kind === 'Role') {
      return [
        {
          path: [...path, 'nonResourceURLs'],
          why: 'a Role has a namespace and paths of the API server have none',
          meant: 'Use a ClusterRole and a ClusterRoleBinding.',
        },
      ];
    }
    const other = ['resources', 'apiGroups', 'resourceNames'].find(has);
    if (other === undefined) return [];
    return [
      {
        path: [...path, other],
        why: 'a rule is about resources or about paths of the API server, not about both',
        meant: 'Make two rules of it.',
      },
    ];
  }
  const missing = ['apiGroups', 'resources'].find(key => !has(key));
  if (missing === undefined) return [];
  return [
    {
      path: rule[missing] === undefined ? path : [...path, missing],
      why: `a rule about resources needs ${missing}`,
      meant:
        missing === 'apiGroups'
          ? 'The group of pods, Secrets and the like is "".'
          : 'Say which resources are meant.',
    },
  ];
}

function ofBinding(kind: string, { roleRef, subjects }: JsonObject): Rejected[] {
  const found: Rejected[] = [];
  if (isObject(roleRef)) {
    const ref = scalarText(roleRef.kind);
    const kinds = kind === 'RoleBinding' ? ['Role', 'ClusterRole'] : ['ClusterRole'];
    if (!kinds.includes(ref)) {
      found.push({
        path: ['roleRef', 'kind'],
        why:
          ref === 'Role'
            ? 'a ClusterRoleBinding cannot grant a Role, which has a namespace'
            : `a ${kind} grants a ${kinds.join(' or a ')}, and nothing of kind "${ref}"`,
        meant:
          ref === 'Role'
            ? 'Make it a RoleBinding, or the Role a ClusterRole.'
            : `Write ${kinds.join(' or ')}.`,
      });
    }
    const group = scalarText(roleRef.apiGroup);
    if (group !== '' && group !== RBAC_GROUP) {
      found.push({
        path: ['roleRef', 'apiGroup'],
        why: `roles are in group ${RBAC_GROUP}, not in "${group}"`,
        meant: `Write ${RBAC_GROUP}, without a version.`,
      });
    }
    const name = scalarText(roleRef.name);
    if (/[/%]|^\.\.?$/.test(name)) {
      found.push({
        path: ['roleRef', 'name'],
        why: `"${name}" cannot be the name of a role`,
        meant: 'Names of roles have neither a slash nor a percent sign.',
      });
    }
    if (name === '') {
      found.push({
        path: ['roleRef'],
        why: 'the name of the role is missing',
        meant: 'Name the role in roleRef.name.',
      });
    }
  }
  return [
    ...found,
    ...listOf(subjects).flatMap((subject, index) => ofSubject(kind, subject, ['subjects', index])),
  ];
}

function ofSubject(binding: string, subject: Json, path: FieldPath): Rejected[] {
  if (!isObject(subject)) return [];
  const kind = scalarText(subject.kind);
  const group = scalarText(subject.apiGroup);
  if (scalarText(subject.name) === '') {
    return [{ path, why: 'a subject has no name', meant: 'Name the user, group or ServiceAccount.' }];
  }
  if (kind === 'ServiceAccount') {
    const name = scalarText(subject.name);
    if (name.length > 253 || !ACCOUNT_NAME.test(name)) {
      return [
        {
          path: [...path, 'name'],
          why: `"${name}" cannot be the name of a ServiceAccount${/^[-.]|[-.]$/.test(name) ? ', as if a value that it is made from were empty' : ''}`,
          meant:
            'Names of ServiceAccounts have lower case letters, digits, "-" and "." only, and none of the two at an end.',
        },
      ];
    }
    if (group !== '') {
      return [
        {
          path: [...path, 'apiGroup'],
          why: `a ServiceAccount is in the core group, not in "${group}"`,
          meant: 'Leave apiGroup out.',
        },
      ];
    }
    if (binding === 'ClusterRoleBinding' && scalarText(own(subject, 'namespace')) === '') {
      return [
        {
          path,
          why: `ServiceAccount ${scalarText(subject.name)} has no namespace, and a ClusterRoleBinding has none to lend`,
          meant: 'Add the namespace of the ServiceAccount.',
        },
      ];
    }
    return [];
  }
  if (kind === 'User' || kind === 'Group') {
    return group === '' || group === RBAC_GROUP
      ? []
      : [
          {
            path: [...path, 'apiGroup'],
            why: `users and groups are in group ${RBAC_GROUP}, not in "${group}"`,
            meant: `Write ${RBAC_GROUP}, or leave it out.`,
          },
        ];
  }
  return [
    {
      path: [...path, 'kind'],
      why: `a subject is a User, a Group or a ServiceAccount, and not a "${kind}"`,
      meant: 'Write one of these three.',
    },
  ];
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
