import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { oversizedRoles, permissionReport } from '../../../src/analyzers/index.ts';
import { Authorizer } from '../../../src/analyzers/rbac/authorizer.ts';
import { defaultObjects } from '../../../src/analyzers/rbac/defaults.ts';
import { mayWriteBinding, mayWriteRole } from '../../../src/analyzers/rbac/escalation.ts';
import { requestOf, wordedRequest } from '../../../src/analyzers/rbac/requests.ts';
import type { JsonObject, ManifestSet } from '../../../src/manifest/index.ts';
import { setOf } from '../../support/manifests.ts';

const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(null, '*', '', '__proto__', 'constructor', ['*'], [null], [[]], [{}], {}, 0),
);
const word = fc.constantFrom(
  '*',
  '',
  'get',
  'pods',
  'pods/exec',
  '*/exec',
  '__proto__',
  'toString',
  '/',
  '/*',
  '//',
  'a/b/c',
);
const list = fc.oneof(
  { weight: 3, arbitrary: fc.array(word, { maxLength: 3 }) },
  { weight: 1, arbitrary: odd },
);
const rule = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record(
      { verbs: list, apiGroups: list, resources: list, resourceNames: list, nonResourceURLs: list },
      { requiredKeys: [] },
    ),
  },
  { weight: 1, arbitrary: odd },
);
const name = fc.oneof(fc.constantFrom('a', 'b', 'view', 'cluster-admin', '__proto__'), odd);
const metadata = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record(
      { name, namespace: name, labels: odd, annotations: odd },
      { requiredKeys: ['name'] },
    ),
  },
  { weight: 1, arbitrary: odd },
);
const subject = fc.oneof(
  fc.record(
    { kind: fc.constantFrom('User', 'Group', 'ServiceAccount', '__proto__'), name, namespace: name },
    { requiredKeys: ['kind'] },
  ),
  odd,
);
const object = fc.record(
  {
    apiVersion: fc.constant('rbac.authorization.k8s.io/v1'),
    kind: fc.constantFrom('Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'),
    metadata,
    rules: fc.oneof(fc.array(rule, { maxLength: 3 }), odd),
    aggregationRule: fc.oneof(fc.record({ clusterRoleSelectors: fc.oneof(fc.constant([{}]), odd) }), odd),
    roleRef: fc.oneof(fc.record({ kind: fc.constantFrom('Role', 'ClusterRole', 'x'), name }), odd),
    subjects: fc.oneof(fc.array(subject, { maxLength: 3 }), odd),
  },
  { requiredKeys: ['apiVersion', 'kind', 'metadata'] },
);
const objects = fc.array(object, { maxLength: 6 });

test('whatever roles and bindings hold, there is an answer', () => {
  fc.assert(
    fc.property(objects, objects, (before, after) => {
      const [base, head] = [before, after].map(each =>
        setOf(each.map(o => JSON.stringify(o)).join('\n---\n')),
      );
      if (base === undefined || head === undefined) return;
      const authorizer = new Authorizer({ manifests: head.manifests, defaults: defaultObjects('1.34') });
      for (const who of ['User jane', ...authorizer.subjects()]) {
        authorizer.grants(who);
        const answer = authorizer.authorize(who, {
          verb: 'get',
          group: '',
          resource: 'pods',
          namespace: 'a',
        });
        expect(['yes', 'no', 'unknown']).toContain(answer.allowed);
      }
      for (const { object: written, resource } of head.manifests) {
        const write = { object: written, namespace: resource.namespace };
        const may = resource.kind.endsWith('Role') ? mayWriteRole : mayWriteBinding;
        expect(['yes', 'no', 'unknown']).toContain(may(authorizer, { subject: 'User jane' }, write).allowed);
      }
      expect(oversizedRoles(head)).toEqual([]);
      expect(permissionReport(base, head, { kubernetes: '1.34' }).refactored).toBeDefined();
    }),
    { numRuns: 20 },
  );
});

test('integers beyond what a double holds are values like others', () => {
  const deployment = (replicas: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop, labels: {n: ${replicas}}}
spec: {replicas: ${replicas}, template: {spec: {containers: [{name: app, image: a, args: [${replicas}]}]}}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: all, labels: {n: ${replicas}}}
aggregationRule: {clusterRoleSelectors: [{matchLabels: {n: ${replicas}}}]}
rules: ${replicas}
`;
  const [base, head] = ['9007199254740993', '9007199254740995'].map(deployment).map(setOf);
  expect(permissionReport(base as ManifestSet, head as ManifestSet, { kubernetes: '1.34' }).changes).toEqual(
    [],
  );
  const role = head?.ofKind('ClusterRole')[0]?.object as JsonObject;
  const write = { object: role, old: role, namespace: '' };
  const authorizer = new Authorizer({ manifests: [], context: [] });
  expect(mayWriteRole(authorizer, { subject: 'User jane', groups: [] }, write).allowed).toBe('no');
});

test('whatever is asked is a request', () => {
  fc.assert(
    fc.property(fc.string(), fc.webPath(), fc.string({ unit: 'binary' }), (verb, path, text) => {
      for (const url of [path, text, `/api/v1/${text}`, `/apis/${text}`]) requestOf(verb, url);
      expect(
        wordedRequest({ verb, resource: text, name: text, namespace: text }, () => []).request.verb,
      ).toBeDefined();
    }),
    { numRuns: 50 },
  );
});
