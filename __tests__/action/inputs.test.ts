import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readInputs } from '../../src/action/inputs.ts';
import { parseYaml } from '../../src/manifest/index.ts';

const KEY = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const ACTION = readFileSync('action.yml', 'utf8');

/** Environment as the runner sets it: the name upper-cased, hyphens kept. */
const env = (inputs: Record<string, string>) =>
  Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]));

describe('the inputs of the Action', () => {
  test('have a default each', () => {
    expect(readInputs({})).toEqual({
      mode: 'check',
      token: '',
      paths: [],
      overrides: {},
      review: true,
      comment: 'on-findings',
      onFixed: 'auto',
      labels: false,
      annotations: true,
      artifact: 'true',
      artifactName: 'kubeproof',
      attest: 'false',
      id: 'default',
    });
  });

  test('are read', () => {
    expect(
      readInputs(
        env({
          mode: 'publish',
          'github-token': 't',
          config: 'kp.yaml',
          paths: './charts/\n\n deploy \n',
          base: 'main',
          profile: 'strict',
          'kubernetes-version': '1.33',
          'fail-on': 'warning',
          scope: 'all',
          review: 'false',
          comment: 'never',
          'on-fixed': 'delete',
          labels: 'true',
          annotations: 'false',
          artifact: 'required',
          'artifact-name': 'evidence',
          previous: 'last/evidence',
          attest: 'required',
          'signing-key': KEY,
          id: 'infra',
        }),
      ),
    ).toEqual({
      mode: 'publish',
      token: 't',
      config: 'kp.yaml',
      paths: ['charts', 'deploy'],
      base: 'main',
      overrides: { profile: 'strict', kubernetes: '1.33', failOn: 'warning', scope: 'all' },
      review: false,
      comment: 'never',
      onFixed: 'delete',
      labels: true,
      annotations: false,
      artifact: 'required',
      artifactName: 'evidence',
      previous: 'last/evidence',
      attest: 'required',
      signingKey: KEY.trim(),
      id: 'infra',
    });
  });

  test.each([
    [{ labels: 'blocked' }, 'the input labels is "blocked"'],
    [{ review: 'yes' }, 'the input review is "yes"'],
    [{ comment: 'sometimes' }, 'the input comment is "sometimes"'],
    [{ paths: '../other' }, 'the input paths names "../other", which is not inside the repository'],
    [{ 'signing-key': 'secret' }, 'The key cannot be used: it is no private key in PEM'],
    [{ paths: '/etc' }, 'the input paths names "/etc", which is not inside the repository'],
  ])('are refused when they say nothing we know: %j', (inputs, message) => {
    expect(() => readInputs(env(inputs))).toThrow(message);
  });
});

describe('action.yml', () => {
  const parsed = parseYaml(ACTION);
  const action = (parsed.ok ? parsed.value : {}) as {
    inputs: Record<string, { description?: string; default?: string }>;
    outputs: Record<string, { description?: string }>;
    runs: object;
  };

  test('describes every input and output, and gives no default but the token', () => {
    const described = [...Object.values(action.inputs), ...Object.values(action.outputs)];
    expect(described.every(d => (d.description ?? '').length > 20)).toBe(true);
    expect(Object.entries(action.inputs).filter(([, i]) => i.default !== undefined)).toEqual([
      ['github-token', expect.objectContaining({ default: '${{ github.token }}' })],
    ]);
    expect(action.runs).toEqual({ using: 'node24', main: 'dist/index.js' });
  });

  test('has exactly the inputs and outputs that the code reads and writes', () => {
    const source = readFileSync('src/action/inputs.ts', 'utf8');
    const read = [...source.matchAll(/(?:input|choice)\(\s*'([a-z-]+)'/g)].map(m => m[1]);
    expect([...new Set(read)].sort()).toEqual(Object.keys(action.inputs).sort());
    const main = readFileSync('src/action.ts', 'utf8');
    const block = main.slice(main.indexOf('function outputs('));
    const written = [...block.matchAll(/^ {4}'?([a-z-]+)'?:/gm)].map(m => m[1]);
    expect(written.sort()).toEqual(Object.keys(action.outputs).sort());
  });
});
