import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { createCelEngine, toCel } from '../../src/guardrails/cel/index.ts';
import { helpersJsonSchema } from '../../src/guardrails/helpers.ts';
import { evaluate, loadCustom, loadPack } from '../../src/guardrails/index.ts';
import { parseYaml } from '../../src/manifest/index.ts';
import { setOf, treeOf } from './support.ts';

const HELPERS = `helpers:
  isNode:
    description: Whether a volume comes from the node.
    arguments: {volume: map}
    expression: has(volume.hostPath) && helpers.below(volume.hostPath.path, "/var")
  below:
    description: Whether a path is a folder or below it.
    arguments: {path: string, folder: string}
    expression: >-
      path == folder
      || path.startsWith(folder + "/")
`;

function rule(expression: string, more = ''): string {
  return `id: no-node
title: No volume comes from the node
severity: warning
applies: volume
expression: '${expression}'
message: "{{ volume.name }} comes from the node."
rationale: Because.
remediation: Remove it.
${more}`;
}

const POD = `apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers: [{name: c, image: x}]
  volumes:
    - {name: logs, hostPath: {path: /var/log}}
    - {name: other, hostPath: {path: /opt}}
    - {name: none, emptyDir: {}}
`;

function load(files: Record<string, string>) {
  return loadCustom(treeOf(files), 'policies');
}

function judge(files: Record<string, string>, manifest = POD) {
  const { guardrails, problems } = load(files);
  expect(problems).toEqual([]);
  const active = guardrails.map(guardrail => ({ guardrail, severity: guardrail.severity, parameters: {} }));
  return evaluate(setOf(manifest), active, { kubernetes: '1.34' });
}

const said = ({ problems }: ReturnType<typeof load>) =>
  problems.map(({ file, line, column, message, hint }) => `${file}:${line}:${column} ${message} | ${hint}`);

describe('helpers', () => {
  test('are called by guardrails, and by one another', () => {
    const { findings, problems } = judge({
      'policies/helpers.yaml': HELPERS,
      'policies/storage/no-node.yaml': rule('!helpers.isNode(volume)'),
    });
    expect(problems).toEqual([]);
    expect(findings.map(({ message }) => message)).toEqual(['logs comes from the node.']);
  });

  test('work in every part of a rule', () => {
    const { findings } = judge({
      'policies/helpers.yml': HELPERS,
      'policies/no-node.yaml': rule('item != "logs"', 'when: helpers.isNode(volume)\neach: "[volume.name]"')
        .replace('"{{ volume.name }}', `'{{ helpers.below("/var/x", "/var") ? "It" : "?" }}`)
        .replace('node."', "node.'")
        .replace(
          'remediation',
          'field: \'{{ helpers.below("a", "b") ? "" : "hostPath.path" }}\'\nremediation',
        ),
    });
    expect(findings.map(({ message, path }) => [message, path])).toEqual([
      ['It comes from the node.', ['spec', 'volumes', 0, 'hostPath', 'path']],
    ]);
  });

  test('a guardrail carries those it needs, and its digest knows them', () => {
    const first = load({
      'policies/helpers.yaml': HELPERS,
      'policies/no-node.yaml': rule('!helpers.isNode(volume)'),
    });
    const [guardrail] = first.guardrails;
    const check = guardrail?.check;
    expect(check?.by === 'expression' && check.helpers?.map(({ name }) => name)).toEqual(['below', 'isNode']);
    const changed = HELPERS.replace('"/var"', '"/etc"');
    const second = load({
      'policies/helpers.yaml': changed,
      'policies/no-node.yaml': rule('!helpers.isNode(volume)'),
    });
    expect(second.guardrails[0]?.digest).not.toBe(guardrail?.digest);
  });

  test('arguments have types', () => {
    const result = load({
      'policies/helpers.yaml': HELPERS,
      'policies/no-node.yaml': rule('!helpers.below(1, "a")'),
    });
    expect(said(result)).toEqual([
      'policies/no-node.yaml:5:15 "expression" of guardrail no-node is not valid CEL: found no matching overload for \'helpers.below(int, string)\' (there is: helpers.below(string, string)) | !helpers.below(1, "a")\n ^^^^^^^^^^^^^^^^^^^^^',
    ]);
  });

  test('a wrong type at run time is an error at the call', () => {
    const { problems } = judge({
      'policies/helpers.yaml': HELPERS,
      'policies/no-node.yaml': rule('helpers.below(volume, "a")'),
    });
    expect(problems).toMatchObject([
      { code: 'expression-failed', file: 'policies/no-node.yaml', line: 5, column: 14 },
    ]);
  });
});

