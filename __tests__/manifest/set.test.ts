import { describe, expect, test } from '@jest/globals';
import { type Json, ManifestSet, selects, selectsPlain } from '../../src/manifest/index.ts';
import { manifestsOf, setOf } from './fixtures.ts';

const template = (name: string, labels = '{}') =>
  `{metadata: {labels: ${labels}}, spec: {containers: [{name: ${name}}]}}`;

describe('pod specs', () => {
  test.each([
    ['v1', 'Pod', `metadata: {name: x, labels: {a: b}}\nspec: {containers: [{name: c}]}`, 'spec'],
    ['v1', 'PodTemplate', `template: ${template('c', '{a: b}')}`, 'template.spec'],
    ['v1', 'ReplicationController', `spec: {template: ${template('c', '{a: b}')}}`, 'spec.template.spec'],
    ['apps/v1', 'Deployment', `spec: {template: ${template('c', '{a: b}')}}`, 'spec.template.spec'],
    ['apps/v1', 'StatefulSet', `spec: {template: ${template('c', '{a: b}')}}`, 'spec.template.spec'],
    ['apps/v1', 'DaemonSet', `spec: {template: ${template('c', '{a: b}')}}`, 'spec.template.spec'],
    ['apps/v1', 'ReplicaSet', `spec: {template: ${template('c', '{a: b}')}}`, 'spec.template.spec'],
    [
      'extensions/v1beta1',
      'Deployment',
      `spec: {template: ${template('c', '{a: b}')}}`,
      'spec.template.spec',
    ],
    ['batch/v1', 'Job', `spec: {template: ${template('c', '{a: b}')}}`, 'spec.template.spec'],
    [
      'batch/v1beta1',
      'CronJob',
      `spec: {jobTemplate: {spec: {template: ${template('c', '{a: b}')}}}}`,
      'spec.jobTemplate.spec.template.spec',
    ],
    ['argoproj.io/v1alpha1', 'Rollout', `spec: {template: ${template('c', '{a: b}')}}`, 'spec.template.spec'],
    [
      'serving.knative.dev/v1',
      'Service',
      `spec: {template: ${template('c', '{a: b}')}}`,
      'spec.template.spec',
    ],
    [
      'serving.knative.dev/v1',
      'Revision',
      'metadata: {name: x, labels: {a: b}}\nspec: {containers: [{name: c}]}',
      'spec',
    ],
    [
      'apps.kruise.io/v1alpha1',
      'CloneSet',
      `spec: {template: ${template('c', '{a: b}')}}`,
      'spec.template.spec',
    ],
    [
      'apps.kruise.io/v1alpha1',
      'AdvancedCronJob',
      `spec: {template: {broadcastJobTemplate: {spec: {template: ${template('c', '{a: b}')}}}}}`,
      'spec.template.broadcastJobTemplate.spec.template.spec',
    ],
    [
      'apps.kruise.io/v1alpha1',
      'UnitedDeployment',
      `spec: {template: {cloneSetTemplate: {spec: {template: ${template('c', '{a: b}')}}}}}`,
      'spec.template.cloneSetTemplate.spec.template.spec',
    ],
    [
      'apps.openshift.io/v1',
      'DeploymentConfig',
      `spec: {template: ${template('c', '{a: b}')}}`,
      'spec.template.spec',
    ],
  ])('%s %s', (apiVersion, kind, body, path) => {
    const metadata = body.startsWith('metadata') ? '' : 'metadata: {name: x}\n';
    const set = setOf(`apiVersion: ${apiVersion}\nkind: ${kind}\n${metadata}${body}`);
    const [pod, ...more] = set.podSpecs();
    expect(more).toEqual([]);
    expect(pod?.path.join('.')).toBe(path);
    expect({ ...pod?.labels }).toEqual({ a: 'b' });
    expect(set.containers().map(({ name }) => name)).toEqual(['c']);
  });

  test('kinds of other groups with a familiar name have none', () => {
    expect(
      setOf(`apiVersion: example.com/v1\nkind: Deployment\nspec: {template: ${template('c')}}`).podSpecs(),
    ).toEqual([]);
  });

  test('containers of all kinds, in the order they start; what is not an object is left out', () => {
    const set = setOf(
      'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: [null, {name: b}], initContainers: [{name: a}], ephemeralContainers: [{name: c}]}',
    );
    expect(set.containers().map(({ name, kind, path }) => [name, kind, path.join('.')])).toEqual([
      ['a', 'initContainer', 'spec.initContainers.0'],
      ['b', 'container', 'spec.containers.1'],
      ['c', 'ephemeralContainer', 'spec.ephemeralContainers.0'],
    ]);
  });

  test.each(['spec:', 'spec: 1', 'spec: {template: []}', 'spec: {template: {spec: {containers: {}}}}'])(
    'malformed: %s',
    spec => {
      expect(setOf(`apiVersion: apps/v1\nkind: Deployment\n${spec}`).containers()).toEqual([]);
    },
  );
});

