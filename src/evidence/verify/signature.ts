import { z } from 'zod';
import { jsonText } from '../../reports/index.ts';
import { isSignedWith, PAYLOAD_TYPE } from '../signing.ts';
import { statementFault } from './signed.ts';

/** In the one way that encodes these bytes: the last letter may have bits to spare. */
const base64 = z.string().refine(text => Buffer.from(text, 'base64').toString('base64') === text);
const envelope = z.strictObject({
  payloadType: z.literal(PAYLOAD_TYPE),
  payload: base64,
  signatures: z.array(z.strictObject({ keyid: z.string().regex(/^[0-9a-f]{64}$/), sig: base64 })).length(1),
});
/**
 * Holds `manifest.dsse.json` against the manifest and a key. Without a key nobody knows whose signature it is, so it does
 * not count as one that holds.
 */
export function checkSignature(
  bytes: Uint8Array,
  digest: string,
  attestation: Uint8Array | undefined,
  key: string | undefined,
  { proved, broken }: Record<'proved' | 'broken', string[]>,
): void {
  let read: z.infer<typeof envelope>;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    read = envelope.parse(JSON.parse(text));
    if (jsonText(read) !== text) throw new Error('other bytes');
  } catch {
    broken.push('the signature, manifest.dsse.json, is not a DSSE envelope as kubeproof writes it');
    return;
  }
  const fault = statementFault(Buffer.from(read.payload, 'base64'), digest, attestation);
  if (fault !== undefined) broken.push(`the signature ${fault}`);
  else if (key === undefined) {
    const id = read.signatures[0]?.keyid;
    broken.push(
      `the signature was not checked: it says it was made with the key ${id}; give that public key with --key`,
    );
  } else if (isSignedWith(read, key)) proved.push('it is signed with the key that was given');
  else broken.push('the signature was not made with the key that was given');
}
