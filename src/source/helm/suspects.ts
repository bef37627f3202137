import { type FieldPath, isObject, type Json, scalarText } from '../../manifest/index.ts';
import { type Scalar, type ValueLayers, type ValuesPath, type Written, writtenIn } from './layers.ts';
import { placeOf } from './mutations.ts';
import type { Meaning, Step } from './scope.ts';

/** A written value that may decide a field. */
export interface Suspect {
  readonly written: Written;
  /** What it is part of, for what weaker layers say; undefined for one that was found by its value. */
  readonly at: { readonly chart: readonly string[]; readonly path: ValuesPath } | undefined;
  /** The expression prints the value itself, and it equals what is rendered: no doubt is left. */
  readonly certain: boolean;
}

/** A values path that may have decided a field, and how sure its expression makes that. */
interface Candidate {
  readonly chart: readonly string[];
  readonly path: readonly Step[];
  /** Steps further down, to be followed as far as something is written there. */
  readonly below: FieldPath;
  /** The expression prints the value itself: equal values prove it. */
  readonly direct: boolean;
}

/** Values of a list or map that is ranged over, tried one by one. */
const MAX_MEMBERS = 200;
/** Values that are considered for one field. */
const MAX_SUSPECTS = 30;
/** Values that an expression may lead to, before the likeliest are picked. */
const MAX_REACHED = 2000;
/** Values that are tried in the order in which the expression names them. */
const MAX_IN_ORDER = 4;
/** Values found by what they are, of which many may look the same. */
const MAX_FOUND = 12;

/**
 * The written values that an expression may print, the likeliest first.
 * @param tail steps from what the expression prints down to the field
 * @param shown what was rendered there
 */
export function suspectsOf(
  meaning: Meaning,
  tail: FieldPath,
  shown: Json | undefined,
  layers: ValueLayers,
): Suspect[] {
  const picked = pick(meaning, tail);
  const found = expand(candidatesOf(picked.meaning, picked.tail, layers), layers).map(
    ({ chart, path, written, direct }) => ({
      written,
      at: { chart, path },
      certain: direct && equal(written.value, shown),
    }),
  );
  return unique(found);
}

/** The written values that a condition depends on. */
export function suspectsOfGate(meaning: Meaning, layers: ValueLayers): Suspect[] {
  return suspectsOf(meaning, [], undefined, layers);
}

/**
 * Written values that are what is rendered, or part of it, whatever expression printed it: for templates whose
 * expressions cannot be followed. None of them counts before it is proven.
 */
export function lookalikes(shown: Json, scalars: readonly Scalar[]): Suspect[] {
  if (typeof shown !== 'string' && typeof shown !== 'number') return [];
  const text = scalarText(shown) ?? '';
  const alike = scalars.filter(({ value }) => {
    const written = scalarText(value) ?? '';
    if (typeof value === 'boolean' || written.length < 2) return false;
    return (
      written === text || (typeof value === 'string' && typeof shown === 'string' && text.includes(written))
    );
  });
  const length = ({ value }: Scalar) => (scalarText(value) ?? '').length;
  const longest = [...alike].sort((a, b) => length(b) - length(a)).slice(0, MAX_FOUND);
  return unique(
    longest.flatMap(({ layer, path }) => {
      const written = writtenIn(layer, path);
      return typeof written === 'object' ? [{ written, at: undefined, certain: false }] : [];
    }),
  );
}

/**
 * The values to try for a field, in order. An expression that a whole template went into leads to all of its values:
 * those of the field's own name come first, and those that equal it.
 * @param name of the field
 */
export function likeliest(suspects: readonly Suspect[], name: string, shown: Json): Suspect[] {
  const score = ({ written, at }: Suspect): number =>
    (String(at?.path.at(-1)) === name ? 2 : 0) + (equal(written.value, shown) ? 1 : 0);
  const few = suspects.length <= MAX_IN_ORDER;
  const ordered = few ? suspects : [...suspects].sort((a, b) => score(b) - score(a));
  return ordered.slice(0, MAX_SUSPECTS);
}

