import type { RawFinding } from '../../findings.ts';
import { findingAbout } from '../../guardrails/index.ts';
import { type FieldPath, fieldName, isObject, type Json, type Manifest } from '../../manifest/index.ts';
import type { Analyzer, CheckInput, CheckResult } from '../types.ts';
import { randomValue } from './random-value.ts';

/** What is wrong with the YAML itself, or with how it is made, though it can be read. */
export const manifest: Analyzer = {
  checks: { 'duplicate-key': duplicateKey, 'random-value': randomValue, 'sorted-keys': sortedKeys },
  reach: () => 'object',
};

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

/**
 * Keys out of alphabetical order, in kinds that a team wants sorted: the first per object, since moving it moves the
 * others. Keys of digits are not judged: JavaScript keeps no order of them.
 */
function sortedKeys({ set, guardrail }: CheckInput): CheckResult {
  const { kinds } = guardrail.parameters;
  const wanted = new Set(Array.isArray(kinds) ? kinds : []);
  const findings: RawFinding[] = [];
  if (wanted.size === 0) return { findings };
  for (const each of set.manifests) {
    const { group, kind } = each.resource;
    if (!wanted.has(kind) && !wanted.has(`${group}/${kind}`) && !wanted.has('*')) continue;
    const found = unsorted(each.object, []);
    if (found === undefined) continue;
    const text = `The key "${found.path.at(-1)}" stands after "${found.after}", which comes later in the alphabet: in sorted manifests a diff shows what has changed, and nothing that has only moved.`;
    findings.push(findingAbout(guardrail, each, found.path, text));
  }
  return { findings };
}

function unsorted(value: Json, path: FieldPath): { path: FieldPath; after: string } | undefined {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const found = unsorted(item, [...path, index]);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (!isObject(value)) return undefined;
  let before: string | undefined;
  for (const key of Object.keys(value)) {
    if (/^\d+$/.test(key)) continue;
    if (before !== undefined && key < before) return { path: [...path, key], after: before };
    before = key;
  }
  for (const [key, item] of Object.entries(value)) {
    const found = unsorted(item, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}
