import { afterAll, describe, expect, test } from '@jest/globals';
import { DEPLOYMENT, lines, place, Rendered, realEngine } from './support.ts';

const engine = realEngine();
afterAll(() => engine.close());

const POD = ['spec', 'template', 'spec'] as const;
const IMAGE = [...POD, 'containers', 0, 'image'] as const;
const kustomization = (...text: string[]) => lines('resources:', '- web.yaml', ...text);
const app = (...text: string[]) => ({
  'app/kustomization.yaml': kustomization(...text),
  'app/web.yaml': DEPLOYMENT,
});

describe('images', () => {
  test.each([
    [
      'newTag',
      ['  newTag: "2.0"'],
      'kustomization app/kustomization.yaml:5:11-16',
      ['manifest app/web.yaml:15:18-38'],
    ],
    [
      'newName and newTag: the tag, and where the name is',
      ['  newTag: "2.0"', '  newName: quay.io/acme/web'],
      'kustomization app/kustomization.yaml:5:11-16',
      ['kustomization app/kustomization.yaml:6:12-28'],
    ],
    [
      'newName alone',
      ['  newName: quay.io/acme/web'],
      'kustomization app/kustomization.yaml:5:12-28',
      ['manifest app/web.yaml:15:18-38'],
    ],
    [
      'digest',
      [`  digest: sha256:${'a'.repeat(64)}`],
      'kustomization app/kustomization.yaml:5:11-82',
      ['manifest app/web.yaml:15:18-38'],
    ],
  ])('%s', async (_name, entry, expected, related) => {
    const rendered = await Rendered.of(engine, app('images:', '- name: ghcr.io/acme/web', ...entry));
    const origin = await rendered.locate('Deployment', ...IMAGE);
    expect(place(origin?.location)).toBe(expected);
    expect(origin?.related.map(place)).toEqual(related);
    expect(origin?.location.note).toBe('set by images');
    expect(await rendered.where('Deployment', ...POD, 'containers', 1, 'image')).toBe(
      'manifest app/web.yaml:20:18-25',
    );
  });

  test('a patch comes before images, so images wins', async () => {
    const rendered = await Rendered.of(engine, {
      ...app('images: [{name: acme/web, newTag: "3"}]', 'patches: [{path: patch.yaml}]'),
      'app/patch.yaml': lines(
        'apiVersion: apps/v1',
        'kind: Deployment',
        'metadata: {name: web}',
        'spec: {template: {spec: {containers: [{name: web, image: acme/web}]}}}',
      ),
    });
    expect(await rendered.where('Deployment', ...IMAGE)).toBe('kustomization app/kustomization.yaml:3:35-38');
  });
});

describe('names', () => {
  const files = {
    'base/kustomization.yaml': lines(
      'namePrefix: base-',
      'resources: [web.yaml, account.yaml]',
      'configMapGenerator:',
      '- name: settings',
      '  literals:',
      '  - MODE=fast',
    ),
    'base/web.yaml': DEPLOYMENT.replace(
      '    spec:\n',
      '    spec:\n      serviceAccountName: runner\n',
    ).replace(
      '              value: plain\n',
      '              valueFrom: {configMapKeyRef: {name: settings, key: MODE}}\n',
    ),
    'base/account.yaml': lines(
      'apiVersion: v1',
      'kind: ServiceAccount',
      'metadata: {name: runner}',
      '---',
      'apiVersion: rbac.authorization.k8s.io/v1',
      'kind: ClusterRoleBinding',
      'metadata: {name: runner}',
      'roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}',
      'subjects:',
      '- {kind: ServiceAccount, name: runner}',
    ),
    'app/kustomization.yaml': lines(
      'nameSuffix: -prod',
      'namespace: shop',
      'resources: [../base]',
      'replicas:',
      '- name: web',
      '  count: 5',
    ),
  };

  test('prefix and suffix, with the name underneath', async () => {
    const rendered = await Rendered.of(engine, files);
    const origin = await rendered.locate('Deployment', 'metadata', 'name');
    expect(rendered.manifest('Deployment').resource.name).toBe('base-web-prod');
    expect(place(origin?.location)).toBe('kustomization app/kustomization.yaml:1:13-18');
    expect(origin?.related.map(place)).toEqual([
      'kustomization base/kustomization.yaml:1:13-18',
      'manifest base/web.yaml:4:9-12',
    ]);
  });

  test('a reference that follows a name is edited where it is written', async () => {
    const rendered = await Rendered.of(engine, files);
    expect(await rendered.where('Deployment', ...POD, 'serviceAccountName')).toBe(
      'manifest base/web.yaml:13:27-33',
    );
    const reference = ['env', 0, 'valueFrom', 'configMapKeyRef', 'name'] as const;
    expect(await rendered.where('Deployment', ...POD, 'containers', 0, ...reference)).toBe(
      'manifest base/web.yaml:19:51-59',
    );
    expect(await rendered.where('ClusterRoleBinding', 'subjects', 0, 'name')).toBe(
      'manifest base/account.yaml:10:32-38',
    );
    expect(await rendered.where('ClusterRoleBinding', 'subjects', 0, 'namespace')).toBe(
      'kustomization app/kustomization.yaml:2:12-16',
    );
  });

  test('namespace on what is namespaced; replicas by the original name', async () => {
    const rendered = await Rendered.of(engine, files);
    expect(await rendered.where('Deployment', 'metadata', 'namespace')).toBe(
      'kustomization app/kustomization.yaml:2:12-16',
    );
    expect(await rendered.where('ClusterRoleBinding', 'metadata', 'namespace')).toBe(
      'manifest base/account.yaml:7:1-9',
    );
    expect(await rendered.where('Deployment', 'spec', 'replicas')).toBe(
      'kustomization app/kustomization.yaml:6:10-11',
    );
  });

  test('a patch finds its target by the original name', async () => {
    const rendered = await Rendered.of(engine, {
      ...files,
      'app/kustomization.yaml': lines(
        'namePrefix: x-',
        'resources: [../base]',
        'patches: [{path: patch.yaml}]',
      ),
      'app/patch.yaml': lines(
        'apiVersion: apps/v1',
        'kind: Deployment',
        'metadata: {name: web}',
        'spec: {replicas: 9}',
      ),
    });
    expect(await rendered.where('Deployment', 'spec', 'replicas')).toBe('patch app/patch.yaml:4:18-19');
  });
});

