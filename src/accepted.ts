import { type Baseline, type Config, loadBaseline } from './config/index.ts';
import type { Placed } from './placing.ts';
import type { Problem } from './problems.ts';
import type { Tree } from './repository/index.ts';
import type { Side } from './side.ts';
import {
  covers,
  type InlineWaiver,
  type InlineWaivers,
  matchesPattern,
  readInlineWaivers,
} from './verdict/index.ts';

/** What people accepted in other places than the waiver file: the baseline, and comments in the sources. */

/** The part of a run's input that says what is accepted. */
export interface Accepting {
  readonly head: Tree;
  readonly base?: Tree;
  /** Whose word counts. */
  readonly rulesTree: Tree;
  readonly config: Config;
}

/** The baseline in force, and what the change makes of it. */
export function readBaselines({ head, base, rulesTree, config }: Accepting): {
  judging: {
    readonly baseline?: Baseline;
    readonly baselineChange?: { readonly before: Baseline | undefined; readonly after: Baseline | undefined };
  };
  problems: readonly Problem[];
} {
  const { baseline, problems } = loadBaseline(rulesTree, config.baseline);
  const read = (tree: Tree) => (tree === rulesTree ? baseline : loadBaseline(tree, config.baseline).baseline);
  return {
    judging: {
      ...(baseline === undefined ? {} : { baseline }),
      ...(base === undefined ? {} : { baselineChange: { before: read(base), after: read(head) } }),
    },
    problems,
  };
}

/** The comments that accept findings, in every file that something was rendered from. */
export function readComments({ config }: Accepting, head: Side): InlineWaivers {
  if (config.inlineWaivers === 'off') return { waivers: [], problems: [] };
  const files = new Set(head.discovery.targets.flatMap(target => target.inputs));
  const read = [...files]
    .sort()
    .flatMap(file => (head.tree.has(file) ? [readInlineWaivers(file, head.tree.text(file))] : []));
  return {
    waivers: read.flatMap(({ waivers }) => waivers),
    problems: read.flatMap(({ problems }) => problems),
  };
}

/**
 * By fingerprint, the comments that accept a finding: one of the lines it comes from lies in the comment's block. Of
 * guardrails that are locked only comments count that the base has too.
 */
export function acceptedByComments(
  comments: readonly InlineWaiver[],
  placed: readonly Placed[],
  { inlineWaivers, guardrails }: Config,
  base: Tree | undefined,
): ReadonlyMap<string, readonly InlineWaiver[]> {
  const accepted = new Map<string, readonly InlineWaiver[]>();
  if (comments.length === 0) return accepted;
  for (const { finding, located } of placed) {
    // A line of the base has no comment in the head, whatever stands at its number there.
    if (located === undefined || finding.state === 'fixed' || finding.side === 'removed') continue;
    const places = [located.location, ...(located.related ?? [])].filter(({ side }) => side !== 'base');
    const merged = inlineWaivers === 'base' || guardrails[finding.guardrail]?.locked === true;
    const accepting = comments.filter(
      comment =>
        matchesPattern(comment.guardrail, finding.guardrail) &&
        covers(comment, places) &&
        (!merged || base === undefined || stands(base, comment)),
    );
    if (accepting.length > 0) accepted.set(finding.fingerprint, accepting);
  }
  return accepted;
}

/** Whether the base has the same comment in the same file, wherever in it. */
function stands(base: Tree, { file, text }: InlineWaiver): boolean {
  return (
    base.has(file) && readInlineWaivers(file, base.text(file)).waivers.some(other => other.text === text)
  );
}
