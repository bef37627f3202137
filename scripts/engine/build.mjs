/**
 * Builds the engines: `node scripts/engine/build.mjs` writes dist/engine; with `--check` it builds elsewhere and
 * compares. Needs Go (any version that can fetch the pinned one) and, the first time, the Go module proxy.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompressSync, constants } from 'node:zlib';
import { sha256, sourcesDigest } from './digest.mjs';
import { compile, go } from './go.mjs';
import { licences } from './licences.mjs';
import { GO, MODULES } from './modules.mjs';
import { snapshot } from './snapshot.mjs';
import { call, warmUp } from './warm-up.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const OUTPUT = join(ROOT, 'dist/engine');

/** Everything the build makes but the compression, whose bytes depend on the version of Node. */
async function build() {
  const work = mkdtempSync(join(tmpdir(), 'kubeproof-engine-'));
  try {
    const engine = join(work, 'engine');
    cpSync(join(ROOT, 'engine'), engine, { recursive: true });
    const compiled = MODULES.map(module => {
      console.error(`compiling ${module.name}`);
      const result = compile(engine, module);
      const pinned = module.library.replace('@', ' ');
      if (!result.modules.includes(pinned)) throw new Error(`${module.name} does not link ${module.library}`);
      return result;
    });
    const modules = {};
    for (const [index, { name }] of MODULES.entries()) {
      const { request, expected } = warmUp(name);
      modules[name] = await snapshot(readFileSync(compiled[index].file), exports => {
        const reply = call(exports, request);
        if (!reply.includes(expected)) throw new Error(`the warm-up render of ${name} failed: ${reply}`);
      });
    }
    const goroot = go(engine.concat('/helm4'), ['env', 'GOROOT']).trim();
    return { modules, licences: licences(compiled, goroot), manifest: manifest(modules) };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function manifest(modules) {
  const described = MODULES.map(({ name, tool, version, library }) => [
    name,
    { tool, version, library, bytes: modules[name].length, sha256: sha256(modules[name]) },
  ]);
  const content = { go: GO, sources: sourcesDigest(ROOT), modules: Object.fromEntries(described) };
  return `${JSON.stringify(content, null, 2)}\n`;
}

async function write(built) {
  mkdirSync(OUTPUT, { recursive: true });
  const compressed = Object.entries(built.modules).map(async ([name, bytes]) => {
    if (committed(name)?.equals(bytes)) return;
    // The best quality costs a minute here and saves 0.5 MB per module; decompression takes the same 50 ms.
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    };
    const result = await promisify(brotliCompress)(bytes, { params });
    writeFileSync(join(OUTPUT, `${name}.wasm.br`), result);
    console.error(`${name}: ${bytes.length} bytes, ${result.length} compressed`);
  });
  await Promise.all(compressed);
  writeFileSync(join(OUTPUT, 'manifest.json'), built.manifest);
  writeFileSync(join(OUTPUT, 'LICENSES.txt'), built.licences);
}

/** The module that is in dist/engine now. */
function committed(name) {
  const file = join(OUTPUT, `${name}.wasm.br`);
  return existsSync(file) ? brotliDecompressSync(readFileSync(file)) : undefined;
}

/** What differs between a fresh build and the committed files; empty when nothing does. */
function differences(built) {
  const found = [];
  for (const [name, bytes] of Object.entries(built.modules)) {
    if (!committed(name)?.equals(bytes)) found.push(`dist/engine/${name}.wasm.br is not what engine/ gives`);
  }
  for (const [file, content] of [
    ['manifest.json', built.manifest],
    ['LICENSES.txt', built.licences],
  ]) {
    if (readFileSync(join(OUTPUT, file), 'utf8') !== content)
      found.push(`dist/engine/${file} is not what engine/ gives`);
  }
  const real = go(join(ROOT, 'engine/apiversions'), ['run', '.']);
  if (readFileSync(join(ROOT, 'engine/stubs/client-go/kubernetes/scheme/versions.txt'), 'utf8') !== real) {
    found.push('the list of API versions in the client-go stub is not the real one');
  }
  return found;
}

const built = await build();
if (process.argv.includes('--check')) {
  const found = differences(built);
  for (const difference of found) console.error(difference);
  if (found.length > 0) process.exit(1);
  console.error('dist/engine is what engine/ gives');
} else {
  await write(built);
}
