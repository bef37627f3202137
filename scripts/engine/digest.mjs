import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folders whose contents decide what the engine modules are. */
const SOURCES = ['engine', 'scripts/engine'];

/** Looks at the result of a build and has no part in it. */
const APART = new Set(['scripts/engine/compare.mjs', 'engine/README.md']);

/** SHA-256, hex. */
export const sha256 = content => createHash('sha256').update(content).digest('hex');

/**
 * One digest over all files the engine modules are built from: `npm test` compares it with the one in
 * `dist/engine/manifest.json`, and so notices when sources and committed modules part.
 *
 * @param {string} root the repository
 * @returns {string} SHA-256, hex
 */
export function sourcesDigest(root) {
  const digest = createHash('sha256');
  for (const folder of SOURCES) {
    const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1))
      .filter(file => !APART.has(file))
      .sort();
    for (const file of files) digest.update(`${file}\0${sha256(readFileSync(join(root, file)))}\n`);
  }
  return digest.digest('hex');
}
