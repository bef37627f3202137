// Why only one of two says that something changed. What is given as a reason is looked up in the objects themselves.
import { fileURLToPath } from 'node:url';

const lib = fileURLToPath(new URL('../../../lib/src/', import.meta.url));
const { parseQuantity } = await import(`${lib}guardrails/index.js`);
const { isDefault } = await import(`${lib}changes/diff/defaults.js`);

/** @returns undefined where nothing explains it. */
export function explainTheirs({ path, sign, whole }, { before, after, key, mine }) {
  if (whole === true || (before === undefined && after === undefined)) return undefined;
  const keys = path.split('\0');
  const [old, fresh] = [valuesAt(before, keys), valuesAt(after, keys)];
  if (sign === '⇆') return 'order of a list that Kubernetes merges by keys, or as a set';
  if (isText(old) && isText(fresh)) return 'the same text';
  if (keys[0] === 'stringData' || (keys[0] === 'data' && key.startsWith('v1/Secret'))) {
    const bytes = object => secretValues(object)[keys[1]];
    if (bytes(before) === bytes(after)) return 'the same bytes of a Secret';
  }
  if (pairs(old, fresh).every(([a, b]) => sameQuantity(a, b))) return 'equal quantities';
  if (pairs(old, fresh).every(([a, b]) => sameDuration(a, b))) return 'equal durations';
  if ([...old, ...fresh].every(isEmpty)) return 'null or empty, and not there';
  if (old.length !== fresh.length || old.length === 0) {
    const place = { kind: kindOf(before ?? after), hasPods: true };
    const all = [...parentsAt(before, keys), ...parentsAt(after, keys)];
    const last = keys.at(-1);
    const said = all.filter(({ parent }) => Object.hasOwn(parent, last));
    if (
      said.length > 0 &&
      said.every(({ parent, pattern }) => isDefault(place, pattern, parent[last], parent))
    )
      return 'what the API server fills in';
  }
  if (sameSet(old, fresh)) return 'order of a list that Kubernetes merges by keys, or as a set';
  return mine?.some(({ field }) => field?.operation === 'reordered') ? 'told as another order' : undefined;
}

/** @returns undefined where nothing explains it. */
export function explainOurs({ field, whole }, { key }) {
  if (whole !== undefined) return undefined;
  if (field.operation === 'reordered') return 'another order of items that dyff knows by their names';
  if (key.startsWith('v1/Secret') && field.path[0] === 'data')
    return 'stringData, told as the data it becomes';
  return undefined;
}

/** All values at a path of keys: of each item where a list is on the way. */
function valuesAt(object, keys) {
  let values = [object];
  for (const key of keys)
    values = flattened(values).flatMap(value =>
      isMap(value) && Object.hasOwn(value, key) ? [value[key]] : [],
    );
  return values;
}

function parentsAt(object, keys) {
  let places = [{ parent: object, pattern: '' }];
  for (const [at, key] of keys.entries()) {
    const pattern = each => (each.pattern === '' ? key : `${each.pattern}.${key}`);
    if (at === keys.length - 1)
      return places
        .map(each => ({ parent: each.parent, pattern: pattern(each) }))
        .filter(({ parent }) => isMap(parent));
    places = places.flatMap(each => {
      const value = isMap(each.parent) ? each.parent[key] : undefined;
      if (Array.isArray(value)) return value.map(item => ({ parent: item, pattern: `${pattern(each)}[]` }));
      return value === undefined ? [] : [{ parent: value, pattern: pattern(each) }];
    });
  }
  return places;
}

const isMap = value => value !== null && typeof value === 'object' && !Array.isArray(value);
const flattened = values => values.flatMap(value => (Array.isArray(value) ? value : [value]));
const isEmpty = value =>
  value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
const isText = values =>
  values.length > 0 &&
  values.every(value => typeof value === 'string' && value.trim() === String(values[0]).trim());
const pairs = (a, b) =>
  a.length === b.length && a.length > 0 ? a.map((value, at) => [value, b[at]]) : [[Number.NaN, '']];

function sameQuantity(a, b) {
  if (typeof a === 'object' || typeof b === 'object') return JSON.stringify(a) === JSON.stringify(b);
  const [x, y] = [parseQuantity(a), parseQuantity(b)];
  return x !== undefined && y !== undefined && x.compare(y) === 0n;
}

function sameDuration(a, b) {
  const seconds = text =>
    [...String(text).matchAll(/([\d.]+)(h|ms|m|s)/g)].reduce(
      (sum, [, count, unit]) => sum + Number(count) * { h: 3600, m: 60, s: 1, ms: 0.001 }[unit],
      0,
    );
  return typeof a === 'string' && typeof b === 'string' && seconds(a) > 0 && seconds(a) === seconds(b);
}

function sameSet(a, b) {
  const sorted = values =>
    flattened(values)
      .map(value => JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? String(each) : each)))
      .sort()
      .join();
  return a.length > 0 && sorted(a) === sorted(b);
}

function secretValues(object) {
  const clear = Object.entries(object?.stringData ?? {}).map(([key, value]) => [key, String(value)]);
  const data = Object.entries(object?.data ?? {}).map(([key, value]) => [
    key,
    Buffer.from(String(value), 'base64').toString('latin1'),
  ]);
  return Object.fromEntries([
    ...data,
    ...clear.map(([key, value]) => [key, Buffer.from(value).toString('latin1')]),
  ]);
}

function kindOf({ apiVersion, kind }) {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return `${group}/${kind}`;
}
