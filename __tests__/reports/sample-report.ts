import type { Counts, Report, ReportFinding, ReportGuardrail } from '../../src/reports/index.ts';
import { everyPermission } from '../support/permissions.ts';

/**
 * A report with everything in it, as a pull request to a small shop would give: for the golden files, for
 * screenshots, and for whoever needs a {@link Report} that is not empty.
 */

const HELM = { engine: 'embedded', tool: 'helm', version: '4.3.1' } as const;
const KUSTOMIZE = { engine: 'embedded', tool: 'kustomize', version: '5.8.2' } as const;
const PLAIN = { engine: 'none', tool: 'none', version: '' } as const;
const RBAC = 'rbac.authorization.k8s.io';
const PAGES = 'https://kubeproof.example/guardrails';

const guardrails: readonly ReportGuardrail[] = [
  {
    id: 'container-resources',
    title: 'Containers state what they need and how much they may take',
    category: 'reliability',
    severity: 'warning',
    rationale:
      'Without requests the scheduler packs blindly; without a memory limit one leak takes the node with it.',
    remediation:
      'Set requests for CPU and memory, and a memory limit, to what the container was seen to use.',
    references: ['https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/'],
    controls: { 'nsa-cisa-1.2': ['pod-security'], soc2: ['A1.1'] },
    url: `${PAGES}/container-resources`,
  },
  {
    id: 'image-tag',
    title: 'Images are named by a version that does not move',
    category: 'supply-chain',
    severity: 'warning',
    rationale: 'A tag that moves makes two nodes run two programs, and a roll-back restores nothing.',
    remediation: 'Name a version or, better, a digest.',
    references: [],
    controls: { 'pci-dss-4.0.1': ['6.3.2'], soc2: ['CC8.1'] },
    url: `${PAGES}/image-tag`,
  },
  {
    id: 'network-policy-missing',
    title: 'Every workload is selected by a NetworkPolicy',
    category: 'network',
    severity: 'warning',
    rationale: 'A pod that no policy selects accepts connections from every pod in the cluster.',
    remediation: 'Add a NetworkPolicy whose podSelector matches the labels of these pods.',
    notWhen: 'The mesh or the CNI enforces the same by its own resources.',
    references: ['https://kubernetes.io/docs/concepts/services-networking/network-policies/'],
    controls: { 'cis-kubernetes-1.12': ['5.3.2'], 'pci-dss-4.0.1': ['1.3.1'] },
    url: `${PAGES}/network-policy-missing`,
  },
  {
    id: 'privileged-container',
    title: 'Containers do not run privileged',
    category: 'pod-security',
    severity: 'error',
    rationale:
      'A privileged container has every capability, every device and no seccomp filter: whoever gets into it owns the node and everything that runs there.',
    remediation: 'Remove the setting; add the one capability that is needed.',
    notWhen: 'Node agents (CNI, CSI, GPU drivers) in their own namespace; waive them there.',
    references: ['https://kubernetes.io/docs/concepts/security/pod-security-standards/'],
    controls: {
      'cis-kubernetes-1.12': ['5.2.2'],
      'nsa-cisa-1.2': ['pod-security'],
      'pci-dss-4.0.1': ['2.2.6'],
      pss: ['baseline'],
      soc2: ['CC6.8'],
    },
    url: `${PAGES}/privileged-container`,
  },
  {
    id: 'rbac-secrets-read',
    title: 'Nobody new can read Secrets of every namespace',
    category: 'rbac',
    severity: 'error',
    rationale:
      'Secrets hold the tokens of other identities: who reads them all can act as any of them, up to cluster-admin.',
    remediation: 'Bind the role in one namespace, or name the Secrets with resourceNames.',
    references: ['https://kubernetes.io/docs/concepts/security/rbac-good-practices/'],
    controls: {
      'cis-kubernetes-1.12': ['5.1.2'],
      'pci-dss-4.0.1': ['7.2.1', '7.2.2'],
      soc2: ['CC6.1', 'CC6.3'],
    },
    url: `${PAGES}/rbac-secrets-read`,
  },
  {
    id: 'readiness-probe',
    title: 'Containers that serve say when they are ready',
    category: 'reliability',
    severity: 'info',
    rationale: 'Without a readiness probe traffic arrives before the program listens.',
    remediation: 'Add a readinessProbe that asks the program itself.',
    references: [],
    controls: {},
    url: `${PAGES}/readiness-probe`,
  },
  {
    id: 'run-as-non-root',
    title: 'Containers do not run as root',
    category: 'pod-security',
    severity: 'error',
    rationale: 'Root in a container is root on the node as soon as one kernel bug is found.',
    remediation: 'Set runAsNonRoot: true and a runAsUser other than 0.',
    references: [],
    controls: { 'cis-kubernetes-1.12': ['5.2.7'], pss: ['restricted'] },
    url: `${PAGES}/run-as-non-root`,
  },
];

