import type { FieldPath, Manifest, Resource } from './manifest/index.ts';

/** How bad a finding is. `error` blocks by default. */
export type Severity = 'error' | 'warning' | 'info';
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

/** What the pull request has to do with it: it is there (`present`), a change brought it (`added`) or took something away (`removed`). */
export type Side = 'present' | 'added' | 'removed';

/** How a location was established; `file` when no line can be proven. */
export type LocationKind = 'values' | 'template' | 'patch' | 'kustomization' | 'manifest' | 'file';

/** The place a person has to edit. Lines and columns 1-based; ranges end-exclusive in columns, inclusive in lines. */
export interface Location {
  readonly kind: LocationKind;
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  /** For related locations: what is there, as in `printed by this template`. */
  readonly note?: string;
  /** For a field that is absent: the key to add under what stands at this place, dotted: `limits.memory`. */
  readonly add?: string;
  /** `base`: a line that the change took away. */
  readonly side?: 'base';
}

/** Whole lines of one source file replaced by others: an insertion repeats the line it follows. */
export interface SourceEdit {
  readonly file: string;
  /** First line replaced, 1-based. */
  readonly line: number;
  /** Last line replaced, inclusive. */
  readonly endLine: number;
  /** What stands there instead, without line ends; empty: the lines are gone. */
  readonly lines: readonly string[];
}

/** A change of the source that was tried: rendered and judged again, its finding is gone and no other appeared. */
export interface Suggestion {
  /** Sorted by file and line, without overlap. */
  readonly edits: readonly SourceEdit[];
}

/** What an image's reference is made of; `name` is all in front of the tag, the registry included. */
export type ImagePart = 'name' | 'tag' | 'digest';

/** What of a field a finding is about: a part of an image, or its key and not its value. */
export type FieldPart = ImagePart | 'key';

/** Where a resource was rendered. */
export interface Rendering {
  /** Target id. */
  readonly target: string;
  readonly environment: string;
  /** 0-based document of that rendering, for the rendered excerpt. */
  readonly documentIndex: number;
}

/** Another manifest's part in a finding. */
export interface Because {
  readonly side: 'base' | 'head';
  readonly manifest: Manifest;
  readonly path: FieldPath;
  /** What is there: `RoleBinding shop/bot gives Role reader to ServiceAccount shop/bot`. */
  readonly note: string;
}

/** What evaluation yields: one guardrail speaking about one field of one resource in one rendering. */
export interface RawFinding {
  readonly guardrail: string;
  readonly severity: Severity;
  readonly resource: Resource;
  readonly apiVersion: string;
  /** Field inside the object; it may not exist (an absent field is anchored at its nearest parent). */
  readonly path: FieldPath;
  /** The same field by merge key, stable under reordering: `spec.containers[name=app].securityContext.privileged`. */
  readonly field: string;
  /** One plain-text sentence or two: what is wrong with the value found, and why it matters here. */
  readonly message: string;
  /** What to do, plain text; falls back to the guardrail's remediation. */
  readonly remediation?: string;
  readonly container?: string;
  /** What of the field the finding is about, as each may be set in a place of its own. */
  readonly part?: FieldPart;
  /** Which line of a text in several lines it is about, from 0. */
  readonly textLine?: number;
  readonly side: Side;
  readonly rendering: Rendering;
  /** File the document came from, see `Origin.source`. */
  readonly source?: string;
  /** What else brings it about, and where that is written: shown as related places. */
  readonly because?: readonly Because[];
  /** Further identity where resource and field do not suffice (an RBAC atom, a subject): part of the fingerprint. */
  readonly subject?: string;
  /** Guardrails that tell the same where they have a new finding here: then this one is left out. */
  readonly toldBy?: readonly string[];
}

/** An approving review of the commit that is judged. */
export interface Approver {
  readonly login: string;
  /** When, as GitHub says it: `2026-11-21T09:12:00Z`. */
  readonly at: string;
  /** The commit the review is about. */
  readonly commit: string;
  /** Teams that were asked for and have this member, `organisation/team`, lower case. */
  readonly teams: readonly string[];
}

/** A change that somebody named has to agree to, and who did. */
export interface Approval {
  /** What the configuration asks it for. */
  readonly for: readonly string[];
  /** Logins and teams, any `count` of whom suffice. */
  readonly from: readonly string[];
  readonly count: number;
  /** What of this change calls for it: plain sentences, sorted. */
  readonly because: readonly string[];
  readonly given: readonly Approver[];
  /** `unknown`: there is no pull request whose reviews could count. */
  readonly state: 'given' | 'waiting' | 'unknown';
}

export type FindingState = 'new' | 'unchanged' | 'fixed';

/** An accepted finding's record, as it ends up beside the finding. */
export interface AppliedWaiver {
  readonly id: string;
  readonly owner: string;
  readonly reason: string;
  /** `2027-01-31`. */
  readonly expires?: string;
  readonly ticket?: string;
  /** Where it is written. */
  readonly file: string;
  readonly line: number;
}

/** A finding as people see it: one cause, all the environments it shows in, compared with the base and judged. */
export interface Finding extends Omit<RawFinding, 'rendering' | 'because' | 'toldBy'> {
  /** 32 hex digits; see `changes/fingerprint.ts`. */
  readonly fingerprint: string;
  readonly state: FindingState;
  /**
   * Every rendering that shows it: the one it is described by first, then the others by target and environment. Empty
   * only for findings about kubeproof's own input.
   */
  readonly renderings: readonly Rendering[];
  readonly waiver?: AppliedWaiver;
  /** Those the configuration asks agreed to it; empty where that was settled before, in a merge queue. */
  readonly approved?: readonly Approver[];
  /** It was there before kubeproof was adopted: known, and no reason to fail. */
  readonly baselined?: true;
  /** Fails the gate: severity, scope and waivers considered. */
  readonly blocking: boolean;
  /** Fixed findings are located on the base side. Absent until `locate` ran, and for findings that are not shown. */
  readonly location?: Location;
  readonly related: readonly Location[];
  /** Absent where none was proven. */
  readonly suggestion?: Suggestion;
}

/** The gate's answer; `incomplete`: something could not be evaluated. */
export type Outcome = 'pass' | 'fail' | 'incomplete';

/** Findings by severity. */
export interface Counts {
  readonly error: number;
  readonly warning: number;
  readonly info: number;
}
