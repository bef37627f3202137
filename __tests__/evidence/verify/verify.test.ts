import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type EvidenceFile, previousOf, type ReadBundle, verifyBundle } from '../../../src/evidence/index.ts';
import type { Report } from '../../../src/reports/index.ts';
import { readReport } from '../../../src/review/index.ts';
import { bundleOf, contentOf, runOn, SHOP } from '../shop.ts';

const pem = (type: 'ed25519' | 'p-256') => {
  const { privateKey, publicKey } =
    type === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    pub: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
};
const keys = pem('ed25519');

const read = (files: readonly EvidenceFile[], name = 'evidence'): ReadBundle => ({
  name,
  files: new Map(files.map(({ path, content }) => [path, Buffer.from(content)])),
  refused: [],
});

let files: EvidenceFile[];
let signed: ReadBundle;
beforeAll(async () => {
  const result = await runOn(SHOP);
  files = bundleOf(result);
  signed = read(bundleOf(result, { key: keys.key }));
});

describe('a bundle as it was written', () => {
  test('holds, and what is not proved is said', async () => {
    const { holds, proved, broken, unproven } = await verifyBundle(read(files), { readReport });
    expect({ holds, broken }).toEqual({ holds: true, broken: [] });
    expect(proved).toEqual([
      'manifest.json is whole, and of the published schema',
      'all 17 files are as manifest.json lists them, and there are no others',
      'report.json is of the published schema',
      'manifest.json and report.json say the same about what was judged, and the outcome',
      'both statements are about what was rendered (6 subjects), and say what the report says',
    ]);
    expect(unproven).toEqual([
      'that nothing came before: it names no previous bundle',
      expect.stringMatching(
        /^who made it: it is not signed\..* compare sha256:[0-9a-f]{64} with what was kept elsewhere/,
      ),
      'that the inputs are those of the commit: name a clone with --repository',
    ]);
  });

  test.each(['ed25519', 'p-256'] as const)(
    'signed with %s it holds with that key, and with no other',
    async type => {
      const { key, pub } = pem(type);
      const bundle = read(bundleOf(await runOn(SHOP), { key }));
      const { holds, proved } = await verifyBundle(bundle, { readReport, key: pub });
      expect([holds, proved.at(-1)]).toEqual([true, 'it is signed with the key that was given']);
      expect((await verifyBundle(bundle, { readReport, key: keys.pub })).broken).toEqual([
        'the signature was not made with the key that was given',
      ]);
      expect((await verifyBundle(bundle, { readReport })).broken).toEqual([
        expect.stringMatching(
          /^the signature was not checked: .* [0-9a-f]{64}; give that public key with --key$/,
        ),
      ]);
      expect((await verifyBundle(read(files), { readReport, key: pub })).broken).toEqual([
        'it is not signed, and a key was given to check the signature with',
      ]);
    },
  );
});

describe('the chain', () => {
  test('holds link by link', async () => {
    const previous = previousOf(read(files));
    if (typeof previous === 'string') throw new Error(previous);
    const second = bundleOf(await runOn(SHOP), { previous, created: '2026-06-02T00:00:00Z' });
    const check = (bundle: EvidenceFile[], before?: EvidenceFile[]) =>
      verifyBundle(read(bundle), {
        readReport,
        ...(before === undefined ? {} : { previous: read(before, 'before') }),
      });
    expect((await check(second, files)).proved).toContain('before is the bundle before it, and holds too');
    expect((await check(second)).unproven).toContainEqual(
      expect.stringMatching(/^the chain: it names sha256:/),
    );
    expect((await check(second, second)).broken).toContainEqual(
      expect.stringMatching(/^it names sha256:.* and before is sha256:/),
    );
    expect((await check(files, second)).broken).toEqual([
      'it names no previous bundle, and before was given as one',
    ]);
    const early = bundleOf(await runOn(SHOP), { previous, created: '2026-05-01T00:00:00Z' });
    expect((await check(early, files)).broken).toEqual([
      'before was made later (2026-06-01T09:12:00Z) than the bundle that follows it',
    ]);
    const tampered = files.map(file =>
      file.path === 'report.html' ? { ...file, content: `${file.content} ` } : file,
    );
    expect((await check(second, tampered)).broken).toEqual(['before: files that were changed: report.html']);
  });
});

