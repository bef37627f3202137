import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type FieldPath,
  type Json,
  locate,
  locator,
  parseYaml,
  type Span,
} from '../../src/manifest/index.ts';

const TEXT = `# a comment
apiVersion: apps/v1
metadata:
  name: "checkout" # quoted
  labels: {app: checkout, "tier": 'web',}
  annotations:
    script: |-  # header
      #!/bin/sh
      exit 0

    "app.kubernetes.io/name": x
spec:
  replicas:
  containers:
  - name: app
    image: &image registry:5000/app:1
    resources: &small
      limits: {cpu: 1}
  - image: *image
    resources:
      <<: *small
      requests: {cpu: 2}
    on: yes
    empty: []
  list:
  - - 1
    - 2
  -
    deep: multi
      line text
`;

function cut(span: Span | undefined): string | undefined {
  return span === undefined ? undefined : TEXT.slice(span.start, span.end);
}

describe('locate', () => {
  test.each<[string, FieldPath, string, string | undefined, [number, number, number, number]]>([
    ['a plain value', ['apiVersion'], 'apps/v1', 'apiVersion', [2, 13, 2, 20]],
    ['a quoted value', ['metadata', 'name'], '"checkout"', 'name', [4, 9, 4, 19]],
    ['a flow mapping', ['metadata', 'labels'], `{app: checkout, "tier": 'web',}`, 'labels', [5, 11, 5, 42]],
    ['inside a flow mapping', ['metadata', 'labels', 'tier'], `'web'`, '"tier"', [5, 35, 5, 40]],
    [
      'a block text with its header',
      ['metadata', 'annotations', 'script'],
      '|-  # header\n      #!/bin/sh\n      exit 0',
      'script',
      [7, 13, 9, 13],
    ],
    [
      'a quoted key',
      ['metadata', 'annotations', 'app.kubernetes.io/name'],
      'x',
      '"app.kubernetes.io/name"',
      [11, 31, 11, 32],
    ],
    ['a list item', ['spec', 'containers', 0, 'name'], 'app', 'name', [15, 11, 15, 14]],
    [
      'an anchored value',
      ['spec', 'containers', 0, 'image'],
      'registry:5000/app:1',
      'image',
      [16, 19, 16, 38],
    ],
    [
      'through an alias to where the value is written',
      ['spec', 'containers', 1, 'image'],
      'registry:5000/app:1',
      'image',
      [16, 19, 16, 38],
    ],
    [
      'through a merge',
      ['spec', 'containers', 1, 'resources', 'limits', 'cpu'],
      '1',
      'cpu',
      [18, 21, 18, 22],
    ],
    [
      'beside a merge',
      ['spec', 'containers', 1, 'resources', 'requests', 'cpu'],
      '2',
      'cpu',
      [22, 23, 22, 24],
    ],
    ['a key that YAML reads as a boolean', ['spec', 'containers', 1, 'true'], 'yes', 'on', [23, 9, 23, 12]],
    ['an empty list', ['spec', 'containers', 1, 'empty'], '[]', 'empty', [24, 12, 24, 14]],
    ['a list in a list', ['spec', 'list', 0, 1], '2', undefined, [27, 7, 27, 8]],
    [
      'a text over several lines',
      ['spec', 'list', 1, 'deep'],
      'multi\n      line text',
      'deep',
      [29, 11, 30, 16],
    ],
    ['a block list', ['spec', 'list', 0], '- 1\n    - 2', undefined, [26, 5, 27, 8]],
  ])('%s', (_, path, value, key, [line, column, endLine, endColumn]) => {
    const located = locate(TEXT, path);
    expect(cut(located.value)).toBe(value);
    expect(cut(located.key)).toBe(key);
    expect(located.value).toMatchObject({ line, column, endLine, endColumn });
    expect(located).toMatchObject({ exact: true, path });
  });

  test('a key without a value', () => {
    const located = locate(TEXT, ['spec', 'replicas']);
    expect(located).toMatchObject({ exact: true, path: ['spec', 'replicas'], key: { line: 13, column: 3 } });
    expect(located).not.toHaveProperty('value');
  });

  test('an absent field: the nearest parent that exists', () => {
    const located = locate(TEXT, ['spec', 'containers', 0, 'securityContext', 'privileged']);
    expect(located).toMatchObject({ exact: false, path: ['spec', 'containers', 0] });
    expect(located.value).toMatchObject({ line: 15, column: 5, endLine: 18, endColumn: 23 });
    expect(locate(TEXT, ['spec', 'containers', 7])).toMatchObject({
      exact: false,
      key: { line: 14, column: 3 },
    });
    expect(locate(TEXT, ['nothing', 'here'])).toMatchObject({ exact: false, path: [], value: { line: 2 } });
    expect(locate(TEXT, ['apiVersion', 'x'])).toMatchObject({ exact: false, path: ['apiVersion'] });
  });

  test('of duplicate keys the one that counts', () => {
    expect(locate('a: 1\nb: 2\na: 3\n', ['a'])).toMatchObject({ value: { line: 3 }, key: { line: 3 } });
  });

  test('a merge after a key is where the value comes from', () => {
    const text = 'x: &x {p: 1}\nw: {p: 2, <<: *x}\nz: {<<: [*x, {p: 5, q: 6}]}\n';
    expect(locate(text, ['w', 'p'])).toMatchObject({ value: { line: 1, column: 11 } });
    expect(locate(text, ['z', 'p'])).toMatchObject({ value: { line: 1, column: 11 } });
    expect(locate(text, ['z', 'q'])).toMatchObject({ value: { line: 3, column: 24 } });
  });

  test('JSON', () => {
    const text = '{\n  "spec": {\n    "a": [1, {"b": "x"}]\n  }\n}\n';
    expect(locate(text, ['spec', 'a', 1, 'b'])).toMatchObject({
      value: { start: 33, end: 36, line: 3, column: 20 },
      key: { line: 3, column: 15 },
    });
    expect(locate(text, ['spec']).value).toMatchObject({ line: 2, column: 11, endLine: 4, endColumn: 4 });
  });

  test('windows line ends', () => {
    expect(locate('a: 1\r\nb:\r\n  c: "x"\r\n', ['b', 'c'])).toMatchObject({
      value: { line: 3, column: 6, endColumn: 9 },
    });
  });

  test('text that cannot be parsed, and empty text', () => {
    expect(locate('a: [', ['a'])).toEqual({ exact: false, path: [] });
    expect(locate('', ['a'])).toEqual({ exact: false, path: [] });
  });
});

