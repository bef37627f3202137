import { describe, expect, test } from '@jest/globals';
import { CelError, createCelEngine, toCel } from '../../src/guardrails/cel/index.ts';

/** What CEL in the API server has: https://kubernetes.io/docs/reference/using-api/cel/. */

const engine = createCelEngine();
const object = toCel({ n: 3, map: { a: 2, b: 3 }, list: [1, 2, 3] });
const evaluate = (source: string) => engine.compile(source, ['object']).evaluate({ object });

type Row = readonly [source: string, expected: unknown];

function table(name: string, rows: readonly Row[]): void {
  describe(name, () => {
    test.each(rows)('%s', (source, expected) => {
      expect(evaluate(source)).toEqual(expected);
    });
  });
}

table('comprehensions of two variables', [
  ['object.map.all(k, v, v > 1)', true],
  ['object.map.all(k, v, v > 2)', false],
  ['object.list.all(i, v, v == i + 1)', true],
  ['object.map.exists(k, v, k == "b" && v == 3)', true],
  ['object.list.existsOne(i, v, v > 2)', true],
  ['object.list.existsOne(i, v, v > 1)', false],
  ['object.list.existsOne(v, v > 2)', true],
  ['object.map.existsOne(k, k == "a")', true],
  ['object.list.transformList(i, v, i * v)', [0n, 2n, 6n]],
  ['object.list.transformList(i, v, i > 0, v * 10)', [20n, 30n]],
  [
    'object.map.transformMap(k, v, v + 1)',
    new Map([
      ['a', 3n],
      ['b', 4n],
    ]),
  ],
  ['object.map.transformMap(k, v, v > 2, k)', new Map([['b', 'b']])],
  [
    'object.map.transformMapEntry(k, v, {string(v): k})',
    new Map([
      ['2', 'a'],
      ['3', 'b'],
    ]),
  ],
  ['object.map.transformMapEntry(k, v, v > 2, {k: v})', new Map([['b', 3n]])],
  [
    'object.list.map(x, object.map.transformList(k, v, v * x))',
    [
      [2n, 3n],
      [4n, 6n],
      [6n, 9n],
    ],
  ],
  ['object.list.all(i, v, object.list.exists(j, w, j == i && w == v))', true],
  ['object.map.exists(k, v, v / 0 == 1 || k == "b")', true],
]);

table('optional values', [
  ['object.?n.optMap(v, v + 1).orValue(0)', 4n],
  ['object.?gone.optMap(v, v + 1).orValue(0)', 0n],
  ['object.?n.optFlatMap(v, v > 5 ? optional.of(v) : optional.none()).hasValue()', false],
  ['optional.ofNonZeroValue("").hasValue()', false],
  ['optional.ofNonZeroValue({}).hasValue()', false],
  ['optional.ofNonZeroValue([0]).hasValue()', true],
  ['object.list.first().value()', 1n],
  ['object.list.last().orValue(9)', 3n],
  ['[].last().orValue(9)', 9n],
  ['optional.unwrap([object.?n, object.?gone])', [3n]],
  ['[object.?n, object.?gone].unwrapOpt()', [3n]],
]);

table('text', [
  ['"%s has %d, %.2f, %e".format(["a", 3, 1.5, 12345.678])', 'a has 3, 1.50, 1.234568e+04'],
  ['"%b %b %o %x %X %x 100%%".format([5, true, 8, 255, 255, "hi"])', '101 1 10 ff FF 6869 100%'],
  ['"%s".format([[1, "a", {"k": true}]])', '[1, "a", {"k": true}]'],
  ['strings.quote("a\\"b\\n")', '"a\\"b\\n"'],
  ['"banana".replace("a", "o", 2)', 'bonona'],
  ['"banana".replace("a", "o", -1)', 'bonono'],
  ['"banana".replace("a", "o", 0)', 'banana'],
  ['"abc".charAt(3)', ''],
  ['"abc".charAt(1)', 'b'],
]);

table('addresses', [
  ['ip("192.168.0.1").family()', 4n],
  ['ip("::1").isLoopback()', true],
  ['ip("127.1.2.3").isLoopback()', true],
  ['ip("::").isUnspecified()', true],
  ['ip("fe80::1").isLinkLocalUnicast()', true],
  ['ip("169.254.1.1").isLinkLocalUnicast()', true],
  ['ip("ff02::1").isLinkLocalMulticast()', true],
  ['ip("224.0.0.1").isLinkLocalMulticast()', true],
  ['ip("10.0.0.1").isGlobalUnicast()', true],
  ['ip("255.255.255.255").isGlobalUnicast()', false],
  ['isIP("01.2.3.4")', false],
  ['isIP("::ffff:1.2.3.4")', false],
  ['isIP("fe80::1%eth0")', false],
  ['isIP("")', false],
  ['ip.isCanonical("::0:1")', false],
  ['ip.isCanonical("2001:db8::1")', true],
  ['string(ip("2001:DB8:0:0:1:0:0:1"))', '2001:db8::1:0:0:1'],
  ['string(ip("64:ff9b::192.0.2.33"))', '64:ff9b::c000:221'],
  ['cidr("10.0.0.0/8").containsIP("10.2.3.4")', true],
  ['cidr("10.0.0.0/8").containsIP(ip("11.2.3.4"))', false],
  ['cidr("0.0.0.0/0").containsIP("::1")', false],
  ['cidr("10.0.0.0/8").containsCIDR("10.0.0.0/16")', true],
  ['cidr("10.0.0.0/16").containsCIDR(cidr("10.0.0.0/8"))', false],
  ['string(cidr("10.1.2.3/8").masked())', '10.0.0.0/8'],
  ['cidr("::/0").prefixLength()', 0n],
  ['cidr("10.1.0.0/16").ip() == ip("10.1.0.0")', true],
  ['cidr("10.1.0.0/16") == cidr("10.1.0.0/17")', false],
  ['isCIDR("10.0.0.0/33")', false],
  ['isCIDR("10.0.0.0/08")', false],
]);

