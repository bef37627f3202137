import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  CelError,
  type CelValue,
  caret,
  createCelEngine,
  DeadlineError,
  HIDDEN,
  manifestToCel,
  parseQuantity,
  toCel,
  withDeadline,
} from '../../src/guardrails/cel/index.ts';
import { rewrite } from '../../src/guardrails/cel/rewrite.ts';
import type { Json } from '../../src/manifest/index.ts';
import { manifestOf } from './support.ts';

const engine = createCelEngine();

function evaluate(source: string, object: Json = {}): unknown {
  return engine.compile(source, ['object']).evaluate({ object: toCel(object) });
}

function errorOf(run: () => unknown): CelError {
  try {
    run();
  } catch (error) {
    if (error instanceof CelError) return error;
    throw error;
  }
  throw new Error('no error');
}

describe('absent fields', () => {
  test.each([
    ['object.?a.?b.orValue(false)', {}, false],
    ['object.?a.?b.orValue(false)', { a: { b: true } }, true],
    ['object.?a.?b.orValue(7)', { a: null }, 7n],
    ['has(object.a)', { a: null }, false],
    [
      'object.?labels[?"app.kubernetes.io/name"].orValue("")',
      { labels: { 'app.kubernetes.io/name': 'x' } },
      'x',
    ],
    ['object.?list[?3].hasValue()', { list: [1] }, false],
    ['object.?constructor.hasValue()', {}, false],
    ['object.?constructor.orValue("")', { constructor: 'x' }, 'x'],
    ['object.?__proto__.hasValue()', {}, false],
    ['object.?a.or(object.?b).orValue(0)', { b: 2 }, 2n],
  ])('%s of %j', (source, object, expected) => {
    expect(evaluate(source, object as Json)).toEqual(expected);
  });
});

describe('numbers', () => {
  test.each([
    ['object.n + 1', { n: 9007199254740993n }, 9007199254740994n],
    ['object.n == 9007199254740993', { n: 9007199254740993n }, true],
    ['object.n == 9007199254740992', { n: 9007199254740993n }, false],
    ['type(object.n) == int', { n: 3 }, true],
    ['type(object.n) == double', { n: 1.5 }, true],
    ['object.n * 2', { n: 3 }, 6n],
    ['object.n > 1.5', { n: 2 }, true],
  ])('%s of %p', (source, object, expected) => {
    expect(evaluate(source, object as Json)).toEqual(expected);
  });
});

