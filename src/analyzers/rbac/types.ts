import type { Manifest } from '../../manifest/index.ts';

export const RBAC_GROUP = 'rbac.authorization.k8s.io';

/** A rule of a role as the API server reads it: lists of strings, absent ones empty. */
export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

/** One verb on one resource (or URL) in one scope. `*` stands for all, as in a rule. */
export interface Atom {
  readonly verb: string;
  /** undefined for non-resource URLs. */
  readonly group?: string;
  /** `pods`, `pods/exec`, `*`, `*` + `/scale`; or a URL path such as `/healthz/*`. */
  readonly resource: string;
  /** One name of `resourceNames`; undefined: any object. */
  readonly name?: string;
  /** '' is the whole cluster. */
  readonly namespace: string;
}

/** Who says that an object exists: the rendered repository, the context folder, or the Kubernetes version itself. */
export type Provenance = 'repository' | 'context' | 'default';

/** A Role or ClusterRole with the rules it has once aggregation has run. */
export interface Role {
  readonly kind: 'Role' | 'ClusterRole';
  readonly name: string;
  /** '' for ClusterRoles. */
  readonly namespace: string;
  readonly rules: readonly RoleRule[];
  readonly labels: Readonly<Record<string, string>>;
  readonly from: Provenance;
  /** Absent for roles that come with Kubernetes. */
  readonly manifest?: Manifest;
  /** It has an `aggregationRule`: `rules` are those of the roles it selects. */
  readonly aggregated: boolean;
}

/** A rule and where it is written: in the role itself, or in one that aggregation takes it from. */
export interface RoleRule {
  readonly rule: PolicyRule;
  /** Position in `rules` of `writtenIn`. */
  readonly index: number;
  readonly writtenIn: RoleSource;
}

/** What is written, before aggregation. */
export interface RoleSource {
  readonly kind: 'Role' | 'ClusterRole';
  readonly name: string;
  readonly namespace: string;
  readonly from: Provenance;
  readonly manifest?: Manifest;
}

/** A RoleBinding or ClusterRoleBinding. */
export interface Binding {
  readonly kind: 'RoleBinding' | 'ClusterRoleBinding';
  readonly name: string;
  /** '' for ClusterRoleBindings: the scope of what it grants. */
  readonly namespace: string;
  readonly roleRef: { readonly kind: string; readonly name: string };
  /** In their order, those that match somebody; see `subjects.ts`. */
  readonly subjects: readonly BoundSubject[];
  /** Undefined when no such role is known: nobody here can say what it grants. */
  readonly role?: Role;
  readonly from: Provenance;
  readonly manifest?: Manifest;
}

export interface BoundSubject {
  readonly subject: Subject;
  /** Position in `subjects` of the binding. */
  readonly index: number;
}

/**
 * `ServiceAccount shop/bot`, `User jane`, `Group devs`; equal texts are the same subject. A User named
 * `system:serviceaccount:shop:bot` is the ServiceAccount.
 */
export type Subject = string;

/** An atom somebody holds, and what gives it. */
export interface Grant {
  readonly atom: Atom;
  readonly binding: Binding;
  /** Absent when the binding's role is not known: `atom` then stands for the role as a whole. */
  readonly rule?: RoleRule;
  /** The subject the binding names: the holder, or a group it is in. */
  readonly through: Subject;
}

/** `unknown` says which role nobody here knows. */
export type Answer =
  | { readonly allowed: 'yes'; readonly by: Grant }
  | { readonly allowed: 'no' }
  | { readonly allowed: 'unknown'; readonly because: readonly Binding[] };

/** Permissions one subject gained or lost between base and head. */
export interface PermissionChange {
  /** `ServiceAccount shop/bot`, `Group system:authenticated`. */
  readonly subject: string;
  readonly gained: readonly PermissionLine[];
  readonly lost: readonly PermissionLine[];
}

export interface PermissionLine {
  /** `get, list secrets`. */
  readonly text: string;
  /** `all namespaces`, `namespace shop`, `cluster`. */
  readonly scope: string;
  /** `ClusterRoleBinding bot-reader -> ClusterRole reader`. */
  readonly through: string;
  /** Whether the catalogue of dangerous permissions knows it. */
  readonly dangerous: boolean;
}
