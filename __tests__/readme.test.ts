import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { COMMANDS } from '../src/cli/arguments.ts';
import { configSchema } from '../src/config/index.ts';
import { loadPack } from '../src/guardrails/index.ts';
import { parseYaml } from '../src/manifest/index.ts';

const readme = readFileSync('README.md', 'utf8');
const { guardrails } = loadPack(join(process.cwd(), 'rules'));

test('the README counts the guardrails right', () => {
  expect(readme).toContain(`${guardrails.length} guardrails as data`);
});

test('the configuration it shows is one that kubeproof takes, with guardrails that exist', () => {
  const text = /```yaml\n(kubernetes: [\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const parsed = parseYaml(text);
  const config = configSchema.parse(parsed.ok ? parsed.value : undefined);
  const ids = new Set(guardrails.map(g => g.id));
  expect(Object.keys(config.guardrails).filter(id => !ids.has(id))).toEqual([]);
});

test('it shows every command', () => {
  expect(COMMANDS.filter(c => !readme.includes(`dist/cli.js ${c.name}`)).map(c => c.name)).toEqual([]);
});

test('it names every input and output of the Action', () => {
  const parsed = parseYaml(readFileSync('action.yml', 'utf8'));
  const action = (parsed.ok ? parsed.value : {}) as { inputs: object; outputs: object };
  const names = [...Object.keys(action.inputs), ...Object.keys(action.outputs)];
  expect(names.filter(name => !readme.includes(`\`${name}\``))).toEqual([]);
});
