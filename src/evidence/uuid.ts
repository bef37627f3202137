import { createHash } from 'node:crypto';

/** Namespace of everything kubeproof names by UUID: version 5 (RFC 9562) of the URL namespace and the project's address. */
const NAMESPACE = uuidIn('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 'https://github.com/kubeproof/kubeproof');

/** UUID version 5 of a name: the same name, the same UUID, on every machine. */
export function uuid(...name: readonly string[]): string {
  return uuidIn(NAMESPACE, JSON.stringify(name));
}

function uuidIn(namespace: string, name: string): string {
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest();
  const bytes = Buffer.from(hash.subarray(0, 16));
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
