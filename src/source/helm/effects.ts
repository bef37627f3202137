import { type FieldPath, isObject, type Json, own, parseYaml, valueAt } from '../../manifest/index.ts';
import type { RenderedDocument } from '../../render/index.ts';

/** What became of a field when a value was changed. */
export type Effect =
  | { readonly type: 'same' }
  | { readonly type: 'changed'; readonly value: Json }
  /**
   * Gone. `whole`: with its object, or with the container it belongs to; `along`: how many scalar fields of its object
   * went, itself included.
   */
  | { readonly type: 'vanished'; readonly whole: boolean; readonly along: number };

const CONTAINERS = new Set(['containers', 'initContainers', 'ephemeralContainers']);

/** Documents of one rendering, read when they are asked for. */
export class Documents {
  readonly #documents: readonly RenderedDocument[];
  readonly #objects = new Map<number, Json | undefined>();
  #groups: ReadonlyMap<string, readonly number[]> | undefined;

  constructor(documents: readonly RenderedDocument[]) {
    this.#documents = documents;
  }

  object(index: number): Json | undefined {
    if (!this.#objects.has(index)) {
      const text = this.#documents[index]?.text;
      const parsed = text === undefined ? undefined : parseYaml(text);
      this.#objects.set(index, parsed?.ok === true ? parsed.value : undefined);
    }
    return this.#objects.get(index);
  }

  /**
   * The document that stands for `index` of another rendering of the same chart: from the same template, of the same
   * kind, with the same name, or at the same place among as many; a name may be what changed.
   * @returns undefined where there is none, `unclear` where it cannot be told
   */
  twin(other: Documents, index: number): number | undefined | 'unclear' {
    const wanted = other.object(index);
    if (wanted === undefined) return 'unclear';
    const key = other.#key(index);
    const here = this.#byKey().get(key) ?? [];
    const there = other.#byKey().get(key) ?? [];
    const name = nameOf(wanted);
    const named = here.filter(candidate => nameOf(this.object(candidate) ?? null) === name);
    if (named.length === 1) return named[0];
    if (here.length === there.length) return here[there.indexOf(index)];
    return named.length > 1 ? 'unclear' : undefined;
  }

  #key(index: number): string {
    const source = /^# Source: (.*)$/m.exec(this.#documents[index]?.text.slice(0, 1000) ?? '')?.[1] ?? '';
    return canonical([source, own(this.object(index) ?? null, 'kind') ?? null]);
  }

  #byKey(): ReadonlyMap<string, readonly number[]> {
    if (this.#groups === undefined) {
      const groups = new Map<string, number[]>();
      for (const index of this.#documents.keys()) {
        const key = this.#key(index);
        const known = groups.get(key);
        if (known === undefined) groups.set(key, [index]);
        else known.push(index);
      }
      this.#groups = groups;
    }
    return this.#groups;
  }
}

/** What another rendering made of a field of a document; undefined where that cannot be told. */
export function effectOn(
  before: Documents,
  after: Documents,
  document: number,
  field: FieldPath,
): Effect | undefined {
  const twin = after.twin(before, document);
  const was = before.object(document);
  if (twin === 'unclear' || was === undefined) return undefined;
  const is = twin === undefined ? undefined : after.object(twin);
  if (is === undefined) return { type: 'vanished', whole: true, along: scalars(was) };
  let [old, now]: [Json, Json | undefined] = [was, is];
  for (const [depth, step] of field.entries()) {
    const next = member(old, step);
    if (next === undefined) return undefined;
    now = twinOf(old, now, step);
    old = next;
    // `key:` with nothing behind it is what is left of a block that is gone.
    if (now !== undefined && (now !== null || old === null)) continue;
    const whole = CONTAINERS.has(String(field[depth - 1]));
    return { type: 'vanished', whole, along: scalars(was) - kept(was, is) };
  }
  if (now === undefined || canonical(old) === canonical(now)) return { type: 'same' };
  return { type: 'changed', value: now };
}

function nameOf(object: Json): string {
  const metadata = own(object, 'metadata') ?? null;
  return canonical([own(metadata, 'namespace') ?? null, own(metadata, 'name') ?? null]);
}

/** One text per value: integers of any size included. */
export function canonical(value: Json): string {
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner));
}

function member(value: Json, step: string | number): Json | undefined {
  return valueAt(value, [step]);
}

/** The member of `now` that stands for `step` of `old`. */
function twinOf(old: Json, now: Json | undefined, step: string | number): Json | undefined {
  if (now === undefined || now === null) return undefined;
  if (typeof step === 'string') return isObject(now) && Object.hasOwn(now, step) ? now[step] : undefined;
  if (!Array.isArray(old) || !Array.isArray(now)) return undefined;
  const at = twinsOf(old, now)[step];
  return at === undefined ? undefined : now[at];
}

const paired = new WeakMap<readonly Json[], WeakMap<readonly Json[], (number | undefined)[]>>();

/**
 * For each item of a list, the index of the one that stands for it in another: by name, then in order where as many are
 * left over on both sides.
 */
function twinsOf(old: readonly Json[], now: readonly Json[]): (number | undefined)[] {
  const known = paired.get(old)?.get(now);
  if (known !== undefined) return known;
  const twins = pair(old.map(label), now.map(label));
  const others = paired.get(old) ?? new WeakMap();
  paired.set(old, others.set(now, twins));
  return twins;
}

/** What tells an item of a list from the others: its name, or all of it. */
function label(item: Json): string {
  const name = own(item, 'name') ?? own(item, 'mountPath');
  return canonical(name ?? item);
}

function pair(old: readonly string[], now: readonly string[]): (number | undefined)[] {
  const places = new Map<string, number[]>();
  for (const [index, text] of now.entries()) {
    const known = places.get(text);
    if (known === undefined) places.set(text, [index]);
    else known.push(index);
  }
  const twins = old.map(text => places.get(text)?.shift());
  const left = [...places.values()].flat().sort((a, b) => a - b);
  const missing = [...twins.keys()].filter(index => twins[index] === undefined);
  if (left.length === missing.length) for (const [n, index] of missing.entries()) twins[index] = left[n];
  return twins;
}

function scalars(value: Json): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + scalars(item), 0);
  if (isObject(value))
    return Object.values(value).reduce<number>((sum, item) => sum + scalars(item as Json), 0);
  return 1;
}

/** Scalars of `old` that have a counterpart in `now`, whatever its value. */
function kept(old: Json, now: Json | undefined): number {
  if (now === undefined || (now === null && old !== null)) return 0;
  if (Array.isArray(old)) {
    if (!Array.isArray(now)) return 0;
    const twins = twinsOf(old, now);
    return old.reduce<number>((sum, item, index) => {
      const at = twins[index];
      return at === undefined ? sum : sum + kept(item, now[at]);
    }, 0);
  }
  if (isObject(old)) {
    return Object.entries(old).reduce(
      (sum, [key, item]) =>
        sum + (isObject(now) && Object.hasOwn(now, key) ? kept(item as Json, now[key]) : 0),
      0,
    );
  }
  return 1;
}
