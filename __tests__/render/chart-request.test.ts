import { describe, expect, test } from '@jest/globals';
import { capabilitiesOf } from '../../src/render/capabilities.ts';
import { renderTarget } from '../../src/render/index.ts';
import { memoryTree } from '../../src/repository/index.ts';
import type { Environment } from '../../src/targets/index.ts';
import { DEFAULT_ENVIRONMENT, listing, RecordingEngine, target, text } from './support.ts';

const OPTIONS = { kubernetes: '1.34', helm: 4 } as const;
const DOCUMENT = { text: 'kind: ConfigMap\n', source: 'charts/app/templates/a.yaml' };

function chart(name: string, dependencies: Record<string, string> = {}): string {
  const entries = Object.entries(dependencies).map(
    ([dependency, repository]) => `- name: ${dependency}\n  version: 1.0.0\n  repository: ${repository}\n`,
  );
  return `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n${entries.length > 0 ? `dependencies:\n${entries.join('')}` : ''}`;
}

async function requestFor(
  files: Parameters<typeof memoryTree>[0],
  environment: Environment = DEFAULT_ENVIRONMENT,
) {
  const engine = new RecordingEngine([DOCUMENT]);
  const outcome = await renderTarget(
    memoryTree(files),
    target('helm', 'charts/app'),
    environment,
    engine,
    OPTIONS,
  );
  return { outcome, request: engine.charts[0], asked: engine.charts.length };
}

async function problemFor(
  files: Parameters<typeof memoryTree>[0],
  environment: Environment = DEFAULT_ENVIRONMENT,
) {
  const { outcome, asked } = await requestFor(files, environment);
  expect(asked).toBe(0);
  if (outcome.ok) throw new Error('rendered');
  return outcome.problem;
}

describe('a chart request', () => {
  test('holds the files below the chart, and the defaults of helm template', async () => {
    const { request, outcome } = await requestFor({
      'charts/app/Chart.yaml': chart('app'),
      'charts/app/.helmignore': '*.md\n',
      'charts/app/README.md': 'ignored',
      'charts/app/outside.md': { link: '../../../outside' },
      'charts/app/templates/a.yaml': 'kind: ConfigMap',
      'charts/application/Chart.yaml': chart('other'),
    });
    expect(listing(request?.files ?? [])).toEqual([
      '.helmignore <- charts/app/.helmignore',
      'Chart.yaml <- charts/app/Chart.yaml',
      'templates/a.yaml <- charts/app/templates/a.yaml',
    ]);
    expect(request).toMatchObject({
      values: [],
      set: { json: [], plain: [], string: [], file: [], literal: [] },
      setFiles: {},
      releaseName: 'release-name',
      namespace: 'default',
      kubernetes: '1.34.0',
      apiVersions: capabilitiesOf('1.34').apiVersions,
      includeCrds: true,
      helm: 4,
    });
    expect(outcome).toMatchObject({ ok: true, documents: [DOCUMENT], warnings: ['from helm'] });
  });

  test('takes everything from the environment, values in order', async () => {
    const { request } = await requestFor(
      {
        'charts/app/Chart.yaml': chart('app'),
        'values/one.yaml': 'a: 1',
        'values/two.yaml': 'a: 2',
        'files/x,y': 'not this',
        'files/config.txt': 'content',
        'files/other.txt': 'more',
      },
      {
        name: 'prod',
        reason: 'test',
        namespace: 'shop',
        releaseName: 'checkout',
        kubernetes: '1.31',
        apiVersions: ['monitoring.coreos.com/v1'],
        values: ['values/two.yaml', 'values/one.yaml'],
        set: {
          json: ['a={"b":1}'],
          plain: ['c=1,d=2'],
          string: ['e=1'],
          file: ['f\\,g=files/config.txt,h.i=files/other.txt'],
          literal: ['j={{x}}'],
        },
      },
    );
    expect(request?.values.map(({ name, content }) => [name, text(content)])).toEqual([
      ['values/two.yaml', 'a: 2'],
      ['values/one.yaml', 'a: 1'],
    ]);
    expect(request?.set).toEqual({
      json: ['a={"b":1}'],
      plain: ['c=1,d=2'],
      string: ['e=1'],
      file: ['f\\,g=files/config.txt,h.i=files/other.txt'],
      literal: ['j={{x}}'],
    });
    expect(Object.entries(request?.setFiles ?? {}).map(([name, content]) => [name, text(content)])).toEqual([
      ['files/config.txt', 'content'],
      ['files/other.txt', 'more'],
    ]);
    expect(request).toMatchObject({
      releaseName: 'checkout',
      namespace: 'shop',
      kubernetes: '1.31.0',
      apiVersions: [...capabilitiesOf('1.31').apiVersions, 'monitoring.coreos.com/v1'],
    });
  });

  test('names a values file that is missing, with target and environment', async () => {
    const environment = { name: 'prod', reason: 'test', values: ['values/prod.yaml'] };
    expect(await problemFor({ 'charts/app/Chart.yaml': chart('app') }, environment)).toEqual({
      code: 'values-missing',
      message: 'The values file values/prod.yaml does not exist in the memory',
      hint: 'Add the file, or correct the environment that names it',
      file: 'values/prod.yaml',
      target: 'helm:charts/app',
      environment: 'prod',
      gates: true,
    });
  });

  test.each([['../secret.yaml'], ['/etc/passwd']])('refuses the values file %s', async name => {
    const environment = { name: 'prod', reason: 'test', values: [name] };
    const problem = await problemFor({ 'charts/app/Chart.yaml': chart('app') }, environment);
    expect(problem).toMatchObject({
      code: 'file-outside-repository',
      file: 'charts/app/Chart.yaml',
      gates: true,
    });
  });

  test('refuses a link that leaves the repository', async () => {
    const problem = await problemFor({
      'charts/app/Chart.yaml': chart('app'),
      'charts/app/values.yaml': { link: '../../../outside.yaml' },
    });
    expect(problem).toMatchObject({
      code: 'link-outside-repository',
      file: 'charts/app/values.yaml',
      target: 'helm:charts/app',
      gates: true,
    });
  });
});

