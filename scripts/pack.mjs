// The rule files as they are when loaded: what the bundle carries, and what tests that start processes read.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes the pack, one guardrail a line. Needs lib/. @param root of the repository */
export async function writePack(root, path) {
  const { loadPack } = await import(join(root, 'lib/src/guardrails/index.js'));
  const { guardrails, problems } = loadPack(join(root, 'rules'));
  if (problems.length > 0)
    throw new Error(problems.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('\n'));
  writeFileSync(path, `[\n${guardrails.map(guardrail => JSON.stringify(guardrail)).join(',\n')}\n]\n`);
}
