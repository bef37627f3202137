import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { activate, type GuardrailSettings, loadPack } from '../../src/guardrails/index.ts';

const { guardrails } = loadPack(join(process.cwd(), 'rules'));

function activated(settings: Partial<GuardrailSettings>) {
  return activate(guardrails, { profile: 'minimal', guardrails: {}, file: '.kubeproof.yaml', ...settings });
}

function ids(settings: Partial<GuardrailSettings>): string[] {
  return activated(settings).active.map(({ guardrail }) => guardrail.id);
}

test('profiles grow: minimal, recommended, strict', () => {
  const [minimal, recommended, strict] = (['minimal', 'recommended', 'strict'] as const).map(profile =>
    ids({ profile }),
  );
  expect(minimal).toContain('privileged-container');
  expect(minimal).not.toContain('run-as-non-root');
  expect(recommended).toEqual(expect.arrayContaining([...minimal!, 'run-as-non-root']));
  expect(recommended).not.toContain('cpu-limit');
  expect(strict).toEqual(expect.arrayContaining([...recommended!, 'cpu-limit']));
  expect(strict).toHaveLength(guardrails.length);
  expect(strict).toEqual([...strict!].sort());
});

test('naming a guardrail switches it on, off switches it off', () => {
  expect(ids({ guardrails: { 'cpu-limit': {} } })).toContain('cpu-limit');
  expect(ids({ guardrails: { 'privileged-container': { severity: 'off' } } })).not.toContain(
    'privileged-container',
  );
});

test('severity and parameters of the configuration win', () => {
  const { active, problems } = activated({
    guardrails: { 'image-registry': { severity: 'info', parameters: { allow: ['ghcr.io/acme/*'] } } },
  });
  expect(problems).toEqual([]);
  expect(active.find(({ guardrail }) => guardrail.id === 'image-registry')).toMatchObject({
    severity: 'info',
    parameters: { allow: ['ghcr.io/acme/*'] },
  });
});

describe('what the configuration got wrong gates', () => {
  test.each([
    [
      { 'privileged-containers': {} },
      'The configuration names a guardrail "privileged-containers" that does not exist',
      'Did you mean "privileged-container"?',
    ],
    [
      { zzzzzzzzzzzz: {} },
      'The configuration names a guardrail "zzzzzzzzzzzz" that does not exist',
      'List them with: kubeproof rules',
    ],
    [
      { 'image-registry': { parameters: { alow: [] } } },
      'Guardrail image-registry has no parameter "alow"',
      'Did you mean "allow"?',
    ],
    [
      { 'privileged-container': { parameters: { max: '1' } } },
      'Guardrail privileged-container has no parameter "max"',
      'It has no parameters',
    ],
    [
      { 'image-registry': { parameters: { allow: 'ghcr.io' } } },
      'Parameter "allow" of guardrail image-registry must be a list of strings',
      'Its default is []',
    ],
    [
      { 'image-registry': { parameters: { allow: [1] } } },
      'Parameter "allow" of guardrail image-registry must be a list of strings',
      'Its default is []',
    ],
    [
      { constructor: {} },
      'The configuration names a guardrail "constructor" that does not exist',
      'List them with: kubeproof rules',
    ],
  ])('%j', (settings, message, hint) => {
    expect(activated({ guardrails: settings as GuardrailSettings['guardrails'] }).problems).toMatchObject([
      { message, hint, file: '.kubeproof.yaml', gates: true },
    ]);
  });
});
