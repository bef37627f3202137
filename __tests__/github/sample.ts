import { createHash } from 'node:crypto';
import type { DiffFile, GitHubContext, PublishOptions } from '../../src/github/index.ts';
import { commentFrame, linkContext } from '../../src/github/links.ts';
import type { Counts, Report, ReportFinding } from '../../src/reports/index.ts';
import type { CommentFrame } from '../../src/review/comment.ts';
import { everyPermission, permissions } from '../support/permissions.ts';

/** Small builders: a test says what matters to it, the rest is an ordinary pull request. */

export const HEAD = '8be1d07'.padEnd(40, '0');
export const BASE = '3f1c2aa'.padEnd(40, '0');
export const BOT = 'github-actions[bot]';

export const context: GitHubContext = {
  event: 'pull_request',
  eventName: 'pull_request',
  owner: 'acme',
  repository: 'shop',
  apiUrl: 'https://api.github.com',
  serverUrl: 'https://github.com',
  headSha: HEAD,
  baseSha: BASE,
  runId: '4711',
  runAttempt: '1',
  workspace: '/work',
  pullRequest: {
    number: 7,
    headSha: HEAD,
    baseSha: BASE,
    headRef: 'change',
    baseRef: 'main',
    fork: false,
    draft: false,
    labels: [],
  },
};

export const frame: CommentFrame = commentFrame(context, 7, {
  instance: 'default',
  waivers: '.kubeproof/waivers.yaml',
});

export const links = linkContext(context);

export const options: PublishOptions = {
  review: true,
  comment: 'on-findings',
  instance: 'default',
  waivers: '.kubeproof/waivers.yaml',
  onFixed: 'auto',
  labels: false,
};

export const artifact = {
  name: 'kubeproof',
  id: 12,
  digest: '9f2c41d07b3a5e68'.padEnd(64, '0'),
  url: 'https://github.com/acme/shop/actions/runs/4711/artifacts/12',
};

export function fingerprint(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 32);
}

/** A new, blocking error in `charts/checkout/values.yaml:12`; `name` gives the fingerprint. */
export function finding(name: string, change: Partial<ReportFinding> = {}): ReportFinding {
  return {
    guardrail: 'privileged-container',
    title: 'Containers do not run privileged',
    severity: 'error',
    resource: { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'prod-checkout' },
    apiVersion: 'apps/v1',
    path: ['spec', 'template', 'spec', 'containers', 0, 'securityContext', 'privileged'],
    field: 'spec.template.spec.containers[name=app].securityContext.privileged',
    message: 'Container "app" runs privileged: it would own the node it lands on.',
    container: 'app',
    side: 'present',
    fingerprint: fingerprint(name),
    state: 'new',
    renderings: [
      { target: 'helm:charts/checkout', environment: 'prod', documentIndex: 1 },
      { target: 'helm:charts/checkout', environment: 'staging', documentIndex: 1 },
    ],
    blocking: true,
    location: { kind: 'values', file: 'charts/checkout/values.yaml', line: 12, column: 15 },
    related: [
      {
        kind: 'template',
        file: 'charts/checkout/templates/_helpers.tpl',
        line: 31,
        note: 'printed by this template',
      },
    ],
    rendered: {
      lines: [
        '      containers:',
        '        - name: app',
        '          securityContext:',
        '            privileged: true',
      ],
      focus: 3,
    },
    ...change,
  };
}

