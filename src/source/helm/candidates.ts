import { type FieldPath, isObject, type Json, locator, valueAt } from '../../manifest/index.ts';
import type { WantedField } from '../field-span.ts';
import type { ValueLayers, ValuesPath } from './layers.ts';
import type { Printed, RenderMap } from './map.ts';
import { type Meaning, meaningOfAction, type Step } from './scope.ts';
import { bodyOf, type TemplateFile, type Templates } from './templates.ts';
import { isEmpty, type ValuePlaces } from './value-places.ts';

/** A key of a chart's values that may set a field, should it be given a value. */
export interface Candidate {
  readonly chart: readonly string[];
  readonly path: ValuesPath;
  /** The part of the field's path that the value at this key is printed for: [] when it is the field itself. */
  readonly tail: FieldPath;
  /** The lower the likelier. */
  readonly rank: number;
  /** The key is called like the field or a part of it, or printed what stands around it. */
  readonly isLikely: boolean;
  /** A condition around the field says no; with this value it may say yes, and the template prints the field itself. */
  readonly switchTo?: boolean;
}

/** How a key was come by: the closer to the place, the better. */
const RANK = { printed: 0, near: 1, named: 2, mentioned: 3, wide: 4 } as const;

/** Bounds on hostile charts. */
const MAX_ACTIONS = 400;
const MAX_KEYS = 4000;
const MAX_MEMBERS = 50;
const MAX_DEPTH = 7;

/** Keys by which a map is known as the settings of a container, a pod or a workload. */
const WORKLOAD_KEYS = new Set(
  [
    ['image', 'imagePullPolicy', 'command', 'args', 'extraArgs'],
    ['env', 'extraEnv', 'ports', 'replicas', 'replicaCount', 'podAnnotations', 'podLabels'],
    ['nodeSelector', 'tolerations', 'affinity', 'resources', 'securityContext', 'containerSecurityContext'],
    ['podSecurityContext', 'livenessProbe', 'readinessProbe', 'serviceAccount', 'updateStrategy'],
  ].flat(),
);

/** Looks for the values that could set fields of one chart's templates. */
export class Candidates {
  readonly #map: RenderMap;
  readonly #layers: ValueLayers;
  readonly #places: ValuePlaces;
  readonly #keys = new Map<string, readonly { path: ValuesPath; rank: number }[]>();

  constructor(map: RenderMap, layers: ValueLayers, places: ValuePlaces) {
    this.#map = map;
    this.#layers = layers;
    this.#places = places;
  }

