import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GO, GOROOT_STUBS, VENDOR_STUBS } from './modules.mjs';

/** Runs the pinned Go in `folder` and returns its standard output. */
export function go(folder, args, environment = {}) {
  return execFileSync('go', args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, GOTOOLCHAIN: GO, GOWORK: 'off', GOFLAGS: '', CGO_ENABLED: '0', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

const WASM = { GOOS: 'wasip1', GOARCH: 'wasm' };

/**
 * Compiles one engine to a WebAssembly reactor, in a copy of the sources whose dependencies are vendored, so that
 * single packages of a dependency can be exchanged for stubs.
 *
 * @param {string} engine copy of the folder `engine/` that may be written to
 * @param {{name: string, define: Record<string, string>}} module
 * @returns {{folder: string, file: string, modules: string[]}} where it was compiled, the compiled module, and the Go
 * modules that were linked, as `path version`
 */
export function compile(engine, module) {
  const folder = join(engine, module.name);
  go(folder, ['mod', 'vendor']);
  for (const name of VENDOR_STUBS) {
    const vendored = join(folder, 'vendor', name);
    if (!existsSync(vendored)) continue;
    for (const entry of readdirSync(vendored, { withFileTypes: true }))
      if (entry.isFile()) rmSync(join(vendored, entry.name));
    cpSync(join(engine, 'stubs/vendor', name), vendored, { recursive: true });
  }
  const overlay = join(folder, 'overlay.json');
  writeFileSync(overlay, JSON.stringify({ Replace: gorootStubs(engine, folder) }));
  const file = join(folder, 'module.wasm');
  const define = Object.entries(module.define).map(([name, value]) => `-X ${name}=${value}`);
  const common = ['-mod=vendor', `-overlay=${overlay}`];
  const flags = [
    '-buildmode=c-shared',
    '-trimpath',
    '-buildvcs=false',
    `-ldflags=-s -w -buildid= ${define.join(' ')}`,
  ];
  go(folder, ['build', ...common, ...flags, '-o', file, '.'], WASM);
  const linked = go(folder, ['list', ...common, '-deps', '-f', LINKED, '.'], WASM);
  return { folder, file, modules: [...new Set(linked.split('\n').filter(line => line !== ''))].sort() };
}

/** Modules by name and version, without our own and the stubs that replace others. */
const LINKED = '{{with .Module}}{{if and (not .Main) (not .Replace)}}{{.Path}} {{.Version}}{{end}}{{end}}';

/** Maps every file of the stubbed packages to nothing, and one file of each to its stub. */
function gorootStubs(engine, folder) {
  const replace = {};
  for (const name of GOROOT_STUBS) {
    const real = go(folder, ['list', '-f', '{{.Dir}}', name], WASM).trim();
    const stub = join(engine, 'stubs/goroot', name);
    for (const file of readdirSync(real)) if (file.endsWith('.go')) replace[join(real, file)] = '';
    for (const file of readdirSync(stub)) replace[join(real, file)] = join(stub, file);
  }
  return replace;
}
