import { describe, expect, test } from '@jest/globals';
import { evaluateSet } from '../../src/evaluating.ts';
import { type Guardrail, loadCustom, runExample } from '../../src/guardrails/index.ts';
import { treeOf } from './support.ts';

const HEAD = 'severity: warning\nrationale: Because.\nremediation: Do it.\n';

function load(text: string) {
  return loadCustom(treeOf({ 'policies/rule.yaml': `id: rule\ntitle: Rule\n${HEAD}${text}` }), 'policies');
}

function ruleOf(text: string): Guardrail {
  const { guardrails, problems } = load(text);
  expect(problems).toEqual([]);
  return guardrails[0] as Guardrail;
}

function judged(
  rule: string,
  base: string | undefined,
  manifest: string,
  more: { readonly labels?: readonly string[] } = {},
) {
  const example = { name: 'x', manifest, ...more, ...(base === undefined ? {} : { base }) };
  const { found, findings, problems } = runExample(ruleOf(rule), example, evaluateSet);
  return {
    found,
    said: findings.map(({ side, field, message }) => `${side} ${field}: ${message}`),
    problems: problems.map(({ message }) => message),
  };
}

const configMap = (name: string, data: string, namespace = 'shop') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: ${namespace}}\ndata:\n  ${data}\n`;

const deployment = (containers: string, more = '') =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n${more}  template:\n    spec:\n      containers:\n${containers.replace(/^/gm, '      ')}\n`;

const SAYS = `message: "{{ operation }} {{ resource.name }} {{ moved }}."\n`;
const ALWAYS = `applies: change\nexpression: "false"\n${SAYS}`;

