import { describe, expect, test } from '@jest/globals';
import { Authorizer, UNNAMED_NAMESPACE } from '../../../src/analyzers/rbac/authorizer.ts';
import { defaultObjects } from '../../../src/analyzers/rbac/defaults.ts';
import type { Attributes } from '../../../src/analyzers/rbac/rules.ts';
import { readAll } from '../../support/manifests.ts';
import { binding, clusterBinding, clusterRole, type RbacObject, role, yaml } from '../../support/rbac.ts';

const bot = { kind: 'ServiceAccount', name: 'bot', namespace: 'shop' };
const BOT = 'ServiceAccount shop/bot';
const pods = { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] };
const secrets = { apiGroups: [''], resources: ['secrets'], verbs: ['get'] };
const of = (...objects: readonly RbacObject[]) => new Authorizer({ manifests: readAll(yaml(objects)) });
const closed = (...objects: readonly RbacObject[]) =>
  new Authorizer({ manifests: readAll(yaml(objects)), context: [] });
const may = (authorizer: Authorizer, asked: Partial<Attributes>, subject = BOT, groups: string[] = []) =>
  authorizer.authorize(
    subject,
    { verb: 'get', group: '', resource: 'pods', namespace: 'shop', ...asked },
    groups,
  ).allowed;

describe('scopes', () => {
  test('a ClusterRoleBinding reaches every namespace and the cluster', () => {
    const authorizer = of(clusterRole('reader', [pods]), clusterBinding('b', 'reader', [bot]));
    expect(may(authorizer, {})).toBe('yes');
    expect(may(authorizer, { namespace: 'other' })).toBe('yes');
    expect(may(authorizer, { namespace: '' })).toBe('yes');
    expect(may(authorizer, { resource: 'secrets' })).toBe('no');
    expect(may(authorizer, {}, 'User jane')).toBe('no');
  });

  test('a RoleBinding reaches its namespace, with a Role of it or a ClusterRole', () => {
    for (const authorizer of [
      of(role('reader', [pods]), binding('b', 'Role', 'reader', [bot])),
      of(clusterRole('reader', [pods]), binding('b', 'ClusterRole', 'reader', [bot])),
    ]) {
      expect(may(authorizer, {})).toBe('yes');
      expect(may(authorizer, { namespace: 'other' })).toBe('no');
      expect(may(authorizer, { namespace: '' })).toBe('no');
    }
  });

  test('a RoleBinding reaches the Namespace object it is in, by name', () => {
    const namespaces = { apiGroups: [''], resources: ['namespaces'], verbs: ['*'] };
    const authorizer = of(clusterRole('keeper', [namespaces]), binding('b', 'ClusterRole', 'keeper', [bot]));
    expect(may(authorizer, { resource: 'namespaces', verb: 'patch', name: 'shop', namespace: 'shop' })).toBe(
      'yes',
    );
    expect(may(authorizer, { resource: 'namespaces', verb: 'list', namespace: '' })).toBe('no');
    expect(may(authorizer, { resource: 'namespaces', verb: 'create', namespace: '' })).toBe('no');
  });

  test('a Role of another namespace is another role', () => {
    const authorizer = closed(role('reader', [pods], 'other'), binding('b', 'Role', 'reader', [bot]));
    expect(may(authorizer, {})).toBe('no');
  });

  test('URLs are granted for the whole cluster only', () => {
    const metrics = { nonResourceURLs: ['/metrics'], verbs: ['get'] };
    const asked = { resource: '/metrics', group: undefined as never, namespace: '' };
    const everywhere = of(clusterRole('m', [metrics]), clusterBinding('b', 'm', [bot]));
    const inShop = of(clusterRole('m', [metrics]), binding('b', 'ClusterRole', 'm', [bot]));
    expect([may(everywhere, asked), may(inShop, asked)]).toEqual(['yes', 'no']);
    expect(inShop.grants(BOT)).toEqual([]);
  });

  test('what is in no namespace that anybody names', () => {
    const [, rolled] = [0, role('reader', [pods], '')];
    const authorizer = of(rolled, binding('b', 'Role', 'reader', [bot], ''));
    expect(authorizer.bindings.map(({ namespace, role: found }) => [namespace, found?.namespace])).toEqual([
      [UNNAMED_NAMESPACE, UNNAMED_NAMESPACE],
    ]);
  });
});

