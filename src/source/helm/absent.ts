import { isObject, type Json, own, scalarText } from '../../manifest/index.ts';
import type { ChartRequest, Engine, RenderedDocument } from '../../render/index.ts';
import type { WantedField } from '../field-span.ts';
import { type Candidate, Candidates } from './candidates.ts';
import type { ValueLayers } from './layers.ts';
import type { RenderMap } from './map.ts';
import {
  headersOf,
  narrowed,
  type Probe,
  probesOf,
  type Rendering,
  render,
  withoutSchemas,
} from './probes.ts';
import { markedSample, markIn, sampleOf } from './samples.ts';
import { isEmpty, requestWith, type ValuePlaces, type ValuesPlace } from './value-places.ts';
import { chartOf } from './values.ts';

/** The key of a values file that sets a field, shown by rendering with it. */
export interface AbsentKey extends ValuesPlace {
  /** What it was given. */
  readonly value: Json;
  /** The field's value is then the template's own; else it is the key's. */
  readonly isSwitch: boolean;
}

/** Renderings made for one chart and environment, whatever the number of fields. */
export const MAX_PROBES = 12;
/** Times that keys are left out which broke a rendering. */
const MAX_REPAIRS = 2;
/** Keys tried in one rendering, and values proven. */
const MAX_MARKS = 600;
const MAX_KEYS = 70;
/** Bytes of templates and documents that may be rendered in all; two renderings are always made. */
const MAX_BYTES = 6_000_000;

/** A field that is looked for, and what was found out. */
interface Wanted {
  readonly field: WantedField;
  readonly probe: Probe;
  readonly candidates: readonly Candidate[];
}

/** A key with a value by which it is known where it was printed. */
interface Mark {
  readonly candidate: Candidate;
  readonly place: ValuesPlace;
  readonly value: Json;
}

/** A key with the fields it is believed to set. */
interface Key {
  readonly place: ValuesPlace;
  readonly value: Json;
  /** The field is expected to be printed with a value of the template's own. */
  readonly isSwitch: boolean;
  readonly wanted: Wanted[];
}

/**
 * Finds the values that would set fields which are not there (or empty).
 *
 * All keys that may do it, by where and how templates read them and by their names, are given values that are known
 * again, in one rendering: which value a field takes says which key it follows. Those keys are then set, in the files
 * they belong to, to values that fit, in several renderings with some of the keys each, so that for any two keys one
 * was set without the other. A key counts when its field took its value in all renderings it was set in, and was
 * missing in all others.
 * @returns for each field; undefined where no key is proven
 */
export async function findAbsentKeys(
  engine: Engine,
  request: ChartRequest,
  documents: readonly RenderedDocument[],
  { map, layers, places }: { map: RenderMap; layers: ValueLayers; places: ValuePlaces },
  fields: readonly WantedField[],
): Promise<(AbsentKey | undefined)[]> {
  const candidates = new Candidates(map, layers, places);
  const probes = probesOf(documents, fields);
  const wanted = fields.map((field, index): Wanted | undefined => {
    const chart = chartOf(field.manifest.origin.text);
    const probe = probes[index];
    if (chart === undefined || probe === undefined) return undefined;
    return { field, probe, candidates: candidates.for(field, chart) };
  });
  const asked = wanted.filter(item => item !== undefined && item.candidates.length > 0) as Wanted[];
  if (asked.length === 0) return fields.map(() => undefined);
  const prober = new Prober(engine, request, documents, fields, places);
  const keys = await prober.explore(asked);
  const proven = await prober.prove(keys);
  return wanted.map(item => (item === undefined ? undefined : proven.get(item)));
}

class Prober {
  readonly #engine: Engine;
  readonly #request: ChartRequest;
  readonly #headers: ReadonlySet<string>;
  readonly #places: ValuePlaces;
  #left: number;

