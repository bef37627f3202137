// `npm test`: compile, check style, run every test. Arguments go to jest: `npm test -- guardrails`.
import { spawnSync } from 'node:child_process';

const extra = process.argv.slice(2);
const steps = [
  ['tsc', ['-p', 'tsconfig.json']],
  ...(extra.length === 0 ? [['biome', ['check', '--error-on-warnings']]] : []),
  ['jest', extra],
];
for (const [tool, args] of steps) {
  const { status } = spawnSync('npx', [tool, ...args], {
    stdio: 'inherit',
    // jest runs ES modules in vm contexts, which Node still calls experimental.
    env: { ...process.env, NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning' },
  });
  if (status !== 0) process.exit(status ?? 1);
}
