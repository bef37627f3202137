import type { Finding, RawFinding, Rendering } from '../findings.ts';
import type { FixAnswer } from '../guardrails/index.ts';
import type { Manifest } from '../manifest/index.ts';
import type { Problem } from '../problems.ts';
import type { Tree } from '../repository/index.ts';
import type { Located, LocatedRendering, Unlocated } from '../source/index.ts';

/** How a changed tree differs from the head. */
export interface Rejudged {
  /** Fingerprints of findings that no rendering shows any more. */
  readonly gone: ReadonlySet<string>;
  /** Renderings that still show a finding, by fingerprint, as far as the change concerns it. */
  readonly left: ReadonlyMap<string, readonly Rendering[]>;
  /** Findings that were not there before, or not in that rendering, with what their guardrails are certain about. */
  readonly appeared: readonly { readonly finding: RawFinding; readonly fix: FixAnswer }[];
  readonly problems: readonly Problem[];
  /** How many renderings were made. */
  readonly rendered: number;
}

/** Renders and judges the head with other contents of some files. */
export type JudgeAgain = (tree: Tree) => Promise<Rejudged>;

/** A finding with what it is about and where that was written. */
export interface Fixable {
  readonly finding: Finding;
  readonly manifest: Manifest;
  readonly rendering: LocatedRendering;
  readonly located: Located;
}

/** What the stage needs of the others. */
export interface Workbench {
  readonly tree: Tree;
  readonly judgeAgain: JudgeAgain;
  /** The object edits that the finding's guardrail is certain about. */
  readonly fixFor: (finding: Finding, manifest: Manifest) => FixAnswer;
  readonly locate: (items: readonly Unlocated[]) => Promise<readonly Located[]>;
  /** The same finding's object and field as another rendering shows them. */
  readonly subjectIn: (
    finding: Pick<Finding, 'resource' | 'field'>,
    rendering: Rendering,
  ) => Unlocated | undefined;
  /** Whether a text holds nothing of what the Secrets of a target hold. */
  readonly isClear: (text: string, target: string) => boolean;
}