describe('file:// dependencies', () => {
  test('lie where helm dependency build packs them, recursively, under their own .helmignore', async () => {
    const { request } = await requestFor({
      'charts/app/Chart.yaml': chart('app', {
        lib: 'file://../../shared/lib',
        far: 'https://charts.example',
      }),
      'charts/app/.helmignore': 'tests/\nnotes.md\n',
      'charts/app/notes.md': '',
      'charts/app/templates/a.yaml': '',
      'shared/lib/Chart.yaml': chart('lib', { base: 'file://../base' }),
      'shared/lib/.helmignore': '*.txt\n',
      'shared/lib/ignored.txt': '',
      'shared/lib/templates/tests/t.yaml': '',
      'shared/base/Chart.yaml': chart('base'),
      'shared/base/kept.txt': '',
    });
    expect(listing(request?.files ?? [])).toEqual([
      'Chart.yaml <- charts/app/Chart.yaml',
      'charts/lib/Chart.yaml <- shared/lib/Chart.yaml',
      'charts/lib/charts/base/Chart.yaml <- shared/base/Chart.yaml',
      'charts/lib/charts/base/kept.txt <- shared/base/kept.txt',
      'charts/lib/templates/tests/t.yaml <- shared/lib/templates/tests/t.yaml',
      'templates/a.yaml <- charts/app/templates/a.yaml',
    ]);
  });

  test.each([
    ['unpacked under another folder name', { 'charts/app/charts/renamed/Chart.yaml': chart('lib') }],
    ['packed', { 'charts/app/charts/lib-0.9.0.tgz': 'archive' }],
  ])('are left as vendored when %s', async (_, vendored) => {
    const { request } = await requestFor({
      'charts/app/Chart.yaml': chart('app', { lib: 'file://../lib' }),
      'charts/lib/Chart.yaml': chart('lib'),
      ...vendored,
    });
    expect((request?.files ?? []).map(({ origin }) => origin).sort()).toEqual(
      ['charts/app/Chart.yaml', ...Object.keys(vendored)].sort(),
    );
  });

  test('of requirements.yaml count too; two aliases of one chart give one copy', async () => {
    const entry = '- name: lib\n  version: 1.0.0\n  repository: file://../lib\n';
    const { request } = await requestFor({
      'charts/app/Chart.yaml': 'apiVersion: v1\nname: app\nversion: 1.0.0\n',
      'charts/app/requirements.yaml': `dependencies:\n${entry}  alias: a\n${entry}  alias: b\n`,
      'charts/lib/Chart.yaml': chart('lib'),
    });
    expect(
      (request?.files ?? []).filter(({ origin }) => origin.startsWith('charts/lib')).map(({ path }) => path),
    ).toEqual(['charts/lib/Chart.yaml']);
  });

  test('in a cycle are a problem at the entry that closes it', async () => {
    const problem = await problemFor({
      'charts/app/Chart.yaml': chart('app', { lib: 'file://../lib' }),
      'charts/lib/Chart.yaml': chart('lib', { app: 'file://../app' }),
    });
    expect(problem).toMatchObject({
      code: 'dependency-cycle',
      message:
        'Dependency app leads back to a chart that depends on it: charts/app -> charts/lib -> charts/app',
      file: 'charts/lib/Chart.yaml',
      line: 5,
    });
  });

  test('that lead nowhere or out of the repository are named with their line', async () => {
    expect(
      await problemFor({ 'charts/app/Chart.yaml': chart('app', { one: 'file://../../..' }) }),
    ).toMatchObject({ code: 'dependency-outside-repository', file: 'charts/app/Chart.yaml', line: 5 });
    expect(
      await problemFor({ 'charts/app/Chart.yaml': chart('app', { one: 'file://../two' }) }),
    ).toMatchObject({
      code: 'dependency-missing',
      message: 'Dependency one is at file://../two, but charts/two holds no Chart.yaml',
      file: 'charts/app/Chart.yaml',
      line: 5,
    });
  });

  test('that double at every level end at a bound instead of filling memory', async () => {
    const files: Record<string, string> = {
      'charts/app/Chart.yaml': chart('app', { a: 'file://../0/a', b: 'file://../0/b' }),
    };
    for (let level = 0; level < 20; level += 1) {
      const next = `file://../../${level + 1}`;
      for (const name of ['a', 'b']) {
        files[`charts/${level}/${name}/Chart.yaml`] = chart(name, { a: `${next}/a`, b: `${next}/b` });
      }
    }
    expect((await problemFor(files)).code).toBe('dependency-too-deep');
  });

  test('an alias bomb in Chart.yaml is left to the engine', async () => {
    const bomb = Array.from({ length: 30 }, (_, index) =>
      index === 0 ? 'a0: &a0 [x, x]' : `a${index}: &a${index} [*a${index - 1}, *a${index - 1}]`,
    ).join('\n');
    const { asked } = await requestFor({ 'charts/app/Chart.yaml': `${chart('app')}${bomb}\n` });
    expect(asked).toBe(1);
  });
});

