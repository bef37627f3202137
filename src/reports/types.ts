import type {
  NetworkReport,
  PermissionChange,
  PermissionLine,
  PermissionReport,
} from '../analyzers/index.ts';
import type { ChangeReport } from '../changes/index.ts';
import type { Approval, Counts, Finding, Location, Outcome, Severity } from '../findings.ts';
import type { Resource } from '../manifest/index.ts';
import type { Problem } from '../problems.ts';
import type { EngineVersion } from '../render/index.ts';

/** What a report says of a guardrail that spoke. */
export interface ReportGuardrail {
  readonly id: string;
  readonly title: string;
  readonly category: string;
  readonly severity: Severity;
  readonly rationale: string;
  readonly remediation: string;
  readonly notWhen?: string;
  readonly references: readonly string[];
  readonly controls: Readonly<Record<string, readonly string[]>>;
  /** Page in the documentation. */
  readonly url: string;
  /** Only waivers that were merged before count. */
  readonly locked?: true;
}

/** A source excerpt: consecutive lines of one file. */
export interface Excerpt {
  /** 1-based number of the first line. */
  readonly firstLine: number;
  readonly lines: readonly string[];
}

/** A finding with everything a surface needs to show it. Texts are plain: each surface escapes for itself. */
export interface ReportFinding extends Finding {
  readonly title: string;
  /** Source lines around `location`. */
  readonly excerpt?: Excerpt;
  /** Rendered lines around the field, with the index of the field's line. */
  readonly rendered?: { readonly lines: readonly string[]; readonly focus: number };
}

export interface ReportTarget {
  readonly id: string;
  readonly kind: string;
  readonly root: string;
  readonly environments: readonly ReportEnvironment[];
}
export interface ReportEnvironment {
  readonly name: string;
  readonly engine: EngineVersion;
  readonly objects: number;
  /** SHA-256 of the rendered text; undefined when it could not be rendered. */
  readonly digest?: string;
  /** Inputs are identical in base and head, so nothing was compared. */
  readonly unchanged: boolean;
}

/** The one result every surface shows. Its JSON form is `report.json`; its schema is versioned. */
export interface Report {
  readonly schema: 'kubeproof.report/v1';
  readonly tool: { readonly name: 'kubeproof'; readonly version: string };
  readonly engines: readonly EngineVersion[];
  readonly kubernetes: string;
  readonly profile: string;
  readonly head: { readonly name: string; readonly commit?: string };
  /** Undefined: nothing to compare with, every finding is `unchanged`... or scope is `all`. */
  readonly base?: { readonly name: string; readonly commit?: string };
  readonly scope: 'new' | 'all';
  readonly failOn: Severity | 'never';
  readonly outcome: Outcome;
  /** 0, 1 or 2. */
  readonly exitCode: number;
  /** One sentence that says why the outcome is what it is. */
  readonly summary: string;
  /** Sorted: blocking first, then severity, file, line, guardrail. Includes fixed and waived ones. */
  readonly findings: readonly ReportFinding[];
  readonly counts: {
    readonly new: Counts;
    readonly unchanged: Counts;
    readonly fixed: Counts;
    readonly waived: Counts;
    readonly blocking: number;
  };
  /** Agreements that this change needs, given or not. */
  readonly approvals: readonly Approval[];
  /** What the change does to permissions; empty without a base. */
  readonly permissions: PermissionReport;
  /** What the change does to who can connect to whom; absent without a base. */
  readonly network?: NetworkReport;
  /** What the change does to what is deployed; absent without a base. In a file of its own, not in report.json. */
  readonly changes?: ChangeReport;
  readonly targets: readonly ReportTarget[];
  readonly objects: number;
  /** What was not evaluated, and what else went wrong. */
  readonly problems: readonly Problem[];
  readonly guardrails: readonly ReportGuardrail[];
  /** How many guardrails were evaluated. */
  readonly evaluated: number;
  readonly config: {
    readonly file?: string;
    readonly digest: string;
    readonly from: 'base' | 'head' | 'defaults';
    /** Whether comments in the sources accept findings, those of the change too, those of the base only, or none. */
    readonly inlineWaivers: 'head' | 'base' | 'off';
  };
}

/** What was found of a control in one target. Never satisfied because nothing was looked at. */
export type ControlOutcome = 'satisfied' | 'not-satisfied' | 'not-evaluated';

/** What one guardrail says about a control in one target. */
export interface GuardrailState {
  readonly id: string;
  readonly strength: 'direct' | 'partial' | 'contextual';
  /** Why it supports evidence for the control, and who says so. */
  readonly reason: string;
  readonly source: string;
  readonly state: 'passed' | 'failed' | 'accepted' | 'nothing-to-judge' | 'off';
  /** Why it is off. */
  readonly why?: string;
  /** Findings that nobody accepted. */
  readonly open: number;
  /** Findings that are waived or in the baseline. */
  readonly accepted: number;
}

export interface ControlResult {
  readonly id: string;
  readonly title: string;
  readonly target: string;
  readonly outcome: ControlOutcome;
  readonly reason: string;
  /** Not evaluated, and no gap: the target has nothing, or too little, that its guardrails judge. */
  readonly nothing?: true;
  /** Of the guardrails that decide. */
  readonly open: number;
  readonly accepted: number;
  readonly guardrails: readonly GuardrailState[];
}

/** Every control of a framework in every target. */
export interface FrameworkResult {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly publisher: string;
  readonly url: string;
  /** SHA-256 of the mapping's file. */
  readonly digest: string;
  readonly controls: readonly ControlResult[];
}

/** Files of the run that are not the report itself: rendered text per target and environment. */
export interface RenderedFile {
  readonly target: string;
  readonly environment: string;
  /** Text with the values of Secrets replaced by digests. */
  readonly text: string;
}

export type {
  Approval,
  Counts,
  Finding,
  Location,
  NetworkReport,
  Outcome,
  PermissionChange,
  PermissionLine,
  PermissionReport,
  Resource,
};