  constructor(
    engine: Engine,
    request: ChartRequest,
    documents: readonly RenderedDocument[],
    fields: readonly WantedField[],
    places: ValuePlaces,
  ) {
    this.#engine = engine;
    this.#headers = headersOf(fields);
    this.#places = places;
    const indexes = new Set(fields.map(({ manifest }) => manifest.origin.documentIndex));
    const shown = documents.filter((_, index) => indexes.has(index));
    this.#request = narrowed(request, new Set(shown.flatMap(({ source }) => source ?? [])));
    const bytes =
      this.#request.files.reduce(
        (sum, { path, content }) => sum + (path.includes('templates/') ? content.length : 0),
        0,
      ) + shown.reduce((sum, { text }) => sum + text.length, 0);
    this.#left = Math.max(2, Math.min(MAX_PROBES, Math.floor(MAX_BYTES / Math.max(1, bytes))));
  }

  async #render(request: ChartRequest): Promise<Rendering | string> {
    if (this.#left <= 0) return '';
    this.#left--;
    return render(this.#engine, request, this.#headers);
  }

  /** Which key each field follows when many are set at once. */
  async explore(asked: readonly Wanted[]): Promise<Key[]> {
    const keys = new Map<string, Key>();
    let open = asked;
    for (const likely of [true, false]) {
      if (open.length === 0 || this.#left <= 1) break;
      const marks = this.#marks(open, likely);
      const rendering = await this.#renderMarked(marks, open, likely ? MAX_REPAIRS : 0);
      if (rendering === undefined) continue;
      open = open.filter(item => {
        const value = rendering.value(item.probe);
        const mark = marks[markIn(value) ?? -1];
        // Printed without a mark: the likeliest key made the template print something of its own.
        const guess = isMissing(value) ? undefined : item.candidates.find(c => c.switchTo === undefined);
        if (mark !== undefined) this.#add(keys, item, mark.candidate, false);
        else if (guess !== undefined) this.#add(keys, item, guess, true);
        return mark === undefined && guess === undefined;
      });
    }
    for (const item of open) {
      const guess = item.candidates.find(({ switchTo }) => switchTo !== undefined);
      if (guess !== undefined) this.#add(keys, item, guess, true);
    }
    return [...keys.values()].slice(0, MAX_KEYS);
  }

  /** Renders with all keys set that a template can work with: those named in an error are left out. */
  async #renderMarked(
    marks: readonly Mark[],
    asked: readonly Wanted[],
    repairs: number,
  ): Promise<Rendering | undefined> {
    const request = withoutSchemas(this.#request);
    let some = marks;
    for (let attempt = 0; attempt <= repairs && some.length > 0 && this.#left > 1; attempt++) {
      const rendering = await this.#render(requestWith(request, some));
      if (typeof rendering !== 'string') {
        const texts = some.filter(({ candidate }) => candidate.tail.length === 0);
        const isWhole = asked.every(({ probe }) => rendering.has(probe));
        if (isWhole || texts.length === 0 || attempt === repairs) return rendering;
        // Some text among them became part of an object's name.
        some = some.filter(mark => !texts.includes(mark));
        continue;
      }
      const rest = some.filter(mark => !isBlamed(mark, rendering));
      // Whatever it is, it is not one that was come by in the template itself.
      some = rest.length < some.length ? rest : some.filter(({ candidate }) => candidate.rank < 2);
      if (some.length === marks.length) break;
    }
    return undefined;
  }

  #add(keys: Map<string, Key>, item: Wanted, candidate: Candidate, isSwitch: boolean): void {
    const { chart, path, tail, switchTo } = candidate;
    const place = this.#places.of(chart, [...path, ...tail]);
    if (place === undefined) return;
    const id = JSON.stringify([place.layer.file, place.path]);
    const known = keys.get(id);
    if (known !== undefined) {
      known.wanted.push(item);
      return;
    }
    const value = switchTo ?? sampleOf(item.field.path, keys.size);
    keys.set(id, { place, value, isSwitch, wanted: [item] });
  }

  /** Every key that any field may follow, with a value that is known again by its position here. */
  #marks(asked: readonly Wanted[], likely: boolean): Mark[] {
    const all = asked.flatMap(({ candidates, field }) =>
      candidates.flatMap(candidate =>
        candidate.switchTo === undefined && candidate.isLikely === likely
          ? [{ candidate, path: field.path }]
          : [],
      ),
    );
    all.sort((a, b) => a.candidate.rank - b.candidate.rank);
    const found = new Map<string, Mark>();
    for (const { candidate, path } of all) {
      if (found.size >= MAX_MARKS) break;
      const key = [...candidate.path, ...candidate.tail];
      const id = JSON.stringify([candidate.chart, key]);
      if (found.has(id)) continue;
      const place = this.#places.of(candidate.chart, key);
      if (place !== undefined) found.set(id, { candidate, place, value: markedSample(path, found.size) });
    }
    return [...found.values()];
  }

  /** The fields that follow their keys. */
  async prove(keys: readonly Key[]): Promise<Map<Wanted, AbsentKey>> {
    const proven = new Map<Wanted, AbsentKey>();
    const batches = [keys];
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      if (batch.length === 0 || this.#left <= 0) continue;
      const open = await this.#round(batch, proven);
      const half = Math.ceil(open.length / 2);
      // Rendered with others only, and never with success: without those others it may work.
      if (open.length < batch.length) batches.push(open);
      else if (half < open.length) batches.push(open.slice(0, half), open.slice(half));
    }
    return proven;
  }

  /** Renders with some of the keys set, several times. @returns the keys about which that said nothing */
  async #round(keys: readonly Key[], proven: Map<Wanted, AbsentKey>): Promise<Key[]> {
    const { rounds, includes } = separating(keys.length, this.#left);
    const renderings: { rendering: Rendering; round: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      const some = keys.filter((_, index) => includes(index, round));
      const rendering = await this.#render(requestWith(this.#request, some));
      if (typeof rendering !== 'string') renderings.push({ rendering, round });
    }
    return keys.filter((key, index) => {
      if (!renderings.some(({ round }) => includes(index, round))) return true;
      for (const item of key.wanted) {
        const follows = renderings.every(
          ({ rendering, round }) => takes(key, item, rendering.value(item.probe)) === includes(index, round),
        );
        if (follows) proven.set(item, { ...key.place, value: key.value, isSwitch: key.isSwitch });
      }
      return false;
    });
  }
}

