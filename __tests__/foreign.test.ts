import { describe, expect, test } from '@jest/globals';
import { loadConfig } from '../src/config/index.ts';
import { memoryTree } from '../src/repository/index.ts';
import { run } from '../src/run.ts';

const CONFIG = 'foreign-waivers: [kube-linter, checkov, trivy, kubescape, polaris]\n';

const daemonSet = (annotations: string, more = '') => `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
  namespace: shop
  annotations:
    team: platform
${annotations}spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      hostNetwork: true
      hostPID: true${more}
      automountServiceAccountToken: false
      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
      containers:
        - name: app
          image: ghcr.io/acme/app:1.0.0
          resources: {requests: {cpu: 1m, memory: 1Mi}, limits: {memory: 1Mi}}
          securityContext: {allowPrivilegeEscalation: false}
`;

async function check(head: Record<string, string>, base?: Record<string, string>) {
  const tree = memoryTree(head);
  const rulesTree = base === undefined ? tree : memoryTree(base, 'base');
  const { config, problems } = loadConfig(rulesTree, undefined, {});
  const { report } = await run({
    head: tree,
    ...(base === undefined ? {} : { base: rulesTree }),
    config,
    configFrom: 'head',
    rulesTree,
    waivers: [],
    paths: [],
    problems,
    today: '2026-06-01',
  });
  const at = (place: { file?: string; line?: number } | undefined) => `${place?.file}:${place?.line}`;
  return {
    findings: report.findings
      .filter(f => f.guardrail === 'host-namespaces' || f.guardrail === 'waiver-expired')
      .map(f => {
        const field = f.field.split('.').at(-1);
        return f.waiver === undefined
          ? `${f.guardrail} ${field} ${f.blocking ? 'blocks' : 'shown'}`
          : `${field} waived: ${f.waiver.reason} (${f.waiver.owner})`;
      })
      .sort(),
    problems: report.problems.map(p => `${at(p)} ${p.code}: ${p.message}${p.gates ? ' GATES' : ''}`),
  };
}

const KUBE_LINTER = '    ignore-check.kube-linter.io/host-network: reads the node\n';

test('without being asked for, nothing of other tools counts', async () => {
  expect(await check({ 'a.yaml': daemonSet(KUBE_LINTER) })).toEqual({
    findings: ['host-namespaces hostNetwork blocks', 'host-namespaces hostPID blocks'],
    problems: [],
  });
});

describe('an annotation', () => {
  test('waives what its check is about, with its reason and where it stands', async () => {
    expect(await check({ '.kubeproof.yaml': CONFIG, 'a.yaml': daemonSet(KUBE_LINTER) })).toEqual({
      findings: [
        'host-namespaces hostPID blocks',
        'hostNetwork waived: reads the node (an annotation of KubeLinter in a.yaml:8)',
      ],
      problems: [],
    });
  });

  test('that waives nothing is named, at its line', async () => {
    const annotations = '    checkov.io/skip1: CKV_K8S_16=old\n    checkov.io/skip2: CKV_K8S_30\n';
    expect((await check({ '.kubeproof.yaml': CONFIG, 'a.yaml': daemonSet(annotations) })).problems).toEqual([
      'a.yaml:8 waiver-unused: the waiver of privileged-container accepts nothing: there is no such finding',
      'a.yaml:9 foreign-waiver: the annotation checkov.io/skip2 waives nothing here: CKV_K8S_30 has no equivalent: an absent block is no fault in itself; what it leaves open is judged field by field',
    ]);
  });

  test('that has run out is a finding', async () => {
    const annotations =
      '    kubescape.io/skip-controls: C-0041\n    kubescape.io/skip-expiry: "2026-01-31T00:00:00Z"\n';
    expect(await check({ '.kubeproof.yaml': CONFIG, 'a.yaml': daemonSet(annotations) })).toEqual({
      findings: [
        'host-namespaces hostNetwork blocks',
        'host-namespaces hostPID blocks',
        'waiver-expired expires shown',
      ],
      problems: [],
    });
  });

  test('exempts an object from all checks that there are', async () => {
    const annotations = '    polaris.fairwinds.com/exempt: "true"\n';
    expect(await check({ '.kubeproof.yaml': CONFIG, 'a.yaml': daemonSet(annotations) })).toEqual({
      findings: [
        'hostNetwork waived: left out for Polaris, without a reason (an annotation of Polaris in a.yaml:8)',
        'hostPID waived: left out for Polaris, without a reason (an annotation of Polaris in a.yaml:8)',
      ],
      problems: [],
    });
  });

  test('says nothing about another object', async () => {
    const other = daemonSet('').replace('name: agent', 'name: other');
    expect(
      (await check({ '.kubeproof.yaml': CONFIG, 'a.yaml': `${daemonSet(KUBE_LINTER)}---\n${other}` }))
        .findings,
    ).toEqual([
      'host-namespaces hostNetwork blocks',
      'host-namespaces hostPID blocks',
      'host-namespaces hostPID blocks',
      'hostNetwork waived: reads the node (an annotation of KubeLinter in a.yaml:8)',
    ]);
  });
});

