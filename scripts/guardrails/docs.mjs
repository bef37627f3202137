// Writes docs/guardrails/ from rules/. Runs over lib/: build first. With --check nothing is written and a difference
// is an error.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadPack, renderGuardrailIndex, renderGuardrailPage } from '../../lib/src/guardrails/index.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const folder = join(root, 'docs/guardrails');
const { guardrails, problems } = loadPack(join(root, 'rules'));
for (const problem of problems) console.error(`${problem.file}:${problem.line ?? 1}: ${problem.message}`);
if (problems.length > 0) process.exit(2);

const wanted = new Map([['README.md', renderGuardrailIndex(guardrails)]]);
for (const guardrail of guardrails) {
  wanted.set(`${guardrail.category}/${guardrail.id}.md`, renderGuardrailPage(guardrail));
}

const present = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile())
  .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1));
const stale = present.filter(path => !wanted.has(path));
const changed = [...wanted].filter(
  ([path, text]) => !present.includes(path) || readFileSync(join(folder, path), 'utf8') !== text,
);

if (process.argv.includes('--check')) {
  for (const path of [...stale, ...changed.map(([path]) => path)])
    console.error(`docs/guardrails/${path} is not current`);
  process.exit(stale.length + changed.length === 0 ? 0 : 1);
}
for (const path of stale) rmSync(join(folder, path));
for (const [path, text] of changed) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
console.log(`${wanted.size} pages, ${changed.length} written, ${stale.length} removed`);