const { container: _container, ...subjectFinding } = finding('secrets', {
  guardrail: 'rbac-secrets-read',
  title: 'Nobody new can read Secrets of every namespace',
  resource: { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', namespace: '', name: 'bot' },
  message: 'ServiceAccount shop/bot can now get and list Secrets in every namespace.',
  remediation: 'Bind it in one namespace, or name the Secrets it needs.',
  renderings: [{ target: 'manifests:access', environment: 'default', documentIndex: 0 }],
  location: { kind: 'manifest', file: 'access/bot.yaml', line: 9, column: 18 },
  related: [],
});
export const secretsRead: ReportFinding = subjectFinding;

function count(findings: readonly ReportFinding[]): Counts {
  const of = (severity: string) => findings.filter(f => f.severity === severity).length;
  return { error: of('error'), warning: of('warning'), info: of('info') };
}

/** A report over findings, with the counts and the outcome they give. */
export function report(findings: readonly ReportFinding[], change: Partial<Report> = {}): Report {
  const live = findings.filter(f => f.waiver === undefined);
  const blocking = live.filter(f => f.blocking && f.state !== 'fixed').length;
  const missing = (change.problems ?? []).filter(p => p.gates).length;
  const outcome = blocking > 0 ? 'fail' : missing > 0 ? 'incomplete' : 'pass';
  return {
    schema: 'kubeproof.report/v1',
    tool: { name: 'kubeproof', version: '1.4.0' },
    engines: [{ engine: 'embedded', tool: 'helm', version: '4.3.1' }],
    kubernetes: '1.34',
    profile: 'recommended',
    approvals: [],
    head: { name: 'work tree', commit: HEAD },
    base: { name: 'main', commit: BASE },
    scope: 'new',
    failOn: 'error',
    outcome,
    exitCode: { pass: 0, fail: 1, incomplete: 2 }[outcome],
    summary: {
      pass: 'nothing new blocks',
      fail: `${blocking} new error${blocking === 1 ? '' : 's'} block${blocking === 1 ? 's' : ''} this pull request`,
      incomplete: `${missing} input${missing === 1 ? '' : 's'} could not be evaluated`,
    }[outcome],
    findings,
    counts: {
      new: count(live.filter(f => f.state === 'new')),
      unchanged: count(live.filter(f => f.state === 'unchanged')),
      fixed: count(findings.filter(f => f.state === 'fixed')),
      waived: count(findings.filter(f => f.waiver !== undefined)),
      blocking,
    },
    permissions: permissions(),
    targets: [],
    objects: 312,
    problems: [],
    guardrails: [
      {
        id: 'privileged-container',
        title: 'Containers do not run privileged',
        category: 'pod-security',
        severity: 'error',
        rationale: 'It owns the node.',
        remediation: 'Remove the setting; add the one capability that is needed.',
        references: [],
        controls: {},
        url: 'https://example.com/guardrails/privileged-container',
      },
      {
        id: 'rbac-secrets-read',
        title: 'Nobody new can read Secrets of every namespace',
        category: 'rbac',
        severity: 'error',
        rationale: 'Secrets are keys.',
        remediation: 'Bind the role in one namespace.',
        references: [],
        controls: {},
        url: 'https://example.com/guardrails/rbac-secrets-read',
      },
    ],
    evaluated: 25,
    config: { digest: '0'.repeat(64), from: 'base', inlineWaivers: 'head' },
    ...change,
  };
}

/** A report with all that a comment can show: the sketch of ux.md. */
export function richReport(): Report {
  return report(
    [
      finding('privileged'),
      secretsRead,
      finding('probe', {
        severity: 'warning',
        blocking: false,
        guardrail: 'readiness-probe',
        title: 'Containers that serve say when they are ready',
        message: 'Container "app" has no readiness probe: traffic arrives before it listens.',
        location: { kind: 'file', file: 'overlays/prod/kustomization.yaml' },
        related: [],
      }),
      finding('known', { state: 'unchanged', blocking: false }),
      finding('waived', {
        blocking: false,
        waiver: {
          id: 'w1',
          owner: '@acme/platform',
          file: '.kubeproof/waivers.yaml',
          line: 2,
          reason: 'Node agent, until it moves to its own namespace',
          expires: '2027-01-31',
        },
      }),
      finding('fixed', { state: 'fixed', blocking: false }),
    ],
    {
      permissions: everyPermission,
      targets: [
        {
          id: 'helm:charts/checkout',
          kind: 'helm',
          root: 'charts/checkout',
          environments: ['prod', 'staging'].map(name => ({
            name,
            engine: { engine: 'embedded', tool: 'helm', version: '4.3.1' },
            objects: 156,
            unchanged: false,
          })),
        },
      ],
      problems: [
        {
          code: 'dependency-missing',
          message: 'the dependency "redis" is not vendored',
          hint: 'Run: helm dependency build charts/legacy',
          file: 'charts/legacy/Chart.yaml',
          line: 9,
          target: 'helm:charts/legacy',
          gates: true,
        },
      ],
    },
  );
}

/** A file with one hunk: `first` to `last` on the right, of which `added` are new. */
export function diffFile(path: string, first: number, last: number, added: readonly number[]): DiffFile {
  return {
    path,
    status: 'modified',
    binary: false,
    right: Array.from({ length: last - first + 1 }, (_, index) => ({
      line: first + index,
      kind: added.includes(first + index) ? ('added' as const) : ('context' as const),
      hunk: 0,
    })),
    left: [],
  };
}

export const diff: readonly DiffFile[] = [
  diffFile('access/bot.yaml', 1, 20, [9]),
  diffFile('charts/checkout/values.yaml', 9, 15, [12]),
];
