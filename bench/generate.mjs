// Makes a repository of 5,000 Kubernetes objects: 4,000 plain ones, 20 charts of 40 and 10 overlays of 20. Always the
// same bytes. `change` edits about 1 % of them, as a pull request would.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const OBJECTS = 5000;

/** Writes the repository below `root`; with `changed`, every hundredth Deployment asks for more than it should. */
export function generate(root, changed = false) {
  const write = (path, text) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (let file = 0; file < 80; file++) {
    const documents = [];
    for (let i = 0; i < 50; i++) documents.push(object(file * 50 + i, changed));
    write(`manifests/team-${file % 20}/app-${file}.yaml`, documents.join('---\n'));
  }
  for (let chart = 0; chart < 20; chart++) writeChart(write, `charts/chart-${chart}`, chart, changed);
  for (let overlay = 0; overlay < 10; overlay++) writeOverlay(write, `overlays/overlay-${overlay}`, overlay);
}

function object(n, changed) {
  const name = `app-${n}`;
  const namespace = `team-${n % 20}`;
  const meta = `metadata:\n  name: ${name}\n  namespace: ${namespace}\n  labels:\n    app: ${name}\n    team: ${namespace}\n`;
  switch (n % 5) {
    case 0:
      return `apiVersion: apps/v1\nkind: Deployment\n${meta}${deploymentSpec(name, changed && n % 500 === 0)}`;
    case 1:
      return `apiVersion: v1\nkind: Service\n${meta}spec:\n  selector:\n    app: ${name}\n  ports:\n  - name: http\n    port: 80\n    targetPort: http\n`;
    case 2:
      return `apiVersion: v1\nkind: ConfigMap\n${meta}data:\n  settings.yaml: |\n    level: info\n    retries: ${n % 7}\n    hosts: [a.example.com, b.example.com]\n`;
    case 3:
      return `apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\n${meta}rules:\n- apiGroups: [""]\n  resources: [configmaps]\n  verbs: [get, list${changed && n % 500 === 3 ? ', create' : ''}]\n`;
    default:
      return `apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\n${meta}subjects:\n- kind: ServiceAccount\n  name: ${name}\n  namespace: ${namespace}\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: Role\n  name: app-${n - 1}\n`;
  }
}

function deploymentSpec(name, privileged) {
  return `spec:
  replicas: 2
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      automountServiceAccountToken: false
      securityContext:
        runAsNonRoot: true
        seccompProfile:
          type: RuntimeDefault
      containers:
      - name: app
        image: registry.example.com/team/${name}:1.4.2
        ports:
        - name: http
          containerPort: 8080
        securityContext:
          privileged: ${privileged}
          allowPrivilegeEscalation: ${privileged}
          readOnlyRootFilesystem: true
          capabilities:
            drop: [ALL]
        resources:
          requests:
            cpu: 100m
            memory: 128Mi
          limits:
            memory: 128Mi
        readinessProbe:
          httpGet:
            path: /ready
            port: http
        env:
        - name: LEVEL
          value: info
`;
}

function writeChart(write, root, chart, changed) {
  write(`${root}/Chart.yaml`, `apiVersion: v2\nname: chart-${chart}\nversion: 1.0.0\n`);
  write(`${root}/values.yaml`, `count: 20\nprivileged: ${changed && chart === 7}\n`);
  const deployment = deploymentSpec('{{ $.Release.Name }}-{{ $i }}', false).replaceAll(
    'llegeEscalation: false',
    'llegeEscalation: {{ $.Values.privileged }}',
  );
  write(
    `${root}/templates/all.yaml`,
    `{{- range $i := until (int .Values.count) }}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ $.Release.Name }}-{{ $i }}
${deployment}---
apiVersion: v1
kind: Service
metadata:
  name: {{ $.Release.Name }}-{{ $i }}
spec:
  selector:
    app: {{ $.Release.Name }}-{{ $i }}
  ports:
  - port: 80
{{- end }}
`,
  );
}

function writeOverlay(write, root, overlay) {
  const documents = [];
  for (let i = 0; i < 20; i++) documents.push(object(100_000 + overlay * 20 + i, false));
  write(`${root}/base/all.yaml`, documents.join('---\n'));
  write(`${root}/base/kustomization.yaml`, 'resources: [all.yaml]\n');
  write(
    `${root}/prod/kustomization.yaml`,
    `resources: [../base]\nnamespace: prod-${overlay}\nnamePrefix: prod-\n`,
  );
}

/** Charts of several habits, each with findings: for what it costs to find the lines of those. */
export function generateCharts(root) {
  const write = (path, text) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const chart = (name, files) => {
    write(`${name}/Chart.yaml`, `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`);
    for (const [path, text] of Object.entries(files)) write(`${name}/${path}`, text);
  };
  const spec = deploymentSpec('web', true).trimEnd();
  const head = name => `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\n`;
  chart('one-file', { 'values.yaml': '{}\n', 'templates/web.yaml': `${head('web')}${spec}\n` });
  const looped = `{{- range $i := until (int .Values.count) }}\n---\n${head('web-{{ $i }}')}${spec.replaceAll('true', '{{ $.Values.on }}')}\n{{- end }}\n`;
  chart('many-documents', { 'values.yaml': 'count: 200\non: true\n', 'templates/web.yaml': looped });
  // Everything in named templates that call one another, as library charts do, and a checksum over a file.
  const helpers = `{{- define "lib.spec" -}}\n${spec}\n{{- end -}}\n{{- define "lib.labels" -}}\napp: {{ .name }}\nchart: {{ .root.Chart.Name }}\n{{- end -}}\n{{- define "lib.deployment" -}}\n${head('{{ .name }}')}  labels:\n    {{- include "lib.labels" . | nindent 4 }}\n  annotations:\n    sum: {{ include (print .root.Template.BasePath "/config.yaml") .root | sha256sum }}\n    size: {{ len (include "lib.labels" .) | quote }}\n{{ include "lib.spec" . }}\n{{- end -}}\n`;
  const files = { 'values.yaml': '{}\n', 'templates/_lib.tpl': helpers };
  files['templates/config.yaml'] = object(2, false);
  for (let i = 0; i < 30; i++)
    files[`templates/web-${i}.yaml`] = `{{ include "lib.deployment" (dict "name" "web-${i}" "root" .) }}\n`;
  chart('library-style', files);
  // Whole specifications in values, printed by toYaml.
  const indented = spec.replace(/^spec:\n/, '').replaceAll(/^/gm, '  ');
  const values = Array.from({ length: 20 }, (_, i) => `web${i}:\n${indented}\n`).join('');
  const printed = Array.from(
    { length: 20 },
    (_, i) => `${head(`web-${i}`)}spec:\n  {{- toYaml .Values.web${i} | nindent 2 }}\n`,
  );
  chart('all-in-values', { 'values.yaml': values, 'templates/all.yaml': printed.join('---\n') });
}
