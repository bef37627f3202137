import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { permissionReport } from '../../../../src/analyzers/index.ts';
import { setOf } from '../../../support/manifests.ts';

interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

const role = (kind: 'Role' | 'ClusterRole', name: string, rules: readonly Rule[], more: object = {}) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind,
  metadata: { name, ...(kind === 'Role' ? { namespace: 'shop' } : {}) },
  rules,
  ...more,
});
const bind = (
  kind: 'RoleBinding' | 'ClusterRoleBinding',
  roleKind: string,
  name: string,
  subjects: readonly object[] = [bot],
) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind,
  metadata: { name: `${name}-binding`, ...(kind === 'RoleBinding' ? { namespace: 'shop' } : {}) },
  subjects,
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: roleKind, name },
});
const bot = { kind: 'ServiceAccount', name: 'bot', namespace: 'shop' };
const set = (...objects: readonly object[]) => setOf(objects.map(o => JSON.stringify(o)).join('\n---\n'));
const granted = (...rules: readonly Rule[]) =>
  set(role('ClusterRole', 'r', rules), bind('ClusterRoleBinding', 'ClusterRole', 'r'));
const nobody = set();

const report = (base: ReturnType<typeof set>, head: ReturnType<typeof set>) =>
  permissionReport(base, head, { kubernetes: '1.34' });

/** `+ get, list secrets · all namespaces`, for every subject. */
function delta(base: ReturnType<typeof set>, head: ReturnType<typeof set>): string[] {
  return report(base, head).changes.flatMap(({ subject, gained, lost }) => [
    ...gained.map(l => `${subject} + ${l.text} · ${l.scope}${l.dangerous ? ' !' : ''}`),
    ...lost.map(l => `${subject} - ${l.text} · ${l.scope}${l.dangerous ? ' !' : ''}`),
  ]);
}

const secrets: Rule = { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] };

