import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { DEPENDENT, isDefault } from '../../../src/changes/diff/defaults.ts';
import { hasMergeKey, itemNames, type Json, type JsonObject } from '../../../src/manifest/index.ts';

const data = JSON.parse(readFileSync('data/api-defaults.json', 'utf8')) as {
  readonly version: string;
  readonly depends: readonly string[];
  readonly mergeKeys: Readonly<Record<string, readonly (readonly string[])[]>>;
};
const deployment = { kind: 'apps/Deployment', hasPods: true };
const job = { kind: 'batch/Job', hasPods: true };
const container = 'spec.template.spec.containers[]';

describe('what the API server fills in', () => {
  test.each<[string, typeof deployment, string, Json, JsonObject, boolean]>([
    ['a constant', deployment, 'spec.replicas', 1, {}, true],
    ['another value', deployment, 'spec.replicas', 2, {}, false],
    ['of pods of any kind', job, 'spec.template.spec.dnsPolicy', 'ClusterFirst', {}, true],
    [
      'that is only filled in when a pod is made',
      deployment,
      'spec.template.spec.enableServiceLinks',
      true,
      {},
      true,
    ],
    ['that Jobs have none of', job, 'spec.template.spec.restartPolicy', 'Always', {}, false],
    ['of containers of any sort', deployment, 'spec.template.spec.initContainers[].tty', false, {}, true],
    ['nothing in it', deployment, `${container}.resources`, {}, {}, true],
    ['nothing that means something', deployment, `${container}.emptyDir`, {}, {}, false],
    [
      'a whole that is one',
      deployment,
      'spec.strategy',
      { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%' } },
      {},
      true,
    ],
    ['a whole that is not', deployment, 'spec.strategy', { type: 'Recreate' }, {}, false],
    ['by the image', deployment, `${container}.imagePullPolicy`, 'Always', { image: 'a' }, true],
    ['by another image', deployment, `${container}.imagePullPolicy`, 'Always', { image: 'a:1' }, false],
    ['by the port', { kind: '/Service', hasPods: false }, 'spec.ports[].targetPort', 80, { port: 80 }, true],
    [
      'by another port',
      { kind: '/Service', hasPods: false },
      'spec.ports[].targetPort',
      80,
      { port: 81 },
      false,
    ],
    [
      'by the type',
      { kind: '/Service', hasPods: false },
      'spec.externalTrafficPolicy',
      'Cluster',
      { type: 'NodePort' },
      true,
    ],
    ['labels that are none, in any kind', { kind: 'a.b/C', hasPods: false }, 'metadata.labels', {}, {}, true],
    ['what a custom resource says', { kind: 'a.b/C', hasPods: false }, 'spec.replicas', 1, {}, false],
    [
      'a selector of everything',
      { kind: 'policy/PodDisruptionBudget', hasPods: false },
      'spec.selector',
      {},
      {},
      false,
    ],
  ])('%s', (_, place, pattern, value, parent, expected) => {
    expect(isDefault(place, pattern, value, parent)).toBe(expected);
  });

  test('what depends on its neighbours is code, and nothing else is', () => {
    // What nobody writes who means the same, and a pointer to nothing that is another kind of volume.
    const left = [
      'pod volumes[].emptyDir',
      '/LimitRange spec.limits[].default',
      '/LimitRange spec.limits[].defaultRequest',
      'apiextensions.k8s.io/CustomResourceDefinition spec.names.listKind',
      'apiextensions.k8s.io/CustomResourceDefinition spec.names.singular',
    ];
    expect([...Object.keys(DEPENDENT), ...left].sort()).toEqual([...data.depends].sort());
  });

  test('lists that the server merges by keys are told apart by them', () => {
    // Of the status, or with keys that are lists by themselves.
    const left =
      /^(?:allocated|.*Statuses|addresses|podIPs|hostIPs|claims|drivers|resources|matchConditions|x-kubernetes)/;
    for (const [list, keys] of Object.entries(data.mergeKeys)) {
      if (left.test(list)) continue;
      expect([list, hasMergeKey(list)]).toEqual([list, true]);
      const [first = []] = keys;
      const item = Object.fromEntries(first.map(key => [key, 'x']));
      expect([list, itemNames([item], list)?.length]).toEqual([list, 1]);
    }
  });
});
