/**
 * Everything an engine can reach: its own memory, a clock, random bytes, and a place for error output.
 *
 * This is a WASI (preview 1) of our own instead of `node:wasi`, which is experimental: there are no files, no
 * environment and no sockets, because nothing here provides them. Time and randomness are the same in every run, so
 * that `now` and `randAlphaNum` in a chart give the same manifests for base and head; another of each is to be had for
 * finding out what depends on them.
 */

const SUCCESS = 0;
const BAD_DESCRIPTOR = 8;
const NO_SUCH_FILE = 44;
const NOT_SUPPORTED = 58;

/** What templates see as now: 2025-01-01T00:00:00Z, in nanoseconds. */
const WALL_CLOCK = 1_735_689_600_000_000_000n;

/** How much later it is at another time: 403 days and odd hours, so that nothing of a date is as before. */
const LATER = 34_865_567_000_000_000n;

/** The snapshot's monotonic clock stopped at about a second; ours goes on from an hour, so it never turns back. */
const MONOTONIC_START = 3_600_000_000_000n;

/** Bytes of error output that are kept, for the message when an engine dies. */
const MAX_ERROR_OUTPUT = 16 * 1024;

/** Thrown through WebAssembly when the Go runtime gives up. */
export class EngineExit extends Error {
  constructor(status: number) {
    super(`the engine stopped with status ${status}`);
    this.name = 'EngineExit';
  }
}

export interface Sandbox {
  readonly imports: WebAssembly.Imports;
  attach(memory: WebAssembly.Memory): void;
  /** Starts the sequence of random bytes anew, and the clock; called before each request. */
  reset(otherwise: boolean): void;
  /** Whether the time or random bytes were asked for since then. */
  readonly usedChance: boolean;
  /** What the engine wrote to its error output. */
  errorOutput(): string;
}

/** A sandbox for one instance of `module`. */
export function createSandbox(module: WebAssembly.Module): Sandbox {
  let memory: WebAssembly.Memory;
  let random = sequence(SEED);
  let wallClock = WALL_CLOCK;
  let usedChance = false;
  let output = '';
  const started = performance.now();
  /** Time the engine slept through without waiting, nanoseconds. */
  let skipped = 0n;
  const monotonic = () => MONOTONIC_START + skipped + BigInt(Math.round((performance.now() - started) * 1e6));
  const view = () => new DataView(memory.buffer);

  const known: Record<string, (...args: number[]) => number> = {
    args_sizes_get(count, size) {
      view().setUint32(count!, 0, true);
      view().setUint32(size!, 0, true);
      return SUCCESS;
    },
    args_get: () => SUCCESS,
    environ_sizes_get(count, size) {
      view().setUint32(count!, 0, true);
      view().setUint32(size!, 0, true);
      return SUCCESS;
    },
    environ_get: () => SUCCESS,
    clock_time_get(clock, _precision, result) {
      if (clock === 0) usedChance = true;
      view().setBigUint64(result!, clock === 0 ? wallClock : monotonic(), true);
      return SUCCESS;
    },
    random_get(start, length) {
      usedChance = true;
      const bytes = new Uint8Array(memory.buffer, start, length);
      for (let i = 0; i < bytes.length; i++) bytes[i] = random();
      return SUCCESS;
    },
    fd_write(_descriptor, vectors, count, written) {
      let total = 0;
      for (let i = 0; i < count!; i++) {
        const start = view().getUint32(vectors! + i * 8, true);
        const length = view().getUint32(vectors! + i * 8 + 4, true);
        if (output.length < MAX_ERROR_OUTPUT) {
          output += new TextDecoder().decode(new Uint8Array(memory.buffer, start, length));
        }
        total += length;
      }
      view().setUint32(written!, total, true);
      return SUCCESS;
    },
    fd_fdstat_get(descriptor, result) {
      if (descriptor! > 2) return BAD_DESCRIPTOR;
      new Uint8Array(memory.buffer, result, 24).fill(0);
      view().setUint8(result!, 2);
      return SUCCESS;
    },
    fd_prestat_get: () => BAD_DESCRIPTOR,
    /**
     * Go's scheduler waits here for timers and files. There are no files, and nothing outside to wait for, so time
     * jumps to the deadline. A subscription has 48 bytes, an event 32. Refusing this call makes Go abort.
     */
    poll_oneoff(subscriptions, events, count, stored) {
      let found = 0;
      for (let i = 0; i < count!; i++) {
        const at = subscriptions! + i * 48;
        const isClock = view().getUint8(at + 8) === 0;
        if (!isClock) continue;
        const event = events! + found++ * 32;
        new Uint8Array(memory.buffer, event, 32).fill(0);
        view().setBigUint64(event, view().getBigUint64(at, true), true);
        const timeout = view().getBigUint64(at + 24, true);
        const isRelative = view().getUint16(at + 40, true) === 0;
        const now = monotonic();
        if (isRelative) skipped += timeout;
        else if (timeout > now) skipped += timeout - now;
      }
      view().setUint32(stored!, found, true);
      return SUCCESS;
    },
    path_open: () => NO_SUCH_FILE,
    path_filestat_get: () => NO_SUCH_FILE,
    sched_yield: () => SUCCESS,
    proc_exit(status) {
      throw new EngineExit(status!);
    },
  };
  const functions: Record<string, (...args: number[]) => number> = {};
  for (const { name } of WebAssembly.Module.imports(module))
    functions[name] = known[name] ?? (() => NOT_SUPPORTED);

  return {
    imports: { wasi_snapshot_preview1: functions },
    attach(attached) {
      memory = attached;
    },
    reset(otherwise) {
      random = sequence(otherwise ? OTHER_SEED : SEED);
      wallClock = otherwise ? WALL_CLOCK + LATER : WALL_CLOCK;
      usedChance = false;
    },
    get usedChance() {
      return usedChance;
    },
    errorOutput: () => output,
  };
}

const SEED = 0x6b756265;
const OTHER_SEED = 0x6f746872;

/** Bytes of Chris Doty-Humphrey's small fast counter generator. */
function sequence(seed: number): () => number {
  let a = seed;
  let b = 0x70726f6f;
  let c = 0x66000001;
  let counter = 1;
  const next = () => {
    const sum = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 24) & 0xff;
  };
  for (let i = 0; i < 15; i++) next();
  return next;
}
