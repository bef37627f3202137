import { describe, expect, test } from '@jest/globals';
import { Authorizer } from '../../../src/analyzers/rbac/authorizer.ts';
import { readAll } from '../../support/manifests.ts';
import { aggregatedRole, clusterRole, type RbacObject, yaml } from '../../support/rbac.ts';

const reads = (resource: string) => ({ apiGroups: [''], resources: [resource], verbs: ['get'] });
const to = (name: string) => ({ matchLabels: { to: name } });
const resourcesOf = (name: string, ...objects: readonly RbacObject[]) =>
  new Authorizer({ manifests: readAll(yaml(objects)) })
    .role('ClusterRole', '', name)
    ?.rules.map(({ rule, writtenIn }) => `${rule.resources.join()} of ${writtenIn.name}`);

describe('an aggregated ClusterRole', () => {
  test('has the rules of those it selects, by their names, each once', () => {
    expect(
      resourcesOf(
        'all',
        aggregatedRole('all', [to('all')]),
        clusterRole('b', [reads('pods'), reads('secrets')], { to: 'all' }),
        clusterRole('a', [reads('secrets')], { to: 'all' }),
        clusterRole('c', [reads('nodes')], { to: 'other' }),
      ),
    ).toEqual(['secrets of a', 'pods of b']);
  });

  test('loses the rules that are written in it', () => {
    const written = { ...aggregatedRole('all', [to('all')]), rules: [reads('nodes')] };
    expect(resourcesOf('all', written, clusterRole('a', [reads('pods')], { to: 'all' }))).toEqual([
      'pods of a',
    ]);
    expect(resourcesOf('all', written)).toEqual([]);
    expect(resourcesOf('all', { ...written, aggregationRule: {} })).toEqual([]);
    expect(resourcesOf('all', { ...written, aggregationRule: null })).toEqual(['nodes of all']);
  });

  test('any selector selects, all of a selector must hold, an empty one selects everything', () => {
    const roles = [
      clusterRole('a', [reads('pods')], { to: 'one', tier: 'x' }),
      clusterRole('b', [reads('secrets')], { to: 'two' }),
      clusterRole('c', [reads('nodes')]),
    ];
    expect(resourcesOf('all', aggregatedRole('all', [to('one'), to('two')]), ...roles)).toEqual([
      'pods of a',
      'secrets of b',
    ]);
    const both = {
      matchLabels: { to: 'one' },
      matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }],
    };
    expect(resourcesOf('all', aggregatedRole('all', [both]), ...roles)).toEqual([]);
    expect(resourcesOf('all', aggregatedRole('all', [{}]), ...roles)).toHaveLength(3);
  });

  test('reaches through others', () => {
    expect(
      resourcesOf(
        'admin',
        aggregatedRole('admin', [to('admin')]),
        aggregatedRole('edit', [to('edit')], { to: 'admin' }),
        aggregatedRole('view', [to('view')], { to: 'edit' }),
        clusterRole('read', [reads('pods')], { to: 'view' }),
        clusterRole('write', [reads('secrets')], { to: 'edit' }),
      ),
    ).toEqual(['pods of read', 'secrets of write']);
  });

  test('reaches through circles, and is not its own source', () => {
    const circle = [
      aggregatedRole('a', [to('a')], { to: 'b' }),
      aggregatedRole('b', [to('b')], { to: 'a' }),
      clusterRole('x', [reads('pods')], { to: 'a' }),
      clusterRole('y', [reads('secrets')], { to: 'b' }),
      aggregatedRole('own', [to('own')], { to: 'own' }),
    ];
    expect(resourcesOf('a', ...circle)?.sort()).toEqual(['pods of x', 'secrets of y']);
    expect(resourcesOf('b', ...circle)?.sort()).toEqual(['pods of x', 'secrets of y']);
    expect(resourcesOf('own', ...circle)).toEqual([]);
  });

  test('a Role is not aggregated', () => {
    const manifest = {
      ...aggregatedRole('r', [{}]),
      kind: 'Role',
      metadata: { name: 'r', namespace: 'shop' },
    };
    const found = new Authorizer({ manifests: readAll(yaml([manifest])) }).role('Role', 'shop', 'r');
    expect([found?.aggregated, found?.rules]).toEqual([false, []]);
  });

  test('a chain of thousands, and thousands that select everything, are read in the time it takes to read them', () => {
    const length = 1_500;
    const chain = Array.from({ length }, (_, i) =>
      aggregatedRole(`r${i}`, [to(`${i}`)], { to: `${i + 1}`, all: 'yes' }),
    );
    const leaf = clusterRole('leaf', [reads('pods')], { to: '0', all: 'yes' });
    expect(resourcesOf(`r${length - 1}`, ...chain, leaf)).toEqual(['pods of leaf']);
    const greedy = Array.from({ length }, (_, i) => aggregatedRole(`g${i}`, [{}]));
    const leaves = Array.from({ length: 300 }, (_, i) => clusterRole(`l${i}`, [reads(`r${i}`)]));
    expect(resourcesOf('g7', ...greedy, ...leaves)).toHaveLength(300);
  });
});
