import { moreBlocks, morePods, type Openness, opennessOf } from '../openness.ts';
import { DIRECTIONS, type Direction } from '../policies.ts';
import type { Peer } from '../world.ts';
import { causesOf } from './causes.ts';
import type { Comparison, Pair } from './comparison.ts';
import type { NetworkCause, NetworkChange, NetworkRisk, Pointer, Reach } from './types.ts';
import { listed, reachesOf, reachesText } from './words.ts';

/** A change of one direction of one workload, before those that say the same are one. */
export interface Found {
  readonly what: NetworkChange['what'];
  readonly direction: Direction;
  readonly workload: string;
  readonly risk: NetworkRisk;
  /** What follows the name of the workload. */
  readonly says: string;
  readonly gained: readonly Reach[];
  readonly lost: readonly Reach[];
  readonly because: readonly NetworkCause<Pointer>[];
}

/** Directions of workloads that are open to more, or to less, than before. */
export function openings(comparison: Comparison, pairs: readonly Pair[]): Found[] {
  return pairs.flatMap(pair => DIRECTIONS.flatMap(direction => opening(comparison, pair, direction)));
}

function opening(comparison: Comparison, pair: Pair, direction: Direction): Found[] {
  const before = opennessOf(comparison.base, pair.base, direction);
  const now = opennessOf(comparison.head, pair.head, direction);
  const more = { pods: morePods(now, before), blocks: moreBlocks(now, before) };
  const less = { pods: morePods(before, now), blocks: moreBlocks(before, now) };
  const gained = reachesOf(more.pods, more.blocks, pair.head.namespace);
  const lost = reachesOf(less.pods, less.blocks, pair.base.namespace);
  if (gained.length + lost.length === 0) return [];
  const places = [...more.pods, ...more.blocks].flatMap(({ place }) => (place === undefined ? [] : [place]));
  const because = causesOf(comparison, pair, direction, places);
  return [
    {
      what: lost.length === 0 ? 'opened' : gained.length === 0 ? 'closed' : 'changed',
      direction,
      workload: pair.head.name,
      risk: riskOf(gained, direction),
      says: sentence(direction, before, now, gained, lost, because, pair),
      gained,
      lost,
      because,
    },
  ];
}

const WORDS = {
  ingress: { does: 'accepts connections', not: 'no longer accepts connections', from: 'from' },
  egress: { does: 'can connect', not: 'can no longer connect', from: 'to' },
} as const;

function sentence(
  direction: Direction,
  before: Openness,
  now: Openness,
  gained: readonly Reach[],
  lost: readonly Reach[],
  because: readonly NetworkCause<Pointer>[],
  { base, head }: Pair,
): string {
  const { does, not, from } = WORDS[direction];
  const why = because.length === 0 ? '' : `: ${listed([...new Set(because.map(({ text }) => text))], 3)}`;
  const whole = (openness: Openness, { namespace }: Peer) =>
    reachesOf(openness.pods, openness.blocks, namespace);
  if (now.closedBy.length === 0) {
    const old = whole(before, base);
    const was = old.length === 0 ? 'nobody' : reachesText(old);
    return `${does} ${from} everywhere now${why}. Before: ${old.length === 0 && direction === 'egress' ? 'nowhere' : was}.`;
  }
  if (before.closedBy.length === 0) {
    const rest = whole(now, head);
    return rest.length === 0
      ? `${not}${direction === 'ingress' ? ' from anybody' : ' to anything'}${why}.`
      : `${does} only ${from} ${reachesText(rest)} now${why}.`;
  }
  const parts = [
    gained.length === 0 ? '' : `${does} ${from} ${reachesText(gained)} now`,
    lost.length === 0 ? '' : `${gained.length === 0 ? not : `and no longer`} ${from} ${reachesText(lost)}`,
  ];
  return `${parts.filter(part => part !== '').join(', ')}${why}.`;
}

/** Being called by strangers is worse than calling them. */
function riskOf(gained: readonly Reach[], direction: Direction): NetworkRisk {
  const worst = gained[0]?.level;
  if (worst === 'everywhere' || worst === 'outside') return direction === 'ingress' ? 'high' : 'medium';
  if (worst === 'cluster' || worst === 'namespaces' || worst === 'private')
    return direction === 'ingress' ? 'medium' : 'low';
  return 'low';
}
