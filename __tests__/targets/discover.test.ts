import { describe, expect, test } from '@jest/globals';
import { memoryTree } from '../../src/repository/index.ts';
import { type DiscoverOptions, type Discovery, discover } from '../../src/targets/index.ts';

const CHART = 'apiVersion: v2\nname: checkout\nversion: 1.0.0\n';
const DEPLOYMENT = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n';

function found(files: Parameters<typeof memoryTree>[0], options?: DiscoverOptions): Discovery {
  return discover(memoryTree(files), options);
}

/** Ids, with the names of the environments. */
function ids(discovery: Discovery): string[] {
  return discovery.targets.map(
    ({ id, environments }) => `${id} [${environments.map(({ name }) => name).join(', ')}]`,
  );
}

describe('charts', () => {
  test('are folders with a Chart.yaml; their inputs are everything in the folder', () => {
    expect(
      found({
        'charts/checkout/Chart.yaml': CHART,
        'charts/checkout/values.yaml': 'a: 1\n',
        'charts/checkout/templates/a.yaml': `${DEPLOYMENT}{{ broken`,
        'charts/checkout/crds/crd.yaml': DEPLOYMENT,
        'charts/checkout/charts/redis/Chart.yaml': 'apiVersion: v2\nname: redis\nversion: 1.0.0\n',
        'charts/checkout/charts/redis/templates/kustomization.yaml': 'resources: []\n',
        'README.md': 'x',
      }),
    ).toEqual({
      targets: [
        {
          id: 'helm:charts/checkout',
          kind: 'helm',
          root: 'charts/checkout',
          files: [],
          environments: [{ name: 'default', releaseName: 'checkout', reason: 'chart defaults' }],
          inputs: [
            'charts/checkout/Chart.yaml',
            'charts/checkout/charts/redis/Chart.yaml',
            'charts/checkout/charts/redis/templates/kustomization.yaml',
            'charts/checkout/crds/crd.yaml',
            'charts/checkout/templates/a.yaml',
            'charts/checkout/values.yaml',
          ],
          reason: 'a folder with a Chart.yaml',
        },
      ],
      problems: [],
      skipped: [],
    });
  });

  test('depend on file:// charts, recursively; a library is no target of its own', () => {
    const discovery = found({
      'app/Chart.yaml': `${CHART}dependencies:\n- {name: mid, version: 1.x, repository: "file://../mid"}\n- {name: redis, version: 1.x, repository: "https://example.com"}\n`,
      'mid/Chart.yaml':
        'apiVersion: v2\nname: mid\nversion: 1.0.0\ndependencies:\n- name: common\n  repository: file://../lib/common/\n',
      'lib/common/Chart.yaml': 'apiVersion: v2\nname: common\ntype: library\nversion: 1.0.0\n',
      'lib/common/templates/_a.tpl': 'x',
      'lib/alone/Chart.yaml': 'apiVersion: v2\nname: alone\ntype: library\nversion: 1.0.0\n',
    });
    expect(ids(discovery)).toEqual(['helm:app [default]', 'helm:mid [default]']);
    expect(discovery.targets[0]?.inputs).toEqual([
      'app/Chart.yaml',
      'lib/common/Chart.yaml',
      'lib/common/templates/_a.tpl',
      'mid/Chart.yaml',
    ]);
    expect(discovery.problems).toEqual([]);
    expect(discovery.skipped).toEqual([
      { path: 'lib/alone', kind: 'helm', reason: 'a library chart: it renders nothing by itself' },
      { path: 'lib/common', kind: 'helm', reason: 'a library chart, rendered through helm:app' },
    ]);
  });

  test('of the old format declare dependencies in requirements.yaml', () => {
    const discovery = found({
      'app/Chart.yaml': 'apiVersion: v1\nname: app\nversion: 1.0.0\n',
      'app/requirements.yaml': 'dependencies:\n- name: common\n  repository: file://../common\n',
      'common/Chart.yaml': CHART,
      'common/values.yaml': 'a: 1\n',
    });
    expect(discovery.targets[0]?.inputs).toContain('common/values.yaml');
  });

  test('with a file:// dependency that is nowhere are problems at its line, unless it is vendored', () => {
    const chart = `${CHART}dependencies:\n  - name: common\n    version: 1.x\n    repository: file://../common\n`;
    const discovery = found({ 'app/Chart.yaml': chart });
    expect(discovery.targets).toEqual([]);
    expect(discovery.problems).toEqual([
      {
        code: 'dependency-missing',
        message: 'Dependency "common" (file://../common) leads to common, which holds no Chart.yaml',
        hint: 'Mend the path, or vendor the chart: helm dependency build app',
        file: 'app/Chart.yaml',
        line: 7,
        target: 'helm:app',
        gates: true,
      },
    ]);
    expect(ids(found({ 'app/Chart.yaml': chart, 'app/charts/common-1.2.3.tgz': 'x' }))).toEqual([
      'helm:app [default]',
    ]);
    expect(ids(found({ 'app/Chart.yaml': chart, 'app/charts/common/Chart.yaml': CHART }))).toEqual([
      'helm:app [default]',
    ]);
    expect(found({ 'app/Chart.yaml': chart.replace('../common', '../../common') }).problems[0]?.message).toBe(
      'Dependency "common" (file://../../common) leads out of the repository',
    );
  });

  test('that depend on each other in a circle are problems', () => {
    const depending = (on: string) =>
      `${CHART}dependencies: [{name: ${on}, repository: "file://../${on}"}]\n`;
    const { targets, problems } = found({ 'a/Chart.yaml': depending('b'), 'b/Chart.yaml': depending('a') });
    expect(targets).toEqual([]);
    expect(problems.map(({ code, file, line, target }) => [code, file, line, target])).toEqual([
      ['chart-cycle', 'a/Chart.yaml', 4, 'helm:b'],
      ['chart-cycle', 'b/Chart.yaml', 4, 'helm:a'],
    ]);
  });

  test('that cannot be read are problems with a place', () => {
    const { problems } = found({
      'a/Chart.yaml': 'apiVersion: v2\nname: [\n',
      'b/Chart.yaml': '- x\n',
      'c/Chart.yaml': 'apiVersion: v2\n',
    });
    expect(problems.map(({ code, file, line, gates, target }) => [code, file, line, gates, target])).toEqual([
      ['yaml-invalid', 'a/Chart.yaml', expect.any(Number), true, 'helm:a'],
      ['chart-invalid', 'b/Chart.yaml', 1, true, 'helm:b'],
      ['chart-invalid', 'c/Chart.yaml', 1, true, 'helm:c'],
    ]);
  });

  test('with links that leave the repository, loop or lead nowhere are problems', () => {
    const { targets, problems } = found({
      'app/Chart.yaml': CHART,
      'app/templates/a.yaml': { link: '../../../etc/passwd' },
      'app/templates/b.yaml': { link: 'b.yaml' },
      'app/templates/c.yaml': { link: 'nothing' },
      'app/templates/d.yaml': { link: '../../shared/d.yaml' },
      'shared/d.yaml': 'x: 1\n',
    });
    expect(targets).toEqual([]);
    expect(problems.map(({ code, file, gates, target }) => [code, file, gates, target])).toEqual([
      ['link-outside-repository', 'app/templates/a.yaml', true, 'helm:app'],
      ['link-loop', 'app/templates/b.yaml', true, 'helm:app'],
      ['link-broken', 'app/templates/c.yaml', true, 'helm:app'],
    ]);
  });

  test('in the root of the repository leave other folders alone', () => {
    const discovery = found({
      'Chart.yaml': CHART,
      'values.yaml': 'apiVersion: x\nkind: y\n',
      'templates/a.yaml': DEPLOYMENT,
      'crds/a.yaml': DEPLOYMENT,
      'deploy/extra.yaml': DEPLOYMENT,
      'charts/sub/Chart.yaml': CHART,
    });
    expect(ids(discovery)).toEqual(['helm:. [default]', 'manifests:deploy [default]']);
  });
});

