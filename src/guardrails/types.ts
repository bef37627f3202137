import type { FieldPart, RawFinding, Severity } from '../findings.ts';
import type { Json, Manifest, ManifestSet } from '../manifest/index.ts';
import type { Problem } from '../problems.ts';
import type { TargetKind } from '../target.ts';
import type { CelHelper } from './cel/index.ts';

export type Profile = 'minimal' | 'recommended' | 'strict';
export const PROFILES: readonly Profile[] = ['minimal', 'recommended', 'strict'];

/** What an expression looks at, one at a time. The engine finds them in every kind of object that has them. */
export type Focus =
  | 'object'
  | 'workload'
  | 'podSpec'
  | 'volume'
  | 'container'
  | 'volumeMount'
  | 'env'
  | 'probe'
  | 'rbacRule'
  | 'ingressRule'
  | ChangeFocus;

/** What an expression looks at that judges a change: both sides of it. The last one: all that changes, at once. */
export type ChangeFocus = 'change' | 'workloadChange' | 'containerChange' | 'changes';

/** `quantity` is text such as `500m` or a number, and '' for none. */
export type ParameterType = 'string' | 'integer' | 'boolean' | 'list' | 'quantity';
export interface Parameter {
  readonly type: ParameterType;
  readonly default: Json;
  readonly description: string;
}

export interface Example {
  readonly name: string;
  /** One or more YAML documents. In failing examples the lines that are meant end in `# expect`. */
  readonly manifest: string;
  readonly parameters?: Readonly<Record<string, Json>>;
  /** Kubernetes version it is judged for, `1.34`; only where the verdict depends on it. */
  readonly kubernetes?: string;
  /** State before the change, for those that compare base and head. */
  readonly base?: string;
  /** What another rendering of the same gives. */
  readonly again?: string;
  /** Labels of the pull request. */
  readonly labels?: readonly string[];
  /** What it is rendered from, for expressions that look at `target`; plain manifests without a namespace when absent. */
  readonly target?: { readonly kind: TargetKind; readonly namespace?: string; readonly source?: string };
  /** Reports of image scanners. */
  readonly scans?: readonly Json[];
  /** User who applies the change, for the analyzer of RBAC. */
  readonly deployer?: string;
}

/** One guardrail, as loaded from `rules/<category>/<id>.yaml` or from a team's own folder. */
export interface Guardrail {
  readonly id: string;
  readonly category: string;
  /** The state wanted, as a sentence without stop: `Containers do not run privileged`. */
  readonly title: string;
  readonly severity: Severity;
  /** The smallest profile that includes it. */
  readonly profile: Profile;
  /** Version that introduced it. */
  readonly since: string;
  readonly rationale: string;
  readonly remediation: string;
  /** When breaking it is fine. */
  readonly notWhen?: string;
  /** What it points at is a credential: nothing that shows the manifest shows the value. */
  readonly sensitive?: true;
  /** What of its fields it is about. */
  readonly part?: FieldPart;
  readonly references: readonly string[];
  /** Framework id -> control ids; `pss` -> level. */
  readonly controls: Readonly<Record<string, readonly string[]>>;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly check: ExpressionCheck | AnalyzerCheck;
  readonly examples: { readonly fail: readonly Example[]; readonly pass: readonly Example[] };
  /** File it was loaded from, for messages: repository-relative or `rules/...` of the pack. */
  readonly file: string;
  /** SHA-256 of that file and of the helpers it calls, for evidence. */
  readonly digest: string;
  /** That file, for positions; of a team's own. */
  readonly text?: string;
  /** Comes with kubeproof, or is the team's own. */
  readonly origin: 'pack' | 'custom';
}

/** An expression that guardrails share: they call it as `helpers.<name>(...)`. */
export interface Helper extends CelHelper {
  readonly description: string;
  /** File it was loaded from, for messages. */
  readonly file: string;
  /** That file, for positions; of a team's own. */
  readonly text?: string;
}

