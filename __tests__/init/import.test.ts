import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadConfig, loadWaivers } from '../../src/config/index.ts';
import { loadPack } from '../../src/guardrails/index.ts';
import { addWaivers, configText, importSettings, mergeImports } from '../../src/init/index.ts';
import { ProblemError } from '../../src/problems.ts';
import { memoryTree } from '../../src/repository/index.ts';
import { loadGuardrails } from '../../src/run.ts';

const { guardrails } = loadPack(join(process.cwd(), 'rules'));
const pack = new Map(guardrails.map(guardrail => [guardrail.id, guardrail]));

/** What files come to, as kubeproof itself reads it: it must be valid without a word. */
function carried(files: Record<string, string>) {
  const imports = Object.entries(files).map(([file, text]) => importSettings(file, text, pack));
  const merged = mergeImports(imports);
  const waiverText = addWaivers(undefined, merged.waivers)?.text ?? '';
  const tree = memoryTree({
    '.kubeproof.yaml': configText(imports, merged),
    '.kubeproof/waivers.yaml': waiverText,
  });
  const { config, problems } = loadConfig(tree, undefined, {});
  const { waivers, problems: ofWaivers } =
    merged.waivers.length === 0 ? { waivers: [], problems: [] } : loadWaivers(tree, config.waivers);
  const { problems: ofGuardrails } = loadGuardrails({ config, rulesTree: tree });
  const ofSettings = ofGuardrails.filter(({ code }) => !code.startsWith('rule-'));
  expect([...problems, ...ofWaivers, ...ofSettings]).toEqual([]);
  return {
    config,
    waivers: waivers.map(({ guardrail, resource, container, field, source, reason, expires, owner }) => {
      expect(owner).toBe('to be named');
      return {
        guardrail,
        ...(resource && { resource }),
        ...(container && { container }),
        ...(field && { field }),
        ...(source && { source }),
        reason,
        ...(expires && { expires }),
      };
    }),
    carried: imports.flatMap(({ notes }) =>
      notes.filter(note => note.carried).map(({ line, what, outcome }) => `${line} ${what}: ${outcome}`),
    ),
    lost: imports.flatMap(({ notes }) =>
      notes.filter(note => !note.carried).map(({ line, what, outcome }) => `${line} ${what}: ${outcome}`),
    ),
    beyond: imports.flatMap(({ beyond }) => beyond),
    remarks: merged.remarks,
  };
}

