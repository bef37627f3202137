import {
  type FieldPath,
  type JsonObject,
  type Manifest,
  scalarText,
  stringMap,
  valueAt,
} from '../../manifest/index.ts';
import type { Analysis } from './change/analysis.ts';
import type { ApplyProblem, Pointer } from './change/types.ts';
import { objectText, resourceText, verbsText } from './change/words.ts';
import { uncovered } from './covers.ts';
import { AUTOUPDATE_ANNOTATION, BOOTSTRAPPING_LABEL, defaultObjects } from './defaults.ts';
import { mayWriteBinding, mayWriteRole, type Requester } from './escalation.ts';
import { rejections } from './rejected.ts';
import { objects, policyRules } from './rules.ts';
import { group, user } from './subjects.ts';
import type { Binding, PolicyRule, Role } from './types.ts';

type Problem = Omit<ApplyProblem<Pointer>, 'environments'>;

export interface ApplyOptions {
  /** Version whose default roles the cluster has. */
  readonly kubernetes: string;
  /** Who applies it; absent: nobody knows. */
  readonly deployer?: Deployer;
}

/** The identity that deploys, as the API server knows it. */
export interface Deployer {
  /** `system:serviceaccount:ci:deployer`. */
  readonly user: string;
  /** Beside those that every such user is in. */
  readonly groups: readonly string[];
}

const known = new WeakMap<Analysis, { readonly options: string; readonly problems: readonly Problem[] }>();

/** What will fail or surprise when the change is applied: only about roles and bindings that the change touches. */
export function applyProblems(
  analysis: Analysis,
  { kubernetes, deployer }: ApplyOptions,
): readonly Problem[] {
  const options = JSON.stringify([kubernetes, deployer]);
  const last = known.get(analysis);
  if (last?.options === options) return last.problems;
  const problems = problemsOf(analysis, kubernetes, deployer);
  known.set(analysis, { options, problems });
  return problems;
}

function problemsOf(analysis: Analysis, kubernetes: string, deployer: Deployer | undefined): Problem[] {
  const { base, head } = analysis;
  const { touched } = analysis.comparison;
  const asked = deployer === undefined ? undefined : requesterOf(deployer, analysis);
  const bindings = head.authorizer.bindings.flatMap(binding => {
    const { manifest } = binding;
    if (manifest === undefined || binding.from !== 'repository') return [];
    const dangling = missingRole(binding, manifest, analysis);
    if (!touched.has(manifest)) return dangling;
    const twin = head.chains.twin(binding);
    return [
      ...immutableRoleRef(binding, manifest, twin),
      ...dangling,
      ...invalid(binding, manifest),
      ...refusal(binding, manifest, twin, asked, analysis),
    ];
  });
  const defaults = new Map(defaultObjects(kubernetes).map(object => [defaultKey(object), object]));
  const roles = head.authorizer.roles.flatMap(role => {
    const { manifest, kind, namespace, name } = role;
    if (manifest === undefined || role.from !== 'repository' || !touched.has(manifest)) return [];
    return [
      ...invalid(role, manifest),
      ...refusal(role, manifest, base.authorizer.role(kind, namespace, name), asked, analysis),
      ...overwritten(role, manifest),
      ...bootstrapRole(role, manifest, defaults.get(`${kind}/${namespace}/${name}`)),
    ];
  });
  return [...bindings, ...roles];
}

/** `ValidateRoleBindingUpdate`, pkg/apis/rbac/validation/validation.go: "cannot change roleRef". */
function immutableRoleRef(binding: Binding, manifest: Manifest, twin: Binding | undefined): Problem[] {
  const { kind, name } = binding.roleRef;
  if (twin?.manifest === undefined || (twin.roleRef.kind === kind && twin.roleRef.name === name)) return [];
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

function missingRole(binding: Binding, manifest: Manifest, { base, head }: Analysis): Problem[] {
  if (binding.role !== undefined) return [];
  const twin = head.chains.twin(binding);
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

function invalid(about: Role | Binding, manifest: Manifest): Problem[] {
  return rejections(manifest).map(({ path, why, meant }) => ({
    id: 'invalid',
    text: `The API server refuses ${objectText(about)}: ${why}.`,
    remediation: meant,
    resource: objectText(about),
    place: at(manifest, path),
  }));
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
    .map(rule => `${verbsText(rule.verbs)} ${objectsText(rule)}`)
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

/**
 * Whoever deploys; undefined where nothing says what they may do: the API server's answer is not known then.
 */
function requesterOf({ user: name, groups }: Deployer, { base }: Analysis): Requester | undefined {
  const subject = user(name);
  const bound = [subject, ...groups.map(group)].some(each => base.authorizer.bindingsOf(each).length > 0);
  return bound || base.authorizer.closed || groups.includes('system:masters')
    ? { subject, groups }
    : undefined;
}

/** What the API server says when the deployer writes this, by the permissions they have before the change. */
function refusal(
  about: Role | Binding,
  manifest: Manifest,
  twin: Role | Binding | undefined,
  requester: Requester | undefined,
  { base, head }: Analysis,
): Problem[] {
  if (requester === undefined) return [];
  const old = twin?.manifest?.object;
  const write = {
    object: manifest.object,
    namespace: about.namespace,
    ...(old === undefined ? {} : { old }),
  };
  const isBinding = 'roleRef' in about;
  const answer = isBinding
    ? mayWriteBinding(base.authorizer, requester, write, head.authorizer)
    : mayWriteRole(base.authorizer, requester, write);
  if (answer.allowed !== 'no' || answer.why === 'missing-role') return [];
  const [first = '', rule, ...more] = answer.message.split('\n');
  const reason = first.replace(/^.*? is forbidden: /, '').replace(/ \(groups=\[[^\]]*\]\)/, '');
  const shown = [reason, ...(rule === undefined ? [] : [clipped(rule)])].join(' ');
  const rest = more.length === 0 ? '' : ` and ${more.length} more`;
  return [
    {
      id: 'refused',
      text: `The API server refuses ${objectText(about)} when ${requester.subject} applies it: ${shown}${rest}.`,
      answer: answer.message,
      remediation:
        answer.why === 'request'
          ? 'Let the deployer write such objects, or have an administrator apply this one.'
          : `Leave out what the deployer does not have, give it these permissions first, or let it ${isBinding ? 'bind this role' : 'escalate this role'} by name.`,
      resource: objectText(about),
      place: at(manifest, isBinding ? ['roleRef', 'name'] : ['rules']),
    },
  ];
}

function clipped(text: string): string {
  return text.length > MAX_RULE ? `${text.slice(0, MAX_RULE)}…` : text;
}

/** Characters of a rule in a message. */
const MAX_RULE = 100;

function objectsText({ apiGroups, resources, nonResourceURLs }: PolicyRule): string {
  const named = apiGroups.flatMap(group => resources.map(resource => resourceText({ group, resource })));
  return [...named, ...nonResourceURLs].join(', ');
}

function at(manifest: Manifest, path: FieldPath): Pointer {
  return { side: 'head', manifest, path };
}

function defaultKey(object: JsonObject): string {
  const metadata = (path: string) => scalarText(valueAt(object, ['metadata', path]));
  return `${scalarText(object.kind)}/${metadata('namespace')}/${metadata('name')}`;
}
