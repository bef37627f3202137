import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Coverage, compactAtoms, ruleText, uncovered } from '../../../src/analyzers/rbac/covers.ts';
import { atomsOf, policyRules, resourceMatches, urlMatches } from '../../../src/analyzers/rbac/rules.ts';
import type { Atom, PolicyRule } from '../../../src/analyzers/rbac/types.ts';
import type { RbacRule } from '../../support/rbac.ts';

const rules = (...given: readonly RbacRule[]): PolicyRule[] => policyRules(JSON.parse(JSON.stringify(given)));
const missing = (owner: readonly RbacRule[], servant: readonly RbacRule[]) =>
  uncovered(rules(...owner), rules(...servant)).map(ruleText);
const on = (resource: string, more: Partial<RbacRule> = {}): RbacRule => ({
  apiGroups: [''],
  resources: [resource],
  verbs: ['get'],
  ...more,
});

describe('what is not covered', () => {
  test.each<[string, RbacRule, RbacRule, boolean]>([
    ['the same', on('pods'), on('pods'), true],
    ['every verb', on('pods', { verbs: ['*'] }), on('pods', { verbs: ['bind', '*'] }), true],
    [
      'all verbs that there are, of the verb *',
      on('pods', { verbs: ['get', 'list'] }),
      on('pods', { verbs: ['*'] }),
      false,
    ],
    ['every group', on('pods', { apiGroups: ['*'] }), on('pods', { apiGroups: ['apps', '*'] }), true],
    ['one group, of the group *', on('pods'), on('pods', { apiGroups: ['*'] }), false],
    ['every resource', on('*'), on('pods/exec'), true],
    ['every resource, of */exec', on('*'), on('*/exec'), true],
    ['*/exec, of itself', on('*/exec'), on('*/exec'), true],
    ['*/exec, of a subresource', on('*/exec'), on('pods/exec'), true],
    ['one subresource, of */exec', on('pods/exec'), on('*/exec'), false],
    ['*/exec, of the resource exec', on('*/exec'), on('exec'), false],
    ['pods, of the resource *', on('pods'), on('*'), false],
    ['pods/*, of a subresource', on('pods/*'), on('pods/exec'), false],
    ['no names, of a name', on('pods'), on('pods', { resourceNames: ['web'] }), true],
    ['a name, of no names', on('pods', { resourceNames: ['web'] }), on('pods'), false],
    [
      'a name, of another',
      on('pods', { resourceNames: ['*'] }),
      on('pods', { resourceNames: ['web'] }),
      false,
    ],
    [
      'the same name',
      on('pods', { resourceNames: ['web', 'api'] }),
      on('pods', { resourceNames: ['web'] }),
      true,
    ],
    [
      'a URL by its beginning',
      { nonResourceURLs: ['/healthz/*'], verbs: ['get'] },
      { nonResourceURLs: ['/healthz/etcd', '/healthz/a*'], verbs: ['get'] },
      true,
    ],
    [
      'every URL',
      { nonResourceURLs: ['*'], verbs: ['*'] },
      { nonResourceURLs: ['/x', '*'], verbs: ['get'] },
      true,
    ],
    [
      'a URL, of all',
      { nonResourceURLs: ['/*'], verbs: ['get'] },
      { nonResourceURLs: ['*'], verbs: ['get'] },
      false,
    ],
    [
      'a URL with another verb',
      { nonResourceURLs: ['*'], verbs: ['get'] },
      { nonResourceURLs: ['/x'], verbs: ['post'] },
      false,
    ],
    [
      'resources, of a URL',
      { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
      { nonResourceURLs: ['/x'], verbs: ['get'] },
      false,
    ],
  ])('%s', (_, owner, servant, covered) => {
    expect(missing([owner], [servant]).length === 0).toBe(covered);
  });

  test('atoms may come from several rules, each from one', () => {
    expect(missing([on('pods'), on('secrets')], [on('pods', { resources: ['pods', 'secrets'] })])).toEqual(
      [],
    );
    expect(missing([on('pods', { verbs: ['list'] }), on('nodes')], [on('pods')])).toEqual([
      '{APIGroups:[""], Resources:["pods"], Verbs:["get"]}',
    ]);
  });

  test('is told compactly, verbs of an object together', () => {
    expect(
      missing(
        [on('pods', { verbs: ['list'] })],
        [
          on('pods', { resources: ['pods', 'pods/log'], verbs: ['get', 'list', 'watch'] }),
          on('pods', { verbs: ['create'] }),
          on('secrets', { resourceNames: ['a', 'b'], verbs: ['get', 'delete'] }),
          { nonResourceURLs: ['/metrics'], verbs: ['get', 'head'] },
        ],
      ),
    ).toEqual([
      '{APIGroups:[""], Resources:["pods"], Verbs:["get" "watch" "create"]}',
      '{APIGroups:[""], Resources:["pods/log"], Verbs:["get" "list" "watch"]}',
      '{APIGroups:[""], Resources:["secrets"], ResourceNames:["a"], Verbs:["get" "delete"]}',
      '{APIGroups:[""], Resources:["secrets"], ResourceNames:["b"], Verbs:["get" "delete"]}',
      '{NonResourceURLs:["/metrics"], Verbs:["get"]}',
      '{NonResourceURLs:["/metrics"], Verbs:["head"]}',
    ]);
  });
});

describe('coverage', () => {
  const held = (atom: Atom, ...own: Atom[]) => new Coverage(own.map(each => ({ atom: each }))).allows(atom);
  const pods: Atom = { verb: 'get', group: '', resource: 'pods', namespace: 'shop' };

  test('the cluster is every namespace', () => {
    expect(held(pods, { ...pods, namespace: '' })).toBe(true);
    expect(held(pods, { ...pods, namespace: 'other' })).toBe(false);
    expect(held({ ...pods, namespace: '' }, pods)).toBe(false);
  });

  test('a role nobody knows is covered by itself only', () => {
    const unknown: Atom = { verb: '*', resource: 'role:ClusterRole x', namespace: 'shop' };
    expect(held(unknown, { verb: '*', resource: '*', namespace: '' })).toBe(false);
    expect(held(unknown, unknown)).toBe(true);
    expect(held(unknown, { ...unknown, namespace: '' })).toBe(true);
    expect(held(unknown, { ...unknown, namespace: 'other' })).toBe(false);
    expect(held({ verb: 'get', resource: '/metrics', namespace: '' }, unknown)).toBe(false);
  });

  const pick = (...values: string[]) => fc.subarray(values, { minLength: 1 });
  const anyRule: fc.Arbitrary<PolicyRule> = fc
    .record({
      verbs: pick('get', 'list', '*'),
      apiGroups: pick('', 'apps', '*'),
      resources: pick('pods', 'pods/exec', 'jobs/exec', '*/exec', '*', 'pods/*'),
      resourceNames: fc.subarray(['a', 'b', '*']),
      nonResourceURLs: fc.subarray(['/a', '/a/*', '/a/b', '*', '/a/b**']),
    })
    .map(rule =>
      rule.nonResourceURLs.length > 0 ? { ...rule, apiGroups: [], resources: [], resourceNames: [] } : rule,
    );
  const covers = (owner: PolicyRule, atom: Atom) =>
    (owner.verbs.includes('*') || owner.verbs.includes(atom.verb)) &&
    (atom.group === undefined
      ? owner.nonResourceURLs.some(url => urlMatches(url, atom.resource))
      : (owner.apiGroups.includes('*') || owner.apiGroups.includes(atom.group)) &&
        owner.resources.some(resource =>
          resourceMatches(resource, atom.resource.split('/')[0] as string, atom.resource.split('/')[1] ?? ''),
        ) &&
        (owner.resourceNames.length === 0 ||
          (atom.name !== undefined && owner.resourceNames.includes(atom.name))));

  test('is what asking rule by rule would say', () => {
    fc.assert(
      fc.property(fc.array(anyRule, { maxLength: 5 }), anyRule, (owner, servant) => {
        const coverage = Coverage.of(owner);
        for (const atom of atomsOf(servant, ''))
          expect(coverage.allows(atom)).toBe(owner.some(rule => covers(rule, atom)));
      }),
    );
  });

  test('compacting says the same, and what is missing closes the gap', () => {
    fc.assert(
      fc.property(
        fc.array(anyRule, { maxLength: 4 }),
        fc.array(anyRule, { maxLength: 4 }),
        (owner, servant) => {
          expect(uncovered(servant, compactAtoms(servant.flatMap(rule => atomsOf(rule, ''))))).toEqual([]);
          expect(uncovered([...owner, ...uncovered(owner, servant)], servant)).toEqual([]);
          expect(uncovered(servant, servant)).toEqual([]);
        },
      ),
    );
  });
});
