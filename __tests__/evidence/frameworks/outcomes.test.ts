import { beforeAll, describe, expect, test } from '@jest/globals';
import { controlOutcomes } from '../../../src/evidence/index.ts';
import type { ControlResult } from '../../../src/reports/index.ts';
import type { RunResult } from '../../../src/run.ts';
import { pod, runOn, SHOP } from '../shop.ts';

const pss = '.kubeproof.yaml';
const outcomes = ({ report, facts }: RunResult): ControlResult[] => {
  const { frameworks, guardrails } = facts();
  return controlOutcomes({ report, frameworks, guardrails }).flatMap(({ controls }) => controls);
};
const of = (results: readonly ControlResult[], control: string, target: string) => {
  const found = results.find(each => each.id === control && each.target.includes(target));
  return [found?.outcome, found?.reason, found?.open, found?.accepted];
};

let results: ControlResult[];
beforeAll(async () => {
  results = outcomes(await runOn(SHOP));
});

describe('the outcome of a control', () => {
  test('is satisfied only where a guardrail had something to judge and found nothing', () => {
    expect(of(results, 'baseline', 'good')).toEqual([
      'satisfied',
      expect.stringMatching(/^\d+ of \d+ guardrails had something to judge and found nothing/),
      0,
      0,
    ]);
  });

  test('is not evaluated where there is nothing of the kind', () => {
    expect(of(results, 'baseline', 'data')).toEqual([
      'not-evaluated',
      'there is nothing in the target that its guardrails judge',
      0,
      0,
    ]);
  });

  test('is not satisfied where there is a finding', () => {
    expect(of(results, 'baseline', 'bad')).toEqual([
      'not-satisfied',
      'findings of privileged-container: 1 open',
      1,
      0,
    ]);
  });

  test('is not satisfied by accepting the finding', async () => {
    const waived = pod('bad', true).replace(
      /securityContext/,
      '# kubeproof:ignore privileged-container,privilege-escalation it moves next week\n      securityContext',
    );
    const accepted = outcomes(await runOn({ ...SHOP, 'bad/pod.yaml': waived }));
    expect(of(accepted, 'baseline', 'bad')).toEqual([
      'not-satisfied',
      'findings of privileged-container: 1 accepted',
      0,
      1,
    ]);
  });

  test('is not evaluated where a guardrail that is what it asks for was off', async () => {
    expect(of(results, 'restricted', 'good')).toEqual([
      'not-evaluated',
      expect.stringMatching(/did not run: it is in profile strict, and recommended was used$/),
      0,
      0,
    ]);
    const off = `${SHOP[pss]}guardrails: {host-namespaces: off}\n`;
    expect(of(outcomes(await runOn({ ...SHOP, [pss]: off })), 'baseline', 'good').slice(0, 2)).toEqual([
      'not-evaluated',
      'host-namespaces did not run: the configuration switches it off',
    ]);
  });

  test('is not evaluated where not all could be rendered', async () => {
    const broken = outcomes(
      await runOn({ ...SHOP, 'good/b.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: b}\nspec: [\n' }),
    );
    expect(of(broken, 'baseline', 'good').slice(0, 2)).toEqual([
      'not-evaluated',
      expect.stringMatching(/^not all of the target could be evaluated: /),
    ]);
    expect(of(broken, 'baseline', 'bad')[0]).toBe('not-satisfied');
  });

  test('a framework that does not exist gates, and the nearest is named', async () => {
    const { report } = await runOn({ 'good/pod.yaml': pod('good'), [pss]: 'frameworks: [soc3]\n' });
    expect(report.problems).toContainEqual({
      code: 'framework-unknown',
      message: '"frameworks" names "soc3", which kubeproof does not have',
      hint: 'Did you mean "soc2"?',
      gates: true,
    });
    expect(report.outcome).toBe('incomplete');
  });

  test('guardrails of one’s own count where their rule file says so', async () => {
    const rule = (control: string) => `id: team-label
title: Pods carry a team
severity: error
profile: minimal
since: 0.1.0
applies: object
kinds: [Pod]
expression: "has(object.metadata.labels) && 'team' in object.metadata.labels"
field: metadata.labels
message: No team.
rationale: Somebody has to answer.
remediation: Add the label.
controls: {soc2: [${control}]}
examples:
  fail:
    - name: none
      manifest: |
        apiVersion: v1
        kind: Pod
        metadata: # expect
          name: a
  pass:
    - name: one
      manifest: |
        apiVersion: v1
        kind: Pod
        metadata: {name: a, labels: {team: x}}
`;
    const run = (control: string) =>
      runOn({
        'good/pod.yaml': pod('good'),
        [pss]: 'frameworks: [soc2]\nrules: [policies/]\ntargets: [{manifests: good/*.yaml}]\n',
        'policies/team-label.yaml': rule(control),
      });
    const known = await run('CC6.8');
    expect(known.report.problems).toEqual([]);
    expect(of(outcomes(known), 'CC6.8', 'good').slice(0, 2)).toEqual([
      'not-satisfied',
      'findings of team-label: 1 open',
    ]);
    const unknown = outcomes(await run('CC9.2'));
    expect(unknown.find(({ id }) => id === 'CC9.2')).toMatchObject({
      title: 'Named by guardrails of your own',
      outcome: 'not-satisfied',
    });
    expect(of(unknown, 'CC6.8', 'good')[0]).not.toBe('not-satisfied');
  });

  test('the same framework twice gates', async () => {
    const { report } = await runOn({ 'good/pod.yaml': pod('good'), [pss]: 'frameworks: [pss, soc2, pss]\n' });
    expect(report.problems.map(({ message }) => message)).toEqual([
      'The framework rules/frameworks/pss.yaml cannot be used: "frameworks" names "pss" twice',
    ]);
  });

  test('a framework of one’s own is read from the repository', async () => {
    const own = `id: acme
title: Rules of Acme
publisher: Acme
version: "3"
url: https://acme.example/rules
grammar: "A-[0-9]+"
source: the platform team
controls:
  - id: A-1
    title: No container owns its node
    guardrails:
      - {strength: direct, reason: It is what the rule says., ids: [privileged-container]}
`;
    const result = await runOn({
      ...SHOP,
      [pss]: `${SHOP[pss]?.replace('[pss, soc2]', '[acme.yaml]')}`,
      'acme.yaml': own,
    });
    expect(result.report.problems.filter(({ gates }) => gates)).toEqual([]);
    expect(of(outcomes(result), 'A-1', 'bad')[0]).toBe('not-satisfied');
    expect(of(outcomes(result), 'A-1', 'good')[0]).toBe('satisfied');
  });

  test('is not satisfied by a part of what it asks for, where nothing else had anything to judge', async () => {
    const own = `id: acme
title: Rules of Acme
publisher: Acme
version: "3"
url: https://acme.example/rules
grammar: "A-[0-9]+"
source: the platform team
controls:
  - id: A-1
    title: Roles are bounded, and containers too
    guardrails:
      - {strength: direct, reason: It is what the rule says., ids: [rbac-wildcard]}
      - {strength: partial, reason: It is a part of the rule., ids: [privileged-container]}
`;
    const config = `${SHOP[pss]?.replace('[pss, soc2]', '[acme.yaml]')}`;
    const found = outcomes(await runOn({ ...SHOP, [pss]: config, 'acme.yaml': own }));
    expect(of(found, 'A-1', 'good')).toEqual([
      'not-evaluated',
      'only guardrails that say a part of it had something to judge: privileged-container',
      0,
      0,
    ]);
    expect(found.find(({ target }) => target.includes('good'))?.nothing).toBe(true);
    expect(of(found, 'A-1', 'bad')[0]).toBe('not-satisfied');
    const role = `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: r, namespace: shop}
rules: [{apiGroups: [""], resources: [configmaps], resourceNames: [a], verbs: [get]}]
`;
    const both = outcomes(await runOn({ ...SHOP, [pss]: config, 'acme.yaml': own, 'good/role.yaml': role }));
    expect(of(both, 'A-1', 'good').slice(0, 2)).toEqual([
      'satisfied',
      '2 of 2 guardrails had something to judge and found nothing',
    ]);
  });

  test.each([
    ['ids: [privileged-containr]', 'control A-1 names guardrail "privileged-containr", which does not exist'],
    ['grammar: "B-1"', 'control "A-1" does not match B-1'],
    ['grammar: "(a+)+$("', '"grammar" is no regular expression: (a+)+$('],
  ])('a framework of one’s own with %s gates', async (line, message) => {
    const [key = ''] = line.split(':');
    const text = `id: acme
title: Rules of Acme
publisher: Acme
version: "3"
url: https://acme.example/rules
grammar: "A-[0-9]+"
source: the platform team
controls:
  - id: A-1
    title: No container owns its node
    guardrails:
      - strength: direct
        reason: It is what the rule says.
        ids: [privileged-container]
`.replace(new RegExp(`${key}:.*`), line);
    const { report } = await runOn({
      'good/pod.yaml': pod('good'),
      [pss]: 'frameworks: [acme.yaml]\n',
      'acme.yaml': text,
    });
    expect(report.problems).toContainEqual({
      code: 'framework-invalid',
      message: `The framework acme.yaml cannot be relied on: ${message}`,
      file: 'acme.yaml',
      gates: true,
    });
    expect(report.outcome).toBe('incomplete');
  });
});
