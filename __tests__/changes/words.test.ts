import { expect, test } from '@jest/globals';
import { logicalLabel } from '../../src/changes/words.ts';
import type { Manifest } from '../../src/manifest/index.ts';

/** A Deployment of a chart, installed under a name. */
function deployed(releaseName: string, name: string, namespace = 'shop') {
  return {
    resource: { group: 'apps', kind: 'Deployment', namespace, name },
    origin: {
      target: { id: 'helm:web', kind: 'helm' },
      environment: { name: releaseName, releaseName, namespace },
    },
  } as unknown as Manifest;
}

test('a resource of several releases goes by what is its own in its name', () => {
  expect(logicalLabel([deployed('dev', 'dev-web'), deployed('prod', 'prod-web')])).toBe(
    'Deployment shop/web',
  );
  expect(logicalLabel([deployed('dev', 'dev'), deployed('prod', 'prod')])).toBe('Deployment shop/dev, prod');
  expect(logicalLabel([deployed('dev', 'dev-web', 'a'), deployed('prod', 'prod-web', 'b')])).toBe(
    'Deployment web',
  );
  expect(logicalLabel([deployed('dev', 'dev-web')])).toBe('Deployment shop/dev-web');
});