describe('labels and annotations', () => {
  test('labels with and without selectors, commonLabels, commonAnnotations', async () => {
    const rendered = await Rendered.of(
      engine,
      app(
        'labels:',
        '- pairs: {tier: front}',
        '- pairs:',
        '    track: stable',
        '  includeSelectors: true',
        'commonAnnotations:',
        '  team: shop',
      ),
    );
    expect(await rendered.where('Deployment', 'metadata', 'labels', 'tier')).toBe(
      'kustomization app/kustomization.yaml:4:17-22',
    );
    expect(await rendered.where('Deployment', 'spec', 'selector', 'matchLabels', 'track')).toBe(
      'kustomization app/kustomization.yaml:6:12-18',
    );
    expect(await rendered.where('Deployment', 'spec', 'selector', 'matchLabels', 'app')).toBe(
      'manifest app/web.yaml:8:24-27',
    );
    expect(await rendered.where('Deployment', 'spec', 'template', 'metadata', 'annotations', 'team')).toBe(
      'kustomization app/kustomization.yaml:9:9-13',
    );
    expect(await rendered.where('Deployment', 'metadata', 'annotations', 'owner')).toBe(
      'kustomization app/kustomization.yaml:8:1-18',
    );
  });

  test('commonLabels, and includeTemplates', async () => {
    const rendered = await Rendered.of(
      engine,
      app('commonLabels: {app: shop}', 'labels:', '- {pairs: {tier: back}, includeTemplates: true}'),
    );
    expect(await rendered.where('Deployment', 'spec', 'template', 'metadata', 'labels', 'app')).toBe(
      'kustomization app/kustomization.yaml:3:21-25',
    );
    expect(await rendered.where('Deployment', 'spec', 'template', 'metadata', 'labels', 'tier')).toBe(
      'kustomization app/kustomization.yaml:5:18-22',
    );
  });
});

describe('generators', () => {
  const files = {
    'app/kustomization.yaml': lines(
      'configMapGenerator:',
      '- name: settings',
      '  literals:',
      '  - MODE=fast',
      '  envs: [settings.env]',
      '  files:',
      '  - nginx.conf',
      '  - renamed=nginx.conf',
      'secretGenerator:',
      '- name: login',
      '  type: acme.io/login',
      '  literals: [PASSWORD=hidden]',
      'generatorOptions:',
      '  labels: {made: here}',
    ),
    'app/settings.env': '# comment\nLEVEL=3\n',
    'app/nginx.conf': 'worker_processes 1;\n',
  };

  test('literals, env files and files; a Secret shows no value', async () => {
    const rendered = await Rendered.of(engine, files);
    expect(await rendered.where('ConfigMap', 'data', 'MODE')).toBe(
      'kustomization app/kustomization.yaml:4:5-14',
    );
    expect(await rendered.where('ConfigMap', 'data', 'LEVEL')).toBe('manifest app/settings.env:2:1');
    expect(await rendered.where('ConfigMap', 'data', 'nginx.conf')).toBe('manifest app/nginx.conf:1:1');
    expect(await rendered.where('ConfigMap', 'data', 'renamed')).toBe('manifest app/nginx.conf:1:1');
    expect(await rendered.where('ConfigMap', 'metadata', 'name')).toBe(
      'kustomization app/kustomization.yaml:2:9-17',
    );
    expect(await rendered.where('ConfigMap', 'metadata', 'labels', 'made')).toBe(
      'kustomization app/kustomization.yaml:14:18-22',
    );
    expect(await rendered.where('ConfigMap', 'immutable')).toBe('kustomization app/kustomization.yaml:2:3');
    expect(await rendered.where('Secret', 'type')).toBe('kustomization app/kustomization.yaml:11:9-22');
    const secret = await rendered.locate('Secret', 'data', 'PASSWORD');
    expect(place(secret?.location)).toBe('kustomization app/kustomization.yaml:12:14-29');
    expect(JSON.stringify(secret)).not.toContain('hidden');
  });

  test('merged into a base: each key where it was set last', async () => {
    const rendered = await Rendered.of(
      engine,
      {
        ...files,
        'over/kustomization.yaml': lines(
          'resources: [../app]',
          'configMapGenerator:',
          '- name: settings',
          '  behavior: merge',
          '  literals: [MODE=slow]',
        ),
      },
      'over',
    );
    expect(await rendered.where('ConfigMap', 'data', 'MODE')).toBe(
      'kustomization over/kustomization.yaml:5:14-23',
    );
    expect(await rendered.where('ConfigMap', 'data', 'LEVEL')).toBe('manifest app/settings.env:2:1');
  });
});

