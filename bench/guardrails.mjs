// `node bench/guardrails.mjs`: what each guardrail costs on the 5,000 objects of the benchmark. Needs lib/ (npm run
// build). Every guardrail of the pack is judged, whatever its profile, on objects that were read anew each time.
//
// What objects become for expressions is made when the first guardrail asks for it. So that no guardrail pays for the
// others, each run judges them in another order, and the median of its runs counts; what is left of the whole is
// shared. The median is of whole runs, the first of which is thrown away.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '../lib/src/config/index.js';
import { evaluateSet } from '../lib/src/evaluating.js';
import { activate, loadPack } from '../lib/src/guardrails/index.js';
import { ManifestSet, readDocuments } from '../lib/src/manifest/index.js';
import { DEFAULT_LIMITS } from '../lib/src/render/index.js';
import { openFolder } from '../lib/src/repository/index.js';
import { openEngine, renderSide } from '../lib/src/side.js';
import { discover } from '../lib/src/targets/index.js';
import { generate } from './generate.mjs';

const RUNS = Number(process.env.BENCH_RUNS ?? 9);
/** Rows of the table; those above the limit are always there. */
const ROWS = 20;
/** Share of the whole that no guardrail may have, in per cent. */
const LIMIT = 3;

const folder = mkdtempSync(join(tmpdir(), 'kubeproof-bench-'));
try {
  generate(folder, true);
  print(await measure());
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure() {
  const renderings = await render();
  const { guardrails } = loadPack(fileURLToPath(new URL('../rules', import.meta.url)));
  const { active } = activate(guardrails, { profile: 'strict', guardrails: {} });
  const runs = [];
  for (let round = 0; round <= RUNS; round++) {
    const [reading, manifests] = timed(() => renderings.flatMap(each => readDocuments(each).manifests));
    const cost = new Map();
    const around = (id, judge) => {
      const [time, result] = timed(judge);
      cost.set(id, (cost.get(id) ?? 0) + time);
      return result;
    };
    const [judging] = timed(() =>
      evaluateSet(new ManifestSet(manifests), shuffled(active, round), { kubernetes: '1.34', around }),
    );
    if (round > 0) runs.push({ reading, judging, cost, objects: manifests.length });
  }
  const rows = active.map(({ guardrail: { id, check } }) => ({
    id,
    by: check.by === 'analyzer' ? `analyzer ${check.analyzer}` : check.applies,
    time: median(runs.map(({ cost }) => cost.get(id) ?? 0)),
  }));
  return {
    objects: runs[0].objects,
    reading: median(runs.map(({ reading }) => reading)),
    judging: median(runs.map(({ judging }) => judging)),
    rows: rows.sort((a, b) => b.time - a.time),
  };
}

/** The documents of every target, as `check` has them before it reads them. */
async function render() {
  const tree = openFolder(folder);
  const { config } = loadConfig(tree, undefined, {});
  const engine = openEngine(config, DEFAULT_LIMITS);
  try {
    const discovery = discover(tree, { paths: [], exclude: [] });
    const side = await renderSide({
      tree,
      discovery,
      config,
      engine,
      known: new Map(),
      cache: new Map(),
      concurrency: 2,
      onProgress: () => undefined,
    });
    return side.renderings;
  } finally {
    await engine.close();
  }
}

function print({ objects, reading, judging, rows }) {
  const share = time => `${((time / judging) * 100).toFixed(1)} %`;
  const above = rows.filter(({ time }) => time > (judging * LIMIT) / 100);
  const own = rows.reduce((sum, { time }) => sum + time, 0);
  console.log(`${rows.length} guardrails over ${objects} objects, ${RUNS} runs, medians`);
  console.log(`    reading the YAML   ${ms(reading)}`);
  console.log(`    judging            ${ms(judging)}   ${(judging / reading).toFixed(2)} times the reading`);
  console.log(
    `    shared by them     ${ms(Math.max(0, judging - own))}   ${share(Math.max(0, judging - own))}`,
  );
  for (const { id, by, time } of rows.slice(0, Math.max(ROWS, above.length)))
    console.log(`    ${id.padEnd(36)}${ms(time)} ${share(time).padStart(7)}  ${by}`);
  const analyzers = rows.filter(({ by }) => by.startsWith('analyzer'));
  const together = analyzers.reduce((sum, { time }) => sum + time, 0);
  console.log(
    `    ${`${analyzers.length} of analyzers together`.padEnd(36)}${ms(together)} ${share(together).padStart(7)}`,
  );
  console.log(
    above.length === 0
      ? `no guardrail costs more than ${LIMIT} % of the whole`
      : `more than ${LIMIT} % of the whole: ${above.map(({ id }) => id).join(', ')}`,
  );
}

/** Another order in every round, always the same one in the same round. */
function shuffled(items, round) {
  const left = [...items];
  const order = [];
  for (let seed = round + 1; left.length > 0; ) {
    // The generator of "Numerical Recipes".
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    order.push(...left.splice(seed % left.length, 1));
  }
  return order;
}

function timed(work) {
  const started = performance.now();
  const result = work();
  return [performance.now() - started, result];
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function ms(time) {
  return `${time.toFixed(1).padStart(8)} ms`;
}
