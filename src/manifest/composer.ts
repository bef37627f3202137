import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from 'js-yaml';
import { keyRange, type YamlBudget, YamlProblem } from './events.ts';
import { Float, keyText, NotJson, type Resolved, resolvePlain, resolveTagged, TagError } from './scalars.ts';
import { lineStarts } from './text.ts';
import type { FieldPath, Json, JsonObject } from './types.ts';
import { setOwn } from './values.ts';

interface Anchored {
  readonly value: Json;
  readonly isMapping: boolean;
  /** Decode steps that the node takes, aliases expanded; undefined while it is still being read. */
  size: number | undefined;
}

/** Builds values from events, counting the steps goyaml's decoder would take. */
export class Composer {
  readonly duplicates: { path: FieldPath; start: number; end: number }[] = [];
  readonly #text: string;
  readonly #events: readonly Event[];
  readonly #budget: YamlBudget;
  readonly #isJson: boolean;
  #at = 0;
  #decoded = 1;
  #aliased = 0;
  #anchors: Map<string, Anchored> | undefined;
  readonly #path: (string | number)[] = [];
  #starts: number[] | undefined;

  constructor(text: string, events: readonly Event[], budget: YamlBudget) {
    this.#text = text;
    this.#events = events;
    this.#budget = budget;
    this.#isJson = /^\s*\{/.test(text);
  }

  lineStarts(): readonly number[] {
    this.#starts ??= lineStarts(this.#text);
    return this.#starts;
  }

  document(): Json {
    return this.#events.length === 0 ? null : this.#value();
  }

  #value(): Json {
    const event = this.#events[this.#at];
    if (event === undefined) return null;
    if (++this.#decoded > this.#budget.nodes) this.#tooLarge();
    switch (event.type) {
      case EVENT_ID.SCALAR: {
        this.#at++;
        const before = this.#decoded;
        const value = this.#json(this.#scalar(event), event);
        if (event.anchorStart >= 0) {
          this.#anchor(event, { value, isMapping: false, size: this.#decoded - before + 1 });
        }
        return value;
      }
      case EVENT_ID.ALIAS:
        return this.#alias(event).value;
      case EVENT_ID.MAPPING: {
        const value: JsonObject = {};
        this.#collection(event, value, true, () => this.#mapping(value));
        return value;
      }
      case EVENT_ID.SEQUENCE: {
        const value: Json[] = [];
        this.#collection(event, value, false, () => this.#sequence(value));
        return value;
      }
      default:
        throw new YamlProblem('the document ends too early', this.#text.length);
    }
  }

  #collection(
    event: Event & { anchorStart: number; anchorEnd: number },
    value: Json,
    isMapping: boolean,
    fill: () => void,
  ): void {
    this.#at++;
    if (event.anchorStart < 0) {
      fill();
    } else {
      const before = this.#decoded - 1;
      const anchored: Anchored = { value, isMapping, size: undefined };
      this.#anchor(event, anchored);
      fill();
      anchored.size = this.#decoded - before;
    }
    this.#at++;
  }

  #sequence(list: Json[]): void {
    while (this.#events[this.#at]?.type !== EVENT_ID.POP) {
      this.#path.push(list.length);
      list.push(this.#value());
      this.#path.pop();
    }
  }

