import { expect, test } from '@jest/globals';
import { memoryTree } from '../../src/repository/index.ts';
import { type DiscoverOptions, discover } from '../../src/targets/index.ts';

const FILES = {
  'charts/a/Chart.yaml': 'apiVersion: v2\nname: a\nversion: 1.0.0\n',
  'charts/a/values-prod.yaml': 'a: 1\n',
  'charts/lib/Chart.yaml': 'apiVersion: v2\nname: lib\ntype: library\n',
  'env/prod.yaml': 'a: 1\n',
  'env/cert.pem': 'x',
  'k/kustomization.yaml': 'resources: [a.yaml]\n',
  'k/a.yaml': 'apiVersion: v1\nkind: Pod\n',
  'part/kustomization.yaml': 'kind: Component\n',
  'deploy/one/a.yaml': 'apiVersion: v1\nkind: Pod\n',
  'deploy/two/b.yaml': 'apiVersion: v1\nkind: Pod\n',
  'deploy/two/other.yaml': 'x: 1\n',
};

function stated(...targets: NonNullable<DiscoverOptions['targets']>) {
  return discover(memoryTree(FILES), { targets, configFile: '.kubeproof.yaml' });
}

test('stated targets replace discovery, with their environments', () => {
  const discovery = stated(
    {
      kind: 'helm',
      path: './charts/a/',
      line: 3,
      environments: [
        {
          name: 'prod',
          namespace: 'shop',
          release: 'prod-a',
          kubernetes: '1.33',
          values: ['env/prod.yaml'],
          set: { file: ['tls.cert=env/cert.pem'] },
        },
      ],
    },
    { kind: 'kustomize', path: 'k', loadRestrictor: 'none', environments: [] },
    { kind: 'manifests', path: ['deploy/*/*.yaml'], environments: [{ name: 'all', namespace: 'x' }] },
  );
  expect(discovery.problems).toEqual([]);
  expect(discovery.targets).toEqual([
    {
      id: 'helm:charts/a',
      kind: 'helm',
      root: 'charts/a',
      files: [],
      environments: [
        {
          name: 'prod',
          namespace: 'shop',
          file: '.kubeproof.yaml',
          releaseName: 'prod-a',
          kubernetes: '1.33',
          values: ['env/prod.yaml'],
          set: { file: ['tls.cert=env/cert.pem'] },
          reason: 'configuration',
        },
      ],
      inputs: ['charts/a/Chart.yaml', 'charts/a/values-prod.yaml', 'env/cert.pem', 'env/prod.yaml'],
      reason: 'configuration',
    },
    {
      id: 'kustomize:k',
      kind: 'kustomize',
      root: 'k',
      files: [],
      environments: [{ name: 'default', reason: 'configuration' }],
      inputs: ['k/a.yaml', 'k/kustomization.yaml'],
      reason: 'configuration',
      loadRestrictor: 'none',
    },
    {
      id: 'manifests:deploy/*/*.yaml',
      kind: 'manifests',
      root: 'deploy',
      files: ['deploy/one/a.yaml', 'deploy/two/b.yaml'],
      environments: [{ name: 'all', namespace: 'x', reason: 'configuration' }],
      inputs: ['deploy/one/a.yaml', 'deploy/two/b.yaml'],
      reason: 'configuration, 2 files',
    },
  ]);
});

test('without environments a chart gets those of the conventions', () => {
  const discovery = stated({ kind: 'helm', path: 'charts/a', environments: [] });
  expect(discovery.targets[0]?.environments.map(({ name }) => name)).toEqual(['default', 'prod']);
});

test('manifests may be named as folders and as single files', () => {
  const discovery = stated({
    kind: 'manifests',
    path: ['deploy/two', 'deploy/two/other.yaml'],
    environments: [],
  });
  expect(discovery.targets).toMatchObject([
    {
      id: 'manifests:deploy/two,deploy/two/other.yaml',
      root: 'deploy/two',
      files: ['deploy/two/b.yaml', 'deploy/two/other.yaml'],
    },
  ]);
});

test('what does not exist gates and names the line of the configuration', () => {
  const { targets, problems } = stated(
    { kind: 'helm', path: 'charts/none', line: 2, environments: [] },
    { kind: 'helm', path: 'charts/lib', line: 3, environments: [] },
    { kind: 'kustomize', path: 'deploy', line: 4, environments: [] },
    { kind: 'kustomize', path: 'part', line: 5, environments: [] },
    { kind: 'manifests', path: 'none/*.yaml', line: 6, environments: [] },
    { kind: 'helm', path: '../out', line: 7, environments: [] },
    {
      kind: 'helm',
      path: 'charts/a',
      line: 8,
      environments: [{ name: 'x', values: ['env/none.yaml', '../up.yaml'] }, { name: 'y' }, { name: 'y' }],
    },
    { kind: 'helm', path: 'charts/a/', line: 9, environments: [] },
  );
  expect(targets.map(({ id, environments }) => [id, environments.map(({ name }) => name)])).toEqual([
    ['helm:charts/a', ['y']],
  ]);
  expect(problems.map(({ line, code, target, message }) => [line, code, target, message])).toEqual([
    [2, 'target-not-found', 'helm:charts/none', 'charts/none holds no Chart.yaml'],
    [3, 'library-chart', 'helm:charts/lib', 'charts/lib is a library chart: it renders nothing by itself'],
    [4, 'target-not-found', 'kustomize:deploy', 'deploy holds no kustomization.yaml'],
    [5, 'kustomization-component', 'kustomize:part', 'part is a component: it cannot be built by itself'],
    [6, 'target-not-found', 'manifests:none/*.yaml', 'none/*.yaml matches no file with Kubernetes objects'],
    [7, 'path-outside-repository', 'helm:../out', 'Target path "../out" is outside the repository'],
    [8, 'environment-duplicate', 'helm:charts/a', 'Environment "y" of helm:charts/a is stated twice'],
    [
      8,
      'values-missing',
      'helm:charts/a',
      'Values file env/none.yaml, ../up.yaml of helm:charts/a, environment "x", does not exist',
    ],
    [9, 'target-duplicate', 'helm:charts/a', 'Target helm:charts/a is stated twice'],
  ]);
  expect(problems.every(({ gates, file }) => gates && file === '.kubeproof.yaml')).toBe(true);
});
