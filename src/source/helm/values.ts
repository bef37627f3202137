import type { FieldPart } from '../../findings.ts';
import { type FieldPath, type Json, type Manifest, valueAt } from '../../manifest/index.ts';
import { canonical, effectOn } from './effects.ts';
import type { ValueLayers, Written } from './layers.ts';
import type { Printed, RenderMap } from './map.ts';
import { type Mutations, otherValues, placeOf, type Tagged } from './mutations.ts';
import { type Part, RenderedFields } from './rendered-field.ts';
import { gatesOf, meaningOf } from './scope.ts';
import { likeliest, lookalikes, type Suspect, suspectsOf, suspectsOfGate } from './suspects.ts';

/** What the values have to do with a field. */
export interface Trace {
  /** The line of a values file to edit; undefined where none is proven, or the template's own text is the place. */
  readonly written: Written | undefined;
  /** Other values that the field is put together from. */
  readonly also: readonly Written[];
  /** The same value in weaker layers, the strongest first. */
  readonly overridden: readonly Written[];
  /** Where the template's text is the place: the values without which that text is not printed. */
  readonly gates: readonly Written[];
}

const NOTHING: Trace = { written: undefined, also: [], overridden: [], gates: [] };

/** Values that are changed one by one to find the one that decides a field. */
const MAX_TRIALS = 5;
/** Values that are changed for one condition. */
const MAX_GATE_TRIALS = 4;
/**
 * Fields that a condition may take along and still be the line to edit; in `values.mjs` of the conformance scripts as
 * well.
 */
const MAX_ALONG = 8;

export interface TracedField {
  readonly manifest: Manifest;
  readonly path: FieldPath;
  readonly part?: FieldPart;
}

/**
 * Finds the lines of values files that decide fields of a chart's manifests.
 *
 * The expressions that printed a field lead to paths in the values, and those to the strongest layers that set them.
 * One counts when
 * 1. the expression prints the value as it is, and what is written equals what is rendered;
 * 2. or the written value, changed together with others but in a way of its own, shows up in the field;
 * 3. or the field follows a change of that value alone.
 *
 * A field that is the template's own text, or printed from something else than values, is decided by the conditions
 * around it. The innermost one that depends on a value is the line to edit when another value for it changes the
 * field, or takes away the field and not much more: no more than {@link MAX_ALONG} fields of the object, and neither
 * the object nor the container it is in. A condition around more than that says whether there is such an object at
 * all; the template's text says what is in it, and is the line to edit, with the condition as a related place.
 */
export async function traceValues(
  fields: readonly TracedField[],
  map: RenderMap,
  layers: ValueLayers,
  mutations: Mutations,
): Promise<Trace[]> {
  const inquiries = new Map<TracedField, Inquiry>();
  const texts = new Map<Manifest['origin'], RenderedFields>();
  for (const field of fields) {
    const { origin } = field.manifest;
    const rendered = texts.get(origin) ?? new RenderedFields(origin.text, origin.documentIndex, map);
    texts.set(origin, rendered);
    const inquiry = inquire(field, rendered, map, layers);
    if (inquiry !== undefined) inquiries.set(field, inquiry);
  }
  const open = () => [...inquiries.values()].filter(inquiry => inquiry.answer === undefined);
  const tagged = await mutations.tag(suspectsToTag(open()));
  for (const inquiry of open()) takeTagged(inquiry, tagged, mutations);
  // One after the other: which values are tried must not depend on timing.
  for (const inquiry of open()) await tryAlone(inquiry, tagged, mutations);
  const gated = new Map<Inquiry, readonly Written[]>();
  for (const inquiry of open()) gated.set(inquiry, await tryGates(inquiry, map, layers, mutations));
  return fields.map(field => {
    const inquiry = inquiries.get(field);
    if (inquiry === undefined) return NOTHING;
    return { ...conclude(inquiry, layers), gates: gated.get(inquiry) ?? [] };
  });
}

