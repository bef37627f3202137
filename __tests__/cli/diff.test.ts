import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { removeTemporary, TestRepository } from '../support/repository.ts';

jest.setTimeout(180_000);
afterAll(removeTemporary);

const CLI = join(process.cwd(), 'lib/src/entries/cli.js');

const CHART = {
  'Chart.yaml': 'apiVersion: v2\nname: pay\nversion: 1.0.0\n',
  'values-dev.yaml': 'env: dev\n',
  'values-prod.yaml': 'env: prod\ntag: "1.4.2"\n',
  'templates/all.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: pay, labels: {helm.sh/chart: "pay-{{ .Chart.Version }}"}}
spec:
  replicas: 2
  selector: {matchLabels: {app: pay}}
  template:
    metadata: {labels: {app: pay}}
    spec:
      containers: [{name: app, image: "acme/pay:{{ .Values.tag }}"}]
---
apiVersion: v1
kind: Secret
metadata: {name: key}
stringData: {key: "{{ .Values.key }}"}
`,
};
const files = (values: string, version = '1.0.0') =>
  Object.fromEntries(
    Object.entries({ ...CHART, 'values.yaml': values }).map(([path, text]) => [
      `charts/pay/${path}`,
      text.replace('version: 1.0.0', `version: ${version}`),
    ]),
  );

describe('kubeproof diff', () => {
  let folder = '';
  const ask = (...words: readonly string[]) => {
    const args = [CLI, 'diff', ...words];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    return { status, stdout, stderr };
  };

  beforeAll(() => {
    const repository = new TestRepository();
    folder = repository.folder;
    repository.commit('base', files('tag: "1.4.2"\nkey: first-password-9\n'));
    repository.commit('change', files('tag: "1.5.0"\nkey: second-password-9\n', '1.1.0'));
  });

  test('says what changes, where it does not, and what is folded', () => {
    const { status, stdout, stderr } = ask('--base', 'HEAD~1');
    expect(stderr).toBe('');
    expect(stdout).not.toContain('password');
    expect(
      stdout.replace(/sha256:[0-9a-f]{16}/g, 'DIGEST'),
    ).toBe(`What changes  3 resources changed; only labels, checksums or generated names in 1 more
  · Restarts: Deployment pay in dev, 2 pods (image).

  ~ image pay 1.4.2 -> 1.5.0: Deployment pay in dev
    does not follow: prod
    charts/pay/values.yaml:1:6

  ~ Secret key in dev, prod
    charts/pay/values.yaml:2:6
      data.key: DIGEST -> DIGEST

  Not shown: chart version labels: pay-1.0.0 -> pay-1.1.0 (Deployment pay in dev, prod)
`);
    expect(status).toBe(3);
  });

  test('exit 0 and a sentence when nothing does', () => {
    expect(ask('--base', 'HEAD')).toEqual({
      status: 0,
      stdout: 'Nothing changes in the cluster: base and head render the same.\n',
      stderr: '',
    });
  });

  test('JSON has a schema and no values of Secrets', () => {
    const { status, stdout } = ask('--base', 'HEAD~1', '--format', 'json');
    expect(status).toBe(3);
    expect(stdout).not.toContain('password');
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'kubeproof.changes/v1', base: { name: 'HEAD~1' } });
  });

  test('one environment, which has to exist', () => {
    expect(ask('--base', 'HEAD~1', '--environment', 'prod').stdout).not.toContain('image');
    expect(ask('--base', 'HEAD~1', '--environment', 'dev').stdout).toContain('image pay 1.4.2 -> 1.5.0');
    expect(ask('--base', 'HEAD~1', '--environment', 'production')).toMatchObject({
      status: 2,
      stderr: 'kubeproof: there is no environment "production"\n  there are dev, prod\n',
    });
  });

  test('one resource, as kubectl names it', () => {
    const { stdout } = ask('--base', 'HEAD~1', '--format', 'json', 'secrets/key');
    expect(stdout.match(/"title": "[^"]*"/g)).toEqual(['"title": "Secret key"']);
  });

  test('wrong usage names what there is', () => {
    expect(ask()).toMatchObject({ status: 2, stderr: expect.stringContaining('--base origin/main') });
    expect(ask('--base', 'HEAD', '--format', 'jsn')).toMatchObject({
      status: 2,
      stderr: 'kubeproof: there is no format "jsn"\n  did you mean `json`?\n',
    });
  });
});