describe('environments of a chart', () => {
  const environments = (...files: string[]) =>
    found({ 'c/Chart.yaml': CHART, ...Object.fromEntries(files.map(file => [`c/${file}`, 'a: 1\n'])) })
      .targets[0]?.environments;

  test('come from values files beside the chart; places to deploy to replace the defaults', () => {
    expect(
      environments('values.yaml', 'values-prod.yaml', 'values.staging.yml', 'values.schema.yaml'),
    ).toEqual([
      {
        name: 'prod',
        releaseName: 'checkout',
        values: ['c/values-prod.yaml'],
        reason: 'values file values-prod.yaml',
      },
      {
        name: 'staging',
        releaseName: 'checkout',
        values: ['c/values.staging.yml'],
        reason: 'values file values.staging.yml',
      },
    ]);
  });

  test('keep the defaults beside mere flavours, and do not insist on them', () => {
    expect(environments('values.yaml', 'values.openshift.yaml', 'ci/ha-values.yaml')).toEqual([
      {
        name: 'ci-ha',
        releaseName: 'checkout',
        values: ['c/ci/ha-values.yaml'],
        reason: 'values file ci/ha-values.yaml',
      },
      { name: 'default', releaseName: 'checkout', optional: true, reason: 'chart defaults' },
      {
        name: 'openshift',
        releaseName: 'checkout',
        values: ['c/values.openshift.yaml'],
        reason: 'values file values.openshift.yaml',
      },
    ]);
  });

  test.each([
    [
      ['environments/eu/values.yaml', 'environments/us.yaml'],
      ['eu', 'us'],
    ],
    [
      ['values-prod.yaml', 'environments/prod/values.yaml'],
      ['environments-prod-values', 'prod'],
    ],
    [
      ['values-prod-eu.yaml', 'values-prod.enc.yaml'],
      ['default', 'prod-eu'],
    ],
    [
      ['ci/dev-values.yaml', 'ci/prod-values.yaml'],
      ['ci-dev', 'ci-prod', 'default'],
    ],
    [['values-x/y.yaml', 'ci/values.yaml', 'myvalues-prod.yaml'], ['default']],
    [['values-default.yaml'], ['default']],
  ])('%j gives %j', (files, names) => {
    expect(environments(...files)?.map(({ name }) => name)).toEqual(names);
  });
});

