import { jsonText, list } from '../../../json.ts';
import { type Manifest, type ManifestSet, own } from '../../../manifest/index.ts';
import { byText } from '../../../repository/index.ts';
import { deployedTo, EVERYWHERE, environmentOf } from '../../rbac/environments.ts';
import { DIRECTIONS, isNetworkPolicy } from '../policies.ts';
import { type Peer, World } from '../world.ts';

export interface NetworkOptions {
  /** An export of what else is in the cluster. */
  readonly context?: readonly Manifest[];
  /** False for what the other side could not render: it has neither come nor gone. */
  readonly isCompared?: (manifest: Manifest) => boolean;
}

/** The network of one environment, before and after. */
export interface Comparison {
  readonly environment: string;
  readonly base: World;
  readonly head: World;
  /** Workloads that are on both sides, in the order of the head. */
  readonly pairs: readonly Pair[];
  /** All of the head. */
  readonly manifests: readonly Manifest[];
}

/** One workload, before and after. */
export interface Pair {
  readonly base: Peer;
  readonly head: Peer;
}

export interface Comparisons {
  readonly all: readonly Comparison[];
  /** Every environment there is, is compared. */
  readonly everywhere: boolean;
}

/** The network of every environment in which a NetworkPolicy holds on either side. */
export function comparisons(
  base: ManifestSet,
  head: ManifestSet,
  { context = [], isCompared = () => true }: NetworkOptions,
): Comparisons {
  const names = new Set([...base.manifests, ...head.manifests].filter(isCompared).map(environmentOf));
  if (names.size > 1) names.delete(EVERYWHERE);
  const hasPolicies = [...base.manifests, ...head.manifests, ...context].some(isNetworkPolicy);
  const all = [...names].sort(byText).flatMap(environment => {
    if (!hasPolicies) return [];
    const [was, is] = [base, head].map(set => deployedTo(set, environment).filter(isCompared));
    if (was === undefined || is === undefined || isSame(was, is)) return [];
    const comparison = {
      environment,
      base: new World([...context, ...was], base),
      head: new World([...context, ...is], head),
    };
    return [
      { ...comparison, pairs: pairsOf(comparison.base, comparison.head), manifests: [...context, ...is] },
    ];
  });
  return { all, everywhere: all.length === names.size };
}

/** What was not rendered anew is the same object. */
function isSame(a: readonly Manifest[], b: readonly Manifest[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}

function pairsOf(base: World, head: World): Pair[] {
  const before = new Map(base.peers.map(peer => [peer.key, peer]));
  return head.peers.flatMap(peer => {
    const twin = before.get(peer.key);
    return twin === undefined ? [] : [{ base: twin, head: peer }];
  });
}

/** What decides about the connections of a workload, as text: equal texts, equal answers for the same other end. */
export function decisive(world: World, peer: Peer): string {
  const { pod, labels, namespace } = peer;
  const rules = DIRECTIONS.map(direction =>
    world.closing(peer, direction).map(({ manifest }) => own(manifest.object.spec, direction) ?? null),
  );
  const ports = list(pod.spec.containers).map(container => own(container, 'ports') ?? null);
  return jsonText([labels, namespace.labels, ports, rules]);
}
