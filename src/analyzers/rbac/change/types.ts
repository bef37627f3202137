import type { Location } from '../../../findings.ts';
import type { Pointer } from '../../places.ts';
import type { Level } from '../catalogue/index.ts';
import type { PolicyRule } from '../types.ts';

/**
 * What a change does to permissions, for every surface: texts are plain, lists are sorted. `P` is how places are given:
 * pointers into manifests until `locate` has found their lines.
 */
export interface PermissionReport<P = Location> {
  /** By subject. */
  readonly changes: readonly PermissionChange<P>[];
  readonly paths: {
    readonly opened: readonly EscalationPath<P>[];
    readonly closed: readonly EscalationPath<P>[];
  };
  readonly workloads: readonly WorkloadChange<P>[];
  readonly apply: readonly ApplyProblem<P>[];
  /** Lost permissions that a workload of the repository still seems to need. */
  readonly needed: readonly NeededPermission<P>[];
  readonly renamed: readonly RenamedBinding<P>[];
  /** Roles or bindings changed and nobody's permissions did. */
  readonly refactored: boolean;
  /** Bindings of this change whose role is nowhere: what they grant is not known. */
  readonly unknown: readonly UnknownRole<P>[];
  /** What the answers take for granted, one sentence each. */
  readonly assumptions: readonly string[];
  /** One line that says it all: `1 subject gains permissions (1 critical), 1 new path (RB006, critical)`; '' when nothing changed. */
  readonly verdict: string;
}

export type { Level as Risk, Pointer };

/** What one subject may do now and may no longer do. */
export interface PermissionChange<P = Location> {
  /** `ServiceAccount shop/bot`, `Group devs`, `whoever is bound to ClusterRole view`. */
  readonly subject: string;
  /** Who that is, where the name does not say: `everybody who is logged in`. */
  readonly audience?: string;
  /** Names of the environments that show it; empty: all there are. */
  readonly environments: readonly string[];
  readonly gained: readonly PermissionLine<P>[];
  readonly lost: readonly PermissionLine<P>[];
}

/** Permissions of one subject that come from the same rule through the same binding, in one line. */
export interface PermissionLine<P = Location> {
  /** `get, list secrets`, `get secrets "db", "queue"`, `all verbs on everything`. */
  readonly text: string;
  /** `all namespaces`, `namespace shop`, `cluster`. */
  readonly scope: string;
  /** `ClusterRoleBinding bot-reader -> ClusterRole reader`. */
  readonly through: string;
  /** It is part of a path of the catalogue of dangerous permissions. */
  readonly dangerous: boolean;
  /** Of the worst path it is part of. */
  readonly risk?: Level;
  /** The same as rules, for programs; empty where the role is not known. */
  readonly rules: readonly PolicyRule[];
  /** '' is the whole cluster. */
  readonly namespace: string;
  /** How it compares with what the subject had or keeps: `was only in namespace shop`, `could only read it before`. */
  readonly notes: readonly string[];
  /** From the binding to the rule; on the base for what is lost. */
  readonly because: readonly Link<P>[];
}

/** One link of the chain that gives a permission. */
export interface Link<P = Location> {
  readonly kind: 'binding' | 'aggregation' | 'rule';
  /** `ClusterRoleBinding bot-reader names ServiceAccount shop/bot`, `rule 2 of ClusterRole reader`. */
  readonly text: string;
  /** What this change did to it; `same`: it is on both sides. */
  readonly change: 'added' | 'removed' | 'same';
  /** Absent for what comes with Kubernetes. */
  readonly place?: P;
}

/** A way from what a subject may do to more, of the catalogue, that a change opened or closed. */
export interface EscalationPath<P = Location> {
  /** Of the catalogue: `RB006`. */
  readonly id: string;
  readonly title: string;
  readonly subject: string;
  readonly environments: readonly string[];
  readonly risk: Level;
  /** It was there before, less bad: that is how bad it was. */
  readonly was?: Level;
  /** '' is the whole cluster. */
  readonly namespace: string;
  /** Names it is limited to; empty: any. */
  readonly names: readonly string[];
  /** One or two sentences: who, through what, to what. */
  readonly story: string;
  readonly steps: readonly PathStep<P>[];
  /** The same path has the same key, whatever the lines, in every run. */
  readonly key: string;
}

export interface PathStep<P = Location> {
  /** `create clusterrolebindings`. */
  readonly text: string;
  /** Whether this change brought or took the step, or it completes a path with what the subject had or keeps. */
  readonly change: 'added' | 'removed' | 'same';
  readonly through: string;
  readonly because: readonly Link<P>[];
}

/** A workload whose rights changed by its own manifest, or that others can reach and that gained some. */
export interface WorkloadChange<P = Location> {
  /** `Deployment shop/web`. */
  readonly workload: string;
  readonly environments: readonly string[];
  readonly what: 'account' | 'token' | 'audience' | 'namespace' | 'exposed';
  /** One sentence: `Deployment shop/web runs as ServiceAccount shop/admin now, it was shop/web.` */
  readonly text: string;
  /** Who it runs as now, and was before where that changed. */
  readonly account: string;
  readonly before?: string;
  /** What makes it reachable: `Ingress shop/web`, `Service shop/web (LoadBalancer)`. */
  readonly exposedBy?: string;
  /** What its pods may do now that they could not do before, and the reverse. */
  readonly gained: readonly PermissionLine<P>[];
  readonly lost: readonly PermissionLine<P>[];
  /** Its worst gained permission. */
  readonly risk?: Level;
  readonly place: P;
}

/** What the API server or a controller will do with a change that its author may not expect. */
export interface ApplyProblem<P = Location> {
  readonly id:
    | 'immutable-role-ref'
    | 'missing-role'
    | 'invalid'
    | 'overwritten-rules'
    | 'bootstrap-reset'
    | 'refused';
  /** What happens and why it matters. */
  readonly text: string;
  readonly remediation: string;
  /** What the API server says, word by word. */
  readonly answer?: string;
  /** `ClusterRoleBinding bot-reader`. */
  readonly resource: string;
  readonly environments: readonly string[];
  readonly place: P;
}

/** A lost permission, and the workload that seems to need it. */
export interface NeededPermission<P = Location> {
  readonly subject: string;
  readonly environments: readonly string[];
  /** `Deployment shop/operator`. */
  readonly workload: string;
  readonly lost: readonly PermissionLine<P>[];
  readonly text: string;
  readonly place: P;
}

/** A binding that went and another with the same subjects and role that came. */
export interface RenamedBinding<P = Location> {
  readonly from: string;
  readonly to: string;
  readonly environments: readonly string[];
  readonly place: P;
}

export interface UnknownRole<P = Location> {
  /** `ClusterRole vendor`. */
  readonly role: string;
  readonly scope: string;
  readonly subjects: readonly string[];
  readonly environments: readonly string[];
  /** `RoleBinding shop/bot -> ClusterRole vendor`. */
  readonly through: string;
  readonly place?: P;
}

/** What every run without a base reports. */
export const NO_CHANGES: PermissionReport<never> = {
  changes: [],
  paths: { opened: [], closed: [] },
  workloads: [],
  apply: [],
  needed: [],
  renamed: [],
  refactored: false,
  unknown: [],
  assumptions: [],
  verdict: '',
};
