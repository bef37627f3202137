// `node bench/changes.mjs [RESOURCES...]`: time and memory of the semantic diff of two large sets of resources of which
// 1 % changed (2500, 5000, 10000), one process per figure. Measured is the diff from manifests that are read already, `read`
// is beside it, and so is the whole report with its stories, restarts and consequences. `shared`: as in a run, where
// a document that is the same in both is read once; `apart`: nothing is shared, and each object is gone through. The limit is
// held against the time of the processor: the diff does nothing but compute. Compile first.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const library = fileURLToPath(new URL('../lib/src/', import.meta.url));
const RUNS = Number(process.env.BENCH_RUNS ?? 3);
/** What the diff of 10,000 may take; memory is the whole process with both sets. */
const LIMIT = { milliseconds: 1000, megabytes: 300 };

if (process.argv[2] === 'one') {
  await one(Number(process.argv[3]), process.argv[4] === 'shared');
} else {
  if (!existsSync(library)) {
    console.error('Compile first: npm run build');
    process.exit(2);
  }
  const sizes = process.argv.slice(2).map(Number);
  if (sizes.length === 0) sizes.push(2500, 5000, 10000);
  console.log(`Node ${process.version}, ${RUNS} runs each, medians\n`);
  let within = true;
  for (const how of ['shared', 'apart']) {
    console.log(how);
    for (const size of sizes) {
      const { read, diff, report, memory, changes, stories } = median(size, how);
      console.log(
        `  ${String(size).padStart(6)} resources: diff ${diff.toFixed(0).padStart(5)} ms, whole report ${report.toFixed(0).padStart(5)} ms, ${memory.toFixed(0).padStart(4)} MB, ${changes} changed in ${stories} stories (read ${read.toFixed(0)} ms)`,
      );
      if (size <= 10_000 && (diff > LIMIT.milliseconds || memory > LIMIT.megabytes)) within = false;
    }
  }
  console.log(
    `\n${within ? 'within' : 'NOT within'} ${LIMIT.milliseconds} ms and ${LIMIT.megabytes} MB for 10,000`,
  );
  process.exitCode = within ? 0 : 1;
}

function median(size, how) {
  const runs = Array.from({ length: RUNS }, () => {
    const args = [fileURLToPath(import.meta.url), 'one', String(size), how];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr.slice(-2000));
    return JSON.parse(stdout);
  });
  return runs.sort((a, b) => a.diff - b.diff)[Math.floor(RUNS / 2)];
}

async function one(size, shared) {
  const { diffSets } = await import(`${library}changes/diff/index.js`);
  const { changeReport } = await import(`${library}changes/index.js`);
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
  const cache = new Map();
  const read = changed => {
    const documents = Array.from({ length: size }, (_, i) => ({ text: object(i, changed) }));
    const own = shared ? cache : new Map();
    return new ManifestSet(readDocuments({ target, environment, documents, cache: own }).manifests);
  };
  const started = performance.now();
  const base = read(false);
  const head = read(true);
  const done = performance.now() - started;
  const timed = work => {
    const before = process.cpuUsage();
    const result = work();
    const { user, system } = process.cpuUsage(before);
    return [result, (user + system) / 1000];
  };
  const [changes, diff] = timed(() => diffSets(base, head));
  const memory = process.resourceUsage().maxRSS / 1024;
  const [{ stories }, report] = timed(() => changeReport({ base, head }));
  console.log(
    JSON.stringify({ read: done, diff, report, memory, changes: changes.length, stories: stories.length }),
  );
}

/** Of every five resources a Deployment, a Service, a ConfigMap with YAML in it, a Role and a NetworkPolicy; always the same. */
function object(i, changed) {
  const name = `app-${i}`;
  const namespace = `team-${i % 40}`;
  const isOther = changed && i % 100 < 5 && i % 500 < 100;
  const metadata = { name, namespace, labels: { app: name, team: namespace } };
  const of = (apiVersion, kind, rest) => JSON.stringify({ apiVersion, kind, metadata, ...rest });
  switch (i % 5) {
    case 0:
      return of('apps/v1', 'Deployment', {
        spec: {
          replicas: 2,
          selector: { matchLabels: { app: name } },
          template: {
            metadata: { labels: { app: name } },
            spec: {
              serviceAccountName: name,
              containers: ['app', 'proxy', 'metrics'].map((container, at) => ({
                name: container,
                image: `registry.example.com/${container}:1.4.${isOther && at === 0 ? 3 : 2}`,
                env: Array.from({ length: 12 }, (_, n) => ({
                  name: `KEY_${n}`,
                  value: `value ${n} of ${name}`,
                })),
                ports: [{ containerPort: 8080 + at, name: container }],
                resources: {
                  limits: { cpu: '500m', memory: '256Mi' },
                  requests: { cpu: '100m', memory: '128Mi' },
                },
                readinessProbe: { httpGet: { path: '/ready', port: container }, periodSeconds: 5 },
              })),
              volumes: [{ name: 'settings', configMap: { name } }],
            },
          },
        },
      });
    case 1:
      return of('v1', 'Service', {
        spec: {
          selector: { app: name },
          ports: [{ name: 'http', port: isOther ? 81 : 80, targetPort: 'app' }],
        },
      });
    case 2:
      return of('v1', 'ConfigMap', {
        data: {
          'settings.yaml': `level: ${isOther ? 'debug' : 'info'}\nretries: ${i % 7}\nhosts: [a.example.com, b.example.com]\n`,
        },
      });
    case 3:
      return of('rbac.authorization.k8s.io/v1', 'Role', {
        rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', ...(isOther ? ['list'] : [])] }],
      });
    default:
      return of('networking.k8s.io/v1', 'NetworkPolicy', {
        spec: {
          podSelector: { matchLabels: { app: name } },
          ingress: [{ from: [{ podSelector: {} }], ports: [{ port: isOther ? 81 : 8080 }] }],
        },
      });
  }
}
