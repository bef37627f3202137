import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { removeTemporary, temporaryFolder } from '../support/repository.ts';
import { runCli } from '../support/run-action.ts';

/** A guardrail as its file says it, read by another YAML library than kubeproof's. */
interface RuleFile {
  readonly file: string;
  readonly text: string;
  readonly id: string;
  readonly examples: {
    readonly fail: readonly { name: string }[];
    readonly pass: readonly { name: string }[];
  };
}

const root = process.cwd();
const rules: readonly RuleFile[] = readdirSync(join(root, 'rules'), { recursive: true, encoding: 'utf8' })
  // Guardrails lie in folders of their families; what lies beside those is shared by them.
  .filter(path => /^(?!frameworks\/)[^/]+\/[^/]+[.]yaml$/.test(path))
  .map(path => {
    const text = readFileSync(join(root, 'rules', path), 'utf8');
    return { ...(load(text) as Omit<RuleFile, 'file' | 'text'>), file: `rules/${path}`, text };
  })
  .sort((a, b) => (a.id < b.id ? -1 : 1));
const examples = rules.flatMap(rule => [...rule.examples.fail, ...rule.examples.pass]).length;

/** A folder that holds the pack's rules as a team's own. */
let folder: string;
beforeAll(() => {
  folder = temporaryFolder('pack');
  const isRule = (path: string) => !path.startsWith(join(root, 'rules/frameworks'));
  cpSync(join(root, 'rules'), join(folder, 'rules'), { recursive: true, filter: isRule });
});
afterAll(removeTemporary);

test('the bundle judges every example of every guardrail as it claims, at the lines it names', async () => {
  const { exitCode, stdout, stderr } = await runCli(['test', 'rules'], { cwd: folder });
  const expected = rules.map(rule =>
    [
      `${rule.file}  ${rule.id}`,
      ...rule.examples.fail.map(({ name }) => `  ✓ fails: ${name}`),
      ...rule.examples.pass.map(({ name }) => `  ✓ passes: ${name}`),
    ].join('\n'),
  );
  const all = examples.toLocaleString('en-US');
  const counts = `${rules.length} guardrails, ${all} examples: ${all} as they should be, 0 not`;
  expect(stderr).toBe('');
  expect(stdout).toBe(`${expected.join('\n')}\n\n${counts}\n`);
  expect(exitCode).toBe(0);
  // Fewer would mean that the pack was not found, or shrank.
  expect(rules.length).toBeGreaterThanOrEqual(290);
  expect(examples).toBeGreaterThanOrEqual(1500);
}, 60_000);

test('the pack that the bundle carries is that of rules/, file by file', () => {
  const carried = JSON.parse(readFileSync(join(root, 'dist/rules.json'), 'utf8')) as {
    readonly file: string;
    readonly digest: string;
  }[];
  expect(carried.map(({ file }) => file)).toEqual(rules.map(({ file }) => file));
  // A guardrail that calls helpers has the digest of more than its own file.
  const alone = rules.filter(({ text }) => !text.includes('helpers.'));
  expect(alone.length).toBeGreaterThan(rules.length - 40);
  const digests = new Map(carried.map(({ file, digest }) => [file, digest]));
  for (const { file, text } of alone)
    expect([file, digests.get(file)]).toEqual([file, createHash('sha256').update(text).digest('hex')]);
});

test('it notices an expression that is wrong and a finding that is elsewhere', async () => {
  const rule = 'rules/pod-security/privileged-container.yaml';
  const path = join(folder, rule);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace(/^expression: .*$/m, 'expression: "true"'));
  const always = await runCli(['test', rule], { cwd: folder });
  expect(always.exitCode).toBe(1);
  expect(always.stdout).toMatch(
    /privileged-container\n {2}✗ fails: .*\n {6}rules\/pod-security\/privileged-container[.]yaml:\d+ {2}a finding was expected here\n/,
  );

  writeFileSync(path, text.replace(/^field: securityContext[.]privileged$/m, 'field: image'));
  const elsewhere = await runCli(['test', rule], { cwd: folder });
  expect(elsewhere.exitCode).toBe(1);
  expect(elsewhere.stdout).toContain('found, but no "# expect" stands here');
}, 60_000);
