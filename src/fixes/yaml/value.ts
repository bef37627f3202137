import { type FieldPath, isObject, type Json, type JsonObject, own } from '../../manifest/index.ts';

/**
 * A value with another one at a path; missing maps are made, `null` counts as missing, the index behind a list's last
 * item appends. The rest is shared with the original. Undefined when a step leads through something else.
 */
export function withValue(root: Json | undefined, path: FieldPath, value: Json): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(root)) {
    if (typeof step !== 'number' || step > root.length) return undefined;
    const member = withValue(root[step], rest, value);
    return member === undefined ? undefined : root.toSpliced(step, 1, member);
  }
  if (typeof step === 'number' || !(root === undefined || root === null || isObject(root))) return undefined;
  const member = withValue(own(root ?? undefined, step), rest, value);
  return member === undefined ? undefined : withMember(root ?? {}, step, member);
}

/** A value without what is at a path, which must be there; what becomes empty stays, empty. */
export function removed(root: Json | undefined, path: FieldPath): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return undefined;
  if (Array.isArray(root)) {
    if (typeof step !== 'number' || step >= root.length) return undefined;
    if (rest.length === 0) return root.toSpliced(step, 1);
    const member = removed(root[step], rest);
    return member === undefined ? undefined : root.toSpliced(step, 1, member);
  }
  if (!isObject(root) || !Object.hasOwn(root, String(step))) return undefined;
  if (rest.length === 0) return fromEntries(Object.entries(root).filter(([key]) => key !== step));
  const member = removed(root[String(step)], rest);
  return member === undefined ? undefined : withMember(root, String(step), member);
}

function withMember(object: JsonObject, key: string, value: Json): JsonObject {
  const entries = Object.entries(object);
  const at = entries.findIndex(([name]) => name === key);
  return fromEntries(at < 0 ? [...entries, [key, value]] : entries.with(at, [key, value]));
}

/** `Object.fromEntries` keeps `__proto__` an ordinary key. */
function fromEntries(entries: readonly (readonly [string, Json])[]): JsonObject {
  return Object.fromEntries(entries);
}