describe('errors in helpers', () => {
  test('say where in the helper file, and what is available there', () => {
    const helpers = HELPERS.replace('path.startsWith', 'pathh.startsWith');
    const result = load({
      'policies/helpers.yaml': helpers,
      'policies/no-node.yaml': rule('!helpers.isNode(volume)'),
    });
    expect(said(result)).toEqual([
      'policies/helpers.yaml:11:10 Helper "below" is not valid CEL: Unknown variable: pathh (a helper sees its arguments: path, folder) | path == folder || pathh.startsWith(folder + "/")\n                  ^^^^^',
      'policies/helpers.yaml:5:49 Helper "isNode": helpers.below() cannot be used | See what is said about policies/helpers.yaml',
      'policies/no-node.yaml:5:23 helpers.isNode() cannot be used | See what is said about policies/helpers.yaml',
    ]);
    expect(result.guardrails).toEqual([]);
  });

  test('a helper that does not exist', () => {
    const result = load({
      'policies/helpers.yaml': HELPERS,
      'policies/no-node.yaml': rule('!helpers.isNod(volume)'),
    });
    expect(said(result)).toEqual([
      'policies/no-node.yaml:5:23 There is no helper "isNod" | Did you mean helpers.isNode()?',
    ]);
    expect(said(load({ 'policies/no-node.yaml': rule('!helpers.x(volume)') }))).toEqual([
      'policies/no-node.yaml:5:23 There is no helper "x" | Helpers are written in helpers.yaml, in the same folder of rules',
    ]);
  });

  test('recursion, over others too', () => {
    const helpers = HELPERS.replace('path == folder', 'helpers.isNode({})');
    expect(said(load({ 'policies/helpers.yaml': helpers, 'policies/no-node.yaml': rule('true') }))).toEqual([
      'policies/helpers.yaml:6:3 The helper "below" calls itself: below -> isNode -> below | A helper may only call others',
      'policies/helpers.yaml:2:3 The helper "isNode" calls itself: isNode -> below -> isNode | A helper may only call others',
    ]);
  });

  test('at run time: the character in the helper, and the keys that are there', () => {
    const { problems } = judge({
      'policies/helpers.yaml': HELPERS.replace('volume.hostPath.path', 'volume.hostPath.pth'),
      'policies/no-node.yaml': rule('!helpers.isNode(volume)'),
    });
    expect(problems).toMatchObject([
      {
        code: 'expression-failed',
        message:
          'Guardrail no-node could not judge Pod a and 1 more: No such key: pth (it has: path; .?pth reads what may be absent) (character 55 of helper "isNode")',
        hint: `has(volume.hostPath) && helpers.below(volume.hostPath.pth, "/var")\n${' '.repeat(54)}^^^`,
        file: 'policies/helpers.yaml',
        line: 5,
        column: 71,
        gates: true,
      },
    ]);
  });

  test.each([
    [
      'helpers: [a]',
      'policies/helpers.yaml:1:1 "helpers": Invalid input: expected record, received array | undefined',
    ],
    [
      'a: 1',
      'policies/helpers.yaml:1:1 "helpers": Invalid input: expected record, received undefined | undefined',
    ],
    [
      'helpers:\n  a: {description: d, arguments: {n: list}, expression: "true"}\n',
      'policies/helpers.yaml:2:35 "helpers.a.arguments.false": is a word of CEL: take another name | undefined',
    ],
    [
      'helpers:\n  a: {description: d, arguments: {namespace: map}, expression: "true"}\n',
      'policies/helpers.yaml:2:35 "helpers.a.arguments.namespace": is a word of CEL: take another name | undefined',
    ],
    [
      'helpers:\n  matches: {description: d, expression: "true"}\n',
      'policies/helpers.yaml:2:3 "matches" is a function of CEL | Give the helper another name',
    ],
  ])('the file: %s', (text, message) => {
    expect(said(load({ 'policies/helpers.yaml': text, 'policies/no-node.yaml': rule('true') }))).toContain(
      message,
    );
  });

  test('a name that is taken', () => {
    const result = load({
      'policies/a/helpers.yaml': HELPERS,
      'policies/b/helpers.yaml': 'helpers:\n  below: {description: d, expression: "true"}\n',
      'policies/no-node.yaml': rule('true'),
    });
    expect(said(result)).toEqual([
      'policies/b/helpers.yaml:2:3 The helper "below" is written in policies/a/helpers.yaml already | Give one of them another name',
    ]);
  });

  test('one that never ends is stopped, by name', () => {
    const { guardrails, problems: none } = load({
      'policies/helpers.yaml': `helpers:
  many:
    description: Too much.
    arguments: {all: list}
    expression: all.all(a, all.all(b, all.all(c, all.all(d, all.all(e, a + b + c + d + e >= 0)))))
`,
      'policies/no-node.yaml': rule('helpers.many(lists.range(1000))'),
    });
    const active = guardrails.map(guardrail => ({ guardrail, severity: guardrail.severity, parameters: {} }));
    expect(none).toEqual([]);
    const { problems } = evaluate(setOf(POD), active, { kubernetes: '1.34', deadline: 200 });
    expect(problems).toMatchObject([
      {
        code: 'expression-timeout',
        message: 'Guardrail no-node was stopped after 200 ms at Pod a',
        file: 'policies/no-node.yaml',
        gates: true,
      },
    ]);
  });
});

