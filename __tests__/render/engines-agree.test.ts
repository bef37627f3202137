import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { parseYaml } from '../../src/manifest/index.ts';
import { helmIgnore } from '../../src/render/helmignore.ts';
import {
  createEngine,
  DEFAULT_LIMITS,
  type Engine,
  type RenderOutcome,
  renderTarget,
} from '../../src/render/index.ts';
import { memoryTree, openFolder, type Tree } from '../../src/repository/index.ts';
import { discover, type Environment, type Target } from '../../src/targets/index.ts';

/**
 * The embedded engine against the tools on PATH: the same documents from the same files, the same problems at the
 * same places. Registers one test that says so where a tool is not there.
 */
const CHART = 'apiVersion: v2\nname: app\nversion: 1.2.3\n';
const MAP =
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-map\n  namespace: {{ .Release.Namespace }}\n';
const PLAIN = (name: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  a: "1"\n`;
const DEPLOYMENT =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.0\n';

// The first render of each kind compiles a module, on a machine that other suites share.
jest.setTimeout(60_000);

type Files = Record<string, string>;

const CHARTS: [string, Files, Partial<Environment>?][] = [
  [
    'values of every form',
    {
      'Chart.yaml': CHART,
      'values.yaml': 'a: {b: [1, 2], c: x}\nbig: 1000000\nempty: null\n',
      'v1.yaml': 'a: {c: file}\n',
      'v2.yaml': 'a: {b: [3]}\nbig: null\n',
      'notes.txt': 'text of a file\n',
      'templates/map.yaml': `${MAP}data:\n  all: {{ toYaml .Values | quote }}\n  kube: {{ .Capabilities.KubeVersion.Version }}\n  api: "{{ .Capabilities.APIVersions.Has "x.example/v1" }}"\n`,
      'templates/NOTES.txt': 'Thank you',
    },
    {
      values: ['app/v1.yaml', 'app/v2.yaml'],
      apiVersions: ['x.example/v1'],
      namespace: 'shop',
      releaseName: 'web',
      set: {
        json: ['j={"k":[1]}'],
        plain: ['p.q[0]=1,r=a\\,b'],
        string: ['s=1'],
        file: ['f=app/notes.txt'],
        literal: ['l={{x}}'],
      },
    },
  ],
  [
    'crds, hooks, tests, several documents in a file',
    {
      'Chart.yaml': CHART,
      'crds/one.yaml':
        '---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: as.x}\n---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: bs.x}\n',
      'templates/z.yaml': `${MAP}---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\n---\n# nothing\n`,
      'templates/hook.yaml':
        'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: h\n  annotations: {helm.sh/hook: pre-install, helm.sh/hook-weight: "2"}\n',
      'templates/tests/t.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata:\n  name: t\n  annotations: {helm.sh/hook: test}\n',
    },
  ],
  [
    'dependencies: vendored, file://, aliased, switched off',
    {
      'Chart.yaml': `${CHART}dependencies:\n- {name: lib, version: 1.0.0, alias: second, repository: "file://../lib"}\n- {name: off, version: 1.0.0, condition: off.enabled}\n`,
      '.helmignore': 'tests/\n',
      'values.yaml': 'off: {enabled: false}\nsecond: {v: parent}\n',
      'templates/map.yaml': `${MAP}data: {x: {{ include "lib.name" . }}}\n`,
      'charts/off/Chart.yaml': 'apiVersion: v2\nname: off\nversion: 1.0.0\n',
      'charts/off/templates/a.yaml': PLAIN('off'),
      '../lib/Chart.yaml': 'apiVersion: v2\nname: lib\nversion: 1.0.0\n',
      '../lib/values.yaml': 'v: child\n',
      '../lib/templates/_h.tpl': '{{ define "lib.name" }}named{{ end }}',
      '../lib/templates/tests/a.yaml': `${PLAIN('in-tests')}  v: {{ .Values.v }}\n`,
    },
  ],
  ['nothing rendered', { 'Chart.yaml': CHART, 'templates/a.yaml': '{{ if .Values.on }}\na: 1\n{{ end }}\n' }],
  ['required', { 'Chart.yaml': CHART, 'templates/a.yaml': 'a: 1\nb: {{ required "need it" .Values.b }}\n' }],
  [
    'nil pointer in a helper',
    {
      'Chart.yaml': CHART,
      'templates/_h.tpl': '{{ define "x" }}\n{{ .Values.a.b.c }}{{ end }}',
      'templates/a.yaml': 'b: {{ include "x" . }}\n',
    },
  ],
  ['template that does not parse', { 'Chart.yaml': CHART, 'templates/a.yaml': 'a: {{ nofunction 1 }}\n' }],
  ['output that is not YAML', { 'Chart.yaml': CHART, 'templates/a.yaml': 'a: 1\n b: 2\n' }],
  [
    'schema violation',
    {
      'Chart.yaml': CHART,
      'values.yaml': 'n: x\n',
      'values.schema.json': '{"properties":{"n":{"type":"integer"}}}',
      'templates/a.yaml': '',
    },
  ],
  ['broken values.yaml', { 'Chart.yaml': CHART, 'values.yaml': 'a: 1\nb: [\n', 'templates/a.yaml': '' }],
  [
    'broken values file',
    { 'Chart.yaml': CHART, 'v.yaml': 'a: 1\n b: 2\n', 'templates/a.yaml': '' },
    { values: ['app/v.yaml'] },
  ],
  ['--set that does not parse', { 'Chart.yaml': CHART, 'templates/a.yaml': '' }, { set: { json: ['a={'] } }],
  [
    'missing dependency',
    {
      'Chart.yaml': `${CHART}dependencies:\n- name: far\n  version: 1.0.0\n  repository: https://charts.example\n`,
      'templates/a.yaml': '',
    },
  ],
  [
    'kubeVersion that does not fit',
    { 'Chart.yaml': `${CHART}kubeVersion: ">=9.0.0"\n`, 'templates/a.yaml': '' },
  ],
  [
    'invalid chart version',
    { 'Chart.yaml': 'apiVersion: v2\nname: app\nversion: nonsense\n', 'templates/a.yaml': '' },
  ],
  ['broken Chart.yaml', { 'Chart.yaml': 'apiVersion: v2\nname: [\n', 'templates/a.yaml': '' }],
];