describe('KubeLinter', () => {
  const kubeLinter = (text: string) => carried({ '.kube-linter.yaml': text });

  test('an excluded check is off, or waived where the guardrail judges more', () => {
    const { config, waivers, carried, lost } = kubeLinter(`checks:
  exclude:
    - docker-sock # CI builds
    # the CNI
    # needs it
    - host-network
    - dangling-service
    - privileged-containers
`);
    expect(config.profile).toBe('recommended');
    expect(config.guardrails).toEqual({ 'container-runtime-socket': { severity: 'off' } });
    expect(waivers).toEqual([
      {
        guardrail: 'host-namespaces',
        field: '*hostNetwork',
        reason: 'the CNI needs it (carried over from .kube-linter.yaml:6)',
      },
    ]);
    expect(carried).toEqual([
      '3 exclude docker-sock: container-runtime-socket: off',
      '6 exclude host-network: host-namespaces: waived at hostNetwork',
    ]);
    expect(lost).toEqual([
      expect.stringMatching(/^7 exclude dangling-service: /),
      '8 exclude privileged-containers: KubeLinter has no check "privileged-containers" for manifests; was privileged-container meant?',
    ]);
  });

  test('all fields together switch the guardrail off', () => {
    const { config, waivers } = kubeLinter('checks: {exclude: [host-network, host-pid, host-ipc]}\n');
    expect(config.guardrails).toEqual({ 'host-namespaces': { severity: 'off' } });
    expect(waivers).toEqual([]);
  });

  test('what is included is on, with its parameters; the profile’s own needs no word', () => {
    const { config, carried } = kubeLinter(`checks:
  include: [minimum-three-replicas, privileged-container, no-read-only-root-fs]
  exclude: [no-read-only-root-fs]
`);
    expect(config.guardrails).toEqual({
      'read-only-root-filesystem': { severity: 'off' },
      replicas: { severity: 'info', parameters: { min: 3 } },
    });
    expect(carried).toEqual([
      '2 include minimum-three-replicas: replicas on (info)',
      '2 include privileged-container: privileged-container (in profile recommended)',
      '3 exclude no-read-only-root-fs: read-only-root-filesystem: off',
    ]);
  });

  test('only what is included: the smallest profile', () => {
    const { config, beyond } = kubeLinter('checks: {doNotAutoAddDefaults: true, include: [run-as-non-root]}');
    expect(config.profile).toBe('minimal');
    expect(config.guardrails).toEqual({ 'run-as-non-root': { severity: 'warning' } });
    expect(beyond).toEqual([]);
  });

  test('every built-in check wins over no default check', () => {
    const { config } = kubeLinter(
      'checks: {doNotAutoAddDefaults: true, addAllBuiltIn: true, exclude: [ssh-port]}',
    );
    expect(config.profile).toBe('recommended');
    expect(config.guardrails).toMatchObject({
      'capabilities-drop-all': { severity: 'warning', parameters: { enough: ['NET_RAW'] } },
      'ssh-server': { severity: 'off' },
    });
  });

  test('checks that run by default and that the profile lacks are named', () => {
    expect(kubeLinter('checks: {exclude: [ssh-port]}').beyond).toEqual([
      'capabilities-drop-all',
      'deprecated-service-account-field',
      'disruption-budget-unhealthy-pods',
      'job-ttl',
      'pod-spread',
      'read-only-root-filesystem',
    ]);
  });

  test('paths inside the repository are excluded', () => {
    const { config, lost } = kubeLinter(
      'checks: {ignorePaths: ["./vendor/**", "/tmp/*", "~/x", "a/../../b"]}\n',
    );
    expect(config.exclude).toEqual(['vendor/**']);
    expect(lost).toHaveLength(3);
  });

  test.each([
    [
      'required-label',
      '{key: team, value: "^[a-z]+$"}',
      { 'required-labels': { severity: 'warning', parameters: { labels: ['team=^[a-z]+$'] } } },
    ],
    [
      'required-annotation',
      '{key: a/b}',
      { 'required-annotations': { severity: 'warning', parameters: { annotations: ['a/b'] } } },
    ],
    [
      'forbidden-annotation',
      '{key: a/b}',
      { 'forbidden-annotations': { severity: 'error', parameters: { annotations: ['a/b'] } } },
    ],
    ['minimum-replicas', '{minReplicas: 4}', { replicas: { severity: 'info', parameters: { min: 4 } } }],
    [
      'latest-tag',
      '{AllowList: ["^ghcr\\\\.io/acme/.*$"]}',
      { 'image-registry': { severity: 'error', parameters: { allow: ['ghcr.io/acme/*'] } } },
    ],
    [
      'forbidden-service-types',
      '{forbiddenServiceTypes: [NodePort]}',
      {
        'service-type': {
          severity: 'warning',
          parameters: { allow: ['ClusterIP', 'LoadBalancer', 'ExternalName'] },
        },
      },
    ],
    [
      'image-pull-policy',
      '{forbiddenPolicies: [Never]}',
      { 'image-pull-policy': { severity: 'info', parameters: { allow: ['Always', 'IfNotPresent'] } } },
    ],
    [
      'disallowed-api-obj',
      '{group: rbac.authorization.k8s.io, kind: "^ClusterRole$"}',
      {
        'allowed-kinds': {
          severity: 'error',
          parameters: { forbid: ['rbac.authorization.k8s.io/ClusterRole'] },
        },
      },
    ],
    [
      'verify-container-capabilities',
      '{forbiddenCapabilities: [SYS_TIME]}',
      { 'dangerous-capabilities': { parameters: { forbidden: ['SYS_TIME'] } } },
    ],
    [
      'cpu-requirements',
      '{requirementsType: any, lowerBoundMillis: 2001}',
      {
        'resource-bounds': {
          severity: 'error',
          parameters: { cpuRequestMax: '2000m', cpuLimitMax: '2000m' },
        },
      },
    ],
    [
      'memory-requirements',
      '{requirementsType: limit, lowerBoundMB: 0, upperBoundMB: 63}',
      { 'resource-bounds': { severity: 'error', parameters: { memoryLimitMin: '64Mi' } } },
    ],
    ['liveness-probe', '{}', { 'liveness-probe': { severity: 'info' } }],
    [
      'priority-class-name',
      '{acceptedPriorityClassNames: [low]}',
      { 'priority-class': { severity: 'warning', parameters: { allow: ['low'] } } },
    ],
  ])('a custom check of the template %s', (template, params, expected) => {
    const { config, lost } = kubeLinter(
      `customChecks:\n  - name: mine\n    template: ${template}\n    params: ${params}\n`,
    );
    expect(lost).toEqual([]);
    expect(config.guardrails).toEqual(expected);
  });

  test.each([
    ['cel-expression', '{check: "true"}', 'kubeproof new-rule writes one of your own'],
    [
      'latest-tag',
      '{blockList: [".*:(latest)$"]}',
      'only those carry over that are the beginning of an image name',
    ],
    ['disallowed-api-obj', '{kind: "Cluster.*"}', 'has no form in allowed-kinds'],
    [
      'cpu-requirements',
      '{lowerBoundMillis: 0, upperBoundMillis: 0}',
      'that the value is set is for resource-requests',
    ],
    ['required-label', '{}', 'its parameter key is missing'],
    ['host-mounts', '{dirs: [x]}', 'has no guardrail with these parameters'],
  ])('a custom check of the template %s that has no form here', (template, params, why) => {
    const { config, lost } = kubeLinter(
      `customChecks:\n  - name: mine\n    template: ${template}\n    params: ${params}\n`,
    );
    expect(config.guardrails).toEqual({});
    expect(lost).toEqual([expect.stringContaining(why)]);
    expect(lost[0]).toMatch(/^2 customChecks mine: /);
  });
});

