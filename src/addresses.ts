import { isIPv4, isIPv6 } from 'node:net';

/** An IP address as Kubernetes takes it: no zone, no leading zeros, no IPv4 inside IPv6. */
export class Address {
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

/** A CIDR: the address as it was written, and the length of its prefix. */
export class Network {
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

/** Go's netip.ParseAddr without zones and without IPv4-mapped addresses (apiserver, pkg/cel/library/ip.go). */
export function parseAddress(text: string): Address | undefined {
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
export function parseNetwork(text: string): Network | undefined {
  const match = /^([^/]*)\/(0|[1-9]\d{0,2})$/.exec(text);
  const address = parseAddress(match?.[1] ?? '');
  const length = Number(match?.[2]);
  return address === undefined || length > address.width ? undefined : new Network(address, length);
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
