import { afterAll, describe, expect, test } from '@jest/globals';
import { locateInChart } from '../../../src/source/helm/index.ts';
import type { Environment } from '../../../src/targets/index.ts';
import { testEngine } from '../../render/embedded/support.ts';
import { OPTIONS, origins, renderShop } from './support.ts';

const engine = testEngine();
afterAll(() => engine.close());

const T = 'shop/templates/web.yaml';
const V = 'shop/values.yaml';
const POD = ['web', 'spec', 'template', 'spec'];
const APP = [...POD, 'containers', 0];
const MEMORY = [...APP, 'resources', 'limits', 'memory'];
const NON_ROOT = [...APP, 'securityContext', 'runAsNonRoot'];

/** A Deployment with lines of a container and of its pod, each at the indentation it has in the file. */
function deployment(container: string, pod = ''): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  template:
    spec:
${pod}      containers:
        - name: app
          image: shop:1
${container}`;
}

/** Where fields are, without the related places. */
async function places(
  files: Readonly<Record<string, string>>,
  wanted: readonly (readonly (string | number)[])[],
  settings: Partial<Environment> = {},
): Promise<string[]> {
  const found = await origins(engine, files, wanted, settings);
  return found.map(origin => origin.split(' < ')[0] ?? '');
}

const RESOURCES = '          resources:\n            {{- toYaml .Values.resources | nindent 12 }}\n';
const WITH = `          {{- with .Values.securityContext }}
          securityContext:
            {{- toYaml . | nindent 12 }}
          {{- end }}
`;

describe('a map that is printed whole', () => {
  const files = {
    'templates/web.yaml': deployment(RESOURCES + WITH),
    'values.yaml':
      'replicas: 1\nresources: {}\n  # limits:\n  #   memory: 1Gi\nsecurityContext:\n  runAsUser: 5\n',
  };

  test('empty, with examples in comments; or with other keys in it', async () => {
    expect(await origins(engine, files, [MEMORY, NON_ROOT])).toEqual([
      `values ${V}:2 resources + limits.memory < ${T}:11`,
      `values ${V}:5 securityContext + runAsNonRoot < ${T}:14`,
    ]);
  });

  test('several keys deep, where part of them is there', async () => {
    const values =
      'resources:\n  requests:\n    cpu: 1\n  limits:\n    cpu: 2\nsecurityContext: {capabilities: {add: [KILL]}}\n';
    expect(
      await places({ ...files, 'values.yaml': values }, [
        MEMORY,
        [...APP, 'resources', 'requests', 'memory'],
        [...APP, 'securityContext', 'capabilities', 'drop'],
        [...APP, 'securityContext', 'seccompProfile', 'type'],
      ]),
    ).toEqual([
      `values ${V}:4 limits + memory`,
      `values ${V}:2 requests + memory`,
      `values ${V}:6 capabilities + drop`,
      `values ${V}:6 securityContext + seccompProfile.type`,
    ]);
  });

  test('a key that no file has: its own section, beside the one most like it', async () => {
    expect(
      await places({ ...files, 'values.yaml': 'replicas: 1\npodResources: {}\n' }, [MEMORY, NON_ROOT]),
    ).toEqual([
      `values ${V}:2 podResources: {} + resources.limits.memory`,
      `values ${V}:1 replicas: 1 + securityContext.runAsNonRoot`,
    ]);
  });

  test('null, empty text and nothing at all stand for an empty map', async () => {
    const values = 'resources: null\nsecurityContext:\n';
    expect(await places({ ...files, 'values.yaml': values }, [MEMORY, NON_ROOT])).toEqual([
      `values ${V}:1 resources + limits.memory`,
      `values ${V}:2 securityContext + runAsNonRoot`,
    ]);
  });

  test('the value is rendered by text, and comes with the place', async () => {
    const { rendering, manifests } = await renderShop(engine, files);
    const [manifest] = manifests;
    if (manifest === undefined) throw new Error('nothing rendered');
    const [origin] = await locateInChart(engine, rendering, OPTIONS, [{ manifest, path: MEMORY.slice(1) }]);
    expect(origin?.key).toEqual({
      file: V,
      path: ['resources', 'limits', 'memory'],
      value: expect.stringMatching(/^1\d\d\dMi$/),
    });
    expect(origin?.related).toEqual([
      {
        kind: 'template',
        file: T,
        line: 11,
        column: 11,
        endLine: 11,
        endColumn: 20,
        note: 'would be printed here',
      },
    ]);
  });
});

describe('the file to edit', () => {
  const files = {
    'templates/web.yaml': deployment(RESOURCES + WITH),
    'values.yaml': 'resources: {}\nsecurityContext: {}\n',
    'prod.yaml': 'replicas: 3\nresources:\n  limits:\n    cpu: 1\n',
  };
  const prod = { values: ['shop/prod.yaml'] };

  test('is the environment’s where that sets the parent, else the one that does', async () => {
    expect(await places(files, [MEMORY, NON_ROOT], prod)).toEqual([
      'values shop/prod.yaml:3 limits + memory',
      `values ${V}:2 securityContext + runAsNonRoot`,
    ]);
  });

  test('is the environment’s where no file has the key, but not one for chart-testing', async () => {
    const none = { ...files, 'values.yaml': 'resources: {}\n', 'ci/x-values.yaml': 'replicas: 3\n' };
    expect(await places(none, [NON_ROOT], prod)).toEqual([
      'values shop/prod.yaml:1 replicas: 3 + securityContext.runAsNonRoot',
    ]);
    expect(await places(none, [NON_ROOT], { values: ['shop/ci/x-values.yaml'] })).toEqual([
      `values ${V}:1 resources: {} + securityContext.runAsNonRoot`,
    ]);
  });

  test('is none where --set takes the parent away, and still one where it adds to it', async () => {
    expect(await places(files, [MEMORY], { set: { json: ['resources=null'] } })).toEqual([
      `template ${T}:11 resources + limits.memory`,
    ]);
    expect(await places(files, [MEMORY], { set: { json: ['resources={"requests":{"cpu":"1"}}'] } })).toEqual([
      `values ${V}:1 resources + limits.memory`,
    ]);
  });
});

describe('conditions', () => {
  test('a switch that is off is where the field is switched on', async () => {
    const container = `          {{- if .Values.livenessProbe.enabled }}
          livenessProbe:
            httpGet: {path: /live, port: {{ .Values.livenessProbe.port }}}
          {{- end }}
