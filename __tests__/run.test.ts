import { describe, expect, test } from '@jest/globals';
import { loadConfig, loadWaivers } from '../src/config/index.ts';
import { memoryTree, type Tree } from '../src/repository/index.ts';
import { type RunInput, run } from '../src/run.ts';

const pod = (name: string, privileged: boolean) => `apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: shop}
spec:
  containers:
    - name: app
      image: ghcr.io/acme/app:1.0.0
      resources: {requests: {cpu: 1m, memory: 1Mi}, limits: {memory: 1Mi}}
      securityContext: {privileged: ${privileged}, runAsNonRoot: true, allowPrivilegeEscalation: ${privileged}}
`;

/** Runs as the command line does, with the configuration of the head. */
function check(head: Record<string, string>, base?: Record<string, string>, more: Partial<RunInput> = {}) {
  const tree: Tree = memoryTree(head);
  const { config, problems } = loadConfig(tree, undefined, {});
  const { waivers, problems: waiverProblems } = loadWaivers(tree, config.waivers);
  return run({
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
}
const states = async (...args: Parameters<typeof check>) =>
  (await check(...args)).report.findings.map(
    f => `${f.state} ${f.guardrail} ${f.location?.file}:${f.location?.line}`,
  );

describe('the whole way, over plain manifests', () => {
  test('says what is new, what was there, and what is fixed, each at its line', async () => {
    const base = {
      'a.yaml': pod('old', true),
      'b.yaml': pod('mended', true),
      'c.yaml': pod('broken', false),
    };
    const head = { ...base, 'b.yaml': pod('mended', false), 'c.yaml': pod('broken', true) };
    expect(await states(head, base)).toEqual([
      'new privileged-container c.yaml:9',
      'unchanged privileged-container a.yaml:9',
      'fixed privileged-container b.yaml:9',
    ]);
  });

  test('what the change took away is told at the line that is gone', async () => {
    const base = { 'a.yaml': pod('x', false) };
    const head = { 'a.yaml': pod('x', false).replace('runAsNonRoot: true, ', '') };
    const { report } = await check(head, base);
    expect(report.findings).toMatchObject([
      {
        guardrail: 'run-as-non-root',
        location: { file: 'a.yaml', line: 9 },
        related: [{ file: 'a.yaml', line: 9, side: 'base', note: 'it was set here before' }],
      },
    ]);
  });

  test('a credential in a text is at its line where the text is written as it is', async () => {
    const map = (text: string) => `apiVersion: v1
kind: ConfigMap
metadata: {name: x, namespace: shop}
data:
  app.conf: ${text}
`;
    const password = 'Zq8' + 'vT2mXk49LpWr7';
    const lines = ['level: debug', 'user: shop', `db_password: ${password}`, 'pool: 4'];
    const block = map(`|\n${lines.map(line => `    ${line}\n`).join('')}`);
    const { report } = await check({ 'a.yaml': block, 'b.yaml': map(JSON.stringify(lines.join('\n'))) });
    expect(
      report.findings
        .filter(({ guardrail }) => guardrail === 'credential-in-configuration')
        .map(({ location }) => [location?.file, location?.line, location?.column]),
    ).toEqual([
      ['a.yaml', 8, 5],
      ['b.yaml', 5, 13],
    ]);
    expect(JSON.stringify(report)).not.toContain(password);
  });

  test('a finding about a role names what grants it', async () => {
    const rbac = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: reader}
rules:
  - {apiGroups: [""], resources: [secrets], verbs: [get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: bot-reader}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
subjects: [{kind: ServiceAccount, name: bot, namespace: shop}]
`;
    const { report } = await check({ 'rbac.yaml': rbac });
    const finding = report.findings.find(f => f.guardrail === 'rbac-secrets-read');
    expect(finding?.location).toMatchObject({ file: 'rbac.yaml', line: 5 });
    expect(finding?.related).toMatchObject([
      { file: 'rbac.yaml', line: 10, column: 73, note: 'granted by ClusterRoleBinding bot-reader' },
    ]);
  });

  test('moving lines, comments and documents changes nothing', async () => {
    const base = { 'a.yaml': `${pod('x', true)}---\n${pod('y', true)}` };
    const head = { 'a.yaml': `# moved\n\n${pod('y', true)}---\n# and this\n${pod('x', true)}` };
    expect((await states(head, base)).every(s => s.startsWith('unchanged'))).toBe(true);
  });

  test('without a base everything counts', async () => {
    const { report } = await check({ 'a.yaml': pod('x', true) });
    expect(report).toMatchObject({ outcome: 'fail', exitCode: 1, scope: 'all', objects: 1 });
    expect(report.base).toBeUndefined();
  });

  test('an input that cannot be read is named, gates, and hides nobody', async () => {
    const { report } = await check({ 'a.yaml': `kind: Pod\napiVersion: [\n---\n${pod('x', false)}` });
    expect(report).toMatchObject({ outcome: 'incomplete', exitCode: 2, objects: 1 });
    expect(report.problems).toMatchObject([{ code: 'yaml-invalid', file: 'a.yaml', gates: true }]);
  });

  test('a waiver accepts, and says who did', async () => {
    const waivers =
      'waivers: [{guardrail: privileged-container, owner: ops, reason: r, expires: 2026-12-31}]';
    const { report } = await check({ 'a.yaml': pod('x', true), '.kubeproof/waivers.yaml': waivers });
    expect(report.outcome).toBe('pass');
    expect(report.findings[0]?.waiver).toMatchObject({ owner: 'ops', expires: '2026-12-31' });
  });

  test('a comment accepts the block it stands at, unless the guardrail is locked or comments are off', async () => {
    const line = '      securityContext:';
    const commented = pod('x', true).replace(
      line,
      `      # kubeproof:ignore privileged-container the CNI owns the node\n${line}`,
    );
    const head = { 'a.yaml': commented };
    const outcome = async (config: string, base: Record<string, string> = { 'a.yaml': '' }) => {
      const { report } = await check({ ...head, '.kubeproof.yaml': config }, base);
      const found = report.findings.find(f => f.guardrail === 'privileged-container');
      return [report.outcome, found?.waiver?.line ?? 'no waiver'];
    };
    expect(await outcome('')).toEqual(['pass', 9]);
    expect(await outcome('inline-waivers: off')).toEqual(['fail', 'no waiver']);
    expect(await outcome('inline-waivers: base')).toEqual(['fail', 'no waiver']);
    const locked = 'guardrails: {privileged-container: {locked: true}}';
    expect(await outcome(locked)).toEqual(['fail', 'no waiver']);
    const merged = { 'a.yaml': commented.replace('privileged: true', 'privileged: false') };
    expect(await outcome(locked, merged)).toEqual(['pass', 9]);
  });

  test('a comment that accepts nothing is named', async () => {
    const idle = pod('x', false).replace('image:', 'image: # kubeproof:ignore host-path why not\n       ');
    const { report } = await check({ 'a.yaml': idle });
    expect(report).toMatchObject({
      outcome: 'pass',
      problems: [{ code: 'waiver-unused', file: 'a.yaml', line: 7 }],
    });
  });

  test('the baseline accepts what was there; adding to it is a finding', async () => {
    const files = { 'a.yaml': pod('x', true) };
    const { report } = await check(files);
    const entries = report.findings.map(
      ({ fingerprint, guardrail }) =>
        `  - {fingerprint: ${fingerprint}, guardrail: ${guardrail}, resource: x}`,
    );
    const baseline = { '.kubeproof/baseline.yaml': `findings:\n${entries.join('\n')}\n` };
    const later = await check({ ...files, ...baseline, 'b.yaml': pod('y', true) });
    expect(later.report.findings.map(f => [f.source, f.blocking, f.baselined])).toEqual([
      ['b.yaml', true, undefined],
      ['a.yaml', false, true],
    ]);
    const adopted = await check({ ...files, ...baseline }, files);
    expect(adopted.report.findings).toMatchObject([
      { guardrail: 'baseline-grown', state: 'new', location: { file: '.kubeproof/baseline.yaml', line: 2 } },
      { guardrail: 'privileged-container', state: 'unchanged' },
    ]);
  });

  test('own guardrails count, and a broken one gates', async () => {
    const rule = (expression: string) => `id: no-pods
title: No naked pods
severity: error
applies: object
kinds: [Pod]
expression: '${expression}'
message: Pod {{ resource.name }} is not managed by anything.
rationale: r
remediation: r
`;
    const files = { '.kubeproof.yaml': 'rules: [policies]\n', 'a.yaml': pod('x', false) };
    expect(await states({ ...files, 'policies/no-pods.yaml': rule('false') })).toContain(
      'unchanged no-pods a.yaml:1',
    );
    const { report } = await check({ ...files, 'policies/no-pods.yaml': rule('flase') });
    expect(report).toMatchObject({ outcome: 'incomplete' });
    expect(report.problems[0]).toMatchObject({ file: 'policies/no-pods.yaml', line: 6, gates: true });
  });

  test('the same input gives the same report', async () => {
    const files = { 'a.yaml': pod('x', true), 'b.yaml': pod('y', true) };
    expect((await check(files, { 'a.yaml': pod('x', false) })).report).toEqual(
      (await check(files, { 'a.yaml': pod('x', false) })).report,
    );
  });

  test('a credential that a guardrail found is in no excerpt of its object, whichever finding it belongs to', async () => {
    const leaky = pod('x', true).replace(
      '      image:',
      '      env: [{name: DB_PASSWORD, value: swordfish}]\n      image:',
    );
    const { report } = await check({ 'a.yaml': leaky });
    expect(report.findings.map(f => f.guardrail).sort()).toEqual([
      'hardcoded-credential',
      'privileged-container',
    ]);
    expect(JSON.stringify(report)).not.toContain('swordfish');
    expect(report.findings.find(f => f.guardrail === 'hardcoded-credential')?.excerpt?.lines).toContain(
      '      env: [{name: DB_PASSWORD, value: ***}]',
    );
  });

  test('values of Secrets are in no part of the result', async () => {
    const secret =
      'apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: default}\nstringData: {password: swordfish}\n';
    const result = await check({ 'a.yaml': secret, '.kubeproof.yaml': 'profile: strict\n' });
    expect(JSON.stringify(result)).not.toContain('swordfish');
    expect(result.report.findings.length).toBeGreaterThan(0);
  });
});
