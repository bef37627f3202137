import { EVENT_ID, type Event, SCALAR_STYLE } from 'js-yaml';
import { flowTolerantEvents } from './flow-indentation.ts';
import { lineStarts } from './text.ts';

/** Bounds on one document. What goes beyond is refused with a clear error, never cut. */
export interface YamlBudget {
  /** Length of the text, UTF-16 code units (bytes, for ASCII). */
  readonly characters: number;
  /** Values (keys included) after aliases and merges are expanded: what a walk over the result would visit. */
  readonly nodes: number;
  /** Nesting of lists and mappings. */
  readonly depth: number;
}

/**
 * A List of a few thousand objects fits; API servers themselves refuse single objects beyond 3 MiB
 * (`--max-request-bytes`, apiserver `MaxRequestBodyBytes`).
 */
export const DEFAULT_BUDGET: YamlBudget = { characters: 32 * 1024 * 1024, nodes: 2_000_000, depth: 256 };

/** Carrier of an error at an offset. */
export class YamlProblem extends Error {
  readonly kind: 'syntax' | 'limit';
  readonly offset: number;
  readonly hint: string | undefined;
  constructor(message: string, offset: number, kind: 'syntax' | 'limit' = 'syntax', hint?: string) {
    super(message);
    this.kind = kind;
    this.offset = offset;
    this.hint = hint;
  }
}

/**
 * Events of the first document of a text, without its document event, and the offset of the next document's content.
 * @throws {YAMLException} and what {@link parseYaml} turns into an error.
 */
export function documentEvents(text: string, budget: YamlBudget): { events: Event[]; next?: number } {
  const control = CONTROL.exec(text);
  if (control !== null) {
    const code = control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    throw new YamlProblem(`the control character U+${code} is not allowed in YAML`, control.index);
  }
  if (text.startsWith('%')) checkDirectives(text);
  const events = flowTolerantEvents(text, budget.depth);
  if (events.length === 0) return { events };
  let end = events.length;
  for (let depth = 0, index = 0; index < events.length; index++) {
    const type = events[index]?.type;
    if (type === EVENT_ID.POP) depth--;
    else if (type !== EVENT_ID.SCALAR && type !== EVENT_ID.ALIAS) depth++;
    if (depth === 0) {
      end = index + 1;
      break;
    }
  }
  const next = events.slice(end).find(event => keyRange(event).end > 0);
  const first = events.slice(1, end - 1);
  return next === undefined ? { events: first } : { events: first, next: keyRange(next).start };
}

/** goyaml's reader accepts tab, line breaks and printable characters. */
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;

/** goyaml v2 reads YAML 1.1 only, and no directives besides %YAML and %TAG. */
function checkDirectives(text: string): void {
  for (const line of text.matchAll(/^(?:%([^ \t\r\n]*)[ \t]*([^ \t\r\n]*)|---)/gm)) {
    const [all, name = '', version = ''] = line;
    if (all === '---') return;
    if (name === 'TAG' || (name === 'YAML' && version === '1.1')) continue;
    const what = name === 'YAML' ? `%YAML ${version}` : `the directive %${name}`;
    throw new YamlProblem(
      `${what} is refused by Kubernetes, which reads YAML 1.1`,
      line.index,
      'syntax',
      'remove the line',
    );
  }
}

/** Where the `...` marker cuts a document, and the first line of content after it. */
export function documentEnd(text: string): { offset: number; ignoredFrom?: number } | undefined {
  if (!text.includes('...')) return undefined;
  const marker = /^\.\.\.(?=[ \t\r\n]|$)/m.exec(text);
  if (marker === null) return undefined;
  const after = /^(?!\.\.\.(?:[ \t\r]|$))(?!---[ \t\r]*(?:#.*)?$)[ \t]*[^\s#%]/m.exec(
    text.slice(marker.index),
  );
  if (after === null) return { offset: marker.index };
  const before = text.slice(0, marker.index + after.index);
  return { offset: marker.index, ignoredFrom: lineStarts(before).length };
}

/** Where an event's node starts and ends in the text, quotes included; collections end where they start. */
export function keyRange(event: Event): { start: number; end: number } {
  switch (event.type) {
    case EVENT_ID.SCALAR: {
      if (event.valueStart < 0) {
        const end = Math.max(event.anchorEnd, event.tagEnd, 0);
        return { start: end, end };
      }
      const quote = event.style === SCALAR_STYLE.DOUBLE_QUOTED || event.style === SCALAR_STYLE.SINGLE_QUOTED;
      return { start: event.valueStart - (quote ? 1 : 0), end: event.valueEnd + (quote ? 1 : 0) };
    }
    case EVENT_ID.ALIAS:
      return { start: event.anchorStart - 1, end: event.anchorEnd };
    case EVENT_ID.MAPPING:
    case EVENT_ID.SEQUENCE:
      return { start: event.start, end: event.start };
    default:
      return { start: 0, end: 0 };
  }
}
