import { describe, expect, test } from '@jest/globals';
import { Authorizer } from '../../../src/analyzers/rbac/authorizer.ts';
import { ruleText } from '../../../src/analyzers/rbac/covers.ts';
import { defaultObjects } from '../../../src/analyzers/rbac/defaults.ts';
import {
  mayWriteBinding,
  mayWriteRole,
  type Write,
  type WriteAnswer,
} from '../../../src/analyzers/rbac/escalation.ts';
import type { JsonObject } from '../../../src/manifest/index.ts';
import { readAll } from '../../support/manifests.ts';
import {
  aggregatedRole,
  binding,
  clusterBinding,
  clusterRole,
  type RbacObject,
  role,
  yaml,
} from '../../support/rbac.ts';

const rbac = 'rbac.authorization.k8s.io';
const jane = { kind: 'User', name: 'jane' };
const pods = { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] };
const secrets = { apiGroups: [''], resources: ['secrets'], verbs: ['get'] };
const writes = {
  apiGroups: [rbac],
  resources: ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'],
  verbs: ['create', 'update', 'patch'],
};
const allowed = (verb: string, resource: string, names: readonly string[] = []) => ({
  apiGroups: [rbac],
  resources: [resource],
  verbs: [verb],
  resourceNames: names,
});
const of = (objects: readonly RbacObject[], context = true) =>
  new Authorizer({ manifests: readAll(yaml(objects)), ...(context ? { context: [] } : {}) });
/** What jane holds everywhere, beside writing RBAC. */
const holding = (...rules: readonly (typeof pods)[]) =>
  of([
    clusterRole('mine', [writes, ...rules]),
    clusterBinding('b', 'mine', [jane]),
    clusterRole('secret', [secrets]),
  ]);
const write = (object: RbacObject, more: Partial<Write> = {}): Write => ({
  object: object as JsonObject,
  namespace: (object.metadata as { namespace?: string }).namespace ?? '',
  ...more,
});
const text = (answer: WriteAnswer) =>
  answer.allowed === 'no' ? answer.message : answer.allowed === 'yes' ? answer.why : 'unknown';
const asJane = { subject: 'User jane' };
const writeRole = (authorizer: Authorizer, object: RbacObject, more: Partial<Write> = {}) =>
  text(mayWriteRole(authorizer, asJane, write(object, more)));
const writeBinding = (authorizer: Authorizer, object: RbacObject, more: Partial<Write> = {}) =>
  text(mayWriteBinding(authorizer, asJane, write(object, more)));