describe('indexes', () => {
  const text = `apiVersion: v1
kind: Service
metadata: {name: a, namespace: one}
---
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: a, namespace: one}
---
apiVersion: v1
kind: Pod
metadata:
  name: p
  namespace: one
  labels: {app: web}
  ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: rs}]
spec: {containers: []}
---
apiVersion: v1
kind: Namespace
metadata: {name: one}
`;
  const dev = manifestsOf(text, 'dev');
  const prod = manifestsOf(text, 'prod');
  const set = new ManifestSet([...dev, ...prod]);

  test('by kind and group', () => {
    expect(set.ofKind('Service')).toEqual([dev[0], dev[1], prod[0], prod[1]]);
    expect(set.ofKind('Service', '')).toEqual([dev[0], prod[0]]);
    expect(set.ofKind('Nothing')).toEqual([]);
  });

  test('by resource, what is rendered together first', () => {
    const resource = { group: '', kind: 'Service', namespace: 'one', name: 'a' };
    expect(set.find(resource)).toEqual([dev[0], prod[0]]);
    expect(set.find(resource, prod[2])).toEqual([prod[0]]);
    const other = manifestsOf('apiVersion: v1\nkind: Pod\nmetadata: {name: z}', 'test')[0];
    expect(set.find(resource, other)).toEqual([dev[0], prod[0]]);
    expect(set.find({ ...resource, name: 'b' })).toEqual([]);
  });

  test('by namespace, rendering and owner', () => {
    expect(set.inNamespace('one')).toHaveLength(6);
    expect(set.inNamespace('')).toEqual([dev[3], prod[3]]);
    expect(set.renderedWith(prod[0]!)).toEqual(prod);
    const owner = { group: 'apps', kind: 'ReplicaSet', namespace: 'one', name: 'rs' };
    expect(set.byOwner(owner)).toEqual([dev[2], prod[2]]);
    expect(set.byOwner({ ...owner, namespace: 'two' })).toEqual([]);
  });

  test('selected pods', () => {
    const selector = { matchLabels: { app: 'web' } };
    expect(set.selectedPods(selector, 'one').map(({ manifest }) => manifest)).toEqual([dev[2], prod[2]]);
    expect(set.selectedPods(selector, 'one', dev[0]).map(({ manifest }) => manifest)).toEqual([dev[2]]);
    expect(set.selectedPods(selector, 'two')).toEqual([]);
    expect(set.selectedPods({ matchLabels: { app: 'db' } }, 'one')).toEqual([]);
  });
});

describe('selectors', () => {
  const labels = { app: 'web', tier: 'front' };
  const expression = (key: string, operator: string, values?: string[]) => ({
    matchExpressions: [{ key, operator, ...(values === undefined ? {} : { values }) }],
  });
  test.each<[string, Json | undefined, boolean]>([
    ['absent', undefined, false],
    ['null', null, false],
    ['empty', {}, true],
    ['labels', { matchLabels: { app: 'web' } }, true],
    ['all labels', { matchLabels: { app: 'web', tier: 'back' } }, false],
    ['a label it lacks', { matchLabels: { zone: 'a' } }, false],
    ['a label named like an object member', { matchLabels: { constructor: 'x' } }, false],
    ['In', expression('app', 'In', ['db', 'web']), true],
    ['In, another value', expression('app', 'In', ['db']), false],
    ['In, absent', expression('zone', 'In', ['a']), false],
    ['NotIn', expression('app', 'NotIn', ['db']), true],
    ['NotIn, its value', expression('app', 'NotIn', ['web']), false],
    ['NotIn, absent', expression('zone', 'NotIn', ['a']), true],
    ['Exists', expression('app', 'Exists'), true],
    ['Exists, absent', expression('zone', 'Exists'), false],
    ['DoesNotExist', expression('app', 'DoesNotExist'), false],
    ['DoesNotExist, absent', expression('zone', 'DoesNotExist'), true],
    ['unknown operator', expression('app', 'Gt', ['1']), false],
    ['both must hold', { matchLabels: { app: 'web' }, ...expression('tier', 'DoesNotExist') }, false],
    ['malformed', { matchLabels: ['app'] }, false],
  ])('%s', (_, selector, expected) => {
    expect(selects(selector, labels)).toBe(expected);
  });

  test('plain selectors of Services: an empty one selects nothing', () => {
    expect(selectsPlain({ app: 'web' }, labels)).toBe(true);
    expect(selectsPlain({ app: 'db' }, labels)).toBe(false);
    expect(selectsPlain({}, labels)).toBe(false);
    expect(selectsPlain(undefined, labels)).toBe(false);
  });
});
