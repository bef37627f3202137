import { expect, test } from '@jest/globals';
import { oversizedRoles } from '../../../src/analyzers/rbac/oversized.ts';
import { setOf } from '../../support/manifests.ts';
import { clusterRole, role, yaml } from '../../support/rbac.ts';

const many = (length: number, letter: string) => Array.from({ length }, (_, i) => `${letter}${i}`);

test('a role whose lists multiply to an attack is not evaluated, and that gates', () => {
  const bomb = { apiGroups: many(40, 'g'), resources: many(40, 'r'), verbs: many(40, 'v') };
  const fine = { apiGroups: many(10, 'g'), resources: many(100, 'r'), verbs: many(10, 'v') };
  expect(oversizedRoles(setOf(yaml([clusterRole('fine', [fine]), role('bomb', [fine, bomb])])))).toEqual([
    {
      code: 'role-too-large',
      message:
        'the lists of verbs, groups, resources and names of Role shop/bomb multiply to more than 50,000 permissions, so it is read as one that allows everything',
      hint: 'split it into roles for what belongs together, or write `*` where everything is meant',
      file: 'deploy/all.yaml',
      line: 3,
      target: 'manifests:deploy',
      environment: 'default',
      gates: true,
    },
  ]);
});
