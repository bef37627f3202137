import { buildSandbox } from './sandbox.mjs';
import { globals, join, Reader, SECTION, sections, signed, unsigned } from './wasm.mjs';

/** Largest memory an instance may take, in pages of 64 KiB: 1 GiB. More is an attack or a mistake. */
const MAX_PAGES = 16384;

/** Exports that are of no use afterwards, and would do harm. */
const BUILD_STEPS = new Set(['_initialize', 'kubeproof_settle']);

/** Shorter runs of zeros are cheaper to write than to start a new segment for. */
const GAP = 64;

/**
 * Runs a module's initialisation and `warmUp`, and writes the state reached back as a new module: its memory becomes
 * data segments, its globals their current values. The new module starts where the old one stood, so `_initialize`
 * must not be called again, and is not exported any more.
 *
 * @param {Buffer} bytes a reactor module
 * @param {(exports: WebAssembly.Exports) => void} warmUp work to do before the picture is taken
 * @returns {Promise<Buffer>}
 */
export async function snapshot(bytes, warmUp) {
  const module = await WebAssembly.compile(withGlobalsExported(bytes));
  const sandbox = buildSandbox(module);
  const instance = await WebAssembly.instantiate(module, sandbox.imports);
  sandbox.attach(instance);
  instance.exports._initialize();
  warmUp(instance.exports);
  instance.exports.kubeproof_settle();
  return withState(bytes, instance.exports);
}

const globalName = index => `global ${index}`;

function withGlobalsExported(bytes) {
  const parts = sections(bytes);
  const types = globals(section(parts, SECTION.global).content);
  const exported = section(parts, SECTION.export);
  const reader = new Reader(exported.content);
  const count = reader.unsigned();
  const added = types.map((_, index) => {
    const name = Buffer.from(globalName(index));
    return Buffer.concat([unsigned(name.length), name, Buffer.from([3]), unsigned(index)]);
  });
  exported.content = Buffer.concat([
    unsigned(count + added.length),
    exported.content.subarray(reader.at),
    ...added,
  ]);
  return join(parts);
}

function withState(bytes, exports) {
  const parts = sections(bytes).filter(({ id }) => id !== SECTION.dataCount && id !== 0);
  if (parts.some(({ id }) => id === SECTION.start))
    throw new Error('a module with a start section cannot be continued');
  const types = globals(section(parts, SECTION.global).content);
  section(parts, SECTION.global).content = Buffer.concat([
    unsigned(types.length),
    ...types.map(({ type, mutable }, index) => global(type, mutable, exports[globalName(index)].value)),
  ]);
  const memory = Buffer.from(exports.memory.buffer);
  section(parts, SECTION.memory).content = Buffer.concat([
    Buffer.from([1, 1]),
    unsigned(memory.length / 65536),
    unsigned(MAX_PAGES),
  ]);
  section(parts, SECTION.data).content = data(memory);
  section(parts, SECTION.export).content = withoutBuildSteps(section(parts, SECTION.export).content);
  return join(parts);
}

function section(parts, id) {
  const found = parts.find(part => part.id === id);
  if (found === undefined) throw new Error(`the module has no section ${id}`);
  return found;
}

function global(type, mutable, value) {
  const head = Buffer.from([type, mutable ? 1 : 0]);
  const end = Buffer.from([0x0b]);
  if (type === 0x7f) return Buffer.concat([head, Buffer.from([0x41]), signed(BigInt(value)), end]);
  if (type === 0x7e) return Buffer.concat([head, Buffer.from([0x42]), signed(value), end]);
  const float = Buffer.alloc(type === 0x7d ? 4 : 8);
  if (type === 0x7d) float.writeFloatLE(value);
  else float.writeDoubleLE(value);
  return Buffer.concat([head, Buffer.from([type === 0x7d ? 0x43 : 0x44]), float, end]);
}

/** Active data segments for every run of memory that is not zero. */
function data(memory) {
  const segments = [];
  let at = 0;
  while (at < memory.length) {
    if (memory[at] === 0) {
      at++;
      continue;
    }
    const start = at;
    let end = at;
    while (at < memory.length && at - end < GAP) {
      if (memory[at] !== 0) end = at + 1;
      at++;
    }
    const offset = Buffer.concat([Buffer.from([0, 0x41]), signed(BigInt(start | 0)), Buffer.from([0x0b])]);
    segments.push(Buffer.concat([offset, unsigned(end - start), memory.subarray(start, end)]));
  }
  return Buffer.concat([unsigned(segments.length), ...segments]);
}

function withoutBuildSteps(content) {
  const reader = new Reader(content);
  const kept = [];
  for (let left = reader.unsigned(); left > 0; left--) {
    const start = reader.at;
    const length = reader.unsigned();
    const name = Buffer.from(content.subarray(reader.at, reader.at + length)).toString();
    reader.skip(length + 1);
    reader.unsigned();
    if (!BUILD_STEPS.has(name)) kept.push(content.subarray(start, reader.at));
  }
  return Buffer.concat([unsigned(kept.length), ...kept]);
}
