import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const cli = join(process.cwd(), 'lib/src/entries/cli.js');
let folder = '';
const kubeproof = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};
const rule = () => join(folder, 'policies/team-label.yaml');

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubeproof-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('guardrails of one’s own', () => {
  test('new-rule writes one whose examples pass; what exists is left alone', () => {
    expect(kubeproof('new-rule', 'team-label').stdout).toBe(
      'policies/team-label.yaml written\nName its folder in .kubeproof.yaml:  rules: [policies/]\nNext: kubeproof test policies/team-label.yaml\n',
    );
    const again = kubeproof('new-rule', 'team-label');
    expect([again.status, again.stderr]).toEqual([
      2,
      'kubeproof: policies/team-label.yaml exists and was left alone\n  choose another id, or edit the file\n',
    ]);
    expect(kubeproof('test', 'policies')).toEqual({
      status: 0,
      stderr: '',
      stdout: `policies/team-label.yaml  team-label
  ✓ fails: no labels at all
  ✓ fails: other labels
  ✓ passes: the label is there

1 guardrail, 3 examples: 3 as they should be, 0 not
`,
    });
  });

  test('new-rule --change writes one that judges a change', () => {
    expect(kubeproof('new-rule', '--change', 'topic').status).toBe(0);
    expect(kubeproof('test', 'policies/topic.yaml').stdout).toContain(
      '4 examples: 4 as they should be, 0 not',
    );
    rmSync(join(folder, 'policies/topic.yaml'));
  });

  test('test says which line of which example is not judged as it claims', () => {
    const text = readFileSync(rule(), 'utf8');
    writeFileSync(
      rule(),
      text.replace('metadata: # expect', 'metadata:').replace('{team: checkout}', '{tea: checkout} # expect'),
    );
    const lines = readFileSync(rule(), 'utf8').split('\n');
    const found = kubeproof('test', 'policies/team-label.yaml');
    expect(found.status).toBe(1);
    const first = lines.indexOf('        metadata:') + 1;
    const last = lines.findIndex(line => line.includes('{tea: checkout}')) + 1;
    expect(found.stdout).toContain(
      `  ✗ fails: no labels at all\n      policies/team-label.yaml:${first}  found, but no "# expect" stands here: Deployment web has no label team: at night nobody knows whom to call.\n`,
    );
    expect(found.stdout).toContain(`  ✗ passes: the label is there\n      policies/team-label.yaml:${last}`);
    writeFileSync(rule(), text);
  });

  test('an expression that fails shows where', () => {
    const text = readFileSync(rule(), 'utf8');
    writeFileSync(rule(), text.replace('params.label in', 'params.labl in'));
    const { status, stdout } = kubeproof('test', 'policies');
    expect(status).toBe(1);
    expect(stdout).toContain(
      '        params.labl in object.metadata.?labels.orValue({})\n               ^^^^',
    );
    expect(stdout).toMatch(
      /policies\/team-label\.yaml:10:21 {2}Guardrail team-label could not judge Deployment web: No such key: labl \(did you mean "label"\? it has: label/,
    );
    writeFileSync(rule(), text.replace('expression:', 'expresion:'));
    expect(kubeproof('test', 'policies')).toMatchObject({ status: 2 });
    writeFileSync(rule(), text);
  });

  test('without any it says what to do', () => {
    expect(kubeproof('test')).toMatchObject({ status: 2, stdout: '' });
    expect(kubeproof('new-rule', 'Team')).toMatchObject({ status: 2, stdout: '' });
  });
});
