import { locator } from '../manifest/index.ts';
import type { Problem } from '../problems.ts';
import type { Tree } from '../repository/index.ts';
import { readYaml } from './read-yaml.ts';
import { baselineSchema } from './schema.ts';
import { keysAt, schemaProblems } from './validate.ts';

/** Findings that were there before adoption: they are shown as known and do not block. */
export interface Baseline {
  readonly file: string;
  /** Fingerprint -> 1-based line of its entry. */
  readonly entries: ReadonlyMap<string, number>;
}

/** Reads the baseline of a configuration; none is fine, a broken one gates. */
export function loadBaseline(
  tree: Tree,
  file: string,
): { baseline?: Baseline; problems: readonly Problem[] } {
  if (!tree.has(file)) return { problems: [] };
  const read = readYaml(tree, file, 'baseline');
  if (read.value === undefined) return { problems: read.problems };
  const parsed = baselineSchema.safeParse(read.value, { reportInput: true });
  if (!parsed.success) {
    const known = (at: Parameters<typeof keysAt>[1]) => keysAt(baselineSchema, at);
    return { problems: schemaProblems(parsed.error.issues, file, read.text, 'baseline-invalid', known) };
  }
  const at = locator(read.text);
  const entries = parsed.data.findings.map(({ fingerprint }, index): [string, number] => [
    fingerprint,
    at(['findings', index]).value?.line ?? 1,
  ]);
  return { baseline: { file, entries: new Map(entries) }, problems: [] };
}
