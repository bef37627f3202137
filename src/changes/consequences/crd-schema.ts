import { jsonText, list } from '../../json.ts';
import { isObject, type Json, own, scalarText } from '../../manifest/index.ts';

/** Into an object: a key, or whatever member or item there is. */
type Step = string | { readonly each: 'item' | 'member' };

/** Something that a schema no longer takes, or no longer keeps. */
export interface Break {
  /** `refused` when it is written, or `pruned`: dropped without a word. */
  readonly what: 'refused' | 'pruned';
  /** A bound, a pattern or a rule, which most objects have kept to anyway. */
  readonly isFormal: boolean;
  /** `spec.size is required`; for `pruned` the field alone. */
  readonly text: string;
  readonly path: readonly Step[];
  /** Whether a value found there is not taken, or is dropped. Absent where that is not worked out here. */
  readonly hits?: (value: Json | undefined) => boolean;
}

/** Schemas in schemas beyond which nothing is compared; Kubernetes itself has no more than a dozen or two. */
const DEEPEST = 100;
const LONGEST = 80;

/** Bounds that are stricter when they are greater (1) or smaller (-1), and how they are said. */
const BOUNDS: readonly (readonly [key: string, stricter: 1 | -1, of: (value: Json) => number | undefined])[] =
  [
    ['minimum', 1, numberOf],
    ['maximum', -1, numberOf],
    ['minLength', 1, lengthOf],
    ['maxLength', -1, lengthOf],
    ['minItems', 1, lengthOf],
    ['maxItems', -1, lengthOf],
    ['minProperties', 1, lengthOf],
    ['maxProperties', -1, lengthOf],
  ];

/**
 * What objects that were valid under the schema `before` may lose or be refused for under `after`: OpenAPI v3 as custom
 * resource definitions have it. Conditions in `oneOf`, `anyOf`, `allOf` and `not` are not compared, nor is the status.
 */
export function schemaBreaks(before: Json | undefined, after: Json | undefined): Break[] {
  const found: Break[] = [];
  compare(before, after, [], found);
  return found;
}

function compare(
  before: Json | undefined,
  after: Json | undefined,
  path: readonly Step[],
  found: Break[],
): void {
  if (!isObject(before) || !isObject(after) || before === after || path.length > DEEPEST) return;
  const name = nameOf(path);
  const refuse = (text: string, hits?: Break['hits'], isFormal = false) =>
    found.push({
      what: 'refused',
      isFormal,
      text: `${name} ${text}`,
      path,
      ...(hits === undefined ? {} : { hits }),
    });
  const [was, is] = [typeOf(before), typeOf(after)];
  if (is !== '' && was !== is && !widens(was, is)) {
    refuse(
      `is ${is} now (was ${was === '' ? 'of any type' : was})`,
      value => value !== undefined && !isOfType(value, is),
    );
    return;
  }
  values(before, after, refuse);
  rules(before, after, refuse);
  required(before, after, path, found);
  members(before, after, path, found);
  compare(own(before, 'items'), own(after, 'items'), [...path, { each: 'item' }], found);
  compare(
    own(before, 'additionalProperties'),
    own(after, 'additionalProperties'),
    [...path, { each: 'member' }],
    found,
  );
}

type Refuse = (text: string, hits?: Break['hits'], isFormal?: boolean) => void;

function values(before: Json, after: Json, refuse: Refuse): void {
  const [old, fresh] = [own(before, 'enum'), own(after, 'enum')];
  if (Array.isArray(fresh)) {
    const known = new Set(fresh.map(each => jsonText(each)));
    const hits = (value: Json | undefined) => value !== undefined && !known.has(jsonText(value));
    if (!Array.isArray(old)) refuse(`only allows ${shown(fresh)}`, hits, true);
    else {
      const lost = old.filter(each => !known.has(jsonText(each)));
      if (lost.length > 0) refuse(`no longer allows ${shown(lost)}`, hits);
    }
  }
  for (const [key, stricter, of] of BOUNDS) {
    const [was, is] = [numberOf(own(before, key)), numberOf(own(after, key))];
    if (is === undefined || (was !== undefined && (is - was) * stricter <= 0)) continue;
    const isBeyond = (value: Json | undefined) => {
      const size = value === undefined ? undefined : of(value);
      return size !== undefined && (size - is) * stricter < 0;
    };
    refuse(`has ${key} ${is}${was === undefined ? '' : ` (was ${was})`}`, isBeyond, true);
  }
  const [pattern, known] = [scalarText(own(after, 'pattern')), scalarText(own(before, 'pattern'))];
  if (pattern !== '' && pattern !== known)
    refuse(`must match ${cut(pattern)}${known === '' ? '' : ' now'}`, undefined, true);
  if (
    own(before, 'nullable') === true &&
    own(after, 'nullable') !== true &&
    own(after, 'default') === undefined
  )
    refuse('may not be null', value => value === null);
  const key = 'x-kubernetes-list-type';
  const [was, is] = [before, after].map(each => scalarText(own(each, key)) || 'atomic');
  if (was !== is && is !== 'atomic') refuse(`is a ${is} now: each item is there once`);
}

