import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  type ActiveGuardrail,
  activate,
  evaluate,
  type Guardrail,
  loadCustom,
  loadPack,
} from '../../src/guardrails/index.ts';
import type { Json } from '../../src/manifest/index.ts';
import { setOf, treeOf } from './support.ts';

/** One rule, active, from the lines that matter. */
function rule(lines: string, parameters: Record<string, Json> = {}): ActiveGuardrail {
  const text = `id: mine\ntitle: Mine\nseverity: warning\nrationale: r\nremediation: r\n${lines}\n`;
  const { guardrails, problems } = loadCustom(treeOf({ 'rules/mine.yaml': text }), 'rules');
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return { guardrail: guardrails[0] as Guardrail, severity: 'warning', parameters };
}

const KUBERNETES = { kubernetes: '1.34' };

const SHOP = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, namespace: shop}
spec:
  template:
    spec:
      securityContext: {runAsUser: 1000}
      initContainers:
        - {name: wait, image: busybox, securityContext: {runAsUser: 0}}
      containers:
        - {name: app, image: "shop:1", env: [{name: A, value: a}, {name: B, value: b}]}
`;

test('a finding says everything: severity, resource, path, field by merge key, message, container, rendering', () => {
  const active = rule(`
applies: container
each: container.?env.orValue([])
expression: item.value != "b"
field: "env[{{ index }}].value"
message: "{{ container.name }} has {{ item.name }} at {{ index }} of {{ container.env.map(e, e.name) }} in {{ resource.namespace }}."`);
  expect(evaluate(setOf(SHOP), [active], KUBERNETES)).toEqual({
    problems: [],
    judged: new Map([['mine', new Set(['manifests:test'])]]),
    findings: [
      {
        guardrail: 'mine',
        severity: 'warning',
        resource: { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'shop' },
        apiVersion: 'apps/v1',
        path: ['spec', 'template', 'spec', 'containers', 0, 'env', 1, 'value'],
        field: 'spec.template.spec.containers[name=app].env[name=B].value',
        message: 'app has B at 1 of A, B in shop.',
        container: 'app',
        side: 'present',
        rendering: { target: 'manifests:test', environment: 'default', documentIndex: 0 },
      },
    ],
  });
});

test('an absent field keeps the whole path that is wanted', () => {
  const active = rule(
    'applies: container\nexpression: "false"\nfield: securityContext.capabilities.drop\nmessage: m.',
  );
  const { findings } = evaluate(
    setOf('apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c}]}'),
    [active],
    KUBERNETES,
  );
  expect(findings[0]?.path).toEqual(['spec', 'containers', 0, 'securityContext', 'capabilities', 'drop']);
  expect(findings[0]?.field).toBe('spec.containers[name=c].securityContext.capabilities.drop');
});

test('effective values come with where they come from', () => {
  const active = rule(`
applies: container
expression: "false"
field: "{{ effective.field.runAsUser }}"
message: "{{ container.name }}: {{ effective.runAsUser }}, {{ effective.from.runAsUser }}."`);
  const { findings } = evaluate(setOf(SHOP), [active], KUBERNETES);
  expect(findings.map(({ message, field }) => [message, field])).toEqual([
    ['wait: 0, set here.', 'spec.template.spec.initContainers[name=wait].securityContext.runAsUser'],
    ['app: 1000, inherited from the pod.', 'spec.template.spec.securityContext.runAsUser'],
  ]);
});

test('what the pod says for several containers is said once', () => {
  const active = rule(`
applies: container
expression: "false"
field: "{{ effective.field.runAsUser }}"
message: "{{ container.name }}."`);
  const pod = (name: string) => `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec: {securityContext: {runAsUser: 0}, containers: [{name: a}, {name: b}]}
