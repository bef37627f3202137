import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { documents, kustomization, problem, testEngine } from './support.ts';

// A busy machine may take seconds to compile an engine.
jest.setTimeout(60_000);

const engine = testEngine();
afterAll(() => engine.close());

const deployment = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 1\n';
const service = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n';
const base = {
  'base/kustomization.yaml': 'resources: [deployment.yaml, service.yaml]\n',
  'base/deployment.yaml': deployment,
  'base/service.yaml': service,
};

describe('what is rendered', () => {
  test('documents come as kustomize orders and prints them, each with its origin', async () => {
    const outcome = await engine.renderKustomization(
      kustomization(
        {
          ...base,
          'overlays/prod/kustomization.yaml':
            'namePrefix: p-\nresources: [../../base]\ncomponents: [../../components/scale]\nconfigMapGenerator:\n  - name: c\n    literals: [a=b]\n',
          'components/scale/kustomization.yaml':
            'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nreplicas: [{name: web, count: 3}]\n',
        },
        'overlays/prod',
      ),
    );
    expect(outcome.engine).toEqual({ engine: 'embedded', tool: 'kustomize', version: '5.8.2' });
    expect(documents(outcome)).toEqual([
      {
        text: 'apiVersion: v1\ndata:\n  a: b\nkind: ConfigMap\nmetadata:\n  name: p-c-4h2mbtbbt6\n',
        source: 'overlays/prod/kustomization.yaml',
      },
      { text: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: p-web\n', source: 'base/service.yaml' },
      {
        text: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: p-web\nspec:\n  replicas: 3\n',
        source: 'base/deployment.yaml',
      },
    ]);
  });

  test('origin annotations stay when the author asked for them', async () => {
    const files = {
      ...base,
      'base/kustomization.yaml': 'resources: [service.yaml]\nbuildMetadata: [originAnnotations]\n',
    };
    expect(documents(await engine.renderKustomization(kustomization(files, 'base')))).toEqual([
      {
        text: expect.stringContaining('config.kubernetes.io/origin: |\n      path: service.yaml\n'),
        source: 'base/service.yaml',
      },
    ]);
  });

  test('tracing origins does not change what a replacement of annotations copies', async () => {
    const files = {
      'base/kustomization.yaml': `resources: [service.yaml, deployment.yaml]
replacements:
  - source: {kind: Service, fieldPath: metadata.annotations}
    targets:
      - select: {kind: Deployment}
        fieldPaths: [spec.template.metadata.annotations]
        options: {create: true}
`,
      'base/service.yaml': `${service}  annotations: {a: b}\n`,
      'base/deployment.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n',
    };
    expect(documents(await engine.renderKustomization(kustomization(files, 'base')))).toEqual([
      {
        text: 'apiVersion: v1\nkind: Service\nmetadata:\n  annotations:\n    a: b\n  name: web\n',
        source: 'base/service.yaml',
      },
      {
        text: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    metadata:\n      annotations:\n        a: b\n',
        source: 'base/deployment.yaml',
      },
    ]);
  });

  test('names that are legal on disk are legal here', async () => {
    const files = {
      'over lays/1.21+/kustomization.yaml': 'resources: ["../../base@2/a+b c.yaml"]\n',
      'base@2/a+b c.yaml': service,
    };
    const outcome = await engine.renderKustomization(kustomization(files, 'over lays/1.21+', 'none'));
    expect(documents(outcome)).toEqual([{ text: service, source: 'base@2/a+b c.yaml' }]);
  });

  test('the root of the repository can be built', async () => {
    const files = { 'kustomization.yaml': 'resources: [a.yaml]\n', 'a.yaml': service };
    expect(documents(await engine.renderKustomization(kustomization(files, '')))).toEqual([
      { text: service, source: 'a.yaml' },
    ]);
  });
});

describe('errors', () => {
  const failing = async (files: Record<string, string>, root = 'app') =>
    problem(await engine.renderKustomization(kustomization(files, root)));

  test.each([
    'https://github.com/org/repo//deploy?ref=v1',
    'github.com/org/repo/deploy?ref=v1',
    'git@github.com:org/repo.git',
    'https://example.com/all.yaml',
  ])('a remote base is named: %s', async address => {
    const found = await failing({
      'app/kustomization.yaml': `resources:\n  - a.yaml\n  - ${address}\n`,
      'app/a.yaml': service,
    });
    expect(found).toEqual({
      code: 'remote-base',
      message: `the remote base ${address} was not evaluated: kubeproof renders without network access`,
      hint: 'kubeproof renders without network access: vendor the remote base into the repository.',
      file: 'app/kustomization.yaml',
      line: 3,
      column: 5,
      gates: true,
    });
  });

  test('a missing file points at the entry that names it, also in a base', async () => {
    const files = {
      'app/kustomization.yaml': 'resources:\n  - ../base\n',
      'base/kustomization.yaml': 'resources:\n  - gone.yaml\n',
    };
    expect(await failing(files)).toMatchObject({
      code: 'file-missing',
      file: 'base/kustomization.yaml',
      line: 2,
      column: 5,
    });
  });

  test('a missing patch or generator file as well', async () => {
    const patched = {
      'app/kustomization.yaml': 'resources: [a.yaml]\npatches:\n  - path: p.yaml\n',
      'app/a.yaml': service,
    };
    expect(await failing(patched)).toMatchObject({
      code: 'file-missing',
      file: 'app/kustomization.yaml',
      line: 3,
    });
    const generated = {
      'app/kustomization.yaml': 'configMapGenerator:\n  - name: c\n    files:\n      - key=data.txt\n',
    };
    expect(await failing(generated)).toMatchObject({
      code: 'file-missing',
      file: 'app/kustomization.yaml',
      line: 4,
    });
  });

  test('a folder without kustomization', async () => {
    const files = { 'app/kustomization.yaml': 'resources:\n  - ../base\n', 'base/a.yaml': service };
    expect(await failing(files)).toMatchObject({
      code: 'file-missing',
      file: 'app/kustomization.yaml',
      line: 2,
    });
  });

  test('a file outside the root, unless the restriction is lifted', async () => {
    const files = { 'app/kustomization.yaml': 'resources:\n  - ../a.yaml\n', 'a.yaml': service };
    expect(await failing(files)).toMatchObject({
      code: 'load-restricted',
      file: 'app/kustomization.yaml',
      line: 2,
    });
    const lifted = await engine.renderKustomization(kustomization(files, 'app', 'none'));
    expect(documents(lifted)).toEqual([{ text: service, source: 'a.yaml' }]);
  });

  test('broken YAML in a resource names that file and line', async () => {
    const files = { 'app/kustomization.yaml': 'resources: [a.yaml]\n', 'app/a.yaml': 'kind: A\nb: c: d\n' };
    expect(await failing(files)).toMatchObject({ code: 'yaml-invalid', file: 'app/a.yaml', line: 2 });
  });

  test('an unknown field in a base names the base', async () => {
    const files = {
      'app/kustomization.yaml': 'resources: [../base]\n',
      'base/kustomization.yaml': 'resource: [a.yaml]\n',
    };
    expect(await failing(files)).toMatchObject({
      message: expect.stringContaining('unknown field "resource"'),
      file: 'base/kustomization.yaml',
    });
  });

  test('Helm inflation and plugins are named', async () => {
    const helm = {
      'app/kustomization.yaml': 'helmCharts:\n  - name: x\n    repo: https://charts.example.com\n',
    };
    expect(await failing(helm)).toMatchObject({ code: 'kustomize-helm', file: 'app/kustomization.yaml' });
    const plugin = {
      'app/kustomization.yaml': 'generators: [g.yaml]\n',
      'app/g.yaml': 'apiVersion: example.com/v1\nkind: Maker\nmetadata:\n  name: m\n',
    };
    expect(await failing(plugin)).toMatchObject({ code: 'kustomize-plugin', file: 'app/kustomization.yaml' });
  });

  test('no kustomization at all', async () => {
    expect(await failing({ 'app/a.yaml': service })).toMatchObject({
      file: 'app/kustomization.yaml',
      gates: true,
    });
  });
});
