import { expect, test } from '@jest/globals';
import { inOne, objects, rendered, report, workload } from '../rendered.ts';

const asks = (cpu: string, memory: string) => ({ container: { resources: { requests: { cpu, memory } } } });
const texts = (changes: ReturnType<typeof report>) =>
  changes.resources.map(({ risk, text, where }) => `${risk}: ${text}${where && ` (${where})`}`);
const quota = (hard: Record<string, unknown>, more = {}) => ({
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'all' },
  spec: { hard, ...more },
});

test('requests of all pods, before and after', () => {
  const of = (cpu: string, memory: string, replicas: number) =>
    objects(workload('Deployment', 'web', { ...asks(cpu, memory), spec: { replicas } }));
  const changes = inOne(of('250m', '256Mi', 4), of('375m', '384Mi', 4));
  expect(changes.resources).toEqual([
    {
      text: '+500m CPU, +512Mi memory at 4 pods.',
      where: '',
      risk: 'low',
      renderings: [{ target: 'helm:charts/web', environment: 'default' }],
      pods: { before: 4, after: 4 },
      requests: {
        cpu: { before: '1', after: '1.5' },
        memory: { before: '1Gi', after: '1.5Gi' },
      },
      limits: { cpu: { before: '0', after: '0' }, memory: { before: '0', after: '0' } },
      perNode: { cpu: { before: '0', after: '0' }, memory: { before: '0', after: '0' } },
      quotas: [],
    },
  ]);
  expect(texts(inOne(of('250m', '256Mi', 4), of('250m', '256Mi', 2)))).toEqual([
    'low: -500m CPU, -512Mi memory at 2 pods (was 4).',
  ]);
  expect(texts(inOne('', of('1', '1Gi', 3)))).toEqual(['low: +3 CPU, +3Gi memory at 3 pods (was 0).']);
  expect(texts(inOne(of('250m', '256Mi', 4), of('0.25', '0.25Gi', 4)))).toEqual([]);
});

test('limits, init containers and sidecars as the scheduler counts them', () => {
  const of = (init: unknown[], limits = {}) =>
    objects(
      workload('Deployment', 'web', {
        container: { resources: { requests: { cpu: '1' }, limits } },
        pod: { initContainers: init },
      }),
    );
  const ask = (cpu: string, more = {}) => ({
    name: 'i',
    image: 'i',
    resources: { requests: { cpu } },
    ...more,
  });
  expect(texts(inOne(of([]), of([ask('800m')])))).toEqual([]);
  expect(texts(inOne(of([]), of([ask('1500m')])))).toEqual(['low: +500m CPU at 1 pod.']);
  expect(texts(inOne(of([]), of([ask('200m', { restartPolicy: 'Always' })])))).toEqual([
    'low: +200m CPU at 1 pod.',
  ]);
  expect(texts(inOne(of([]), of([], { memory: '1Gi' })))).toEqual([
    'low: +1Gi memory, their limits +1Gi memory at 1 pod.',
  ]);
});

test('an autoscaler says how many pods, a DaemonSet runs on each node, Jobs and hooks are left out', () => {
  const autoscaler = (minReplicas: number) => ({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web' },
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, minReplicas },
  });
  const web = workload('Deployment', 'web', asks('100m', '1100Mi'));
  expect(texts(inOne(objects(web, autoscaler(2)), objects(web, autoscaler(5))))).toEqual([
    'low: +300m CPU, +3300Mi memory at 5 pods (was 2).',
  ]);
  const agent = (cpu: string) => objects(workload('DaemonSet', 'agent', asks(cpu, '1Mi')));
  expect(texts(inOne(agent('100m'), agent('150m')))).toEqual(['low: +50m CPU on each node (DaemonSets).']);
  const job = (cpu: string) =>
    objects({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'j' },
      spec: {
        template: { spec: { containers: [{ name: 'a', image: 'a', resources: { requests: { cpu } } }] } },
      },
    });
  expect(texts(inOne(job('1'), job('2')))).toEqual([]);
});

test('a quota of the namespace that is kept, and one that is not', () => {
  const of = (replicas: number, ...more: unknown[]) =>
    objects(workload('Deployment', 'web', { ...asks('800m', '1Gi'), spec: { replicas } }), ...more);
  const small = quota({ 'requests.cpu': '4', memory: '10Gi', pods: 10, 'count/secrets': 1 });
  expect(texts(inOne(of(3, small), of(4, small)))).toEqual([
    'low: +800m CPU, +1Gi memory at 4 pods (was 3); fits the quota of namespace shop (3.2 of 4 CPU, 4Gi of 10Gi memory, 4 of 10 pods).',
  ]);
  const [delta] = inOne(of(3, small), of(6, small)).resources;
  expect([delta?.risk, delta?.text]).toEqual([
    'high',
    '+2.4 CPU, +3Gi memory at 6 pods (was 3); exceeds the quota of namespace shop (4.8 of 4 CPU).',
  ]);
  expect(delta?.quotas.find(({ exceeds }) => exceeds)).toEqual({
    namespace: 'shop',
    name: 'all',
    resource: 'requests.cpu',
    used: '4.8',
    hard: '4',
    exceeds: true,
  });
  // It was too much before.
  expect(inOne(of(6, small), of(7, small)).resources[0]?.risk).toBe('low');
  const scoped = quota({ cpu: '1' }, { scopes: ['Terminating'] });
  expect(texts(inOne(of(3, scoped), of(4, scoped)))).toEqual([
    'low: +800m CPU, +1Gi memory at 4 pods (was 3).',
  ]);
});

test('environments are told apart, and together where it is the same', () => {
  const of = (cpu: string) => objects(workload('Deployment', 'web', asks(cpu, '1Gi')));
  const all = (dev: string, stage: string, prod: string) =>
    rendered({ dev: of(dev), stage: of(stage), prod: of(prod) });
  expect(texts(report(all('1', '1', '1'), all('2', '2', '3')))).toEqual([
    'low: +1 CPU at 1 pod. (in dev, stage)',
    'low: +2 CPU at 1 pod. (in prod)',
  ]);
});