/** A CEL expression that is true when all is well. */
export interface ExpressionCheck {
  readonly by: 'expression';
  readonly applies: Focus;
  /** Kinds the focus `object` is limited to, as `Kind` or `group/Kind`; empty means all. */
  readonly kinds: readonly string[];
  /** Only evaluated where this CEL expression is true. */
  readonly when?: string;
  /** CEL expression for a list: the rule is judged once per item, with `item` and `index` in reach. */
  readonly each?: string;
  readonly expression: string;
  /** Field it points at, relative to the focus: dotted, list items by `[name=app]` or `[0]`; may have `{{ CEL }}` holes. */
  readonly field: string;
  /** Text with `{{ CEL }}` holes. */
  readonly message: string;
  /**
   * Ids of guardrails, for those on change: where one of them has a new finding at the field, at what the field is in or
   * at something in it, it tells the same already. May have `{{ CEL }}` holes.
   */
  readonly toldBy?: readonly string[];
  readonly fix?: Fix;
  /** Those it calls, each behind those that it calls itself. */
  readonly helpers?: readonly Helper[];
}

/** The value that is certainly right, for guardrails that have one. Fields as in {@link ExpressionCheck.field}. */
export interface Fix {
  /** Only where this CEL expression is true; where it is not, a person must choose. */
  readonly when?: string;
  /** Fields and the values they get; texts may have `{{ CEL }}` holes, and one that is a hole alone takes its value. */
  readonly set?: Readonly<Record<string, Json>>;
  readonly remove?: readonly string[];
}

/** Rules that need the whole set, or base and head: code in `analyzers/`. */
export interface AnalyzerCheck {
  readonly by: 'analyzer';
  readonly analyzer: string;
  readonly check: string;
}

/** A guardrail with the run's settings applied. */
export interface ActiveGuardrail {
  readonly guardrail: Guardrail;
  readonly severity: Severity;
  readonly parameters: Readonly<Record<string, Json>>;
}

/** The part of the configuration that decides which guardrails speak; `Config` of src/config fits. */
export interface GuardrailSettings {
  readonly profile: Profile;
  readonly guardrails: Readonly<
    Record<
      string,
      { readonly severity?: Severity | 'off'; readonly parameters?: Readonly<Record<string, Json>> }
    >
  >;
  /** Configuration file, for messages. */
  readonly file?: string;
}

export interface Activation {
  /** Sorted by id. */
  readonly active: readonly ActiveGuardrail[];
  /** Unknown ids, unknown parameters, values of the wrong type: they gate. */
  readonly problems: readonly Problem[];
}

export interface LoadedGuardrails {
  /** Sorted by id. A file with a problem is left out. */
  readonly guardrails: readonly Guardrail[];
  readonly problems: readonly Problem[];
}

export interface EvaluationOptions {
  /** Target Kubernetes version, `1.34`; an environment's own version wins. */
  readonly kubernetes: string;
  /** Longest time one guardrail may take for a batch of objects, in milliseconds. Default 5,000. */
  readonly deadline?: number;
  /** Objects that are looked at; the others are still there for effective values. Default: every one. */
  readonly only?: (manifest: Manifest) => boolean;
  /** What guardrails on change judge; absent: there is nothing to compare with, and they say nothing. */
  readonly change?: ChangeToJudge;
  /** Done around each guardrail's part, for measuring. */
  readonly around?: Around;
}

/** What a change does to one resource in one rendering: at least one of the sides is there. */
export interface ObjectChange {
  readonly base?: Manifest;
  readonly head?: Manifest;
  /** By what the sides belong together when they are not one resource: `name`, `namespace`, `group`, `target`, `content`. */
  readonly moved?: string;
  /** What differs; `noise`: only checksums, versions in labels, generated names. */
  readonly fields: readonly { readonly noise?: string }[];
}

export interface ChangeToJudge {
  readonly changes: readonly ObjectChange[];
  /** The set at the base commit: effective values of the old side come from it. */
  readonly base: ManifestSet;
  /** Labels of the pull request; absent: nobody knows. */
  readonly labels?: readonly string[];
}

/** Does what it is given, and returns what that returns. */
export type Around = <T>(guardrail: string, judge: () => T) => T;

export interface Evaluation {
  readonly findings: readonly RawFinding[];
  /** Expressions that failed or ran out of time: they gate. */
  readonly problems: readonly Problem[];
  /**
   * Of each expression, the targets in which it had something to judge: its condition held for an object there. What is
   * not said here is not known, as for analyzers.
   */
  readonly judged?: ReadonlyMap<string, ReadonlySet<string>>;
}
