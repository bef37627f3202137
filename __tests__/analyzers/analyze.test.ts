import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ANALYZERS, analyze, analyzerChecks } from '../../src/analyzers/index.ts';
import { type ActiveGuardrail, activate, loadPack } from '../../src/guardrails/index.ts';
import { type Json, type Manifest, ManifestSet } from '../../src/manifest/index.ts';
import { manifestsOf, setOf } from '../guardrails/support.ts';

const { guardrails } = loadPack(join(process.cwd(), 'rules'));
const OPTIONS = { kubernetes: '1.34' };

function active(id: string, parameters: Record<string, Json> = {}): ActiveGuardrail {
  const found = activate(guardrails, { profile: 'strict', guardrails: { [id]: { parameters } } }).active.find(
    ({ guardrail }) => guardrail.id === id,
  );
  if (found === undefined) throw new Error(id);
  return found;
}

function messages(
  text: string,
  id: string,
  parameters: Record<string, Json> = {},
  kubernetes = '1.34',
): string[] {
  const { findings, problems } = analyze(setOf(text), [active(id, parameters)], { kubernetes });
  expect(problems).toEqual([]);
  return findings.map(({ message }) => message);
}

test('every analyzer a rule of the pack names exists, and every check is used or has a rule to come', () => {
  const checks = analyzerChecks();
  for (const { check } of guardrails) {
    if (check.by === 'analyzer') expect(checks[check.analyzer]).toContain(check.check);
  }
  expect(Object.keys(ANALYZERS)).toEqual([...Object.keys(ANALYZERS)].sort());
});

test.each(['nothing', 'constructor', 'toString'])('an analyzer that does not exist gates: %s', name => {
  const rule = active('duplicate-key');
  const check = { by: 'analyzer', analyzer: name, check: 'x' } as const;
  const wrong = { ...rule, guardrail: { ...rule.guardrail, check } };
  expect(analyze(setOf(''), [wrong], OPTIONS).problems).toMatchObject([
    { code: 'analyzer-unknown', gates: true, file: 'rules/manifests/duplicate-key.yaml' },
  ]);
});

test('expressions are left to evaluate', () => {
  expect(analyze(setOf(POD), [active('privileged-container')], OPTIONS)).toEqual({
    findings: [],
    problems: [],
  });
});

const POD = `apiVersion: v1
kind: Pod
metadata: {name: worker, namespace: shop, labels: {app: worker}}
spec: {containers: []}
`;

function policy(namespace: string, selector: string, name = 'p'): string {
  return `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${name}, namespace: ${namespace}}
spec: {podSelector: ${selector}}
`;
}

