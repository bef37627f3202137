import type { Problem } from '../problems.ts';
import { byText } from '../repository/index.ts';
import type { Discovery, Skipped, Target, TargetKind } from './types.ts';

/** A discovery in the making. */
export interface Draft {
  readonly targets: Target[];
  readonly problems: Problem[];
  readonly skipped: Skipped[];
}

export function newDraft(): Draft {
  return { targets: [], problems: [], skipped: [] };
}

/** `helm:charts/checkout`; the root folder is `.`. */
export function targetId(kind: TargetKind, root: string): string {
  return `${kind}:${root === '' ? '.' : root}`;
}

/** Everything sorted, and nothing said twice. */
export function finish(draft: Draft): Discovery {
  const problems = new Map(draft.problems.map(problem => [JSON.stringify(problem), problem]));
  return {
    targets: draft.targets.toSorted((a, b) => byText(a.id, b.id)),
    problems: [...problems.values()].sort(byPlace),
    skipped: draft.skipped.toSorted((a, b) => byText(a.path, b.path) || byText(a.kind, b.kind)),
  };
}

function byPlace(a: Problem, b: Problem): number {
  return (
    byText(a.file ?? '', b.file ?? '') ||
    (a.line ?? 0) - (b.line ?? 0) ||
    byText(a.code, b.code) ||
    byText(a.target ?? '', b.target ?? '') ||
    byText(a.environment ?? '', b.environment ?? '') ||
    byText(a.message, b.message)
  );
}
