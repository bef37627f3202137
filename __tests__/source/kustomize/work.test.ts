import { afterAll, describe, expect, test } from '@jest/globals';
import { readDocuments } from '../../../src/manifest/index.ts';
import { memoryTree } from '../../../src/repository/index.ts';
import { locateInKustomization } from '../../../src/source/kustomize/index.ts';
import type { Target } from '../../../src/targets/index.ts';
import { config, MANY, resources, TOO_LARGE, times } from './large.ts';
import { lines, place, realEngine } from './support.ts';

const OPTIONS = { kubernetes: '1.34', helm: 4 } as const;
const engine = realEngine();
afterAll(() => engine.close());

/** Processor time: far above what the counts allow, far below what the work would take without them. */
const LIMIT_MS = 20_000;
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
const [manifest] = readDocuments({
  documents: [{ text: config('c0') }],
  target,
  environment,
}).manifests;
/** Where one field of the first ConfigMap is, for files that only the simulation has to read. */
async function where(files: Readonly<Record<string, string>>): Promise<string> {
  const rendering = { tree: memoryTree(files), target, environment };
  const field = { manifest: manifest!, path: ['data', 'a'] };
  const [origin] = await locateInKustomization(engine, rendering, OPTIONS, [field]);
  return place(origin?.location);
}

describe('large, and done', () => {
  test('thousands of resources under transformers', async () => {
    const files = {
      'app/kustomization.yaml': resources(
        'namespace: prod',
        'commonLabels: {a: b, c: d}',
        'patches:',
        ...times(50, index => `- {target: {kind: ConfigMap, name: c${index}.*1}, path: patch.json}`),
      ),
      'app/patch.json': '[{"op": "add", "path": "/data/b", "value": "c"}]',
      'app/all.yaml': MANY,
    };
    const start = process.cpuUsage();
    // The manifest has no namespace: it is another resource, found at once.
    expect(await where(files)).toBe('unknown');
    const plain = { 'app/kustomization.yaml': resources(), 'app/all.yaml': MANY };
    expect(await where(plain)).toBe('manifest app/all.yaml:4:11-12');
    const { user } = process.cpuUsage(start);
    expect(user / 1000).toBeLessThan(LIMIT_MS);
  });

  test('thirty kustomizations inside each other', async () => {
    const folder = (index: number) => (index === 0 ? 'app' : `level${index}`);
    const files = Object.fromEntries(
      times(31, String).map((_, index) => [
        `${folder(index)}/kustomization.yaml`,
        index === 30 ? resources() : lines(`resources: [../${folder(index + 1)}]`),
      ]),
    );
    expect(await where({ ...files, 'level30/all.yaml': config('c0') })).toBe(
      'manifest level30/all.yaml:4:11-12',
    );
  });
});

describe('too large: no line is named, in time', () => {
  test.each(Object.entries(TOO_LARGE))(
    '%s',
    async (_, files) => {
      const start = process.cpuUsage();
      expect(await where(files())).toBe('unknown');
      const { user } = process.cpuUsage(start);
      expect(user / 1000).toBeLessThan(LIMIT_MS);
    },
    10 * LIMIT_MS,
  );
});
