import {
  type FieldPath,
  isObject,
  type Json,
  locator,
  type Manifest,
  type Span,
  scalarText,
  valueAt,
} from '../../manifest/index.ts';
import type { ValueLayers, ValuesPath, Written } from './layers.ts';
import type { Printed, RenderMap } from './map.ts';
import type { Mutations } from './mutations.ts';
import { type Meaning, meaningOf, type Step } from './scope.ts';

/** A values path that may have decided a field, and how sure its expression makes that. */
interface Candidate {
  readonly chart: readonly string[];
  readonly path: readonly Step[];
  /** The expression prints the value itself: equal values prove it. */
  readonly direct: boolean;
}

/** Values of a list or map that is ranged over, tried one by one. */
const MAX_MEMBERS = 200;
/** Values that are changed to find the one that decides a field. */
const MAX_TRIALS = 4;

/**
 * Finds the line of a values file that decides a field of a rendered manifest.
 *
 * The expression on the template line leads to a path in the values, and that to the strongest layer that sets it.
 * It counts when the expression prints the value as it is and both are equal, or when the field follows a change
 * of the value there.
 */
export async function traceValue(
  manifest: Manifest,
  path: FieldPath,
  map: RenderMap,
  layers: ValueLayers,
  mutations: Mutations,
): Promise<Written | undefined> {
  const { origin } = manifest;
  const field = [...origin.within, ...path];
  const rendered = valueAt(manifest.object, path);
  if (rendered === undefined || rendered === null) return undefined;
  const source = new RenderedField(origin.text, origin.documentIndex, map);
  const chart = chartOf(origin.text);
  if (chart === undefined) return undefined;

  for (const part of source.parts(field)) {
    const meaning = meaningOf(part.printed, chart, map.templates);
    const candidates = expand(candidatesOf(pick(meaning, part.tail), layers), layers);
    const whole = part.text === undefined;
    const shown = whole ? rendered : part.text;
    const written = candidates.flatMap(({ chart: at, path: to, direct }) => {
      const found = layers.find(at, to);
      return found === undefined ? [] : [{ found, direct: direct && equal(found.value, shown) }];
    });
    const unique = [
      ...new Map(written.map(w => [`${w.found.layer.file} ${w.found.span.start}`, w])).values(),
    ];
    const direct = unique.filter(w => w.direct);
    if (direct.length === 1 && direct[0] !== undefined) return direct[0].found;
    const trials = direct.length > 1 ? direct : unique;
    if (trials.length > MAX_TRIALS) continue;
    for (const { found } of trials) {
      if (await mutations.decides(found, origin.documentIndex, field)) return found;
    }
  }
  return undefined;
}

/** Names that lead from the rendered chart to the one a template belongs to, out of Helm's header line. */
export function chartOf(text: string): readonly string[] | undefined {
  const name = /^# Source: (.*)$/m.exec(text)?.[1];
  if (name === undefined) return undefined;
  const steps = name.split('/');
  const chart: string[] = [];
  for (let i = 1; steps[i] === 'charts' && steps[i + 1] !== undefined; i += 2)
    chart.push(steps[i + 1] as string);
  return chart;
}

/** A piece of output that an action printed, and what of a field it is. */
interface Part {
  readonly printed: Printed;
  /** Steps from what the action printed down to the field. */
  readonly tail: FieldPath;
  /** Part of the scalar that the action printed; undefined when it printed all of it. */
  readonly text: string | undefined;
}

class RenderedField {
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

