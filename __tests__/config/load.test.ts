import { describe, expect, test } from '@jest/globals';
import { loadConfig, loadWaivers } from '../../src/config/index.ts';
import { memoryTree } from '../../src/repository/index.ts';

const load = (text: string, overrides = {}) =>
  loadConfig(memoryTree({ '.kubeproof.yaml': text }), undefined, overrides);

describe('the configuration', () => {
  test('has a default for everything', () => {
    const { config, problems } = loadConfig(memoryTree({}), undefined, {});
    expect(problems).toEqual([]);
    expect(config).toMatchObject({
      kubernetes: '1.34',
      profile: 'recommended',
      gate: { failOn: 'error', scope: 'auto' },
      engine: { kind: 'embedded', helm: 4 },
      exclude: [],
      guardrails: {},
      rules: [],
      waivers: '.kubeproof/waivers.yaml',
    });
    expect(config.file).toBeUndefined();
    expect(config.targets).toBeUndefined();
  });

  test('reads targets with their environments, and knows their lines', () => {
    const { config, problems } = load(`
targets:
  - helm: ./charts/checkout/
    environments:
      - {name: prod, namespace: shop, values: [values-prod.yaml], set: {plain: [a=1]}, kubernetes: 1.33}
  - kustomize: overlays/prod
    load-restrictor: none
  - manifests: [deploy, access/*.yaml]
`);
    expect(problems).toEqual([]);
    expect(config.targets).toEqual([
      {
        kind: 'helm',
        path: 'charts/checkout',
        environments: [
          {
            name: 'prod',
            namespace: 'shop',
            values: ['values-prod.yaml'],
            set: { plain: ['a=1'] },
            kubernetes: '1.33',
          },
        ],
        line: 3,
      },
      { kind: 'kustomize', path: 'overlays/prod', loadRestrictor: 'none', environments: [], line: 6 },
      { kind: 'manifests', path: ['deploy', 'access/*.yaml'], environments: [], line: 8 },
    ]);
  });

  test('takes guardrail settings in their three forms; a bare off is what YAML 1.1 makes of it', () => {
    const { config, problems } = load(`
guardrails:
  a: off
  b: warning
  c: {severity: error, parameters: {allow: [x]}}
`);
    expect(problems).toEqual([]);
    expect(config.guardrails).toEqual({
      a: { severity: 'off' },
      b: { severity: 'warning' },
      c: { severity: 'error', parameters: { allow: ['x'] } },
    });
  });

  test.each([
    ['profil: strict', '.kubeproof.yaml:1:1', 'unknown key `profil`', 'did you mean `profile`?'],
    ['gate: {fail_on: error}', '.kubeproof.yaml:1:8', 'unknown key `fail_on`', 'did you mean `fail-on`?'],
    [
      'profile: hard',
      '.kubeproof.yaml:1:1',
      '`profile` must be one of minimal, recommended, strict',
      undefined,
    ],
    ['a: 1\nrules: x', '.kubeproof.yaml:2:1', '`rules` must be a list', undefined],
    ['targets:\n  - helm: a\n    value: [x]', '.kubeproof.yaml:3:5', 'unknown key `value`', undefined],
    [
      'targets:\n  - helm: a\n    environments: [{names: x}]',
      '.kubeproof.yaml:3:21',
      'unknown key `names`',
      'did you mean `name`?',
    ],
    [
      'profile: strict\nprofile: minimal',
      '.kubeproof.yaml:2:1',
      'the key `profile` is written twice',
      'keep one of them',
    ],
  ])('says what is wrong, where, and what was meant: %j', (text, where, message, hint) => {
    const { config, problems } = load(text);
    const found = problems.find(p => p.message === message);
    expect({ where: `${found?.file}:${found?.line}:${found?.column}`, hint: hint && found?.hint }).toEqual({
      where,
      hint,
    });
    expect(found?.gates).toBe(true);
    if (!message.includes('twice')) expect(config.profile).toBe('recommended');
  });

  test('a named file must exist, a broken one gates', () => {
    expect(loadConfig(memoryTree({}), 'kp.yaml', {}).problems).toMatchObject([
      { code: 'config-unreadable', file: 'kp.yaml', gates: true },
    ]);
    expect(load('a: [').problems).toMatchObject([
      { code: 'config-invalid', file: '.kubeproof.yaml', gates: true },
    ]);
  });

  test('overrides win, and are checked', () => {
    const { config, problems } = load('profile: strict', {
      profile: 'minimal',
      failOn: 'warning',
      scope: 'all',
      helm: '3',
      kubernetes: 'v1.30',
    });
    expect(problems).toEqual([]);
    expect(config).toMatchObject({
      profile: 'minimal',
      gate: { failOn: 'warning', scope: 'all' },
      engine: { helm: 3 },
      kubernetes: '1.30',
    });
    expect(load('', { failOn: 'errors' }).problems).toMatchObject([
      {
        code: 'input-invalid',
        message: 'fail-on is "errors", which is not one of error, warning, info, never',
        gates: true,
      },
    ]);
  });

  test('the digest depends on what is configured, not on how it is written or where', () => {
    const a = load('profile: strict\nkubernetes: "1.33"').config.digest;
    const b = load('# a comment\nkubernetes: 1.33\nprofile: "strict"\n').config.digest;
    expect(a).toBe(b);
    expect(load('profile: minimal\nkubernetes: "1.33"').config.digest).not.toBe(a);
  });
});

describe('waivers', () => {
  const waivers = (text: string) => loadWaivers(memoryTree({ w: text }), 'w');

  test('carry owner, reason and end, and know their line', () => {
    const { waivers: list, problems } = waivers(`waivers:
  - guardrail: host-path
    resource: {kind: DaemonSet, name: node-*}
    owner: team-a
    reason: logs
    expires: 2027-01-31
  - {guardrail: x, owner: b, reason: c, id: mine}
`);
    expect(problems).toEqual([]);
    expect(list).toMatchObject([
      { guardrail: 'host-path', owner: 'team-a', expires: '2027-01-31', line: 2, file: 'w' },
      { id: 'mine', line: 7 },
    ]);
  });

  test('without an owner or with a date that is none there are none, and that gates', () => {
    const { waivers: list, problems } = waivers('waivers:\n  - {guardrail: x, reason: c, expires: soon}\n');
    expect(list).toEqual([]);
    expect(problems.map(p => p.message).sort()).toEqual([
      '`waivers.0.expires` must be a date such as 2027-01-31',
      '`waivers.0.owner` is missing',
    ]);
    expect(problems.every(p => p.gates && p.line === 2)).toBe(true);
  });

  test('no file is no waiver', () => {
    expect(loadWaivers(memoryTree({}), 'w')).toEqual({ waivers: [], problems: [] });
  });
});