test('with and without shortcuts they say the same', () => {
  const helpers = [
    { name: 'twice', arguments: [{ name: 'x', type: 'string' as const }], expression: 'x + x' },
    {
      name: 'size',
      arguments: [{ name: 'all', type: 'list' as const }],
      expression: 'all.filter(a, helpers.twice(a) == "bb")',
    },
  ];
  const variables = { object: toCel({ list: ['a', 'b'], n: 1 }) };
  const run = (shortcuts: boolean, source: string) => {
    try {
      return createCelEngine(helpers, { shortcuts }).compile(source, ['object']).evaluate(variables);
    } catch (error) {
      return (error as Error).message;
    }
  };
  for (const source of [
    'helpers.size(object.list)',
    'helpers.twice(object.n)',
    'helpers.size([1])',
    'helpers.twice("x")',
  ])
    expect(run(true, source)).toEqual(run(false, source));
  expect(run(true, 'helpers.size(object.list)')).toEqual(['b']);
});

test('the pack has helpers of its own, in rules/helpers.yaml', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubeproof-helpers-'));
  try {
    const files = { 'helpers.yaml': HELPERS, 'storage/no-node.yaml': rule('!helpers.isNode(volume)') };
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { guardrails, problems } = loadPack(folder);
    expect(problems).toEqual([]);
    expect(guardrails.map(({ id, category, file }) => [id, category, file])).toEqual([
      ['no-node', 'storage', 'rules/storage/no-node.yaml'],
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the schema for editors accepts what is loaded', () => {
  const written = JSON.parse(readFileSync('schemas/helpers.schema.json', 'utf8')) as object;
  expect(written).toEqual(JSON.parse(JSON.stringify(helpersJsonSchema())));
  const validate = new Ajv2020({ strict: false }).compile(helpersJsonSchema());
  const pack = parseYaml(readFileSync('rules/helpers.yaml', 'utf8'));
  expect(pack.ok && validate(pack.value)).toBe(true);
  expect(
    validate({ helpers: { a: { description: 'd', arguments: { x: 'map' }, expression: 'true' } } }),
  ).toBe(true);
  expect(
    validate({ helpers: { a: { description: 'd', arguments: { x: 'thing' }, expression: 'true' } } }),
  ).toBe(false);
});