  #mapping(object: JsonObject): void {
    let merged: Set<string> | undefined;
    for (;;) {
      const event = this.#events[this.#at];
      if (event === undefined || event.type === EVENT_ID.POP) return;
      if (this.#isMerge(event)) {
        this.#at++;
        merged ??= new Set();
        this.#merge(object, merged);
        continue;
      }
      const key = this.#key(event);
      if (Object.hasOwn(object, key)) {
        if (merged?.has(key)) {
          merged.delete(key);
        } else {
          const { start, end } = keyRange(event);
          this.duplicates.push({ path: [...this.#path, key], start, end });
        }
      }
      this.#path.push(key);
      const value = this.#value();
      this.#path.pop();
      if (key === '__proto__') setOwn(object, key, value);
      else object[key] = value;
    }
  }

  #key(event: Event): string {
    if (++this.#decoded > this.#budget.nodes) this.#tooLarge();
    const start = this.#offset();
    let resolved: Resolved;
    if (event.type === EVENT_ID.SCALAR) {
      this.#at++;
      resolved = this.#scalar(event);
      if (event.anchorStart >= 0) {
        const value = resolved instanceof NotJson ? resolved.text : jsonOf(resolved);
        this.#anchor(event, { value, isMapping: false, size: 1 });
      }
    } else if (event.type === EVENT_ID.ALIAS) {
      const { value } = this.#alias(event);
      if (typeof value === 'object' && value !== null) this.#complexKey(start);
      resolved = value as Resolved;
    } else {
      this.#complexKey(start);
    }
    const key = keyText(resolved);
    if (key !== undefined) return key;
    const found = resolved === null ? 'null (or nothing at all)' : String(resolved);
    throw new YamlProblem(
      `a key is ${found}, which Kubernetes does not accept as a key`,
      start,
      'syntax',
      'give the key a name, or put it in quotes',
    );
  }

  #complexKey(offset: number): never {
    throw new YamlProblem(
      'a list or a mapping is used as a key',
      offset,
      'syntax',
      'put values that start with { or [ in quotes; an unrendered template placeholder reads like this too',
    );
  }

  #isMerge(event: Event): boolean {
    if (event.type !== EVENT_ID.SCALAR || event.valueEnd - event.valueStart !== 2) return false;
    if (!this.#text.startsWith('<<', event.valueStart)) return false;
    if (event.tagStart >= 0) {
      const tag = this.#tag(event.tagStart, event.tagEnd);
      return tag === 'tag:yaml.org,2002:merge';
    }
    return event.style === SCALAR_STYLE.PLAIN;
  }

  /** Later values win, in the order written; within a list of mappings the earlier ones win. */
  #merge(object: JsonObject, merged: Set<string>): void {
    const event = this.#events[this.#at];
    const start = event === undefined ? this.#text.length : keyRange(event).start;
    const sources: JsonObject[] = [];
    if (event?.type === EVENT_ID.SEQUENCE) {
      this.#at++;
      while (this.#events[this.#at]?.type !== EVENT_ID.POP) sources.unshift(this.#mergeSource(start));
      this.#at++;
    } else {
      sources.push(this.#mergeSource(start));
    }
    for (const source of sources) {
      for (const [key, value] of Object.entries(source)) {
        setOwn(object, key, value);
        merged.add(key);
      }
    }
  }

  #mergeSource(start: number): JsonObject {
    const event = this.#events[this.#at];
    if (event?.type === EVENT_ID.MAPPING) return this.#value() as JsonObject;
    if (event?.type === EVENT_ID.ALIAS) {
      this.#decoded++;
      const target = this.#alias(event);
      if (target.isMapping) return target.value as JsonObject;
    }
    throw new YamlProblem(
      'the merge key << needs a mapping, or a list of mappings, as its value',
      start,
      'syntax',
      'merge an anchor that stands on a mapping, or quote the key to mean the text "<<"',
    );
  }

  #alias(event: Event & { type: typeof EVENT_ID.ALIAS }): Anchored {
    this.#at++;
    const name = this.#text.slice(event.anchorStart, event.anchorEnd);
    const target = this.#anchors?.get(name);
    if (target === undefined) {
      throw new YamlProblem(
        'an alias refers to an anchor that is not defined before it',
        event.anchorStart - 1,
        'syntax',
        'define the anchor above, or put a value that starts with * in quotes',
      );
    }
    if (target.size === undefined) {
      throw new YamlProblem('an alias stands inside the value it refers to', event.anchorStart - 1);
    }
    this.#decoded += target.size;
    this.#aliased += target.size;
    if (this.#decoded > this.#budget.nodes) this.#tooLarge(event.anchorStart - 1);
    if (isExcessive(this.#aliased, this.#decoded)) {
      throw new YamlProblem(
        `aliases expand to ${this.#aliased} values, which Kubernetes refuses as excessive aliasing`,
        event.anchorStart - 1,
        'limit',
        'write the repeated parts out, or remove the aliases that nest in one another',
      );
    }
    return target;
  }

  #anchor(event: { anchorStart: number; anchorEnd: number }, anchored: Anchored): void {
    this.#anchors ??= new Map();
    this.#anchors.set(this.#text.slice(event.anchorStart, event.anchorEnd), anchored);
  }

  #scalar(event: Event & { type: typeof EVENT_ID.SCALAR }): Resolved {
    const text = event.fast
      ? this.#text.slice(event.valueStart, event.valueEnd)
      : getScalarValue(this.#text, event);
    if (event.style === SCALAR_STYLE.DOUBLE_QUOTED && !event.fast && !this.#isJson) this.#checkEscapes(event);
    if (event.tagStart < 0) return event.style === SCALAR_STYLE.PLAIN ? resolvePlain(text) : text;
    const tag = this.#tag(event.tagStart, event.tagEnd);
    try {
      return resolveTagged(tag, text);
    } catch (error) {
      if (error instanceof TagError) throw new YamlProblem(`a value ${error.message}`, keyRange(event).start);
      throw error;
    }
  }

  /** goyaml v2 knows neither `\/` nor escaped surrogates. Text that starts with `{` is read as JSON first, which does. */
  #checkEscapes(event: { valueStart: number; valueEnd: number }): void {
    const pattern = /\\(?:(\/)|u([dD][89a-fA-F][0-9a-fA-F]{2})|[\s\S])/g;
    for (const match of this.#text.slice(event.valueStart, event.valueEnd).matchAll(pattern)) {
      if (match[1] === undefined && match[2] === undefined) continue;
      const found = match[1] === undefined ? `\\u${match[2]}` : '\\/';
      throw new YamlProblem(
        `the escape ${found} in a double-quoted text is valid in JSON but not in Kubernetes' YAML`,
        event.valueStart + match.index,
        'syntax',
        match[1] === undefined ? 'write the character itself' : 'write / without the backslash',
      );
    }
  }

  /** A tag in full. Handles declared by %TAG are not resolved: goyaml ignores the tags they could make. */
  #tag(start: number, end: number): string {
    const written = this.#text.slice(start, end);
    if (written.startsWith('!!')) return `tag:yaml.org,2002:${written.slice(2)}`;
    return written.startsWith('!<') ? written.slice(2, -1) : written;
  }

