// `npm run conformance:network`: who can connect to whom, against cyclonus (https://github.com/mattfenwick/cyclonus), over
// generated clusters. `-- --worlds N --seed N` asks more, or others. Needs cyclonus on PATH or in CYCLONUS:
// `go install github.com/mattfenwick/cyclonus/cmd/cyclonus@latest`; without it the run is skipped, and says so.
// Addresses are left out: cyclonus holds those of pods against ipBlocks, too.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { dump } from 'js-yaml';
import { random } from './rbac/world.mjs';

const { values: options } = parseArgs({
  options: { worlds: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } },
});
const library = fileURLToPath(new URL('../../lib/src/', import.meta.url));
if (!existsSync(`${library}analyzers/network/world.js`)) {
  console.error('Compile first: npm run build');
  process.exit(2);
}
const cyclonus = process.env.CYCLONUS ?? 'cyclonus';
if (spawnSync(cyclonus, ['version']).error !== undefined) {
  console.log('Skipped: cyclonus is neither on PATH nor named by CYCLONUS.');
  process.exit(0);
}
const { World } = await import(`${library}analyzers/network/world.js`);
const { Ports } = await import(`${library}analyzers/network/ports.js`);
const { ManifestSet, readDocuments } = await import(`${library}manifest/index.js`);

const NAMESPACES = { shop: { team: 'a' }, data: { team: 'b' }, ops: {} };
const ASKED = [
  ['TCP', 80, 'http'],
  ['TCP', 8443, 'https'],
  ['TCP', 9000, ''],
  ['UDP', 53, 'dns'],
  ['SCTP', 7, ''],
];
const r = random(Number(options.seed));
const folder = mkdtempSync(join(tmpdir(), 'kubeproof-network-'));
let asked = 0;
let allowed = 0;
let wrong = 0;
try {
  for (let n = 0; n < Number(options.worlds); n++) one(n);
} finally {
  rmSync(folder, { recursive: true });
}
console.log(`${asked} questions in ${options.worlds} clusters, ${allowed} allowed: ${wrong} differ`);
process.exit(wrong === 0 ? 0 : 1);

function one(n) {
  const workloads = Array.from({ length: 6 }, (_, index) => workload(index));
  const policies = Array.from({ length: 1 + r.below(6) }, (_, index) => policy(index));
  const objects = [...Object.entries(NAMESPACES).map(namespace), ...workloads, ...policies];
  const target = { id: 'manifests:.', kind: 'manifests', root: '.', files: [], environments: [], inputs: [] };
  const documents = objects.map(object => ({ text: dump(object) }));
  const { manifests } = readDocuments({ target, environment: { name: 'default' }, documents });
  const world = new World(manifests, new ManifestSet(manifests));
  const questions = world.peers.flatMap((from, i) =>
    world.peers.flatMap((to, j) => (i === j ? [] : ASKED.map(port => ({ from, to, port, i, j })))),
  );
  const theirs = ask(n, policies, questions);
  for (const [index, { from, to, port }] of questions.entries()) {
    const [protocol, number] = port;
    const ours = world.allowed(from, to).covers(Ports.range(protocol, number, number));
    asked += 1;
    if (theirs[index]) allowed += 1;
    if (ours === theirs[index]) continue;
    wrong += 1;
    if (wrong <= 10)
      console.log(
        `  different in ${n}: ${from.name} to ${to.name} on ${protocol} ${number}: ${ours}, cyclonus ${theirs[index]}`,
      );
  }
}

