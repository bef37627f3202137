import { describe, expect, test } from '@jest/globals';
import { type CelError, createCelEngine, toCel } from '../../src/guardrails/cel/index.ts';

/**
 * Every function and macro that CEL has in the API server of Kubernetes 1.34, with results as the documentation gives
 * them: https://kubernetes.io/docs/reference/using-api/cel/ and the pages it links to (k8s.io/apiserver/pkg/cel/library,
 * cel-go's ext and cel, the standard definitions of cel-spec's langdef.md). What is there is listed in
 * staging/src/k8s.io/apiserver/pkg/cel/environment/base.go. Left out: the authorizer, which asks a cluster.
 *
 * The right-hand side is CEL too: what the documentation says it equals.
 */

const engine = createCelEngine();
const self = toCel({
  minReplicas: 1,
  replicas: 2,
  maxReplicas: 3,
  stateCounts: { Available: 1 },
  list1: [],
  list2: [1],
  envars: [{ name: 'MY_ENV', value: 'abc' }],
  health: 'ok now',
  widgets: [{ key: 'x', foo: 3 }],
  percent: '99%',
  metadata: { name: 'singleton' },
  set1: ['a'],
  set2: ['b'],
  names: ['a', 'b'],
  details: { a: 'one', b: 'two' },
  weights: [{ weight: 0.25 }, { weight: 0.75 }],
});
const evaluate = (source: string) => engine.compile(source, ['self']).evaluate({ self });

type Row = readonly [expression: string, result: string];
const DIGEST = `sha256:${'6a'.repeat(32)}`;
const T = 'timestamp("2023-12-25T01:02:03.456Z")';