  /** The actions that printed a field's value; the last one first, as it is closest to what a finding is about. */
  parts(field: FieldPath): Part[] {
    const at = this.#locate(field);
    if (!at.exact || at.value === undefined) return [];
    const pieces = this.#pieces(at.value);
    if (pieces === undefined) return [];
    const actions = pieces.filter(({ mark }) => mark.kind === 'action');
    const [only] = actions;
    if (only === undefined) return [];
    if (pieces.length === 1) return [{ printed: only, tail: this.#tail(field, only), text: undefined }];
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

/** A printed `dict`: the entry that the field lies in. */
function pick(meaning: Meaning, tail: FieldPath): { meaning: Meaning; tail: FieldPath } {
  let at = meaning;
  let rest = tail;
  while (at.type === 'dict' && rest.length > 0) {
    at = at.entries.get(String(rest[0])) ?? { type: 'unknown' };
    rest = rest.slice(1);
  }
  return { meaning: at, tail: rest };
}

function candidatesOf(
  { meaning, tail }: { meaning: Meaning; tail: FieldPath },
  layers: ValueLayers,
): Candidate[] {
  switch (meaning.type) {
    case 'path':
      return [{ chart: meaning.chart, path: [...meaning.path, ...tail.map(String)], direct: true }];
    case 'first':
      return firstSet(meaning.options, tail, layers);
    case 'merged':
      return meaning.maps.flatMap(map =>
        candidatesOf({ meaning: map, tail }, layers).map(candidate => ({ ...candidate, direct: false })),
      );
    case 'computed':
      return meaning.from.flatMap(from =>
        candidatesOf({ meaning: from, tail: [] }, layers).map(candidate => ({ ...candidate, direct: false })),
      );
    case 'dict':
      return [...meaning.entries.values()].flatMap(from =>
        candidatesOf({ meaning: from, tail: [] }, layers).map(candidate => ({ ...candidate, direct: false })),
      );
    default:
      return [];
  }
}

/** The options up to the one that is certainly not empty; only that one is certain. */
function firstSet(options: readonly Meaning[], tail: FieldPath, layers: ValueLayers): Candidate[] {
  const passed: Candidate[] = [];
  for (const option of options) {
    const found = candidatesOf({ meaning: option, tail }, layers);
    const [only] = found;
    const plain =
      option.type === 'path' && only !== undefined && option.path.every(step => typeof step === 'string');
    const written = plain ? layers.find(option.chart, option.path as readonly string[]) : undefined;
    if (written !== undefined && only !== undefined && !isEmpty(written.value)) return [...passed, only];
    passed.push(...found.map(candidate => ({ ...candidate, direct: false })));
  }
  return passed;
}

/** What a template takes for empty. */
function isEmpty(value: Json): boolean {
  if (value === null || value === false || value === '' || value === 0) return true;
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}

interface Expanded {
  readonly chart: readonly string[];
  readonly path: ValuesPath;
  readonly direct: boolean;
}

/** Every member of what is ranged over. */
function expand(candidates: readonly Candidate[], layers: ValueLayers): Expanded[] {
  return candidates.flatMap(({ chart, path, direct }) => {
    let paths: ValuesPath[] = [[]];
    for (const step of path) {
      paths = paths.flatMap(prefix =>
        typeof step === 'string'
          ? [[...prefix, step]]
          : layers.members(chart, prefix).map(key => [...prefix, key]),
      );
      if (paths.length > MAX_MEMBERS) return [];
    }
    return paths.map(full => ({ chart, path: full, direct }));
  });
}

/** Equal as Kubernetes would see it, quotes around scalars aside. */
function equal(written: Json, rendered: Json | undefined): boolean {
  if (Array.isArray(written))
    return (
      Array.isArray(rendered) &&
      written.length === rendered.length &&
      written.every((item, index) => equal(item, rendered[index]))
    );
  if (isObject(written)) {
    const keys = Object.keys(written);
    return (
      isObject(rendered) &&
      keys.length === Object.keys(rendered).length &&
      keys.every(key => Object.hasOwn(rendered, key) && equal(written[key] as Json, rendered[key]))
    );
  }
  if (rendered === null || rendered === undefined || typeof rendered === 'object') return false;
  return written !== null && scalarText(written) === scalarText(rendered);
}
