import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type EvidenceFile,
  earlierFrom,
  ledgerEntry,
  ledgerGap,
  ledgerLine,
  type Manifest,
  previousOf,
  type ReadBundle,
  readLedger,
  verifyBundle,
} from '../../../src/evidence/index.ts';
import type { Report } from '../../../src/reports/index.ts';
import { readReport } from '../../../src/review/index.ts';
import type { RunResult } from '../../../src/run.ts';
import { bundleOf, CREATED, contentOf, runOn, SHOP } from '../shop.ts';

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

let result: RunResult;
let files: EvidenceFile[];
let signed: ReadBundle;
beforeAll(async () => {
  result = await runOn(SHOP);
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
        'it is not signed with a key, and one was given to check the signature with',
      ]);
    },
  );
});

describe('the chain', () => {
  const at = (day: string, before?: EvidenceFile[]) => {
    const previous = before === undefined ? undefined : previousOf(read(before));
    if (typeof previous === 'string') throw new Error(previous);
    return bundleOf(result, { created: `${day}T00:00:00Z`, ...(previous === undefined ? {} : { previous }) });
  };
  const check = (bundle: EvidenceFile[], ...before: [EvidenceFile[], string, boolean?][]) =>
    verifyBundle(read(bundle), {
      readReport,
      previous: before.map(([files, name, meant = true]) => earlierFrom(read(files, name), meant)),
    });

  test('holds link by link', async () => {
    const second = at('2026-06-02', files);
    expect((await check(second, [files, 'before'])).proved).toContain(
      'before is the bundle before it, and holds too',
    );
    expect((await check(second)).unproven).toContainEqual(
      expect.stringMatching(/^the chain: it names sha256:/),
    );
    expect((await check(second, [second, 'before'])).broken).toContainEqual(
      expect.stringMatching(/^it names sha256:.* and before is sha256:/),
    );
    expect((await check(files, [second, 'before'])).broken).toEqual([
      'it names no previous bundle, and before was given as one',
    ]);
    expect((await check(at('2026-05-01', files), [files, 'before'])).broken).toEqual([
      'before was made later (2026-06-01T09:12:00Z) than the bundle that follows it',
    ]);
    const tampered = files.map(file =>
      file.path === 'report.html' ? { ...file, content: `${file.content} ` } : file,
    );
    expect((await check(second, [tampered, 'before'])).broken).toEqual([
      'before: files that were changed: report.html',
    ]);
  });

  test('holds as far as there are bundles, in any order, with others beside them', async () => {
    const [second, other] = [at('2026-06-02', files), at('2026-06-09')];
    const third = at('2026-06-03', second);
    const whole = await check(third, [files, 'a', false], [other, 'b', false], [second, 'c', false]);
    expect(whole.broken).toEqual([]);
    expect(whole.proved).toContain(
      'the 2 bundles before it hold too, each named by the one after it, back to 2026-06-01T09:12:00Z',
    );
    expect(whole.unproven).toContain('that nothing came before: the first of them names no previous bundle');
    const { broken, unproven } = await check(third, [second, 'c']);
    expect(broken).toEqual([]);
    expect(unproven).toContainEqual(
      expect.stringMatching(
        /^what came before that: sha256:[0-9a-f]{64} \(2026-06-01T09:12:00Z\) was not given$/,
      ),
    );
    expect((await check(third, [second, 'c'], [other, 'b'])).broken).toEqual([
      expect.stringMatching(/^the chain names sha256:.* as the bundle before it, and b is sha256:/),
    ]);
  });

  test('of two keys: the one that is given checks what is signed', async () => {
    const previous = previousOf(signed);
    if (typeof previous === 'string') throw new Error(previous);
    const next = read(bundleOf(result, { previous, key: keys.key, created: '2026-06-02T00:00:00Z' }));
    const before = [earlierFrom(signed, true)];
    expect((await verifyBundle(next, { readReport, key: keys.pub, previous: before })).broken).toEqual([]);
    expect(
      (await verifyBundle(next, { readReport, key: pem('ed25519').pub, previous: before })).broken,
    ).toEqual([
      'evidence: the signature was not made with the key that was given',
      'the signature was not made with the key that was given',
    ]);
  });
});

