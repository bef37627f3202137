import {
  type FieldPath,
  isObject,
  type Json,
  type JsonObject,
  locator,
  parseYaml,
} from '../manifest/index.ts';
import type { Problem } from '../problems.ts';
import { type Tree, TreeError } from '../repository/index.ts';

/** A file of Helm or Kustomize, read: both hold exactly one mapping. */
export interface MappingFile {
  readonly file: string;
  readonly value: JsonObject;
  /** 1-based line of a field, when the file has it. */
  lineOf(path: FieldPath): number | undefined;
}

/** Reads a file that must hold one YAML mapping; otherwise says what is wrong, with `code` when it is no mapping. */
export function readMapping(
  tree: Tree,
  file: string,
  code: string,
): { readonly ok: true; readonly value: MappingFile } | { readonly ok: false; readonly problem: Problem } {
  let text: string;
  try {
    text = tree.text(file);
  } catch (error) {
    return { ok: false, problem: treeProblem(error, file) };
  }
  const parsed = parseYaml(text);
  if (!parsed.ok) {
    const { message, line, column } = parsed.error;
    return {
      ok: false,
      problem: {
        code: 'yaml-invalid',
        message: `${file} is not valid YAML: ${message}`,
        file,
        line,
        column,
        gates: true,
      },
    };
  }
  if (isObject(parsed.value)) return { ok: true, value: { file, value: parsed.value, lineOf: lines(text) } };
  const found = parsed.value === null ? 'is empty' : `holds ${describe(parsed.value)}`;
  return {
    ok: false,
    problem: { code, message: `${file} ${found} where a mapping is expected`, file, line: 1, gates: true },
  };
}

/** The text is parsed for positions only when somebody asks for one. */
function lines(text: string): MappingFile['lineOf'] {
  let find: ReturnType<typeof locator> | undefined;
  return path => {
    find ??= locator(text);
    const at = find(path);
    return (at.value ?? at.key)?.line;
  };
}

const TREE_CODES: Readonly<Record<TreeError['code'], string>> = {
  missing: 'file-missing',
  'too-large': 'file-too-large',
  unreadable: 'file-unreadable',
  'link-outside-repository': 'link-outside-repository',
  'link-loop': 'link-loop',
};

const TREE_HINTS: Readonly<Record<TreeError['code'], string>> = {
  missing: 'Add the file, or take the reference out',
  'too-large': 'Split the file, or leave it out with "exclude" in .kubeproof.yaml if it is no manifest',
  unreadable: 'Check the file and the clone; a partial clone has to fetch its content first',
  'link-outside-repository':
    'Put the file itself into the repository: what lies outside differs from machine to machine',
  'link-loop': 'Point the link at a file',
};

/** A {@link TreeError} as a gating problem; other errors are passed on. */
export function treeProblem(error: unknown, file: string): Problem {
  if (!(error instanceof TreeError)) throw error;
  return {
    code: TREE_CODES[error.code],
    message: error.message,
    hint: TREE_HINTS[error.code],
    file,
    gates: true,
  };
}

/** A field that should be a list; anything else is left for the tool itself to refuse. */
export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function describe(value: Json): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}
