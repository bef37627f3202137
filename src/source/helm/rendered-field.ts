import { type FieldPath, locator, type Span } from '../../manifest/index.ts';
import type { Printed, RenderMap } from './map.ts';

/** A piece of output that an action printed, and what of a field it is. */
export interface Part {
  readonly printed: Printed;
  /** Steps from what the action printed down to the field. */
  readonly tail: FieldPath;
  /** Part of the scalar that the action printed; undefined when it printed all of it. */
  readonly text: string | undefined;
}

/** Fields of a rendered document, as the pieces of output they consist of. */
export class RenderedFields {
  readonly #text: string;
  readonly #document: number;
  readonly #map: RenderMap;
  readonly #locate: ReturnType<typeof locator>;

  constructor(text: string, document: number, map: RenderMap) {
    this.#text = text;
    this.#document = document;
    this.#map = map;
    this.#locate = locator(text);
  }

  /** The piece that a field's value begins with, or its key where the value is a collection. */
  printed(field: FieldPath): Printed | undefined {
    const at = this.#locate(field);
    const span = at.value ?? at.key;
    return at.exact && span !== undefined ? this.#map.at(this.#document, span.start) : undefined;
  }

  /** The piece that a field's key begins with. */
  printedKey(field: FieldPath): Printed | undefined {
    const { key, exact } = this.#locate(field);
    return exact && key !== undefined ? this.#map.at(this.#document, key.start) : undefined;
  }

  /**
   * The actions that printed a field's value; the last one first, as it is closest to what a finding is about. A
   * collection that is printed piece by piece has none: each of its fields has its own.
   */
  parts(field: FieldPath, scalar: boolean): Part[] {
    const at = this.#locate(field);
    if (!at.exact || at.value === undefined) return [];
    const pieces = this.#pieces(at.value);
    if (pieces === undefined) return [];
    const actions = pieces.filter(({ mark }) => mark.kind === 'action');
    const [only] = actions;
    if (only === undefined) return [];
    if (pieces.length === 1) return [{ printed: only, tail: this.#tail(field, only), text: undefined }];
    if (!scalar) return [];
    const texts = actions.map(piece => this.#slice(piece, at.value as Span));
    const rest = pieces.filter(({ mark }) => mark.kind === 'text').map(p => this.#slice(p, at.value as Span));
    if (actions.length === 1 && rest.every(text => /^["']?$/.test(text)))
      return [{ printed: only, tail: [], text: undefined }];
    return actions.map((printed, i) => ({ printed, tail: [], text: texts[i] as string })).reverse();
  }

  #slice(piece: Printed, span: Span): string {
    return this.#text.slice(Math.max(piece.start, span.start), Math.min(piece.end, span.end));
  }

  /** What printed a span, from its start to its end; undefined when part of it is not proven. */
  #pieces(span: Span): Printed[] | undefined {
    const pieces: Printed[] = [];
    for (let at = span.start; at < span.end; ) {
      const piece = this.#map.at(this.#document, at);
      if (piece === undefined || piece.end <= at || pieces.length > 50) return undefined;
      pieces.push(piece);
      at = piece.end;
    }
    return pieces;
  }

  #isIn(offset: number | undefined, piece: Printed): boolean {
    return offset !== undefined && offset >= piece.start && offset < piece.end;
  }

  /** Steps from the outermost node that an action printed down to the field. */
  #tail(field: FieldPath, piece: Printed): FieldPath {
    let depth = field.length;
    while (depth > 0 && this.#isIn(this.#locate(field.slice(0, depth - 1)).value?.start, piece)) depth--;
    const step = field[depth - 1];
    if (step === undefined) return field;
    if (typeof step === 'string') {
      const printsKey = this.#isIn(this.#locate(field.slice(0, depth)).key?.start, piece);
      return field.slice(printsKey ? depth - 1 : depth);
    }
    const list = field.slice(0, depth - 1);
    if (!this.#printsItem(list, step, piece)) return field.slice(depth);
    let first = step;
    while (first > 0 && this.#printsItem(list, first - 1, piece)) first--;
    return [step - first, ...field.slice(depth)];
  }

  /** Whether an action printed a list item together with its dash. */
  #printsItem(list: FieldPath, index: number, piece: Printed): boolean {
    let at = (this.#locate([...list, index]).value?.start ?? 0) - 1;
    while (at > 0 && ' \n\r\t'.includes(this.#text[at] ?? '-')) at--;
    return this.#text[at] === '-' && this.#isIn(at, piece);
  }
}