`;
    const files = {
      'templates/web.yaml': deployment(container),
      'values.yaml': 'livenessProbe:\n  enabled: false\n  port: 80\n',
    };
    const probe = [...APP, 'livenessProbe'];
    expect(await places(files, [probe])).toEqual([`values ${V}:2 false`]);
    expect(await places({ ...files, 'values.yaml': 'livenessProbe: {port: 80}\n' }, [probe])).toEqual([
      `values ${V}:1 livenessProbe + enabled`,
    ]);
  });

  test('a switch whose value would not do is none', async () => {
    const container = `          {{- if .Values.securityContext.enabled }}
          securityContext:
            runAsNonRoot: false
          {{- end }}
`;
    const files = {
      'templates/web.yaml': deployment(container),
      'values.yaml': 'securityContext:\n  enabled: false\n',
    };
    expect(await places(files, [NON_ROOT])).toEqual([
      `template ${T}:9 name: app + securityContext.runAsNonRoot`,
    ]);
  });

  test('a map that is only asked for makes the template print its own', async () => {
    const container = `          {{- if .Values.livenessProbe }}
          livenessProbe:
            httpGet: {path: /live, port: 80}
          {{- end }}
`;
    const files = { 'templates/web.yaml': deployment(container), 'values.yaml': 'livenessProbe: {}\n' };
    expect(await places(files, [[...APP, 'livenessProbe']])).toEqual([`values ${V}:1 livenessProbe`]);
  });

  test('a key that needs another one is not said to be enough', async () => {
    const container = `          {{- if .Values.limits.cpu }}
          resources:
            limits:
              cpu: {{ .Values.limits.cpu }}
              {{- with .Values.limits.memory }}
              memory: {{ . }}
              {{- end }}
          {{- end }}