describe('workload-without-policy', () => {
  const id = 'workload-without-network-policy';

  test('counts the policies of the namespace', () => {
    expect(messages(POD + policy('shop', '{matchLabels: {app: x}}'), id)).toEqual([
      'Pod shop/worker accepts connections from every pod of the cluster: NetworkPolicy p does not select its labels.',
    ]);
    const two = policy('shop', '{matchLabels: {app: x}}') + policy('shop', '{matchLabels: {app: y}}', 'q');
    expect(messages(POD + two, id)).toEqual([
      'Pod shop/worker accepts connections from every pod of the cluster: none of the 2 NetworkPolicies of namespace shop selects its labels.',
    ]);
  });

  test.each([
    ['a policy that selects it', POD + policy('shop', '{matchLabels: {app: worker}}'), 0],
    ['a namespace without policies', POD, 0],
    ['policies of another namespace', POD + policy('work', '{matchLabels: {app: x}}'), 0],
    [
      "the node's network, which no policy reaches",
      POD.replace('{containers', '{hostNetwork: true, containers') +
        policy('shop', '{matchLabels: {app: x}}'),
      0,
    ],
    [
      'a hook of a chart',
      POD.replace('labels:', 'annotations: {helm.sh/hook: test}, labels:') +
        policy('shop', '{matchLabels: {app: x}}'),
      0,
    ],
    [
      'a policy of Cilium, whose selector is not known here',
      `${POD}---\napiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: c, namespace: shop}\nspec: {}\n`,
      0,
    ],
    ['a policy without a selector, which the API server reads as empty', POD + policy('shop', '{}'), 0],
  ])('%s', (_, text, count) => {
    expect(messages(text, id)).toHaveLength(count);
  });

  test('everywhere asks for one in any namespace', () => {
    expect(messages(POD, id, { everywhere: true })).toEqual([
      'Pod shop/worker accepts connections from every pod of the cluster: no NetworkPolicy of namespace shop is found.',
    ]);
  });

  test('an unknown namespace is the same namespace only within one rendering', () => {
    const nowhere = (text: string) => text.replaceAll(', namespace: shop', '');
    expect(messages(nowhere(POD + policy('shop', '{matchLabels: {app: worker}}')), id)).toEqual([]);
    const separate: Manifest[] = [
      ...manifestsOf(nowhere(POD)),
      ...manifestsOf(nowhere(policy('shop', '{matchLabels: {app: worker}}')), { kind: 'helm' }),
    ];
    const { findings } = analyze(new ManifestSet(separate), [active(id, { everywhere: true })], OPTIONS);
    expect(findings.map(({ message }) => message)).toEqual([
      'Pod worker accepts connections from every pod of the cluster: no NetworkPolicy rendered with it is found.',
    ]);
  });

  test('what could not be rendered may hold the policy', () => {
    const apart = manifestsOf(policy('shop', '{matchLabels: {app: other}}'), { kind: 'kustomize' });
    const judged = (set: ManifestSet, partial: boolean) =>
      analyze(set, [active(id)], { ...OPTIONS, partial }).findings.length;
    const separate = new ManifestSet([...manifestsOf(POD), ...apart]);
    expect([judged(separate, false), judged(separate, true)]).toEqual([1, 0]);
    expect(judged(setOf(POD + policy('shop', '{matchLabels: {app: other}}')), true)).toBe(1);
  });

  test('default says nothing about the namespace of a chart whose environment names none', () => {
    const inDefault = (text: string) => text.replaceAll('namespace: shop', 'namespace: default');
    const other = manifestsOf(inDefault(policy('shop', '{matchLabels: {app: other}}')), {
      kind: 'kustomize',
    });
    const judged = (more: Parameters<typeof manifestsOf>[1]) =>
      analyze(new ManifestSet([...manifestsOf(inDefault(POD), more), ...other]), [active(id)], OPTIONS)
        .findings;
    expect(judged({ kind: 'helm' })).toEqual([]);
    expect(judged({ kind: 'helm', environment: { namespace: 'default' } })).toHaveLength(1);
    expect(judged({ kind: 'manifests' })).toHaveLength(1);
  });
});

describe('api-versions', () => {
  const cronJob = 'apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: a}\n';

  test('removed exactly from the version that removes it, deprecated before', () => {
    const verdicts = ['1.20', '1.21', '1.24', '1.25', '1.34', 'v1.25.3'].map(kubernetes => [
      kubernetes,
      messages(cronJob, 'api-version-deprecated', {}, kubernetes).length,
      messages(cronJob, 'api-version-removed', {}, kubernetes).length,
    ]);
    expect(verdicts).toEqual([
      ['1.20', 0, 0],
      ['1.21', 1, 0],
      ['1.24', 1, 0],
      ['1.25', 0, 1],
      ['1.34', 0, 1],
      ['v1.25.3', 0, 1],
    ]);
  });

  test('names the replacement and the version', () => {
    expect(messages(cronJob, 'api-version-removed', {}, '1.30')).toEqual([
      'CronJob batch/v1beta1 does not exist in Kubernetes 1.30: it was removed in 1.25, so the API server refuses it. Use batch/v1.',
    ]);
  });

  test("judges for the environment's own version", () => {
    const set = setOf(cronJob, { environment: { kubernetes: '1.24' } });
    expect(analyze(set, [active('api-version-removed')], OPTIONS).findings).toEqual([]);
  });

  test("leaves kinds alone that are not Kubernetes' own", () => {
    const text = 'apiVersion: acme.example/v1beta1\nkind: CronJob\nmetadata: {name: a}\n';
    expect(messages(text, 'api-version-removed')).toEqual([]);
  });
});

test('duplicate keys are found inside a List, with paths inside their object', () => {
  const text = `apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: ConfigMap
    metadata: {name: a}
  - apiVersion: v1
    kind: ConfigMap
    metadata: {name: b}
    data: {x: "1", x: "2"}
`;
  const { findings } = analyze(setOf(text), [active('duplicate-key')], OPTIONS);
  expect(findings.map(({ resource, path, field }) => [resource.name, path, field])).toEqual([
    ['b', ['data', 'x'], 'data.x'],
  ]);
});

test('the duplicate keys of one mapping are one finding that names them', () => {
  const text = `apiVersion: v1
kind: ConfigMap
metadata: {name: a}
data: {v: "1", w: "1", v: "2", w: "2"}
binaryData: {z: "", z: ""}
`;
  expect(messages(text, 'duplicate-key')).toEqual([
    'The keys "v", "w" are written twice in data: the later ones count, the earlier ones are lost without a word.',
    'The key "z" is written twice in binaryData: this one counts, the earlier one is lost without a word.',
  ]);
});
