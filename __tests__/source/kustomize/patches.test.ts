import { afterAll, describe, expect, test } from '@jest/globals';
import { DEPLOYMENT, lines, Rendered, realEngine } from './support.ts';

const engine = realEngine();
afterAll(() => engine.close());

const POD = ['spec', 'template', 'spec'] as const;
const kustomization = (...text: string[]) => lines('resources:', '- web.yaml', ...text);

describe('a base without changes', () => {
  test('fields stand in the manifest; an absent one at its nearest parent', async () => {
    const rendered = await Rendered.of(engine, {
      'app/kustomization.yaml': kustomization(),
      'app/web.yaml': DEPLOYMENT,
    });
    expect(await rendered.where('Deployment', 'spec', 'replicas')).toBe('manifest app/web.yaml:6:13-14');
    expect(await rendered.where('Deployment', ...POD, 'containers', 0, 'image')).toBe(
      'manifest app/web.yaml:15:18-38',
    );
    expect(await rendered.where('Deployment', ...POD, 'containers', 1, 'securityContext', 'privileged')).toBe(
      'manifest app/web.yaml:19:11',
    );
    expect(await rendered.where('Deployment', ...POD, 'securityContext')).toBe(
      'manifest app/web.yaml:12:5-9',
    );
    expect(await rendered.where('Deployment', 'spec', 'selector', 'matchLabels', 'app')).toBe(
      'manifest app/web.yaml:8:24-27',
    );
  });

  test('the second document of a file, and a member of a List', async () => {
    const config = (name: string) =>
      lines('apiVersion: v1', 'kind: ConfigMap', 'metadata:', `  name: ${name}`, 'data:', '  a: one');
    const list = lines(
      'apiVersion: v1',
      'kind: List',
      'items:',
      '- apiVersion: v1',
      '  kind: Service',
      '  metadata: {name: web}',
      '  spec:',
      '    type: NodePort',
    );
    const rendered = await Rendered.of(engine, {
      'app/kustomization.yaml': lines('resources:', '- two.yaml', '- list.yaml'),
      'app/two.yaml': `${DEPLOYMENT}---\n# second\n${config('second')}`,
      'app/list.yaml': list,
    });
    expect(await rendered.where('ConfigMap', 'data', 'a')).toBe('manifest app/two.yaml:28:6-9');
    expect(await rendered.where('Service', 'spec', 'type')).toBe('manifest app/list.yaml:8:11-19');
  });
});

