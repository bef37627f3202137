import type { Location } from '../../../findings.ts';
import type { Pointer } from '../../places.ts';
import type { Direction } from '../policies.ts';

export type { Pointer };

/**
 * What a change does to who can connect to whom, as NetworkPolicies have it: texts are plain, lists are sorted. `P` is how
 * places are given: pointers into manifests until `locate` has found their lines.
 */
export interface NetworkReport<P = Location> {
  /** Worst first. */
  readonly changes: readonly NetworkChange<P>[];
  /** Between workloads that are on both sides; what opens to everything is not told pair by pair. */
  readonly connections: {
    readonly gained: readonly Connection[];
    readonly lost: readonly Connection[];
  };
  /** Policies of other kinds, which may allow more or less: `CiliumNetworkPolicy shop/web`. */
  readonly notConsidered: readonly string[];
  /** What the answers take for granted, one sentence each. */
  readonly assumptions: readonly string[];
  /** One line that says it all: `1 workload is open to everything now, 2 connections are closed`; '' when nothing changed. */
  readonly verdict: string;
}

export type NetworkRisk = 'high' | 'medium' | 'low';

/** One direction of workloads that is open to more or to less, or one connection that came or went. */
export interface NetworkChange<P = Location> {
  readonly what: 'opened' | 'closed' | 'changed' | 'connection-gained' | 'connection-lost';
  readonly direction: Direction;
  /** `Deployment shop/web`, sorted. */
  readonly workloads: readonly string[];
  /** Names of the environments that show it; empty: all there are. */
  readonly environments: readonly string[];
  readonly risk: NetworkRisk;
  /** One sentence or two. */
  readonly text: string;
  readonly gained: readonly Reach[];
  readonly lost: readonly Reach[];
  readonly because: readonly NetworkCause<P>[];
}

/** How far a direction is open, the farthest first. */
export const LEVELS = [
  'everywhere',
  'outside',
  'cluster',
  'namespaces',
  'private',
  'namespace',
  'pods',
] as const;
export type Level = (typeof LEVELS)[number];

/** Somebody at the other end. */
export interface Reach {
  readonly level: Level;
  /** `every pod of the cluster`, `pods with app=web`, `10.0.0.0/8`. */
  readonly peer: string;
  /** `TCP 8080`, `all ports`. */
  readonly ports: string;
}

export interface NetworkCause<P = Location> {
  /** `NetworkPolicy shop/web no longer selects it`. */
  readonly text: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly place: P;
}

/** What one workload can open to another. */
export interface Connection {
  readonly from: string;
  readonly to: string;
  readonly ports: string;
  readonly environments: readonly string[];
  /** What of the one names the other: `variable PAYMENTS_URL`. */
  readonly usedBy?: string;
}

/** The report of a change that touches nothing of this. */
export const NO_NETWORK_CHANGES: NetworkReport<never> = {
  changes: [],
  connections: { gained: [], lost: [] },
  notConsidered: [],
  assumptions: [],
  verdict: '',
};