describe('what the pull request brings', () => {
  const before = (config: string) => ({ '.kubeproof.yaml': config, 'a.yaml': daemonSet('') });
  const outcome = async (config: string, base = before(config)) => {
    const head = { ...base, 'a.yaml': daemonSet(KUBE_LINTER) };
    const { findings } = await check(head, base);
    return findings.some(finding => finding.startsWith('hostNetwork waived')) ? 'waived' : 'shown';
  };

  test('counts at once, or when merged, or never', async () => {
    expect(await outcome(CONFIG)).toBe('waived');
    expect(await outcome(`${CONFIG}inline-waivers: base\n`)).toBe('shown');
    expect(await outcome(`${CONFIG}inline-waivers: off\n`)).toBe('shown');
  });

  test('does not count for a locked guardrail, what was there before does', async () => {
    const locked = `${CONFIG}guardrails: {host-namespaces: {locked: true}}\n`;
    expect(await outcome(locked)).toBe('shown');
    expect(await outcome(locked, { '.kubeproof.yaml': locked, 'a.yaml': daemonSet(KUBE_LINTER) })).toBe(
      'waived',
    );
  });

  test('changed words are new words', async () => {
    const locked = `${CONFIG}guardrails: {host-namespaces: {locked: true}}\n`;
    const other = KUBE_LINTER.replace('reads the node', 'whatever');
    expect(await outcome(locked, { '.kubeproof.yaml': locked, 'a.yaml': daemonSet(other) })).toBe('shown');
  });
});

describe('a comment of Trivy', () => {
  const text = daemonSet('').replace(
    '      hostNetwork: true',
    '      # trivy:ignore:KSV009\n      hostNetwork: true',
  );

  test('waives what stands in its block', async () => {
    expect(await check({ '.kubeproof.yaml': CONFIG, 'a.yaml': text })).toEqual({
      findings: [
        'host-namespaces hostPID blocks',
        'hostNetwork waived: left out for Trivy, which takes no reason (a comment of Trivy in a.yaml:13)',
      ],
      problems: [],
    });
  });

  test('counts for a locked guardrail only when it was merged', async () => {
    const config = `${CONFIG}guardrails: {host-namespaces: {locked: true}}\n`;
    const base = { '.kubeproof.yaml': config, 'a.yaml': daemonSet('') };
    expect((await check({ ...base, 'a.yaml': text }, base)).findings).toContain(
      'host-namespaces hostNetwork shown',
    );
    expect((await check({ ...base, 'a.yaml': text }, { ...base, 'a.yaml': text })).findings[1]).toMatch(
      /^hostNetwork waived/,
    );
  });
});

test('a tool that is not known is an error that names those that are', async () => {
  const { problems } = await check({
    '.kubeproof.yaml': 'foreign-waivers: [snyk]\n',
    'a.yaml': daemonSet(''),
  });
  expect(problems).toEqual([
    '.kubeproof.yaml:1 config-invalid: `foreign-waivers.0` must be one of kube-linter, trivy, checkov, kubescape, polaris GATES',
  ]);
});
