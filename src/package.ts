import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Held in a variable: a bundler would read `new URL(..., import.meta.url)` as a request to copy a file.
const here = dirname(fileURLToPath(import.meta.url));

/** What kubeproof finds beside its own code, whether it runs bundled (`dist/`) or as the compiler wrote it (`lib/`). */
export interface Package {
  readonly version: string;
  /** Folder of the guardrail pack. */
  readonly rules: string;
  /** The pack as it was loaded when the bundle was made; absent where the code is not bundled. */
  readonly pack?: string;
  /** Folder of the compressed WebAssembly modules. */
  readonly engines: string;
  /** File that a worker thread starts with. */
  readonly worker: string;
}

let found: Package | undefined;

/** @throws Error when the installation is damaged: files of the package are missing. */
export function ownPackage(): Package {
  found ??= find();
  return found;
}

function find(): Package {
  for (let folder = here; ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) {
      const { name, version } = JSON.parse(readFileSync(manifest, 'utf8')) as {
        name?: string;
        version?: string;
      };
      if (name === 'kubeproof' && version !== undefined) {
        const bundled = join(here, 'worker.js');
        const pack = join(here, 'rules.json');
        return {
          version,
          rules: join(folder, 'rules'),
          ...(existsSync(pack) ? { pack } : {}),
          engines: join(folder, 'dist', 'engine'),
          worker: existsSync(bundled) ? bundled : join(here, 'entries', 'worker.js'),
        };
      }
    }
    if (dirname(folder) === folder)
      throw new Error(
        `the package that ${here} belongs to is not complete: no package.json of kubeproof above it`,
      );
  }
}

/** Where the project lives. */
export const PROJECT = 'https://github.com/kubeproof/kubeproof';
/** Where its written pages are. */
export const DOCUMENTATION = `${PROJECT}/blob/main/docs`;