`;
    const files = { 'templates/web.yaml': deployment(container), 'values.yaml': 'limits: {}\n' };
    expect(await places(files, [[...APP, 'resources', 'limits', 'cpu'], MEMORY])).toEqual([
      `values ${V}:1 limits + cpu`,
      `template ${T}:9 name: app + resources.limits.memory`,
    ]);
  });
});

describe('the way to the values', () => {
  test('through named templates, dicts and defaults', async () => {
    const files = {
      'templates/web.yaml': deployment(
        '          {{- include "shop.resources" (dict "own" .Values.web.resources "all" .Values.defaults) | nindent 10 }}\n',
      ),
      'templates/_helpers.tpl': `{{- define "shop.resources" -}}
resources:
  {{- toYaml (.own | default .all.resources) | nindent 2 }}
{{- end }}
`,
      'values.yaml': 'web: {}\ndefaults:\n  resources: {}\n',
    };
    expect(await places(files, [MEMORY])).toEqual([`values ${V}:1 web + resources.limits.memory`]);
  });

  test('through range: the item that is printed', async () => {
    const files = {
      'templates/web.yaml': `{{- range $name, $app := .Values.apps }}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ $name }}
spec:
  template:
    spec:
      containers:
        {{- range $app.containers }}
        - name: {{ .name }}
          resources:
            {{- toYaml .resources | nindent 12 }}
        {{- end }}
{{- end }}
`,
      'values.yaml': `apps:
  api:
    containers:
      - name: one
        resources: {}
      - name: two
        resources: {}
  web:
    containers:
      - name: one
        resources: {}
      - name: two
        resources: {limits: {cpu: 1}}
`,
    };
    const memory = ['resources', 'limits', 'memory'];
    expect(
      await places(files, [
        ['web', 'spec', 'template', 'spec', 'containers', 1, ...memory],
        ['api', 'spec', 'template', 'spec', 'containers', 0, ...memory],
      ]),
    ).toEqual([`values ${V}:13 limits + memory`, `values ${V}:5 resources + limits.memory`]);
  });

  test('of pod and container, told apart', async () => {
    const files = {
      'templates/web.yaml': deployment(
        '          securityContext: {{- toYaml .Values.containerSecurityContext | nindent 12 }}\n',
        '      securityContext: {{- toYaml .Values.securityContext | nindent 8 }}\n',
      ),
      'values.yaml': 'securityContext: {}\ncontainerSecurityContext: {}\n',
    };
    expect(await places(files, [NON_ROOT, [...POD, 'securityContext', 'runAsNonRoot']])).toEqual([
      `values ${V}:2 containerSecurityContext + runAsNonRoot`,
      `values ${V}:1 securityContext + runAsNonRoot`,
    ]);
  });

  test('a key of that name that prints elsewhere is passed over', async () => {
    const files = {
      'templates/web.yaml': deployment(
        '          resources: {{- toYaml .Values.web.limits | nindent 12 }}\n',
      ),
      'templates/job.yaml': `apiVersion: v1
kind: Pod
metadata: {name: job}
spec:
  containers:
    - name: app
      resources: {{- toYaml .Values.resources | nindent 8 }}
`,
      'values.yaml': 'resources: {}\nweb:\n  limits: {}\n',
    };
    const fixed = { ...files, 'templates/web.yaml': deployment('          resources: {}\n') };
    expect(await places(files, [MEMORY])).toEqual([`values ${V}:3 limits + limits.memory`]);
    expect(await places(fixed, [MEMORY])).toEqual([`template ${T}:11 resources + limits.memory`]);
  });

  test('a template that breaks with one of the keys is asked for the others', async () => {
    const container = `${RESOURCES}          env:
            - name: MEMORY
              value: {{ eq "x" .Values.memory.resources | quote }}
