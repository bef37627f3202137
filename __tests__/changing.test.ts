import { expect, test } from '@jest/globals';
import { pod, runOn } from './evidence/shop.ts';

const CONFIG =
  'targets:\n  - manifests: good/*.yaml\n  - manifests: same/*.yaml\n  - manifests: other/*.yaml\n';
const BROKEN = 'apiVersion: v1\nkind: [\n';

test('what could not be read from the same files is the same: only what may differ is named', async () => {
  const base = {
    '.kubeproof.yaml': CONFIG,
    'good/pod.yaml': pod('good'),
    'same/pod.yaml': BROKEN,
    'other/pod.yaml': BROKEN,
  };
  const head = { ...base, 'good/pod.yaml': pod('good', true), 'other/pod.yaml': `# another\n${BROKEN}` };
  const { report } = await runOn(head, base);
  expect(report.problems.map(({ file }) => file).sort()).toEqual(['other/pod.yaml', 'same/pod.yaml']);
  expect(report.changes?.notCompared).toEqual(['manifests:other/*.yaml']);
  expect(report.changes?.stories.map(({ title }) => title)).toEqual(['Pod shop/good']);
});