/** A field on its way to a line. */
interface Inquiry {
  readonly document: number;
  readonly field: FieldPath;
  readonly rendered: Json;
  readonly chart: readonly string[];
  readonly printed: Printed;
  /** The part of the rendered text that a finding is about; undefined when it is about all of it. */
  readonly wanted: string | undefined;
  /** What printed it, the part that a finding is about first. */
  readonly parts: readonly PartInquiry[];
  /** Values that look like it, where expressions do not lead anywhere. */
  readonly alike: readonly Suspect[];
  answer: Suspect | undefined;
  readonly also: Suspect[];
}

interface PartInquiry {
  readonly part: Part;
  readonly suspects: readonly Suspect[];
}

function inquire(
  { manifest, path, part: meant }: TracedField,
  fields: RenderedFields,
  map: RenderMap,
  layers: ValueLayers,
): Inquiry | undefined {
  const { origin } = manifest;
  const field = [...origin.within, ...path];
  const rendered = valueAt(manifest.object, path);
  const chart = chartOf(origin.text);
  const printed = fields.printed(field);
  if (rendered === undefined || rendered === null || chart === undefined || printed === undefined)
    return undefined;
  // A key that the template spells out is the template's, whatever its value is made from.
  if (meant === 'key' && fields.printedKey(field)?.mark.kind === 'text') return undefined;
  const wanted = imagePart(rendered, meant);
  const written = fields.parts(field, typeof rendered !== 'object');
  const parts = meantFirst(written, wanted, ({ text }) => text).map(part => {
    const meaning = meaningOf(part.printed, chart, map.templates);
    const suspects = suspectsOf(meaning, part.tail, part.text ?? rendered, layers);
    return { part, suspects: likeliest(suspects, String(field.at(-1)), part.text ?? rendered) };
  });
  const certain = parts.map(({ suspects }) => {
    const found = suspects.filter(suspect => suspect.certain);
    return found.length === 1 ? found[0] : undefined;
  });
  // A later part must not answer for one that may have a line of its own.
  const first = parts.findIndex(({ suspects }) => suspects.length > 0);
  const answer = first < 0 ? undefined : certain[first];
  const also = certain.filter(suspect => suspect !== undefined && suspect !== answer) as Suspect[];
  const alike = parts.length > 0 && answer === undefined ? lookalikes(rendered, layers.scalars(chart)) : [];
  return {
    document: origin.documentIndex,
    field,
    rendered,
    chart,
    printed,
    wanted,
    parts,
    alike,
    answer,
    also,
  };
}

/** The part of an image that is meant: `1.2` of `host:5000/app:1.2@sha256:...` for its tag. */
function imagePart(rendered: Json, part: FieldPart | undefined): string | undefined {
  if (typeof rendered !== 'string' || part === undefined || part === 'key') return undefined;
  const at = rendered.indexOf('@');
  const named = at < 0 ? rendered : rendered.slice(0, at);
  const colon = named.lastIndexOf(':');
  const tagged = colon > named.lastIndexOf('/');
  if (part === 'name') return tagged ? named.slice(0, colon) : named;
  const text = part === 'digest' ? rendered.slice(named.length + 1) : tagged ? named.slice(colon + 1) : '';
  return text === '' ? undefined : text;
}