describe('an outcome', () => {
  test('without documents is a notice that does not gate', async () => {
    const tree = memoryTree({ 'charts/app/Chart.yaml': chart('app') });
    const engine = new RecordingEngine([{ text: '# Source: app/templates/a.yaml\n\n---\n' }]);
    const outcome = await renderTarget(
      tree,
      target('helm', 'charts/app'),
      DEFAULT_ENVIRONMENT,
      engine,
      OPTIONS,
    );
    expect(outcome).toMatchObject({
      ok: true,
      documents: [],
      notices: [
        {
          code: 'render-empty',
          message: 'The chart renders no object with these values',
          file: 'charts/app/Chart.yaml',
          target: 'helm:charts/app',
          environment: 'default',
          gates: false,
        },
      ],
    });
  });

  test('of a library chart is a notice, and no engine is asked', async () => {
    const { outcome, asked } = await requestFor({
      'charts/app/Chart.yaml': `${chart('app')}type: library\n`,
    });
    expect(asked).toBe(0);
    expect(outcome).toMatchObject({ ok: true, documents: [], engine: { engine: 'none' } });
    expect(outcome.ok && outcome.notices?.map(({ code }) => code)).toEqual(['chart-library']);
  });

  test('with a missing dependency points at its entry', async () => {
    const engine = new RecordingEngine({
      ok: false,
      engine: { engine: 'embedded', tool: 'helm', version: '4.0.0' },
      problem: {
        code: 'dependency-missing',
        message: 'found in Chart.yaml, but missing in charts/ directory: far, further',
        file: 'charts/app/Chart.yaml',
        gates: true,
      },
    });
    const tree = memoryTree({
      'charts/app/Chart.yaml': chart('app', {
        near: 'file://../near',
        far: 'https://charts.example',
        further: '',
      }),
      'charts/near/Chart.yaml': chart('near'),
    });
    const outcome = await renderTarget(
      tree,
      target('helm', 'charts/app'),
      DEFAULT_ENVIRONMENT,
      engine,
      OPTIONS,
    );
    expect(outcome).toMatchObject({
      ok: false,
      problem: { file: 'charts/app/Chart.yaml', line: 8, gates: true },
    });
  });
});

