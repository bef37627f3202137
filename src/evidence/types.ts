import type { Waiver } from '../config/index.ts';
import type { RenderedFile, Report } from '../reports/index.ts';
import type { Framework } from './frameworks/types.ts';

/** A file that a target's output depends on. */
export interface InputFile {
  /** Repository-relative. */
  readonly path: string;
  /** Of the content, hex; absent with `unreadable`. */
  readonly sha256?: string;
  /** Why there is no digest: `missing`, `too-large`, `link-outside-repository` ... */
  readonly unreadable?: string;
}

/** What one target was rendered from. */
export interface TargetInputs {
  readonly target: string;
  readonly files: readonly InputFile[];
  readonly environments: readonly {
    readonly name: string;
    readonly namespace?: string;
    readonly kubernetes: string;
    readonly values: readonly string[];
    /** SHA-256 over the settings and every input: equal digests mean equal output. */
    readonly inputs: string;
  }[];
}

/** What became of one guardrail in a run. */
export interface GuardrailFact {
  readonly id: string;
  readonly title: string;
  readonly category: string;
  readonly origin: 'pack' | 'custom';
  /** SHA-256 of its file and of the helpers it calls. */
  readonly digest: string;
  readonly severity: 'error' | 'warning' | 'info' | 'off';
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly controls: Readonly<Record<string, readonly string[]>>;
  /** Targets in which it had something to judge, sorted. */
  readonly judged: readonly string[];
  /** Why it judged nothing at all: `it is not in profile minimal`. */
  readonly idle?: string;
}

/** What a run knows that no report shows and evidence needs. */
export interface EvidenceFacts {
  /** `YYYY-MM-DD`: the day waivers were held against. */
  readonly today: string;
  /** Repository paths the run was limited to, sorted; empty: everything. */
  readonly paths: readonly string[];
  readonly inputs: readonly TargetInputs[];
  /** All there are, active or not, sorted by id. */
  readonly guardrails: readonly GuardrailFact[];
  /** Entries of the waiver file that had not expired, whether a finding needed them or not. */
  readonly waivers: readonly Waiver[];
  /** Those that the configuration selects. */
  readonly frameworks: readonly Framework[];
}

/** A file of the artifact. */
export interface EvidenceFile {
  /** Relative to the bundle, with `/`. */
  readonly path: string;
  readonly content: string;
}

export interface BundleInput {
  readonly report: Report;
  readonly rendered: readonly RenderedFile[];
  readonly facts: EvidenceFacts;
  /** When the bundle was made, `2026-11-21T09:12:00Z`: the one part of it that another run does not repeat. */
  readonly created: string;
  /** What was on disk, where it was a checkout. */
  readonly checkout?: { readonly commit: string; readonly clean: boolean };
  readonly build?: Build;
  readonly previous?: PreviousBundle;
  /** Private key in PEM, Ed25519 or ECDSA P-256: the bundle is signed with it. */
  readonly key?: string;
}

/** The run of the CI system that made a bundle. */
export interface Build {
  /** `https://github.com/acme/shop` */
  readonly repository: string;
  /** `https://github.com/acme/shop/actions/runs/7` */
  readonly run: string;
  readonly attempt: string;
  /** `pull_request` */
  readonly event: string;
  /** The commit that was evaluated, as the CI system names it: for a pull request its head. */
  readonly commit: string;
  readonly pullRequest?: number;
  /** For a pull request its own branch. */
  readonly branch?: string;
}

/** The bundle before this one, by what names it. */
export interface PreviousBundle {
  /** SHA-256 of its manifest.json, hex. */
  readonly digest: string;
  readonly created: string;
  readonly outcome: string;
  readonly commit?: string;
}
