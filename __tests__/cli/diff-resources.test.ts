import { describe, expect, test } from '@jest/globals';
import { askedFor, findResources } from '../../src/cli/diff-resources.ts';
import { ManifestSet } from '../../src/manifest/index.ts';
import { ProblemError } from '../../src/problems.ts';
import type { Side } from '../../src/side.ts';
import { manifestsOf } from '../manifest/fixtures.ts';

describe('what is asked about', () => {
  test.each([
    [['src'], undefined, ['src'], []],
    [['deployment/web'], undefined, [], [{ kind: 'deployment', name: 'web' }]],
    [['deploy/shop/web', 'src'], undefined, ['src'], [{ kind: 'deploy', namespace: 'shop', name: 'web' }]],
    [
      ['deployments.apps/web'],
      'shop',
      [],
      [{ kind: 'deployments', group: 'apps', name: 'web', namespace: 'shop' }],
    ],
    [
      ['Secret', 'key', 'cm/a'],
      undefined,
      [],
      [
        { kind: 'Secret', name: 'key' },
        { kind: 'cm', name: 'a' },
      ],
    ],
    [['nothing'], undefined, ['nothing'], []],
  ])('%j', (words, namespace, paths, resources) => {
    expect(askedFor(words, namespace)).toEqual({ paths, resources });
  });

  test('a namespace of nothing', () => {
    expect(() => askedFor(['src'], 'shop')).toThrow('--namespace says which of several resources is meant');
  });
});

describe('resources of either side', () => {
  const map = (name: string, namespace: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: ${namespace}}\n---\n`;
  const side = (text: string) =>
    ({ set: new ManifestSet(manifestsOf(text, 'default', 'shop')) }) as unknown as Side;
  const sides = [side(map('old', 'shop')), side(map('web', 'shop') + map('web', 'bank'))];
  const ask = (...words: string[]) => {
    try {
      const found = findResources(askedFor(words, undefined).resources, sides);
      return [...found].map(({ resource: { namespace, name } }) => `${namespace}/${name}`);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return `${error.problem.message}; ${error.problem.hint}`;
    }
  };

  test('are found on both, by any name of their kind', () => {
    expect(ask('cm/old')).toEqual(['shop/old']);
    expect(ask('ConfigMap', 'web')).toEqual(['shop/web', 'bank/web']);
    expect(ask('configmaps/bank/web')).toEqual(['bank/web']);
  });

  test('that are not there are answered with what is', () => {
    expect(ask('cm/wep')).toBe(
      'neither base nor head renders cm/wep, and there is no such path; did you mean ConfigMap/web?',
    );
    expect(ask('configmapp/web')).toBe(
      'neither base nor head renders configmapp/web, and there is no such path; did you mean ConfigMap/web?',
    );
    expect(ask('cm/dev/web')).toBe(
      'neither base nor head renders cm/web in namespace dev; it is in bank, shop',
    );
  });
});
