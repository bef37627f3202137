import { isIPv4, isIPv6 } from 'node:net';
import type { Environment } from '@marcbachmann/cel-js';
import { failure } from './failure.ts';

/** An IP address as Kubernetes' CEL takes it: no zone, no leading zeros, no IPv4 inside IPv6. */
class Address {
  readonly bits: bigint;
  readonly family: 4 | 6;
  constructor(bits: bigint, family: 4 | 6) {
    this.bits = bits;
    this.family = family;
  }
  get width(): number {
    return this.family === 4 ? 32 : 128;
  }
  /** The top `length` bits. */
  prefix(length: number): bigint {
    return this.bits >> BigInt(this.width - length);
  }
  toString(): string {
    return this.family === 4 ? dotted(this.bits) : colons(this.bits);
  }
}

class Network {
  readonly address: Address;
  readonly length: number;
  constructor(address: Address, length: number) {
    this.address = address;
    this.length = length;
  }
  contains({ family, bits, width }: Address): boolean {
    return (
      family === this.address.family &&
      bits >> BigInt(width - this.length) === this.address.prefix(this.length)
    );
  }
  masked(): Network {
    const shift = BigInt(this.address.width - this.length);
    return new Network(new Address((this.address.bits >> shift) << shift, this.address.family), this.length);
  }
  toString(): string {
    return `${this.address}/${this.length}`;
  }
}

class IpNamespace {}

/** https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-ip-address-library and `cidr`. */
export function registerAddresses(environment: Environment): void {
  const ip = (text: string): Address => {
    const address = parseAddress(text);
    if (address === undefined) throw failure(`"${text.slice(0, 60)}" is not an IP address`);
    return address;
  };
  const cidr = (text: string): Network => {
    const network = parseNetwork(text);
    if (network === undefined) throw failure(`"${text.slice(0, 60)}" is not a CIDR`);
    return network;
  };
  const holds = (outer: Network, inner: Network): boolean =>
    outer.length <= inner.length && outer.contains(inner.address);
  environment
    .registerType('net.IP', Address)
    .registerType('net.CIDR', Network)
    .registerOperator('net.IP == net.IP', (a: Address, b: Address) => same(a, b))
    .registerOperator(
      'net.CIDR == net.CIDR',
      (a: Network, b: Network) => a.length === b.length && same(a.address, b.address),
    )
    .registerType('IpNamespace', IpNamespace)
    .registerConstant('ip', 'IpNamespace', new IpNamespace())
    .registerFunction('ip(string): net.IP', ip)
    .registerFunction('isIP(string): bool', (text: string) => parseAddress(text) !== undefined)
    .registerFunction(
      'IpNamespace.isCanonical(string): bool',
      (_: unknown, text: string) => ip(text).toString() === text,
    )
    .registerFunction('string(net.IP): string', String)
    .registerFunction('net.IP.family(): int', (a: Address) => BigInt(a.family))
    .registerFunction('net.IP.isUnspecified(): bool', (a: Address) => a.bits === 0n)
    .registerFunction('net.IP.isLoopback(): bool', isLoopback)
    .registerFunction('net.IP.isLinkLocalMulticast(): bool', isLinkLocalMulticast)
    .registerFunction('net.IP.isLinkLocalUnicast(): bool', isLinkLocalUnicast)
    .registerFunction('net.IP.isGlobalUnicast(): bool', isGlobalUnicast)
    .registerFunction('cidr(string): net.CIDR', cidr)
    .registerFunction('isCIDR(string): bool', (text: string) => parseNetwork(text) !== undefined)
    .registerFunction('string(net.CIDR): string', String)
    .registerFunction('net.CIDR.containsIP(string): bool', (n: Network, text: string) => n.contains(ip(text)))
    .registerFunction('net.CIDR.containsIP(net.IP): bool', (n: Network, a: Address) => n.contains(a))
    .registerFunction('net.CIDR.containsCIDR(string): bool', (n: Network, text: string) =>
      holds(n, cidr(text)),
    )
    .registerFunction('net.CIDR.containsCIDR(net.CIDR): bool', holds)
    .registerFunction('net.CIDR.ip(): net.IP', (n: Network) => n.address)
    .registerFunction('net.CIDR.masked(): net.CIDR', (n: Network) => n.masked())
    .registerFunction('net.CIDR.prefixLength(): int', (n: Network) => BigInt(n.length));
}