`;
  const { findings } = evaluate(setOf(`${pod('one')}---\n${pod('two')}`), [active], KUBERNETES);
  expect(findings.map(({ resource, message }) => `${resource.name} ${message}`)).toEqual([
    'one a.',
    'two a.',
  ]);
});

test("the environment's own Kubernetes version wins", () => {
  const active = rule(
    'applies: object\nexpression: "kubernetes.minor > 30"\nmessage: "{{ kubernetes.version }}."',
  );
  const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}';
  expect(evaluate(setOf(text), [active], KUBERNETES).findings).toEqual([]);
  const older = setOf(text, { environment: { kubernetes: '1.29' } });
  expect(evaluate(older, [active], KUBERNETES).findings.map(({ message }) => message)).toEqual(['1.29.']);
});

test('kinds: of any group, of one, of the core group', () => {
  const set = setOf(
    ['v1', 'serving.knative.dev/v1']
      .map(api => `apiVersion: ${api}\nkind: Service\nmetadata: {name: a}\n`)
      .join('---\n'),
  );
  const found = (kinds: string) =>
    evaluate(
      set,
      [rule(`applies: object\nkinds: [${kinds}]\nexpression: "false"\nmessage: m.`)],
      KUBERNETES,
    ).findings.map(({ apiVersion }) => apiVersion);
  expect(found('Service')).toEqual(['v1', 'serving.knative.dev/v1']);
  expect(found('/Service')).toEqual(['v1']);
  expect(found('serving.knative.dev/Service')).toEqual(['serving.knative.dev/v1']);
  expect(found('Deployment')).toEqual([]);
});

describe('what cannot be evaluated gates, and the other guardrails go on', () => {
  const fine = rule('applies: object\nexpression: "false"\nmessage: fine.');

  test('an expression that fails names rule, resource and position', () => {
    const active = rule(
      'applies: container\nexpression: container.securityContext.privileged == false\nmessage: m.',
    );
    const result = evaluate(setOf(SHOP), [active, fine], KUBERNETES);
    expect(result.findings.map(({ message }) => message)).toEqual(['fine.']);
    expect(result.problems).toEqual([
      {
        code: 'expression-failed',
        message:
          'Guardrail mine could not judge Deployment shop/shop, container wait and 1 more: No such key: privileged (it has: runAsUser; .?privileged reads what may be absent) (character 27 of the expression)',
        hint: 'container.securityContext.privileged == false\n                          ^^^^^^^^^^',
        file: 'rules/mine.yaml',
        line: 7,
        column: 39,
        target: 'manifests:test',
        environment: 'default',
        gates: true,
      },
    ]);
  });

  test('a value of the wrong type is not a pass', () => {
    const { guardrails } = loadPack(join(process.cwd(), 'rules'));
    const { active } = activate(
      guardrails.filter(({ id }) => id === 'privileged-container'),
      { profile: 'minimal', guardrails: {} },
    );
    const text =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, securityContext: {privileged: "true"}}]}';
    const { problems } = evaluate(setOf(text), active, KUBERNETES);
    expect(problems.map(({ code, gates }) => [code, gates])).toEqual([['expression-failed', true]]);
    expect(problems[0]?.message).toContain(
      'Guardrail privileged-container could not judge Pod a, container c',
    );
  });

  test('an expression that gives no truth value', () => {
    const active = rule('applies: object\nexpression: object.metadata.name\nmessage: m.');
    expect(evaluate(setOf(SHOP), [active], KUBERNETES).problems[0]?.message).toContain(
      'it must be true or false',
    );
  });

  test('a field that names nothing', () => {
    const active = rule(
      'applies: podSpec\nexpression: "false"\nfield: "containers[name=nobody].image"\nmessage: m.',
    );
    expect(evaluate(setOf(SHOP), [active], KUBERNETES).problems[0]?.message).toContain(
      'containers[name=nobody].image',
    );
  });

  test('an expression that never ends is stopped', () => {
    const list = `[${Array.from({ length: 100 }, (_, i) => i).join(',')}]`;
    const active = rule(
      `applies: object\nexpression: "${list}.all(a, ${list}.all(b, ${list}.all(c, ${list}.all(d, ${list}.all(e, a + e >= 0)))))"\nmessage: m.`,
    );
    const result = evaluate(setOf(SHOP), [active, fine], { ...KUBERNETES, deadline: 100 });
    expect(result.findings.map(({ message }) => message)).toEqual(['fine.']);
    expect(result.problems).toEqual([
      {
        code: 'expression-timeout',
        message: 'Guardrail mine was stopped after 100 ms at Deployment shop/shop',
        hint: 'Simplify its expression: nested all(), exists() and map() multiply',
        file: 'rules/mine.yaml',
        gates: true,
      },
    ]);
  });

  test('one that is stopped late takes nothing from the others, and keeps what it found before', () => {
    const runaway = 'lists.range(1000).all(a, lists.range(1000).all(b, lists.range(1000).all(c, a >= 0)))';
    const active = rule(`applies: object\nexpression: object.data.place == "150" && ${runaway}\nmessage: m.`);
    const maps = Array.from(
      { length: 250 },
      (_, n) =>
        `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m${n}, namespace: shop}\ndata: {place: "${n}"}\n`,
    );
    const { findings, problems } = evaluate(setOf(maps.join('---\n')), [active, fine], {
      ...KUBERNETES,
      deadline: 300,
    });
    const of = (message: string) => findings.filter(each => each.message === message);
    expect(of('fine.').map(({ resource }) => resource.name)).toEqual(maps.map((_, n) => `m${n}`));
    // Objects are judged a hundred at a time: those of the hundred that was never finished are not known.
    expect(of('m.').map(({ resource }) => resource.name)).toEqual(maps.slice(0, 100).map((_, n) => `m${n}`));
    expect(problems.map(({ message }) => message)).toEqual([
      'Guardrail mine was stopped after 300 ms at ConfigMap shop/m150',
    ]);
  });
});

describe('messages', () => {
  test('never show the value of a Secret', () => {
    const active = rule(
      'applies: object\nkinds: [/Secret]\nexpression: "false"\nmessage: "{{ object.data }} {{ object.stringData.token }}."',
    );
    const text =
      'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {password: aHVudGVyMg==}\nstringData: {token: hunter2}';
    expect(evaluate(setOf(text), [active], KUBERNETES).findings[0]?.message).toBe(
      'password: (hidden) (hidden).',
    );
  });

  test('stay on one line and short, whatever a manifest holds', () => {
    const active = rule(
      'applies: object\nexpression: "false"\nmessage: "Name {{ object.metadata.labels.a }}."',
    );
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, labels: {a: "one\\n::error::two\\u001b[31m${'x'.repeat(500)}"}}`;
    const message = evaluate(setOf(text), [active], KUBERNETES).findings[0]?.message ?? '';
    expect(message).toMatch(/^Name one ::error::two \[31mx+…\.$/);
    expect(message).toHaveLength(206);
  });
});

