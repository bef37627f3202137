import { byText } from '../repository/index.ts';
import type { Discovery, Target } from './types.ts';

/** A target on both sides of a change; one side is missing when the change adds or removes it. */
export interface TargetPair {
  readonly id: string;
  readonly base?: Target;
  readonly head?: Target;
}

/**
 * Pairs the targets of base and head by id, sorted by id. A target that could not be discovered on one side (see
 * `Discovery.problems`) is missing there too: look before reading that as added or removed.
 */
export function matchTargets(base: Discovery, head: Discovery): TargetPair[] {
  const before = new Map(base.targets.map(target => [target.id, target]));
  const after = new Map(head.targets.map(target => [target.id, target]));
  return [...new Set([...before.keys(), ...after.keys()])].sort(byText).map(id => {
    const baseTarget = before.get(id);
    const headTarget = after.get(id);
    return { id, ...(baseTarget && { base: baseTarget }), ...(headTarget && { head: headTarget }) };
  });
}
