import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Authorizer } from '../../../src/analyzers/rbac/authorizer.ts';
import { defaultObjects } from '../../../src/analyzers/rbac/defaults.ts';
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

const RULES = ['pods', 'secrets', 'jobs'].map(resource => ({
  apiGroups: [''],
  resources: [resource],
  verbs: ['get'],
}));
const PEOPLE = [
  { kind: 'ServiceAccount', name: 'bot', namespace: 'shop' },
  { kind: 'Group', name: 'devs' },
  { kind: 'User', name: 'jane' },
];
const LABELS = [{}, { collect: 'true' }, { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' }];
const name = fc.constantFrom('a', 'b', 'c', 'view');
const rule = fc.constantFrom(...RULES);
const subject = fc.constantFrom(...PEOPLE);

const object: fc.Arbitrary<RbacObject> = fc.oneof(
  fc.tuple(name, rule).map(([of, rules]) => role(of, [rules])),
  fc
    .tuple(name, rule, fc.constantFrom(...LABELS))
    .map(([of, rules, labels]) => clusterRole(of, [rules], labels)),
  name.map(of => aggregatedRole(of, [{ matchLabels: { collect: 'true' } }])),
  fc.tuple(name, name, subject).map(([of, to, who]) => binding(of, 'Role', to, [who])),
  fc.tuple(name, name, subject).map(([of, to, who]) => binding(of, 'ClusterRole', to, [who])),
  fc.tuple(name, name, subject).map(([of, to, who]) => clusterBinding(of, to, [who])),
);

/** All that an authorizer knows, as text. */
function shown(authorizer: Authorizer): string {
  const { roles, bindings, tooLarge, closed } = authorizer;
  const subjects = authorizer.subjects().map(each => [each, authorizer.bindingsOf(each)]);
  const found = roles.map(({ kind, namespace, name: of }) => authorizer.role(kind, namespace, of));
  return JSON.stringify({ roles, bindings, tooLarge, closed, subjects, found }, (key, value) =>
    key === 'manifest' ? value.resource : value,
  );
}

describe('an authorizer over another', () => {
  test('knows what one that is made of everything knows', () => {
    let taken = 0;
    fc.assert(
      fc.property(
        fc.array(object, { maxLength: 6 }),
        fc.array(object, { maxLength: 4 }),
        fc.boolean(),
        (shared, own, isClosed) => {
          const manifests = readAll(yaml([...shared, ...own]));
          const others = {
            defaults: defaultObjects('1.34'),
            ...(isClosed ? { context: [] } : {}),
          };
          const over = new Authorizer({ manifests: manifests.slice(0, shared.length), ...others });
          const both = new Authorizer({ manifests, ...others, over });
          if (both.added !== both.bindings) taken += 1;
          expect(shown(both)).toBe(shown(new Authorizer({ manifests, ...others })));
        },
      ),
      { numRuns: 60, seed: 5 },
    );
    // Both ways were gone.
    expect(taken).toBeGreaterThan(5);
    expect(taken).toBeLessThan(55);
  });

  test('a role that comes with the rest is that of a binding which waited for it', () => {
    const manifests = readAll(
      yaml([binding('b', 'Role', 'late', [PEOPLE[1] as never]), role('late', [RULES[0] as never])]),
    );
    const over = new Authorizer({ manifests: manifests.slice(0, 1) });
    const both = new Authorizer({ manifests, over });
    expect(over.bindings.map(each => each.role?.name)).toEqual([undefined]);
    expect(both.bindings.map(each => each.role?.name)).toEqual(['late']);
    expect(both.added).toEqual(both.bindings);
    expect(both.bindingsOf('Group devs').map(each => each.role?.name)).toEqual(['late']);
  });

  test('what its bindings made of the one below stays as it was', () => {
    const manifests = readAll(
      yaml([
        role('reader', [RULES[0] as never]),
        binding('b', 'Role', 'reader', [PEOPLE[1] as never]),
        binding('c', 'Role', 'reader', [PEOPLE[1] as never]),
      ]),
    );
    const over = new Authorizer({ manifests: manifests.slice(0, 2) });
    const both = new Authorizer({ manifests, over });
    expect(over.bindingsOf('Group devs').map(each => each.name)).toEqual(['b']);
    expect(both.bindingsOf('Group devs').map(each => each.name)).toEqual(['b', 'c']);
    expect(both.added.map(each => each.name)).toEqual(['c']);
  });
});
