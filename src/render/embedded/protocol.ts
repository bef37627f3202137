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
    };

/** From a worker to the pool: the answer to a call. */
export type WorkerReply =
  | { readonly type: 'reply'; readonly reply: Uint8Array; readonly memory: number }
  | { readonly type: 'too-large'; readonly bytes: number; readonly memory: number }
  /** The instance is gone; `output` is what it wrote to its error output. */
  | { readonly type: 'trap'; readonly message: string; readonly output: string };
