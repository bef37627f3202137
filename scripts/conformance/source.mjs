// `npm run conformance:source -- FOLDER...`: holds what kubeproof says about source lines against what is so, over every
// chart and kustomization of the repositories given, and prints one table. Exit status 1 when anything is wrong.
//
//   templates  every rendered line led back to the template line that printed it
//   values     fields led back to lines of values files, labelled by changing values and rendering again
//   absent     the place to add a field that is missing, tried by adding it there
//   kustomize  fields of built kustomizations, tried by changing the line that is claimed
//
//   --only PART[,PART...]   --engine embedded|system   --helm 3|4   --sample N   --verbose
//   --hold system           templates: both engines must lead every line to the same place
//   --stand-ins             templates: charts of the folders stand in for missing dependencies; others are left out
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const PARTS = ['templates', 'values', 'absent', 'kustomize'].filter(part =>
  existsSync(fileURLToPath(new URL(`./source/${part}.mjs`, import.meta.url))),
);
const lib = fileURLToPath(new URL('../../lib/src/', import.meta.url));
if (!existsSync(join(lib, 'run.js'))) fail('Compile first: npm run build');

const { folders, only, kind, hold, helm, sample, verbose, standIns } = readArguments();
const modules = await loadModules();
const own = modules.ownPackage();
const options = { kubernetes: '1.34', helm };
const engine = open(kind);
const other = hold === undefined ? undefined : open(hold);
const results = [];
try {
  for (const part of only) {
    const loaded = await import(`./source/${part}.mjs`);
    const run = loaded[`${part}Conformance`];
    if (typeof run !== 'function') fail(`source/${part}.mjs exports no ${part}Conformance`);
    console.log(`\n${part}`);
    const started = performance.now();
    const figures = await run({
      folders,
      engine,
      other,
      options,
      modules,
      standIns,
      sample,
      verbose,
      log: line => console.log(line),
    });
    results.push({ part, seconds: (performance.now() - started) / 1000, ...figures });
  }
} finally {
  await engine.close();
  await other?.close();
}
printTable();
process.exitCode = results.every(({ failed }) => failed === 0) ? 0 : 1;

function open(engineKind) {
  return modules.createEngine({
    kind: engineKind,
    helm,
    assets: own.engines,
    worker: own.worker,
    limits: modules.DEFAULT_LIMITS,
  });
}

/** What of the compiled sources the parts need, in one object. */
async function loadModules() {
  const names = ['repository', 'targets', 'render', 'manifest', 'source', 'source/helm', 'source/kustomize'];
  const paths = [...names.map(name => `${name}/index.js`), 'package.js'];
  const loaded = await Promise.all(paths.map(path => import(pathToFileURL(join(lib, path)).href)));
  return Object.assign({}, ...loaded);
}

function printTable() {
  const version = `Helm ${helm}, ${kind} engine`;
  console.log(`\n${'='.repeat(72)}\n${version}`);
  for (const { part, seconds, failed, ...figures } of results) {
    console.log(`\n${part}: ${failed === 0 ? 'nothing wrong' : `${failed} WRONG`} (${seconds.toFixed(0)} s)`);
    for (const [name, value] of Object.entries(figures))
      if (value !== null && typeof value !== 'object') console.log(`  ${name.padEnd(32)}${String(value)}`);
  }
}

function readArguments() {
  let parsed;
  try {
    parsed = parseArgs({
      allowPositionals: true,
      options: {
        only: { type: 'string' },
        engine: { type: 'string', default: 'embedded' },
        hold: { type: 'string' },
        helm: { type: 'string', default: '4' },
        sample: { type: 'string' },
        verbose: { type: 'boolean', default: false },
        'stand-ins': { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    fail(error.message);
  }
  const { values, positionals } = parsed;
  if (positionals.length === 0)
    fail('Name the folders to measure, each a repository: npm run conformance:source -- ../charts');
  const list = values.only?.split(',') ?? PARTS;
  for (const part of list) if (!PARTS.includes(part)) fail(`--only ${part}: there are ${PARTS.join(', ')}`);
  for (const engineKind of [values.engine, values.hold ?? 'system'])
    if (!['embedded', 'system'].includes(engineKind)) fail(`There is no engine ${engineKind}`);
  if (!['3', '4'].includes(values.helm)) fail(`--helm ${values.helm}: there are 3 and 4`);
  const sampled = values.sample === undefined ? undefined : Number(values.sample);
  if (sampled !== undefined && !(Number.isInteger(sampled) && sampled > 0))
    fail(`--sample ${values.sample} is no number of renderings`);
  return {
    folders: positionals,
    only: list,
    kind: values.engine,
    hold: values.hold,
    helm: Number(values.helm),
    sample: sampled,
    verbose: values.verbose,
    standIns: values['stand-ins'],
  };
}

function fail(message) {
  console.error(`conformance:source: ${message}`);
  process.exit(2);
}
