// `npm run conformance:engines -- FOLDER...`: renders every target of the given repositories with the embedded engine
// and with the helm and kustomize on PATH, and compares the objects. Needs both tools; says which versions it compared.
// Templates may ask for random names, passwords and certificates: where two runs of the real tool differ from each other,
// and only there, the embedded engine may differ too. Such renderings are counted apart.
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
  const differing = names.filter(
    name => differences(embedded.documents.get(name), system.documents.get(name)).length > 0,
  );
  const again = differing.length > 0 ? render(folder, 'system') : system;
  const unequal = differing.filter(name => !isRandomOnly(name, embedded, system, again));
  const random = differing.filter(name => !unequal.includes(name));
  different += unequal.length;
  const rendered = names.filter(name => !name.startsWith('manifests:'));
  const objects = [...embedded.documents.values()].flat().length;
  console.log(
    `${basename(resolve(folder))}: ${names.length} renderings (${rendered.length} by an engine), ${objects} documents, ${names.length - differing.length} equal, ${random.length} equal but for random values, ${unequal.length} different; not evaluated: embedded ${embedded.failures.length}, system ${system.failures.length}`,
  );
  for (const name of random) {
    const paths = differences(embedded.documents.get(name), system.documents.get(name));
    console.log(`  random: ${name}: ${paths.map(path => path.replace(/^document \d+ /, '')).join(', ')}`);
  }
  for (const name of unequal) {
    const paths = differences(embedded.documents.get(name), system.documents.get(name));
    console.log(`  different: ${name}: ${paths.slice(0, 5).join(', ')}${paths.length > 5 ? ', …' : ''}`);
  }
  const failures = difference(embedded.failures, system.failures);
  for (const line of failures) console.log(`  reported differently: ${line}`);
  different += failures.length;
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
    const value = parsed.ok ? parsed.value : `broken: ${parsed.error.message}`;
    if (value === null) continue;
    documents.set(header, [...(documents.get(header) ?? []), value]);
  }
  // The files at fault in what was not rendered: the words may differ between the engines.
  const failures = [...stderr.matchAll(/^kubeproof: (.+?)(?::\d+)*: /gm)].map(match => match[1]);
  return { documents, failures };
}

/** The places at which two renderings differ, each as "document N Kind/name path". */
function differences(a = [], b = []) {
  if (a.length !== b.length) return [`${a.length} against ${b.length} documents`];
  return a.flatMap((value, index) =>
    walk(value, b[index], '').map(path => `document ${index} ${value?.kind}${path}`),
  );
}

function walk(a, b, path) {
  const composite = value => value !== null && typeof value === 'object';
  if (!composite(a) || !composite(b) || Array.isArray(a) !== Array.isArray(b))
    return Object.is(a, b) ? [] : [path];
  if (Array.isArray(a) && a.length !== b.length) return [path];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return keys.flatMap(key => walk(a[key], b[key], `${path}.${key}`));
}

function isRandomOnly(name, embedded, system, again) {
  const random = new Set(differences(system.documents.get(name), again.documents.get(name)));
  return differences(embedded.documents.get(name), system.documents.get(name)).every(path =>
    random.has(path),
  );
}

function difference(a, b) {
  return [
    ...a.filter(x => !b.includes(x)).map(x => `embedded only: ${x}`),
    ...b.filter(x => !a.includes(x)).map(x => `system only: ${x}`),
  ];
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
