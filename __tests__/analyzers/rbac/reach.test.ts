import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Authorizer } from '../../../src/analyzers/rbac/authorizer.ts';
import { defaultObjects } from '../../../src/analyzers/rbac/defaults.ts';
import { inertGrants } from '../../../src/analyzers/rbac/inert/index.ts';
import { privilegedNamespaces } from '../../../src/analyzers/rbac/privileged.ts';
import { causesOf, type ReachOptions, reach, reachOfRole } from '../../../src/analyzers/rbac/reach.ts';
import { rejections } from '../../../src/analyzers/rbac/rejected.ts';
import { evaluateSet } from '../../../src/evaluating.ts';
import { activate, loadPack } from '../../../src/guardrails/index.ts';
import { readAll, setOf } from '../../support/manifests.ts';
import { authorizerOf, BOT, granted } from './granted.ts';

const RBAC = 'rbac.authorization.k8s.io';
const kubernetes = '1.34';

function severities(yaml: string, options: Partial<ReachOptions> = {}, subject = BOT): string[] {
  return reach(authorizerOf(yaml), subject, { kubernetes, ...options }).map(
    ({ entry, severity }) => `${entry.id} ${severity}`,
  );
}

describe('a story says who, to what, through what', () => {
  test.each([
    [
      ['get,list secrets'],
      'ServiceAccount shop/bot can read every Secret in every namespace: passwords, keys and tokens. ClusterRoleBinding b1 gives it get, list on secrets (ClusterRole r1).',
    ],
    [
      ['shop: get secrets db', 'shop: get secrets cache'],
      'ServiceAccount shop/bot can read Secrets cache, db in namespace shop: only by these names, listing them one by one included. RoleBinding b1 gives it get on secrets (Role r1); RoleBinding b2 gives it get on secrets (Role r2).',
    ],
    [
      [`bind clusterroles.${RBAC}`, `create clusterrolebindings.${RBAC}`],
      'ServiceAccount shop/bot can bind any ClusterRole, cluster-admin too, to anyone in the whole cluster: itself included. ClusterRoleBinding b1 gives it bind on clusterroles (ClusterRole r1); ClusterRoleBinding b2 gives it create on clusterrolebindings (ClusterRole r2).',
    ],
    [
      [`bind,create clusterroles,clusterrolebindings.${RBAC}`],
      'ServiceAccount shop/bot can bind any ClusterRole, cluster-admin too, to anyone in the whole cluster: itself included. ClusterRoleBinding b1 gives it bind on clusterroles and create on clusterrolebindings (ClusterRole r1).',
    ],
    [
      ['* *.*'],
      'ServiceAccount shop/bot can do everything in the cluster: it is cluster-admin under another name. ClusterRoleBinding b1 gives it ClusterRole r1.',
    ],
    [
      ['get secrets a,b,c,d,e,f,g'],
      'ServiceAccount shop/bot can read Secrets a, b, c, d, e and 2 more in every namespace: only by these names, listing them one by one included. ClusterRoleBinding b1 gives it get on secrets (ClusterRole r1).',
    ],
  ])('%j', (grants, story) => {
    expect(reach(authorizerOf(granted(...grants)), BOT, { kubernetes })[0]?.story).toBe(story);
  });

  test('of a role that others have', () => {
    const yaml = `${granted(`escalate,update clusterroles.${RBAC} tenant`)}
---
apiVersion: ${RBAC}/v1
kind: ClusterRole
metadata: {name: tenant}
rules: []
---
apiVersion: ${RBAC}/v1
kind: ClusterRoleBinding
metadata: {name: tenant}
subjects: [{kind: Group, name: tenants}]
roleRef: {apiGroup: ${RBAC}, kind: ClusterRole, name: tenant}`;
    expect(reach(authorizerOf(yaml), BOT, { kubernetes })[0]?.story).toBe(
      'ServiceAccount shop/bot can write rights it does not have into ClusterRole tenant: whoever is bound to that role has them then. ClusterRoleBinding b1 gives it escalate on clusterroles and update on clusterroles (ClusterRole r1). Bound to it: Group tenants.',
    );
  });

  test('of a group', () => {
    const yaml = granted('get nodes/proxy').replace(
      '{kind: ServiceAccount, name: bot, namespace: shop}',
      '{kind: Group, name: "system:serviceaccounts:shop"}',
    );
    expect(reach(authorizerOf(yaml), BOT, { kubernetes })[0]?.story).toBe(
      'ServiceAccount shop/bot can run commands in every pod of every node through the kubelet: even get suffices, and neither audit nor admission sees it. ClusterRoleBinding b1 gives everyone in system:serviceaccounts:shop get on nodes/proxy (ClusterRole r1).',
    );
    expect(
      reach(authorizerOf(yaml), 'Group system:serviceaccounts:shop', { kubernetes })[0]?.story,
    ).toContain(' ClusterRoleBinding b1 gives them get on nodes/proxy');
  });

  test('of names that look like holes', () => {
    const yaml = granted('get secrets {where},$&,{a|b}');
    expect(reach(authorizerOf(yaml), BOT, { kubernetes })[0]?.story).toContain(
      'can read Secrets $&, {a|b}, {where} in every namespace: ',
    );
  });
});

