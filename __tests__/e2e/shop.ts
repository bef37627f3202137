import type { Files } from '../support/repository.ts';

/**
 * The repository that the end-to-end tests review: a chart with values files, a kustomize base with an overlay, and
 * plain manifests. At base nothing in it is worth an error.
 */

const POD_SECURITY = `      automountServiceAccountToken: false
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        seccompProfile:
          type: RuntimeDefault
`;

const PROBES_AND_RESOURCES = `          readinessProbe:
            httpGet: {path: /ready, port: 8080}
          livenessProbe:
            httpGet: {path: /live, port: 8080}
          resources:
            requests: {cpu: 100m, memory: 64Mi}
            limits: {cpu: 200m, memory: 128Mi}
`;

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

function deployment(name: string, privileged: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: shop
  labels:
    app: ${name}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
${POD_SECURITY}      containers:
        - name: app
          image: ghcr.io/acme/${name}@${DIGEST}
          securityContext:
            privileged: ${privileged}
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop: [ALL]
${PROBES_AND_RESOURCES}`;
}

/** The line of {@link AGENT} (1-based) that the pull request makes dangerous. */
export const PRIVILEGED_LINE =
  deployment('agent', 'false').split('\n').indexOf('            privileged: false') + 1;

const NETWORK_POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: default-deny
  namespace: shop
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
`;

const SERVICE_ACCOUNT = `apiVersion: v1
kind: ServiceAccount
metadata:
  name: bot
  namespace: shop
automountServiceAccountToken: false
`;

const BINDING = `---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: bot-admin
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: cluster-admin
subjects:
  - kind: ServiceAccount
    name: bot
    namespace: shop
`;

const DIGESTED_IMAGE = `image: ghcr.io/acme/{{ .Chart.Name }}@${DIGEST}`;

export const AGENT = 'manifests/agent.yaml';
export const ACCESS = 'manifests/access.yaml';
export const VALUES = 'charts/checkout/values-prod.yaml';
export const OVERLAY = 'deploy/overlays/prod/kustomization.yaml';

/** Lines of {@link ACCESS} that the pull request adds: from the document's separator to the end. */
export const BINDING_LINES = {
  first: SERVICE_ACCOUNT.split('\n').length,
  role: SERVICE_ACCOUNT.split('\n').length + BINDING.split('\n').indexOf('  name: cluster-admin'),
  last: SERVICE_ACCOUNT.split('\n').length + BINDING.split('\n').length - 2,
};

export const BASE: Files = {
  'README.md': '# shop\n',
  'charts/checkout/Chart.yaml': 'apiVersion: v2\nname: checkout\nversion: 1.2.3\nappVersion: "4.5.6"\n',
  'charts/checkout/values.yaml': `replicas: 2
security:
  privileged: false
service:
  port: 8080
`,
  'charts/checkout/values-staging.yaml': 'replicas: 1\n',
  [VALUES]: `replicas: 4
service:
  port: 8080
`,
  'charts/checkout/templates/_helpers.tpl': `{{- define "checkout.name" -}}
{{ .Release.Name }}-{{ .Chart.Name }}
{{- end }}
`,
  'charts/checkout/templates/deployment.yaml': deployment('CHECKOUT', '{{ .Values.security.privileged }}')
    .replaceAll('CHECKOUT', '{{ include "checkout.name" . }}')
    .replace('replicas: 2', 'replicas: {{ .Values.replicas }}')
    .replace('namespace: shop', 'namespace: {{ .Release.Namespace }}')
    .replace(/image: .*/, DIGESTED_IMAGE),
  'charts/checkout/templates/service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: {{ include "checkout.name" . }}
  namespace: {{ .Release.Namespace }}
spec:
  selector:
    app: {{ include "checkout.name" . }}
  ports:
    - port: {{ .Values.service.port }}
`,
  'charts/checkout/templates/networkpolicy.yaml': NETWORK_POLICY.replace(
    'namespace: shop',
    'namespace: {{ .Release.Namespace }}',
  ),
  'deploy/base/kustomization.yaml': 'resources:\n  - deployment.yaml\n  - networkpolicy.yaml\n',
  'deploy/base/deployment.yaml': deployment('worker', 'false'),
  'deploy/base/networkpolicy.yaml': NETWORK_POLICY.replace('default-deny', 'worker-deny'),
  [OVERLAY]: `resources:
  - ../../base
labels:
  - pairs:
      environment: prod
`,
  [AGENT]: deployment('agent', 'false'),
  [ACCESS]: SERVICE_ACCOUNT,
  'manifests/networkpolicy.yaml': NETWORK_POLICY,
};

/** What the pull request does: four dangers, one per kind of input. */
export const CHANGE: Files = {
  [AGENT]: deployment('agent', 'true'),
  [ACCESS]: SERVICE_ACCOUNT + BINDING,
  [VALUES]: `replicas: 4
security:
  privileged: true
service:
  port: 8080
`,
  [OVERLAY]: `resources:
  - ../../base
labels:
  - pairs:
      environment: prod
patches:
  - target:
      kind: Deployment
      name: worker
    patch: |-
      - op: replace
        path: /spec/template/spec/containers/0/securityContext/privileged
        value: true
`,
};

/** The author mends all of it, and leaves the files touched. */
export const FIX: Files = {
  [AGENT]: deployment('agent', 'false').replace('replicas: 2', 'replicas: 3'),
  [ACCESS]: SERVICE_ACCOUNT,
  [VALUES]: `replicas: 5
security:
  privileged: false
service:
  port: 8080
`,
  [OVERLAY]: `resources:
  - ../../base
labels:
  - pairs:
      environment: production
`,
};

/** A chart that cannot be rendered: its dependency is not vendored. */
export const BROKEN_CHART: Files = {
  'charts/legacy/Chart.yaml': `apiVersion: v2
name: legacy
version: 0.1.0
dependencies:
  - name: redis
    version: 1.0.0
    repository: https://charts.example.com
`,
  'charts/legacy/templates/configmap.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: legacy\n',
};
