import { list } from '../../json.ts';
import {
  isObject,
  type Manifest,
  type ManifestSet,
  own,
  type PodSpecRef,
  resourceLabel,
  scalarText,
  selects,
  stringMap,
  valueAt,
} from '../../manifest/index.ts';
import { isNamespaceStated } from './namespaces.ts';
import { type Direction, isNetworkPolicy, type Policy, policyOf, protocolOf, type Rule } from './policies.ts';
import { ALL_PORTS, NO_PORTS, Ports } from './ports.ts';

/** Every namespace has it (https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-metadata-name). */
export const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** The pods of one workload. */
export interface Peer {
  /** `Deployment shop/web`. */
  readonly name: string;
  /** The same on both sides of a change. */
  readonly key: string;
  readonly pod: PodSpecRef;
  readonly namespace: Namespace;
  readonly labels: Readonly<Record<string, string>>;
}

export interface Namespace {
  /** Unique; of a namespace that nobody names, one per target. */
  readonly key: string;
  /** '' where nobody names it. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What runs in one cluster and which NetworkPolicies hold there. */
export class World {
  /** In the order of the manifests, without pods on the network of their node, which policies do not reach. */
  readonly peers: readonly Peer[];
  /** By {@link Policy.key}. */
  readonly policies: ReadonlyMap<string, Policy>;
  /** Workloads on the network of their node. */
  readonly onNodes: number;
  readonly #policies: ReadonlyMap<string, SelectorIndex>;
  readonly #closing = new Map<Peer, Readonly<Record<Direction, readonly Policy[]>>>();

  constructor(manifests: readonly Manifest[], set: ManifestSet) {
    const labels = namespaceLabels(manifests);
    const pods = manifests
      .filter(each => !isHook(each))
      .flatMap(each => set.podSpecs(each).filter(({ byShape }) => byShape !== true));
    const reached = pods.filter(({ spec }) => own(spec, 'hostNetwork') !== true);
    this.onNodes = pods.length - reached.length;
    this.peers = reached.map(pod => peerOf(pod, labels));
    const policies = manifests.filter(isNetworkPolicy).map(policyOf);
    this.policies = new Map(policies.map(policy => [policy.key, policy]));
    this.#policies = byNamespace(policies);
  }

  /** Policies that close a direction for the pods of a workload; none: it is open. */
  closing(peer: Peer, direction: Direction): readonly Policy[] {
    let known = this.#closing.get(peer);
    if (known === undefined) {
      const selecting = this.#policies.get(peer.namespace.key)?.selecting(peer.labels) ?? [];
      known = {
        ingress: selecting.filter(({ rules }) => rules.ingress !== undefined),
        egress: selecting.filter(({ rules }) => rules.egress !== undefined),
      };
      this.#closing.set(peer, known);
    }
    return known[direction];
  }

  /** Whether any policy is written for the namespace. */
  hasPolicies({ key }: Namespace): boolean {
    return this.#policies.has(key);
  }