describe('kustomizations', () => {
  test('are targets when nothing else uses them; every file they name is an input', () => {
    const discovery = found({
      'base/kustomization.yaml':
        'resources: [deployment.yaml]\nconfigurations: [names.yaml]\ncrds: [crd.json]\n',
      'base/deployment.yaml': DEPLOYMENT,
      'base/names.yaml': 'namePrefix: []\n',
      'base/crd.json': '{}',
      'base/unused.yaml': DEPLOYMENT,
      'old/Kustomization': 'resources: [a.yaml]\n',
      'old/a.yaml': DEPLOYMENT,
      'parts/tls/kustomization.yml': 'kind: Component\npatches: [{path: p.yaml}]\n',
      'parts/tls/p.yaml': DEPLOYMENT,
      'parts/lone/kustomization.yaml': 'kind: Component\nresources: [r.yaml]\n',
      'parts/lone/r.yaml': DEPLOYMENT,
      'overlays/prod/kustomization.yaml': [
        'apiVersion: kustomize.config.k8s.io/v1beta1',
        'kind: Kustomization',
        'resources: [../../base]',
        'bases: [../../old/]',
        'components: [../../parts/tls]',
        'patchesStrategicMerge: [smp.yaml, "kind: Deployment\\nmetadata: {name: a}\\n"]',
        'patchesJson6902: [{path: j6902.yaml, target: {kind: Deployment}}]',
        'patches: [{path: patch.yaml}, {patch: "[]"}]',
        'replacements: [{path: replacement.yaml}, {source: {}}]',
        'configMapGenerator: [{name: a, files: [app.conf, key=b.conf], envs: [a.env], env: b.env}]',
        'secretGenerator: [{name: s, files: [secret.txt]}]',
        'generators: [generator.yaml, gen]',
        'transformers: ["apiVersion: builtin\\nkind: PrefixTransformer\\n"]',
        'validators: [validator.yaml]',
        'openapi: {path: schema.json}',
        '',
      ].join('\n'),
      ...Object.fromEntries(
        [
          'smp.yaml',
          'j6902.yaml',
          'patch.yaml',
          'replacement.yaml',
          'app.conf',
          'b.conf',
          'a.env',
          'b.env',
          'secret.txt',
          'generator.yaml',
          'validator.yaml',
          'schema.json',
        ].map(name => [`overlays/prod/${name}`, 'x: 1\n']),
      ),
      'overlays/prod/gen/kustomization.yaml': 'resources: [g.yaml]\n',
      'overlays/prod/gen/g.yaml': DEPLOYMENT,
    });
    expect(discovery.problems).toEqual([]);
    expect(ids(discovery)).toEqual(['kustomize:overlays/prod [default]', 'manifests:base [default]']);
    expect(discovery.targets[1]?.files).toEqual(['base/unused.yaml']);
    expect(discovery.targets[0]).toMatchObject({
      root: 'overlays/prod',
      environments: [{ name: 'default', reason: 'kustomization' }],
      reason: 'a kustomization that no other one uses',
    });
    expect(discovery.targets[0]?.inputs).toEqual([
      'base/crd.json',
      'base/deployment.yaml',
      'base/kustomization.yaml',
      'base/names.yaml',
      'old/Kustomization',
      'old/a.yaml',
      'overlays/prod/a.env',
      'overlays/prod/app.conf',
      'overlays/prod/b.conf',
      'overlays/prod/b.env',
      'overlays/prod/gen/g.yaml',
      'overlays/prod/gen/kustomization.yaml',
      'overlays/prod/generator.yaml',
      'overlays/prod/j6902.yaml',
      'overlays/prod/kustomization.yaml',
      'overlays/prod/patch.yaml',
      'overlays/prod/replacement.yaml',
      'overlays/prod/schema.json',
      'overlays/prod/secret.txt',
      'overlays/prod/smp.yaml',
      'overlays/prod/validator.yaml',
      'parts/tls/kustomization.yml',
      'parts/tls/p.yaml',
    ]);
    expect(discovery.skipped).toEqual([
      { path: 'base', kind: 'kustomize', reason: 'used by kustomize:overlays/prod' },
      { path: 'old', kind: 'kustomize', reason: 'used by kustomize:overlays/prod' },
      { path: 'overlays/prod/gen', kind: 'kustomize', reason: 'used by kustomize:overlays/prod' },
      { path: 'parts/lone', kind: 'kustomize', reason: 'a component that nothing uses' },
      { path: 'parts/tls', kind: 'kustomize', reason: 'used by kustomize:overlays/prod' },
    ]);
  });

  test('inflate only vendored charts, which are then no targets of their own', () => {
    const discovery = found({
      'k/kustomization.yaml':
        'helmGlobals: {chartHome: vendor}\nhelmCharts:\n- {name: app, valuesFile: v.yaml, additionalValuesFiles: [w.yaml]}\n- {name: redis, version: 1.2.3, repo: "https://example.com"}\n',
      'k/v.yaml': 'a: 1\n',
      'k/w.yaml': 'a: 1\n',
      'k/vendor/app/Chart.yaml': `${CHART}dependencies: [{name: lib, repository: "file://../../../lib"}]\n`,
      'k/vendor/app/templates/x.yaml': 'x',
      'k/vendor/redis-1.2.3/redis/Chart.yaml': CHART,
      'lib/Chart.yaml': CHART,
    });
    expect(discovery.problems).toEqual([]);
    expect(ids(discovery)).toEqual(['kustomize:k [default]']);
    expect(discovery.targets[0]?.inputs).toEqual([
      'k/kustomization.yaml',
      'k/v.yaml',
      'k/vendor/app/Chart.yaml',
      'k/vendor/app/templates/x.yaml',
      'k/vendor/redis-1.2.3/redis/Chart.yaml',
      'k/w.yaml',
      'lib/Chart.yaml',
    ]);
    expect(discovery.skipped.map(({ path, reason }) => [path, reason])).toEqual([
      ['k/vendor/app', 'inflated by kustomize:k'],
      ['k/vendor/redis-1.2.3/redis', 'inflated by kustomize:k'],
      ['lib', 'inflated by kustomize:k'],
    ]);
  });

  test('that reach outside the repository or name what is not there are problems with file and line', () => {
    const { targets, problems } = found({
      'k/kustomization.yaml': [
        'resources:',
        '- github.com/acme/repo//deploy?ref=v1',
        '- https://example.com/a.yaml',
        '- git@gitlab.com:acme/repo.git',
        '- ../../outside.yaml',
        '- /etc/passwd',
        '- missing.yaml',
        '- folder',
        '- link.yaml',
        'helmCharts:',
        '- name: redis',
        '  version: 1.2.3',
        '  repo: https://charts.example.com',
        '',
      ].join('\n'),
      'k/folder/a.yaml': DEPLOYMENT,
      'k/link.yaml': { link: '/etc/passwd' },
    });
    expect(targets.map(({ id }) => id)).toEqual(['manifests:k/folder']);
    expect(
      problems
        .filter(({ target }) => target === 'kustomize:k')
        .map(({ code, line, message }) => [line, code, message]),
    ).toEqual([
      [
        2,
        'remote-resource',
        'resources names "github.com/acme/repo//deploy?ref=v1", which is not in the repository and is not fetched',
      ],
      [3, 'remote-resource', expect.any(String)],
      [4, 'remote-resource', expect.any(String)],
      [5, 'path-outside-repository', 'resources names "../../outside.yaml", which is outside the repository'],
      [6, 'path-outside-repository', expect.any(String)],
      [7, 'file-missing', 'resources names "missing.yaml": k/missing.yaml does not exist'],
      [8, 'kustomization-missing', 'resources names "folder", a folder without a kustomization.yaml'],
      [
        9,
        'link-outside-repository',
        'resources names "link.yaml": k/link.yaml is a symbolic link that leads out of the repository',
      ],
      [
        11,
        'helm-chart-not-vendored',
        'Chart "redis" is not in k/charts/redis-1.2.3/redis, and fetching it from https://charts.example.com is not allowed',
      ],
    ]);
    expect(problems.every(({ gates }) => gates)).toBe(true);
    expect(problems.find(({ code }) => code === 'helm-chart-not-vendored')?.hint).toBe(
      'Vendor it there: helm pull redis --repo https://charts.example.com --version 1.2.3 --untar --untardir k/charts/redis-1.2.3',
    );
  });

  test('never put what a pull request wrote into a command', () => {
    const hostile = 'helmCharts: [{name: redis, version: "1; touch /tmp/x", repo: "https://a"}]\n';
    expect(found({ 'k/kustomization.yaml': hostile }).problems[0]?.hint).toBe('Vendor it there');
  });

  test('nested without end are a problem, not a crash', () => {
    const files: Record<string, string> = { 'k5000/kustomization.yaml': 'namePrefix: a\n' };
    for (let level = 0; level < 5000; level += 1) {
      files[`k${level}/kustomization.yaml`] = `resources: [../k${level + 1}]\n`;
    }
    expect(found(files).problems.map(({ code, target, file }) => [code, target, file])).toEqual([
      ['kustomization-too-deep', 'kustomize:k0', 'k200/kustomization.yaml'],
    ]);
    files['k5000/kustomization.yaml'] = 'resources: [../k0]\n';
    expect(found(files).problems.map(({ code, target }) => [code, target])).toEqual([
      ['kustomization-too-deep', 'kustomize:k0'],
    ]);
  });

  test('that use each other in a circle are reported, not followed', () => {
    const { targets, problems } = found({
      'a/kustomization.yaml': 'resources:\n- ../b\n',
      'b/kustomization.yaml': 'resources:\n- ../a\n',
      'c/kustomization.yaml': 'resources:\n- .\n',
    });
    expect(targets).toEqual([]);
    expect(
      problems.map(({ code, file, line, target, message }) => [code, file, line, target, message]),
    ).toEqual([
      [
        'kustomization-cycle',
        'b/kustomization.yaml',
        2,
        'kustomize:a',
        'Kustomizations use each other in a circle: a -> b -> a',
      ],
      [
        'kustomization-cycle',
        'c/kustomization.yaml',
        2,
        'kustomize:c',
        'Kustomizations use each other in a circle: c -> c',
      ],
    ]);
  });

  test('that cannot be read, or stand twice in a folder, are problems', () => {
    const { problems } = found({
      'a/kustomization.yaml': 'resources: [\n',
      'b/kustomization.yaml': '',
      'c/kustomization.yaml': 'namePrefix: a\n',
      'c/Kustomization': 'namePrefix: b\n',
    });
    expect(problems.map(({ code, file, target }) => [code, file, target])).toEqual([
      ['yaml-invalid', 'a/kustomization.yaml', 'kustomize:a'],
      ['kustomization-invalid', 'b/kustomization.yaml', 'kustomize:b'],
      ['kustomization-ambiguous', 'c/kustomization.yaml', 'kustomize:c'],
    ]);
  });

  test('of Flux are manifests, whatever their file is called', () => {
    expect(
      ids(
        found({
          'flux/kustomization.yaml': 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n',
        }),
      ),
    ).toEqual(['manifests:flux [default]']);
  });
});