function same(a: Address, b: Address): boolean {
  return a.family === b.family && a.bits === b.bits;
}

/** Go's netip.ParseAddr without zones and without IPv4-mapped addresses (apiserver, pkg/cel/library/ip.go). */
function parseAddress(text: string): Address | undefined {
  if (isIPv4(text)) {
    const bits = text.split('.').reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
    return new Address(bits, 4);
  }
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const bits = sixBits(text);
  return bits >> 32n === 0xffffn ? undefined : new Address(bits, 6);
}

/** Bits of a valid IPv6 address. */
function sixBits(text: string): bigint {
  const [head = '', tail] = text.split('::');
  const first = groups(head);
  const last = groups(tail ?? '');
  const zeros = tail === undefined ? 0 : 8 - first.length - last.length;
  return [...first, ...new Array<bigint>(zeros).fill(0n), ...last].reduce(
    (sum, part) => (sum << 16n) | part,
    0n,
  );
}

function groups(text: string): bigint[] {
  return text
    .split(':')
    .filter(group => group !== '')
    .flatMap(group => {
      if (!group.includes('.')) return [BigInt(`0x${group}`)];
      const bits = group.split('.').reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
      return [bits >> 16n, bits & 0xffffn];
    });
}

/** Go's netip.ParsePrefix: no leading zeros in the length. */
function parseNetwork(text: string): Network | undefined {
  const match = /^([^/]*)\/(0|[1-9]\d{0,2})$/.exec(text);
  const address = parseAddress(match?.[1] ?? '');
  const length = Number(match?.[2]);
  return address === undefined || length > address.width ? undefined : new Network(address, length);
}

function isLoopback(a: Address): boolean {
  return a.family === 4 ? a.prefix(8) === 127n : a.bits === 1n;
}

function isLinkLocalMulticast(a: Address): boolean {
  return a.family === 4 ? a.prefix(24) === 0xe00000n : (a.prefix(16) & 0xff0fn) === 0xff02n;
}

function isLinkLocalUnicast(a: Address): boolean {
  return a.family === 4 ? a.prefix(16) === 0xa9fen : a.prefix(10) === 0xfe80n >> 6n;
}

/** Go's netip.Addr.IsGlobalUnicast: private addresses count, the broadcast address does not. */
function isGlobalUnicast(a: Address): boolean {
  const multicast = a.family === 4 ? a.prefix(4) === 0xen : a.prefix(8) === 0xffn;
  const broadcast = a.family === 4 && a.bits === 0xffffffffn;
  return !(multicast || broadcast || a.bits === 0n || isLoopback(a) || isLinkLocalUnicast(a));
}

function dotted(bits: bigint): string {
  return [24n, 16n, 8n, 0n].map(shift => (bits >> shift) & 0xffn).join('.');
}

/** RFC 5952: lower case, the longest run of two or more zero groups shortened, the first of equal ones. */
function colons(bits: bigint): string {
  const parts = Array.from({ length: 8 }, (_, i) => (bits >> BigInt(112 - 16 * i)) & 0xffffn);
  let best = { start: 0, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (parts[start + length] === 0n) length++;
    if (length > best.length) best = { start, length };
  }
  const text = (groups: readonly bigint[]) => groups.map(group => group.toString(16)).join(':');
  if (best.length < 2) return text(parts);
  return `${text(parts.slice(0, best.start))}::${text(parts.slice(best.start + best.length))}`;
}
