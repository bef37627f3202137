import { describe, expect, test } from '@jest/globals';
import { renderTarget } from '../../src/render/index.ts';
import { memoryTree } from '../../src/repository/index.ts';
import { DEFAULT_ENVIRONMENT, RecordingEngine, target, text } from './support.ts';

const OPTIONS = { kubernetes: '1.34', helm: 3 } as const;
const CHART = 'apiVersion: v2\nname: podinfo\nversion: 6.0.0\n';
const DEPLOYMENT = {
  text: '# Source: podinfo/templates/a.yaml\nkind: Deployment\n',
  source: 'k/charts/podinfo/templates/a.yaml',
};
const SERVICE = { text: 'kind: Service\n', source: 'k/charts/podinfo/templates/b.yaml' };
const HOOK = {
  text: 'kind: Job\nmetadata:\n  annotations:\n    helm.sh/hook: pre-install\n',
  source: 'k/charts/podinfo/templates/c.yaml',
};
const TEST = {
  text: 'kind: Pod\nmetadata:\n  annotations:\n    "helm.sh/hook": test\n',
  source: 'k/charts/podinfo/templates/d.yaml',
};

async function build(files: Parameters<typeof memoryTree>[0], documents = [DEPLOYMENT], more = {}) {
  const engine = new RecordingEngine(documents, [
    { text: 'kind: Deployment\n', source: 'k/.kubeproof-helm/1-podinfo/1.yaml' },
  ]);
  const inputs = Object.keys(files).filter(path => !path.includes('/charts/'));
  const outcome = await renderTarget(
    memoryTree(files),
    target('kustomize', 'k', { inputs, ...more }),
    DEFAULT_ENVIRONMENT,
    engine,
    OPTIONS,
  );
  const request = engine.kustomizations[0];
  const handed = Object.fromEntries((request?.files ?? []).map(({ path, content }) => [path, text(content)]));
  return { outcome, charts: engine.charts, request, handed };
}

describe('a kustomization without charts', () => {
  test('is handed over as it is, with its closure', async () => {
    const { handed, request, charts } = await build(
      { 'k/kustomization.yaml': 'resources: [a.yaml]\n', 'k/a.yaml': 'kind: A\n', 'other/b.yaml': '' },
      [],
      { inputs: ['k/a.yaml', 'k/gone.yaml', 'k/kustomization.yaml'], loadRestrictor: 'none' },
    );
    expect(handed).toEqual({ 'k/kustomization.yaml': 'resources: [a.yaml]\n', 'k/a.yaml': 'kind: A\n' });
    expect(request).toMatchObject({ root: 'k', loadRestrictor: 'none' });
    expect(charts).toEqual([]);
  });
});

