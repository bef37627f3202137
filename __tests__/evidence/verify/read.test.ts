import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { BUNDLE_LIMITS, readBundle, readBundleZip } from '../../../src/evidence/index.ts';
import { ProblemError } from '../../../src/problems.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubeproof-bundle-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function zip(
  name: string,
  files: Record<string, string>,
  patch: (bytes: Buffer) => Buffer = bytes => bytes,
): string {
  const entries = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)]));
  const path = join(folder, name);
  writeFileSync(path, patch(Buffer.from(zipSync(entries))));
  return path;
}
const limits = (change: Partial<typeof BUNDLE_LIMITS>) => ({ ...BUNDLE_LIMITS, ...change });
const names = (path: string) => [...readBundle(path).files.keys()];

describe('a zip', () => {
  test('is read, with or without a folder around it', () => {
    expect(names(zip('a.zip', { 'manifest.json': '{}', 'rendered/a.yaml': 'a' }))).toEqual([
      'manifest.json',
      'rendered/a.yaml',
    ]);
    expect(names(zip('b.zip', { 'evidence/manifest.json': '{}', 'evidence/x/a.yaml': 'a' }))).toEqual([
      'manifest.json',
      'x/a.yaml',
    ]);
    expect(names(zip('c.zip', { 'evidence/manifest.json': '{}', 'other/a.yaml': 'a' }))).toEqual([
      'evidence/manifest.json',
      'other/a.yaml',
    ]);
  });

  test('that leads out of itself is refused, entry by entry', () => {
    const { files, refused } = readBundle(
      zip('slip.zip', {
        'manifest.json': '{}',
        '../up': 'x',
        '/etc/passwd': 'x',
        'a\\..\\b': 'x',
        'C:x': 'x',
        'a//b': 'x',
      }),
    );
    expect([...files.keys()]).toEqual(['manifest.json']);
    expect(refused).toEqual([
      '"../up" leads out of the bundle',
      '"/etc/passwd" leads out of the bundle',
      '"a\\\\..\\\\b" leads out of the bundle',
      '"C:x" leads out of the bundle',
      '"a//b" leads out of the bundle',
    ]);
  });

  test('with a name twice is refused: two readers would see two bundles', () => {
    const twice = zip('twice.zip', { aaaa: '1', aaab: '2' }, bytes =>
      Buffer.from(bytes.toString('latin1').replaceAll('aaab', 'aaaa'), 'latin1'),
    );
    expect(readBundle(twice).refused).toEqual(['"aaaa" is in the archive twice']);
  });

  test('that would unpack to more than a bundle holds is not unpacked', () => {
    const bomb = zip('bomb.zip', { a: 'x'.repeat(100_000), b: 'x'.repeat(100_000) });
    expect(() => readBundle(bomb, limits({ bytes: 150_000 }))).toThrow(
      /^.*bomb.zip cannot be read as an evidence bundle: it holds more than/,
    );
    expect(() => readBundle(bomb, limits({ files: 1 }))).toThrow('it holds more than 1 files');
    expect(() => readBundle(bomb, limits({ zipBytes: 10 }))).toThrow('it is larger than 0 MB');
  });

  test('of which one file is wanted unpacks that alone, whatever else it holds', () => {
    const path = zip('one.zip', { 'manifest.json': '{}', bomb: 'x'.repeat(100_000), '../up': 'x' });
    const { files, refused } = readBundleZip('one', readFileSync(path), 'manifest.json');
    expect([[...files.keys()], refused]).toEqual([['manifest.json'], []]);
    expect([...readBundleZip('one', readFileSync(path), 'other').files.keys()]).toEqual([]);
  });

  test('that lies about its size unpacks to no more than it said', () => {
    // The size in the central directory: 4 bytes at 24 of the entry (APPNOTE 4.3.12).
    const lying = zip('lie.zip', { a: 'x'.repeat(100_000) }, bytes => {
      bytes.writeUInt32LE(10, bytes.lastIndexOf(Buffer.from('PK\u0001\u0002', 'latin1')) + 24);
      return bytes;
    });
    let length: number | undefined;
    try {
      length = readBundle(lying).files.get('a')?.length;
    } catch (error) {
      expect(String(error)).toContain('no zip that can be read');
    }
    expect(length ?? 10).toBe(10);
  });

  test('that claims what no compression can do is refused before room is made for it', () => {
    const claim = zip('claim.zip', { a: 'x' }, bytes => {
      bytes.writeUInt32LE(1_000_000_000, bytes.lastIndexOf(Buffer.from('PK\u0001\u0002', 'latin1')) + 24);
      return bytes;
    });
    expect(readBundle(claim).refused).toEqual(['"a" says it is larger than it can be']);
  });

  test('with any byte changed is read, refused, or said to be none', () => {
    const path = zip('any.zip', { 'manifest.json': '{}', 'rendered/a.yaml': 'a: 1\n'.repeat(50) });
    const original = readFileSync(path);
    for (let at = 0; at < original.length; at += 1) {
      const changed = Buffer.from(original);
      changed.writeUInt8(changed.readUInt8(at) ^ (1 << (at % 8)), at);
      writeFileSync(path, changed);
      try {
        expect(readBundle(path).files.size).toBeLessThanOrEqual(2);
      } catch (error) {
        expect(error).toBeInstanceOf(ProblemError);
      }
    }
  });

  test('that is none is said', () => {
    writeFileSync(join(folder, 'none.zip'), 'not a zip');
    expect(() => readBundle(join(folder, 'none.zip'))).toThrow('it is no zip that can be read');
    expect(() => readBundle(join(folder, 'absent'))).toThrow(
      'absent cannot be read as an evidence bundle: ENOENT',
    );
  });
});

describe('a folder', () => {
  test('is read without following links', () => {
    const root = join(folder, 'evidence');
    mkdirSync(join(root, 'rendered'), { recursive: true });
    writeFileSync(join(root, 'manifest.json'), '{}');
    writeFileSync(join(root, 'rendered/a.yaml'), 'a');
    symlinkSync('/etc/passwd', join(root, 'rendered/passwd'));
    symlinkSync('..', join(root, 'loop'));
    expect(names(root)).toEqual(['manifest.json', 'rendered/a.yaml']);
    expect(readBundle(root).refused).toEqual([
      'loop is no file but a link or a device, and was not followed',
      'rendered/passwd is no file but a link or a device, and was not followed',
    ]);
    expect(() => readBundle(root, limits({ bytes: 2 }))).toThrow('it holds more than');
    expect(() => readBundle(root, limits({ files: 1 }))).toThrow('it holds more than');
  });
});
