import type { FieldPath, Json, JsonObject } from './types.ts';

/** Whether a value is a JSON object (not null, not a list). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own property of an object; undefined for anything that is not an object or does not have it. */
export function own(value: Json | undefined, key: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The value at a path; undefined when a step is missing. Inherited properties are never followed. */
export function valueAt(root: Json | undefined, path: FieldPath): Json | undefined {
  let value: Json | undefined = root;
  for (const step of path) {
    if (Array.isArray(value)) value = typeof step === 'number' ? value[step] : undefined;
    else value = own(value, String(step));
    if (value === undefined) return undefined;
  }
  return value;
}

/** Sets an own property whatever its name: assigning to `__proto__` would change the prototype instead. */
export function setOwn(target: JsonObject, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
}

/** The members of an object whose values are strings: labels, annotations. Everything else is left out. */
export function stringMap(value: Json | undefined): Readonly<Record<string, string>> {
  const result: Record<string, string> = Object.create(null);
  if (isObject(value)) {
    for (const [key, member] of Object.entries(value)) if (typeof member === 'string') result[key] = member;
  }
  return result;
}

/** Text of a scalar as Kubernetes would print it; '' for anything else. */
export function scalarText(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
    ? String(value)
    : '';
}