describe('strategic merge patches', () => {
  test('from a file: what it sets is in the patch, the rest of the item in the base', async () => {
    const rendered = await Rendered.of(engine, {
      'app/kustomization.yaml': kustomization('patches:', '- path: patch.yaml'),
      'app/web.yaml': DEPLOYMENT,
      'app/patch.yaml': lines(
        'apiVersion: apps/v1',
        'kind: Deployment',
        'metadata: {name: web}',
        'spec:',
        '  template:',
        '    spec:',
        '      containers:',
        '      - name: helper',
        '        securityContext:',
        '          privileged: true',
      ),
    });
    // kustomize puts items of the patch first.
    const [first, second] = [[...POD, 'containers', 0] as const, [...POD, 'containers', 1] as const];
    expect(await rendered.where('Deployment', ...first, 'securityContext', 'privileged')).toBe(
      'patch app/patch.yaml:10:23-27',
    );
    expect(await rendered.where('Deployment', ...first, 'securityContext', 'runAsNonRoot')).toBe(
      'patch app/patch.yaml:9:9-24',
    );
    expect(await rendered.where('Deployment', ...first, 'image')).toBe('manifest app/web.yaml:20:18-25');
    expect(await rendered.where('Deployment', ...second, 'image')).toBe('manifest app/web.yaml:15:18-38');
  });

  test('inline, with a target by pattern and labels', async () => {
    const rendered = await Rendered.of(engine, {
      'app/kustomization.yaml': kustomization(
        'patches:',
        '- target: {kind: Deploy.*, name: "w[a-z]b"}',
        '  patch: |-',
        '    apiVersion: apps/v1',
        '    kind: Deployment',
        '    metadata:',
        '      name: whatever',
        '    spec:',
        '      replicas: 4',
      ),
      'app/web.yaml': DEPLOYMENT,
    });
    expect(await rendered.where('Deployment', 'spec', 'replicas')).toBe(
      'patch app/kustomization.yaml:11:17-18',
    );
    expect(await rendered.where('Deployment', 'metadata', 'name')).toBe('manifest app/web.yaml:4:9-12');
  });

  test('null removes, $patch: delete and replace, a patch of everything the target does not match', async () => {
    const rendered = await Rendered.of(engine, {
      'app/kustomization.yaml': kustomization(
        'patchesStrategicMerge:',
        '- patch.yaml',
        '- |-',
        '  apiVersion: apps/v1',
        '  kind: Deployment',
        '  metadata: {name: web}',
        '  spec: {paused: true}',
      ),
      'app/web.yaml': DEPLOYMENT,
      'app/patch.yaml': lines(
        'apiVersion: apps/v1',
        'kind: Deployment',
        'metadata: {name: web}',
        'spec:',
        '  replicas: null',
        '  template:',
        '    metadata:',
        '      $patch: replace',
        '      labels: {app: other}',
        '    spec:',
        '      containers:',
        '      - $patch: delete',
        '        name: web',
      ),
    });
    expect(await rendered.where('Deployment', 'spec', 'template', 'metadata', 'labels', 'app')).toBe(
      'patch app/patch.yaml:9:21-26',
    );
    expect(await rendered.where('Deployment', ...POD, 'containers', 0, 'image')).toBe(
      'manifest app/web.yaml:20:18-25',
    );
    expect(await rendered.where('Deployment', 'spec', 'paused')).toBe('patch app/kustomization.yaml:9:18-22');
    expect(await rendered.where('Deployment', 'spec', 'replicas')).toBe('patch app/patch.yaml:5:13-17');
  });

  test('ports merge by containerPort and protocol; env by name; a list without a key is replaced', async () => {
    const rendered = await Rendered.of(engine, {
      'app/kustomization.yaml': kustomization('patches:', '- path: patch.yaml'),
      'app/web.yaml': DEPLOYMENT.replace(
        '          env:\n',
        '          args: [a, b]\n          ports:\n            - {containerPort: 80, protocol: TCP, name: http}\n            - {containerPort: 53, protocol: UDP, name: dns}\n          env:\n',
      ),
      'app/patch.yaml': lines(
        'apiVersion: apps/v1',
        'kind: Deployment',
        'metadata: {name: web}',
        'spec:',
        '  template:',
        '    spec:',
        '      containers:',
        '      - name: web',
        '        args: [c]',
        '        ports:',
        '        - {containerPort: 53, protocol: UDP, hostPort: 53}',
        '        env:',
        '        - {name: EXTRA, value: "1"}',
      ),
    });
    const container = [...POD, 'containers', 0] as const;
    expect(await rendered.where('Deployment', ...container, 'args', 0)).toBe('patch app/patch.yaml:9:16-17');
    expect(await rendered.where('Deployment', ...container, 'ports', 1, 'hostPort')).toBe(
      'patch app/patch.yaml:11:56-58',
    );
    expect(await rendered.where('Deployment', ...container, 'ports', 1, 'name')).toBe(
      'manifest app/web.yaml:19:56-59',
    );
    expect(await rendered.where('Deployment', ...container, 'ports', 0, 'name')).toBe(
      'manifest app/web.yaml:18:56-60',
    );
    expect(await rendered.where('Deployment', ...container, 'env', 0, 'value')).toBe(
      'patch app/patch.yaml:13:32-35',
    );
    expect(await rendered.where('Deployment', ...container, 'env', 1, 'value')).toBe(
      'manifest app/web.yaml:22:22-27',
    );
  });

  test('lists of custom resources are replaced as a whole', async () => {
    const custom = (...items: string[]) =>
      lines(
        'apiVersion: acme.io/v1',
        'kind: Shop',
        'metadata: {name: shop}',
        'spec:',
        '  containers:',
        ...items,
      );
    const rendered = await Rendered.of(engine, {
      'app/kustomization.yaml': lines('resources: [shop.yaml]', 'patches: [{path: patch.yaml}]'),
      'app/shop.yaml': custom('  - {name: a, size: 1}', '  - {name: b, size: 2}'),
      'app/patch.yaml': custom('  - {name: b, size: 3}'),
    });
    expect(await rendered.where('Shop', 'spec', 'containers', 0, 'size')).toBe(
      'patch app/patch.yaml:6:21-22',
    );
  });
});