describe('plain manifests', () => {
  test('are grouped by folder; what is not Kubernetes is left alone', () => {
    const discovery = found({
      'deploy/b.yaml': DEPLOYMENT,
      'deploy/a.json': '{"kind": "Service", "apiVersion": "v1", "metadata": {"name": "a"}}',
      'deploy/list.yml': '---\n# nothing\n---\n{apiVersion: v1, kind: List, items: []}\n',
      'root.yaml': `x: 1\n---\n${DEPLOYMENT}`,
      'deploy/escaped.yaml': '{"api\\u0056ersion": v1, "k\\u0069nd": Pod}\n',
      'values.yaml': 'a: {apiVersion: v1, kind: Pod}\n',
      '.github/workflows/ci.yaml': 'on: push\njobs: {}\n',
      'package.json': '{"name": "x"}',
      'docs/a.md': DEPLOYMENT,
      'play.yaml': '- k8s:\n    definition:\n      apiVersion: v1\n      kind: Pod\n',
      'openapi.json': '{"components": {"apiVersion": {"kind": 1}}}',
    });
    expect(ids(discovery)).toEqual(['manifests:. [default]', 'manifests:deploy [default]']);
    expect(discovery.targets[1]).toEqual({
      id: 'manifests:deploy',
      kind: 'manifests',
      root: 'deploy',
      files: ['deploy/a.json', 'deploy/b.yaml', 'deploy/escaped.yaml', 'deploy/list.yml'],
      environments: [{ name: 'default', reason: 'plain manifests' }],
      inputs: ['deploy/a.json', 'deploy/b.yaml', 'deploy/escaped.yaml', 'deploy/list.yml'],
      reason: '4 files with Kubernetes objects that no chart or kustomization uses',
    });
    expect(discovery.targets[0]?.files).toEqual(['root.yaml']);
    expect(discovery.problems).toEqual([]);
  });

  test('leave out patches that no kustomization names: fragments, which nobody applies', () => {
    const discovery = found({
      'k/kustomization.yaml': 'resources: [a.yaml]\npatches: [{path: used_patch.yaml}]\n',
      'k/a.yaml': DEPLOYMENT,
      'k/used_patch.yaml': DEPLOYMENT,
      'k/manager_auth_proxy_patch.yaml': DEPLOYMENT,
      'k/cache-patch.yml': DEPLOYMENT,
      'k/patch.yaml': DEPLOYMENT,
      'k/patch1.json': '{"apiVersion": "v1", "kind": "Pod"}',
      'k/patch_json6902.yaml': '- {op: remove, path: /spec}\n',
      'k/patches/patch-rbac.yaml': DEPLOYMENT,
      'k/patches/rbac.yaml': DEPLOYMENT,
      'k/other.yaml': DEPLOYMENT,
      'k/patchwork.yaml': DEPLOYMENT,
      'k/dispatch.yaml': DEPLOYMENT,
      'k/sub/patch.yaml': DEPLOYMENT,
      'plain/app-patch.yaml': DEPLOYMENT,
      'plain/patches/patch.yaml': DEPLOYMENT,
      'flux/kustomization.yaml': 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n',
      'flux/app-patch.yaml': DEPLOYMENT,
    });
    const reason = 'by its name a patch, and no kustomization uses it: it is not applied as it stands';
    expect(discovery.skipped).toEqual(
      [
        'k/cache-patch.yml',
        'k/manager_auth_proxy_patch.yaml',
        'k/patch.yaml',
        'k/patch1.json',
        'k/patches/patch-rbac.yaml',
      ].map(path => ({ path, kind: 'manifests', reason })),
    );
    expect(discovery.targets.flatMap(({ files }) => files)).toEqual([
      'flux/app-patch.yaml',
      'flux/kustomization.yaml',
      'k/dispatch.yaml',
      'k/other.yaml',
      'k/patchwork.yaml',
      'k/patches/rbac.yaml',
      'k/sub/patch.yaml',
      'plain/app-patch.yaml',
      'plain/patches/patch.yaml',
    ]);
    expect(discovery.problems).toEqual([]);
  });

  test('that are broken are kept for the reader to report, when they look like Kubernetes', () => {
    const discovery = found({
      'a/broken.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: [\n',
      'a/broken.json': '{"apiVersion": "v1", "kind": "Pod",',
      'b/not-ours.yaml': 'name: [\n',
      'c/template.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ name }}-x\n',
      'd/half.yaml': `${DEPLOYMENT}---\napiVersion: v1\nkind: Pod\nmetadata: {{{ x }}: y\n`,
    });
    expect(discovery.targets.map(({ files }) => files)).toEqual([
      ['a/broken.json', 'a/broken.yaml'],
      ['d/half.yaml'],
    ]);
    expect(discovery.problems.map(({ code, file, gates }) => [code, file, gates])).toEqual([
      ['template-not-evaluated', 'c/template.yaml', false],
    ]);
  });

  test('that are a bomb stay for the reader, and no placeholder hides them', () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) => `l${level + 1}: &l${level + 1} [${Array(9).fill(`*l${level}`).join(', ')}]`,
    );
    const bomb = `# {{\napiVersion: v1\nkind: Pod\nl0: &l0 x\n${levels.join('\n')}\n`;
    expect(found({ 'a.yaml': bomb }).targets[0]?.files).toEqual(['a.yaml']);
  });

  test('configuration of tools is passed over', () => {
    const discovery = found({
      'kind.yaml': 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n',
      'skaffold.yaml': 'apiVersion: skaffold/v4beta6\nkind: Config\n',
      'kubeconfig.yaml': 'apiVersion: v1\nkind: Config\nclusters: []\n',
      'mixed.yaml': `kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n---\n${DEPLOYMENT}`,
    });
    expect(discovery.targets.map(({ files }) => files)).toEqual([['mixed.yaml']]);
    expect(discovery.skipped.map(({ path }) => path)).toEqual([
      'kind.yaml',
      'kubeconfig.yaml',
      'skaffold.yaml',
    ]);
  });

  test('too large, unreadable or in UTF-16 are gating problems', () => {
    const { targets, problems } = found({
      'big.yaml': Buffer.alloc(33 * 1024 * 1024, 0x61),
      'utf16.yaml': Buffer.from(`\uFEFF${DEPLOYMENT}`, 'utf16le'),
      'out.yaml': { link: '../../x.yaml' },
      'dangling.yaml': { link: 'nothing.yaml' },
      'same.yaml': { link: 'a/real.yaml' },
      'renamed.yaml': { link: 'a/real.txt' },
      'a/real.yaml': DEPLOYMENT,
      'a/real.txt': DEPLOYMENT.replace('a}', 'b}'),
    });
    expect(targets.map(({ files }) => files)).toEqual([['renamed.yaml'], ['a/real.yaml']]);
    expect(problems.map(({ code, file, gates }) => [code, file, gates])).toEqual([
      ['file-too-large', 'big.yaml', true],
      ['link-broken', 'dangling.yaml', false],
      ['link-outside-repository', 'out.yaml', true],
      ['yaml-encoding', 'utf16.yaml', true],
    ]);
  });
});