const KUSTOMIZATIONS: [string, Files][] = [
  [
    'bases, components, generators, patches, replacements',
    {
      'k/kustomization.yaml':
        'resources:\n- ../base\n- own.yaml\ncomponents: [../component]\nnamespace: shop\nnamePrefix: pre-\nimages:\n- {name: nginx, newTag: "2.0"}\nconfigMapGenerator:\n- name: generated\n  literals: [a=b]\n  files: [data.txt]\nsecretGenerator:\n- name: hidden\n  envs: [secret.env]\npatches:\n- path: patch.yaml\n- target: {kind: Deployment}\n  patch: "- {op: add, path: /spec/replicas, value: 3}"\nreplacements:\n- source: {kind: ConfigMap, name: own, fieldPath: data.a}\n  targets:\n  - select: {kind: Deployment}\n    fieldPaths: [spec.revisionHistoryLimit]\n',
      'k/own.yaml': PLAIN('own'),
      'k/data.txt': 'some text\n',
      'k/secret.env': 'password=x\n',
      'k/patch.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {minReadySeconds: 5}\n',
      'base/kustomization.yaml': 'resources: [deployment.yaml]\n',
      'base/deployment.yaml': DEPLOYMENT,
      'component/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [extra.yaml]\n',
      'component/extra.yaml': `${PLAIN('extra')}---\n${PLAIN('more')}`,
    },
  ],
  [
    'files that could see an origin annotation',
    {
      'k/kustomization.yaml':
        'resources: [own.yaml]\nsortOptions: {order: fifo}\npatches:\n- target: {kind: ConfigMap}\n  patch: "[{op: add, path: /metadata/annotations, value: {x: y}}]"\n',
      'k/own.yaml': PLAIN('own'),
    },
  ],
  [
    'inflated charts at two levels',
    {
      'k/kustomization.yaml':
        'resources: [../base]\nhelmCharts:\n- name: app\n  releaseName: top\n  valuesInline: {v: inline}\nnamespace: shop\n',
      'k/charts/app/Chart.yaml': CHART,
      'k/charts/app/values.yaml': 'v: default\n',
      'k/charts/app/templates/map.yaml': `${MAP}data: {v: {{ .Values.v }}}\n`,
      'base/kustomization.yaml':
        'helmGlobals: {chartHome: ../k/charts}\nhelmCharts:\n- name: app\n  releaseName: below\n',
    },
  ],
  ['missing file', { 'k/kustomization.yaml': '# missing\nresources:\n- gone.yaml\n' }],
  [
    'resource that is not YAML',
    { 'k/kustomization.yaml': 'resources:\n- own.yaml\n', 'k/own.yaml': 'a: 1\n b: 2\n' },
  ],
  ['file outside the root', { 'k/kustomization.yaml': 'resources:\n- ../x.yaml\n', 'x.yaml': PLAIN('x') }],
  ['unknown field', { 'k/kustomization.yaml': 'resuorces: []\n' }],
  [
    'the same object twice',
    {
      'k/kustomization.yaml': 'resources: [a.yaml, b.yaml]\n',
      'k/a.yaml': PLAIN('x'),
      'k/b.yaml': PLAIN('x'),
    },
  ],
  [
    'patch without target',
    {
      'k/kustomization.yaml': 'resources: [a.yaml]\npatches:\n- path: p.yaml\n',
      'k/a.yaml': PLAIN('x'),
      'k/p.yaml': PLAIN('y'),
    },
  ],
  [
    'plugin',
    {
      'k/kustomization.yaml': 'generators: [g.yaml]\n',
      'k/g.yaml': 'apiVersion: example.com/v1\nkind: Mine\nmetadata: {name: g}\n',
    },
  ],
];