/** Rules in CEL that were not there. */
function rules(before: Json, after: Json, refuse: Refuse): void {
  const key = 'x-kubernetes-validations';
  const known = new Set(list(own(before, key)).map(each => scalarText(own(each, 'rule')).trim()));
  for (const each of list(own(after, key))) {
    const rule = scalarText(own(each, 'rule')).trim();
    if (known.has(rule)) continue;
    refuse(`has a new rule (${cut(scalarText(own(each, 'message')) || rule)})`, undefined, true);
  }
}

function required(before: Json, after: Json, path: readonly Step[], found: Break[]): void {
  const known = new Set(list(own(before, 'required')));
  for (const key of list(own(after, 'required'))) {
    if (known.has(key) || typeof key !== 'string') continue;
    if (own(own(own(after, 'properties'), key), 'default') !== undefined) continue;
    found.push({
      what: 'refused',
      isFormal: false,
      text: `${nameOf([...path, key])} is required`,
      path,
      hits: value => isObject(value) && !Object.hasOwn(value, key),
    });
  }
}

function members(before: Json, after: Json, path: readonly Step[], found: Break[]): void {
  const isOpen =
    own(after, 'x-kubernetes-preserve-unknown-fields') === true ||
    own(after, 'additionalProperties') !== undefined;
  const [old, fresh] = [own(before, 'properties'), own(after, 'properties')];
  if (own(before, 'x-kubernetes-preserve-unknown-fields') === true && !isOpen) {
    const known = new Set(Object.keys(isObject(fresh) ? fresh : {}));
    // Objects of other kinds inside of this one have their own fields.
    const isOther = own(after, 'x-kubernetes-embedded-resource') === true;
    found.push({
      what: 'pruned',
      isFormal: false,
      text: `whatever ${nameOf(path)} does not name`,
      path,
      hits: value =>
        isObject(value) &&
        Object.keys(value).some(
          key => !known.has(key) && !((isOther || path.length === 0) && ALWAYS.has(key)),
        ),
    });
  }
  if (!isObject(old)) return;
  for (const [key, schema] of Object.entries(old)) {
    // The status is its controller's.
    if (path.length === 0 && key === 'status') continue;
    const next = own(fresh, key);
    if (next !== undefined) compare(schema, next, [...path, key], found);
    else if (!isOpen && !(path.length === 0 && ALWAYS.has(key)))
      found.push({
        what: 'pruned',
        isFormal: false,
        text: nameOf([...path, key]),
        path: [...path, key],
        hits: value => value !== undefined,
      });
  }
}

/** What every object has, whether its schema says it or not. */
const ALWAYS = new Set(['apiVersion', 'kind', 'metadata']);

/** Whether an object has what a break is about. */
export function isHit({ path, hits }: Break, object: Json): boolean {
  return hits !== undefined && valuesAt(object, path, 0).some(hits);
}

function valuesAt(value: Json | undefined, path: readonly Step[], at: number): (Json | undefined)[] {
  const step = path[at];
  if (step === undefined) return [value];
  if (typeof step === 'string') {
    // The field of something that is not there is not missed.
    return isObject(value) ? valuesAt(own(value, step), path, at + 1) : [];
  }
  const below = step.each === 'item' ? list(value) : isObject(value) ? Object.values(value) : [];
  return below.flatMap(each => valuesAt(each, path, at + 1));
}

function typeOf(schema: Json): string {
  if (own(schema, 'x-kubernetes-int-or-string') === true) return 'integer or string';
  return scalarText(own(schema, 'type'));
}

function widens(was: string, is: string): boolean {
  return (
    (was === 'integer' && (is === 'number' || is === 'integer or string')) ||
    (was === 'string' && is === 'integer or string')
  );
}

function isOfType(value: Json, type: string): boolean {
  switch (type) {
    case 'integer':
      return typeof value === 'bigint' || Number.isInteger(value);
    case 'number':
      return typeof value === 'number' || typeof value === 'bigint';
    case 'integer or string':
      return typeof value === 'string' || typeof value === 'bigint' || Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    default:
      return typeof value === type;
  }
}

function numberOf(value: Json | undefined): number | undefined {
  return typeof value === 'bigint' ? Number(value) : typeof value === 'number' ? value : undefined;
}

/** Characters of a text, items of a list, members of an object. */
function lengthOf(value: Json): number | undefined {
  if (typeof value === 'string') return [...value].length;
  if (Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : undefined;
}

function nameOf(path: readonly Step[]): string {
  const name = path
    .map(step => (typeof step === 'string' ? `.${step}` : step.each === 'item' ? '[]' : '.*'))
    .join('');
  return name === '' ? 'the object' : name.replace(/^\./, '');
}

function shown(values: readonly Json[]): string {
  const written = values.slice(0, 4).map(each => cut(jsonText(each)));
  return `${written.join(', ')}${values.length > 4 ? ` and ${values.length - 4} more` : ''}`;
}

function cut(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