/** 32 hex digits that are stable and differ per finding. */
function fingerprint(n: number): string {
  return (n * 2654435761).toString(16).padStart(16, '0').slice(-16).repeat(2);
}

const workload = (name: string, kind = 'Deployment', namespace = 'shop') => ({
  group: 'apps',
  kind,
  namespace,
  name,
});

function resourcesFinding(n: number, service: string, known: boolean): ReportFinding {
  const source = known ? `overlays/prod/${service}.yaml` : `charts/${service}/templates/deployment.yaml`;
  const target = known ? 'kustomize:overlays/prod' : `helm:charts/${service}`;
  const line = 8 + (n % 5);
  return {
    guardrail: 'container-resources',
    title: 'Containers state what they need and how much they may take',
    severity: 'warning',
    resource: workload(known ? service : `prod-${service}`),
    apiVersion: 'apps/v1',
    path: ['spec', 'template', 'spec', 'containers', 0],
    field: 'spec.template.spec.containers[name=app].resources',
    message: 'Container "app" has no memory limit: a leak takes its neighbours with it.',
    remediation: 'Set resources.limits.memory, starting from what it was seen to use.',
    container: 'app',
    side: known ? 'present' : 'added',
    source,
    fingerprint: fingerprint(n),
    state: known ? 'unchanged' : 'new',
    renderings: [{ target, environment: known ? 'default' : 'prod', documentIndex: n }],
    blocking: false,
    location: known
      ? { kind: 'manifest', file: source, line, column: 3 }
      : {
          kind: 'values',
          file: `charts/${service}/values.yaml`,
          line,
          column: 3,
          endLine: line,
          endColumn: 12,
        },
    related: known ? [] : [{ kind: 'template', file: source, line: 31, note: 'printed by this template' }],
  };
}