describe('regular expressions', () => {
  test('are linear: a pattern that backtracks for minutes elsewhere answers at once', () => {
    const started = performance.now();
    expect(evaluate('object.text.matches("(a+)+$")', { text: `${'a'.repeat(5_000)}!` })).toBe(false);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  test.each([
    ['"Straße".matches("(?i)^STRA")', true],
    ['"x1".matches("[[:alpha:]][[:digit:]]")', true],
    ['matches("abc", "^b")', false],
    ['"a1b22".find("[0-9]+")', '1'],
    ['"a1b22".findAll("[0-9]+")', ['1', '22']],
    ['"a1b22".findAll("[0-9]+", 1)', ['1']],
    ['"call matches(x)".contains("matches(")', true],
  ])('%s', (source, expected) => {
    expect(evaluate(source)).toEqual(expected);
  });

  test('what RE2 does not have is an error of the expression, not a crash', () => {
    expect(errorOf(() => evaluate('"a".matches("(?=a)")')).message).toMatch(/perl|regex|parsing/i);
  });

  test.each([
    ['a.matches("x")', 'a.matche_("x")'],
    ['a.matches ("x")', 'a.matche_ ("x")'],
    ['"a.matches(b)"', '"a.matches(b)"'],
    ["r'matches(' + a.matches('matches(')", "r'matches(' + a.matche_('matches(')"],
    ['"""matches(" """ + x.matches("y")', '"""matches(" """ + x.matche_("y")'],
    ['"\\"matches(" + x.matches("y")', '"\\"matches(" + x.matche_("y")'],
    ['a // matches(\n .matches("x")', 'a // matches(\n .matche_("x")'],
    ['mismatches(x)', 'mismatches(x)'],
    ['object.matches', 'object.matches'],
  ])('rewrites only calls: %s', (source, expected) => {
    expect(rewrite(source).text).toBe(expected);
  });

  test('rewriting never changes the length, so positions stay true', () => {
    fc.assert(
      fc.property(
        fc
          .array(fc.constantFrom('matches(', '"', "'", 'r"', '\\', ' ', '\n', '//', 'x', '"""', ')'))
          .map(parts => parts.join('')),
        source => rewrite(source).text.length === source.length,
      ),
    );
  });
});

describe('quantities', () => {
  test.each([
    ['quantity("1Gi").isGreaterThan(quantity("1G"))', true],
    ['quantity("500m").add(quantity("0.5")).compareTo(quantity("1"))', 0n],
    ['quantity("1").sub(quantity("1500m")).sign()', -1n],
    ['quantity(object.cpu).isLessThan(quantity("2"))', true],
    ['quantity("9007199254740993").asInteger()', 9007199254740993n],
    ['quantity("1e3").asInteger()', 1000n],
    ['quantity("100m").isInteger()', false],
    ['isQuantity("1.5Gi") && !isQuantity("1.5GiB") && !isQuantity("") && !isQuantity(true)', true],
    ['[quantity("1"), quantity("200m")].sum().compareTo(quantity("1.2"))', 0n],
  ])('%s', (source, expected) => {
    expect(evaluate(source, { cpu: 1 })).toEqual(expected);
  });

  test('the exact value, rounded away from zero below a nano unit and capped at int64', () => {
    expect(parseQuantity('0.1')?.nano).toBe(100_000_000n);
    expect(parseQuantity('1n')?.nano).toBe(1n);
    expect(parseQuantity('0.0000000001')?.nano).toBe(1n);
    expect(parseQuantity('-0.0000000001')?.nano).toBe(-1n);
    expect(parseQuantity('1e999')?.nano).toBe((2n ** 63n - 1n) * 10n ** 9n);
    expect(parseQuantity('1Ki')?.nano).toBe(1024n * 10n ** 9n);
    expect(parseQuantity('1'.repeat(1000))).toBeUndefined();
  });

  test('adding and subtracting are exact', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 9 }), fc.integer({ min: 0, max: 10 ** 9 }), (a, b) => {
        const [left, right] = [parseQuantity(`${a}m`), parseQuantity(`${b}m`)];
        return left!.add(right!).sub(right!).nano === left!.nano;
      }),
    );
  });

  test('a text that is none is an error that names it', () => {
    expect(errorOf(() => evaluate('quantity("1 GB")')).message).toContain('"1 GB" is not a quantity');
  });
});

describe('lists, sets and strings', () => {
  test.each([
    ['[1, 2, 3].sum()', 6n],
    ['[].sum()', 0n],
    ['[3, 1, 2].min()', 1n],
    ['["b", "a"].max()', 'b'],
    ['[1, 2, 2].isSorted()', true],
    ['["a", "b"].indexOf("b")', 1n],
    ['["a"].indexOf("b")', -1n],
    ['[1, 1, 2].distinct()', [1n, 2n]],
    ['[[1], [2, 3]].flatten()', [1n, 2n, 3n]],
    ['sets.contains([1, 2, 3], [2, 1])', true],
    ['sets.contains([1], [2])', false],
    ['sets.equivalent([1, 1, 2], [2, 1])', true],
    ['sets.intersects(["a"], ["b", "a"])', true],
    ['"a.b.c".replace(".", "-")', 'a-b-c'],
    ['"abc".charAt(1)', 'b'],
    ['"a,b".split(",")', ['a', 'b']],
    ['["a", "b"].join("+")', 'a+b'],
    ['" x ".trim().upperAscii()', 'X'],
  ])('%s', (source, expected) => {
    expect(evaluate(source)).toEqual(expected);
  });
});