function onPath(name: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some(folder => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const system = createEngine(engineOptions('system'));
const embedded = createEngine(engineOptions('embedded'));
afterAll(async () => {
  await Promise.all([system.close(), embedded.close()]);
});

function engineOptions(kind: 'system' | 'embedded') {
  return {
    kind,
    helm: 4,
    assets: join(process.cwd(), 'dist/engine'),
    worker: join(process.cwd(), 'lib/__tests__/render/embedded/worker.js'),
    limits: DEFAULT_LIMITS,
  } as const;
}

async function both(tree: Tree, target: Target, environment: Environment): Promise<[unknown, unknown]> {
  const helm = await systemHelm();
  const render = (engine: Engine) =>
    renderTarget(tree, target, environment, engine, { kubernetes: '1.33', helm });
  const [ours, theirs] = [await render(embedded), await render(system)];
  return [meaning(ours), meaning(theirs)];
}

let major: Promise<3 | 4> | undefined;
/** The embedded Helm is compared with the tool of its own major version. */
function systemHelm(): Promise<3 | 4> {
  major ??= system
    .renderChart({
      files: [{ path: 'Chart.yaml', content: new TextEncoder().encode(CHART), origin: 'Chart.yaml' }],
      values: [],
      set: { json: [], plain: [], string: [], file: [], literal: [] },
      setFiles: {},
      releaseName: 'r',
      namespace: 'default',
      apiVersions: [],
      includeCrds: false,
      helm: 4,
    })
    .then(({ engine }) => (engine.version.startsWith('3.') ? 3 : 4));
  return major;
}

/** What of an outcome both engines have to agree on: not the wording of problems, nor white space of documents. */
function meaning(outcome: RenderOutcome): unknown {
  if (!outcome.ok) {
    const { code, file, line, target, environment } = outcome.problem;
    return { code, file, line, target, environment };
  }
  return outcome.documents.map(({ text, source }) => {
    const parsed = parseYaml(text);
    return { source, value: parsed.ok ? parsed.value : text };
  });
}

const helmThere = onPath('helm');
const kustomizeThere = onPath('kustomize') || onPath('kubectl');

test('.helmignore keeps out the same files here and in Helm', async () => {
  const names = [
    'a.txt',
    'a.md',
    'ab.txt',
    '.hidden',
    'dir/a.txt',
    'dir/b.md',
    'dir/sub/a.txt',
    'x/dir/c',
    'x/y',
    'star*',
    '[x]',
    '!z',
  ];
  const rules = [
    '',
    '*.txt',
    'a.*',
    '/a.txt',
    'dir',
    'dir/',
    '/dir/',
    'dir/sub',
    'dir/*',
    'dir/*.md',
    '*/sub/',
    'x/*/c',
    '.*',
    '!*.txt',
    '!dir/',
    '[a-c].txt',
    '[^a].txt',
    'a?.txt',
    'star\\*',
    '\\[x\\]',
    '\\!z',
    '# a.txt\n\n  *.md  ',
    '*.md\n!a.txt',
    'y\nx/dir',
    '*',
    '[',
  ];
  const template = '{{ range $path, $_ := .Files }}{{ $path | quote }}: 1\n{{ end }}';
  const chart = names
    .filter(name => name !== '.helmignore')
    .map(path => ({ path, content: new TextEncoder().encode('x'), origin: path }));
  const encode = (path: string, text: string) => ({
    path,
    content: new TextEncoder().encode(text),
    origin: path,
  });
  let compared = 0;
  for (const rule of rules) {
    const outcome = await embedded.renderChart({
      files: [
        ...chart,
        encode('Chart.yaml', CHART),
        encode('.helmignore', rule),
        encode('templates/a.yaml', template),
      ],
      values: [],
      set: { json: [], plain: [], string: [], file: [], literal: [] },
      setFiles: {},
      releaseName: 'r',
      namespace: 'default',
      apiVersions: [],
      includeCrds: false,
      helm: 4,
    });
    if (!outcome.ok) {
      // Helm refuses the pattern, or has lost Chart.yaml to it.
      expect([rule, outcome.problem.code]).toEqual([rule, 'chart-invalid']);
      continue;
    }
    const listed = parseYaml(outcome.documents[0]?.text ?? '');
    const theirs = Object.keys((listed.ok && (listed.value as object)) || {}).filter(name =>
      names.includes(name),
    );
    const ignored = helmIgnore(rule);
    if (ignored === undefined) throw new Error(`Helm takes ${rule}`);
    if (ignored('templates/a.yaml')) continue;
    compared += 1;
    expect([rule, names.filter(name => !ignored(name)).sort()]).toEqual([rule, theirs.sort()]);
  }
  expect(compared).toBe(20);
});

describe('charts', () => {
  if (!helmThere) {
    test('not compared: there is no helm on PATH', () => expect(helmThere).toBe(false));
    return;
  }
  test.each(CHARTS)('%s', async (...[, files, environment]) => {
    const inChart = Object.entries(files).map(([path, content]) => [
      path.startsWith('../') ? path.slice(3) : `app/${path}`,
      content,
    ]);
    const target: Target = {
      id: 'helm:app',
      kind: 'helm',
      root: 'app',
      files: [],
      inputs: [],
      environments: [],
      reason: 'test',
    };
    const [ours, theirs] = await both(memoryTree(Object.fromEntries(inChart)), target, {
      name: 'default',
      reason: 'test',
      ...environment,
    });
    expect(ours).toEqual(theirs);
  });
});

describe('kustomizations', () => {
  if (!kustomizeThere || !helmThere) {
    test('not compared: there is no kustomize or no helm on PATH', () =>
      expect(kustomizeThere && helmThere).toBe(false));
    return;
  }
  test.each(KUSTOMIZATIONS)('%s', async (_, files) => {
    const target: Target = {
      id: 'kustomize:k',
      kind: 'kustomize',
      root: 'k',
      files: [],
      inputs: Object.keys(files),
      environments: [],
      reason: 'test',
    };
    const [ours, theirs] = await both(memoryTree(files), target, { name: 'default', reason: 'test' });
    expect(ours).toEqual(theirs);
  });
});

describe('examples', () => {
  if (!kustomizeThere || !helmThere) {
    test('not compared: there is no kustomize or no helm on PATH', () =>
      expect(kustomizeThere && helmThere).toBe(false));
    return;
  }
  const tree = openFolder(join(process.cwd(), 'examples/shop/base'), 'examples/shop/base');
  const cases = discover(tree).targets.flatMap(target =>
    target.environments.map(environment => [target.id, environment.name, target, environment] as const),
  );
  test.each(cases)('%s in %s', async (_, __, target, environment) => {
    const [ours, theirs] = await both(tree, target, environment);
    expect(ours).toEqual(theirs);
    expect(ours).not.toEqual([]);
  });
});
