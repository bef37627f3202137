import { expect, test } from '@jest/globals';
import { placeOfRefusedValue } from '../../src/render/schema-place.ts';
import { memoryTree } from '../../src/repository/index.ts';
import type { Environment, Target } from '../../src/targets/index.ts';

const environment: Environment = {
  name: 'prod',
  reason: '',
  values: ['c/values-prod.yaml', 'c/values-eu.yaml'],
};
const target: Target = {
  id: 'helm:c',
  kind: 'helm',
  root: 'c',
  files: [],
  inputs: [],
  reason: '',
  environments: [environment],
};
const tree = memoryTree({
  'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
  'c/values.yaml': 'port: x\nhosts:\n  - a\n  - 5\nredis:\n  replicas: many\n',
  'c/values-prod.yaml': '# production\nport: y\n',
  'c/values-eu.yaml': 'zone: eu\n',
});
const place = (chart: string, pointer: string) =>
  placeOfRefusedValue(
    tree,
    target,
    environment,
    `values don't meet the specifications of the schema(s) in the following chart(s): ${chart}: - at '${pointer}': got string, want integer`,
  );

test('a refused value is found in the file that counts', () => {
  expect(place('c', '/port')).toEqual({ file: 'c/values-prod.yaml', line: 2, column: 7 });
  expect(place('c', '/hosts/1')).toEqual({ file: 'c/values.yaml', line: 4, column: 5 });
});

test('one of a subchart below its name', () => {
  expect(place('redis', '/replicas')).toEqual({ file: 'c/values.yaml', line: 6, column: 13 });
});

test('a value that is nowhere has no line', () => {
  expect(place('c', '/missing')).toBeUndefined();
  expect(
    placeOfRefusedValue(tree, target, environment, "c: - at '': missing property 'port'"),
  ).toBeUndefined();
});
