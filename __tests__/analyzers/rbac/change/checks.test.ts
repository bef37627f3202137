import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { analyze } from '../../../../src/analyzers/index.ts';
import { activate, loadPack } from '../../../../src/guardrails/index.ts';
import { setOf } from '../../../support/manifests.ts';
import { binding, deployment, RBAC, READ_SECRETS, role, rule, yaml } from './support.ts';

const { guardrails } = loadPack(join(process.cwd(), 'rules'));

/** Messages of guardrails of the analyzer of RBAC, by their ids; all of them in the strict profile. */
function findings(base: string, head: string, ...ids: readonly string[]): string[] {
  const wanted = guardrails.filter(
    ({ id, check }) =>
      check.by === 'analyzer' && check.analyzer === 'rbac' && (ids.length === 0 || ids.includes(id)),
  );
  const { active } = activate(wanted, { profile: 'strict', guardrails: {} });
  const found = analyze(setOf(head), active, { kubernetes: '1.34', base: setOf(base) }).findings;
  return found.map(({ guardrail, message }) => (ids.length === 1 ? message : `${guardrail}: ${message}`));
}

const b = binding('RoleBinding b', 'Role r');

describe('the finding about a gained permission', () => {
  const gained = (base: string, head: string) => findings(base, head, 'rbac-permission-gained');

  test('says it in a sentence', () => {
    const pods = role('Role', 'r', [rule('', 'pods', 'get')]);
    expect(gained(pods, yaml(role('Role', 'r', [rule('', 'secrets', '"*"')]), b))).toEqual([
      'ServiceAccount shop/bot can now do everything with secrets in namespace shop: it can read every Secret in namespace shop and have a token made for any ServiceAccount in namespace shop, and read it.',
    ]);
    expect(gained('', yaml(role('Role', 'r', [rule('*', '"*"', '"*"')]), b))[0]).toMatch(
      /^ServiceAccount shop\/bot can now do everything in namespace shop: /,
    );
  });

  test('knows a namespace that nobody names', () => {
    const here = (text: string) => text.replaceAll(', namespace: shop', '');
    const account = '{kind: ServiceAccount, name: bot}';
    expect(
      gained('', here(yaml(role('Role', 'r', [READ_SECRETS]), binding('RoleBinding b', 'Role r', account)))),
    ).toEqual([
      'ServiceAccount (not named)/bot can now get, list secrets in its namespace: it can read every Secret in its namespace.',
    ]);
  });

  test('is about what is dangerous, and not about what is known of cluster-admin', () => {
    expect(gained('', yaml(role('Role', 'r', [rule('', 'configmaps', 'get')]), b))).toEqual([]);
    expect(gained('', binding('ClusterRoleBinding a', 'ClusterRole cluster-admin'))).toEqual([]);
  });
});

describe('one cause is one finding', () => {
  const exec = [rule('', 'pods/exec', 'create')];
  const bound = binding('ClusterRoleBinding b', 'ClusterRole r');
  const both = ['rbac-permission-gained', 'rbac-exec'];

  test('a new rule is for the guardrail about roles', () => {
    expect(
      findings(
        yaml(role('ClusterRole', 'r', []), bound),
        yaml(role('ClusterRole', 'r', exec), bound),
        ...both,
      ).map(text => text.split(':')[0]),
    ).toEqual(['rbac-exec']);
  });

  test('a new binding of a role that stands is for the guardrail about the change too', () => {
    expect(
      findings(role('ClusterRole', 'r', exec), yaml(role('ClusterRole', 'r', exec), bound), ...both).map(
        text => text.split(':')[0],
      ),
    ).toContain('rbac-permission-gained');
  });

  test('where the guardrail about roles is off, the one about the change speaks', () => {
    expect(
      findings(
        yaml(role('ClusterRole', 'r', []), bound),
        yaml(role('ClusterRole', 'r', exec), bound),
        'rbac-permission-gained',
      ),
    ).toEqual([
      'ServiceAccount shop/bot can now create pods/exec in all namespaces: it can run commands in any pod in every namespace.',
    ]);
  });

  test('a path that is completed is told as a path, its second half not once more', () => {
    const binder = yaml(
      role('ClusterRole', 'binder', [rule(RBAC, 'clusterroles', 'bind')]),
      binding('ClusterRoleBinding binder', 'ClusterRole binder'),
    );
    const writer = yaml(
      role('ClusterRole', 'writer', [rule(RBAC, 'clusterrolebindings', 'create')]),
      binding('ClusterRoleBinding writer', 'ClusterRole writer'),
    );
    const found = findings(binder, yaml(binder, writer)).map(text => text.split(':')[0]);
    expect(found.filter(id => id !== 'rbac-bindings-write')).toEqual(['rbac-path-opened']);
  });
});

describe('what other guardrails tell at the same place', () => {
  const gained = (base: string, head: string) =>
    findings(base, head).filter(text => text.startsWith('rbac-permission-gained'));
  const r = role('ClusterRole', 'r', [READ_SECRETS]);

  test('a binding for everybody, a label that feeds a default role, a binding that changes its role', () => {
    const everybody = '{kind: Group, name: "system:authenticated"}';
    expect(gained(r, yaml(r, binding('ClusterRoleBinding e', 'ClusterRole r', everybody)))).toEqual([]);
    const viewers = binding('RoleBinding v', 'ClusterRole view', '{kind: Group, name: devs}');
    const label = ', labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}';
    const labelled = role('ClusterRole', 'r', [READ_SECRETS], label);
    expect(gained(yaml(r, viewers), yaml(labelled, viewers))).toEqual([]);
    const roles = yaml(role('Role', 'q', [rule('', 'pods', 'get')]), role('Role', 'r', [READ_SECRETS]));
    expect(gained(yaml(roles, binding('RoleBinding b', 'Role q')), yaml(roles, b))).toEqual([]);
  });

  test('a rule that a group of everybody had already', () => {
    const group = '{kind: Group, name: "system:serviceaccounts:shop"}';
    const bound = yaml(r, binding('ClusterRoleBinding e', 'ClusterRole r', group));
    expect(gained(bound, yaml(bound, binding('ClusterRoleBinding b', 'ClusterRole r')))).toEqual([]);
  });

  test('an account that gains what its workload gains', () => {
    const head = yaml(role('Role', 'r', [READ_SECRETS]), b, deployment({ account: 'bot' }));
    expect(findings(deployment({ account: 'web' }), head).map(text => text.split(':')[0])).toEqual([
      'rbac-permission-gained',
    ]);
    const before = yaml(role('Role', 'r', [READ_SECRETS]), b, deployment({ account: 'web' }));
    expect(findings(before, head, 'rbac-workload-account')).toEqual([
      'Deployment shop/web runs as ServiceAccount shop/bot now, it was ServiceAccount shop/web. It can get, list secrets in namespace shop.',
    ]);
  });
});

test('a lost wildcard says what is lost with it', () => {
  const before = yaml(role('Role', 'r', [rule(RBAC, 'roles', '"*"')]), b);
  const after = yaml(role('Role', 'r', [rule(RBAC, 'roles', 'get, list, watch, create, update, patch')]), b);
  expect(findings(before, after, 'rbac-permission-lost')).toEqual([
    `ServiceAccount shop/bot can no longer delete, deletecollection, bind, escalate roles.${RBAC} in namespace shop.`,
  ]);
});