describe('applies: change', () => {
  test('what is new, changed and gone is judged, what stays is not; each on its side', () => {
    const base = [configMap('a', 'x: "1"'), configMap('b', 'x: "1"'), configMap('c', 'y: "1"')].join('---\n');
    const head = [configMap('a', 'x: "1"'), configMap('b', 'x: "2"'), configMap('d', 'z: "9"')].join('---\n');
    expect(judged(`${ALWAYS}field: metadata.name\n`, base, head)).toEqual({
      found: ['base:15', 'manifest:15', 'manifest:9'],
      said: [
        'added metadata.name: UPDATE b .',
        'removed metadata.name: DELETE c .',
        'added metadata.name: CREATE d .',
      ],
      problems: [],
    });
  });

  test('without a past everything is new', () => {
    expect(judged(`${ALWAYS}field: data.x\n`, undefined, configMap('a', 'x: "1"')).said).toEqual([
      'added data.x: CREATE a .',
    ]);
  });

  test('object is null on DELETE and oldObject on CREATE', () => {
    const rule = (nothing: string, operation: string) =>
      `applies: change\nexpression: '!(${nothing} == null && operation == "${operation}")'\n${SAYS}field: metadata\n`;
    expect(judged(rule('object', 'DELETE'), configMap('a', 'x: "1"'), '').said).toEqual([
      'removed metadata: DELETE a .',
    ]);
    expect(judged(rule('oldObject', 'CREATE'), '', configMap('a', 'x: "1"')).said).toEqual([
      'added metadata: CREATE a .',
    ]);
  });

  test('what moved is an update of the same thing', () => {
    const rule = `${ALWAYS}field: metadata.namespace\n`;
    expect(judged(rule, configMap('a', 'x: "1"'), configMap('a', 'x: "1"', 'pay')).said).toEqual([
      'added metadata.namespace: UPDATE a namespace.',
    ]);
  });

  test('kinds limit it, on both sides', () => {
    const rule = `${ALWAYS}field: metadata\nkinds: [/Secret]\n`;
    const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n';
    expect(judged(rule, secret, configMap('a', 'x: "1"')).said).toEqual(['removed metadata: DELETE s .']);
  });

  test('a field of the side before points at the line that is gone', () => {
    const rule = `applies: change\nexpression: "has(object.data.b)"\nwhen: operation == "UPDATE"\nfield: oldObject.data.b\n${SAYS}`;
    expect(judged(rule, configMap('a', 'x: "1"\n  b: "2"'), configMap('a', 'x: "1"'))).toMatchObject({
      found: ['base:6'],
      said: ['removed data.b: UPDATE a .'],
    });
  });

  test('values of Secrets are hidden on both sides', () => {
    const secret = (value: string) =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: ${value}}\n`;
    const rule = `applies: change\nexpression: object.stringData.password != oldObject.stringData.password\nfield: stringData\nmessage: "{{ oldObject.stringData.password }} and {{ object.stringData.password }}."\n`;
    expect(judged(rule, secret('hunter2'), secret('hunter3')).said).toEqual([
      'added stringData: (hidden) and (hidden).',
    ]);
  });

  test('an expression that fails on null says so and gates', () => {
    const rule = `applies: change\nexpression: object.data.x == "1"\n${SAYS}`;
    expect(judged(rule, configMap('a', 'x: "1"'), '').problems).toEqual([
      expect.stringContaining('"object" is null where operation is DELETE'),
    ]);
  });
});

describe('applies: containerChange', () => {
  const rule = (more = '') =>
    `applies: containerChange\nexpression: "false"\nfield: image\nmessage: "{{ operation }} {{ containerKind }} {{ oldContainer == null ? \\"-\\" : string(oldContainer.image) }} {{ container == null ? \\"-\\" : string(container.image) }}."\n${more}`;

  test('containers are matched by name, in whatever order and kind', () => {
    const base = deployment('- name: a\n  image: a:1\n- name: b\n  image: b:1');
    const head = deployment('- name: b\n  image: b:2\ninitContainers:\n- name: a\n  image: a:2');
    expect(judged(rule(), base, head)).toEqual({
      found: ['manifest:12', 'manifest:9'],
      said: [
        'added spec.template.spec.initContainers[name=a].image: UPDATE initContainer a:1 a:2.',
        'added spec.template.spec.containers[name=b].image: UPDATE container b:1 b:2.',
      ],
      problems: [],
    });
  });

  test('one that has come and one that has gone are the same, renamed; of more nobody knows', () => {
    expect(
      judged(rule(), deployment('- {name: a, image: "a:1"}'), deployment('- {name: b, image: "a:2"}')).said,
    ).toEqual(['added spec.template.spec.containers[name=b].image: UPDATE container a:1 a:2.']);
    expect(
      judged(
        rule(),
        deployment('- {name: a, image: "a:1"}\n- {name: b, image: "b:1"}'),
        deployment('- {name: c, image: "c:1"}'),
      ).said,
    ).toEqual([
      'added spec.template.spec.containers[name=c].image: CREATE container - c:1.',
      'removed spec.template.spec.containers[name=a].image: DELETE container a:1 -.',
      'removed spec.template.spec.containers[name=b].image: DELETE container b:1 -.',
    ]);
  });

  test('effective values of both sides, from the set of their side', () => {
    const limits = (memory: string) =>
      `---\napiVersion: v1\nkind: LimitRange\nmetadata: {name: l}\nspec: {limits: [{type: Container, default: {memory: ${memory}}}]}\n`;
    const text = `applies: containerChange\nexpression: oldEffective.resources.limits.memory == effective.resources.limits.memory\nfield: resources\nmessage: "{{ oldEffective.resources.limits.memory }} to {{ effective.resources.limits.memory }}, {{ effective.runAsNonRoot }}."\n`;
    const base = deployment('- {name: a, image: "a:1"}') + limits('1Gi');
    const head =
      deployment('- {name: a, image: "a:2"}\nsecurityContext: {runAsNonRoot: true}') + limits('64Mi');
    expect(judged(text, base, head).said).toEqual([
      'added spec.template.spec.containers[name=a].resources: 1Gi to 64Mi, true.',
    ]);
  });

  test('pod templates of CronJobs count too', () => {
    const cron = (image: string) =>
      `apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: c}\nspec: {jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: "${image}"}]}}}}}\n`;
    expect(judged(rule(), cron('a:1'), cron('a:2')).said).toEqual([
      'added spec.jobTemplate.spec.template.spec.containers[name=a].image: UPDATE container a:1 a:2.',
    ]);
  });
});

test('applies: workloadChange sees the pods and how many there are, autoscalers considered', () => {
  const autoscaler = (least: number) =>
    `---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\nspec: {minReplicas: ${least}, maxReplicas: 9, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}\n`;
  const rule = `applies: workloadChange\nexpression: int(oldEffective.replicas) <= int(effective.replicas) && !pod.?hostNetwork.orValue(false)\nfield: pod.hostNetwork\nmessage: "{{ oldEffective.replicas }} to {{ effective.replicas }}."\n`;
  expect(
    judged(
      rule,
      deployment('- {name: a, image: "a:1"}') + autoscaler(4),
      deployment('- {name: a, image: "a:2"}\nhostNetwork: true') + autoscaler(2),
    ),
  ).toMatchObject({
    found: ['manifest:9'],
    said: ['added spec.template.spec.hostNetwork: 4 to 2.'],
    problems: [],
  });
});

describe('applies: changes', () => {
  const rule = `applies: changes\nexpression: size(changes) <= 1 || "big" in pullRequest.labels\nfield: metadata\nmessage: "{{ size(changes) }}: {{ changes.map(c, c.operation + \\" \\" + c.resource.name) }}."\n`;
  const base = `${configMap('a', 'x: "1"')}---\n${configMap('b', 'x: "1"')}`;
  const head = `${configMap('b', 'x: "2"')}---\n${configMap('c', 'y: "1"')}`;

  test('all at once, at the first that is still there', () => {
    expect(judged(rule, base, head)).toMatchObject({
      found: ['manifest:3'],
      said: ['added metadata: 3: DELETE a, UPDATE b, CREATE c.'],
    });
  });

  test('a label of the pull request', () => {
    expect(judged(rule, base, head, { labels: ['big'] }).said).toEqual([]);
  });

  test('what only differs in a chart version is none', () => {
    const labelled = (version: string) =>
      ['a', 'b']
        .map(
          name =>
            `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, labels: {helm.sh/chart: web-${version}}}\n`,
        )
        .join('---\n');
    expect(judged(rule, labelled('1.0.0'), labelled('1.0.1')).said).toEqual([]);
  });
});

describe('what does not load', () => {
  test('oldObject in a rule on state', () => {
    expect(load(`applies: object\nexpression: oldObject == null\n${SAYS}`).problems).toMatchObject([
      {
        message: expect.stringContaining(
          'it is there with "applies: change" or "applies: workloadChange" or "applies: containerChange"',
        ),
        line: 7,
        column: 13,
      },
    ]);
  });

  test('a fix of a change, and told-by of a state', () => {
    expect(load(`${ALWAYS}fix: {remove: [data]}\n`).problems).toMatchObject([
      { message: '"fix" does not go together with "applies: change"' },
    ]);
    expect(load(`applies: object\nexpression: "true"\nmessage: x\ntold-by: [a]\n`).problems).toMatchObject([
      { message: '"told-by" does not go together with "applies: object"' },
    ]);
  });

  test('an example that says nothing', () => {
    expect(load(`${ALWAYS}examples: {fail: [{name: x}]}\n`).problems).toMatchObject([
      { message: '"examples.fail.0.manifest" is missing' },
    ]);
  });
});