const findings: readonly ReportFinding[] = [
  {
    guardrail: 'rbac-secrets-read',
    title: 'Nobody new can read Secrets of every namespace',
    severity: 'error',
    resource: { group: RBAC, kind: 'ClusterRole', namespace: '', name: 'reader' },
    apiVersion: `${RBAC}/v1`,
    path: ['rules', 0, 'resources', 1],
    field: 'rules[0].resources[1]',
    message: 'ServiceAccount shop/bot can now get and list Secrets in every namespace.',
    remediation: 'Bind it in one namespace, or name the Secrets it needs.',
    side: 'added',
    source: 'access/bot.yaml',
    subject: 'ServiceAccount shop/bot',
    fingerprint: fingerprint(1),
    state: 'new',
    renderings: [{ target: 'manifests:access', environment: 'default', documentIndex: 1 }],
    blocking: true,
    location: { kind: 'manifest', file: 'access/bot.yaml', line: 9, column: 23, endLine: 9, endColumn: 30 },
    related: [
      {
        kind: 'manifest',
        file: 'access/bot.yaml',
        line: 17,
        column: 1,
        note: 'through ClusterRoleBinding bot-reader',
      },
    ],
    excerpt: {
      firstLine: 7,
      lines: [
        'rules:',
        '  - apiGroups: [""]',
        '    resources: [pods, secrets]',
        '    verbs: [get, list]',
        '---',
      ],
    },
  },
  {
    guardrail: 'privileged-container',
    title: 'Containers do not run privileged',
    severity: 'error',
    resource: workload('prod-checkout'),
    apiVersion: 'apps/v1',
    path: ['spec', 'template', 'spec', 'containers', 0, 'securityContext', 'privileged'],
    field: 'spec.template.spec.containers[name=app].securityContext.privileged',
    message: 'Container "app" runs privileged: it owns the node it lands on.',
    remediation: 'Set it to false.',
    container: 'app',
    side: 'added',
    source: 'charts/checkout/templates/deployment.yaml',
    fingerprint: fingerprint(2),
    state: 'new',
    renderings: [
      { target: 'helm:charts/checkout', environment: 'prod', documentIndex: 2 },
      { target: 'helm:charts/checkout', environment: 'staging', documentIndex: 2 },
    ],
    blocking: true,
    location: {
      kind: 'values',
      file: 'charts/checkout/values.yaml',
      line: 12,
      column: 15,
      endLine: 12,
      endColumn: 19,
    },
    suggestion: {
      edits: [
        { file: 'charts/checkout/values.yaml', line: 12, endLine: 12, lines: ['  privileged: false'] },
        { file: 'charts/checkout/values-prod.yaml', line: 3, endLine: 4, lines: [] },
      ],
    },
    related: [
      {
        kind: 'template',
        file: 'charts/checkout/templates/_helpers.tpl',
        line: 31,
        note: 'printed by this template',
      },
    ],
    excerpt: {
      firstLine: 10,
      lines: ['security:', '  capabilities: {drop: [ALL]}', '  privileged: true', '', 'service:'],
    },
    rendered: {
      lines: [
        '      containers:',
        '        - name: app',
        '          image: ghcr.io/acme/checkout:2.14.0',
        '          securityContext:',
        '            capabilities:',
        '              drop: ["ALL"]',
        '            privileged: true',
        '          ports:',
        '            - containerPort: 8080',
      ],
      focus: 6,
    },
  },
  {
    guardrail: 'image-tag',
    title: 'Images are named by a version that does not move',
    severity: 'warning',
    resource: workload('migrate', 'Job'),
    apiVersion: 'batch/v1',
    path: ['spec', 'template', 'spec', 'initContainers', 0, 'image'],
    field: 'spec.template.spec.initContainers[name=wait].image',
    message: 'Init container "wait" runs busybox:latest: what that is may change with every pull.',
    remediation: 'Name a version, for example busybox:1.37.0, or a digest.',
    container: 'wait',
    side: 'added',
    source: 'overlays/prod/migrate.yaml',
    fingerprint: fingerprint(3),
    state: 'new',
    renderings: [{ target: 'kustomize:overlays/prod', environment: 'default', documentIndex: 4 }],
    blocking: false,
    location: {
      kind: 'kustomization',
      file: 'overlays/prod/kustomization.yaml',
      line: 21,
      column: 13,
      endLine: 21,
      endColumn: 19,
    },
    related: [],
    excerpt: {
      firstLine: 18,
      lines: ['images:', '  - name: busybox', '    newName: busybox', '    newTag: latest', '  - name: app'],
    },
  },
  {
    guardrail: 'network-policy-missing',
    title: 'Every workload is selected by a NetworkPolicy',
    severity: 'warning',
    resource: workload('worker'),
    apiVersion: 'apps/v1',
    path: ['spec', 'template', 'metadata', 'labels'],
    field: 'spec.template.metadata.labels',
    message:
      'Deployment shop/worker accepts traffic from the whole cluster now: its NetworkPolicy no longer selects it.',
    remediation: 'Give the pods the label app=worker back, or change the policy with them.',
    side: 'removed',
    source: 'overlays/prod/worker.yaml',
    fingerprint: fingerprint(4),
    state: 'new',
    renderings: [{ target: 'kustomize:overlays/prod', environment: 'default', documentIndex: 6 }],
    blocking: false,
    location: {
      kind: 'patch',
      file: 'overlays/prod/worker.yaml',
      line: 11,
      column: 9,
      add: 'limits.memory',
      endLine: 11,
      endColumn: 23,
    },
    related: [],
    excerpt: {
      firstLine: 9,
      lines: ['    metadata:', '      labels:', '        app: worker-v2', '        tier: backend'],
    },
  },
  resourcesFinding(5, 'cart', false),
  resourcesFinding(6, 'catalogue', false),
  resourcesFinding(7, 'payment', false),
  resourcesFinding(8, 'search', false),
  {
    guardrail: 'readiness-probe',
    title: 'Containers that serve say when they are ready',
    severity: 'info',
    resource: workload('worker'),
    apiVersion: 'apps/v1',
    path: ['spec', 'template', 'spec', 'containers', 0],
    field: 'spec.template.spec.containers[name=worker].readinessProbe',
    message:
      'Container "worker" listens on 9090 and has no readiness probe: traffic arrives before it is up.',
    container: 'worker',
    side: 'added',
    source: 'overlays/prod/worker.yaml',
    fingerprint: fingerprint(9),
    state: 'new',
    renderings: [{ target: 'kustomize:overlays/prod', environment: 'default', documentIndex: 6 }],
    blocking: false,
    location: { kind: 'file', file: 'overlays/prod/worker.yaml' },
    related: [],
  },
  {
    guardrail: 'privileged-container',
    title: 'Containers do not run privileged',
    severity: 'error',
    resource: workload('node-agent', 'DaemonSet', 'monitoring'),
    apiVersion: 'apps/v1',
    path: ['spec', 'template', 'spec', 'containers', 0, 'securityContext', 'privileged'],
    field: 'spec.template.spec.containers[name=agent].securityContext.privileged',
    message: 'Container "agent" runs privileged: it owns the node it lands on.',
    container: 'agent',
    side: 'present',
    source: 'monitoring/agent.yaml',
    fingerprint: fingerprint(10),
    state: 'unchanged',
    renderings: [{ target: 'manifests:monitoring', environment: 'default', documentIndex: 0 }],
    waiver: {
      id: 'node-agent-privileged',
      owner: 'platform@acme.example',
      file: '.kubeproof/waivers.yaml',
      line: 2,
      reason: 'Reads the kernel ring buffer; the vendor ships no unprivileged mode yet.',
      expires: '2027-01-31',
      ticket: 'PLAT-1042',
    },
    blocking: false,
    location: {
      kind: 'manifest',
      file: 'monitoring/agent.yaml',
      line: 34,
      column: 27,
      endLine: 34,
      endColumn: 31,
    },
    related: [],
  },
  ...Array.from({ length: 41 }, (_, i) =>
    resourcesFinding(20 + i, `legacy-${String(i).padStart(2, '0')}`, true),
  ),
  ...['api', 'gateway', 'mailer'].map(
    (name, i): ReportFinding => ({
      guardrail: 'run-as-non-root',
      title: 'Containers do not run as root',
      severity: 'error',
      resource: workload(name),
      apiVersion: 'apps/v1',
      path: ['spec', 'template', 'spec', 'containers', 0, 'securityContext', 'runAsNonRoot'],
      field: `spec.template.spec.containers[name=${name}].securityContext.runAsNonRoot`,
      message: `Container "${name}" may run as root.`,
      container: name,
      side: 'present',
      source: `apps/${name}.yaml`,
      fingerprint: fingerprint(80 + i),
      state: 'fixed',
      renderings: [{ target: 'manifests:apps', environment: 'default', documentIndex: i }],
      blocking: false,
      location: { kind: 'manifest', file: `apps/${name}.yaml`, line: 19, column: 11 },
      related: [],
    }),
  ),
];