describe('Trivy', () => {
  test('.trivyignore: for ever is off, until a day is waived, the comment is the reason', () => {
    const { config, waivers, lost } = carried({
      'ci/.trivyignore': `# we log to disk
AVD-KSV-0015

# the CNI,
# by OPS-1
KSV017 exp:2027-01-31
KSV-0014 exp:2027-01-31
KSV-0012 exp:soon
CVE-2024-1234
KCV-0015
KSV-0118
DS-0002
`,
    });
    expect(config.guardrails).toEqual({});
    expect(waivers).toEqual([
      {
        guardrail: 'privileged-container',
        reason: 'the CNI, by OPS-1 (carried over from ci/.trivyignore:6)',
        expires: '2027-01-31',
      },
      {
        guardrail: 'resource-requests',
        field: '*requests.cpu',
        reason: 'KSV-0015 is left out (carried over from ci/.trivyignore:2)',
      },
    ]);
    expect(lost.map(line => line.slice(0, 60))).toEqual(
      [
        '8 ignore KSV-0012: "soon" is no date such as 2027-01-31',
        '9 ignore CVE-2024-1234: a vulnerability: `scans` reads reports'.slice(0, 60),
        '10 ignore KCV-0015: api-server-admission stays: it also answers KCV'.slice(0, 60),
        '11 ignore KSV-0118: an absent block is no fault in itself; wha',
        '12 ignore DS-0002: Trivy has no check "DS-0002" for manifests',
      ].map(line => line.slice(0, 60)),
    );
  });

  test('.trivyignore.yaml', () => {
    const { waivers, lost, config } = carried({
      '.trivyignore.yaml': `misconfigurations:
  - id: KSV-0009
    expired_at: 2027-05-01
    statement: node agent
  - id: KSV-0014
  # the old one
  - id: KSV-0001
    paths: [deploy/a.yaml, b.yaml]
vulnerabilities: [{id: CVE-1}]
`,
    });
    expect(waivers).toEqual([
      {
        guardrail: 'host-namespaces',
        field: '*hostNetwork',
        reason: 'node agent (carried over from .trivyignore.yaml:2)',
        expires: '2027-05-01',
      },
      {
        guardrail: 'privilege-escalation',
        source: 'deploy/a.yaml',
        reason: 'the old one (carried over from .trivyignore.yaml:7)',
      },
      {
        guardrail: 'privilege-escalation',
        source: '**/b.yaml',
        reason: 'the old one (carried over from .trivyignore.yaml:7)',
      },
    ]);
    expect(config.guardrails).toEqual({ 'read-only-root-filesystem': { severity: 'off' } });
    expect(lost).toEqual(['9 vulnerabilities: kubeproof looks at manifests; Trivy goes on looking at these']);
  });

  test('trivy.yaml: what it would not report blocks nothing here', () => {
    const { config, lost } = carried({
      'trivy.yaml': `severity: [HIGH, CRITICAL]
ignorefile: .trivyignore
scan: {skip-dirs: [vendor/], skip-files: ["**/x.yaml"]}
misconfiguration: {helm: {kube-version: v1.31.2, values: [a.yaml]}}
exit-code: 1
`,
    });
    expect(config.kubernetes).toBe('1.31');
    expect(config.exclude).toEqual(['**/x.yaml', 'vendor']);
    expect(config.guardrails['run-as-non-root']).toEqual({ severity: 'info' });
    expect(config.guardrails['privileged-container']).toBeUndefined();
    expect(lost.map(line => line.split(':')[0])).toEqual(['2 ignorefile', '4 helm.values', '5 exit-code']);
  });
});

