import { describe, expect, jest, test } from '@jest/globals';
import { runOn } from './evidence/shop.ts';

jest.setTimeout(60_000);

/** Stories of a change as `title: file:line (kind)`, a line of the base with a minus. */
async function places(
  base: Record<string, string>,
  head: Record<string, string>,
): Promise<Record<string, string[]>> {
  const { report } = await runOn(head, base);
  const stories = report.changes?.stories ?? [];
  return Object.fromEntries(
    stories.map(({ title, locations }) => [
      title,
      locations.map(
        ({ kind, file, line, side }) =>
          `${side === 'base' ? '-' : ''}${file}${line === undefined ? '' : `:${line}`} (${kind})`,
      ),
    ]),
  );
}

const CHART = {
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'web/values.yaml': `image:
  repository: acme/web
  tag: "1.4.2"
replicas: 2
ingress:
  enabled: false
settings: |
  a: 1
`,
  'web/values-dev.yaml': 'env: dev\n',
  'web/values-prod.yaml': 'env: prod\nreplicas: 3\n',
  'web/templates/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: app
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
{{- if .Values.ingress.enabled }}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
{{- end }}
`,
};
type Files = Readonly<Record<string, string>>;
const edited = (files: Files, file: string, from: string, to: string): Record<string, string> => {
  expect(files[file]).toContain(from);
  return { ...files, [file]: (files[file] ?? '').replace(from, to) };
};

describe('source lines of stories', () => {
  test('one line that was touched is the line of all that differs', async () => {
    const head = edited(CHART, 'web/values.yaml', '1.4.2', '1.5.0');
    expect(await places(CHART, head)).toEqual({
      'image web 1.4.2 -> 1.5.0': ['web/values.yaml:3 (values)'],
    });
    expect(await places(CHART, edited(CHART, 'web/values.yaml', 'enabled: false', 'enabled: true'))).toEqual({
      'Ingress web': ['web/values.yaml:6 (values)'],
    });
    // An override that is gone.
    expect(await places(CHART, edited(CHART, 'web/values-prod.yaml', 'replicas: 3\n', ''))).toEqual({
      'Deployment web': ['-web/values-prod.yaml:2 (values)'],
    });
  });

  test('of several lines each story has its own', async () => {
    let head = edited(CHART, 'web/values.yaml', '1.4.2', '1.5.0');
    head = edited(head, 'web/values.yaml', 'enabled: false', 'enabled: true');
    head = edited(head, 'web/values-prod.yaml', 'replicas: 3', 'replicas: 4');
    head = edited(head, 'web/templates/web.yaml', 'labels: {app: web}', 'labels: {app: web, tier: a}');
    expect(await places(CHART, head)).toEqual({
      'image web 1.4.2 -> 1.5.0': ['web/values.yaml:3 (values)'],
      'Deployment web': ['web/values-prod.yaml:2 (values)', 'web/templates/web.yaml:8 (template)'],
      'Ingress web': ['web/values.yaml:6 (values)'],
    });
  });

  test("a chart's version that is in an image, and what has no line", async () => {
    const chart = {
      ...CHART,
      'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\nappVersion: "3.1.0"\n',
      'web/templates/app.yaml': `apiVersion: v1
kind: Pod
metadata: {name: app}
spec: {containers: [{name: app, image: "acme/app:{{ .Chart.AppVersion }}"}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: app}
data: {note: {{ .Files.Get "note.txt" | upper | quote }}}
`,
      'web/note.txt': 'one\ntwo\nthree\nfour\n',
    };
    let head = edited(
      chart,
      'web/Chart.yaml',
      'version: 1.0.0\nappVersion: "3.1.0"',
      'version: 1.1.0\nappVersion: "3.2.0"',
    );
    expect(await places(chart, head)).toEqual({
      'image app 3.1.0 -> 3.2.0': ['web/Chart.yaml:4 (manifest)'],
    });
    head = edited(edited(chart, 'web/note.txt', 'one', 'uno'), 'web/note.txt', 'three', 'tre');
    expect(await places(chart, head)).toEqual({ 'ConfigMap app': ['web/note.txt (file)'] });
    head = edited(head, 'web/values.yaml', '1.4.2', '1.5.0');
    expect(await places(chart, head)).toEqual({
      'ConfigMap app': [],
      'image web 1.4.2 -> 1.5.0': ['web/values.yaml:3 (values)'],
    });
  });

  test('a vendored chart of another version', async () => {
    const vendored = (version: string, level: string) => ({
      'app/Chart.yaml': `apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies:\n  - name: other\n    version: 1.0.0\n    repository: https://acme.example\n  - name: sub\n    version: ${version}\n    repository: https://acme.example\n`,
      'app/charts/other/Chart.yaml': 'apiVersion: v2\nname: other\nversion: 1.0.0\n',
      'app/charts/other/templates/_helpers.tpl': '',
      'app/charts/sub/Chart.yaml': `apiVersion: v2\nname: sub\nversion: ${version}\n`,
      'app/charts/sub/templates/a.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: sub}\ndata:\n  level: {{ include "sub.level" . }}\n`,
      'app/charts/sub/templates/_helpers.tpl': `{{- define "sub.level" }}{{ .Files.Get "level" }}{{ end }}`,
      'app/charts/sub/level': level,
    });
    const head = vendored('2.0.0', 'debug');
    expect(await places(vendored('1.0.0', 'info'), head)).toEqual({
      'ConfigMap sub': ['app/Chart.yaml:9 (manifest)'],
    });
  });

  test('manifests: the field, the resource, and what is gone on the line where it was', async () => {
    const map = (name: string, data: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n${data}---\n`;
    const base = { 'a.yaml': `${map('a', '  x: "1"\n  y: "2"\n')}${map('gone', '  x: "1"\n')}` };
    const head = { 'a.yaml': `${map('a', '  x: "3"\n')}`, 'b.yaml': map('fresh', '  z: "1"\n') };
    expect(await places(base, head)).toEqual({
      'ConfigMap a': ['-a.yaml:7 (manifest)', 'a.yaml:6 (manifest)'],
      'ConfigMap fresh': ['b.yaml:4 (manifest)'],
      'ConfigMap gone': ['-a.yaml:12 (manifest)'],
    });
  });

  test('a resource with another name: where it is, and where it was', async () => {
    const map = (name: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata: {x: "1"}\n`;
    const [base, head] = [{ 'a.yaml': map('old') }, { 'b.yaml': map('fresh') }];
    expect(await places(base, head)).toEqual({
      'ConfigMap old is named fresh now': ['b.yaml:4 (manifest)', '-a.yaml:4 (manifest)'],
    });
  });

  test('kustomize: the patch, the entry, the document', async () => {
    const deployment = (name: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  replicas: 1
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: app, image: acme/web}]}
`;
    const base = {
      'base/kustomization.yaml': 'resources: [web.yaml, api.yaml]\n',
      'base/web.yaml': deployment('web'),
      'base/api.yaml': deployment('api'),
      'prod/kustomization.yaml': `resources: [../base]
images:
  - name: acme/web
    newTag: 1.4.2
patches:
  - path: replicas.yaml
`,
      'prod/replicas.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: 2\n',
    };
    let head = edited(base, 'prod/kustomization.yaml', '1.4.2', '1.5.0');
    head = edited(head, 'prod/replicas.yaml', 'replicas: 2', 'replicas: 3');
    head = edited(head, 'base/kustomization.yaml', 'web.yaml, api.yaml', 'web.yaml');
    expect(await places(base, head)).toEqual({
      'Deployment api: from kustomize:prod to manifests:base': ['-base/kustomization.yaml:1 (kustomization)'],
      'image web 1.4.2 -> 1.5.0': ['prod/kustomization.yaml:4 (kustomization)'],
      'Deployment web': ['prod/replicas.yaml:5 (patch)'],
    });
  });
});
