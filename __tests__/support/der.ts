import { type KeyObject, sign } from 'node:crypto';

/** As much of DER (X.690) and of certificates (RFC 5280) as a test needs to be its own authority. */

const node = (tag: number, ...contents: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
};

export const sequence = (...items: readonly Uint8Array[]) => node(0x30, ...items);
export const set = (...items: readonly Uint8Array[]) => node(0x31, ...items);
export const octets = (bytes: Uint8Array) => node(0x04, bytes);
export const integer = (value: number) => node(0x02, Buffer.from([value]));
export const utf8 = (text: string) => node(0x0c, Buffer.from(text));
export const generalTime = (time: Date) =>
  node(0x18, Buffer.from(`${time.toISOString().replace(/\D/g, '').slice(0, 14)}Z`));
/** `[n]`, constructed. */
export const tagged = (n: number, ...items: readonly Uint8Array[]) => node(0xa0 + n, ...items);
const bits = (bytes: Uint8Array) => node(0x03, Buffer.from([0]), bytes);
const yes = node(0x01, Buffer.from([0xff]));

export function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap(number => {
    const groups = [number & 0x7f];
    for (let left = Math.floor(number / 128); left > 0; left = Math.floor(left / 128))
      groups.unshift((left & 0x7f) | 0x80);
    return groups;
  });
  return node(0x06, Buffer.from(bytes));
}

export const SHA256 = sequence(oid('2.16.840.1.101.3.4.2.1'));
export const ECDSA_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));

export const distinguishedName = (name: string) => sequence(set(sequence(oid('2.5.4.3'), utf8(name))));

export interface Certified {
  readonly subject: string;
  readonly issuer: string;
  readonly serial: number;
  readonly from: Date;
  readonly to: Date;
  readonly publicKey: KeyObject;
  readonly issuerKey: KeyObject;
  readonly isAuthority: boolean;
  /** Subject alternative name, a URI. */
  readonly uri?: string;
  /** Further extensions: UTF8Strings by object identifier. */
  readonly texts?: Readonly<Record<string, string>>;
}

/** A certificate on P-256, DER. */
export function certificate(of: Certified): Buffer {
  const extension = (id: string, value: Uint8Array, isCritical = false) =>
    sequence(oid(id), ...(isCritical ? [yes] : []), octets(value));
  const extensions = [
    extension('2.5.29.19', sequence(...(of.isAuthority ? [yes] : [])), true),
    ...(of.uri === undefined
      ? []
      : [extension('2.5.29.17', sequence(node(0x86, Buffer.from(of.uri))), true)]),
    ...Object.entries(of.texts ?? {}).map(([id, text]) => extension(id, utf8(text))),
  ];
  const body = sequence(
    tagged(0, integer(2)),
    integer(of.serial),
    ECDSA_SHA256,
    distinguishedName(of.issuer),
    sequence(generalTime(of.from), generalTime(of.to)),
    distinguishedName(of.subject),
    of.publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...extensions)),
  );
  return sequence(body, ECDSA_SHA256, bits(sign('sha256', body, of.issuerKey)));
}
