import { list } from '../../json.ts';
import { type FieldPath, isObject, type Json, type Manifest, own, scalarText } from '../../manifest/index.ts';
import { byText } from '../../repository/index.ts';
import { type AddressRange, type BlockPorts, beyond, disjoint } from './blocks.ts';
import type { Direction, Policy, Rule, RulePorts } from './policies.ts';
import { ALL_PORTS, type Ports } from './ports.ts';
import { NAMESPACE_NAME, type Namespace, type Peer, portsOn, type World } from './world.ts';

/** Blocks of one workload and direction that are compared: time grows with their square. */
const MAX_BLOCKS = 1_000;

/** What a selector asks for, as sorted texts: all must hold, so more of them select less. */
export type Requirements = readonly Requirement[];

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** Pods that a rule names, whoever they are: some of them may not be in the repository. */
export interface PodsOpen {
  readonly namespaces: Requirements;
  readonly pods: Requirements;
  readonly ports: Ports;
  /** Ports by names that only the destination can tell: egress. */
  readonly named: readonly string[];
  readonly place?: Place;
}

export interface BlockOpen extends BlockPorts {
  readonly place?: Place;
}

/** What a direction of a workload is open to; what nothing closes is open to every pod and every address. */
export interface Openness {
  readonly closedBy: readonly Policy[];
  readonly pods: readonly PodsOpen[];
  readonly blocks: readonly BlockOpen[];
  /** There are more blocks than are compared. */
  readonly isTooMuch: boolean;
}

/** Where a rule or one of its peers stands. */
export interface Place {
  readonly manifest: Manifest;
  readonly path: FieldPath;
}

const EVERY_ADDRESS: readonly AddressRange[] = [
  { family: 4, first: 0n, last: (1n << 32n) - 1n },
  { family: 6, first: 0n, last: (1n << 128n) - 1n },
];

/** Who may connect to the pods of a workload, or where they may. */
export function opennessOf(world: World, peer: Peer, direction: Direction): Openness {
  const closedBy = world.closing(peer, direction);
  const pods: PodsOpen[] = [];
  const blocks: BlockOpen[] = [];
  const everybody = (open: Pick<PodsOpen, 'ports' | 'named'>, place?: Place) => {
    const at = place === undefined ? {} : { place };
    pods.push({ namespaces: [], pods: [], ...open, ...at });
    for (const range of EVERY_ADDRESS) blocks.push({ range, ports: open.ports, ...at });
  };
  if (closedBy.length === 0) everybody({ ports: ALL_PORTS, named: [] });
  for (const { manifest, rules } of closedBy) {
    for (const rule of rules[direction] ?? []) {
      const open = portsFor(rule, peer, direction);
      const path = ['spec', direction, rule.index];
      if (rule.peers === undefined) everybody(open, { manifest, path });
      for (const [index, each] of (rule.peers ?? []).entries()) {
        const place = { manifest, path: [...path, direction === 'ingress' ? 'from' : 'to', index] };
        if (each.kind === 'block') {
          for (const range of each.ranges) blocks.push({ range, ports: open.ports, place });
        } else {
          const namespaces =
            each.namespaces === undefined ? inNamespace(peer.namespace) : requirementsOf(each.namespaces);
          pods.push({ namespaces, pods: requirementsOf(each.pods ?? {}), ...open, place });
        }
      }
    }
  }
  const isTooMuch = blocks.length > MAX_BLOCKS;
  return { closedBy, pods, blocks: isTooMuch ? [] : blocks, isTooMuch };
}

/** Pods that `now` is open to and `before` was not, each with only the ports that are more. */
export function morePods(now: Openness, before: Openness): readonly PodsOpen[] {
  return now.pods.flatMap(each => {
    const known = before.pods.filter(
      other => implies(each.namespaces, other.namespaces) && implies(each.pods, other.pods),
    );
    const ports = known.reduce((left, other) => left.minus(other.ports), each.ports);
    const all = known.some(other => other.ports.isAll);
    const named = all ? [] : each.named.filter(name => !known.some(other => other.named.includes(name)));
    return ports.isEmpty && named.length === 0 ? [] : [{ ...each, ports, named }];
  });
}

/** Ranges of one block that are told one by one: of one cut into more, the whole block says more. */
const TOLD_RANGES = 2;

/**
 * Addresses that `now` is open to and `before` was not, each with only the ports that are more: what of a block is new,
 * or the whole block where little of it is not.
 */
export function moreBlocks(now: Openness, before: Openness): readonly BlockOpen[] {
  if (now.isTooMuch || before.isTooMuch) return [];
  const known = disjoint(before.blocks);
  return now.blocks.flatMap(block => {
    const more = beyond(block, known);
    const same = more.every(({ ports }) => ports.equals(more[0]?.ports ?? ports));
    const at = block.place === undefined ? {} : { place: block.place };
    return more.length > TOLD_RANGES && same
      ? [{ ...block, ports: more[0]?.ports ?? block.ports }]
      : more.map(each => ({ ...each, ...at }));
  });
}

/** Whether whatever fulfils `narrow` fulfils `wide`. Says no where it would take more than looking at one requirement. */
function implies(narrow: Requirements, wide: Requirements): boolean {
  return wide.every(asked =>
    narrow.some(
      ({ key, operator, values }) =>
        key === asked.key &&
        ((operator === asked.operator && sameValues(values, asked.values)) ||
          (operator === 'In' &&
            asked.operator === 'In' &&
            values.every(each => asked.values.includes(each))) ||
          (operator === 'In' && asked.operator === 'Exists')),
    ),
  );
}

function sameValues(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}

function portsFor(rule: Rule, peer: Peer, direction: Direction): { ports: Ports; named: readonly string[] } {
  return direction === 'ingress'
    ? { ports: portsOn(rule, peer.pod), named: [] }
    : { ports: rule.ports.ports, named: namesOf(rule.ports) };
}

function namesOf({ named }: RulePorts): readonly string[] {
  return named.map(({ protocol, name }) => `${protocol} ${name}`);
}

function inNamespace({ key, name }: Namespace): Requirements {
  return [{ key: NAMESPACE_NAME, operator: 'In', values: [name === '' ? key : name] }];
}

function requirementsOf(selector: Json): Requirements {
  const labels = own(selector, 'matchLabels');
  const found = isObject(labels)
    ? Object.entries(labels).map(([key, value]) => ({ key, operator: 'In', values: [scalarText(value)] }))
    : [];
  const expressions = list(own(selector, 'matchExpressions')).map(each => ({
    key: scalarText(own(each, 'key')),
    operator: scalarText(own(each, 'operator')),
    values: [...new Set(list(own(each, 'values')).map(scalarText))].sort(byText),
  }));
  return [...found, ...expressions].sort((a, b) => byText(a.key, b.key) || byText(a.operator, b.operator));
}
