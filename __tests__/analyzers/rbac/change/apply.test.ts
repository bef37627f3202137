import { describe, expect, test } from '@jest/globals';
import type { Deployer } from '../../../../src/analyzers/index.ts';
import { binding, deployment, RBAC, READ_SECRETS, reportOf, role, rule, said, yaml } from './support.ts';

const b = binding('RoleBinding b', 'Role r');
const problems = (base: string, head: string, deployer?: Deployer) =>
  reportOf(base, head, deployer).apply.map(({ id, resource, text }) => `${id} ${resource}: ${text}`);

describe('when the change is applied', () => {
  test('a role removed from under its binding leaves it dangling', () => {
    expect(problems(yaml(role('Role', 'r', [READ_SECRETS]), b), b)).toEqual([
      'missing-role RoleBinding shop/b: RoleBinding shop/b gives Role shop/r, which this change removes: it grants nothing, and whoever creates a role of that name decides what it grants.',
    ]);
    expect(problems('', b)).toEqual([]);
  });

  test('what the API server refuses is told only where the change touches it', () => {
    const bad = role('Role', 'r', ['{nonResourceURLs: ["/metrics"], verbs: [get]}']);
    const other = role('Role', 'q', [READ_SECRETS]);
    expect(reportOf('', bad).apply).toMatchObject([
      { id: 'invalid', resource: 'Role shop/r', place: { path: ['rules', 0, 'nonResourceURLs'] } },
    ]);
    expect(problems(bad, yaml(bad, other))).toEqual([]);
  });

  test('rules beside an aggregationRule are overwritten', () => {
    const sum = `${role('ClusterRole', 'sum', [READ_SECRETS])}aggregationRule: {clusterRoleSelectors: [{matchLabels: {a: b}}]}\n`;
    expect(problems('', sum)).toEqual([
      'overwritten-rules ClusterRole sum: ClusterRole sum has rules of its own beside an aggregationRule: the controller replaces them by those of the roles it selects.',
    ]);
  });

  test('what a role of Kubernetes lacks comes back, unless its author says otherwise', () => {
    const proxier = (more = '') =>
      role('ClusterRole', 'system:node-proxier', [rule('', 'nodes', 'get')], more);
    const [problem] = reportOf('', proxier()).apply;
    expect(problem).toMatchObject({ id: 'bootstrap-reset', resource: 'ClusterRole system:node-proxier' });
    expect(problem?.text).toMatch(/lacks list, watch endpoints.* and more here: the API server puts it back/);
    expect(
      problems('', proxier(', annotations: {rbac.authorization.kubernetes.io/autoupdate: "false"}')),
    ).toEqual([]);
  });
});

describe('the deployer', () => {
  const user: Deployer = { user: 'system:serviceaccount:ci:deployer', groups: [] };
  const held = yaml(
    role('ClusterRole', 'deployer', [
      rule(RBAC, 'roles, rolebindings', 'get, create, patch, update'),
      rule('', 'pods', 'get'),
    ]),
    binding(
      'ClusterRoleBinding deployer',
      'ClusterRole deployer',
      '{kind: ServiceAccount, name: deployer, namespace: ci}',
    ),
  );

  test('is refused what it does not hold, in the words of the API server', () => {
    const [problem] = reportOf(held, yaml(held, role('Role', 'r', [READ_SECRETS])), user).apply;
    expect(problem).toMatchObject({
      id: 'refused',
      resource: 'Role shop/r',
      text: 'The API server refuses Role shop/r when ServiceAccount ci/deployer applies it: user "system:serviceaccount:ci:deployer" is attempting to grant RBAC permissions not currently held: {APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}.',
      place: { path: ['rules'] },
    });
    expect(problem?.answer).toMatch(
      /^roles\.rbac\.authorization\.k8s\.io "r" is forbidden: user "system:serviceaccount:ci:deployer" \(groups=\["system:serviceaccounts" /,
    );
  });

  test('may hand out what it holds', () => {
    const r = role('Role', 'r', [rule('', 'pods', 'get')]);
    expect(problems(held, yaml(held, r, b), user)).toEqual([]);
  });

  test('is not asked about what does not change', () => {
    const r = role('Role', 'r', [READ_SECRETS]);
    expect(
      problems(yaml(held, r), yaml(held, r, role('Role', 'q', [rule('', 'pods', 'get')])), user),
    ).toEqual([]);
  });

  test('whose rights nobody knows is not judged; of an administrator nothing is refused', () => {
    const r = role('Role', 'r', [READ_SECRETS]);
    expect(problems('', r, user)).toEqual([]);
    expect(problems('', r, { user: 'admin', groups: ['system:masters'] })).toEqual([]);
  });

  test('that may not write such objects at all is told so', () => {
    const c = role('ClusterRole', 'c', [rule('', 'pods', 'get')]);
    expect(problems(held, yaml(held, c), user)).toEqual([
      'refused ClusterRole c: The API server refuses ClusterRole c when ServiceAccount ci/deployer applies it: User "system:serviceaccount:ci:deployer" cannot create resource "clusterroles" in API group "rbac.authorization.k8s.io" at the cluster scope.',
    ]);
  });
});

describe('a lost permission', () => {
  const pods = (verbs: string) => yaml(role('Role', 'r', [rule('', 'pods', verbs)]), b);
  const web = deployment({ account: 'bot' });

  test('is needed where the same program still runs as the account', () => {
    const [needed, ...others] = reportOf(yaml(pods('get, list'), web), yaml(pods('get'), web)).needed;
    expect(others).toEqual([]);
    expect(needed).toMatchObject({
      subject: 'ServiceAccount shop/bot',
      workload: 'Deployment shop/web',
      text: 'Deployment shop/web runs the same program as before as ServiceAccount shop/bot, which can no longer list pods in namespace shop: where the program needs it, it fails at run time.',
      place: { side: 'base', path: ['rules', 0] },
    });
    expect(needed?.lost.map(said)).toEqual(['list pods · namespace shop']);
  });

  test.each<[string, string, string]>([
    ['the program changes too', web, deployment({ account: 'bot', image: 'web:2' })],
    ['another account runs it now', web, deployment({ account: 'web' })],
    ['nobody runs as the account', '', ''],
    [
      'its token is not mounted',
      deployment({ account: 'bot', spec: 'automountServiceAccountToken: false' }),
      deployment({ account: 'bot', spec: 'automountServiceAccountToken: false' }),
    ],
  ])('is not where %s', (_, before, after) => {
    const documents = (rbac: string, workload: string) => (workload === '' ? rbac : yaml(rbac, workload));
    expect(reportOf(documents(pods('get, list'), before), documents(pods('get'), after)).needed).toEqual([]);
  });

  test('is not where it was a wildcard', () => {
    expect(reportOf(yaml(pods('"*"'), web), yaml(pods('get, list'), web)).needed).toEqual([]);
  });
});