function unique(suspects: readonly Suspect[]): Suspect[] {
  const byPlace = new Map<string, Suspect>();
  for (const suspect of suspects) {
    const place = placeOf(suspect.written);
    const known = byPlace.get(place);
    if (known === undefined || (suspect.certain && !known.certain)) byPlace.set(place, suspect);
  }
  return [...byPlace.values()].slice(0, MAX_REACHED);
}

/** A printed `dict`: the entry that the field lies in. */
function pick(meaning: Meaning, tail: FieldPath): { meaning: Meaning; tail: FieldPath } {
  let at = meaning;
  let rest = tail;
  while (rest.length > 0) {
    const [step] = rest;
    if (at.type === 'dict') at = at.entries.get(String(step)) ?? { type: 'unknown' };
    else if (at.type === 'list') at = at.items[Number(step)] ?? { type: 'unknown' };
    else break;
    rest = rest.slice(1);
  }
  return { meaning: at, tail: rest };
}

function candidatesOf(meaning: Meaning, tail: FieldPath, layers: ValueLayers): Candidate[] {
  const indirect = (meanings: readonly Meaning[]) =>
    meanings.flatMap(inner => candidatesOf(inner, tail, layers).map(c => ({ ...c, direct: false })));
  switch (meaning.type) {
    case 'path':
      return [{ chart: meaning.chart, path: meaning.path, below: tail, direct: true }];
    case 'first':
      return firstSet(meaning.options, tail, layers);
    case 'merged':
      return indirect(meaning.maps);
    case 'choice':
      return indirect(meaning.of);
    case 'computed':
      return indirect(meaning.from);
    case 'dict':
      return indirect([...meaning.entries.values()]);
    case 'list':
      return indirect(meaning.items);
    default:
      return [];
  }
}

/** The options up to the one that is certainly not empty; only that one is certain. */
function firstSet(options: readonly Meaning[], tail: FieldPath, layers: ValueLayers): Candidate[] {
  const passed: Candidate[] = [];
  for (const option of options) {
    const found = candidatesOf(option, tail, layers);
    const [only] = found;
    const plain =
      option.type === 'path' && only !== undefined && option.path.every(step => typeof step === 'string');
    const written = plain ? layers.find(option.chart, option.path as readonly string[]) : undefined;
    if (written !== undefined && only !== undefined && !isEmpty(written.value)) return [only, ...passed];
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
  readonly written: Written;
  readonly direct: boolean;
}

/** What is written for each candidate: for every member of what is ranged over. */
function expand(candidates: readonly Candidate[], layers: ValueLayers): Expanded[] {
  return candidates.flatMap(({ chart, path, below, direct }) => {
    let paths: ValuesPath[] = [[]];
    const last = path.at(-1);
    const names = typeof last === 'object' && last.each === 'key';
    for (const step of path) {
      paths = paths.flatMap(prefix =>
        typeof step === 'string'
          ? [[...prefix, step]]
          : layers.members(chart, prefix).map(key => [...prefix, key]),
      );
      if (paths.length > MAX_MEMBERS) return [];
    }
    return paths.flatMap((full): Expanded[] => {
      const found = names ? undefined : deepest(chart, full, below, direct, layers);
      if (found !== undefined)
        return [{ chart, path: found.path, written: found.written, direct: direct && found.whole }];
      const member = names ? layers.find(chart, full) : undefined;
      if (member?.key === undefined) return [];
      const written = { ...member, value: String(full.at(-1)), span: member.key };
      return [{ chart, path: full, written, direct }];
    });
  });
}

/** What is written at a path, or as far down as something is, where what is printed is made of it. */
function deepest(
  chart: readonly string[],
  path: ValuesPath,
  below: FieldPath,
  direct: boolean,
  layers: ValueLayers,
): { path: ValuesPath; written: Written; whole: boolean } | undefined {
  for (let length = below.length; length >= 0; length--) {
    const full = [...path, ...below.slice(0, length).map(String)];
    const written = layers.find(chart, full);
    if (written !== undefined) return { path: full, written, whole: length === below.length };
    if (direct) return undefined;
  }
  return undefined;
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
