import { describe, expect, test } from '@jest/globals';
import { ownLabels, wantedLabels } from '../../src/review/labels.ts';
import { finding, report } from '../github/sample.ts';
import { permissions } from '../support/permissions.ts';

describe('what labels say', () => {
  const gap = { code: 'render-failed', message: 'a chart', gates: true };
  const secrets = {
    text: 'get secrets',
    scope: 'cluster',
    through: 'ClusterRoleBinding bot',
    dangerous: true,
  };
  const approval = { for: ['rbac.any'], from: ['alice'], count: 1, because: ['x'], given: [] };

  test.each([
    ['nothing to say', report([]), []],
    ['a finding that blocks', report([finding('a')]), ['kubeproof: blocked']],
    ['something was not evaluated', report([], { problems: [gap] }), ['kubeproof: incomplete']],
    [
      'both',
      report([finding('a')], { problems: [gap], outcome: 'fail' }),
      ['kubeproof: blocked', 'kubeproof: incomplete'],
    ],
    [
      'an approval is missing',
      report([], { outcome: 'fail', approvals: [{ ...approval, state: 'waiting' }] }),
      ['kubeproof: blocked', 'kubeproof: needs approval'],
    ],
    ['an approval is given', report([], { approvals: [{ ...approval, state: 'given' }] }), []],
    [
      'somebody gains a permission',
      report([], { permissions: permissions({ subject: 'shop/bot', gained: [secrets], lost: [] }) }),
      ['kubeproof: permissions'],
    ],
    [
      'somebody loses one',
      report([], { permissions: permissions({ subject: 'shop/bot', gained: [], lost: [secrets] }) }),
      [],
    ],
  ])('%s', (_, given, labels) => {
    expect(wantedLabels(given, 'default')).toEqual(labels);
  });
});

describe('names', () => {
  test('of the default instance, of another, and of one that is too long for GitHub', () => {
    expect(ownLabels('default')).toEqual([
      'kubeproof: blocked',
      'kubeproof: incomplete',
      'kubeproof: needs approval',
      'kubeproof: permissions',
    ]);
    expect(ownLabels('prod,eu')[0]).toBe('kubeproof/prod-eu: blocked');
    const [a, b] = ['a', 'b'].map(end => ownLabels(`${'cluster-'.repeat(12)}${end}`));
    for (const name of [...a!, ...b!]) expect(name.length).toBeLessThanOrEqual(50);
    expect(new Set([...a!, ...b!]).size).toBe(8);
  });
});