  #json(resolved: Resolved, event: Event): Json {
    if (resolved instanceof NotJson) {
      throw new YamlProblem(
        `${resolved.text} is a number that JSON, and so Kubernetes, cannot hold`,
        keyRange(event).start,
        'syntax',
        'put it in quotes if it is meant as text',
      );
    }
    return jsonOf(resolved);
  }

  #tooLarge(offset = this.#offset()): never {
    throw new YamlProblem(
      `the document has more than ${this.#budget.nodes} values once its aliases are expanded`,
      offset,
      'limit',
      'split it, or remove the aliases that nest in one another',
    );
  }

  /** Where the current event is; for one that has no text, where the one before it ends. */
  #offset(): number {
    for (let at = this.#at; at >= 0; at--) {
      const event = this.#events[at];
      if (event === undefined || event.type === EVENT_ID.POP) continue;
      const { start, end } = keyRange(event);
      if (end > 0) return at === this.#at ? start : end;
    }
    return 0;
  }
}

function jsonOf(resolved: Exclude<Resolved, NotJson>): null | boolean | number | bigint | string {
  return resolved instanceof Float ? resolved.value : resolved;
}

/** goyaml's `allowedAliasRatio`: how much of a document may come from aliases. */
function isExcessive(aliased: number, decoded: number): boolean {
  if (aliased <= 100 || decoded <= 1000) return false;
  const low = 400_000;
  const high = 4_000_000;
  const beyond = Math.min(Math.max(decoded - low, 0) / (high - low), 1);
  return aliased / decoded > 0.99 - 0.89 * beyond;
}
