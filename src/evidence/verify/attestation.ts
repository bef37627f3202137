import type { ObjectIdentifierValuePair } from '@sigstore/verify';
import type { Manifest } from '../manifest.ts';
import { PAYLOAD_TYPE } from '../signing.ts';
import { statementFault } from './signed.ts';
import type { Said } from './verify.ts';

/** What an attestation is held against. */
export interface AttestationOptions {
  /** Lines of Sigstore trusted roots (JSON), as `gh attestation trusted-root` gives them. */
  readonly trustedRoots?: string;
  /** Whose workflow has to have signed: `acme/shop`, or the address of a repository. */
  readonly repository?: string;
  /** Which workflow file: `acme/shop/.github/workflows/kubeproof.yaml`, with `@ref` behind it or not. */
  readonly workflow?: string;
}

/** Extensions of Fulcio's certificates. https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md */
const CLAIMS = {
  issuer: 8,
  workflow: 9,
  repository: 12,
  commit: 13,
  ref: 14,
  trigger: 20,
  run: 21,
} as const;
const FULCIO = '1.3.6.1.4.1.57264.1';
/** A Sigstore bundle is about 10 kB. */
const LARGEST = 4 * 1024 * 1024;

/** Who signed, as the certificate says; members that it leaves out are missing. */
type Signer = Partial<Record<keyof typeof CLAIMS, string>>;

/**
 * Holds `manifest.sigstore.json` against the manifest and the trusted roots, without any network: the certificate was issued
 * by one of their authorities, was valid at the time that a time stamp or the log of them names, and its key signed a
 * statement about this manifest. What a root has (log of entries, log of certificates) is required of what it vouches for.
 */
export async function checkAttestation(
  bytes: Uint8Array,
  digest: string,
  attestation: Uint8Array | undefined,
  { build }: Manifest,
  options: AttestationOptions,
  { proved, broken, unproven }: Said,
): Promise<void> {
  const file = 'the attestation, manifest.sigstore.json,';
  const { bundleFromJSON, isBundleWithDsseEnvelope, isBundleWithPublicKey } = await import(
    '@sigstore/bundle'
  );
  let bundle: ReturnType<typeof bundleFromJSON>;
  try {
    if (bytes.length > LARGEST) throw new Error('too large');
    bundle = bundleFromJSON(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
    if (!isBundleWithDsseEnvelope(bundle) || isBundleWithPublicKey(bundle)) throw new Error('another kind');
  } catch {
    broken.push(`${file} is no Sigstore bundle around a statement, signed with a certificate`);
    return;
  }
  const { payload, payloadType } = bundle.content.dsseEnvelope;
  const fault =
    payloadType === PAYLOAD_TYPE ? statementFault(payload, digest, attestation) : 'is about something else';
  if (fault !== undefined) {
    broken.push(`${file} ${fault}`);
    return;
  }
  if (options.trustedRoots === undefined) {
    broken.push(
      `${file} was not checked: give the roots it is held against with --trusted-root (\`gh attestation trusted-root\` writes them)`,
    );
    return;
  }
  const { toSignedEntity, toTrustMaterial, Verifier } = await import('@sigstore/verify');
  const { TrustedRoot } = await import('@sigstore/protobuf-specs');
  const reasons: string[] = [];
  for (const [i, line] of lines(options.trustedRoots).entries()) {
    try {
      const root = TrustedRoot.fromJSON(JSON.parse(line));
      const verifier = new Verifier(toTrustMaterial(root), {
        tlogThreshold: root.tlogs.length > 0 ? 1 : 0,
        ctlogThreshold: root.ctlogs.length > 0 ? 1 : 0,
        timestampThreshold: 1,
      });
      const { identity } = verifier.verify(toSignedEntity(bundle));
      checkSigner(claims(identity?.oids ?? []), build, options, { proved, broken, unproven });
      return;
    } catch (error) {
      reasons.push(`root ${i + 1}: ${(error as Error).message}`);
    }
  }
  broken.push(`${file} does not hold against the trusted roots: ${reasons.join('; ') || 'none was given'}`);
}

/** What the certificate says of the signer against what the bundle says of its build, and what was asked for. */
function checkSigner(
  signer: Signer,
  build: Manifest['build'],
  { repository, workflow }: AttestationOptions,
  { proved, broken, unproven }: Said,
): void {
  const { issuer = 'an unnamed issuer', run } = signer;
  const who = signer.workflow ?? signer.repository ?? 'somebody without a workflow';
  const address = build?.repository ?? '';
  const server = URL.canParse(address) ? new URL(address).origin : 'https://github.com';
  const before = broken.length;
  if (build !== null) {
    if (signer.repository !== build.repository)
      broken.push(`it says that ${build.repository} made it, and was signed for ${signer.repository ?? who}`);
    else if (run !== `${build.run}/attempts/${build.attempt}`)
      broken.push(`it says that ${build.run} made it, and was signed by ${run ?? 'another run'}`);
  }
  const trusted = issuerOf(server);
  if (repository !== undefined) {
    const wanted = repository.includes('://') ? repository.replace(/\/+$/, '') : `${server}/${repository}`;
    if (signer.repository?.toLowerCase() !== wanted.toLowerCase() || issuer !== trusted)
      broken.push(
        `it was signed for ${signer.repository ?? who} (${issuer}), not for ${wanted} (${trusted})`,
      );
  }
  if (workflow !== undefined) {
    const wanted = workflow.includes('://') ? workflow : `${server}/${workflow}`;
    const found = wanted.includes('@') ? signer.workflow : signer.workflow?.replace(/@[^@]*$/, '');
    if (found !== wanted || issuer !== trusted)
      broken.push(`it was signed by ${who} (${issuer}), not by ${wanted} (${trusted})`);
  }
  if (broken.length > before) return;
  const details = [signer.trigger, signer.ref, signer.commit && `commit ${signer.commit}`, run].filter(
    Boolean,
  );
  proved.push(
    `it was signed by ${who}${details.length === 0 ? '' : ` (${details.join(', ')})`}, certified by ${issuer}`,
  );
  if (repository === undefined && workflow === undefined)
    unproven.push(
      'that this is the workflow you expect: name it with --signer-repository or --signer-workflow',
    );
}

/** Who vouches for workflows of a GitHub: its own, where it is one of data residency (`acme.ghe.com`). */
function issuerOf(server: string): string {
  const { hostname } = new URL(server);
  return hostname === 'github.com'
    ? 'https://token.actions.githubusercontent.com'
    : `https://token.actions.${hostname}`;
}

/** The claims of a certificate that was verified before. */
function claims(extensions: readonly ObjectIdentifierValuePair[]): Signer {
  const values = new Map(extensions.map(({ oid, value }) => [oid?.id.join('.'), value]));
  return Object.fromEntries(
    Object.entries(CLAIMS).flatMap(([name, number]) => {
      const text = utf8String(values.get(`${FULCIO}.${number}`));
      return text === undefined ? [] : [[name, text]];
    }),
  );
}

/** The text of a UTF8String in DER (X.690): a tag, a length in one byte or after a count of bytes, the text. */
function utf8String(der: Uint8Array | undefined): string | undefined {
  if (der === undefined || der[0] !== 0x0c) return undefined;
  const [, first = 0] = der;
  const text = der.subarray(first < 0x80 ? 2 : 2 + (first & 0x7f));
  return Buffer.from(text).toString('utf8');
}

/** JSON lines, or one JSON document over many lines. */
function lines(text: string): string[] {
  try {
    return [JSON.stringify(JSON.parse(text))];
  } catch {
    return text.split(/\r?\n/).filter(line => line.trim() !== '');
  }
}
