// Bundles lib/ (what tsc emitted) into dist/: one graph with lazy chunks, and three entries of two lines each.
// `--check` bundles into a temporary folder and compares byte for byte with the committed dist/.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { writePack } from './pack.mjs';

const ENTRIES = { action: 'index.js', cli: 'cli.js', worker: 'worker.js' };
/** Built by scripts/engine/build.mjs, not from here. */
const KEPT = new Set(['engine']);

const check = process.argv.includes('--check');
const root = process.cwd();
const out = mkdtempSync(join(tmpdir(), 'kubeproof-bundle-'));
try {
  // Not incremental: the cache calls a file in lib/ up to date by its source alone, whoever wrote it last.
  run('npx', ['tsc', '-p', 'tsconfig.json', '--incremental', 'false', '--tsBuildInfoFile', 'null']);
  run('npx', ['ncc', 'build', 'lib/src/main.js', '-o', out, '--license', 'LICENSES.txt', '-q']);
  renameSync(join(out, 'index.js'), join(out, 'main.js'));
  for (const [entry, file] of Object.entries(ENTRIES)) {
    const text = readFileSync(join(root, 'lib/src/entries', `${entry}.js`), 'utf8')
      .replace("'../main.js'", "'./main.js'")
      .replace(/\n?\/\/# sourceMappingURL=.*\n?/, '\n');
    writeFileSync(join(out, file), text, { mode: file === 'cli.js' ? 0o755 : 0o644 });
  }
  await writePack(root, join(out, 'rules.json'));
  if (check) compare();
  else install();
} finally {
  rmSync(out, { recursive: true, force: true });
}

function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: 'inherit', cwd: root });
  if (status !== 0) process.exit(status ?? 1);
}

function install() {
  const dist = join(root, 'dist');
  for (const name of readdirSync(dist)) if (!KEPT.has(name)) rmSync(join(dist, name), { recursive: true });
  cpSync(out, dist, { recursive: true });
}

function compare() {
  const dist = join(root, 'dist');
  const made = files(out, new Set());
  const committed = files(dist, KEPT);
  const names = [...new Set([...made, ...committed])].sort();
  const different = names.filter(
    name =>
      !made.includes(name) ||
      !committed.includes(name) ||
      !readFileSync(join(out, name)).equals(readFileSync(join(dist, name))),
  );
  if (different.length === 0) return console.log('dist/ is what the sources give.');
  console.error(`dist/ is not what the sources give: ${different.join(', ')}\nRun: npm run bundle`);
  process.exitCode = 1;
}

function files(folder, skipped) {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter(name => !skipped.has(name.split('/')[0]) && statSync(join(folder, name)).isFile())
    .map(name => relative(folder, join(folder, name)))
    .sort();
}