describe('Checkov', () => {
  test('skipped, soft and hard checks, with wildcards and as one text', () => {
    const { config, waivers, lost } = carried({
      '.checkov.yml': `skip-check: CKV_K8S_22,CKV_DOCKER_2, CKV_K8S_40
soft-fail-on: [CKV_K8S_16]
hard-fail-on:
  - CKV_K8S_43
  - HIGH
soft-fail: true
skip-path: [vendor/.*, ".*/test"]
framework: kubernetes
compact: true
`,
    });
    expect(config.guardrails).toEqual({
      'image-digest': { severity: 'error' },
      'privileged-container': { severity: 'warning' },
      'read-only-root-filesystem': { severity: 'off' },
    });
    expect(config.gate.failOn).toBe('error');
    expect(config.exclude).toEqual(['vendor']);
    expect(waivers).toEqual([]);
    expect(lost.map(line => line.split(': ')[0])).toEqual([
      '1 skip-check CKV_DOCKER_2',
      '5 hard-fail-on HIGH',
      '6 soft-fail',
      '7 skip-path .*/test',
      '8 framework',
      '9 compact',
    ]);
  });

  test('soft-fail alone lets everything pass', () => {
    expect(carried({ '.checkov.yaml': 'soft-fail: true' }).config.gate.failOn).toBe('never');
  });

  test('check: only these', () => {
    const { config } = carried({ '.checkov.yaml': 'check: [CKV_K8S_23]' });
    expect(config.profile).toBe('minimal');
    expect(config.guardrails).toEqual({ 'run-as-non-root': { severity: 'warning' } });
  });
});