table('URLs', [
  ['url("https://user@example.com:80/a%20b?x=1&x=2&y=").getHost()', 'example.com:80'],
  ['url("https://example.com:80/").getPort()', '80'],
  ['url("https://[::1]:80/").getHostname()', '::1'],
  ['url("HTTPS://example.com/a%20b").getScheme()', 'https'],
  ['url("https://example.com/a%20b").getEscapedPath()', '/a%20b'],
  [
    'url("/?x=1&x=2&y=").getQuery()',
    new Map([
      ['x', ['1', '2']],
      ['y', ['']],
    ]),
  ],
  ['isURL("/a")', true],
  ['isURL("../a")', false],
  ['isURL("https://a b")', false],
  ['isURL("https://a/%zz")', false],
]);

table('versions', [
  ['semver("1.2.3-rc.1").isLessThan(semver("1.2.3"))', true],
  ['semver("1.10.0").isGreaterThan(semver("1.9.9"))', true],
  ['semver("1.0.0-alpha.1").compareTo(semver("1.0.0-alpha.beta"))', -1n],
  ['semver("1.0.0-alpha").compareTo(semver("1.0.0-alpha.1"))', -1n],
  ['semver("1.0.0+a") == semver("1.0.0+b")', true],
  ['semver("2.3.4").major() + semver("2.3.4").minor() + semver("2.3.4").patch()', 9n],
  ['isSemver("v1.0")', false],
  ['isSemver("1.02.3")', false],
  ['isSemver("v1.0", true)', true],
  ['semver("01.02", true).minor()', 2n],
]);

table('named formats', [
  ['format.dns1123Label().validate("Abc").orValue([])', ['must be a lowercase RFC 1123 label']],
  ['format.dns1123Label().validate("abc").hasValue()', false],
  ['format.dns1123LabelPrefix().validate("abc-").hasValue()', false],
  ['format.dns1123Label().validate("abc-").hasValue()', true],
  ['format.dns1035Label().validate("1a").hasValue()', true],
  ['format.labelValue().validate("").hasValue()', false],
  ['format.qualifiedName().validate("example.com/a").hasValue()', false],
  ['format.qualifiedName().validate("a/b/c").hasValue()', true],
  ['format.uuid().validate("123e4567-e89b-12d3-a456-426614174000").hasValue()', false],
  ['format.byte().validate("aGk=").hasValue()', false],
  ['format.byte().validate("aGk").hasValue()', true],
  ['format.named("date").value().validate("2026-02-30").hasValue()', true],
  ['format.named("datetime").value().validate("2026-02-28T12:00:00+01:00").hasValue()', false],
  ['format.named("nothing").hasValue()', false],
]);

table('lists and quantities', [
  ['[3, 1, 2].sort()', [1n, 2n, 3n]],
  ['[{"a": 2}, {"a": 1}].sortBy(x, x.a).map(x, x.a)', [1n, 2n]],
  ['lists.range(3)', [0n, 1n, 2n]],
  ['[1, 2, 3].slice(1, 2)', [2n]],
  ['[[1], [[2]]].flatten(2)', [1n, 2n]],
  ['[1, 2].reverse()', [2n, 1n]],
  ['quantity("1Gi") == quantity("1024Mi")', true],
]);

describe('what goes wrong is said', () => {
  test.each([
    ['object.list.all(i, w, nope)', 'Unknown variable: nope'],
    ['object.list.all(1, w, true)', 'a macro binds a plain name'],
    ['object.n.all(i, w, true)', 'a comprehension needs a list or a map'],
    ['object.list.all(i, v, v)', 'the condition of a comprehension must be true or false'],
    ['object.map.transformMapEntry(k, v, {"x": v})', 'transformMapEntry() gives the key x twice'],
    ['"%d".format(["x"])', '%d needs an integer'],
    ['"%s %s".format(["x"])', 'format() has no value for %s, number 2'],
    ['"%q".format(["x"])', 'format() does not know %q'],
    ['ip("300.0.0.1")', '"300.0.0.1" is not an IP address'],
    ['cidr("10.0.0.0")', '"10.0.0.0" is not a CIDR'],
    ['url("nope")', '"nope" is not an absolute URL'],
    ['semver("1.2")', '"1.2" is not a semantic version'],
    ['[1].slice(0, 2)', 'slice(0, 2) is outside of a list of 1'],
    ['lists.range(1000000000)', 'lists.range() goes from 0 to 10000'],
  ])('%s', (source, message) => {
    expect(() => evaluate(source)).toThrow(CelError);
    expect(() => evaluate(source)).toThrow(message);
  });

  test('grammars over hostile text take no time', () => {
    const started = performance.now();
    for (const call of ['isSemver', 'isURL', 'isIP', 'isCIDR'])
      engine.compile(`${call}(text)`, ['text']).evaluate({ text: `1.2.3-${'1'.repeat(200_000)}é` });
    engine
      .compile('format.named("byte").value().validate(text).hasValue()', ['text'])
      .evaluate({ text: `${'a'.repeat(200_000)}!` });
    engine
      .compile('format.named("dns1123Subdomain").value().validate(text).hasValue()', ['text'])
      .evaluate({ text: `${'a-'.repeat(120)}!` });
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
