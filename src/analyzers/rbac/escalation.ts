import { jsonText } from '../../json.ts';
import { type Json, type JsonObject, own, scalarText, valueAt } from '../../manifest/index.ts';
import { byText } from '../../repository/index.ts';
import { aggregationSelectors } from './aggregation.ts';
import type { Authorizer, Holding } from './authorizer.ts';
import { Coverage, compactAtoms, quotedList, ruleText } from './covers.ts';
import { type Attributes, atomsOf, policyRules } from './rules.ts';
import { accountOf, implicitGroups } from './subjects.ts';
import { type Atom, type Binding, type PolicyRule, RBAC_GROUP, type Subject } from './types.ts';

/** Whoever applies: `ServiceAccount ci/deployer`, `User jane`. */
export interface Requester {
  readonly subject: Subject;
  /** Names of groups an identity provider puts them in, beside the implicit ones. */
  readonly groups?: readonly string[];
}

/** A Role, ClusterRole or binding that is about to be written. */
export interface Write {
  readonly object: JsonObject;
  /** '' for ClusterRoles and ClusterRoleBindings. */
  readonly namespace: string;
  /** What is in the cluster; absent: the object is new. */
  readonly old?: JsonObject;
  /** By server-side apply, as Argo CD, Flux and Helm 4 do: a new object is then created by its name. */
  readonly serverSide?: boolean;
}

export type WriteAnswer =
  | { readonly allowed: 'yes'; readonly why: WriteReason }
  | {
      readonly allowed: 'no';
      readonly why: 'request' | 'escalation' | 'aggregation' | 'missing-role';
      /** What the API server says. */
      readonly message: string;
      /** What the requester would have to hold; empty unless the reason is `escalation` or `aggregation`. */
      readonly missing: readonly PolicyRule[];
    }
  /** Bindings of the requester whose roles nobody here knows, or the role that is to be bound. */
  | { readonly allowed: 'unknown'; readonly because: readonly Binding[]; readonly role?: string };

/** Why a write passes: nothing changes, a privilege to do so, or all of it is held already. */
export type WriteReason = 'masters' | 'unchanged' | 'escalate' | 'bind' | 'held';

const MASTERS = 'system:masters';
/** What an aggregation rule takes to write (kubernetes pkg/registry/rbac/clusterrole/policybased, `fullAuthority`). */
const FULL_AUTHORITY: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: [], nonResourceURLs: [] },
  { verbs: ['*'], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: ['*'] },
];

/**
 * Whether the API server lets somebody write a Role or ClusterRole: the request itself, and that they hold all its
 * rules or may `escalate` it. Validation and admission come on top.
 * Source: pkg/registry/rbac/{role,clusterrole}/policybased/storage.go, pkg/registry/rbac/escalation_check.go.
 */
export function mayWriteRole(authorizer: Authorizer, requester: Requester, write: Write): WriteAnswer {
  const writer = new Writer(authorizer, requester, write);
  return writer.request() ?? writer.unchanged() ?? writer.created(writer.escalation());
}

/**
 * Whether the API server lets somebody write a RoleBinding or ClusterRoleBinding: the request itself, and that they
 * hold all rules of the role or may `bind` it.
 * Source: pkg/registry/rbac/{rolebinding,clusterrolebinding}/policybased/storage.go.
 *
 * @param roles has the role as it is when the binding is written; that of the requester's rights unless another one
 */
export function mayWriteBinding(
  authorizer: Authorizer,
  requester: Requester,
  write: Write,
  roles: Authorizer = authorizer,
): WriteAnswer {
  const writer = new Writer(authorizer, requester, write);
  return writer.request() ?? writer.unchanged() ?? writer.created(writer.bind(roles));
}

class Writer {
  readonly #authorizer: Authorizer;
  readonly #subject: Subject;
  readonly #groups: readonly string[];
  readonly #write: Write;
  /** `clusterroles`. */
  readonly #resource: string;
  readonly #name: string;
  /** Whether the request says the name: a POST does not. */
  readonly #named: boolean;

  constructor(authorizer: Authorizer, { subject, groups = [] }: Requester, write: Write) {
    this.#authorizer = authorizer;
    this.#subject = subject;
    this.#groups = groups;
    this.#write = write;
    this.#resource = `${scalarText(write.object.kind).toLowerCase()}s`;
    this.#name = nameOf(write.object);
    this.#named = write.old !== undefined || write.serverSide === true;
  }

