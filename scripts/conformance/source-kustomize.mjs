// node scripts/conformance/source-kustomize.mjs [--fields N] [--targets N] [--verbose] [FOLDER...]
//
// Over its own sample, in which every transformer has something to do, and the repositories in the folders given.
// Proves the lines that kubeproof names for fields of rendered kustomizations, by mutation: takes fields of real
// overlays, changes the text at the line that is claimed, renders again with the real kustomize, and looks whether
// that very field changed. Per transformer it prints how often the line was exact, wrong, or could not be tried
// because the changed kustomization does not build (a name that a patch refers to, for example), and for how many of
// all fields no line was claimed. Exit status 1 when a claim was wrong. Needs `npm run build` and dist/engine.
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { readDocuments, valueAt } from '../../lib/src/manifest/index.js';
import { createEngine, DEFAULT_LIMITS, renderTarget } from '../../lib/src/render/index.js';
import { memoryTree, openFolder } from '../../lib/src/repository/index.js';
import { locateInKustomization } from '../../lib/src/source/kustomize/index.js';
import { discover } from '../../lib/src/targets/index.js';
import { SAMPLE } from './kustomize-sample.mjs';

const { folders, fields: FIELDS, targets: TARGETS, verbose } = argumentsOf(process.argv.slice(2));
/** A field that nothing has: added below the line that is claimed to hold its parent. */
const PROBE = 'kubeproofProbe';
const OPTIONS = { kubernetes: '1.34', helm: 4 };
const totals = { fields: 0, located: 0 };
/** Outcomes by what the claim says set the field. */
const outcomes = new Map();
const engine = createEngine({
  kind: 'embedded',
  helm: 4,
  assets: resolve('dist/engine'),
  worker: resolve('lib/src/entries/worker.js'),
  limits: DEFAULT_LIMITS,
});
try {
  await checkTree('sample', memoryTree(SAMPLE));
  for (const folder of folders) await checkTree(folder, openFolder(folder));
} finally {
  await engine.close();
}
report();

async function checkTree(name, tree) {
  const targets = discover(tree).targets.filter(({ kind }) => kind === 'kustomize');
  const before = { ...totals };
  for (const target of byDigest(targets, ({ id }) => id).slice(0, TARGETS)) await checkTarget(tree, target);
  const [located, fields] = [totals.located - before.located, totals.fields - before.fields];
  console.log(`${name}: ${targets.length} kustomizations, a line for ${located} of ${fields} fields`);
}

async function checkTarget(tree, target) {
  const manifests = await render(tree, target);
  if (manifests === undefined) return;
  const claims = [];
  for (const [index, manifest] of manifests.entries()) {
    let unknown = 0;
    for (const path of leaves(manifest.object)) {
      totals.fields += 1;
      const location = locateInKustomization(tree, target, manifest, path);
      if (location === undefined) {
        unknown += 1;
        if (verbose && unknown < 4)
          console.log(
            `  no line: ${target.id} ${manifest.resource.kind}/${manifest.resource.name} ${path.join('.')}`,
          );
        continue;
      }
      totals.located += 1;
      claims.push({ index, path, location, key: `${target.id} ${index} ${path.join('/')}` });
    }
    for (const path of mappings(manifest.object)) {
      const absent = [...path, PROBE];
      const location = locateInKustomization(tree, target, manifest, absent);
      if (location === undefined) continue;
      const note = `absent, parent ${location.note}`;
      claims.push({
        index,
        path: absent,
        location: { ...location, note },
        key: `${target.id} ${index} ${absent.join('/')}`,
      });
    }
  }
  for (const claim of sample(claims)) await checkClaim(tree, target, manifests, claim);
}

/** A few claims of each kind, so that the many plain fields do not drown the transformers. */
function sample(claims) {
  const kinds = new Map();
  for (const claim of claims) {
    const { note } = claim.location;
    kinds.set(note, [...(kinds.get(note) ?? []), claim]);
  }
  return [...kinds.values()].flatMap(kind => byDigest(kind, ({ key }) => key).slice(0, FIELDS));
}

async function checkClaim(tree, target, manifests, { index, path, location }) {
  const outcome = outcomes.get(location.note) ?? { exact: 0, wrong: 0, untried: 0 };
  outcomes.set(location.note, outcome);
  // A replacement's entry says which field is copied; the text that is copied stands at its source.
  const edited = location.note.includes('replacements') ? (location.related[0] ?? location) : location;
  const before = valueAt(manifests[index].object, path);
  const text = tree.text(edited.file);
  const changed =
    path.at(-1) === PROBE ? withProbe(text, edited, path.slice(0, -1)) : mutate(text, edited, before);
  const after =
    changed === undefined ? undefined : await render(withFile(tree, edited.file, changed), target);
  if (after?.length !== manifests.length) {
    outcome.untried += 1;
    return;
  }
  if (hasChanged(manifests[index], after, index, path)) {
    outcome.exact += 1;
    return;
  }
  outcome.wrong += 1;
  const { kind, name } = manifests[index].resource;
  console.log(
    `WRONG ${target.id} ${kind}/${name} ${path.join('.')}: ${edited.file}:${edited.line}:${edited.column} (${location.note})`,
  );
}

/**
 * Whether a field of a manifest has another value after a change. The manifest is known by its identity; where that
 * is gone the field was part of it, or its content is hashed into its name and its place among all is the same.
 */