describe('subjects', () => {
  test('everybody of a binding counts, whatever stands before', () => {
    const authorizer = of(
      clusterRole('reader', [pods]),
      clusterBinding('b', 'reader', [{ kind: 'Robot', name: 'x' }, { kind: 'Group', name: 'team' }, bot]),
    );
    expect(may(authorizer, {})).toBe('yes');
    expect(authorizer.subjects()).toEqual(['Group team', BOT]);
    expect(authorizer.bindings[0]?.subjects).toEqual([
      { subject: 'Group team', index: 1 },
      { subject: BOT, index: 2 },
    ]);
  });

  test('a user named like a ServiceAccount is it', () => {
    const authorizer = of(
      clusterRole('reader', [pods]),
      clusterBinding('b', 'reader', [{ kind: 'User', name: 'system:serviceaccount:shop:bot' }]),
    );
    expect(may(authorizer, {})).toBe('yes');
  });

  test('implicit groups, and those an identity provider says', () => {
    for (const name of ['system:serviceaccounts', 'system:serviceaccounts:shop', 'system:authenticated']) {
      const authorizer = of(
        clusterRole('reader', [pods]),
        clusterBinding('b', 'reader', [{ kind: 'Group', name }]),
      );
      expect(may(authorizer, {})).toBe('yes');
      expect(authorizer.grants(BOT)[0]?.through).toBe(`Group ${name}`);
    }
    const team = of(
      clusterRole('reader', [pods]),
      clusterBinding('b', 'reader', [{ kind: 'Group', name: 'team' }]),
    );
    expect(may(team, {}, 'User jane')).toBe('no');
    expect(may(team, {}, 'User jane', ['team'])).toBe('yes');
    expect(may(team, {}, 'Group team')).toBe('yes');
  });
});

describe('what nobody knows', () => {
  test('a role that is not here: unknown, unless another binding allows it', () => {
    const dangling = binding('d', 'ClusterRole', 'elsewhere', [bot]);
    const answer = of(dangling).authorize(BOT, {
      verb: 'get',
      group: '',
      resource: 'pods',
      namespace: 'shop',
    });
    expect(answer).toMatchObject({ allowed: 'unknown', because: [{ name: 'd', namespace: 'shop' }] });
    expect(may(of(dangling), { namespace: 'other' })).toBe('no');
    expect(may(of(dangling, clusterRole('r', [pods]), clusterBinding('b', 'r', [bot])), {})).toBe('yes');
    expect(
      of(dangling)
        .grants(BOT)
        .map(({ atom }) => atom),
    ).toEqual([{ verb: '*', resource: 'role:ClusterRole elsewhere', namespace: 'shop' }]);
  });

  test('with the whole cluster known, it does not exist', () => {
    const dangling = binding('d', 'ClusterRole', 'elsewhere', [bot]);
    expect(may(closed(dangling), {})).toBe('no');
    expect(closed(dangling).grants(BOT)).toEqual([]);
  });

  test('a reference that no API server accepts grants nothing', () => {
    const wrong = { ...clusterBinding('b', 'reader', [bot]), roleRef: { kind: 'Role', name: 'reader' } };
    expect(may(of(wrong), {})).toBe('no');
    expect(may(of({ ...wrong, roleRef: { kind: 'role', name: 'reader' } }), {})).toBe('no');
    expect(of(wrong).grants(BOT)).toEqual([]);
  });
});

