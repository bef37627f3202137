/**
 * Renders every chart and kustomization below the given folders with the embedded engines and with the real tools,
 * and compares the bytes: `node scripts/engine/compare.mjs --helm4 FILE --helm3 FILE --kustomize FILE FOLDER...`.
 *
 * Charts are rendered with their defaults and once per `ci/*.yaml` values file. Run `npm run build` first.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const { createEmbeddedEngine } = await import(join(ROOT, 'lib/src/render/embedded/index.js'));

const { values: tools, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: { helm4: { type: 'string' }, helm3: { type: 'string' }, kustomize: { type: 'string' } },
});

const home = mkdtempSync(join(tmpdir(), 'kubeproof-compare-'));
const environment = { PATH: '/usr/bin:/bin', HOME: home };
const engine = createEmbeddedEngine({
  assets: join(ROOT, 'dist/engine'),
  worker: join(ROOT, 'lib/__tests__/render/embedded/worker.js'),
});

const totals = {};
const times = { embedded: 0, tool: 0 };
function count(tool, outcome, what) {
  totals[tool] ??= {};
  totals[tool][outcome] = (totals[tool][outcome] ?? 0) + 1;
  if (outcome === 'different' || outcome.startsWith('only')) console.log(`${tool} ${outcome}: ${what}`);
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true }).filter(path => {
    try {
      return statSync(join(folder, path)).isFile();
    } catch {
      return false;
    }
  });
}

/** Whether the texts are equal but for lines that the tool itself prints differently each time. */
function equalButForRandom(text, first, second) {
  const lines = [text, first, second].map(each => each.split('\n'));
  if (lines.some(each => each.length !== lines[0].length)) return false;
  return lines[0].every((line, i) => line === lines[1][i] || lines[1][i] !== lines[2][i]);
}

/** Without documents that hold only comments, which the embedded engine leaves out. */
function withoutEmpty(text) {
  return text
    .split(/^---[ \t]*$/m)
    .filter(document => /^\s*[^#\s]/m.test(document))
    .join('---');
}

function judge(tool, what, run, outcome, text) {
  const started = performance.now();
  const real = run();
  times.tool += performance.now() - started;
  if (real.status !== 0 && !outcome.ok) {
    count(tool, 'both fail', what);
    if (process.env.VERBOSE)
      console.log(`  ${real.stderr.trim().slice(0, 300)}\n  ${JSON.stringify(outcome.problem)}`);
  } else if (real.status !== 0) count(tool, 'only the tool fails', `${what}: ${real.stderr.slice(0, 300)}`);
  else if (!outcome.ok)
    count(tool, 'only the engine fails', `${what}: ${outcome.problem.message.slice(0, 300)}`);
  else if (text === real.stdout) count(tool, 'identical', what);
  else if (
    withoutEmpty(text).replace(/^# Source.*\n/gm, '') ===
    withoutEmpty(real.stdout).replace(/^# Source.*\n/gm, '')
  )
    count(tool, 'identical but for empty documents', what);
  else if (equalButForRandom(text, real.stdout, run().stdout))
    count(tool, 'identical but for random values', what);
  else {
    const name = join(home, what.replaceAll(/[^a-z0-9.]+/gi, '_'));
    writeFileSync(`${name}.tool`, real.stdout);
    writeFileSync(`${name}.embedded`, text);
    count(tool, 'different', `${what}: diff ${name}.{tool,embedded}`);
  }
  if (
    outcome.ok &&
    outcome.documents.length > 0 &&
    outcome.documents.every(({ source }) => source !== undefined)
  ) {
    totals[tool]['all sources known'] = (totals[tool]['all sources known'] ?? 0) + 1;
  }
}

async function compareChart(tool, helm, folder, valuesFile) {
  const files = filesBelow(folder).map(path => ({
    path,
    origin: path,
    content: readFileSync(join(folder, path)),
  }));
  const values = valuesFile === undefined ? [] : [{ name: valuesFile, content: readFileSync(valuesFile) }];
  const set = { json: [], plain: [], string: [], file: [], literal: [] };
  const request = {
    files,
    values,
    set,
    setFiles: {},
    releaseName: 'shop',
    namespace: 'prod',
    apiVersions: [],
    includeCrds: true,
    helm,
  };
  const started = performance.now();
  const outcome = await engine.renderChart(request);
  times.embedded += performance.now() - started;
  const args = ['template', 'shop', folder, '--namespace', 'prod', '--include-crds'];
  if (valuesFile !== undefined) args.push('-f', valuesFile);
  const run = () => spawnSync(tools[tool], args, { encoding: 'utf8', env: environment, maxBuffer: 1 << 28 });
  const text = outcome.ok ? outcome.documents.map(document => `---\n${document.text}`).join('') || '\n' : '';
  judge(tool, `${folder} ${valuesFile === undefined ? '' : basename(valuesFile)}`, run, outcome, text);
}

async function compareKustomization(repository, files, root) {
  const started = performance.now();
  const outcome = await engine.renderKustomization({ files, root, loadRestrictor: 'rootOnly' });
  times.embedded += performance.now() - started;
  const run = () =>
    spawnSync(tools.kustomize, ['build', join(repository, root)], {
      encoding: 'utf8',
      env: environment,
      maxBuffer: 1 << 28,
    });
  const text = outcome.ok ? outcome.documents.map(document => document.text).join('---\n') : '';
  judge('kustomize', `${repository} ${root}`, run, outcome, text);
}

for (const folder of folders.map(each => resolve(each))) {
  const all = filesBelow(folder);
  for (const chart of all.filter(
    path => basename(path) === 'Chart.yaml' && !path.includes('/charts/charts/'),
  )) {
    const root = join(folder, dirname(chart));
    const ci = readdirSync(root).includes('ci')
      ? readdirSync(join(root, 'ci')).filter(name => name.endsWith('.yaml'))
      : [];
    for (const valuesFile of [undefined, ...ci.map(name => join(root, 'ci', name))]) {
      if (tools.helm4) await compareChart('helm4', 4, root, valuesFile);
      if (tools.helm3) await compareChart('helm3', 3, root, valuesFile);
    }
  }
  const kustomizeFiles = all
    .filter(
      path =>
        /\.(ya?ml|json|env|properties|conf|txt|sh|cfg|toml|py|lua|tpl|svg|encrypted)$|\/[^.]+$/.test(path) &&
        statSync(join(folder, path)).size < 5_000_000,
    )
    .map(path => ({ path, origin: path, content: readFileSync(join(folder, path)) }));
  for (const file of all.filter(path => /(^|\/)kustomization\.ya?ml$/.test(path))) {
    if (tools.kustomize)
      await compareKustomization(
        folder,
        kustomizeFiles,
        dirname(relative(folder, join(folder, file))).replace(/^\.$/, ''),
      );
  }
}
await engine.close();
console.log(JSON.stringify(totals, null, 2));
console.log(`embedded ${Math.round(times.embedded)} ms, tools ${Math.round(times.tool)} ms`);
