import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readDocuments } from '../../../src/manifest/index.ts';
import { memoryTree } from '../../../src/repository/index.ts';
import { locateInKustomization } from '../../../src/source/kustomize/index.ts';
import type { Target } from '../../../src/targets/index.ts';
import { DEPLOYMENT, realEngine } from './support.ts';

const OPTIONS = { kubernetes: '1.34', helm: 4 } as const;
const engine = realEngine();
afterAll(() => engine.close());

const environment = { name: 'default', reason: 'test' };
const target: Target = {
  id: 'kustomize:app',
  kind: 'kustomize',
  root: 'app',
  files: [],
  environments: [environment],
  inputs: [],
  reason: 'test',
};
const [manifest] = readDocuments({ documents: [{ text: DEPLOYMENT }], target, environment }).manifests;

const FIELDS = [
  ...[
    'resources',
    'bases',
    'components',
    'configurations',
    'configMapGenerator',
    'secretGenerator',
    'generatorOptions',
  ],
  ...[
    'patches',
    'patchesStrategicMerge',
    'patchesJson6902',
    'namespace',
    'namePrefix',
    'nameSuffix',
    'labels',
    'images',
  ],
  ...['commonLabels', 'commonAnnotations', 'replicas', 'replacements', 'transformers', 'vars', 'helmCharts'],
];
/** Words of kustomizations, so that values get past the first look. */
const WORDS = [
  ...[
    'web.yaml',
    '.',
    '..',
    'name',
    'kind',
    'Deployment',
    'target',
    'path',
    'patch',
    'op',
    'add',
    'value',
    'pairs',
    'a=b',
  ],
  ...[
    'fieldPaths',
    'select',
    'source',
    'targets',
    'spec.replicas',
    '[name=(',
    '/spec/-',
    'literals',
    'files',
    'newTag',
    'web',
  ],
  ...[
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: 1}\n',
    '- op: add\n  path: 1\n',
    '((',
    '',
  ],
];
const word = fc.oneof(fc.constantFrom(...WORDS), fc.string());
const { value } = fc.letrec(tie => ({
  value: fc.oneof(
    { depthSize: 'small' },
    word,
    fc.constantFrom(null, true, 0, -1),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(word, tie('value'), { maxKeys: 4 }),
  ),
}));

test('no kustomization makes it throw', async () => {
  const kustomization = fc.dictionary(
    fc.constantFrom(...FIELDS),
    fc.oneof(value, fc.array(value, { maxLength: 3 })),
    { maxKeys: 2 },
  );
  const text = fc.oneof(
    kustomization.map(content => JSON.stringify({ resources: ['web.yaml'], ...content })),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(text, fc.oneof(fc.constant(DEPLOYMENT), text), async (content, resource) => {
      const tree = memoryTree({ 'app/kustomization.yaml': content, 'app/web.yaml': resource });
      const [origin] = await locateInKustomization(engine, { tree, target, environment }, OPTIONS, [
        { manifest: manifest!, path: ['spec', 'replicas'] },
      ]);
      expect(origin === undefined || origin.location.line !== undefined).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
