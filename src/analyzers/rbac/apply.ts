import {
  type FieldPath,
  type JsonObject,
  type Manifest,
  own,
  scalarText,
  stringMap,
  valueAt,
} from '../../manifest/index.ts';
import type { Analysis } from './change/analysis.ts';
import type { ApplyProblem, Pointer } from './change/types.ts';
import { objectText } from './change/words.ts';
import { uncovered } from './covers.ts';
import { AUTOUPDATE_ANNOTATION, BOOTSTRAPPING_LABEL, defaultObjects } from './defaults.ts';
import { objects, policyRules } from './rules.ts';
import { subjectOf } from './subjects.ts';
import { type Binding, RBAC_GROUP, type Role } from './types.ts';

type Problem = Omit<ApplyProblem<Pointer>, 'environments'>;

/**
 * What will fail or surprise when the change is applied: only about roles and bindings that the change touches.
 *
 * @param kubernetes version whose default roles the cluster has
 */
export function applyProblems(analysis: Analysis, kubernetes: string): Problem[] {
  const { base, head } = analysis;
  const was = new Map(base.authorizer.bindings.map(binding => [identity(binding), binding]));
  const rolesBefore = new Map(base.authorizer.roles.map(role => [identity(role), role]));
  const bindings = head.authorizer.bindings.flatMap(binding => {
    const { manifest } = binding;
    if (manifest === undefined || binding.from !== 'repository') return [];
    const twin = was.get(identity(binding));
    return [
      ...immutableRoleRef(binding, manifest, twin),
      ...missingRole(binding, manifest, twin, analysis),
      ...(isSame(manifest, twin?.manifest) ? [] : invalidBinding(binding, manifest)),
    ];
  });
  const known = new Map(defaultObjects(kubernetes).map(object => [defaultKey(object), object]));
  const roles = head.authorizer.roles.flatMap(role => {
    const { manifest } = role;
    if (manifest === undefined || role.from !== 'repository') return [];
    if (isSame(manifest, rolesBefore.get(identity(role))?.manifest)) return [];
    return [
      ...invalidRules(role, manifest),
      ...overwritten(role, manifest),
      ...bootstrapRole(role, manifest, known.get(`${role.kind}/${role.namespace}/${role.name}`)),
    ];
  });
  return [...bindings, ...roles];
}

/** `ValidateRoleBindingUpdate`, pkg/apis/rbac/validation/validation.go: "cannot change roleRef". */
function immutableRoleRef(binding: Binding, manifest: Manifest, twin: Binding | undefined): Problem[] {
  if (twin?.manifest === undefined) return [];
  const { kind, name } = binding.roleRef;
  if (twin.roleRef.kind === kind && twin.roleRef.name === name) return [];
  return [
    {
      id: 'immutable-role-ref',
      text: `${objectText(binding)} refers to ${kind} ${name} now, it was ${twin.roleRef.kind} ${twin.roleRef.name}: the API server refuses to change roleRef, so the old role stays granted and the deployment fails.`,
      remediation:
        'Give the new binding another name, or delete the old one first; kubectl auth reconcile does that by itself.',
      resource: objectText(binding),
      place: at(manifest, ['roleRef', 'name']),
    },
  ];
}

function missingRole(
  binding: Binding,
  manifest: Manifest,
  twin: Binding | undefined,
  { base, head }: Analysis,
): Problem[] {
  if (binding.role !== undefined) return [];
  const { kind, name } = binding.roleRef;
  if (kind !== 'Role' && kind !== 'ClusterRole') return [];
  const role = objectText({
    kind,
    name,
    namespace: kind === 'Role' ? binding.namespace : '',
    from: 'repository',
  });
  const before = base.authorizer.role(kind, kind === 'Role' ? binding.namespace : '', name);
  const removed = before?.from === 'repository';
  const fresh = twin === undefined || twin.roleRef.name !== name || twin.roleRef.kind !== kind;
  if (!removed && !(head.authorizer.closed && fresh)) return [];
  return [
    {
      id: 'missing-role',
      text: `${objectText(binding)} gives ${role}, ${removed ? 'which this change removes' : 'which neither the repository nor the cluster has'}: it grants nothing, and whoever creates a role of that name decides what it grants.`,
      remediation: removed
        ? 'Remove the binding too, or keep the role.'
        : 'Correct the name, or add the role to the change.',
      resource: objectText(binding),
      place: at(manifest, ['roleRef', 'name']),
    },
  ];
}