describe('helmCharts', () => {
  test('are rendered first, and their documents take the place of the entry', async () => {
    const { outcome, charts, handed } = await build(
      {
        'k/kustomization.yaml':
          '# our podinfo\nhelmCharts:\n- name: podinfo # pinned\n  releaseName: web\n  namespace: shop\n  includeCRDs: true\n  apiVersions: [a/v1]\n  kubeVersion: v1.30.1\n\nresources:\n  - a.yaml # kept\nnamePrefix: x-\n',
        'k/a.yaml': 'kind: A\n',
        'k/charts/podinfo/Chart.yaml': CHART,
      },
      [DEPLOYMENT, { ...DEPLOYMENT, text: 'kind: ConfigMap\n' }, SERVICE],
    );
    expect(charts).toHaveLength(1);
    expect(charts[0]).toMatchObject({
      files: [{ path: 'Chart.yaml', origin: 'k/charts/podinfo/Chart.yaml' }],
      values: [],
      releaseName: 'web',
      namespace: 'shop',
      kubernetes: '1.30.1',
      apiVersions: ['a/v1'],
      includeCrds: true,
      helm: 3,
    });
    expect(handed['k/kustomization.yaml']).toBe(
      '# our podinfo\n\n\n\n\n\n\n\n\nresources:\n  - a.yaml # kept\n  - ".kubeproof-helm/1-podinfo/1.yaml"\n  - ".kubeproof-helm/1-podinfo/2.yaml"\nnamePrefix: x-\n',
    );
    expect(handed['k/.kubeproof-helm/1-podinfo/1.yaml']).toBe(
      '---\n# Source: podinfo/templates/a.yaml\nkind: Deployment\n---\nkind: ConfigMap\n',
    );
    expect(handed['k/.kubeproof-helm/1-podinfo/2.yaml']).toBe('---\nkind: Service\n');
    expect(outcome).toMatchObject({
      ok: true,
      documents: [{ source: 'k/charts/podinfo/templates/a.yaml' }],
      warnings: ['from helm'],
      engine: { tool: 'kustomize' },
    });
  });

  test('are found below other kustomizations and in the folder Kustomize pulls to', async () => {
    const { charts, handed } = await build({
      'k/kustomization.yaml': 'resources:\n- ../base\n',
      'base/kustomization.yaml':
        'helmGlobals:\n  chartHome: ../vendor\nhelmCharts:\n- name: podinfo\n  repo: https://charts.example\n  version: 6.0.0\n',
      'vendor/podinfo-6.0.0/podinfo/Chart.yaml': CHART,
      'vendor/podinfo/Chart.yaml': 'not this one',
    });
    expect(charts[0]?.files.map(({ origin }) => origin)).toEqual(['vendor/podinfo-6.0.0/podinfo/Chart.yaml']);
    expect(charts[0]).toMatchObject({
      releaseName: 'release-name',
      namespace: 'default',
      kubernetes: '1.34',
    });
    expect(handed['base/kustomization.yaml']?.trimStart()).toBe(
      'resources:\n- ".kubeproof-helm/1-podinfo/1.yaml"\n',
    );
    expect(handed['k/kustomization.yaml']).toBe('resources:\n- ../base\n');
  });

  const values = {
    'k/values.yaml': 'a: file\nonlyFile: 1\nlist: [1, 2]\nmap: {x: file, gone: 1}\n',
    'k/more.yaml': 'z: 1\n',
    'k/charts/podinfo/Chart.yaml': CHART,
    'k/charts/podinfo/values.yaml': 'a: default\nonlyDefault: 1\n',
  };
  const inline = 'valuesInline: {a: inline, list: [3], map: {x: inline, gone: null}, yes: on}';
  test.each([
    [
      'override',
      'values.yaml',
      '{"a": "inline", "onlyFile": 1, "list": [3], "map": {"x": "inline"}, "true": true}',
    ],
    [
      'merge',
      'values.yaml',
      '{"a": "file", "list": [1, 2], "map": {"x": "file", "gone": 1}, "true": true, "onlyFile": 1}',
    ],
    [
      'replace',
      'values.yaml',
      '{"a": "inline", "list": [3], "map": {"x": "inline", "gone": null}, "true": true}',
    ],
    [
      'override',
      undefined,
      '{"a": "inline", "onlyDefault": 1, "list": [3], "map": {"x": "inline", "gone": null}, "true": true}',
    ],
  ])('valuesMerge %s with the file %s', async (merge, file, expected) => {
    const { charts } = await build({
      ...values,
      'k/kustomization.yaml': `helmCharts:\n- name: podinfo\n  ${inline}\n  valuesMerge: ${merge}\n${file ? `  valuesFile: ${file}\n` : ''}  additionalValuesFiles: [more.yaml]\n`,
    });
    expect(
      charts[0]?.values.map(({ name, content }) => [
        name,
        JSON.parse(text(content).startsWith('{') ? text(content) : '0'),
      ]),
    ).toEqual([
      ['valuesInline of k/kustomization.yaml', JSON.parse(expected)],
      ['k/more.yaml', 0],
    ]);
  });

  test('take a values file alone as it is', async () => {
    const { charts } = await build({
      ...values,
      'k/kustomization.yaml': 'helmCharts:\n- name: podinfo\n  valuesFile: values.yaml\n',
    });
    expect(charts[0]?.values.map(({ name, content }) => [name, text(content)])).toEqual([
      ['k/values.yaml', values['k/values.yaml']],
    ]);
  });

  test.each([
    ['skipHooks: true', [DEPLOYMENT.text]],
    ['skipTests: true', [DEPLOYMENT.text, HOOK.text]],
    ['skipTests: false', [DEPLOYMENT.text, HOOK.text, TEST.text]],
  ])('%s', async (option, expected) => {
    const { handed } = await build(
      {
        'k/kustomization.yaml': `helmCharts:\n- name: podinfo\n  ${option}\n`,
        'k/charts/podinfo/Chart.yaml': CHART,
      },
      [DEPLOYMENT, HOOK, TEST],
    );
    const generated = Object.entries(handed).filter(([path]) => path.includes('.kubeproof-helm'));
    expect(generated.map(([, content]) => content)).toEqual(expected.map(document => `---\n${document}`));
  });

  test('that are not vendored are named with their line and the command', async () => {
    const { outcome, request, charts } = await build({
      'k/kustomization.yaml':
        'resources: []\nhelmCharts:\n- name: other\n- name: podinfo\n  repo: oci://ghcr.example/charts/\n  version: 6.0.0\n',
      'k/charts/other/Chart.yaml': CHART,
    });
    expect(charts).toEqual([]);
    expect(request).toBeUndefined();
    expect(outcome).toMatchObject({
      ok: false,
      problem: {
        code: 'helm-chart-not-vendored',
        message:
          'Chart podinfo 6.0.0 is not in the repository (looked in k/charts/podinfo-6.0.0/podinfo and k/charts/podinfo), and kubeproof downloads nothing',
        hint: 'Run "helm pull oci://ghcr.example/charts/podinfo --version 6.0.0 --untar --untardir k/charts/podinfo-6.0.0" and commit the folder',
        file: 'k/kustomization.yaml',
        line: 4,
        target: 'kustomize:k',
        environment: 'default',
        gates: true,
      },
    });
  });

  test('in a home outside the repository, with a template for a name, or another merge are refused by name', async () => {
    const code = async (entry: string) => {
      const { outcome } = await build({
        'k/kustomization.yaml': `helmCharts:\n- name: podinfo\n${entry}`,
        'k/charts/podinfo/Chart.yaml': CHART,
      });
      return outcome.ok ? 'ok' : [outcome.problem.code, outcome.problem.line];
    };
    expect(await code('helmGlobals: {chartHome: ../..}\n')).toEqual(['helm-chart-outside-repository', 2]);
    expect(await code('  nameTemplate: "{{ randAlpha 5 }}"\n')).toEqual(['helm-chart-unsupported', 2]);
    expect(await code('  valuesMerge: both\n  valuesInline: {a: 1}\n')).toEqual(['kustomization-invalid', 2]);
    expect(await code('  valuesFile: ../../x.yaml\n')).toEqual(['values-missing', 2]);
  });

  test('that fail to render say which entry asked for the chart', async () => {
    const engine = new RecordingEngine({
      ok: false,
      engine: { engine: 'embedded', tool: 'helm', version: '4.0.0' },
      problem: {
        code: 'template-failed',
        message: 'boom',
        file: 'k/charts/podinfo/templates/a.yaml',
        line: 3,
        gates: true,
      },
    });
    const files = {
      'k/kustomization.yaml': 'helmCharts:\n- name: podinfo\n',
      'k/charts/podinfo/Chart.yaml': CHART,
    };
    const outcome = await renderTarget(
      memoryTree(files),
      target('kustomize', 'k'),
      DEFAULT_ENVIRONMENT,
      engine,
      OPTIONS,
    );
    expect(outcome).toMatchObject({
      ok: false,
      problem: {
        code: 'template-failed',
        message: 'Chart podinfo, inflated by k/kustomization.yaml:2: boom',
        file: 'k/charts/podinfo/templates/a.yaml',
        line: 3,
        target: 'kustomize:k',
      },
    });
  });
});

