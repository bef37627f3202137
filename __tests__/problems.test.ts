import { expect, test } from '@jest/globals';
import { uniqueProblems } from '../src/problems.ts';

test('one complaint about several targets names them, and their number where they are many', () => {
  const problem = { code: 'remote-resource', message: 'a is not fetched', file: 'k.yaml', gates: true };
  const of = (count: number, gates = true) =>
    uniqueProblems(
      Array.from({ length: count }, (_, i) => ({ ...problem, gates, target: `kustomize:${i}` })),
    );
  expect(of(1)).toEqual([{ ...problem, target: 'kustomize:0' }]);
  expect(of(2)).toEqual([
    { ...problem, message: 'a is not fetched; not evaluated for it: kustomize:0, kustomize:1' },
  ]);
  expect(of(5)[0]?.message).toBe(
    'a is not fetched; not evaluated for it: kustomize:0, kustomize:1, kustomize:2 and 2 more targets',
  );
  expect(of(5, false)).toEqual([{ ...problem, gates: false }]);
  const twice = ['prod', 'test'].map(environment => ({ ...problem, target: 'helm:a', environment }));
  expect(uniqueProblems(twice)).toEqual([{ ...problem, target: 'helm:a' }]);
  const both = [{ ...problem, gates: false }, problem];
  expect(uniqueProblems(both)).toEqual([problem]);
});
