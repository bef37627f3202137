// Generates data/rbac/defaults.json: the roles and bindings that every API server creates by itself, per Kubernetes
// release, from Kubernetes' own record of them (plugin/pkg/auth/authorizer/rbac/bootstrappolicy/testdata, with the
// feature gates of the release as they are by default). Needs `go` and a module proxy; run by hand when a release comes
// out: add it to MODULES, then `node scripts/data/rbac-defaults.mjs`. With --check it only tells whether the committed
// file is what the sources give. `npm run conformance:rbac` compares one release with a running API server.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';

/** Pinned; ascending, without gaps. */
const MODULES = [
  'v1.20.15',
  'v1.21.14',
  'v1.22.17',
  'v1.23.17',
  'v1.24.17',
  'v1.25.16',
  'v1.26.15',
  'v1.27.16',
  'v1.28.15',
  'v1.29.15',
  'v1.30.14',
  'v1.31.14',
  'v1.32.13',
  'v1.33.13',
  'v1.34.4',
  'v1.35.4',
  'v1.36.3',
  'v1.37.0',
];
const FOLDER = 'plugin/pkg/auth/authorizer/rbac/bootstrappolicy/testdata';
/** Those with `-featuregates` are what the same release has with every gate on. */
const FILES = [
  'cluster-roles',
  'cluster-role-bindings',
  'controller-roles',
  'controller-role-bindings',
  'namespace-roles',
  'namespace-role-bindings',
];
const GROUP = 'rbac.authorization.k8s.io';
const BOOTSTRAPPING = 'kubernetes.io/bootstrapping';
const AUTOUPDATE = 'rbac.authorization.kubernetes.io/autoupdate';

const output = fileURLToPath(new URL('../../data/rbac/defaults.json', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'kubeproof-rbac-'));

function download(version) {
  const answer = execFileSync('go', ['mod', 'download', '-json', `k8s.io/kubernetes@${version}`], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, GOFLAGS: '-mod=mod' },
  });
  return JSON.parse(answer).Dir;
}

/** Every object of one release, in the order of its files. */
function objectsOf(version) {
  const root = join(download(version), FOLDER);
  return FILES.flatMap(file => load(readFileSync(join(root, `${file}.yaml`), 'utf8')).items);
}

const rules = new Map();

/** The number of a rule in `rules`: most are in several objects or several releases. */
function intern(rule) {
  const text = JSON.stringify(rule, ['verbs', 'apiGroups', 'resources', 'resourceNames', 'nonResourceURLs']);
  if (Object.keys(rule).length !== Object.keys(JSON.parse(text)).length)
    throw new Error(`unknown field: ${JSON.stringify(rule)}`);
  if (!rules.has(text)) rules.set(text, rules.size);
  return rules.get(text);
}

/** An object without what all of them have in common; throws at what `defaults.ts` would not give back. */
function packed({ apiVersion, kind, metadata, ...rest }) {
  const { name, namespace, labels, annotations, creationTimestamp, ...more } = metadata;
  const { [BOOTSTRAPPING]: bootstrapping, ...others } = labels;
  if (
    apiVersion !== `${GROUP}/v1` ||
    bootstrapping !== 'rbac-defaults' ||
    JSON.stringify(annotations) !== JSON.stringify({ [AUTOUPDATE]: 'true' }) ||
    (creationTimestamp ?? null) !== null ||
    Object.keys(more).length > 0
  )
    throw new Error(`not as the others: ${JSON.stringify({ apiVersion, kind, metadata })}`);
  const { aggregationRule, rules: written, roleRef, subjects, ...unknown } = rest;
  if (Object.keys(unknown).length > 0) throw new Error(`unknown field: ${JSON.stringify(unknown)}`);
  return {
    kind,
    name,
    namespace,
    labels: Object.keys(others).length === 0 ? undefined : others,
    aggregationRule,
    rules: written?.map(intern),
    roleRef,
    subjects,
  };
}

const minorOf = version => Number(version.split('.')[1]);
const minors = MODULES.map(minorOf);
/** Text of an object -> the releases that have it. */
const seen = new Map();
for (const version of MODULES) {
  for (const object of objectsOf(version)) {
    const text = JSON.stringify(packed(object));
    seen.set(text, [...(seen.get(text) ?? []), minorOf(version)]);
  }
}
rmSync(folder, { recursive: true });

/** Releases in a row, as [since, until): until is absent where the newest release is the last. */
function ranges(list) {
  const rows = [];
  for (const minor of list) {
    const last = rows.at(-1);
    if (last?.until === minor) last.until = minor + 1;
    else rows.push({ since: minor, until: minor + 1 });
  }
  const end = minors.at(-1) + 1;
  return rows.map(({ since, until }) => (until === end ? { since } : { since, until }));
}

const objects = [...seen]
  .flatMap(([text, list]) => ranges(list).map(range => ({ ...JSON.parse(text), ...range })))
  .sort(
    (a, b) =>
      compare(a.kind, b.kind) ||
      compare(a.namespace ?? '', b.namespace ?? '') ||
      compare(a.name, b.name) ||
      a.since - b.since,
  );

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

const lines = values => `[\n${values.map(value => `    ${value}`).join(',\n')}\n  ]`;
const text = `{
  "about": "Generated by scripts/data/rbac-defaults.mjs from the Go modules below (Apache-2.0). Numbers in the rules of an object are positions in rules; since and until (exclusive) are minor releases.",
  "modules": ${JSON.stringify({ 'k8s.io/kubernetes': MODULES })},
  "rules": ${lines([...rules.keys()])},
  "objects": ${lines(objects.map(object => JSON.stringify(object)))}
}
`;
if (process.argv.includes('--check')) {
  const same = readFileSync(output, 'utf8') === text;
  console.log(
    same ? 'data/rbac/defaults.json is up to date' : 'data/rbac/defaults.json differs from its sources',
  );
  process.exitCode = same ? 0 : 1;
} else {
  writeFileSync(output, text);
  console.log(`${objects.length} objects, ${rules.size} rules, ${text.length} bytes`);
}
