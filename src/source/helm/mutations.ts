import { isObject, type Json, scalarText } from '../../manifest/index.ts';
import type { ChartRequest, Engine, RenderedDocument } from '../../render/index.ts';
import { Documents, type Effect, effectOn } from './effects.ts';
import type { Written } from './layers.ts';

/** Renderings made to prove values, per chart and environment. */
export const MAX_MUTATIONS = 24;
/** Times that values changed together are halved when the chart refuses them. */
const MAX_HALVINGS = 2;

/** Another value for what is written at one place. */
export interface Change {
  readonly written: Written;
  /** YAML that stands there instead. */
  readonly text: string;
}

/** A value changed in a way that shows where it comes out. */
export interface Tagged {
  readonly written: Written;
  readonly documents: Documents;
  /** Whether a text has the changed value in it. */
  readonly isIn: (text: string) => boolean;
}

/**
 * Changes values in memory and renders again. Renderings are shared by all fields that ask for the same change, and
 * bounded in number; none is made from clocks or chance: the engines have fixed ones.
 */
export class Mutations {
  readonly clean: Documents;
  readonly #engine: Engine;
  readonly #request: ChartRequest;
  readonly #rendered = new Map<string, Promise<Documents | undefined>>();
  #left: number;

  /** @param clean the documents of `request` */
  constructor(
    engine: Engine,
    request: ChartRequest,
    clean: readonly RenderedDocument[],
    limit = MAX_MUTATIONS,
  ) {
    this.#engine = engine;
    this.clean = new Documents(clean);
    // What a schema says of the other value does not matter, and files of crds/ depend on none.
    const files = request.files.filter(({ path }) => !path.endsWith('values.schema.json'));
    this.#request = { ...request, files, includeCrds: false };
    this.#left = limit;
  }

  /** What one change does to a field; undefined when it cannot be told, or no more renderings are allowed. */
  async effect(
    change: Change,
    document: number,
    field: readonly (string | number)[],
  ): Promise<Effect | undefined> {
    const documents = await this.#render([change]);
    return documents && effectOn(this.clean, documents, document, field);
  }

  /** Whether a value decides a field: whether any other value for it does something to the field. */
  async decides(written: Written, document: number, field: readonly (string | number)[]): Promise<boolean> {
    for (const text of otherValues(written, false)) {
      const effect = await this.effect({ written, text }, document, field);
      if (effect !== undefined && effect.type !== 'same') return true;
    }
    return false;
  }

  /**
   * Changes many strings and numbers at once, each in a way of its own. Where the chart refuses that, halves of them.
   * What is left out of the answer was not tried, or refused.
   */
  async tag(wanted: readonly Written[]): Promise<ReadonlyMap<string, Tagged>> {
    const found = new Map<string, Tagged>();
    const numbers = new Set<number>();
    const tags = wanted.flatMap((written, index) => {
      const tag = tagFor(written, index, numbers);
      return tag === undefined ? [] : [tag];
    });
    const attempt = async (some: readonly Tag[], halvings: number): Promise<void> => {
      if (some.length === 0) return;
      const documents = await this.#render(some.map(({ change }) => change));
      if (documents !== undefined) {
        for (const { change, isIn } of some)
          found.set(placeOf(change.written), { written: change.written, documents, isIn });
      } else if (some.length > 1 && halvings > 0) {
        const middle = some.length >> 1;
        await attempt(some.slice(0, middle), halvings - 1);
        await attempt(some.slice(middle), halvings - 1);
      }
    };
    await attempt(tags, MAX_HALVINGS);
    return found;
  }

