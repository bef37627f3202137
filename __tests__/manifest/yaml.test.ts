import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Json, parseYaml } from '../../src/manifest/index.ts';

function read(text: string): Json {
  const parsed = parseYaml(text);
  if (!parsed.ok) throw new Error(`${parsed.error.line}:${parsed.error.column} ${parsed.error.message}`);
  return parsed.value;
}

function errorOf(text: string) {
  const parsed = parseYaml(text);
  if (parsed.ok) throw new Error(`expected an error for ${JSON.stringify(text.slice(0, 80))}`);
  return parsed.error;
}

/** What sigs.k8s.io/yaml makes of each; checked against it when the table was written. */
describe('scalars as Kubernetes reads them', () => {
  test.each<[string, Json]>([
    ['y', true],
    ['Y', true],
    ['yes', true],
    ['Yes', true],
    ['YES', true],
    ['yEs', 'yEs'],
    ['on', true],
    ['ON', true],
    ['true', true],
    ['tRUE', 'tRUE'],
    ['n', false],
    ['N', false],
    ['no', false],
    ['off', false],
    ['Off', false],
    ['FALSE', false],
    ['"yes"', 'yes'],
    ["'no'", 'no'],
    ['~', null],
    ['null', null],
    ['Null', null],
    ['nULL', 'nULL'],
    ['', null],
    ["''", ''],
    ['0644', 420],
    ['0o644', 420],
    ['0O17', 15],
    ['089', 89],
    ['08', 8],
    ['00', 0],
    ['0_7', 7],
    ['1_000', 1000],
    ['1__0', 10],
    ['0b101', 5],
    ['0B101', 5],
    ['-0b101', -5],
    ['0b2', '0b2'],
    ['0o8', '0o8'],
    ['0x1F', 31],
    ['0X1f', 31],
    ['-0x1F', -31],
    ['0xG', '0xG'],
    ['+5', 5],
    ['-0', 0],
    ['-', [null]],
    ['+', '+'],
    ['1:30', '1:30'],
    ['22:22', '22:22'],
    ['1:30:45', '1:30:45'],
    ['2001-01-01', '2001-01-01'],
    ['2001-01-01T00:00:00Z', '2001-01-01T00:00:00Z'],
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', 9007199254740993n],
    ['-9007199254740993', -9007199254740993n],
    ['9223372036854775808', 9223372036854775808n],
    ['18446744073709551615', 18446744073709551615n],
    ['18446744073709551616', 18446744073709552000],
    ['+18446744073709551615', 18446744073709552000],
    ['-9223372036854775808', -9223372036854775808n],
    ['-9223372036854775809', -9223372036854776000],
    ['0xFFFFFFFFFFFFFFFF', 18446744073709551615n],
    ['0xFFFFFFFFFFFFFFFFF', '0xFFFFFFFFFFFFFFFFF'],
    ['1e3', 1000],
    ['1E+3', 1000],
    ['1e1000', '1e1000'],
    ['-1e1000', '-1e1000'],
    ['1.', 1],
    ['.5', 0.5],
    ['-.5', -0.5],
    ['+.5', 0.5],
    ['.5e3', 500],
    ['1e', '1e'],
    ['1.5.2', '1.5.2'],
    ['1_0.5', 10.5],
    ['._5', '._5'],
    ['0x1.8p3', '0x1.8p3'],
    ['Infinity', 'Infinity'],
    ['.', '.'],
    ['<<', '<<'],
    ['!!str yes', 'yes'],
    ['!!str', ''],
    ['!!int "5"', 5],
    ['!!float 1', 1],
    ['!!bool "yes"', true],
    ["!!null ''", null],
    ['!!binary aGk=', 'hi'],
    ['!!timestamp 2001-01-01', '2001-01-01'],
    ['!mine 123', '123'],
    ['!mine', ''],
    ['! 123', '123'],
    ['!<tag:yaml.org,2002:int> 5', 5],
    ['!mine [1]', [1]],
    ['!!set {a, b}', { a: null, b: null }],
  ])('%s', (text, expected) => {
    expect(read(text === '-' ? '-' : `a: ${text}`)).toEqual(text === '-' ? expected : { a: expected });
  });

  test.each([
    ['y: 1', 'true'],
    ['Yes: 1', 'true'],
    ['on: 1', 'true'],
    ['n: 1', 'false'],
    ['off: 1', 'false'],
    ['"y": 1', 'y'],
    ['0644: 1', '420'],
    ['0x10: 1', '16'],
    ['1.5: 1', '1.5'],
    ['1e6: 1', '1e+06'],
    ['100000.5: 1', '100000.5'],
    ['0.00001: 1', '1e-05'],
    ['16777217.0: 1', '1.6777216e+07'],
    ['0.1: 1', '0.1'],
    ['-0.0: 1', '-0'],
    ['.inf: 1', '.inf'],
    ['-.Inf: 1', '-.inf'],
    ['.nan: 1', '.nan'],
    ['9223372036854775807: 1', '9223372036854775807'],
    ['"": 1', ''],
    ['!!str 1: 1', '1'],
  ])('as a key: %s', (text, key) => {
    expect(read(text)).toEqual({ [key]: 1 });
  });
});

