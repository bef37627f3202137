import type { CatalogueEntry, Level } from './catalogue/index.ts';
import type { Grant, Subject } from './types.ts';

/** Levels of the Pod Security Standards, as a namespace's `pod-security.kubernetes.io/enforce` label has them. */
export type PodSecurityLevel = 'privileged' | 'baseline' | 'restricted';

export interface ReachOptions {
  /** Kubernetes version, `1.34`: exec by `get` ended in 1.35, constrained impersonation begins in 1.36. */
  readonly kubernetes: string;
  /** Namespaces whose ServiceAccounts own the cluster; default `kube-system`. See `privilegedNamespaces`. */
  readonly privileged?: readonly string[];
  /** Pod Security level that a namespace enforces; undefined: none that is known. */
  readonly podSecurity?: (namespace: string) => PodSecurityLevel | undefined;
  /** ServiceAccounts of workloads that a Service or an Ingress opens to callers. */
  readonly exposed?: ReadonlySet<Subject>;
}

/** One entry of the catalogue that a subject reaches, in one scope. */
export interface Reached {
  readonly entry: CatalogueEntry;
  readonly subject: Subject;
  readonly severity: Level;
  /** '' is the whole cluster. */
  readonly scope: string;
  /** Objects it is limited to, sorted; empty: any. */
  readonly names: readonly string[];
  /** One per part of the entry, more where names come from several rules. */
  readonly steps: readonly Step[];
  /** One or two sentences for people: who, to what, through what. */
  readonly story: string;
  /** Stable identity: entry, subject, scope and names. */
  readonly key: string;
  /** Key of what contains it: whoever may do everything may do this. */
  readonly within?: string;
}

export interface Step {
  /** `get, list secrets (ClusterRoleBinding bot, ClusterRole reader)`. */
  readonly text: string;
  /** The first verb and resource of it; `verbs` and `resources` say all. */
  readonly grant: Grant;
  readonly verbs: readonly string[];
  readonly resources: readonly string[];
}

/** See {@link Reached.key}. */
export function keyOf(
  { id }: CatalogueEntry,
  subject: Subject,
  scope: string,
  names: readonly string[],
): string {
  return JSON.stringify([id, subject, scope, ...names]);
}
