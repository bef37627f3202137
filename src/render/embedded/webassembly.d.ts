/** The part of the WebAssembly JavaScript interface that is used here: TypeScript has it only together with the DOM. */
declare global {
  namespace WebAssembly {
    class Module {
      constructor(bytes: Uint8Array);
      static imports(module: Module): { readonly module: string; readonly name: string }[];
    }
    class Instance {
      constructor(module: Module, imports: Imports);
      readonly exports: Readonly<Record<string, unknown>>;
    }
    interface Memory {
      readonly buffer: ArrayBuffer;
    }
    type Imports = Record<string, Record<string, (...args: number[]) => number>>;
  }
}

export {};
