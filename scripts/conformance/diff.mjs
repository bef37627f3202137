// `npm run conformance:diff -- FOLDER...`: compares what kubeproof says has changed with what dyff says
// (github.com/homeport/dyff, `go install github.com/homeport/dyff/cmd/dyff@latest`), over pairs of renderings of the
// repositories given: two commits where there is a history, two environments of a chart else. Needs `dyff` on PATH, or its
// path in DYFF.
//
//   --pairs N     at most so many of one repository (12)
//   --steps A,B   how many commits back (1,5,20,60,150)
//   --lines       not dyff: whether the source lines that are named are the ones that did it (diff/lines.mjs)
//   --verbose     every difference, and not three of each sort
//
// Two things are held against each other: which resources changed, and which fields of them, list items by their list.
// What only one of the two says is sorted by why that is; exit status 1 when there is something that nothing explains.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DyffReport } from './diff/dyff.mjs';
import { compareLines } from './diff/lines.mjs';
import { explainOurs, explainTheirs } from './diff/reasons.mjs';

const lib = fileURLToPath(new URL('../../lib/src/', import.meta.url));
if (!existsSync(join(lib, 'run.js'))) fail('Compile first: npm run build');
const load = name => import(join(lib, name));
const [
  { loadConfig },
  repository,
  { openEngine, renderSide },
  { discover },
  { discoverOptions },
  { DEFAULT_LIMITS },
  diffs,
  { ManifestSet },
  { jsonText },
] = await Promise.all(
  [
    'config/index.js',
    'repository/index.js',
    'side.js',
    'targets/index.js',
    'run.js',
    'render/index.js',
    'changes/diff/index.js',
    'manifest/index.js',
    'json.js',
  ].map(load),
);

const { values: options, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: {
    pairs: { type: 'string', default: '12' },
    steps: { type: 'string', default: '1,5,20,60,150' },
    verbose: { type: 'boolean', default: false },
    lines: { type: 'boolean', default: false },
  },
});
if (folders.length === 0) fail('Name the repositories to compare: npm run conformance:diff -- ../charts');
if (options.lines) process.exit(await lines());
const dyff = process.env.DYFF ?? 'dyff';
const version = spawnSync(dyff, ['version'], { encoding: 'utf8' });
if (version.error !== undefined) {
  console.log(
    'SKIPPED: dyff is neither on PATH nor named by DYFF (go install github.com/homeport/dyff/cmd/dyff@latest)',
  );
  process.exit(0);
}
console.log(version.stdout.trim());