describe('writing a role', () => {
  test('takes all its rules, or the privilege to escalate', () => {
    expect(writeRole(holding(pods), clusterRole('new', [pods]))).toBe('held');
    expect(writeRole(holding(pods), clusterRole('new', [pods, secrets]))).toBe(
      'clusterroles.rbac.authorization.k8s.io "new" is forbidden: user "jane" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}',
    );
    expect(writeRole(holding(allowed('escalate', 'clusterroles')), clusterRole('new', [secrets]))).toBe(
      'escalate',
    );
    expect(writeRole(holding(allowed('escalate', 'roles')), clusterRole('new', [secrets]))).toContain(
      'not currently held',
    );
  });

  test('says what is missing, as rules', () => {
    const answer = mayWriteRole(
      holding(pods),
      asJane,
      write(clusterRole('new', [{ ...pods, verbs: ['*', 'get'] }, secrets])),
    );
    expect(answer.allowed === 'no' && answer.missing.map(ruleText)).toEqual([
      '{APIGroups:[""], Resources:["pods"], Verbs:["*"]}',
      '{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}',
    ]);
  });

  test('escalate limited to names works where the request says the name', () => {
    const named = holding(allowed('escalate', 'clusterroles', ['new']));
    const object = clusterRole('new', [secrets]);
    expect(writeRole(named, object)).toContain('not currently held');
    expect(writeRole(named, object, { serverSide: true })).toBe('escalate');
    expect(writeRole(named, object, { old: clusterRole('new', []) as JsonObject })).toBe('escalate');
    expect(writeRole(named, clusterRole('other', [secrets]), { serverSide: true })).toContain(
      'not currently held',
    );
  });

  test('rights of a namespace count for its Roles only', () => {
    const authorizer = of([
      clusterRole('mine', [writes]),
      clusterBinding('b', 'mine', [jane]),
      clusterRole('secret', [secrets]),
      binding('s', 'ClusterRole', 'secret', [jane]),
    ]);
    expect(writeRole(authorizer, role('new', [secrets]))).toBe('held');
    expect(writeRole(authorizer, role('new', [secrets], 'other'))).toContain('not currently held');
    expect(writeRole(authorizer, clusterRole('new', [secrets]))).toContain('not currently held');
  });

  test('an aggregation rule takes everything, also to take it away', () => {
    const object = aggregatedRole('new', [{ matchLabels: { a: 'b' } }]);
    const refusal =
      'clusterroles.rbac.authorization.k8s.io "new" is forbidden: must have cluster-admin privileges to use the aggregationRule';
    expect(writeRole(holding(pods), object)).toBe(refusal);
    expect(writeRole(holding(pods), clusterRole('new', [pods]), { old: object as JsonObject })).toBe(refusal);
    const admin = clusterRole('admin', [
      { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
      { nonResourceURLs: ['*'], verbs: ['*'] },
    ]);
    expect(writeRole(of([admin, clusterBinding('b', 'admin', [jane])]), object)).toBe('escalate');
  });

  test('system:masters may do anything, and nothing is asked where nothing changes', () => {
    const nobody = of([]);
    const object = clusterRole('new', [secrets]);
    expect(text(mayWriteRole(nobody, { ...asJane, groups: ['system:masters'] }, write(object)))).toBe(
      'masters',
    );
    const old = {
      ...object,
      metadata: { finalizers: ['x'], labels: {}, name: 'new', uid: '1' },
    } as JsonObject;
    expect(writeRole(holding(), object, { old })).toBe('unchanged');
    expect(writeRole(holding(), clusterRole('new', [secrets], { a: 'b' }), { old })).toContain(
      'not currently held',
    );
  });

  test('begins with the request itself', () => {
    const nobody = of([]);
    expect(writeRole(nobody, clusterRole('new', []))).toBe(
      'clusterroles.rbac.authorization.k8s.io is forbidden: User "jane" cannot create resource "clusterroles" in API group "rbac.authorization.k8s.io" at the cluster scope',
    );
    expect(writeRole(nobody, role('new', []), { serverSide: true })).toBe(
      'roles.rbac.authorization.k8s.io "new" is forbidden: User "jane" cannot patch resource "roles" in API group "rbac.authorization.k8s.io" in the namespace "shop"',
    );
    const account = mayWriteRole(nobody, { subject: 'ServiceAccount ci/bot' }, write(clusterRole('new', [])));
    expect(text(account)).toContain('User "system:serviceaccount:ci:bot" cannot create');
  });
});

describe('writing a binding', () => {
  const secretly = clusterBinding('new', 'secret', [jane]);
  const inShop = binding('new', 'ClusterRole', 'secret', [jane]);

  test('takes all rules of the role, or the privilege to bind it', () => {
    expect(writeBinding(holding(secrets), secretly)).toBe('held');
    expect(writeBinding(holding(pods), secretly)).toBe(
      'clusterrolebindings.rbac.authorization.k8s.io "new" is forbidden: user "jane" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}',
    );
    expect(writeBinding(holding(allowed('bind', 'clusterroles')), secretly)).toBe('bind');
    expect(writeBinding(holding(allowed('bind', 'clusterroles', ['secret'])), secretly)).toBe('bind');
    expect(writeBinding(holding(allowed('bind', 'clusterroles', ['other'])), secretly)).toContain(
      'not currently held',
    );
    expect(writeBinding(holding(allowed('bind', 'clusterrolebindings')), secretly)).toContain(
      'not currently held',
    );
  });

  test('bind is asked in the namespace of the binding', () => {
    const authorizer = of([
      clusterRole('mine', [writes]),
      clusterBinding('b', 'mine', [jane]),
      clusterRole('secret', [secrets]),
      clusterRole('binder', [allowed('bind', 'clusterroles', ['secret'])]),
      binding('x', 'ClusterRole', 'binder', [jane]),
    ]);
    expect(writeBinding(authorizer, inShop)).toBe('bind');
    expect(writeBinding(authorizer, secretly)).toContain('not currently held');
  });

  test('URLs of a role that is bound in a namespace count for binding it again', () => {
    const authorizer = of([
      clusterRole('mine', [writes]),
      clusterBinding('b', 'mine', [jane]),
      clusterRole('secret', [{ nonResourceURLs: ['/metrics'], verbs: ['get'] }]),
      binding('x', 'ClusterRole', 'secret', [jane]),
    ]);
    expect(writeBinding(authorizer, inShop)).toBe('held');
  });

  test('needs the role to be there', () => {
    const object = binding('new', 'Role', 'nowhere', [jane]);
    expect(writeBinding(holding(), object)).toBe(
      'rolebindings.rbac.authorization.k8s.io "nowhere" not found',
    );
    expect(writeBinding(holding(allowed('bind', 'roles')), object)).toBe('bind');
    const open = of([clusterRole('mine', [writes]), clusterBinding('b', 'mine', [jane])], false);
    expect(mayWriteBinding(open, asJane, write(object))).toEqual({
      allowed: 'unknown',
      because: [],
      role: 'Role shop/nowhere',
    });
    const later = of([role('nowhere', [secrets])]);
    expect(text(mayWriteBinding(open, asJane, write(object), later))).toContain('not currently held');
  });

  test('what nobody knows of the requester may hold what is missing', () => {
    const objects = [
      clusterRole('mine', [writes]),
      clusterBinding('b', 'mine', [jane]),
      clusterRole('secret', [secrets]),
      binding('d', 'ClusterRole', 'elsewhere', [jane]),
    ];
    expect(mayWriteBinding(of(objects, false), asJane, write(inShop))).toMatchObject({
      allowed: 'unknown',
      because: [{ name: 'd' }],
    });
    expect(writeBinding(of(objects, false), secretly)).toContain('not currently held');
    expect(writeBinding(of(objects), inShop)).toBe(
      'rolebindings.rbac.authorization.k8s.io "new" is forbidden: user "jane" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}; resolution errors: [rolebindings.rbac.authorization.k8s.io "elsewhere" not found]',
    );
  });

  test('the roles that come with a cluster', () => {
    const authorizer = new Authorizer({
      manifests: readAll(
        yaml([binding('b', 'ClusterRole', 'admin', [{ kind: 'ServiceAccount', name: 'deployer' }])]),
      ),
      defaults: defaultObjects('1.34'),
    });
    const as = { subject: 'ServiceAccount shop/deployer' };
    const bind = (name: string) =>
      text(mayWriteBinding(authorizer, as, write(binding('new', 'ClusterRole', name, [jane]))));
    expect(bind('view')).toBe('held');
    expect(bind('admin')).toBe('held');
    expect(bind('cluster-admin')).toContain(
      'user "system:serviceaccount:shop:deployer" (groups=["system:serviceaccounts" "system:serviceaccounts:shop" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:["*"], Resources:["*"], Verbs:["*"]}\n{NonResourceURLs:["*"], Verbs:["*"]}',
    );
    expect(text(mayWriteRole(authorizer, as, write(clusterRole('new', []))))).toContain(
      'cannot create resource "clusterroles"',
    );
  });
});
