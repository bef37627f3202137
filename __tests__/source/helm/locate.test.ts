import { afterAll, describe, expect, test } from '@jest/globals';
import { testEngine } from '../../render/embedded/support.ts';
import { origins } from './support.ts';

const engine = testEngine();
afterAll(() => engine.close());

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
  labels:
    {{- include "shop.labels" . | nindent 4 }}
spec:
  replicas: {{ .Values.replicas }}
  template:
    spec:
      {{- with .Values.pod }}
      hostNetwork: {{ .hostNetwork }}
      {{- end }}
      containers:
        - name: app
          image: "{{ .Values.image.name }}:{{ .Values.image.tag }}"
          securityContext:
            {{- toYaml .Values.securityContext | nindent 12 }}
          env:
            - name: FIRST
              value: one
            {{- range .Values.env }}
            - name: {{ .name }}
              value: {{ .value | quote }}
            {{- end }}
            {{- toYaml .Values.moreEnv | nindent 12 }}
`;
const HELPERS = `{{- define "shop.labels" -}}
app: shop
team: {{ .Values.team }}
{{- end }}
`;
const VALUES = `replicas: 2
team: blue
pod:
  hostNetwork: true
image:
  name: shop
  tag: latest
securityContext:
  privileged: true
  capabilities:
    add: [NET_ADMIN, SYS_TIME]
env:
  - name: A
    value: 1
  - name: B
    value: 2
moreEnv:
  - name: C
    value: see
`;
const SHOP = {
  'templates/deployment.yaml': DEPLOYMENT,
  'templates/_helpers.tpl': HELPERS,
  'values.yaml': VALUES,
};
const T = 'shop/templates/deployment.yaml';
const POD = ['web', 'spec', 'template', 'spec'];
const APP = [...POD, 'containers', 0];

describe('the template line', () => {
  test('literal text, keys and absent fields', async () => {
    expect(
      await origins(engine, SHOP, [
        [...APP, 'name'],
        [...APP, 'env', 0, 'value'],
        [...APP, 'resources'],
        ['web', 'spec', 'strategy'],
        ['web', 'metadata', 'name'],
        [...APP, 'env'],
      ]),
    ).toEqual([
      `template ${T}:15 app`,
      `template ${T}:21 one`,
      `template ${T}:15 name: app + resources`,
      `template ${T}:7 spec + strategy`,
      `template ${T}:4 {{ .Release.Name }}`,
      `template ${T}:19 env`,
    ]);
  });

  test('in a named template, with the line that calls it', async () => {
    expect(await origins(engine, SHOP, [['web', 'metadata', 'labels', 'app']])).toEqual([
      `template shop/templates/_helpers.tpl:2 shop < ${T}:6`,
    ]);
  });

  test('of the call, where and only where the text of a named template is worked on', async () => {
    const files = {
      'templates/a.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n  a: {{ include "x" . | upper }}\n  b: {{ include "x" . }}\n',
      'templates/_x.tpl': '{{ define "x" }}text{{ end }}',
    };
    expect(
      await origins(engine, files, [
        ['web', 'data', 'a'],
        ['web', 'data', 'b'],
      ]),
    ).toEqual([
      'template shop/templates/a.yaml:6 {{ include "x" . | upper }}',
      'template shop/templates/_x.tpl:1 text < shop/templates/a.yaml:7',
    ]);
  });
});

describe('files of crds/', () => {
  const crd = (name: string) =>
    `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: ${name}\nspec:\n  scope: Cluster\n`;
  test('are written as they are printed', async () => {
    const files = {
      'crds/all.yaml': `# all\n---\n${crd('a.x.io')}---\n${crd('b.x.io')}`,
      'templates/_.tpl': '',
    };
    expect(
      await origins(engine, files, [
        ['a.x.io', 'spec', 'scope'],
        ['b.x.io', 'metadata', 'name'],
        ['b.x.io', 'status'],
      ]),
    ).toEqual([
      'manifest shop/crds/all.yaml:8 Cluster',
      'manifest shop/crds/all.yaml:13 b.x.io',
      'manifest shop/crds/all.yaml:10 apiVersion: apiextensions.k8s.io/v1 + status',
    ]);
  });
});