describe('the RBAC change', () => {
  test('says who gains and loses what, where', () => {
    expect(delta(nobody, granted(secrets))).toEqual([
      'ServiceAccount shop/bot + get, list secrets · all namespaces !',
    ]);
    expect(delta(granted(secrets), nobody)).toEqual([
      'ServiceAccount shop/bot - get, list secrets · all namespaces !',
    ]);
    expect(delta(nobody, set(role('Role', 'r', [secrets]), bind('RoleBinding', 'Role', 'r')))).toEqual([
      'ServiceAccount shop/bot + get, list secrets · namespace shop !',
    ]);
  });

  test('names through which binding and role', () => {
    expect(report(nobody, granted(secrets)).changes[0]?.gained[0]?.through).toBe(
      'ClusterRoleBinding r-binding -> ClusterRole r',
    );
  });

  test('from one namespace to all of them is a gain', () => {
    const before = set(role('ClusterRole', 'r', [secrets]), bind('RoleBinding', 'ClusterRole', 'r'));
    expect(delta(before, granted(secrets))).toEqual([
      'ServiceAccount shop/bot + get, list secrets · all namespaces !',
    ]);
    expect(delta(granted(secrets), before)).toEqual([
      'ServiceAccount shop/bot - get, list secrets · all namespaces !',
    ]);
  });

  test.each<[string, Rule, Rule]>([
    ['a verb wildcard', { ...secrets, verbs: ['*'] }, secrets],
    ['a resource wildcard', { ...secrets, resources: ['*'] }, secrets],
    ['a group wildcard', { ...secrets, apiGroups: ['*'] }, secrets],
    ['no names', secrets, { ...secrets, resourceNames: ['db'] }],
    [
      'a subresource wildcard',
      { apiGroups: [''], resources: ['*/exec'], verbs: ['create'] },
      { apiGroups: [''], resources: ['pods/exec'], verbs: ['create'] },
    ],
    [
      'a URL prefix',
      { nonResourceURLs: ['/healthz*'], verbs: ['get'] },
      { nonResourceURLs: ['/healthz/etcd'], verbs: ['get'] },
    ],
  ])('%s already covers what it stands for', (_, wide, narrow) => {
    expect(delta(granted(wide), granted(narrow)).filter(l => l.includes(' + '))).toEqual([]);
    expect(delta(granted(narrow), granted(wide)).filter(l => l.includes(' + ')).length).toBeGreaterThan(0);
  });

  test('`pods/*` is a literal, not a wildcard', () => {
    const literal = granted({ apiGroups: [''], resources: ['pods/*'], verbs: ['create'] });
    const exec = granted({ apiGroups: [''], resources: ['pods/exec'], verbs: ['create'] });
    expect(delta(literal, exec)).toContain('ServiceAccount shop/bot + create pods/exec · all namespaces !');
    expect(delta(nobody, literal)).toEqual(['ServiceAccount shop/bot + create pods/* · all namespaces']);
  });

  test('a user name that is a service account is that service account', () => {
    const alias = set(
      role('ClusterRole', 'r', [secrets]),
      bind('ClusterRoleBinding', 'ClusterRole', 'r', [
        { kind: 'User', name: 'system:serviceaccount:shop:bot' },
      ]),
    );
    expect(delta(granted(secrets), alias)).toEqual([]);
  });

  test('what every service account may do already is no gain', () => {
    const everyone = set(
      role('ClusterRole', 'all', [secrets]),
      bind('ClusterRoleBinding', 'ClusterRole', 'all', [{ kind: 'Group', name: 'system:serviceaccounts' }]),
    );
    const both = set(
      role('ClusterRole', 'all', [secrets]),
      bind('ClusterRoleBinding', 'ClusterRole', 'all', [{ kind: 'Group', name: 'system:serviceaccounts' }]),
      role('ClusterRole', 'r', [secrets]),
      bind('ClusterRoleBinding', 'ClusterRole', 'r'),
    );
    expect(delta(everyone, both)).toEqual([]);
  });

  test('aggregation hands the rules of labelled roles on', () => {
    const aggregated = (labels: object) =>
      set(
        role('ClusterRole', 'sum', [], {
          aggregationRule: { clusterRoleSelectors: [{ matchLabels: { part: 'yes' } }] },
        }),
        { ...role('ClusterRole', 'part', [secrets]), metadata: { name: 'part', labels } },
        bind('ClusterRoleBinding', 'ClusterRole', 'sum'),
      );
    expect(delta(aggregated({ part: 'no' }), aggregated({ part: 'yes' }))).toEqual([
      'ServiceAccount shop/bot + get, list secrets · all namespaces !',
    ]);
  });

  test('cluster-admin is known, other roles outside the repository are named as such', () => {
    expect(delta(nobody, set(bind('ClusterRoleBinding', 'ClusterRole', 'cluster-admin')))).toEqual([
      'ServiceAccount shop/bot + all verbs on everything · all namespaces !',
      'ServiceAccount shop/bot + all verbs on every path of the API server · cluster !',
    ]);
    expect(delta(nobody, set(bind('ClusterRoleBinding', 'ClusterRole', 'vendor')))).toEqual([
      'ServiceAccount shop/bot + everything ClusterRole vendor grants (it is not in the repository) · all namespaces',
    ]);
  });

  test('splitting, merging and reordering rules is no change', () => {
    const list = (values: readonly string[]) => fc.subarray([...values], { minLength: 1 });
    const rule = fc.record({
      apiGroups: list(['', 'apps', '*']),
      resources: list(['pods', 'secrets', '*', 'pods/exec', '*/scale']),
      verbs: list(['get', 'list', 'create', '*']),
    });
    fc.assert(
      fc.property(fc.array(rule, { minLength: 1, maxLength: 4 }), rules => {
        const split = rules.flatMap(r =>
          r.verbs.flatMap(verb =>
            r.resources.map(resource => ({ ...r, verbs: [verb], resources: [resource] })),
          ),
        );
        expect(delta(granted(...rules), granted(...split.reverse()))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('whatever the base grants, adding rules loses nothing', () => {
    const anyRule = fc.record({
      apiGroups: fc.subarray(['', 'apps', '*'], { minLength: 1 }),
      resources: fc.subarray(['pods', 'secrets', '*'], { minLength: 1 }),
      verbs: fc.subarray(['get', 'create', '*'], { minLength: 1 }),
    });
    fc.assert(
      fc.property(fc.array(anyRule, { minLength: 1, maxLength: 3 }), anyRule, (rules, more) => {
        expect(delta(granted(...rules), granted(...rules, more)).filter(l => l.includes(' - '))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
