import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from 'js-yaml';
import { DEFAULT_BUDGET, documentEnd, documentEvents, keyRange } from './events.ts';
import { keyText, resolvePlain, resolveTagged } from './scalars.ts';
import { lineStarts, spanOf } from './text.ts';
import type { FieldPath, Span } from './types.ts';

/** Where a field stands. */
export interface Located {
  /** The value, quotes and block header included; absent for a value that is not written (`key:` alone). */
  readonly value?: Span;
  /** The key, quotes included; absent for list items and for the root. */
  readonly key?: Span;
  /** Whether the field itself was found; otherwise the spans are those of its nearest existing parent. */
  readonly exact: boolean;
  /** The part of the path that exists. */
  readonly path: FieldPath;
}

/**
 * Where the field at `path` is written in a document: through aliases and merges, at the last of duplicate keys.
 * When the field does not exist, the nearest parent that does. Positions count from the start of `text`.
 * A text that cannot be parsed gives `{ exact: false, path: [] }` without spans.
 */
export function locate(text: string, path: FieldPath): Located {
  return locator(text)(path);
}

/** {@link locate} for many paths of one document: the text is parsed once. */
export function locator(text: string): (path: FieldPath) => Located {
  let source: Source | undefined;
  try {
    source = new Source(text);
  } catch {
    return () => ({ exact: false, path: [] });
  }
  const found = source;
  return path => found.locate(path);
}

interface Entry {
  /** Index of the key's event; undefined for list items. */
  readonly key: number | undefined;
  /** Index of the value's event, aliases not followed. */
  readonly value: number;
}

/** A document as events, with what is needed to walk it without reading everything in between. */
class Source {
  readonly #text: string;
  readonly #events: readonly Event[];
  readonly #starts: readonly number[];
  /** By event index: the index after the node that starts there. */
  readonly #after: Int32Array;
  /** By index of an alias event: index of the node it stands for. */
  readonly #targets = new Map<number, number>();

  constructor(text: string) {
    this.#text = text;
    this.#events = documentEvents(text.slice(0, documentEnd(text)?.offset), DEFAULT_BUDGET).events;
    this.#starts = lineStarts(text);
    this.#after = new Int32Array(this.#events.length);
    this.#index();
  }

  locate(path: FieldPath): Located {
    if (this.#events.length === 0) return { exact: path.length === 0, path: [] };
    let entry: Entry = { key: undefined, value: 0 };
    let depth = 0;
    for (const step of path) {
      const next = this.#step(this.#resolve(entry.value), step);
      if (next === undefined) break;
      entry = next;
      depth++;
    }
    const value = this.#span(this.#resolve(entry.value));
    const key = entry.key === undefined ? undefined : this.#span(entry.key);
    return {
      ...(value === undefined ? {} : { value }),
      ...(key === undefined ? {} : { key }),
      exact: depth === path.length,
      path: path.slice(0, depth),
    };
  }

  #index(): void {
    const open: number[] = [];
    const anchors = new Map<string, number>();
    for (const [index, event] of this.#events.entries()) {
      if (event.type === EVENT_ID.POP) {
        const start = open.pop();
        if (start !== undefined) this.#after[start] = index + 1;
        continue;
      }
      this.#after[index] = index + 1;
      if (event.type === EVENT_ID.DOCUMENT) continue;
      const name = event.anchorStart < 0 ? '' : this.#text.slice(event.anchorStart, event.anchorEnd);
      if (event.type === EVENT_ID.ALIAS) {
        const target = anchors.get(name);
        if (target !== undefined) this.#targets.set(index, target);
        continue;
      }
      if (name !== '') anchors.set(name, index);
      if (event.type !== EVENT_ID.SCALAR) open.push(index);
    }
  }