/** In both, so that there is always more than one document: dyff names none where there is but one. */
const BESIDE = '---\n{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"kubeproof-conformance"}}\n';
const scratch = mkdtempSync(join(tmpdir(), 'kubeproof-dyff-'));
const total = { pairs: 0, resources: 0, sameResources: 0, paths: 0, samePaths: 0, around: 0 };
const reasons = new Map();
try {
  for (const folder of folders) await compareFolder(resolve(folder));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
report();

async function lines() {
  const all = { stories: 0, withLine: 0, withFile: 0, without: 0, places: 0, proven: 0, whole: 0, wrong: [] };
  for (const folder of folders) {
    const root = resolve(folder);
    const steps = options.steps
      .split(',')
      .map(step => `HEAD~${step}`)
      .filter(ref => spawnSync('git', ['-C', root, 'cat-file', '-e', `${ref}^{commit}`]).status === 0);
    const found = await compareLines(root, steps, tree => {
      const { config } = loadConfig(tree, undefined, {});
      const of = tree => ({
        discovery: discover(tree, discoverOptions([], config)),
        concurrency: availableParallelism(),
        onProgress: () => {},
      });
      return { engine: openEngine(config, DEFAULT_LIMITS), config, options: of };
    });
    console.log(`${basename(root)}: ${summary(found)}`);
    for (const key of Object.keys(all))
      all[key] = Array.isArray(all[key]) ? [...all[key], ...found[key]] : all[key] + found[key];
  }
  console.log(`\n${summary(all)}`);
  for (const { text } of all.wrong) console.log(`  ${text}`);
  return all.wrong.some(({ isWrong }) => isWrong) ? 1 : 0;
}

function summary({ stories, withLine, withFile, without, places, proven, whole, wrong }) {
  return `${stories} stories: ${withLine} with a line, ${withFile} with a file, ${without} without; ${places} lines: ${proven} proven, ${whole} in files that came or went, ${wrong.length} that nothing follows alone`;
}

async function compareFolder(root) {
  const before = { ...total };
  for (const pair of (await pairsOf(root)).slice(0, Number(options.pairs))) compare(pair);
  const of = key => total[key] - before[key];
  console.log(
    `${basename(root)}: ${of('pairs')} pairs, ${of('resources')} resources changed (${of('sameResources')} in both), ${of('paths')} fields (${of('samePaths')} in both, ${of('around')} one around the other)`,
  );
}

async function pairsOf(root) {
  const tree = repository.openWorkTree(root);
  const { config } = loadConfig(tree, undefined, {});
  const engine = openEngine(config, DEFAULT_LIMITS);
  const cache = new Map();
  const render = (of, known) =>
    renderSide({
      tree: of,
      discovery: discover(of, discoverOptions([], config)),
      config,
      engine,
      known,
      cache,
      concurrency: availableParallelism(),
      onProgress: () => {},
    });
  try {
    const head = await render(tree, new Map());
    const known = new Map(head.renderings.map(each => [each.inputs, each]));
    const pairs = [];
    for (const step of options.steps.split(',')) {
      if (spawnSync('git', ['-C', root, 'cat-file', '-e', `HEAD~${step}^{commit}`]).status !== 0) continue;
      const old = await render(repository.openBase(root, `HEAD~${step}`), known);
      for (const rendering of head.renderings) {
        const twin = old.renderings.find(
          each =>
            each.target.id === rendering.target.id && each.environment.name === rendering.environment.name,
        );
        if (twin === undefined || twin.failed || rendering.failed || twin.inputs === rendering.inputs)
          continue;
        pairs.push({
          name: `${basename(root)} ${rendering.target.id} (${rendering.environment.name}) HEAD~${step}`,
          base: twin.manifests,
          head: rendering.manifests,
        });
      }
    }
    return pairs.length > 0 ? pairs : environmentPairs(root, head);
  } finally {
    await engine.close();
  }
}

/** Two values of one chart each, told as if the one had become the other. */
function environmentPairs(root, { renderings }) {
  return renderings.flatMap((rendering, index) => {
    const next = renderings[index + 1];
    if (next === undefined || rendering.target.id !== next.target.id || rendering.failed || next.failed)
      return [];
    const { environment } = rendering;
    const settings = ({ namespace, releaseName }) => `${namespace} ${releaseName}`;
    if (settings(environment) !== settings(next.environment)) return [];
    const head = next.manifests.map(each => ({ ...each, origin: { ...each.origin, environment } }));
    const name = `${basename(root)} ${rendering.target.id} ${environment.name} -> ${next.environment.name}`;
    return [{ name, base: rendering.manifests, head }];
  });
}

function compare({ name, ...pair }) {
  // What has no name dyff takes for no Kubernetes at all.
  const [base, head] = [pair.base, pair.head].map(list =>
    list.filter(({ object }) => typeof object.metadata?.name === 'string'),
  );
  // Two of one name are nothing that can be told apart.
  const [old, fresh] = [index(base), index(head)];
  if (old === undefined || fresh === undefined) return;
  const changes = diffs.diffSets(new ManifestSet(base), new ManifestSet(head));
  const theirs = DyffReport.of(run(base, head), old, fresh);
  if (changes.length === 0 && theirs.resources.size === 0) return;
  total.pairs++;
  const ours = told(changes);
  for (const key of new Set([...ours.keys(), ...theirs.resources.keys()])) {
    total.resources++;
    const [mine, other] = [ours.get(key), theirs.resources.get(key)];
    if (mine !== undefined && other !== undefined) total.sameResources++;
    const objects = { key, before: old.get(key), after: fresh.get(key), mine, other };
    comparePaths(name, objects);
  }
}

/** What kubeproof says, as dyff would have to: by apiVersion, kind, namespace and name; a move is one that went and one that came. */
function told(changes) {
  const found = new Map();
  const add = (manifest, entry) => {
    const key = keyOf(manifest);
    found.set(key, [...(found.get(key) ?? []), entry]);
  };
  for (const { operation, base, head, fields } of changes) {
    const isSame = base !== undefined && head !== undefined && keyOf(base) === keyOf(head);
    if (operation === 'changed' && isSame) {
      for (const field of fields) add(head, { path: keysOf(field), field });
    } else {
      if (base !== undefined) add(base, { path: '', whole: 'removed' });
      if (head !== undefined) add(head, { path: '', whole: 'added' });
    }
  }
  return found;
}

/** Keys of a path without the items of lists; an item that came or went is a change of its list. */
function keysOf({ path }) {
  const keys = [];
  for (const step of path) {
    if (typeof step === 'object' && 'embedded' in step) break;
    if (typeof step === 'string') keys.push(step);
  }
  return keys.join('\0');
}

function comparePaths(name, objects) {
  const mine = objects.mine ?? [];
  const other = objects.other ?? [];
  const isAround = (a, b) =>
    a === b || a === '' || b === '' || a.startsWith(`${b}\0`) || b.startsWith(`${a}\0`);
  const paths = new Set([...mine, ...other].map(({ path }) => path));
  total.paths += paths.size;
  for (const path of paths) {
    const own = mine.filter(each => each.path === path);
    const their = other.filter(each => each.path === path);
    if (own.length > 0 && their.length > 0) total.samePaths++;
    else if (own.length > 0 && other.some(each => isAround(each.path, path))) total.around++;
    else if (their.length > 0 && mine.some(each => isAround(each.path, path))) total.around++;
    else if (own.length > 0) note('only kubeproof', explainOurs(own[0], objects), name, objects.key, path);
    else note('only dyff', explainTheirs(their[0], objects), name, objects.key, path);
  }
}

function note(who, reason, name, key, path) {
  const known = reasons.get(`${who}: ${reason ?? 'UNEXPLAINED'}`) ?? { count: 0, examples: [] };
  known.count++;
  if (options.verbose || known.examples.length < 3)
    known.examples.push(`${name}: ${key} ${path.replaceAll('\0', '.')}`);
  reasons.set(`${who}: ${reason ?? 'UNEXPLAINED'}`, known);
}

function report() {
  const { pairs, resources, sameResources, paths, samePaths, around } = total;
  console.log(
    `\n${pairs} pairs that differ; ${resources} resources changed, ${sameResources} in the eyes of both; ${paths} fields: ${samePaths} in both, ${around} told at a field around it or in it`,
  );
  for (const [reason, { count, examples }] of [...reasons].sort()) {
    console.log(`\n${reason}: ${count}`);
    for (const example of examples) console.log(`  ${example}`);
  }
  const open = [...reasons]
    .filter(([reason]) => reason.endsWith('UNEXPLAINED'))
    .reduce((sum, [, { count }]) => sum + count, 0);
  console.log(
    open === 0 ? '\nEvery difference is explained.' : `\n${open} differences that nothing explains.`,
  );
  process.exitCode = open === 0 ? 0 : 1;
}

function index(manifests) {
  const found = new Map(manifests.map(each => [keyOf(each), each.object]));
  return found.size === manifests.length ? found : undefined;
}

/** As dyff names a document. */
function keyOf({ apiVersion, resource: { kind, name }, object }) {
  const namespace = object.metadata?.namespace;
  return [
    apiVersion,
    kind,
    ...(typeof namespace === 'string' && namespace !== '' ? [namespace] : []),
    name,
  ].join('/');
}

function run(base, head) {
  const files = [base, head].map((manifests, side) => {
    const file = join(scratch, `${side}.yaml`);
    writeFileSync(file, `${BESIDE}${manifests.map(({ object }) => `---\n${jsonText(object)}\n`).join('')}`);
    return file;
  });
  const flags = [
    '--omit-header',
    '--color',
    'off',
    '--use-go-patch-style',
    '--detect-renames=false',
    '--no-table-style',
    '--no-cert-inspection',
    '--use-indent-lines=false',
    '--format-strings=false',
  ];
  const { stdout, stderr, status } = spawnSync(dyff, ['between', ...flags, ...files], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`dyff: ${stderr}`);
  return stdout;
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
