// Generates data/api-defaults.json: fields that say nothing, because the API server would have understood the same without
// them. A real kube-apiserver is asked: each sample (samples below) is created in a dry run, what the answer has more is
// a default; then every field of the kind's schema is added with an empty value (false, 0, "", [], {}), and where the answer is
// as before, that says nothing either. Needs KUBEBUILDER_ASSETS, see scripts/conformance/api-server.mjs; run by hand when a
// Kubernetes release comes out: `node scripts/data/api-defaults.mjs`. With --check it only tells whether the committed
// file is what the server answers.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { load } from 'js-yaml';
import { startApiServer } from '../conformance/api-server.mjs';

const output = fileURLToPath(new URL('../../data/api-defaults.json', import.meta.url));
const samples = load(readFileSync(new URL('api-defaults.samples.yaml', import.meta.url), 'utf8'));

/** What the server says of the object or the cluster, and not of what was written. */
const NOT_WRITTEN = [
  /^(?:apiVersion|kind|status)\b/,
  /(?:^|\.)metadata\.(?:creationTimestamp|deletion\w*|generation|managedFields|namespace|name|resourceVersion|uid|selfLink)\b/,
  /^spec\.(?:clusterIPs?|ipFamilies|ipFamilyPolicy|nodePort|healthCheckNodePort|claimRef)\b/,
  /^spec\.ports\[\]\.nodePort$/,
  // Of Jobs the server makes a selector of its own, and labels that go with it.
  /(?:^|\.)selector\b/,
  /^spec\.(?:jobTemplate\.spec\.)?template\.metadata$/,
];
const isWritten = pattern => !NOT_WRITTEN.some(each => each.test(pattern));

/** Plugins of the server that fill in what the cluster is configured for. */
const ADMITTED = /^spec\.(?:tolerations|priority|preemptionPolicy|serviceAccountName)$/;

/** Kinds from which the tables are taken that stand for all: of pods, and of what every object has. */
const TEMPLATE = 'apps/Deployment';
const PLAIN = '/ConfigMap';

/** Schemas by where they are had. */
const documents = new Map();

const server = await startApiServer();
if (server === undefined) process.exit(0);
try {
  const kinds = {};
  for (const sample of samples) {
    const found = await ask(sample);
    const key = `${groupOf(sample)}/${sample.kind}`;
    kinds[key] = merged(kinds[key] ?? new Map(), found);
  }
  const text = written(server.version, split(kinds));
  if (process.argv.includes('--check')) {
    const same = readFileSync(output, 'utf8') === text;
    console.log(
      same
        ? 'data/api-defaults.json is up to date'
        : 'data/api-defaults.json differs from what the server answers',
    );
    process.exitCode = same ? 0 : 1;
  } else {
    writeFileSync(output, text);
    console.log(`${output}: ${text.length} bytes, from kube-apiserver ${server.version}`);
  }
} finally {
  await server.stop();
}

function groupOf({ apiVersion }) {
  return apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
}

async function pathOf({ apiVersion, kind }) {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const { body } = await server.call('GET', root);
  const resource = body.resources.find(each => each.kind === kind && !each.name.includes('/'));
  if (resource === undefined) throw new Error(`the server has no ${apiVersion} ${kind}`);
  return `${root}/${resource.namespaced ? 'namespaces/default/' : ''}${resource.name}`;
}

