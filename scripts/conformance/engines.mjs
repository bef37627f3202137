// `npm run conformance:engines -- FOLDER...`: renders every target of the given repositories with the embedded engine
// and with the helm and kustomize on PATH, and compares the objects. Needs both tools; says which versions it compared.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const library = fileURLToPath(new URL('../../lib/src/manifest/index.js', import.meta.url));
if (!existsSync(library)) fail('Compile first: npm run build');
const { parseYaml, splitDocuments } = await import(library);

const folders = process.argv.slice(2);
if (folders.length === 0)
  fail('Name the folders to compare, each a repository: npm run conformance:engines -- ../charts');
for (const tool of ['helm', 'kustomize']) {
  const { error, stdout } = spawnSync(tool, ['version'], { encoding: 'utf8' });
  if (error !== undefined) fail(`${tool} is not on PATH`);
  console.log(`${tool}: ${stdout.trim().split('\n')[0]}`);
}

let different = 0;
for (const folder of folders) {
  const embedded = render(folder, 'embedded');
  const system = render(folder, 'system');
  const names = [...new Set([...embedded.documents.keys(), ...system.documents.keys()])].sort();
  const unequal = names.filter(
    name => !same(embedded.documents.get(name) ?? [], system.documents.get(name) ?? []),
  );
  different += unequal.length;
  const rendered = names.filter(name => !name.startsWith('manifests:'));
  const objects = [...embedded.documents.values()].flat().length;
  console.log(
    `${basename(resolve(folder))}: ${names.length} renderings (${rendered.length} by an engine), ${objects} documents, ${names.length - unequal.length} equal, ${unequal.length} different; not evaluated: embedded ${embedded.failed}, system ${system.failed}`,
  );
  for (const name of unequal)
    console.log(`  different: ${name}${explain(embedded.documents.get(name), system.documents.get(name))}`);
}
process.exitCode = different === 0 ? 0 : 1;

function render(folder, engine) {
  const { stdout, stderr } = spawnSync(process.execPath, [cli, 'render', '--engine', engine], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1024 * 1024 * 1024,
  });
  const documents = new Map();
  for (const { text } of splitDocuments(stdout)) {
    const header = /^# (.+? · .+?)(?: · .*)?$/m.exec(text)?.[1];
    if (header === undefined) continue;
    const parsed = parseYaml(text);
    const value = parsed.ok ? canonical(parsed.value) : `broken: ${parsed.error.message}`;
    if (value === 'null') continue;
    documents.set(header, [...(documents.get(header) ?? []), value]);
  }
  return { documents, failed: (stderr.match(/^kubeproof: /gm) ?? []).length };
}

function same(a, b) {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

function explain(a = [], b = []) {
  if (a.length !== b.length) return ` (${a.length} against ${b.length} documents)`;
  const index = a.findIndex((value, i) => value !== b[i]);
  const at = [...a[index]].findIndex((c, i) => c !== b[index][i]);
  return ` (document ${index}: …${a[index].slice(Math.max(0, at - 60), at + 60)}… against …${b[index].slice(Math.max(0, at - 60), at + 60)}…)`;
}

function canonical(value) {
  return JSON.stringify(value, (_, v) => {
    if (typeof v === 'bigint') return String(v);
    if (v === null || typeof v !== 'object' || Array.isArray(v)) return v;
    return Object.fromEntries(Object.entries(v).sort(([x], [y]) => (x < y ? -1 : 1)));
  });
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
