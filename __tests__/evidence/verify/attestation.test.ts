import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { Manifest } from '../../../src/evidence/index.ts';
import { checkAttestation } from '../../../src/evidence/verify/attestation.ts';

/** What the public services of Sigstore give: a certificate with the promise of a log, an entry in another log. */
const { digest, sigstore, trustedRoot } = JSON.parse(
  readFileSync('__tests__/evidence/verify/fixtures/public-services.json', 'utf8'),
);
const BUILD = {
  repository: 'https://github.com/acme/shop',
  run: 'https://github.com/acme/shop/actions/runs/4711',
  attempt: '1',
};

async function check(bundle: object, root: object, about = digest) {
  const said = { proved: [] as string[], broken: [] as string[], unproven: [] as string[] };
  const manifest = { build: BUILD } as unknown as Manifest;
  const options = { trustedRoots: JSON.stringify(root), repository: 'acme/shop' };
  await checkAttestation(Buffer.from(JSON.stringify(bundle)), about, undefined, manifest, options, said);
  return said;
}

test('a signature of the public services holds against their root, without any network', async () => {
  const { proved, broken, unproven } = await check(sigstore, trustedRoot);
  expect([broken, unproven]).toEqual([[], []]);
  expect(proved).toEqual([
    expect.stringMatching(
      /^it was signed by https:\/\/github.com\/acme\/shop\/\.github\/workflows\/kubeproof.yaml@refs\/heads\/main \(push, .*\/runs\/4711\/attempts\/1\), certified by https:\/\/token\.actions\.githubusercontent\.com$/,
    ),
  ]);
});

const faults: [string, string, (bundle: typeof sigstore, root: typeof trustedRoot) => void][] = [
  [
    'another log of certificates',
    'SCT verification failed',
    (_, root) => {
      root.ctlogs[0].publicKey = root.tlogs[0].publicKey;
    },
  ],
  [
    'another log of signatures',
    'inclusion promise could not be verified',
    (_, root) => {
      root.tlogs[0].publicKey = root.ctlogs[0].publicKey;
    },
  ],
  [
    'no entry in the log that the root has',
    'expected 1 timestamps, got 0',
    bundle => {
      bundle.verificationMaterial.tlogEntries = [];
    },
  ],
  [
    'a root that the certificate does not lead to',
    'Failed to verify certificate chain',
    (_, root) => {
      root.certificateAuthorities[0].validFor.start = '2100-01-01T00:00:00Z';
    },
  ],
  [
    'an entry that says another time',
    'inclusion promise could not be verified',
    bundle => {
      const [entry] = bundle.verificationMaterial.tlogEntries;
      entry.integratedTime = String(Number(entry.integratedTime) + 1);
    },
  ],
];
test.each(faults)('with %s it does not', async (_, reason, change) => {
  const [bundle, root] = structuredClone([sigstore, trustedRoot]);
  change(bundle, root);
  expect((await check(bundle, root)).broken).toEqual([
    `the attestation, manifest.sigstore.json, does not hold against the trusted roots: root 1: ${reason}`,
  ]);
});

test('about another manifest it does not, nor with another payload', async () => {
  expect((await check(sigstore, trustedRoot, '0'.repeat(64))).broken).toEqual([
    'the attestation, manifest.sigstore.json, is about another manifest.json',
  ]);
  const forged = structuredClone(sigstore);
  const text = Buffer.from(forged.dsseEnvelope.payload, 'base64').toString().replace('PASSED', 'FAILED');
  forged.dsseEnvelope.payload = Buffer.from(text).toString('base64');
  expect((await check(forged, trustedRoot)).broken).toHaveLength(1);
});
