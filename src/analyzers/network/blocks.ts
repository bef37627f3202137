import { Address, type Network, parseNetwork } from '../../addresses.ts';
import { isObject, type Json, own, scalarText } from '../../manifest/index.ts';
import { NO_PORTS, type Ports } from './ports.ts';

/** Addresses of one family from one to another, both included. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** What may be reached, or may come in, at some addresses. */
export interface BlockPorts {
  readonly range: AddressRange;
  readonly ports: Ports;
}

const FAMILIES = [4, 6] as const;
const WIDTH = { 4: 32n, 6: 128n } as const;

/** The addresses of an `ipBlock`: its CIDR without those of `except`. None for a CIDR that the API server refuses. */
export function blockRanges(block: Json | undefined): readonly AddressRange[] {
  const network = parseNetwork(scalarText(own(block, 'cidr')));
  if (network === undefined) return [];
  const except = isObject(block) && Array.isArray(block.except) ? block.except : [];
  let left: AddressRange[] = [rangeOf(network)];
  for (const each of except) {
    const hole = parseNetwork(scalarText(each));
    if (hole !== undefined) left = left.flatMap(range => minus(range, rangeOf(hole)));
  }
  return left;
}

/**
 * The same as disjoint ranges, sorted, each with all its ports; neighbours with the same ports are one. Time grows with
 * the square of the blocks of one workload.
 */
export function disjoint(blocks: readonly BlockPorts[]): readonly BlockPorts[] {
  return FAMILIES.flatMap(family => {
    const own = blocks.filter(({ range, ports }) => range.family === family && !ports.isEmpty);
    const cuts = new Set(own.flatMap(({ range }) => [range.first, range.last + 1n]));
    const edges = [...cuts].sort(ascending);
    const result: BlockPorts[] = [];
    for (const [index, first] of edges.entries()) {
      const next = edges[index + 1];
      if (next === undefined) break;
      const ports = own
        .filter(({ range }) => range.first <= first && first <= range.last)
        .reduce((sum, each) => sum.union(each.ports), NO_PORTS);
      if (ports.isEmpty) continue;
      const last = result.at(-1);
      if (last !== undefined && last.range.last + 1n === first && last.ports.equals(ports))
        result[result.length - 1] = { range: { ...last.range, last: next - 1n }, ports };
      else result.push({ range: { family, first, last: next - 1n }, ports });
    }
    return result;
  });
}

/** What of a block goes beyond others, as disjoint ranges, sorted. @param known disjoint, see {@link disjoint} */
export function beyond({ range, ports }: BlockPorts, known: readonly BlockPorts[]): readonly BlockPorts[] {
  let rest: BlockPorts[] = [{ range, ports }];
  for (const other of known) {
    rest = rest.flatMap(piece => {
      const overlap = shared(piece.range, other.range);
      if (overlap === undefined) return [piece];
      return [
        { range: overlap, ports: piece.ports.minus(other.ports) },
        ...minus(piece.range, overlap).map(each => ({ range: each, ports: piece.ports })),
      ];
    });
  }
  return disjoint(rest);
}

/** `10.0.0.0/8`, `10.0.0.5`, `10.0.0.1-10.0.0.6`, `every IPv4 address`. */
export function rangeText({ family, first, last }: AddressRange): string {
  const size = last - first + 1n;
  const address = new Address(first, family).toString();
  if (size === 1n) return address;
  if (size === 1n << WIDTH[family]) return `every IPv${family} address`;
  const isPowerOfTwo = (size & (size - 1n)) === 0n;
  if (isPowerOfTwo && first % size === 0n)
    return `${address}/${WIDTH[family] - BigInt(size.toString(2).length - 1)}`;
  return `${address}-${new Address(last, family)}`;
}

/** Private use (RFC 1918, RFC 6598, RFC 4193), loopback and link-local: nobody of the internet. */
const INNER = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
  '::1/128',
];
let inner: readonly AddressRange[] | undefined;

/** Whether some of the addresses are the internet's. */
export function isPublic(range: AddressRange): boolean {
  inner ??= INNER.flatMap(cidr => blockRanges({ cidr }));
  return (
    inner.reduce<AddressRange[]>((left, each) => left.flatMap(piece => minus(piece, each)), [range]).length >
    0
  );
}

function ascending(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function rangeOf(network: Network): AddressRange {
  const { address, length } = network.masked();
  const size = 1n << BigInt(address.width - length);
  return { family: address.family, first: address.bits, last: address.bits + size - 1n };
}

function shared(a: AddressRange, b: AddressRange): AddressRange | undefined {
  if (a.family !== b.family) return undefined;
  const [, first = a.first] = [a.first, b.first].sort(ascending);
  const [last = a.last] = [a.last, b.last].sort(ascending);
  return first <= last ? { family: a.family, first, last } : undefined;
}

function minus(range: AddressRange, hole: AddressRange): AddressRange[] {
  const overlap = shared(range, hole);
  if (overlap === undefined) return [range];
  const { family, first, last } = range;
  return [
    ...(first < overlap.first ? [{ family, first, last: overlap.first - 1n }] : []),
    ...(overlap.last < last ? [{ family, first: overlap.last + 1n, last }] : []),
  ];
}
