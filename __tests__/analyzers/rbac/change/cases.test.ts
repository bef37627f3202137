import { describe, expect, test } from '@jest/globals';
import {
  BOT,
  binding,
  changes,
  deployment,
  links,
  paths,
  RBAC,
  READ_SECRETS,
  reportOf,
  role,
  rule,
  said,
  yaml,
} from './support.ts';

const bot = 'ServiceAccount shop/bot';

/** The cases of section 3.3 of the RBAC reference, by their letters. */
describe('a change of permissions', () => {
  test('a: rules that are split and reordered change nothing', () => {
    const b = binding('RoleBinding b', 'Role r');
    const report = reportOf(
      yaml(role('Role', 'r', [rule('', 'pods, secrets', 'get, list')]), b),
      yaml(role('Role', 'r', [rule('', 'secrets', 'list, get'), rule('', 'pods', 'get, list')]), b),
    );
    expect(report).toMatchObject({
      changes: [],
      paths: { opened: [], closed: [] },
      refactored: true,
      verdict: "roles or bindings changed, nobody's permissions did",
    });
  });

  test('a: rules that move to another role change nothing', () => {
    const report = reportOf(
      yaml(role('Role', 'r', [READ_SECRETS]), binding('RoleBinding b', 'Role r')),
      yaml(role('ClusterRole', 'q', [READ_SECRETS]), binding('RoleBinding c', 'ClusterRole q')),
    );
    expect(report).toMatchObject({ changes: [], paths: { opened: [], closed: [] }, refactored: true });
  });

  test('b: a star that becomes a list loses what else was in it, verbs without a request too', () => {
    const b = binding('ClusterRoleBinding b', 'ClusterRole r');
    const report = reportOf(
      yaml(role('ClusterRole', 'r', [rule(RBAC, 'clusterroles', '"*"')]), b),
      yaml(role('ClusterRole', 'r', [rule(RBAC, 'clusterroles', 'get, list, watch, create, update')]), b),
    );
    expect(changes(report)).toEqual([
      `${bot} - all other verbs (patch, delete, deletecollection, bind, escalate) on clusterroles.${RBAC} · all namespaces !critical (keeps get, list, watch, create, update)`,
    ]);
    expect(paths(report.paths.closed)).toEqual([
      'RB004 critical: removed escalate clusterroles, same create, update, patch clusterroles',
    ]);
    expect(report.paths.opened).toEqual([]);
  });

  test('c: a label that feeds a default role reaches everybody who is bound to it, here and elsewhere', () => {
    const viewers = binding('RoleBinding v', 'ClusterRole view', '{kind: Group, name: devs}');
    const label = ', labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}';
    const report = reportOf(
      yaml(role('ClusterRole', 'crds', [rule('acme.io', 'widgets', 'get')]), viewers),
      yaml(role('ClusterRole', 'crds', [rule('acme.io', 'widgets', 'get')], label), viewers),
    );
    expect(changes(report)).toEqual([
      'Group devs + get widgets.acme.io · namespace shop',
      'whoever is bound to ClusterRole admin, edit or view + get widgets.acme.io · wherever it is bound',
    ]);
    expect(links(report.changes[0]?.gained[0])).toEqual([
      'same binding: RoleBinding shop/v gives ClusterRole view to Group devs @ head roleRef.name',
      'added aggregation: label rbac.authorization.k8s.io/aggregate-to-view of ClusterRole crds put its rules into ClusterRole view @ head metadata.labels.rbac.authorization.k8s.io/aggregate-to-view',
      'same rule: rule 1 of ClusterRole crds @ head rules.0',
    ]);
    expect(report.changes[1]?.audience).toBe('by bindings outside the repository');
  });

  test('c: what edit and admin have anyway is new for view alone', () => {
    const label = ', labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}';
    const report = reportOf(
      role('ClusterRole', 'secrets', [READ_SECRETS]),
      role('ClusterRole', 'secrets', [READ_SECRETS], label),
    );
    expect(changes(report)).toEqual([
      'whoever is bound to ClusterRole view + get, list secrets · wherever it is bound !critical',
    ]);
  });

  test('d: a Deployment that runs as somebody else has the rights of that one', () => {
    const rbac = yaml(
      role('ClusterRole', 'r', [READ_SECRETS]),
      binding('ClusterRoleBinding b', 'ClusterRole r'),
    );
    const report = reportOf(
      yaml(rbac, deployment({ account: 'web' })),
      yaml(rbac, deployment({ account: 'bot' })),
    );
    expect(report.changes).toEqual([]);
    expect(report.refactored).toBe(false);
    const [workload, ...others] = report.workloads;
    expect(others).toEqual([]);
    expect(workload).toMatchObject({
      workload: 'Deployment shop/web',
      what: 'account',
      text: `Deployment shop/web runs as ${bot} now, it was ServiceAccount shop/web.`,
      account: bot,
      before: 'ServiceAccount shop/web',
      lost: [],
      risk: 'critical',
      place: { side: 'head', path: ['spec', 'template', 'spec', 'serviceAccountName'] },
    });
    expect(workload?.gained.map(said)).toEqual(['get, list secrets · all namespaces !critical']);
  });

  test('e: the same role by a ClusterRoleBinding reaches every namespace', () => {
    const r = role('ClusterRole', 'r', [READ_SECRETS]);
    const before = yaml(r, binding('RoleBinding b', 'ClusterRole r'));
    const after = yaml(r, binding('ClusterRoleBinding b', 'ClusterRole r'));
    expect(changes(reportOf(before, after))).toEqual([
      `${bot} + get, list secrets · all namespaces !critical (was only in namespace shop)`,
    ]);
    expect(paths(reportOf(before, after).paths.opened)).toEqual([
      'SE001 critical (was high): added get, list secrets',
    ]);
    const back = reportOf(after, before);
    expect(changes(back)).toEqual([`${bot} - get, list secrets · all namespaces !critical`]);
    expect(paths(back.paths.opened)).toEqual([]);
    expect(paths(back.paths.closed)).toEqual(['SE001 critical: removed get, list secrets']);
  });

  test('f: names that are dropped widen it to all', () => {
    const b = binding('RoleBinding b', 'Role r');
    const report = reportOf(
      yaml(role('Role', 'r', [rule('', 'secrets', 'get', ', resourceNames: [db]')]), b),
      yaml(role('Role', 'r', [rule('', 'secrets', 'get')]), b),
    );
    expect(changes(report)).toEqual([`${bot} + get secrets · namespace shop !high (was only "db")`]);
    expect(paths(report.paths.opened)).toEqual(['SE001 high (was medium): added get secrets']);
  });

  test('g: a RoleBinding reaches the namespace it is in', () => {
    const report = reportOf(
      deployment({}),
      yaml(
        deployment({}),
        role('ClusterRole', 'r', [rule('', 'namespaces', 'patch')]),
        binding('RoleBinding b', 'ClusterRole r'),
      ),
    );
    expect(changes(report)).toEqual([`${bot} + patch namespaces · namespace shop !high`]);
    expect(paths(report.paths.opened)).toEqual(['AD005 high: added patch namespaces']);
    expect(report.paths.opened[0]?.story).toMatch(
      /^ServiceAccount shop\/bot can change the labels of namespace shop: /,
    );
  });

  test('h: a ServiceAccount without a namespace is refused in a ClusterRoleBinding, and nobody gains', () => {
    const r = role('ClusterRole', 'r', [READ_SECRETS]);
    const report = reportOf(
      r,
      yaml(r, binding('ClusterRoleBinding b', 'ClusterRole r', '{kind: ServiceAccount, name: bot}')),
    );
    expect(report.changes).toEqual([]);
    expect(report.apply.map(({ id, resource }) => `${id} ${resource}`)).toEqual([
      'invalid ClusterRoleBinding b',
    ]);
    const own = reportOf(
      r,
      yaml(r, binding('RoleBinding b', 'ClusterRole r', '{kind: ServiceAccount, name: bot}')),
    );
    expect(changes(own)).toEqual([`${bot} + get, list secrets · namespace shop !high`]);
    expect(own.apply).toEqual([]);
  });

  test('i: the user name of a ServiceAccount is the ServiceAccount', () => {
    const r = role('ClusterRole', 'r', [READ_SECRETS]);
    const user = '{kind: User, name: "system:serviceaccount:shop:bot"}';
    const report = reportOf(
      yaml(r, binding('ClusterRoleBinding b', 'ClusterRole r')),
      yaml(r, binding('ClusterRoleBinding b', 'ClusterRole r', user)),
    );
    expect(report).toMatchObject({ changes: [], refactored: true });
  });

  test('j: the second half of a path that the first half waited for', () => {
    const first = yaml(
      role('ClusterRole', 'binder', [rule(RBAC, 'clusterroles', 'bind')]),
      binding('ClusterRoleBinding binder', 'ClusterRole binder'),
    );
    const report = reportOf(
      first,
      yaml(
        first,
        role('ClusterRole', 'writer', [rule(RBAC, 'clusterrolebindings', 'create')]),
        binding('ClusterRoleBinding writer', 'ClusterRole writer'),
      ),
    );
    expect(paths(report.paths.opened)).toEqual([
      'RB006 critical: same bind clusterroles, added create clusterrolebindings',
    ]);
    const [path] = report.paths.opened;
    expect(path?.story).toMatch(/New is create clusterrolebindings; bind clusterroles was there before\.$/);
    expect(path?.steps[0]?.because.map(link => link.place?.side)).toEqual(['head', 'head']);
    expect(report.verdict).toBe('1 subject gains permissions (1 critical), 1 new path (RB006, critical)');
  });

  test('k: a binding that refers to another role is refused', () => {
    const roles = yaml(role('Role', 'q', [rule('', 'pods', 'get')]), role('Role', 'r', [READ_SECRETS]));
    const report = reportOf(
      yaml(roles, binding('RoleBinding b', 'Role q')),
      yaml(roles, binding('RoleBinding b', 'Role r')),
    );
    expect(report.apply).toMatchObject([
      {
        id: 'immutable-role-ref',
        resource: 'RoleBinding shop/b',
        text: 'RoleBinding shop/b refers to Role r now, it was Role q: the API server refuses to change roleRef, so the old role stays granted and the deployment fails.',
        place: { side: 'head', path: ['roleRef', 'name'] },
      },
    ]);
    expect(changes(report)).toEqual([
      `${bot} + get, list secrets · namespace shop !high`,
      `${bot} - get pods · namespace shop`,
    ]);
  });

  test('l: a binding with another name is renamed', () => {
    const r = role('Role', 'r', [READ_SECRETS]);
    const report = reportOf(
      yaml(r, binding('RoleBinding staging-bot', 'Role r')),
      yaml(r, binding('RoleBinding prod-bot', 'Role r')),
    );
    expect(report.renamed).toMatchObject([
      { from: 'RoleBinding shop/staging-bot', to: 'RoleBinding shop/prod-bot' },
    ]);
    expect(report).toMatchObject({ changes: [], refactored: true });
  });

  test('m: a role that is nowhere is unknown, not nothing', () => {
    const report = reportOf(
      '',
      binding('RoleBinding b', 'ClusterRole vendor', BOT, '{kind: User, name: jane}'),
    );
    expect(report.unknown).toMatchObject([
      {
        role: 'ClusterRole vendor',
        scope: 'namespace shop',
        subjects: [bot, 'User jane'],
        through: 'RoleBinding b -> ClusterRole vendor',
        place: { side: 'head', path: ['roleRef', 'name'] },
      },
    ]);
    expect(changes(report)).toEqual([
      `${bot} + everything ClusterRole vendor grants (it is not in the repository) · namespace shop`,
      'User jane + everything ClusterRole vendor grants (it is not in the repository) · namespace shop',
    ]);
    expect(report.changes[0]?.gained[0]?.rules).toEqual([]);
    expect(report.assumptions).toHaveLength(2);
  });

  test('m: stays unknown without a word, and says nothing once the repository has the role', () => {
    const b = binding('RoleBinding b', 'ClusterRole vendor');
    const other = role('Role', 'r', [READ_SECRETS]);
    expect(reportOf(b, yaml(b, other))).toMatchObject({ unknown: [], changes: [], refactored: true });
    const known = reportOf(b, yaml(b, role('ClusterRole', 'vendor', [rule('', 'pods', 'get')])));
    expect(changes(known)).toEqual([`${bot} + get pods · namespace shop`]);
    expect(known.unknown).toEqual([]);
  });

  test('n: thousands of roles and bindings', () => {
    const many = (verbs: (i: number) => string) =>
      yaml(
        ...Array.from({ length: 400 }, (_, i) =>
          yaml(
            role('Role', `r${i}`, [rule('apps', 'deployments, statefulsets', verbs(i))]),
            binding(`RoleBinding b${i}`, `Role r${i}`, `{kind: User, name: u${i}}`),
          ),
        ),
      );
    const report = reportOf(
      many(() => 'get'),
      many(i => (i === 7 ? 'get, list' : 'get')),
    );
    expect(changes(report)).toEqual(['User u7 + list deployments.apps, statefulsets.apps · namespace shop']);
  });
});
