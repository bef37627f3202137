import type { Finding, SourceEdit, Suggestion } from '../findings.ts';
import { type Attempt, isRefusal, Solver, unique } from './solver.ts';
import type { Fixable, Workbench } from './types.ts';

/** Findings of one run that suggestions are looked for. */
const MAX_FINDINGS = 25;
/** Renderings made for that, at most. */
const MAX_RENDERINGS = 120;
/** Objects judged for that, at most, over all proofs. */
const MAX_OBJECTS = 100_000;

/** Findings and the edits that mend them, as they are now known. */
interface Group {
  readonly members: readonly Attempt[];
  readonly edits: readonly SourceEdit[];
}

/**
 * Suggestions, each proven on its own: with its edits alone the finding is gone from every environment, and none is
 * there that was not before. Where several would edit the same lines, one suggestion that does it for all of them is
 * proven, and each gets that.
 *
 * @param items findings that are shown, the most pressing first
 * @param objects how many the repository has: the more, the fewer proofs are made
 */
export async function suggest(
  items: readonly Fixable[],
  bench: Workbench,
  objects: number,
): Promise<ReadonlyMap<Finding, Suggestion>> {
  const proofs = Math.min(2 * MAX_FINDINGS, Math.max(4, Math.floor(MAX_OBJECTS / Math.max(objects, 1))));
  const solver = new Solver(bench, { proofs, renderings: MAX_RENDERINGS });
  const attempts = (await solver.attemptsFor(items)).filter(
    (attempt): attempt is Attempt => !isRefusal(attempt),
  );
  const wanted = attempts.slice(0, MAX_FINDINGS).map((attempt): Group => {
    return { members: [attempt], edits: solver.editsOf(attempt.alternatives[0] ?? []) ?? [] };
  });
  const proven: Group[] = [];
  for (const group of overlapping(wanted)) proven.push(...(await prove(group, solver)));
  // What a proof added may meet another's lines.
  const suggestions = new Map<Finding, Suggestion>();
  for (const group of await joined(proven, solver)) {
    for (const { item } of group.members) suggestions.set(item.finding, { edits: group.edits });
  }
  return suggestions;
}

/** A group at once where that is proven, else each member by itself. */
async function prove({ members }: Group, solver: Solver): Promise<Group[]> {
  const whole = members.length > 1 ? await together(members, solver) : undefined;
  if (whole !== undefined) return [whole];
  const alone: Group[] = [];
  for (const attempt of members) {
    const proof = await solver.prove(attempt);
    const edits = isRefusal(proof) ? undefined : solver.editsOf(proof.changes);
    if (isRefusal(proof) || edits === undefined) continue;
    alone.push({ members: [{ ...attempt, alternatives: [proof.changes] }], edits });
  }
  return alone;
}

/** Groups whose edits meet made one, where that is proven too. */
async function joined(proven: readonly Group[], solver: Solver): Promise<Group[]> {
  const result: Group[] = [];
  for (const { members } of overlapping(proven)) {
    const parts = proven.filter(group => group.members.every(member => members.includes(member)));
    const whole = parts.length > 1 ? await together(members, solver) : undefined;
    result.push(...(whole === undefined ? parts : [whole]));
  }
  return result;
}

async function together(members: readonly Attempt[], solver: Solver): Promise<Group | undefined> {
  const proof = await solver.settle(unique(members.flatMap(({ alternatives }) => alternatives[0] ?? [])));
  if (proof === undefined || !members.every(({ item }) => proof.gone.has(item.finding.fingerprint)))
    return undefined;
  const edits = solver.editsOf(proof.changes);
  const isClear = edits !== undefined && members.every(({ item }) => solver.isClear(item, edits));
  if (!isClear) return undefined;
  return { members: members.map(member => ({ ...member, alternatives: [proof.changes] })), edits };
}

/** Groups of those whose edits touch the same lines. */
function overlapping(groups: readonly Group[]): Group[] {
  const found: Group[] = [];
  for (const each of groups) {
    const touching = found.filter(other => isOverlap(each.edits, other.edits));
    for (const other of touching) found.splice(found.indexOf(other), 1);
    const all = [...touching, each];
    found.push({ members: all.flatMap(g => g.members), edits: all.flatMap(g => g.edits) });
  }
  return found;
}

function isOverlap(a: readonly SourceEdit[], b: readonly SourceEdit[]): boolean {
  return a.some(one =>
    b.some(other => one.file === other.file && one.line <= other.endLine && other.line <= one.endLine),
  );
}
