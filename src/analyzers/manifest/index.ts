import type { RawFinding } from '../../findings.ts';
import { findingAbout } from '../../guardrails/index.ts';
import { type FieldPath, fieldName, type Manifest } from '../../manifest/index.ts';
import type { Analyzer, CheckInput, CheckResult } from '../types.ts';

/** What is wrong with the YAML itself, though it can be read. */
export const manifest: Analyzer = { checks: { 'duplicate-key': duplicateKey } };

/** Keys written twice, the last one of which counts: one finding per mapping, however many of its keys. */
function duplicateKey({ set, guardrail }: CheckInput): CheckResult {
  const findings: RawFinding[] = [];
  for (const each of set.manifests) {
    const mappings = new Map<string, FieldPath[]>();
    for (const { path } of each.duplicateKeys) {
      const inside = path.slice(each.origin.within.length);
      const mapping = JSON.stringify(inside.slice(0, -1));
      mappings.set(mapping, [...(mappings.get(mapping) ?? []), inside]);
    }
    for (const [first, ...others] of mappings.values()) {
      if (first === undefined) continue;
      findings.push(findingAbout(guardrail, each, first, message(each, [first, ...others])));
    }
  }
  return { findings };
}

function message({ object }: Manifest, paths: readonly FieldPath[]): string {
  const keys = [...new Set(paths.map(path => `"${path.at(-1)}"`))];
  const parent = fieldName(object, paths[0]?.slice(0, -1) ?? []);
  const where = parent === '' ? 'at the top' : `in ${parent}`;
  return keys.length === 1
    ? `The key ${keys[0]} is written twice ${where}: this one counts, the earlier one is lost without a word.`
    : `The keys ${keys.join(', ')} are written twice ${where}: the later ones count, the earlier ones are lost without a word.`;
}