  #render(changes: readonly Change[]): Promise<Documents | undefined> {
    const key = changes.map(({ written, text }) => `${placeOf(written)} ${text}`).join('\n');
    const known = this.#rendered.get(key);
    if (known !== undefined) return known;
    if (this.#left <= 0) return Promise.resolve(undefined);
    this.#left--;
    const rendering = this.#engine
      .renderChart(withChanges(this.#request, changes))
      .then(outcome => (outcome.ok ? new Documents(outcome.documents.filter(hasObject)) : undefined));
    this.#rendered.set(key, rendering);
    return rendering;
  }
}

/** What tells one place in the values files from all others. */
export function placeOf({ layer, span }: Written): string {
  return `${layer.depth} ${layer.file} ${span.start}`;
}

function withChanges(request: ChartRequest, changes: readonly Change[]): ChartRequest {
  const byLayer = new Map<Written['layer'], Change[]>();
  for (const change of changes) {
    const known = byLayer.get(change.written.layer);
    if (known === undefined) byLayer.set(change.written.layer, [change]);
    else known.push(change);
  }
  let changed = request;
  for (const [layer, list] of byLayer) {
    let text = layer.text;
    // From the end, so that places further up stay where they are.
    for (const { written, text: other } of [...list].sort(
      (a, b) => b.written.span.start - a.written.span.start,
    ))
      text = text.slice(0, written.span.start) + other + text.slice(written.span.end);
    changed = layer.replacedIn(changed, text);
  }
  return changed;
}

interface Tag {
  readonly change: Change;
  readonly isIn: (text: string) => boolean;
}

/** Longest string that is changed together with others. */
const MAX_TAGGED = 300;

function tagFor(written: Written, index: number, numbers: Set<number>): Tag | undefined {
  const { value } = written;
  if (typeof value === 'string') {
    if (value.includes('\n') || value.length > MAX_TAGGED) return undefined;
    const tag = `kp${String(index).padStart(3, '0')}`;
    const text = JSON.stringify(value === '' ? tag : `${value}-${tag}`);
    return { change: { written, text }, isIn: shown => shown.includes(tag) };
  }
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return undefined;
  let other = value + 1;
  while (numbers.has(other)) other++;
  numbers.add(other);
  const pattern = new RegExp(`(?<![0-9A-Za-z])${String(other).replace('-', '\\-')}(?![0-9A-Za-z])`);
  return { change: { written, text: String(other) }, isIn: shown => pattern.test(shown) };
}

/**
 * YAML of values that are not what is written: another of the same type, and an empty one (or a first one, for what is
 * empty). The one that tells more comes first.
 * @param emptyFirst what a condition asks for is whether there is something
 */
export function otherValues({ value, layer, key, span }: Written, emptyFirst: boolean): string[] {
  const [other, empty] = others(value, layer.given);
  // A key, renamed.
  if (key === span) return [JSON.stringify(`${scalarText(value)}-kp`)];
  const both = emptyFirst ? [empty, other] : [other, empty];
  return both.filter(text => text !== undefined);
}

function others(value: Json, given: boolean): [string | undefined, string | undefined] {
  if (typeof value === 'boolean') return [String(!value), undefined];
  if (typeof value === 'number') return value === 0 ? ['1', undefined] : [String(value + 1), '0'];
  if (typeof value === 'string') return value === '' ? ['kp', undefined] : [otherText(value), '""'];
  if (Array.isArray(value)) return value.length === 0 ? ['["kp"]', undefined] : [undefined, '[]'];
  if (!isObject(value)) return ['kp', undefined];
  if (Object.keys(value).length === 0) return ['{"kp":"kp"}', undefined];
  // An empty map would be filled up again from weaker layers.
  return [undefined, given ? 'null' : '{}'];
}

function otherText(value: string): string {
  if (value === 'true' || value === 'false') return JSON.stringify(value === 'true' ? 'false' : 'true');
  if (/^\d{1,9}\D{0,3}$/.test(value))
    return JSON.stringify(value.replace(/^\d+/, n => String(Number(n) + 1)));
  return value.includes('\n') ? JSON.stringify(`${value}# kp\n`) : JSON.stringify(`${value}-kp`);
}

/** As rendering does: documents of comments and white space do not count. */
function hasObject({ text }: RenderedDocument): boolean {
  return text.split(/[\r\n]+/).some(line => /^(?![ \t]*(?:#|$)|(?:---|\.\.\.)[ \t]*(?:#|$))/.test(line));
}