/** Every path of a value, parents too. */
function pathsOf(value: Json, path: FieldPath = []): FieldPath[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...entries.flatMap(([key, member]) => pathsOf(member, [...path, key]))];
}

function at(value: Json, path: FieldPath): Json {
  let found: unknown = value;
  for (const step of path) found = (found as Record<string | number, unknown>)[step];
  return found as Json;
}

/** Prints a value in block style, flow style below `flowDepth`. */
function print(value: Json, indent: number, flowDepth: number): string {
  const pad = ' '.repeat(indent);
  if (typeof value !== 'object' || value === null || flowDepth <= 0) return ` ${JSON.stringify(value)}\n`;
  const entries = Object.entries(value);
  if (entries.length === 0) return Array.isArray(value) ? ' []\n' : ' {}\n';
  const lines = entries.map(([key, member]) => {
    const head = Array.isArray(value) ? '-' : `${JSON.stringify(key)}:`;
    return `${pad}${head}${print(member, indent + 2, flowDepth - 1)}`;
  });
  return `\n${lines.join('')}`;
}

test('the span of every path parses back to its value', () => {
  const tree = fc.letrec<{ value: Json }>(tie => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.string({ minLength: 1, maxLength: 6 }), tie('value'), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
    ),
  })).value;
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ minLength: 1 }), tree, { noNullPrototype: true }),
      fc.nat(5),
      (value, depth) => {
        const text = `# top\n${print(value, 0, depth).trimStart()}`;
        const find = locator(text);
        for (const path of pathsOf(value)) {
          const located = find(path);
          expect(located).toMatchObject({ exact: true, path });
          const { start = 0, end = 0, column = 1 } = located.value ?? {};
          const back = parseYaml(' '.repeat(column - 1) + text.slice(start, end));
          expect(back).toMatchObject({ ok: true });
          if (back.ok) expect(back.value).toEqual(at(value, path));
        }
      },
    ),
    { numRuns: 100 },
  );
});
