import type { Authorizer } from '../authorizer.ts';
import type { Level } from '../catalogue/index.ts';
import type { Attributes } from '../rules.ts';
import type { Provenance, Subject } from '../types.ts';

/** One cluster to ask: an environment's objects, over those of the context and of the Kubernetes version. */
export interface Cluster {
  readonly environment: string;
  readonly authorizer: Authorizer;
}

/** Where something is written. Repository-relative, or as the context folder was named. */
export interface WrittenAt {
  readonly file: string;
  /** 1-based; absent where the text is rendered and no line is known. */
  readonly line?: number;
}

/** A Role, ClusterRole or binding as people call it. */
export interface Named {
  /** `RoleBinding shop/bot`, `ClusterRole reader`. */
  readonly name: string;
  readonly from: Provenance;
  /** Absent for what comes with Kubernetes. */
  readonly at?: WrittenAt;
}

/** What gives somebody something: a binding and its role. */
export interface Through {
  readonly binding: Named;
  /** `from` is absent for a role that is nowhere here. */
  readonly role: Omit<Named, 'from'> & { readonly from?: Provenance };
  /** The subject that the binding names, where it is a group that the holder is in. */
  readonly group?: Subject;
}

/** What holds in some of the clusters that were asked; all of them when `environments` is all of theirs. */
export interface InEnvironments {
  /** Sorted as they were asked. */
  readonly environments: readonly string[];
}

/** A question to the authorizer. */
export interface Question {
  readonly request: Attributes;
  /** No namespace was named: what holds in one namespace only counts too. */
  readonly anywhere: boolean;
}

/** A subject that can do what was asked. */
export interface Holder extends InEnvironments {
  readonly subject: Subject;
  /** Where: '' is the whole cluster. */
  readonly scope: string;
  /** Only objects of these names; empty: all. */
  readonly names: readonly string[];
  readonly through: Through;
  /** Which rule of the role allows it. */
  readonly rule: WrittenRule;
}

/** A rule and the role it is written in, which is another one than the bound one where aggregation collects it. */
export interface WrittenRule extends Named {
  /** 1-based, as people count. */
  readonly number: number;
}

export interface WhoCanAnswer {
  readonly environments: readonly string[];
  /** Sorted: cluster first, then by namespace and subject. */
  readonly holders: readonly Holder[];
  /** Bound to roles that are nowhere here: they may or may not be able to. */
  readonly unknown: readonly Unknown[];
}

export interface Unknown extends InEnvironments {
  readonly subject: Subject;
  readonly scope: string;
  readonly through: Through;
}

/** What one binding gives a subject. */
export interface Held extends InEnvironments {
  readonly scope: string;
  readonly through: Through;
  /** Empty when the role has no rules, or is nowhere here. */
  readonly rules: readonly HeldRule[];
}

/** A rule in words. */
export interface HeldRule {
  readonly verbs: readonly string[];
  /** `pods`, `deployments.apps`, `pods/exec`; URLs for non-resource rules. */
  readonly resources: readonly string[];
  /** Only objects of these names; empty: all. */
  readonly names: readonly string[];
}

export interface CanAnswer {
  readonly environments: readonly string[];
  readonly subject: Subject;
  /** Sorted: what names the subject itself before what its groups get; cluster first. */
  readonly held: readonly Held[];
}

/** The answer to one question about one subject, per set of environments that answer the same. */
export interface MayAnswer {
  readonly environments: readonly string[];
  readonly subject: Subject;
  readonly answers: readonly May[];
}

export interface May extends InEnvironments {
  readonly allowed: 'yes' | 'no' | 'unknown';
  /** Present with `yes`. */
  readonly by?: Reason;
  /** With `no`, without a namespace or name in the question: where it would be a yes. */
  readonly elsewhere: readonly Reason[];
  readonly unknown: readonly Omit<Unknown, 'environments'>[];
}

/** Why somebody can. */
export type Reason = Omit<Holder, 'environments' | 'subject'>;

/** Something that could be taken away or was meant otherwise. */
export interface Unused extends InEnvironments {
  readonly what: Named;
  readonly why: UnusedReason;
  /** What is named and not here, what was probably meant. */
  readonly named?: string;
  readonly near?: string;
}

export type UnusedReason =
  /** A role that nobody is bound to and that no other role collects. */
  | 'role-unbound'
  /** A binding without a subject that could match anybody. */
  | 'binding-empty'
  /** A binding to a role that is nowhere here. */
  | 'role-missing'
  /** A binding names a ServiceAccount that is not here. */
  | 'account-missing'
  /** A ServiceAccount that holds permissions and that no workload here runs as. */
  | 'account-idle';

export interface UnusedAnswer {
  readonly environments: readonly string[];
  readonly unused: readonly Unused[];
  /** The context folder closes the world: what is missing does not exist. */
  readonly closed: boolean;
}

/** A way from what a subject holds to more, of the catalogue of dangerous permissions. */
export interface ReachedPath extends InEnvironments {
  /** Of the catalogue: `RB006`. */
  readonly id: string;
  readonly title: string;
  readonly subject: Subject;
  readonly risk: Level;
  /** '' is the whole cluster. */
  readonly scope: string;
  /** Objects it is limited to; empty: any. */
  readonly names: readonly string[];
  /** One or two sentences: who, through what, to what. */
  readonly story: string;
  readonly steps: readonly ReachedStep[];
  /** Titles of what else the same rules come to. */
  readonly also: readonly string[];
  /** Stable identity. */
  readonly key: string;
}

export interface ReachedStep {
  /** `get, list secrets`. */
  readonly text: string;
  readonly through: Through;
  readonly rule?: WrittenRule;
}

export interface PathsAnswer {
  readonly environments: readonly string[];
  /** Worst first. */
  readonly paths: readonly ReachedPath[];
}
