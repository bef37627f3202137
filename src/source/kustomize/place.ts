import type { Location } from '../../findings.ts';
import { locator, type Span } from '../../manifest/index.ts';
import type { Tree } from '../../repository/index.ts';
import type { Mark, Source } from './node.ts';

/** Turns marks into places in files; every document is parsed for positions once. */
export class Places {
  readonly #tree: Tree;
  readonly #locators = new Map<string, ReturnType<typeof locator>>();
  readonly #lines = new Map<string, readonly string[]>();

  constructor(tree: Tree) {
    this.#tree = tree;
  }

  /**
   * @param whole a scalar points at its value, a collection at the key (or first key of a list item) before it.
   * @returns undefined when the mark's field is not where it was read.
   */
  of(mark: Mark, whole: boolean): Location | undefined {
    const span = this.#span(mark, whole);
    if (span === undefined) return undefined;
    const range = { line: span.line, column: span.column };
    const isShort = span.endLine === span.line && span.endColumn > span.column;
    const end = isShort ? { endLine: span.endLine, endColumn: span.endColumn } : {};
    return { kind: mark.kind, file: mark.source.file, ...range, ...end, note: mark.note };
  }

  #span(mark: Mark, whole: boolean): Range | undefined {
    if (mark.line !== undefined) return { line: mark.line, column: 1, endLine: mark.line, endColumn: 1 };
    const at = this.#locator(mark.source.text)(mark.path);
    if (!at.exact) return undefined;
    const span = whole && mark.entry === undefined ? (at.value ?? at.key) : (at.key ?? firstLine(at.value));
    if (span === undefined) return undefined;
    return this.#inFile(mark.source, span);
  }

  #locator(text: string): ReturnType<typeof locator> {
    let known = this.#locators.get(text);
    if (known === undefined) {
      known = locator(text);
      this.#locators.set(text, known);
    }
    return known;
  }

  #linesOf(file: string): readonly string[] {
    let known = this.#lines.get(file);
    if (known === undefined) {
      known = this.#tree.text(file).split(/\r?\n/);
      this.#lines.set(file, known);
    }
    return known;
  }

  /** A line of an inline text is the line of the file that ends in it; anything else is the text as a whole. */
  #inFile(source: Source, span: Range): Range | undefined {
    const line = span.line + source.line;
    const { inside } = source;
    if (inside === undefined) return { ...span, line, endLine: span.endLine + source.line };
    const outer = this.#locator(inside.source.text)(inside.path).value;
    if (outer === undefined) return undefined;
    const lines = this.#linesOf(source.file);
    const offset = outer.line + inside.source.line;
    const written = lines[offset + line - 1];
    const inner = source.text.split(/\r?\n/)[span.line - 1];
    const header = lines[offset - 1]?.slice(outer.column - 1) ?? '';
    if (written === undefined || inner === undefined || !/^[|>]/.test(header) || !written.endsWith(inner)) {
      const start = { line: offset, column: outer.column };
      return { ...start, endLine: outer.endLine + inside.source.line, endColumn: outer.endColumn };
    }
    const indent = written.length - inner.length;
    return {
      line: offset + line,
      column: span.column + indent,
      endLine: offset + line + span.endLine - span.line,
      endColumn: span.endColumn + indent,
    };
  }
}

type Range = Pick<Span, 'line' | 'column' | 'endLine' | 'endColumn'>;

function firstLine(span: Span | undefined): Span | undefined {
  if (span === undefined || span.endLine === span.line) return span;
  return { ...span, endLine: span.line, endColumn: span.column };
}