describe('a ledger', () => {
  const manifest = (): Manifest => JSON.parse(contentOf(files, 'manifest.json'));
  const digest = () => sha256(contentOf(files, 'manifest.json'));
  const gap = ledgerGap({
    created: '2026-05-30T00:00:00Z',
    note: 'the runner was lost',
    commit: '1'.repeat(40),
    branch: 'main',
    repository: null,
  });
  const written = (...entries: Parameters<typeof ledgerLine>[0][]) =>
    entries.reduce((text, entry) => text + ledgerLine(entry, readLedger(text)), '');
  const listed = (ledger: string) => verifyBundle(read(files), { readReport, ledger });

  test('lists a bundle, and builds without one', async () => {
    const text = written(
      gap,
      ledgerEntry(digest(), manifest(), { branch: 'main', where: 's3://evidence/1' }),
    );
    expect(readLedger(text)).toMatchObject({
      broken: [],
      entries: [
        { bundle: null, note: 'the runner was lost', after: null },
        { bundle: digest(), branch: 'main', where: 's3://evidence/1', outcome: 'fail', created: CREATED },
      ],
    });
    const { proved, broken, unproven } = await listed(text);
    expect(broken).toEqual([]);
    expect(proved).toEqual(
      expect.arrayContaining([
        'the ledger is in order: each of its 2 lines names the one before it',
        'the ledger lists it, as build 2 of 2',
      ]),
    );
    expect(unproven).toContain(
      `that the ledger ends where it did: compare sha256:${readLedger(text).end} with what was kept elsewhere`,
    );
  });

  test('that was changed is found: every character, every line', async () => {
    const text = written(gap, ledgerEntry(digest(), manifest()), { ...gap, created: '2026-06-05T00:00:00Z' });
    const lines = text.split('\n');
    // The end of it is what the file alone cannot vouch for: hence the digest that is kept elsewhere.
    const last = text.length - (lines[2]?.length ?? 0) - 1;
    for (let at = 0; at < last; at++) {
      const other = text[at] === 'x' ? 'y' : 'x';
      const changed = `${text.slice(0, at)}${other}${text.slice(at + 1)}`;
      expect([at, readLedger(changed).broken.length > 0]).toEqual([at, true]);
    }
    expect(readLedger(`${lines[0]}\n${lines[2]}\n`).broken).toEqual([
      'line 2 of the ledger does not name the line before it: one was changed or taken out',
    ]);
    expect(readLedger(`${lines[1]}\n`).broken).toEqual(['line 1 of the ledger names a line before it']);
    expect(readLedger(text.slice(0, -1)).broken).toEqual([
      'line 3 of the ledger is cut off: it does not end with a line feed',
    ]);
    expect(
      readLedger(written(ledgerEntry(digest(), manifest()), ledgerEntry(digest(), manifest()))).broken,
    ).toEqual([`line 2 of the ledger lists sha256:${digest()} again`]);
    expect(readLedger('{}\nno\n').broken).toEqual([
      expect.stringMatching(/^line 1 of the ledger is not of the schema, at schema: /),
      'line 2 of the ledger is not JSON',
    ]);
    expect(readLedger('')).toEqual({ entries: [], broken: [] });
  });

  test('that does not list the bundle, or lists it as something else, is said', async () => {
    expect((await listed(written(gap))).broken).toEqual(['the ledger does not list it']);
    const milder = { ...ledgerEntry(digest(), manifest()), outcome: 'pass' as const };
    expect((await listed(written(milder))).broken).toEqual(['the ledger says otherwise of it: outcome']);
  });
});

/** A bundle as somebody who knows the format would forge it: the manifest fits what was changed. */
const { sumsOf, writeManifest, contentDigest, sha256 } = await import('../../../src/evidence/manifest.js');
function forged(
  change: (files: Map<string, string>) => void,
  edit: (manifest: Record<string, unknown>) => void = () => undefined,
): ReadBundle {
  const all = new Map(files.map(({ path, content }) => [path, content]));
  all.delete('manifest.json');
  all.delete('SHA256SUMS');
  change(all);
  const manifest = JSON.parse(contentOf(files, 'manifest.json'));
  manifest.files = [...all]
    .map(([path, content]) => ({ path, bytes: Buffer.byteLength(content), sha256: sha256(content) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  manifest.content = contentDigest(manifest.files);
  edit(manifest);
  all.set('manifest.json', writeManifest(manifest));
  all.set('SHA256SUMS', sumsOf(all));
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
    expect(
      await broken({ ...signed, files: new Map(signed.files).set('SHA256SUMS', Buffer.from('')) }),
    ).toContain('SHA256SUMS does not list what is there: a signature, or the list, was changed');
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
      { numRuns: 500, seed: 8 },
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
      { numRuns: 500, seed: 8 },
    );
  });
});