describe('severity', () => {
  test('of running pods depends on the Pod Security level', () => {
    const yaml = granted('shop: create pods');
    expect(severities(yaml)).toEqual(['WL001 high']);
    expect(severities(yaml, { podSecurity: () => 'restricted' })).toEqual(['WL001 medium']);
    expect(severities(yaml, { podSecurity: () => 'baseline' })).toEqual(['WL001 medium']);
    expect(severities(yaml, { podSecurity: () => 'privileged' })).toEqual(['WL001 high']);
    expect(severities(yaml, { privileged: ['shop'], podSecurity: () => 'restricted' })).toEqual([
      'WL001 critical',
    ]);
  });

  test('is one worse for accounts that callers can reach', () => {
    const yaml = granted('shop: create pods/portforward');
    expect(severities(yaml)).toEqual(['WL006 low']);
    expect(severities(yaml, { exposed: new Set([BOT]) })).toEqual(['WL006 medium']);
  });
});

test('an account of a namespace with a strong one', () => {
  const yaml = granted('create pods')
    .replaceAll('name: bot, namespace: shop', 'name: operator, namespace: ops')
    .concat(
      '\n---\n',
      granted('ops: create pods/exec').replaceAll('name: r1', 'name: r2').replaceAll('name: b1', 'name: b2'),
    )
    .concat(
      '\n---\n',
      granted('web: create pods/exec').replaceAll('name: r1', 'name: r3').replaceAll('name: b1', 'name: b3'),
    );
  expect(privilegedNamespaces(authorizerOf(yaml), kubernetes)).toEqual(['kube-system', 'ops', 'shop']);
  expect(privilegedNamespaces(authorizerOf(yaml), kubernetes, [])).toEqual(['ops', 'shop']);
  expect(privilegedNamespaces(authorizerOf('', { defaults: true }), kubernetes)).toEqual(['kube-system']);
});

test('one cause is told once, the worst first', () => {
  const yaml = granted('get,create,patch *', 'shop: get configmaps', 'get nodes/log');
  const causes = causesOf(reach(authorizerOf(yaml), BOT, { kubernetes }));
  expect(causes.map(({ worst, also }) => [worst.entry.id, also.length > 10])).toEqual([['ND001', true]]);
  const two = causesOf(reach(authorizerOf(granted('get secrets', 'create pods')), BOT, { kubernetes }));
  expect(two.map(({ worst }) => worst.entry.id)).toEqual(['SE001', 'WL001']);
});

test('a role that is nowhere, with the cluster known', () => {
  const yaml = `apiVersion: ${RBAC}/v1
kind: RoleBinding
metadata: {name: b, namespace: shop}
subjects: [{kind: ServiceAccount, name: bot, namespace: shop}]
roleRef: {apiGroup: ${RBAC}, kind: Role, name: gone}`;
  const authorizer = new Authorizer({ manifests: readAll(yaml), context: [] });
  expect(reach(authorizer, BOT, { kubernetes }).map(({ story }) => story)).toEqual([
    'ServiceAccount shop/bot can do in namespace shop whatever somebody writes into a role that does not exist yet: the right begins the moment the role is created. RoleBinding b gives it Role gone.',
  ]);
});

test('a role by itself, for whoever will be bound to it', () => {
  const authorizer = authorizerOf(granted('get secrets', 'get nodes/proxy'));
  const role = authorizer.role('ClusterRole', '', 'r1');
  const node = authorizer.role('ClusterRole', '', 'r2');
  if (role === undefined || node === undefined) throw new Error('no role');
  expect(reachOfRole(authorizer, role, 'shop', { kubernetes }).map(({ story }) => story)).toEqual([
    'whoever is bound to ClusterRole r1 can read every Secret in namespace shop: passwords, keys and tokens.',
  ]);
  expect(reachOfRole(authorizer, node, 'shop', { kubernetes })).toEqual([]);
});