describe('Polaris', () => {
  test('severities and exemptions', () => {
    const {
      config,
      waivers,
      carried: notes,
      lost,
    } = carried({
      'config.yaml': `checks:
  hostNetworkSet: danger
  hostPIDSet: ignore
  tagNotSpecified: ignore
  memoryLimitsMissing: danger
  linuxHardening: warning
exemptions:
  - namespace: kube-system
    controllerNames: [dns, kube-proxy]
    containerNames: [main]
    rules: [hostNetworkSet, nosuch]
  - rules: [hostNetworkSet]
customChecks: {mine: {}}
`,
    });
    expect(config.guardrails).toEqual({
      'image-tag': { severity: 'off' },
      'memory-limit': { severity: 'error' },
    });
    expect(waivers).toEqual([
      {
        guardrail: 'host-namespaces',
        field: '*hostPID',
        reason: 'hostPIDSet is left out (carried over from config.yaml:3)',
      },
      ...['dns*', 'kube-proxy*'].map(name => ({
        guardrail: 'host-namespaces',
        resource: { namespace: 'kube-system', name },
        container: 'main*',
        field: '*hostNetwork',
        reason: 'carried over from config.yaml:8',
      })),
    ]);
    expect(notes).toContain('5 memoryLimitsMissing: danger: memory-limit on (error)');
    expect(lost.map(line => line.split(': ').slice(0, 2).join(': '))).toEqual([
      '6 linuxHardening: warning',
      '11 exemption 1: nosuch',
      '12 exemption 2: it names neither a namespace nor a controller nor a container',
      '13 customChecks mine: a JSON schema; `kubeproof new-rule` writes it as a guardrail of your own',
    ]);
  });

  test('of several checks of one guardrail the worst severity counts', () => {
    const checks = (...severities: string[]) =>
      carried({
        'polaris.yaml': `checks: {hostIPCSet: ${severities[0]}, hostPIDSet: ${severities[1]}, hostNetworkSet: ${severities[2]}}`,
      }).config.guardrails;
    expect(checks('danger', 'danger', 'warning')).toEqual({});
    expect(checks('warning', 'warning', 'danger')).toEqual({ 'host-namespaces': { severity: 'error' } });
    expect(checks('warning', 'warning', 'warning')).toEqual({ 'host-namespaces': { severity: 'warning' } });
  });

  test('an exemption from everything is one from every guardrail that judges anything', () => {
    const { waivers } = carried({ 'polaris.yaml': 'exemptions: [{namespace: sandbox}]' });
    expect(waivers.map(({ guardrail }) => guardrail)).toContain('host-namespaces');
    expect(waivers.map(({ guardrail }) => guardrail)).not.toContain('cpu-limit');
  });
});

describe('Kubescape', () => {
  test('exceptions', () => {
    const { waivers, lost } = carried({
      'exceptions.json': JSON.stringify([
        {
          name: 'agents',
          policyType: 'postureExceptionPolicy',
          expirationDate: '2027-03-01T00:00:00Z',
          reason: 'they look\nat the node',
          resources: [
            { attributes: { kind: 'DaemonSet', name: 'node-.*' } },
            { attributes: { namespace: '^ops$', kind: '.*' } },
          ],
          posturePolicies: [
            { controlID: 'C-0041' },
            { controlName: 'privileged container' },
            { controlID: 'C-0055' },
          ],
        },
        {
          name: 'by label',
          resources: [{ attributes: { app: 'x' } }],
          posturePolicies: [{ controlID: 'C-0041' }],
        },
        {
          name: 'odd',
          resources: [{ attributes: { name: 'a|b' } }],
          posturePolicies: [{ controlID: 'C-0041' }],
        },
        {
          name: 'nsa',
          resources: [{ attributes: { kind: 'Pod' } }],
          posturePolicies: [{ frameworkName: 'NSA' }],
        },
        { name: 'when', expirationDate: 'soon\n- x', resources: [], posturePolicies: [] },
        { name: 'where', resources: [], posturePolicies: [{ frameworkName: '.*' }] },
      ]),
    });
    const reason = 'they look at the node (carried over from exceptions.json:1)';
    const expires = '2027-03-01';
    expect(waivers).toEqual([
      {
        guardrail: 'host-namespaces',
        resource: { kind: 'DaemonSet', name: 'node-*' },
        field: '*hostNetwork',
        reason,
        expires,
      },
      {
        guardrail: 'host-namespaces',
        resource: { namespace: 'ops' },
        field: '*hostNetwork',
        reason,
        expires,
      },
      { guardrail: 'privileged-container', resource: { kind: 'DaemonSet', name: 'node-*' }, reason, expires },
      { guardrail: 'privileged-container', resource: { namespace: 'ops' }, reason, expires },
    ]);
    expect(lost).toEqual([
      '1 exception agents: C-0055: it is content with one of several protections; each is judged by itself',
      '1 exception by label: it chooses by app; waivers know kind, namespace and name',
      '1 exception odd: name is the regular expression a|b; waivers know * only',
      '1 exception nsa: the framework NSA by name; name its controls by id, or use .*',
      '1 exception when: "soon\n- x" is no date such as 2027-01-31',
      '1 exception where: it names no resources',
    ]);
  });

  test('inputs of controls become parameters, its defaults do not', () => {
    const { config, lost } = carried({
      'inputs.json': JSON.stringify({
        settings: {
          postureControlInputs: {
            imageRepositoryAllowList: ['ghcr.io/acme/', 'docker.io/library/postgres'],
            publicRegistries: [],
            cpu_limit_max: ['4'],
            cpu_limit_min: ['0'],
            memory_limit_max: ['lots'],
            insecureCapabilities: ['SYS_ADMIN'],
            wlKnownNames: ['coredns'],
          },
        },
      }),
    });
    expect(config.guardrails).toEqual({
      'dangerous-capabilities': { parameters: { forbidden: ['SYS_ADMIN'] } },
      'image-registry': {
        severity: 'error',
        parameters: { allow: ['ghcr.io/acme/*', 'docker.io/library/postgres'] },
      },
      'resource-bounds': { severity: 'error', parameters: { cpuLimitMax: '4' } },
    });
    expect(lost).toEqual([
      "1 cpu_limit_min: Kubescape's own default; kubeproof's of resource-bounds is left alone",
      '1 memory_limit_max: lots is nothing that resource-bounds.memoryLimitMax takes',
      '1 wlKnownNames: kubeproof has no parameter for it',
    ]);
  });
});