/** Source: `ValidateRoleBinding`, `ValidateClusterRoleBinding`, `ValidateRoleBindingSubject`, pkg/apis/rbac/validation. */
function invalidBinding(binding: Binding, manifest: Manifest): Problem[] {
  const { object } = manifest;
  const cluster = binding.kind === 'ClusterRoleBinding';
  const { kind } = binding.roleRef;
  const found: Problem[] = [];
  if (kind !== 'ClusterRole' && (cluster || kind !== 'Role')) {
    const supported = cluster ? 'a ClusterRole' : 'a Role or a ClusterRole';
    found.push(
      invalid(
        binding,
        manifest,
        ['roleRef', 'kind'],
        `${objectText(binding)} refers to a ${JSON.stringify(kind)}: the API server accepts only ${supported} here.`,
        cluster
          ? 'Refer to a ClusterRole, or bind in the namespace of the Role.'
          : 'Refer to a Role or a ClusterRole.',
      ),
    );
  }
  objects(object.subjects).forEach((subject, index) => {
    const subjectKind = scalarText(own(subject, 'kind'));
    const group = scalarText(own(subject, 'apiGroup'));
    const path: FieldPath = ['subjects', index];
    const account = subjectKind === 'ServiceAccount';
    if (account && cluster && scalarText(own(subject, 'namespace')) === '') {
      found.push({
        ...invalid(
          binding,
          manifest,
          path,
          `${objectText(binding)} names the ServiceAccount ${scalarText(own(subject, 'name'))} without a namespace: the API server refuses it.`,
          'Say in which namespace the ServiceAccount is.',
        ),
        id: 'missing-namespace',
      });
    } else if (account ? group !== '' : group !== '' && group !== RBAC_GROUP) {
      found.push(
        invalid(
          binding,
          manifest,
          [...path, 'apiGroup'],
          `${objectText(binding)} names a ${subjectKind} of the API group ${JSON.stringify(group)}: the API server accepts only ${account ? '""' : RBAC_GROUP}.`,
          account ? 'Leave apiGroup out.' : `Write apiGroup: ${RBAC_GROUP}, or leave it out.`,
        ),
      );
    } else if (!account && subjectOf(subject, binding.namespace) === undefined) {
      found.push(
        invalid(
          binding,
          manifest,
          [...path, 'kind'],
          `${objectText(binding)} names a ${JSON.stringify(subjectKind)}: the API server accepts only User, Group and ServiceAccount.`,
          'Correct the kind.',
        ),
      );
    }
  });
  return found;
}

/** Source: `ValidatePolicyRule`, pkg/apis/rbac/validation/validation.go. */
function invalidRules(role: Role, manifest: Manifest): Problem[] {
  return policyRules(manifest.object.rules).flatMap((rule, index) => {
    const reason = refusal(rule.nonResourceURLs.length > 0, rule, role.kind === 'Role');
    if (reason === undefined) return [];
    const text = `Rule ${index + 1} of ${objectText(role)} ${reason[0]}: the API server refuses the whole role.`;
    return [invalid(role, manifest, ['rules', index], text, reason[1])];
  });
}

function refusal(
  urls: boolean,
  rule: ReturnType<typeof policyRules>[number],
  namespaced: boolean,
): readonly [string, string] | undefined {
  const { verbs, apiGroups, resources, resourceNames } = rule;
  if (verbs.length === 0) return ['has no verbs', 'Name the verbs, or remove the rule.'];
  if (urls && namespaced)
    return ['has nonResourceURLs, which a Role cannot grant', 'Move the rule to a ClusterRole.'];
  if (urls && apiGroups.length + resources.length + resourceNames.length > 0)
    return ['has both resources and nonResourceURLs', 'Make two rules of it.'];
  if (urls) return undefined;
  if (apiGroups.length === 0)
    return ['names no API group', 'Name the API groups; the core group is written "".'];
  return resources.length === 0 ? ['names no resources', 'Name the resources.'] : undefined;
}

/** Source: pkg/controller/clusterroleaggregation: the controller owns `rules` of such a role. */
function overwritten(role: Role, manifest: Manifest): Problem[] {
  if (!role.aggregated || objects(manifest.object.rules).length === 0) return [];
  if (manifest.object.aggregationRule === undefined) return [];
  return [
    {
      id: 'overwritten-rules',
      text: `${objectText(role)} has rules of its own beside an aggregationRule: the controller replaces them by those of the roles it selects.`,
      remediation: 'Move the rules to a ClusterRole with a label that the aggregationRule selects.',
      resource: objectText(role),
      place: at(manifest, ['rules']),
    },
  ];
}

/**
 * Roles of Kubernetes itself: whenever the API server starts, it adds what they lack.
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#auto-reconciliation
 */
function bootstrapRole(role: Role, manifest: Manifest, original: JsonObject | undefined): Problem[] {
  if (original === undefined || role.aggregated) return [];
  const labels = stringMap(valueAt(original, ['metadata', 'labels']));
  const annotations = stringMap(valueAt(manifest.object, ['metadata', 'annotations']));
  if (labels[BOOTSTRAPPING_LABEL] === undefined || annotations[AUTOUPDATE_ANNOTATION] === 'false') return [];
  const missing = uncovered(
    role.rules.map(({ rule }) => rule),
    policyRules(original.rules),
  );
  if (missing.length === 0) return [];
  const what = missing
    .slice(0, 3)
    .map(rule => `${rule.verbs.join(', ')} ${[...rule.resources, ...rule.nonResourceURLs].join(', ')}`)
    .join('; ');
  return [
    {
      id: 'bootstrap-reset',
      text: `${objectText(role)} is a role of Kubernetes itself and lacks ${what}${missing.length > 3 ? ' and more' : ''} here: the API server puts it back whenever it starts.`,
      remediation: `Give your role a name of its own; to change this one for good, annotate it with ${AUTOUPDATE_ANNOTATION}: "false".`,
      resource: objectText(role),
      place: at(manifest, ['metadata', 'name']),
    },
  ];
}

function invalid(
  about: Role | Binding,
  manifest: Manifest,
  path: FieldPath,
  text: string,
  remediation: string,
): Problem {
  return { id: 'invalid', text, remediation, resource: objectText(about), place: at(manifest, path) };
}

function at(manifest: Manifest, path: FieldPath): Pointer {
  return { side: 'head', manifest, path };
}

function isSame(manifest: Manifest, other: Manifest | undefined): boolean {
  return (
    other !== undefined &&
    (manifest === other || JSON.stringify(manifest.object) === JSON.stringify(other.object))
  );
}

function identity({ kind, namespace, name }: Binding | Role): string {
  return JSON.stringify([kind, namespace, name]);
}

function defaultKey(object: JsonObject): string {
  const metadata = (path: string) => scalarText(valueAt(object, ['metadata', path]));
  return `${scalarText(object.kind)}/${metadata('namespace')}/${metadata('name')}`;
}
