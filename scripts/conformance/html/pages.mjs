// The pages that are looked at: a report with everything, one with ten thousand findings, and the report of many builds.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const tests = new URL('../../../lib/__tests__/', import.meta.url);
const sources = new URL('../../../lib/src/', import.meta.url);
const { sampleReport } = await import(new URL('reports/sample-report.js', tests));
const { sampleChanges } = await import(new URL('reports/sample-changes.js', tests));
const { writeQuarter } = await import(new URL('compliance/quarter.js', tests));
const { runOn, SHOP, bundleOf, contentOf } = await import(new URL('evidence/shop.js', tests));
const { htmlReport } = await import(new URL('reports/index.js', sources));
const { frameworkHtml, joinBuilds, readBuilds } = await import(new URL('compliance/index.js', sources));
const { loadFrameworks } = await import(new URL('evidence/index.js', sources));
const { memoryTree } = await import(new URL('repository/index.js', sources));
const { readReport } = await import(new URL('review/index.js', sources));

const opened = (workload, level, peer, ports) => ({
  what: 'opened',
  direction: 'ingress',
  workloads: [`Deployment shop/${workload}`],
  environments: ['prod'],
  risk: 'high',
  text: `Deployment shop/${workload} accepts connections from ${peer} now: NetworkPolicy shop/${workload} is gone.`,
  gained: [{ level, peer, ports }],
  lost: [],
  because: [],
});
const NETWORK = {
  changes: [
    opened('web', 'everywhere', 'everywhere', 'all ports'),
    opened('worker', 'namespace', 'pods of namespace ops with app=prometheus', 'TCP 9090'),
  ],
  connections: {
    gained: [],
    lost: ['web', 'pay'].map(name => ({
      from: `Deployment shop/${name}`,
      to: 'Deployment shop/db',
      ports: 'TCP 5432',
      environments: ['prod'],
    })),
  },
  notConsidered: [],
  assumptions: ['The network plugin enforces NetworkPolicies.'],
  verdict: '1 workload is open to everything now',
};

/** Writes every page into a folder. @returns name, path, and how many findings it has */
export async function writePages(folder) {
  const { '.kubeproof.yaml': _frameworks, ...shop } = SHOP;
  const pages = {
    everything: htmlReport({ ...sampleReport, changes: sampleChanges, network: NETWORK }),
    controls: contentOf(bundleOf(await runOn(shop)), 'report.html'),
    'ten-thousand-new': htmlReport(withFindings(10_000, 'new')),
    'ten-thousand-known': htmlReport(withFindings(10_000, 'unchanged')),
    quarter: await quarter(),
  };
  return Object.entries(pages).map(([name, content]) => {
    const path = join(folder, `${name}.html`);
    writeFileSync(path, content);
    return { name, path, bytes: Buffer.byteLength(content) };
  });
}

/** A report with that many findings, as different from each other as those of a large repository. */
export function withFindings(count, state) {
  const samples = sampleReport.findings.filter(f => f.state === 'new' && f.waiver === undefined);
  const findings = Array.from({ length: count }, (_, i) => {
    const sample = samples[i % samples.length];
    return {
      ...sample,
      state,
      blocking: state === 'new' && sample.severity === 'error',
      fingerprint: i.toString(16).padStart(32, '0'),
      resource: { ...sample.resource, name: `${sample.resource.name}-${Math.floor(i / 7)}` },
      message: sample.message.replace(/"[^"]*"/, `"app-${i % 97}"`),
      ...(sample.location === undefined
        ? {}
        : { location: { ...sample.location, file: `charts/team-${i % 40}/${sample.location.file}` } }),
    };
  });
  const of = severity => findings.filter(f => f.severity === severity).length;
  const counts = { error: of('error'), warning: of('warning'), info: of('info') };
  const none = { error: 0, warning: 0, info: 0 };
  return {
    ...sampleReport,
    findings,
    counts: {
      new: state === 'new' ? counts : none,
      unchanged: state === 'new' ? none : counts,
      fixed: none,
      waived: none,
      blocking: findings.filter(f => f.blocking).length,
    },
  };
}

async function quarter() {
  const folder = mkdtempSync(join(tmpdir(), 'kubeproof-quarter-'));
  try {
    await writeQuarter(folder);
    const [framework] = loadFrameworks(['soc2'], memoryTree({})).frameworks;
    const read = await readBuilds([folder], { framework, readReport });
    return frameworkHtml(joinBuilds({ version: '0.0.0', framework, ...read, asked: {} }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
