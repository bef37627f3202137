// `npm test`: compile, check style, run every test. Arguments go to jest: `npm test -- guardrails`.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writePack } from './pack.mjs';

const extra = process.argv.slice(2);
/** What the package finds beside its code: without it each of hundreds of processes reads the rule files anew. */
const pack = join(process.cwd(), 'lib/src/rules.json');

function run(tool, args) {
  const { status } = spawnSync('npx', [tool, ...args], {
    stdio: 'inherit',
    // jest runs ES modules in vm contexts, which Node still calls experimental.
    env: { ...process.env, NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning' },
  });
  if (status !== 0) process.exit(status ?? 1);
}

rmSync(pack, { force: true });
run('tsc', ['-p', 'tsconfig.json']);
if (extra.length === 0) run('biome', ['check', '--error-on-warnings']);
await writePack(process.cwd(), pack);
// Whoever runs a single test afterwards means the rule files as they are then.
process.on('exit', () => rmSync(pack, { force: true }));
run('jest', extra);
