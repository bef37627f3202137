import { describe, expect, test } from '@jest/globals';
import { automount, effectiveContainer, ManifestSet } from '../../src/manifest/index.ts';
import { manifestsOf, setOf } from './fixtures.ts';

function deployment(podSpec: string, container: string, annotations = '{}'): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: app, namespace: shop}
spec:
  template:
    metadata: {annotations: ${annotations}}
    spec:
      ${podSpec}
      containers:
      - {name: app, ${container}}
`;
}

function effective(text: string) {
  const set = setOf(text);
  const container = set.containers()[0];
  if (container === undefined) throw new Error('no container');
  return effectiveContainer(container, set);
}

const CONTAINER = ['spec', 'template', 'spec', 'containers', 0];

describe('security context', () => {
  test.each([
    'runAsNonRoot',
    'runAsUser',
    'runAsGroup',
    'seccompProfile',
    'seLinuxOptions',
    'appArmorProfile',
  ] as const)('%s: container, pod, default', field => {
    const context = (value: string) => `securityContext: {${field}: ${value}}`;
    const path = [...CONTAINER, 'securityContext', field];
    expect(effective(deployment(context('pod'), context('own')))[field]).toMatchObject({
      value: 'own',
      from: 'container',
      path,
    });
    expect(effective(deployment(context('pod'), context('null')))[field]).toMatchObject({
      value: 'pod',
      from: 'pod',
      path: ['spec', 'template', 'spec', 'securityContext', field],
    });
    const unset = effective(deployment('a: b', 'image: x'))[field];
    expect(unset).toMatchObject({ from: 'default', path });
    expect(unset).not.toHaveProperty('value');
  });

  test('a false in the container undoes the pod', () => {
    const text = deployment(
      'securityContext: {runAsNonRoot: true}',
      'securityContext: {runAsNonRoot: false}',
    );
    expect(effective(text).runAsNonRoot).toMatchObject({ value: false, from: 'container' });
  });

  test('AppArmor: the annotation stands between container and pod', () => {
    const annotations = '{container.apparmor.security.beta.kubernetes.io/app: localhost/mine}';
    const pod = 'securityContext: {appArmorProfile: {type: Unconfined}}';
    expect(effective(deployment(pod, 'image: x', annotations)).appArmorProfile).toMatchObject({
      value: { type: 'Localhost', localhostProfile: 'mine' },
      from: 'annotation',
      path: [
        ...['spec', 'template', 'metadata', 'annotations'],
        'container.apparmor.security.beta.kubernetes.io/app',
      ],
    });
    const own = 'securityContext: {appArmorProfile: {type: RuntimeDefault}}';
    expect(effective(deployment(pod, own, annotations)).appArmorProfile).toMatchObject({
      value: { type: 'RuntimeDefault' },
      from: 'container',
    });
  });
});

describe('image pull policy', () => {
  test.each([
    ['nginx', 'Always'],
    ['nginx:latest', 'Always'],
    ['host:5000/nginx', 'Always'],
    ['nginx:1.27', 'IfNotPresent'],
    ['host:5000/nginx:1.27', 'IfNotPresent'],
    [`nginx@sha256:${'a'.repeat(64)}`, 'IfNotPresent'],
    [`nginx:latest@sha256:${'a'.repeat(64)}`, 'Always'],
  ])('%s: %s', (image, value) => {
    expect(effective(deployment('a: b', `image: "${image}"`)).imagePullPolicy).toMatchObject({
      value,
      from: 'default',
    });
  });

  test('written', () => {
    expect(effective(deployment('a: b', 'image: x, imagePullPolicy: Never')).imagePullPolicy).toMatchObject({
      value: 'Never',
      from: 'container',
    });
  });
});

describe('resources', () => {
  const range = (limits: string, namespace = 'shop') =>
    `---\napiVersion: v1\nkind: LimitRange\nmetadata: {name: limits, namespace: ${namespace}}\nspec: {limits: ${limits}}\n`;

  test('a missing request is the limit', () => {
    const { resources } = effective(
      deployment('a: b', 'resources: {limits: {cpu: 1}, requests: {memory: 1Gi}}'),
    );
    expect(resources.requests).toMatchObject({
      cpu: { value: 1, from: 'limit', path: [...CONTAINER, 'resources', 'limits', 'cpu'] },
      memory: { value: '1Gi', from: 'container', path: [...CONTAINER, 'resources', 'requests', 'memory'] },
    });
    expect(Object.keys(resources.limits)).toEqual(['cpu']);
  });

  test('a LimitRange of the namespace fills what is missing, after the limit filled the request', () => {
    const limits =
      '[{type: Pod, max: {cpu: 9}}, {type: Container, default: {cpu: 2, memory: 2Gi}, defaultRequest: {cpu: 1}}]';
    const { resources } = effective(deployment('a: b', 'resources: {limits: {cpu: 3}}') + range(limits));
    expect(resources.limits).toMatchObject({
      cpu: { value: 3, from: 'container' },
      memory: { value: '2Gi', from: 'limitRange', path: ['spec', 'limits', 1, 'default', 'memory'] },
    });
    expect(resources.limits.memory?.manifest.resource.kind).toBe('LimitRange');
    expect(resources.requests).toMatchObject({
      cpu: { value: 3, from: 'limit' },
      memory: { value: '2Gi', from: 'limitRange', path: ['spec', 'limits', 1, 'default', 'memory'] },
    });
  });

  test('max and min stand in for defaults', () => {
    const { resources } = effective(
      deployment('a: b', 'image: x') +
        range('[{type: Container, max: {cpu: 4}, min: {cpu: 1, memory: 1Mi}}]'),
    );
    expect(resources.limits).toMatchObject({ cpu: { value: 4, path: ['spec', 'limits', 0, 'max', 'cpu'] } });
    expect(resources.requests).toMatchObject({
      cpu: { value: 4, path: ['spec', 'limits', 0, 'max', 'cpu'] },
      memory: { value: '1Mi', path: ['spec', 'limits', 0, 'min', 'memory'] },
    });
  });

  test('one of another namespace does not count', () => {
    const { resources } = effective(
      deployment('a: b', 'image: x') + range('[{type: Container, default: {cpu: 1}}]', 'other'),
    );
    expect(Object.keys(resources.limits)).toEqual([]);
  });

  test('one of the same rendering goes before those of others', () => {
    const own = manifestsOf(
      deployment('a: b', 'image: x') + range('[{type: Container, default: {cpu: 1}}]'),
      'a',
    );
    const other = manifestsOf(range('[{type: Container, default: {cpu: 2, memory: 1Gi}}]'), 'b');
    const set = new ManifestSet([...other, ...own]);
    expect(effectiveContainer(set.containers()[0]!, set).resources.limits).toMatchObject({
      cpu: { value: 1 },
    });
    const alone = new ManifestSet([...other, own[0]!]);
    expect(effectiveContainer(alone.containers()[0]!, alone).resources.limits).toMatchObject({
      cpu: { value: 2 },
      memory: { value: '1Gi' },
    });
  });
});

describe('token automount', () => {
  const account = (name: string, value: string) =>
    `---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: ${name}, namespace: shop}\nautomountServiceAccountToken: ${value}\n`;
  const mounted = (text: string) => {
    const set = setOf(text);
    return automount(set.podSpecs()[0]!, set);
  };

  test('unset everywhere: mounted', () => {
    expect(mounted(deployment('a: b', 'image: x') + account('default', 'null'))).toMatchObject({
      value: true,
      from: 'default',
      path: ['spec', 'template', 'spec', 'automountServiceAccountToken'],
    });
  });

  test('the ServiceAccount counts when the pod says nothing, also default and the old field name', () => {
    const off = { value: false, from: 'serviceAccount', path: ['automountServiceAccountToken'] };
    expect(mounted(deployment('a: b', 'image: x') + account('default', 'false'))).toMatchObject(off);
    expect(mounted(deployment('serviceAccountName: sa', 'image: x') + account('sa', 'false'))).toMatchObject(
      off,
    );
    expect(mounted(deployment('serviceAccount: sa', 'image: x') + account('sa', 'false'))).toMatchObject(off);
    expect(mounted(deployment('serviceAccountName: sb', 'image: x') + account('sa', 'false'))).toMatchObject({
      value: true,
      from: 'default',
    });
  });

  test('the pod wins', () => {
    const text = deployment('automountServiceAccountToken: true', 'image: x') + account('default', 'false');
    expect(mounted(text)).toMatchObject({ value: true, from: 'pod' });
  });
});