const TABLES: Readonly<Record<string, readonly Row[]>> = {
  'examples of the page': [
    ['self.minReplicas <= self.replicas && self.replicas <= self.maxReplicas', 'true'],
    ["'Available' in self.stateCounts", 'true'],
    ['(self.list1.size() == 0) != (self.list2.size() == 0)', 'true'],
    ["self.envars.filter(e, e.name == 'MY_ENV').all(e, e.value.matches('^[a-zA-Z]*$'))", 'true'],
    ["self.health.startsWith('ok')", 'true'],
    ["self.widgets.exists(w, w.key == 'x' && w.foo < 10)", 'true'],
    ["type(self.percent) == string ? self.percent == '99%' : self.percent == 42", 'true'],
    ["self.metadata.name == 'singleton'", 'true'],
    ['self.set1.all(e, !(e in self.set2))', 'true'],
    ['self.names.size() == self.details.size() && self.names.all(n, n in self.details)', 'true'],
    ["self.details.all(key, key.matches('^[a-zA-Z]*$'))", 'true'],
    ["self.details.all(key, self.details[key].matches('^[a-zA-Z]*$'))", 'true'],
  ],
  'standard macros': [
    ['has(self.replicas)', 'true'],
    ['has(self.gone)', 'false'],
    ['[1, 2].all(x, x > 0)', 'true'],
    ['[1, 2].exists(x, x > 1)', 'true'],
    ['[1, 2].exists_one(x, x > 0)', 'false'],
    ['[1, 2].map(x, x * 2)', '[2, 4]'],
    ['[1, 2].map(x, x > 1, x * 2)', '[4]'],
    ['[1, 2].filter(x, x > 1)', '[2]'],
  ],
  operators: [
    ['!true || true && false', 'false'],
    ['-(3)', '-3'],
    ['7 / 2 + 7 % 2 - 1 * 2', '2'],
    ['-7 / 2', '-3'],
    ['7.0 / 2.0', '3.5'],
    ['"a" + "b"', '"ab"'],
    ['[1] + [2]', '[1, 2]'],
    ['b"a" + b"b"', 'b"ab"'],
    ['1u + 2u', '3u'],
    ['1 < 1.5 && 2u > 1 && 3.0 >= 3u', 'true'],
    ['dyn(1) == 1.0 && dyn(1u) == 1', 'true'],
    ['"k" in {"k": 1} && 2 in [1, 2]', 'true'],
    ['{"a": 1}.a + {"a": 1}["a"] + [5][0]', '7'],
    ['9223372036854775806 + 1', '9223372036854775807'],
    ['[1, 2,] == [1, 2] && {"a": 1,} == {"a": 1}', 'true'],
  ],
  conversions: [
    ['int("-5") + int(3u) + int(1.9)', '-1'],
    ['int(timestamp("1970-01-01T00:01:00Z"))', '60'],
    ['uint("5") + uint(1) + uint(1.9)', '7u'],
    ['double("1.5") + double(1) + double(1u)', '3.5'],
    ['string(1) + string(2u) + string(1.5) + string(true) + string(b"x")', '"121.5truex"'],
    ['string(timestamp("2023-12-25T00:00:00Z"))', '"2023-12-25T00:00:00Z"'],
    ['string(duration("1h30m"))', '"5400s"'],
    ['bytes("a")', 'b"a"'],
    ['bool("T") && !bool("0")', 'true'],
    ['type(1) == int && type(1u) == uint && type(1.0) == double && type("") == string', 'true'],
    ['type(true) == bool && type(null) == null_type && type([]) == list && type({}) == map', 'true'],
    ['type(b"") == bytes && type(int) == type', 'true'],
    ['size("aé😀") + size(b"ab") + size([1]) + size({"a": 1})', '7'],
    ['"aé😀".size() + b"ab".size() + [1].size() + {"a": 1}.size()', '7'],
  ],
  times: [
    [`${T}.getFullYear()`, '2023'],
    [`${T}.getMonth()`, '11'],
    [`${T}.getDate()`, '25'],
    [`${T}.getDayOfMonth()`, '24'],
    [`${T}.getDayOfWeek()`, '1'],
    [`${T}.getDayOfYear()`, '358'],
    [`${T}.getHours()`, '1'],
    [`${T}.getMinutes()`, '2'],
    [`${T}.getSeconds()`, '3'],
    [`${T}.getMilliseconds()`, '456'],
    [`${T}.getHours("America/Los_Angeles")`, '17'],
    [`${T}.getDate("-08:00")`, '24'],
    [`${T}.getDayOfYear("-08:00")`, '357'],
    [`${T}.getMinutes("+05:30")`, '32'],
    ['duration("1h30m").getHours()', '1'],
    ['duration("1h30m").getMinutes()', '90'],
    ['duration("1m30s").getSeconds()', '90'],
    ['duration("1.5s").getMilliseconds()', '1500'],
    ['duration("1h") + duration("30m") == duration("90m")', 'true'],
    ['duration("1h") - duration("30m") == duration("30m")', 'true'],
    ['timestamp("2024-01-01T00:00:00Z") + duration("24h") == timestamp("2024-01-02T00:00:00Z")', 'true'],
    ['timestamp("2024-01-02T00:00:00Z") - timestamp("2024-01-01T00:00:00Z") == duration("24h")', 'true'],
    ['duration("1m") < duration("1h") && timestamp(0) < timestamp(1)', 'true'],
  ],
  'text: cel-go extension strings, version 2': [
    ["'hello'.charAt(4)", "'o'"],
    ["'hello'.charAt(5)", "''"],
    ["'hello mellow'.indexOf('')", '0'],
    ["'hello mellow'.indexOf('ello')", '1'],
    ["'hello mellow'.indexOf('jello')", '-1'],
    ["'hello mellow'.indexOf('', 2)", '2'],
    ["'hello mellow'.indexOf('ello', 2)", '7'],
    ["'hello mellow'.indexOf('ello', 20)", '-1'],
    ["'hello mellow'.lastIndexOf('')", '12'],
    ["'hello mellow'.lastIndexOf('ello')", '7'],
    ["'hello mellow'.lastIndexOf('jello')", '-1'],
    ["'hello mellow'.lastIndexOf('ello', 6)", '1'],
    ["['hello', 'mellow'].join()", "'hellomellow'"],
    ["['hello', 'mellow'].join(' ')", "'hello mellow'"],
    ["[].join('/')", "''"],
    ["'TacoCat'.lowerAscii()", "'tacocat'"],
    ["'TacoCÆt Xii'.lowerAscii()", "'tacocÆt xii'"],
    ["'TacoCat'.upperAscii()", "'TACOCAT'"],
    ["'TacoCÆt Xii'.upperAscii()", "'TACOCÆT XII'"],
    ["'hello hello'.replace('he', 'we')", "'wello wello'"],
    ["'hello hello'.replace('he', 'we', -1)", "'wello wello'"],
    ["'hello hello'.replace('he', 'we', 1)", "'wello hello'"],
    ["'hello hello'.replace('he', 'we', 0)", "'hello hello'"],
    ["'hello hello'.replace('', '_')", "'_h_e_l_l_o_ _h_e_l_l_o_'"],
    ["'hello hello hello'.split(' ')", "['hello', 'hello', 'hello']"],
    ["'hello hello hello'.split(' ', 0)", '[]'],
    ["'hello hello hello'.split(' ', 1)", "['hello hello hello']"],
    ["'hello hello hello'.split(' ', 2)", "['hello', 'hello hello']"],
    ["'hello hello hello'.split(' ', -1)", "['hello', 'hello', 'hello']"],
    ["'tacocat'.substring(4)", "'cat'"],
    ["'tacocat'.substring(0, 4)", "'taco'"],
    ["'ta©o©αT'.substring(2, 6)", "'©o©α'"],
    ["'  \\ttrim\\n    '.trim()", "'trim'"],
    [`strings.quote('single-quote with "double quote"')`, `'"single-quote with \\\\"double quote\\\\""'`],
    [
      '"this is a string: %s\\nand an integer: %d".format(["str", 42])',
      '"this is a string: str\\nand an integer: 42"',
    ],
    [
      '"%.3f %e %b %o %x %X %s".format([1.2345, 2.5, 5, 8, 255, "hi", [1, "a"]])',
      '"1.234 2.500000e+00 101 10 ff 6869 [1, \\"a\\"]"',
    ],
    ['"%s %s %s".format([1.5, duration("1m"), timestamp(0)])', '"1.5 60s 1970-01-01T00:00:00Z"'],
    ["'a'.contains('') && 'tacocat'.endsWith('cat')", 'true'],
  ],
  'Kubernetes lists': [
    ["['a', 'b'].isSorted()", 'true'],
    ['[2, 1].isSorted()', 'false'],
    ['[duration("1s"), duration("2s")].isSorted()', 'true'],
    ['self.weights.map(x, x.weight).sum() == 1.0', 'true'],
    ['[1, 3].sum() + [2, 4].max() - [2, 4].min()', '6'],
    ['[1u, 2u].sum()', '3u'],
    ['[duration("1m"), duration("1s")].sum() == duration("61s")', 'true'],
    ['[].sum()', '0'],
    ['[timestamp(2), timestamp(1)].max() == timestamp(2)', 'true'],
    ['[b"b", b"a"].min()', 'b"a"'],
    ["['b', 'a', 'b'].indexOf('b')", '0'],
    ["['b', 'a', 'b'].lastIndexOf('b')", '2'],
    ["['b'].indexOf('x')", '-1'],
  ],
  'cel-go extension lists': [
    ['[1, 2, 3, 4].slice(1, 3)', '[2, 3]'],
    ['[1, [2, 3], [4]].flatten()', '[1, 2, 3, 4]'],
    ['[1, [2, [3, [4]]]].flatten(2)', '[1, 2, 3, [4]]'],
    ['lists.range(5)', '[0, 1, 2, 3, 4]'],
    ['[1, 2, 3].reverse()', '[3, 2, 1]'],
    ['[1, 2, 2, 3, 3, 3].distinct()', '[1, 2, 3]'],
    ['["b", "a"].sort()', '["a", "b"]'],
    ['[{"n": 2}, {"n": 1}].sortBy(e, e.n).map(e, e.n)', '[1, 2]'],
    ['[1, 2].first().value() + [1, 2].last().value()', '3'],
  ],
  sets: [
    ['sets.contains([], [])', 'true'],
    ['sets.contains([], [1])', 'false'],
    ['sets.contains([1, 2, 3, 4], [2, 3])', 'true'],
    ['sets.contains([1, 2.0, 3u], [1.0, 2u, 3])', 'true'],
    ['sets.equivalent([], [])', 'true'],
    ['sets.equivalent([1], [1, 1])', 'true'],
    ['sets.equivalent([1], [1u, 1.0])', 'true'],
    ['sets.equivalent([1, 2, 3], [3u, 2.0, 1])', 'true'],
    ['sets.intersects([1], [])', 'false'],
    ['sets.intersects([1], [1, 2])', 'true'],
    ['sets.intersects([[1], [2, 3]], [[1, 2], [2, 3.0]])', 'true'],
  ],
  'regular expressions': [
    ['"abc 123".find("[0-9]+")', '"123"'],
    ['"123 abc".find("[0-9]*")', '"123"'],
    ['"abc".find("[0-9]+")', '""'],
    ['"123 abc 456".findAll("[0-9]+")', '["123", "456"]'],
    ['"123 abc 456".findAll("[0-9]+", 1)', '["123"]'],
    ['"123 abc 456".findAll("[0-9]+", -1)', '["123", "456"]'],
    ['"1, 2".findAll("[0-9]*")', '["1", "", "2"]'],
    ['"1, 2, 3, 4".findAll("[0-9]+").map(x, int(x)).sum() < 100', 'true'],
    ['"foobar".matches("foo.*") && matches("foobar", "^f")', 'true'],
  ],
  URLs: [
    ["isURL('https://user:pass@example.com:80/path?query=val#fragment')", 'true'],
    ["isURL('/absolute-path')", 'true'],
    ["isURL('https://a:b:c/')", 'false'],
    ["isURL('../relative-path')", 'false'],
    ["url('/path').getScheme()", "''"],
    ["url('https://example.com/').getScheme()", "'https'"],
    ["url('https://example.com:80/').getHost()", "'example.com:80'"],
    ["url('https://[::1]:80/').getHost()", "'[::1]:80'"],
    ["url('/path').getHost()", "''"],
    ["url('https://example.com:80/').getHostname()", "'example.com'"],
    ["url('https://[::1]:80/').getHostname()", "'::1'"],
    ["url('https://example.com:80/').getPort()", "'80'"],
    ["url('https://example.com/').getPort()", "''"],
    ["url('https://example.com/path with spaces/').getEscapedPath()", "'/path%20with%20spaces/'"],
    ["url('https://example.com').getEscapedPath()", "''"],
    ["url('https://example.com/path?k1=a&k2=b&k2=c').getQuery()", "{'k1': ['a'], 'k2': ['b', 'c']}"],
    [
      "url('https://example.com/path?key with spaces=value with spaces').getQuery()",
      "{'key with spaces': ['value with spaces']}",
    ],
    ["url('https://example.com/path').getQuery()", '{}'],
  ],
  quantities: [
    ['isQuantity("1.3Gi") && !isQuantity("1.3 GB") && !isQuantity("200K")', 'true'],
    ['quantity("500000G").isInteger()', 'true'],
    ['quantity("50k").asInteger()', '50000'],
    ['quantity("10000").asApproximateFloat()', '10000.0'],
    ['quantity("-1").sign() + quantity("0").sign() + quantity("1").sign()', '0'],
    ['quantity("50k").add(quantity("20k")) == quantity("70k")', 'true'],
    ['quantity("50k").sub(20000) == quantity("30k")', 'true'],
    ['quantity("50k").add(20).sub(quantity("100k")).sub(-50000).asInteger()', '20'],
    ['quantity("200M").compareTo(quantity("0.2G"))', '0'],
    ['quantity("150Mi").isGreaterThan(quantity("100Mi"))', 'true'],
    ['quantity("50M").isLessThan(quantity("100M"))', 'true'],
  ],
  'optional types': [
    ['optional.of(1).hasValue() && !optional.none().hasValue()', 'true'],
    ['optional.ofNonZeroValue(0).hasValue() || optional.ofNonZeroValue("").hasValue()', 'false'],
    ['optional.of(1).value()', '1'],
    ['self.?gone.or(optional.of(2)).value()', '2'],
    ['self.?gone.orValue(3)', '3'],
    ['self.?details.?a.value()', '"one"'],
    ['self.details[?"a"].value()', '"one"'],
    ['self.names[?5].hasValue()', 'false'],
    ['optional.of({"a": {"b": 1}}).a.b.value()', '1'],
    ['self.?replicas.optMap(x, x + 1).value()', '3'],
    ['self.?details.optFlatMap(d, d.?gone).hasValue()', 'false'],
    ['optional.unwrap([optional.of(1), optional.none()])', '[1]'],
    ['[optional.of(1), optional.none()].unwrapOpt()', '[1]'],
    ['optional.of(1) == optional.of(1) && optional.none() != optional.of(1)', 'true'],
    ['[?self.?replicas, 5, ?self.?gone]', '[2, 5]'],
    ['[[?self.?gone], [?self.?replicas]]', '[[], [2]]'],
    ['[?self.?gone,]', '[]'],
    ["{?'a': self.?replicas, ?'b': self.?gone, 'c': 3}", "{'a': 2, 'c': 3}"],
    ["{?'a': self.?replicas, 'b': [?self.?gone]}", "{'a': 2, 'b': []}"],
    ["{?(true ? 'a' : 'b'): self.?replicas}", "{'a': 2}"],
    ['self.replicas > 1 ? [?self.?replicas] : [self.minReplicas]', '[2]'],
    ['[self.names[?0].orValue("x")]', '["a"]'],
  ],
  'comprehensions of two variables': [
    ['[1, 2].all(i, v, v == i + 1)', 'true'],
    ['{"a": 1}.exists(k, v, k == "a" && v == 1)', 'true'],
    ['[1, 2].existsOne(i, v, v > 1)', 'true'],
    ['[1, 2].transformList(i, v, i * v)', '[0, 2]'],
    ['[1, 2].transformList(i, v, i > 0, v)', '[2]'],
    ['{"a": 1}.transformMap(k, v, v + 1)', '{"a": 2}'],
    ['{"a": 1, "b": 2}.transformMap(k, v, v > 1, v)', '{"b": 2}'],
    ['{"a": "x"}.transformMapEntry(k, v, {v: k})', '{"x": "a"}'],
  ],
  addresses: [
    ["isIP('127.0.0.1') && isIP('::1') && !isIP('127.0.0.256') && !isIP(':::1')", 'true'],
    ["ip.isCanonical('127.0.0.1') && !ip.isCanonical('2001:DB8::ABCD')", 'true'],
    ["ip('127.0.0.1').family() + ip('::1').family()", '10'],
    ["ip('127.0.0.1').isUnspecified() || !ip('0.0.0.0').isUnspecified()", 'false'],
    ["ip('127.0.0.1').isLoopback() && ip('::1').isLoopback()", 'true'],
    ["ip('224.0.0.1').isLinkLocalMulticast() && ip('ff02::1').isLinkLocalMulticast()", 'true'],
    ["ip('169.254.169.254').isLinkLocalUnicast() && ip('fe80::1').isLinkLocalUnicast()", 'true'],
    ["ip('192.168.0.1').isGlobalUnicast() && !ip('255.255.255.255').isGlobalUnicast()", 'true'],
    ["string(ip('2001:DB8::ABCD'))", "'2001:db8::abcd'"],
    ["isCIDR('192.168.0.0/16') && !isCIDR('::1/129') && !isCIDR('192.168.0.0')", 'true'],
    [
      "cidr('192.168.0.0/24').containsIP(ip('192.168.0.1')) && !cidr('192.168.0.0/24').containsIP('192.168.1.1')",
      'true',
    ],
    [
      "cidr('192.168.0.0/16').containsCIDR(cidr('192.168.10.0/24')) && !cidr('192.168.1.0/24').containsCIDR('192.168.2.0/24')",
      'true',
    ],
    ["cidr('192.168.0.0/24').ip() == ip('192.168.0.0')", 'true'],
    ["cidr('192.168.0.1/24').masked() == cidr('192.168.0.0/24')", 'true'],
    ["cidr('192.168.0.0/16').prefixLength()", '16'],
    ["string(cidr('192.168.0.0/16'))", "'192.168.0.0/16'"],
  ],
  formats: [
    ["!format.dns1123Label().validate('my-label-name').hasValue()", 'true'],
    ["!format.dns1123Subdomain().validate('apiextensions.k8s.io').hasValue()", 'true'],
    ["!format.dns1035Label().validate('my-label-name').hasValue()", 'true'],
    ["!format.qualifiedName().validate('apiextensions.k8s.io/v1beta1').hasValue()", 'true'],
    ["!format.dns1123LabelPrefix().validate('my-label-prefix-').hasValue()", 'true'],
    ["!format.dns1123SubdomainPrefix().validate('mysubdomain.prefix.-').hasValue()", 'true'],
    ["!format.dns1035LabelPrefix().validate('my-label-prefix-').hasValue()", 'true'],
    ["!format.uri().validate('http://example.com').hasValue()", 'true'],
    ["!format.uuid().validate('123e4567-e89b-12d3-a456-426614174000').hasValue()", 'true'],
    ["!format.byte().validate('aGVsbG8=').hasValue()", 'true'],
    ["!format.date().validate('2021-01-01').hasValue()", 'true'],
    ["!format.datetime().validate('2021-01-01T00:00:00Z').hasValue()", 'true'],
    ["!format.labelValue().validate('v1').hasValue()", 'true'],
    ["format.named('dns1123Label').hasValue() && !format.named('unknown').hasValue()", 'true'],
  ],
  versions: [
    ["semver('1.2.3') == semver('1.2.3')", 'true'],
    ["isSemver('1.0.0') && !isSemver('hello') && !isSemver('v1.0') && isSemver('v1.0', true)", 'true'],
    ["semver('v01.01', true).compareTo(semver('1.1.0'))", '0'],
    ["semver('1.2.3').major() + semver('1.2.3').minor() + semver('1.2.3').patch()", '6'],
    ["semver('1.2.3').isLessThan(semver('1.2.4')) && semver('1.2.3').isGreaterThan(semver('1.0.0'))", 'true'],
  ],
  images: [
    ["isImage('registry.k8s.io/kube-apiserver-arm64:latest') && isImage('nginx')", 'true'],
    ["isImage('registry.k8s.io//kube-apiserver-arm64')", 'false'],
    ["image('kube-apiserver-arm64:testtag').registry()", "'index.docker.io'"],
    ["image('registry.k8s.io/kube-apiserver-arm64').repository()", "'kube-apiserver-arm64'"],
    ["image('registry.k8s.io/kube-apiserver-arm64').tag()", "'latest'"],
    ["image('registry.k8s.io/kube-apiserver-arm64:testtag').identifier()", "'testtag'"],
    [`image('registry.k8s.io/a@${DIGEST}').containsDigest() && !image('a:b').containsDigest()`, 'true'],
    [`image('registry.k8s.io/a:b@${DIGEST}').identifier()`, `'${DIGEST}'`],
    [`image('registry.k8s.io/a@${DIGEST}').digest()`, `'${DIGEST}'`],
  ],
};

