import { YAMLException } from 'js-yaml';
import { Composer } from './composer.ts';
import { DEFAULT_BUDGET, documentEnd, documentEvents, type YamlBudget, YamlProblem } from './events.ts';
import { lineStarts, positionAt, spanOf } from './text.ts';
import type { FieldPath, Json, Span } from './types.ts';
import { explainSyntax } from './yaml-messages.ts';

/** Why a document cannot be read. */
export interface YamlError {
  /** `syntax`: Kubernetes would refuse it too. `limit`: beyond the {@link YamlBudget}. */
  readonly kind: 'syntax' | 'limit';
  /** One sentence without stop, lower case first. */
  readonly message: string;
  readonly hint?: string;
  /** 1-based, in the text that was parsed. */
  readonly line: number;
  readonly column: number;
}

export type ParsedYaml =
  | {
      readonly ok: true;
      /** `null` for an empty document. Aliased values are shared, never cyclic. */
      readonly value: Json;
      readonly duplicateKeys: readonly { readonly path: FieldPath; readonly span: Span }[];
      /** 1-based line of the first content after the document's end (`...`, `---`), which Kubernetes ignores. */
      readonly ignoredFrom?: number;
    }
  | { readonly ok: false; readonly error: YamlError };

/**
 * Reads one YAML (or JSON) document exactly as Kubernetes does: goyaml v2 as used by sigs.k8s.io/yaml, then JSON.
 * YAML 1.1 booleans (as keys too), Go integer syntax, no sexagesimals, timestamps as strings, `.inf` refused,
 * merges in the order written, duplicate keys: the last one wins and is recorded. Takes a document from
 * {@link splitDocuments}; of a stream only the first document is read, as Kubernetes does.
 * Never throws for any text.
 */
export function parseYaml(text: string, budget: YamlBudget = DEFAULT_BUDGET): ParsedYaml {
  try {
    if (text.length > budget.characters) {
      throw new YamlProblem(
        `the document has ${text.length} characters, more than the ${budget.characters} that are read`,
        0,
        'limit',
        'split it into several documents or files, or exclude the file',
      );
    }
    const end = documentEnd(text);
    const source = end === undefined ? text : text.slice(0, end.offset);
    const { events, next } = documentEvents(source, budget);
    const composer = new Composer(source, events, budget);
    const value = composer.document();
    const ignoredFrom = next === undefined ? end?.ignoredFrom : positionAt(composer.lineStarts(), next).line;
    const duplicateKeys = composer.duplicates.map(({ path, start, end: to }) => {
      return { path, span: spanOf(composer.lineStarts(), start, to) };
    });
    return {
      ok: true,
      value,
      duplicateKeys,
      ...(ignoredFrom === undefined ? {} : { ignoredFrom }),
    };
  } catch (error) {
    return { ok: false, error: describe(error, text, budget) };
  }
}

function describe(error: unknown, text: string, budget: YamlBudget): YamlError {
  if (error instanceof YamlProblem) {
    const { line, column } = positionAt(lineStarts(text), error.offset);
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    return { kind: error.kind, message: error.message, ...hint, line, column };
  }
  if (error instanceof YAMLException) {
    const offset = Math.min(error.mark?.position ?? 0, text.length);
    const { line, column } = positionAt(lineStarts(text), offset);
    return { ...explainSyntax(error.reason ?? '', text, offset, budget.depth), line, column };
  }
  if (error instanceof RangeError) {
    return { kind: 'limit', message: 'the document is nested too deeply to be read', line: 1, column: 1 };
  }
  throw error;
}
