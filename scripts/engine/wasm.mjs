/**
 * Just enough of the WebAssembly binary format (https://webassembly.github.io/spec/core/binary/) to take a module
 * apart into sections and put it together again.
 */
export const SECTION = { memory: 5, global: 6, export: 7, start: 8, data: 11, dataCount: 12 };

/** Reads numbers off a byte array. */
export class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }
  byte() {
    return this.bytes[this.at++];
  }
  /** LEB128, unsigned. */
  unsigned() {
    let result = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      result += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return result;
    }
  }
  /** LEB128 of any sign, skipped. */
  skipNumber() {
    while (this.byte() >= 0x80);
  }
  skip(length) {
    this.at += length;
  }
  get done() {
    return this.at >= this.bytes.length;
  }
}

/** LEB128, unsigned. */
export function unsigned(value) {
  const out = [];
  let rest = value;
  do {
    const byte = rest % 128;
    rest = Math.floor(rest / 128);
    out.push(rest > 0 ? byte | 0x80 : byte);
  } while (rest > 0);
  return Buffer.from(out);
}

/** LEB128, signed, of a BigInt. */
export function signed(value) {
  const out = [];
  let rest = value;
  for (;;) {
    const byte = Number(rest & 0x7fn);
    rest >>= 7n;
    if ((rest === 0n && byte < 0x40) || (rest === -1n && byte >= 0x40)) {
      out.push(byte);
      return Buffer.from(out);
    }
    out.push(byte | 0x80);
  }
}

/** The sections of a module, in order, each with its content without id and length. */
export function sections(bytes) {
  const reader = new Reader(bytes, 8);
  const found = [];
  while (!reader.done) {
    const id = reader.byte();
    const length = reader.unsigned();
    found.push({ id, content: bytes.subarray(reader.at, reader.at + length) });
    reader.skip(length);
  }
  return found;
}

/** The module made of `parts`. */
export function join(parts) {
  const out = [Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])];
  for (const { id, content } of parts) out.push(Buffer.from([id]), unsigned(content.length), content);
  return Buffer.concat(out);
}

/** Types of a module's own globals; refuses anything but numbers that start as constants, which is all Go uses. */
export function globals(content) {
  const reader = new Reader(content);
  const types = [];
  for (let left = reader.unsigned(); left > 0; left--) {
    const type = reader.byte();
    const mutable = reader.byte() === 1;
    const operation = reader.byte();
    if (type === 0x7f && operation === 0x41) reader.skipNumber();
    else if (type === 0x7e && operation === 0x42) reader.skipNumber();
    else if (type === 0x7d && operation === 0x43) reader.skip(4);
    else if (type === 0x7c && operation === 0x44) reader.skip(8);
    else throw new Error(`global of type ${type} with initial operation ${operation} is not understood`);
    if (reader.byte() !== 0x0b) throw new Error('a global does not start as one constant');
    types.push({ type, mutable });
  }
  return types;
}
