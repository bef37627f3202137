import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { ProblemError } from '../problems.ts';
import { jsonText } from '../reports/index.ts';
import { sha256 } from './manifest.ts';

/** https://github.com/secure-systems-lab/dsse/blob/master/envelope.md */
export interface Envelope {
  readonly payloadType: string;
  /** Base64. */
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/**
 * A DSSE envelope around a statement.
 * @param pem private key, Ed25519 or ECDSA on P-256, P-384 or P-521, without a passphrase
 * @throws {ProblemError} for any other key
 */
export function signStatement(payload: string, pem: string): string {
  const key = readKey(pem, createPrivateKey, 'private');
  const bytes = Buffer.from(payload);
  const signature = sign(digestFor(key), preAuthentication(PAYLOAD_TYPE, bytes), key);
  return jsonText({
    payloadType: PAYLOAD_TYPE,
    payload: bytes.toString('base64'),
    signatures: [{ keyid: keyId(createPublicKey(key)), sig: signature.toString('base64') }],
  });
}

/** Whether one of the signatures names this key and was made with its private part. @throws {ProblemError} for a key that cannot be used */
export function isSignedWith({ payloadType, payload, signatures }: Envelope, pem: string): boolean {
  const key = readKey(pem, createPublicKey, 'public');
  const message = preAuthentication(payloadType, Buffer.from(payload, 'base64'));
  return signatures.some(
    ({ keyid, sig }) =>
      keyid === keyId(key) && verify(digestFor(key), message, key, Buffer.from(sig, 'base64')),
  );
}

/** SHA-256 of the public key's SubjectPublicKeyInfo, hex. */
function keyId(key: KeyObject): string {
  return sha256(key.export({ type: 'spki', format: 'der' }));
}

/** DSSE's PAE: what is signed says what it is. */
function preAuthentication(type: string, payload: Uint8Array): Buffer {
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `),
    payload,
  ]);
}

/** Ed25519 hashes by itself. */
function digestFor(key: KeyObject): 'sha256' | null {
  return key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
}

/** The key, once it is known that it can be used. @throws {ProblemError} */
export function usableKey(pem: string, kind: 'private' | 'public'): string {
  readKey(pem, kind === 'private' ? createPrivateKey : createPublicKey, kind);
  return pem;
}

function readKey(pem: string, read: (pem: string) => KeyObject, kind: string): KeyObject {
  let key: KeyObject;
  try {
    key = read(pem);
  } catch {
    // What the library says may quote the key.
    throw unusable(`it is no ${kind} key in PEM that can be read without a passphrase`);
  }
  const type = key.asymmetricKeyType;
  if (type !== 'ed25519' && type !== 'ec') throw unusable(`its type is ${type ?? 'unknown'}`);
  return key;
}

function unusable(why: string): ProblemError {
  return new ProblemError({
    code: 'key-unusable',
    message: `The key cannot be used: ${why}`,
    hint: 'Make one: openssl genpkey -algorithm ed25519 -out key.pem; openssl pkey -in key.pem -pubout -out key.pub.pem',
    gates: true,
  });
}