test('the pack: the same set gives the same findings, in the same order', () => {
  const { guardrails } = loadPack(join(process.cwd(), 'rules'));
  const { active } = activate(guardrails, { profile: 'strict', guardrails: {} });
  const first = evaluate(setOf(SHOP), active, KUBERNETES);
  expect(first.problems).toEqual([]);
  expect(evaluate(setOf(SHOP), active, KUBERNETES)).toEqual(first);
  expect(first.findings.map(({ guardrail }) => guardrail)).toEqual(
    first.findings.map(({ guardrail }) => guardrail).sort(),
  );
});

test('where it had something to judge: what the condition leaves out is not judged, an empty list is', () => {
  const judged = (lines: string) => {
    const { judged } = evaluate(setOf(SHOP), [rule(`field: image\nmessage: m\n${lines}`)], KUBERNETES);
    return [...(judged?.get('mine') ?? [])];
  };
  const holds = 'applies: container\nexpression: "true"';
  expect(judged(holds)).toEqual(['manifests:test']);
  expect(judged(`${holds}\nwhen: container.name == "app"`)).toEqual(['manifests:test']);
  expect(judged(`${holds}\nwhen: container.name == "none"`)).toEqual([]);
  expect(judged(`${holds}\neach: container.?ports.orValue([])`)).toEqual(['manifests:test']);
  expect(judged('applies: object\nkinds: [Service]\nexpression: "true"')).toEqual([]);
});