/** A bundle as somebody who knows the format would forge it: the manifest fits what was changed. */
const { writeManifest, contentDigest, sha256 } = await import('../../../src/evidence/manifest.js');
function forged(
  change: (files: Map<string, string>) => void,
  edit: (manifest: Record<string, unknown>) => void = () => undefined,
): ReadBundle {
  const all = new Map(files.map(({ path, content }) => [path, content]));
  all.delete('manifest.json');
  change(all);
  const manifest = JSON.parse(contentOf(files, 'manifest.json'));
  manifest.files = [...all]
    .map(([path, content]) => ({ path, bytes: Buffer.byteLength(content), sha256: sha256(content) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  manifest.content = contentDigest(manifest.files);
  edit(manifest);
  all.set('manifest.json', writeManifest(manifest));
  return read([...all].map(([path, content]) => ({ path, content })));
}
const broken = async (bundle: ReadBundle) => (await verifyBundle(bundle, { readReport })).broken;

describe('a bundle that was made to fit', () => {
  test('passes its own digests: that is why who made it is not proved', async () => {
    expect(await broken(forged(() => undefined))).toEqual([]);
  });

  test('is found where its parts contradict each other', async () => {
    const milder = (text = '') => {
      const report: Record<string, unknown> = JSON.parse(text);
      return JSON.stringify({ ...report, outcome: 'pass', exitCode: 0 });
    };
    expect(await broken(forged(all => all.set('report.json', milder(all.get('report.json')))))).toEqual([
      'manifest.json and report.json differ in outcome, exitCode',
      'attestation.intoto.json and verification-summary.intoto.json: not about what was rendered, or not what the report says',
    ]);
    const rendered = 'rendered/manifests/bad/_.yaml/default.yaml';
    expect(await broken(forged(all => all.set(rendered, 'a: 1\n')))).toEqual([
      'attestation.intoto.json and verification-summary.intoto.json: not about what was rendered, or not what the report says',
    ]);
    expect(await broken(forged(all => all.delete('waivers.json')))).toEqual([
      'files that no bundle is without are missing: waivers.json',
    ]);
    expect(await broken(forged(all => all.set('guardrails.json', '{}')))).toEqual(
      expect.arrayContaining(['"guardrails" of manifest.json does not name guardrails.json']),
    );
    expect(await broken(forged(all => all.set('../escape', 'x')))).toContain(
      'paths that lead out of the bundle: ../escape',
    );
    expect(
      await broken(
        forged(
          () => undefined,
          m => {
            m.extra = 1;
          },
        ),
      ),
    ).toEqual([expect.stringMatching(/^manifest.json is not of the schema, at the top: /)]);
    expect(
      await broken(
        forged(
          () => undefined,
          m => {
            m.content = '0'.repeat(64);
          },
        ),
      ),
    ).toEqual(['"content" of manifest.json is not the digest of its list']);
    expect(
      await broken(forged(all => all.set('report.json', '{"schema": "kubeproof.report/v1"}'))),
    ).toContainEqual(expect.stringMatching(/^report.json is not of the schema, at /));
  });

  test('nothing to read is said, not thrown', async () => {
    const one = (content: string) => broken(read([{ path: 'manifest.json', content }]));
    expect(await broken(read([]))).toEqual(['there is no manifest.json, so nothing can be checked']);
    expect(await one('{')).toEqual(['manifest.json is not JSON']);
    expect(await one('[]')).toEqual([
      expect.stringMatching(/^manifest.json is not of the schema, at the top: /),
    ]);
    expect(await one('['.repeat(100_000))).toEqual(['manifest.json is not JSON']);
    const huge = { ...read([]), files: new Map([['manifest.json', new Uint8Array(64 * 1024 * 1024 + 1)]]) };
    expect(await broken(huge)).toEqual(['manifest.json is larger than 64 MB']);
  });
});

/** The report's schema is tested beside; here it would cost most of the time. */
const quick = async (text: string): Promise<Report | string> => {
  try {
    const report = JSON.parse(text) as Report;
    return report.schema === 'kubeproof.report/v1' ? report : 'not of the schema';
  } catch {
    return 'no JSON';
  }
};
const isFound = async (files: ReadonlyMap<string, Uint8Array>) =>
  !(await verifyBundle({ ...signed, files }, { readReport: quick, key: keys.pub })).holds;

describe('tampering', () => {
  test('with any byte of any file is found', async () => {
    expect(await isFound(signed.files)).toBe(false);
    const paths = [...signed.files.keys()];
    expect(paths).toContain('manifest.dsse.json');
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (path, at, bits) => {
          const content = Buffer.from(signed.files.get(path) ?? '');
          const index = at % content.length;
          content.writeUInt8(content.readUInt8(index) ^ bits, index);
          expect(await isFound(new Map(signed.files).set(path, content))).toBe(true);
        },
      ),
      { numRuns: 400, seed: 8 },
    );
  });

  test('every byte of the manifest and the signature, one bit each, is found', async () => {
    for (const path of ['manifest.json', 'manifest.dsse.json']) {
      const original = Buffer.from(signed.files.get(path) ?? '');
      for (let at = 0; at < original.length; at += 7) {
        const content = Buffer.from(original);
        content.writeUInt8(content.readUInt8(at) ^ (1 << (at % 8)), at);
        expect([path, at, await isFound(new Map(signed.files).set(path, content))]).toEqual([path, at, true]);
      }
    }
  });

  test('with what files there are is found', async () => {
    const paths = [...signed.files.keys()];
    const kind = fc.constantFrom('delete', 'add', 'rename', 'swap', 'cut', 'append', 'repeat');
    await fc.assert(
      fc.asyncProperty(
        kind,
        fc.constantFrom(...paths),
        fc.constantFrom(...paths),
        fc.nat(),
        async (what, path, other, n) => {
          fc.pre(what !== 'swap' || path !== other);
          const files = new Map(signed.files);
          const content = Buffer.from(files.get(path) ?? '');
          if (what === 'delete' || what === 'rename') files.delete(path);
          if (what === 'add') files.set(`${path}.${n}`, content);
          if (what === 'rename') files.set(`${n}${path}`, content);
          if (what === 'swap') files.set(path, files.get(other) ?? content).set(other, content);
          if (what === 'cut') files.set(path, content.subarray(0, n % content.length));
          if (what === 'append') files.set(path, Buffer.concat([content, Buffer.from(' ')]));
          if (what === 'repeat') files.set(path, Buffer.concat([content, content]));
          expect([what, path, other, await isFound(files)]).toEqual([what, path, other, true]);
        },
      ),
      { numRuns: 200, seed: 8 },
    );
  });
});
