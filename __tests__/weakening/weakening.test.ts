import { describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../src/config/index.ts';
import { loadPack } from '../../src/guardrails/index.ts';
import { memoryTree, type Tree } from '../../src/repository/index.ts';
import { weakenings } from '../../src/weakening/index.ts';

const { guardrails } = loadPack('rules');

type Files = Readonly<Record<string, string>>;

/** `file:line what`, of every weakening. */
function said(base: Files, head: Files): string[] {
  const [before, after] = [memoryTree(base), memoryTree(head)];
  const { config } = loadConfig(before, undefined, {});
  return weakenings({ base: before, head: after, config, guardrails }).map(
    ({ file, line, what }) => `${file}:${line} ${what}`,
  );
}

const settings = (before: string, after: string) =>
  said({ '.kubeproof.yaml': before }, { '.kubeproof.yaml': after });

describe('settings', () => {
  test.each<[string, string, string[]]>([
    ['profile: strict', 'profile: recommended', ['1 lowers the profile from strict to recommended']],
    ['', 'gate:\n  fail-on: never', ['2 lets no finding fail the check']],
    ['gate: {fail-on: info}', 'gate: {fail-on: warning}', ['1 lets only warnings fail the check, not infos']],
    ['gate: {scope: all}', 'gate: {}', ['1 lets known findings pass that failed the check']],
    ['', 'exclude:\n  - "a/**"\n  - b', ['2 leaves a/** out', '3 leaves b out']],
    ['', 'guardrails:\n  privileged-container: off', ['2 switches privileged-container off']],
    [
      'guardrails: {image-tag: error}',
      'guardrails:\n  image-tag:\n    severity: info',
      ['3 lowers image-tag from error to info'],
    ],
    [
      '',
      'guardrails:\n  privileged-container: warning',
      ['2 lowers privileged-container from error to warning'],
    ],
    [
      'guardrails: {host-path: {locked: true}}',
      'guardrails:\n  host-path: {}',
      ['2 lets waivers of the change itself accept findings of host-path'],
    ],
    [
      'guardrails: {image-registry: {parameters: {allow: [a]}}}',
      'guardrails:\n  image-registry:\n    parameters: {allow: [a, b]}',
      ['3 changes the parameters of image-registry'],
    ],
    [
      'inline-waivers: "off"',
      'inline-waivers: head',
      ['1 lets comments in the sources accept findings at once'],
    ],
    [
      'approvals: [{for: [rbac.any], from: [alice, bob], count: 2}]',
      'approvals: [{for: [rbac.any], from: [alice, bob], count: 1}]',
      ['1 changes who has to agree to rbac.any'],
    ],
    ['', 'targets:\n  - manifests: a', ['1 judges only the targets it names; so far all were found']],
    ['targets: [{manifests: a}, {helm: b}]', 'targets: [{manifests: a}]', ['1 no longer judges helm b']],
    ['profile: strict', 'profil: strict', ['1 leaves the configuration or the waivers unreadable']],
  ])('%j -> %j', (before, after, expected) => {
    expect(settings(before, after)).toEqual(expected.map(text => `.kubeproof.yaml:${text}`));
  });

  test.each([
    ['', 'profile: strict'],
    ['gate: {fail-on: error}', 'gate: {fail-on: info, scope: all}'],
    ['exclude: [a]', 'exclude: []'],
    ['guardrails: {image-tag: off}', 'guardrails: {image-tag: error}'],
    ['', 'approvals: [{for: [rbac.any], from: [alice]}]'],
    [
      'guardrails: {image-tag: error, host-path: off}',
      '# another order\nguardrails: {host-path: off, image-tag: error}',
    ],
  ])('%j -> %j is none', (before, after) => {
    expect(settings(before, after)).toEqual([]);
  });

  test('a configuration that is gone falls back to the defaults', () => {
    expect(said({ '.kubeproof.yaml': 'profile: strict\ngate: {fail-on: info}' }, {})).toEqual([
      '.kubeproof.yaml:1 lets only errors fail the check, not infos',
      '.kubeproof.yaml:1 lowers the profile from strict to recommended',
    ]);
  });

  test('a new waiver, at its line; one that moved is none', () => {
    const old = '  - {guardrail: host-path, owner: ops, reason: logs}\n';
    const added = '  - {guardrail: "*", owner: me, reason: Now., expires: 2027-01-31}\n';
    const file = '.kubeproof/waivers.yaml';
    expect(said({ [file]: `waivers:\n${old}` }, { [file]: `waivers:\n${added}${old}` })).toEqual([
      `${file}:2 waives * until 2027-01-31 (me: Now)`,
    ]);
  });

  test('an own guardrail that is gone', () => {
    const rule = (severity: string) => `id: acme-labels
title: Objects have labels
severity: ${severity}
since: 1.0.0
applies: object
expression: has(object.metadata.labels)
field: metadata
message: No labels.
rationale: Owners.
remediation: Add labels.
examples:
  fail: [{name: a, manifest: "apiVersion: v1\\nkind: Pod\\nmetadata: {name: a} # expect\\n"}]
  pass: [{name: b, manifest: "apiVersion: v1\\nkind: Pod\\nmetadata: {name: b, labels: {a: b}}\\n"}]
`;
    const config = { '.kubeproof.yaml': 'rules: [policies]' };
    const at = (text: string): Files => ({
      ...config,
      'policies/acme-labels.yaml': text,
      'policies/acme-other.yaml': rule('error').replace('acme-labels', 'acme-other'),
    });
    expect(said(at(rule('error')), at(rule('warning')))).toEqual([
      '.kubeproof.yaml:1 lowers your own guardrail acme-labels from error to warning',
    ]);
    const { 'policies/acme-labels.yaml': _gone, ...without } = at('');
    expect(said(at(rule('error')), without)).toEqual([
      '.kubeproof.yaml:1 removes your own guardrail acme-labels',
    ]);
  });
});

const WORKFLOW = `name: kubeproof
on:
  pull_request:
  merge_group:
jobs:
  kubeproof:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: kubeproof/kubeproof@v0
        with:
          fail-on: warning
`;
const FILE = '.github/workflows/kubeproof.yaml';
const workflow = (change: (text: string) => string) =>
  said({ [FILE]: WORKFLOW }, { [FILE]: change(WORKFLOW) });

describe('the workflow that runs kubeproof', () => {
  test.each<[string, string, string[]]>([
    [
      '  pull_request:\n',
      '  pull_request: {paths: ["charts/**"]}\n',
      ['3 runs kubeproof only for some pull_request events (paths)'],
    ],
    ['  merge_group:\n', '', ['2 no longer runs kubeproof on merge_group']],
    [
      '    runs-on',
      '    continue-on-error: true\n    runs-on',
      ['7 lets the job kubeproof fail without failing the check'],
    ],
    [
      '    runs-on',
      '    if: false\n    runs-on',
      ['7 changes when the job kubeproof runs; a skipped job counts as passed'],
    ],
    ['fail-on: warning', 'fail-on: never', ['12 changes the input fail-on of the kubeproof step']],
    [
      '      - uses: kubeproof/kubeproof@v0\n        with:\n          fail-on: warning\n',
      '',
      ['6 takes kubeproof out of the job kubeproof'],
    ],
    [
      '    runs-on',
      '    name: check\n    runs-on',
      ['7 renames the job kubeproof: a required check of the old name is never reported'],
    ],
    ['jobs:', 'jobs: [', ['1 leaves a workflow that runs kubeproof unreadable']],
  ])('%j -> %j', (from, to, expected) => {
    expect(workflow(text => text.replace(from, to))).toEqual(expected.map(text => `${FILE}:${text}`));
  });

  test('removed', () => {
    expect(said({ [FILE]: WORKFLOW }, {})).toEqual([
      `${FILE}:1 removes the workflow ${FILE}, which runs kubeproof`,
    ]);
  });

  test('a newer version, another event, a comment: none', () => {
    expect(
      workflow(text => text.replace('@v0', '@v1').replace('  merge_group:', '  merge_group:\n  push: # too')),
    ).toEqual([]);
  });

  test('other workflows are their owners’ business', () => {
    const other = 'on: push\njobs: {a: {steps: [{run: make}]}}\n';
    expect(said({ '.github/workflows/a.yml': other }, {})).toEqual([]);
  });
});

test('a change that touches none of it: nothing of it is read', () => {
  const judged = {
    '.kubeproof.yaml': 'profile: strict\nrules: [policies]\nwaivers: accepted.yaml',
    'policies/own.yaml': 'id: own',
    'accepted.yaml': 'waivers: []',
    'app.yaml': 'a: 1',
  };
  const [base, head] = [memoryTree(judged), memoryTree({ ...judged, 'app.yaml': 'a: 2' })];
  const { config } = loadConfig(base, undefined, {});
  const read: string[] = [];
  const noted = (path: string) => {
    read.push(path);
    return path;
  };
  const watched = (tree: Tree): Tree => ({
    name: tree.name,
    entries: () => tree.entries(),
    has: path => tree.has(path),
    hasFolder: path => tree.hasFolder(path),
    filesBelow: folder => tree.filesBelow(folder),
    digest: path => tree.digest(path),
    prefetch: () => {},
    read: path => tree.read(noted(path)),
    text: path => tree.text(noted(path)),
  });
  expect(weakenings({ base: watched(base), head: watched(head), config, guardrails })).toEqual([]);
  expect(read).toEqual([]);
  const rule = memoryTree({ ...judged, 'policies/own.yaml': 'id: other' });
  weakenings({ base: watched(base), head: watched(rule), config, guardrails });
  expect(read).toContain('.kubeproof.yaml');
});