  #resolve(index: number): number {
    return this.#targets.get(index) ?? index;
  }

  #step(index: number, step: string | number): Entry | undefined {
    const type = this.#events[index]?.type;
    if (type === EVENT_ID.SEQUENCE && typeof step === 'number') {
      let at = index + 1;
      for (let item = 0; this.#isNode(at); item++, at = this.#after[at] ?? at) {
        if (item === step) return { key: undefined, value: at };
      }
      return undefined;
    }
    return type === EVENT_ID.MAPPING ? this.#member(index, String(step)) : undefined;
  }

  /** The entry that gives `name` its value: the last one written, merges counted where they stand. */
  #member(index: number, name: string): Entry | undefined {
    let found: Entry | undefined;
    let at = index + 1;
    while (this.#isNode(at)) {
      const key = at;
      const value = this.#after[key] ?? key;
      if (this.#isMerge(key)) found = this.#merged(value, name) ?? found;
      else if (this.#keyText(key) === name) found = { key, value };
      at = this.#after[value] ?? value;
    }
    return found;
  }

  #merged(index: number, name: string): Entry | undefined {
    const target = this.#resolve(index);
    const type = this.#events[target]?.type;
    if (type === EVENT_ID.MAPPING)
      return target === index || target < index ? this.#member(target, name) : undefined;
    if (type !== EVENT_ID.SEQUENCE) return undefined;
    for (let at = target + 1; this.#isNode(at); at = this.#after[at] ?? at) {
      const found = this.#merged(at, name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #isNode(index: number): boolean {
    const event = this.#events[index];
    return event !== undefined && event.type !== EVENT_ID.POP;
  }

  #isMerge(index: number): boolean {
    const event = this.#events[index];
    if (event?.type !== EVENT_ID.SCALAR || this.#text.slice(event.valueStart, event.valueEnd) !== '<<')
      return false;
    return event.style === SCALAR_STYLE.PLAIN || event.tagStart >= 0;
  }

  #keyText(index: number): string | undefined {
    const event = this.#events[this.#resolve(index)];
    if (event?.type !== EVENT_ID.SCALAR) return undefined;
    const text = getScalarValue(this.#text, event);
    if (event.tagStart >= 0) {
      const tag = this.#text.slice(event.tagStart, event.tagEnd);
      return keyText(resolveTagged(tag.replace(/^!!/, 'tag:yaml.org,2002:'), text));
    }
    return event.style === SCALAR_STYLE.PLAIN ? keyText(resolvePlain(text)) : text;
  }

  /** The text of a node; undefined when nothing is written for it. */
  #span(index: number): Span | undefined {
    const event = this.#events[index];
    if (event === undefined) return undefined;
    let { start, end } = keyRange(event);
    if (event.type === EVENT_ID.SCALAR) {
      if (event.valueStart < 0) return undefined;
      if (event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK) {
        start = this.#blockHeader(event.valueStart);
        end = start + this.#text.slice(start, end).trimEnd().length;
      }
    } else if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) {
      end = this.#collectionEnd(index);
    }
    return spanOf(this.#starts, start, end);
  }

  /** Offset of `|` or `>` on the line before a block scalar's first. */
  #blockHeader(valueStart: number): number {
    const lineStart = this.#text.lastIndexOf('\n', valueStart - 2) + 1;
    const line = this.#text.slice(lineStart, valueStart);
    const header = /[|>][-+0-9]*[ \t]*(?:#[^\n]*)?[\r\n]*$/.exec(line);
    return header === null ? valueStart : lineStart + header.index;
  }

  #collectionEnd(index: number): number {
    const event = this.#events[index];
    if (event?.type !== EVENT_ID.MAPPING && event?.type !== EVENT_ID.SEQUENCE) return 0;
    const isFlow = this.#text[event.start] === '{' || this.#text[event.start] === '[';
    let end = isFlow ? event.start + 1 : event.start;
    let last = index;
    for (let at = index + 1; this.#isNode(at); at = this.#after[at] ?? at) {
      last = at;
    }
    if (last !== index) {
      const type = this.#events[last]?.type;
      const isCollection = type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE;
      const value = isCollection ? this.#collectionEnd(last) : this.#span(last)?.end;
      end = value ?? this.#endOfEmpty(index, last);
    }
    if (!isFlow) return end;
    return this.#closingBracket(end);
  }

  /** Where a collection ends whose last value is not written: after its key and colon, or its dash. */
  #endOfEmpty(index: number, last: number): number {
    let before = index;
    for (let at = index + 1; at < last; at = this.#after[at] ?? at) before = at;
    const event = this.#events[index];
    const from =
      before === index
        ? event?.type === EVENT_ID.SEQUENCE
          ? event.start
          : 0
        : (this.#span(before)?.end ?? 0);
    const indicator = event?.type === EVENT_ID.SEQUENCE ? /[-,]/g : /:/g;
    indicator.lastIndex = from;
    const match = indicator.exec(this.#text);
    return match === null ? from : match.index + 1;
  }

  #closingBracket(from: number): number {
    const pattern = /#[^\n]*|[\]}]/g;
    pattern.lastIndex = from;
    for (let match = pattern.exec(this.#text); match !== null; match = pattern.exec(this.#text)) {
      if (!match[0].startsWith('#')) return match.index + 1;
    }
    return from;
  }
}
