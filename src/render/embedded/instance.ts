import { createSandbox, type Sandbox } from './sandbox.ts';

interface EngineExports {
  readonly memory: WebAssembly.Memory;
  kubeproof_request(size: number): number;
  kubeproof_call(): bigint;
}

/** One running engine with its memory. Not usable any more once a call threw. */
export class EngineInstance {
  private readonly exports: EngineExports;
  private readonly sandbox: Sandbox;

  constructor(module: WebAssembly.Module) {
    this.sandbox = createSandbox(module);
    const instance = new WebAssembly.Instance(module, this.sandbox.imports);
    this.exports = instance.exports as unknown as EngineExports;
    this.sandbox.attach(this.exports.memory);
  }

  /**
   * Answers one request.
   *
   * @param request an encoded request
   * @param otherwise with other random bytes, and at another time
   * @returns the encoded reply, a view of the engine's memory that the next call invalidates
   * @throws when the engine trapped or gave up
   */
  call(request: Uint8Array, otherwise = false): Uint8Array {
    this.sandbox.reset(otherwise);
    const at = this.exports.kubeproof_request(request.byteLength) >>> 0;
    new Uint8Array(this.exports.memory.buffer, at, request.byteLength).set(request);
    const packed = BigInt.asUintN(64, this.exports.kubeproof_call());
    return new Uint8Array(this.exports.memory.buffer, Number(packed >> 32n), Number(packed & 0xffff_ffffn));
  }

  /** Whether the last call asked for the time or for random bytes: then another may give another answer. */
  get usedChance(): boolean {
    return this.sandbox.usedChance;
  }

  /** Bytes of memory the instance holds; WebAssembly memory never shrinks. */
  get memory(): number {
    return this.exports.memory.buffer.byteLength;
  }

  /** What the engine wrote to its error output, for the message after a trap. */
  get errorOutput(): string {
    return this.sandbox.errorOutput();
  }
}
