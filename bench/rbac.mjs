// `node bench/rbac.mjs [ROLES...]`: time and memory of the difference between two large sets of roles and bindings, each
// as many roles as bindings (1250, 2500, 5000), one process per figure: with 1 % of the roles changed, and with all of
// them. What is measured is the difference from manifests that are read already; `read` is beside it. The limit is
// held against the time of the processor: it does nothing but compute, so an idle machine takes no longer than that.
// Compile first.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const API = 'rbac.authorization.k8s.io';
const library = fileURLToPath(new URL('../lib/src/', import.meta.url));
const RUNS = Number(process.env.BENCH_RUNS ?? 3);
/** What the whole of 5,000 may take. */
const LIMIT = { milliseconds: 5000, megabytes: 500 };

if (process.argv[2] === 'one') {
  await one(Number(process.argv[3]), Number(process.argv[4]));
} else {
  if (!existsSync(library)) {
    console.error('Compile first: npm run build');
    process.exit(2);
  }
  const sizes = process.argv.slice(2).map(Number);
  if (sizes.length === 0) sizes.push(1250, 2500, 5000);
  console.log(`Node ${process.version}, ${RUNS} runs each, medians\n`);
  let within = true;
  for (const [share, name] of [
    [0.01, '1 % of the roles changed'],
    [1, 'every role changed'],
  ]) {
    console.log(name);
    const rows = sizes.map(size => ({ size, ...median(size, share) }));
    for (const { size, diff, cpu, read, memory, subjects } of rows) {
      console.log(
        `  ${String(size).padStart(6)} roles and bindings: ${diff.toFixed(0).padStart(6)} ms (${cpu.toFixed(0)} ms of processor), ${((cpu / size) * 1000).toFixed(0).padStart(5)} µs each, ${memory.toFixed(0).padStart(4)} MB, ${subjects} subjects changed (read ${read.toFixed(0)} ms)`,
      );
      if (size <= 5000 && (cpu > LIMIT.milliseconds || memory > LIMIT.megabytes)) within = false;
    }
  }
  console.log(
    `\n${within ? 'within' : 'NOT within'} ${LIMIT.milliseconds} ms and ${LIMIT.megabytes} MB for 5,000`,
  );
  process.exitCode = within ? 0 : 1;
}

function median(size, share) {
  const runs = Array.from({ length: RUNS }, () => {
    const args = [fileURLToPath(import.meta.url), 'one', String(size), String(share)];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr.slice(-2000));
    return JSON.parse(stdout);
  });
  return runs.sort((a, b) => a.cpu - b.cpu)[Math.floor(RUNS / 2)];
}

async function one(size, share) {
  const { permissionReport } = await import(`${library}analyzers/index.js`);
  const { ManifestSet, readDocuments } = await import(`${library}manifest/index.js`);
  const environment = { name: 'default', reason: 'bench' };
  const target = {
    id: 'manifests:',
    kind: 'manifests',
    root: '',
    files: [],
    environments: [environment],
    inputs: [],
    reason: 'bench',
  };
  const started = performance.now();
  const cache = new Map();
  const read = changed => {
    const documents = objects(size, changed).map(object => ({ text: JSON.stringify(object) }));
    return new ManifestSet(readDocuments({ target, environment, documents, cache }).manifests);
  };
  const base = read(0);
  const head = read(share);
  const before = performance.now();
  const cpuBefore = process.cpuUsage();
  const report = permissionReport(base, head, { kubernetes: '1.34' });
  const diff = performance.now() - before;
  const { user, system } = process.cpuUsage(cpuBefore);
  console.log(
    JSON.stringify({
      read: before - started,
      diff,
      cpu: (user + system) / 1000,
      memory: process.resourceUsage().maxRSS / 1024,
      subjects: report.changes.length,
    }),
  );
}

/**
 * A large cluster's worth: one namespace for 50 roles, ServiceAccounts with one to three bindings, a few groups with
 * many, ClusterRoles bound once and in many namespaces, and everybody bound to `view` somewhere.
 */
function objects(size, changed) {
  const RESOURCES = [
    'pods',
    'configmaps',
    'secrets',
    'services',
    'deployments',
    'jobs',
    'events',
    'pods/log',
  ];
  const namespaceOf = index => `team-${index % Math.ceil(size / 50)}`;
  const of = (kind, name, namespace, rest) => ({
    apiVersion: `${API}/v1`,
    kind,
    metadata: namespace === '' ? { name } : { name, namespace },
    ...rest,
  });
  const list = [];
  for (let i = 0; i < size; i++) {
    const namespace = i % 3 === 0 ? '' : namespaceOf(i);
    const isChanged = changed === 1 || (changed > 0 && i % Math.round(1 / changed) === 0);
    const rules = [0, 1, 2].map(n => ({
      apiGroups: [['', 'apps', 'batch', 'example.com'][(i + n) % 4]],
      resources: [RESOURCES[(i + n) % RESOURCES.length], `kind${(i * 7 + n) % 400}`],
      verbs: ['get', 'list', ...(n === 0 ? ['watch'] : []), ...(n === 2 && isChanged ? ['create'] : [])],
      ...(i % 10 === n ? { resourceNames: [`name-${i}`] } : {}),
    }));
    list.push(of(namespace === '' ? 'ClusterRole' : 'Role', `role-${i}`, namespace, { rules }));
    const kind = namespace === '' ? 'ClusterRole' : 'Role';
    const home = namespaceOf(i);
    const subjects = [{ kind: 'ServiceAccount', name: `bot-${i % Math.ceil(size / 2)}`, namespace: home }];
    if (i % 20 === 0) subjects.push({ apiGroup: API, kind: 'Group', name: `group-${i % 7}` });
    if (i % 25 === 0) subjects.push({ apiGroup: API, kind: 'User', name: `user-${i % 100}` });
    const name = i % 17 === 0 ? 'view' : `role-${i}`;
    const roleRef = { apiGroup: API, kind: i % 17 === 0 ? 'ClusterRole' : kind, name };
    const whole = i % 6 === 0;
    list.push(
      of(whole ? 'ClusterRoleBinding' : 'RoleBinding', `binding-${i}`, whole ? '' : home, {
        roleRef,
        subjects,
      }),
    );
  }
  return list;
}
