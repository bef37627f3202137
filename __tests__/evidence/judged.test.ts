import { expect, test } from '@jest/globals';
import { controlOutcomes } from '../../src/evidence/index.ts';
import { pod, runOn } from './shop.ts';

const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: all, namespace: shop}
spec: {podSelector: {}}
`;

/** What becomes of the recommendation that every namespace has policies. */
async function outcome(files: Record<string, string>, more = ''): Promise<string[]> {
  const targets = Object.keys(files).map(path => `  - manifests: ${path}\n`);
  const { report, facts } = await runOn({
    ...files,
    '.kubeproof.yaml': `frameworks: [cis-kubernetes-1.12]\ntargets:\n${targets.join('')}${more}`,
  });
  const { frameworks, guardrails } = facts();
  const [cis] = controlOutcomes({ report, frameworks, guardrails });
  return (cis?.controls ?? [])
    .filter(({ id }) => id === '5.3.2')
    .map(each => `${each.target}: ${each.outcome}`);
}

test('where no namespace has a policy, nobody has looked whether workloads are selected by one', async () => {
  expect(await outcome({ 'web.yaml': pod('web') })).toEqual(['manifests:web.yaml: not-evaluated']);
  expect(
    await outcome({
      'web.yaml': pod('web').replace('namespace: shop', 'namespace: other'),
      'net.yaml': POLICY,
    }),
  ).toEqual(['manifests:net.yaml: not-evaluated', 'manifests:web.yaml: not-evaluated']);
});

test('where there are policies, or the parameter says so, it was looked at', async () => {
  expect(await outcome({ 'web.yaml': pod('web'), 'net.yaml': POLICY })).toEqual([
    'manifests:net.yaml: not-evaluated',
    'manifests:web.yaml: satisfied',
  ]);
  const everywhere = 'guardrails:\n  workload-without-network-policy: {parameters: {everywhere: true}}\n';
  expect(await outcome({ 'web.yaml': pod('web') }, everywhere)).toEqual([
    'manifests:web.yaml: not-satisfied',
  ]);
});