describe('replacements', () => {
  test('the entry that copies, and what it copies', async () => {
    const rendered = await Rendered.of(engine, {
      ...app(
        '- config.yaml',
        'replacements:',
        '- source: {kind: ConfigMap, name: versions, fieldPath: data.web}',
        '  targets:',
        '  - select: {kind: Deployment}',
        '    fieldPaths:',
        '    - spec.template.spec.containers.[name=web].image',
        '    options: {delimiter: ":", index: 1}',
      ),
      'app/config.yaml': lines(
        'apiVersion: v1',
        'kind: ConfigMap',
        'metadata: {name: versions}',
        'data: {web: "7.1"}',
      ),
    });
    const origin = await rendered.locate('Deployment', ...IMAGE);
    expect(place(origin?.location)).toBe('kustomization app/kustomization.yaml:9:7-53');
    expect(origin?.related.map(place)).toEqual([
      'manifest app/config.yaml:4:13-18',
      'manifest app/web.yaml:15:18-38',
    ]);
  });
});

describe('graphs', () => {
  test('components work on what their parent has collected, transformers of the parent come after', async () => {
    const rendered = await Rendered.of(engine, {
      ...app('components: [../parts/debug]', 'replicas: [{name: web, count: 2}]'),
      'parts/debug/kustomization.yaml': lines(
        'apiVersion: kustomize.config.k8s.io/v1alpha1',
        'kind: Component',
        'patches:',
        '- target: {kind: Deployment}',
        '  patch: |-',
        '    - {op: add, path: /spec/paused, value: true}',
        '    - {op: replace, path: /spec/replicas, value: 8}',
      ),
    });
    expect(await rendered.where('Deployment', 'spec', 'paused')).toBe(
      'patch parts/debug/kustomization.yaml:6:44-48',
    );
    expect(await rendered.where('Deployment', 'spec', 'replicas')).toBe(
      'kustomization app/kustomization.yaml:4:31-32',
    );
  });

  test('the same base under two overlays', async () => {
    const overlay = (name: string) =>
      lines(
        `namePrefix: ${name}-`,
        'resources: [../base]',
        `images: [{name: ghcr.io/acme/web, newTag: ${name}}]`,
      );
    const rendered = await Rendered.of(engine, {
      'base/kustomization.yaml': kustomization(),
      'base/web.yaml': DEPLOYMENT,
      'blue/kustomization.yaml': overlay('blue'),
      'green/kustomization.yaml': overlay('green'),
      'app/kustomization.yaml': lines('resources: [../blue, ../green]'),
    });
    const origins = rendered.manifests.map(manifest => rendered.origin({ manifest, path: IMAGE }));
    const places = (await Promise.all(origins)).map(origin => place(origin?.location));
    expect(places).toEqual([
      'kustomization blue/kustomization.yaml:3:43-47',
      'kustomization green/kustomization.yaml:3:43-48',
    ]);
  });

  test('a transformer written as an object of its own; configurations', async () => {
    const rendered = await Rendered.of(engine, {
      ...app(
        'transformers: [labels.yaml]',
        'configurations: [images.yaml]',
        'images: [{name: acme/side, newTag: "2"}]',
      ),
      'app/web.yaml': `${DEPLOYMENT}  sidecar: acme/side:1\n`,
      'app/labels.yaml': lines(
        'apiVersion: builtin',
        'kind: LabelTransformer',
        'metadata: {name: labels}',
        'labels: {env: dev}',
        'fieldSpecs: [{path: metadata/labels, create: true}]',
      ),
      'app/images.yaml': lines('images:', '- {kind: Deployment, path: spec/sidecar}'),
    });
    expect(await rendered.where('Deployment', 'metadata', 'labels', 'env')).toBe(
      'kustomization app/labels.yaml:4:15-18',
    );
    expect(await rendered.where('Deployment', 'spec', 'sidecar')).toBe(
      'kustomization app/kustomization.yaml:5:36-39',
    );
  });
});