// What a pull request can write: nothing of it throws, and the same is always said of the same.
const { guardrails } = loadPack(join(process.cwd(), 'rules'));
const { active } = activate(
  guardrails.filter(({ category, check }) => category === 'rbac' && check.by === 'analyzer'),
  { profile: 'strict', guardrails: {} },
);
const word = fc.constantFrom(
  ...['*', '', 'get', 'create', 'bind', 'escalate', 'impersonate', 'patch', 'apps', 'core', 'v1', RBAC],
  ...[
    'pods',
    'pods/exec',
    'pods/*',
    '*/*',
    '/',
    'secrets',
    'clusterroles',
    'rolebindings',
    'nodes/proxy',
    '/metrics',
  ],
  ...[
    '__proto__',
    'constructor',
    '{where}',
    'view',
    'cluster-admin',
    'approve',
    'signers',
    'namespaces',
    'users',
  ],
);
const words = fc.oneof(fc.array(word, { maxLength: 4 }), fc.constant(null), fc.constant('x'), fc.constant(7));
const rule = fc.oneof(
  fc.record(
    { verbs: words, apiGroups: words, resources: words, resourceNames: words, nonResourceURLs: words },
    { requiredKeys: [] },
  ),
  fc.constant(null),
);
const subject = fc.record(
  {
    kind: fc.constantFrom('User', 'Group', 'ServiceAccount', 'Team', ''),
    name: fc.constantFrom(
      'bot',
      'system:masters',
      'system:authenticated',
      'system:serviceaccount:shop:bot',
      '',
    ),
    namespace: fc.constantFrom('shop', 'kube-system', ''),
  },
  { requiredKeys: [] },
);
const namespaced = fc.constantFrom('shop', 'kube-system');
const object = fc.oneof(
  fc.record({
    kind: fc.constantFrom('Role', 'ClusterRole'),
    name: fc.constantFrom('a', 'b', 'view'),
    namespace: namespaced,
    body: fc.record(
      {
        rules: fc.oneof(fc.array(rule, { maxLength: 4 }), fc.constant('x')),
        aggregationRule: fc.constantFrom({}, { clusterRoleSelectors: [{}] }, null, 'x'),
      },
      { requiredKeys: [] },
    ),
    label: fc.constantFrom('true', 'false'),
  }),
  fc.record({
    kind: fc.constantFrom('RoleBinding', 'ClusterRoleBinding'),
    name: fc.constantFrom('a', 'b'),
    namespace: namespaced,
    body: fc.record(
      {
        roleRef: fc.record({
          kind: fc.constantFrom('Role', 'ClusterRole', 'x'),
          name: fc.constantFrom('a', 'b', 'view', 'cluster-admin', '__proto__'),
        }),
        subjects: fc.oneof(fc.array(subject, { maxLength: 3 }), fc.constant(null)),
      },
      { requiredKeys: [] },
    ),
    label: fc.constantFrom('true', 'false'),
  }),
);

test('whatever is written is judged', () => {
  fc.assert(
    fc.property(fc.array(object, { maxLength: 6 }), objects => {
      const yaml = objects
        .map(({ kind, name, namespace, body, label }) =>
          JSON.stringify({
            apiVersion: `${RBAC}/v1`,
            kind,
            metadata: {
              name,
              ...(kind.startsWith('Cluster') ? {} : { namespace }),
              labels: { [`${RBAC}/aggregate-to-view`]: label },
            },
            ...body,
          }),
        )
        .join('\n---\n');
      const { findings, problems } = evaluateSet(setOf(yaml), active, { kubernetes });
      expect(problems).toEqual([]);
      expect(evaluateSet(setOf(yaml), active, { kubernetes }).findings).toEqual(findings);
      const manifests = readAll(yaml);
      const authorizer = new Authorizer({ manifests, defaults: defaultObjects(kubernetes) });
      for (const each of authorizer.subjects()) {
        const found = reach(authorizer, each, { kubernetes });
        expect(new Set(found.map(({ key }) => key)).size).toBe(found.length);
        for (const { story, steps } of found) {
          expect(story).not.toMatch(/undefined|\[object/);
          expect(steps.length).toBeGreaterThan(0);
        }
      }
      for (const manifest of manifests) {
        for (const { why, meant } of [...inertGrants(manifest, { authorizer }), ...rejections(manifest)]) {
          expect(`${why} ${meant}`).not.toMatch(/undefined|\[object/);
        }
      }
    }),
    { numRuns: 60, seed: 6 },
  );
});
