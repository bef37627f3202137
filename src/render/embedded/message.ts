/**
 * The form of requests and replies, see engine/shared/abi: a little-endian uint32 with the length of a JSON header,
 * the header, then all blobs without a gap; the header's `blobs` lists their lengths.
 */

/** A document of a reply. */
export interface ReplyDocument {
  readonly text: string;
  /** Path of the input file it came from, as the request named it. */
  readonly source?: string;
}

/** Why an engine rendered nothing. Paths are as the request named them. */
export interface ReplyError {
  readonly code: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly names?: readonly string[];
}

export interface Reply {
  readonly error?: ReplyError;
  readonly documents: readonly ReplyDocument[];
  readonly warnings: readonly string[];
}

/** Collects blobs while a header is built. */
export class Blobs {
  private readonly parts: Uint8Array[] = [];

  /** The index under which the header refers to `content`. */
  add(content: Uint8Array): number {
    return this.parts.push(content) - 1;
  }

  /** A request in a buffer of its own, ready to be transferred. */
  encode(header: Readonly<Record<string, unknown>>): Uint8Array {
    const json = new TextEncoder().encode(
      JSON.stringify({ ...header, blobs: this.parts.map(part => part.byteLength) }),
    );
    const size = this.parts.reduce((sum, part) => sum + part.byteLength, 4 + json.byteLength);
    const message = new Uint8Array(size);
    new DataView(message.buffer).setUint32(0, json.byteLength, true);
    message.set(json, 4);
    let at = 4 + json.byteLength;
    for (const part of this.parts) {
      message.set(part, at);
      at += part.byteLength;
    }
    return message;
  }
}

/** Reads a reply; bytes that are not UTF-8 become U+FFFD. */
export function decodeReply(message: Uint8Array): Reply {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const length = new DataView(message.buffer, message.byteOffset).getUint32(0, true);
  const header = JSON.parse(decoder.decode(message.subarray(4, 4 + length))) as {
    error?: ReplyError;
    documents?: { source?: string }[];
    warnings?: string[];
    blobs?: number[];
  };
  let at = 4 + length;
  const documents = (header.documents ?? []).map((document, index): ReplyDocument => {
    const end = at + (header.blobs?.[index] ?? 0);
    const text = decoder.decode(message.subarray(at, end));
    at = end;
    return document.source === undefined ? { text } : { text, source: document.source };
  });
  return { ...(header.error && { error: header.error }), documents, warnings: header.warnings ?? [] };
}
