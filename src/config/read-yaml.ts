import { type Json, parseYaml } from '../manifest/index.ts';
import type { Problem } from '../problems.ts';
import { type Tree, TreeError } from '../repository/index.ts';

/** A file of kubeproof's own; without a value it cannot be read. */
export interface ReadYaml {
  readonly value?: Json;
  readonly text: string;
  readonly problems: readonly Problem[];
}

/** Reads a file; what is wrong gates, with codes that begin with `what`. */
export function readYaml(tree: Tree, path: string, what: 'config' | 'waivers' | 'baseline'): ReadYaml {
  let text: string;
  try {
    text = tree.text(path);
  } catch (error) {
    if (!(error instanceof TreeError)) throw error;
    return {
      text: '',
      problems: [
        {
          code: `${what}-unreadable`,
          message: `${path} cannot be read: ${error.message}`,
          hint:
            error.code === 'missing' ? 'name an existing file, or leave it out' : 'make it a regular file',
          file: path,
          gates: true,
        },
      ],
    };
  }
  const parsed = parseYaml(text);
  if (!parsed.ok) {
    const { message, line, column } = parsed.error;
    return {
      text,
      problems: [
        { code: `${what}-invalid`, message, hint: 'mend the YAML', file: path, line, column, gates: true },
      ],
    };
  }
  const duplicates = parsed.duplicateKeys.map(
    ({ path: at, span }): Problem => ({
      code: `${what}-invalid`,
      message: `the key \`${at.join('.')}\` is written twice`,
      hint: 'keep one of them',
      file: path,
      line: span.line,
      column: span.column,
      gates: true,
    }),
  );
  return { value: parsed.value ?? {}, text, problems: duplicates };
}
