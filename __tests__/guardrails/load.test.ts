import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { loadCustom, loadPack } from '../../src/guardrails/index.ts';
import { treeOf } from './support.ts';

const RULE = `id: no-host
title: Nobody mounts the node
severity: error
applies: podSpec
expression: "!has(pod.hostPID)"
field: hostPID
message: "Pod of {{ resource.name }} sees the node."
rationale: It matters.
remediation: Remove it.
`;

function load(text: string, path = 'policies/team/no-host.yaml') {
  return loadCustom(treeOf({ [path]: text }), 'policies');
}

/** Problems as \`line:column code message | hint\`. */
function said(text: string, path?: string): string[] {
  return load(text, path).problems.map(
    ({ file, line, column, code, message, hint, gates }) =>
      `${file}:${line}:${column} ${code} ${message}${hint === undefined ? '' : ` | ${hint}`}${gates ? '' : ' (does not gate)'}`,
  );
}

test("a rule of one's own needs no more than this", () => {
  const { guardrails, problems } = load(RULE);
  expect(problems).toEqual([]);
  expect(guardrails).toMatchObject([
    {
      id: 'no-host',
      category: 'team',
      profile: 'minimal',
      origin: 'custom',
      file: 'policies/team/no-host.yaml',
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      examples: { fail: [], pass: [] },
    },
  ]);
});

