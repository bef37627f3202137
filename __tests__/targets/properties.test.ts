import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { memoryTree } from '../../src/repository/index.ts';
import { matchesGlob } from '../../src/targets/globs.ts';
import { discover, inputsDigest, matchTargets } from '../../src/targets/index.ts';

const FILES: Record<string, string> = {
  'charts/a/Chart.yaml':
    'apiVersion: v2\nname: a\ndependencies: [{name: lib, repository: "file://../lib"}]\n',
  'charts/a/values-prod.yaml': 'a: 1\n',
  'charts/a/values-dev.yaml': 'a: 2\n',
  'charts/lib/Chart.yaml': 'apiVersion: v2\nname: lib\ntype: library\n',
  'base/kustomization.yaml': 'resources: [a.yaml, gone.yaml]\n',
  'base/a.yaml': 'apiVersion: v1\nkind: Pod\n',
  'overlays/dev/kustomization.yaml': 'resources: [../../base]\n',
  'overlays/prod/kustomization.yaml': 'resources: [../../base]\n',
  'ring/a/kustomization.yaml': 'resources: [../b]\n',
  'ring/b/kustomization.yaml': 'resources: [../a]\n',
  'deploy/x.yaml': 'apiVersion: v1\nkind: Pod\n',
};

test('the order in which files are listed changes nothing', () => {
  const expected = discover(memoryTree(FILES));
  expect(expected.targets.map(({ id }) => id)).toEqual(['helm:charts/a', 'manifests:deploy']);
  fc.assert(
    fc.property(fc.shuffledSubarray(Object.keys(FILES), { minLength: Object.keys(FILES).length }), order => {
      expect(discover(memoryTree(Object.fromEntries(order.map(path => [path, FILES[path]!]))))).toEqual(
        expected,
      );
    }),
    { numRuns: 50 },
  );
});

test('no Chart.yaml and no kustomization.yaml makes discovery fail', () => {
  const yaml = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.constantFrom(
      'resources: {a: 1}',
      'resources: [[x], 3, null]',
      'helmCharts: [{name: 3}, null]',
      'dependencies: x\nname: a',
      'name: a\ndependencies: [null, {name: 1}]',
    ),
  );
  fc.assert(
    fc.property(yaml, yaml, yaml, (chart, kustomization, other) => {
      const tree = memoryTree({
        'c/Chart.yaml': chart,
        'k/kustomization.yaml': kustomization,
        'x.yaml': other,
      });
      const { targets, problems } = discover(tree);
      expect(targets.length + problems.filter(({ gates }) => gates).length).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
});

describe('the digest of inputs', () => {
  const files = {
    'a/Chart.yaml': 'apiVersion: v2\nname: a\n',
    'prod.yaml': 'a: 1\n',
    'dev.yaml': 'a: 1\n',
  };
  const discoverIn = (changes: Record<string, string> = {}) => {
    const tree = memoryTree({ ...files, ...changes });
    const { targets } = discover(tree, {
      targets: [
        {
          kind: 'helm',
          path: 'a',
          environments: [
            { name: 'dev', values: ['dev.yaml'] },
            { name: 'prod', values: ['prod.yaml'] },
          ],
        },
      ],
    });
    const [dev, prod] = targets[0]!.environments;
    return {
      dev: inputsDigest(tree, targets[0]!, dev!, { helm: '4' }),
      prod: inputsDigest(tree, targets[0]!, prod!, { helm: '4' }),
      other: inputsDigest(tree, targets[0]!, prod!, { helm: '3' }),
    };
  };

  test('is the same for the same inputs and differs with engine and environment', () => {
    const { dev, prod, other } = discoverIn();
    expect(discoverIn()).toEqual({ dev, prod, other });
    expect(new Set([dev, prod, other]).size).toBe(3);
    expect(dev).toMatch(/^[0-9a-f]{64}$/);
  });

  test('differs where a file differs, and only in the environments that read it', () => {
    const before = discoverIn();
    const values = discoverIn({ 'prod.yaml': 'a: 2\n' });
    expect([values.dev === before.dev, values.prod === before.prod]).toEqual([true, false]);
    const chart = discoverIn({ 'a/templates/x.yaml': 'x' });
    expect([chart.dev === before.dev, chart.prod === before.prod]).toEqual([false, false]);
    expect(discoverIn({ 'unrelated.yaml': 'x' })).toEqual(before);
  });
});

test('targets of base and head are paired by id', () => {
  const base = discover(memoryTree({ 'a/x.yaml': FILES['base/a.yaml']!, 'b/x.yaml': FILES['base/a.yaml']! }));
  const head = discover(memoryTree({ 'b/y.yaml': FILES['base/a.yaml']!, 'c/x.yaml': FILES['base/a.yaml']! }));
  const pairs = matchTargets(base, head).map(({ id, base, head }) => [id, base?.files, head?.files]);
  expect(pairs).toEqual([
    ['manifests:a', ['a/x.yaml'], undefined],
    ['manifests:b', ['b/x.yaml'], ['b/y.yaml']],
    ['manifests:c', undefined, ['c/x.yaml']],
  ]);
});

test.each([
  ['a/b.yaml', 'a/b.yaml', true],
  ['a/b.yaml', 'a', true],
  ['a/b.yaml', './a/', true],
  ['a/b.yaml', '*.yaml', false],
  ['b.yaml', '*.yaml', true],
  ['a/b/c.yaml', '**/*.yaml', true],
  ['c.yaml', '**/*.yaml', true],
  ['a/b/c.yaml', 'a/*/c.yaml', true],
  ['a/b/d/c.yaml', 'a/*/c.yaml', false],
  ['a/b/d/c.yaml', 'a/**/c.yaml', true],
  ['ab', 'a?', true],
  ['a', 'a?', false],
  ['a.b', 'a?b', true],
  ['xa', 'a', false],
  ['a(b', 'a(b', true],
  ['a', '', false],
  [`${'a'.repeat(2000)}b`, `${'*a'.repeat(200)}c`, false],
])('%s matches %s: %s', (path, pattern, expected) => {
  expect(matchesGlob(path, pattern)).toBe(expected);
});