function hasChanged(manifest, after, index, path) {
  const same = after.find(other => identity(other) === identity(manifest));
  if (
    same === undefined &&
    ['apiVersion', 'kind', 'metadata.name', 'metadata.namespace'].includes(path.join('.'))
  )
    return true;
  const value = ({ object }, at) => JSON.stringify(valueAt(object, at));
  // A mapping that a transformer made has no line; what would be in it is added to the nearest parent that has one.
  const places = path.at(-1) === PROBE ? [0, 1, 2].map(up => [...path.slice(0, -1 - up), PROBE]) : [path];
  return places.some(at => value(same ?? after[index], at) !== value(manifest, at));
}

function identity({ apiVersion, resource: { kind, namespace, name } }) {
  return [apiVersion, kind, namespace, name].join(' ');
}

/** The text with the value at a location changed to another of its type. */
function mutate(text, location, value) {
  const lines = text.split('\n');
  const at = location.line - 1;
  const line = lines[at];
  if (line === undefined) return undefined;
  if (location.endLine !== location.line) {
    if (/[|>][-+0-9]*\s*$/.test(line)) {
      lines[at + 1] = `${lines[at + 1]}x`;
      return lines.join('\n');
    }
    if (location.note.startsWith('read by')) {
      lines[at] = `${line}x`;
      return lines.join('\n');
    }
    return undefined;
  }
  const [start, end] = [location.column - 1, location.endColumn - 1];
  const token = line.slice(start, end);
  lines[at] = line.slice(0, start) + otherToken(token, value) + line.slice(end);
  return lines.join('\n');
}

/** The text with one more entry in the mapping whose key, or first key, stands at a location. */
function withProbe(text, { line, column }, parent) {
  const lines = text.split('\n');
  const before = lines[line - 1]?.slice(0, column - 1) ?? '';
  const isItem = typeof parent.at(-1) === 'number' && /^\s*-\s+$/.test(before);
  const isFirst = isItem || parent.length === 0;
  const next = /^\s*/.exec(lines[line] ?? '')?.[0] ?? '';
  if (!isFirst && (!/:\s*(?:#.*)?$/.test(lines[line - 1] ?? '') || next.length < column)) return undefined;
  const indent = isFirst ? ' '.repeat(column - 1) : next;
  lines.splice(isFirst ? line - 1 : line, 0, `${indent}${PROBE}: x`);
  if (isFirst && before !== '') {
    lines[line - 1] = `${before}${PROBE}: x`;
    lines[line] = indent + lines[line].slice(column - 1);
  }
  return lines.join('\n');
}

function otherToken(token, value) {
  if (value === null) return 'other';
  if (typeof value === 'boolean') return value ? 'false' : 'true';
  if (typeof value === 'number' && /^-?\d+$/.test(token)) return String(Number(token) + 1);
  const quoted = /^(["'])(.*)\1$/s.exec(token);
  if (quoted !== null) return `${quoted[1]}${quoted[2]}x${quoted[1]}`;
  if (/[@:]sha256:[0-9a-f]+$/.test(token)) return token.replace(/.$/, last => (last === '0' ? '1' : '0'));
  return /^-?\d+(?:\.\d+)?$/.test(token) ? `${token}1` : `${token}x`;
}

async function render(tree, target) {
  const environment = target.environments[0];
  const outcome = await renderTarget(tree, target, environment, engine, OPTIONS);
  if (!outcome.ok) return undefined;
  const read = readDocuments({ documents: outcome.documents, target, environment });
  return read.manifests;
}

function* leaves(value, path = []) {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) yield path;
  else if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* leaves(item, [...path, index]);
  else for (const [key, member] of Object.entries(value)) yield* leaves(member, [...path, key]);
}

function* mappings(value, path = []) {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value) && Object.keys(value).length > 0) yield path;
  for (const [key, member] of Object.entries(value))
    yield* mappings(member, [...path, Array.isArray(value) ? Number(key) : key]);
}

/** A tree in which one file says something else. */
function withFile(tree, file, text) {
  const content = new TextEncoder().encode(text);
  return {
    name: tree.name,
    entries: () => tree.entries(),
    has: path => tree.has(path),
    hasFolder: path => tree.hasFolder(path),
    filesBelow: folder => tree.filesBelow(folder),
    read: path => (path === file ? content : tree.read(path)),
    text: path => (path === file ? text : tree.text(path)),
    digest: path => (path === file ? sha256(text) : tree.digest(path)),
    prefetch: paths => tree.prefetch(paths),
  };
}

/** Pseudo-random and the same every time. */
function byDigest(list, key) {
  return list
    .map(item => [sha256(key(item)), item])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, item]) => item);
}

function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}

function report() {
  const sum = { exact: 0, wrong: 0, untried: 0 };
  console.log('\nset by                              exact  wrong  untried');
  for (const [note, outcome] of [...outcomes].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const key of Object.keys(sum)) sum[key] += outcome[key];
    console.log(`${note.padEnd(35)} ${row(outcome)}`);
  }
  console.log(`${'all'.padEnd(35)} ${row(sum)}`);
  const share = totals.fields === 0 ? 0 : (100 * totals.located) / totals.fields;
  console.log(`a line claimed for ${totals.located} of ${totals.fields} fields (${share.toFixed(1)} %)`);
  process.exitCode = sum.wrong === 0 && sum.exact > 0 ? 0 : 1;
}

function row({ exact, wrong, untried }) {
  return `${String(exact).padStart(5)}  ${String(wrong).padStart(5)}  ${String(untried).padStart(7)}`;
}

function argumentsOf(args) {
  const result = { folders: [], fields: 2, targets: Number.POSITIVE_INFINITY, verbose: false };
  for (let index = 0; index < args.length; index++) {
    if (args[index] === '--fields') result.fields = Number(args[++index]);
    else if (args[index] === '--targets') result.targets = Number(args[++index]);
    else if (args[index] === '--verbose') result.verbose = true;
    else result.folders.push(args[index]);
  }
  return result;
}