describe('says what is wrong with a rule file, and where', () => {
  test('an unknown key, with the nearest known one', () => {
    expect(said(RULE.replace('remediation:', 'remediaton:'))).toEqual([
      'policies/team/no-host.yaml:1:1 rule-invalid "remediation" is missing',
      'policies/team/no-host.yaml:9:1 rule-unknown-key Unknown key "remediaton" | Did you mean "remediation"?',
    ]);
  });

  test('an unknown key deep inside', () => {
    const text = `${RULE}examples:\n  fail:\n    - name: one\n      manifests: "a: b"\n`;
    expect(said(text)).toEqual([
      'policies/team/no-host.yaml:12:7 rule-invalid "examples.fail.0.manifest" is missing',
      'policies/team/no-host.yaml:13:7 rule-unknown-key Unknown key "manifests" | Did you mean "manifest"?',
    ]);
  });

  test('a value that is not allowed', () => {
    expect(said(RULE.replace('severity: error', 'severity: fatal'))).toEqual([
      'policies/team/no-host.yaml:3:1 rule-invalid "severity" must be one of: error, warning, info',
    ]);
  });

  test('an id that is not the file name', () => {
    expect(said(RULE, 'policies/team/other.yaml')).toEqual([
      'policies/team/other.yaml:1:1 rule-invalid The id "no-host" must equal the file name | Name the file no-host.yaml',
    ]);
  });

  test('a key written twice', () => {
    expect(said(`${RULE}severity: info\n`)).toEqual([
      'policies/team/no-host.yaml:10:1 rule-invalid The key "severity" is written twice',
    ]);
  });

  test.each([
    ['a second document', `${RULE}---\nid: other\n`, 11],
    ['something after the end marker', `${RULE}...\nid: other\n`, 11],
  ])('%s, which would be lost', (_, text, line) => {
    expect(said(text)).toEqual([
      `policies/team/no-host.yaml:${line}:1 rule-invalid The rule file holds more than one document, and only the first would count | Give every guardrail a file of its own`,
    ]);
  });

  test('YAML that cannot be read', () => {
    const [problem] = said(RULE.replace('title: Nobody', 'title: "Nobody'));
    expect(problem).toMatch(
      /^policies\/team\/no-host\.yaml:\d+:\d+ rule-invalid The rule file is not valid YAML: /,
    );
  });

  test('a file that is no mapping, and an empty one', () => {
    expect(said('- a\n')[0]).toMatch(/no-host\.yaml:1:1 rule-invalid The rule file holds no rule/);
    expect(said('')[0]).toMatch(/no-host\.yaml:1:1 rule-invalid The rule file holds no rule/);
  });

  test('neither an expression nor an analyzer', () => {
    expect(said(RULE.replace('expression: "!has(pod.hostPID)"\n', ''))).toEqual([
      'policies/team/no-host.yaml:1:1 rule-invalid "expression" is missing',
    ]);
  });

  test('both', () => {
    expect(said(`${RULE}analyzer: network\ncheck: x\n`)[0]).toBe(
      'policies/team/no-host.yaml:4:1 rule-invalid "applies" does not go together with "analyzer"',
    );
  });

  test('a parameter whose default has another type', () => {
    const text = `${RULE}parameters:\n  allow: {type: list, default: a, description: Names.}\n`;
    expect(said(text)).toEqual([
      'policies/team/no-host.yaml:11:23 rule-invalid The default of parameter "allow" is not of type list',
    ]);
  });

  test('an example with a parameter that is not declared', () => {
    const text = `${RULE}examples:\n  pass:\n    - name: one\n      manifest: "a: b"\n      parameters: {allow: [a]}\n`;
    expect(said(text)).toEqual([
      'policies/team/no-host.yaml:14:20 rule-invalid The parameter "allow" of this example is not declared',
    ]);
  });

  test('control ids that YAML would read as numbers', () => {
    expect(said(`${RULE}controls: {cis: [5.10]}\n`)[0]).toMatch(/:10:\d+ rule-invalid "controls\.cis/);
  });
});

describe('shows where an expression is wrong', () => {
  test('on one line', () => {
    expect(said(RULE.replace('"!has(pod.hostPID)"', '"!has(pod.hostPID) &&"'))).toEqual([
      'policies/team/no-host.yaml:5:34 rule-expression "expression" of guardrail no-host is not valid CEL: Unexpected token: EOF | !has(pod.hostPID) &&\n                    ^',
    ]);
  });

  test('in a folded block, on the line and column it has in the file', () => {
    const text = RULE.replace(
      'expression: "!has(pod.hostPID)"',
      'expression: >-\n  !has(pod.hostPID)\n  && bogus',
    );
    const [problem] = load(text).problems;
    expect(problem).toMatchObject({ line: 7, column: 6, code: 'rule-expression' });
    expect(problem?.message).toBe(
      '"expression" of guardrail no-host is not valid CEL: Unknown variable: bogus (in reach here: effective, kubernetes, object, params, pod, podMetadata, resource, target)',
    );
    expect(problem?.hint).toBe('!has(pod.hostPID) && bogus\n                     ^^^^^');
  });

  test('in a hole of the message', () => {
    const [problem] = load(RULE.replace('{{ resource.name }}', '{{ resource. }}')).problems;
    expect(problem).toMatchObject({ line: 7, column: 30 });
    expect(problem?.message).toMatch(/^"message" of guardrail no-host is not valid CEL: /);
  });

  test('a hole that is never closed', () => {
    const [problem] = load(RULE.replace('{{ resource.name }}', '{{ resource.name }')).problems;
    expect(problem).toMatchObject({ line: 7, column: 18 });
    expect(problem?.message).toContain('"{{" is never closed by "}}"');
  });

  test('a type that cannot be right', () => {
    const [problem] = load(RULE.replace('"!has(pod.hostPID)"', '\'"text"\'')).problems;
    expect(problem?.message).toContain('it must give a bool, but gives a string');
  });

  test('item outside of each', () => {
    const [problem] = load(RULE.replace('"!has(pod.hostPID)"', 'item == 1')).problems;
    expect(problem?.message).toContain('Unknown variable: item');
    expect(load(RULE.replace('"!has(pod.hostPID)"', 'item == 1\neach: "[1]"')).problems).toEqual([]);
  });
});

describe('folders', () => {
  test('an empty one is a problem: it was meant to hold rules', () => {
    expect(loadCustom(treeOf({ 'a.yaml': '' }), 'policies').problems).toMatchObject([
      {
        code: 'rules-missing',
        gates: true,
        message: 'The folder of own guardrails "policies" has no YAML files',
      },
    ]);
  });

  test('two files with one id: the second is left out', () => {
    const { guardrails, problems } = loadCustom(
      treeOf({ 'policies/a/no-host.yaml': RULE, 'policies/b/no-host.yaml': RULE }),
      './policies/',
    );
    expect(guardrails.map(({ file }) => file)).toEqual(['policies/a/no-host.yaml']);
    expect(problems).toMatchObject([
      {
        file: 'policies/b/no-host.yaml',
        line: 1,
        message: 'The id "no-host" is taken by policies/a/no-host.yaml',
      },
    ]);
  });

  test('a broken file does not hide the others', () => {
    const { guardrails, problems } = loadCustom(
      treeOf({ 'policies/broken.yaml': 'id: [', 'policies/no-host.yaml': RULE }, ['policies/locked.yaml']),
      'policies',
    );
    expect(guardrails.map(({ id }) => id)).toEqual(['no-host']);
    expect(problems.map(({ file, code }) => [file, code])).toEqual([
      ['policies/locked.yaml', 'rule-unreadable'],
      ['policies/broken.yaml', 'rule-invalid'],
    ]);
  });

  test('a policy of another kind is said to be not evaluated', () => {
    const text = 'apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: a}\n';
    expect(said(text)).toEqual([
      'policies/team/no-host.yaml:undefined:undefined rule-not-evaluated The folder of own guardrails holds a ClusterPolicy, which kubeproof does not evaluate yet | Keep it in another folder',
    ]);
  });

  test('a file that is far too large is refused', () => {
    expect(said(`${RULE}# ${'x'.repeat(300_000)}\n`)[0]).toContain('larger than 256 KiB');
  });

  test('the pack is read from the file system, by category', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kubeproof-rules-'));
    try {
      mkdirSync(join(folder, 'hosts'));
      mkdirSync(join(folder, 'frameworks'));
      writeFileSync(join(folder, 'hosts/no-host.yaml'), RULE);
      writeFileSync(join(folder, 'frameworks/soc2.yaml'), 'a: b');
      const { guardrails, problems } = loadPack(folder);
      expect(problems).toEqual([]);
      expect(guardrails.map(({ file, origin, category }) => [file, origin, category])).toEqual([
        ['rules/hosts/no-host.yaml', 'pack', 'hosts'],
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
