import type { Ports } from '../ports.ts';
import { causesOf } from './causes.ts';
import { type Comparison, decisive, type Pair } from './comparison.ts';
import type { Found } from './openings.ts';
import { Uses } from './uses.ts';

/** Pairs of workloads that are looked at; more are named as not compared. */
const MAX_PAIRS = 500_000;
/** Connections of each sort that are kept, of one environment: nobody reads so many. */
const MAX_KEPT = 2_000;

/** A connection between two workloads that came or went. */
export interface ConnectionFound {
  readonly from: Pair;
  readonly to: Pair;
  readonly ports: Ports;
  readonly usedBy?: string;
}

export interface PairsFound {
  readonly gained: readonly ConnectionFound[];
  readonly lost: readonly ConnectionFound[];
  /** There are more pairs than are compared, or more connections than are kept. */
  readonly isTooMuch: boolean;
}

/**
 * Workloads of both sides about which something that decides about connections differs.
 */
export function touchedPairs({ base, head, pairs }: Comparison): Pair[] {
  return pairs.filter(pair => decisive(base, pair.base) !== decisive(head, pair.head));
}

/**
 * Connections between workloads of both sides. What nothing closed before, or closes now, is open to everybody: there
 * only a connection counts of which somebody seems to make use.
 */
export function connectionPairs(comparison: Comparison, touched: readonly Pair[]): PairsFound {
  const { base, head, pairs } = comparison;
  if (touched.length * pairs.length * 2 > MAX_PAIRS) return { gained: [], lost: [], isTooMuch: true };
  const uses = new Uses(comparison.manifests);
  const isTouched = new Set(touched);
  const gained: ConnectionFound[] = [];
  const lost: ConnectionFound[] = [];
  let isTooMuch = false;
  const keep = (found: ConnectionFound[], connection: ConnectionFound) => {
    // One that somebody uses is worth more than any number of others.
    if (found.length < MAX_KEPT || connection.usedBy !== undefined) found.push(connection);
    else isTooMuch = true;
  };
  const look = (from: Pair, to: Pair) => {
    const [was, is] = [base.allowed(from.base, to.base), head.allowed(from.head, to.head)];
    const [more, less] = [is.minus(was), was.minus(is)];
    if (more.isEmpty && less.isEmpty) return;
    const usedBy = uses.between(from.head, to.head);
    const used = usedBy === undefined ? {} : { usedBy };
    const isMeant = (world: typeof base, side: 'base' | 'head') =>
      world.closing(from[side], 'egress').length + world.closing(to[side], 'ingress').length > 0;
    if (!more.isEmpty && isMeant(head, 'head')) keep(gained, { from, to, ports: more, ...used });
    if (!less.isEmpty && (usedBy !== undefined || isMeant(base, 'base')))
      keep(lost, { from, to, ports: less, ...used });
  };
  for (const pair of touched) {
    for (const other of pairs) {
      if (other === pair) continue;
      look(pair, other);
      if (!isTouched.has(other)) look(other, pair);
    }
  }
  return { gained, lost, isTooMuch };
}

/**
 * Connections worth a sentence of their own: lost ones of which somebody seems to make use, and those that no opening or
 * closing of either end tells, as when only labels changed.
 */
export function toldConnections(
  comparison: Comparison,
  { gained, lost }: PairsFound,
  told: ReadonlySet<string>,
): Found[] {
  const about = (
    { from, to, ports, usedBy }: ConnectionFound,
    what: 'connection-gained' | 'connection-lost',
  ): Found => {
    const [source, target] = [from.head.name, to.head.name];
    const because = [
      ...causesOf(comparison, to, 'ingress', [], target),
      ...causesOf(comparison, from, 'egress', [], source),
    ];
    const why = [...new Set(because.map(({ text }) => text))];
    const on = ports.isAll ? '' : ` on ${ports}`;
    const reason = why.length === 0 ? '' : `: ${why.slice(0, 3).join(', ')}`;
    const isLost = what === 'connection-lost';
    const use = usedBy === undefined ? '' : ` It seems to use it (${usedBy}).`;
    return {
      what,
      direction: 'egress',
      workload: source,
      risk: isLost ? (usedBy === undefined ? 'medium' : 'high') : 'low',
      says: `can ${isLost ? 'no longer ' : ''}connect to ${target}${on}${isLost ? '' : ' now'}${reason}.${use}`,
      gained: [],
      lost: [],
      because,
    };
  };
  const isTold = ({ from, to }: ConnectionFound) => told.has(from.head.key) || told.has(to.head.key);
  return [
    ...lost
      .filter(each => each.usedBy !== undefined || !isTold(each))
      .map(each => about(each, 'connection-lost')),
    ...gained.filter(each => !isTold(each)).map(each => about(each, 'connection-gained')),
  ];
}
