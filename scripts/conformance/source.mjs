// `npm run conformance:source -- FOLDER...`: renders every chart of the given repositories, maps each rendered line to
// the template line that printed it, and checks what can be checked: where the mapped source line holds no action,
// its text must be the rendered line. Says how many lines are mapped, how many are not and why, and what it costs.
//
// With --values, traces the scalar fields of each chart's first two environments to lines of values files as well, and
// labels them by mutation: the line that is claimed is changed, the chart rendered, and the field has to follow.
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const lib = fileURLToPath(new URL('../../lib/src/', import.meta.url));
if (!existsSync(join(lib, 'run.js'))) fail('Compile first: npm run build');
const load = name => import(pathToFileURL(join(lib, name)).href);
const { openFolder } = await load('repository/index.js');
const { discover } = await load('targets/index.js');
const { createEngine, renderTarget, buildChartRequest, templateOrigins, DEFAULT_LIMITS } =
  await load('render/index.js');
const { mapRendering, Mutations, traceValue, ValueLayers } = await load('source/helm/index.js');
const { locate, readDocuments } = await load('manifest/index.js');
const { ownPackage } = await load('package.js');

const folders = process.argv.slice(2).filter(argument => !argument.startsWith('--'));
const values = process.argv.includes('--values');
const verbose = process.argv.includes('--verbose');
if (folders.length === 0)
  fail('Name the folders to measure, each a repository: npm run conformance:source -- ../charts');

/** Scalar fields that are traced per rendering, spread evenly. */
const SAMPLE = 150;
const own = ownPackage();
const options = { kubernetes: '1.34', helm: process.argv.includes('--helm=3') ? 3 : 4 };
const engine = createEngine({
  kind: process.argv.includes('--engine=system') ? 'system' : 'embedded',
  helm: options.helm,
  assets: own.engines,
  worker: own.worker,
  limits: DEFAULT_LIMITS,
});
const total = counters();
try {
  for (const folder of folders) await measure(folder);
} finally {
  await engine.close();
}
print('all', total);
process.exitCode = total.wrong + total.valuesWrong === 0 ? 0 : 1;

function counters() {
  return {
    renderings: 0,
    lines: 0,
    mapped: 0,
    checked: 0,
    wrong: 0,
    packed: 0,
    unproven: 0,
    unmapped: 0,
    clean: 0,
    map: 0,
    fields: 0,
    traced: 0,
    followed: 0,
    unclear: 0,
    valuesWrong: 0,
  };
}

async function measure(folder) {
  const tree = openFolder(resolve(folder));
  const targets = discover(tree).targets.filter(({ kind }) => kind === 'helm');
  for (const target of targets) {
    const here = counters();
    for (const environment of target.environments) {
      let before = performance.now();
      const outcome = await renderTarget(tree, target, environment, engine, options);
      if (!outcome.ok || outcome.documents.length === 0) continue;
      const request = buildChartRequest(tree, target.root, environment, options);
      here.clean += performance.now() - before;
      before = performance.now();
      const map = await mapRendering(engine, request, outcome.documents);
      here.map += performance.now() - before;
      here.renderings++;
      for (const [index, document] of outcome.documents.entries())
        count(here, map, index, document, `${target.id} ${environment.name}`);
      if (values && map !== undefined && target.environments.indexOf(environment) < 2)
        await label(here, map, request, { target, environment, documents: outcome.documents });
    }
    print(`${basename(resolve(folder))} ${target.root}`, here);
    for (const key of Object.keys(total)) total[key] += here[key];
  }
}

