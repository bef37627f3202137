import { afterAll, expect, test } from '@jest/globals';
import { DEPLOYMENT, lines, place, Rendered, realEngine } from './support.ts';

const engine = realEngine();
afterAll(() => engine.close());

const IMAGE = ['spec', 'template', 'spec', 'containers', 0, 'image'] as const;
const kustomization = (...text: string[]) => lines('resources:', '- web.yaml', ...text);
const app = (...text: string[]) => ({
  'app/kustomization.yaml': kustomization(...text),
  'app/web.yaml': DEPLOYMENT,
});

/** What another state of the files says about a manifest. */
async function whereIn(files: Readonly<Record<string, string>>, path: readonly (string | number)[]) {
  const rendered = await Rendered.of(engine, app());
  const manifest = rendered.manifest('Deployment');
  return place((await rendered.originIn(files, { manifest, path }))?.location);
}

test('a value that is not what the files give', async () => {
  const files = { ...app(), 'app/web.yaml': DEPLOYMENT.replace('web:1.0', 'web:2.0') };
  expect(await whereIn(files, IMAGE)).toBe('unknown');
  expect(await whereIn(files, ['spec', 'template', 'spec', 'containers', 1, 'image'])).toBe(
    'manifest app/web.yaml:20:18-25',
  );
});

test('a list of another length, for all that is in it', async () => {
  const files = {
    ...app(),
    'app/web.yaml': DEPLOYMENT.replace('        - name: helper\n          image: busybox\n', ''),
  };
  expect(await whereIn(files, IMAGE)).toBe('unknown');
  expect(await whereIn(files, ['spec', 'template', 'spec', 'containers', 0, 'securityContext'])).toBe(
    'unknown',
  );
  expect(await whereIn(files, ['spec', 'replicas'])).toBe('manifest app/web.yaml:6:13-14');
});

test('a resource that is not there, a kustomization that is not there, one that contains itself, one that is broken', async () => {
  const path = ['spec', 'replicas'];
  expect(
    await whereIn({ ...app(), 'app/web.yaml': DEPLOYMENT.replace('name: web', 'name: other') }, path),
  ).toBe('unknown');
  expect(await whereIn({ 'app/web.yaml': DEPLOYMENT }, path)).toBe('unknown');
  expect(await whereIn(app('- ../app'), path)).toBe('unknown');
  expect(await whereIn(app('patches: [{path: nowhere.yaml}]'), path)).toBe('unknown');
  expect(await whereIn({ ...app(), 'app/web.yaml': 'a: [' }, path)).toBe('unknown');
});

test('transformers that are not kustomize’s own, fields that are not known', async () => {
  const plugin = lines('apiVersion: acme.io/v1', 'kind: Injector', 'metadata: {name: injector}');
  expect(await whereIn({ ...app('transformers: [plugin.yaml]'), 'app/plugin.yaml': plugin }, IMAGE)).toBe(
    'unknown',
  );
  expect(await whereIn(app('openapi: {path: schema.json}'), IMAGE)).toBe('unknown');
  expect(await whereIn(app('somethingNew: {}'), IMAGE)).toBe('unknown');
});

test('a patch for a target that is not there, a selector that is none', async () => {
  const patch = '[{"op": "test", "path": "/kind", "value": "Deployment"}]';
  const target = (selector: string) =>
    app('patches:', `- target: {labelSelector: "${selector}"}`, `  patch: '${patch}'`);
  expect(await whereIn(target('app in (web, shop)'), IMAGE)).toBe('manifest app/web.yaml:15:18-38');
  expect(await whereIn(target('app > 3'), IMAGE)).toBe('unknown');
  expect(await whereIn(target('app!=web'), IMAGE)).toBe('manifest app/web.yaml:15:18-38');
  const missing = lines('apiVersion: apps/v1', 'kind: Deployment', 'metadata: {name: other}');
  expect(await whereIn({ ...app('patches: [{path: p.yaml}]'), 'app/p.yaml': missing }, IMAGE)).toBe(
    'unknown',
  );
});

test('a text inside a text: nothing is said about the resource', async () => {
  const config = lines(
    'apiVersion: v1',
    'kind: ConfigMap',
    'metadata: {name: settings}',
    'data:',
    '  config.json: \'{"level": "low"}\'',
  );
  const rendered = await Rendered.of(engine, {
    ...app(
      '- config.yaml',
      'replacements:',
      '- sourceValue: high',
      '  targets:',
      '  - select: {kind: ConfigMap}',
      '    fieldPaths: [data.config\\.json.level]',
    ),
    'app/config.yaml': config,
  });
  expect(await rendered.where('ConfigMap', 'data', 'config.json')).toBe('unknown');
  expect(await rendered.where('Deployment', ...IMAGE)).toBe('manifest app/web.yaml:15:18-38');
});

test('a Windows file and one with a byte order mark', async () => {
  const rendered = await Rendered.of(engine, {
    'app/kustomization.yaml': kustomization('patches: [{path: patch.yaml}]'),
    'app/web.yaml': DEPLOYMENT.replaceAll('\n', '\r\n'),
    'app/patch.yaml': `\uFEFF${lines('apiVersion: apps/v1', 'kind: Deployment', 'metadata: {name: web}', 'spec: {paused: true}')}`,
  });
  expect(await rendered.where('Deployment', ...IMAGE)).toBe('manifest app/web.yaml:15:18-38');
  expect(await rendered.where('Deployment', 'spec', 'paused')).toBe('patch app/patch.yaml:4:16-20');
});