describe('layers', () => {
  const inContext = (...objects: readonly RbacObject[]) => readAll(yaml(objects));

  test('the repository over the context over the version', () => {
    const authorizer = new Authorizer({
      manifests: readAll(yaml([clusterRole('reader', [pods])])),
      context: inContext(
        clusterRole('reader', [secrets]),
        clusterRole('view', [secrets]),
        clusterBinding('b', 'reader', [bot]),
        clusterBinding('v', 'view', [{ kind: 'User', name: 'jane' }]),
      ),
      defaults: defaultObjects('1.34'),
    });
    expect(may(authorizer, {})).toBe('yes');
    expect(may(authorizer, { resource: 'secrets' })).toBe('no');
    expect(may(authorizer, { resource: 'secrets' }, 'User jane')).toBe('yes');
    expect(authorizer.role('ClusterRole', '', 'reader')?.from).toBe('repository');
    expect(authorizer.role('ClusterRole', '', 'view')?.from).toBe('context');
    expect(authorizer.role('ClusterRole', '', 'edit')?.from).toBe('default');
  });

  test('what an export has of the cluster itself is of the cluster itself', () => {
    const label = { 'kubernetes.io/bootstrapping': 'rbac-defaults' };
    const authorizer = new Authorizer({
      manifests: readAll(yaml([clusterRole('mine', [pods], label)])),
      context: inContext(clusterRole('view', [secrets], label), clusterRole('theirs', [pods])),
    });
    expect(authorizer.roles.map(({ name, from, manifest }) => [name, from, manifest !== undefined])).toEqual([
      ['mine', 'repository', true],
      ['theirs', 'context', true],
      ['view', 'default', false],
    ]);
  });

  test('a label of the repository feeds a role of the version', () => {
    const authorizer = new Authorizer({
      manifests: readAll(
        yaml([
          clusterRole('extra', [{ ...secrets, resources: ['vaults'] }], {
            'rbac.authorization.k8s.io/aggregate-to-view': 'true',
          }),
          binding('v', 'ClusterRole', 'admin', [bot]),
        ]),
      ),
      defaults: defaultObjects('1.34'),
    });
    expect(may(authorizer, { resource: 'vaults' })).toBe('yes');
    const grant = authorizer.grants(BOT).find(({ atom }) => atom.resource === 'vaults');
    expect(grant?.rule?.writtenIn.name).toBe('extra');
    expect(grant?.binding.roleRef.name).toBe('admin');
  });

  test('the same object from two targets counts twice', () => {
    const authorizer = of(
      clusterRole('reader', [pods]),
      clusterRole('reader', [secrets]),
      clusterBinding('b', 'reader', [bot]),
    );
    expect([may(authorizer, {}), may(authorizer, { resource: 'secrets' })]).toEqual(['yes', 'yes']);
    expect(authorizer.roles).toHaveLength(1);
  });

  test('only objects of the RBAC group count', () => {
    const foreign = {
      ...clusterRole('reader', [pods]),
      apiVersion: 'rbac.authorization.k8s.io.example.com/v1',
    };
    expect(of(foreign).roles).toEqual([]);
    expect(of({ ...foreign, apiVersion: 'rbac.authorization.k8s.io/v1beta1' }).roles).toHaveLength(1);
  });
});

test('an answer says what allows it', () => {
  const authorizer = of(
    clusterRole('reader', [secrets, { ...pods, resourceNames: ['web'] }]),
    clusterBinding('b', 'reader', [bot]),
  );
  const answer = authorizer.authorize(BOT, {
    verb: 'get',
    group: '',
    resource: 'pods',
    name: 'web',
    namespace: 'shop',
  });
  expect(answer).toMatchObject({
    allowed: 'yes',
    by: {
      atom: { verb: 'get', group: '', resource: 'pods', name: 'web', namespace: '' },
      binding: { name: 'b' },
      rule: { index: 1, writtenIn: { name: 'reader' } },
      through: BOT,
    },
  });
});

test('a role that is an attack is read as everything, and named', () => {
  const many = (letter: string) => Array.from({ length: 60 }, (_, i) => `${letter}${i}`);
  const authorizer = of(
    clusterRole('bomb', [{ apiGroups: many('g'), resources: many('r'), verbs: many('v') }]),
    clusterBinding('b', 'bomb', [bot]),
  );
  expect(authorizer.tooLarge.map(({ name }) => name)).toEqual(['bomb']);
  expect(authorizer.grants(BOT)).toHaveLength(2);
  expect(may(authorizer, { resource: 'secrets' })).toBe('yes');
});
