import { COLLECTION_STYLE, EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from 'js-yaml';
import { DEFAULT_BUDGET, documentEnd, documentEvents, keyRange } from './events.ts';
import { keyText, resolvePlain, resolveTagged } from './scalars.ts';

/** How a node is written. `nothing`: a value that is not there, as in `key:` alone. */
export type YamlStyle =
  | 'block'
  | 'flow'
  | 'plain'
  | 'single'
  | 'double'
  | 'literal'
  | 'folded'
  | 'alias'
  | 'nothing';

/** A node as it is written: for whoever edits the text. */
export interface YamlNode {
  readonly type: 'map' | 'list' | 'scalar' | 'alias';
  readonly style: YamlStyle;
  /**
   * Offsets of the text itself: quotes, brackets and the header of a block scalar included, anchor and tag not. For
   * nothing: where the anchor or tag before it ends, or -1.
   */
  readonly start: number;
  readonly end: number;
  /** An anchor or a tag stands before it; then where that begins. */
  readonly decoratedFrom?: number;
  /** Of a map, in the order written. */
  readonly entries: readonly YamlEntry[];
  /** Of a list. */
  readonly items: readonly YamlNode[];
}

export interface YamlEntry {
  readonly key: YamlNode;
  /** The key as Kubernetes reads it; undefined for `<<` and for keys it refuses. */
  readonly name: string | undefined;
  readonly value: YamlNode;
}

/**
 * The first document of a text as nodes with their positions, aliases not followed, merges not merged. Undefined for
 * an empty document and for a text that cannot be parsed.
 */
export function yamlNodes(text: string): YamlNode | undefined {
  try {
    const { events } = documentEvents(text.slice(0, documentEnd(text)?.offset), DEFAULT_BUDGET);
    return events.length === 0 ? undefined : new Builder(text, events).node();
  } catch {
    return undefined;
  }
}

class Builder {
  readonly #text: string;
  readonly #events: readonly Event[];
  #at = 0;

  constructor(text: string, events: readonly Event[]) {
    this.#text = text;
    this.#events = events;
  }

  node(): YamlNode {
    const event = this.#events[this.#at++] as Event;
    switch (event.type) {
      case EVENT_ID.SCALAR:
        return this.#scalar(event);
      case EVENT_ID.SEQUENCE: {
        const items: YamlNode[] = [];
        while (this.#isInside()) items.push(this.node());
        this.#at++;
        return this.#collection(event, 'list', [], items);
      }
      case EVENT_ID.MAPPING: {
        const entries: YamlEntry[] = [];
        while (this.#isInside()) {
          const name = this.#keyName();
          entries.push({ key: this.node(), name, value: this.node() });
        }
        this.#at++;
        return this.#collection(event, 'map', entries, []);
      }
      default: {
        const { start, end } = keyRange(event);
        return { type: 'alias', style: 'alias', start, end, entries: [], items: [] };
      }
    }
  }

  #isInside(): boolean {
    const event = this.#events[this.#at];
    return event !== undefined && event.type !== EVENT_ID.POP;
  }

  #scalar(event: Event & { type: typeof EVENT_ID.SCALAR }): YamlNode {
    let { start, end } = keyRange(event);
    const decorated = decoration(event);
    const node = { type: 'scalar' as const, ...decorated, entries: [], items: [] };
    if (event.valueStart < 0) {
      return { ...node, style: 'nothing', start: end > 0 ? start : -1, end: end > 0 ? end : -1 };
    }
    const style = SCALAR_STYLES[event.style] ?? 'plain';
    if (style === 'literal' || style === 'folded') {
      start = this.#header(event.valueStart);
      end = start + this.#text.slice(start, end).trimEnd().length;
    }
    return { ...node, style, start, end };
  }

  /** Offset of `|` or `>` on the line before a block scalar's first. */
  #header(valueStart: number): number {
    const lineStart = this.#text.lastIndexOf('\n', valueStart - 2) + 1;
    const line = this.#text.slice(lineStart, valueStart);
    const header = /[|>][-+0-9]*[ \t]*(?:#[^\n]*)?[\r\n]*$/.exec(line);
    return header === null ? valueStart : lineStart + header.index;
  }

  #collection(
    event: Event & { type: typeof EVENT_ID.SEQUENCE | typeof EVENT_ID.MAPPING },
    type: 'map' | 'list',
    entries: readonly YamlEntry[],
    items: readonly YamlNode[],
  ): YamlNode {
    const style = event.style === COLLECTION_STYLE.FLOW ? 'flow' : 'block';
    const inner = type === 'map' ? entries.flatMap(({ key, value }) => [key, value]) : items;
    let end = event.start;
    for (const [index, child] of inner.entries()) {
      const isValue = type === 'map' && index % 2 === 1;
      if (child.end >= 0) end = Math.max(end, child.end);
      if (isValue && child.end < 0) end = Math.max(end, this.#behind(end, ':'));
      if (type === 'list' && style === 'block' && child.end < 0) end = this.#behind(end, '-');
    }
    if (style === 'flow') end = this.#closing(Math.max(end, event.start + 1));
    return { type, style, start: event.start, end, ...decoration(event), entries, items };
  }

  /** The offset after the next indicator, which only white space separates; `from` where there is none. */
  #behind(from: number, indicator: string): number {
    let at = from;
    while (' \t\r\n'.includes(this.#text[at] ?? '-x')) at++;
    return this.#text[at] === indicator ? at + 1 : from;
  }

  #closing(from: number): number {
    const pattern = /#[^\n]*|[\]}]/g;
    pattern.lastIndex = from;
    for (let match = pattern.exec(this.#text); match !== null; match = pattern.exec(this.#text)) {
      if (!match[0].startsWith('#')) return match.index + 1;
    }
    return from;
  }

  #keyName(): string | undefined {
    const event = this.#events[this.#at];
    if (event?.type !== EVENT_ID.SCALAR) return undefined;
    const text = getScalarValue(this.#text, event);
    if (event.tagStart >= 0) {
      const tag = this.#text.slice(event.tagStart, event.tagEnd).replace(/^!!/, 'tag:yaml.org,2002:');
      return tag === 'tag:yaml.org,2002:merge' ? undefined : keyText(resolveTagged(tag, text));
    }
    if (event.style !== SCALAR_STYLE.PLAIN) return text;
    return text === '<<' ? undefined : keyText(resolvePlain(text));
  }
}

const SCALAR_STYLES: Readonly<Record<number, YamlStyle>> = {
  [SCALAR_STYLE.PLAIN]: 'plain',
  [SCALAR_STYLE.SINGLE_QUOTED]: 'single',
  [SCALAR_STYLE.DOUBLE_QUOTED]: 'double',
  [SCALAR_STYLE.LITERAL_BLOCK]: 'literal',
  [SCALAR_STYLE.FOLDED_BLOCK]: 'folded',
};

function decoration(event: { anchorStart: number; tagStart: number }): { decoratedFrom?: number } {
  const starts = [event.anchorStart - 1, event.tagStart].filter(offset => offset >= 0);
  return starts.length === 0 ? {} : { decoratedFrom: Math.min(...starts) };
}
