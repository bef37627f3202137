import { expect, test } from '@jest/globals';
import { approvalInput } from '../src/approving.ts';
import {
  binding,
  deployment,
  RBAC,
  READ_SECRETS,
  reportOf,
  role,
  rule,
  yaml,
} from './analyzers/rbac/change/support.ts';

const calls = (base: string, head: string) =>
  approvalInput([], undefined, reportOf(base, head)).calls.map(({ kind, text }) => `${kind}: ${text}`);

test('what a change gives calls for those who want to agree, with or without a finding', () => {
  const b = binding('RoleBinding b', 'Role r');
  expect(calls('', yaml(role('Role', 'r', [rule('', 'configmaps', 'get')]), b))).toEqual([
    'rbac.any: ServiceAccount shop/bot gains get configmaps in namespace shop',
  ]);
  expect(
    calls(
      '',
      yaml(role('ClusterRole', 'r', [READ_SECRETS]), binding('ClusterRoleBinding b', 'ClusterRole r')),
    ),
  ).toEqual([
    'rbac.any: ServiceAccount shop/bot gains get, list secrets in all namespaces',
    'rbac.cluster-scope: ServiceAccount shop/bot gains get, list secrets in all namespaces',
    'rbac.dangerous: ServiceAccount shop/bot gains get, list secrets in all namespaces',
    'rbac.dangerous: ServiceAccount shop/bot comes to more: Read Secrets (SE001, critical)',
    'rbac.escalation: ServiceAccount shop/bot comes to more: Read Secrets (SE001, critical)',
  ]);
});

test('a role with both halves of a path is an escalation, though no guardrail about paths speaks', () => {
  const rules = [rule(RBAC, 'clusterroles', 'bind'), rule(RBAC, 'clusterrolebindings', 'create')];
  const found = calls(
    '',
    yaml(role('ClusterRole', 'r', rules), binding('ClusterRoleBinding b', 'ClusterRole r')),
  );
  expect(found.filter(call => call.startsWith('rbac.escalation'))).toEqual([
    'rbac.escalation: ServiceAccount shop/bot comes to more: Bind any ClusterRole in the whole cluster (RB006, critical)',
  ]);
});

test('a workload that runs as somebody else is a change too, with no role or binding touched', () => {
  const rbac = yaml(role('Role', 'r', [READ_SECRETS]), binding('RoleBinding b', 'Role r'));
  const text = 'Deployment shop/web runs as ServiceAccount shop/bot now, it was ServiceAccount shop/web.';
  expect(
    calls(yaml(rbac, deployment({ account: 'web' })), yaml(rbac, deployment({ account: 'bot' }))),
  ).toEqual([`rbac.any: ${text}`, `rbac.dangerous: ${text}`]);
});

test('a label that feeds a default role reaches whoever is bound to it', () => {
  const label = ', labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}';
  expect(
    calls(
      role('ClusterRole', 'crds', [rule('acme.io', 'widgets', 'get')]),
      role('ClusterRole', 'crds', [rule('acme.io', 'widgets', 'get')], label),
    ),
  ).toEqual([
    'rbac.any: whoever is bound to ClusterRole admin, edit or view gains get widgets.acme.io wherever it is bound',
    'rbac.cluster-scope: whoever is bound to ClusterRole admin, edit or view gains get widgets.acme.io wherever it is bound',
  ]);
});