/**
 * Which of `count` things are taken in which of at most `limit` rounds, so that of any two each is taken in a round
 * that the other is not, as far as the rounds suffice: all halves of the rounds, none of which holds another.
 */
function separating(
  count: number,
  limit: number,
): { rounds: number; includes: (index: number, round: number) => boolean } {
  let rounds = 1;
  let codes = halves(rounds);
  while (codes.length < count && rounds < limit) {
    rounds++;
    codes = halves(rounds);
  }
  return { rounds, includes: (index, round) => (((codes[index % codes.length] ?? 0) >> round) & 1) === 1 };
}

/** Numbers of `bits` bits, half of which are set. */
function halves(bits: number): number[] {
  const half = Math.ceil(bits / 2);
  const found: number[] = [];
  for (let code = 0; code < 1 << bits; code++) {
    let ones = 0;
    for (let rest = code; rest > 0; rest >>= 1) ones += rest & 1;
    if (ones === half) found.push(code);
  }
  return found;
}

/** Whether an error speaks of a key: by its path, or else by a field of something that is not named. */
function isBlamed({ candidate: { path, tail } }: Mark, message: string): boolean {
  const key = [...path, ...tail].map(String);
  const paths = [...message.matchAll(/\.Values((?:\.\w+)+)/g)].map(([, names = '']) =>
    names.slice(1).split('.'),
  );
  if (paths.length > 0) return paths.some(blamed => blamed.every((step, index) => key[index] === step));
  const names = new Set(message.match(/(?<=\.)[A-Za-z]\w*(?=[\s)>|])/g));
  return key.some(step => names.has(step));
}

/** Whether a field has the value of its key; of a switch, whether it has one that would do. */
function takes({ value: wanted, isSwitch }: Key, { field }: Wanted, value: Json | undefined): boolean {
  if (!isSwitch) return value !== undefined && holds(value, wanted);
  const fit = sampleOf(field.path, 0);
  return typeof fit === 'boolean' ? value === fit : !isMissing(value);
}

/** The same but for what a template adds to a map. */
function holds(value: Json, wanted: Json): boolean {
  if (Array.isArray(wanted))
    return Array.isArray(value) && wanted.every(item => value.some(other => holds(other, item)));
  if (isObject(wanted))
    return Object.entries(wanted).every(([key, member]) => {
      const there = own(value, key);
      return there !== undefined && holds(there, member);
    });
  return value !== null && typeof value !== 'object' && scalarText(value) === scalarText(wanted);
}

/** Not there, or nothing in it. */
function isMissing(value: Json | undefined): boolean {
  return value !== false && value !== 0 && isEmpty(value);
}
