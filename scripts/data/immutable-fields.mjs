// Generates data/immutable-fields.json: fields that the API server refuses to change in place. A real kube-apiserver is
// asked: each object of the samples (beside this file) is created; then each of its fields is given another value, in a dry run. A
// value that is taken in a new object and refused in this one is refused because it is a change, whatever the words. Every
// field of a spec must have an answer, or a reason why not. Needs KUBEBUILDER_ASSETS, see scripts/conformance/api-server.mjs;
// run by hand when a Kubernetes release comes out: `node scripts/data/immutable-fields.mjs`. With --check it only tells
// whether the committed file is what the server answers.
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';
import { startApiServer } from '../conformance/api-server.mjs';

const output = fileURLToPath(new URL('../../data/immutable-fields.json', import.meta.url));
const samples = load(readFileSync(new URL('immutable-fields.samples.yaml', import.meta.url), 'utf8'));
/** Waits for the definition of a custom resource to be established, 50 ms each. */
const TRIES = 100;

const server = await startApiServer();
if (server === undefined) process.exit(0);
try {
  const kinds = new Map();
  const problems = [];
  for (const sample of samples) {
    const { object, when } = sample;
    const key = `${groupOf(object)}/${object.kind}${when === undefined ? '' : ` ${when}`}`;
    const known = kinds.get(key) ?? { refused: new Set(), allowed: new Set() };
    kinds.set(key, known);
    await ask(sample, `a${samples.indexOf(sample)}`, known, problem => problems.push(`${key}: ${problem}`));
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const text = written(server.version, kinds);
  if (process.argv.includes('--check')) {
    const same = readFileSync(output, 'utf8') === text;
    console.log(
      same
        ? 'data/immutable-fields.json is up to date'
        : 'data/immutable-fields.json differs from what the server answers',
    );
    process.exitCode = same ? 0 : 1;
  } else {
    writeFileSync(output, text);
    console.log(`${kinds.size} kinds, from kube-apiserver ${server.version}`);
  }
} finally {
  await server.stop();
}

async function ask({ setup = [], object, status, changes, unasked = {}, established }, name, known, problem) {
  for (const each of setup) await create(each);
  const own = withoutNull({ ...object, metadata: { name, ...object.metadata } });
  const path = await pathOf(own);
  await create(own);
  const at = `${path}/${own.metadata.name}`;
  if (status !== undefined) {
    const answer = await patch(`${at}/status`, { status });
    if (answer.status !== 200) throw new Error(`status of ${own.kind}: ${answer.body.message}`);
  }
  if (established) await untilEstablished(at);
  for (const [field, written] of Object.entries(changes)) {
    const isPair = written !== null && typeof written === 'object' && 'value' in written && 'also' in written;
    const { value, also } = isPair ? written : { value: written, also: {} };
    // Taken in a new object?
    let fresh = withValue(
      { ...own, metadata: { ...own.metadata, name: `${own.metadata.name}x` } },
      field,
      value,
    );
    if (established) fresh = withValue(fresh, 'metadata.name', own.metadata.name);
    for (const [other, beside] of Object.entries(also)) fresh = withValue(fresh, other, beside);
    const alone = await server.call('POST', `${path}?dryRun=All&fieldValidation=Strict`, withoutNull(fresh));
    const exists = established && alone.status === 409;
    if (alone.status !== 201 && !exists) {
      problem(`${field}: the value itself is refused: ${alone.body.message}`);
      continue;
    }
    // Taken as a change? What an object cannot be without goes along, but what names it.
    let change = patchOf(own, field, value);
    for (const [other, beside] of Object.entries(also))
      if (other !== 'metadata.name') change = merged(change, patchOf(own, other, beside));
    const answer = await patch(`${at}?dryRun=All&fieldValidation=Strict`, change);
    const pattern = field.replace(/\.\d+(?=\.|$)/g, '[]');
    if (answer.status !== 200 && answer.status !== 422)
      problem(`${field}: ${answer.status} ${answer.body.message}`);
    (answer.status === 200 ? known.allowed : known.refused).add(pattern);
    if (process.argv.includes('--verbose'))
      console.log(own.kind, field, answer.status, answer.body.message ?? '');
  }
  const asked = new Set([...Object.keys(changes), ...Object.keys(unasked)].map(field => top(field, own)));
  if (unasked.sources !== undefined || asked.has('spec')) return;
  for (const field of await fieldsOf(own)) if (!asked.has(field)) problem(`nothing is asked about ${field}`);
}

/** `spec.selector.x` -> `spec.selector`; `parameters.a` -> `parameters`. */
function top(field, object) {
  return field
    .split('.')
    .slice(0, object.spec === undefined ? 1 : 2)
    .join('.');
}

async function create(object) {
  const { status, body } = await server.call('POST', await pathOf(object), object);
  if (status !== 201 && status !== 409)
    throw new Error(`${object.kind} ${object.metadata.name}: ${status} ${body.message}`);
}

function patch(path, body) {
  return server.call('PATCH', path, body, { type: 'application/merge-patch+json' });
}

async function untilEstablished(path) {
  for (let i = 0; i < TRIES; i++) {
    const { body } = await server.call('GET', path);
    if (body.status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True'))
      return;
    await wait(50);
  }
  throw new Error(`${path} was not established`);
}

function groupOf({ apiVersion }) {
  return apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
}

async function pathOf({ apiVersion, kind }) {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const { body } = await server.call('GET', root);
  const resource = body.resources?.find(each => each.kind === kind && !each.name.includes('/'));
  if (resource === undefined) throw new Error(`the server has no ${apiVersion} ${kind}`);
  return `${root}/${resource.namespaced ? 'namespaces/default/' : ''}${resource.name}`;
}

/** Fields of the spec as the server's OpenAPI document has them, or of the object where it has none. */
async function fieldsOf({ apiVersion, kind, spec }) {
  const path = apiVersion.includes('/') ? `/openapi/v3/apis/${apiVersion}` : `/openapi/v3/api/${apiVersion}`;
  const { body } = await server.call('GET', path);
  const all = body.components.schemas;
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const root = Object.values(all).find(each =>
    (each['x-kubernetes-group-version-kind'] ?? []).some(
      gvk => gvk.group === group && gvk.version === version && gvk.kind === kind,
    ),
  );
  const reference = root.properties.spec?.allOf?.[0]?.$ref ?? root.properties.spec?.$ref;
  if (spec === undefined || reference === undefined)
    return Object.keys(root.properties).filter(
      key => !['apiVersion', 'kind', 'metadata', 'status'].includes(key),
    );
  return Object.keys(all[reference.split('/').at(-1)].properties).map(key => `spec.${key}`);
}

function withValue(object, field, value) {
  const set = (at, [step, ...rest]) => {
    const copy = Array.isArray(at) ? [...at] : { ...at };
    copy[step] = rest.length === 0 ? value : set(at?.[step] ?? {}, rest);
    return copy;
  };
  return set(object, field.split('.'));
}

/** A merge patch: lists as a whole. */
function patchOf(object, field, value) {
  const steps = field.split('.');
  const list = steps.findIndex(step => /^\d+$/.test(step));
  if (list < 0) return withValue({}, field, value);
  const whole = steps.slice(0, list);
  return withValue(
    {},
    whole.join('.'),
    whole.reduce((at, step) => at[step], withValue(object, field, value)),
  );
}

function merged(a, b) {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(b))
    return b;
  const result = { ...a };
  for (const [key, value] of Object.entries(b)) result[key] = key in a ? merged(a[key], value) : value;
  return result;
}

/** Nothing is created with null. */
function withoutNull(value) {
  if (Array.isArray(value)) return value.map(withoutNull);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => (each === null ? [] : [[key, withoutNull(each)]])),
  );
}

function written(version, kinds) {
  const rows = [...kinds]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { refused, allowed }]) => {
      const sorted = set => JSON.stringify([...set].sort());
      return `    ${JSON.stringify(key)}: {\n      "refused": ${sorted(refused)},\n      "allowed": ${sorted(allowed)}\n    }`;
    });
  return `{
  "about": "Generated by scripts/data/immutable-fields.mjs from what a kube-apiserver answers: fields that it refuses to change in place, and those that it was asked about and takes. group/Kind, with a condition behind it; [] for the items of a list.",
  "version": ${JSON.stringify(version)},
  "kinds": {
${rows.join(',\n')}
  }
}
`;
}