function ask(n, policies, questions) {
  const files = { policies: join(folder, `${n}`), traffic: join(folder, `${n}.json`) };
  // One policy a file: of several documents in one, cyclonus reads none.
  mkdirSync(files.policies);
  for (const each of policies) writeFileSync(join(files.policies, `${each.metadata.name}.yaml`), dump(each));
  const end = ({ labels, namespace }, index) => ({
    Internal: { PodLabels: labels, NamespaceLabels: namespace.labels, Namespace: namespace.name },
    IP: `10.244.0.${index + 1}`,
  });
  const traffic = questions.map(({ from, to, port: [protocol, number, name], i, j }) => ({
    Source: end(from, i),
    Destination: end(to, j),
    ResolvedPort: number,
    ResolvedPortName: name,
    Protocol: protocol,
  }));
  writeFileSync(files.traffic, JSON.stringify(traffic));
  const args = [
    'analyze',
    '--mode',
    'query-traffic',
    '--policy-path',
    files.policies,
    '--traffic-path',
    files.traffic,
  ];
  const { status, stdout, stderr } = spawnSync(cyclonus, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  const answers = [...stdout.matchAll(/IS ALLOWED\? \|\s*(TRUE|FALSE)/g)].map(
    ([, answer]) => answer === 'TRUE',
  );
  if (status !== 0 || answers.length !== questions.length)
    throw new Error(
      `cyclonus gave ${answers.length} answers to ${questions.length} questions: ${stderr.slice(0, 2000)}`,
    );
  return answers;
}

function namespace([name, labels]) {
  const all = { ...labels, 'kubernetes.io/metadata.name': name };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: all } };
}

function workload(index) {
  const labels = {
    app: r.pick(['web', 'api', 'db']),
    ...(r.chance(0.4) ? { tier: r.pick(['x', 'y']) } : {}),
  };
  const ports = ASKED.filter(([, , name]) => name !== '').map(([protocol, containerPort, name]) => ({
    protocol,
    containerPort,
    name,
  }));
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `w${index}`, namespace: r.pick(Object.keys(NAMESPACES)) },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i', ports }] } },
    },
  };
}

function policy(index) {
  const types = r.pick([['Ingress'], ['Egress'], ['Ingress', 'Egress']]);
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `p${index}`, namespace: r.pick(Object.keys(NAMESPACES)) },
    spec: {
      podSelector: podSelector(),
      policyTypes: types,
      ...(types.includes('Ingress') && r.chance(0.8) ? { ingress: rules('from') } : {}),
      ...(types.includes('Egress') && r.chance(0.8) ? { egress: rules('to') } : {}),
    },
  };
}

function rules(key) {
  return Array.from({ length: 1 + r.below(2) }, () => ({
    ...(r.chance(0.8) ? { [key]: Array.from({ length: 1 + r.below(2) }, peer) } : {}),
    ...(r.chance(0.6) ? { ports: Array.from({ length: 1 + r.below(2) }, port) } : {}),
  }));
}

function peer() {
  const kind = r.below(5);
  if (kind === 0) return { ipBlock: { cidr: '192.0.2.0/24' } };
  if (kind === 1) return { podSelector: podSelector() };
  if (kind === 2) return { namespaceSelector: namespaceSelector() };
  return { namespaceSelector: namespaceSelector(), podSelector: podSelector() };
}

function port() {
  const [protocol, number, name] = r.pick(ASKED);
  const kind = r.below(4);
  if (kind === 0) return { protocol };
  if (kind === 1 && name !== '') return { protocol, port: name };
  if (kind === 2)
    return { protocol, port: Math.max(1, number - r.below(50)), endPort: number + r.below(900) };
  return { protocol, port: number };
}

function podSelector() {
  switch (r.below(5)) {
    case 0:
      return {};
    case 1:
      return { matchExpressions: [{ key: 'tier', operator: r.pick(['Exists', 'DoesNotExist']) }] };
    case 2:
      return { matchExpressions: [{ key: 'app', operator: r.pick(['In', 'NotIn']), values: ['web', 'db'] }] };
    case 3:
      return { matchLabels: { app: r.pick(['web', 'api', 'db']), tier: 'x' } };
    default:
      return { matchLabels: { app: r.pick(['web', 'api', 'db']) } };
  }
}

function namespaceSelector() {
  switch (r.below(4)) {
    case 0:
      return {};
    case 1:
      return { matchLabels: { team: r.pick(['a', 'b']) } };
    case 2:
      return { matchExpressions: [{ key: 'team', operator: r.pick(['Exists', 'DoesNotExist']) }] };
    default:
      return { matchLabels: { 'kubernetes.io/metadata.name': r.pick(Object.keys(NAMESPACES)) } };
  }
}