  /** Refuses what is not even allowed as a request; undefined: go on. */
  request(): WriteAnswer | undefined {
    if (this.#isMaster()) return { allowed: 'yes', why: 'masters' };
    return this.#authorized(this.#named ? 'patch' : 'create');
  }

  /** An answer, unless the object is new and applied: then creating it has to be allowed too, asked at the end. */
  created(answer: WriteAnswer): WriteAnswer {
    const { old, serverSide } = this.#write;
    if (answer.allowed === 'no' || old !== undefined || serverSide !== true) return answer;
    return this.#authorized('create') ?? answer;
  }

  #authorized(verb: string): WriteAnswer | undefined {
    const attributes = this.#attributes(verb, this.#resource, this.#named ? this.#name : '');
    const answer = this.#authorizer.authorize(this.#subject, attributes, this.#groups);
    if (answer.allowed === 'yes') return undefined;
    if (answer.allowed === 'unknown') return answer;
    const { namespace } = this.#write;
    const scope = namespace === '' ? 'at the cluster scope' : `in the namespace ${quoted(namespace)}`;
    const errors = this.#resolutionErrors(
      ({ kind, name }) => `${kind.toLowerCase()}.${RBAC_GROUP} ${quoted(name)} not found`,
    );
    const message = `User ${quoted(userName(this.#subject))} cannot ${verb} resource ${quoted(this.#resource)} in API group ${quoted(RBAC_GROUP)} ${scope}${errors === '' ? '' : `: RBAC: ${errors}`}`;
    return this.#refused('request', message, [], this.#named);
  }

  /** What only the garbage collector minds is not looked at. */
  unchanged(): WriteAnswer | undefined {
    const { object, old } = this.#write;
    return old !== undefined && content(object) === content(old)
      ? { allowed: 'yes', why: 'unchanged' }
      : undefined;
  }

  escalation(): WriteAnswer {
    const { object, old } = this.#write;
    const escalate = this.#attributes('escalate', this.#resource, this.#named ? this.#name : '');
    const answer = this.#authorizer.authorize(this.#subject, escalate, this.#groups);
    if (answer.allowed === 'yes') return { allowed: 'yes', why: 'escalate' };
    const refused = this.#uncovered(policyRules(object.rules));
    if (refused !== undefined) return refused;
    if (scalarText(object.kind) === 'ClusterRole' && (isAggregated(object) || isAggregated(old))) {
      const authority = this.#uncovered(FULL_AUTHORITY);
      if (authority?.allowed === 'no') {
        const message = 'must have cluster-admin privileges to use the aggregationRule';
        return this.#refused('aggregation', message, authority.missing);
      }
      if (authority !== undefined) return authority;
    }
    return { allowed: 'yes', why: 'held' };
  }

  bind(roles: Authorizer): WriteAnswer {
    const { object, namespace } = this.#write;
    const kind = scalarText(own(object.roleRef, 'kind'));
    const name = scalarText(own(object.roleRef, 'name'));
    const isRole = kind === 'Role';
    if (isRole || kind === 'ClusterRole') {
      const bind = this.#attributes('bind', isRole ? 'roles' : 'clusterroles', name);
      const answer = this.#authorizer.authorize(this.#subject, bind, this.#groups);
      if (answer.allowed === 'yes') return { allowed: 'yes', why: 'bind' };
    }
    const role = roles.role(kind, isRole ? namespace : '', name);
    if (role === undefined) {
      if (!roles.closed && (kind === 'ClusterRole' || (isRole && namespace !== '')))
        return { allowed: 'unknown', because: [], role: `${kind} ${isRole ? `${namespace}/` : ''}${name}` };
      return {
        allowed: 'no',
        why: 'missing-role',
        message: this.#notFound(name),
        missing: [],
      };
    }
    return this.#uncovered(role.rules.map(({ rule }) => rule)) ?? { allowed: 'yes', why: 'held' };
  }

  /** `ConfirmNoEscalation`: a refusal unless the requester holds all of these rules in the scope of the request. */
  #uncovered(rules: readonly PolicyRule[]): WriteAnswer | undefined {
    const owned = Coverage.of(this.#ownRules());
    const missing: Atom[] = [];
    for (const rule of rules)
      for (const atom of atomsOf(rule, '')) if (!owned.allows(atom)) missing.push(atom);
    if (missing.length === 0) return undefined;
    const because = this.#holdings()
      .map(({ binding }) => binding)
      .filter(binding => binding.role === undefined && this.#authorizer.mayExist(binding));
    if (because.length > 0) return { allowed: 'unknown', because };
    const compact = compactAtoms(missing);
    const texts = [...new Set(compact.map(ruleText))].sort(byText);
    const errors = this.#resolutionErrors(({ name }) => this.#notFound(name));
    const groups = [
      ...this.#groups,
      ...implicitGroups(this.#subject).map(each => each.slice('Group '.length)),
    ];
    const message = `user ${quoted(userName(this.#subject))} (groups=${quotedList(groups)}) is attempting to grant RBAC permissions not currently held:\n${texts.join('\n')}${errors === '' ? '' : `; resolution errors: [${errors}]`}`;
    return this.#refused('escalation', message, compact);
  }

  /** Rules of the requester in the scope of the request, URLs included whatever binds them (`RulesFor`). */
  #ownRules(): PolicyRule[] {
    return this.#holdings().flatMap(({ binding }) => binding.role?.rules.map(({ rule }) => rule) ?? []);
  }

  #holdings(): Holding[] {
    const { namespace } = this.#write;
    return this.#authorizer
      .holdings(this.#subject, this.#groups)
      .filter(
        ({ binding }) =>
          binding.kind === 'ClusterRoleBinding' || (namespace !== '' && binding.namespace === namespace),
      );
  }

  /** Roles the requester is bound to and that do not exist, in the words of whoever looked for them; '' for none. */
  #resolutionErrors(notFound: (roleRef: Binding['roleRef']) => string): string {
    const errors = this.#holdings()
      .filter(({ binding }) => binding.role === undefined)
      .map(({ binding: { roleRef } }) =>
        roleRef.kind === 'Role' || roleRef.kind === 'ClusterRole'
          ? notFound(roleRef)
          : `unsupported role reference kind: ${quoted(roleRef.kind)}`,
      );
    const distinct = [...new Set(errors)].sort(byText);
    return distinct.length < 2 ? distinct.join('') : `[${distinct.join(', ')}]`;
  }

  /** Whatever is not there is called by the resource of the request (apiserver, `qualifiedResourceFromContext`). */
  #notFound(name: string): string {
    return `${this.#resource}.${RBAC_GROUP} ${quoted(name)} not found`;
  }

  #isMaster(): boolean {
    return this.#groups.includes(MASTERS) || this.#subject === `Group ${MASTERS}`;
  }

  #attributes(verb: string, resource: string, name: string): Attributes {
    return { verb, group: RBAC_GROUP, resource, name, namespace: this.#write.namespace };
  }

  #refused(
    why: 'request' | 'escalation' | 'aggregation',
    text: string,
    missing: readonly PolicyRule[],
    named = true,
  ): WriteAnswer & { allowed: 'no' } {
    const what = `${this.#resource}.${RBAC_GROUP}${named ? ` ${quoted(this.#name)}` : ''}`;
    return { allowed: 'no', why, message: `${what} is forbidden: ${text}`, missing };
  }
}

/** As the API server knows them. A group has no name as a user. */
function userName(subject: Subject): string {
  const account = accountOf(subject);
  if (account !== undefined) return `system:serviceaccount:${account.namespace}:${account.name}`;
  return subject.startsWith('User ') ? subject.slice('User '.length) : '';
}

function nameOf(object: JsonObject): string {
  return scalarText(valueAt(object, ['metadata', 'name']));
}

function isAggregated(object: JsonObject | undefined): boolean {
  return object !== undefined && (aggregationSelectors(object)?.length ?? 0) > 0;
}

/** An object without what the API server or the garbage collector writes (`IsOnlyMutatingGCFields`). */
function content(object: JsonObject): string {
  const { metadata, rules, aggregationRule, roleRef, subjects } = object;
  const meta = (name: string) => own(metadata, name) ?? {};
  return jsonText(
    [
      meta('labels'),
      meta('annotations'),
      rules ?? [],
      aggregationRule ?? null,
      roleRef ?? null,
      subjects ?? [],
    ].map(sorted),
  );
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => byText(a, b))
      .map(([key, each]) => [key, sorted(each)]),
  );
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
