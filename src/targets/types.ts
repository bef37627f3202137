import type { Problem } from '../problems.ts';
import type { Target, TargetKind } from '../target.ts';

export type { Environment, SetValues, Target, TargetKind } from '../target.ts';

/** Something that looks like a target and is, on purpose, none of its own. For `kubeproof targets`. */
export interface Skipped {
  readonly path: string;
  readonly kind: TargetKind;
  /** One sentence: `library chart, rendered through helm:charts/checkout`. */
  readonly reason: string;
}

export interface Discovery {
  /** Sorted by id. Only what can be handed to a renderer: a target with a gating problem is not here. */
  readonly targets: readonly Target[];
  /** What looked like a target and cannot be evaluated, sorted by file; `target` names the id that is missing above. */
  readonly problems: readonly Problem[];
  /** Sorted by path. */
  readonly skipped: readonly Skipped[];
}