describe('nothing found', () => {
  test('is a gating problem with a hint', () => {
    expect(found({ 'README.md': 'x', 'a.yaml': 'x: 1\n' })).toEqual({
      targets: [],
      problems: [
        {
          code: 'no-targets',
          message:
            'Nothing to evaluate: 2 files, and no Helm chart, kustomization or Kubernetes manifest among them',
          hint: expect.stringContaining('"kubeproof targets" tells what was looked at'),
          gates: true,
        },
      ],
      skipped: [],
    });
  });
});

describe('exclude and paths', () => {
  const files = {
    'charts/a/Chart.yaml': `${CHART}dependencies: [{name: lib, repository: "file://../lib"}]\n`,
    'charts/a/values-prod.yaml': 'a: 1\n',
    'charts/lib/Chart.yaml': 'apiVersion: v2\nname: lib\ntype: library\n',
    'base/kustomization.yaml': 'resources: [a.yaml]\n',
    'base/a.yaml': DEPLOYMENT,
    'overlays/prod/kustomization.yaml': 'resources: [../../base]\n',
    'deploy/a.yaml': DEPLOYMENT,
    'deploy/b.yaml': DEPLOYMENT,
    'legacy/x/Chart.yaml': 'name: [',
  };
  const options = { exclude: ['legacy/**'] };

  test.each([
    [['charts'], ['helm:charts/a']],
    [['./charts/a/'], ['helm:charts/a']],
    [['charts/lib'], ['helm:charts/a']],
    [['charts/a/values-prod.yaml'], ['helm:charts/a']],
    [['base'], ['kustomize:overlays/prod']],
    [
      ['overlays', 'deploy'],
      ['kustomize:overlays/prod', 'manifests:deploy'],
    ],
    [['.'], ['helm:charts/a', 'kustomize:overlays/prod', 'manifests:deploy']],
  ])('paths %j select %j', (paths, expected) => {
    const discovery = found(files, { ...options, paths });
    expect(discovery.targets.map(({ id }) => id)).toEqual(expected);
    expect(discovery.problems).toEqual([]);
  });

  test('a path to one file selects that file of the manifests', () => {
    const discovery = found(files, { ...options, paths: ['deploy/b.yaml'] });
    expect(discovery.targets).toMatchObject([
      { id: 'manifests:deploy', files: ['deploy/b.yaml'], inputs: ['deploy/b.yaml'] },
    ]);
    const both = found(files, { ...options, paths: ['deploy/b.yaml', 'deploy/a.yaml'] });
    expect(both.targets[0]?.files).toEqual(['deploy/a.yaml', 'deploy/b.yaml']);
  });

  test('a path that is not there, or leads to nothing, gates', () => {
    const discovery = found(
      { ...files, 'docs/a.md': 'x' },
      { ...options, paths: ['docs', 'nowhere', '../x'] },
    );
    expect(discovery.problems.map(({ code, message }) => [code, message])).toEqual([
      ['path-no-targets', 'Nothing to evaluate at "docs"'],
      ['path-not-found', '"../x" does not exist in the repository'],
      ['path-not-found', '"nowhere" does not exist in the repository'],
    ]);
  });

  test('what is excluded is no target and no problem, and others may still use it', () => {
    expect(found(files).problems.map(({ target }) => target)).toEqual(['helm:legacy/x']);
    const discovery = found(files, { exclude: ['legacy', 'base', 'deploy/b.*'] });
    expect(discovery.targets.map(({ id, files }) => [id, files])).toEqual([
      ['helm:charts/a', []],
      ['kustomize:overlays/prod', []],
      ['manifests:deploy', ['deploy/a.yaml']],
    ]);
    expect(discovery.targets[1]?.inputs).toContain('base/a.yaml');
  });

  test('problems elsewhere do not concern the paths that were asked for', () => {
    expect(found(files, { paths: ['deploy'] }).problems).toEqual([]);
    expect(found(files, { paths: ['legacy'] }).problems.map(({ code }) => code)).toEqual(['yaml-invalid']);
  });
});
