import { describe, expect, test } from '@jest/globals';
import { loadConfig, loadWaivers } from '../src/config/index.ts';
import { memoryTree } from '../src/repository/index.ts';
import { anchorLookup } from '../src/review/anchors.ts';
import { patchLines } from '../src/review/patch.ts';
import { type RunInput, run } from '../src/run.ts';

/** Guardrails on change on the whole way, over plain manifests. */

const CONFIG = 'profile: minimal\nguardrails:\n';

async function check(
  base: Record<string, string> | undefined,
  head: Record<string, string>,
  more: Partial<RunInput> = {},
) {
  const tree = memoryTree(head);
  const { config, problems } = loadConfig(tree, undefined, {});
  const { waivers, problems: waiverProblems } = loadWaivers(tree, config.waivers);
  const { report } = await run({
    head: tree,
    ...(base === undefined ? {} : { base: memoryTree(base, 'base') }),
    config,
    configFrom: 'head',
    rulesTree: tree,
    waivers,
    paths: [],
    problems: [...problems, ...waiverProblems],
    today: '2026-06-01',
    ...more,
  });
  return report;
}

const claim = (name: string) =>
  `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: ${name}\n  namespace: shop\nspec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n`;

const deployment = (image: string, more = '') => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: app
          image: ${image}