async function label(here, map, request, rendering) {
  const { manifests } = readDocuments(rendering);
  const all = manifests.flatMap(manifest => scalars(manifest.object).map(path => ({ manifest, path })));
  const step = Math.max(1, all.length / SAMPLE);
  const sample = all.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
  const layers = new ValueLayers(request, templateOrigins(request.files));
  const proving = new Mutations(engine, rendering.documents);
  const labelling = new Mutations(engine, rendering.documents, Number.POSITIVE_INFINITY);
  for (const { manifest, path } of sample) {
    here.fields++;
    const field = [...manifest.origin.within, ...path];
    const found = await traceValue(manifest, path, map, layers, proving);
    const name = `${rendering.target.id} ${rendering.environment.name} ${manifest.resource.kind}/${manifest.resource.name} ${field.join('.')}`;
    if (found === undefined) {
      if (verbose) console.log(`  not traced: ${name} | ${actionAt(map, manifest, field)}`);
      continue;
    }
    here.traced++;
    const effect = await labelling.effect(found, manifest.origin.documentIndex, field);
    if (effect === 'changed') here.followed++;
    else if (effect === 'unclear') here.unclear++;
    else {
      here.valuesWrong++;
      console.log(`  wrong value: ${name} <- ${found.layer.file}:${found.span.line}`);
    }
  }
}

/** The action that printed a field's value; '' for text. */
function actionAt(map, { origin }, field) {
  const { text } = origin;
  const start = locate(text, field).value?.start;
  const printed =
    start === undefined
      ? undefined
      : map.at(origin.documentIndex, start + (/["']/.test(text[start]) ? 1 : 0));
  if (printed?.mark.kind !== 'action') return '';
  const { file, token } = printed.mark;
  return file.text.slice(file.tokens[token].start, file.tokens[token].end);
}

function scalars(value, path = []) {
  if (value === null || typeof value !== 'object') return [path];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, member]) => scalars(member, [...path, key]));
}

/** Counts a document's lines that say something; files of crds/ are not rendered and do not count. */
function count(here, map, index, { text, source }, name) {
  if (source !== undefined && /(?:^|\/)crds\//.test(source)) return;
  let offset = 0;
  for (const line of text.split('\n')) {
    const first = offset + line.length - line.trimStart().length;
    const end = offset + line.trimEnd().length;
    offset += line.length + 1;
    if (line.trim() === '' || line.startsWith('# Source: ')) continue;
    here.lines++;
    const printed = map?.at(index, first);
    if (printed === undefined) {
      if (source?.endsWith('.tgz')) here.packed++;
      else if (map === undefined) here.unmapped++;
      else {
        here.unproven++;
        if (verbose) console.log(`  not proven: ${name} ${source} | ${line.slice(0, 100)}`);
      }
      continue;
    }
    here.mapped++;
    const { file, offset: at } = printed.mark;
    const written = lineAt(file.text, at);
    // Only lines that one piece of text printed as a whole can be compared.
    if (written.includes('{{') || written.includes('}}') || inAction(file, at) || printed.end < end) continue;
    here.checked++;
    if (written.trim() === line.trim()) continue;
    here.wrong++;
    console.log(
      `  wrong: ${name} ${file.origin} | ${written.trim().slice(0, 80)} | ${line.trim().slice(0, 80)}`,
    );
  }
}

/** An action over several lines has lines without delimiters. */
function inAction(file, at) {
  return file.tokens.some(token => token.type !== 'text' && token.start <= at && at < token.end);
}

function lineAt(text, offset) {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return text.slice(start, end < 0 ? text.length : end);
}

function print(name, c) {
  if (c.renderings === 0) return;
  const share = ((100 * c.mapped) / Math.max(1, c.lines)).toFixed(2);
  console.log(
    `${name}: ${c.renderings} renderings, ${c.lines} lines, ${share} % mapped; not mapped: ${c.packed} in packed charts, ${c.unproven} not proven, ${c.unmapped} without a map; ${c.checked} compared with their source line, ${c.wrong} wrong; render ${Math.round(c.clean)} ms, map ${Math.round(c.map)} ms`,
  );
  if (values)
    console.log(
      `  values: ${c.fields} fields, ${c.traced} traced to a values line; the field followed a change there: ${c.followed}, could not be told: ${c.unclear}, did not: ${c.valuesWrong}`,
    );
}

function fail(message) {
  console.error(`conformance:source: ${message}`);
  process.exit(2);
}
