/** Names of the modules in `dist/engine`. */
export type ModuleName = 'helm4' | 'helm3' | 'kustomize';

/** From the pool to a worker. A module is sent once and kept. */
export type WorkerRequest =
  | { readonly type: 'module'; readonly name: ModuleName; readonly module: WebAssembly.Module }
  | {
      readonly type: 'call';
      readonly name: ModuleName;
      readonly request: Uint8Array;
      /** Largest reply that is wanted, bytes. */
      readonly replyBytes: number;
      /** With other random bytes and at another time. */
      readonly otherwise: boolean;
      /** In an instance of its own: the request draws from a generator that goes on from call to call. */
      readonly fresh: boolean;
    };

/** From a worker to the pool: the answer to a call. */
export type WorkerReply =
  | {
      readonly type: 'reply';
      readonly reply: Uint8Array;
      readonly memory: number;
      /** The time or random bytes were asked for. */
      readonly usedChance: boolean;
    }
  | { readonly type: 'too-large'; readonly bytes: number; readonly memory: number }
  /** The instance is gone; `output` is what it wrote to its error output. */
  | { readonly type: 'trap'; readonly message: string; readonly output: string };
