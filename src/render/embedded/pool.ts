import { Worker } from 'node:worker_threads';
import type { RenderLimits } from '../types.ts';
import type { Assets } from './assets.ts';
import { decodeReply, type Reply } from './message.ts';
import type { ModuleName, WorkerReply, WorkerRequest } from './protocol.ts';

/** How a call ended. */
export type CallResult =
  | { readonly type: 'reply'; readonly reply: Reply; readonly usedChance: boolean }
  | { readonly type: 'timeout' }
  | { readonly type: 'too-large'; readonly bytes: number }
  /** The engine died twice in a row on the same request. */
  | { readonly type: 'trap'; readonly message: string; readonly output: string };

export interface PoolOptions {
  readonly assets: Assets;
  readonly worker: string | URL;
  readonly limits: RenderLimits;
  readonly maxWorkers: number;
  /** Memory of a worker's instances, bytes, after which it is replaced by a new one. */
  readonly recycleBytes: number;
}

/** See {@link WorkerRequest}. */
export interface CallOptions {
  readonly otherwise: boolean;
  readonly fresh: boolean;
}

interface Job {
  readonly name: ModuleName;
  readonly encode: () => Uint8Array;
  readonly options: CallOptions;
  readonly resolve: (result: CallResult) => void;
  readonly reject: (error: Error) => void;
  retried: boolean;
}

/** Room in a reply for the header with sources and warnings, beside the rendered text. */
const HEADER_BYTES = 4 * 1024 * 1024;

/** Megabytes of stack: templates that include each other a thousand times are legal, and need more than the default. */
const STACK_MB = 32;

/** A worker thread with at most one call under way. */
class Slot {
  readonly worker: Worker;
  readonly modules = new Set<ModuleName>();
  job: Job | undefined;
  deadline: NodeJS.Timeout | undefined;

  constructor(file: string | URL) {
    this.worker = new Worker(file, {
      resourceLimits: { stackSizeMb: STACK_MB },
      env: {},
      argv: [],
      execArgv: [],
    });
    this.worker.unref();
  }

  send(message: WorkerRequest, transfer: ArrayBuffer[] = []): void {
    this.worker.postMessage(message, transfer);
  }
}

/**
 * Runs calls in worker threads: as many as allowed, each stopped at its deadline. A worker whose memory has grown is
 * replaced (a new one costs tens of milliseconds), and so is one whose engine died.
 */
export class Pool {
  private readonly options: PoolOptions;
  private readonly slots = new Set<Slot>();
  private readonly queue: Job[] = [];
  private ending = 0;
  private closed = false;

  constructor(options: PoolOptions) {
    this.options = options;
  }

  /** Workers that exist now. */
  get size(): number {
    return this.slots.size;
  }

  /**
   * @param name the engine to call
   * @param encode makes the encoded request, once per attempt: its buffer is handed over to the worker
   * @throws when the pool is closed or a worker cannot start
   */
  call(
    name: ModuleName,
    encode: () => Uint8Array,
    options: CallOptions = { otherwise: false, fresh: false },
  ): Promise<CallResult> {
    if (this.closed) return Promise.reject(new Error('the embedded engine was closed'));
    return new Promise((resolve, reject) => {
      this.queue.push({ name, encode, options, resolve, reject, retried: false });
      void this.next();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    const error = new Error('the embedded engine was closed');
    for (const job of this.queue.splice(0)) job.reject(error);
    const slots = [...this.slots];
    for (const slot of slots) {
      const job = this.release(slot);
      this.slots.delete(slot);
      job?.reject(error);
    }
    await Promise.all(slots.map(slot => slot.worker.terminate()));
  }

  private async next(): Promise<void> {
    const waiting = this.queue[0];
    if (waiting === undefined) return;
    let module: WebAssembly.Module;
    try {
      module = await this.options.assets.module(waiting.name);
    } catch (error) {
      const at = this.queue.indexOf(waiting);
      if (at >= 0) this.queue.splice(at, 1);
      waiting.reject(error as Error);
      return;
    }
    // Another call of this function may have taken the job, or all workers, while the module was loading.
    if (this.queue[0] !== waiting) return;
    const slot = this.freeSlot(waiting.name);
    if (slot === undefined) return;
    this.queue.shift();
    this.start(slot, waiting, module);
    void this.next();
  }

  private freeSlot(name: ModuleName): Slot | undefined {
    const free = [...this.slots].filter(slot => slot.job === undefined);
    const warm = free.find(slot => slot.modules.has(name));
    if (warm !== undefined) return warm;
    if (this.slots.size + this.ending < this.options.maxWorkers) return this.open();
    return free[0];
  }

  private open(): Slot {
    const slot = new Slot(this.options.worker);
    this.slots.add(slot);
    slot.worker.on('message', (answer: WorkerReply) => this.finish(slot, answer));
    slot.worker.on('error', error => this.finish(slot, { type: 'trap', message: String(error), output: '' }));
    slot.worker.on('exit', code => {
      if (slot.job !== undefined)
        this.finish(slot, { type: 'trap', message: `worker exited with ${code}`, output: '' });
      this.slots.delete(slot);
    });
    return slot;
  }

  private start(slot: Slot, job: Job, module: WebAssembly.Module): void {
    slot.job = job;
    slot.worker.ref();
    if (!slot.modules.has(job.name)) {
      slot.modules.add(job.name);
      slot.send({ type: 'module', name: job.name, module });
    }
    slot.deadline = setTimeout(() => {
      this.release(slot);
      this.drop(slot);
      job.resolve({ type: 'timeout' });
      void this.next();
    }, this.options.limits.timeoutMs);
    const replyBytes = this.options.limits.outputBytes + HEADER_BYTES;
    const request = job.encode();
    const call = { type: 'call' as const, name: job.name, request, replyBytes, ...job.options };
    slot.send(call, [request.buffer as ArrayBuffer]);
  }

  private finish(slot: Slot, answer: WorkerReply): void {
    const job = this.release(slot);
    if (job === undefined) return;
    if (answer.type === 'trap') {
      this.drop(slot);
      if (job.retried) job.resolve(answer);
      else {
        job.retried = true;
        this.queue.unshift(job);
      }
    } else {
      if (answer.memory > this.options.recycleBytes) this.drop(slot);
      if (answer.type === 'too-large') job.resolve({ type: 'too-large', bytes: answer.bytes });
      else {
        const { usedChance } = answer;
        job.resolve({ type: 'reply', reply: decodeReply(answer.reply), usedChance });
      }
    }
    void this.next();
  }

  /** Takes the job off a slot and stops its clock. An idle worker does not keep the process alive. */
  private release(slot: Slot): Job | undefined {
    clearTimeout(slot.deadline);
    slot.worker.unref();
    const job = slot.job;
    slot.job = undefined;
    return job;
  }

  /** Ends a worker. Its place stays taken until its memory is free, so that two never hold it at once. */
  private drop(slot: Slot): void {
    this.slots.delete(slot);
    this.ending++;
    void slot.worker.terminate().then(() => {
      this.ending--;
      void this.next();
    });
  }
}
