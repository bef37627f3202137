import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { inOne, objects, told, workload } from '../rendered.ts';

const refused = (before: unknown, after: unknown) =>
  told(inOne(objects(before), objects(after)), 'refused').map(text =>
    text.replace(/^high refused: \S+ \S+: /, '').replace(/ cannot be changed in place.*/, ''),
  );
const of = (apiVersion: string, kind: string, more: object) => ({
  apiVersion,
  kind,
  metadata: { name: 'a' },
  ...more,
});

const service = (spec: object) => of('v1', 'Service', { spec });
const pod = (image: string, more: object = {}) =>
  of('v1', 'Pod', { spec: { containers: [{ name: 'a', image, ...more }] } });
const job = (spec: object) =>
  of('batch/v1', 'Job', {
    spec: { template: { spec: { containers: [{ name: 'a', image: 'a' }] } }, ...spec },
  });

test.each<[string, unknown, unknown, string[]]>([
  [
    'the address of a Service',
    service({ clusterIP: '10.0.0.1' }),
    service({ clusterIP: '10.0.0.2' }),
    ['spec.clusterIP'],
  ],
  ['one that is no longer named', service({ clusterIP: '10.0.0.1' }), service({}), []],
  ['one without an address', service({}), service({ clusterIP: 'None' }), ['spec.clusterIP']],
  [
    'the class of a load balancer',
    service({ type: 'LoadBalancer', loadBalancerClass: 'a.b/c' }),
    service({ type: 'LoadBalancer', loadBalancerClass: 'a.b/d' }),
    ['spec.loadBalancerClass'],
  ],
  [
    'one that becomes something else',
    service({ type: 'LoadBalancer', loadBalancerClass: 'a.b/c' }),
    service({ type: 'ClusterIP' }),
    [],
  ],
  ['the image of a pod', pod('a:1'), pod('a:2'), []],
  [
    'the command of a pod',
    pod('a:1', { command: ['a'] }),
    pod('a:1', { command: ['b'] }),
    ['spec.containers'],
  ],
  [
    'another container',
    pod('a:1'),
    of('v1', 'Pod', {
      spec: {
        containers: [
          { name: 'a', image: 'a:1' },
          { name: 'b', image: 'b' },
        ],
      },
    }),
    ['spec.containers'],
  ],
  ['completions', job({ completions: 1 }), job({ completions: 2 }), ['spec.completions']],
  [
    'completions of a Job with an index',
    job({ completions: 1, parallelism: 1, completionMode: 'Indexed' }),
    job({ completions: 2, parallelism: 2, completionMode: 'Indexed' }),
    [],
  ],
  ['how many run at once', job({ parallelism: 1 }), job({ parallelism: 2 }), []],
  [
    'the name of the Service of a StatefulSet',
    workload('StatefulSet', 'a', { spec: { serviceName: 'a' } }),
    workload('StatefulSet', 'a', { spec: { serviceName: 'b' } }),
    ['spec.serviceName'],
  ],
  ['its replicas', workload('StatefulSet', 'a'), workload('StatefulSet', 'a', { spec: { replicas: 3 } }), []],
  [
    'a frozen ConfigMap',
    of('v1', 'ConfigMap', { immutable: true, data: { a: '1' } }),
    of('v1', 'ConfigMap', { immutable: true, data: { a: '2' } }),
    ['data'],
  ],
  [
    'one that freezes',
    of('v1', 'ConfigMap', { data: { a: '1' } }),
    of('v1', 'ConfigMap', { immutable: true, data: { a: '2' } }),
    [],
  ],
  [
    'scopes of a quota',
    of('v1', 'ResourceQuota', { spec: { scopes: ['BestEffort'] } }),
    of('v1', 'ResourceQuota', { spec: { scopes: ['NotBestEffort'] } }),
    ['spec.scopes'],
  ],
  [
    'parameters of a StorageClass',
    of('storage.k8s.io/v1', 'StorageClass', { provisioner: 'a', parameters: { a: 'b' } }),
    of('storage.k8s.io/v1', 'StorageClass', { provisioner: 'a', parameters: { a: 'c' } }),
    ['parameters'],
  ],
])('%s', (_, before, after, expected) => {
  expect(refused(before, after)).toEqual(expected);
});

test('the answers are sorted and say whose they are', () => {
  const data = JSON.parse(readFileSync('data/immutable-fields.json', 'utf8'));
  expect(data.version).toMatch(/^v1\.\d+\.\d+$/);
  expect(Object.keys(data.kinds)).toEqual(Object.keys(data.kinds).toSorted());
  for (const { refused, allowed } of Object.values<{ refused: string[]; allowed: string[] }>(data.kinds))
    expect(refused.filter(pattern => allowed.includes(pattern))).toEqual([]);
});
