/**
 * A tiny render of each engine, done once while building: it fills the caches that every first render would have to
 * fill (regular expressions, reflection, kustomize's OpenAPI schema), and they become part of the snapshot.
 */
const CHART = {
  'Chart.yaml': `apiVersion: v2
name: warm
version: 1.0.0
dependencies:
  - {name: part, version: 1.0.0, condition: part.enabled}
`,
  'values.yaml': 'name: warm\nreplicas: 1\nlabels: {a: b}\n',
  'values.schema.json': '{"type":"object","properties":{"replicas":{"type":"integer"}}}',
  'charts/part/Chart.yaml': 'apiVersion: v2\nname: part\nversion: 1.0.0\n',
  'templates/_helpers.tpl': `{{- define "warm.labels" -}}
app: {{ .Chart.Name | trunc 63 | trimSuffix "-" | quote }}
{{- end -}}
`,
  'templates/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Values.name }}
  labels: {{- include "warm.labels" . | nindent 4 }}
  annotations:
    sum: {{ toYaml .Values | sha256sum }}
spec:
  replicas: {{ .Values.replicas }}
{{- if .Capabilities.APIVersions.Has "apps/v1" }}
  paused: {{ semverCompare ">=1.20-0" .Capabilities.KubeVersion.Version }}
{{- end }}
  note: {{ tpl "{{ .Release.Name }}" . }}
`,
  'templates/hook.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: hook
  annotations: {helm.sh/hook: test}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: two
data: {{- toYaml .Values.labels | nindent 2 }}
`,
};

const KUSTOMIZATION = {
  'kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: warm
namePrefix: a-
resources: [deployment.yaml]
labels: [{pairs: {a: b}, includeSelectors: true}]
configMapGenerator: [{name: c, literals: [a=b]}]
images: [{name: nginx, newTag: "2"}]
replicas: [{name: d, count: 2}]
patches:
  - patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: d}
      spec: {template: {spec: {containers: [{name: c, env: [{name: A, value: b}]}]}}}
  - target: {kind: Deployment}
    patch: |-
      - {op: add, path: /spec/paused, value: true}
`,
  'deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: d}
spec:
  template:
    spec:
      containers: [{name: c, image: "nginx:1", envFrom: [{configMapRef: {name: c}}]}]
`,
};

/** The request of a warm-up render, and a word its answer must contain. */
export function warmUp(name) {
  if (name === 'kustomize') {
    return { request: message({ root: '', loadRestrictor: 'rootOnly' }, KUSTOMIZATION), expected: 'nginx:2' };
  }
  return { request: message({ releaseName: 'warm', namespace: 'default' }, CHART), expected: 'helm.sh/hook' };
}

function message(header, files) {
  const entries = Object.entries(files).map(([path, text]) => ({ path, content: Buffer.from(text) }));
  const json = Buffer.from(
    JSON.stringify({
      ...header,
      files: entries.map(({ path }, blob) => ({ path, blob })),
      blobs: entries.map(({ content }) => content.length),
    }),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  return Buffer.concat([length, json, ...entries.map(({ content }) => content)]);
}

/** Sends a request to an instance and returns the reply's text. */
export function call(exports, request) {
  const at = exports.kubeproof_request(request.length) >>> 0;
  new Uint8Array(exports.memory.buffer, at, request.length).set(request);
  const packed = BigInt.asUintN(64, exports.kubeproof_call());
  return Buffer.from(exports.memory.buffer, Number(packed >> 32n), Number(packed & 0xffffffffn)).toString();
}
