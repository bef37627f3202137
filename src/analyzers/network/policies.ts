import { list } from '../../json.ts';
import { isObject, type Json, type Manifest, own, scalarText } from '../../manifest/index.ts';
import { type AddressRange, blockRanges } from './blocks.ts';
import { ALL_PORTS, NO_PORTS, Ports, PROTOCOLS, type Protocol } from './ports.ts';

export const DIRECTIONS = ['ingress', 'egress'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** Ports of a rule: numbers, and names that each destination pod gives a number of its own. */
export interface RulePorts {
  readonly ports: Ports;
  readonly named: readonly { readonly protocol: Protocol; readonly name: string }[];
}

/** Whom a rule lets in, or where it lets out. */
export type RulePeer =
  /** Absent `namespaces`: those of the policy's own namespace; absent `pods`: all of them. */
  | { readonly kind: 'pods'; readonly namespaces?: Json; readonly pods?: Json }
  | { readonly kind: 'block'; readonly ranges: readonly AddressRange[] };

export interface Rule {
  /** Position in `spec.ingress` or `spec.egress`. */
  readonly index: number;
  /** Absent: everybody, in the cluster and outside. */
  readonly peers?: readonly RulePeer[];
  readonly ports: RulePorts;
}

/** A NetworkPolicy as the API server reads it. */
export interface Policy {
  /** The same on both sides of a change. */
  readonly key: string;
  readonly manifest: Manifest;
  /** A LabelSelector. */
  readonly selector: Json;
  /** Rules of a direction that the policy closes for the pods it selects; absent where it leaves the direction alone. */
  readonly rules: Readonly<Partial<Record<Direction, readonly Rule[]>>>;
}

const EVERY_PORT: RulePorts = { ports: ALL_PORTS, named: [] };

export function isNetworkPolicy({ resource: { group, kind } }: Manifest): boolean {
  return kind === 'NetworkPolicy' && (group === 'networking.k8s.io' || group === 'extensions');
}

/**
 * Reads a NetworkPolicy. Without `policyTypes` it is about ingress, and about egress where it has rules for it
 * (https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource).
 */
export function policyOf(manifest: Manifest): Policy {
  const { resource, origin } = manifest;
  const spec = own(manifest.object, 'spec');
  const types = list(own(spec, 'policyTypes')).map(scalarText);
  const named = types.length > 0;
  const egress = list(own(spec, 'egress'));
  const isAbout = {
    ingress: named ? types.includes('Ingress') : true,
    egress: named ? types.includes('Egress') : egress.length > 0,
  };
  return {
    key: JSON.stringify([origin.target.id, resource.namespace, resource.name]),
    manifest,
    selector: own(spec, 'podSelector') ?? {},
    rules: {
      ...(isAbout.ingress
        ? { ingress: list(own(spec, 'ingress')).map((rule, i) => ruleOf(rule, i, 'from')) }
        : {}),
      ...(isAbout.egress ? { egress: egress.map((rule, i) => ruleOf(rule, i, 'to')) } : {}),
    },
  };
}

function ruleOf(rule: Json, index: number, key: 'from' | 'to'): Rule {
  const peers = list(own(rule, key));
  const ports = list(own(rule, 'ports'));
  return {
    index,
    ...(peers.length === 0 ? {} : { peers: peers.map(peerOf) }),
    ports: ports.length === 0 ? EVERY_PORT : portsOf(ports),
  };
}

function peerOf(peer: Json): RulePeer {
  const block = own(peer, 'ipBlock');
  if (isObject(block)) return { kind: 'block', ranges: blockRanges(block) };
  const [namespaces, pods] = [own(peer, 'namespaceSelector'), own(peer, 'podSelector')];
  return {
    kind: 'pods',
    ...(isObject(namespaces) ? { namespaces } : {}),
    ...(isObject(pods) ? { pods } : {}),
  };
}

function portsOf(ports: readonly Json[]): RulePorts {
  let numbers = NO_PORTS;
  const named: RulePorts['named'][number][] = [];
  for (const each of ports) {
    const protocol = protocolOf(own(each, 'protocol'));
    const port = own(each, 'port');
    if (protocol === undefined) continue;
    if (port === undefined || port === null) numbers = numbers.union(Ports.of(protocol));
    else if (typeof port === 'string') named.push({ protocol, name: port });
    else {
      const [first, end] = [Number(port), own(each, 'endPort')];
      const last = end === undefined || end === null ? first : Number(end);
      numbers = numbers.union(Ports.range(protocol, first, last));
    }
  }
  return { ports: numbers, named };
}

/** Undefined for one that there is not; TCP where none is named. */
export function protocolOf(value: Json | undefined): Protocol | undefined {
  const text = scalarText(value) || 'TCP';
  return PROTOCOLS.find(protocol => protocol === text);
}
