/** Protocols of NetworkPolicy (`k8s.io/api/core/v1`, Protocol). */
export const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** Both ends included. */
type Interval = readonly [number, number];

const MAX_PORT = 65_535;
const WHOLE: readonly Interval[] = [[1, MAX_PORT]];

/** Which ports of which protocols: an immutable set. */
export class Ports {
  /** Sorted, disjoint, not adjacent; protocols without any are left out. */
  readonly #intervals: ReadonlyMap<Protocol, readonly Interval[]>;

  constructor(intervals: ReadonlyMap<Protocol, readonly Interval[]>) {
    this.#intervals = intervals;
  }

  /** Every port of a protocol. */
  static of(protocol: Protocol): Ports {
    return Ports.range(protocol, 1, MAX_PORT);
  }

  /** From one port to another, both included; what is no port number is left out. */
  static range(protocol: Protocol, first: number, last: number): Ports {
    const [from, to] = [Math.max(1, first), Math.min(MAX_PORT, last)];
    return from <= to ? new Ports(new Map([[protocol, [[from, to]]]])) : NO_PORTS;
  }

  get isEmpty(): boolean {
    return this.#intervals.size === 0;
  }

  get isAll(): boolean {
    return PROTOCOLS.every(protocol => isWhole(this.#intervals.get(protocol)));
  }

  union(other: Ports): Ports {
    if (this === other || other.isEmpty) return this;
    return this.isEmpty ? other : this.#combined(other, joined);
  }

  intersect(other: Ports): Ports {
    return this === other ? this : this.#combined(other, shared);
  }

  minus(other: Ports): Ports {
    return other.isEmpty ? this : this.#combined(other, without);
  }

  covers(other: Ports): boolean {
    return other.minus(this).isEmpty;
  }

  equals(other: Ports): boolean {
    return this === other || this.toString() === other.toString();
  }

  /** `all ports`, `TCP 80, 8000-8080`, `TCP 53, UDP 53`, `all of UDP`. */
  toString(): string {
    if (this.isAll) return 'all ports';
    return [...this.#intervals]
      .map(([protocol, intervals]) =>
        isWhole(intervals)
          ? `all of ${protocol}`
          : `${protocol} ${intervals.map(([a, b]) => (a === b ? `${a}` : `${a}-${b}`)).join(', ')}`,
      )
      .join(', ');
  }

  #combined(
    other: Ports,
    how: (a: readonly Interval[], b: readonly Interval[]) => readonly Interval[],
  ): Ports {
    const result = new Map<Protocol, readonly Interval[]>();
    for (const protocol of PROTOCOLS) {
      const intervals = how(this.#intervals.get(protocol) ?? [], other.#intervals.get(protocol) ?? []);
      if (intervals.length > 0) result.set(protocol, intervals);
    }
    return result.size === 0 ? NO_PORTS : new Ports(result);
  }
}

export const NO_PORTS = new Ports(new Map());
export const ALL_PORTS = new Ports(new Map(PROTOCOLS.map(protocol => [protocol, WHOLE])));

function isWhole(intervals: readonly Interval[] | undefined): boolean {
  return intervals?.length === 1 && intervals[0]?.[0] === 1 && intervals[0]?.[1] === MAX_PORT;
}

function joined(a: readonly Interval[], b: readonly Interval[]): readonly Interval[] {
  const result: [number, number][] = [];
  for (const [from, to] of [...a, ...b].sort(([x], [y]) => x - y)) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

function shared(a: readonly Interval[], b: readonly Interval[]): readonly Interval[] {
  return a.flatMap(([from, to]) =>
    b.flatMap(([start, end]): Interval[] => {
      const [first, last] = [Math.max(from, start), Math.min(to, end)];
      return first <= last ? [[first, last]] : [];
    }),
  );
}

function without(a: readonly Interval[], b: readonly Interval[]): readonly Interval[] {
  let left = a;
  for (const [start, end] of b) {
    left = left.flatMap(([from, to]): Interval[] => {
      if (end < from || start > to) return [[from, to]];
      const before: Interval[] = from < start ? [[from, start - 1]] : [];
      const after: Interval[] = end < to ? [[end + 1, to]] : [];
      return [...before, ...after];
    });
  }
  return left;
}
