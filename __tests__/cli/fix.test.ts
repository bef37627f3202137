import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { fixText } from '../../src/reports/index.ts';
import { removeTemporary, temporaryFolder, writeFiles } from '../support/repository.ts';

jest.setTimeout(180_000);
afterAll(removeTemporary);

const CLI = join(process.cwd(), 'lib/src/entries/cli.js');

function kubeproof(cwd: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { cwd, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const POD = `apiVersion: v1
kind: Pod
metadata: {name: x, namespace: shop}
spec:
  hostNetwork: true # why
  containers:
    - name: app # the app
      image: ghcr.io/acme/app:1.0.0
`;

describe('kubeproof fix', () => {
  test('shows a diff and 1; writes it, checks it and 0; then there is nothing left to do', () => {
    const folder = temporaryFolder('fix');
    writeFiles(folder, { 'a.yaml': POD });
    chmodSync(join(folder, 'a.yaml'), 0o640);
    const args = ['fix', '--guardrail', 'host-namespaces', '--guardrail', 'privileged-container'];
    const shown = kubeproof(folder, ...args);
    expect(shown).toMatchObject({ status: 1, stderr: '' });
    expect(shown.stdout).toBe(`error    host-namespaces  Pod shop/x
--- a/a.yaml
+++ b/a.yaml
@@ -2,7 +2,6 @@
 kind: Pod
 metadata: {name: x, namespace: shop}
 spec:
-  hostNetwork: true # why
   containers:
     - name: app # the app
       image: ghcr.io/acme/app:1.0.0

With this change 1 finding is gone and nothing new appears.
Write them: kubeproof fix --write
`);
    expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe(POD);

    const written = kubeproof(folder, ...args, '--write');
    expect(written.status).toBe(0);
    expect(written.stdout).toContain('1 finding is gone, 1 file written and checked once more.');
    expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe(POD.replace('  hostNetwork: true # why\n', ''));
    expect(statSync(join(folder, 'a.yaml')).mode & 0o777).toBe(0o640);

    expect(kubeproof(folder, ...args)).toMatchObject({ status: 0, stdout: 'Nothing to fix.\n' });
  });

  test('a file behind a symbolic link is left alone', () => {
    const folder = temporaryFolder('fix');
    writeFiles(folder, { 'real/text.txt': POD });
    symlinkSync('real/text.txt', join(folder, 'a.yaml'));
    const result = kubeproof(folder, 'fix', '--write', '--guardrail', 'host-namespaces');
    expect(result.status).toBe(0);
    expect(result.stdout).toContain('host-namespaces');
    expect(result.stdout).toContain('Nothing that kubeproof can fix by itself.');
    expect(readFileSync(join(folder, 'real/text.txt'), 'utf8')).toBe(POD);
  });

  test('an unknown guardrail names the nearest', () => {
    const folder = temporaryFolder('fix');
    writeFiles(folder, { 'a.yaml': POD });
    const result = kubeproof(folder, 'fix', '--guardrail', 'host-namespace');
    expect(result.status).toBe(2);
    expect(result.stderr).toContain('there is no guardrail "host-namespace"');
    expect(result.stderr).toContain('host-namespaces');
  });
});

test('text of the repository cannot steer the terminal', () => {
  const files = [{ file: 'a\u001b[2J.yaml', before: 'a: 1\n', after: 'a: \u001b[31m2\n' }];
  const text = fixText({ files, fixed: [], left: [], written: false }, { color: false, width: 100 });
  expect(text).not.toContain('\u001b');
});