describe('older and other forms', () => {
  test('helmChartInflationGenerator', async () => {
    const { charts, handed } = await build({
      'k/kustomization.yaml':
        'helmChartInflationGenerator:\n- chartName: podinfo\n  releaseName: old\n  releaseNamespace: ns1\n  values: v.yaml\n  chartHome: ../vendor\n',
      'k/v.yaml': 'a: 1\n',
      'vendor/podinfo/Chart.yaml': CHART,
    });
    expect(charts[0]).toMatchObject({ releaseName: 'old', namespace: 'ns1', values: [{ name: 'k/v.yaml' }] });
    expect(handed['k/kustomization.yaml']?.trim()).toBe('resources:\n- ".kubeproof-helm/1-podinfo/1.yaml"');
  });

  test('a generator file, next to a generator of another kind', async () => {
    const { charts, handed } = await build({
      'k/kustomization.yaml': 'generators:\n- helm.yaml\n- map.yaml\n',
      'k/helm.yaml':
        'apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: x}\nname: podinfo\nreleaseName: gen\n',
      'k/map.yaml': 'apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: y}\n',
      'k/charts/podinfo/Chart.yaml': CHART,
    });
    expect(charts[0]).toMatchObject({ releaseName: 'gen' });
    expect(JSON.parse(handed['k/kustomization.yaml'] ?? '')).toEqual({
      generators: ['map.yaml'],
      resources: ['.kubeproof-helm/1-podinfo/1.yaml'],
    });
  });
});

describe('remote references', () => {
  test.each([
    [
      'resources:\n- a.yaml\n- https://github.com/org/repo//deploy?ref=v1\n',
      'https://github.com/org/repo//deploy?ref=v1',
      3,
    ],
    ['components:\n- github.com/org/repo/deploy?ref=v1\n', 'github.com/org/repo/deploy?ref=v1', 2],
    [
      'bases: ["git@github.com:org/repo.git"]\nresources:\n- git::ssh://host/x\n',
      'git::ssh://host/x and 1 more',
      3,
    ],
    ['patches:\n- path: https://example.com/p.yaml\n', 'https://example.com/p.yaml', 2],
    [
      'configMapGenerator:\n- name: x\n  files:\n  - k=http://example.com/f\n',
      'http://example.com/f',
      undefined,
    ],
  ])('%j', async (content, named, line) => {
    const { outcome, request } = await build({ 'k/kustomization.yaml': content, 'k/a.yaml': '' });
    expect(request).toBeUndefined();
    if (outcome.ok) throw new Error('rendered');
    expect(outcome.problem).toMatchObject({ code: 'remote-base', file: 'k/kustomization.yaml', gates: true });
    expect(outcome.problem.message).toContain(`${named} would have to be fetched`);
    expect(outcome.problem.line).toBe(line);
  });

  test('are not folders of that name, nor addresses in values', async () => {
    const { outcome } = await build({
      'k/kustomization.yaml':
        'resources: [../repo.git/x]\nconfigMapGenerator:\n- name: c\n  literals: [url=https://example.com]\n',
      'repo.git/x/kustomization.yaml': 'commonAnnotations: {doc: "https://example.com"}\n',
    });
    expect(outcome.ok).toBe(true);
  });
});