${more}`;

const data = `${CONFIG}  data-deleted: {severity: error}\n`;

describe('a resource that is deleted', () => {
  const base = { 'a.yaml': `${claim('logs')}---\n${claim('data')}`, '.kubeproof.yaml': data };
  const head = { 'a.yaml': claim('logs'), '.kubeproof.yaml': data };

  test('is told at the line of the base that says what it is, and blocks', async () => {
    expect(await check(base, head)).toMatchObject({
      outcome: 'fail',
      findings: [
        {
          guardrail: 'data-deleted',
          state: 'new',
          side: 'removed',
          blocking: true,
          field: 'kind',
          resource: { name: 'data', namespace: 'shop' },
          location: { kind: 'manifest', file: 'a.yaml', line: 9 },
        },
      ],
    });
  });

  test('gets its comment on the deleted line', async () => {
    const [finding] = (await check(base, head)).findings;
    if (finding === undefined) throw new Error('no finding');
    const gone = `---\n${claim('data')}`.trimEnd().split('\n');
    const patch = [`@@ -6,${gone.length + 1} +6,1 @@`, ' spec: {}', ...gone.map(line => `-${line}`)].join(
      '\n',
    );
    const file = { path: 'a.yaml', status: 'modified', binary: false, ...patchLines(patch) };
    expect(anchorLookup([file])(finding)).toEqual({ path: 'a.yaml', line: 9, side: 'LEFT' });
  });

  test('is nothing without a base, and nothing once it is merged', async () => {
    expect((await check(undefined, head)).findings).toEqual([]);
    expect((await check(head, head)).findings).toEqual([]);
  });

  test('is accepted by a waiver', async () => {
    const waivers =
      'waivers: [{guardrail: data-deleted, resource: {kind: PersistentVolumeClaim, name: data}, owner: ops, reason: empty, expires: 2026-12-31}]';
    const file = { '.kubeproof/waivers.yaml': waivers };
    const report = await check({ ...base, ...file }, { ...head, ...file });
    expect(report.problems).toEqual([]);
    expect(report).toMatchObject({
      outcome: 'pass',
      findings: [{ guardrail: 'data-deleted', waiver: { owner: 'ops' }, blocking: false }],
    });
  });

  test('is not accepted by a comment that stands at its number in the head', async () => {
    const comment = '# kubeproof:ignore data-deleted they are copies\n';
    const after = `${claim('logs')}---\n${comment}${claim('other').replace('1Gi', '2Gi')}`;
    expect(await check(base, { ...head, 'a.yaml': after })).toMatchObject({
      outcome: 'fail',
      findings: [{ guardrail: 'data-deleted', blocking: true }],
    });
  });

  test('waits for the approval that the configuration asks for', async () => {
    const config = `${data}approvals:\n  - for: [data-*]\n    from: ["@ops"]\n`;
    const asked = { ...head, '.kubeproof.yaml': config };
    const approver = { login: 'ops', at: '2026-06-01T09:00:00Z', commit: 'c', teams: [] };
    expect(await check(base, asked, { approvers: [] })).toMatchObject({
      outcome: 'fail',
      approvals: [{ state: 'waiting' }],
    });
    expect(await check(base, asked, { approvers: [approver] })).toMatchObject({
      outcome: 'pass',
      findings: [{ guardrail: 'data-deleted', approved: [{ login: 'ops' }], blocking: false }],
    });
  });
});

test('a claim with another name is another claim', async () => {
  const files = (name: string) => ({ 'a.yaml': claim(name), '.kubeproof.yaml': data });
  expect((await check(files('data'), files('shop-data'))).findings).toMatchObject([
    {
      guardrail: 'data-deleted',
      side: 'removed',
      location: { file: 'a.yaml', line: 2 },
      message: expect.stringContaining(
        'PersistentVolumeClaim data is deleted, as another one comes in its place',
      ),
    },
  ]);
});

describe('one cause, one voice', () => {
  const before = deployment(
    'ghcr.io/acme/web:1.0.0',
    '          securityContext: {privileged: false, readOnlyRootFilesystem: true}\n',
  );
  const after = deployment(
    'ghcr.io/acme/web:1.0.0',
    '          securityContext:\n            privileged: true\n            readOnlyRootFilesystem: false\n',
  );
  const told = async (more: string) => {
    const config = { '.kubeproof.yaml': `${CONFIG}  security-context-weakened: {}\n${more}` };
    const { findings } = await check({ 'a.yaml': before, ...config }, { 'a.yaml': after, ...config });
    return findings.map(({ guardrail, location }) => `${guardrail} ${location?.line}`).sort();
  };

  test('a guardrail on the state tells it', async () => {
    expect(await told('')).toEqual(['privileged-container 13', 'security-context-weakened 14']);
  });

  test('where it is off, the one on the change does', async () => {
    expect(await told('  privileged-container: off\n')).toEqual([
      'security-context-weakened 13',
      'security-context-weakened 14',
    ]);
  });
});

test('a field that is gone is told at what is left of its place, with the line that held it', async () => {
  const config = { '.kubeproof.yaml': `${CONFIG}  probe-removed: {}\n` };
  const probe = '          livenessProbe: {tcpSocket: {port: 80}}\n';
  const { findings } = await check(
    { 'a.yaml': deployment('ghcr.io/acme/web:1.0.0', probe), ...config },
    { 'a.yaml': deployment('ghcr.io/acme/web:1.0.0'), ...config },
  );
  expect(findings).toMatchObject([
    {
      guardrail: 'probe-removed',
      side: 'added',
      location: { file: 'a.yaml', line: 10 },
      related: [{ file: 'a.yaml', line: 12, side: 'base' }],
    },
  ]);
});

test('a label of the pull request says that a large change is meant', async () => {
  const config = { '.kubeproof.yaml': `${CONFIG}  large-change: {parameters: {resources: 1}}\n` };
  const head = { 'a.yaml': `${claim('a')}---\n${claim('b')}`, ...config };
  const report = await check(config, head);
  expect(report.findings).toMatchObject([
    { guardrail: 'large-change', location: { file: 'a.yaml', line: 2 } },
  ]);
  expect((await check(config, head, { labels: ['large-change'] })).findings).toEqual([]);
});

test('what could not be read before is not new now', async () => {
  const config = { '.kubeproof.yaml': `${CONFIG}  service-exposed: {}\n` };
  const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: LoadBalancer}\n';
  const head = { 'a.yaml': service, ...config };
  expect((await check({ 'a.yaml': 'kind: Service\napiVersion: [\n', ...config }, head)).findings).toEqual([]);
  expect(
    (await check({ 'a.yaml': service.replace('LoadBalancer', 'ClusterIP'), ...config }, head)).findings,
  ).toHaveLength(1);
});