describe('structure', () => {
  test.each<[string, string, Json]>([
    ['an empty document', '', null],
    ['comments only', '# nothing\n', null],
    ['JSON', '{"a": "\\/", "b": "\\ud83d\\ude00", "c": [1, null]}', { a: '/', b: '😀', c: [1, null] }],
    ['an alias', 'a: &x [1]\nb: *x', { a: [1], b: [1] }],
    ['an alias as a key', 'a: &k b\n*k : 1', { a: 'b', b: 1 }],
    ['an anchor defined again', 'a: &x 1\nb: &x 2\nc: *x', { a: 1, b: 2, c: 2 }],
    [
      'a key after a merge',
      'a: &x {p: 1, q: 2}\nb:\n  <<: *x\n  p: 3',
      { a: { p: 1, q: 2 }, b: { p: 3, q: 2 } },
    ],
    ['a merge after a key overrides it', 'a: &x {p: 1}\nb:\n  p: 3\n  <<: *x', { a: { p: 1 }, b: { p: 1 } }],
    [
      'of merged mappings the first wins',
      'a: &x {p: 1}\nb: &y {p: 2, q: 3}\nc: {<<: [*x, *y]}',
      { a: { p: 1 }, b: { p: 2, q: 3 }, c: { p: 1, q: 3 } },
    ],
    ['a merge written out', 'a: {<<: {z: 1}}', { a: { z: 1 } }],
    ['a quoted << is a key', 'a: {"<<": 1}', { a: { '<<': 1 } }],
    ['%YAML 1.1', '%YAML 1.1\n---\na: 1', { a: 1 }],
    ['an end marker', 'a: 1\n...\n', { a: 1 }],
    ['windows line ends', 'a: 1\r\nb:\r\n  - x\r\n', { a: 1, b: ['x'] }],
    ['a block text', 'a: |-2\n    x\n   y\n', { a: '  x\n y' }],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test('__proto__ and other names of object members are plain keys', () => {
    const value = read('__proto__: {polluted: 1}\nconstructor: 2\na: &x {__proto__: 3}\nb: {<<: *x}');
    expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor', 'a', 'b']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    const b = (value as { b: object }).b;
    expect(Object.getOwnPropertyDescriptor(b, '__proto__')?.value).toBe(3);
  });

  test('duplicate keys: the last wins, each repetition is recorded with its path and span', () => {
    const parsed = parseYaml('spec:\n  a: 1\n  list:\n  - {x: 1, "x": 2}\n  a: 2\n');
    expect(parsed).toEqual({
      ok: true,
      value: { spec: { a: 2, list: [{ x: 2 }] } },
      duplicateKeys: [
        {
          path: ['spec', 'list', 0, 'x'],
          span: { start: 32, end: 35, line: 4, column: 12, endLine: 4, endColumn: 15 },
        },
        { path: ['spec', 'a'], span: { start: 42, end: 43, line: 5, column: 3, endLine: 5, endColumn: 4 } },
      ],
    });
  });

  test('overriding a merged key is not a duplicate; two spellings of one key are', () => {
    expect(parseYaml('a: &x {p: 1}\nb: {<<: *x, p: 2}')).toMatchObject({ duplicateKeys: [] });
    expect(parseYaml('yes: 1\ntrue: 2')).toMatchObject({
      value: { true: 2 },
      duplicateKeys: [{ path: ['true'] }],
    });
  });

  test('what stands after the end marker is reported, because Kubernetes ignores it', () => {
    expect(parseYaml('a: 1\n...\n\n# c\nb: 2\n')).toMatchObject({
      ok: true,
      value: { a: 1 },
      ignoredFrom: 5,
    });
    expect(parseYaml('a: 1\n---\n# c\nb: 2\n')).toMatchObject({ ok: true, value: { a: 1 }, ignoredFrom: 4 });
    expect(parseYaml('a: 1\n---\n# c\n')).not.toHaveProperty('ignoredFrom');
    expect(parseYaml('a: 1\n...\n# c\n')).not.toHaveProperty('ignoredFrom');
    expect(parseYaml('a: "..."\nb: ...\n')).toEqual({
      ok: true,
      value: { a: '...', b: '...' },
      duplicateKeys: [],
    });
  });
});

describe('what is refused, and where', () => {
  test.each<[string, string, number, number, RegExp]>([
    ['null key', 'a: 1\nnull: 2', 2, 1, /a key is null/],
    ['empty key', 'a:\n  : 2', 2, 3, /a key is null/],
    ['a key beyond 63 bits', '18446744073709551615: 1', 1, 1, /a key is 18446744073709551615/],
    ['a mapping as a key', 'a: {{ .Values.x }}', 1, 5, /list or a mapping is used as a key/],
    ['.inf', 'a:\n  b: .inf', 2, 6, /\.inf is a number that JSON/],
    ['-.inf', 'a: -.inf', 1, 4, /-\.inf is a number that JSON/],
    ['.nan', 'a: .NaN', 1, 4, /\.NaN is a number that JSON/],
    ['unknown alias', 'a: 1\nb: *x', 2, 4, /^an alias refers to an anchor that is not defined/],
    ['an alias inside its anchor', 'a: &a [*a]', 1, 8, /^an alias stands inside the value/],
    ['a merge of itself', 'a: &a {<<: *a}', 1, 12, /^an alias stands inside the value/],
    ['a merge of a number', 'a:\n  <<: 1', 2, 7, /merge key << needs a mapping/],
    ['a merge of a list of numbers', 'a: {<<: [1]}', 1, 9, /merge key << needs a mapping/],
    ['a tag that does not fit', 'a: !!int secret', 1, 10, /^a value is tagged !!int but is not one$/],
    ['%YAML 1.2', '%YAML 1.2\n---\na: 1', 1, 1, /%YAML 1\.2 is refused by Kubernetes/],
    ['an unknown directive', '%FOO bar\n---\na: 1', 1, 1, /the directive %FOO is refused/],
    ['an escape that only JSON has', 'a: "x\\/"', 1, 6, /the escape \\\/ in a double-quoted text/],
    ['an escaped surrogate', 'a: "\\ud83d\\ude00"', 1, 5, /the escape \\ud83d/],
    ['a control character', 'a: 1\nb: \u0001', 2, 4, /control character U\+0001/],
    ['a tab', 'a:\n\tb: 1', 2, 1, /a tab is used for indentation/],
    ['an open quote', 'a: "x', 1, 6, /a quoted text is never closed/],
    ['an open bracket', 'a: [1, 2\n', 2, 1, /quoted text or bracket goes on .* or is never closed/],
    ['text without a colon', 'a: 1\nb\nc: 2', 3, 2, /expected "key: value"/],
    ['bad indentation', 'a:\n  b: 1\n   c: 2', 3, 5, /indentation does not fit the mapping/],
    ['a placeholder @x@', 'a:\n  name: @STS@\n  b: 1', 2, 9, /begins with @, which YAML keeps/],
    ['a value in backticks', 'a:\n  - `b`', 2, 5, /begins with `, which YAML keeps/],
    ['a placeholder {x} with more', 'a:\n  ip: {X}.16\n  b: 1', 2, 10, /text after a closing bracket/],
  ])('%s', (_, text, line, column, message) => {
    const error = errorOf(text);
    expect(error.message).toMatch(message);
    expect([error.kind, error.line, error.column]).toEqual(['syntax', line, column]);
  });

  test('a template that was not rendered says so', () => {
    expect(errorOf('a: 1\n{{- if .Values.x }}\nb: 2\n{{- end }}\n').hint).toMatch(/render the template/);
  });
});

describe('bombs end in a clear error, quickly', () => {
  const laughs = (width: number) => {
    const lines = [`a0: &a0 [${Array(width).fill('x').join(', ')}]`];
    for (let level = 1; level < 10; level++) {
      lines.push(
        `a${level}: &a${level} [${Array(width)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
      );
    }
    return lines.join('\n');
  };
  const merges = () => {
    const lines = ['m0: &m0 {k: 1}'];
    for (let level = 1; level < 60; level++) {
      lines.push(`m${level}: &m${level} {l: {<<: *m${level - 1}}, r: {<<: *m${level - 1}}}`);
    }
    return lines.join('\n');
  };
  test.each<[string, () => string, RegExp]>([
    ['billion laughs', () => laughs(10), /excessive aliasing/],
    ['merges that double', merges, /excessive aliasing/],
    ['flow depth 5000', () => '['.repeat(5000) + ']'.repeat(5000), /nested more than 256 deep/],
    ['open brackets', () => '{a: '.repeat(100_000), /nested more than 256 deep/],
    [
      'block depth 5000',
      () => Array.from({ length: 5000 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'),
      /nested more than 256 deep/,
    ],
    ['200 MB', () => `a: "${'x'.repeat(200_000_000)}"`, /has 200000005 characters, more than/],
  ])('%s', (_, build, message) => {
    const text = build();
    const started = performance.now();
    const error = errorOf(text);
    expect(performance.now() - started).toBeLessThan(5000);
    expect(error.kind).toBe('limit');
    expect(error.message).toMatch(message);
    expect(error.hint).toBeTruthy();
  });

  test('more values than the budget', () => {
    const parsed = parseYaml(`a: [${'1, '.repeat(200)}]`, { characters: 10_000, nodes: 100, depth: 10 });
    expect(parsed).toMatchObject({
      ok: false,
      error: { kind: 'limit', message: expect.stringMatching(/100 values/) },
    });
  });

  test('ordinary aliases are fine', () => {
    const many = `x: &x {a: 1}\n${Array.from({ length: 300 }, (_, index) => `k${index}: *x\nv${index}: 1`).join('\n')}`;
    expect(parseYaml(many).ok).toBe(true);
  });
});

describe('properties', () => {
  test('parse agrees with JSON.parse on JSON', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(0, 2), (text, indent) => {
        const value: unknown = JSON.parse(text);
        // Control characters that JSON allows unescaped do not exist in YAML; JSON.stringify escapes only some.
        fc.pre(!/[\u007f-\u009f\ufffe\uffff\ufeff]/.test(text));
        fc.pre(typeof value === 'object' && value !== null && !Array.isArray(value));
        expect(normal(read(JSON.stringify(value, null, indent)))).toEqual(normal(value));
      }),
      { numRuns: 500 },
    );
  });

  test('never throws, whatever the text', () => {
    const piece = fc.constantFrom(
      ...['a', ': ', '\n', '  ', '- ', '"', "'", '{', '}', '[', ']', ',', '&x ', '*x', '!t ', '!!int '],
      ...[
        '|',
        '>',
        '#',
        ' #',
        '? ',
        '%',
        '<<: ',
        '---',
        '...',
        '\t',
        '\r\n',
        '\\',
        'é',
        '1',
        '0x',
        '.',
        '\u0000',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), pieces => {
        const parsed = parseYaml(pieces.join(''));
        if (!parsed.ok) {
          expect(parsed.error.line).toBeGreaterThan(0);
          expect(parsed.error.column).toBeGreaterThan(0);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

/** Minus zero and integers beyond 2^53 are written differently by the two readers; the value is the same. */
function normal(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Object.is(value, -0)) return 0;
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => [key, normal(member)]);
}
