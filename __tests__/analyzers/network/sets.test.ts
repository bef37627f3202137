import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { beyond, blockRanges, disjoint, isPublic, rangeText } from '../../../src/analyzers/network/blocks.ts';
import { ALL_PORTS, NO_PORTS, Ports, PROTOCOLS } from '../../../src/analyzers/network/ports.ts';

describe('ports', () => {
  test.each([
    [ALL_PORTS, 'all ports'],
    [NO_PORTS, ''],
    [Ports.of('UDP'), 'all of UDP'],
    [
      Ports.range('TCP', 80, 80)
        .union(Ports.range('TCP', 81, 90))
        .union(Ports.range('UDP', 53, 53)),
      'TCP 80-90, UDP 53',
    ],
    [Ports.range('TCP', 0, 70_000), 'all of TCP'],
    [Ports.range('TCP', 90, 80), ''],
    [Ports.range('TCP', Number.NaN, 80), ''],
  ])('%s', (ports, text) => {
    expect(ports.toString()).toBe(text);
  });

  const some = fc
    .array(
      fc.tuple(
        fc.constantFrom(...PROTOCOLS),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 0, max: 9 }),
      ),
    )
    .map(all =>
      all.reduce(
        (sum, [protocol, from, size]) => sum.union(Ports.range(protocol, from, from + size)),
        NO_PORTS,
      ),
    );
  const members = (ports: Ports) =>
    PROTOCOLS.flatMap(protocol =>
      Array.from({ length: 45 }, (_, port) => port + 1).map(port =>
        ports.covers(Ports.range(protocol, port, port)),
      ),
    );
  test('are sets', () => {
    fc.assert(
      fc.property(some, some, (a, b) => {
        const [x, y] = [members(a), members(b)];
        expect(members(a.union(b))).toEqual(x.map((each, i) => each || y[i]));
        expect(members(a.intersect(b))).toEqual(x.map((each, i) => each && y[i]));
        expect(members(a.minus(b))).toEqual(x.map((each, i) => each && !y[i]));
        expect(a.covers(b)).toBe(y.every((each, i) => !each || x[i]));
      }),
    );
  });
});

describe('address blocks', () => {
  const block = (cidr: string, ...except: string[]) =>
    blockRanges({ cidr, except }).map(range => ({ range, ports: ALL_PORTS }));
  const texts = (blocks: readonly { range: Parameters<typeof rangeText>[0] }[]) =>
    blocks.map(({ range }) => rangeText(range));

  test.each([
    [block('10.0.0.0/8'), ['10.0.0.0/8']],
    [block('10.0.0.7/8'), ['10.0.0.0/8']],
    [block('10.0.0.0/30', '10.0.0.1/32'), ['10.0.0.0', '10.0.0.2/31']],
    [block('10.0.0.0/30', '10.0.0.0/32'), ['10.0.0.1-10.0.0.3']],
    [block('0.0.0.0/0'), ['every IPv4 address']],
    [block('2001:db8::/32'), ['2001:db8::/32']],
    [block('nonsense'), []],
    [block('10.0.0.0/33'), []],
    [[...block('10.0.0.0/9'), ...block('10.128.0.0/9')], ['10.0.0.0/8']],
    [[...block('10.0.0.0/8'), ...block('10.1.0.0/16')], ['10.0.0.0/8']],
  ])('%#', (blocks, expected) => {
    expect(texts(disjoint(blocks))).toEqual(expected);
  });

  test('what goes beyond others', () => {
    const known = disjoint(block('10.0.0.0/9'));
    expect(texts(block('10.0.0.0/8').flatMap(each => beyond(each, known)))).toEqual(['10.128.0.0/9']);
    expect(texts(block('10.1.0.0/16').flatMap(each => beyond(each, known)))).toEqual([]);
    const web = { range: known[0]?.range ?? fail(), ports: Ports.range('TCP', 443, 443) };
    expect(beyond(web, known)).toEqual([]);
    expect(String(beyond({ ...web, ports: ALL_PORTS }, [web])[0]?.ports)).toBe(
      'TCP 1-442, 444-65535, all of UDP, all of SCTP',
    );
  });

  test('who is of the internet', () => {
    const isAny = (cidr: string) => blockRanges({ cidr }).some(isPublic);
    expect(['0.0.0.0/0', '8.8.8.8/32', '::/0', '10.0.0.0/7'].map(isAny)).toEqual([true, true, true, true]);
    expect(['10.0.0.0/8', '192.168.1.0/24', 'fd00::/8', '169.254.169.254/32'].map(isAny)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

function fail(): never {
  throw new Error('there is a range');
}