`;
    const files = {
      'templates/web.yaml': deployment(container),
      'values.yaml': 'memory:\n  resources:\nresources: {}\n',
    };
    expect(await places(files, [MEMORY])).toEqual([`values ${V}:3 resources + limits.memory`]);
  });

  test('a key that would rename the object does not hide the others', async () => {
    const files = {
      'templates/web.yaml': deployment(
        RESOURCES,
        '      priorityClassName: {{ .Values.pod.priorityClassName }}\n',
      ).replace('{{ .Release.Name }}', '{{ .Values.serviceAccountName | default "web" }}'),
      'values.yaml': 'serviceAccountName: ""\nresources: {}\npod: {}\n',
    };
    expect(await places(files, [[...POD, 'serviceAccountName'], MEMORY])).toEqual([
      `template ${T}:7 spec + serviceAccountName`,
      `values ${V}:2 resources + limits.memory`,
    ]);
  });

  test('what the chart’s schema refuses is not proposed', async () => {
    const files = {
      'templates/web.yaml': deployment(RESOURCES + WITH),
      'values.yaml': 'resources: {}\nsecurityContext: {}\n',
      'values.schema.json': JSON.stringify({
        properties: { resources: { type: 'object', maxProperties: 0 } },
      }),
    };
    expect(await places(files, [MEMORY, NON_ROOT])).toEqual([
      `template ${T}:11 resources + limits.memory`,
      `values ${V}:2 securityContext + runAsNonRoot`,
    ]);
  });
});

describe('charts inside the chart', () => {
  const sub = (repository: string) => ({
    'Chart.yaml': `apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n  - name: db\n    version: 1.0.0\n    repository: ${repository}\n`,
    'charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.0.0\n',
    'charts/db/values.yaml': 'resources: {}\nsecurityContext: {}\n',
    'charts/db/templates/db.yaml': deployment(RESOURCES + WITH).replace('{{ .Release.Name }}', 'web'),
    'templates/_.tpl': '',
  });

  test('the parent’s section where it has one, else their own defaults', async () => {
    const files = { ...sub('file://../db'), 'values.yaml': 'db:\n  resources:\n    limits: {}\n' };
    expect(await places(files, [MEMORY, NON_ROOT])).toEqual([
      `values ${V}:3 limits + memory`,
      'values shop/charts/db/values.yaml:2 securityContext + runAsNonRoot',
    ]);
  });

  test('a downloaded chart is not edited', async () => {
    const files = { ...sub('https://example.com/charts'), 'values.yaml': 'other: {}\ndb:\n  replicas: 1\n' };
    expect(await places(files, [MEMORY])).toEqual([`values ${V}:2 db + resources.limits.memory`]);
    expect(await places({ ...files, 'values.yaml': 'other: {}\n' }, [MEMORY])).toEqual([
      `values ${V}:1 other: {} + db.resources.limits.memory`,
    ]);
  });

  test('global values', async () => {
    const files = {
      ...sub('file://../db'),
      'values.yaml': 'global:\n  resources: {}\n',
      'charts/db/templates/db.yaml': deployment(
        '          resources: {{- toYaml .Values.global.resources | nindent 12 }}\n',
      ).replace('{{ .Release.Name }}', 'web'),
    };
    expect(await places(files, [MEMORY])).toEqual([`values ${V}:2 resources + limits.memory`]);
  });
});

describe('where no values key sets it', () => {
  test('the template line of the nearest rendered parent says what to add', async () => {
    const files = {
      'templates/web.yaml': deployment('          resources:\n            limits: {cpu: 1}\n'),
      'values.yaml': 'limits: {}\n',
    };
    expect(
      await places(files, [MEMORY, [...POD, 'automountServiceAccountToken'], [...APP, 'livenessProbe']]),
    ).toEqual([
      `template ${T}:12 limits + memory`,
      `template ${T}:7 spec + automountServiceAccountToken`,
      `template ${T}:9 name: app + livenessProbe`,
    ]);
  });

  test('and charts without values are not tried', async () => {
    expect(await places({ 'templates/web.yaml': deployment('') }, [MEMORY])).toEqual([
      `template ${T}:9 name: app + resources.limits.memory`,
    ]);
  });
});