  /** The likeliest first. @param chart names that lead to the chart whose template prints the field */
  for({ manifest, path }: WantedField, chart: readonly string[]): Candidate[] {
    const { origin } = manifest;
    const field = [...origin.within, ...path];
    const region = this.#region(origin.text, origin.documentIndex, field);
    const found: Candidate[] = [];
    if (region !== undefined) {
      for (const { meaning, rank } of this.#meanings(region, chart)) {
        for (const { chart: at, path: to, worked } of this.#expand(pathsIn(meaning)))
          found.push(...this.#fits(at, to, field, worked ? rank + 0.25 : rank));
      }
      found.push(...this.#switches(region, chart, field));
    }
    for (const { path: to, rank } of this.#keysOf(chart)) found.push(...this.#fits(chart, to, field, rank));
    return distinct(found);
  }

  /** What a key could be to a field, by its name and by what stands there now. */
  #fits(chart: readonly string[], path: ValuesPath, field: FieldPath, rank: number): Candidate[] {
    const value = valueAt(this.#places.merged(chart), path);
    const start = ownStart(field);
    const tails: FieldPath[] = [];
    const name = path.at(-1);
    const named = typeof name === 'string' ? namedStep(field, start, name) : undefined;
    if (named !== undefined) tails.push(field.slice(named + 1));
    // Called like one part of the field, it may still be printed for another.
    if (named !== undefined && rank <= RANK.near && Number.isInteger(rank))
      for (let k = field.length - 1; k >= start; k--)
        if (k !== named + 1) tails.push(field.slice(k));
        else if (rank === RANK.wide) tails.push(field.slice(start));
        else if (rank === RANK.printed)
          for (let k = field.length - 1; k >= start; k--) tails.push(field.slice(k));
    return tails.flatMap(tail => {
      // A text that is empty is read as a text: a map there would break the template.
      const isFree =
        tail.length === 0 ? isEmpty(value) : value === undefined || value === null || isObject(value);
      if (!isFree || !isEmpty(valueAt(value, tail))) return [];
      const isLikely = named !== undefined || rank === RANK.printed;
      const isAside = named === undefined || tail.length !== field.length - named - 1;
      return [{ chart, path, tail, rank: rank + (isAside ? 0.5 : 0), isLikely }];
    });
  }

  /** The template around the nearest rendered parent of a field. */
  #region(text: string, document: number, field: FieldPath): Region | undefined {
    const at = locator(text)(field);
    const start = (at.key ?? at.value)?.start;
    const printed = start === undefined ? undefined : this.#map.at(document, start);
    if (printed === undefined) return undefined;
    const { file, token } = printed.mark;
    return { file, name: file.within[token], caller: printed.caller, printed, token };
  }

  /** What the actions of a region stand for; those that printed the parent itself come first. */
  #meanings(region: Region, chart: readonly string[]): { meaning: Meaning; rank: number }[] {
    const { file, caller } = region;
    const { templates } = this.#map;
    return actionsOf(region).map(token => ({
      meaning: meaningOfAction(file, token, caller, chart, templates),
      rank: token === region.token ? RANK.printed : RANK.near,
    }));
  }

  /** Conditions of branches in whose text a missing key is written, where the condition is a value that says no. */
  #switches(region: Region, chart: readonly string[], field: FieldPath): Candidate[] {
    const { file, caller } = region;
    const missing = field.filter(step => typeof step === 'string').slice(-3);
    const found: Candidate[] = [];
    for (const token of actionsOf(region)) {
      const action = file.tokens[token];
      if (action?.type !== 'action' || (action.keyword !== 'if' && action.keyword !== 'else if')) continue;
      const body = branchText(file, token);
      if (!missing.some(name => body.includes(`${name}:`))) continue;
      const meaning = meaningOfAction(file, token, caller, chart, this.#map.templates);
      for (const { chart: at, path } of this.#expand(pathsIn(meaning))) {
        const value = valueAt(this.#places.merged(at), path);
        const isNegated = /\bnot\b/.test(bodyOf(file, action));
        const saysNo = isNegated ? value === true : isEmpty(value) && typeof value !== 'object';
        if (path.length === 0 || !(saysNo || (value === null && !isNegated))) continue;
        const isNamed = path.some(step => namedStep(field, ownStart(field), String(step)) !== undefined);
        found.push({
          chart: at,
          path,
          tail: [],
          rank: isNamed ? RANK.near : RANK.wide,
          isLikely: isNamed,
          switchTo: !isNegated,
        });
      }
    }
    return found;
  }

  /** Every key that the chart's files or its templates know, and the maps that could take one more. */
  #keysOf(chart: readonly string[]): readonly { path: ValuesPath; rank: number }[] {
    const id = JSON.stringify(chart);
    let keys = this.#keys.get(id);
    if (keys === undefined) {
      const found: { path: ValuesPath; rank: number }[] = [];
      const visit = (value: Json, path: ValuesPath): void => {
        if (found.length > MAX_KEYS || path.length > MAX_DEPTH || !isObject(value)) return;
        if (Object.keys(value).some(key => WORKLOAD_KEYS.has(key))) found.push({ path, rank: RANK.wide });
        for (const [key, member] of Object.entries(value)) {
          found.push({ path: [...path, key], rank: RANK.named });
          visit(member, [...path, key]);
        }
      };
      visit(this.#places.merged(chart), []);
      const read = mentioned(this.#map.templates, chart);
      for (const path of read) found.push({ path, rank: RANK.mentioned });
      // Members of a map that templates name are named all: what they do not name they do not read.
      const named = new Set(read.map(path => JSON.stringify(path.slice(0, -1))));
      keys = found.filter(({ path, rank }) => rank !== RANK.wide || !named.has(JSON.stringify(path)));
      this.#keys.set(id, keys);
    }
    return keys;
  }

  #expand(paths: readonly ReadPath[]): { chart: readonly string[]; path: ValuesPath; worked: boolean }[] {
    return paths.flatMap(({ chart, path, worked }) => {
      let expanded: ValuesPath[] = [[]];
      for (const step of path) {
        expanded = expanded.flatMap(prefix =>
          typeof step === 'string'
            ? [[...prefix, step]]
            : this.#layers.members(chart, prefix).map(key => [...prefix, key]),
        );
        if (expanded.length > MAX_MEMBERS) return [];
      }
      return expanded.map(full => ({ chart, path: full, worked }));
    });
  }
}

/** A template, or a named one within it, that prints part of an object. */
interface Region {
  readonly file: TemplateFile;
  readonly name: string | undefined;
  readonly caller: Printed | undefined;
  readonly printed: Printed;
  readonly token: number;
}

/** The actions of a region, those nearest to what it was found by first. */
function actionsOf({ file, name, token }: Region): number[] {
  return file.tokens
    .flatMap((action, index) =>
      action.type === 'action' && action.role !== 'end' && file.within[index] === name ? [index] : [],
    )
    .sort((a, b) => Math.abs(a - token) - Math.abs(b - token))
    .slice(0, MAX_ACTIONS);
}

/** Text from the head of a branch to the next head or the end of its block. */
function branchText(file: TemplateFile, token: number): string {
  const head = file.tokens[token];
  if (head?.type !== 'action') return '';
  const opener = head.opener >= 0 ? head.opener : token;
  const next = file.tokens.findIndex(
    (other, index) => index > token && other.type === 'action' && other.opener === opener,
  );
  return file.text.slice(head.end, file.tokens[next]?.start ?? head.end);
}

/** A path that an expression reads. */
interface ReadPath {
  readonly chart: readonly string[];
  readonly path: readonly Step[];
  /** Its value is not what the expression gives, something is made of it. */
  readonly worked: boolean;
}

function pathsIn(meaning: Meaning, worked = false): ReadPath[] {
  switch (meaning.type) {
    case 'path':
      return [{ chart: meaning.chart, path: meaning.path, worked }];
    case 'first':
      return meaning.options.flatMap(option => pathsIn(option, worked));
    case 'merged':
      return meaning.maps.flatMap(map => pathsIn(map, worked));
    case 'choice':
      return meaning.of.flatMap(option => pathsIn(option, worked));
    case 'list':
      return meaning.items.flatMap(item => pathsIn(item, worked));
    case 'computed':
      return meaning.from.flatMap(from => pathsIn(from, true));
    case 'dict':
      return [...meaning.entries.values()].flatMap(entry => pathsIn(entry, worked));
    default:
      return [];
  }
}

/** Where the part of a field begins that belongs to its container, its pod or its object's spec. */
function ownStart(field: FieldPath): number {
  const start = field.findLastIndex(step => typeof step === 'number' || step === 'spec') + 1;
  return Math.min(start, Math.max(0, field.length - 1));
}

/** Letters by which a part of a name says something: `name` and `type` are part of many, `probe` of few. */
const PART = 5;

/** The deepest step of a field that a key is named after: `containerSecurityContext`, `liveness`, `memoryLimit`. */
function namedStep(field: FieldPath, start: number, name: string): number | undefined {
  const key = plain(name);
  for (let at = field.length - 1; at >= start; at--) {
    const step = plain(String(field[at]));
    if (
      step === key ||
      (step.length >= PART && key.includes(step)) ||
      (key.length >= PART && step.includes(key))
    )
      return at;
  }
  return undefined;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Paths that templates of a chart, or named ones of any, read from `.Values` in so many words. */
function mentioned(templates: Templates, chart: readonly string[]): ValuesPath[] {
  const own = chart.flatMap(part => ['charts', part]).join('/');
  const paths = new Map<string, ValuesPath>();
  for (const { path, text, partial } of templates.files) {
    if (!partial && !path.startsWith(own === '' ? 'templates/' : `${own}/templates/`)) continue;
    for (const [, names = ''] of text.matchAll(/\.Values((?:\.\w+)+)/g)) {
      const steps = names.slice(1).split('.');
      for (let length = 1; length <= steps.length && paths.size < MAX_KEYS; length++)
        paths.set(steps.slice(0, length).join('.'), steps.slice(0, length));
    }
  }
  return [...paths.values()];
}

/** Each key and tail once, at its best rank; the likeliest first. */
function distinct(candidates: readonly Candidate[]): Candidate[] {
  const best = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const key = JSON.stringify([candidate.chart, candidate.path, candidate.tail, candidate.switchTo]);
    const known = best.get(key);
    if (known === undefined || candidate.rank < known.rank) best.set(key, candidate);
  }
  return [...best.values()].sort((a, b) => a.rank - b.rank);
}