/** Those of which the wanted text consists, before the others. */
function meantFirst<T>(
  all: readonly T[],
  wanted: string | undefined,
  textOf: (one: T) => string | undefined,
): readonly T[] {
  if (wanted === undefined) return all;
  const isMeant = (one: T) => {
    const text = textOf(one);
    return text !== undefined && text !== '' && wanted.includes(text);
  };
  return [...all.filter(isMeant), ...all.filter(one => !isMeant(one))];
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

function suspectsToTag(inquiries: readonly Inquiry[]): Written[] {
  const wanted = new Map<string, Written>();
  for (const { parts, alike } of inquiries)
    for (const { written } of [...parts.flatMap(({ suspects }) => suspects), ...alike])
      if (isTaggable(written)) wanted.set(placeOf(written), written);
  return [...wanted.values()];
}

function isTaggable({ value, key, span }: Written): boolean {
  return key !== span && (typeof value === 'string' || typeof value === 'number');
}

/** The values whose tags show up in a field. */
function takeTagged(inquiry: Inquiry, tagged: ReadonlyMap<string, Tagged>, mutations: Mutations): void {
  const { document, field, rendered } = inquiry;
  const shows = ({ written }: Suspect): boolean => {
    const tag = tagged.get(placeOf(written));
    if (tag === undefined) return false;
    const effect = effectOn(mutations.clean, tag.documents, document, field);
    return effect?.type === 'changed' && tag.isIn(canonical(effect.value)) && !tag.isIn(canonical(rendered));
  };
  const textOf = ({ written }: Suspect) => String(written.value);
  const proven = inquiry.parts.flatMap(({ suspects }) =>
    meantFirst(suspects.filter(shows), inquiry.wanted, textOf).slice(0, 1),
  );
  const [answer, ...also] = proven.length > 0 ? proven : lastFirst(inquiry.alike.filter(shows), rendered);
  if (answer === undefined) return;
  inquiry.answer = answer;
  inquiry.also.push(...also);
}

/** The one that stands last in a text that is put together comes first. */
function lastFirst(suspects: readonly Suspect[], rendered: Json): Suspect[] {
  const text = canonical(rendered);
  const place = ({ written }: Suspect) => text.lastIndexOf(String(written.value));
  return [...suspects].sort((a, b) => place(b) - place(a));
}

/** Changes the values that a field may be made of one by one. */
async function tryAlone(
  inquiry: Inquiry,
  tagged: ReadonlyMap<string, Tagged>,
  mutations: Mutations,
): Promise<void> {
  const { document, field, parts } = inquiry;
  const suspects = parts.flatMap(part => part.suspects);
  // A tag that did not show was seen to come out elsewhere, or nowhere: those that had none are likelier.
  const untagged = suspects.filter(({ written }) => !tagged.has(placeOf(written)));
  const others = suspects.filter(suspect => !untagged.includes(suspect));
  let left = MAX_TRIALS;
  for (const suspect of [...untagged, ...others]) {
    const { written } = suspect;
    for (const text of otherValues(written, false)) {
      if (left-- <= 0) return;
      const effect = await mutations.effect({ written, text }, document, field);
      const decides = effect?.type === 'changed' || (effect?.type === 'vanished' && isSwitch(effect));
      if (!decides) continue;
      inquiry.answer = suspect;
      return;
    }
  }
}

/** Whether what goes with a field is no more than a condition to edit may take along. */
function isSwitch({ whole, along }: { whole: boolean; along: number }): boolean {
  return !whole && along <= MAX_ALONG;
}

/**
 * Walks outwards through the conditions around what printed a field, up to the first that depends on a value.
 * @returns the values without which the text around the field is not printed, where that is the place to edit
 */
async function tryGates(
  inquiry: Inquiry,
  map: RenderMap,
  layers: ValueLayers,
  mutations: Mutations,
): Promise<Written[]> {
  const { document, field, printed, chart, rendered } = inquiry;
  for (const gate of gatesOf(printed, chart, map.templates)) {
    let left = MAX_GATE_TRIALS;
    for (const suspect of suspectsOfGate(gate.meaning, layers)) {
      const { written } = suspect;
      for (const text of otherValues(written, !gate.compares)) {
        if (left-- <= 0) break;
        const effect = await mutations.effect({ written, text }, document, field);
        if (effect === undefined || effect.type === 'same') continue;
        // Something in it is another, which is not what was asked.
        if (effect.type === 'changed' && typeof rendered === 'object') continue;
        if (effect.type === 'vanished' && !isSwitch(effect)) return [written];
        inquiry.answer = suspect;
        return [];
      }
    }
  }
  for (const written of layers.conditions(chart)) {
    for (const text of otherValues(written, true)) {
      const effect = await mutations.effect({ written, text }, document, field);
      if (effect?.type === 'vanished') return [written];
    }
  }
  return [];
}

function conclude({ answer, also }: Inquiry, layers: ValueLayers): Omit<Trace, 'gates'> {
  if (answer === undefined) return NOTHING;
  const { written, at } = answer;
  const overridden = at === undefined ? [] : layers.overridden(at.chart, at.path);
  return {
    written,
    also: also.map(suspect => suspect.written).filter(other => placeOf(other) !== placeOf(written)),
    overridden: overridden.filter(other => placeOf(other) !== placeOf(written)),
  };
}
