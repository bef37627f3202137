import type { ToolId } from '../equivalents/index.ts';
import type { Severity } from '../findings.ts';
import type { Profile } from '../guardrails/index.ts';
import type { Json } from '../manifest/index.ts';
import type { SetValues } from '../target.ts';

export type Scope = 'new' | 'all';

/** `.kubeproof.yaml`, with the defaults of the schema and the overrides of inputs or flags applied. */
export interface Config {
  /** The shared configuration it adds to, `owner/repository/path@commit`. */
  readonly extends?: string;
  /** `1.34`. */
  readonly kubernetes: string;
  readonly profile: Profile;
  readonly gate: { readonly failOn: Severity | 'never'; readonly scope: Scope | 'auto' };
  readonly engine: { readonly kind: 'embedded' | 'system'; readonly helm: 3 | 4 };
  /** Explicit targets; undefined: discover. */
  readonly targets?: readonly TargetConfig[];
  /** Glob patterns of paths that discovery leaves out. */
  readonly exclude: readonly string[];
  /** Guardrail id -> settings. */
  readonly guardrails: Readonly<Record<string, GuardrailConfig>>;
  /** Folders of own guardrails, repository-relative. */
  readonly rules: readonly string[];
  /** Scan reports, repository-relative. */
  readonly scans: readonly string[];
  /** Folder with an export of the cluster, repository-relative. */
  readonly context?: string;
  /** Who applies what is merged, as the API server knows them. */
  readonly deployer?: { readonly user: string; readonly groups: readonly string[] };
  /** Waiver file, repository-relative. */
  readonly waivers: string;
  /** Whether comments in the sources accept findings: those of the change too, those of the base only, or none. */
  readonly inlineWaivers: 'head' | 'base' | 'off';
  /** Tools whose own waivers in the sources count as well. */
  readonly foreignWaivers: readonly ToolId[];
  /** Baseline file, repository-relative. */
  readonly baseline: string;
  /** Changes that somebody named has to agree to. */
  readonly approvals: readonly ApprovalRule[];
  readonly frameworks: readonly string[];
  /** File it was read from, undefined when there is none and defaults apply. */
  readonly file?: string;
  /** SHA-256 over the effective configuration, for evidence. */
  readonly digest: string;
}

export interface GuardrailConfig {
  readonly severity?: Severity | 'off';
  readonly parameters?: Readonly<Record<string, Json>>;
  /** Only waivers of the base count. */
  readonly locked?: boolean;
}

export interface ApprovalRule {
  /** Guardrail ids with `*`, and kinds of change to permissions such as `rbac.escalation`. */
  readonly for: readonly string[];
  /** Logins, and teams as `organisation/team` (on GitLab groups, `group/subgroup`); lower case, without `@`. */
  readonly from: readonly string[];
  /** How many of them have to agree. */
  readonly count: number;
}

export interface TargetConfig {
  readonly kind: 'helm' | 'kustomize' | 'manifests';
  /** Folder (helm, kustomize) or glob patterns (manifests). */
  readonly path: string | readonly string[];
  readonly loadRestrictor?: 'rootOnly' | 'none';
  readonly environments: readonly EnvironmentConfig[];
  /** Line in the configuration file, for messages. */
  readonly line?: number;
}

export interface EnvironmentConfig {
  readonly name: string;
  readonly namespace?: string;
  readonly release?: string;
  readonly kubernetes?: string;
  readonly apiVersions?: readonly string[];
  readonly values?: readonly string[];
  readonly set?: SetValues;
}

/** One entry of the waiver file. */
export interface Waiver {
  /** Given, or derived from the content. */
  readonly id: string;
  readonly guardrail: string;
  /** Patterns with `*`; undefined matches all. */
  readonly resource?: {
    readonly kind?: string | undefined;
    readonly namespace?: string | undefined;
    readonly name?: string | undefined;
  };
  readonly container?: string;
  readonly field?: string;
  readonly target?: string;
  readonly environment?: string;
  /** Pattern for the file its resource comes from. */
  readonly source?: string;
  readonly fingerprint?: string;
  readonly owner: string;
  readonly reason: string;
  readonly expires?: string;
  readonly ticket?: string;
  readonly file: string;
  readonly line: number;
}
