import { type FieldPath, type Json, locate, parseYaml, valueAt } from '../manifest/index.ts';
import { joinPath, type Tree } from '../repository/index.ts';
import type { Environment, Target } from '../targets/index.ts';
import { chartMetadataIn } from './chart-files.ts';

/** `c: - at '/port': got string`, the first value that Helm's schema check complains about, and of which chart. */
const COMPLAINT = /(?:^|\s)([\w.-]+):\s+- at '(\/[^']*)'/;

/**
 * The line that wrote the value a chart's schema refuses: in the values file that counts, last one first, or in the
 * chart's own. Undefined when the value stands in none of them, as when it is missing.
 */
export function placeOfRefusedValue(
  tree: Tree,
  target: Target,
  environment: Environment,
  message: string,
): { readonly file: string; readonly line: number; readonly column: number } | undefined {
  const [, chart, pointer] = COMPLAINT.exec(message) ?? [];
  if (chart === undefined || pointer === undefined) return undefined;
  const inside = chart === chartMetadataIn(tree, target.root).name ? [] : [chart];
  const keys = [...inside, ...pointer.slice(1).split('/').map(unescaped)];
  const files = [...(environment.values ?? [])].reverse();
  for (const file of [...files, joinPath(target.root, 'values.yaml')]) {
    if (!tree.has(file)) continue;
    const text = tree.text(file);
    const parsed = parseYaml(text);
    const path = parsed.ok ? pathTo(parsed.value, keys) : undefined;
    const span = path === undefined ? undefined : locate(text, path).value;
    if (span !== undefined) return { file, line: span.line, column: span.column };
  }
  return undefined;
}

/** The keys of a JSON pointer as a path into `value`; undefined when it leads nowhere. */
function pathTo(value: Json, keys: readonly string[]): FieldPath | undefined {
  const path: (string | number)[] = [];
  for (const key of keys) {
    path.push(Array.isArray(valueAt(value, path)) ? Number(key) : key);
    if (valueAt(value, path) === undefined) return undefined;
  }
  return path;
}

/** RFC 6901, section 4. */
function unescaped(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}
