import type { Environment } from '@marcbachmann/cel-js';
import { Address, Network, parseAddress, parseNetwork } from '../../../addresses.ts';
import { failure } from './failure.ts';

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