const count = (of: readonly ReportFinding[]): Counts => ({
  error: of.filter(f => f.severity === 'error').length,
  warning: of.filter(f => f.severity === 'warning').length,
  info: of.filter(f => f.severity === 'info').length,
});

const digest = (n: number) => fingerprint(n).repeat(2);

export const sampleReport: Report = {
  schema: 'kubeproof.report/v1',
  tool: { name: 'kubeproof', version: '1.4.0' },
  engines: [HELM, KUSTOMIZE],
  kubernetes: '1.34',
  approvals: [],
  profile: 'recommended',
  head: { name: 'checkout-privileged', commit: '8be1d07c41f5a3e09d2b7c6a5f4e3d2c1b0a9f8e' },
  base: { name: 'main', commit: '3f1c2aa0b7d94e5c8f6a1b2c3d4e5f60718293a4' },
  scope: 'new',
  failOn: 'error',
  outcome: 'fail',
  exitCode: 1,
  summary: '2 new errors block this change, and 1 input could not be evaluated',
  findings,
  counts: {
    new: count(findings.filter(f => f.state === 'new')),
    unchanged: count(findings.filter(f => f.state === 'unchanged' && f.waiver === undefined)),
    fixed: count(findings.filter(f => f.state === 'fixed')),
    waived: count(findings.filter(f => f.waiver !== undefined)),
    blocking: findings.filter(f => f.blocking).length,
  },
  permissions: everyPermission,
  targets: [
    {
      id: 'helm:charts/checkout',
      kind: 'helm',
      root: 'charts/checkout',
      environments: [
        { name: 'prod', engine: HELM, objects: 14, digest: digest(201), unchanged: false },
        { name: 'staging', engine: HELM, objects: 12, digest: digest(202), unchanged: false },
      ],
    },
    {
      id: 'helm:charts/legacy',
      kind: 'helm',
      root: 'charts/legacy',
      environments: [{ name: 'default', engine: HELM, objects: 0, unchanged: false }],
    },
    ...['cart', 'catalogue', 'payment', 'search'].map((service, i) => ({
      id: `helm:charts/${service}`,
      kind: 'helm',
      root: `charts/${service}`,
      environments: [{ name: 'prod', engine: HELM, objects: 10, digest: digest(210 + i), unchanged: false }],
    })),
    {
      id: 'kustomize:overlays/prod',
      kind: 'kustomize',
      root: 'overlays/prod',
      environments: [
        { name: 'default', engine: KUSTOMIZE, objects: 61, digest: digest(203), unchanged: false },
      ],
    },
    {
      id: 'manifests:access',
      kind: 'manifests',
      root: 'access',
      environments: [{ name: 'default', engine: PLAIN, objects: 5, digest: digest(204), unchanged: false }],
    },
    {
      id: 'manifests:monitoring',
      kind: 'manifests',
      root: 'monitoring',
      environments: [{ name: 'default', engine: PLAIN, objects: 180, digest: digest(205), unchanged: true }],
    },
  ].sort((a, b) => (a.id < b.id ? -1 : 1)),
  objects: 312,
  problems: [
    {
      code: 'dependency-missing',
      message: 'dependency "redis" is not vendored',
      hint: 'helm dependency build charts/legacy',
      file: 'charts/legacy/Chart.yaml',
      line: 9,
      target: 'helm:charts/legacy',
      gates: true,
    },
    {
      code: 'values-file-unused',
      message: 'values-old.yaml belongs to no environment',
      hint: 'name it under targets, or remove it',
      file: 'charts/checkout/values-old.yaml',
      gates: false,
    },
  ],
  guardrails,
  evaluated: 25,
  config: { file: '.kubeproof.yaml', digest: digest(300), from: 'base', inlineWaivers: 'head' },
};
