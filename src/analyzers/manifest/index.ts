import type { RawFinding } from '../../findings.ts';
import { fieldName } from '../../manifest/index.ts';
import { finding } from '../finding.ts';
import type { Analyzer, CheckInput, CheckResult } from '../types.ts';

/** What is wrong with the YAML itself, though it can be read. */
export const manifest: Analyzer = { checks: { 'duplicate-key': duplicateKey } };

/** Keys written twice in one mapping: the last one counts. */
function duplicateKey({ set, guardrail }: CheckInput): CheckResult {
  const findings: RawFinding[] = [];
  for (const each of set.manifests) {
    for (const { path } of each.duplicateKeys) {
      const inside = path.slice(each.origin.within.length);
      const key = String(inside.at(-1));
      const parent = fieldName(each.object, inside.slice(0, -1));
      const where = parent === '' ? 'at the top' : `in ${parent}`;
      const message = `The key "${key}" is written twice ${where}: this one counts, the earlier one is lost without a word.`;
      findings.push(finding(guardrail, each, inside, message));
    }
  }
  return { findings };
}
