import { afterAll, expect, test } from '@jest/globals';
import { DEPLOYMENT, lines, place, Rendered, realEngine } from './support.ts';

const engine = realEngine();
afterAll(() => engine.close());

const CONTAINER = ['spec', 'template', 'spec', 'containers', 0] as const;

test('each part of an image where it was set, the others beside it', async () => {
  const rendered = await Rendered.of(engine, {
    'base/kustomization.yaml': lines(
      'resources: [web.yaml]',
      'images: [{name: ghcr.io/acme/web, newTag: "2"}]',
    ),
    'base/web.yaml': DEPLOYMENT,
    'app/kustomization.yaml': lines(
      'resources: [../base]',
      'images:',
      '- name: ghcr.io/acme/web',
      '  newName: quay.io/acme/web',
    ),
  });
  const field = { manifest: rendered.manifest('Deployment'), path: [...CONTAINER, 'image'] };
  const part = async (of: 'name' | 'tag' | 'digest') =>
    place((await rendered.origin({ ...field, part: of }))?.location);
  expect(await part('name')).toBe('kustomization app/kustomization.yaml:4:12-28');
  expect(await part('tag')).toBe('kustomization base/kustomization.yaml:2:43-46');
  const whole = await rendered.origin(field);
  expect(place(whole?.location)).toBe('kustomization app/kustomization.yaml:4:12-28');
  // Nothing of the base's own image is left.
  expect(whole?.related.map(place)).toEqual(['kustomization base/kustomization.yaml:2:43-46']);
});

test('a file of a generator: its first line, and the entry that reads it', async () => {
  const rendered = await Rendered.of(engine, {
    'app/kustomization.yaml': lines(
      'configMapGenerator:',
      '- name: settings',
      '  files:',
      '  - conf=nginx.conf',
      '  envs:',
      '  - settings.env',
    ),
    'app/nginx.conf': 'one\ntwo\n',
    'app/settings.env': 'A=b\n',
  });
  expect(await rendered.where('ConfigMap', 'data', 'conf')).toBe('manifest app/nginx.conf:1:1');
  expect(await rendered.related('ConfigMap', 'data', 'conf')).toEqual([
    'kustomization app/kustomization.yaml:4:5-20 entry of configMapGenerator',
  ]);
  expect(await rendered.related('ConfigMap', 'data', 'A')).toEqual([
    'kustomization app/kustomization.yaml:6:5-17 entry of configMapGenerator',
  ]);
});

test('a reference to a generated name: where it is written, and the generator', async () => {
  const rendered = await Rendered.of(engine, {
    'app/kustomization.yaml': lines(
      'resources: [web.yaml]',
      'configMapGenerator:',
      '- name: settings',
      '  literals: [A=b]',
      'secretGenerator:',
      '- name: settings',
      '  literals: [A=b]',
    ),
    'app/web.yaml': DEPLOYMENT.replace(
      'value: plain',
      'valueFrom: {configMapKeyRef: {name: settings, key: A}}',
    ),
  });
  const reference = [...CONTAINER, 'env', 0, 'valueFrom', 'configMapKeyRef', 'name'];
  expect(await rendered.where('Deployment', ...reference)).toBe('manifest app/web.yaml:18:51-59');
  expect(await rendered.related('Deployment', ...reference)).toEqual([
    'kustomization app/kustomization.yaml:3:9-17 made by configMapGenerator',
    'kustomization app/kustomization.yaml:1:13-21 pulled in here',
  ]);
});

test('a text with a variable: where it is written, the variable and what it stands for', async () => {
  const rendered = await Rendered.of(engine, {
    'app/kustomization.yaml': lines(
      'resources: [web.yaml]',
      'namePrefix: x-',
      'vars:',
      '- name: WEB',
      '  objref: {apiVersion: apps/v1, kind: Deployment, name: web}',
    ),
    'app/web.yaml': DEPLOYMENT.replace('value: plain', 'value: is $(WEB)'),
  });
  expect(await rendered.where('Deployment', ...CONTAINER, 'env', 0, 'value')).toBe(
    'manifest app/web.yaml:18:22-31',
  );
  expect(await rendered.related('Deployment', ...CONTAINER, 'env', 0, 'value')).toEqual([
    'kustomization app/kustomization.yaml:4:3 variable defined here',
    'kustomization app/kustomization.yaml:2:13-15 set by namePrefix',
    'kustomization app/kustomization.yaml:1:13-21 pulled in here',
  ]);
});

test('labels with fields of their own; a NamespaceTransformer that fills in; a replacement in a file', async () => {
  const rendered = await Rendered.of(engine, {
    'app/kustomization.yaml': lines(
      'resources: [web.yaml]',
      'labels:',
      '- pairs: {rank: first}',
      '  fields: [{path: spec/marks, create: true}]',
      'transformers: [namespace.yaml]',
      'replacements: [{path: copy.yaml}]',
    ),
    'app/web.yaml': DEPLOYMENT,
    'app/copy.yaml': lines(
      '- source: {kind: Deployment, fieldPath: metadata.name}',
      '  targets:',
      '  - select: {kind: Deployment}',
      '    fieldPaths: [spec.template.metadata.labels.app]',
    ),
    'app/namespace.yaml': lines(
      'apiVersion: builtin',
      'kind: NamespaceTransformer',
      'metadata: {name: n, namespace: prod}',
      'unsetOnly: true',
      'fieldSpecs: [{path: metadata/namespace, create: true}]',
    ),
  });
  expect(await rendered.where('Deployment', 'spec', 'marks', 'rank')).toBe(
    'kustomization app/kustomization.yaml:3:17-22',
  );
  expect(await rendered.where('Deployment', 'metadata', 'namespace')).toBe(
    'kustomization app/namespace.yaml:3:32-36',
  );
  expect(await rendered.where('Deployment', 'spec', 'template', 'metadata', 'labels', 'app')).toBe(
    'kustomization app/copy.yaml:4:18-51',
  );
  expect(await rendered.related('Deployment', 'spec', 'template', 'metadata', 'labels', 'app')).toEqual([
    'manifest app/web.yaml:4:9-12 written here',
    'kustomization app/kustomization.yaml:6:23-32 applies the replacement',
  ]);
});
