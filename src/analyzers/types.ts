import type { RawFinding } from '../findings.ts';
import type { ActiveGuardrail, Around } from '../guardrails/index.ts';
import type { Manifest, ManifestSet } from '../manifest/index.ts';
import type { Problem } from '../problems.ts';
import type { ImageScan } from '../scans/index.ts';
import type { Deployer } from './rbac/index.ts';

export interface AnalyzeOptions {
  /** Target Kubernetes version, `1.34`; an environment's own version wins. */
  readonly kubernetes: string;
  /** The set at the base commit, for analyzers that judge a change. Absent: there is nothing to compare with. */
  readonly base?: ManifestSet;
  /** Something of the repository could not be rendered: what the set lacks may be there. */
  readonly partial?: boolean;
  /** `YYYY-MM-DD`, the day of the run; absent: the day of the data. */
  readonly today?: string;
  /** Reports of image scanners. */
  readonly scans?: readonly ImageScan[];
  /** What the cluster has beside the repository, all of it; absent: nobody knows. */
  readonly context?: readonly Manifest[];
  /** All guardrails of the run, where only some of them are judged now. */
  readonly all?: readonly ActiveGuardrail[];
  /** Who applies the change. */
  readonly deployer?: Deployer;
  /** False for what the other side of the comparison could not render; absent: all was rendered. */
  readonly isCompared?: (manifest: Manifest) => boolean;
  /** Done around each guardrail's part, for measuring. */
  readonly around?: Around;
}

/** What one check of an analyzer gets. */
export interface CheckInput {
  readonly set: ManifestSet;
  readonly base?: ManifestSet;
  readonly guardrail: ActiveGuardrail;
  /** All guardrails of the run: one cause is for one of them to tell. */
  readonly active: readonly ActiveGuardrail[];
  readonly kubernetes: string;
  /** See {@link AnalyzeOptions}. */
  readonly partial: boolean;
  readonly today?: string;
  readonly scans?: readonly ImageScan[];
  readonly context?: readonly Manifest[];
  readonly deployer?: Deployer;
  readonly isCompared?: (manifest: Manifest) => boolean;
}

export interface CheckResult {
  readonly findings: readonly RawFinding[];
  readonly problems?: readonly Problem[];
}

/** Pure: a set of manifests in, findings out. Never throws for anything a manifest can contain. */
export type Check = (input: CheckInput) => CheckResult;

/** One folder below `analyzers/`: its checks by name, as rule files name them (`check:`). */
export interface Analyzer {
  readonly checks: Readonly<Record<string, Check>>;
  /** Which objects the verdicts of a check depend on; by default on any. What was wrong here would be proven wrongly. */
  readonly reach?: (check: string) => Reach;
}

/**
 * `object`: the verdict on an object, on that object alone. A predicate: verdicts are what they were as long as no object
 * changes that it is true of.
 */
export type Reach = 'object' | ((manifest: Manifest) => boolean);
