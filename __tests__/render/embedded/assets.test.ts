import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { ASSETS } from './support.ts';

interface Manifest {
  readonly go: string;
  readonly sources: string;
  readonly modules: Record<string, { version: string; library: string; bytes: number; sha256: string }>;
}
const manifest = JSON.parse(readFileSync(join(ASSETS, 'manifest.json'), 'utf8')) as Manifest;

describe('the committed engines', () => {
  test('were built from the sources beside them: if not, run `npm run engine:build`', async () => {
    const script = pathToFileURL(join(process.cwd(), 'scripts/engine/digest.mjs')).href;
    const { sourcesDigest } = (await import(script)) as { sourcesDigest(root: string): string };
    expect(manifest.sources).toBe(sourcesDigest(process.cwd()));
  });

  test.each(['helm4', 'helm3', 'kustomize'])('%s is the module of the manifest', name => {
    const bytes = brotliDecompressSync(readFileSync(join(ASSETS, `${name}.wasm.br`)));
    expect(bytes.length).toBe(manifest.modules[name]!.bytes);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(manifest.modules[name]!.sha256);
  });

  test.each(['helm4', 'helm3', 'kustomize'])('%s is pinned as the manifest says', name => {
    const [path, version] = manifest.modules[name]!.library.split('@');
    expect(readFileSync(`engine/${name}/go.mod`, 'utf8')).toMatch(new RegExp(`\\t${path} ${version}\\n`));
    expect(readFileSync(`engine/${name}/go.mod`, 'utf8')).toContain(`toolchain ${manifest.go}\n`);
  });

  test('carry the licences of what they contain', () => {
    const text = readFileSync(join(ASSETS, 'LICENSES.txt'), 'utf8');
    for (const name of [
      'Go standard library',
      'helm.sh/helm/v4 v4.3.1',
      'sigs.k8s.io/kustomize/api v0.21.2',
      'github.com/Masterminds/sprig/v3',
    ]) {
      expect(text).toContain(name);
    }
  });
});
