import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

const cli = join(process.cwd(), 'lib/src/entries/cli.js');
let folder = '';
const kubeproof = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};
const write = (file: string, text: string) => {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
};
const read = (file: string) => readFileSync(join(folder, file), 'utf8');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubeproof-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const AGENT = `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
  namespace: ops
  annotations:
    ignore-check.kube-linter.io/host-network: "reads the node's traffic"
    checkov.io/skip1: CKV_K8S_16=not any more
    checkov.io/skip2: CKV_K8S_30
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      hostNetwork: true
      # trivy:ignore:KSV010:exp:2027-01-31
      hostPID: true
      containers:
        - name: app # trivy:ignore:KSV018
          image: ghcr.io/acme/agent:1.0.0
          securityContext: {runAsNonRoot: true, allowPrivilegeEscalation: false}
          resources: {requests: {cpu: 1m, memory: 1Mi}}
`;

const ENTRY = `waivers:
  - guardrail: host-namespaces
    resource: {kind: DaemonSet, namespace: ops, name: agent}
    field: "*hostNetwork"
    owner: to be named
    reason: "reads the node's traffic (ignore-check.kube-linter.io/host-network in agent.yaml:7)"
`;

describe('waivers convert', () => {
  test('shows annotations as entries and comments as comments, writes nothing and says so', () => {
    write('agent.yaml', AGENT);
    const { status, stdout, stderr } = kubeproof('waivers', 'convert');
    expect(status).toBe(1);
    expect(stdout.split('\nTo be added')[0]).toBe(`--- a/.kubeproof/waivers.yaml
+++ b/.kubeproof/waivers.yaml
@@ -1,0 +1,7 @@
+# Accepted findings. Every entry wants an owner: the team that answers for it. Better with an end, \`expires\`.
${ENTRY.replace(/^(?=.)/gm, '+')}
--- a/agent.yaml
+++ b/agent.yaml
@@ -13,10 +13,11 @@
     metadata: {labels: {app: agent}}
     spec:
       hostNetwork: true
+      # kubeproof:ignore host-namespaces left out for Trivy, which takes no reason expires=2027-01-31
       # trivy:ignore:KSV010:exp:2027-01-31
       hostPID: true
       containers:
-        - name: app # trivy:ignore:KSV018
+        - name: app # trivy:ignore:KSV018 # kubeproof:ignore memory-limit left out for Trivy, which takes no reason
           image: ghcr.io/acme/agent:1.0.0
           securityContext: {runAsNonRoot: true, allowPrivilegeEscalation: false}
           resources: {requests: {cpu: 1m, memory: 1Mi}}
`);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'To be added: .kubeproof/waivers.yaml: 1 waiver, agent.yaml: 2 waivers. --write does it; what the other tools read stays.',
    );
    expect(
      stderr,
    ).toBe(`kubeproof: agent.yaml:8: the waiver of privileged-container accepts nothing: there is no such finding
  remove it
kubeproof: agent.yaml:9: the annotation checkov.io/skip2 waives nothing here: CKV_K8S_30 has no equivalent: an absent block is no fault in itself; what it leaves open is judged field by field
  docs/coming-from.md lists what every check is here
`);
    expect(read('agent.yaml')).toBe(AGENT);
  });

  test('writes them; then they count, and there is nothing left to convert', () => {
    write('agent.yaml', AGENT);
    expect(kubeproof('waivers', 'convert', '--write').status).toBe(0);
    expect(read('.kubeproof/waivers.yaml')).toContain(ENTRY);
    const check = JSON.parse(kubeproof('check', '--format', 'json').stdout) as {
      counts: { waived: object; new: object };
      problems: object[];
    };
    expect(check.counts).toMatchObject({
      new: { error: 0, warning: 0, info: 0 },
      unchanged: { error: 0, warning: 0, info: 0 },
      waived: { error: 2, warning: 1, info: 0 },
    });
    expect(check.problems).toEqual([]);
    const again = kubeproof('waivers', 'convert');
    expect([again.status, again.stdout]).toEqual([
      0,
      'Nothing to convert: no waiver of another tool accepts anything by itself.\n',
    ]);
  });

  test('only the tools that the configuration names', () => {
    write('agent.yaml', AGENT);
    write('.kubeproof.yaml', 'foreign-waivers: [trivy]\n');
    kubeproof('waivers', 'convert', '--write');
    expect(() => read('.kubeproof/waivers.yaml')).toThrow('ENOENT');
    expect(read('agent.yaml')).toContain('# kubeproof:ignore memory-limit');
  });

  test('a comment that would accept more as ours is not converted, and named', () => {
    write(
      'agent.yaml',
      `# trivy:ignore:KSV010\n${AGENT.replace('      # trivy:ignore:KSV010:exp:2027-01-31\n', '').replace(/ {4}ignore-check.*\n/, '')}`,
    );
    const { stderr } = kubeproof('waivers', 'convert', '--write');
    expect(stderr).toContain(
      'agent.yaml:1: the comment # trivy:ignore:KSV010 was not converted: one of kubeproof here would accept spec.template.spec.hostNetwork too\n',
    );
    expect(read('agent.yaml').split('\n')[0]).toBe('# trivy:ignore:KSV010');
    expect(read('agent.yaml').split('\n')[1]).toBe('apiVersion: apps/v1');
  });

  test('what a chart prints without a namespace is waived in its target only', () => {
    write('chart/Chart.yaml', 'apiVersion: v2\nname: agent\nversion: 1.0.0\n');
    write('chart/templates/agent.yaml', AGENT.replace('  namespace: ops\n', ''));
    kubeproof('waivers', 'convert', '--write');
    expect(read('.kubeproof/waivers.yaml')).toContain(
      '    resource: {kind: DaemonSet, name: agent}\n    field: "*hostNetwork"\n    target: "helm:chart"\n',
    );
    expect(read('chart/templates/agent.yaml')).toContain('      # kubeproof:ignore host-namespaces left out');
  });
});
