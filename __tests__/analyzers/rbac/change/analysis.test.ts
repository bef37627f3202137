import { describe, expect, test } from '@jest/globals';
import { analysesOf } from '../../../../src/analyzers/rbac/change/analysis.ts';
import { setOf } from '../../../support/manifests.ts';
import { binding, deployment, READ_SECRETS, role, yaml } from './support.ts';

/** Proofs of fixes ask about the same rights again and again: what decides about them is compared, not worked out. */
describe('an analysis is used again', () => {
  const rbac = yaml(role('Role', 'r', [READ_SECRETS]), binding('RoleBinding b', 'Role r'));
  const base = setOf(deployment({ account: 'bot' }));
  const options = { kubernetes: '1.34' };
  const head = (pods: string) => setOf(yaml(rbac, pods));
  const first = analysesOf(base, head(deployment({ account: 'bot' })), options);

  test('where pods differ in what nobody asks about', () => {
    const user = deployment({ account: 'bot', spec: 'securityContext: {runAsNonRoot: true}' });
    expect(analysesOf(base, head(user), options)).toBe(first);
  });

  test.each<[string, string]>([
    ['another account', deployment({ account: 'web' })],
    ['another program', deployment({ account: 'bot', image: 'web:2' })],
    ['its token not mounted', deployment({ account: 'bot', spec: 'automountServiceAccountToken: false' })],
    [
      'a token for somebody else',
      deployment({
        account: 'bot',
        spec: 'volumes: [{name: t, projected: {sources: [{serviceAccountToken: {path: t, audience: vault}}]}}]',
      }),
    ],
    ['another namespace', deployment({ account: 'bot', namespace: 'other' })],
  ])('and not with %s', (_, pods) => {
    expect(analysesOf(base, head(pods), options)).not.toBe(first);
  });

  test('nor with other rules, another version or another base', () => {
    const pods = deployment({ account: 'bot' });
    const fresh = analysesOf(base, head(pods), options);
    expect(analysesOf(base, setOf(yaml(role('Role', 'r', []), pods)), options)).not.toBe(fresh);
    expect(analysesOf(base, head(pods), { kubernetes: '1.35' })).not.toBe(fresh);
    expect(analysesOf(setOf(pods), head(pods), options)).not.toBe(fresh);
  });
});