test('what one file asks for wins over what another leaves out', () => {
  const { config, remarks } = carried({
    '.trivyignore': 'KSV-0014\n',
    'polaris.yaml': 'checks: {notReadOnlyRootFilesystem: danger}\n',
  });
  expect(config.guardrails).toEqual({ 'read-only-root-filesystem': { severity: 'error' } });
  expect(remarks).toEqual([
    'read-only-root-filesystem is on: polaris.yaml and another file disagree about it',
  ]);
});

describe('what cannot be read is an error at its line', () => {
  test.each([
    [
      '.kube-linter.yaml',
      'checks:\n  include: yes please\n',
      '2:12 `checks.include` must be a list of texts',
    ],
    ['.kube-linter.yaml', 'checks: [\n', '2:1 '],
    ['.kube-linter.yaml', '- a\n', undefined],
    ['.kube-linter.yaml', 'just text', '1:1 the file must be a mapping'],
    ['.kube-linter.yaml', 'checks: {addAllBuiltIn: 3}', '1:25 `checks.addAllBuiltIn` must be true or false'],
    [
      'polaris.yaml',
      'checks: {hostIPCSet: fatal}',
      '1:22 `checks.hostIPCSet` must be ignore, warning or danger',
    ],
    [
      '.trivyignore.yaml',
      'misconfigurations: [3]',
      '1:21 `misconfigurations.0` must be a mapping with an id',
    ],
    ['x.yaml', 'a: b', 'undefined:undefined x.yaml is no settings file that kubeproof knows'],
  ])('%s %j', (file, text, message) => {
    const read = () => importSettings(file, text, pack);
    if (message === undefined) return expect(read().notes).toEqual([]);
    try {
      read();
    } catch (error) {
      const { problem } = error as ProblemError;
      expect(`${problem.line}:${problem.column} ${problem.message}`).toContain(message);
      expect(problem.file).toBe(file);
      return;
    }
    throw new Error('it was taken');
  });

  test('whatever the file holds, what is written is valid or there is a problem', () => {
    const words = fc.constantFrom(
      'checks',
      'include',
      'exclude',
      'host-network',
      'danger',
      '.*',
      'a\nb: c',
      '# x',
      'exemptions',
      'rules',
      'namespace',
      'misconfigurations',
      'id',
      'KSV-0017',
      'skip-check',
      'ignorePaths',
      '{{',
      '*',
      'customChecks',
      'template',
      'required-label',
      'params',
      'key',
    );
    const value = fc.letrec(tie => ({
      any: fc.oneof(
        { maxDepth: 4 },
        words,
        fc.integer(),
        fc.boolean(),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(words, tie('any'), { maxKeys: 4 }),
      ),
    })).any;
    fc.assert(
      fc.property(
        value,
        fc.constantFrom(
          '.kube-linter.yaml',
          '.trivyignore.yaml',
          'trivy.yaml',
          '.checkov.yaml',
          'polaris.yaml',
          'x.json',
        ),
        (settings, file) => {
          try {
            carried({ [file]: JSON.stringify(settings) });
          } catch (error) {
            expect(error).toBeInstanceOf(ProblemError);
          }
        },
      ),
      { numRuns: 120 },
    );
  });
});