describe('errors', () => {
  test('say where the expression does not parse, with a caret', () => {
    const error = errorOf(() => engine.compile('object.a ==', ['object']));
    expect(error.message).toBe('Unexpected token: EOF');
    expect([error.start, error.end]).toEqual([11, 11]);
    expect(caret(error.source, error.start, error.end)).toBe('object.a ==\n           ^');
  });

  test('show the line that is meant of several', () => {
    const source = 'object.a == 1\n  && bogus == 2';
    const error = errorOf(() => engine.compile(source, ['object']));
    expect(error.message).toBe('Unknown variable: bogus');
    expect(caret(source, error.start, error.end)).toBe('  && bogus == 2\n     ^^^^^');
  });

  test.each([
    ['object.missing.x', 'No such key: missing (it has: a, zero; .?missing reads what may be absent)', 7, 14],
    ['object.a + "x"', 'no such overload: dyn<int> + string', 0, 14],
    ['1 / object.zero', 'division by zero', 0, 15],
  ])('at evaluation: %s', (source, message, start, end) => {
    const error = errorOf(() => evaluate(source, { a: 1, zero: 0 }));
    expect([error.message, error.start, error.end]).toEqual([message, start, end]);
  });

  test('a type that cannot be right is found before any manifest is seen', () => {
    expect(errorOf(() => engine.compile('object.a && 1', ['object'])).message).toContain('bool');
  });

  test('an expression too large to be meant is refused', () => {
    expect(() => engine.compile(`${'('.repeat(500)}1${')'.repeat(500)}`, [])).toThrow(CelError);
  });
});

describe('deadline', () => {
  test('ends what would run for hours, inside nested macros', () => {
    const list = `[${Array.from({ length: 100 }, (_, i) => i).join(',')}]`;
    const source = `${list}.all(a, ${list}.all(b, ${list}.all(c, ${list}.all(d, ${list}.all(e, a + b + c + d + e >= 0)))))`;
    const expression = engine.compile(source, []);
    const started = performance.now();
    expect(() => withDeadline(() => expression.evaluate({}), 100)).toThrow(DeadlineError);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test('hands through results and errors', () => {
    expect(withDeadline(() => 7, 1_000)).toBe(7);
    expect(() =>
      withDeadline(() => {
        throw new RangeError('mine');
      }, 1_000),
    ).toThrow(RangeError);
  });
});

describe('values of Secrets', () => {
  test('are hidden, keys stay', () => {
    const secret = manifestOf(`
apiVersion: v1
kind: Secret
metadata:
  name: db
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: '{"data":{"password":"aHVudGVyMg=="}}'
    note: kept
data: {password: aHVudGVyMg==}
stringData: {token: hunter2}
`);
    const value = manifestToCel(secret);
    const text = JSON.stringify(plain(value));
    expect(text).not.toMatch(/hunter2|aHVudGVyMg/);
    expect(plain(value)).toMatchObject({
      data: { password: HIDDEN },
      stringData: { token: HIDDEN },
      metadata: { annotations: { note: 'kept' } },
    });
  });

  test('of other kinds are not touched, and the manifest itself never is', () => {
    const map = manifestOf('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: b}\n');
    expect(plain(manifestToCel(map))).toMatchObject({ data: { a: 'b' } });
    const secret = manifestOf('apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {a: Yg==}\n');
    manifestToCel(secret);
    expect(secret.object.data).toEqual({ a: 'Yg==' });
  });
});

function plain(value: CelValue): unknown {
  if (Array.isArray(value)) return value.map(plain);
  return value instanceof Map
    ? Object.fromEntries([...value].map(([key, item]) => [key, plain(item)]))
    : value;
}