/** Patterns of one sample with the values that say nothing: a Map of pattern to a list of lists, one per place. */
async function ask(sample) {
  const path = await pathOf(sample);
  const create = async object => {
    const { status, body } = await server.call('POST', `${path}?dryRun=All&fieldValidation=Strict`, object);
    return status === 201 ? body : { refused: `${status} ${body.message}` };
  };
  const usual = await create(sample);
  if (usual.refused !== undefined)
    throw new Error(`${sample.kind} ${sample.metadata?.name}: ${usual.refused}`);
  const found = new Map();
  const add = (pattern, values) => found.set(pattern, [...(found.get(pattern) ?? []), values]);
  const schema = await schemaOf(sample);
  const probes = [];
  visit(usual, sample, schema, [], '');
  for (const { at, pattern, known, candidates } of probes) {
    const same = known === undefined ? [] : [known];
    for (const value of candidates) {
      if (isDeepStrictEqual(value, known)) continue;
      const answer = await create(withValue(sample, at, value));
      if (answer.refused === undefined && isDeepStrictEqual(comparable(answer), comparable(usual)))
        same.push(value);
    }
    add(pattern, same);
  }
  return found;

  /** Walks what was written, with the answer beside it. */
  function visit(answer, wrote, type, at, pattern) {
    if (Array.isArray(wrote)) {
      for (const [index, item] of wrote.entries())
        visit(answer?.[index], item, itemsOf(type), [...at, index], `${pattern}[]`);
      return;
    }
    if (typeof wrote !== 'object' || wrote === null) return;
    const properties = propertiesOf(type);
    for (const key of Object.keys(properties ?? {}).sort()) {
      const below = pattern === '' ? key : `${pattern}.${key}`;
      if (!isWritten(below) || (sample.kind === 'Pod' && ADMITTED.test(below))) continue;
      if (Object.hasOwn(wrote, key)) visit(answer?.[key], wrote[key], properties[key], [...at, key], below);
      else
        probes.push({
          at: [...at, key],
          pattern: below,
          known: answer?.[key],
          candidates: emptyOf(properties[key]),
        });
    }
  }

  function propertiesOf(type) {
    return resolve(type).properties;
  }
  function itemsOf(type) {
    return resolve(type).items ?? {};
  }
  function resolve(type) {
    const reference = type?.$ref ?? type?.allOf?.[0]?.$ref;
    return reference === undefined ? (type ?? {}) : schema.all[reference.split('/').at(-1)];
  }
  function emptyOf(type) {
    const { type: name, properties } = resolve(type);
    if (name === 'boolean') return [false];
    if (name === 'integer' || name === 'number') return [0];
    if (name === 'string') return [''];
    if (name === 'array') return [[]];
    return name === 'object' || properties !== undefined ? [{}] : [];
  }
}

async function schemaOf({ apiVersion, kind }) {
  const path = apiVersion.includes('/') ? `/openapi/v3/apis/${apiVersion}` : `/openapi/v3/api/${apiVersion}`;
  const { body } = documents.has(path) ? documents.get(path) : await server.call('GET', path);
  documents.set(path, { body });
  const all = body.components.schemas;
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const root = Object.values(all).find(each =>
    (each['x-kubernetes-group-version-kind'] ?? []).some(
      gvk => gvk.group === group && gvk.version === version && gvk.kind === kind,
    ),
  );
  return { ...root, all };
}

function withValue(object, [step, ...rest], value) {
  const copy = Array.isArray(object) ? [...object] : { ...object };
  copy[step] = rest.length === 0 ? value : withValue(object[step], rest, value);
  return copy;
}

/** An answer without what is another in each. */
function comparable(answer) {
  return JSON.parse(
    JSON.stringify(answer, (key, value) =>
      [
        'uid',
        'creationTimestamp',
        'resourceVersion',
        'controller-uid',
        'batch.kubernetes.io/controller-uid',
        'clusterIP',
        'clusterIPs',
        'nodePort',
        'managedFields',
        'deprecated.daemonset.template.generation',
      ].includes(key)
        ? undefined
        : value,
    ),
  );
}

function merged(known, more) {
  for (const [pattern, values] of more) known.set(pattern, [...(known.get(pattern) ?? []), ...values]);
  return known;
}

/** What pods, containers and metadata have in all kinds is told once. */
function split(kinds) {
  const inPod = /^(?:spec\.(?:jobTemplate\.spec\.)?template\.)?spec\./;
  const inContainer = /^containers\[\]\./;
  const inMetadata = /(?:^|\.)metadata\.(?=[a-zA-Z]+$)/;
  const tables = { metadata: new Map(), pod: new Map(), pods: new Map(), container: new Map() };
  const own = {};
  for (const [kind, patterns] of Object.entries(kinds).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const hasPods = [...patterns.keys()].some(pattern => /(?:^|\.)spec\.containers\[\]\./.test(pattern));
    const rest = new Map();
    for (const [pattern, values] of patterns) {
      const isPod = hasPods && inPod.test(pattern) && (kind === '/Pod' || pattern.includes('template.spec.'));
      const pod = pattern.replace(inPod, '');
      if (inMetadata.test(pattern)) {
        if (kind === PLAIN) merged(tables.metadata, [[pattern.replace(inMetadata, ''), values]]);
      } else if (!isPod) rest.set(pattern, values);
      else if (inContainer.test(pod) && kind === TEMPLATE)
        merged(tables.container, [[pod.replace(inContainer, ''), values]]);
      else if (/ontainers\[\]\./.test(pod)) continue;
      else if (kind === TEMPLATE) merged(tables.pod, [[pod, values]]);
      // What is filled in when a pod is made, and not in what it is made from.
      else if (kind === '/Pod') merged(tables.pods, [[pod, values]]);
    }
    own[kind] = rest;
  }
  return { ...tables, kinds: own };
}

