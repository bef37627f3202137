import { type FieldPath, isObject, type Json, own, parseYaml, valueAt } from '../../manifest/index.ts';
import type { Engine, RenderedDocument } from '../../render/index.ts';
import type { Written } from './layers.ts';

/** Renderings made to prove values, per chart and environment. */
export const MAX_MUTATIONS = 8;

/** What became of a field when a value was changed. */
export type Effect = 'changed' | 'same' | 'unclear';

/** Changes values in memory, renders again and looks at what became of a field. */
export class Mutations {
  readonly #engine: Engine;
  readonly #clean: readonly RenderedDocument[];
  readonly #rendered = new Map<string, Promise<readonly RenderedDocument[] | undefined>>();
  #left: number;

  constructor(engine: Engine, clean: readonly RenderedDocument[], limit = MAX_MUTATIONS) {
    this.#engine = engine;
    this.#clean = clean;
    this.#left = limit;
  }

  /**
   * Whether a field of a document changes when the value does, while the object around it stays what it is.
   * False as well when the value cannot be changed, or when no more renderings are allowed.
   */
  async decides(written: Written, document: number, field: FieldPath): Promise<boolean> {
    return (await this.effect(written, document, field)) === 'changed';
  }

  /** What a change of a value does to a field; `unclear` when the rendering fails or is not comparable. */
  async effect(written: Written, document: number, field: FieldPath): Promise<Effect> {
    const before = this.#clean[document];
    const documents = await this.#renderChanged(written);
    const after = documents?.[document];
    if (before === undefined || after === undefined || documents?.length !== this.#clean.length)
      return 'unclear';
    const [was, is] = [parseYaml(before.text), parseYaml(after.text)];
    if (!was.ok || !is.ok || identity(was.value) !== identity(is.value)) return 'unclear';
    const around = field.slice(0, -1);
    if (shape(valueAt(was.value, around)) !== shape(valueAt(is.value, around))) return 'unclear';
    const [old, changed] = [valueAt(was.value, field), valueAt(is.value, field)];
    if (changed === undefined || typeof changed !== typeof old || typeof old === 'object') return 'unclear';
    return old === changed ? 'same' : 'changed';
  }

  #renderChanged(written: Written): Promise<readonly RenderedDocument[] | undefined> {
    const { layer, value, span } = written;
    const key = `${layer.file} ${span.start}`;
    const known = this.#rendered.get(key);
    if (known !== undefined) return known;
    const other = changedScalar(value);
    if (other === undefined || this.#left <= 0) return Promise.resolve(undefined);
    this.#left--;
    const text = `${layer.text.slice(0, span.start)}${other}${layer.text.slice(span.end)}`;
    const rendering = this.#engine
      .renderChart(layer.replaced(text))
      .then(outcome => (outcome.ok ? outcome.documents.filter(hasObject) : undefined));
    this.#rendered.set(key, rendering);
    return rendering;
  }
}

/** YAML of another scalar of the same type; undefined for what is not a scalar. */
function changedScalar(value: Json): string | undefined {
  if (typeof value === 'string') return JSON.stringify(`${value}x`);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value + 1);
  if (typeof value === 'boolean') return String(!value);
  return undefined;
}

function identity(value: Json): string {
  return JSON.stringify([own(value, 'kind'), own(own(value, 'metadata'), 'name')]);
}

/** Keys of a map, length of a list: what stays when only a value changes. */
function shape(value: Json | undefined): string {
  if (Array.isArray(value)) return String(value.length);
  return isObject(value) ? JSON.stringify(Object.keys(value)) : typeof value;
}

/** As rendering does: documents of comments and white space do not count. */
function hasObject({ text }: RenderedDocument): boolean {
  return text.split(/[\r\n]+/).some(line => /^(?![ \t]*(?:#|$)|(?:---|\.\.\.)[ \t]*(?:#|$))/.test(line));
}
