import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { analyze } from '../../src/analyzers/index.ts';
import { loadPack } from '../../src/guardrails/index.ts';
import { setOf } from '../guardrails/support.ts';

const { guardrails } = loadPack(join(process.cwd(), 'rules'));

function messages(id: string, text: string): string[] {
  const guardrail = guardrails.find(each => each.id === id);
  if (guardrail === undefined) throw new Error(`no guardrail ${id}`);
  const active = { guardrail, severity: guardrail.severity, parameters: {} };
  return analyze(setOf(text), [active], { kubernetes: '1.34' }).findings.map(({ message }) => message);
}

const deployment = (name: string, replicas = 2) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: shop}
spec:
  replicas: ${replicas}
  template:
    metadata: {labels: {app: ${name}, part: shop}}
    spec: {serviceAccountName: shop, containers: [{name: a, image: x}]}
---
`;
const budget = (name: string, spec: string) =>
  `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: ${name}, namespace: shop}\nspec: {${spec}}\n---\n`;

test('a budget over several workloads counts the replicas of all', () => {
  const all = 'selector: {matchLabels: {part: shop}}';
  const both = deployment('a', 2) + deployment('b', 1);
  expect(
    messages('disruption-budget-blocks-evictions', both + budget('p', `minAvailable: 2, ${all}`)),
  ).toEqual([]);
  expect(
    messages('disruption-budget-blocks-evictions', both + budget('p', `minAvailable: 3, ${all}`)),
  ).toEqual([
    'PodDisruptionBudget shop/p never lets a pod be evicted: minAvailable is 3, and Deployment shop/a and Deployment shop/b have 3 replicas. Draining a node waits for ever.',
  ]);
});

test('variants of one object in a folder are one object', () => {
  const one = budget('p', 'maxUnavailable: 1, selector: {}');
  expect(messages('overlapping-disruption-budgets', deployment('a') + one + one)).toEqual([]);
  expect(messages('shared-service-account', deployment('a') + deployment('a'))).toEqual([]);
  const scaler =
    'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: s, namespace: shop}\nspec: {scaleTargetRef: {kind: Deployment, name: a}}\n---\n';
  expect(messages('duplicate-autoscaler', scaler + scaler)).toEqual([]);
});

test('what a budget says is no amount, or there are no replicas: nothing is known', () => {
  const selector = 'selector: {matchLabels: {app: a}}';
  for (const least of ['many', '-1', '1.5', '{}']) {
    expect(
      messages(
        'disruption-budget-blocks-evictions',
        deployment('a', 1) + budget('p', `minAvailable: ${least}, ${selector}`),
      ),
    ).toEqual([]);
  }
  expect(
    messages(
      'disruption-budget-blocks-evictions',
      deployment('a', 0) + budget('p', `minAvailable: 1, ${selector}`),
    ),
  ).toEqual([]);
});