describe('JSON patches', () => {
  test('operations in order, indexes of the document as patched so far', async () => {
    const rendered = await Rendered.of(engine, {
      'app/kustomization.yaml': kustomization(
        'patches:',
        '- target: {kind: Deployment}',
        '  patch: |-',
        '    - op: add',
        '      path: /spec/template/spec/containers/0',
        '      value: {name: first, image: first:1}',
        '    - op: replace',
        '      path: /spec/template/spec/containers/1/image',
        '      value: acme/second',
        '    - {op: remove, path: /spec/template/spec/containers/2}',
        '    - op: add',
        '      path: /metadata/annotations',
        '      value: {}',
        '    - op: add',
        '      path: /metadata/annotations/acme.io~1team',
        '      value: shop',
      ),
      'app/web.yaml': DEPLOYMENT,
    });
    expect(await rendered.where('Deployment', ...POD, 'containers', 0, 'image')).toBe(
      'patch app/kustomization.yaml:8:35-42',
    );
    expect(await rendered.where('Deployment', ...POD, 'containers', 1, 'image')).toBe(
      'patch app/kustomization.yaml:11:14-25',
    );
    expect(await rendered.where('Deployment', ...POD, 'containers', 1, 'env', 0, 'value')).toBe(
      'manifest app/web.yaml:18:22-27',
    );
    expect(await rendered.where('Deployment', 'metadata', 'annotations', 'acme.io/team')).toBe(
      'patch app/kustomization.yaml:18:14-18',
    );
  });

  test('from a JSON file through patchesJson6902; "-" appends', async () => {
    const rendered = await Rendered.of(engine, {
      'app/kustomization.yaml': kustomization(
        'patchesJson6902:',
        '- target: {group: apps, version: v1, kind: Deployment, name: web}',
        '  path: patch.json',
      ),
      'app/web.yaml': DEPLOYMENT,
      'app/patch.json': lines(
        '[',
        '  {"op": "add", "path": "/spec/template/spec/containers/0/env/-",',
        '   "value": {"name": "A", "value": "b"}}',
        ']',
      ),
    });
    expect(await rendered.where('Deployment', ...POD, 'containers', 0, 'env', 1, 'value')).toBe(
      'patch app/patch.json:3:36-39',
    );
  });

  test('an inline patch that is not a block of lines is shown as a whole', async () => {
    const rendered = await Rendered.of(engine, {
      'app/kustomization.yaml': kustomization(
        'patches:',
        '- target: {kind: Deployment}',
        '  patch: \'[{"op": "replace", "path": "/spec/replicas", "value": 3}]\'',
      ),
      'app/web.yaml': DEPLOYMENT,
    });
    expect(await rendered.where('Deployment', 'spec', 'replicas')).toBe(
      'patch app/kustomization.yaml:5:10-69',
    );
  });
});

test('of several patches the last one that sets the field owns it', async () => {
  const patch = (replicas: number) =>
    lines(
      'apiVersion: apps/v1',
      'kind: Deployment',
      'metadata: {name: web}',
      `spec: {replicas: ${replicas}}`,
    );
  const files = {
    'base/kustomization.yaml': kustomization('patches: [{path: one.yaml}]'),
    'base/web.yaml': DEPLOYMENT,
    'base/one.yaml': patch(2),
    'app/kustomization.yaml': lines(
      'resources: [../base]',
      'patches: [{path: two.yaml}, {path: three.yaml}]',
    ),
    'app/two.yaml': patch(3),
    'app/three.yaml': patch(3),
  };
  const rendered = await Rendered.of(engine, files);
  expect(await rendered.where('Deployment', 'spec', 'replicas')).toBe('patch app/three.yaml:4:18-19');
});