/** Maps that an expression wrote are objects, those that functions made are Maps. */
function asMaps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asMaps);
  const isWritten = typeof value === 'object' && value !== null && value.constructor === Object;
  const entries = isWritten ? Object.entries(value) : value instanceof Map ? [...value] : undefined;
  return entries === undefined ? value : new Map(entries.map(([key, item]) => [key, asMaps(item)]));
}

for (const [name, rows] of Object.entries(TABLES)) {
  describe(name, () => {
    test.each(rows)('%s', (expression, result) => {
      expect(asMaps(evaluate(expression))).toEqual(asMaps(evaluate(`dyn(${result})`)));
    });
  });
}

describe('errors, as the documentation says', () => {
  test.each([
    ['1 == "a"', 'no such overload: int == string'],
    ['9223372036854775807 + 1', 'integer overflow: 9223372036854775808'],
    ['1 / 0', 'division by zero'],
    ['int("")', '"" is not an integer'],
    ['int("1.5")', '"1.5" is not an integer'],
    ['int(9223372036854775807.0)', 'the number does not fit into 64 bits'],
    ['uint("-1")', '"-1" is not an unsigned integer'],
    ["'tacocat'.substring(40)", 'substring(40, 7) is outside of a text of 7 characters'],
    ["'a'.charAt(2)", 'index 2 is outside of the text'],
    ['optional.none().value()', 'Optional value is not present'],
    ['[].min()', 'min() of an empty list'],
    ['[9223372036854775807, 1].sum()', 'integer overflow in sum()'],
    ["url('https://a:b:c/')", '"https://a:b:c/" is not an absolute URL'],
    [
      "image('registry.k8s.io//kube-apiserver-arm64')",
      '"registry.k8s.io//kube-apiserver-arm64" is not an image reference',
    ],
    ['timestamp(0).getHours("Moon/Crater")', '"Moon/Crater" is not a time zone'],
    ['[?self.replicas]', 'what stands behind "?" in an element must be optional'],
    ["{?'a': 1}", 'what stands behind "?" in an entry must be optional'],
  ])('%s', (expression, message) => {
    expect(() => evaluate(expression)).toThrow(message);
  });
});

describe('positions behind optional elements are those that were written', () => {
  test.each([
    ['[?self.?a].size() == 1 && bogus', 26, 31],
    ["{?'k': self.?a, 'l': [?self.?b]}.size() == bogus", 43, 48],
    ['[?bogus, 1]', 2, 7],
    ['[?self.?a, self.gone]', 16, 20],
  ])('%s', (expression, start, end) => {
    let error: CelError | undefined;
    try {
      evaluate(expression);
    } catch (thrown) {
      error = thrown as CelError;
    }
    expect([error?.start, error?.end]).toEqual([start, end]);
  });
});
