import { describe, expect, test } from '@jest/globals';
import {
  type Attributes,
  atomsOf,
  boundedRules,
  MAX_ATOMS,
  policyRules,
  ruleAllows,
  urlMatches,
} from '../../../src/analyzers/rbac/rules.ts';
import type { PolicyRule } from '../../../src/analyzers/rbac/types.ts';

const rule = (given: Partial<PolicyRule>): PolicyRule => ({
  verbs: ['get'],
  apiGroups: [''],
  resources: [],
  resourceNames: [],
  nonResourceURLs: [],
  ...given,
});
const request = (given: Partial<Attributes>): Attributes => ({
  verb: 'get',
  group: '',
  resource: 'pods',
  namespace: 'shop',
  ...given,
});
const allows = (given: Partial<PolicyRule>, asked: Partial<Attributes>) =>
  ruleAllows(rule(given), request(asked));

describe('a rule', () => {
  test.each<[string, Partial<PolicyRule>, Partial<Attributes>, boolean]>([
    ['the same verb', { resources: ['pods'] }, {}, true],
    ['another verb', { resources: ['pods'], verbs: ['list'] }, {}, false],
    ['every verb', { resources: ['pods'], verbs: ['*'] }, { verb: 'bind' }, true],
    ['verbs are case-sensitive', { resources: ['pods'], verbs: ['GET'] }, {}, false],
    ['another group', { resources: ['pods'], apiGroups: ['apps'] }, {}, false],
    ['every group', { resources: ['pods'], apiGroups: ['*'] }, { group: 'apps' }, true],
    [
      'groups have no version',
      { resources: ['deployments'], apiGroups: ['apps/v1'] },
      { group: 'apps' },
      false,
    ],
    ['a resource is not its subresources', { resources: ['pods'] }, { subresource: 'exec' }, false],
    ['a subresource is not its resource', { resources: ['pods/exec'] }, {}, false],
    ['the subresource', { resources: ['pods/exec'] }, { subresource: 'exec' }, true],
    ['everything, with subresources', { resources: ['*'] }, { subresource: 'exec' }, true],
    ['pods/* is a name no request has', { resources: ['pods/*'] }, { subresource: 'exec' }, false],
    ['pods/* is not the pods', { resources: ['pods/*'] }, {}, false],
    ['*/* is a name no request has', { resources: ['*/*'] }, { subresource: 'exec' }, false],
    ['a subresource of everything', { resources: ['*/exec'] }, { subresource: 'exec' }, true],
    ['of the resource itself it is not one', { resources: ['*/exec'] }, {}, false],
    ['no part of another subresource', { resources: ['*/exec'] }, { subresource: 'nexec' }, false],
    ['a named object', { resources: ['pods'], resourceNames: ['web'] }, { name: 'web' }, true],
    ['another object', { resources: ['pods'], resourceNames: ['web'] }, { name: 'api' }, false],
    ['all objects, of a rule with names', { resources: ['pods'], resourceNames: ['web'] }, {}, false],
    ['* is no wildcard among names', { resources: ['pods'], resourceNames: ['*'] }, { name: 'web' }, false],
    ['a rule without names, for a named object', { resources: ['pods'] }, { name: 'web' }, true],
    ['Secret is not secrets', { resources: ['Pod', 'pod'] }, {}, false],
    ['a path is no resource', { resources: ['*'], apiGroups: ['*'] }, { group: undefined as never }, false],
  ])('%s', (_, given, asked, expected) => {
    expect(allows(given, asked)).toBe(expected);
  });

  test.each<[string, string, boolean]>([
    ['*', '/metrics', true],
    ['/metrics', '/metrics', true],
    ['/metrics', '/metrics/slis', false],
    ['/healthz*', '/healthz/etcd', true],
    ['/healthz*', '/healthz', true],
    ['/healthz/*', '/healthz/etcd', true],
    ['/healthz/*', '/healthz', false],
    ['/healthz/**', '/healthz/etcd', true],
    ['/*/etcd', '/healthz/etcd', false],
    ['/h*z*', '/h*z/etcd', true],
    ['', '/metrics', false],
  ])('URL %s against %s: %s', (granted, path, expected) => {
    expect(urlMatches(granted, path)).toBe(expected);
    expect(ruleAllows(rule({ nonResourceURLs: [granted] }), { verb: 'get', resource: path })).toBe(expected);
  });

  test('a URL of many stars is read once', () => {
    const stars = `${'*'.repeat(200_000)}x*`;
    expect(urlMatches(stars, '/metrics')).toBe(false);
    expect(urlMatches('*'.repeat(200_000), '/metrics')).toBe(true);
  });

  test('what is no list of strings is empty', () => {
    expect(
      policyRules([{ verbs: 'get', apiGroups: [1, 'apps', null], resources: { a: 1 } }, 'x', null]),
    ).toEqual([rule({ verbs: [], apiGroups: ['apps'] })]);
    expect(policyRules(undefined)).toEqual([]);
    expect(policyRules({ verbs: ['get'] })).toEqual([]);
  });

  test('its atoms are the product of its lists, each once', () => {
    const lists = rule({
      verbs: ['get', 'list', 'get'],
      resources: ['pods', 'pods/log'],
      resourceNames: ['a', 'b'],
    });
    expect(atomsOf(lists, 'shop').map(a => `${a.verb} ${a.resource} ${a.name} ${a.namespace}`)).toEqual([
      'get pods a shop',
      'get pods b shop',
      'get pods/log a shop',
      'get pods/log b shop',
      'list pods a shop',
      'list pods b shop',
      'list pods/log a shop',
      'list pods/log b shop',
    ]);
    const url = rule({ apiGroups: [], nonResourceURLs: ['/metrics'] });
    expect(atomsOf(url, '')).toEqual([{ verb: 'get', resource: '/metrics', namespace: '' }]);
    expect(atomsOf(url, 'shop')).toEqual([]);
  });

  test('lists that multiply to an attack are read as everything', () => {
    const many = (length: number, letter: string) => Array.from({ length }, (_, i) => `${letter}${i}`);
    const fits = rule({ verbs: many(10, 'v'), apiGroups: many(20, 'g'), resources: many(250, 'r') });
    expect(MAX_ATOMS).toBe(50_000);
    expect(boundedRules([fits])).toBeUndefined();
    expect(boundedRules([fits, rule({ nonResourceURLs: ['/a'], apiGroups: [] })])).toEqual([
      { verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: [], nonResourceURLs: ['*'] },
    ]);
  });
});
