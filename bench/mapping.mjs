// `node bench/mapping.mjs [FOLDER...]`: what it costs to lead findings back to the lines they were written on. Checks
// charts, each alone, as they stand: generated ones, or every chart in the folders. One run of one process measures
// both: the stages say how long locating took, and without it the check is the rest. Ratios are medians of several
// runs; target: at most 2.2. BENCH_RUNS sets the number of runs, BENCH_CLI the command line to measure.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateCharts } from './generate.mjs';

const RUNS = Number(process.env.BENCH_RUNS ?? 3);
const TARGET = 2.2;
const cli = resolve(process.env.BENCH_CLI ?? fileURLToPath(new URL('../dist/cli.js', import.meta.url)));
const work = mkdtempSync(join(tmpdir(), 'kubeproof-bench-'));
try {
  const folders = process.argv.slice(2);
  if (folders.length === 0) generateCharts(join(work, 'charts'));
  const charts = (folders.length === 0 ? [join(work, 'charts')] : folders).flatMap(folder =>
    chartsBelow(resolve(folder)).map(chart => ({ chart, name: relative(dirname(resolve(folder)), chart) })),
  );
  const results = [];
  for (const { chart, name } of charts) {
    const place = join(work, 'one', basename(chart));
    cpSync(chart, place, { recursive: true });
    const result = measure(place);
    rmSync(place, { recursive: true });
    if (result !== undefined) results.push({ name, ...result });
  }
  print(results, charts.length);
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Folders with a Chart.yaml, charts inside charts left out. */
function chartsBelow(folder) {
  if (existsSync(join(folder, 'Chart.yaml'))) return [folder];
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
    .flatMap(entry => chartsBelow(join(folder, entry.name)))
    .sort();
}

/** Undefined for a chart that cannot be rendered alone, or has no finding to locate. */
function measure(cwd) {
  const runs = [];
  for (let run = 0; run < RUNS; run++) {
    const started = performance.now();
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [cli, 'check', '--quiet', '--verbose', '--no-color'],
      {
        cwd,
        encoding: 'utf8',
        maxBuffer: 256 * 1024 * 1024,
        env: { ...process.env, NO_COLOR: '1' },
      },
    );
    const wall = performance.now() - started;
    if (status === null || status > 1) return undefined;
    const stages = Object.fromEntries(
      [...`${stdout}\n${stderr}`.matchAll(/^([a-z ]+): ([\d.]+) ms$/gm)].map(m => [m[1], Number(m[2])]),
    );
    if (stages.locate === undefined)
      throw new Error(`${cli} names no stage "locate":\n${stderr.slice(0, 2000)}`);
    runs.push({ wall, locate: stages.locate, fix: stages.fix ?? 0 });
  }
  const ratios = runs.map(({ wall, locate, fix }) => (wall - fix) / (wall - fix - locate));
  const withFixes = runs.map(({ wall, locate, fix }) => wall / (wall - fix - locate));
  const { wall, locate, fix } = runs.toSorted((a, b) => a.wall - b.wall)[Math.floor(runs.length / 2)];
  return locate < 1 ? undefined : { ratio: median(ratios), withFixes: median(withFixes), wall, locate, fix };
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function print(results, all) {
  console.log(
    `Node ${process.version}, ${RUNS} runs each; ${results.length} of ${all} charts render and have findings\n`,
  );
  if (results.length === 0) return;
  console.log(`${'worst'.padEnd(64)}check ms  locate ms  fix ms  ratio  with fixes`);
  for (const r of results.toSorted((a, b) => b.ratio - a.ratio).slice(0, 15))
    console.log(
      `${r.name.slice(-62).padEnd(64)}${cell(r.wall, 8)}${cell(r.locate, 11)}${cell(r.fix, 8)}${r.ratio.toFixed(2).padStart(7)}${r.withFixes.toFixed(2).padStart(12)}`,
    );
  const ratios = results.map(({ ratio }) => ratio);
  console.log(
    `\nmedian ${median(ratios).toFixed(2)}, worst ${Math.max(...ratios).toFixed(2)}, above ${TARGET}: ${ratios.filter(ratio => ratio > TARGET).length}; with fixes: median ${median(results.map(r => r.withFixes)).toFixed(2)}`,
  );
}

function cell(ms, width) {
  return ms.toFixed(0).padStart(width);
}