  /**
   * The ports on which pods of one workload can open connections to those of another: what the one may send to and
   * the other lets in. A pod can always reach itself; that is not told here.
   */
  allowed(from: Peer, to: Peer): Ports {
    const out = this.#through(from, 'egress', to, to);
    return out.isEmpty ? out : out.intersect(this.#through(to, 'ingress', from, to));
  }

  #through(peer: Peer, direction: Direction, other: Peer, destination: Peer): Ports {
    const closing = this.closing(peer, direction);
    if (closing.length === 0) return ALL_PORTS;
    let ports = NO_PORTS;
    for (const { rules } of closing) {
      for (const rule of rules[direction] ?? []) {
        if (reaches(rule, peer.namespace, other)) ports = ports.union(portsOn(rule, destination.pod));
      }
    }
    return ports;
  }
}

/** Whether a rule of a policy in `home` names the pods of a workload. */
export function reaches({ peers }: Rule, home: Namespace, { namespace, labels }: Peer): boolean {
  if (peers === undefined) return true;
  return peers.some(
    peer =>
      // An ipBlock is about addresses outside the cluster: those of pods come and go.
      peer.kind === 'pods' &&
      (peer.namespaces === undefined
        ? namespace.key === home.key
        : selects(peer.namespaces, namespace.labels)) &&
      (peer.pods === undefined || selects(peer.pods, labels)),
  );
}

/** The ports of a rule on one destination: names are those its containers give. */
export function portsOn({ ports: { ports, named } }: Rule, destination: PodSpecRef): Ports {
  let all = ports;
  for (const { protocol, name } of named) {
    for (const container of list(destination.spec.containers)) {
      for (const port of list(own(container, 'ports'))) {
        if (own(port, 'name') !== name || protocolOf(own(port, 'protocol')) !== protocol) continue;
        const number = Number(own(port, 'containerPort'));
        all = all.union(Ports.range(protocol, number, number));
      }
    }
  }
  return all;
}

/** A namespace as it is meant: one that nobody said is shared only by what is rendered together. */
function namespaceOf(manifest: Manifest): { readonly key: string; readonly name: string } {
  const { namespace } = manifest.resource;
  return isNamespaceStated(manifest)
    ? { key: namespace, name: namespace }
    : { key: `\0${manifest.origin.target.id}`, name: '' };
}

function peerOf(pod: PodSpecRef, known: ReadonlyMap<string, Readonly<Record<string, string>>>): Peer {
  const { manifest, path, labels } = pod;
  const { resource, origin } = manifest;
  const { key, name } = namespaceOf(manifest);
  return {
    name: resourceLabel({ ...resource, namespace: name }),
    key: JSON.stringify([origin.target.id, resource.group, resource.kind, key, resource.name, path]),
    pod,
    namespace: {
      key,
      name,
      labels: { ...known.get(name), ...(name === '' ? {} : { [NAMESPACE_NAME]: name }) },
    },
    labels,
  };
}

function namespaceLabels(
  manifests: readonly Manifest[],
): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const found = new Map<string, Readonly<Record<string, string>>>();
  for (const { resource, object } of manifests) {
    if (resource.group === '' && resource.kind === 'Namespace')
      found.set(resource.name, stringMap(valueAt(object, ['metadata', 'labels'])));
  }
  return found;
}

/** Pods of hooks and tests come and go; nobody connects to them. */
function isHook({ object }: Manifest): boolean {
  return valueAt(object, ['metadata', 'annotations', 'helm.sh/hook']) !== undefined;
}

function byNamespace(policies: readonly Policy[]): ReadonlyMap<string, SelectorIndex> {
  const found = new Map<string, SelectorIndex>();
  for (const policy of policies) {
    const { key } = namespaceOf(policy.manifest);
    const index = found.get(key) ?? new SelectorIndex();
    found.set(key, index);
    index.add(policy);
  }
  return found;
}

/** Policies of one namespace by a label they ask for: most pods need not be held against most policies. */
class SelectorIndex {
  readonly #byLabel = new Map<string, Policy[]>();
  readonly #others: Policy[] = [];
  readonly #order = new Map<Policy, number>();

  add(policy: Policy): void {
    this.#order.set(policy, this.#order.size);
    const labels = own(policy.selector, 'matchLabels');
    const [first] = isObject(labels) ? Object.entries(labels) : [];
    if (first === undefined) {
      this.#others.push(policy);
      return;
    }
    const key = labelKey(first[0], scalarText(first[1]));
    const same = this.#byLabel.get(key);
    if (same === undefined) this.#byLabel.set(key, [policy]);
    else same.push(policy);
  }

  /** In the order they were added. */
  selecting(labels: Readonly<Record<string, string>>): readonly Policy[] {
    const asked = Object.entries(labels).flatMap(
      ([key, value]) => this.#byLabel.get(labelKey(key, value)) ?? [],
    );
    return [...this.#others, ...asked]
      .filter(({ selector }) => selects(selector, labels))
      .sort((a, b) => (this.#order.get(a) ?? 0) - (this.#order.get(b) ?? 0));
  }
}

function labelKey(key: string, value: string): string {
  return `${key}\0${value}`;
}
