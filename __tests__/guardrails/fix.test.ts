import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { activate, evaluate, fixFor, loadCustom, loadPack } from '../../src/guardrails/index.ts';
import { setOf, treeOf } from './support.ts';

const pack = loadPack(join(process.cwd(), 'rules')).guardrails;

/** The fixes of every finding of some guardrails, by field. */
function fixes(text: string, ids: readonly string[], guardrails = pack) {
  const { active } = activate(guardrails, { profile: 'strict', guardrails: {} });
  const wanted = active.filter(({ guardrail }) => ids.includes(guardrail.id));
  const set = setOf(text);
  const { findings } = evaluate(set, wanted, { kubernetes: '1.34' });
  return findings.map(finding => {
    const guardrail = wanted.find(a => a.guardrail.id === finding.guardrail);
    const manifest = set.manifests.find(m => m.resource === finding.resource);
    if (guardrail === undefined || manifest === undefined) throw new Error('no guardrail or manifest');
    return [finding.field, fixFor(guardrail, { path: finding.path, manifest }, set, '1.34')];
  });
}

const pod = (spec: string) => `apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n${spec}`;

describe('the edit that a guardrail is certain about', () => {
  test('is about the field of its own focus, container by container', () => {
    const text = pod(`  initContainers: [{name: a, securityContext: {privileged: true}}]
  containers: [{name: b}, {name: c, securityContext: {privileged: true}}]
`);
    const path = (list: string, index: number) => ['spec', list, index, 'securityContext', 'privileged'];
    expect(fixes(text, ['privileged-container'])).toEqual([
      [
        'spec.initContainers[name=a].securityContext.privileged',
        [{ op: 'set', path: path('initContainers', 0), value: false }],
      ],
      [
        'spec.containers[name=c].securityContext.privileged',
        [{ op: 'set', path: path('containers', 1), value: false }],
      ],
    ]);
  });

  test('removes the item of a list that the finding is about', () => {
    const text = pod(
      '  containers: [{name: a, securityContext: {capabilities: {add: [CHOWN, SYS_ADMIN]}}}]\n',
    );
    expect(fixes(text, ['dangerous-capabilities'])).toEqual([
      [
        'spec.containers[name=a].securityContext.capabilities.add[1]',
        [{ op: 'remove', path: ['spec', 'containers', 0, 'securityContext', 'capabilities', 'add', 1] }],
      ],
    ]);
  });

  test('goes to where the effective value comes from', () => {
    const text = pod('  securityContext: {seccompProfile: {type: Unconfined}}\n  containers: [{name: a}]\n');
    expect(fixes(text, ['seccomp-unconfined'])).toEqual([
      [
        'spec.securityContext.seccompProfile.type',
        [{ op: 'set', path: ['spec', 'securityContext', 'seccompProfile', 'type'], value: 'RuntimeDefault' }],
      ],
    ]);
  });

  test('is a choice for a person where its condition does not hold', () => {
    const text = pod('  containers: [{name: a, securityContext: {runAsUser: 0}}]\n');
    expect(fixes(text, ['run-as-non-root'])).toEqual([
      ['spec.containers[name=a].securityContext.runAsUser', 'choice'],
    ]);
  });

  test('is not there for guardrails that have none', () => {
    expect(fixes(pod('  containers: [{name: a, image: x}]\n'), ['image-tag'])).toEqual([
      ['spec.containers[name=a].image', 'none'],
    ]);
  });
});

const rule = (fix: string) => `id: own
title: Own
severity: error
applies: container
expression: "false"
field: image
message: No.
rationale: Because.
remediation: Do.
parameters: {wanted: {type: list, default: [a, b], description: Wanted.}}
fix: ${fix}
`;

describe('fixes of own guardrails', () => {
  const load = (fix: string) => loadCustom(treeOf({ 'rules/own.yaml': rule(fix) }), 'rules');

  test('a text that is one hole takes its value, others are filled', () => {
    const { guardrails, problems } = load(
      '{set: {args: "{{ params.wanted }}", env: [{name: NAME, value: "{{ container.name }}-{{ params.wanted.size() }}"}]}}',
    );
    expect(problems).toEqual([]);
    expect(fixes(pod('  containers: [{name: c}]\n'), ['own'], guardrails)).toEqual([
      [
        'spec.containers[name=c].image',
        [
          { op: 'set', path: ['spec', 'containers', 0, 'args'], value: ['a', 'b'] },
          { op: 'set', path: ['spec', 'containers', 0, 'env'], value: [{ name: 'NAME', value: 'c-2' }] },
        ],
      ],
    ]);
  });

  test('CEL that does not compile is a problem of the rule file', () => {
    expect(load('{remove: ["{{ nothing }}"]}').problems).toMatchObject([
      { code: 'rule-expression', file: 'rules/own.yaml', line: 11, gates: true },
    ]);
  });

  test('a condition alone is no fix', () => {
    expect(load('{when: "true"}').problems).toMatchObject([{ line: 11 }]);
  });
});