describe('plain manifests', () => {
  test('keep their file and line, and need no engine', async () => {
    const tree = memoryTree({
      'k8s/a.yaml': '# note\n---\nkind: A\n---\n# nothing\n---\nkind: B\n',
      'k8s/b.json': '{"kind": "C"}\n',
    });
    const engine = new RecordingEngine([]);
    const manifests = target('manifests', 'k8s', { files: ['k8s/a.yaml', 'k8s/b.json'] });
    const outcome = await renderTarget(tree, manifests, DEFAULT_ENVIRONMENT, engine, OPTIONS);
    expect(outcome).toEqual({
      ok: true,
      documents: [
        { text: 'kind: A\n', source: 'k8s/a.yaml', sourceLine: 2 },
        { text: 'kind: B\n', source: 'k8s/a.yaml', sourceLine: 6 },
        { text: '{"kind": "C"}\n', source: 'k8s/b.json', sourceLine: 0 },
      ],
      engine: { engine: 'none', tool: 'none', version: '' },
      warnings: [],
    });
    expect(engine.charts.length + engine.kustomizations.length).toBe(0);
  });

  test('say which documents placeholders keep from being YAML, and hand on those that are', async () => {
    const pod = 'apiVersion: v1\nkind: Pod\n';
    const template = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {{ .ns }}\n';
    const files = {
      'k8s/half.yaml': `${pod}---\n${template}---\n${template}`,
      'k8s/raw.yaml': `{% raw %}\n${pod}---\n${pod}---\n${pod}{% endraw %}\n`,
    };
    const manifests = target('manifests', 'k8s', { files: Object.keys(files) });
    const outcome = await renderTarget(
      memoryTree(files),
      manifests,
      DEFAULT_ENVIRONMENT,
      new RecordingEngine([]),
      OPTIONS,
    );
    expect(outcome).toEqual({
      ok: true,
      documents: [
        { text: pod, source: 'k8s/half.yaml', sourceLine: 0 },
        { text: pod, source: 'k8s/raw.yaml', sourceLine: 4 },
      ],
      engine: { engine: 'none', tool: 'none', version: '' },
      warnings: [],
      notices: [
        {
          code: 'template-not-evaluated',
          message:
            '4 documents in k8s/half.yaml and 1 more file look like Kubernetes, but placeholders of a template language keep them from being YAML',
          hint: 'Nothing was judged in them. Leave the files out with "exclude" in .kubeproof.yaml, or commit what they render to',
          file: 'k8s/half.yaml',
          line: 4,
          target: 'manifests:k8s',
          environment: 'default',
          gates: false,
        },
      ],
    });
  });

  test.each([
    ['is broken besides its placeholders', 'kind: Pod\n---\nkind: Pod\nname: {{ a }}\nspec: [\n'],
    ['has a placeholder in a comment only', 'kind: Pod\n---\n# {{ a }}\nkind: Pod\nspec: [\n'],
    ['has nobody beside it that can be read', 'kind: {{ a }}\n---\nkind: {{ b }}\n'],
    ['is not of Kubernetes', 'kind: Pod\n---\nname: {{ a }}\n'],
    ['reads as it stands', 'kind: Pod\n---\nkind: Pod\nname: "{{ a }}"\n'],
  ])('keep a document that %s for the reader', async (_, source) => {
    const text = source.replaceAll('kind: Pod', 'apiVersion: v1\nkind: Pod');
    const outcome = await renderTarget(
      memoryTree({ 'k8s/a.yaml': text }),
      target('manifests', 'k8s', { files: ['k8s/a.yaml'] }),
      DEFAULT_ENVIRONMENT,
      new RecordingEngine([]),
      OPTIONS,
    );
    expect(outcome).toMatchObject({ ok: true, documents: [{ sourceLine: 0 }, { source: 'k8s/a.yaml' }] });
    expect(outcome).not.toHaveProperty('notices');
  });

  test('that link out of the repository are a problem of that file', async () => {
    const tree = memoryTree({ 'k8s/a.yaml': { link: '/etc/hosts' } });
    const manifests = target('manifests', 'k8s', { files: ['k8s/a.yaml'] });
    const outcome = await renderTarget(
      tree,
      manifests,
      DEFAULT_ENVIRONMENT,
      new RecordingEngine([]),
      OPTIONS,
    );
    expect(outcome).toMatchObject({
      ok: false,
      problem: { code: 'link-outside-repository', file: 'k8s/a.yaml', target: 'manifests:k8s', gates: true },
    });
  });
});
