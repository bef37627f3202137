import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { archive, chart, documents, printed, problem, show, shown, testEngine } from './support.ts';

// A busy machine may take seconds to compile an engine.
jest.setTimeout(60_000);

const engine = testEngine();
afterAll(() => engine.close());

describe('what is rendered', () => {
  test('documents come in the order of installation, each with its template', async () => {
    const outcome = await engine.renderChart(
      chart({
        'values.yaml': 'name: web\n',
        'templates/a.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Values.name }}\n',
        'templates/z.yaml':
          'apiVersion: v1\nkind: Service\nmetadata:\n  name: s\n---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: {{ .Release.Namespace }}\n',
      }),
    );
    expect(documents(outcome)).toEqual([
      {
        text: '# Source: shop/templates/z.yaml\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: prod\n\n',
        source: 'charts/shop/templates/z.yaml',
      },
      {
        text: '# Source: shop/templates/z.yaml\napiVersion: v1\nkind: Service\nmetadata:\n  name: s\n\n',
        source: 'charts/shop/templates/z.yaml',
      },
      {
        text: '# Source: shop/templates/a.yaml\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n',
        source: 'charts/shop/templates/a.yaml',
      },
    ]);
    expect(outcome.engine).toEqual({ engine: 'embedded', tool: 'helm', version: '4.3.1' });
  });

  test('hooks and tests come last; a hook of an unknown kind is dropped with a warning', async () => {
    const hook = (name: string, kind: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n  annotations:\n    helm.sh/hook: ${kind}\n`;
    const outcome = await engine.renderChart(
      chart({
        'templates/a.yaml': hook('before', 'pre-install'),
        'templates/b.yaml': show('x'),
        'templates/c.yaml': hook('lost', 'pre-instal'),
        'templates/d.yaml': hook('check', 'test'),
      }),
    );
    expect(printed(outcome).match(/^ {2}name: .*/gm)).toEqual([
      '  name: show',
      '  name: before',
      '  name: check',
    ]);
    expect(outcome).toMatchObject({ warnings: ['skipping unknown hooks hookTypes=pre-instal'] });
  });

  test('crds/ only when asked for, each document for itself', async () => {
    const files = {
      'crds/a.yaml':
        'kind: CustomResourceDefinition\nmetadata: {name: a}\n---\nkind: CustomResourceDefinition\nmetadata: {name: b}\n',
      'templates/a.yaml': show('x'),
    };
    expect(documents(await engine.renderChart(chart(files)))).toHaveLength(1);
    const outcome = await engine.renderChart(chart(files, { includeCrds: true }));
    expect(documents(outcome).map(({ text, source }) => [source, text])).toEqual([
      [
        'charts/shop/crds/a.yaml',
        '# Source: shop/crds/a.yaml\nkind: CustomResourceDefinition\nmetadata: {name: a}\n',
      ],
      ['charts/shop/crds/a.yaml', 'kind: CustomResourceDefinition\nmetadata: {name: b}\n\n'],
      ['charts/shop/templates/a.yaml', expect.stringContaining('# Source: shop/templates/a.yaml\n')],
    ]);
  });

  test('.helmignore hides templates, and NOTES.txt is executed but not printed', async () => {
    const files = {
      '.helmignore': 'secret-*.yaml\ndrafts/\n',
      'templates/a.yaml': show('x'),
      'templates/drafts/b.yaml': '{{ fail "not loaded" }}',
      'templates/secret-c.yaml': '{{ fail "not loaded" }}',
      'templates/.hidden.yaml': '{{ fail "not loaded" }}',
      'templates/NOTES.txt': 'Thank you',
    };
    expect(documents(await engine.renderChart(chart(files)))).toHaveLength(1);
    const broken = await engine.renderChart(
      chart({ ...files, 'templates/NOTES.txt': '{{ fail "no notes" }}' }),
    );
    expect(problem(broken)).toMatchObject({ file: 'charts/shop/templates/NOTES.txt', line: 1 });
  });

  test('a chart that renders nothing is an empty result', async () => {
    expect(
      documents(await engine.renderChart(chart({ 'templates/a.yaml': '{{ if false }}x{{ end }}' }))),
    ).toEqual([]);
  });
});

describe('values', () => {
  const files = { 'values.yaml': 'v: chart\n', 'templates/a.yaml': show('{{ .Values.v | toJson }}') };
  const none = { json: [], plain: [], string: [], file: [], literal: [] };

  test('files in order, then the --set family in the fixed order of Helm', async () => {
    const values = { 'a.yaml': 'v: a\n', 'b.yaml': 'v: b\n' };
    const all = {
      json: ['v={"a":1}'],
      plain: ['v=2'],
      string: ['v=3'],
      file: ['v=f.txt'],
      literal: ['v=a,b'],
    };
    const setFiles = { 'f.txt': new TextEncoder().encode('content') };
    const render = async (set: Partial<typeof all>) =>
      shown(await engine.renderChart(chart(files, { values, set: { ...none, ...set }, setFiles })));
    expect(await render({})).toBe('"b"');
    expect(await render({ json: all.json })).toBe('{"a":1}');
    expect(await render({ json: all.json, plain: all.plain })).toBe('2');
    expect(await render({ plain: all.plain, string: all.string })).toBe('"3"');
    expect(await render({ string: all.string, file: all.file })).toBe('"content"');
    expect(await render(all)).toBe('"a,b"');
  });

  test('a values file that is not YAML is named with its line', async () => {
    const outcome = await engine.renderChart(
      chart(files, { values: { 'env/prod.yaml': 'a: 1\nb: c: d\n' } }),
    );
    expect(problem(outcome)).toMatchObject({
      code: 'values-invalid',
      file: 'env/prod.yaml',
      line: 2,
      gates: true,
    });
  });

  test('a --set expression that cannot be read is quoted', async () => {
    const outcome = await engine.renderChart(chart(files, { set: { ...none, plain: ['a[x]=1'] } }));
    expect(problem(outcome)).toMatchObject({
      code: 'values-invalid',
      message: expect.stringContaining('--set data "a[x]=1"'),
    });
  });

  test('a schema violation says which value', async () => {
    const schema = '{"type":"object","properties":{"replicas":{"type":"integer","minimum":1}}}';
    const outcome = await engine.renderChart(
      chart({ ...files, 'values.schema.json': schema }, { values: { 'a.yaml': 'replicas: 0\n' } }),
    );
    expect(problem(outcome)).toMatchObject({
      code: 'values-schema',
      message: expect.stringContaining("at '/replicas': minimum: got 0, want 1"),
      file: 'charts/shop/Chart.yaml',
    });
  });
});

describe('capabilities', () => {
  test('the API versions are those of the real client-go', async () => {
    const outcome = await engine.renderChart(
      chart(
        { 'templates/a.yaml': show('{{ .Capabilities.APIVersions | sortAlpha | join "," }}') },
        { apiVersions: ['x.io/v1/Thing'] },
      ),
    );
    const list = readFileSync('engine/stubs/client-go/kubernetes/scheme/versions.txt', 'utf8')
      .trim()
      .split('\n');
    expect(list).toHaveLength(57);
    expect(shown(outcome).split(',')).toEqual([...list, 'x.io/v1/Thing'].sort());
  });

  test('the Kubernetes version is the one asked for, else the default of the library', async () => {
    const files = {
      'templates/a.yaml': show(
        '{{ .Capabilities.KubeVersion.Version }}/{{ .Capabilities.HelmVersion.Version }}',
      ),
    };
    expect(shown(await engine.renderChart(chart(files)))).toBe('v1.37.0/v4.3.1');
    expect(shown(await engine.renderChart(chart(files, { helm: 3 })))).toBe('v1.37.0/v3.22.0');
    expect(shown(await engine.renderChart(chart(files, { kubernetes: '1.34' })))).toBe('v1.34/v4.3.1');
  });

  test('a chart that needs a newer Kubernetes is named', async () => {
    const files = { 'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\nkubeVersion: ">=1.30"\n' };
    expect(problem(await engine.renderChart(chart(files, { kubernetes: '1.29' })))).toMatchObject({
      code: 'kubernetes-version',
      message: 'chart requires kubeVersion: >=1.30 which is incompatible with Kubernetes v1.29',
      file: 'charts/shop/Chart.yaml',
    });
  });

  test('time and random values are the same in every render', async () => {
    const files = { 'templates/a.yaml': show('{{ now | date "2006-01-02" }} {{ randAlphaNum 12 }}') };
    const first = shown(await engine.renderChart(chart(files)));
    expect(first).toMatch(/^2025-01-01 \w{12}$/);
    expect(shown(await engine.renderChart(chart(files)))).toBe(first);
  });
});

describe('dependencies', () => {
  const parent = (extra = '') =>
    `apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n  - name: db\n    version: 1.x\n    condition: db.enabled\n${extra}`;
  const db = {
    'Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.2.0\n',
    'values.yaml': 'size: 1\n',
    'templates/a.yaml': show('{{ .Values.size }} {{ .Values.global.zone }} {{ .Chart.Name }}'),
  };
  const below = (folder: string) =>
    Object.fromEntries(Object.entries(db).map(([path, text]) => [`${folder}/${path}`, text]));

  test('a folder whose name is not the name of the chart', async () => {
    const files = {
      'Chart.yaml': parent(),
      'values.yaml': 'db: {size: 5}\nglobal: {zone: b}\n',
      ...below('charts/database'),
    };
    const outcome = await engine.renderChart(chart(files));
    expect(shown(outcome)).toBe('5 b db');
    expect(documents(outcome)[0]).toMatchObject({
      text: expect.stringContaining('# Source: shop/charts/db/templates/a.yaml\n'),
      source: 'charts/shop/charts/database/templates/a.yaml',
    });
    const off = await engine.renderChart(chart(files, { values: { 'v.yaml': 'db: {enabled: false}\n' } }));
    expect(documents(off)).toEqual([]);
  });

  test('an alias renders the same files once more', async () => {
    const files = {
      'Chart.yaml': parent('  - {name: db, version: 1.x, alias: cache}\n'),
      ...below('charts/db'),
    };
    const outcome = await engine.renderChart(chart({ ...files, 'values.yaml': 'cache: {size: 9}\n' }));
    expect(documents(outcome).map(({ text, source }) => [/value: (\d)/.exec(text)?.[1], source])).toEqual([
      ['9', 'charts/shop/charts/db/templates/a.yaml'],
      ['1', 'charts/shop/charts/db/templates/a.yaml'],
    ]);
  });

  test('a packed dependency has the archive as its source, and no line', async () => {
    const packed = Object.fromEntries(Object.entries(db).map(([path, text]) => [`db/${path}`, text]));
    const files = { 'Chart.yaml': parent(), 'charts/db-1.2.0.tgz': archive(packed) };
    const outcome = await engine.renderChart(chart(files));
    expect(documents(outcome)[0]).toMatchObject({ source: 'charts/shop/charts/db-1.2.0.tgz' });
    const broken = archive({ ...packed, 'db/templates/a.yaml': '{{ fail "no" }}' });
    const failed = problem(await engine.renderChart(chart({ ...files, 'charts/db-1.2.0.tgz': broken })));
    expect(failed).toMatchObject({ code: 'template-failed', file: 'charts/shop/charts/db-1.2.0.tgz' });
    expect(failed.line).toBeUndefined();
  });

  test('a missing one is named, with the command that fetches it', async () => {
    expect(problem(await engine.renderChart(chart({ 'Chart.yaml': parent() })))).toEqual({
      code: 'dependency-missing',
      message: 'found in Chart.yaml, but missing in charts/ directory: db',
      hint: 'Run `helm dependency build charts/shop` and commit its charts folder; kubeproof downloads nothing.',
      file: 'charts/shop/Chart.yaml',
      gates: true,
    });
  });

  test('one that is missing under two aliases is named once', async () => {
    const twice = `${parent()}  - {name: db, alias: second, version: 1.x.x}\n`;
    expect(problem(await engine.renderChart(chart({ 'Chart.yaml': twice }))).message).toBe(
      'found in Chart.yaml, but missing in charts/ directory: db',
    );
  });

  test('a library gives its named templates and nothing else', async () => {
    const library = 'apiVersion: v2\nname: lib\nversion: 1.0.0\ntype: library\n';
    const files = {
      'charts/lib/Chart.yaml': library,
      'charts/lib/templates/_names.tpl': '{{ define "lib.name" }}{{ .Release.Name }}-x{{ end }}',
      'charts/lib/templates/a.yaml': '{{ fail "not executed" }}',
      'templates/a.yaml': show('{{ include "lib.name" . }}'),
    };
    expect(shown(await engine.renderChart(chart(files)))).toBe('shop-x');
    expect(problem(await engine.renderChart(chart({ 'Chart.yaml': library })))).toMatchObject({
      code: 'chart-not-installable',
      message: 'library charts are not installable',
    });
  });
});

describe('errors', () => {
  const failing = async (template: string, files = {}) =>
    problem(await engine.renderChart(chart({ 'templates/a.yaml': template, ...files })));

  test('required names the expression', async () => {
    expect(await failing('a: b\nc: {{ required "set c" .Values.c }}\n')).toEqual({
      code: 'template-failed',
      message: 'execution error at (shop/templates/a.yaml:2:6): set c',
      hint: expect.any(String),
      file: 'charts/shop/templates/a.yaml',
      line: 2,
      column: 7,
      gates: true,
    });
  });

  test('an error inside a named template names the line in there', async () => {
    const helper = '{{- define "h" -}}\n{{ .Values.a.b.c }}\n{{- end -}}\n';
    expect(await failing('x: {{ include "h" . }}\n', { 'templates/_h.tpl': helper })).toMatchObject({
      code: 'template-failed',
      message: expect.stringContaining('nil pointer evaluating interface {}.b'),
      file: 'charts/shop/templates/_h.tpl',
      line: 2,
    });
  });

  test('text that is no template', async () => {
    expect(await failing('a: 1\nb: {{ nope }}\n')).toMatchObject({
      code: 'template-invalid',
      message: 'parse error at (shop/templates/a.yaml:2): function "nope" not defined',
      file: 'charts/shop/templates/a.yaml',
      line: 2,
    });
  });

  test('output that is no YAML names the template but no line of it', async () => {
    const found = await failing('a: b\n  c: d\n');
    expect(found).toMatchObject({ code: 'yaml-invalid', file: 'charts/shop/templates/a.yaml' });
    expect(found.line).toBeUndefined();
  });

  test('charts that cannot be loaded', async () => {
    expect(await failing('', { 'Chart.yaml': 'name: shop\nversion: [1\n' })).toMatchObject({
      code: 'chart-invalid',
      file: 'charts/shop/Chart.yaml',
    });
    expect(await failing('', { 'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: one\n' })).toMatchObject({
      code: 'chart-invalid',
      message: expect.stringContaining('"one"'),
    });
    expect(await failing('', { 'values.yaml': 'a: 1\nb: c: d\n' })).toMatchObject({
      code: 'values-invalid',
      file: 'charts/shop/values.yaml',
      line: 2,
    });
  });

  test('templates that include each other for ever', async () => {
    expect(await failing('{{ define "x" }}{{ include "x" . }}{{ end }}{{ include "x" . }}')).toMatchObject({
      code: 'template-failed',
      message: expect.stringContaining('nested reference name'),
    });
  });

  test('a schema that refers to the network', async () => {
    const schema = '{"$ref":"https://example.com/schema.json"}';
    expect(await failing('a: b', { 'values.schema.json': schema })).toMatchObject({
      message: expect.stringContaining('kubeproof renders without network access'),
    });
  });
});

describe('Helm 3', () => {
  test('is another module and trims the end of documents', async () => {
    const files = { 'templates/a.yaml': 'a: |\n  x\n\n\n---\nb: 1\n' };
    const three = await engine.renderChart(chart(files, { helm: 3 }));
    expect(three.engine).toEqual({ engine: 'embedded', tool: 'helm', version: '3.22.0' });
    expect(printed(three)).toBe(
      '---\n# Source: shop/templates/a.yaml\na: |\n  x\n---\n# Source: shop/templates/a.yaml\nb: 1\n',
    );
    expect(printed(await engine.renderChart(chart(files)))).toBe(
      '---\n# Source: shop/templates/a.yaml\na: |\n  x\n\n\n\n---\n# Source: shop/templates/a.yaml\nb: 1\n',
    );
  });
});
