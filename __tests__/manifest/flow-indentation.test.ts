import { describe, expect, test } from '@jest/globals';
import { parseYaml } from '../../src/manifest/index.ts';

// What Kubernetes accepts here was tried with kustomize 5.8.2 and helm 4.3.1, which read with goyaml.
describe('lines in brackets and quotes with too little indentation', () => {
  test.each<[string, string, unknown]>([
    ['a bracket closed below its key', 'a:\n  b: [\n    1,\n  ]\n', { a: { b: [1] } }],
    ['entries at the margin', 'a:\n  b: [\n1, 2\n]\n', { a: { b: [1, 2] } }],
    ['a mapping', 'a:\n  b: {c: 1,\nd: 2}\n', { a: { b: { c: 1, d: 2 } } }],
    ['double quotes', 'a:\n    b: "x\n  y"\n', { a: { b: 'x y' } }],
    ['single quotes, with an empty line', "a:\n  b: 'x\n\ny'\n", { a: { b: 'x\ny' } }],
    ['an escaped line break', 'a: "x\\\ny"\n', { a: 'xy' }],
    ['a plain text over two lines', 'a: [x\ny\n]\n', { a: ['x y'] }],
    ['a tab', 'a: [\n\t1\n]\n', { a: [1] }],
    ['comments', 'a:\n  b: [\n# one\n    1,\n  # two\n  ]\n', { a: { b: [1] } }],
    ['anchors, aliases, tags', 'a: {b: &x 1,\nc: *x,\n!!str d: !!str 2}\n', { a: { b: 1, c: 1, d: '2' } }],
    ['block texts after it stay as they are', 'a: [\n]\nb: |\n  x\n   y\n', { a: [], b: 'x\n y\n' }],
  ])('are read as Kubernetes reads them: %s', (_, text, value) => {
    expect(parseYaml(text)).toMatchObject({ ok: true, value });
  });

  test('positions are those of the file', () => {
    const parsed = parseYaml('a: [\n1\n]\na: [\n2\n]\nq: {r: 1,\n r: 2}\n');
    expect(
      parsed.ok &&
        parsed.duplicateKeys.map(({ path, span }) => [path, span.line, span.column, span.endColumn]),
    ).toEqual([
      [['a'], 4, 1, 2],
      [['q', 'r'], 8, 2, 3],
    ]);
  });

  test.each<[string, string, number, number, RegExp]>([
    ['a later mistake', 'a: [\n1\n]\nb\nc: 1\n', 5, 2, /text without a colon/],
    ['a bracket that is never closed', 'a: 1\nb: [1,\nc: 2\n', 3, 1, /never closed/],
    ['a quote that is never closed, after brackets', 'a: [\n]\nb: 1\nc: "x\nd: 1\n', 6, 1, /never closed/],
    ['a separator in quotes', 'a: "x\n--- y"\n', 2, 1, /never closed/],
    ['a key over two lines', 'a:\n  "x\ny": 1\n', 3, 3, /does not fit/],
  ])('a mistake is still one, at its place: %s', (_, text, line, column, message) => {
    const parsed = parseYaml(text);
    expect(parsed).toMatchObject({ ok: false, error: { kind: 'syntax', line, column } });
    expect(!parsed.ok && parsed.error.message).toMatch(message);
  });

  test('too many such lines are refused, not read for ever', () => {
    const started = process.cpuUsage();
    expect(parseYaml(`a: [\n${'1,\n'.repeat(100_000)}]\n`)).toMatchObject({ ok: false, error: { line: 2 } });
    expect(process.cpuUsage(started).user).toBeLessThan(5e6);
  });
});
