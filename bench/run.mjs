// `npm run bench`: time and memory of the whole way and of each stage, on 5,000 generated objects and on one small
// manifest. Figures are whole processes of dist/cli.js, the median of several runs; absolute times depend on the
// machine, so compare figures of one run with each other. At the end, what each guardrail costs (guardrails.mjs).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate, OBJECTS } from './generate.mjs';

const RUNS = Number(process.env.BENCH_RUNS ?? 5);
const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'kubeproof-bench-'));
try {
  const base = join(folder, 'base');
  const head = join(folder, 'head');
  const small = join(folder, 'small');
  generate(base);
  generate(head, true);
  mkdirSync(small);
  writeFileSync(
    join(small, 'service.yaml'),
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports: [{port: 80}]\n',
  );

  console.log(`Node ${process.version}, ${RUNS} runs each, medians\n`);
  const bare = measure('node -e 0', folder, ['-e', '0'], true);
  const cold = measure('one small manifest', small, ['check', '--quiet']);
  const state = measure(`${OBJECTS} objects as they stand`, head, ['check', '--quiet']);
  const change = measure(`${OBJECTS} objects against a base, 1 % changed`, head, [
    'check',
    '--base',
    `${base}/`,
    '--quiet',
  ]);
  const same = measure(`${OBJECTS} objects against an identical base`, base, [
    'check',
    '--base',
    `${base}/`,
    '--quiet',
  ]);
  console.log(
    `\nratios: cold start / bare node ${ratio(cold, bare)}, change / state ${ratio(change, state)}, identical / state ${ratio(same, state)}`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

// What each guardrail costs is measured in lib/, which is there after `npm run build`.
if (existsSync(new URL('../lib/src/evaluating.js', import.meta.url))) {
  console.log('');
  await import('./guardrails.mjs');
} else console.log('\n`npm run build`, and this says what each guardrail costs, too');

function measure(name, cwd, args, bare = false) {
  const runs = [];
  for (let run = 0; run <= RUNS; run++) {
    const started = performance.now();
    const { status, stderr } = spawnSync(process.execPath, bare ? args : [cli, ...args, '--verbose'], {
      cwd,
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
    });
    const wall = performance.now() - started;
    if (status === null || status > 1)
      throw new Error(`${name} ended with ${status}: ${stderr.slice(0, 2000)}`);
    const stages = Object.fromEntries(
      [...stderr.matchAll(/^([a-z ]+): ([\d.]+) (?:ms|MB)$/gm)].map(m => [m[1], Number(m[2])]),
    );
    // The first run warms the file system.
    if (run > 0) runs.push({ wall, ...stages });
  }
  const median = key => runs.map(r => r[key] ?? 0).sort((a, b) => a - b)[Math.floor(runs.length / 2)];
  const keys = Object.keys(runs[0]).filter(key => key !== 'wall');
  console.log(`${name}: ${median('wall').toFixed(0)} ms`);
  for (const key of keys)
    console.log(
      `    ${key.padEnd(20)}${median(key).toFixed(0).padStart(7)} ${key === 'peak memory' ? 'MB' : 'ms'}`,
    );
  return median('wall');
}

function ratio(a, b) {
  return (a / b).toFixed(2);
}
