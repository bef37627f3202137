import { expect, jest, test } from '@jest/globals';
import type { Link } from '../src/analyzers/index.ts';
import { loadConfig } from '../src/config/index.ts';
import { memoryTree } from '../src/repository/index.ts';
import { run } from '../src/run.ts';

/** Permissions on the whole way: rendered, compared, and placed at the lines somebody wrote. */

// The engine starts in a second or two, on a busy machine in more.
jest.setTimeout(60_000);

async function check(base: Record<string, string>, head: Record<string, string>) {
  const tree = memoryTree(head);
  const { config, problems } = loadConfig(tree, undefined, {});
  const { report } = await run({
    head: tree,
    base: memoryTree(base, 'base'),
    config,
    configFrom: 'head',
    rulesTree: tree,
    waivers: [],
    paths: [],
    problems,
    today: '2026-06-01',
  });
  return report;
}

const at = ({ change, kind, place }: Link) =>
  `${change} ${kind} ${place?.side ?? 'head'} ${place?.file}:${place?.line}`;

const chart = (rules: string) => ({
  'chart/Chart.yaml': 'apiVersion: v2\nname: bot\nversion: 1.0.0\n',
  'chart/values.yaml': 'account: bot\n',
  'chart/templates/_helpers.tpl': '{{ define "bot.name" }}{{ .Release.Name }}-reader{{ end }}\n',
  'chart/templates/role.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: {{ include "bot.name" . }}
rules:
${rules}`,
  'chart/templates/binding.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: {{ include "bot.name" . }}
subjects:
  - kind: ServiceAccount
    name: {{ .Values.account }}
    namespace: shop
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: {{ include "bot.name" . }}
`,
});
const pods = '  - {apiGroups: [""], resources: [pods], verbs: [get]}\n';
const nodes = '  - apiGroups: [""]\n    resources: [nodes]\n    verbs: [get]\n';

test('of a chart: the binding at its own template, the rule at its line, what went on the base', async () => {
  const { permissions } = await check(chart(pods), chart(nodes));
  const [change] = permissions.changes;
  expect(change?.subject).toBe('ServiceAccount shop/bot');
  expect(change?.gained.map(line => [line.text, line.because.map(at)])).toEqual([
    [
      'get nodes',
      ['same binding head chart/templates/binding.yaml:9', 'added rule head chart/templates/role.yaml:6'],
    ],
  ]);
  expect(change?.lost.map(line => [line.text, line.because.map(at)])).toEqual([
    [
      'get pods',
      ['same binding base chart/templates/binding.yaml:9', 'removed rule base chart/templates/role.yaml:6'],
    ],
  ]);
});

test('what could not be rendered is neither gained nor lost', async () => {
  const broken = chart('{{ fail "not today" }}');
  for (const [base, head] of [
    [chart(pods), broken],
    [broken, chart(pods)],
  ] as const) {
    const { permissions, problems, findings } = await check(base, head);
    expect(problems.map(problem => problem.code)).toContain('template-failed');
    expect(permissions).toMatchObject({ changes: [], paths: { opened: [], closed: [] }, verdict: '' });
    expect(findings.filter(finding => finding.guardrail.startsWith('rbac-'))).toEqual([]);
  }
});

test('the account of one chart in two environments is one finding', async () => {
  const files = (rules: string) => ({
    '.kubeproof.yaml': `targets:
  - helm: chart
    environments:
      - {name: prod, namespace: shop-prod, release: prod}
      - {name: staging, namespace: shop-staging, release: staging}
`,
    'chart/Chart.yaml': 'apiVersion: v2\nname: bot\nversion: 1.0.0\n',
    'chart/values.yaml': '{}\n',
    'chart/templates/role.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: "{{ .Release.Name }}-bot"}
rules:
${rules}`,
    'chart/templates/binding.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: "{{ .Release.Name }}-bot"}
subjects: [{kind: ServiceAccount, name: "{{ .Release.Name }}-bot"}]
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: "{{ .Release.Name }}-bot"}
`,
  });
  const exec = '  - {apiGroups: [""], resources: [pods/exec], verbs: [create]}\n';
  const { findings, permissions } = await check(files(pods), files(pods + exec));
  const gained = findings.filter(finding => finding.guardrail === 'rbac-permission-gained');
  expect(gained.map(({ renderings }) => renderings.map(({ environment }) => environment))).toEqual([
    ['prod', 'staging'],
  ]);
  expect(gained[0]).toMatchObject({
    message:
      'ServiceAccount shop-prod/prod-bot can now create pods/exec in namespace shop-prod: it can run commands in any pod in namespace shop-prod.',
    location: { file: 'chart/templates/role.yaml', line: 6 },
  });
  expect(permissions.changes.map(change => [change.subject, change.environments])).toEqual([
    ['ServiceAccount shop-prod/prod-bot', ['prod']],
    ['ServiceAccount shop-staging/staging-bot', ['staging']],
  ]);
});

const rbac = 'apiVersion: rbac.authorization.k8s.io/v1\n';
const role = (name: string, rule: string) =>
  `${rbac}kind: ClusterRole\nmetadata: {name: ${name}}\nrules:\n  - ${rule}\n`;
const bind = (name: string, subject: string) =>
  `${rbac}kind: ClusterRoleBinding
metadata: {name: ${name}}
subjects: [${subject}]
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: ${name}
`;
const BOT = '{kind: ServiceAccount, name: bot, namespace: shop}';
const rule = (resource: string, verb: string) =>
  `{apiGroups: [rbac.authorization.k8s.io], resources: [${resource}], verbs: [${verb}]}`;

test('a path that several files open is told once, where it is completed, with the lines of its other half', async () => {
  const base = {
    'access/binder.yaml': `${role('binder', rule('clusterroles', 'bind'))}---\n${bind('binder', BOT)}`,
    'access/writer.yaml': role('writer', rule('clusterrolebindings', 'create')),
  };
  const head = { ...base, 'access/granted.yaml': bind('writer', BOT) };
  const { findings } = await check(base, head);
  const fresh = findings.filter(finding => finding.state === 'new');
  expect(fresh.map(({ guardrail, location }) => `${guardrail} ${location?.file}:${location?.line}`)).toEqual([
    'rbac-path-opened access/granted.yaml:8',
  ]);
  expect(fresh[0]?.related.map(({ file, line, note }) => `${file}:${line} ${note}`)).toEqual([
    'access/writer.yaml:5 rule 1 of ClusterRole writer',
    `access/binder.yaml:14 ClusterRoleBinding binder gives ClusterRole binder to ServiceAccount shop/bot`,
    'access/binder.yaml:5 rule 1 of ClusterRole binder',
  ]);
});

test('the configuration names who deploys', async () => {
  const deployer = 'deployer: system:serviceaccount:ci:deployer\n';
  const base = {
    '.kubeproof.yaml': deployer,
    'access/deployer.yaml': `${role('deployer', rule('"clusterroles", "clusterrolebindings"', 'create, patch'))}---\n${bind('deployer', '{kind: ServiceAccount, name: deployer, namespace: ci}')}`,
  };
  const head = { ...base, 'access/reader.yaml': role('reader', rule('roles', 'list')) };
  const { findings, permissions } = await check(base, head);
  expect(permissions.apply.map(({ id, place }) => `${id} ${place.file}:${place.line}`)).toEqual([
    'refused access/reader.yaml:4',
  ]);
  expect(findings.map(({ guardrail, location }) => `${guardrail}:${location?.line}`)).toContain(
    'rbac-apply-refused:4',
  );
});
