import { describe, expect, test } from '@jest/globals';
import { accountOf, implicitGroups, subjectOf, user } from '../../../src/analyzers/rbac/subjects.ts';

describe('a subject', () => {
  test.each([
    [{ kind: 'User', name: 'jane' }, 'shop', 'User jane'],
    [{ kind: 'Group', name: 'devs' }, '', 'Group devs'],
    [{ kind: 'ServiceAccount', name: 'bot', namespace: 'ci' }, 'shop', 'ServiceAccount ci/bot'],
    [{ kind: 'ServiceAccount', name: 'bot' }, 'shop', 'ServiceAccount shop/bot'],
    [{ kind: 'ServiceAccount', name: 'bot' }, '', undefined],
    [{ kind: 'ServiceAccount', name: '', namespace: 'ci' }, '', undefined],
    [{ kind: 'User', name: 'system:serviceaccount:ci:bot' }, '', 'ServiceAccount ci/bot'],
    [{ kind: 'User', name: 'system:serviceaccount:ci' }, '', 'User system:serviceaccount:ci'],
    [{ kind: 'User', name: 'system:serviceaccount:ci:bot:x' }, '', 'User system:serviceaccount:ci:bot:x'],
    [{ kind: 'Group', name: 'system:serviceaccount:ci:bot' }, '', 'Group system:serviceaccount:ci:bot'],
    [{ kind: 'user', name: 'jane' }, '', undefined],
    [{ kind: 'Robot', name: 'jane' }, '', undefined],
    [null, 'shop', undefined],
  ])('%j in %j', (subject, namespace, expected) => {
    expect(subjectOf(subject, namespace)).toBe(expected);
  });

  test('the user of a ServiceAccount is the ServiceAccount', () => {
    expect(user('system:serviceaccount:ci:bot')).toBe('ServiceAccount ci/bot');
    expect(accountOf('ServiceAccount ci/bot')).toEqual({ namespace: 'ci', name: 'bot' });
    expect(accountOf('User ci/bot')).toBeUndefined();
  });

  test.each([
    [
      'ServiceAccount ci/bot',
      ['Group system:serviceaccounts', 'Group system:serviceaccounts:ci', 'Group system:authenticated'],
    ],
    ['User jane', ['Group system:authenticated']],
    ['User system:node:one', ['Group system:nodes', 'Group system:authenticated']],
    ['User system:anonymous', ['Group system:unauthenticated']],
    ['Group system:authenticated', []],
    ['Group system:unauthenticated', []],
    ['Group devs', ['Group system:authenticated']],
    ['Group system:serviceaccounts', ['Group system:authenticated']],
    ['Group system:serviceaccounts:ci', ['Group system:serviceaccounts', 'Group system:authenticated']],
  ])('%s is in %j', (subject, groups) => {
    expect(implicitGroups(subject)).toEqual(groups);
  });
});