describe('the values line', () => {
  test('of a value printed as it is, through with, range, toYaml and quotes', async () => {
    expect(
      await origins(engine, SHOP, [
        ['web', 'spec', 'replicas'],
        [...POD, 'hostNetwork'],
        [...APP, 'securityContext', 'privileged'],
        [...APP, 'securityContext', 'capabilities', 'add', 1],
        [...APP, 'env', 1, 'name'],
        [...APP, 'env', 2, 'value'],
        [...APP, 'env', 3, 'value'],
        ['web', 'metadata', 'labels', 'team'],
      ]),
    ).toEqual([
      `values shop/values.yaml:1 2 < ${T}:8`,
      `values shop/values.yaml:4 true < ${T}:12`,
      `values shop/values.yaml:9 true < ${T}:18`,
      `values shop/values.yaml:11 SYS_TIME < ${T}:18`,
      `values shop/values.yaml:13 A < ${T}:23`,
      `values shop/values.yaml:16 2 < ${T}:24`,
      `values shop/values.yaml:19 see < ${T}:26`,
      `values shop/values.yaml:2 blue < shop/templates/_helpers.tpl:3 < ${T}:6`,
    ]);
  });

  test('of the last part of a text made of several', async () => {
    expect(await origins(engine, SHOP, [[...APP, 'image']])).toEqual([
      `values shop/values.yaml:7 latest < shop/values.yaml:6 < ${T}:16`,
    ]);
  });

  test('of the layer that wins, by environment', async () => {
    const files = {
      ...SHOP,
      '../envs/prod.yaml': '# prod\nimage: {tag: v1}\nenv:\n- {name: Z, value: last}\n',
      '../envs/eu.yaml': 'replicas: 5\n',
    };
    const wanted = [
      ['web', 'spec', 'replicas'],
      [...APP, 'image'],
      [...APP, 'env', 1, 'value'],
      [...POD, 'hostNetwork'],
    ];
    const values = ['envs/prod.yaml', 'envs/eu.yaml'];
    expect(await origins(engine, files, wanted, { values })).toEqual([
      `values envs/eu.yaml:1 5 < shop/values.yaml:1 < ${T}:8`,
      `values envs/prod.yaml:2 v1 < shop/values.yaml:6 < shop/values.yaml:7 < ${T}:16`,
      `values envs/prod.yaml:4 last < shop/values.yaml:14 < ${T}:24`,
      `values shop/values.yaml:4 true < ${T}:12`,
    ]);
    // What --set says has no line.
    expect(
      await origins(engine, files, wanted.slice(0, 1), { values, set: { plain: ['replicas=7'] } }),
    ).toEqual([`template ${T}:8 {{ .Values.replicas }}`]);
  });

  test('of a subchart: the section of its parent, or its own defaults, or global', async () => {
    const files = {
      'Chart.yaml':
        'apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n- {name: db, version: 1.0.0, alias: store}\n',
      'values.yaml': 'global:\n  zone: eu\nstore:\n  size: 3\n',
      'charts/database/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.0.0\n',
      'charts/database/values.yaml': 'size: 1\nuser: root\n',
      'charts/database/templates/db.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: db\ndata:\n  size: {{ .Values.size | quote }}\n  user: {{ .Values.user }}\n  zone: {{ .Values.global.zone }}\n',
    };
    const db = 'shop/charts/database/templates/db.yaml';
    expect(
      await origins(engine, files, [
        ['db', 'data', 'size'],
        ['db', 'data', 'user'],
        ['db', 'data', 'zone'],
        ['db', 'metadata', 'name'],
      ]),
    ).toEqual([
      `values shop/values.yaml:4 3 < shop/charts/database/values.yaml:1 < ${db}:6`,
      `values shop/charts/database/values.yaml:2 root < ${db}:7`,
      `values shop/values.yaml:2 eu < ${db}:8`,
      `template ${db}:4 db`,
    ]);
  });

  test('of a computed value, when the field follows a change there', async () => {
    const files = {
      'templates/a.yaml': `{{- $name := .Values.name -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
data:
  printf: {{ printf "%s-x" $name }}
  default: {{ .Values.absent | default .Values.fallback }}
  upper: {{ include "upper" (dict "v" .Values.name) }}
  hash: {{ .Values.both | ternary "on" "off" }}
  none: {{ eq .Values.name "other" | ternary "yes" "no" }}
`,
      'templates/_u.tpl': '{{ define "upper" }}{{ upper .v }}{{ end }}',
      'values.yaml': 'name: shop\nfallback: back\nboth: true\n',
    };
    const t = 'shop/templates/a.yaml';
    const at = (key: string) => ['web', 'data', key];
    expect(
      await origins(engine, files, [at('printf'), at('default'), at('upper'), at('hash'), at('none')]),
    ).toEqual([
      `values shop/values.yaml:1 shop < ${t}:7`,
      `values shop/values.yaml:2 back < ${t}:8`,
      `values shop/values.yaml:1 shop < shop/templates/_u.tpl:1 < ${t}:9`,
      `values shop/values.yaml:3 true < ${t}:10`,
      // No change that was tried changes it.
      `template ${t}:11 {{ eq .Values.name "other" | ternary "yes" "no" }}`,
    ]);
  });

  test('of a key in maps that are cut and merged', async () => {
    const files = {
      'templates/a.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  labels:\n    {{- omit .Values.m "skip" | toYaml | nindent 4 }}\ndata:\n  {{- merge .Values.more .Values.m | toYaml | nindent 2 }}\n',
      'values.yaml': 'm:\n  skip: "yes"\n  a: from-m\n  b: only-m\nmore:\n  a: from-n\n',
    };
    const t = 'shop/templates/a.yaml';
    expect(
      await origins(engine, files, [
        ['web', 'metadata', 'labels', 'b'],
        ['web', 'data', 'a'],
        ['web', 'data', 'b'],
      ]),
    ).toEqual([
      `values shop/values.yaml:4 only-m < ${t}:6`,
      `values shop/values.yaml:6 from-n < ${t}:8`,
      `values shop/values.yaml:4 only-m < ${t}:8`,
    ]);
  });

  test('of nothing, in templates that call themselves or wind on and on', async () => {
    const winding = Array.from({ length: 3000 }, () => '{{- $x = $x }}').join('\n');
    const files = {
      'templates/a.yaml': `{{- $x := .Values.v }}\n${winding}\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n  a: {{ include "r" 3 | upper }}\n  b: {{ $x }}\n`,
      'templates/_r.tpl':
        '{{ define "r" }}{{ if gt (int .) 0 }}{{ include "r" (sub . 1) | lower }}{{ end }}r{{ end }}',
      'values.yaml': 'v: 1\n',
    };
    expect(
      await origins(engine, files, [
        ['web', 'data', 'a'],
        ['web', 'data', 'b'],
      ]),
    ).toEqual([
      'template shop/templates/a.yaml:3007 {{ include "r" 3 | upper }}',
      'template shop/templates/a.yaml:3008 {{ $x }}',
    ]);
  });

  test('never of a value that only happens to be equal', async () => {
    const files = {
      'templates/a.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n  a: {{ if .Values.a }}same{{ end }}\n  b: {{ .Release.Name }}\n  c: {{ index .Values.list 1 }}\n',
      'values.yaml': 'a: same\nb: web\nlist: [x, x]\n',
    };
    expect(
      await origins(engine, files, [
        ['web', 'data', 'a'],
        ['web', 'data', 'b'],
        ['web', 'data', 'c'],
      ]),
    ).toEqual([
      // The condition around it asks for the value that happens to be the same.
      'values shop/values.yaml:1 same < shop/templates/a.yaml:6',
      'template shop/templates/a.yaml:7 {{ .Release.Name }}',
      'values shop/values.yaml:3 x < shop/templates/a.yaml:8',
    ]);
  });
});