/** Values that say nothing wherever the field is; where that depends on something else, it is only named. */
function settled(patterns) {
  const same = {};
  const depends = [];
  for (const [pattern, places] of [...patterns].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [first = []] = places;
    const everywhere = first.filter(value =>
      places.every(each => each.some(other => isDeepStrictEqual(other, value))),
    );
    if (everywhere.length > 0) same[pattern] = everywhere;
    if (places.some(each => each.length > everywhere.length)) depends.push(pattern);
  }
  return { same, depends };
}

/** How lists are merged, by their names, in all kinds of the samples: by which keys, or as sets. */
function listTypes() {
  const keys = {};
  const sets = new Set();
  for (const { body } of documents.values()) {
    for (const schema of Object.values(body.components.schemas)) {
      for (const [name, property] of Object.entries(schema.properties ?? {})) {
        const merge = property['x-kubernetes-patch-merge-key'];
        const map = property['x-kubernetes-list-map-keys'] ?? (merge === undefined ? undefined : [merge]);
        if (map !== undefined) keys[name] = [...(keys[name] ?? []), JSON.stringify(map)];
        if (property['x-kubernetes-list-type'] === 'set') sets.add(name);
      }
    }
  }
  const sorted = Object.entries(keys).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    keys: Object.fromEntries(
      sorted.map(([name, all]) => [name, [...new Set(all)].sort().map(each => JSON.parse(each))]),
    ),
    sets: [...sets].sort(),
  };
}

function written(version, { metadata, pod, pods, container, kinds }) {
  const tables = { metadata: settled(metadata), pod: settled(pod), container: settled(container) };
  const ofKinds = Object.entries(kinds).map(([kind, patterns]) => [kind, settled(patterns)]);
  const lines = (same, indent) =>
    Object.entries(same)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([pattern, values]) => `${indent}${JSON.stringify(pattern)}: ${JSON.stringify(values)}`)
      .join(',\n');
  const depends = [
    ...tables.pod.depends.map(pattern => `pod ${pattern}`),
    ...tables.container.depends.map(pattern => `container ${pattern}`),
    ...ofKinds.flatMap(([kind, { depends }]) => depends.map(pattern => `${kind} ${pattern}`)),
  ];
  const { keys, sets } = listTypes();
  return `{
  "about": "Generated by scripts/data/api-defaults.mjs from what a kube-apiserver answers. Values of fields that say nothing: the server understands the same without them; [] in a name for the items of a list. depends: where that is so in some places only. mergeKeys, sets: how lists are merged, by their names, as its OpenAPI document has it.",
  "version": ${JSON.stringify(version)},
  "metadata": {\n${lines(tables.metadata.same, '    ')}\n  },
  "pod": {\n${lines({ ...settled(pods).same, ...tables.pod.same }, '    ')}\n  },
  "container": {\n${lines(tables.container.same, '    ')}\n  },
  "kinds": {\n${ofKinds
    .filter(([, { same }]) => Object.keys(same).length > 0)
    .map(([kind, { same }]) => `    ${JSON.stringify(kind)}: {\n${lines(same, '      ')}\n    }`)
    .join(',\n')}\n  },
  "depends": [\n${depends.map(each => `    ${JSON.stringify(each)}`).join(',\n')}\n  ],
  "mergeKeys": {\n${lines(keys, '    ')}\n  },
  "sets": ${JSON.stringify(sets)}
}
`;
}
