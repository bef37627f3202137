import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { brotliDecompress } from 'node:zlib';
import { ProblemError } from '../../problems.ts';
import type { EngineVersion } from '../types.ts';
import type { ModuleName } from './protocol.ts';

const decompress = promisify(brotliDecompress);

/** `manifest.json` of the engine folder, as scripts/engine/build.mjs writes it. */
interface Manifest {
  readonly modules: Readonly<
    Record<ModuleName, { readonly tool: 'helm' | 'kustomize'; readonly version: string }>
  >;
}

/** The engine modules that were shipped, loaded when first asked for and then kept. */
export class Assets {
  private readonly folder: string;
  private manifest: Promise<Manifest> | undefined;
  private readonly modules = new Map<ModuleName, Promise<WebAssembly.Module>>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Which tool and version a module is. */
  async version(name: ModuleName): Promise<EngineVersion> {
    this.manifest ??= this.read('manifest.json').then(content => JSON.parse(content.toString()) as Manifest);
    const { tool, version } = (await this.manifest).modules[name];
    return { engine: 'embedded', tool, version };
  }

  /** The compiled module. */
  module(name: ModuleName): Promise<WebAssembly.Module> {
    let module = this.modules.get(name);
    if (module === undefined) {
      module = this.compile(name);
      this.modules.set(name, module);
    }
    return module;
  }

  private async compile(name: ModuleName): Promise<WebAssembly.Module> {
    const bytes = await decompress(await this.read(`${name}.wasm.br`));
    // Functions are then checked and compiled when they are first called; a render calls few of them.
    setFlagsFromString('--wasm-lazy-compilation');
    setFlagsFromString('--wasm-lazy-validation');
    return new WebAssembly.Module(bytes);
  }

  private async read(file: string): Promise<Buffer> {
    try {
      return await readFile(join(this.folder, file));
    } catch (error) {
      throw new ProblemError({
        code: 'engine-missing',
        message: `the embedded engine cannot be read: ${(error as Error).message}`,
        hint: 'Install kubeproof again, or check out dist/ completely: its engine folder belongs to it.',
        gates: true,
      });
    }
  }
}
